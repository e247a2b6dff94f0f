//! The few colours of a sheet on paper, each dark enough on what lies behind it.

use serde::Serialize;

/// The least contrast between text and what is behind it (WCAG 2, level AAA).
const CONTRAST: f64 = 7.0;

/// Colours as `#rrggbb`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Colours {
    /// Whether there are hues at all.
    pub mono: bool,
    pub ink: String,
    /// What is said beside: notes, badges, the footer.
    pub muted: String,
    /// Behind the heading of a group, and its letter.
    pub bar: String,
    pub bar_ink: String,
    pub letter: String,
    pub letter_ink: String,
    /// Behind the head of a block, and behind code.
    pub head: String,
    pub code: String,
    pub line: String,
    pub danger: String,
    /// Text of code without a class, then by class.
    pub plain: String,
    pub classes: std::collections::BTreeMap<char, String>,
}

impl Colours {
    /// Colours made from those of a highlight theme; black and greys for `mono`.
    pub fn new(mono: bool, (plain, classes): (String, Vec<(char, String)>)) -> Colours {
        let text = |colour: &str| match mono {
            true => "#000000".to_string(),
            false => readable(colour, CODE),
        };
        let either = |colour: &str, black: &str| if mono { black } else { colour }.to_string();
        Colours {
            mono,
            ink: either("#17202a", "#000000"),
            muted: either("#3a4652", "#222222"),
            bar: either("#18222e", "#000000"),
            bar_ink: "#ffffff".into(),
            letter: either("#f0b429", "#ffffff"),
            letter_ink: either("#18222e", "#000000"),
            head: either("#ece7dc", "#ffffff"),
            code: either(CODE, "#ffffff"),
            line: either("#b9b1a2", "#888888"),
            danger: either("#8c1d18", "#000000"),
            plain: text(&plain),
            classes: classes.iter().map(|(class, colour)| (*class, text(colour))).collect(),
        }
    }
}

/// Behind code.
const CODE: &str = "#f7f5f0";

/// A colour, darkened until it can be read on a background.
fn readable(colour: &str, behind: &str) -> String {
    let (mut rgb, ground) = (channels(colour), luminance(channels(behind)));
    while (ground + 0.05) / (luminance(rgb) + 0.05) < CONTRAST && rgb.iter().any(|c| *c > 0.0) {
        rgb = rgb.map(|c| (c - 4.0).max(0.0));
    }
    format!("#{:02x}{:02x}{:02x}", rgb[0] as u8, rgb[1] as u8, rgb[2] as u8)
}

/// Red, green and blue, 0 to 255; black for what is no colour.
fn channels(colour: &str) -> [f64; 3] {
    let channel = |i: usize| {
        colour
            .get(1 + 2 * i..3 + 2 * i)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
    };
    [0, 1, 2].map(|i| f64::from(channel(i).unwrap_or(0)))
}

/// Relative luminance as WCAG 2 defines it.
fn luminance(rgb: [f64; 3]) -> f64 {
    let linear = |c: f64| {
        let c = c / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pale_colours_are_darkened() {
        let contrast = |a: &str, b: &str| (luminance(channels(b)) + 0.05) / (luminance(channels(a)) + 0.05);
        for colour in ["#ffffff", "#ff0000", "#00ff80", "#f0b429"] {
            assert!(contrast(&readable(colour, CODE), CODE) >= CONTRAST, "{colour}");
        }
        assert_eq!(readable("#0a4b2e", CODE), "#0a4b2e");
        let colours = Colours::new(false, ("#000000".into(), Vec::new()));
        for (text, behind) in [
            (&colours.ink, &colours.head),
            (&colours.muted, &colours.head),
            (&colours.bar, &colours.letter),
        ] {
            assert!(contrast(text, behind) >= CONTRAST, "{text} on {behind}");
        }
    }
}
