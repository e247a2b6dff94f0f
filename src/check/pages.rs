//! What is judged of a page as a whole: its images, its headings, and what it has in common with other pages.

use std::collections::BTreeMap;

use super::graph::{Graph, Node};
use super::{Finding, Subject};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Place};
use crate::lang::LangId;
use crate::site::{Page, Site};

/// The images and headings of a node.
pub fn of_one(node: &Node) -> Vec<Finding> {
    let mut found = Vec::new();
    let (Some(facts), true) = (&node.facts, node.leads_to.is_none()) else {
        return found;
    };
    for image in &facts.without_alt {
        let src = super::html::decode(&facts.bytes[image.src.clone()]).into_owned();
        found.push(Finding {
            at: image.src.start,
            subject: match image.empty {
                true => Subject::EmptyAlt(src.clone()),
                false => Subject::Target(src.clone()),
            },
            help: Some("say in a few words what it shows; `alt=\"\"` in HTML says that it only decorates".into()),
            ..Finding::new(Code::MissingAlt, format!("the image `{src}` has no alternative text"))
        });
    }
    let mut before = 0;
    for (level, at) in &facts.headings {
        if *level > before + 1 && before > 0 {
            found.push(Finding {
                at: *at,
                subject: Subject::Heading(*level),
                help: Some(format!("use level {}, or one in between before it", before + 1)),
                ..Finding::new(
                    Code::SkippedHeading,
                    format!("a heading of level {level} follows one of level {before}"),
                )
            });
        }
        before = *level;
    }
    found
}

/// Pages with the same title or description.
pub fn duplicates(graph: &Graph, config: &Config) -> Vec<Diagnostic> {
    let mut titles: BTreeMap<(LangId, &str), Vec<&Page>> = BTreeMap::new();
    let mut descriptions: BTreeMap<(LangId, &str), Vec<&Page>> = BTreeMap::new();
    for node in &graph.nodes {
        let (Some(page), Some(facts)) = (node.page, &node.facts) else {
            continue;
        };
        // What no file says nobody can change, and what is not to be found cannot be mistaken.
        if page.doc.is_none() || page.words != page.lang || facts.noindex {
            continue;
        }
        if !facts.title.is_empty() && !page.title.is_empty() {
            titles.entry((page.lang, &facts.title)).or_default().push(page);
        }
        if page.head.description.as_ref().is_some_and(|d| !d.trim().is_empty()) && !facts.description.is_empty() {
            descriptions.entry((page.lang, &facts.description)).or_default().push(page);
        }
    }
    let mut notes = Vec::new();
    for ((_, title), pages) in &titles {
        notes.extend(repeated(pages, Code::DuplicateTitle, "title", title, config));
    }
    for ((_, text), pages) in &descriptions {
        notes.extend(repeated(pages, Code::DuplicateDescription, "description", text, config));
    }
    notes
}

/// All but the first of the pages that share something.
fn repeated(pages: &[&Page], code: Code, key: &str, text: &str, config: &Config) -> Vec<Diagnostic> {
    let short: String = text.chars().take(60).collect();
    let dots = if short.len() < text.len() { "..." } else { "" };
    let Some((first, others)) = pages.split_first() else {
        return Vec::new();
    };
    others
        .iter()
        .map(|page| {
            let message = format!("the {key} `{short}{dots}` is that of {}{} too", config.base_path, first.url);
            Diagnostic::note(code, message)
                .at(front_place(page, key))
                .help("tell readers of search results which is which")
        })
        .collect()
}

/// Where a key of a page's front matter stands.
fn front_place(page: &Page, key: &str) -> Place {
    match &page.doc {
        Some(doc) => doc.front.place(key).unwrap_or_else(|| Place::file(doc.file.clone())),
        None => Place::file(""),
    }
}

/// Pages in other languages that translate nothing that is there.
pub fn orphans(site: &Site, config: &Config) -> Vec<Diagnostic> {
    let sections = |lang: LangId| site.pages.iter().filter(move |p| p.lang == lang && p.doc.is_some());
    let has_default = sections(LangId::DEFAULT).next().is_some();
    let orphan = |page: &&Page| {
        let source = site.by_path.get(&(LangId::DEFAULT, page.path.clone()));
        page.lang != LangId::DEFAULT
            && page.words == page.lang
            && page.doc.is_some()
            && source.is_none_or(|id| site.page(*id).doc.is_none())
            && !page
                .translations
                .iter()
                .any(|id| site.page(*id).lang == LangId::DEFAULT && site.page(*id).doc.is_some())
            && !site.hidden.contains_key(&(LangId::DEFAULT, page.path.clone()))
    };
    let name = &config.language(LangId::DEFAULT).name;
    let pages = site.pages.iter().filter(|_| has_default).filter(orphan);
    pages
        .map(|page| {
            let message = format!("this page is not there in {name}, the default language");
            Diagnostic::note(Code::OrphanTranslation, message)
                .at(Place::file(page.doc.as_ref().map_or("".into(), |d| d.file.clone())))
                .help("if its source was moved, move it too; if that is gone, remove it; or keep it as a page of its own")
        })
        .collect()
}
