//! `stoop translate status`: how far each language is, and what is behind.

use std::fmt::Write;
use std::process::ExitCode;

use serde_json::{Value as Json, json};

use super::{Done, Work};
use crate::cli::TableFormat;
use crate::command::{grouped, many, print};
use crate::config::Language;
use crate::translate::{Change, Drift, Entry, LanguageTally, Likeness, What};

/// Print the state of all languages, or of one with every page that is not done.
pub fn run(work: &Work, lang: Option<&str>, format: TableFormat) -> Result<ExitCode, Done> {
    let only = lang.map(|code| work.language(code)).transpose()?;
    let languages: Vec<&Language> = match only {
        Some(language) => vec![language],
        None => work.joined.config.languages[1..].iter().collect(),
    };
    let tallies: Vec<(&Language, LanguageTally)> = languages.into_iter().map(|l| (l, work.tally(l))).collect();
    let text = match format {
        TableFormat::Json => json_text(&tallies),
        TableFormat::Human => human(&tallies, only.is_some()),
    };
    Ok(print(text.as_bytes()))
}

fn human(tallies: &[(&Language, LanguageTally)], whole: bool) -> String {
    if tallies.is_empty() {
        return "the site has one language only\n".to_string();
    }
    let mut out = String::new();
    let titles = [
        "translated",
        "stale",
        "unpinned",
        "draft",
        "missing",
        "orphan",
        "words behind",
    ];
    let _ = writeln!(out, "{:<10} {}", "", titles.map(|t| format!("{t:>12}")).join(" "));
    for (language, tally) in tallies {
        let cells = [
            format!("{}/{}", tally.translated(), tally.pages),
            tally.stale.to_string(),
            tally.unpinned.to_string(),
            tally.drafts.to_string(),
            tally.missing.to_string(),
            tally.orphan.to_string(),
            grouped(tally.words_behind),
        ];
        let _ = writeln!(out, "{:<10} {}", language.code, cells.map(|c| format!("{c:>12}")).join(" "));
    }
    for (language, tally) in tallies {
        let shown: Vec<&Entry> = tally.entries.iter().filter(|e| whole || e.state == "stale").collect();
        if !shown.is_empty() {
            let _ = writeln!(out, "\n{}", language.code);
        }
        shown.into_iter().for_each(|entry| page(&mut out, entry));
        advice(&mut out, language, tally, whole);
    }
    out
}

fn page(out: &mut String, entry: &Entry) {
    let words = match entry.words {
        0 => String::new(),
        n => format!("  {}", many(n, "word", "words")),
    };
    let commit = entry
        .commit
        .as_ref()
        .map_or(String::new(), |c| format!("  commit {}", c.get(..8).unwrap_or(c)));
    let _ = writeln!(out, "  {:<9} {}{words}{commit}  ({})", entry.state, entry.path, entry.file);
    if let Some(like) = entry.likeness.filter(Likeness::differs) {
        let (headings, code) = (like.headings, like.code);
        let _ = writeln!(
            out,
            "            {}, its source {}; the code of {} of {} is the same",
            many(headings.0, "heading", "headings"),
            headings.1,
            code.0,
            many(code.1, "section", "sections")
        );
    }
    if let Some(drift) = &entry.drift {
        changes(drift, |line| {
            let _ = writeln!(out, "            {line}");
        });
    }
}

/// A line for each change.
pub fn changes(drift: &Drift, mut line: impl FnMut(&str)) {
    if let Some(words) = drift.front {
        line(&format!("front matter: words ({words})"));
    }
    for change in &drift.sections {
        line(&format!("{}: {}", name(change), what(change)));
    }
}

/// `install`, `run -> start` for one whose id changed, `the beginning`.
pub fn name(change: &Change) -> String {
    match (&change.was, change.id.as_str()) {
        (_, "") => "the beginning".to_string(),
        (Some(was), id) => format!("{was} -> {id}"),
        (None, id) => id.to_string(),
    }
}

fn what(change: &Change) -> String {
    let word = |what: &What| match what {
        What::Prose => format!("words ({})", change.words),
        What::Added => format!("added ({})", many(change.words, "word", "words")),
        other => other.as_str().to_string(),
    };
    change.what.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// What to do next about what cannot be told.
fn advice(out: &mut String, language: &Language, tally: &LanguageTally, whole: bool) {
    let code = &language.code;
    let commits = tally.entries.iter().filter(|e| e.state == "commit").count();
    let unpinned = tally.unpinned - commits;
    let unlike = tally
        .entries
        .iter()
        .filter(|e| e.likeness.is_some_and(|l| l.differs()))
        .count();
    if unpinned > 0 {
        let _ = writeln!(
            out,
            "\n{code}: {} made from, so nobody knows how far behind;\n  \
             `stoop translate accept PAGE {code}` for one that is complete, `stoop translate accept --all {code}` for all as they are",
            many(
                unpinned,
                "translation does not say what it was",
                "translations do not say what they were"
            )
        );
        if unlike > 0 {
            let _ = writeln!(
                out,
                "  {} other headings or other code than the source: hardly in step; `--lang {code}` tells which",
                many(unlike, "of them has", "of them have")
            );
        }
    }
    if commits > 0 {
        let _ = writeln!(
            out,
            "\n{code}: {} a commit that is not in the history here; with the whole history the state is known",
            many(commits, "translation names", "translations name")
        );
    }
    if !whole && tally.missing > 0 {
        let _ = writeln!(
            out,
            "\n{code}: {} missing; `stoop translate status --lang {code}` lists them, `stoop translate next {code}` says where to begin",
            many(tally.missing, "page is", "pages are")
        );
    }
}

fn json_text(tallies: &[(&Language, LanguageTally)]) -> String {
    let languages: Vec<Json> = tallies
        .iter()
        .map(|(language, tally)| language_json(language, tally))
        .collect();
    format!("{}\n", json!({ "languages": languages }))
}

fn language_json(language: &Language, tally: &LanguageTally) -> Json {
    json!({
        "lang": language.code,
        "pages": tally.pages,
        "translated": tally.translated(),
        "current": tally.current,
        "stale": tally.stale,
        "unpinned": tally.unpinned,
        "draft": tally.drafts,
        "missing": tally.missing,
        "orphan": tally.orphan,
        "words": tally.words,
        "words_behind": tally.words_behind,
        "entries": tally.entries.iter().map(entry_json).collect::<Vec<_>>(),
    })
}

/// A page as JSON.
pub fn entry_json(entry: &Entry) -> Json {
    let drift = entry.drift.as_ref();
    let section = |change: &Change| {
        let what: Vec<&str> = change.what.iter().map(|w| w.as_str()).collect();
        json!({ "id": change.id, "was": change.was, "what": what, "words": change.words })
    };
    json!({
        "page": entry.path,
        "file": entry.file,
        "state": entry.state,
        "words": entry.words,
        "commit": entry.commit,
        "unlike": entry.likeness.map(|l| l.differs()),
        "front_matter": drift.is_some_and(|d| d.front.is_some()),
        "sections": drift.map(|d| d.sections.iter().map(section).collect::<Vec<_>>()),
    })
}
