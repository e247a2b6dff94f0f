//! The addresses in a style sheet: `url(...)` and `@import "..."`.

use std::ops::Range;

use memchr::memmem;

use super::facts::{Kind, Link};

/// Add what a style sheet refers to. `offset`: where it begins in the file that holds it.
pub fn read(css: &[u8], offset: usize, links: &mut Vec<Link>) {
    let mut at = 0;
    while at < css.len() {
        let Some(found) = next(css, at) else { return };
        match found {
            Found::Comment(end) => at = end,
            Found::Value(range) => {
                at = range.end.max(at + 1);
                if !range.is_empty() && !css[range.clone()].starts_with(b"data:") {
                    links.push(Link {
                        kind: Kind::Asset,
                        at: offset + range.start..offset + range.end,
                        names_language: false,
                    });
                }
            }
        }
    }
}

enum Found {
    /// A comment ends here.
    Comment(usize),
    Value(Range<usize>),
}

/// The next comment or address from a byte on.
fn next(css: &[u8], at: usize) -> Option<Found> {
    let comment = memmem::find(&css[at..], b"/*").map(|i| at + i);
    let url = memmem::find(&css[at..], b"url(").map(|i| at + i);
    let import = memmem::find(&css[at..], b"@import").map(|i| at + i);
    let first = [comment, url, import].into_iter().flatten().min()?;
    if comment == Some(first) {
        let end = memmem::find(&css[first + 2..], b"*/").map_or(css.len(), |i| first + 2 + i + 2);
        return Some(Found::Comment(end));
    }
    if import == Some(first) {
        let from = first + "@import".len();
        let value = skip_space(css, from);
        return match css.get(value) {
            Some(b'"' | b'\'') => Some(Found::Value(quoted(css, value))),
            // `@import url(...)` is found as such.
            _ => Some(Found::Value(from..from)),
        };
    }
    let value = skip_space(css, first + "url(".len());
    match css.get(value) {
        Some(b'"' | b'\'') => Some(Found::Value(quoted(css, value))),
        _ => {
            let end = memchr::memchr(b')', &css[value..]).map_or(css.len(), |i| value + i);
            let len = css[value..end].trim_ascii_end().len();
            Some(Found::Value(value..value + len))
        }
    }
}

fn skip_space(css: &[u8], at: usize) -> usize {
    at + css[at..].iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// What stands between a quote and the next one of its kind.
fn quoted(css: &[u8], at: usize) -> Range<usize> {
    let end = memchr::memchr(css[at], &css[at + 1..]).map_or(css.len(), |i| at + 1 + i);
    at + 1..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let css = "@import 'a.css'; /* url(no) */ b{c:url( d.png )} e{f:url(\"g h.png\")} @import url(i.css); j{k:url(data:x)} l{m:url(";
        let mut links = Vec::new();
        read(css.as_bytes(), 0, &mut links);
        let found: Vec<&str> = links.iter().map(|l| &css[l.at.clone()]).collect();
        assert_eq!(found, ["a.css", "d.png", "g h.png", "i.css"]);
    }
}
