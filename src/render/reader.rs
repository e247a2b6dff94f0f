//! Which file of the site a path in a shortcode names, and its text.

use std::collections::HashSet;
use std::sync::Arc;

use crate::config::{Config, Mount};
use crate::diag::{Code, Diagnostic, nearest};
use crate::doc::Doc;
use crate::lang::LangId;
use crate::site::{Page, Site};
use crate::source::{self, EntryKind, File, FileKind, Files};

/// Finds and reads files for shortcodes.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub files: &'a Files,
    pub config: &'a Config,
    /// The content files that this build shows.
    pub shown: &'a HashSet<Arc<str>>,
    /// Whether it shows drafts.
    pub drafts: bool,
}

/// The content files that a build shows, pages and Markdown beside them: what is left out of the site is left out of includes too.
pub fn shown(site: &Site, drafts: bool) -> HashSet<Arc<str>> {
    let pages = site.pages.iter().filter_map(|p| Some(p.doc.as_ref()?.file.clone()));
    let resources = site.pages.iter().flat_map(|p| &p.resources);
    let beside = resources
        .filter(|r| drafts || !r.doc.as_ref().is_some_and(|d| is_draft(d)))
        .map(|r| r.file.path.clone());
    pages.chain(beside).collect()
}

/// Whether a file says of itself that it is a draft.
pub fn is_draft(doc: &Doc) -> bool {
    doc.front.map.get("draft").and_then(serde_json::Value::as_bool) == Some(true)
}

impl<'a> Reader<'a> {
    /// The file that `path` names in the file `from` of a page: beside that file and the page's own unless it begins with `/`, then in
    /// the content of the page's language and of the default one, then from the site's root, then in the folders `_includes` of the
    /// sections that the page lies in.
    ///
    /// # Errors
    /// There is no such file, or the path climbs out of the site.
    pub fn find(&self, page: &Page, from: &str, path: &str) -> Result<&'a File, Diagnostic> {
        let own = page.doc.as_ref().map_or(from, |d| &d.file);
        let beside = || {
            [from, own]
                .into_iter()
                .filter(|_| !path.starts_with('/'))
                .filter_map(|file| join(folder_of(file), path))
        };
        let plain = join("", path);
        if plain.is_none() && beside().next().is_none() {
            let message = format!("`{path}` leads out of the site's folder");
            return Err(Diagnostic::error(Code::MissingFile, message).help("keep what shortcodes read inside the site"));
        }
        let found = beside()
            .find_map(|path| self.at(&path))
            .or_else(|| self.in_content(page.lang, plain.as_deref()?))
            .or_else(|| self.in_content(page.words, plain.as_deref()?))
            .or_else(|| self.in_content(LangId::DEFAULT, plain.as_deref()?))
            .or_else(|| self.at(plain.as_deref()?))
            .or_else(|| self.in_includes(page, path));
        let file = found.ok_or_else(|| self.missing(path))?;
        self.admit(file)
    }

    /// A file, unless the build leaves it out: a draft leaves no trace, through no door.
    fn admit(&self, file: &'a File) -> Result<&'a File, Diagnostic> {
        if self.drafts || file.kind != FileKind::Content {
            return Ok(file);
        }
        let left_out = |why: &str| {
            let note = Diagnostic::warning(Code::MissingFile, format!("`{}` is not shown here: {why}", file.path));
            Err(note.help("the preview shows it"))
        };
        match EntryKind::of(&file.path).0 {
            EntryKind::Sheet => left_out("a cheatsheet may hold drafts; embed it with the shortcode `cheatsheet`"),
            EntryKind::Page if !self.shown.contains(&file.path) => left_out("it is a draft, or is not published now"),
            EntryKind::Page | EntryKind::Resource => Ok(file),
        }
    }

    /// The text of a file, without a BOM.
    ///
    /// # Errors
    /// It cannot be read or is no text.
    pub fn text(&self, file: &File) -> Result<String, Diagnostic> {
        let bytes = file.read().map_err(|e| source::unreadable(&file.path, &e))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let message = format!("`{}` is not UTF-8, so it cannot be shown as text", file.path);
            Diagnostic::error(Code::NotUtf8, message).help("save it as UTF-8")
        })?;
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        Ok(crate::doc::mark::clean(&text).into_owned())
    }

    /// A file by its path from the site's root, if shortcodes may read it.
    fn at(&self, path: &str) -> Option<&'a File> {
        self.files.get(path).filter(|f| is_readable(f))
    }

    fn in_content(&self, lang: LangId, path: &str) -> Option<&'a File> {
        let of_language = self.config.mounts.iter().filter(|m| m.lang == lang);
        of_language.filter_map(|m| self.in_mount(m, path)).next()
    }

    /// A piece of text for pages of one part of the site: the nearest section's comes first, in the page's language before the default.
    fn in_includes(&self, page: &Page, path: &str) -> Option<&'a File> {
        if path.starts_with(['/', '.']) {
            return None;
        }
        let own = page.path.trim_matches('/');
        let mut section = Some(own);
        while let Some(folder) = section {
            let path = join(&format!("{folder}/_includes"), path)?;
            let found = [page.lang, page.words, LangId::DEFAULT]
                .into_iter()
                .find_map(|lang| self.in_content(lang, &path));
            if found.is_some() {
                return found;
            }
            section = (!folder.is_empty()).then(|| folder_of(folder));
        }
        None
    }

    fn in_mount(&self, mount: &Mount, path: &str) -> Option<&'a File> {
        let below = match mount.target.is_empty() {
            true => path,
            false => path.strip_prefix(&mount.target)?.trim_start_matches('/'),
        };
        let path = join(&mount.source, below)?;
        if mount.suffixes {
            let code = &self.config.language(mount.lang).code;
            let named = path.rsplit_once('.').map(|(stem, end)| format!("{stem}.{code}.{end}"));
            if let Some(found) = named.and_then(|p| self.at(&p)) {
                return Some(found);
            }
        }
        self.at(&path)
    }

    fn missing(&self, path: &str) -> Diagnostic {
        let note = Diagnostic::error(Code::MissingFile, format!("there is no file `{path}`"));
        let name = path.rsplit('/').next().unwrap_or(path);
        let readable = || self.files.list.iter().filter(|f| is_readable(f));
        // A file of that name elsewhere is what was meant more often than one with a like name.
        let near = readable().find(|f| f.name() == name).or_else(|| {
            let near = nearest(name, readable().map(File::name))?;
            readable().find(|f| f.name() == near)
        });
        match near {
            Some(file) => note.help(format!("did you mean `/{}`?", file.path)),
            None => note.help(
                "it is looked for beside the page, in the content of its language, from the site's root, and in the folders `_includes` of its sections",
            ),
        }
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_readable(file: &File) -> bool {
    matches!(file.kind, FileKind::Content | FileKind::Data | FileKind::Static) && matches!(file.data, source::Data::Disk(_))
}

/// A path from a folder with `.` and `..` resolved; `None` when it leaves the root.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(join("content/en/docs", "../x.md").as_deref(), Some("content/en/x.md"));
        assert_eq!(join("", "/./a//b.md").as_deref(), Some("a/b.md"));
        assert_eq!(join("a", "../../b"), None);
        assert_eq!(join("a", "..\\..\\b"), None);
    }
}
