//! `module.mounts` and content folders: which folder is whose content, and whose words it holds.

use serde_json::{Map, Value as Json};

use super::languages::Language;
use super::setting::Setting;
use super::work::Work;

const COMMENT: &str =
    "Which folders are whose content; the first mount that has a path wins. `fallback` marks words of another language.";

/// One mount of Hugo's.
struct Mount {
    key: String,
    source: String,
    /// The kind of folder that it adds to: `content`, `static`, ...
    component: String,
    /// Where in it.
    target: String,
    /// Empty where files name their language by a suffix.
    languages: Vec<String>,
    include: Vec<String>,
    exclude: Vec<String>,
}

/// Write the mounts of content, and tell of the others.
pub fn convert(work: &mut Work, languages: &[Language]) {
    let written: Vec<Mount> = match work.settings.take("module.mounts") {
        Some(setting) => setting.items().iter().filter_map(|item| read(work, item)).collect(),
        None => Vec::new(),
    };
    let (content, others): (Vec<Mount>, Vec<Mount>) = written.into_iter().partition(|m| m.component == "content");
    for mount in &others {
        other(work, mount);
    }
    let folder = content_dir(work, !content.is_empty());
    let content = match content.is_empty() {
        true => implied(work, &folder, languages),
        false => content,
    };
    let codes: Vec<&str> = languages.iter().map(|l| l.code.as_str()).collect();
    // Where some mounts say whose they are, the others are the default language's; else files name their language by a suffix.
    let mixed = content.iter().any(|m| !m.languages.is_empty());
    let owners = owners(&content, codes[0]);
    let mut all: Vec<Json> = Vec::new();
    for mount in &content {
        if mount.source.starts_with("..") || mount.source.starts_with('/') {
            work.lost(&mount.key, &format!("`{}` lies outside of the site's folder", mount.source));
            continue;
        }
        for lang in mount.languages.iter().filter(|l| !codes.contains(&l.as_str())) {
            work.lost(&mount.key, &format!("`{lang}` is not one of the languages"));
        }
        let suffixes = mount.languages.is_empty();
        let mut note = "";
        let whose = match (suffixes, mixed) {
            (true, true) => codes[..1].to_vec(),
            (true, false) => codes.clone(),
            (false, _) => codes
                .iter()
                .filter(|c| mount.languages.iter().any(|l| l == *c))
                .copied()
                .collect(),
        };
        for code in &whose {
            let fallback = !suffixes && owner(&owners, &mount.source).is_some_and(|o| o != *code);
            note = if fallback { ", as a fallback" } else { note };
            all.push(entry(mount, code, suffixes && !mixed, fallback));
        }
        if !mount.key.is_empty() {
            let whose = if suffixes {
                whose.join(", ")
            } else {
                mount.languages.join(", ")
            };
            work.carried(&mount.key, &format!("mounts `{}` for {whose}{note}", mount.source));
        }
    }
    work.set("mounts", COMMENT, all);
}

/// One mount as it is written.
fn read(work: &mut Work, item: &Setting) -> Option<Mount> {
    let mut item = item.clone();
    let mut text = |work: &mut Work, key: &str| item.take(key).and_then(|s| work.read(&s, Setting::text, "a string"));
    let (source, target) = (text(work, "source"), text(work, "target"));
    let lang = text(work, "lang");
    let (Some(source), Some(target)) = (source, target) else {
        work.wrong_type(&item, "a `source` and a `target`");
        return None;
    };
    let mut list = |work: &mut Work, key: &str| {
        let setting = item.take(key);
        setting
            .and_then(|s| work.read(&s, Setting::texts, "a glob or a list of globs"))
            .unwrap_or_default()
    };
    let mut languages: Vec<String> = lang.into_iter().filter(|l| !l.is_empty()).collect();
    languages.extend(list(work, "sites.matrix.languages"));
    let (mut include, mut exclude) = (list(work, "includeFiles"), list(work, "excludeFiles"));
    for glob in list(work, "files") {
        match glob.strip_prefix('!') {
            Some(glob) => exclude.push(glob.trim().to_string()),
            None => include.push(glob),
        }
    }
    item.take("disableWatch");
    for left in item.entries() {
        work.lost(&left.key, "mounts have no such key");
    }
    let target = trim(&target);
    let (component, below) = target.split_once('/').unwrap_or((&target, ""));
    let globs = |globs: Vec<String>| globs.iter().map(|g| g.trim_start_matches('/').to_string()).collect();
    Some(Mount {
        key: item.key.clone(),
        source: trim(&source),
        component: component.to_lowercase(),
        target: below.to_string(),
        languages: languages.iter().map(|l| l.to_lowercase()).collect(),
        include: globs(include),
        exclude: globs(exclude),
    })
}

/// A folder without the slashes and dots that do not matter.
fn trim(path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    path.trim_start_matches("./").trim_end_matches('/').to_string()
}

/// A mount of something else than content.
fn other(work: &mut Work, mount: &Mount) {
    let Mount { source, component, .. } = mount;
    match component.as_str() {
        "static" | "data" | "i18n" if *source == trim(&format!("{component}/{}", mount.target)) => {
            work.dropped(&mount.key, &format!("`{source}` is where stoop looks anyway"));
        }
        "static" | "data" | "i18n" => work.lost(&mount.key, &format!("copy `{source}` to `{component}/{}`", mount.target)),
        "assets" | "layouts" | "archetypes" => work.dropped(&mount.key, &format!("stoop has no use for `{component}`")),
        _ => work.lost(
            &mount.key,
            &format!("`{component}` is no folder that files can be mounted in"),
        ),
    }
}

/// The folder of content where no mount and no language names one.
fn content_dir(work: &mut Work, mounted: bool) -> String {
    match work.text("contentDir") {
        Some((setting, _)) if mounted => {
            work.dropped(&setting.key, "the mounts say where content is");
            "content".to_string()
        }
        Some((setting, folder)) => {
            work.carried(&setting.key, "mounts");
            trim(&folder)
        }
        None => "content".to_string(),
    }
}

/// The mounts that Hugo makes where none is given: a folder for each language, or one for all with `page.<language>.md`.
fn implied(work: &mut Work, folder: &str, languages: &[Language]) -> Vec<Mount> {
    let mount = |source: &str, languages: Vec<String>| Mount {
        key: String::new(),
        source: source.to_string(),
        component: "content".into(),
        target: String::new(),
        languages,
        include: Vec::new(),
        exclude: Vec::new(),
    };
    if languages.iter().all(|l| l.content.is_none()) {
        return vec![mount(folder, Vec::new())];
    }
    let mut all = Vec::new();
    for language in languages {
        if language.content.is_some() {
            work.carried(&format!("languages.{}.contentDir", language.code), "mounts");
        }
        let source = language.content.as_deref().map_or(folder.to_string(), trim);
        all.push(mount(&source, vec![language.code.clone()]));
    }
    all
}

/// Whose content each folder is: a folder's first language, the default one before all others.
fn owners<'a>(mounts: &'a [Mount], default: &'a str) -> Vec<(&'a str, &'a str)> {
    let of = |code: &'a str| {
        mounts
            .iter()
            .filter(move |m| m.languages.iter().any(|l| l == code) || (m.languages.is_empty() && code == default))
            .map(move |m| (&*m.source, code))
    };
    let in_order = mounts
        .iter()
        .flat_map(|m| m.languages.iter().map(move |l| (&*m.source, l.as_str())));
    let mut owners: Vec<(&str, &str)> = of(default).collect();
    for (source, code) in in_order {
        if owner(&owners, source).is_none() {
            owners.push((source, code));
        }
    }
    owners
}

/// Whose content a folder is: that of the nearest one at or above it.
fn owner<'a>(owners: &[(&str, &'a str)], source: &str) -> Option<&'a str> {
    let holds = |folder: &str| source == folder || source.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let found = owners.iter().filter(|(folder, _)| holds(folder));
    found.max_by_key(|(folder, _)| folder.len()).map(|(_, code)| *code)
}

fn entry(mount: &Mount, code: &str, suffixes: bool, fallback: bool) -> Json {
    let mut json = Map::new();
    json.insert("source".into(), mount.source.clone().into());
    if !mount.target.is_empty() {
        json.insert("target".into(), mount.target.clone().into());
    }
    json.insert("lang".into(), code.into());
    for (key, on) in [("fallback", fallback), ("suffixes", suffixes)] {
        if on {
            json.insert(key.into(), true.into());
        }
    }
    for (key, globs) in [("include", &mount.include), ("exclude", &mount.exclude)] {
        if !globs.is_empty() {
            json.insert(key.into(), globs.clone().into());
        }
    }
    json.into()
}
