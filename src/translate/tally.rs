//! How far each language is: counts, and every page that is not done.

use super::Original;
use super::drift::Drift;
use super::survey::{State, Survey, call_path, original};
use crate::config::Language;
use crate::doc::{self, Body, Markdown};
use crate::lang::LangId;
use crate::memo::Memo;
use crate::sheet;
use crate::site::{Page, PageId, Site};

/// How far a language is.
#[derive(Clone, Debug)]
pub struct LanguageTally {
    pub lang: LangId,
    /// Pages of the source that are to be translated.
    pub pages: usize,
    /// Translations that say what the source says.
    pub current: usize,
    pub stale: usize,
    pub missing: usize,
    /// Translations that are drafts.
    pub drafts: usize,
    /// Pages of this language alone.
    pub orphan: usize,
    /// Translations that do not say what they were made from, or only by a commit.
    pub unpinned: usize,
    /// Words of the source to translate: those of missing pages, and of changed sections.
    pub words_behind: usize,
    /// Words of the source.
    pub words: usize,
    /// What is not done, in the order of the source's pages, orphans last.
    pub entries: Vec<Entry>,
}

impl LanguageTally {
    /// Translations, whatever their state; drafts are none.
    pub fn translated(&self) -> usize {
        self.current + self.stale + self.unpinned
    }
}

/// A page that is not done.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The page of the source; of an orphan the page itself.
    pub page: PageId,
    /// As the command line names it.
    pub path: String,
    /// The file of the translation; of a missing page that of the source.
    pub file: String,
    /// `stale`, `missing`, `draft`, `orphan`, `unpinned`, `commit`.
    pub state: &'static str,
    /// What changed, as far as that is known.
    pub drift: Option<Drift>,
    /// The commit that it names.
    pub commit: Option<String>,
    /// Of one that does not say what it was made from.
    pub likeness: Option<Likeness>,
    pub words: usize,
}

/// What can be seen of a translation that does not say what it was made from: its outline, and the code, which is seldom translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// How many headings it has, and how many its source.
    pub headings: (usize, usize),
    /// How many sections of the source with code have their code in the translation too, and how many there are.
    pub code: (usize, usize),
}

impl Likeness {
    fn of(translation: &Original, source: &Original) -> Likeness {
        let headings = |o: &Original| o.sections.iter().filter(|s| s.level > 0).count();
        let codes = |o: &Original| o.sections.iter().filter_map(|s| s.code).collect::<Vec<_>>();
        let own = codes(translation);
        let of_source = codes(source);
        let same = of_source.iter().filter(|code| own.contains(code)).count();
        Likeness {
            headings: (headings(translation), headings(source)),
            code: (same, of_source.len()),
        }
    }

    /// Whether it can hardly say what its source says.
    pub fn differs(&self) -> bool {
        self.headings.0 != self.headings.1 || self.code.0 != self.code.1
    }
}

/// How far a language is. `known` tells the drift of a translation with a pin by commit, where the history is there.
pub fn tally(
    site: &Site,
    survey: &Survey,
    markdown: &Markdown,
    memo: &Memo<Original>,
    language: &Language,
    known: &dyn Fn(PageId) -> Option<Drift>,
) -> LanguageTally {
    let mut tally = LanguageTally {
        lang: language.id,
        pages: 0,
        current: 0,
        stale: 0,
        missing: 0,
        drafts: 0,
        orphan: 0,
        unpinned: 0,
        words_behind: 0,
        words: 0,
        entries: Vec::new(),
    };
    let own = |p: &&Page| p.words == p.lang && p.doc.is_some();
    for source in site
        .pages
        .iter()
        .filter(|p| p.lang == LangId::DEFAULT && !p.head.draft)
        .filter(own)
    {
        let words = words_of(source, markdown, memo);
        tally.pages += 1;
        tally.words += words;
        let mut there = source.translations.iter().map(|id| site.page(*id)).filter(own);
        match there.find(|p| p.lang == language.id) {
            None => tally.not_there(source, "missing", words),
            Some(page) if page.head.draft => tally.not_there(source, "draft", words),
            Some(page) => {
                tally.translation(source, page, survey, known);
                if let Some(entry) = tally.entries.last_mut().filter(|e| e.page == source.id && e.drift.is_none()) {
                    entry.likeness = likeness(source, page, markdown, memo);
                }
            }
        }
    }
    for page in site.pages.iter().filter(|p| p.lang == language.id).filter(own) {
        let source = |id: &PageId| site.page(*id).lang == LangId::DEFAULT && own(&site.page(*id));
        if language.id != LangId::DEFAULT && survey.of(page.id).is_none() && !page.translations.iter().any(source) {
            tally.orphan += 1;
            tally.entries.push(entry(page, page, "orphan"));
        }
    }
    tally
}

fn words_of(page: &Page, markdown: &Markdown, memo: &Memo<Original>) -> usize {
    let Some(doc) = &page.doc else { return 0 };
    match &doc.body {
        Body::Sheet(sheet) => sheet::words_of(sheet)
            .iter()
            .map(|(_, words, _)| doc::count_words(words))
            .sum(),
        _ => original(doc, markdown, memo).words(),
    }
}

fn likeness(source: &Page, page: &Page, markdown: &Markdown, memo: &Memo<Original>) -> Option<Likeness> {
    let text = |page: &Page| {
        let doc = page.doc.as_ref()?;
        matches!(doc.body, Body::Markdown(_) | Body::Html(_)).then(|| original(doc, markdown, memo))
    };
    Some(Likeness::of(&*text(page)?, &*text(source)?))
}

fn entry(source: &Page, page: &Page, state: &'static str) -> Entry {
    Entry {
        page: source.id,
        path: call_path(source).to_string(),
        file: page.doc.as_ref().map_or(String::new(), |d| d.file.to_string()),
        state,
        drift: None,
        commit: None,
        likeness: None,
        words: 0,
    }
}

impl LanguageTally {
    fn not_there(&mut self, source: &Page, state: &'static str, words: usize) {
        match state {
            "draft" => self.drafts += 1,
            _ => self.missing += 1,
        }
        self.words_behind += words;
        self.entries.push(Entry {
            words,
            ..entry(source, source, state)
        });
    }

    fn translation(&mut self, source: &Page, page: &Page, survey: &Survey, known: &dyn Fn(PageId) -> Option<Drift>) {
        let state = survey.of(page.id).map_or(&State::Unpinned, |s| &s.state);
        let drift = match state {
            State::Current => Some(Drift::default()),
            State::Stale(drift) => Some(drift.clone()),
            State::Commit(_) | State::Marked => known(page.id),
            State::Unpinned | State::Broken => None,
        };
        let commit = match state {
            State::Commit(commit) => Some(commit.clone()),
            _ => None,
        };
        let name = match (&drift, state) {
            (Some(drift), _) if drift.is_empty() => {
                self.current += 1;
                return;
            }
            (Some(_), _) | (None, State::Marked) => {
                self.stale += 1;
                "stale"
            }
            (None, State::Commit(_)) => {
                self.unpinned += 1;
                "commit"
            }
            (None, _) => {
                self.unpinned += 1;
                "unpinned"
            }
        };
        let words = drift.as_ref().map_or(0, Drift::words);
        self.words_behind += words;
        self.entries.push(Entry {
            drift,
            commit,
            words,
            ..entry(source, page, name)
        });
    }
}
