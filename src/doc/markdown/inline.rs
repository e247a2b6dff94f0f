//! Inline content: emphasis, breaks, and what is found in plain text: links, emoji, quotes.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::super::{linkify, mark, summary::is_cjk, typographer};
use super::html::{escape_url, push_breakable, push_escaped};
use super::render::Renderer;
pub use typographer::Quotes;

impl<'r> Renderer<'r, '_> {
    pub fn inline_event(&mut self, event: Event<'r>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.inline_start(tag, range),
            Event::End(tag) => self.inline_end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => {
                let code = mark::clean(&code);
                self.out.push_str("<code>");
                match self.in_table() {
                    true => push_breakable(&mut self.out, &code),
                    false => push_escaped(&mut self.out, &code),
                }
                self.out.push_str("</code>");
                if let Some(heading) = &mut self.heading {
                    heading.push_node(&code);
                }
            }
            Event::InlineHtml(html) => {
                self.trace(&range);
                self.raw_html(&html, false);
                if let Some(heading) = &mut self.heading {
                    heading.end_text();
                }
            }
            Event::SoftBreak => self.line_break(range, ""),
            Event::HardBreak => self.line_break(range, "<br>"),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            _ => {}
        }
    }

    pub fn inline_start(&mut self, tag: Tag<'r>, range: Range<usize>) {
        let name = match tag {
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => return self.link_start(link_type, &dest_url, &title, range),
            Tag::Image { dest_url, title, .. } => return self.image(&dest_url, &title, range),
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<del>",
            _ => return,
        };
        self.out.push_str(name);
        if let Some(heading) = &mut self.heading {
            heading.enter();
        }
    }

    pub fn inline_end(&mut self, tag: TagEnd) {
        let name = match tag {
            TagEnd::Link => return self.link_end(),
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            _ => return,
        };
        self.out.push_str(name);
        if let Some(heading) = &mut self.heading {
            heading.leave();
        }
    }

    fn line_break(&mut self, range: Range<usize>, tag: &str) {
        self.out.push_str(tag);
        if let Some(heading) = &mut self.heading {
            heading.push_text("\n");
            heading.end_text();
        }
        if !(self.md.join_cjk && tag.is_empty() && self.between_cjk(&range)) {
            self.out.push('\n');
        }
    }

    fn between_cjk(&self, range: &Range<usize>) -> bool {
        let before = self.text[..range.start].trim_end().chars().next_back();
        let after = match self.peek() {
            Some((Event::Text(_), next)) => self.text[next.start..].chars().next(),
            _ => None,
        };
        before.is_some_and(is_cjk) && after.is_some_and(is_cjk)
    }

    /// Text, joined with the events that go on in the source where it ends: the parser splits it at every possible delimiter.
    fn text(&mut self, text: &str, range: Range<usize>) {
        if range.end <= self.used && !range.is_empty() {
            return;
        }
        if !self.is_verbatim(text, &range) {
            return self.decoded(text, &range);
        }
        let mut end = range.end;
        while let Some((Event::Text(more), next)) = self.peek()
            && next.start == end
            && self.is_verbatim(more, next)
        {
            end = next.end;
            self.next += 1;
        }
        self.plain_text(range.start.max(self.used).min(end)..end);
    }

    fn is_verbatim(&self, text: &str, range: &Range<usize>) -> bool {
        self.text.get(range.clone()) == Some(text)
    }

    /// An entity, or what was escaped: nothing is looked for in it.
    fn decoded(&mut self, text: &str, range: &Range<usize>) {
        let text = mark::clean(text);
        push_escaped(&mut self.out, &text);
        if let Some(heading) = &mut self.heading {
            // Ids are made with names resolved and numbers as they are written.
            let written = &self.text[range.clone()];
            heading.push_text(if written.starts_with("&#") { written } else { &text });
        }
    }

    /// Text as it is written in the source.
    fn plain_text(&mut self, range: Range<usize>) {
        let options = &self.md.options;
        let (linkify, emoji, quotes) = (options.linkify && self.link_depth == 0, options.emoji, options.typographer);
        let source = self.text;
        let text = &source[..range.end];
        let has_mail = linkify && memchr::memchr(b'@', &text.as_bytes()[range.clone()]).is_some();
        let (mut done, mut at) = (range.start, range.start);
        while at < range.end {
            let byte = text.as_bytes()[at];
            if linkify
                && (matches!(byte, b'h' | b'w' | b'f') || has_mail)
                && self.may_begin_link(at, range.start)
                && let Some(found) = linkify::find(&source[at..], has_mail)
            {
                let len = self.reach(at, found.len, range.end);
                if len > 0 {
                    self.put(done..at);
                    self.found_link(found.prefix, at..at + len);
                    at += len;
                    done = at;
                    continue;
                }
            }
            let replaced = match byte {
                b':' if emoji => short_name(&text[at..]).map(|(name, emoji)| (name.len() + 2, emoji.as_str(), Some(name))),
                b'-' if !options.dashes => None,
                b'"' | b'\'' | b'-' | b'.' | b'<' | b'>' if quotes => {
                    let before = source[..at].chars().next_back().unwrap_or('\n');
                    self.quotes
                        .replace(before, line(source, at))
                        .map(|(len, with)| (len, with, None))
                }
                _ => None,
            };
            if let Some((len, with, name)) = replaced.filter(|(len, ..)| at + len <= range.end) {
                self.put(done..at);
                self.out.push_str(with);
                match (&mut self.heading, name) {
                    (Some(heading), Some(name)) => heading.push_node(name),
                    // A dash is no part of the id; two or three hyphens would be.
                    (Some(heading), None) if byte == b'-' => heading.push_node(""),
                    (Some(heading), None) => heading.push_node(&source[at..at + len]),
                    _ => {}
                }
                at += len;
                done = at;
            } else {
                at += 1;
            }
        }
        self.put(done..range.end.max(done));
    }

    fn put(&mut self, range: Range<usize>) {
        let text = &self.text[range];
        if text.is_empty() {
            return;
        }
        push_escaped(&mut self.out, text);
        if let Some(heading) = &mut self.heading {
            heading.push_text(text);
        }
    }

    /// Links begin at the head of a line, after white space or one of `*_~(`, and right behind another inline element.
    fn may_begin_link(&self, at: usize, run_start: usize) -> bool {
        match at.checked_sub(1).map(|i| self.text.as_bytes()[i]) {
            None => true,
            Some(b) if b.is_ascii_whitespace() || matches!(b, b'*' | b'_' | b'~' | b'(' | b'`') => true,
            Some(b'>' | b'|' | b']' | b')') => at == run_start,
            _ => false,
        }
    }

    /// How much of a link found at `at` is one piece of the document: it may go on through the parser's next events, but not out of an
    /// element that it began in.
    fn reach(&mut self, at: usize, len: usize, run_end: usize) -> usize {
        let end = at + len;
        if end <= run_end {
            return len;
        }
        let (mut depth, mut whole, mut behind) = (0usize, run_end, self.next);
        for (i, (event, range)) in self.events.iter().enumerate().skip(self.next) {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) => {}
                _ => break,
            }
            if depth == 0 {
                if range.end > end {
                    // The link ends inside of this event: only text can be cut.
                    if matches!(event, Event::Text(_)) {
                        whole = end;
                    }
                    break;
                }
                whole = range.end;
                behind = i + 1;
                if whole == end {
                    break;
                }
            }
        }
        self.next = behind;
        self.used = whole;
        whole - at
    }

    fn found_link(&mut self, prefix: &str, range: Range<usize>) {
        let text = &self.text[range];
        self.out.push_str("<a href=\"");
        self.out.push_str(prefix);
        push_escaped(&mut self.out, &escape_url(text));
        self.out.push_str("\">");
        push_escaped(&mut self.out, text);
        self.out.push_str("</a>");
        if let Some(heading) = &mut self.heading {
            heading.end_text();
        }
    }
}

/// What follows in the line that `at` is in, as far as quotes and dashes look: to search for the end of a long line at each of them
/// would take forever.
fn line(text: &str, at: usize) -> &str {
    const FAR: usize = 16;
    let end = text.len().min(at + FAR);
    let end = (end..=text.len())
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(text.len());
    let rest = &text[at..end];
    &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())]
}

/// The `:name:` that a text begins with, if it names an emoji.
fn short_name(text: &str) -> Option<(&str, &'static emojis::Emoji)> {
    let name_byte = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-');
    let len = text.bytes().skip(1).take(64).take_while(name_byte).count();
    let name = text.get(1..1 + len)?;
    if len == 0 || text.as_bytes().get(1 + len) != Some(&b':') {
        return None;
    }
    emojis::get_by_shortcode(name).map(|emoji| (name, emoji))
}
