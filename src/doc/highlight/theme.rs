//! Colours of code: our two themes, those of two-face by name, and the stylesheet made from a light and a dark one.

use std::fmt::Write;
use std::sync::OnceLock;

use syntect::highlighting::{Color, Highlighter as ThemeReader, Theme};
use syntect::parsing::{Scope, ScopeStack};
use two_face::theme::{EmbeddedLazyThemeSet, EmbeddedThemeName};

use super::classes::{CLASSES, Class};
use crate::diag::{Code, Diagnostic};

/// A theme: text, background (`None` leaves that to the page) and a colour for each class.
pub(super) struct Palette {
    pub(super) text: String,
    pub(super) background: Option<String>,
    pub(super) colours: Vec<(Class, String)>,
}

/// Our themes: name, text colour, and the colours in the order of [`CLASSES`].
const OWN: &[(&str, &str, [&str; 13])] = &[
    (
        "stoop-light",
        "#1b1f24",
        [
            "#4b535d", "#0a4b2e", "#6b2c00", "#6b2c00", "#7a0b2e", "#5b1150", "#0b3d91", "#4a1d8f", "#064a5a", "#5c3a00",
            "#0b3d91", "#0a4b2e", "#86061d",
        ],
    ),
    (
        "stoop-dark",
        "#e6edf3",
        [
            "#9aa7b4", "#9ddcb0", "#f2b880", "#f2b880", "#ff9bb0", "#e3a8dc", "#8fc1ff", "#cdb0ff", "#84d9e8", "#e8c98a",
            "#8fc1ff", "#9ddcb0", "#ffa198",
        ],
    ),
];

/// The stylesheet for a light and a dark theme.
pub(super) fn css(light: &str, dark: &str) -> Result<String, Diagnostic> {
    let (light, dark) = (variables(&palette(light)?), variables(&palette(dark)?));
    let mut css = format!(":root{{{light}}}\n");
    let _ = writeln!(
        css,
        "@media (prefers-color-scheme: dark){{:root:not([data-theme=light]){{{dark}}}}}"
    );
    let _ = writeln!(css, ":root[data-theme=dark]{{{dark}}}");
    // Last, and with the selectors of the dark rules, so that it wins over them on paper.
    let _ = writeln!(
        css,
        "@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{{light}}}}}"
    );
    css.push_str("pre code{color:var(--hl-text)}\n");
    for (class, ..) in CLASSES {
        // Told apart by more than hue, for black-and-white paper and colour-blind readers.
        let more = match class {
            'k' | 'h' => ";font-weight:700",
            'c' => ";font-style:italic",
            'v' => ";font-weight:500",
            'd' => ";text-decoration:line-through",
            'i' => ";text-decoration:underline",
            _ => "",
        };
        let _ = writeln!(css, "code .{class}{{color:var(--hl-{class}){more}}}");
    }
    Ok(css)
}

fn variables(palette: &Palette) -> String {
    let mut css = format!("--hl-text:{}", palette.text);
    if let Some(background) = &palette.background {
        let _ = write!(css, ";--hl-background:{background}");
    }
    for (class, colour) in &palette.colours {
        let _ = write!(css, ";--hl-{class}:{colour}");
    }
    css
}

/// A theme by its name.
pub(super) fn palette(name: &str) -> Result<Palette, Diagnostic> {
    if let Some((_, text, colours)) = OWN.iter().find(|(own, ..)| *own == name) {
        return Ok(Palette {
            text: text.to_string(),
            background: None,
            colours: CLASSES
                .iter()
                .zip(colours)
                .map(|((class, ..), colour)| (*class, colour.to_string()))
                .collect(),
        });
    }
    let embedded = || EmbeddedLazyThemeSet::theme_names().iter();
    match embedded().find(|t| t.as_name().eq_ignore_ascii_case(name)) {
        Some(found) => Ok(of_theme(themes().get(*found))),
        None => {
            let known = OWN
                .iter()
                .map(|(n, ..)| *n)
                .chain(embedded().map(|t: &EmbeddedThemeName| t.as_name()));
            Err(Diagnostic::error(Code::BadValue, format!("no highlight theme is called `{name}`")).suggest(name, known))
        }
    }
}

fn of_theme(theme: &Theme) -> Palette {
    let reader = ThemeReader::new(theme);
    let text = theme.settings.foreground.unwrap_or(Color::BLACK);
    let colour = |scope: &str| {
        Scope::new(scope).map_or(text, |s| {
            reader.style_for_stack(ScopeStack::from_vec(vec![s]).as_slice()).foreground
        })
    };
    Palette {
        text: hex(text),
        background: theme.settings.background.map(hex),
        colours: CLASSES.iter().map(|(class, _, scope)| (*class, hex(colour(scope)))).collect(),
    }
}

fn hex(colour: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b)
}

fn themes() -> &'static EmbeddedLazyThemeSet {
    static SET: OnceLock<EmbeddedLazyThemeSet> = OnceLock::new();
    SET.get_or_init(two_face::theme::extra)
}
