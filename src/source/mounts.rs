//! Mounts: which file is which path of which language's content tree.

use std::collections::{HashMap, HashSet};

use super::{File, FileKind, Files};
use crate::config::{Config, FILE_NAME, Language, Mount};
use crate::diag::{Code, Diagnostic, Noted, Place};
use crate::lang::LangId;

/// A file in the content tree of one language. The same file can be an entry of several languages.
#[derive(Clone, Debug)]
pub struct Entry {
    pub lang: LangId,
    /// Whose words it holds: `lang`, or the language that it falls back to.
    pub words: LangId,
    /// In the content tree, without a language suffix: `docs/install.md`, `docs/install/picture.png`.
    pub path: String,
    pub kind: EntryKind,
    pub file: File,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// `.md`, `.markdown`, `.html`, `.htm`.
    Page,
    /// `.sheet.yaml`, `.sheet.yml`.
    Sheet,
    /// Anything else.
    Resource,
}

const PAGE_ENDS: [&str; 4] = [".md", ".markdown", ".html", ".htm"];
const SHEET_ENDS: [&str; 2] = [".sheet.yaml", ".sheet.yml"];
/// What lies beside a sheet for its author and is not published.
const LOCK_END: &str = ".sheet.lock.yaml";

impl EntryKind {
    /// The kind of a file of this name or path, and the ending that says so. A resource ends with its extension, if it has one.
    pub fn of(path: &str) -> (EntryKind, &str) {
        let name_at = path.rfind('/').map_or(0, |i| i + 1);
        let name = &path[name_at..];
        let ending = |ends: &[&str]| {
            let end = ends.iter().find(|end| {
                let cut = name.len().checked_sub(end.len());
                cut.is_some_and(|cut| cut > 0 && name.is_char_boundary(cut) && name[cut..].eq_ignore_ascii_case(end))
            });
            end.map(|end| &name[name.len() - end.len()..])
        };
        if let Some(end) = ending(&SHEET_ENDS) {
            (EntryKind::Sheet, end)
        } else if let Some(end) = ending(&PAGE_ENDS) {
            (EntryKind::Page, end)
        } else {
            (
                EntryKind::Resource,
                name.rfind('.').filter(|i| *i > 0).map_or("", |i| &name[i..]),
            )
        }
    }
}

/// The content of all languages, by language and path. The first mount that has a path wins.
pub fn entries(files: &Files, config: &Config) -> Noted<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut notes = Vec::new();
    for language in &config.languages {
        let own = of_language(files, config, language);
        if !own.iter().any(|e| e.words == language.id) {
            notes.push(no_content(config, language));
        }
        entries.extend(own);
    }
    entries.sort_by(|a, b| (a.lang, &a.path, &a.file.path).cmp(&(b.lang, &b.path, &b.file.path)));
    Noted::new(entries, notes)
}

fn of_language(files: &Files, config: &Config, language: &Language) -> Vec<Entry> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut all = Vec::new();
    for mount in config.mounts.iter().filter(|m| m.lang == language.id) {
        // Two files of one mount do not hide each other: that two of them want one URL is for the site to tell.
        let here: Vec<Entry> = of_mount(files, config, mount)
            .into_iter()
            .filter(|e| !taken.contains(&key(e.kind, &e.path)))
            .collect();
        taken.extend(here.iter().map(|e| key(e.kind, &e.path)));
        all.extend(here);
    }
    all
}

/// What a path is compared by. Pages and sheets have one URL whatever their ending, `x.md` pairs with `x/_index.md`, and case does not
/// matter to a URL; another file is published under its exact name.
fn key(kind: EntryKind, path: &str) -> String {
    if kind == EntryKind::Resource {
        return format!("file {path}");
    }
    let (_, end) = EntryKind::of(path);
    let stem = path[..path.len() - end.len()].to_lowercase();
    let folder = match stem.rsplit_once('/') {
        Some((folder, "index" | "_index")) => folder,
        None if matches!(stem.as_str(), "index" | "_index") => "",
        _ => stem.as_str(),
    };
    format!("page {folder}")
}

/// The entries of one mount for its language.
fn of_mount(files: &Files, config: &Config, mount: &Mount) -> Vec<Entry> {
    let wanted = mount.fallback_from.unwrap_or(mount.lang);
    let mut found: Vec<Entry> = Vec::new();
    // Where two files have one path, `page.en.md` and `page.md`, the one that names its language wins.
    let mut at: HashMap<String, (usize, bool)> = HashMap::new();
    let shared = bundles_of(files, config, mount, wanted);
    for (file, relative) in below(files, mount) {
        let (path, suffix) = logical(config, mount, &relative);
        let lang = suffix.unwrap_or(if mount.suffixes { LangId::DEFAULT } else { wanted });
        let kind = EntryKind::of(&path).0;
        // A picture beside `index.zh.md` belongs to that page too, though it names no language.
        let beside = || kind == EntryKind::Resource && suffix.is_none() && shared.contains(folder_of(&relative));
        if lang != wanted && !beside() {
            continue;
        }
        let entry = Entry {
            lang: mount.lang,
            words: lang,
            path,
            kind,
            file: file.clone(),
        };
        match at.get(&entry.path) {
            Some((_, true)) => {}
            Some((i, false)) if suffix.is_some() => {
                let i = *i;
                at.insert(entry.path.clone(), (i, true));
                found[i] = entry;
            }
            Some(_) => {}
            None => {
                at.insert(entry.path.clone(), (found.len(), suffix.is_some()));
                found.push(entry);
            }
        }
    }
    found
}

/// In a mount with suffixes, the folders whose bundle page is of a language other than the default one.
fn bundles_of(files: &Files, config: &Config, mount: &Mount, wanted: LangId) -> HashSet<String> {
    if !mount.suffixes || wanted == LangId::DEFAULT {
        return HashSet::new();
    }
    let bundle = |relative: &str| {
        let (path, suffix) = logical(config, mount, relative);
        let (kind, end) = EntryKind::of(&path);
        let stem = path[..path.len() - end.len()].rsplit('/').next();
        suffix == Some(wanted) && kind == EntryKind::Page && matches!(stem, Some("index" | "_index"))
    };
    let pages = below(files, mount).into_iter().filter(|(_, relative)| bundle(relative));
    pages.map(|(_, relative)| folder_of(&relative).to_string()).collect()
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The files of a mount, each with its path relative to the mount's source: empty where the source is the file itself.
fn below<'a>(files: &'a Files, mount: &Mount) -> Vec<(&'a File, String)> {
    if mount.source.is_empty() {
        let content = files.of(FileKind::Content).map(|f| (f, f.path.to_string()));
        return content.filter(|(_, relative)| is_included(mount, relative)).collect();
    }
    if let Some(file) = files.get(&mount.source) {
        return vec![(file, String::new())];
    }
    let prefix = format!("{}/", mount.source);
    let start = files.list.partition_point(|f| *f.path < *prefix);
    files.list[start..]
        .iter()
        .map_while(|f| f.path.strip_prefix(&prefix).map(|relative| (f, relative.to_string())))
        .filter(|(_, relative)| is_included(mount, relative))
        .collect()
}

/// Hugo walks folder by folder: a glob that matches a folder excludes all that lies in it, but to be included a file itself must match.
fn is_included(mount: &Mount, relative: &str) -> bool {
    let mut folders = relative.match_indices('/').map(|(i, _)| &relative[..i]);
    !relative.ends_with(LOCK_END)
        && mount.include.as_ref().is_none_or(|globs| globs.is_match(relative))
        && !mount.exclude.is_match(relative)
        && !folders.any(|folder| mount.exclude.is_match(folder))
}

/// The path in the content tree without a language suffix, and the language that the suffix names.
fn logical(config: &Config, mount: &Mount, relative: &str) -> (String, Option<LangId>) {
    let whole = match (mount.target.as_str(), relative) {
        ("", "") => mount.source.rsplit('/').next().unwrap_or(&mount.source).to_string(),
        (target, "") => target.to_string(),
        ("", relative) => relative.to_string(),
        (target, relative) => format!("{target}/{relative}"),
    };
    if !mount.suffixes {
        return (whole, None);
    }
    let (_, end) = EntryKind::of(&whole);
    let stem = &whole[..whole.len() - end.len()];
    let name_at = stem.rfind('/').map_or(0, |i| i + 1);
    match stem[name_at..].rsplit_once('.') {
        Some((name, code)) if !name.is_empty() && !end.is_empty() => match config.find_language(code) {
            Some(language) => (format!("{}{name}{end}", &stem[..name_at]), Some(language.id)),
            None => (whole, None),
        },
        _ => (whole, None),
    }
}

fn no_content(config: &Config, language: &Language) -> Diagnostic {
    let looked: Vec<String> = config
        .mounts
        .iter()
        .filter(|m| m.lang == language.id && m.fallback_from.is_none())
        .map(|m| match (m.source.as_str(), m.suffixes && language.id != LangId::DEFAULT) {
            ("", _) => "the site's root".to_string(),
            (source, false) => format!("`{source}`"),
            (source, true) => format!("`{source}` (files such as `page.{}.md`)", language.code),
        })
        .collect();
    let message = format!("the language `{}` has no content of its own", language.code);
    let help = match looked.is_empty() {
        true => format!("no mount is of the language `{}`; add one", language.code),
        false => format!("looked in {}", looked.join(", ")),
    };
    Diagnostic::warning(Code::NoContent, message)
        .at(Place::file(FILE_NAME))
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::hash::Hash;
    use crate::source::Data;

    fn files(paths: &[&str]) -> Files {
        let mut list: Vec<File> = paths
            .iter()
            .map(|path| File {
                kind: FileKind::Content,
                path: (*path).into(),
                hash: Hash::of_bytes(path.as_bytes()),
                data: Data::Embedded(b""),
            })
            .collect();
        list.sort_by(|a, b| a.path.cmp(&b.path));
        Files { list }
    }

    fn run(text: &str, paths: &[&str]) -> Noted<Vec<Entry>> {
        let all = files(paths);
        let has = |folder: &str| paths.iter().any(|p| p.starts_with(&format!("{folder}/")));
        let config = config::load("stoop.yaml", text, None, &has).value.expect("it is valid");
        entries(&all, &config)
    }

    fn shown(noted: &Noted<Vec<Entry>>) -> Vec<String> {
        let line = |e: &Entry| format!("{}{} {} {}", e.lang.0, e.words.0, e.path, e.file.path);
        noted.value.iter().map(line).collect()
    }

    const TWO: &str = "languages: {en: {}, zh: {}}";

    #[test]
    fn folders_with_fallback() {
        let out = run(
            TWO,
            &[
                "content/en/docs/x/_index.md",
                "content/en/docs/x/pic.png",
                "content/en/Y.md",
                "content/en/s.sheet.yaml",
                "content/en/t.sheet.yaml",
                "content/zh/docs/x.html",
                "content/zh/s.sheet.yml",
            ],
        );
        assert_eq!(out.notes, []);
        let zh: Vec<String> = shown(&out).into_iter().filter(|l| l.starts_with('1')).collect();
        assert_eq!(
            zh,
            [
                "10 Y.md content/en/Y.md",
                "11 docs/x.html content/zh/docs/x.html",
                "10 docs/x/pic.png content/en/docs/x/pic.png",
                "11 s.sheet.yml content/zh/s.sheet.yml",
                "10 t.sheet.yaml content/en/t.sheet.yaml",
            ]
        );
    }

    #[test]
    fn hidden_by_any_form_of_the_page() {
        for own in ["docs/x.md", "docs/X.markdown", "docs/x/index.md", "docs/x/_index.html"] {
            for other in ["docs/x.md", "docs/x.html", "docs/x/index.md", "docs/x/_index.md"] {
                let out = run(TWO, &[&format!("content/zh/{own}"), &format!("content/en/{other}")]);
                assert_eq!(shown(&out).len(), 2, "{own} hides {other}");
            }
        }
        let out = run(
            TWO,
            &["content/zh/_index.md", "content/en/_index.md", "content/en/x/index.md"],
        );
        assert_eq!(shown(&out).len(), 4);
    }

    #[test]
    fn suffixes() {
        let out = run(
            TWO,
            &[
                "content/page.md",
                "content/page.zh.md",
                "content/v1.2.md",
                "content/only.md",
                "content/only.en.md",
                "content/b/index.zh.md",
                "content/b/pic.png",
                "content/b/pic.ZH.png",
                "content/b/other.png",
                "content/falco.sheet.yaml",
                "content/falco.zh.sheet.yaml",
            ],
        );
        assert_eq!(
            shown(&out),
            [
                "00 b/other.png content/b/other.png",
                "00 b/pic.png content/b/pic.png",
                "00 falco.sheet.yaml content/falco.sheet.yaml",
                "00 only.md content/only.en.md",
                "00 page.md content/page.md",
                "00 v1.2.md content/v1.2.md",
                "11 b/index.md content/b/index.zh.md",
                "10 b/other.png content/b/other.png",
                "11 b/pic.png content/b/pic.ZH.png",
                "11 falco.sheet.yaml content/falco.zh.sheet.yaml",
                "10 only.md content/only.en.md",
                "11 page.md content/page.zh.md",
                "10 v1.2.md content/v1.2.md",
            ]
        );
    }

    #[test]
    fn mounts_with_globs_and_files() {
        let text = "languages: {en: {}, zh: {}}\nmounts:\n- {source: content/en, exclude: ['blog/*', '*.txt']}\n\
                    - {source: content/zh, lang: zh}\n- {source: content/en, lang: zh, fallback: true, include: ['*.md']}\n\
                    - {source: CHANGES.md, target: docs/changes.md}\n- {source: README.md}\n";
        let out = run(
            text,
            &[
                "content/en/a.md",
                "content/en/a.txt",
                "content/en/sub/b.txt",
                "content/en/sub/c.md",
                "content/en/blog/_index.md",
                "content/en/blog/2020/deep/post.md",
                "content/en/blogs.md",
                "CHANGES.md",
                "README.md",
            ],
        );
        assert_eq!(
            shown(&out),
            [
                "00 README.md README.md",
                "00 a.md content/en/a.md",
                "00 blogs.md content/en/blogs.md",
                "00 docs/changes.md CHANGES.md",
                "00 sub/b.txt content/en/sub/b.txt",
                "00 sub/c.md content/en/sub/c.md",
                "10 a.md content/en/a.md",
                "10 blogs.md content/en/blogs.md",
            ]
        );
        assert_eq!(out.notes[0].message, "the language `zh` has no content of its own");
        assert_eq!(out.notes[0].help.as_deref(), Some("looked in `content/zh`"));
    }

    #[test]
    fn kinds_by_ending() {
        assert_eq!(EntryKind::of("a/b.sheet.yaml"), (EntryKind::Sheet, ".sheet.yaml"));
        assert_eq!(EntryKind::of("a/B.MD"), (EntryKind::Page, ".MD"));
        assert_eq!(EntryKind::of("a.b/c"), (EntryKind::Resource, ""));
        assert_eq!(EntryKind::of("a/.md"), (EntryKind::Resource, ""));
        assert_eq!(EntryKind::of("中.tar.gz"), (EntryKind::Resource, ".gz"));
    }
}
