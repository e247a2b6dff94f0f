//! The translation of a sheet: words by id path, each with the hash of the words that it was made from.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::diag::{Code, Diagnostic, Noted, Place, Source, has_errors};
use crate::yaml::{Node, Value, check, schema_of};

/// A translation as it is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OverlayFile {
    /// The sheet's title.
    pub title: Option<Word>,
    /// The sheet's shorter title.
    #[serde(rename = "linkTitle")]
    pub link_title: Option<Word>,
    /// The sheet's description.
    pub description: Option<Word>,
    /// All other words by id path: `group.block.row.desc`.
    pub strings: BTreeMap<String, Word>,
    /// The translation is not published until this is taken away.
    pub draft: bool,
    pub weight: Option<i64>,
    pub date: Option<String>,
    pub tags: Vec<String>,
    pub aliases: Vec<String>,
    pub slug: Option<String>,
    pub url: Option<String>,
}

/// A translated string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Word {
    /// The translation; empty where there is none yet.
    pub t: Option<String>,
    /// The start of the hash of the words that it was made from, or that are left on purpose. `same: true` alone is for any words.
    pub of: Option<String>,
    /// The string is left in the sheet's language on purpose.
    pub same: bool,
}

/// A translation, checked as far as that goes without its sheet.
#[derive(Debug)]
pub struct Overlay {
    pub file: Arc<str>,
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

/// A translated string, the path of the words that it is for, and where it is written.
#[derive(Clone, Debug)]
pub struct Entry {
    pub path: String,
    pub word: Word,
    pub place: Place,
}

impl Word {
    /// The translation, if there is one: `t: ""` is a place for one.
    pub fn translation(&self) -> Option<&str> {
        self.t.as_deref().filter(|t| !t.trim().is_empty())
    }

    /// Whether it is meant for the words with this hash.
    pub fn is_for(&self, hash: &str) -> bool {
        match self.of.as_deref().filter(|of| !of.is_empty()) {
            Some(of) => of == hash,
            None => self.same,
        }
    }
}

impl Overlay {
    /// A translation of nothing.
    pub fn empty(file: &Arc<str>) -> Overlay {
        Overlay {
            file: file.clone(),
            entries: Vec::new(),
        }
    }

    /// The first string whose translation has a character.
    pub fn place_of_char(&self, c: char) -> Option<Place> {
        let has = |entry: &&Entry| entry.word.translation().is_some_and(|t| t.contains(c));
        self.entries.iter().find(has).map(|entry| entry.place.clone())
    }
}

/// The words at the top level of a translation.
pub(super) const TOP: &[&str] = &["title", "linkTitle", "description"];

/// Keys of a sheet that hold no words.
const CODE: &[&str] = &["groups", "print", "vars", "sources", "applies_to", "legend", "see_also"];

pub(super) fn read(node: &mut Node, source: &Source) -> Noted<Option<Overlay>> {
    static SCHEMA: OnceLock<Json> = OnceLock::new();
    let mut notes = Vec::new();
    if let Value::Map(entries) = &mut node.value {
        entries.retain(|(key, _)| {
            let code = CODE.contains(&key.text.as_str());
            if code {
                notes.push(
                    Diagnostic::error(Code::OverlayCode, format!("`{}` belongs to the sheet", key.text))
                        .at(source.place(key.at.clone()))
                        .help("a translation holds words only; take the key out"),
                );
            }
            !code
        });
    }
    keep_hashes(node, source.text);
    notes.extend(check(node, SCHEMA.get_or_init(schema_of::<OverlayFile>), source));
    let mut entries = Vec::new();
    for (path, at, value) in words(node) {
        let word = word(value);
        let place = source.place(at);
        if word.t.is_none() && !word.same {
            notes.push(
                Diagnostic::error(Code::MissingKey, format!("`{path}` has no translation"))
                    .at(place.clone())
                    .help("write it under `t`, or `same: true` to leave the words as they are"),
            );
        }
        entries.push(Entry { path, word, place });
    }
    if has_errors(&notes) {
        return Noted::new(None, notes);
    }
    Noted::new(
        Some(Overlay {
            file: source.file.clone(),
            entries,
        }),
        notes,
    )
}

/// Every word of a translation: path, where its key is, its map.
pub(super) fn words(node: &Node) -> Vec<(String, std::ops::Range<usize>, &Node)> {
    let top = node.entries().iter().filter(|(k, _)| TOP.contains(&k.text.as_str()));
    let strings = node.get("strings").map(Node::entries).unwrap_or_default();
    top.chain(strings).map(|(k, v)| (k.text.clone(), k.at.clone(), v)).collect()
}

/// What a word's map says.
pub(super) fn word(value: &Node) -> Word {
    Word {
        t: value.get("t").and_then(Node::scalar),
        of: value.get("of").and_then(Node::scalar),
        same: matches!(value.get("same").map(|s| &s.value), Some(Value::Bool(true))),
    }
}

/// A hash of digits only is a number to YAML: take it as it is written.
pub(super) fn keep_hashes(node: &mut Node, text: &str) {
    let Value::Map(entries) = &mut node.value else { return };
    for (key, value) in entries {
        if key.text == "of" && matches!(value.value, Value::Int(_) | Value::Float(_)) {
            value.value = Value::Str(text.get(value.at.clone()).unwrap_or_default().trim().to_string());
        } else {
            keep_hashes(value, text);
        }
    }
}
