//! `data/**` as one nested value, `site.data`: `data/en/faq.yaml` is `site.data.en.faq`.

use tera::{Map, Value};

use super::Job;
use crate::diag::{Code, Diagnostic, Noted, Place, Source};
use crate::hash::Hash;
use crate::source::{self, File, FileKind};
use crate::yaml;

/// Every data file of the site at its place in one map.
pub fn load(job: &Job) -> Noted<Value> {
    let mut root = Map::new();
    let mut notes = Vec::new();
    for file in job.files.of(FileKind::Data) {
        let Some(names) = names(&file.path) else { continue };
        let key = Hash::of(&(&file.path, file.hash));
        let read = job.memos.data.get(key, || parse(file));
        notes.extend(read.notes.iter().cloned());
        insert(&mut root, &names, read.value.clone());
    }
    Noted::new(Value::from(root), notes)
}

/// `["en", "faq"]` of `data/en/faq.yaml`; `None` for a file in no format that holds data.
fn names(path: &str) -> Option<Vec<&str>> {
    let (stem, end) = path.strip_prefix("data/")?.rsplit_once('.')?;
    is_format(end).then(|| stem.split('/').collect())
}

/// Whether files of this ending hold data that we can read.
pub fn is_format(end: &str) -> bool {
    matches!(end, "yaml" | "yml" | "toml" | "json")
}

fn parse(file: &File) -> Noted<Value> {
    let text = match file.read().map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            let note = Diagnostic::error(Code::NotUtf8, "this file is not UTF-8").at(Place::file(file.path.clone()));
            return Noted::new(Value::none(), vec![note.help("save it as UTF-8")]);
        }
        Err(error) => return Noted::new(Value::none(), vec![source::unreadable(&file.path, &error)]),
    };
    match node(&file.path, &text) {
        Ok(node) => Noted::clean(Value::from_serializable(&node.to_json())),
        Err(note) => Noted::new(Value::none(), vec![note]),
    }
}

/// A text in the format that its file's name says.
///
/// # Errors
/// What is wrong with it, at its place.
pub fn node(path: &str, text: &str) -> Result<yaml::Node, Diagnostic> {
    let source = Source::new(path, text);
    match path.rsplit('.').next() {
        Some("toml") => yaml::parse_toml(text, 0, &source),
        Some("json") => yaml::parse_json(text, 0, &source),
        _ => yaml::parse_yaml(text, 0, &source),
    }
}

/// Put a value where its names lead. Where a file and a folder have one name, the file's keys stand among the folder's.
fn insert(map: &mut Map, names: &[&str], value: Value) {
    let Some((name, rest)) = names.split_first() else { return };
    let key = (*name).to_string().into();
    let mut inner = map.get(&key).and_then(|v| v.as_map().cloned()).unwrap_or_default();
    if rest.is_empty() {
        let Some(own) = value.as_map() else {
            map.insert(key, value);
            return;
        };
        inner.extend(own.iter().map(|(k, v)| (k.clone(), v.clone())));
    } else {
        insert(&mut inner, rest, value);
    }
    map.insert(key, Value::from(inner));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_where_their_paths_say() {
        let mut root = Map::new();
        for (path, text) in [
            ("data/a.yaml", "x: 1"),
            ("data/a/b.json", "[1, 2]"),
            ("data/a/c/d.toml", "y = 2"),
            ("data/readme.txt", ""),
        ] {
            if let Some(names) = names(path) {
                let node = node(path, text).expect("it is valid");
                insert(&mut root, &names, Value::from_serializable(&node.to_json()));
            }
        }
        let json = serde_json::to_value(Value::from(root)).expect("it is JSON");
        assert_eq!(json, serde_json::json!({"a": {"x": 1, "b": [1, 2], "c": {"d": {"y": 2}}}}));
    }
}
