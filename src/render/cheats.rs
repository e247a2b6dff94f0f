//! The sheet that `data/cheatsheet.yaml` makes, the form of 2019: pages show it by a shortcode, or are given to it by their layout.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Job, data};
use crate::diag::{Diagnostic, Noted, Source};
use crate::hash::Hash;
use crate::sheet::{self, Shown, cheats};
use crate::site::Page;
use crate::source::{File, FileKind};

/// What the sheet is called in shortcodes.
pub const NAME: &str = "cheatsheet";

/// Whether a page is there for the list: by its layout, unless it names another sheet.
pub fn is_page(page: &Page) -> bool {
    let named = page.head.params.get("sheet");
    page.head.layout.as_deref() == Some(NAME) && named.is_none_or(|name| name == NAME)
}

/// Of the list of a language and of all files that it may name; `None` where there is no list.
pub fn hash(job: &Job, code: &str) -> Option<Hash> {
    let list = list(job, code)?;
    let files: Vec<_> = files(job).into_iter().map(|(name, file)| (name, file.hash)).collect();
    Some(Hash::of(&(&list.path, list.hash, files)))
}

/// The sheet for readers of a language: of `data/zh/cheatsheet.yaml`, else of `data/cheatsheet.yaml`. `None` where there is no such list.
pub fn shown(job: &Job, code: &str) -> Option<Noted<Shown>> {
    let list = list(job, code)?;
    let text = String::from_utf8(list.read().ok()?).ok()?;
    let source = Source::new(list.path.clone(), &text);
    // A text that cannot be parsed is told with the data of the site.
    let node = data::node(&list.path, &text).ok()?;
    if !cheats::is_list(&node) {
        return None;
    }
    let files = files(job);
    let names: Vec<&str> = files.keys().copied().collect();
    let mut notes: Vec<Diagnostic> = Vec::new();
    let read = |name: &str| {
        let bytes = files.get(name)?.read().ok()?;
        Some(Arc::from(String::from_utf8_lossy(&bytes)))
    };
    let sheet = cheats::of_list(&node, &source, job.drafts, &names, &read);
    notes.extend(sheet.notes);
    let shown = sheet::show(&sheet.value, None, job.drafts);
    notes.extend(shown.notes);
    Some(Noted::new(shown.value, notes))
}

fn list<'a>(job: &Job<'a>, code: &str) -> Option<&'a File> {
    let ends = ["yaml", "yml", "toml", "json"];
    let own = ends.iter().map(|end| format!("data/{code}/{NAME}.{end}"));
    let shared = ends.iter().map(|end| format!("data/{NAME}.{end}"));
    own.chain(shared).find_map(|path| job.files.get(&path))
}

/// The files of the folder by name.
fn files<'a>(job: &Job<'a>) -> BTreeMap<&'a str, &'a File> {
    let inside = |f: &'a File| Some((f.path.strip_prefix(cheats::FOLDER)?.strip_prefix('/')?, f));
    job.files.of(FileKind::Data).filter_map(inside).collect()
}
