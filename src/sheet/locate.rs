//! Where a part of a YAML scalar's value stands in the file: folding, quotes and indentation lie between the two. And where a sheet's
//! parts stand.

use std::ops::Range;

use super::{Block, Sheet};
use crate::diag::{Place, Source};

impl Sheet {
    /// Its `print` key; the whole file where it has none.
    pub fn place_of_print(&self) -> Place {
        self.place(self.print_at.clone())
    }

    /// A block, called `group.block`; the whole file where there is none.
    pub fn place_of_block(&self, path: &str) -> Place {
        let found = self.block(path).map_or(0..0, |b| b.node.at.start..b.node.at.start + 1);
        self.place(found)
    }

    /// A line, counted from 0, of the code that a block has in the sheet; the block where its code is not there.
    pub fn place_of_code(&self, path: &str, line: usize) -> Place {
        let code = self.block(path).and_then(|b| b.node.get("code"));
        let Some((node, value)) = code.and_then(|n| Some((n, n.as_str()?))) else {
            return self.place_of_block(path);
        };
        let start: usize = value.split_inclusive('\n').take(line).map(str::len).sum();
        let text = value[start..].lines().next().unwrap_or_default();
        self.place(locate(&self.text, &node.at, value, &(start..start + text.len())))
    }

    /// Where a character first stands in the file, if it is written there as itself.
    pub fn place_of_char(&self, c: char) -> Option<Place> {
        let at = self.text.find(c)?;
        Some(self.place(at..at + c.len_utf8()))
    }

    fn block(&self, path: &str) -> Option<&Block> {
        let (group, block) = path.split_once('.')?;
        let groups = self.groups.iter().filter(|g| g.id == group);
        groups.flat_map(|g| &g.blocks).find(|b| b.id == block)
    }

    fn place(&self, at: Range<usize>) -> Place {
        match at.is_empty() || at.end > self.text.len() {
            true => Place::file(self.file.clone()),
            false => Source::new(self.file.clone(), &self.text).place(at),
        }
    }
}

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
