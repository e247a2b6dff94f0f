//! The keys of the site as a whole: title, address, URL patterns, taxonomies, dates and params.

use serde_json::{Map, Value as Json, json};

use super::setting::{Setting, Value};
use super::work::Work;
use super::{ignore, outputs};
use crate::config::PERMALINK_TOKENS;

/// Hugo's own list, in Hugo's order.
const DATE_KEYS: [&str; 6] = ["date", "publishDate", "pubdate", "published", "lastmod", "modified"];

/// Title and address.
pub fn identity(work: &mut Work) {
    if let Some((setting, title)) = work.text("title") {
        work.carried(&setting.key, "title");
        work.set("title", "", title);
    }
    if let Some((setting, url)) = work.text("baseURL") {
        let host = url.split_once("://").map_or("", |(_, rest)| rest);
        if host.is_empty() || host.starts_with('/') {
            let why = format!("`{url}` is not a whole address; write one as `base_url`, or build with --base-url");
            work.lost(&setting.key, &why);
        } else {
            work.carried(&setting.key, "base_url");
            work.set("base_url", "", url);
        }
    }
}

/// What decides about files and URLs: ignored files, permalinks, taxonomies.
pub fn paths(work: &mut Work) {
    ignore_files(work);
    permalinks(work);
    if let Some(setting) = work.settings.take("taxonomies") {
        let mut all = Map::new();
        for entry in setting.entries() {
            if let Some(plural) = work.read(entry, Setting::text, "a string") {
                all.insert(entry.name.to_lowercase(), plural.into());
            }
        }
        work.carried(&setting.key, "taxonomies");
        work.set("taxonomies", "", all);
    }
}

/// What stands at the end of the file.
pub fn rest(work: &mut Work) {
    work.set(
        "translations",
        "As Hugo has it: headings have ids of their own in each language, a page shown from another language is like any other.",
        json!({ "heading_ids": "own", "fallback": "page", "title_order": "common" }),
    );
    work.set(
        "unknown_shortcodes",
        "A shortcode that no component defines shows its inner text, with a warning. `error` makes the build fail.",
        "inner",
    );
    date_keys(work);
    cascade(work);
    params(work);
}

/// Front matter that the configuration hands down. Formats that we do not have are taken out of its `outputs`.
fn cascade(work: &mut Work) {
    let Some(setting) = work.settings.take("cascade") else {
        return;
    };
    let items: Vec<Setting> = match &setting.value {
        Value::List(items) => items.clone(),
        Value::Map(_) => vec![setting.clone()],
        Value::One(_) => return work.wrong_type(&setting, "a map or a list of maps"),
    };
    let mut all: Vec<Json> = Vec::new();
    for mut item in items {
        if !matches!(item.value, Value::Map(_)) {
            work.wrong_type(&item, "a map");
            continue;
        }
        let outputs = item.take("outputs").map(|o| outputs::formats(work, &o));
        let mut json = item.json();
        if let (Some(formats), Some(map)) = (outputs, json.as_object_mut()) {
            map.insert("outputs".into(), formats.into());
        }
        all.push(json);
    }
    work.carried(&setting.key, "cascade");
    work.set("cascade", "Front matter for all pages that `target` names.", all);
}

fn ignore_files(work: &mut Work) {
    let Some(setting) = work.settings.take("ignoreFiles") else {
        return;
    };
    let Some(patterns) = work.read(&setting, Setting::texts, "a list of regular expressions") else {
        return;
    };
    let mut globs: Vec<String> = Vec::new();
    for (i, pattern) in patterns.iter().enumerate() {
        let key = format!("{}[{i}]", setting.key);
        match ignore::globs(pattern) {
            Some(found) => {
                work.carried(
                    &format!("{key} `{pattern}`"),
                    &format!("ignore_files `{}`", found.join("`, `")),
                );
                globs.extend(found);
            }
            None => work.lost(
                &key,
                &format!("the regular expression `{pattern}` has no glob; add one to `ignore_files`"),
            ),
        }
    }
    if !globs.is_empty() {
        work.set(
            "ignore_files",
            "Globs, made from the regular expressions of `ignoreFiles`.",
            globs,
        );
    }
}

/// Patterns by section, in the old flat form and in the one by kind.
fn permalinks(work: &mut Work) {
    let setting = work.settings.take("permalinks");
    let mut all = Map::new();
    for entry in setting.iter().flat_map(Setting::entries) {
        match (&entry.value, entry.name.to_lowercase().as_str()) {
            (Value::One(_), _) => permalink(work, entry, &mut all),
            (Value::Map(sections), "page") => sections.iter().for_each(|s| permalink(work, s, &mut all)),
            (Value::Map(sections), kind) => {
                for section in sections {
                    work.lost(
                        &section.key,
                        &format!("patterns are for pages, not for a {kind}; set `url` in its front matter"),
                    );
                }
            }
            (Value::List(_), _) => work.wrong_type(entry, "a pattern, or patterns by section"),
        }
    }
    files_for_pages(work, &mut all);
    if !all.is_empty() {
        work.set("permalinks", "", all);
    }
}

/// `uglyURLs`: pages of these sections are files and no folders.
fn files_for_pages(work: &mut Work, all: &mut Map<String, Json>) {
    let Some(setting) = work.settings.take("uglyURLs") else {
        return;
    };
    if !matches!(setting.value, Value::Map(_)) {
        match setting.text().is_none_or(|t| t.eq_ignore_ascii_case("false")) {
            true => work.dropped(&setting.key, "this is what stoop does"),
            false => work.lost(
                &setting.key,
                "name the sections whose pages are files; a page is a folder with an `index.html` in it",
            ),
        }
        return;
    }
    for entry in setting.entries() {
        if work.read(entry, Setting::flag, "true or false") == Some(true) {
            let section = entry.name.to_lowercase();
            let pattern = all
                .get(&section)
                .and_then(Json::as_str)
                .unwrap_or("/:sections/:slugorcontentbasename/");
            let pattern = format!("{}.html", pattern.trim_end_matches('/'));
            work.carried(&entry.key, &format!("permalinks.{section}: {pattern}"));
            all.insert(section, pattern.into());
        }
    }
}

fn permalink(work: &mut Work, entry: &Setting, all: &mut Map<String, Json>) {
    let Some(pattern) = work.read(entry, Setting::text, "a pattern") else {
        return;
    };
    match unknown_token(&pattern) {
        Some(token) => work.lost(
            &entry.key,
            &format!("`:{token}` in `{pattern}` has no equal; these pages keep their paths"),
        ),
        None => {
            let section = entry.name.to_lowercase();
            work.carried(&entry.key, &format!("permalinks.{section}"));
            // A pattern that ends so means a file to us, and a folder of that name to Hugo.
            let end = if pattern.ends_with(".html") { "/" } else { "" };
            all.insert(section, format!("{pattern}{end}").into());
        }
    }
}

/// The first token of a pattern that our patterns do not have.
fn unknown_token(pattern: &str) -> Option<&str> {
    pattern.split(':').skip(1).find_map(|rest| {
        let token = &rest[..rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len())];
        (!token.is_empty() && !PERMALINK_TOKENS.contains(&token)).then_some(token)
    })
}

fn date_keys(work: &mut Work) {
    let mut keys: Vec<String> = Vec::new();
    let written = work.settings.take("frontmatter.date");
    let list = written.as_ref().and_then(|s| work.read(s, Setting::texts, "a list of keys"));
    if let (Some(setting), Some(_)) = (&written, &list) {
        work.carried(&setting.key, "date_keys");
    }
    for key in list.unwrap_or_else(|| vec![":default".to_string()]) {
        match key.to_lowercase().as_str() {
            ":default" => keys.extend(DATE_KEYS.map(String::from)),
            ":filename" => keys.push(":filename".into()),
            ":git" | ":filemodtime" => work.lost(
                "frontmatter.date",
                &format!("`{key}`: a page's date comes from its text alone"),
            ),
            _ => keys.push(key),
        }
    }
    work.set(
        "date_keys",
        "Which front matter keys give a page its date, as Hugo asks them.",
        keys,
    );
}

fn params(work: &mut Work) {
    let mut params = match work.settings.take("params") {
        Some(setting) => {
            let json = work.read(&setting, |s| s.json().as_object().cloned(), "a map");
            work.carried(&setting.key, "params");
            json.unwrap_or_default()
        }
        None => Map::new(),
    };
    if let Some((setting, copyright)) = work.text("copyright") {
        work.carried(&setting.key, "params.copyright");
        if !params.keys().any(|k| k.eq_ignore_ascii_case("copyright")) {
            params.insert("copyright".into(), json!(copyright));
        }
    }
    if work.plain_titles {
        work.carried("the version of Docsy", "params.alert_titles: text");
        params.insert("alert_titles".into(), json!("text"));
    }
    if !params.is_empty() {
        work.set("params", "What templates and the `param` shortcode read.", params);
    }
}
