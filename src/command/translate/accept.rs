//! `stoop translate accept`: writes into a translation what it was made from.

use std::fs;
use std::process::ExitCode;

use super::{Done, Work};
use crate::command::{FAILED, bad_call};
use crate::diag::nearest;
use crate::doc::{Body, Doc, set_list};
use crate::lang::LangId;
use crate::sheet;
use crate::translate::{BEGINNING, Original, PIN_KEY, Pin, State, matched};

/// Accept a page, or some of its sections.
pub fn one(work: &Work, page: &str, lang: &str, sections: &[String], front: bool) -> Result<ExitCode, Done> {
    let language = work.language(lang)?;
    let source = work.source(page)?;
    let translation = work.translated(source, language)?;
    let (Some(source), Some(doc)) = (&source.doc, &translation.doc) else {
        return Ok(ExitCode::from(FAILED));
    };
    let pin = match sections.is_empty() && !front {
        true => None,
        false => Some(partly(work, source, doc, sections, front)?),
    };
    let written = write(work, source, doc, pin)?;
    println!("{}: {}", doc.file, if written { "written" } else { "as it was" });
    Ok(ExitCode::SUCCESS)
}

/// Accept every translation of a language that says nothing yet, drafts left out; with `stale` those that are behind too.
pub fn all(work: &Work, lang: &str, stale: bool) -> Result<ExitCode, Done> {
    let language = work.language(lang)?;
    let site = &work.joined.site;
    let (mut written, mut left, mut failed) = (0, 0, 0);
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
        match write(work, source, doc, None) {
            Ok(true) => written += 1,
            Ok(false) => {}
            Err(_) => failed += 1,
        }
    }
    println!("{written} translations into {} written", language.code);
    if left > 0 {
        println!("{left} that are behind were left as they are; `--stale` takes them too");
    }
    Ok(ExitCode::from(if failed > 0 { FAILED } else { 0 }))
}

/// Write the pin of a translation, or the hashes of a sheet's strings. Whether the file is another now.
fn write(work: &Work, source: &Doc, doc: &Doc, pin: Option<Pin>) -> Result<bool, Done> {
    let path = work.root.join(&*doc.file);
    let text = fs::read_to_string(&path).map_err(|error| cannot(doc, "read", &error.to_string()))?;
    let new = match &source.body {
        Body::Sheet(sheet) if sheet.is_broken() => {
            let why = format!("`{}` has errors, which `stoop check` tells: mend them first", source.file);
            return Err(cannot(doc, "accepted", &why));
        }
        Body::Sheet(sheet) => sheet::pin(&text, sheet, &|_| true),
        _ => {
            let pin = pin.unwrap_or_else(|| whole(work, &work.original(source)));
            set_list(&text, PIN_KEY, &pin.items()).map_err(|why| cannot(doc, "edited", &why))?
        }
    };
    if new == text {
        return Ok(false);
    }
    fs::write(&path, new).map_err(|error| cannot(doc, "written", &error.to_string()))?;
    Ok(true)
}

fn cannot(doc: &Doc, what: &str, why: &str) -> Done {
    eprintln!("error: `{}` cannot be {what}: {why}", doc.file);
    ExitCode::from(FAILED)
}

fn whole(work: &Work, source: &Original) -> Pin {
    Pin::to(&work.joined.config.language(LangId::DEFAULT).code, source)
}

/// The pin that a translation has, with some of its sections as the source now has them.
fn partly(work: &Work, source: &Doc, doc: &Doc, ids: &[String], front: bool) -> Result<Pin, Done> {
    if !matches!(source.body, Body::Markdown(_) | Body::Html(_)) {
        return Err(bad_call("a sheet has no sections: `accept` takes it whole"));
    }
    let old = doc
        .front
        .map
        .get(PIN_KEY)
        .and_then(|value| Pin::read(value).ok())
        .ok_or_else(|| {
            let file = &doc.file;
            bad_call(&format!(
                "`{file}` does not say yet what it was made from: accept it whole first"
            ))
        })?;
    let now = whole(work, &work.original(source));
    let mut pin = old.clone();
    if front {
        pin.front = now.front.clone();
    }
    for id in ids {
        let bare = id.trim_start_matches('#');
        take(&mut pin, &now, if bare == BEGINNING { "" } else { bare }).map_err(|known| {
            let hint =
                nearest(bare, known.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            bad_call(&format!("`{}` has no section `{bare}`{hint}", source.file))
        })?;
    }
    Ok(pin)
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
