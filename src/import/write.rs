//! Entries to the text of `stoop.yaml`: always the same for the same entries, with comments, short maps on one line.

use serde_json::Value as Json;

const HEAD: &str = "\
# The configuration of this site for stoop, made from Hugo's by `stoop import hugo`. It is yours to change.
# Every key, with its meaning and default: `stoop schema config`.
";

/// The order of keys in the file.
const ORDER: [&str; 17] = [
    "title",
    "base_url",
    "default_language",
    "default_language_in_subdir",
    "languages",
    "mounts",
    "ignore_files",
    "permalinks",
    "taxonomies",
    "menus",
    "markdown",
    "translations",
    "outputs",
    "feed",
    "unknown_shortcodes",
    "date_keys",
    "params",
];

/// What is longer than this goes over several lines.
const WIDTH: usize = 120;

/// The whole file.
pub fn document(entries: &[(String, String, Json)]) -> String {
    let mut out = HEAD.to_string();
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(key, _, _)| ORDER.iter().position(|k| k == key).unwrap_or(ORDER.len()));
    for (key, comment, value) in entries {
        if !comment.is_empty() {
            out.push('\n');
        }
        comment.lines().for_each(|line| out.push_str(&format!("# {line}\n")));
        pair(key, value, 0, &mut out);
    }
    out
}

/// `key: value` and an end of line, at a depth of indentation.
fn pair(key: &str, value: &Json, indent: usize, out: &mut String) {
    out.push_str(&" ".repeat(indent));
    out.push_str(&scalar(key));
    out.push(':');
    after_key(value, indent, indent + key.len() + 2, out);
}

/// A value behind its key: on the same line where it fits. `used`: how much of that line is written already.
fn after_key(value: &Json, indent: usize, used: usize, out: &mut String) {
    // At the top, a map with keys of its own is easier to read and to change over several lines.
    let block = indent == 0 && (matches!(value, Json::Object(map) if map.len() > 1) || is_list_of_collections(value));
    let flow = flow(value);
    if !block && used + flow.chars().count() <= WIDTH || is_empty(value) || !(value.is_object() || value.is_array()) {
        out.push_str(&format!(" {flow}\n"));
        return;
    }
    out.push('\n');
    match value {
        Json::Object(map) => map.iter().for_each(|(k, v)| pair(k, v, indent + 2, out)),
        Json::Array(items) => items.iter().for_each(|item| self::item(item, indent + 2, out)),
        _ => {}
    }
}

/// An item of a list over several lines.
fn item(value: &Json, indent: usize, out: &mut String) {
    let flow = flow(value);
    let pad = " ".repeat(indent);
    match value {
        Json::Object(map) if indent + flow.chars().count() > WIDTH && !map.is_empty() => {
            for (i, (k, v)) in map.iter().enumerate() {
                out.push_str(&pad);
                out.push_str(if i == 0 { "- " } else { "  " });
                out.push_str(&scalar(k));
                out.push(':');
                after_key(v, indent + 2, indent + k.len() + 4, out);
            }
        }
        _ => out.push_str(&format!("{pad}- {flow}\n")),
    }
}

fn is_list_of_collections(value: &Json) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().any(|i| i.is_object() || i.is_array()))
}

fn is_empty(value: &Json) -> bool {
    value.as_object().is_some_and(|m| m.is_empty()) || value.as_array().is_some_and(|a| a.is_empty())
}

/// A value on one line.
fn flow(value: &Json) -> String {
    match value {
        Json::Object(map) if map.is_empty() => "{}".into(),
        Json::Object(map) => {
            let pairs: Vec<String> = map.iter().map(|(k, v)| format!("{}: {}", scalar(k), flow(v))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Json::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A string, in quotes unless it is a string in any reading of YAML.
fn scalar(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '.' | '/' | '-' | '+' | '(' | ')');
    let begins = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '/');
    let word = !matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n"
    );
    let url = (text.starts_with("https://") || text.starts_with("http://")) && text.chars().all(|c| is_plain(c) || c == ':');
    if begins
        && word
        && !text.ends_with(' ')
        && (text.chars().all(is_plain) || url && !text.contains(' ') && !text.ends_with(':'))
    {
        return text.to_string();
    }
    // JSON's strings are YAML's, but for a few characters that YAML has no plain form of.
    let mut quoted = String::new();
    for c in Json::from(text).to_string().chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                quoted.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => quoted.push(c),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diag::Source;
    use crate::yaml::parse_yaml;

    #[test]
    fn what_is_written_is_what_is_read() {
        let long = "x".repeat(WIDTH);
        let value = json!({
            "a b": ["*x", "no", "1", "1.5", "", " ", "a: b", "- c", "\"q\"", "line\nline", "\u{feff}\u{85}\u{7f}", "é中", "https://x.org/a", long],
            "404": {"deep": {"er": [{"k": long, "l": [1, 2, {"m": null}]}, []], "f": 1.5, "t": true}, "{": {}},
            "list": [[1, [long]], {"a": long, "b": {"c": long}}],
        });
        let entries = vec![
            ("params".to_string(), "Two\nlines".to_string(), value.clone()),
            ("title".into(), String::new(), json!("T # x")),
        ];
        let text = document(&entries);
        let read = parse_yaml(&text, 0, &Source::new("t", &text))
            .unwrap_or_else(|e| panic!("{}\n{text}", e.message))
            .to_json();
        assert_eq!(read["params"], value, "{text}");
        assert_eq!(read["title"], "T # x");
        assert!(text.find("title:") < text.find("params:"));
    }
}
