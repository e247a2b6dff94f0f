//! What a sheet is for the template: units (headings of groups, blocks, the end), words as runs, code as lines that fit their column.

use serde::Serialize;

use super::code::Qr;
use super::wrap::CodeLine;
use crate::doc::{Run, Token};
use crate::sheet::file::Break;

/// What stands in one lane: the heading of a group, a block, or the end of the sheet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Unit {
    /// `group`, `block` or `end`.
    pub kind: &'static str,
    /// `group` or `group.block`.
    pub id: String,
    /// The letter of a group, the code of a block.
    pub badge: String,
    pub title: Option<Text>,
    /// The name of a rule, macro or list, when it stands for the title or before it.
    pub name: Option<String>,
    pub chips: Vec<Chip>,
    pub tags: Vec<String>,
    pub draft: bool,
    pub danger: bool,
    pub body: Vec<Part>,
    pub table: Option<Table>,
    pub note: Option<Text>,
    /// Leads to the sheet's page.
    pub qr: Option<Qr>,
    /// Of the lane that it stands in.
    pub width: f64,
    #[serde(skip)]
    pub span: u8,
    #[serde(skip)]
    pub break_: Break,
    /// Whether it may be cut between its rows.
    #[serde(skip)]
    pub splits: bool,
}

/// Words, and those of a second language.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Text {
    pub runs: Vec<Run>,
    /// The sign of a translation that is not in step.
    pub mark: &'static str,
    pub other: Vec<Run>,
}

/// A word in a frame beside a title.
#[derive(Clone, Debug, Serialize)]
pub struct Chip {
    pub text: String,
    /// `plain`, `danger` or `draft`.
    pub tone: &'static str,
}

/// A part of a block's content.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Part {
    Words { text: Text, tone: &'static str },
    Code { lines: Vec<CodeLine> },
    Label { text: String },
}

/// Rows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// `grid`: cells side by side. `lines`: a command and what it does.
    pub form: &'static str,
    /// The width of each column, padding included.
    pub widths: Vec<f64>,
    pub header: Vec<Text>,
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    pub draft: bool,
    pub cells: Vec<CellOut>,
    /// Said below: what the row makes happen.
    pub expect: Option<String>,
}

/// A cell: code or words, and what is said beside them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CellOut {
    pub code: Vec<CodeLine>,
    pub words: Option<Text>,
    pub aside: Option<Aside>,
}

/// A value beside words, such as a default.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Aside {
    pub label: String,
    pub code: String,
}

/// A line of a block that does not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Long {
    /// `group.block`.
    pub block: String,
    /// The line of the code, from 0.
    pub line: usize,
    pub columns: usize,
    /// How many characters there is room for.
    pub fit: usize,
    /// A word of it is cut.
    pub cut: bool,
    /// The author wrote it as a line of its own, and could break it elsewhere.
    pub written: bool,
    /// It is code among words, which is printed past its place.
    pub among_words: bool,
}

impl Long {
    /// A piece of code among words.
    pub fn among_words(block: &str, columns: usize, fit: usize) -> Long {
        Long {
            block: block.to_string(),
            line: 0,
            columns,
            fit,
            cut: true,
            written: true,
            among_words: true,
        }
    }
}

/// A cell whose width is not known yet.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub code: Vec<Token>,
    pub words: Option<Text>,
    pub aside: Option<Aside>,
}

impl Draft {
    /// A cell of code alone.
    pub fn code(code: Vec<Token>) -> Draft {
        Draft {
            code,
            ..Draft::default()
        }
    }
}
