//! Writes one key of a file's front matter, a list of strings, and leaves every other byte as it is.

use std::ops::Range;

use serde_json::Value as Json;

use super::front::{self, Format, line_end};
use crate::diag::Source;

/// The text of a file with `key` set to a list of strings at the end of its front matter, or where it stands already.
///
/// # Errors
/// One sentence: the front matter cannot be read, or is written in a way that this cannot edit.
pub fn set_list(file: &str, key: &str, items: &[String]) -> Result<String, String> {
    let (bom, text) = match file.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", file),
    };
    let new_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let split = front::split(text).map_err(|_| "its front matter is not closed".to_string())?;
    let edited = match &split {
        None => format!("---\n{}---\n", yaml(key, items)).replace('\n', new_line) + text,
        Some(split) => {
            let (at, new) = match split.format {
                Format::Yaml => yaml_edit(text, split.front.clone(), key, items),
                Format::Toml => toml_edit(text, split.front.clone(), key, items),
                Format::Json => json_edit(text, split.front.clone(), key, items).ok_or("its front matter cannot be read")?,
            };
            format!("{}{}{}", &text[..at.start], new.replace('\n', new_line), &text[at.end..])
        }
    };
    match same_but(text, &edited, key, items) {
        true => Ok(format!("{bom}{edited}")),
        false => Err(format!(
            "its front matter is written in a way that `{key}` cannot be put into"
        )),
    }
}

/// Whether an edit did what it should and nothing else: how a text is laid out is judged by rules of thumb, what it says is not.
fn same_but(old: &str, new: &str, key: &str, items: &[String]) -> bool {
    let read = |text: &str| {
        let mut notes = Vec::new();
        let text = text.replace("\r\n", "\n");
        let (front, body) = front::read(&Source::new("", &text), &mut notes);
        (front.map, text[body].to_string(), notes.len())
    };
    let (mut before, body, notes) = read(old);
    let (mut after, new_body, new_notes) = read(new);
    before.shift_remove(key);
    let written = after.shift_remove(key);
    before == after && body == new_body && notes == new_notes && written == Some(Json::from(items.to_vec()))
}

fn yaml(key: &str, items: &[String]) -> String {
    let plain = |item: &String| {
        !item.contains([
            ':', '#', '"', '\'', '\\', '`', '{', '}', '[', ']', ',', '&', '*', '!', '|', '>', '%', '@',
        ])
    };
    let line = |item: &String| match plain(item) {
        true => format!("- {item}\n"),
        false => format!("- {}\n", Json::from(item.as_str())),
    };
    format!("{key}:\n{}", items.iter().map(line).collect::<String>())
}

/// The key with the lines that belong to it, else the end of the front matter.
fn yaml_edit(text: &str, front: Range<usize>, key: &str, items: &[String]) -> (Range<usize>, String) {
    let start = lines(text, front.clone()).find(|line| is_key(&text[line.clone()], key, ":"));
    let Some(start) = start else {
        return (front.end..front.end, yaml(key, items));
    };
    let mut end = start.end;
    for line in lines(text, start.end..front.end) {
        if !text[line.clone()].starts_with([' ', '\t', '-', ']']) {
            break;
        }
        end = line.end;
    }
    (start.start..end, yaml(key, items))
}

/// TOML's keys without a table stand before the first one.
fn toml_edit(text: &str, front: Range<usize>, key: &str, items: &[String]) -> (Range<usize>, String) {
    let quoted: String = items.iter().map(|i| format!("  {},\n", Json::from(i.as_str()))).collect();
    let new = format!("{key} = [\n{quoted}]\n");
    let start = lines(text, front.clone()).find(|line| is_key(&text[line.clone()], key, "="));
    let Some(start) = start else {
        let table = lines(text, front.clone()).find(|line| text[line.clone()].starts_with('['));
        let at = table.map_or(front.end, |line| line.start);
        return (at..at, new);
    };
    let closed = |line: &Range<usize>| text[line.clone()].trim_end().ends_with(']');
    let last = lines(text, start.start..front.end).find(closed).unwrap_or(start.clone());
    (start.start..last.end, new)
}

fn json_edit(text: &str, front: Range<usize>, key: &str, items: &[String]) -> Option<(Range<usize>, String)> {
    let source = Source::new("", text);
    let node = crate::yaml::parse_json(&text[front.clone()], front.start, &source).ok()?;
    let spread = text[front.clone()].contains('\n');
    let quoted: Vec<String> = items.iter().map(|i| Json::from(i.as_str()).to_string()).collect();
    let list = match spread {
        true => format!("[\n    {}\n  ]", quoted.join(",\n    ")),
        false => format!("[{}]", quoted.join(", ")),
    };
    if let Some(value) = node.get(key) {
        let end = value.at.start + text[value.at.start..front.end].find(']')? + 1;
        return Some((value.at.start..end, list));
    }
    let inside = text[front.start..front.end - 1].trim_end();
    let at = front.start + inside.len();
    let comma = if inside.ends_with('{') { "" } else { "," };
    let gap = if spread { "\n  " } else { " " };
    Some((at..at, format!("{comma}{gap}{}: {list}", Json::from(key))))
}

fn is_key(line: &str, key: &str, mark: &str) -> bool {
    let bare = line.trim_start_matches('"');
    bare.strip_prefix(key)
        .is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(mark))
}

/// The lines of a range, with their ends.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let start = at;
        at = line_end(text, start).min(range.end);
        (start < range.end).then_some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Result<String, String> {
        set_list(text, "made_of", &["en 1".to_string(), "2 a".to_string()])
    }

    #[test]
    fn yaml_keeps_every_other_byte() {
        assert_eq!(
            set("---\ntitle: A  # x\n---\nbody").as_deref(),
            Ok("---\ntitle: A  # x\nmade_of:\n- en 1\n- 2 a\n---\nbody")
        );
        let again = "---\nmade_of:\n- x\n# of the title\ntitle: A\n---\nbody";
        assert_eq!(
            set(again).as_deref(),
            Ok("---\nmade_of:\n- en 1\n- 2 a\n# of the title\ntitle: A\n---\nbody")
        );
        assert_eq!(
            set("---\nmade_of: [x,\n  y]\n---\n").as_deref(),
            Ok("---\nmade_of:\n- en 1\n- 2 a\n---\n")
        );
        assert_eq!(set("body").as_deref(), Ok("---\nmade_of:\n- en 1\n- 2 a\n---\nbody"));
        assert_eq!(
            set("\u{feff}---\r\ntitle: A\r\n---\r\nb").as_deref(),
            Ok("\u{feff}---\r\ntitle: A\r\nmade_of:\r\n- en 1\r\n- 2 a\r\n---\r\nb")
        );
        assert!(set("---\n{title: A}\n---\n").is_err(), "a map in braces has no lines of keys");
        assert!(set("---\ntitle: A\n").is_err());
        let odd = set_list("---\n---\n", "k", &["a b:".to_string()]);
        assert_eq!(odd.as_deref(), Ok("---\nk:\n- \"a b:\"\n---\n"));
    }

    #[test]
    fn toml_and_json() {
        assert_eq!(
            set("+++\ntitle = \"A\"\n\n[params]\nx = 1\n+++\nb").as_deref(),
            Ok("+++\ntitle = \"A\"\n\nmade_of = [\n  \"en 1\",\n  \"2 a\",\n]\n[params]\nx = 1\n+++\nb")
        );
        assert_eq!(
            set("+++\nmade_of = [\n  \"x\",\n]\ntitle = \"A\"\n+++\n").as_deref(),
            Ok("+++\nmade_of = [\n  \"en 1\",\n  \"2 a\",\n]\ntitle = \"A\"\n+++\n")
        );
        assert_eq!(
            set("{\"title\": \"A\"}\nb").as_deref(),
            Ok("{\"title\": \"A\", \"made_of\": [\"en 1\", \"2 a\"]}\nb")
        );
        assert_eq!(
            set("{\n  \"made_of\": [\"x\"],\n  \"title\": \"A\"\n}\nb").as_deref(),
            Ok("{\n  \"made_of\": [\n    \"en 1\",\n    \"2 a\"\n  ],\n  \"title\": \"A\"\n}\nb")
        );
    }
}
