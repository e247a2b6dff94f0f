//! Puts what sources have into a sheet: rules, macros, lists, fields, flags, pieces of files; and tells where the sheet is out of step.

mod check;
mod load;
mod lock;
mod rows;
mod rules;
mod snippet;

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::file::Content;
use super::near::Near;
use super::rules::Rules;
use super::{Block, Sheet, Upstream};
use crate::diag::{Code, Diagnostic, Noted, Severity, Source, settle};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::yaml::Node;

pub use lock::{Locked, lock_changes, lock_file, lock_name, lock_text};

/// The files that a sheet names, by the names that it gives them.
#[derive(Debug, Default)]
pub struct Sources {
    pub files: BTreeMap<String, Result<SourceText, Absent>>,
}

/// A file that a sheet takes content from.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// From the site's root.
    pub path: Arc<str>,
    pub text: Arc<str>,
    pub hash: Hash,
}

/// Why a file that a sheet names cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Absent {
    Missing,
    /// The path leads out of the site.
    Outside,
    /// It is there: why it cannot be read.
    Unreadable(String),
}

/// Rules files that were loaded, by the hash of their names and texts: sheets share them, and an edited sheet loads none.
pub type Loads = Memo<Noted<Rules>>;

impl Sheet {
    /// The names of all files that the sheet needs to be filled, its lock file included.
    pub fn wants(&self) -> Vec<String> {
        let declared = self.sources.iter().flat_map(|s| s.paths.iter().map(|(path, _)| path.clone()));
        let files = self
            .groups
            .iter()
            .flat_map(|g| &g.blocks)
            .filter_map(|block| match &block.content {
                Content::Snippet { file, .. } => file.clone(),
                _ => None,
            });
        let mut wants: Vec<String> = declared.chain(files).collect();
        if !wants.is_empty() {
            wants.push(lock_name(&self.file));
        }
        wants.sort();
        wants.dedup();
        wants
    }
}

/// What was found for a name: part of the key of a memo.
pub fn hash_of(sources: &Sources) -> Hash {
    let found: Vec<_> = sources
        .files
        .iter()
        .map(|(name, file)| (name, file.as_ref().map(|f| (&f.path, f.hash)).map_err(Clone::clone)))
        .collect();
    Hash::of(&found)
}

/// Fill a sheet. Where a source is not there, what the sheet holds itself stays.
pub fn fill(sheet: &Sheet, sources: &Sources, loads: &Loads) -> Noted<Sheet> {
    let mut filled = sheet.clone();
    let mut work = Work {
        sheet,
        sources,
        source: Source::new(sheet.file.clone(), &sheet.text),
        near: Rc::new(Near::new()),
        notes: Vec::new(),
    };
    let loaded = load::load(&mut work, loads);
    for group in &mut filled.groups {
        for block in &mut group.blocks {
            let before = work.notes.len();
            work.block(block, &loaded);
            // What a draft lacks must not hold up the site.
            if sheet.draft || group.draft || block.common.draft {
                let own = work.notes[before..].iter_mut().filter(|n| n.severity == Severity::Error);
                own.for_each(|n| n.severity = Severity::Warning);
            }
        }
    }
    lock::compare(&mut work, &filled);
    let mut notes = work.notes;
    settle(&mut notes);
    Noted::new(filled, notes)
}

/// What the parts of the work share.
struct Work<'a> {
    sheet: &'a Sheet,
    sources: &'a Sources,
    source: Source<'a>,
    near: Rc<Near>,
    notes: Vec<Diagnostic>,
}

/// A source, loaded.
enum Loaded {
    Rules(Arc<Noted<Rules>>),
    Listed(Vec<super::listing::Listed>),
    /// Not there, and the sheet has something instead.
    Absent,
    /// Not there or not to be read, which was told.
    Broken,
}

type AllLoaded<'a> = BTreeMap<&'a str, Loaded>;

impl Work<'_> {
    /// Report something at a range of the sheet.
    fn note(&mut self, at: &Range<usize>, note: Diagnostic) {
        let place = self.source.place(at.clone());
        self.notes.push(note.at(place));
    }

    fn error(&mut self, at: &Range<usize>, message: impl Into<String>) {
        self.note(at, Diagnostic::error(Code::SheetSource, message));
    }

    fn block(&mut self, block: &mut Block, loaded: &AllLoaded) {
        if let Content::Snippet { file: Some(file), .. } = &block.content {
            let file = file.clone();
            snippet::fill(self, block, &file);
        }
        if let Some(from) = block.common.from.clone() {
            self.from(block, &from, loaded);
        } else {
            check::condition(self, block, loaded);
        }
        check::expectations(self, block, loaded);
    }

    fn from(&mut self, block: &mut Block, from: &str, loaded: &AllLoaded) {
        let node = block.node.clone();
        let at = at_key(&node, "from");
        let (name, target) = from.split_once('#').unwrap_or((from, ""));
        match loaded.get(name) {
            Some(Loaded::Rules(rules)) => rules::fill(self, block, target, &rules.value, &at),
            Some(Loaded::Listed(listed)) => rows::fill(self, block, listed, &at),
            Some(Loaded::Absent) if has_content(&node) => {}
            Some(Loaded::Absent) => {
                let note = Diagnostic::error(
                    Code::SheetSource,
                    format!("the file of the source `{name}` is not there, and the block has no content of its own"),
                );
                self.note(
                    &at,
                    note.help("put the file there, or write the block's content beside `from`"),
                );
            }
            // Told when the sheet was parsed or its sources were loaded.
            Some(Loaded::Broken) | None => {}
        }
        if block.upstream.is_some() {
            check::short(self, block);
        }
    }

    /// Something that the sheet writes itself, beside a source that has something else.
    fn differs(&mut self, at: &Range<usize>, key: &str, has: &str) {
        let has: String = has.chars().take(100).collect();
        let note = Diagnostic::warning(
            Code::SourceDiffers,
            format!("`{key}` is not what the source has, which is shown"),
        );
        self.note(at, note.help(format!("the source has `{}`", has.trim())));
    }
}

/// Where the value of a key stands; the block's beginning when there is none.
fn at_key(node: &Node, key: &str) -> Range<usize> {
    node.get(key).map_or(node.at.start..node.at.start + 1, |n| n.at.clone())
}

/// Whether a block holds something to show without its source.
fn has_content(node: &Node) -> bool {
    ["condition", "items", "code"].iter().any(|key| node.get(key).is_some())
}

/// White space of texts does not count when they are compared.
fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

#[cfg(test)]
mod tests;
