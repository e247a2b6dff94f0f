//! Bytes to [`Doc`]: decoding, then front matter, then the body's calls.

use std::borrow::Cow;
use std::sync::Arc;

use super::mark;
use super::summary::{summary, words};
use super::{Body, Doc, Node, Script, front, shortcode};
use crate::diag::{Code, Diagnostic, Noted, Source};
use crate::hash::Hash;

/// Parse a content file. Its name decides: `.html` and `.htm` are HTML, everything else is Markdown.
pub fn parse(file: &Arc<str>, bytes: &[u8]) -> Noted<Doc> {
    let Noted { value: text, mut notes } = decode(file, bytes);
    let source = Source::new(file.clone(), &text);
    let (front, body) = front::read(&source, &mut notes);
    let nodes = shortcode::parse(&source, body.clone(), &mut notes);
    let is_html = is_html(file);
    let pieces: Vec<&str> = nodes
        .iter()
        .filter_map(|node| match node {
            Node::Text(range) => Some(&text[range.clone()]),
            _ => None,
        })
        .collect();
    let script = Script {
        summary: if is_html { String::new() } else { summary(&pieces) },
        words: words(&pieces),
        hash: Hash::of(&(&text[body.clone()], body.start)),
        nodes,
        body,
        text: text.as_str().into(),
    };
    let doc = Doc {
        file: file.clone(),
        hash: Hash::of_bytes(bytes),
        front,
        body: if is_html { Body::Html(script) } else { Body::Markdown(script) },
    };
    Noted::new(doc, notes)
}

fn is_html(file: &str) -> bool {
    let ext = file.rsplit('.').next().unwrap_or("");
    ext.eq_ignore_ascii_case("html") || ext.eq_ignore_ascii_case("htm")
}

/// Bytes as text: no BOM, lines that end in `\n` (columns stay as they are in the file), no control characters that marks use, and
/// U+FFFD with a warning for what is not UTF-8.
fn decode(file: &Arc<str>, bytes: &[u8]) -> Noted<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let raw = String::from_utf8_lossy(bytes);
    let broken = match &raw {
        Cow::Owned(_) => std::str::from_utf8(bytes).err().map(|e| e.valid_up_to()),
        Cow::Borrowed(_) => None,
    };
    let text = mark::clean(&raw);
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text.into_owned()
    };
    let mut notes = Vec::new();
    if let Some(at) = broken {
        // Up to here the bytes are text, so what precedes the place is only as much shorter as it has carriage returns.
        let at = at - memchr::memmem::find_iter(&bytes[..at], b"\r\n").count();
        notes.push(
            Diagnostic::warning(
                Code::NotUtf8,
                "this file is not valid UTF-8; what cannot be read is shown as \u{fffd}",
            )
            .at(Source::new(file.clone(), &text).place(at..at + 1))
            .help("save the file as UTF-8"),
        );
    }
    Noted::new(text, notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn doc(name: &str, bytes: &[u8]) -> Noted<Doc> {
        parse(&name.into(), bytes)
    }

    fn script(doc: &Doc) -> &Script {
        match &doc.body {
            Body::Markdown(script) | Body::Html(script) => script,
            _ => panic!("a content file has a script"),
        }
    }

    #[test]
    fn bom_crlf_and_odd_closing_line() {
        let parsed = doc(
            "a.md",
            b"\xef\xbb\xbf---\r\nTitle: A\r\nParams: {Deep: {KEY: 1}}\r\n---tail\r\nbody\r\n",
        );
        assert!(parsed.notes.is_empty(), "{:?}", parsed.notes);
        let doc = parsed.value;
        assert_eq!(
            serde_json::Value::Object(doc.front.map.clone()),
            json!({"title": "A", "params": {"deep": {"key": 1}}})
        );
        let script = script(&doc);
        assert_eq!(&script.text[script.body.clone()], "tail\nbody\n");
        assert_eq!(doc.front.place("title").map(|p| (p.line, p.column)), Some((2, 8)));
    }

    #[test]
    fn what_is_not_utf8_is_published_with_a_warning() {
        let parsed = doc("a.md", b"---\r\ntitle: A\r\n---\r\nab\xff\x02c\r\n");
        assert_eq!(parsed.notes.len(), 1);
        let place = parsed.notes[0].place.as_ref().expect("it has a place");
        assert_eq!((parsed.notes[0].code, place.line, place.column), (Code::NotUtf8, 4, 3));
        let script = script(&parsed.value);
        assert_eq!(&script.text[script.body.clone()], "ab\u{fffd}\u{fffd}c\n");
    }

    #[test]
    fn html_files_by_name() {
        let parsed = doc("a.HTML", b"---\ntitle: A\n---\n<p>{{< x >}}</p>");
        assert!(matches!(&parsed.value.body, Body::Html(s) if s.nodes.len() == 3));
    }
}
