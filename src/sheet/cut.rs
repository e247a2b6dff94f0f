//! A block map of YAML as pieces of its text: each key with the comments above it, so that entries can be put in another order.

use std::ops::Range;

use crate::yaml::{Key, Node};

/// The text of a map in pieces. All lines of the text are in one of them.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// What stands before the first entry and belongs to none.
    pub head: Vec<String>,
    pub chunks: Vec<Chunk>,
    /// What stands after the last entry and belongs to none.
    pub tail: Vec<String>,
}

/// An entry: the empty lines and comments above it, its own lines.
#[derive(Debug)]
pub(super) struct Chunk {
    pub key: String,
    pub lead: Vec<String>,
    pub body: Vec<String>,
    /// Where the body begins in the text; 0 for an entry that is new.
    pub at: usize,
}

impl Chunk {
    /// An entry that the text does not have.
    pub fn new(key: &str, lead: Vec<String>, body: String) -> Chunk {
        Chunk {
            key: key.to_string(),
            lead,
            body: vec![body],
            at: 0,
        }
    }
}

impl Cut {
    /// The pieces in order, each line with its end.
    pub fn write(&self, end: &str) -> String {
        let chunks = self.chunks.iter().flat_map(|c| c.lead.iter().chain(&c.body));
        let mut out = String::new();
        for line in self.head.iter().chain(chunks).chain(&self.tail) {
            // Only the last line of a text may lack its end.
            if !out.is_empty() && !out.ends_with('\n') {
                out.push_str(end);
            }
            out.push_str(line);
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(end);
        }
        out
    }
}

/// Cut a text at the keys of a block map in it. `None` when they do not begin lines of their own below one another.
pub(super) fn cut(text: &str, entries: &[(Key, Node)]) -> Option<Cut> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            *at += line.len();
            Some(*at - line.len())
        })
        .collect();
    let mut keys: Vec<(&str, usize)> = Vec::with_capacity(entries.len());
    for (key, _) in entries {
        let line = starts.partition_point(|start| *start <= key.at.start).checked_sub(1)?;
        let follows = keys.last().is_none_or(|(_, before)| *before < line);
        if !follows || starts[line] + indent_of(lines[line]) != key.at.start {
            return None;
        }
        keys.push((&key.text, line));
    }
    Some(pieces(&lines, &starts, &keys))
}

fn pieces(lines: &[&str], offsets: &[usize], keys: &[(&str, usize)]) -> Cut {
    let own = |range: Range<usize>| lines[range].iter().map(|l| l.to_string()).collect::<Vec<_>>();
    let Some((_, last)) = keys.last() else {
        return Cut {
            head: own(0..lines.len()),
            ..Cut::default()
        };
    };
    let mut starts = Vec::with_capacity(keys.len() + 1);
    for (i, (_, at)) in keys.iter().enumerate() {
        let indent = indent_of(lines[*at]);
        let floor = if i == 0 { 0 } else { keys[i - 1].1 + 1 };
        // What stands above the first entry and an empty line is about all of them.
        let is_lead = |line: &str| is_loose(line, indent) && (i > 0 || !line.trim().is_empty());
        let above = lines[floor.min(*at)..*at].iter().rev().take_while(|l| is_lead(l)).count();
        starts.push(at - above);
    }
    let indent = indent_of(lines[*last]);
    let below = lines[last + 1..].iter().rev().take_while(|l| is_loose(l, indent)).count();
    let end = lines.len() - below;
    starts.push(end);
    Cut {
        head: own(0..starts[0]),
        chunks: keys
            .iter()
            .enumerate()
            .map(|(i, (key, at))| Chunk {
                key: key.to_string(),
                lead: own(starts[i]..*at),
                body: own(*at..starts[i + 1].max(*at)),
                at: offsets[*at],
            })
            .collect(),
        tail: own(end..lines.len()),
    }
}

/// How many spaces a line begins with.
pub(super) fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a line is empty, or a comment that is not inside of an entry.
fn is_loose(line: &str, indent: usize) -> bool {
    let text = line.trim();
    text.is_empty() || (text.starts_with('#') && indent_of(line) <= indent)
}
