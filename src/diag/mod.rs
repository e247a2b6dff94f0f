//! Diagnostics: what is wrong, where, and what to do. Every stage returns them beside its value as [`Noted`].

mod baseline;
mod code;
pub mod github;
pub mod human;
pub mod json;
mod level;
mod nearest;
pub mod sarif;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use baseline::{Baseline, Compared};
pub use code::Code;
pub use level::{Level, Levels, code_named};
pub use nearest::nearest;

/// How much a diagnostic weighs. Errors make a build fail; warnings and notes do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A position in a file, with its line quoted, so that it can be shown long after the file's text is gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path relative to the site's root, `/` between parts.
    pub file: Arc<str>,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
    /// How many characters of the line are meant, at least 1.
    pub width: u32,
    /// The line, without its end; of a long one the part around the place. Empty when the file could not be read.
    pub excerpt: String,
    /// How many characters of the line are cut off before the excerpt.
    pub offset: u32,
}

impl Place {
    /// A whole file, where no position in it can be named.
    pub fn file(file: impl Into<Arc<str>>) -> Place {
        Place {
            file: file.into(),
            line: 1,
            column: 1,
            width: 1,
            excerpt: String::new(),
            offset: 0,
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop at its end.
    pub message: String,
    /// Where. `None` only for what has no file, such as a wrong flag.
    pub place: Option<Place>,
    /// What to do about it.
    pub help: Option<String>,
    /// How we got there: the includes, calls or definitions that lead to the place, innermost first.
    pub trail: Vec<(String, Option<Place>)>,
    /// The address that it is about, where it is about one.
    pub target: Option<String>,
}

impl Diagnostic {
    /// A finding that makes the build fail.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A finding that the build survives.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Something worth knowing.
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            place: None,
            help: None,
            trail: Vec::new(),
            target: None,
        }
    }

    /// At this place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With `did you mean ...?` when one of the candidates is near the word that was written; else with the list of what there is.
    pub fn suggest<'a>(self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let all: Vec<&str> = candidates.into_iter().collect();
        match nearest(word, all.iter().copied()) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if all.is_empty() => self,
            None if all.len() <= 12 => {
                let names: Vec<String> = all.iter().map(|n| format!("`{n}`")).collect();
                self.help(format!("known here: {}", names.join(", ")))
            }
            None => self,
        }
    }

    /// With one more step of how we got there.
    pub fn via(mut self, label: impl Into<String>, place: Option<Place>) -> Self {
        self.trail.push((label.into(), place));
        self
    }

    /// What diagnostics are ordered by: place first, so that output does not depend on which thread was faster.
    pub fn order(&self) -> impl Ord + '_ {
        (self.place.as_ref(), self.severity, self.code.as_str(), &self.message)
    }
}

/// Sort by place and drop repetitions. A template that fails on many pages is told once, with the first of them.
pub fn settle(notes: &mut Vec<Diagnostic>) {
    notes.sort_by(|a, b| a.order().cmp(&b.order()));
    notes.dedup();
    let mut more = 0;
    let mut told: Vec<Diagnostic> = Vec::with_capacity(notes.len());
    let close = |last: Option<&mut Diagnostic>, more: usize| {
        if let Some(last) = last.filter(|_| more > 0) {
            let times = if more == 1 { "once more" } else { "times more" };
            let count = if more == 1 { String::new() } else { format!("{more} ") };
            last.trail.push((format!("and {count}{times}, for other pages"), None));
        }
    };
    for note in notes.drain(..) {
        match told.last() {
            Some(last) if note.place.is_some() && last.order() == note.order() && last.help == note.help => more += 1,
            _ => {
                close(told.last_mut(), more);
                more = 0;
                told.push(note);
            }
        }
    }
    close(told.last_mut(), more);
    *notes = told;
}

/// How many findings of one kind are told of one file.
const MOST_OF_ONE_KIND: usize = 50;

/// What is told of findings: a file with the same mistake all over is named so often only; the last one says how many more there are.
/// All of them count, in a baseline too: this is for showing alone.
pub fn enough(notes: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut seen: HashMap<(Arc<str>, Code, Severity), (usize, usize)> = HashMap::new();
    let mut told: Vec<Diagnostic> = Vec::with_capacity(notes.len());
    for note in notes {
        if let Some(place) = &note.place {
            let (count, last) = seen.entry((place.file.clone(), note.code, note.severity)).or_default();
            *count += 1;
            if *count > MOST_OF_ONE_KIND {
                continue;
            }
            *last = told.len();
        }
        told.push(note.clone());
    }
    for (count, last) in seen.into_values().filter(|(count, _)| *count > MOST_OF_ONE_KIND) {
        let label = format!("and {} more like this in this file", count - MOST_OF_ONE_KIND);
        told[last].trail.push((label, None));
    }
    told
}

/// Whether any of them makes the build fail.
pub fn has_errors(notes: &[Diagnostic]) -> bool {
    notes.iter().any(|n| n.severity == Severity::Error)
}

/// A value and what was noticed while making it. Memos keep it whole, so a cached result never loses its warnings.
#[derive(Clone, Debug, Default)]
pub struct Noted<T> {
    pub value: T,
    pub notes: Vec<Diagnostic>,
}

impl<T> Noted<T> {
    /// A value with nothing to say about it.
    pub fn clean(value: T) -> Self {
        Noted {
            value,
            notes: Vec::new(),
        }
    }

    /// A value with its findings.
    pub fn new(value: T, notes: Vec<Diagnostic>) -> Self {
        Noted { value, notes }
    }
}

/// A file's name and text: turns byte offsets into [`Place`]s.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    pub file: Arc<str>,
    pub text: &'a str,
    /// The line and the column, both from 0, of every [`STEP`]th byte: no place needs a search from the file's start.
    steps: OnceLock<Arc<[(u32, u32)]>>,
}

/// How many bytes lie between two known positions of a text.
const STEP: usize = 4096;

/// Lines of more characters than this are cut around the place.
const WHOLE_LINE: usize = 160;

/// How many characters are kept before the place when a line is cut, and how many from it on.
const KEPT: (usize, usize) = (40, 130);

impl<'a> Source<'a> {
    /// A named text.
    pub fn new(file: impl Into<Arc<str>>, text: &'a str) -> Self {
        Source {
            file: file.into(),
            text,
            steps: OnceLock::new(),
        }
    }

    /// The place of a byte range. Offsets past the end, or inside a character, are moved back to one that exists.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = floor_char(self.text, range.start);
        let end = floor_char(self.text, range.end).max(start);
        let (line, column) = self.position(start);
        let meant = &self.text[start..end];
        let width = meant.find('\n').map_or(meant, |i| &meant[..i]).chars().count().max(1);
        let (excerpt, cut) = excerpt(self.text, start);
        Place {
            file: self.file.clone(),
            line: line + 1,
            column: column + 1,
            width: width as u32,
            excerpt,
            offset: if cut { column - KEPT.0.min(column as usize) as u32 } else { 0 },
        }
    }

    /// The place of a 1-based line and character column.
    pub fn line_column(&self, line: usize, column: usize, width: usize) -> Place {
        let text = self.text.lines().nth(line.saturating_sub(1)).unwrap_or("");
        let before = column.saturating_sub(1);
        let at = text.char_indices().nth(before).map_or(text.len(), |(i, _)| i);
        let (excerpt, cut) = excerpt(text, at);
        let shown = text[..at].chars().count();
        Place {
            file: self.file.clone(),
            line: line.max(1) as u32,
            column: column.max(1) as u32,
            width: width.max(1) as u32,
            excerpt,
            offset: if cut { shown.saturating_sub(KEPT.0) as u32 } else { 0 },
        }
    }

    /// The line and the column of a byte, both from 0.
    fn position(&self, at: usize) -> (u32, u32) {
        let bytes = self.text.as_bytes();
        let steps = self.steps.get_or_init(|| {
            let mut last = (0, 0);
            let next = bytes.chunks_exact(STEP).map(|chunk| {
                last = advance(last, chunk);
                last
            });
            std::iter::once((0, 0)).chain(next).collect()
        });
        let step = (at / STEP).min(steps.len() - 1);
        advance(steps[step], &bytes[step * STEP..at])
    }
}

/// The line and the column behind some bytes that begin at a line and a column.
fn advance((line, column): (u32, u32), bytes: &[u8]) -> (u32, u32) {
    let chars = |bytes: &[u8]| bytes.iter().filter(|b| (**b as i8) >= -0x40).count() as u32;
    match memchr::memrchr(b'\n', bytes) {
        Some(last) => {
            let lines = memchr::memchr_iter(b'\n', bytes).count() as u32;
            (line + lines, chars(&bytes[last + 1..]))
        }
        None => (line, column + chars(bytes)),
    }
}

/// The line around a byte, and whether it is too long to be whole. Looks no further than it shows.
fn excerpt(text: &str, at: usize) -> (String, bool) {
    let before = |most: usize| {
        let chars = text[..at].char_indices().rev().take_while(|(_, c)| *c != '\n');
        let from = chars.take(most).last().map_or(at, |(i, _)| i);
        &text[from..at]
    };
    let behind = |most: usize| {
        let chars = text[at..].char_indices().take_while(|(_, c)| *c != '\n');
        let to = chars.take(most).last().map_or(at, |(i, c)| at + i + c.len_utf8());
        &text[at..to]
    };
    let (left, right) = (before(WHOLE_LINE + 1), behind(WHOLE_LINE + 1));
    let cut = left.chars().count() + right.chars().count() > WHOLE_LINE;
    let (left, right) = if cut {
        (before(KEPT.0), behind(KEPT.1))
    } else {
        (left, right)
    };
    (format!("{left}{right}").trim_end_matches('\r').to_string(), cut)
}

fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let source = Source::new("a.md", "一行\n二 x 行\n");
        let place = source.place(source.text.find('x').expect("x is there")..source.text.find('x').expect("x is there") + 1);
        assert_eq!(
            (place.line, place.column, place.width, place.excerpt.as_str()),
            (2, 3, 1, "二 x 行")
        );
        assert_eq!(source.place(999..1000).line, 3);
    }

    #[test]
    fn long_lines_are_cut_and_places_in_them_stay_true() {
        let text = format!("中\n{}x{}\nend", "é".repeat(10_000), "y".repeat(10_000));
        let source = Source::new("a.md", &text);
        let at = text.find('x').expect("x is there");
        let place = source.place(at..at + 1);
        assert_eq!((place.line, place.column, place.width), (2, 10_001, 1));
        assert_eq!(place.excerpt.chars().count(), 170);
        assert_eq!(
            place.excerpt.chars().nth((place.column - 1 - place.offset) as usize),
            Some('x')
        );
        assert_eq!(source.line_column(2, 10_001, 1), place);
        let end = source.place(text.len()..text.len());
        assert_eq!((end.line, end.column, end.excerpt.as_str()), (3, 4, "end"));
    }

    #[test]
    fn one_kind_of_mistake_is_told_so_often_only() {
        let text = "{{< ".repeat(100_000);
        let source = Source::new("a.md", &text);
        let mut notes: Vec<Diagnostic> = (0..100_000)
            .map(|i| Diagnostic::error(Code::ShortcodeSyntax, "m").at(source.place(i * 4..i * 4 + 3)))
            .collect();
        notes.push(Diagnostic::error(Code::UnknownRef, "other").at(source.place(0..1)));
        settle(&mut notes);
        assert_eq!(notes.len(), 100_001, "all of them count");
        let notes = enough(&notes);
        assert_eq!(notes.len(), MOST_OF_ONE_KIND + 1);
        let last = notes.last().expect("there are some");
        assert_eq!(last.trail, [("and 99950 more like this in this file".to_string(), None)]);
        assert!(notes.iter().all(|n| n.place.as_ref().is_some_and(|p| p.excerpt.len() <= 170)));
    }
}
