//! Hugo's string files as they lie: YAML, TOML and JSON below `i18n/`, in the shapes that go-i18n reads.

use std::collections::BTreeMap;

use super::data;
use super::strings::Argument;
use crate::diag::Diagnostic;
use crate::yaml::{Node, Value};

/// The keys that make a map a string and not a folder of strings.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The strings of one language by key.
#[derive(Clone, Debug, Default)]
pub struct HugoStrings {
    strings: BTreeMap<String, BTreeMap<&'static str, String>>,
}

impl HugoStrings {
    /// Read a file; its strings go over those that are there.
    ///
    /// # Errors
    /// The file cannot be parsed.
    pub fn add(&mut self, path: &str, text: &str) -> Result<(), Diagnostic> {
        let node = data::node(path, text)?;
        match &node.value {
            Value::Seq(items) => {
                for item in items {
                    if let Some(id) = item.get("id").and_then(Node::scalar) {
                        self.string(&id, item.get("translation").unwrap_or(item));
                    }
                }
            }
            _ => self.folder("", &node),
        }
        Ok(())
    }

    fn folder(&mut self, above: &str, node: &Node) {
        for (key, value) in node.entries() {
            self.string(&format!("{above}{}", key.text), value);
        }
    }

    fn string(&mut self, key: &str, node: &Node) {
        if let Some(text) = node.scalar() {
            self.strings.insert(key.to_string(), BTreeMap::from([("other", text)]));
            return;
        }
        let form = |name: &'static str| Some((name, node.get(name)?.scalar()?));
        let forms: BTreeMap<&'static str, String> = FORMS.into_iter().filter_map(form).collect();
        if forms.is_empty() {
            self.folder(&format!("{key}."), node);
        } else {
            self.strings.insert(key.to_string(), forms);
        }
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.strings.keys().map(String::as_str)
    }

    /// A string with its placeholders replaced.
    pub fn get(&self, key: &str, args: &[(String, Argument)]) -> Option<String> {
        let forms = self.strings.get(key)?;
        let is_one = matches!(value("count", args), Some(Argument::Number(n)) if *n == 1.0);
        let wanted = if is_one { "one" } else { "other" };
        let text = forms
            .get(wanted)
            .or_else(|| forms.get("other"))
            .or_else(|| forms.values().next())?;
        Some(fill(text, args))
    }
}

fn value<'a>(name: &str, args: &'a [(String, Argument)]) -> Option<&'a Argument> {
    args.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
}

/// `{{ .Name }}` by the argument of that name, `{{ . }}` by the only one. What no argument answers prints nothing, as in Hugo.
fn fill(text: &str, args: &[(String, Argument)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("{{") {
        let Some((inside, after)) = from.split_once("}}") else { break };
        out.push_str(before);
        rest = after;
        let name = inside.trim().trim_start_matches('.');
        let found = if name.is_empty() {
            args.first().map(|(_, v)| v)
        } else {
            value(name, args)
        };
        match found {
            Some(Argument::Text(text)) => out.push_str(text),
            Some(Argument::Number(number)) => out.push_str(&number.to_string()),
            None => {}
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> HugoStrings {
        let mut strings = HugoStrings::default();
        strings.add(path, text).expect("it is valid");
        strings
    }

    #[test]
    fn all_shapes() {
        let count = |n: f64| vec![("count".to_string(), Argument::Number(n))];
        let yaml = read(
            "i18n/en.yaml",
            "a: Plain\nb:\n  one: '{{ .Count }} page'\n  other: '{{.Count}} pages of {{ .X }}.'\nc: {d: {other: Deep}}\n",
        );
        assert_eq!(yaml.get("a", &[]).as_deref(), Some("Plain"));
        assert_eq!(yaml.get("b", &count(1.0)).as_deref(), Some("1 page"));
        assert_eq!(yaml.get("b", &count(2.0)).as_deref(), Some("2 pages of ."));
        assert_eq!(yaml.get("c.d", &[]).as_deref(), Some("Deep"));
        assert_eq!(yaml.get("c", &[]), None);
        let list = read(
            "i18n/en.yaml",
            "- id: a\n  translation: A {{ . }}\n- id: b\n  translation: {other: B}\n",
        );
        assert_eq!(list.get("a", &count(3.0)).as_deref(), Some("A 3"));
        assert_eq!(list.get("b", &[]).as_deref(), Some("B"));
        let toml = read("i18n/en.toml", "[a]\nother = \"{{ broken\"\n");
        assert_eq!(toml.get("a", &[]).as_deref(), Some("{{ broken"));
        assert_eq!(read("i18n/en.json", "{\"a\": \"J\"}").get("a", &[]).as_deref(), Some("J"));
    }
}
