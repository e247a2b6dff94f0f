//! `stoop translate accept`: writes into a translation what it was made from.

use std::fs;
use std::process::ExitCode;

use super::agree::{Outlines, Unlike};
use super::{Done, Work};
use crate::command::sheet::stops;
use crate::command::{FAILED, bad_call, many};
use crate::diag::{human, nearest};
use crate::doc::{Body, Doc, Section, set_list};
use crate::lang::LangId;
use crate::sheet::{self, Sheet};
use crate::translate::{BEGINNING, Original, PIN_KEY, Pin, State, call_path, matched, share};

/// What of a page is accepted; all of it without parts.
pub struct Parts<'a> {
    pub ids: &'a [String],
    pub front: bool,
    /// Whatever headings the translation lacks.
    pub as_it_is: bool,
}

/// Accept a page, or some of its sections.
pub fn one(work: &Work, page: &str, lang: &str, parts: &Parts) -> Result<ExitCode, Done> {
    let language = work.language(lang)?;
    let source = work.source(page)?;
    let translation = work.translated(source, language)?;
    let page = call_path(source);
    let (Some(source), Some(doc)) = (&source.doc, &translation.doc) else {
        return Ok(ExitCode::from(FAILED));
    };
    let in_parts = !parts.ids.is_empty() || parts.front;
    if in_parts && !matches!(source.body, Body::Markdown(_) | Body::Html(_)) {
        let which = parts.ids.first().map_or("ID", String::as_str);
        return Err(bad_call(&format!(
            "a sheet has strings, and no sections: `stoop sheet strings {page} {} --accept {which}`",
            language.code
        )));
    }
    let pin = match in_parts {
        false => whole(work, source, doc, parts.as_it_is),
        true => partly(work, source, doc, parts)?,
    };
    let pin = pin.map_err(|unlike| {
        eprintln!("error: {}", unlike.told(doc, source));
        ExitCode::from(FAILED)
    })?;
    let written = write(work, source, doc, &pin)?;
    println!("{}: {}", doc.file, if written { "written" } else { "as it was" });
    Ok(ExitCode::SUCCESS)
}

/// Accept every translation of a language that says nothing yet, drafts left out; with `stale` those that are behind too.
pub fn all(work: &Work, lang: &str, stale: bool, as_it_is: bool) -> Result<ExitCode, Done> {
    let language = work.language(lang)?;
    let site = &work.joined.site;
    let (mut written, mut left, mut failed) = (0, 0, 0);
    let mut unlike: Vec<&Doc> = Vec::new();
    for page in site.pages.iter().filter(|p| p.lang == language.id && !p.head.draft) {
        let Some(standing) = work.joined.translations.of(page.id) else {
            continue;
        };
        let (Some(source), Some(doc)) = (&site.page(standing.source).doc, &page.doc) else {
            continue;
        };
        let behind = matches!(standing.state, State::Stale(_) | State::Marked);
        if behind && !stale {
            left += 1;
            continue;
        }
        let Ok(pin) = whole(work, source, doc, as_it_is) else {
            unlike.push(doc);
            continue;
        };
        match write(work, source, doc, &pin) {
            Ok(true) => written += 1,
            Ok(false) => {}
            Err(_) => failed += 1,
        }
    }
    println!(
        "{} into {} written",
        many(written, "translation", "translations"),
        language.code
    );
    if left > 0 {
        println!(
            "{} behind and left as it was; `--stale` takes them too",
            many(left, "translation is", "translations are")
        );
    }
    if !unlike.is_empty() {
        println!(
            "{} other headings than the source and left as it was; `--as-it-is` takes them too",
            many(unlike.len(), "translation with", "translations with")
        );
        unlike.iter().for_each(|doc| println!("  {}", doc.file));
    }
    Ok(ExitCode::from(if failed > 0 { FAILED } else { 0 }))
}

/// Write the pin of a translation, or the hashes of a sheet's strings. Whether the file is another now.
fn write(work: &Work, source: &Doc, doc: &Doc, pin: &Pin) -> Result<bool, Done> {
    let path = work.root.join(&*doc.file);
    let text = fs::read_to_string(&path).map_err(|error| cannot(doc, "read", &error.to_string()))?;
    let new = match &source.body {
        Body::Sheet(sheet) if sheet.is_broken() => {
            let why = format!("`{}` has errors, which `stoop check` tells: mend them first", source.file);
            return Err(cannot(doc, "accepted", &why));
        }
        Body::Sheet(sheet) => strings(work, source, sheet, doc, &text)?,
        _ => set_list(&text, PIN_KEY, &pin.items()).map_err(|why| cannot(doc, "edited", &why))?,
    };
    if new == text {
        return Ok(false);
    }
    fs::write(&path, new).map_err(|error| cannot(doc, "written", &error.to_string()))?;
    Ok(true)
}

/// The text of a sheet's translation with all strings accepted and nothing above them that says otherwise.
fn strings(work: &Work, source: &Doc, sheet: &Sheet, doc: &Doc, text: &str) -> Result<String, Done> {
    let errors: Vec<_> = work.errors.iter().filter(|n| stops(n, &source.file)).cloned().collect();
    if !errors.is_empty() {
        human::write(&errors, false, &mut std::io::stderr());
        return Err(ExitCode::from(FAILED));
    }
    let lang = &work.joined.config.language(LangId::DEFAULT).code;
    match sheet::accept(sheet, lang, &doc.file, text, &|_| true) {
        Ok(made) => Ok(made.text),
        // Laid out so that lines cannot be told apart: the hashes are what was asked for.
        Err(_) => Ok(sheet::pin(text, sheet, &|_| true)),
    }
}

fn cannot(doc: &Doc, what: &str, why: &str) -> Done {
    eprintln!("error: `{}` cannot be {what}: {why}", doc.file);
    ExitCode::from(FAILED)
}

/// The pin of a translation that says all that its source says. Of a sheet, whose strings have hashes of their own, it is not used.
fn whole(work: &Work, source: &Doc, doc: &Doc, as_it_is: bool) -> Result<Pin, Unlike> {
    let (from, own, old) = (work.original(source), work.original(doc), pin_of(doc));
    let now = today(work, &from);
    match source.body {
        Body::Sheet(_) | Body::Overlay(_) => Ok(now),
        _ => Outlines::new(work, &from, &own, old.as_ref()).whole(now, as_it_is),
    }
}

fn today(work: &Work, source: &Original) -> Pin {
    Pin::to(&work.joined.config.language(LangId::DEFAULT).code, source)
}

fn pin_of(doc: &Doc) -> Option<Pin> {
    doc.front.map.get(PIN_KEY).and_then(|value| Pin::read(value).ok())
}

/// The pin that a translation has, with some of its sections as the source now has them.
fn partly(work: &Work, source: &Doc, doc: &Doc, parts: &Parts) -> Result<Result<Pin, Unlike>, Done> {
    let old = pin_of(doc).ok_or_else(|| {
        let file = &doc.file;
        bad_call(&format!(
            "`{file}` does not say yet what it was made from: accept it whole first"
        ))
    })?;
    let (from, own) = (work.original(source), work.original(doc));
    let now = today(work, &from);
    let mut pin = old.clone();
    if parts.front {
        pin.front = now.front.clone();
    }
    for id in parts.ids {
        let bare = id.trim_start_matches('#');
        let id = section_id(&now, bare);
        take(&mut pin, &now, id).map_err(|known| {
            let hint =
                nearest(bare, known.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            bad_call(&format!("`{}` has no section `{bare}`{hint}", source.file))
        })?;
        tell_code(&from, &own, Some(&old), doc, id);
    }
    Ok(Outlines::new(work, &from, &own, Some(&old)).partly(pin))
}

/// What a section is called in a pin: `^` and `beginning`, unless a heading has that id, stand for what comes before the first heading.
fn section_id<'a>(now: &Pin, name: &'a str) -> &'a str {
    match name {
        BEGINNING => "",
        "beginning" if !now.sections.iter().any(|mark| mark.id == name) => "",
        _ => name,
    }
}

/// Say where the code of a section is not that of its source: it is seldom meant.
fn tell_code(source: &Original, own: &Original, pin: Option<&Pin>, doc: &Doc, id: &str) {
    let shared = share(pin, source, &own.sections);
    let of_heading = |s: &&Section| {
        let given = shared.ids.iter().find(|(at, _)| *at == s.at.start).map(|(_, id)| id);
        s.level > 0 && *given.unwrap_or(&s.id) == id
    };
    let here = match id {
        "" => own.sections.iter().find(|s| s.level == 0),
        _ => own.sections.iter().find(of_heading),
    };
    let there = source.sections.iter().find(|s| s.id == id && (s.level == 0) == id.is_empty());
    if let (Some(here), Some(there)) = (here, there)
        && here.code != there.code
    {
        let name = if id.is_empty() { "the beginning" } else { id };
        println!("{}: the code of `{name}` is not that of the source", doc.file);
    }
}

/// Take over one section: as it is now, new, or gone. An error is the list of sections there are.
fn take(pin: &mut Pin, now: &Pin, id: &str) -> Result<(), Vec<String>> {
    let Some(new) = now.sections.iter().position(|mark| mark.id == id) else {
        let Some(gone) = pin.sections.iter().position(|mark| mark.id == id) else {
            let known = now.sections.iter().chain(&pin.sections);
            return Err(known.map(|mark| mark.id.clone()).collect());
        };
        pin.sections.remove(gone);
        return Ok(());
    };
    let old = matched(&pin.sections, &now.sections).into_iter().find(|(_, n)| *n == new);
    if let Some((old, _)) = old {
        pin.sections.remove(old);
    }
    // It stands behind the nearest section before it that the pin knows; one that moved goes there too.
    let pairs = matched(&pin.sections, &now.sections);
    let before = (0..new).rev().find_map(|n| pairs.iter().find(|(_, known)| *known == n));
    let at = before.map_or(0, |(old, _)| old + 1);
    pin.sections.insert(at, now.sections[new].clone());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(marks: &[&str]) -> Pin {
        let items: Vec<String> = std::iter::once("en 00000000".to_string())
            .chain(marks.iter().map(|m| m.to_string()))
            .collect();
        Pin::read(&serde_json::json!(items)).expect("it is a pin")
    }

    #[test]
    fn one_section_at_a_time() {
        let mut old = pin(&[
            "0000000a ^",
            "1000000a/1000000b one",
            "2000000a/2000000b two",
            "4000000a/4000000b four",
        ]);
        let now = pin(&[
            "0000000a ^",
            "2000000a/2000000b two",
            "1000000a/1000000c one",
            "3000000a/3000000b three",
        ]);
        assert_eq!(take(&mut old, &now, "one"), Ok(()));
        assert_eq!(take(&mut old, &now, "three"), Ok(()));
        assert_eq!(take(&mut old, &now, "four"), Ok(()), "it is gone");
        assert_eq!(old.items(), now.items());
        assert!(take(&mut old, &now, "five").is_err());
    }
}
