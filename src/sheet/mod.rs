//! One YAML cheatsheet to a [`Sheet`]; its translation, an [`Overlay`]; and both joined, drafts taken out, to a [`Shown`] sheet.
//!
//! A sheet knows nothing of the site: the files that it takes content from are handed to [`fill`], which puts them in.

mod build;
pub mod cheats;
pub mod condition;
mod cut;
pub mod file;
pub mod fill;
mod ids;
mod inline;
mod lint;
mod lint_source;
mod listing;
mod locate;
mod near;
mod overlay;
mod parse;
pub mod rules;
mod show;
mod shown;
mod strings;
mod token;
mod unsafe_copy;
mod vars;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use condition::{Clause, wrap};
pub use overlay::{Entry, Overlay, OverlayFile, Word};
pub use parse::parse;
pub use show::show;
pub use shown::{
    Column, Counts, Print, Shown, ShownBlock, ShownCell, ShownGroup, ShownLegend, ShownPaper, ShownRow, State, Words,
};
pub use strings::{Skeleton, accept, strings};
pub use token::code_html;
pub use words::{of, pin, words_of};

use crate::yaml::Node;
use file::{AppliesTo, Break, Common, Content, PrintFile, SourceKind};

/// Falco's priorities.
const PRIORITIES: &[&str] = &[
    "EMERGENCY",
    "ALERT",
    "CRITICAL",
    "ERROR",
    "WARNING",
    "NOTICE",
    "INFORMATIONAL",
    "INFO",
    "DEBUG",
];

/// A cheatsheet, checked, with every id filled in. Words and code are as written: `{{name}}` is replaced when the sheet is shown.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub file: Arc<str>,
    /// The file's text, for places in it.
    pub text: Arc<str>,
    pub sources: Vec<Declared>,
    pub title: String,
    pub link_title: Option<String>,
    pub description: Option<String>,
    pub draft: bool,
    pub applies_to: AppliesTo,
    pub vars: BTreeMap<String, String>,
    pub print: PrintFile,
    /// Where its key is written; empty where it is not.
    pub print_at: Range<usize>,
    pub legend: Vec<Legend>,
    pub see_also: Vec<String>,
    /// In the order in which they are shown, drafts included.
    pub groups: Vec<Group>,
}

impl Sheet {
    /// Whether its file has errors, which were told: nothing of it is here.
    pub fn is_broken(&self) -> bool {
        self.text.is_empty()
    }
}

/// A source that a sheet declares, and where in the sheet each part of it is written.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: String,
    pub kind: SourceKind,
    pub paths: Vec<(String, Range<usize>)>,
    pub sha256: Vec<(String, Range<usize>)>,
    /// Whether the sheet has something to show without it.
    pub optional: bool,
}

/// An entry of the legend.
#[derive(Clone, Debug)]
pub struct Legend {
    pub id: String,
    pub mark: String,
    pub text: String,
}

/// A group.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct Block {
    pub id: String,
    /// `W3`: a letter of its group and its number in it, drafts counted, so that publishing a draft renames nothing.
    pub badge: String,
    /// As `kind` writes it.
    pub kind: &'static str,
    pub common: Common,
    pub content: Content,
    pub rows: Vec<Row>,
    /// As it is written, for places in it.
    pub node: Arc<Node>,
    /// What a source gave it.
    pub upstream: Option<Upstream>,
}

/// What a block has from a source, beside what is in its content.
#[derive(Clone, Debug, Default)]
pub struct Upstream {
    /// The override points of a rule.
    pub hooks: Vec<String>,
    /// The exceptions of a rule, one line each.
    pub exceptions: Vec<String>,
    /// What the block shows of the source, line by line: what a lock file keeps.
    pub lines: Vec<String>,
}

/// The parts of a rule that `show` names, and of a macro and a list.
const PARTS: &[&str] = &[
    "priority",
    "condition",
    "output",
    "tags",
    "desc",
    "source",
    "enabled",
    "exceptions",
    "items",
];

/// Parts of a rule that are shown only when `show` names them, if the rule comes from a source.
const ON_REQUEST: &[&str] = &["source", "enabled", "exceptions"];

impl Block {
    /// Whether a part of a rule, macro or list is shown.
    pub fn shows(&self, part: &str) -> bool {
        match (&self.common.show, &self.content) {
            (Some(parts), _) => parts.iter().any(|p| p == part),
            // Own words stand in place of an upstream text.
            (None, Content::Macro { .. } | Content::List { .. }) => self.common.short.is_none() || part == "desc",
            _ => self.upstream.is_none() || !ON_REQUEST.contains(&part),
        }
    }

    /// Whether [`Block::description`] is a source's and not the sheet's.
    fn described_by_source(&self) -> bool {
        self.upstream.is_some() && self.common.short.is_none()
    }

    /// The words that say what a rule, macro or list is for: the sheet's own, or the rule's.
    pub fn description(&self) -> Option<&str> {
        let own = self.common.short.as_ref().map(|s| s.text.as_str());
        let words = match &self.content {
            Content::Rule { desc, .. } => own.or(desc.as_deref()),
            Content::Macro { .. } | Content::List { .. } => own,
            _ => None,
        };
        words.filter(|_| self.shows("desc"))
    }
}

/// A row of flags, one-liners, keys, fields or a table.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub draft: bool,
    /// The rule that a one-liner makes fire.
    pub expect: Option<String>,
    /// One for each column of the kind, in order.
    pub cells: Vec<Cell>,
}

/// A cell of a row.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The key that it is written under; the number of its column in a table.
    pub key: String,
    pub text: String,
    /// Whether it is translated.
    pub words: bool,
    /// Words of a source: plain text, where a sheet's own are Markdown.
    pub literal: bool,
}

#[cfg(test)]
mod tests;
