//! Falco rules files, loaded as Falco loads them: several in order, later definitions win, `override` and `append` applied.
//!
//! What a key means and what Falco refuses is read from falcosecurity/falco `userspace/engine/rule_loader_{reader,collector,compiler}.cpp`.
//! Where Falco stops at the first mistake, all are told.

mod exceptions;
mod item;
mod load;
mod overrides;
mod resolve;
mod text;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::condition::Expr;
use crate::diag::{Place, Source};

pub use exceptions::Exception;
pub use load::load;
pub(super) use resolve::{Names, note_of};
pub use resolve::{Vocabulary, deprecated_fields, unknown_names};
pub use text::Text;

/// Everything that some rules files define, in the order in which it was first defined.
#[derive(Debug, Default)]
pub struct Rules {
    /// The name and the text of each file.
    pub files: Vec<(Arc<str>, Arc<str>)>,
    pub rules: Table<Rule>,
    pub macros: Table<Macro>,
    pub lists: Table<List>,
    /// The highest engine version that a file requires.
    pub engine: Option<String>,
    /// The plugins that they require, with their versions.
    pub plugins: Vec<(String, String)>,
}

/// Where something is written in rules files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// Which of [`Rules::files`].
    pub file: usize,
    pub range: Range<usize>,
}

impl Rules {
    /// For messages.
    pub fn place(&self, at: &At) -> Place {
        match self.files.get(at.file) {
            Some((name, text)) => Source::new(name.clone(), text).place(at.range.clone()),
            None => Place::file(""),
        }
    }
}

/// A rule after all that later definitions did to it.
#[derive(Clone, Debug)]
pub struct Rule {
    pub name: String,
    /// Its name where it was defined last.
    pub at: At,
    pub desc: Text,
    pub condition: Text,
    pub output: Text,
    /// As written.
    pub priority: String,
    /// In the order of the files, each once.
    pub tags: Vec<String>,
    pub source: String,
    pub enabled: bool,
    pub exceptions: Vec<Exception>,
    /// `None` when the condition has a mistake.
    pub expr: Option<Expr>,
}

/// A macro.
#[derive(Clone, Debug)]
pub struct Macro {
    pub name: String,
    pub at: At,
    pub condition: Text,
    pub expr: Option<Expr>,
    order: Order,
}

/// A list.
#[derive(Clone, Debug)]
pub struct List {
    pub name: String,
    pub at: At,
    /// As written, names of other lists included.
    pub items: Vec<(String, At)>,
    order: Order,
}

/// When something was defined: a macro or a list may use only what was there before it was last changed.
#[derive(Clone, Copy, Debug, Default)]
struct Order {
    first: usize,
    last: usize,
}

/// Things by name, in the order in which they were first defined.
#[derive(Debug)]
pub struct Table<T> {
    all: Vec<T>,
    by_name: HashMap<String, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table {
            all: Vec::new(),
            by_name: HashMap::new(),
        }
    }
}

impl<T> Table<T> {
    /// The thing of this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.by_name.get(name).map(|i| &self.all[*i])
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.by_name.get(name).map(|i| &mut self.all[*i])
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Define or define again; what was defined first keeps its position.
    fn put(&mut self, name: &str, value: T) {
        match self.by_name.get(name) {
            Some(i) => self.all[*i] = value,
            None => {
                self.by_name.insert(name.to_string(), self.all.len());
                self.all.push(value);
            }
        }
    }
}

#[cfg(test)]
mod tests;
