//! `stoop new`: a page or a cheatsheet to start from, as a draft.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::{FAILED, bad_call};
use crate::cli::{NewKind, SiteArgs};
use crate::config::{self, Config};
use crate::diag::{Source, has_errors, human, nearest};
use crate::source;
use crate::yaml;

/// How the name of a sheet's file ends.
const SHEET: &str = ".sheet.yaml";

/// Write a new file at `path` of a language's content tree.
pub fn run(kind: NewKind, path: &str, lang: Option<&str>, site: &SiteArgs) -> ExitCode {
    let config = match load(site) {
        Ok(config) => config,
        Err(status) => return status,
    };
    let code = lang.unwrap_or(&config.languages[0].code);
    let Some(language) = config.find_language(code) else {
        let codes: Vec<&str> = config.languages.iter().map(|l| l.code.as_str()).collect();
        let hint = nearest(code, codes.iter().copied()).map_or(codes.join(", "), |near| format!("did you mean `{near}`?"));
        return bad_call(&format!("the site has no language `{code}` ({hint})"));
    };
    let is_default = language.id.index() == 0;
    if kind == NewKind::Sheet && !is_default {
        // In another language than its own a sheet is a translation.
        let page = path.trim_matches('/');
        return super::translate::new(page.strip_suffix(SHEET).unwrap_or(page), code, site);
    }
    let mount = config
        .mounts
        .iter()
        .find(|m| m.lang == language.id && m.fallback_from.is_none());
    let Some(mount) = mount else {
        return bad_call(&format!("the language `{code}` has no content folder"));
    };
    let name = match file_name(kind, path, if mount.suffixes && !is_default { Some(code) } else { None }) {
        Ok(name) => name,
        Err(message) => return bad_call(&message),
    };
    let file = site.root.join(&mount.source).join(&name);
    if file.exists() {
        return bad_call(&format!("`{}` is there already", file.display()));
    }
    let title = quoted(&title_of(&name));
    let text = match kind {
        NewKind::Doc => format!(
            "---\ntitle: {title}\ndescription: What this page helps with, in a sentence.\ndraft: true\n---\n\nStart here.\n"
        ),
        NewKind::Sheet => new_sheet(&title),
    };
    let written = file
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&file, text));
    match written {
        Ok(()) => {
            println!("{}", file.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: `{}` cannot be written: {error}", file.display());
            ExitCode::from(FAILED)
        }
    }
}

fn load(site: &SiteArgs) -> Result<Config, ExitCode> {
    let fail = |notes: &[crate::diag::Diagnostic]| {
        human::write(notes, false, &mut std::io::stderr());
        ExitCode::from(if has_errors(notes) { FAILED } else { 0 })
    };
    let (name, text) = source::read_text(&site.root, &site.config).map_err(|note| fail(&[note]))?;
    let loaded = config::load(&name, &text, None, &|folder| source::has_folder(&site.root, folder));
    loaded.value.ok_or_else(|| fail(&loaded.notes))
}

/// A title as YAML has it, in a map of either style: in quotes where it would else be something else.
pub(super) fn quoted(title: &str) -> String {
    let text = format!("{{ t: {title}, of: x }}");
    let read = yaml::parse_yaml(&text, 0, &Source::new("title", &text)).ok();
    let is_plain = read.is_some_and(|n| n.entries().len() == 2 && n.get("t").and_then(yaml::Node::as_str) == Some(title));
    // Older readers take these for booleans.
    let is_word = !matches!(title.to_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n");
    match is_plain && is_word {
        true => title.to_string(),
        false => serde_json::Value::from(title).to_string(),
    }
}

/// `docs/install` is `docs/install.md`; a language that shares its folder goes into the name.
fn file_name(kind: NewKind, path: &str, suffix: Option<&str>) -> Result<String, String> {
    let clean = path.trim_matches('/');
    let climbs = Path::new(clean)
        .components()
        .any(|c| !matches!(c, std::path::Component::Normal(_)));
    if clean.is_empty() || climbs || clean.contains(|c: char| c == '\\' || c.is_control()) {
        return Err(format!("`{path}` is not a path in the content tree, such as docs/install.md"));
    }
    let end = match kind {
        NewKind::Doc => ".md",
        NewKind::Sheet => SHEET,
    };
    let stem = clean.strip_suffix(end).unwrap_or(clean);
    Ok(match suffix {
        Some(code) => format!("{stem}.{code}{end}"),
        None => format!("{stem}{end}"),
    })
}

/// `docs/first-steps.md` is "First steps".
fn title_of(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    let stem = last.split('.').next().unwrap_or(last);
    let stem = match stem {
        "_index" | "index" => name.rsplit('/').nth(1).unwrap_or("Home"),
        other => other,
    };
    let words = stem.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars
        .next()
        .map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

fn new_sheet(title: &str) -> String {
    format!(
        "title: {title}\n\
         description: What this sheet is for.\n\
         draft: true\n\
         print: {{ paper: [a4, letter], orientation: landscape, columns: 3, pages: 1 }}\n\
         groups:\n\
         - id: start\n  \
           title: Start\n  \
           blocks:\n  \
           - id: daily\n    \
             kind: oneliners\n    \
             title: Every day\n    \
             items:\n    \
             - {{ id: hello, cmd: echo hello, desc: Say hello }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_titles() {
        assert_eq!(
            file_name(NewKind::Doc, "docs/first-steps", None).as_deref(),
            Ok("docs/first-steps.md")
        );
        assert_eq!(
            file_name(NewKind::Doc, "docs/a.md", Some("zh")).as_deref(),
            Ok("docs/a.zh.md")
        );
        assert_eq!(
            file_name(NewKind::Sheet, "/sheets/x", None).as_deref(),
            Ok("sheets/x.sheet.yaml")
        );
        assert!(file_name(NewKind::Doc, "../x", None).is_err());
        assert_eq!(title_of("docs/first-steps.md"), "First steps");
        assert_eq!(title_of("docs/_index.md"), "Docs");
        for plain in ["First steps", "C++", "a:b", "你好"] {
            assert_eq!(quoted(plain), plain);
        }
        for odd in ["A: b", "Yes", "2019", "a, b", "a #b", "*a", "\"a", "null", "a]", "- a"] {
            assert_eq!(quoted(odd), serde_json::Value::from(odd).to_string());
        }
    }
}
