//! The calls of `t` that stand in a template's text: which key, which variables, as far as they are written out.

use std::collections::BTreeSet;
use std::ops::Range;

/// A call of `t`.
#[derive(Debug, PartialEq)]
pub struct Call {
    pub key: Key,
    /// The names of the variables that it gives.
    pub gives: BTreeSet<String>,
    /// It gives more than is written: `...rest`.
    pub open: bool,
    /// Where the key is written.
    pub at: Range<usize>,
}

/// The key of a call.
#[derive(Debug, PartialEq)]
pub enum Key {
    Is(String),
    /// It is computed; this much of its beginning is known.
    Begins(String),
}

/// All calls of a template.
pub fn calls(text: &str) -> Vec<Call> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("t(") {
        let before = text[..at].chars().next_back();
        let is_name = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        // A filter of that name would be another thing.
        let is_filter = text[..at].trim_end().ends_with('|');
        if !is_name && !is_filter && in_tag(text, at) {
            found.extend(call(text, at + 2));
        }
    }
    found
}

/// Whether a place is between `{{` or `{%` and its end.
fn in_tag(text: &str, at: usize) -> bool {
    let open = ["{{", "{%"].iter().filter_map(|mark| text[..at].rfind(mark)).max();
    let close = ["}}", "%}"].iter().filter_map(|mark| text[..at].rfind(mark)).max();
    open.is_some_and(|open| close.is_none_or(|close| close < open))
}

fn call(text: &str, from: usize) -> Option<Call> {
    let mut call = Call {
        key: Key::Begins(String::new()),
        gives: BTreeSet::new(),
        open: false,
        at: from..from,
    };
    let mut has_key = false;
    for part in arguments(text, from) {
        let written = &text[part.clone()];
        let Some((name, value)) = written.split_once('=') else {
            call.open |= !written.trim().is_empty();
            continue;
        };
        match name.trim() {
            "key" => {
                has_key = true;
                let start = part.end - value.trim_start().len();
                call.at = start..start + value.trim().len();
                call.key = key(value.trim());
            }
            "lang" => {}
            name if name.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                call.gives.insert(name.to_string());
            }
            _ => call.open = true,
        }
    }
    (has_key || call.open).then_some(call)
}

fn key(value: &str) -> Key {
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        return Key::Begins(String::new());
    };
    let inside = &value[1..];
    match inside.find(quote) {
        Some(end) if inside[end + 1..].trim().is_empty() => Key::Is(inside[..end].to_string()),
        Some(end) if inside[end + 1..].trim_start().starts_with('~') => Key::Begins(inside[..end].to_string()),
        _ => Key::Begins(String::new()),
    }
}

/// The arguments of a call whose parenthesis was opened just before `from`.
fn arguments(text: &str, from: usize) -> Vec<Range<usize>> {
    let (mut depth, mut quote, mut start) = (0usize, None, from);
    let mut found = Vec::new();
    for (i, c) in text[from..].char_indices() {
        let at = from + i;
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => {
                found.push(start..at);
                return found;
            }
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written() {
        let read = |text: &str| -> Vec<(Key, String)> {
            let list = |c: Call| (c.key, c.gives.into_iter().collect::<Vec<_>>().join(" "));
            calls(text).into_iter().map(list).collect()
        };
        let is = |key: &str, gives: &str| (Key::Is(key.into()), gives.to_string());
        let begins = |key: &str| (Key::Begins(key.into()), String::new());
        assert_eq!(
            read("{{ t(key=\"a\") }} {% if t(key='b', n=f(x=1, y=\",\"), m=2) %}"),
            [is("a", ""), is("b", "m n")]
        );
        assert_eq!(read("{{ t(key=\"a-\" ~ b) }}{{ t(key=b) }}"), [begins("a-"), begins("")]);
        assert_eq!(read("{{ t(key=\"a\" | upper) }}"), [begins("")]);
        assert_eq!(read("t(key=\"a\") {{ get(key=\"b\") }} {{ x.t(key=\"c\") }}"), []);
        assert!(calls("{{ t(key=\"a\", ...rest) }}")[0].open);
    }
}
