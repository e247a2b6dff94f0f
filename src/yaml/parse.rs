//! Text to [`Node`]: YAML with positions through serde-saphyr, TOML with positions, JSON by way of YAML.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Key, Node, Value};
use crate::diag::{Code, Diagnostic, Source};

/// Parse one YAML document. `base` is where `text` starts in `source.text`, so that positions are those of the whole file.
pub fn parse_yaml(text: &str, base: usize, source: &Source) -> Result<Node, Diagnostic> {
    if text.trim().is_empty() {
        return Ok(Node {
            value: Value::Null,
            at: base..base,
        });
    }
    match serde_yaml::from_str_with_options::<Spot>(text, options()) {
        Ok(spot) => Ok(settle(spot, text, base)),
        Err(error) => Err(unreadable(&error, text, base, source)),
    }
}

/// Parse a text of any number of YAML documents.
pub fn parse_yaml_all(text: &str, source: &Source) -> Result<Vec<Node>, Diagnostic> {
    match serde_yaml::from_multiple_with_options::<Spot>(text, options()) {
        Ok(spots) => Ok(spots.into_iter().map(|spot| settle(spot, text, 0)).collect()),
        Err(error) => Err(unreadable(&error, text, 0, source)),
    }
}

fn unreadable(error: &serde_yaml::Error, text: &str, base: usize, source: &Source) -> Diagnostic {
    let at = error
        .location()
        .map_or(base, |l| base + offset_of(text, l.line() as usize, l.column() as usize));
    let message = error.without_snippet().to_string();
    let message = without_position(message.lines().next().unwrap_or("").trim_end_matches('.'));
    if let Some(limit) = message.strip_prefix("budget breached: ") {
        let limit = limit.split_whitespace().next().unwrap_or("").to_lowercase();
        return Diagnostic::error(
            Code::YamlSyntax,
            format!("YAML that unfolds to more than is read of one file: too many {limit}"),
        )
        .at(source.place(at..at + 1))
        .help("an alias such as `*name` repeats all that it names; divide the file, or repeat less");
    }
    Diagnostic::error(Code::YamlSyntax, format!("YAML that cannot be read: {message}"))
        .at(source.place(at..at + 1))
        .help(yaml_help(message))
}

/// A message without ` at line 2, column 5`: those count from the start of the front matter, and the place says it better.
fn without_position(message: &str) -> &str {
    message
        .rfind(" at line ")
        .map_or(message, |at| message[..at].trim_end_matches(','))
}

/// What to do about the commonest mistakes of people who write YAML by hand.
fn yaml_help(message: &str) -> &'static str {
    if message.contains("mapping values are not allowed") {
        "a text with a colon in it goes in quotes: `title: \"Rules: the basics\"`"
    } else if message.contains("tabs disallowed") {
        "indent with spaces: YAML allows no tabs there"
    } else if message.contains("unknown anchor") {
        "a text that begins with `*` goes in quotes"
    } else {
        "check the indentation, quotes and brackets here and on the line above"
    }
}

/// Parse a TOML text; positions as for YAML.
pub fn parse_toml(text: &str, base: usize, source: &Source) -> Result<Node, Diagnostic> {
    match toml::from_str::<toml::Spanned<toml::Value>>(text) {
        Ok(value) => Ok(from_toml(value.into_inner(), base)),
        Err(error) => {
            let at = error.span().map_or(base..base, |s| base + s.start..base + s.end);
            let message = error.message().lines().next().unwrap_or("").to_string();
            Err(Diagnostic::error(Code::TomlSyntax, format!("TOML that cannot be read: {message}")).at(source.place(at)))
        }
    }
}

/// Parse a JSON text: JSON is YAML, but a mistake is told in JSON's words.
pub fn parse_json(text: &str, base: usize, source: &Source) -> Result<Node, Diagnostic> {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => parse_yaml(text, base, source),
        Err(error) => {
            let line_start = text
                .split_inclusive('\n')
                .take(error.line().saturating_sub(1))
                .map(str::len)
                .sum::<usize>();
            let at = base + line_start + error.column().saturating_sub(1);
            Err(Diagnostic::error(
                Code::JsonSyntax,
                format!("JSON that cannot be read: {}", without_position(&error.to_string())),
            )
            .at(source.place(at..at + 1)))
        }
    }
}

/// A key that is written twice is not the parser's business: content has them and means the last, [`super::check`] reports them.
/// `no`, `on` and `y` are words, as in Hugo: only `true` and `false` are booleans. `1e999` and `.inf` are words too, which [`settle`]
/// sees to: nobody means them as numbers, and a hash may look like that.
fn options() -> serde_yaml::Options {
    let mut options = serde_yaml::Options::default();
    options.duplicate_keys = serde_yaml::DuplicateKeyPolicy::PassThrough;
    options.strict_booleans = true;
    options.non_finite_float_policy = serde_yaml::NonFiniteFloatPolicy::PassThrough;
    options
}

/// The byte offset of a 1-based line and character column.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text[start..]
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(text.len(), |(i, _)| start + i)
}

fn from_toml(value: toml::Value, base: usize) -> Node {
    let value = match value {
        toml::Value::String(s) => Value::Str(clean(s)),
        toml::Value::Integer(i) => Value::Int(i),
        toml::Value::Float(f) => Value::Float(f),
        toml::Value::Boolean(b) => Value::Bool(b),
        toml::Value::Datetime(d) => Value::Str(d.to_string()),
        toml::Value::Array(items) => Value::Seq(items.into_iter().map(|v| from_toml(v, base)).collect()),
        toml::Value::Table(table) => Value::Map(
            table
                .into_iter()
                .map(|(k, v)| {
                    let key = Key {
                        text: clean(k),
                        at: base..base,
                    };
                    (key, from_toml(v, base))
                })
                .collect(),
        ),
    };
    Node { value, at: base..base }
}

/// A value with where it starts, as the deserializer hands it out.
type Spot = serde_yaml::Spanned<Raw>;

enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Seq(Vec<Spot>),
    Map(Vec<(Spot, Spot)>),
}

fn settle(spot: Spot, text: &str, base: usize) -> Node {
    let at = range(&spot, base);
    let value = match spot.value {
        Raw::Null => Value::Null,
        Raw::Bool(b) => Value::Bool(b),
        Raw::Int(i) => Value::Int(i),
        Raw::Float(f) if f.is_finite() => Value::Float(f),
        Raw::Float(f) => match text.get(at.start - base..at.end - base).map(str::trim).filter(|t| is_bare(t)) {
            Some(written) => Value::Str(clean_str(written)),
            None => Value::Str(f.to_string()),
        },
        Raw::Str(s) => Value::Str(clean(s)),
        Raw::Seq(items) => Value::Seq(items.into_iter().map(|i| settle(i, text, base)).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(k, v)| (key(k, text, base), settle(v, text, base)))
                .collect(),
        ),
    };
    Node { value, at }
}

/// A key as it is written: `2019`, `no` and `1.0` are names, whatever they would be as values.
fn key(spot: Spot, text: &str, base: usize) -> Key {
    let name = match &spot.value {
        Raw::Str(_) => None,
        _ => text.get(range(&spot, 0)).map(str::trim).filter(|t| is_bare(t)).map(clean_str),
    };
    let node = settle(spot, text, base);
    let name = name.or_else(|| node.scalar()).unwrap_or_else(|| "null".to_string());
    Key { text: name, at: node.at }
}

/// Whether this is a plain scalar: no tag, anchor, alias or collection, and not just the colon behind an empty key.
fn is_bare(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['!', '&', '*', ':', '?', '[', '{', '"', '\'', '<'])
}

/// A string without control characters but tabs and line ends: escapes can write any, feeds may hold none, and two of them are marks.
fn clean(text: String) -> String {
    match text.contains(is_control) {
        true => clean_str(&text),
        false => text,
    }
}

fn clean_str(text: &str) -> String {
    text.replace(is_control, "")
}

fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn range(spot: &Spot, base: usize) -> Range<usize> {
    let span = spot.referenced.span();
    let start = base + span.byte_offset().unwrap_or(0) as usize;
    start..start + span.byte_len().unwrap_or(1).max(1) as usize
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any YAML value")
    }
    fn visit_bool<E>(self, v: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Raw, E> {
        Ok(Raw::Int(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Raw, E> {
        Ok(i64::try_from(v).map_or(Raw::Float(v as f64), Raw::Int))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Raw, E> {
        Ok(Raw::Float(v))
    }
    fn visit_str<E>(self, v: &str) -> Result<Raw, E> {
        Ok(Raw::Str(v.to_string()))
    }
    fn visit_string<E>(self, v: String) -> Result<Raw, E> {
        Ok(Raw::Str(v))
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::Seq(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml(text: &str) -> Result<Node, Diagnostic> {
        parse_yaml(text, 0, &Source::new("t.yaml", text))
    }

    #[test]
    fn positions_of_keys_and_values() {
        let text = "title: 你好\nlist:\n- a\n- {b: 2}\n";
        let node = yaml(text).expect("it is valid");
        let (key, value) = &node.entries()[1];
        assert_eq!(&text[key.at.clone()], "list");
        let inner = &value.items()[1].entries()[0];
        assert_eq!(&text[inner.0.at.clone()], "b");
        assert_eq!(inner.1.value, Value::Int(2));
        assert_eq!(&text[inner.1.at.clone()], "2");
        assert_eq!(node.get("title").and_then(Node::as_str), Some("你好"));
    }

    #[test]
    fn anchors_block_scalars_and_odd_titles() {
        let node = yaml("a: &x {k: 1}\nb: *x\nc: >\n  one\n  two\nd: 2019\ne: ~\n").expect("it is valid");
        assert_eq!(
            node.get("b").and_then(|b| b.get("k")).map(|k| k.value.clone()),
            Some(Value::Int(1))
        );
        assert_eq!(node.get("c").and_then(Node::as_str), Some("one two\n"));
        assert_eq!(node.get("d").and_then(Node::scalar).as_deref(), Some("2019"));
        assert_eq!(node.get("e").map(|e| e.value.clone()), Some(Value::Null));
    }

    #[test]
    fn words_are_not_booleans_and_keys_are_text() {
        let text = "no: Norway\n2019: a\n1.0: b\n0x10: c\ntrue: d\n~: e\n日本: f\n007: g\n\"1\": h\nlang: no\ny: y\non: [on, yes, Off]\nb: true\n";
        let node = yaml(text).expect("it is valid");
        let keys: Vec<&str> = node.entries().iter().map(|(k, _)| k.text.as_str()).collect();
        assert_eq!(
            keys,
            [
                "no", "2019", "1.0", "0x10", "true", "~", "日本", "007", "1", "lang", "y", "on", "b"
            ]
        );
        let at = |key: &str| node.get(key).map(|n| n.value.clone());
        assert_eq!(at("lang"), Some(Value::Str("no".into())));
        assert_eq!(at("y"), Some(Value::Str("y".into())));
        assert_eq!(at("b"), Some(Value::Bool(true)));
        let list = node.get("on").map(Node::to_json);
        assert_eq!(list, Some(serde_json::json!(["on", "yes", "Off"])));
    }

    #[test]
    fn numbers_that_are_none_are_words() {
        let text = "of: 1e100000\nb: [-.inf, .nan, 1e3]\nc: &x .Inf\nd: *x\n";
        let node = yaml(text).expect("it is valid");
        let json = serde_json::json!({"of": "1e100000", "b": ["-.inf", ".nan", 1000.0], "c": ".Inf", "d": "inf"});
        assert_eq!(node.to_json(), json);
        let node = parse_yaml("a: 1e999", 40, &Source::new("t", text)).expect("it is valid");
        assert_eq!(node.get("a").and_then(Node::as_str), Some("1e999"), "below front matter");
    }

    #[test]
    fn odd_keys_have_names_too() {
        let node = yaml("a: &k 7\n*k : x\n!!int 8: y\n{2: z, 3.50: w}: v\n? 9\n: u\n").expect("it is valid");
        let keys: Vec<&str> = node.entries().iter().map(|(k, _)| k.text.as_str()).collect();
        assert_eq!(keys, ["a", "7", "8", "null", "9"]);
    }

    #[test]
    fn no_text_holds_control_characters() {
        let clean = |node: Node| assert_eq!(node.to_json(), serde_json::json!({"a": "aL\tx\n", "kb": ["\u{e9}"]}));
        clean(yaml(r#"{"a": "a\x02L\x03\x08\t\rx\n\0", "k\x02b": ["\u00e9\e\ufffe"]}"#).expect("it is valid"));
        let text = "a = \"a\\u0002L\\tx\\n\\b\"\n\"k\\u0003b\" = [\"\\u00e9\"]\n";
        clean(parse_toml(text, 0, &Source::new("t.toml", text)).expect("it is valid"));
        let text = r#"{"a": "a\u0002L\tx\n\f", "k\u0003b": ["\u00e9"]}"#;
        clean(parse_json(text, 0, &Source::new("t.json", text)).expect("it is valid"));
    }

    #[test]
    fn a_mistake_has_its_place() {
        let text = "a: 1\nb: [1, 2\nc: 3\n";
        let error = yaml(text).expect_err("it is broken");
        assert_eq!(error.code, Code::YamlSyntax);
        assert!(error.place.is_some_and(|p| p.line >= 2));
    }

    #[test]
    fn toml_and_json() {
        let text = "a = 1\n[b]\nc = 2024-01-02\n";
        let node = parse_toml(text, 0, &Source::new("t.toml", text)).expect("it is valid");
        assert_eq!(
            node.get("b").and_then(|b| b.get("c")).and_then(Node::as_str),
            Some("2024-01-02")
        );
        let text = "{\"a\": [1, true, null]}";
        let node = parse_json(text, 0, &Source::new("t.json", text)).expect("it is valid");
        assert_eq!(node.get("a").map(|a| a.items().len()), Some(3));
    }
}
