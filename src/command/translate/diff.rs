//! `stoop translate diff`: what changed in the source of a translation, section by section; with the old text where the version history
//! has it.

use std::collections::HashMap;
use std::fmt::Write;
use std::io::IsTerminal;
use std::process::ExitCode;

use super::git::Git;
use super::{Done, Work, status};
use crate::command::{bad_call, many, print};
use crate::doc::{self, Body, Doc, Section};
use crate::sheet::{self, Overlay};
use crate::translate::{Change, Drift, Line, Mark, Original, PIN_KEY, Pin, State, What, call_path, line_diff, matched};

/// How many versions of a file are looked through.
const MOST_VERSIONS: usize = 2000;

/// Print what changed.
pub fn run(work: &Work, page: &str, lang: &str) -> Result<ExitCode, Done> {
    let language = work.language(lang)?;
    let source = work.source(page)?;
    let translation = work.translated(source, language)?;
    let (path, code) = (call_path(source), &language.code);
    let (Some(source), Some(doc)) = (&source.doc, &translation.doc) else {
        return Ok(ExitCode::SUCCESS);
    };
    let state = work
        .joined
        .translations
        .of(translation.id)
        .map_or(&State::Unpinned, |s| &s.state);
    let now = work.original(source);
    let mut paper = Paper::new();
    match state {
        State::Current => paper.line(&format!("{} says all that {} says", doc.file, source.file)),
        State::Stale(drift) => {
            let old = match &doc.body {
                Body::Overlay(overlay) => work.old_words(source, overlay, drift),
                _ => work.old_texts(source, doc, drift),
            };
            paper.drift(source, &now.sections, drift, &old);
        }
        State::Commit(_) | State::Marked => match work.since_commit(translation, source, state) {
            Some((drift, old)) => paper.drift(source, &now.sections, &drift, &old),
            None => paper.line(&format!(
                "{} names the commit that it was made from, and the history here does not have it",
                doc.file
            )),
        },
        State::Unpinned | State::Broken => {
            return Err(bad_call(&format!(
                "`{}` does not say what it was made from; `stoop translate accept {path} {code}` says that it is complete",
                doc.file
            )));
        }
    }
    Ok(print(paper.text.as_bytes()))
}

/// Old texts of sections, by the id that each has now.
type OldTexts = HashMap<String, String>;

impl Work<'_> {
    /// The old text of each section that changed, from the newest version of the file that has it.
    fn old_texts(&self, source: &Doc, doc: &Doc, drift: &Drift) -> OldTexts {
        let mut found = OldTexts::new();
        let pin = doc.front.map.get(PIN_KEY).and_then(|value| Pin::read(value).ok());
        let (Some(pin), Some(mut git)) = (pin, Git::open(self.root)) else {
            return found;
        };
        let now = Pin::to(&pin.of, &self.original(source));
        let pairs = matched(&pin.sections, &now.sections);
        let mut wanted: Vec<(String, &Mark)> = pin
            .sections
            .iter()
            .enumerate()
            .map(|(i, mark)| {
                let new = pairs.iter().find(|(old, _)| *old == i).map(|(_, new)| &now.sections[*new]);
                (new.unwrap_or(mark).id.clone(), mark)
            })
            .filter(|(id, _)| drift.sections.iter().any(|c| c.id == *id))
            .collect();
        for (commit, name) in git.versions(&source.file).into_iter().take(MOST_VERSIONS) {
            if wanted.is_empty() {
                break;
            }
            let Some(bytes) = git.file(&commit, &name) else { continue };
            let old = doc::parse(&source.file, &bytes).value;
            let original = Original::of(&old, &self.joined.markdown);
            let marks = Pin::to(&pin.of, &original).sections;
            wanted.retain(|(id, mark)| {
                let same = |m: &Mark| m.heading == mark.heading && m.same_body(mark);
                let Some(at) = marks.iter().position(same) else { return true };
                found.insert(id.clone(), text_of(&old, &original.sections[at]).to_string());
                false
            });
        }
        found
    }

    /// The words that each string of a sheet was translated from, from the newest version of the file that has them. The id of a string
    /// may have been another one then.
    fn old_words(&self, source: &Doc, overlay: &Overlay, drift: &Drift) -> OldTexts {
        let of = |change: &Change| {
            let entry = overlay.entries.iter().find(|e| e.path == change.id)?;
            Some((entry.word.of.clone()?, change.id.clone()))
        };
        let mut wanted: Vec<(String, String)> = drift.sections.iter().filter_map(of).collect();
        let mut found = OldTexts::new();
        let Some(mut git) = Git::open(self.root) else { return found };
        for (commit, name) in git.versions(&source.file).into_iter().take(MOST_VERSIONS) {
            if wanted.is_empty() {
                break;
            }
            let Some(bytes) = git.file(&commit, &name) else { continue };
            let Body::Sheet(sheet) = sheet::parse(&source.file, &bytes).value.body else {
                continue;
            };
            for (_, words, hash) in sheet::words_of(&sheet) {
                let (these, others) = wanted.into_iter().partition(|(of, _)| *of == hash);
                wanted = others;
                found.extend(these.into_iter().map(|(_, id): (String, String)| (id, words.clone())));
            }
        }
        found
    }

    /// What changed since the commit that a translation names.
    fn since_commit(&self, translation: &crate::site::Page, source: &Doc, state: &State) -> Option<(Drift, OldTexts)> {
        let commit = self.commit_of(translation, state)?;
        let old = Git::open(self.root)?.file(commit, &source.file)?;
        let old = doc::parse(&source.file, &old).value;
        let original = Original::of(&old, &self.joined.markdown);
        let pin = Pin::to("", &original);
        let now = self.original(source);
        let drift = Drift::since(&pin, &now);
        let texts = matched(&pin.sections, &Pin::to("", &now).sections)
            .into_iter()
            .map(|(before, after)| {
                let text = text_of(&old, &original.sections[before]).to_string();
                (now.sections[after].id.clone(), text)
            });
        let gone = original.sections.iter().map(|s| (s.id.clone(), text_of(&old, s).to_string()));
        let mut all: OldTexts = gone.collect();
        all.extend(texts);
        Some((drift, all))
    }
}

fn text_of<'d>(doc: &'d Doc, section: &Section) -> &'d str {
    match &doc.body {
        Body::Markdown(script) | Body::Html(script) => &script.text[section.at.clone()],
        Body::Sheet(_) | Body::Overlay(_) => "",
    }
}

/// What is printed, in colour where a terminal wants it.
struct Paper {
    text: String,
    colour: bool,
}

impl Paper {
    fn new() -> Paper {
        Paper {
            text: String::new(),
            colour: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "{text}");
    }

    fn painted(&mut self, colour: &str, text: &str) {
        match self.colour {
            true => self.line(&format!("\x1b[{colour}m{text}\x1b[0m")),
            false => self.line(text),
        }
    }

    fn drift(&mut self, source: &Doc, now: &[Section], drift: &Drift, old: &OldTexts) {
        if let Some(words) = drift.front {
            self.painted("1", &format!("== front matter: {}", many(words, "word", "words")));
            let front = doc::front_words(&source.front);
            front.lines().for_each(|line| self.line(&format!("  {line}")));
        }
        for change in &drift.sections {
            let what: Vec<&str> = change.what.iter().map(|w| w.as_str()).collect();
            self.painted("1", &format!("== {}: {}", status::name(change), what.join(", ")));
            match now.iter().find(|s| s.id == change.id) {
                // A string of a sheet: its words are its title.
                None if now.is_empty() => self.lines(old.get(&change.id).unwrap_or(&change.title), &change.title),
                None => self.section(change, old.get(&change.id).map(String::as_str), ""),
                Some(section) => {
                    let new = text_of(source, section);
                    self.section(change, old.get(&change.id).map(String::as_str), new);
                }
            }
        }
    }

    fn section(&mut self, change: &Change, old: Option<&str>, new: &str) {
        match (&change.what[..], old) {
            ([What::Moved], _) => {}
            ([What::Added], _) => self.lines("", new),
            (_, Some(old)) => self.lines(old, new),
            (_, None) => self.line("  (the version that it was made from is not in the history here)"),
        }
    }

    fn lines(&mut self, old: &str, new: &str) {
        for line in line_diff(old.trim(), new.trim()) {
            match line {
                Line::Same(text) => self.line(&format!("  {text}")),
                Line::Gone(text) => self.painted("31", &format!("- {text}")),
                Line::New(text) => self.painted("32", &format!("+ {text}")),
            }
        }
    }
}
