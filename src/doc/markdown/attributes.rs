//! Attribute lists, `{#id .class key=value}`: their grammar, and where in a text they stand.
//!
//! CommonMark knows nothing of them, so they are masked in the text before it is parsed, byte for byte, and every offset stays true: a
//! list at the end of a heading becomes spaces, one on a line of its own becomes an HTML declaration, which ends any block before it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::html::push_escaped;
use crate::config::AttributesFile;

/// A parsed list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    pub id: Option<String>,
    pub classes: Vec<String>,
    /// In order; a list value (`[1,"3-5"]`) as it is written.
    pub pairs: Vec<(String, String)>,
}

impl Attributes {
    /// As they stand in a tag, with a space before each. Event handlers are left out.
    pub fn html(&self) -> String {
        let mut out = String::new();
        let mut put = |name: &str, value: &str| {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            push_escaped(&mut out, value);
            out.push('"');
        };
        if let Some(id) = &self.id {
            put("id", id);
        }
        if !self.classes.is_empty() {
            put("class", &self.classes.join(" "));
        }
        for (name, value) in &self.pairs {
            if !name.to_ascii_lowercase().starts_with("on") {
                put(name, value);
            }
        }
        out
    }
}

/// Read the list that a text begins with; also how long it is.
pub fn parse(text: &str) -> Option<(Attributes, usize)> {
    let mut list = Attributes::default();
    let mut rest = text.strip_prefix('{')?;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if let Some(after) = rest.strip_prefix('}') {
            let empty = list == Attributes::default();
            return (!empty).then_some((list, text.len() - after.len()));
        }
        rest = one(rest, &mut list)?;
    }
}

/// One attribute; returns what follows it.
fn one<'t>(text: &'t str, list: &mut Attributes) -> Option<&'t str> {
    let first = text.chars().next()?;
    if first == '#' || first == '.' {
        let (word, rest) = take(&text[1..], |c| {
            !c.is_whitespace() && !matches!(c, '}' | '{' | ',' | '#' | '"' | '=')
        })?;
        if first == '#' {
            list.id = Some(word.to_string());
        } else {
            list.classes.extend(word.split('.').map(str::to_string));
        }
        return Some(rest);
    }
    if !(first.is_ascii_alphabetic() || matches!(first, '_' | ':')) {
        return None;
    }
    let (name, rest) = take(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-'))?;
    let (value, rest) = value(rest.strip_prefix('=')?)?;
    match name {
        "id" => list.id = Some(value),
        "class" => list.classes.extend(value.split_whitespace().map(str::to_string)),
        _ => list.pairs.push((name.to_string(), value)),
    }
    Some(rest)
}

fn value(text: &str) -> Option<(String, &str)> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => {
            let mut value = String::new();
            let mut escaped = false;
            for (i, c) in text.char_indices().skip(1) {
                match c {
                    '\\' if !escaped => escaped = true,
                    c if c == quote && !escaped => return Some((value, &text[i + 1..])),
                    '\n' => return None,
                    c => {
                        if escaped && c != quote && c != '\\' {
                            value.push('\\');
                        }
                        escaped = false;
                        value.push(c);
                    }
                }
            }
            None
        }
        '[' => {
            let end = text.find([']', '\n']).filter(|i| text[*i..].starts_with(']'))?;
            Some((text[..=end].to_string(), &text[end + 1..]))
        }
        _ => take(text, |c| !c.is_whitespace() && !matches!(c, '}' | '{' | ',' | '"' | '=')).map(|(v, r)| (v.to_string(), r)),
    }
}

/// The characters that a text begins with, at least one.
fn take(text: &str, of: impl Fn(char) -> bool) -> Option<(&str, &str)> {
    let end = text.find(|c| !of(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// A text with its attribute lists masked.
pub struct Masked<'t> {
    /// As long as the original.
    pub text: Cow<'t, str>,
    /// By where they stand: lists at the end of headings.
    pub headings: BTreeMap<usize, Attributes>,
    /// Lists that are a line of their own. The renderer gives each block a slot; [`super::finish`] fills it in.
    pub blocks: BTreeMap<usize, Attributes>,
}

impl<'t> Masked<'t> {
    /// Find and mask the lists that the options let count.
    pub fn new(text: &'t str, options: &AttributesFile) -> Self {
        let mut masked = Masked {
            text: Cow::Borrowed(text),
            headings: BTreeMap::new(),
            blocks: BTreeMap::new(),
        };
        if !options.heading && !options.block {
            return masked;
        }
        let found = candidates(text);
        if found.is_empty() {
            return masked;
        }
        let places = Places::new(text);
        let mut bytes = text.as_bytes().to_vec();
        for Candidate { at, list, own_line } in found {
            if places.heading(text, &at) {
                if options.heading {
                    bytes[at.clone()].fill(b' ');
                    masked.headings.insert(at.start, list);
                }
            } else if own_line && options.block && !places.verbatim(&at) {
                bytes[at.clone()].fill(b'a');
                bytes[at.start..at.start + 2].copy_from_slice(b"<!");
                bytes[at.end - 1] = b'>';
                masked.blocks.insert(at.start, list);
            }
        }
        if let Ok(text) = String::from_utf8(bytes) {
            masked.text = Cow::Owned(text);
        }
        masked
    }

    /// The list of the heading in this range.
    pub fn of_heading(&self, range: &Range<usize>) -> Option<&Attributes> {
        self.headings.range(range.clone()).next().map(|(_, list)| list)
    }
}

/// A list that ends its line.
struct Candidate {
    at: Range<usize>,
    list: Attributes,
    /// Nothing but quote marks and indentation stands before it.
    own_line: bool,
}

fn candidates(text: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    for close in memchr::memchr_iter(b'}', text.as_bytes()) {
        let behind = text[close + 1..].trim_start_matches([' ', '\t']);
        if !(behind.is_empty() || behind.starts_with('\n')) {
            continue;
        }
        let line_start = memchr::memrchr(b'\n', &text.as_bytes()[..close]).map_or(0, |i| i + 1);
        let line = &text[line_start..close];
        let Some(open) = line.rfind('{') else { continue };
        if line[..open].ends_with(['{', '\\']) {
            continue;
        }
        let start = line_start + open;
        if let Some((list, len)) = parse(&text[start..=close])
            && len == close + 1 - start
        {
            let own_line = line[..open].bytes().all(|b| matches!(b, b' ' | b'\t' | b'>'));
            found.push(Candidate {
                at: start..close + 1,
                list,
                own_line,
            });
        }
    }
    found
}

/// Where a text has headings, and where nothing is markup. In order, without overlaps.
struct Places {
    headings: Vec<Range<usize>>,
    verbatim: Vec<Range<usize>>,
}

impl Places {
    fn new(text: &str) -> Places {
        let mut places = Places {
            headings: Vec::new(),
            verbatim: Vec::new(),
        };
        for (event, range) in Parser::new_ext(text, super::syntax()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. }) => places.headings.push(range),
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => places.verbatim.push(range),
                _ => {}
            }
        }
        places
    }

    /// Whether a list ends the text of a heading.
    fn heading(&self, text: &str, at: &Range<usize>) -> bool {
        around(&self.headings, at).is_some_and(|heading| {
            let behind = text[at.end..heading.end.max(at.end)].trim();
            behind.bytes().all(|b| b == b'=') || behind.bytes().all(|b| b == b'-')
        })
    }

    fn verbatim(&self, at: &Range<usize>) -> bool {
        around(&self.verbatim, at).is_some()
    }
}

fn around<'r>(ranges: &'r [Range<usize>], at: &Range<usize>) -> Option<&'r Range<usize>> {
    let after = ranges.partition_point(|r| r.start <= at.start);
    ranges[..after].last().filter(|r| at.start < r.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar() {
        let (list, len) = parse("{#a .b .c k=v q=\"x \\\" y\" n=[1,\"2-3\"] class=\"d e\"} tail").expect("it is a list");
        assert_eq!((list.id.as_deref(), len), (Some("a"), 49));
        assert_eq!(list.classes, ["b", "c", "d", "e"]);
        let pairs = [("k", "v"), ("q", "x \" y"), ("n", "[1,\"2-3\"]")];
        assert_eq!(list.pairs, pairs.map(|(k, v)| (k.to_string(), v.to_string())));
        for text in ["{}", "{a}", "{{ x }}", "{#}", "{.a", "{a=\"b}", "{ 1 }", "{a=}"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn masks_keep_offsets() {
        let text = "# A {#x}\n\np {.y}\n{.z}\n\n```\n# B {#c}\n{.d}\n```\n\n{{ x }}\n";
        let masked = Masked::new(text, &AttributesFile::default());
        assert_eq!(masked.text.len(), text.len());
        assert_eq!(
            &*masked.text,
            "# A     \n\np {.y}\n<!a>\n\n```\n# B {#c}\n{.d}\n```\n\n{{ x }}\n"
        );
        assert_eq!((masked.headings.len(), masked.blocks.len()), (1, 1));
    }
}
