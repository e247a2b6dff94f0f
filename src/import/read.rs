//! Configuration files to one tree of settings: which files count, in which order, and which section a file's name stands for.

use super::ConfigText;
use super::report::{Fate, Line};
use super::setting::{Setting, Value};
use crate::diag::{Code, Diagnostic, Place, Source};
use crate::yaml::{self, Node, parse_json, parse_toml, parse_yaml};

/// The folder of configurations that are split over files.
pub const FOLDER: &str = "config";

/// Configurations of one file; the first that is there counts.
pub const ROOT_FILES: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// The environments that Hugo builds a published site from, the later over the earlier.
const ENVIRONMENTS: [&str; 2] = ["_default", "production"];

/// All settings, and a line for each file that has no part in them.
pub fn settings(root_file: Option<&ConfigText>, folder: &[ConfigText], notes: &mut Vec<Diagnostic>) -> (Setting, Vec<Line>) {
    let mut root = Setting::map("", Place::file(root_file.map_or(FOLDER, |(name, _)| name)));
    let mut lines = Vec::new();
    let mut merge = |(name, text): &ConfigText, section: Option<Vec<String>>| match parse(name, text) {
        Ok(Some(tree)) => rename_menus(wrap(tree, section)).into_iter().for_each(|s| root.merge(s)),
        Ok(None) => {}
        Err(note) => notes.push(note),
    };
    if let Some(file) = root_file {
        merge(file, None);
    }
    for environment in ENVIRONMENTS {
        let prefix = format!("{FOLDER}/{environment}/");
        for file in folder.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            merge(file, section_of(&file.0));
        }
    }
    for (name, _) in folder {
        if !ENVIRONMENTS.iter().any(|e| name.starts_with(&format!("{FOLDER}/{e}/"))) {
            let text = format!("{name}: of an environment that is not `production`");
            lines.push(Line {
                fate: Fate::Dropped,
                text,
            });
        }
    }
    root.name_keys("");
    (root, lines)
}

/// Whether a file of the folder is a configuration.
fn is_config(name: &str) -> bool {
    [".toml", ".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
}

/// The settings of one file; nothing for an empty one.
fn parse(name: &str, text: &str) -> Result<Option<Setting>, Diagnostic> {
    if !is_config(name) {
        return Ok(None);
    }
    let text = text.trim_start_matches('\u{feff}');
    let source = Source::new(name, text);
    let node: Node = match name.rsplit('.').next() {
        Some("toml") => parse_toml(text, 0, &source)?,
        Some("json") => parse_json(text, 0, &source)?,
        _ => parse_yaml(text, 0, &source)?,
    };
    match node.value {
        yaml::Value::Null => Ok(None),
        yaml::Value::Map(_) => Ok(Some(Setting::of("", &node, &source))),
        _ => Err(Diagnostic::error(Code::WrongType, "a configuration is a map of keys").at(source.place(node.at.clone()))),
    }
}

/// The path that a file's content belongs under, whatever sub-folder it lies in: `params.toml` under `params`, `menus.en.yaml` under
/// `languages.en.menus`. `None` for the base file.
fn section_of(path: &str) -> Option<Vec<String>> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    if matches!(stem, "hugo" | "config") {
        return None;
    }
    let Some((section, language)) = stem.split_once('.') else {
        return Some(vec![stem.to_string()]);
    };
    let mut path = vec!["languages".to_string(), language.to_string()];
    match section.to_lowercase().as_str() {
        "menu" | "menus" => path.push("menus".into()),
        "params" => path.push("params".into()),
        _ => {}
    }
    Some(path)
}

/// The entries for the root: those of the base file, or the one section.
fn wrap(tree: Setting, section: Option<Vec<String>>) -> Vec<Setting> {
    let Some(section) = section else {
        return match tree.value {
            Value::Map(entries) => entries,
            _ => Vec::new(),
        };
    };
    let mut tree = tree;
    for (i, name) in section.iter().enumerate().rev() {
        tree.name = name.clone();
        if i > 0 {
            let mut above = Setting::map("", tree.place.clone());
            above.merge(tree);
            tree = above;
        }
    }
    vec![tree]
}

/// `menu` is the old name of `menus`, for the site and for a language.
fn rename_menus(mut entries: Vec<Setting>) -> Vec<Setting> {
    for entry in &mut entries {
        if entry.name.eq_ignore_ascii_case("menu") {
            entry.name = "menus".into();
        }
        if !entry.name.eq_ignore_ascii_case("languages") {
            continue;
        }
        if let Value::Map(languages) = &mut entry.value {
            for language in languages {
                if let Value::Map(keys) = &mut language.value {
                    let old = keys.iter_mut().filter(|k| k.name.eq_ignore_ascii_case("menu"));
                    old.for_each(|k| k.name = "menus".into());
                }
            }
        }
    }
    entries
}
