//! `stoop translate new`: a file to translate. It is the source itself, with the ids of its headings written out, its words to be written
//! over, and what it was made from; a draft, so that nobody publishes it by accident.

use std::fs;
use std::process::ExitCode;

use serde_json::Value as Json;

use super::{Done, Work};
use crate::command::new::quoted;
use crate::command::{FAILED, bad_call};
use crate::config::Language;
use crate::doc::{Body, Doc, Script, Section, set_list};
use crate::lang::LangId;
use crate::sheet::{Sheet, words_of};
use crate::site::Page;
use crate::translate::{PIN_KEY, Pin, call_path};

/// Write the file.
pub fn run(work: &Work, page: &str, lang: &str) -> Result<ExitCode, Done> {
    let language = work.language(lang)?;
    let source = work.source(page)?;
    if let Some(doc) = work.translation(source, language).and_then(|p| p.doc.as_ref()) {
        return Err(bad_call(&format!(
            "`{}` is translated into `{}` already: `{}`",
            call_path(source),
            language.code,
            doc.file
        )));
    }
    let (Some(doc), Some(name)) = (&source.doc, file_name(work, source, language)?) else {
        return Err(bad_call(&format!("`{}` is made by no file of its own", call_path(source))));
    };
    let path = work.root.join(&name);
    if path.exists() {
        return Err(bad_call(&format!("`{name}` is there already")));
    }
    let text = match &doc.body {
        Body::Sheet(sheet) => overlay(sheet),
        Body::Markdown(script) | Body::Html(script) => {
            let original = work.original(doc);
            let pin = Pin::to(&work.joined.config.language(LangId::DEFAULT).code, &original);
            let text = format!("---\n{}---\n{}", front(doc), with_ids(script, &original.sections));
            set_list(&text, PIN_KEY, &pin.items()).unwrap_or(text)
        }
        Body::Overlay(_) => String::new(),
    };
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&path, text));
    match written {
        Ok(()) => {
            println!("{name}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("error: `{name}` cannot be written: {error}");
            Ok(ExitCode::from(FAILED))
        }
    }
}

/// Where the translation of a page lies, from the site's root: at the source's place in the language's content.
fn file_name(work: &Work, source: &Page, language: &Language) -> Result<Option<String>, Done> {
    let config = &work.joined.config;
    let mounts = config
        .mounts
        .iter()
        .filter(|m| m.lang == language.id && m.fallback_from.is_none());
    let Some(path) = &source.source else { return Ok(None) };
    for mount in mounts {
        let inside = match mount.target.as_str() {
            "" => Some(path.as_str()),
            target => path.strip_prefix(target).and_then(|rest| rest.strip_prefix('/')),
        };
        let Some(inside) = inside else { continue };
        let (folder, name) = inside.rsplit_once('/').map_or(("", inside), |(folder, name)| (folder, name));
        let name = match (mount.suffixes, name.split_once('.')) {
            (true, Some((stem, end))) => format!("{stem}.{}.{end}", language.code),
            _ => name.to_string(),
        };
        let parts = [mount.source.as_str(), folder, &name];
        return Ok(Some(
            parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("/"),
        ));
    }
    Err(bad_call(&format!(
        "the language `{}` has no content folder for `{path}`",
        language.code
    )))
}

/// The keys of front matter that are written in another case than they are kept in.
const SPELLINGS: &[(&str, &str)] = &[
    ("linktitle", "linkTitle"),
    ("publishdate", "publishDate"),
    ("expirydate", "expiryDate"),
    ("translationkey", "translationKey"),
];

/// The source's front matter as YAML, with what is the source's alone left out: its old addresses, and what it was made from itself.
fn front(doc: &Doc) -> String {
    let mut out = String::new();
    for (key, value) in &doc.front.map {
        if ["aliases", "draft", PIN_KEY].contains(&key.as_str()) {
            continue;
        }
        let key = SPELLINGS
            .iter()
            .find(|(lower, _)| lower == key)
            .map_or(key.as_str(), |(_, written)| written);
        let value = match value {
            Json::String(text) => quoted(text),
            other => other.to_string(),
        };
        out.push_str(&format!("{key}: {value}\n"));
    }
    out + "draft: true\n"
}

/// A body whose headings have their ids written out.
fn with_ids(script: &Script, sections: &[Section]) -> String {
    let mut text = script.text[script.body.clone()].to_string();
    for section in sections
        .iter()
        .rev()
        .filter(|s| s.level > 0 && !s.explicit && !s.id.is_empty())
    {
        let at = section.at.start - script.body.start;
        if let Some(end) = text.get(at..).and_then(heading_end) {
            text.insert_str(at + end, &format!(" {{#{}}}", section.id));
        }
    }
    text
}

/// Where the text of the heading ends that a text begins with; `None` for one that a shortcode call holds.
fn heading_end(text: &str) -> Option<usize> {
    if text.starts_with("{{") {
        return None;
    }
    let first = text.lines().next()?.trim_end().len();
    if text.starts_with('#') {
        return Some(first);
    }
    // Underlined: the line above the line.
    let mut end = 0;
    let mut above = first;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if end > 0 && !bare.is_empty() && (bare.bytes().all(|b| b == b'=') || bare.bytes().all(|b| b == b'-')) {
            return Some(above);
        }
        above = end + line.trim_end().len();
        end += line.len();
    }
    None
}

/// The translation of a sheet with the sheet's own words.
fn overlay(sheet: &Sheet) -> String {
    let word = |words: &str, of: &str| format!("{{ t: {}, of: \"{of}\" }}", Json::from(words));
    let (top, strings): (Vec<_>, Vec<_>) = words_of(sheet)
        .into_iter()
        .partition(|(path, ..)| ["title", "linkTitle", "description"].contains(&path.as_str()));
    let mut out = String::from("draft: true\n");
    for (path, words, of) in &top {
        out.push_str(&format!("{path}: {}\n", word(words, of)));
    }
    out.push_str("strings:\n");
    for (path, words, of) in &strings {
        out.push_str(&format!("  {path}: {}\n", word(words, of)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::heading_end;

    #[test]
    fn ends_of_headings() {
        let end = |text: &'static str| heading_end(text).map(|at| &text[..at]);
        assert_eq!(end("## A b  \ntext"), Some("## A b"));
        assert_eq!(end("A\nb\n===\ntext"), Some("A\nb"));
        assert_eq!(end("{{% x %}}\n## A"), None);
    }
}
