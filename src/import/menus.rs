//! `menus`: entries of each menu, of the site and of a language.

use serde_json::{Map, Value as Json};

use super::setting::{Setting, Value};
use super::work::Work;

/// Scalars of an entry: their names in Hugo, and ours. Of `pageRef` and `url` the first that is there counts, as in Hugo.
const KEYS: [(&str, &str); 6] = [
    ("identifier", "identifier"),
    ("name", "name"),
    ("pageRef", "url"),
    ("url", "url"),
    ("parent", "parent"),
    ("weight", "weight"),
];

/// The menus of the site.
pub fn of_site(work: &mut Work) {
    if let Some(setting) = work.settings.take("menus") {
        let menus = convert(work, &setting);
        for menu in setting.entries() {
            work.carried(&menu.key, &format!("menus.{}", menu.name.to_lowercase()));
        }
        work.set("menus", "", menus);
    }
}

/// Menus by name.
pub fn convert(work: &mut Work, setting: &Setting) -> Json {
    let mut menus = Map::new();
    for menu in setting.entries() {
        let entries: Vec<Json> = match &menu.value {
            Value::List(items) => items.iter().map(|item| entry(work, item)).collect(),
            Value::Map(_) => vec![entry(work, menu)],
            Value::One(Json::Null) => Vec::new(),
            Value::One(_) => {
                work.wrong_type(menu, "a list of entries");
                continue;
            }
        };
        menus.insert(menu.name.to_lowercase(), entries.into());
    }
    menus.into()
}

fn entry(work: &mut Work, item: &Setting) -> Json {
    let mut item = item.clone();
    let mut json = Map::new();
    for (old, new) in KEYS {
        let Some(setting) = item.take(old) else { continue };
        if json.contains_key(new) {
            continue;
        }
        if new == "weight" {
            if let Some(weight) = work.read(&setting, Setting::int, "a whole number") {
                json.insert(new.into(), weight.into());
            }
        } else if let Some(text) = work.read(&setting, Setting::text, "a string").filter(|t| !t.is_empty()) {
            let text = if old == "pageRef" { from_root(&text) } else { text };
            json.insert(new.into(), text.into());
        }
    }
    let params = item
        .take("params")
        .and_then(|s| work.read(&s, |s| s.json().as_object().cloned(), "a map"));
    let mut params = params.unwrap_or_default();
    // `pre`, `post` and `title` are for templates to read.
    for left in item.entries() {
        params.entry(left.name.clone()).or_insert(left.json());
    }
    if !params.is_empty() {
        json.insert("params".into(), params.into());
    }
    json.into()
}

/// A page's path with a slash before it, so that it is not taken for an address relative to nothing.
fn from_root(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}
