//! The last pass over HTML: attributes into the slots of their blocks, call tokens to marks.

use std::collections::HashMap;

use memchr::memmem;

use crate::doc::mark::{CLOSE, Mark};

/// Begins a call's token. Nobody writes it by chance, and it is a word in any syntax: no escape, no emphasis, one token of code.
pub const TOKEN: &str = "stoopQ7zCall";
/// Ends it.
pub const TOKEN_END: &str = "xZ7q";

/// Where a block's attributes will go, by the block's number: only in texts that have any.
pub fn slot(n: usize) -> String {
    format!("{SLOT}{n}{CLOSE}")
}

const SLOT: &str = "\u{2}A";

/// Text without its tokens: ids are made from it.
pub fn without_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    tokens(text, &mut out, |_, _, _| 0);
    out
}

/// Copy `text`, with what `put` writes in place of each token.
pub fn replace_tokens(text: &str, out: &mut String, mut put: impl FnMut(usize, &mut String)) {
    tokens(text, out, |n, out, _| {
        put(n, out);
        0
    });
}

/// Fill in slots and tokens. A paragraph that is one token becomes the mark alone.
pub fn finish(html: &str, given: Option<&HashMap<usize, String>>) -> String {
    let filled = given.map(|given| slots(html, given));
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
fn tokens(text: &str, out: &mut String, mut put: impl FnMut(usize, &mut String, &str) -> usize) {
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

/// Put the attributes that each block was given, by its number, into its slot.
fn slots(html: &str, given: &HashMap<usize, String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memmem::find(rest.as_bytes(), SLOT.as_bytes()) {
        out.push_str(&rest[..at]);
        let inside = &rest[at + SLOT.len()..];
        let Some(end) = inside.find(CLOSE) else {
            rest = inside;
            break;
        };
        if let Some(attributes) = inside[..end].parse().ok().and_then(|n| given.get(&n)) {
            out.push_str(attributes);
        }
        rest = &inside[end + 1..];
    }
    out.push_str(rest);
    out
}
