//! `outputs`, feeds and disabled kinds: what is made of each kind of page.

use serde_json::{Map, json};

use super::setting::Setting;
use super::work::Work;
use crate::config::Format;

const KINDS: [&str; 5] = ["home", "section", "page", "taxonomy", "term"];

/// What is made of each kind of page.
pub fn convert(work: &mut Work) {
    let disabled = disabled_kinds(work);
    let no_feeds = disabled.iter().any(|k| k == "rss");
    let mut outputs = Map::new();
    for kind in KINDS {
        let formats = match work.settings.take(&format!("outputs.{kind}")) {
            Some(setting) => of_kind(work, kind, &setting),
            None if kind == "page" => vec!["html".to_string()],
            None => vec!["html".to_string(), "rss".to_string()],
        };
        let kept: Vec<String> = formats.into_iter().filter(|f| !(no_feeds && f == "rss")).collect();
        outputs.insert(kind.into(), kept.into());
    }
    work.set("outputs", "", outputs);
    feed(work);
}

fn of_kind(work: &mut Work, kind: &str, setting: &Setting) -> Vec<String> {
    let formats = formats(work, setting);
    work.carried(&setting.key, &format!("outputs.{kind}"));
    formats
}

/// The formats of a list that we have; the others are told.
pub fn formats(work: &mut Work, setting: &Setting) -> Vec<String> {
    let names = work.read(setting, Setting::texts, "a list of formats").unwrap_or_default();
    let mut formats = Vec::new();
    for name in names {
        let lower = name.to_lowercase();
        match serde_json::from_value::<Format>(lower.clone().into()) {
            Ok(_) => formats.push(lower),
            Err(_) => work.lost(&setting.key, &format!("there is no format `{name}`")),
        }
    }
    formats
}

fn feed(work: &mut Work) {
    let mut file = "index.xml".to_string();
    if let Some((setting, name)) = work.text("outputFormats.RSS.baseName") {
        work.carried(&setting.key, "feed.file");
        file = format!("{name}.xml");
    }
    let mut limit = -1;
    for path in ["rssLimit", "services.rss.limit"] {
        let Some(setting) = work.settings.take(path) else { continue };
        if let Some(number) = work.read(&setting, Setting::int, "a whole number") {
            work.carried(&setting.key, "feed.limit");
            limit = number;
        }
    }
    // Hugo writes -1 where we write 0: all entries.
    work.set("feed", "", json!({"file": file, "limit": limit.max(0)}));
}

/// The kinds that are switched off, lower-cased. Feeds and taxonomies can be; the others are told.
fn disabled_kinds(work: &mut Work) -> Vec<String> {
    let Some(setting) = work.settings.take("disableKinds") else {
        return Vec::new();
    };
    let kinds = work.read(&setting, Setting::texts, "a list of kinds").unwrap_or_default();
    let kinds: Vec<String> = kinds.iter().map(|k| k.to_lowercase()).collect();
    let taxonomies = kinds.iter().any(|k| k == "taxonomy" || k == "taxonomyterm");
    for kind in &kinds {
        match kind.as_str() {
            "rss" => work.carried(&setting.key, "outputs, without feeds"),
            "taxonomy" | "taxonomyterm" | "term" if taxonomies => {}
            other => work.lost(&setting.key, &format!("`{other}` is published all the same")),
        }
    }
    if taxonomies {
        work.carried(&setting.key, "taxonomies, none");
        work.entries.retain(|(key, _, _)| key != "taxonomies");
        work.set("taxonomies", "", Map::new());
    }
    kinds
}
