//! Where a part of a YAML scalar's value stands in the file: folding, quotes and indentation lie between the two.

use std::ops::Range;

/// The byte range in `text` of a range of `value`, which is the value of the scalar written at `node`. Characters other than white space
/// follow each other in both in the same order; where an escape breaks that, the answer is the whole scalar.
pub(super) fn locate(text: &str, node: &Range<usize>, value: &str, part: &Range<usize>) -> Range<usize> {
    let start = nth_visible(value, part.start);
    let length = nth_visible(&value[floor(value, part.start)..], part.end.saturating_sub(part.start));
    find(text, node, value, start, length.max(1)).unwrap_or_else(|| node.clone())
}

/// How many characters other than white space are before a byte.
fn nth_visible(value: &str, at: usize) -> usize {
    value[..floor(value, at)].chars().filter(|c| !c.is_whitespace()).count()
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn find(text: &str, node: &Range<usize>, value: &str, start: usize, length: usize) -> Option<Range<usize>> {
    let raw = text.get(node.start..)?;
    let skipped = header(raw);
    let mut wanted = value.chars().filter(|c| !c.is_whitespace());
    let mut from = None;
    let mut end = 0;
    let mut seen = 0;
    for (at, c) in raw[skipped..].char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let at = node.start + skipped + at;
        if wanted.next().is_none_or(|w| w != c) {
            break;
        }
        if seen == start {
            from = Some(at);
        }
        seen += 1;
        if seen > start {
            end = at + c.len_utf8();
        }
        if seen == start + length {
            break;
        }
    }
    from.map(|from| from..end)
}

/// What precedes a scalar's characters: a quote, or the line of `>-` or `|`.
fn header(raw: &str) -> usize {
    match raw.chars().next() {
        Some('"' | '\'') => 1,
        Some('|' | '>') => raw.find('\n').map_or(raw.len(), |i| i + 1),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::locate;
    use crate::diag::Source;
    use crate::yaml::parse_yaml;

    fn part(text: &str, wanted: &str) -> String {
        let node = parse_yaml(text, 0, &Source::new("t", text)).expect("it is valid");
        let node = node.get("a").expect("it is there");
        let value = node.as_str().expect("a string");
        let at = value.find(wanted).expect("it is in the value");
        text[locate(text, &node.at, value, &(at..at + wanted.len()))].to_string()
    }

    #[test]
    fn in_every_style_of_scalar() {
        assert_eq!(part("a: one two\n", "two"), "two");
        assert_eq!(part("a: >-\n  one\n  two\n\n  three\n", "two"), "two");
        assert_eq!(part("a: |\n  one\n    two three\n", "three"), "three");
        assert_eq!(part("a: >\n  one\n  two\n", "one two"), "one\n  two");
        assert_eq!(part("a: one\n  two\n", "two"), "two");
        assert_eq!(part("a: \"one two\"\n", "two"), "two");
        assert_eq!(part("a: '二 two'\n", "two"), "two");
        // An escape hides the rest of it.
        assert_eq!(part("a: \"\\x6fne two\"\n", "two"), "\"\\x6fne two\"");
    }
}
