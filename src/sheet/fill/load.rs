//! The files of a sheet's sources to what they hold; pins checked.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Absent, AllLoaded, Loaded, Loads, SourceText, Work};
use crate::diag::{Code, Diagnostic};
use crate::hash::Hash;
use crate::sheet::file::SourceKind;
use crate::sheet::{Declared, listing, rules};

/// Everything that the sheet declares. What is wrong with a source is told at its path in the sheet, or at its place in the file.
pub(super) fn load<'a>(work: &mut Work<'a>, loads: &Loads) -> AllLoaded<'a> {
    let sheet = work.sheet;
    sheet
        .sources
        .iter()
        .map(|source| (source.name.as_str(), one(work, source, loads)))
        .collect()
}

fn one(work: &mut Work, source: &Declared, loads: &Loads) -> Loaded {
    let mut texts: Vec<SourceText> = Vec::new();
    let mut missing = Vec::new();
    for (path, at) in &source.paths {
        match work.sources.files.get(path) {
            Some(Ok(file)) => texts.push(file.clone()),
            Some(Err(Absent::Missing)) | None => missing.push((path, at)),
            Some(Err(absent)) => {
                let message = absent_message(path, absent);
                work.error(at, message);
                return Loaded::Broken;
            }
        }
    }
    if source.optional && !missing.is_empty() {
        return Loaded::Absent;
    }
    for (path, at) in &missing {
        let note = Diagnostic::error(Code::SheetSource, absent_message(path, &Absent::Missing));
        work.note(
            at,
            note.help("it is looked for beside the sheet, then from the site's root; `optional: true` lets it be away"),
        );
    }
    if !missing.is_empty() || !pins(work, source, &texts) {
        return Loaded::Broken;
    }
    match source.kind {
        SourceKind::FalcoRules => rules_of(work, &texts, loads),
        SourceKind::Fields => listed(work, source, &texts, "field", listing::fields),
        SourceKind::Help => listed(work, source, &texts, "flag", listing::flags),
    }
}

pub(super) fn absent_message(path: &str, absent: &Absent) -> String {
    match absent {
        Absent::Missing => format!("there is no file `{path}`"),
        Absent::Outside => format!("`{path}` leads out of the site"),
        Absent::Unreadable(why) => format!("`{path}` cannot be read: {why}"),
    }
}

fn rules_of(work: &mut Work, texts: &[SourceText], loads: &Loads) -> Loaded {
    let key = Hash::of(&texts.iter().map(|t| (&t.path, t.hash)).collect::<Vec<_>>());
    let rules = loads.get(key, || {
        let files: Vec<(Arc<str>, Arc<str>)> = texts.iter().map(|t| (t.path.clone(), t.text.clone())).collect();
        rules::load(&files)
    });
    work.notes.extend(rules.notes.iter().cloned());
    Loaded::Rules(rules)
}

fn listed(
    work: &mut Work,
    source: &Declared,
    texts: &[SourceText],
    what: &str,
    read: fn(&str) -> Vec<listing::Listed>,
) -> Loaded {
    let all: Vec<listing::Listed> = texts.iter().flat_map(|t| read(&t.text)).collect();
    match (all.is_empty(), source.paths.first()) {
        (true, Some((path, at))) => {
            let message = format!("no {what} was found in `{path}`");
            let help = match source.kind {
                SourceKind::Fields => "it holds what `falco --list` prints, as text or Markdown",
                _ => "it holds what a command prints with `--help`",
            };
            work.note(at, Diagnostic::error(Code::SourceFormat, message).help(help));
            Loaded::Broken
        }
        _ => Loaded::Listed(all),
    }
}

/// Whether each file is the one that was pinned.
fn pins(work: &mut Work, source: &Declared, texts: &[SourceText]) -> bool {
    if source.sha256.is_empty() {
        return true;
    }
    if source.sha256.len() != texts.len() {
        let message = format!("{} hashes for {} files", source.sha256.len(), texts.len());
        work.note(
            &source.sha256[0].1,
            Diagnostic::error(Code::SourcePin, message).help("one for each, in their order"),
        );
        return false;
    }
    let mut good = true;
    for ((pin, at), text) in source.sha256.iter().zip(texts) {
        let hash = sha256(text.text.as_bytes());
        if !hash.eq_ignore_ascii_case(pin.trim()) {
            let message = format!("`{}` is not the file that was pinned", text.path);
            work.note(
                at,
                Diagnostic::error(Code::SourcePin, message).help(format!("its SHA-256 is {hash}")),
            );
            good = false;
        }
    }
    good
}

/// In hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
