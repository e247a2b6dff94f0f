//! One fast pass over the bytes of an HTML or XML file. It follows the tokenizer of the HTML standard where that decides what is a tag,
//! a comment or raw text, and builds no tree.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::css;
use super::facts::{Facts, Kind, Link, NoAlt};

/// Fill in the facts of an HTML file.
pub fn read(bytes: &[u8], facts: &mut Facts) {
    let mut at = 0;
    // Headings and images in there are pictures of their own.
    let mut inside_svg = 0usize;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let rest = &bytes[start..];
        if rest.starts_with(b"<!--") {
            at = behind(bytes, start + 4, b"-->");
            continue;
        }
        match rest.get(1) {
            Some(b'/') => {
                if rest.get(2..5).is_some_and(|n| n.eq_ignore_ascii_case(b"svg")) {
                    inside_svg = inside_svg.saturating_sub(1);
                }
                at = start + memchr::memchr(b'>', rest).map_or(rest.len(), |i| i + 1);
                continue;
            }
            Some(b'!' | b'?') => {
                at = start + memchr::memchr(b'>', rest).map_or(rest.len(), |i| i + 1);
                continue;
            }
            Some(b) if b.is_ascii_alphabetic() => {}
            _ => {
                at = start + 1;
                continue;
            }
        }
        let tag = Tag::read(bytes, start);
        at = tag.end;
        match tag.name_lower(bytes).as_ref() {
            b"script" => {
                tag.facts(bytes, facts);
                at = raw_end(bytes, at, b"script");
            }
            b"style" => {
                let end = raw_end(bytes, at, b"style");
                css::read(&bytes[at..end], at, &mut facts.links);
                at = end;
            }
            b"textarea" => at = raw_end(bytes, at, b"textarea"),
            b"title" if inside_svg == 0 => {
                let end = raw_end(bytes, at, b"title");
                if facts.title.is_empty() {
                    facts.title = decode(&bytes[at..end]).trim().to_string();
                }
                at = end;
            }
            b"svg" => {
                inside_svg += 1;
                tag.facts(bytes, facts);
            }
            _ => tag.facts(bytes, facts),
        }
    }
}

/// Add the addresses of a feed or sitemap.
pub fn read_xml(bytes: &[u8], links: &mut Vec<Link>) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let rest = &bytes[start..];
        if rest.starts_with(b"<![CDATA[") {
            at = behind(bytes, start, b"]]>");
            continue;
        }
        if !rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
            continue;
        }
        let tag = Tag::read(bytes, start);
        at = tag.end;
        let mut add = |range: Range<usize>| {
            if !range.is_empty() {
                links.push(Link {
                    kind: Kind::Program,
                    at: range,
                    names_language: false,
                });
            }
        };
        match &bytes[tag.name.clone()] {
            b"loc" | b"link" if !tag.empty => {
                let end = memchr::memchr(b'<', &bytes[at..]).map_or(bytes.len(), |i| at + i);
                let text = &bytes[at..end];
                let from = at + text.len() - text.trim_ascii_start().len();
                add(from..from + text.trim_ascii().len());
            }
            _ => {}
        }
        tag.each(bytes, |name, value| {
            if name.eq_ignore_ascii_case(b"href") {
                add(value);
            }
        });
    }
}

/// Where the text after `end` begins, or the end of all.
fn behind(bytes: &[u8], from: usize, end: &[u8]) -> usize {
    let from = from.min(bytes.len());
    memmem::find(&bytes[from..], end).map_or(bytes.len(), |i| from + i + end.len())
}

/// Where the raw text of an element ends: before its closing tag.
fn raw_end(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let mut at = from;
    while let Some(found) = memmem::find(&bytes[at..], b"</") {
        let start = at + found;
        let closes = bytes
            .get(start + 2..start + 2 + name.len())
            .is_some_and(|n| n.eq_ignore_ascii_case(name));
        if closes {
            return start;
        }
        at = start + 2;
    }
    bytes.len()
}

/// An opening tag.
struct Tag {
    start: usize,
    name: Range<usize>,
    /// What stands between its name and its end.
    attributes: Range<usize>,
    /// Behind its `>`.
    end: usize,
    /// It ends with `/>`.
    empty: bool,
}

impl Tag {
    fn read(bytes: &[u8], start: usize) -> Tag {
        let name_len = bytes[start + 1..]
            .iter()
            .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>'))
            .count();
        let name = start + 1..start + 1 + name_len;
        let mut at = name.end;
        // A `>` in a quoted value does not end the tag; only a quote that follows `=` begins such a value.
        let mut after_equals = false;
        while at < bytes.len() {
            match bytes[at] {
                b'>' => break,
                quote @ (b'"' | b'\'') if after_equals => {
                    at = memchr::memchr(quote, &bytes[at + 1..]).map_or(bytes.len(), |i| at + 1 + i);
                    after_equals = false;
                }
                b'=' => after_equals = true,
                b if b.is_ascii_whitespace() => {}
                _ => after_equals = false,
            }
            at += 1;
        }
        let close = at.min(bytes.len());
        Tag {
            start,
            attributes: name.end..close,
            name,
            end: (close + 1).min(bytes.len()),
            empty: bytes.get(close.wrapping_sub(1)) == Some(&b'/'),
        }
    }

    fn name_lower<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let name = &bytes[self.name.clone()];
        match name.iter().any(u8::is_ascii_uppercase) {
            true => name.to_ascii_lowercase().into(),
            false => name.into(),
        }
    }

    /// Each attribute's name with where its value stands.
    fn each(&self, bytes: &[u8], mut take: impl FnMut(&[u8], Range<usize>)) {
        let end = self.attributes.end;
        let mut at = self.attributes.start;
        while at < end {
            if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' {
                at += 1;
                continue;
            }
            let name_start = at;
            at += 1;
            while at < end && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'=' | b'/') {
                at += 1;
            }
            let name = &bytes[name_start..at];
            let mut value = at;
            while value < end && bytes[value].is_ascii_whitespace() {
                value += 1;
            }
            if value >= end || bytes[value] != b'=' {
                take(name, at..at);
                continue;
            }
            value += 1;
            while value < end && bytes[value].is_ascii_whitespace() {
                value += 1;
            }
            let range = match bytes.get(value) {
                Some(quote @ (b'"' | b'\'')) if value < end => {
                    let close = memchr::memchr(*quote, &bytes[value + 1..end]).map_or(end, |i| value + 1 + i);
                    at = (close + 1).min(end);
                    value + 1..close
                }
                _ => {
                    let len = bytes[value..end].iter().take_while(|b| !b.is_ascii_whitespace()).count();
                    at = value + len;
                    value..at
                }
            };
            take(name, range);
        }
    }

    /// What the tag adds to the facts of its file.
    fn facts(&self, bytes: &[u8], facts: &mut Facts) {
        let name = self.name_lower(bytes);
        if let [b'h', level @ b'1'..=b'6'] = name.as_ref() {
            facts.headings.push((level - b'0', self.start));
        }
        let mut of = Attributes::default();
        self.each(bytes, |attribute, value| of.take(bytes, attribute, value));
        for id in [&of.id, &of.name].into_iter().flatten() {
            // Only an anchor's `name` is a place to go to.
            if of.id.as_ref() == Some(id) || name.as_ref() == b"a" {
                facts.ids.push(decode(&bytes[id.clone()]).into());
            }
        }
        if let Some(style) = &of.style {
            css::read(&bytes[style.clone()], style.start, &mut facts.links);
        }
        self.references(bytes, &name, &of, facts);
    }

    fn references(&self, bytes: &[u8], name: &[u8], of: &Attributes, facts: &mut Facts) {
        let names_language = of.hreflang;
        let mut add = |kind: Kind, at: &Option<Range<usize>>| {
            facts.links.extend(at.clone().map(|at| Link {
                kind,
                at,
                names_language,
            }));
        };
        match name {
            b"a" | b"area" => add(Kind::Page, &of.href),
            b"link" => {
                let rel = of.rel.clone().map_or("".into(), |at| decode(&bytes[at]).to_ascii_lowercase());
                match rel.split_ascii_whitespace().next().unwrap_or("") {
                    "canonical" | "alternate" | "prev" | "next" | "first" | "last" | "up" | "home" | "contents" | "help"
                    | "search" => add(Kind::Program, &of.href),
                    // Only hosts are named in these.
                    "preconnect" | "dns-prefetch" => {}
                    _ => add(Kind::Asset, &of.href),
                }
            }
            b"iframe" | b"frame" => add(Kind::Page, &of.src),
            b"img" | b"script" | b"source" | b"audio" | b"video" | b"track" | b"embed" | b"input" => {
                add(Kind::Asset, &of.src);
                add(Kind::Asset, &of.poster);
                for at in of.srcset.iter().flat_map(|at| srcset(bytes, at.clone())) {
                    add(Kind::Asset, &Some(at));
                }
            }
            b"object" => add(Kind::Asset, &of.data),
            b"image" | b"use" => add(Kind::Asset, &of.href),
            b"base" => facts.base = of.href.clone().map(|at| decode(&bytes[at]).into_owned()),
            b"meta" => self.meta(bytes, of, facts),
            _ => {}
        }
        if name == b"img" && of.alt.as_ref().is_none_or(|alt| bytes[alt.clone()].trim_ascii().is_empty()) && !of.hidden {
            facts.without_alt.push(NoAlt {
                src: of.src.clone().unwrap_or(self.start..self.start),
                empty: of.alt.is_some(),
            });
        }
    }

    fn meta(&self, bytes: &[u8], of: &Attributes, facts: &mut Facts) {
        let (Some(name), Some(content)) = (of.name.as_ref().or(of.property.as_ref()), &of.content) else {
            return;
        };
        let content_text = || decode(&bytes[content.clone()]);
        match bytes[name.clone()].to_ascii_lowercase().as_slice() {
            b"description" => facts.description = content_text().trim().to_string(),
            b"robots" => facts.noindex |= content_text().contains("noindex"),
            b"og:image" | b"twitter:image" => facts.links.push(Link {
                kind: Kind::Asset,
                at: content.clone(),
                names_language: false,
            }),
            b"og:url" => facts.links.push(Link {
                kind: Kind::Program,
                at: content.clone(),
                names_language: false,
            }),
            _ => {}
        }
    }
}

/// The attributes that matter, by where their values stand; the first one of a name counts.
#[derive(Default)]
struct Attributes {
    id: Option<Range<usize>>,
    name: Option<Range<usize>>,
    property: Option<Range<usize>>,
    content: Option<Range<usize>>,
    href: Option<Range<usize>>,
    src: Option<Range<usize>>,
    srcset: Option<Range<usize>>,
    poster: Option<Range<usize>>,
    data: Option<Range<usize>>,
    rel: Option<Range<usize>>,
    alt: Option<Range<usize>>,
    style: Option<Range<usize>>,
    hreflang: bool,
    /// Readers that speak pass it over.
    hidden: bool,
}

impl Attributes {
    fn take(&mut self, bytes: &[u8], name: &[u8], value: Range<usize>) {
        let lower = match name.iter().any(u8::is_ascii_uppercase) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
        let slot = match lower.as_ref() {
            b"id" => &mut self.id,
            b"name" => &mut self.name,
            b"property" => &mut self.property,
            b"content" => &mut self.content,
            b"href" | b"xlink:href" => &mut self.href,
            b"src" => &mut self.src,
            b"srcset" => &mut self.srcset,
            b"poster" => &mut self.poster,
            b"data" => &mut self.data,
            b"rel" => &mut self.rel,
            b"alt" => &mut self.alt,
            b"style" => &mut self.style,
            b"hreflang" => return self.hreflang = true,
            b"role" => return self.hidden |= matches!(&bytes[value], b"presentation" | b"none"),
            b"aria-hidden" => return self.hidden |= &bytes[value] == b"true",
            _ => return,
        };
        slot.get_or_insert(value);
    }
}

/// The addresses in a `srcset`: each ends at white space, and a comma behind it ends the candidate.
fn srcset(bytes: &[u8], at: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = at.start;
    while from < at.end {
        let skip = bytes[from..at.end]
            .iter()
            .take_while(|b| b.is_ascii_whitespace() || **b == b',')
            .count();
        from += skip;
        let len = bytes[from..at.end].iter().take_while(|b| !b.is_ascii_whitespace()).count();
        if len == 0 {
            break;
        }
        let url = &bytes[from..from + len];
        let bare = url.len() - url.iter().rev().take_while(|b| **b == b',').count();
        found.push(from..from + bare);
        from += len;
        if bare == len {
            from += bytes[from..at.end].iter().take_while(|b| **b != b',').count();
        }
    }
    found
}

/// A value with its entities decoded: those that addresses and titles are written with.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    if !bytes.contains(&b'&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        match end.and_then(|end| entity(&rest[1..end]).map(|c| (c, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests;
