//! A sheet in other forms than HTML, and the lookup of a sheet and its parts by name.

use std::sync::Arc;

use super::text::{self, Extent, Look, Tools};
use super::{Job, sheet_json, sheets};
use crate::diag::{Diagnostic, Noted, nearest};
use crate::lang::LangId;
use crate::output::Artefact;
use crate::sheet::Shown;
use crate::site::Page;

/// Where the text and the JSON of a sheet's page are published: `cheatsheets/falco/falco.txt` beside `cheatsheets/falco/index.html`.
pub fn paths(page: &Page) -> Option<[String; 2]> {
    let output = page.output.as_ref()?;
    let folder = output.strip_suffix("index.html").map(|f| f.trim_end_matches('/'));
    let stem = match folder {
        Some("") => name(page).to_string(),
        Some(folder) => format!("{folder}/{}", folder.rsplit('/').next().unwrap_or(folder)),
        None => output.trim_end_matches(".html").to_string(),
    };
    Some(["txt", "json"].map(|end| format!("{stem}.{end}")))
}

/// The text and the JSON of a page, if it is a sheet.
pub fn artefacts(job: &Job, page: &Page) -> Vec<Artefact> {
    let (Some(ready), Some([text_path, json_path])) = (sheets::ready(job, page), paths(page)) else {
        return Vec::new();
    };
    let shown = &ready.value.shown;
    let tag = &job.config.language(page.words).tag;
    let json = sheet_json::write(shown, name(page), tag, &address(job, page));
    vec![
        Artefact::made(text_path, write(job, page, shown, Look::PLAIN, Extent::Sheet)),
        Artefact::made(json_path, json),
    ]
}

/// A sheet of the site that was found by its name.
pub struct Found<'a> {
    pub page: &'a Page,
    ready: Arc<Noted<sheets::Ready>>,
}

impl Found<'_> {
    /// What was noticed about the sheet while it was put together.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.ready.notes
    }

    /// The sheet, or a part of it: `run`, `run.docker`, `W3`.
    ///
    /// # Errors
    /// One sentence that names what there is not, and the nearest that there is.
    pub fn text(&self, job: &Job, part: Option<&str>, look: Look) -> Result<String, String> {
        let shown = &self.ready.value.shown;
        let Some(part) = part else {
            return Ok(write(job, self.page, shown, look, Extent::Sheet));
        };
        let (shown, extent) = part_of(shown, name(self.page), part)?;
        Ok(write(job, self.page, &shown, look, extent))
    }
}

/// The sheet of a language by its name or path.
///
/// # Errors
/// One sentence that names what there is not, and the nearest that there is.
pub fn find<'a>(job: &Job<'a>, lang: LangId, wanted: &str) -> Result<Found<'a>, String> {
    let all: Vec<(&Page, Arc<Noted<sheets::Ready>>)> = job
        .site
        .pages
        .iter()
        .filter(|p| p.lang == lang)
        .filter_map(|p| Some((p, sheets::ready(job, p)?)))
        .collect();
    let wanted = wanted.trim_matches('/').to_lowercase();
    let mut fits: Vec<_> = all.iter().filter(|(p, _)| p.path == wanted).collect();
    if fits.is_empty() {
        fits = all.iter().filter(|(p, _)| name(p) == wanted).collect();
    }
    match fits.as_slice() {
        [(page, ready)] => Ok(Found {
            page,
            ready: ready.clone(),
        }),
        [] => Err(none(job, lang, &wanted, all.iter().map(|(p, _)| *p))),
        several => {
            let paths: Vec<&str> = several.iter().map(|(p, _)| p.path.as_str()).collect();
            Err(sheets::several(&wanted, &paths))
        }
    }
}

fn none<'a>(job: &Job, lang: LangId, wanted: &str, all: impl Iterator<Item = &'a Page> + Clone) -> String {
    let hidden = job
        .site
        .hidden
        .iter()
        .find(|((l, path), _)| *l == lang && path.rsplit('/').next() == Some(wanted));
    if let Some((_, why)) = hidden {
        return format!("the cheatsheet `{wanted}` is left out ({why}); `--drafts` shows drafts");
    }
    let names: Vec<&str> = all.map(name).collect();
    let hint = match nearest(wanted, names.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if names.is_empty() => "; the site has none".to_string(),
        None => format!("; there are: {}", names.join(", ")),
    };
    format!("there is no cheatsheet `{wanted}`{hint}")
}

/// What a sheet is called: the last part of its path; the home page has none.
fn name(page: &Page) -> &str {
    page.path
        .rsplit('/')
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or("sheet")
}

fn part_of(shown: &Shown, sheet: &str, part: &str) -> Result<(Shown, Extent), String> {
    let by_badge = |g: &crate::sheet::ShownGroup| g.blocks.iter().any(|b| b.badge.eq_ignore_ascii_case(part));
    let mut out = shown.clone();
    if let Some(group) = shown.groups.iter().find(|g| g.id == part) {
        out.groups = vec![group.clone()];
        return Ok((out, Extent::Group));
    }
    let (group_id, block_id) = part.split_once('.').unwrap_or((part, ""));
    let found = shown
        .groups
        .iter()
        .find(|g| if block_id.is_empty() { by_badge(g) } else { g.id == group_id });
    let Some(group) = found else {
        let known = shown.groups.iter().map(|g| g.id.as_str());
        return Err(format!(
            "the cheatsheet `{sheet}` has no group `{group_id}`{}",
            sheets::hint(group_id, known)
        ));
    };
    let mut group = group.clone();
    let ids: Vec<String> = group.blocks.iter().map(|b| b.id.clone()).collect();
    group
        .blocks
        .retain(|b| b.id == block_id || (block_id.is_empty() && b.badge.eq_ignore_ascii_case(part)));
    if group.blocks.is_empty() {
        return Err(format!(
            "the group `{group_id}` of the cheatsheet `{sheet}` has no block `{block_id}`{}",
            sheets::hint(block_id, ids.iter().map(String::as_str))
        ));
    }
    out.groups = vec![group];
    Ok((out, Extent::Block))
}

fn write(job: &Job, page: &Page, shown: &Shown, look: Look, extent: Extent) -> String {
    let tools = Tools {
        markdown: job.markdown,
        strings: &job.theme.strings,
        lang: &job.config.language(page.lang).code,
    };
    text::write(shown, tools, look, extent, &address(job, page))
}

fn address(job: &Job, page: &Page) -> String {
    sheets::linker(job).permalink(&page.url)
}
