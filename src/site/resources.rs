//! Files beside pages: whose they are and where they are published.

use std::collections::{HashMap, HashSet};

use super::tree::{self, Loose};
use super::{Kind, PageId, Resource, Site, urls};
use crate::diag::{Code, Diagnostic, Place};
use crate::lang::LangId;

/// Give each loose file to its page, list what is to be copied, and lend translations what they lack.
pub(super) fn attach(site: &mut Site, loose: Vec<Loose>, taken: &HashSet<String>, notes: &mut Vec<Diagnostic>) {
    let known: HashSet<String> = site
        .pages
        .iter()
        .map(|p| p.path.clone())
        .chain(taken.iter().cloned())
        .collect();
    for file in loose {
        let Some(owner) = owner(site, &file, &known) else {
            continue;
        };
        let page = site.page(owner);
        let depth = page.path.split('/').filter(|p| !p.is_empty()).count();
        let name = file.entry.path.split('/').skip(depth).collect::<Vec<_>>().join("/");
        let published = file.doc.is_none() && page.head.build.publish_resources;
        let url = published.then(|| format!("{}{name}", urls::folder_of(&page.url)));
        site.pages[owner.index()].resources.push(Resource {
            name,
            url,
            file: file.entry.file,
            doc: file.doc,
        });
    }
    for page in &mut site.pages {
        page.resources.sort_by(|a, b| a.name.cmp(&b.name));
    }
    copies(site, notes);
    lend(site);
}

/// The page nearest above a file. `None` when that page is not shown, or is one of other languages only: as in Hugo, the file is then
/// not published.
fn owner(site: &Site, file: &Loose, known: &HashSet<String>) -> Option<PageId> {
    let dir = tree::logical(tree::folder(&file.entry.path));
    let dirs: Vec<&str> = std::iter::once(dir.as_str()).chain(tree::above(&dir)).collect();
    let lang = file.entry.lang;
    // All below a leaf bundle is the bundle's, whatever other languages have there.
    let bundle = dirs.iter().rev().filter_map(|d| at(site, lang, d)).find(|id| {
        let page = site.page(*id);
        page.kind == Kind::Page && page.source.as_deref().is_some_and(|s| tree::stem(s) == "index")
    });
    bundle.or_else(|| dirs.iter().find(|d| known.contains(**d)).and_then(|d| at(site, lang, d)))
}

fn at(site: &Site, lang: LangId, path: &str) -> Option<PageId> {
    site.by_path.get(&(lang, path.to_string())).copied()
}

fn copies(site: &mut Site, notes: &mut Vec<Diagnostic>) {
    let mut copies = Vec::new();
    let mut taken: HashMap<String, String> = urls::outputs(site)
        .into_iter()
        .map(|(output, id)| {
            let page = site.page(id);
            let name = page
                .doc
                .as_ref()
                .map_or_else(|| format!("the page {}", page.url), |d| format!("`{}`", d.file));
            (output.to_string(), name)
        })
        .collect();
    for page in &site.pages {
        for resource in &page.resources {
            let Some(url) = &resource.url else { continue };
            let output = url.trim_start_matches('/').to_string();
            let name = format!("`{}`", resource.file.path);
            if let Some(first) = taken.get(&output) {
                let message = format!("{first} and {name} are both published at {url}");
                let note = Diagnostic::error(Code::DuplicateUrl, message).at(Place::file(resource.file.path.clone()));
                notes.push(note.help("rename one of them"));
                continue;
            }
            taken.insert(output.clone(), name);
            copies.push((output, resource.file.clone()));
        }
    }
    copies.sort_by(|a, b| a.0.cmp(&b.0));
    site.copies = copies;
}

/// A translation whose bundle lacks a file uses that of the default language, where it is published.
fn lend(site: &mut Site) {
    for i in 0..site.pages.len() {
        let page = &site.pages[i];
        if page.lang == LangId::DEFAULT {
            continue;
        }
        let Some(lender) = at(site, LangId::DEFAULT, &page.path).map(|id| site.page(id)) else {
            continue;
        };
        let own: HashSet<&str> = page.resources.iter().map(|r| r.name.as_str()).collect();
        let lent: Vec<Resource> = lender
            .resources
            .iter()
            .filter(|r| !own.contains(r.name.as_str()))
            .cloned()
            .collect();
        if !lent.is_empty() {
            let resources = &mut site.pages[i].resources;
            resources.extend(lent);
            resources.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
}
