//! [`Head`]: front matter as a type. Everything that another page may see of a page, and how it wants to be built.

mod date;
mod keys;
#[cfg(test)]
pub(super) use keys::KNOWN;
mod read;

pub use read::cascade;

use serde_json::{Map, Value as Json};

use crate::config::MenuEntry;

/// Typed front matter, after cascades.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub title: Option<String>,
    pub link_title: Option<String>,
    pub description: Option<String>,
    /// 0 sorts last.
    pub weight: i64,
    pub date: Option<Date>,
    pub lastmod: Option<Date>,
    pub publish_date: Option<Date>,
    pub expiry_date: Option<Date>,
    pub draft: bool,
    pub slug: Option<String>,
    pub url: Option<String>,
    pub aliases: Vec<String>,
    /// `type`: chooses templates instead of the section's name.
    pub kind: Option<String>,
    pub layout: Option<String>,
    pub outputs: Option<Vec<String>>,
    pub translation_key: Option<String>,
    /// Terms by the plural name of their taxonomy.
    pub terms: Vec<(String, Vec<String>)>,
    pub menus: Vec<MenuPlace>,
    pub build: Build,
    pub cascade: Vec<Cascade>,
    /// Whether languages that lack the page show it; `None` where nothing is said.
    pub fallback: Option<bool>,
    /// All other keys, and those under `params`, lower-cased.
    pub params: Map<String, Json>,
}

/// A moment: seconds since 1970 in UTC, and the civil date as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub unix: i64,
    pub year: i16,
    pub month: i8,
    pub day: i8,
    pub hour: i8,
    pub minute: i8,
    pub second: i8,
    /// Seconds east of UTC.
    pub offset: i32,
}

/// A place in a menu that a page takes for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuPlace {
    pub menu: String,
    /// An empty `name` means the page's link title; `url` is the page's.
    pub entry: MenuEntry,
}

/// `build:` (older: `_build:`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Build {
    pub render: RenderMode,
    /// Whether lists of pages name it.
    pub list: bool,
    pub publish_resources: bool,
}

impl Default for Build {
    fn default() -> Self {
        Build {
            render: RenderMode::Always,
            list: true,
            publish_resources: true,
        }
    }
}

/// `build.render`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RenderMode {
    Always,
    /// Has a URL to link to, but no file.
    Link,
    Never,
}

/// Front matter that a page hands down.
#[derive(Clone, Debug, PartialEq)]
pub struct Cascade {
    /// Glob over logical paths (`/docs/**`), and the kinds and languages that it is for; nothing for all.
    pub path: Option<String>,
    pub kind: Option<String>,
    pub lang: Vec<String>,
    /// Keys lower-cased.
    pub front: Map<String, Json>,
}

impl Head {
    /// A page's own front matter with what its cascades hand down, nearest cascade first: a key that is there already stays.
    /// `params` are joined key by key; a param may also stand at the top level.
    pub fn overlay(own: &Map<String, Json>, cascades: &[&Map<String, Json>]) -> Map<String, Json> {
        let mut all = own.clone();
        for cascade in cascades {
            for (key, value) in *cascade {
                match value {
                    Json::Object(params) if key == "params" => add_params(&mut all, params),
                    _ if key == "cascade" || all.contains_key(key) || has_param(&all, key) => {}
                    _ => {
                        all.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        all
    }
}

fn has_param(map: &Map<String, Json>, key: &str) -> bool {
    map.get("params").and_then(|p| p.get(key)).is_some()
}

fn add_params(all: &mut Map<String, Json>, params: &Map<String, Json>) {
    let fresh: Vec<(&String, &Json)> = params
        .iter()
        .filter(|(k, _)| !all.contains_key(*k) && !has_param(all, k))
        .collect();
    if let Json::Object(target) = all.entry("params").or_insert_with(|| Json::Object(Map::new())) {
        target.extend(fresh.into_iter().map(|(k, v)| (k.clone(), v.clone())));
    }
}
