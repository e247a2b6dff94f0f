//! `languages`: names, directions, titles, params and menus of each, and which there are.

use serde_json::{Map, Value as Json, json};

use super::menus;
use super::setting::{Setting, Value};
use super::work::Work;

/// What the other parts need to know of a language.
#[derive(Clone, Debug)]
pub struct Language {
    /// Lower-cased.
    pub code: String,
    /// `contentDir`, if it has one of its own.
    pub content: Option<String>,
}

/// Keys of a language by their names, old and new, and ours.
const TEXTS: [(&[&str], &str); 4] = [
    (&["label", "languageName"], "name"),
    (&["direction", "languageDirection"], "direction"),
    (&["title"], "title"),
    (&["locale", "languageCode"], "tag"),
];

/// Settings that Hugo takes for each language and we take for the site.
const OF_SITE: [&str; 14] = [
    "baseurl",
    "permalinks",
    "taxonomies",
    "markup",
    "outputs",
    "outputformats",
    "disablekinds",
    "frontmatter",
    "sitemap",
    "staticdir",
    "rsslimit",
    "services",
    "refLinksNotFoundURL",
    "pagination",
];

/// Convert all languages; the default one comes first in what is returned.
pub fn convert(work: &mut Work) -> Vec<Language> {
    let default = match work.text("defaultContentLanguage") {
        Some((setting, code)) => {
            work.carried(&setting.key, "default_language");
            code.to_lowercase()
        }
        None => "en".to_string(),
    };
    work.set("default_language", "", default.clone());
    if work.flag("defaultContentLanguageInSubdir", "default_language_in_subdir", false) {
        work.set("default_language_in_subdir", "", true);
    }
    let disabled = disabled(work);
    let written = work.settings.take("languages");
    let mut all = Map::new();
    let mut languages = vec![Language {
        code: default.clone(),
        content: None,
    }];
    for language in written.iter().flat_map(Setting::entries) {
        let code = language.name.to_lowercase();
        if language
            .entries()
            .iter()
            .any(|e| e.name.eq_ignore_ascii_case("disabled") && e.flag() == Some(true))
            || disabled.contains(&code)
        {
            work.dropped(&language.key, "the language is disabled");
            continue;
        }
        let (json, content) = one(work, language.clone());
        work.carried(&language.key, &format!("languages.{code}"));
        match languages.iter_mut().find(|l| l.code == code) {
            Some(there) => there.content = content,
            None => languages.push(Language {
                code: code.clone(),
                content,
            }),
        }
        all.insert(code, json);
    }
    default_tag(work, &default, &mut all);
    if !all.is_empty() {
        work.set("languages", "", all);
    }
    languages
}

fn disabled(work: &mut Work) -> Vec<String> {
    let Some(setting) = work.settings.take("disableLanguages") else {
        return Vec::new();
    };
    work.dropped(&setting.key, "these languages are left out of `languages`");
    let codes = work.read(&setting, Setting::texts, "a list of languages").unwrap_or_default();
    codes.iter().map(|c| c.to_lowercase()).collect()
}

/// The site's own language code is that of the default language, where it has none.
fn default_tag(work: &mut Work, default: &str, all: &mut Map<String, Json>) {
    for key in ["locale", "languageCode"] {
        let Some((setting, tag)) = work.text(key) else { continue };
        if all.is_empty() {
            all.insert(default.to_string(), json!({}));
        }
        if let Some(language) = all.get_mut(default).and_then(Json::as_object_mut) {
            work.carried(&setting.key, &format!("languages.{default}.tag"));
            language.entry("tag").or_insert(tag.into());
        }
    }
}

/// One language, and its own content folder.
fn one(work: &mut Work, mut language: Setting) -> (Json, Option<String>) {
    let mut json = Map::new();
    for (olds, new) in TEXTS {
        for old in olds {
            let Some(setting) = language.take(old) else { continue };
            let text = work.read(&setting, Setting::text, "a string");
            match text.filter(|t| !t.is_empty()) {
                Some(text) if new == "direction" => drop(json.entry(new).or_insert(text.to_lowercase().into())),
                Some(text) => drop(json.entry(new).or_insert(text.into())),
                None => {}
            }
        }
    }
    if let Some(weight) = language
        .take("weight")
        .and_then(|s| work.read(&s, Setting::int, "a whole number"))
    {
        json.insert("weight".into(), weight.into());
    }
    let content = language
        .take("contentDir")
        .and_then(|s| work.read(&s, Setting::text, "a folder"));
    language.take("disabled");
    let params = language
        .take("params")
        .and_then(|s| work.read(&s, |s| s.json().as_object().cloned(), "a map"));
    let mut params = params.unwrap_or_default();
    if let Some(setting) = language.take("menus") {
        json.insert("menus".into(), menus::convert(work, &setting));
    }
    for left in language.entries() {
        left_over(work, left, &mut params);
    }
    if !params.is_empty() {
        json.insert("params".into(), params.into());
    }
    (json.into(), content)
}

/// A key that no language of ours has: a setting of the site, or a param in Hugo's older way.
fn left_over(work: &mut Work, left: &Setting, params: &mut Map<String, Json>) {
    if OF_SITE.iter().any(|k| left.name.eq_ignore_ascii_case(k)) {
        work.lost(&left.key, "all languages share one setting");
    } else if matches!(left.value, Value::One(_)) && !params.keys().any(|k| k.eq_ignore_ascii_case(&left.name)) {
        work.carried(&left.key, &format!("a param `{}` of the language", left.name));
        params.insert(left.name.clone(), left.json());
    } else {
        work.dropped(&left.key, "nothing of stoop's reads it");
    }
}
