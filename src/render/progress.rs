//! The page of a language that shows how far its translation is. It is published where the configuration wants it, and nothing links to it.

use serde::Serialize;
use tera::Context;

use super::Job;
use super::shared::Shared;
use super::stray::{bare_page, render_bare};
use crate::config::Language;
use crate::diag::Diagnostic;
use crate::lang::{self, LangId};
use crate::output::Artefact;
use crate::site::Page;
use crate::translate::{self, Entry, LanguageTally};

/// How far a language is (`progress`).
#[derive(Debug, Serialize)]
struct Progress {
    /// The names of the language and of the source's.
    name: String,
    source: String,
    pages: usize,
    parts: Vec<Part>,
    /// Words to translate and words of the source, as the reader's language writes numbers.
    words_behind: String,
    words: String,
    rows: Vec<Row>,
}

/// A part of the bar.
#[derive(Debug, Serialize)]
struct Part {
    /// `current`, `stale`, `unpinned`, `draft`, `missing`.
    state: &'static str,
    pages: usize,
    /// Where it begins and how wide it is, in thousandths of the bar.
    at: usize,
    width: usize,
}

/// A page that is not done.
#[derive(Debug, Serialize)]
struct Row {
    state: &'static str,
    title: String,
    url: String,
    /// The language of the title.
    tag: String,
    /// The headings of the source that changed.
    sections: Vec<String>,
    words: String,
}

/// The pages of all languages but the source's.
pub fn render(job: &Job, shared: &Shared) -> (Vec<Artefact>, Vec<Diagnostic>) {
    let (mut made, mut notes) = (Vec::new(), Vec::new());
    if !job.config.translations.report {
        return (made, notes);
    }
    for language in job.config.languages.iter().skip(1) {
        let url = format!("{}/translation/", language.prefix);
        if job.site.by_url.contains_key(&url) {
            continue;
        }
        let page = bare_page(job, language.id, &url, "translation");
        let mut context = Context::new();
        context.insert("progress", &progress(job, shared, language));
        match render_bare(job, shared, &page, "translation.html", context) {
            Ok(artefact) => made.push(artefact),
            Err(found) => notes.extend(found),
        }
    }
    (made, notes)
}

fn progress(job: &Job, shared: &Shared, language: &Language) -> Progress {
    let tally = translate::tally(job.site, job.translations, job.markdown, job.originals, language, &|_| None);
    let number = |n: usize| lang::number(&language.tag, n as i64);
    Progress {
        name: language.name.clone(),
        source: job.config.language(LangId::DEFAULT).name.clone(),
        pages: tally.pages,
        parts: parts(&tally),
        words_behind: number(tally.words_behind),
        words: number(tally.words),
        rows: tally.entries.iter().map(|entry| row(job, shared, language, entry)).collect(),
    }
}

fn parts(tally: &LanguageTally) -> Vec<Part> {
    let counts = [
        ("current", tally.current),
        ("stale", tally.stale),
        ("unpinned", tally.unpinned),
        ("draft", tally.drafts),
        ("missing", tally.missing),
    ];
    let mut before = 0;
    let mut part = |(state, pages): (&'static str, usize)| {
        let in_bar = |n: usize| n * 1000 / tally.pages.max(1);
        let at = in_bar(before);
        before += pages;
        Part {
            state,
            pages,
            at,
            width: in_bar(before) - at,
        }
    };
    counts.into_iter().map(&mut part).collect()
}

fn row(job: &Job, shared: &Shared, language: &Language, entry: &Entry) -> Row {
    let source = job.site.page(entry.page);
    let own = |p: &&Page| p.lang == language.id && p.words == p.lang;
    let there = source.translations.iter().map(|id| job.site.page(*id)).find(own);
    let shown = there.unwrap_or(source);
    let changes = entry.drift.iter().flat_map(|drift| &drift.sections);
    Row {
        state: entry.state,
        title: shown.title.clone(),
        url: shared.linker.href(&shown.url),
        tag: job.config.language(shown.lang).tag.clone(),
        sections: changes.map(|c| c.title.replace('`', "")).filter(|t| !t.is_empty()).collect(),
        words: lang::number(&language.tag, entry.words as i64),
    }
}
