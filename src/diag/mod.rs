//! Diagnostics: what is wrong, where, and what to do. Every stage returns them beside its value as [`Noted`].

mod code;
pub mod human;
pub mod json;
mod nearest;

use std::ops::Range;
use std::sync::Arc;

pub use code::Code;
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
    /// The whole line, without its end. Empty when the file could not be read.
    pub excerpt: String,
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
}

impl<'a> Source<'a> {
    /// A named text.
    pub fn new(file: impl Into<Arc<str>>, text: &'a str) -> Self {
        Source { file: file.into(), text }
    }

    /// The place of a byte range. Offsets past the end, or inside a character, are moved back to one that exists.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = floor_char(self.text, range.start);
        let end = floor_char(self.text, range.end).max(start);
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |i| start + i);
        let width = self.text[start..end.min(line_end)].chars().count().max(1);
        Place {
            file: self.file.clone(),
            line: before.matches('\n').count() as u32 + 1,
            column: self.text[line_start..start].chars().count() as u32 + 1,
            width: width as u32,
            excerpt: self.text[line_start..line_end].trim_end_matches('\r').to_string(),
        }
    }

    /// The place of a 1-based line and character column.
    pub fn line_column(&self, line: usize, column: usize, width: usize) -> Place {
        let excerpt = self.text.lines().nth(line.saturating_sub(1)).unwrap_or("").to_string();
        Place {
            file: self.file.clone(),
            line: line.max(1) as u32,
            column: column.max(1) as u32,
            width: width.max(1) as u32,
            excerpt,
        }
    }
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
}
