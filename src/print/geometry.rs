//! Paper, orientation, margins and columns as points, and how many characters of code a column holds.

use serde::Serialize;

use super::Edition;
use crate::diag::{Code, Diagnostic, Place};
use crate::lang;
use crate::sheet::{Print, ShownPaper};

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;
/// Between two columns.
const GUTTER: f64 = 4.0 * MM;
/// What the advance of every character of the embedded DejaVu Sans Mono is of its size.
const ADVANCE: f64 = 1233.0 / 2048.0;
/// What is left free on either side of a column's code and text, in points.
pub const PAD: f64 = 2.4;
/// What a cell of a table leaves free between itself and the next.
pub const CELL: f64 = 5.0;

/// The smallest that may be printed: text, text in Chinese characters, code, ink from the paper's edge.
const MIN_TEXT: f64 = 7.5;
const MIN_HAN: f64 = 8.0;
const MIN_CODE: f64 = 7.0;
const MIN_MARGIN: f64 = 5.0 * MM;

/// A page and its columns. All lengths are in points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Geometry {
    pub width: f64,
    pub height: f64,
    pub margin: f64,
    pub gutter: f64,
    pub columns: u8,
    /// Sizes of text, of code, and of what stands beside them: marks, badges, the footer.
    pub text: f64,
    pub code: f64,
    pub small: f64,
    /// The width of a character of code.
    pub advance: f64,
    pub pad: f64,
    pub cell: f64,
    /// Whether the language is written in Chinese characters (or Korean ones, which are as dense).
    pub han: bool,
    /// `a4 landscape, 3 columns, 7 pt`.
    #[serde(skip)]
    pub name: String,
}

impl Geometry {
    /// The page that a sheet asks for, with a warning for each size that is below what can be read; the least is taken then.
    pub fn of(print: &Print, paper: &ShownPaper, edition: Edition, tag: &str, file: &str) -> (Geometry, Vec<Diagnostic>) {
        let mut notes = Vec::new();
        let mut least = |key: &str, asked: f64, least: f64, unit: (&str, f64)| {
            if asked + 0.01 < least {
                let (asked, least) = (number(asked / unit.1), number(least / unit.1));
                let (unit, _) = unit;
                let message = format!("`print.{key}` is {asked} {unit}; the least that can be read on paper is {least} {unit}");
                let note = Diagnostic::warning(Code::SheetSize, message).at(Place::file(file));
                notes.push(note.help(format!("{least} {unit} is taken; ask for that or more")));
            }
            asked.max(least)
        };
        let han = matches!(lang::primary(tag), "zh" | "ja" | "ko") || edition == Edition::Bilingual;
        let mut text = least("text", points(&print.text), MIN_TEXT, ("pt", 1.0));
        let mut code = least("code", points(&print.code), MIN_CODE, ("pt", 1.0));
        let margin = least("margin", points(&print.margin), MIN_MARGIN, ("mm", MM));
        let mut columns = print.columns.max(1);
        if edition == Edition::Large {
            // As many characters a line as before, or nearly so.
            let large = code.max(9.5);
            columns = ((f64::from(columns) * code / large).round() as u8).max(1);
            (text, code) = (text.max(10.0), large);
        }
        if han {
            text = text.max(MIN_HAN);
        }
        let small = if han {
            MIN_HAN.max(text * 0.87)
        } else {
            (text * 0.87).max(6.5)
        };
        let of_columns = if columns == 1 {
            "1 column".into()
        } else {
            format!("{columns} columns")
        };
        let geometry = Geometry {
            width: paper.width * MM,
            height: paper.height * MM,
            margin,
            gutter: GUTTER,
            columns,
            text,
            code,
            small,
            advance: code * ADVANCE,
            pad: PAD,
            cell: CELL,
            han,
            name: format!("{}, {of_columns}, {} pt", paper.size.to_lowercase(), number(code)),
        };
        (geometry, notes)
    }

    /// The width of a lane that takes so many columns.
    pub fn lane(&self, span: u8) -> f64 {
        let columns = f64::from(self.columns);
        let column = (self.width - 2.0 * self.margin - self.gutter * (columns - 1.0)) / columns;
        let span = f64::from(span.clamp(1, self.columns));
        column * span + self.gutter * (span - 1.0)
    }

    /// How many characters of code stand side by side in a width.
    pub fn characters(&self, width: f64) -> usize {
        ((width / self.advance) + 0.02).floor().max(1.0) as usize
    }

    /// How wide so many characters of code are.
    pub fn run(&self, characters: usize) -> f64 {
        self.advance * characters as f64
    }
}

/// A length that validation has let pass: `8mm`, `7.5pt`, `1cm`, `0.5in`.
fn points(length: &str) -> f64 {
    let units = [("mm", MM), ("pt", 1.0), ("cm", 10.0 * MM), ("in", 72.0)];
    let found = units
        .iter()
        .find_map(|(unit, points)| Some(length.trim().strip_suffix(unit)?.trim().parse::<f64>().ok()? * points));
    found.unwrap_or(0.0)
}

/// With one digit behind the point where that is not 0.
pub fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::file::Paper;

    fn print(columns: u8, code: &str) -> Print {
        Print {
            columns,
            margin: "8mm".into(),
            text: "7.5pt".into(),
            code: code.into(),
            ..Print::default()
        }
    }

    fn paper(name: Paper, width: f64, height: f64) -> ShownPaper {
        ShownPaper {
            name,
            size: "A4 landscape".into(),
            width,
            height,
        }
    }

    #[test]
    fn characters_of_a_line() {
        let of = |columns: u8, code: &str, width: f64, height: f64| {
            let (g, notes) = Geometry::of(
                &print(columns, code),
                &paper(Paper::A4, width, height),
                Edition::Colour,
                "en",
                "x",
            );
            assert_eq!(notes, []);
            g.characters(g.lane(1) - 2.0 * PAD)
        };
        assert_eq!(of(3, "7pt", 297.0, 210.0), 60);
        assert_eq!(of(3, "8pt", 297.0, 210.0), 52);
        assert_eq!(of(3, "7pt", 279.4, 215.9), 56);
        assert_eq!(of(2, "7pt", 210.0, 297.0), 62);
    }

    #[test]
    fn what_is_too_small_is_told_and_mended() {
        let mut asked = print(3, "6.5pt");
        asked.margin = "3mm".into();
        let (g, notes) = Geometry::of(&asked, &paper(Paper::A4, 297.0, 210.0), Edition::Colour, "zh-CN", "x");
        assert_eq!(notes.len(), 2);
        assert_eq!((g.code, g.text, g.small), (7.0, 8.0, 8.0));
        assert!(g.margin >= 5.0 * MM);
    }
}
