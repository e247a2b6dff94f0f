//! Every translation of the site against its source.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value as Json;

use super::drift::{Change, Drift, What};
use super::outline::{self, SharedIds};
use super::pin::Pin;
use super::{COMMIT_KEY, DRIFTED_KEY, Original, PIN_KEY};
use crate::config::{Config, TranslatedIds};
use crate::diag::{Code, Diagnostic, Noted, Place};
use crate::doc::{self, Body, Doc, Markdown, Script, Section};
use crate::hash::Hash;
use crate::lang::LangId;
use crate::memo::Memo;
use crate::sheet::{self, Overlay, Sheet};
use crate::site::{Page, PageId, Site};

/// What a translation is to its source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It says all that the source says.
    Current,
    /// The source changed.
    Stale(Drift),
    /// It is marked as behind, without what changed: [`DRIFTED_KEY`].
    Marked,
    /// It names the commit that it was made from, which only a version history can tell about.
    Commit(String),
    /// It does not say what it was made from.
    Unpinned,
    /// What it says of its source cannot be read.
    Broken,
}

/// A translation.
#[derive(Clone, Debug)]
pub struct Standing {
    pub page: PageId,
    pub source: PageId,
    pub state: State,
    /// Ids that its headings take from the source's.
    pub ids: SharedIds,
    /// Of one that is behind, the sections that changed, as a reader is told of them.
    pub behind: Vec<Behind>,
}

/// A section that changed in the source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Behind {
    /// Empty for what stands before the first heading.
    pub title: String,
    pub id: String,
    /// The translation has the section; else only the source does.
    pub here: bool,
}

/// All translations.
#[derive(Debug, Default)]
pub struct Survey {
    /// By page.
    pub standings: HashMap<PageId, Standing>,
}

impl Survey {
    /// Of a page; `None` for what is no translation. A fallback page is none.
    pub fn of(&self, page: PageId) -> Option<&Standing> {
        self.standings.get(&page)
    }
}

/// Hold each translation against its source.
pub fn survey(site: &Site, config: &Config, markdown: &Markdown, memo: &Memo<Original>) -> Noted<Survey> {
    let surveyor = Surveyor {
        site,
        config,
        markdown,
        memo,
    };
    let found: Vec<Noted<Option<Standing>>> = site.pages.par_iter().map(|page| surveyor.page(page)).collect();
    let mut survey = Survey::default();
    let mut notes = Vec::new();
    for one in found {
        notes.extend(one.notes);
        survey.standings.extend(one.value.map(|s| (s.page, s)));
    }
    Noted::new(survey, notes)
}

/// The words of a document, from the memo.
pub fn original(doc: &Doc, markdown: &Markdown, memo: &Memo<Original>) -> Arc<Original> {
    let key = Hash::of(&(doc.hash, &markdown.options, &doc.file));
    memo.get(key, || Original::of(doc, markdown))
}

struct Surveyor<'a> {
    site: &'a Site,
    config: &'a Config,
    markdown: &'a Markdown,
    memo: &'a Memo<Original>,
}

impl Surveyor<'_> {
    fn page(&self, page: &Page) -> Noted<Option<Standing>> {
        let nothing = Noted::clean(None);
        let Some(doc) = page.doc.as_ref().filter(|_| page.words == page.lang) else {
            return nothing;
        };
        let pin = doc.front.map.get(PIN_KEY).map(Pin::read);
        let of = match &pin {
            Some(Ok(pin)) => self.config.find_language(&pin.of).map_or(LangId::DEFAULT, |l| l.id),
            _ => LangId::DEFAULT,
        };
        if of == page.lang {
            return nothing;
        }
        let is_source = |p: &&Page| p.lang == of && p.words == of && p.doc.is_some();
        let mut others = page.translations.iter().map(|id| self.site.page(*id));
        let Some(source) = others.find(is_source) else {
            return nothing;
        };
        let Some(source_doc) = &source.doc else { return nothing };
        let mut standing = Standing {
            page: page.id,
            source: source.id,
            state: State::Unpinned,
            ids: Vec::new(),
            behind: Vec::new(),
        };
        let mut notes = Vec::new();
        match (&doc.body, &source_doc.body) {
            (Body::Overlay(overlay), Body::Sheet(sheet)) => standing.state = of_sheet(sheet, overlay),
            (Body::Markdown(_) | Body::Html(_), Body::Markdown(_) | Body::Html(_)) => {
                notes = self.text(&mut standing, page, doc, source_doc, pin);
            }
            _ => return nothing,
        }
        Noted::new(Some(standing), notes)
    }

    fn text(
        &self,
        standing: &mut Standing,
        page: &Page,
        doc: &Doc,
        source: &Doc,
        pin: Option<Result<Pin, String>>,
    ) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        let state = match &pin {
            Some(Ok(pin)) => match Drift::since(pin, &original(source, self.markdown, self.memo)) {
                drift if drift.is_empty() => State::Current,
                drift => State::Stale(drift),
            },
            Some(Err(item)) => {
                notes.push(broken(doc, item));
                State::Broken
            }
            None => unpinned(doc),
        };
        // A draft is not done, and neither is what is made from one: nothing is asked of it.
        let judged = !page.head.draft && !self.site.page(standing.source).head.draft;
        notes.extend(self.told(page, doc, source, &state).filter(|_| judged));
        let shared = self.config.translations.heading_ids == TranslatedIds::Shared;
        if shared || matches!(state, State::Stale(_)) {
            let source = original(source, self.markdown, self.memo);
            let own = original(doc, self.markdown, self.memo).sections.clone();
            let pin = pin.as_ref().and_then(|p| p.as_ref().ok());
            let outline::Shared { ids, fork, .. } = outline::share(pin, &source, &own);
            if let State::Stale(drift) = &state {
                standing.behind = behind(drift, &own, &ids, shared);
            }
            if shared {
                standing.ids = ids;
                notes.extend(fork.filter(|_| judged).and_then(|fork| forked(doc, &own, &source, &fork)));
            }
        }
        standing.state = state;
        notes
    }

    /// What the configuration of the language wants to be told.
    fn told(&self, page: &Page, doc: &Doc, source: &Doc, state: &State) -> Option<Diagnostic> {
        let language = self.config.language(page.lang);
        let call = |verb: &str| format!("`stoop translate {verb} {} {}`", call_path(page), language.code);
        let (code, weight, message, help) = match state {
            State::Stale(drift) => (
                Code::TranslationStale,
                language.stale,
                format!("this translation is behind {}: {}", source.file, in_words(drift)),
                format!(
                    "{} shows what changed; when it is translated, {}",
                    call("diff"),
                    call("accept")
                ),
            ),
            State::Marked => (
                Code::TranslationStale,
                language.stale,
                format!("this translation is marked as behind {}", source.file),
                format!("when it is translated, take `{DRIFTED_KEY}` out, and run {}", call("accept")),
            ),
            State::Unpinned | State::Commit(_) => (
                Code::TranslationUnpinned,
                language.unpinned,
                format!(
                    "this translation does not say which words of {} it was made from",
                    source.file
                ),
                format!("{} says that it is complete", call("accept")),
            ),
            State::Current | State::Broken => return None,
        };
        let severity = weight.severity()?;
        let mut note = Diagnostic::warning(code, message).at(pin_place(doc)).help(help);
        note.severity = severity;
        Some(note)
    }
}

/// The sections that changed, under the headings that the translation has for them.
fn behind(drift: &Drift, own: &[Section], ids: &SharedIds, shared: bool) -> Vec<Behind> {
    let of = |change: &Change| {
        if change.id.is_empty() {
            return Behind {
                title: String::new(),
                id: String::new(),
                here: true,
            };
        }
        let at = ids.iter().find(|(_, id)| *id == change.id).map(|(at, _)| *at);
        let here = own.iter().find(|s| match at {
            Some(at) => s.level > 0 && s.at.start == at,
            None => s.explicit && s.id == change.id,
        });
        match here {
            Some(section) => Behind {
                title: section.title.clone(),
                id: if shared { change.id.clone() } else { section.id.clone() },
                here: true,
            },
            None => Behind {
                title: change.title.clone(),
                id: change.id.clone(),
                here: false,
            },
        }
    };
    // What is gone from both needs no reader's eye.
    let told = |b: &Behind, c: &Change| b.here || c.what != [What::Removed];
    let all = drift.sections.iter().map(|c| (of(c), c));
    all.filter(|(b, c)| told(b, c)).map(|(b, _)| b).collect()
}

/// A page as the command line names it: `docs/install`, or `/` for the home page.
pub fn call_path(page: &Page) -> &str {
    if page.path.is_empty() { "/" } else { &page.path }
}

fn pin_place(doc: &Doc) -> Place {
    let keys = [PIN_KEY, COMMIT_KEY, DRIFTED_KEY];
    let written = keys.iter().find_map(|key| doc.front.place(key));
    written.unwrap_or_else(|| Place::file(doc.file.clone()))
}

fn unpinned(doc: &Doc) -> State {
    let marked = match doc.front.map.get(DRIFTED_KEY) {
        Some(Json::Bool(marked)) => *marked,
        Some(Json::String(text)) => !text.is_empty() && text != "false",
        _ => false,
    };
    match doc.front.map.get(COMMIT_KEY).and_then(Json::as_str) {
        _ if marked => State::Marked,
        Some(commit) => State::Commit(commit.to_string()),
        None => State::Unpinned,
    }
}

/// The strings of a sheet's translation, each with a hash of its own.
fn of_sheet(sheet: &Sheet, overlay: &Overlay) -> State {
    let entries: HashMap<&str, &sheet::Word> = overlay.entries.iter().map(|e| (e.path.as_str(), &e.word)).collect();
    let change = |(path, words, of): (String, String, String)| {
        let what = match entries.get(path.as_str()) {
            None => What::Added,
            Some(word) if !word.same && word.translation().is_none() => What::Added,
            Some(word) if word.is_for(&of) => return None,
            Some(_) => What::Prose,
        };
        Some(Change {
            id: path,
            words: doc::count_words(&words),
            title: words,
            was: None,
            what: vec![what],
        })
    };
    let sections: Vec<Change> = sheet::words_of(sheet).into_iter().filter_map(change).collect();
    match sections.is_empty() {
        true => State::Current,
        false => State::Stale(Drift { front: None, sections }),
    }
}

fn broken(doc: &Doc, item: &str) -> Diagnostic {
    let message = format!("`{PIN_KEY}` holds `{item}`, which says nothing of a source");
    Diagnostic::error(Code::TranslationPin, message)
        .at(pin_place(doc))
        .help("it is written by `stoop translate accept`; take the key out, and run that again")
}

fn forked(doc: &Doc, own: &[Section], source: &Original, fork: &outline::Fork) -> Option<Diagnostic> {
    let section = own.get(fork.section)?;
    let heading = |level: u8, title: &str| match level {
        0 => "the beginning".to_string(),
        _ => format!("`{} {title}`", "#".repeat(level.into())),
    };
    let here = heading(section.level, &section.title);
    let there = fork.source.as_ref().map(|(level, id)| {
        let title = source.sections.iter().find(|s| s.id == *id).map_or(id, |s| &s.title);
        heading(*level, title)
    });
    let message = match (there, fork.counts) {
        (_, Some((own, source))) => format!(
            "the headings differ from the source's: {own} of one level up to {here}, where it has {source}; which one is odd cannot be told"
        ),
        (None, None) => format!("the headings differ from the source's: it has nothing for {here}"),
        (Some(there), None) if fork.lacks => format!("the headings differ from the source's: {there} is missing behind {here}"),
        (Some(there), None) => format!("the headings differ from the source's: {here} stands where it has {there}"),
    };
    let (Body::Markdown(script) | Body::Html(script)) = &doc.body else {
        return None;
    };
    Some(
        Diagnostic::warning(Code::HeadingOutline, message)
            .at(heading_place(script, doc, section))
            .help("headings that agree share the source's ids; write `{#id}` behind the others, or set `translations.heading_ids: own`"),
    )
}

fn heading_place(script: &Script, doc: &Doc, section: &Section) -> Place {
    let text = &script.text[section.at.clone()];
    let line = text.lines().next().map_or(0, str::len);
    script
        .source(&doc.file)
        .place(section.at.start..section.at.start + line.max(1))
}

/// `front matter; `install` (words, code); 3 more`.
fn in_words(drift: &Drift) -> String {
    const MOST: usize = 4;
    let mut parts: Vec<String> = drift.front.map(|_| "front matter".to_string()).into_iter().collect();
    for change in drift.sections.iter().take(MOST) {
        let what: Vec<&str> = change.what.iter().map(What::as_str).collect();
        let name = match change.id.is_empty() {
            true => "the beginning".to_string(),
            false => format!("`{}`", change.id),
        };
        parts.push(format!("{name} ({})", what.join(", ")));
    }
    if drift.sections.len() > MOST {
        parts.push(format!("{} more", drift.sections.len() - MOST));
    }
    parts.join("; ")
}
