//! Tests of the whole of site/ on small sites in memory.

use std::collections::BTreeMap;

use super::*;
use crate::config::{Config, ConfigFile, resolve};
use crate::diag::Source;
use crate::doc::{Body, Front, Script};
use crate::hash::Hash;
use crate::source::{Data, EntryKind, FileKind};
use crate::yaml;

fn config(text: &str) -> Config {
    let node = yaml::parse_yaml(text, 0, &Source::new("stoop.yaml", text)).expect("it is YAML");
    let written: ConfigFile = serde_json::from_value(node.to_json()).unwrap_or_default();
    resolve(&written, Hash::default(), &|_| true, &mut |key, message, _| panic!("{key}: {message}"))
}

fn lower(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Json::Object(map) => Json::Object(map.into_iter().map(|(k, v)| (k.to_lowercase(), lower(v))).collect()),
        Json::Array(items) => Json::Array(items.into_iter().map(lower).collect()),
        other => other,
    }
}

fn doc(file: &str, text: &str) -> Doc {
    let source = Source::new(file, text);
    let node = yaml::parse_yaml(text, 0, &source).unwrap_or_else(|e| panic!("{file}: {}", e.message));
    let map = match lower(node.to_json()) {
        serde_json::Value::Object(map) => map,
        _ => Default::default(),
    };
    let places = node.entries().iter().map(|(k, v)| (k.text.to_lowercase(), source.place(v.at.clone())));
    let script = Script {
        text: "".into(),
        body: 0..0,
        nodes: Vec::new(),
        hash: Hash::default(),
        summary: String::new(),
        words: 0,
    };
    Doc { file: file.into(), hash: Hash::default(), front: Front { places: places.collect(), map }, body: Body::Markdown(script) }
}

fn input(config: &Config, lang: LangId, words: LangId, path: &str, front: &str) -> Input {
    let file_path = format!("content/{}/{path}", config.language(words).code);
    let kind = match path {
        _ if path.ends_with(".md") || path.ends_with(".html") => EntryKind::Page,
        _ if path.ends_with(".sheet.yaml") => EntryKind::Sheet,
        _ => EntryKind::Resource,
    };
    let file = File { kind: FileKind::Content, path: file_path.as_str().into(), hash: Hash::default(), data: Data::Embedded(b"") };
    let doc = (kind != EntryKind::Resource).then(|| Arc::new(doc(&file_path, front)));
    Input { entry: Entry { lang, words, path: path.into(), kind, file }, doc }
}

/// Files as `en/docs/a.md` or, for Japanese with English words, `ja<en/docs/a.md`.
fn inputs(config: &Config, files: &[(&str, &str)]) -> Vec<Input> {
    let id = |code: &str| config.find_language(code).expect("it is a language").id;
    let mut all: Vec<Input> = files
        .iter()
        .map(|(path, front)| {
            let (lang, path) = path.split_once('/').expect("it starts with a language");
            let (lang, words) = lang.split_once('<').unwrap_or((lang, lang));
            input(config, id(lang), id(words), path, front)
        })
        .collect();
    all.sort_by(|a, b| (a.entry.lang, &a.entry.path).cmp(&(b.entry.lang, &b.entry.path)));
    all
}

const NOW: Choice = Choice { drafts: false, future: false, now: 1_700_000_000 };

fn noted(config_text: &str, files: &[(&str, &str)]) -> Noted<Site> {
    let config = config(config_text);
    build(inputs(&config, files), &config, &NOW)
}

/// A site that must have nothing to complain of.
fn site(config_text: &str, files: &[(&str, &str)]) -> Site {
    let built = noted(config_text, files);
    assert!(built.notes.is_empty(), "{:#?}", built.notes);
    built.value
}

fn urls(site: &Site) -> Vec<&str> {
    let plain = |p: &&Page| !matches!(p.kind, Kind::Taxonomy | Kind::Term);
    site.pages.iter().filter(plain).map(|p| p.url.as_str()).collect()
}

fn at<'s>(site: &'s Site, url: &str) -> &'s Page {
    site.page(*site.by_url.get(url).unwrap_or_else(|| panic!("no page at {url}; there are {:?}", urls(site))))
}

fn named<'s>(site: &'s Site, ids: &[PageId]) -> Vec<&'s str> {
    ids.iter().map(|id| site.page(*id).url.as_str()).collect()
}

fn folders_below(root: &std::path::Path, dir: &std::path::Path, out: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            folders_below(root, &path, out);
        } else {
            out.push(path.strip_prefix(root).expect("below").to_string_lossy().into_owned());
        }
    }
}

#[test]
#[ignore]
fn throwaway_oracle() {
    let root = std::path::Path::new("/work/shared/corpus/falco-2024/content");
    let config = config(
        "title: Falco\nbase_url: https://falco.org\nlanguages: {en: {weight: 1}, zh-cn: {weight: 2}, ko: {weight: 3}, ja: {weight: 4}, ml: {weight: 4}}\npermalinks: {blog: '/:section/:slug/'}\n",
    );
    let mut all: BTreeMap<(LangId, String), Input> = BTreeMap::new();
    let front = |file: &std::path::Path| {
        let text = String::from_utf8_lossy(&std::fs::read(file).expect("a file")).replace("\r\n", "\n");
        let text = text.trim_start_matches('\u{feff}');
        match text.strip_prefix("---") {
            Some(rest) => rest.split_once("\n---").map_or("", |x| x.0).to_string(),
            None => String::new(),
        }
    };
    for fallback in [false, true] {
        for language in &config.languages {
            if fallback && language.id == LangId::DEFAULT {
                continue;
            }
            let words = if fallback { LangId::DEFAULT } else { language.id };
            let dir = root.join(&config.language(words).code);
            let mut files = Vec::new();
            folders_below(&dir, &dir, &mut files);
            for path in files {
                let name = tree::last(&path);
                let readme = name.starts_with("README-") && name.ends_with(".md");
                let glob_blog = path.starts_with("blog/");
                if name == "OWNERS" || readme || (fallback && glob_blog) || path.starts_with("docs/doc-contributor-tools") {
                    continue;
                }
                let text = if path.ends_with(".md") || path.ends_with(".html") { front(&dir.join(&path)) } else { String::new() };
                let key = (language.id, path.clone());
                all.entry(key).or_insert_with(|| input(&config, language.id, words, &path, &text));
            }
        }
    }
    let inputs: Vec<Input> = all.into_values().collect();
    let start = std::time::Instant::now();
    let built = build(inputs, &config, &Choice { drafts: false, future: false, now: 1_709_300_000 });
    eprintln!("{:?}", start.elapsed());
    for note in &built.notes {
        eprintln!("{} {:?} {} {:?}", note.severity.as_str(), note.code, note.message, note.help);
    }
    let site = built.value;
    let mut out = Vec::new();
    for p in &site.pages {
        let list = |ids: &[PageId]| named(&site, ids).into_iter().map(String::from).collect::<Vec<_>>();
        out.push(serde_json::json!({"t": "page", "file": p.output, "url": p.url, "lang": config.language(p.lang).code, "kind": p.kind.as_str(),
            "title": p.title, "lt": p.link_title, "pages": list(&p.children), "tr": list(&p.translations), "section": p.section}));
    }
    for r in &site.redirects {
        out.push(serde_json::json!({"t": "alias", "file": urls::file_of(&r.from), "to": r.to}));
    }
    for (path, _) in &site.copies {
        out.push(serde_json::json!({"t": "file", "file": path}));
    }
    let lines: Vec<String> = out.iter().map(|v| v.to_string()).collect();
    std::fs::write("/tmp/ours.jsonl", lines.join("\n")).expect("written");
}
