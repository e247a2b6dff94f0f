//! `stoop.yaml` to [`Config`]: checks what the schema cannot say and fills in what depends on other keys.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::Value as Json;

use super::{Config, ConfigFile, Language, LanguageFile, Mount, Weight};
use crate::diag::{Code, Diagnostic, Noted, Source, has_errors};
use crate::hash::Hash;
use crate::lang::{self, LangId};
use crate::yaml;

/// What of the disk the configuration depends on: which folders lie under `content/`.
pub type HasFolder<'a> = &'a dyn Fn(&str) -> bool;

/// Read a configuration. `has_folder` tells whether a folder (from the site's root) is there. `base_url` stands for the key of that name.
/// `None` when there are errors.
pub fn load(file: &str, text: &str, base_url: Option<&str>, has_folder: HasFolder) -> Noted<Option<Config>> {
    let source = Source::new(file, text);
    let node = match yaml::parse_yaml(text, 0, &source) {
        Ok(node) if node.value == yaml::Value::Null => yaml::Node {
            value: yaml::Value::Map(Vec::new()),
            at: 0..0,
        },
        Ok(node) => node,
        Err(error) => return Noted::new(None, vec![error]),
    };
    let read = yaml::read::<ConfigFile>(&node, &source);
    let mut notes = read.notes;
    let Some(mut written) = read.value else {
        return Noted::new(None, notes);
    };
    if let Some(url) = base_url {
        written.base_url = url.to_string();
    }
    let mut places = Places {
        source,
        node: &node,
        notes: Vec::new(),
    };
    let config = resolve(
        &written,
        Hash::of_bytes(text.as_bytes()),
        has_folder,
        &mut |key, message, help| {
            places.report(key, message, help);
        },
    );
    notes.append(&mut places.notes);
    Noted::new((!has_errors(&notes)).then_some(config), notes)
}

struct Places<'a> {
    source: Source<'a>,
    node: &'a yaml::Node,
    notes: Vec<Diagnostic>,
}

impl Places<'_> {
    fn report(&mut self, key: &str, message: String, help: Option<String>) {
        let mut node = self.node;
        for part in key.split('/') {
            node = match part.parse::<usize>() {
                Ok(i) => node.items().get(i).unwrap_or(node),
                Err(_) => node.get(part).unwrap_or(node),
            };
        }
        let mut note = Diagnostic::error(Code::BadValue, message).at(self.source.place(node.at.clone()));
        note.help = help;
        self.notes.push(note);
    }
}

/// Fill in a configuration. Faults are told to `report` as (path of the key, message, help).
pub fn resolve(
    written: &ConfigFile,
    hash: Hash,
    has_folder: HasFolder,
    report: &mut dyn FnMut(&str, String, Option<String>),
) -> Config {
    let base_url = written.base_url.trim_end_matches('/').to_string();
    let host_and_path = base_url.split_once("://").map(|(_, rest)| rest);
    if host_and_path.is_none_or(|rest| rest.starts_with('/') || rest.is_empty()) {
        let help = Some("write it whole, such as https://example.org/".to_string());
        report(
            "base_url",
            format!("`{}` is not the address of a site", written.base_url),
            help,
        );
    }
    let base_path = host_and_path
        .and_then(|r| r.split_once('/'))
        .map_or(String::new(), |(_, path)| format!("/{path}"));
    let toc = &written.markdown.toc;
    if !(1..=6).contains(&toc.from) || !(1..=6).contains(&toc.to) || toc.from > toc.to {
        report(
            "markdown/toc",
            "headings go from 1 to 6, and `from` is not above `to`".into(),
            None,
        );
    }
    paths(written, report);
    let languages = languages(written, report);
    let mounts = mounts(written, &languages, has_folder, report);
    Config {
        title: written.title.clone(),
        base_path,
        mounts,
        ignore_files: globs(&written.ignore_files, "ignore_files", report),
        permalinks: written.permalinks.clone().into_iter().collect(),
        taxonomies: written.taxonomies.clone().into_iter().collect(),
        markdown: written.markdown.clone(),
        translations: written.translations.clone(),
        highlight: written.highlight.clone(),
        outputs: written.outputs.clone(),
        feed: written.feed.clone(),
        unknown_shortcodes: written.unknown_shortcodes,
        shortcodes: written.shortcodes.clone(),
        redirects: written.redirects,
        date_keys: written.date_keys.iter().map(|k| k.to_lowercase()).collect(),
        nav_limit: written.nav_limit,
        system_fonts: written.system_fonts,
        fonts: written.fonts.trim_matches('/').to_string(),
        check: super::check::resolve(&written.check, report),
        cascade: written.cascade.iter().cloned().map(lower_keys).collect(),
        hash: Hash::of(&(hash, &base_url)),
        base_url,
        languages,
    }
}

/// What is joined to a folder must not lead out of it.
fn paths(written: &ConfigFile, report: &mut dyn FnMut(&str, String, Option<String>)) {
    let mut refuse = |key: String, path: &str, whole: &str| {
        report(
            &key,
            format!("`{path}` leads out of {whole}"),
            Some("write a path without `..`".into()),
        );
    };
    for (i, mount) in written.mounts.iter().enumerate() {
        if climbs(&mount.source) {
            refuse(format!("mounts/{i}/source"), &mount.source, "the site");
        }
        if climbs(&mount.target) {
            refuse(format!("mounts/{i}/target"), &mount.target, "the content");
        }
    }
    if climbs(&written.fonts) || written.fonts.trim_matches('/').is_empty() {
        refuse("fonts".into(), &written.fonts, "the site");
    }
    for (code, language) in &written.languages {
        if let Some(content) = language.content.as_deref().filter(|c| climbs(c)) {
            refuse(format!("languages/{code}/content"), content, "the site");
        }
    }
    let file = &written.feed.file;
    let odd = |c: char| c == '/' || c == '\\' || c == ':' || c.is_control();
    if file.contains(odd) || matches!(file.as_str(), "" | "." | "..") || file.starts_with(".stoop") || file == "_stoop" {
        let help = Some("write a name such as index.xml".to_string());
        report(
            "feed/file",
            format!("`{}` is not the name of a file", file.escape_debug()),
            help,
        );
    }
}

fn climbs(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part == "..")
}

fn languages(written: &ConfigFile, report: &mut dyn FnMut(&str, String, Option<String>)) -> Vec<Language> {
    let default = written.default_language.to_lowercase();
    let mut all: BTreeMap<String, LanguageFile> = BTreeMap::new();
    for (code, language) in &written.languages {
        if code.is_empty() || !code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            let help = Some("use a code such as en, zh or pt-br".to_string());
            report(&format!("languages/{code}"), format!("`{code}` is not a language code"), help);
        }
        all.insert(code.to_lowercase(), language.clone());
    }
    if all.is_empty() {
        all.insert(default.clone(), LanguageFile::default());
    } else if !all.contains_key(&default) {
        let help = format!(
            "add `{default}` to `languages`, or choose one of: {}",
            all.keys().cloned().collect::<Vec<_>>().join(", ")
        );
        report(
            "default_language",
            format!("the default language `{default}` is not one of the languages"),
            Some(help),
        );
    }
    let mut order: Vec<(String, LanguageFile)> = all.into_iter().collect();
    order.sort_by_key(|(code, l)| (*code != default, l.weight, code.clone()));
    let language = |(i, (code, l)): (usize, (String, LanguageFile))| {
        let at_root = code == default && !written.default_language_in_subdir;
        let mut params = written.params.clone();
        params.extend(l.params);
        let mut menus = written.menus.clone();
        menus.extend(l.menus);
        Language {
            id: LangId(i as u8),
            tag: lang::tag(l.tag.as_deref().unwrap_or(&code)),
            name: l.name.unwrap_or_else(|| code.clone()),
            direction: l.direction,
            title: l.title.unwrap_or_else(|| written.title.clone()),
            prefix: if at_root { String::new() } else { format!("/{code}") },
            stale: l.stale.unwrap_or(Weight::Warn),
            unpinned: l.unpinned.unwrap_or(Weight::Off),
            params: lower_keys(params),
            menus: menus.into_iter().collect(),
            code,
        }
    };
    order.into_iter().enumerate().map(language).collect()
}

fn mounts(
    written: &ConfigFile,
    languages: &[Language],
    has_folder: HasFolder,
    report: &mut dyn FnMut(&str, String, Option<String>),
) -> Vec<Mount> {
    let trim = |s: &str| s.trim_start_matches("./").trim_matches('/').to_string();
    let file_of = |code: &str| {
        written
            .languages
            .iter()
            .find(|(c, _)| c.eq_ignore_ascii_case(code))
            .map(|(_, l)| l)
    };
    if !written.mounts.is_empty() {
        let mut mounts = Vec::new();
        for (i, m) in written.mounts.iter().enumerate() {
            let code = m.lang.as_deref().unwrap_or(&written.default_language);
            let Some(language) = languages.iter().find(|l| l.code.eq_ignore_ascii_case(code)) else {
                report(
                    &format!("mounts/{i}/lang"),
                    format!("`{code}` is not one of the languages"),
                    None,
                );
                continue;
            };
            mounts.push(Mount {
                source: trim(&m.source),
                target: trim(m.target.strip_prefix("content").unwrap_or(&m.target)),
                lang: language.id,
                fallback_from: m.fallback.then(|| words_of(written, languages, &m.source, language.id)),
                include: (!m.include.is_empty()).then(|| globs(&m.include, &format!("mounts/{i}/include"), report)),
                exclude: globs(&m.exclude, &format!("mounts/{i}/exclude"), report),
                suffixes: m.suffixes,
            });
        }
        return mounts;
    }
    let folder_of = |language: &Language| match file_of(&language.code).and_then(|f| f.content.as_deref()) {
        Some(folder) => trim(folder),
        None if has_folder(&format!("content/{}", language.code)) => format!("content/{}", language.code),
        None => "content".to_string(),
    };
    let mount = |source: String, lang: LangId, fallback_from: Option<LangId>| Mount {
        suffixes: source == "content",
        exclude: if source == "content" {
            other_language_folders(languages)
        } else {
            GlobSet::empty()
        },
        source,
        target: String::new(),
        lang,
        fallback_from,
        include: None,
    };
    let mut mounts: Vec<Mount> = languages.iter().map(|l| mount(folder_of(l), l.id, None)).collect();
    for language in &languages[1..] {
        if file_of(&language.code).and_then(|f| f.fallback).unwrap_or(true) {
            mounts.push(mount(folder_of(&languages[0]), language.id, Some(LangId::DEFAULT)));
        }
    }
    mounts
}

/// Whose words a fallback mount holds: those of the language whose own mount the folder is or lies in, else the default one's.
fn words_of(written: &ConfigFile, languages: &[Language], source: &str, lang: LangId) -> LangId {
    let trim = |s: &str| s.trim_start_matches("./").trim_matches('/').to_string();
    let source = trim(source);
    let holds = |folder: &str| source == folder || source.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let own = written.mounts.iter().filter(|m| !m.fallback && holds(&trim(&m.source)));
    own.max_by_key(|m| trim(&m.source).len())
        .and_then(|m| {
            let code = m.lang.as_deref().unwrap_or(&written.default_language);
            languages.iter().find(|l| l.code.eq_ignore_ascii_case(code))
        })
        .map(|l| l.id)
        .filter(|id| *id != lang)
        .unwrap_or(LangId::DEFAULT)
}

/// Where languages share `content/`, a folder that is named like a language is not a section.
fn other_language_folders(languages: &[Language]) -> GlobSet {
    let patterns: Vec<String> = languages.iter().map(|l| format!("{}/**", l.code)).collect();
    globs(&patterns, "", &mut |_, _, _| {})
}

fn globs(patterns: &[String], key: &str, report: &mut dyn FnMut(&str, String, Option<String>)) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for (i, pattern) in patterns.iter().enumerate() {
        // As in Hugo and in a shell, `*` stays within one part of a path; `**` does not.
        match GlobBuilder::new(pattern).literal_separator(true).build() {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => report(
                &format!("{key}/{i}"),
                format!("`{pattern}` is not a glob: {}", error.kind()),
                None,
            ),
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

/// Names of params and of front matter do not depend on case, as in Hugo.
fn lower_keys(map: serde_json::Map<String, Json>) -> serde_json::Map<String, Json> {
    map.into_iter()
        .map(|(k, v)| {
            let v = match v {
                Json::Object(inner) => Json::Object(lower_keys(inner)),
                other => other,
            };
            (k.to_lowercase(), v)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Noted<Option<Config>> {
        load("stoop.yaml", text, None, &|folder| {
            folder == "content/en" || folder == "content/zh"
        })
    }

    #[test]
    fn an_empty_file_is_a_site() {
        let config = config("").value.expect("defaults are valid");
        assert_eq!(config.languages.len(), 1);
        assert_eq!(config.mounts[0].source, "content/en");
        assert_eq!(config.base_url, "http://localhost:1313");
    }

    #[test]
    fn languages_in_order_with_fallback() {
        let config = config("title: T\nlanguages:\n  zh: {name: 中文}\n  en: {}\n")
            .value
            .expect("it is valid");
        let codes: Vec<_> = config
            .languages
            .iter()
            .map(|l| (l.code.as_str(), l.prefix.as_str()))
            .collect();
        assert_eq!(codes, [("en", ""), ("zh", "/zh")]);
        let mounts: Vec<_> = config
            .mounts
            .iter()
            .map(|m| (m.source.as_str(), m.lang.0, m.fallback_from))
            .collect();
        assert_eq!(
            mounts,
            [
                ("content/en", 0, None),
                ("content/zh", 1, None),
                ("content/en", 1, Some(LangId(0)))
            ]
        );
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        let notes = config("titel: x\nbase_url: 3\nmarkdown: {heading_ids: githb}\nredirects: all\n").notes;
        let lines: Vec<_> = notes
            .iter()
            .map(|n| (n.place.as_ref().map_or(0, |p| p.line), n.code.as_str()))
            .collect();
        assert_eq!(
            lines,
            [(1, "unknown-key"), (2, "wrong-type"), (3, "bad-value"), (4, "bad-value")]
        );
        assert_eq!(notes[0].help.as_deref(), Some("did you mean `title`?"));
        assert_eq!(notes[2].help.as_deref(), Some("did you mean `github`?"));
        let notes = config("base_url: example\ndefault_language: de\nlanguages: {en: {}}\n").notes;
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn paths_stay_where_they_belong() {
        let text = "feed: {file: ../x.xml}\nmounts:\n- source: a/../../x\n- {source: docs, target: '../y'}\nlanguages:\n  en:\n    content: ..\n";
        let lines: Vec<_> = config(text)
            .notes
            .iter()
            .map(|n| (n.place.as_ref().map_or(0, |p| p.line), n.message.clone()))
            .collect();
        let want = [
            (3, "`a/../../x` leads out of the site"),
            (4, "`../y` leads out of the content"),
            (7, "`..` leads out of the site"),
            (1, "`../x.xml` is not the name of a file"),
        ];
        assert_eq!(lines, want.map(|(line, text)| (line, text.to_string())));
        assert!(config("feed: {file: feed.xml}\nmounts: [{source: a..b}]\n").notes.is_empty());
    }
}
