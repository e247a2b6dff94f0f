//! `@bundles`: what components may know of the Markdown files beside pages, such as the terms of a glossary.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use tera::Value;

use super::Job;
use super::reader::is_draft;
use crate::doc::Doc;
use crate::hash::Hash;
use crate::lang::LangId;

/// A Markdown file in a leaf bundle.
#[derive(Clone, Debug, Hash, Serialize)]
struct Item {
    /// From the bundle's folder: `terms/rule.md`.
    name: String,
    /// The file's name without its ending.
    stem: String,
    title: String,
    description: String,
    /// Its front matter.
    params: Map<String, Json>,
}

/// The Markdown of each leaf bundle by the bundle's path, in a language, else in the default one; and the hash of it all.
pub fn of_language(job: &Job, lang: LangId) -> (Value, Hash) {
    let mut all: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    for wanted in [lang, LangId::DEFAULT] {
        for page in job.site.pages.iter().filter(|p| p.lang == wanted) {
            let items = page.resources.iter().filter_map(|r| r.doc.as_ref().map(|doc| (&r.name, doc)));
            let items = items
                .filter(|(_, doc)| job.drafts || !is_draft(doc))
                .map(|(name, doc)| item(name, doc));
            let items: Vec<Item> = items.collect();
            if !items.is_empty() {
                all.entry(&page.path).or_insert(items);
            }
        }
    }
    (Value::from_serializable(&all), Hash::of(&all))
}

fn item(name: &str, doc: &Doc) -> Item {
    let file = name.rsplit('/').next().unwrap_or(name);
    let text = |key: &str| doc.front.map.get(key).and_then(Json::as_str).unwrap_or("").to_string();
    Item {
        name: name.to_string(),
        stem: file.split('.').next().unwrap_or(file).to_string(),
        title: text("title"),
        description: text("description"),
        params: doc.front.map.clone(),
    }
}
