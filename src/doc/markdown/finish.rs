//! The last pass over HTML: attributes into the slots of their blocks, call tokens to marks.

use memchr::memmem;

use super::attributes::Masked;
use crate::doc::mark::{CLOSE, Mark, OPEN};

/// Begins a call's token. Nobody writes it by chance, and it is a word in any syntax: no escape, no emphasis, one token of code.
pub const TOKEN: &str = "stoopQ7zCall";
/// Ends it.
pub const TOKEN_END: &str = "xZ7q";

/// Where a block's attributes will go, by the block's number: only in texts that have any.
pub fn slot(n: usize) -> String {
    format!("{OPEN}A{n}{CLOSE}")
}

/// Text without its tokens: ids are made from it.
pub fn without_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    tokens(text, &mut out, |_, _, _| 0);
    out
}

/// Fill in slots and tokens. A paragraph that is one token becomes the mark alone.
pub fn finish(html: &str, masked: &Masked) -> String {
    let filled = if masked.blocks.is_empty() { None } else { Some(slots(html, masked)) };
    let html = filled.as_deref().unwrap_or(html);
    let mut out = String::with_capacity(html.len());
    tokens(html, &mut out, |n, out, rest| {
        let alone = out.ends_with("<p>") && rest.starts_with("</p>");
        if alone {
            out.truncate(out.len() - "<p>".len());
        }
        out.push_str(&Mark::Call(n).write());
        if alone { "</p>".len() } else { 0 }
    });
    out
}

/// Copy `text`, asking `put` to write something for each token; it returns how much of what follows to leave out.
fn tokens(text: &str, out: &mut String, put: impl Fn(usize, &mut String, &str) -> usize) {
    let finder = memmem::Finder::new(TOKEN);
    let mut rest = text;
    while let Some(at) = finder.find(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let digits = &rest[TOKEN.len()..];
        let len = digits.bytes().take_while(u8::is_ascii_digit).count();
        match digits[..len].parse() {
            Ok(n) if digits[len..].starts_with(TOKEN_END) => {
                rest = &digits[len + TOKEN_END.len()..];
                rest = &rest[put(n, out, rest)..];
            }
            _ => {
                out.push_str(TOKEN);
                rest = digits;
            }
        }
    }
    out.push_str(rest);
}

/// Slots hold the offset of the attribute list that was given to them, if any was: `AN` with N the block's number.
fn slots(html: &str, masked: &Masked) -> String {
    let mut out = String::with_capacity(html.len());
    let mut given = std::collections::HashMap::new();
    // First pass: a `B` mark stands where a list is, and says for which block.
    let marks = memmem::Finder::new("\u{2}B");
    let mut rest = html;
    while let Some(at) = marks.find(rest.as_bytes()) {
        rest = &rest[at + 2..];
        let end = rest.find(CLOSE).unwrap_or(0);
        if let Some((block, list)) = rest[..end].split_once(' ')
            && let Some(list) = list.parse().ok().and_then(|at: usize| masked.blocks.get(&at))
        {
            given.entry(block.to_string()).or_insert_with(String::new).push_str(&list.html());
        }
    }
    let mut rest = html;
    while let Some(at) = memchr::memchr(OPEN as u8, rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(CLOSE).map_or(rest.len(), |i| i + 1);
        match rest[1..].chars().next() {
            Some('A') => out.push_str(given.get(rest[2..end - 1].trim()).map_or("", String::as_str)),
            Some('B') => {}
            _ => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// A list at this offset belongs to the block with this number.
pub fn give(block: usize, list: usize) -> String {
    format!("{OPEN}B{block} {list}{CLOSE}")
}
