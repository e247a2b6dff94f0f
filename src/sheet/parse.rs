//! Bytes to [`Doc`]: a sheet when the file has groups, else the translation of one.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value as Json};

use super::file::SheetFile;
use super::{Overlay, Sheet, build, lint, overlay, vars};
use crate::diag::{Code, Diagnostic, Noted, Place, Source, has_errors, settle};
use crate::doc::{Body, Doc, Front};
use crate::hash::Hash;
use crate::yaml::{Node, Value, check, parse_yaml, schema_of};

/// The keys that make a sheet a page of the site.
const FRONT: &[&str] = &[
    "title",
    "linkTitle",
    "description",
    "draft",
    "weight",
    "date",
    "tags",
    "aliases",
    "slug",
    "url",
];

/// Parse a sheet or a translation. With errors the body is empty, and the front matter is what could be read of it.
pub fn parse(file: &Arc<str>, bytes: &[u8]) -> Noted<Doc> {
    let mut notes = Vec::new();
    let text = decode(file, bytes, &mut notes);
    let source = Source::new(file.clone(), &text);
    let node = match parse_yaml(&text, 0, &source) {
        Ok(node) => node,
        Err(error) => {
            notes.push(error);
            Node::null()
        }
    };
    let broken = has_errors(&notes);
    let mut node = scrub(node);
    let front = front(&node, &source);
    let body = if broken {
        Body::Sheet(Arc::new(Sheet::default()))
    } else if is_overlay(&node) {
        let read = overlay::read(&mut node, &source);
        notes.extend(read.notes);
        Body::Overlay(Arc::new(read.value.unwrap_or_else(|| Overlay::empty(file))))
    } else {
        let read = read_sheet(&mut node, &source);
        notes.extend(read.notes);
        Body::Sheet(Arc::new(read.value.unwrap_or_default()))
    };
    settle(&mut notes);
    Noted::new(
        Doc {
            file: file.clone(),
            hash: Hash::of_bytes(bytes),
            front,
            body,
        },
        notes,
    )
}

/// UTF-8 without a byte order mark.
fn decode<'a>(file: &Arc<str>, bytes: &'a [u8], notes: &mut Vec<Diagnostic>) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Err(error) = std::str::from_utf8(bytes) {
        let valid = &bytes[..error.valid_up_to()];
        let line = valid.iter().filter(|b| **b == b'\n').count() as u32 + 1;
        let place = Place {
            line,
            ..Place::file(file.clone())
        };
        notes.push(
            Diagnostic::warning(Code::NotUtf8, "the file is not valid UTF-8")
                .at(place)
                .help("save it as UTF-8; what could not be read is shown as `\u{fffd}`"),
        );
    }
    String::from_utf8_lossy(bytes)
}

/// A translation has words and no groups.
fn is_overlay(node: &Node) -> bool {
    let word = |key: &str| node.get(key).is_some_and(|n| matches!(n.value, Value::Map(_)));
    node.get("groups").is_none() && (node.get("strings").is_some() || word("title") || word("description"))
}

fn read_sheet(node: &mut Node, source: &Source) -> Noted<Option<Sheet>> {
    static SCHEMA: OnceLock<Json> = OnceLock::new();
    let mut notes = Vec::new();
    lint::prune_kinds(node, source, &mut notes);
    notes.extend(check(node, SCHEMA.get_or_init(schema_of::<SheetFile>), source));
    lint::check(node, source, &mut notes);
    if has_errors(&notes) {
        return Noted::new(None, notes);
    }
    keep_decimals(node, source.text);
    match serde_json::from_value::<SheetFile>(node.to_json()) {
        Ok(file) => Noted::new(Some(build::sheet(file, node, source)), notes),
        Err(error) => {
            notes.push(Diagnostic::error(Code::BadValue, error.to_string()).at(source.place(node.at.clone())));
            Noted::new(None, notes)
        }
    }
}

/// Numbers with a point are versions and sizes here, never quantities: `since: 0.40` must not become `0.4`.
fn keep_decimals(node: &mut Node, text: &str) {
    match &mut node.value {
        Value::Float(number) => {
            let written = text.get(node.at.clone()).unwrap_or_default().trim();
            let text = if written.parse::<f64>().is_ok() {
                written.to_string()
            } else {
                number.to_string()
            };
            node.value = Value::Str(text);
        }
        Value::Seq(items) => items.iter_mut().for_each(|i| keep_decimals(i, text)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, v)| keep_decimals(v, text)),
        _ => {}
    }
}

/// The tree without the control characters that mark holes in HTML.
fn scrub(mut node: Node) -> Node {
    node.value = match node.value {
        Value::Str(text) if text.contains(['\u{2}', '\u{3}']) => Value::Str(text.replace(['\u{2}', '\u{3}'], "")),
        Value::Seq(items) => Value::Seq(items.into_iter().map(scrub).collect()),
        Value::Map(entries) => Value::Map(entries.into_iter().map(|(k, v)| (k, scrub(v))).collect()),
        other => other,
    };
    node
}

/// The front matter of the page that a sheet is. A word of a translation gives its text.
fn front(node: &Node, source: &Source) -> Front {
    let vars = node.get("vars").map(Node::entries).unwrap_or_default();
    let vars = vars.iter().filter_map(|(k, v)| Some((k.text.clone(), v.scalar()?))).collect();
    let mut front = Front {
        map: Map::new(),
        places: Vec::new(),
    };
    for (key, value) in node.entries().iter().filter(|(k, _)| FRONT.contains(&k.text.as_str())) {
        let word = if value.entries().is_empty() {
            Some(value)
        } else {
            value.get("t").filter(|t| t.as_str().is_none_or(|t| !t.trim().is_empty()))
        };
        let json = match word.map(Node::to_json) {
            Some(Json::String(text)) => Json::String(vars::fill(&text, &vars)),
            None | Some(Json::Null) => continue,
            Some(other) => other,
        };
        let name = key.text.to_lowercase();
        front.map.insert(name.clone(), json);
        front.places.push((name, source.place(value.at.clone())));
    }
    front
}
