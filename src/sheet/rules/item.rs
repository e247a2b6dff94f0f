//! One entry of a rules file: its keys as texts, flags and lists, each mistake at its place.

use std::cell::RefCell;
use std::ops::Range;

use super::{At, Text};
use crate::diag::{Code, Diagnostic, Place, Source};
use crate::yaml::{Node, Value};

/// A map of a rules file.
pub(super) struct Item<'a> {
    pub node: &'a Node,
    /// Which file, counted from 0.
    pub file: usize,
    pub source: &'a Source<'a>,
    pub notes: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Item<'a> {
    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    pub fn at(&self, node: &Node) -> At {
        At {
            file: self.file,
            range: node.at.clone(),
        }
    }

    pub fn place(&self, range: &Range<usize>) -> Place {
        self.source.place(range.clone())
    }

    pub fn note(&self, note: Diagnostic) {
        self.notes.borrow_mut().push(note);
    }

    /// Where the entry begins.
    pub fn start(&self) -> Range<usize> {
        self.node
            .entries()
            .first()
            .map_or(self.node.at.clone(), |(key, _)| key.at.clone())
    }

    /// Another map below this one.
    pub fn below(&self, node: &'a Node) -> Item<'a> {
        Item {
            node,
            file: self.file,
            source: self.source,
            notes: self.notes,
        }
    }

    /// A text that must be there.
    pub fn required(&self, key: &str) -> Option<Text> {
        if !self.has(key) {
            self.note(Diagnostic::error(Code::MissingKey, format!("`{key}` is missing here")).at(self.place(&self.start())));
            return None;
        }
        self.optional(key)
    }

    /// A text.
    pub fn optional(&self, key: &str) -> Option<Text> {
        let node = self.node.get(key)?;
        let text = self.scalar(node, key)?;
        Some(Text::new(text, self.at(node)))
    }

    /// A scalar as it is written: `0.40` stays `0.40`, and `no` is a word.
    pub fn scalar(&self, node: &Node, key: &str) -> Option<String> {
        let wrong = |what: &str| {
            let message = format!("`{key}` takes a text, not {what}");
            self.note(Diagnostic::error(Code::WrongType, message).at(self.place(&node.at)));
            None
        };
        match &node.value {
            Value::Str(text) if text.is_empty() => {
                self.note(Diagnostic::error(Code::BadValue, format!("`{key}` is empty")).at(self.place(&node.at)));
                None
            }
            Value::Str(text) => Some(text.clone()),
            Value::Seq(_) | Value::Map(_) | Value::Null => wrong(node.kind()),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                let written = self.source.text.get(node.at.clone()).map(str::trim);
                let plain = written.filter(|w| !w.is_empty() && !w.starts_with(['*', '&', '!']) && !w.contains('\n'));
                plain.map(str::to_string).or_else(|| node.scalar())
            }
        }
    }

    /// `true` or `false`, in any of YAML's spellings that Falco's parser takes.
    pub fn flag(&self, key: &str) -> Option<bool> {
        let node = self.node.get(key)?;
        let word = node.scalar().unwrap_or_default().to_lowercase();
        match word.as_str() {
            "true" | "yes" | "on" | "y" => Some(true),
            "false" | "no" | "off" | "n" => Some(false),
            _ => {
                let message = format!("`{key}` takes true or false, not {}", node.kind());
                self.note(Diagnostic::error(Code::WrongType, message).at(self.place(&node.at)));
                None
            }
        }
    }

    /// A list of scalars.
    pub fn list(&self, key: &str) -> Option<Vec<(String, At)>> {
        let node = self.node.get(key)?;
        let Value::Seq(items) = &node.value else {
            let message = format!("`{key}` takes a list, not {}", node.kind());
            self.note(Diagnostic::error(Code::WrongType, message).at(self.place(&node.at)));
            return None;
        };
        Some(
            items
                .iter()
                .filter_map(|i| Some((self.scalar(i, key)?, self.at(i))))
                .collect(),
        )
    }

    /// Report every key that is not one of these, and keys that are written twice. Falco ignores the first.
    pub fn known(&self, keys: &[&str]) {
        let entries = self.node.entries();
        for (i, (key, _)) in entries.iter().enumerate() {
            if entries[..i].iter().any(|(k, _)| k.text == key.text) {
                let message = format!("the key `{}` is written twice here", key.text);
                self.note(Diagnostic::error(Code::DuplicateKey, message).at(self.place(&key.at)));
            } else if !keys.contains(&key.text.as_str()) {
                let note = Diagnostic::warning(Code::UnknownKey, format!("unknown key `{}`, which Falco ignores", key.text))
                    .at(self.place(&key.at));
                self.note(note.suggest(&key.text, keys.iter().copied()));
            }
        }
    }
}
