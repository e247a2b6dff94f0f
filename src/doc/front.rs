//! The front matter of a file: where it ends, and its keys and values.

use std::ops::Range;

use serde_json::{Map, Value as Json};

use super::Front;
use crate::diag::{Code, Diagnostic, Source};
use crate::yaml::{self, Node, Value};

/// In what language front matter is written.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Format {
    Yaml,
    Toml,
    Json,
}

/// Front matter, where its text is, and where the body is.
pub(super) struct Split {
    pub format: Format,
    pub front: Range<usize>,
    pub body: Range<usize>,
}

/// Read the front matter of a file; the range is the body's.
pub fn read(source: &Source, notes: &mut Vec<Diagnostic>) -> (Front, Range<usize>) {
    let text = source.text;
    let split = match split(text) {
        Ok(Some(split)) => split,
        Ok(None) => return (Front::default(), 0..text.len()),
        Err(open) => {
            notes.push(
                Diagnostic::error(Code::FrontMatter, "front matter that is not closed")
                    .at(source.place(open.clone()))
                    .help(format!("end it with a line `{}`", closing_of(&text[open.clone()]))),
            );
            return (Front::default(), line_end(text, open.end)..text.len());
        }
    };
    let written = &text[split.front.clone()];
    let parsed = match split.format {
        Format::Yaml => yaml::parse_yaml(written, split.front.start, source),
        Format::Toml => yaml::parse_toml(written, split.front.start, source),
        Format::Json => yaml::parse_json(written, split.front.start, source),
    };
    let front = match parsed {
        Ok(node) => from_node(&node, &split, source, notes),
        Err(note) => {
            notes.push(note);
            Front::default()
        }
    };
    (front, split.body)
}

/// Find the end of front matter. `Err` is the place of an opening line without a closing one.
pub(super) fn split(text: &str) -> Result<Option<Split>, Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    let format = if opens(rest, "---") {
        Format::Yaml
    } else if opens(rest, "+++") {
        Format::Toml
    } else if rest.starts_with('{') && !rest.starts_with("{{") {
        return json_end(rest)
            .map(|len| {
                Some(Split {
                    format: Format::Json,
                    front: start..start + len,
                    body: body_from(text, start + len)..text.len(),
                })
            })
            .ok_or(start..start + 1);
    } else {
        return Ok(None);
    };
    let fence = &rest[..3];
    let front = line_end(text, start);
    let mut at = front;
    // The closing line only has to start with the fence: what follows on it is body.
    while at < text.len() {
        if text[at..].starts_with(fence) {
            return Ok(Some(Split {
                format,
                front: front..at,
                body: body_from(text, at + 3)..text.len(),
            }));
        }
        at = line_end(text, at);
    }
    Err(start..start + 3)
}

/// Whether a text begins with a line that is the fence and nothing more.
fn opens(text: &str, fence: &str) -> bool {
    text.strip_prefix(fence)
        .is_some_and(|rest| rest.lines().next().unwrap_or("").trim().is_empty())
}

fn closing_of(open: &str) -> &str {
    if open == "{" { "}" } else { open }
}

/// Just after the end of the line that `at` is in.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i + 1)
}

/// The body begins on the closing line if something stands there, else on the next one.
fn body_from(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    if text[at..end].trim().is_empty() { end } else { at }
}

/// The length of the JSON object that a text begins with.
fn json_end(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (i, b) in text.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn from_node(node: &Node, split: &Split, source: &Source, notes: &mut Vec<Diagnostic>) -> Front {
    match &node.value {
        Value::Map(_) => {}
        Value::Null => return Front::default(),
        _ => {
            notes.push(
                Diagnostic::error(
                    Code::FrontMatter,
                    format!("front matter is a map of keys and values, not {}", node.kind()),
                )
                .at(source.place(node.at.clone())),
            );
            return Front::default();
        }
    }
    let mut front = Front::default();
    for (key, value) in node.entries() {
        let name = key.text.to_lowercase();
        let at = if split.format == Format::Toml {
            toml_key(source.text, split.front.clone(), &key.text)
        } else {
            value.at.clone()
        };
        front.places.push((name.clone(), source.place(at)));
        front.map.insert(name, lower_keys(value.to_json()));
    }
    front
}

/// Where a top-level key of a TOML text is written; the parser gives no positions.
fn toml_key(text: &str, front: Range<usize>, key: &str) -> Range<usize> {
    let mut at = front.start;
    while at < front.end {
        let line = &text[at..line_end(text, at).min(front.end)];
        let written = line.trim_start_matches([' ', '\t', '[', '"']);
        if written
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(['=', ']', '.']))
        {
            let start = at + line.len() - written.len();
            return start..start + key.len();
        }
        at += line.len();
    }
    front.start..front.start
}

fn lower_keys(value: Json) -> Json {
    match value {
        Json::Object(map) => Json::Object(lower_map(map)),
        Json::Array(items) => Json::Array(items.into_iter().map(lower_keys).collect()),
        other => other,
    }
}

fn lower_map(map: Map<String, Json>) -> Map<String, Json> {
    map.into_iter().map(|(k, v)| (k.to_lowercase(), lower_keys(v))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn front(text: &str) -> (Front, String, Vec<Diagnostic>) {
        let mut notes = Vec::new();
        let (front, body) = read(&Source::new("a.md", text), &mut notes);
        (front, text[body].to_string(), notes)
    }

    #[test]
    fn three_formats() {
        let (toml, body, notes) = front("+++\ntitle = \"A\"\n[Params]\nX = 1\n+++\nbody");
        assert!(notes.is_empty());
        assert_eq!(Json::Object(toml.map.clone()), json!({"title": "A", "params": {"x": 1}}));
        assert_eq!((body.as_str(), toml.place("params").map(|p| p.line)), ("body", Some(3)));
        let (map, body, notes) = front("{\n \"Title\": \"a } b\", \"x\": {}}\n\nbody");
        assert!(notes.is_empty());
        assert_eq!(Json::Object(map.map), json!({"title": "a } b", "x": {}}));
        assert_eq!(body, "\nbody");
        assert_eq!(front("no front matter").1, "no front matter");
        assert_eq!(front("{{< x >}}").1, "{{< x >}}");
        assert_eq!(front("---\n---\nx").1, "x");
        assert_eq!(front("\n---\ntitle: a\n---").0.map.len(), 1);
    }

    #[test]
    fn mistakes_leave_the_body() {
        let (map, body, notes) = front("---\ntitle: [a\n---\nbody");
        assert!(map.map.is_empty() && body == "body");
        assert_eq!(notes[0].code, Code::YamlSyntax);
        let (_, body, notes) = front("---\ntitle: a\nbody");
        assert_eq!((notes[0].code, body.as_str()), (Code::FrontMatter, "title: a\nbody"));
        let (_, body, notes) = front("---\n- a\n---\nbody");
        assert_eq!((notes[0].code, body.as_str()), (Code::FrontMatter, "body"));
    }
}
