//! `stoop translate next`: what to translate first.

use std::fmt::Write;
use std::process::ExitCode;

use serde_json::json;

use super::status::{changes, entry_json};
use super::{Done, Work};
use crate::cli::TableFormat;
use crate::command::{grouped, print};
use crate::site::PageId;
use crate::translate::Entry;

/// Print the first `count` pages: what is behind, then drafts, then what is missing; each in the order of the site's navigation, which is
/// that of importance to its authors.
pub fn run(work: &Work, lang: &str, count: usize, format: TableFormat) -> Result<ExitCode, Done> {
    let language = work.language(lang)?;
    let tally = work.tally(language);
    let order = reading_order(work);
    let place = |entry: &Entry| order.iter().position(|id| *id == entry.page).unwrap_or(order.len());
    let mut entries: Vec<(usize, usize, &Entry)> = tally
        .entries
        .iter()
        .filter_map(|entry| Some((rank(entry)?, place(entry), entry)))
        .collect();
    entries.sort_by_key(|(rank, place, entry)| (*rank, *place, entry.words));
    let shown: Vec<&Entry> = entries.iter().take(count).map(|(_, _, entry)| *entry).collect();
    let rest = entries.len() - shown.len();
    if format == TableFormat::Json {
        let list: Vec<_> = shown.into_iter().map(entry_json).collect();
        let text = format!("{}\n", json!({ "lang": language.code, "next": list, "more": rest }));
        return Ok(print(text.as_bytes()));
    }
    let mut out = String::new();
    for entry in shown {
        let verb = match entry.state {
            "missing" => "new",
            _ => "diff",
        };
        let _ = writeln!(out, "{:<8} {:>6} words  {}", entry.state, grouped(entry.words), entry.path);
        if let Some(drift) = &entry.drift {
            changes(drift, |line| {
                let _ = writeln!(out, "                       {line}");
            });
        }
        if entry.state != "draft" {
            let _ = writeln!(
                out,
                "                       stoop translate {verb} {} {}",
                entry.path, language.code
            );
        }
    }
    match rest {
        0 if out.is_empty() => out.push_str("nothing is behind, and nothing is missing\n"),
        0 => {}
        n => {
            let _ = writeln!(out, "and {n} more");
        }
    }
    Ok(print(out.as_bytes()))
}

/// Readers are misled by what is behind, and only sent to another language by what is missing.
fn rank(entry: &Entry) -> Option<usize> {
    ["stale", "draft", "missing"].iter().position(|state| *state == entry.state)
}

/// The pages of the source in the order in which navigation lists them.
fn reading_order(work: &Work) -> Vec<PageId> {
    let site = &work.joined.site;
    let home = site.homes.first().copied().flatten();
    home.map_or(Vec::new(), |home| std::iter::once(home).chain(site.below(home)).collect())
}
