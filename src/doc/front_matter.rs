//! The front matter keys of a page as a type: what `stoop schema front-matter` prints. [`super::Head`] reads them, leniently.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::config::MenuEntry;

/// Front matter of a Markdown or HTML page. Keys do not depend on case; all other keys are params.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrontMatter {
    /// The page's title; numbers and booleans are taken as text.
    pub title: Option<Json>,
    /// A shorter title for navigation and lists.
    pub link_title: Option<String>,
    /// One sentence for lists, feeds and search engines.
    pub description: Option<String>,
    /// Position among its siblings: smaller comes first, 0 and none come last.
    pub weight: Option<i64>,
    /// When it was written: RFC 3339 or `2024-05-21`.
    pub date: Option<String>,
    /// When it was last changed.
    pub lastmod: Option<String>,
    /// Not published before this moment.
    pub publish_date: Option<String>,
    /// Not published after this moment.
    pub expiry_date: Option<String>,
    /// Shown in the preview only.
    pub draft: Option<bool>,
    /// Instead of the last part of the page's address.
    pub slug: Option<String>,
    /// Instead of the whole address.
    pub url: Option<String>,
    /// Old addresses that lead here.
    pub aliases: Option<Vec<String>>,
    /// Chooses the folder of templates, instead of the section's name.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Chooses the template.
    pub layout: Option<String>,
    /// In which forms it is published: `html`, `rss`.
    pub outputs: Option<Vec<String>>,
    /// Pages of different languages with one key are translations of each other, wherever they lie.
    pub translation_key: Option<String>,
    /// Terms of the taxonomy `tags`.
    pub tags: Option<Vec<String>>,
    /// Terms of the taxonomy `categories`.
    pub categories: Option<Vec<String>>,
    /// Takes a place in a menu: its name, several names, or a map from name to entry.
    pub menu: Option<MenuKey>,
    /// Whether it has a page of its own, is in lists, and publishes its files.
    pub build: Option<BuildKey>,
    /// Front matter for this page and everything below it.
    pub cascade: Option<CascadeKey>,
    /// Whether languages that lack this page show it from here. Default: as the language has it. In a `cascade` for a whole section.
    pub fallback: Option<bool>,
    /// What this translation was made from; written by `stoop translate`.
    #[serde(rename = "translated_from")]
    pub translated_from: Option<Vec<String>>,
    /// Params, as if they stood at the top.
    pub params: Option<BTreeMap<String, Json>>,
}

/// `menu`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MenuKey {
    One(String),
    Many(Vec<String>),
    Entries(BTreeMap<String, MenuEntry>),
}

/// `build`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BuildKey {
    /// `always`, `link` or `never`.
    pub render: Option<Json>,
    /// `always` or `never`.
    pub list: Option<Json>,
    pub publish_resources: Option<bool>,
}

/// `cascade`: a map, or a list of maps with a `target` each.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CascadeKey {
    One(BTreeMap<String, Json>),
    Many(Vec<BTreeMap<String, Json>>),
}

#[cfg(test)]
mod tests {
    use super::FrontMatter;
    use crate::doc::head::KNOWN;
    use crate::yaml::schema_of;

    #[test]
    fn the_schema_has_only_keys_that_are_read() {
        let schema = schema_of::<FrontMatter>();
        let keys = schema["properties"].as_object().expect("an object's properties");
        for key in keys.keys().filter(|k| !["tags", "categories"].contains(&k.as_str())) {
            assert!(KNOWN.contains(&key.to_lowercase().as_str()), "{key} is not read");
        }
    }
}
