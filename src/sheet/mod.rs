//! One YAML cheatsheet to a [`Sheet`]; its translation, an [`Overlay`]; and both joined, drafts taken out, to a [`Shown`] sheet.
//!
//! A sheet knows nothing of the site. `from:` sources, fit on paper and PDF are not here yet: their keys are read and kept
//! ([`file::Common`]), and a block that has nothing but a source is an error.

mod build;
mod condition;
mod cut;
pub mod file;
mod ids;
mod lint;
mod overlay;
mod parse;
mod show;
mod shown;
mod strings;
mod token;
mod unsafe_copy;
mod vars;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use condition::{Clause, wrap};
pub use overlay::{Entry, Overlay, OverlayFile, Word};
pub use parse::parse;
pub use show::show;
pub use shown::{
    Column, Counts, Print, Shown, ShownBlock, ShownCell, ShownGroup, ShownLegend, ShownPaper, ShownRow, State, Words,
};
pub use strings::{Skeleton, strings};
pub use token::code_html;
pub use words::{of, pin, words_of};

use file::{AppliesTo, Break, Common, Content, PrintFile};

/// A cheatsheet, checked, with every id filled in. Words and code are as written: `{{name}}` is replaced when the sheet is shown.
#[derive(Debug, Default)]
pub struct Sheet {
    pub file: Arc<str>,
    pub title: String,
    pub link_title: Option<String>,
    pub description: Option<String>,
    pub draft: bool,
    pub applies_to: AppliesTo,
    pub vars: BTreeMap<String, String>,
    pub print: PrintFile,
    pub legend: Vec<Legend>,
    pub see_also: Vec<String>,
    /// In the order in which they are shown, drafts included.
    pub groups: Vec<Group>,
}

/// An entry of the legend.
#[derive(Debug)]
pub struct Legend {
    pub id: String,
    pub mark: String,
    pub text: String,
}

/// A group.
#[derive(Debug)]
pub struct Group {
    pub id: String,
    pub title: String,
    pub intro: Option<String>,
    pub draft: bool,
    pub span: Option<u8>,
    pub break_: Break,
    pub blocks: Vec<Block>,
}

/// A block. The rows of `content` are in `rows`.
#[derive(Debug)]
pub struct Block {
    pub id: String,
    /// `W3`: a letter of its group and its number in it, drafts counted, so that publishing a draft renames nothing.
    pub badge: String,
    /// As `kind` writes it.
    pub kind: &'static str,
    pub common: Common,
    pub content: Content,
    pub rows: Vec<Row>,
}

/// A row of flags, one-liners, keys, fields or a table.
#[derive(Debug)]
pub struct Row {
    pub id: String,
    pub draft: bool,
    /// The rule that a one-liner makes fire.
    pub expect: Option<String>,
    /// One for each column of the kind, in order.
    pub cells: Vec<Cell>,
}

/// A cell of a row.
#[derive(Debug)]
pub struct Cell {
    /// The key that it is written under; the number of its column in a table.
    pub key: String,
    pub text: String,
    /// Whether it is translated.
    pub words: bool,
}

#[cfg(test)]
mod tests;
