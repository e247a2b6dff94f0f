//! `{{name}}` in code and words.

use std::collections::BTreeMap;
use std::ops::Range;

/// Every `{{name}}` of a text: where it stands and its name. What is no plain name (`{{.Names}}`, `{{ json . }}`) belongs to the code.
pub(super) fn names(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|i| from + i) {
        let Some(close) = text[open..].find("}}").map(|i| open + i) else {
            break;
        };
        let name = text[open + 2..close].trim();
        if is_name(name) {
            found.push((open..close + 2, name));
            from = close + 2;
        } else {
            from = open + 2;
        }
    }
    found
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// The text with its variables filled in. Unknown ones stay as they are; they were reported where they are written.
pub(super) fn fill(text: &str, vars: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, name) in names(text) {
        out.push_str(&text[from..at.start]);
        out.push_str(vars.get(name).map_or(&text[at.clone()], |value| value.as_str()));
        from = at.end;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_variables() {
        let vars = BTreeMap::from([("falco".to_string(), "0.44.1".to_string())]);
        assert_eq!(
            fill("falco:{{falco}} {{ falco }} {{.Names}} {{json .}} {{x}} {{", &vars),
            "falco:0.44.1 0.44.1 {{.Names}} {{json .}} {{x}} {{"
        );
        assert_eq!(fill("{{{falco}}}", &vars), "{{{falco}}}");
    }
}
