//! Cheatsheets as template values: a sheet, or its translation laid over it, with drafts left out.

use std::sync::Arc;

use tera::value::Key;
use tera::{Map, Value};

use super::link::Linker;
use super::{Job, cheats, sheet_files};
use crate::diag::{Code, Diagnostic, Noted, Severity};
use crate::doc::{Body, Doc};
use crate::hash::Hash;
use crate::lang::LangId;
use crate::sheet::{self, Shown, Words};
use crate::site::Page;

/// A sheet that templates can show.
#[derive(Debug)]
pub struct Ready {
    pub shown: Shown,
    pub value: Value,
    pub hash: Hash,
}

/// The sheet of a page; `None` when the page is not a sheet.
pub fn ready(job: &Job, page: &Page) -> Option<Arc<Noted<Ready>>> {
    let doc = page.doc.as_ref()?;
    let base: Option<&Arc<Doc>> = match &doc.body {
        Body::Sheet(_) => None,
        Body::Overlay(_) => Some(base_of(job, page)?),
        Body::Markdown(_) | Body::Html(_) => return listed(job, page),
    };
    let url = linker(job).href(&page.url);
    let files = files(job, page);
    let task = Task::of(job, page);
    let key = Hash::of(&(
        &doc.file,
        doc.hash,
        base.map(|b| (&b.file, b.hash)),
        job.drafts,
        &url,
        &files,
        &task,
    ));
    Some(job.memos.sheets.get(key, || {
        let mut made = make(doc, base, job.drafts, &url, files.as_ref());
        made.notes = made.notes.into_iter().filter_map(|note| task.told(note)).collect();
        made
    }))
}

/// The sheet of the list of 2019, if it is what a page shows. Its findings are told once, with what all pages share.
fn listed(job: &Job, page: &Page) -> Option<Arc<Noted<Ready>>> {
    let named = |p: &Page| p.lang == page.lang && is_sheet(p) && p.path.rsplit('/').next() == Some(cheats::NAME);
    if !cheats::is_page(page) || job.site.pages.iter().any(named) {
        return None;
    }
    let code = &job.config.language(page.lang).code;
    let url = linker(job).href(&page.url);
    let files = files(job, page);
    let words = (&page.title, &page.head.description);
    let key = Hash::of(&(cheats::hash(job, code)?, job.drafts, &url, &files, words));
    let made = job.memos.sheets.get(key, || {
        let mut shown = cheats::shown(job, code).map(|noted| noted.value).unwrap_or_default();
        if shown.title.text.is_empty() {
            shown.title = Words::literal(&page.title);
        }
        let own = page.head.description.as_deref().map(Words::literal);
        shown.description = shown.description.or(own);
        Noted::clean(finish(shown, &url, files.as_ref()))
    });
    (!made.value.shown.groups.is_empty()).then_some(made)
}

/// Whether a page is written as a sheet, or as the translation of one.
pub(super) fn is_sheet(page: &Page) -> bool {
    let body = page.doc.as_ref().map(|d| &d.body);
    matches!(body, Some(Body::Sheet(_) | Body::Overlay(_)))
}

/// The addresses of a sheet's text and JSON.
fn files(job: &Job, page: &Page) -> Option<[String; 2]> {
    sheet_files::paths(page).map(|paths| paths.map(|path| linker(job).href(&format!("/{path}"))))
}

/// What a translator of the sheet is asked to do.
#[derive(Hash)]
struct Task {
    /// The command that brings the translation up to date.
    call: String,
    /// What strings weigh that are behind or missing: as pages do in this language. A draft is not judged.
    severity: Option<Severity>,
}

impl Task {
    fn of(job: &Job, page: &Page) -> Task {
        let language = job.config.language(page.lang);
        Task {
            call: format!("`stoop sheet strings {} {}`", page.path, language.code),
            severity: language.stale.severity().filter(|_| !page.head.draft),
        }
    }

    /// A finding of the translation with the command in its advice, and as heavy as the language wants it.
    fn told(&self, mut note: Diagnostic) -> Option<Diagnostic> {
        let advice = match note.code {
            Code::OverlayStale => format!("{} shows their new words", self.call),
            Code::OverlayMissing => format!("{} writes them into the file", self.call),
            Code::OverlayUnknownId => format!("{} carries a translation over to the new id of its words", self.call),
            _ => return Some(note),
        };
        if note.code != Code::OverlayUnknownId {
            note.severity = self.severity?;
        }
        let help = note.help.take().map_or(advice.clone(), |help| format!("{help}; {advice}"));
        Some(note.help(help))
    }
}

/// The sheet that an overlay translates: the page at the same path in the default language.
fn base_of<'a>(job: &Job<'a>, page: &Page) -> Option<&'a Arc<Doc>> {
    let id = job.site.by_path.get(&(LangId::DEFAULT, page.path.clone()))?;
    job.site.page(*id).doc.as_ref().filter(|d| matches!(d.body, Body::Sheet(_)))
}

pub(super) fn linker<'a>(job: &Job<'a>) -> Linker<'a> {
    Linker {
        site: job.site,
        config: job.config,
    }
}

/// `files`: the addresses of its text and its JSON.
fn make(doc: &Doc, base: Option<&Arc<Doc>>, drafts: bool, url: &str, files: Option<&[String; 2]>) -> Noted<Ready> {
    let shown = match (&doc.body, base.map(|b| &b.body)) {
        (Body::Sheet(own), _) => sheet::show(own, None, drafts),
        (Body::Overlay(overlay), Some(Body::Sheet(base))) => sheet::show(base, Some(overlay), drafts),
        _ => {
            return Noted::clean(Ready {
                shown: Shown::default(),
                value: Value::none(),
                hash: Hash::default(),
            });
        }
    };
    Noted::new(finish(shown.value, url, files), shown.notes)
}

/// A sheet with its value for templates.
fn finish(shown: Shown, url: &str, files: Option<&[String; 2]>) -> Ready {
    let value = Value::from_serializable(&shown);
    let mut map: Map = value.as_map().cloned().unwrap_or_default();
    map.insert("url".into(), Value::from(url));
    if let Some([text, json]) = files {
        let files = Map::from_iter([
            ("text".into(), Value::from(text.as_str())),
            ("json".into(), Value::from(json.as_str())),
        ]);
        map.insert("files".into(), Value::from(files));
    }
    let text = serde_json::to_string(&shown).unwrap_or_default();
    Ready {
        hash: Hash::of(&(text, url, files)),
        shown,
        value: Value::from(map),
    }
}

/// A sheet by its name or path, or a part of it: `falco`, `falco/run`, `falco/run.docker`.
///
/// # Errors
/// One sentence that names what there is not, and the nearest that there is.
pub fn find(sheets: &Map, name: &str) -> Result<Value, String> {
    if let Some(sheet) = sheets.get(&Key::from(name.to_string())) {
        return Ok(sheet.clone());
    }
    // In 2019 a block was called by the name of its file alone.
    let list = sheets
        .get(&Key::from(cheats::NAME.to_string()))
        .filter(|_| !name.contains('/'));
    if let Some((list, group)) = list.and_then(|list| Some((list, holder(list, name)?))) {
        return part_of(list, cheats::NAME, &format!("{group}.{name}"));
    }
    let (sheet_name, part) = name.rsplit_once('/').unwrap_or((name, ""));
    match sheets.get(&Key::from(sheet_name.to_string())) {
        Some(sheet) if !part.is_empty() => part_of(sheet, sheet_name, part),
        _ => Err(unknown(sheets, sheet_name)),
    }
}

/// Why no sheet has a name: there is none, or there are several.
fn unknown(sheets: &Map, name: &str) -> String {
    let known = || sheets.keys().filter_map(|k| k.as_str());
    let mut called: Vec<&str> = known().filter(|path| path.rsplit('/').next() == Some(name)).collect();
    called.sort_unstable();
    match called.as_slice() {
        [] => format!("there is no cheatsheet `{name}`{}", hint(name, known())),
        paths => several(name, paths),
    }
}

/// That a name is not enough to tell sheets apart, with their paths.
pub(super) fn several(name: &str, paths: &[&str]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    format!("several cheatsheets are called `{name}`: write {}", paths.join(" or "))
}

/// The id of the first group that has a block of this id.
fn holder(sheet: &Value, block: &str) -> Option<String> {
    let groups = sheet.get_from_path("groups").and_then(Value::as_array).unwrap_or_default();
    let group = groups.iter().find(|group| child(group, "blocks", block).is_ok())?;
    group.get_from_path("id")?.as_str().map(str::to_string)
}

/// The sheet with one group, or one block of it, alone.
fn part_of(sheet: &Value, sheet_name: &str, part: &str) -> Result<Value, String> {
    let (group_id, block_id) = part.split_once('.').map_or((part, None), |(g, b)| (g, Some(b)));
    let mut group = child(sheet, "groups", group_id)
        .map_err(|hint| format!("the cheatsheet `{sheet_name}` has no group `{group_id}`{hint}"))?;
    if let Some(block_id) = block_id {
        let block = child(&group, "blocks", block_id)
            .map_err(|hint| format!("the group `{group_id}` of the cheatsheet `{sheet_name}` has no block `{block_id}`{hint}"))?;
        group = with(&group, "blocks", vec![block]);
    }
    Ok(with(sheet, "groups", vec![group]))
}

/// The item of a list that has an id; else which one may have been meant.
fn child(parent: &Value, list: &str, id: &str) -> Result<Value, String> {
    let items = parent.get_from_path(list).and_then(Value::as_array).unwrap_or_default();
    let id_of = |item: &Value| item.get_from_path("id").and_then(|v| v.as_str().map(str::to_string));
    let found = items.iter().find(|item| id_of(item).as_deref() == Some(id));
    let ids: Vec<String> = items.iter().filter_map(id_of).collect();
    found.cloned().ok_or_else(|| hint(id, ids.iter().map(String::as_str)))
}

fn with(map: &Value, key: &'static str, items: Vec<Value>) -> Value {
    let mut map = map.as_map().cloned().unwrap_or_default();
    map.insert(key.into(), Value::from(items));
    Value::from(map)
}

pub(super) fn hint<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    crate::diag::nearest(wrong, known).map_or(String::new(), |near| format!("; did you mean `{near}`?"))
}
