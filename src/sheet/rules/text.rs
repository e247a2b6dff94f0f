//! A text of a rules file, joined of several places when something was appended to it.

use std::ops::Range;

use super::At;
use crate::sheet::locate::locate;

/// A text and where each part of it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub value: String,
    /// Where in `value` each part begins, and the node that it is written at.
    parts: Vec<(usize, At)>,
}

impl Text {
    pub(super) fn new(value: String, at: At) -> Text {
        Text {
            value,
            parts: vec![(0, at)],
        }
    }

    /// As Falco does: one space between.
    pub(super) fn append(&mut self, other: Text) {
        self.value.push(' ');
        let start = self.value.len();
        self.value.push_str(&other.value);
        self.parts
            .extend(other.parts.into_iter().map(|(at, node)| (start + at, node)));
    }

    /// The node of its first part.
    pub fn at(&self) -> At {
        self.parts.first().map(|(_, at)| at.clone()).unwrap_or_default()
    }

    /// Where a range of the value is written. `text` is that of a file by its number.
    pub(super) fn locate<'a>(&self, range: &Range<usize>, text: impl Fn(usize) -> &'a str) -> At {
        let i = self.parts.iter().rposition(|(start, _)| *start <= range.start).unwrap_or(0);
        let Some((start, at)) = self.parts.get(i) else {
            return At::default();
        };
        let end = self.parts.get(i + 1).map_or(self.value.len(), |(next, _)| next - 1);
        let value = &self.value[*start..end.max(*start)];
        let part = range.start - start..range.end.min(end).saturating_sub(*start).max(range.start - start);
        At {
            file: at.file,
            range: locate(text(at.file), &at.range, value, &part),
        }
    }
}
