//! One page to its artefacts: the HTML and, for lists, the feed.

use std::sync::Arc;

use tera::{Context, Value};

use super::article::{self, Article, Kitchen, escape};
use super::failure::diagnose;
use super::origin::Trace;
use super::pdf::{self, Pdf};
use super::reader::Reader;
use super::shared::Shared;
use super::view::{View, formats, script};
use super::{Job, feed, llms, sheet_files, sheets, twin};
use crate::config::Format;
use crate::diag::{Code, Diagnostic, Noted, Place};
use crate::doc::mark::{self, Mark};
use crate::doc::{Body, Call, Node};
use crate::hash::Hash;
use crate::output::Artefact;
use crate::site::{Kind, Page};

/// Everything that is published of a page, with the hash of all that it depends on.
pub fn render(job: &Job, shared: &Shared, page: &Page) -> (Hash, Arc<Noted<Vec<Artefact>>>) {
    let view = shared.views.page(page);
    let items = feed::items(job, shared, page);
    let sections = llms::sections(job, shared, page);
    let reads = reads_files(job, page);
    let pdfs = pdf::of_page(job, shared, page);
    let key = Hash::of(&(
        (shared.hash, shared.langs[page.lang.index()].hash, &page.output),
        (page.doc.as_ref().map(|d| d.hash), &view, &items, &sections),
        (shared.nav(page).map(|n| n.hash), shared_ids(job, page)),
        sheets::ready(job, page).map(|s| s.value.hash),
        // What a file holds that a call reads is known only when it is read; it may call anything.
        (reads || uses_sheets(job, page) || page.head.layout.is_some()).then(|| shared.langs[page.lang.index()].sheets_hash),
        reads.then_some(shared.files_hash),
        pdfs.iter().map(|p| p.key).collect::<Vec<_>>(),
    ));
    let made = job
        .memos
        .pages
        .get(key, || make(job, shared, page, &view, (&items, &sections), &pdfs));
    (key, made)
}

fn make(
    job: &Job,
    shared: &Shared,
    page: &Page,
    view: &View,
    (items, sections): (&[feed::Item], &[llms::Section]),
    pdfs: &[Pdf],
) -> Noted<Vec<Artefact>> {
    let mut notes = Vec::new();
    let mut made = Vec::new();
    let formats = formats(job.config, page);
    if let Some(path) = page.output.as_ref().filter(|_| formats.contains(&Format::Html))
        && let Some(html) = html(job, shared, page, view, pdfs, &mut notes)
    {
        made.push(Artefact::made(path.clone(), html));
        made.extend(sheet_files::artefacts(job, page));
    }
    if formats.contains(&Format::Rss) && page.output.is_some() {
        match feed::render(job, shared, page, view, items) {
            Ok(artefact) => made.push(artefact),
            Err(found) => notes.extend(found),
        }
    }
    if formats.contains(&Format::Llms) && page.kind == Kind::Home {
        match llms::render(job, shared, page, sections) {
            Ok(artefact) => made.push(artefact),
            Err(found) => notes.extend(found),
        }
    }
    if let (Some(url), Some(script)) = (shared.views.twin(page), script(page)) {
        let text = twin::render(kitchen(job, shared, page), page, script, &implicits(shared, page, view));
        made.push(Artefact::made(url.trim_start_matches('/'), text));
    }
    if page.words == page.lang {
        made.extend(pdfs.iter().filter_map(Pdf::artefact));
        notes.extend(pdf::findings(page, pdfs));
    }
    Noted::new(made, notes)
}

/// The page's article with where its parts are written.
pub fn trace(job: &Job, shared: &Shared, page: &Page) -> Option<Trace> {
    let script = script(page)?;
    let view = shared.views.page(page);
    let is_html = page.doc.as_ref().is_some_and(|d| matches!(d.body, Body::Html(_)));
    let kitchen = Kitchen {
        trace: true,
        ..kitchen(job, shared, page)
    };
    let made = article::render(kitchen, page, script, is_html, &implicits(shared, page, &view));
    Some(Trace::new(&made.value.html))
}

fn kitchen<'a>(job: &Job<'a>, shared: &'a Shared<'a>, page: &Page) -> Kitchen<'a> {
    Kitchen {
        config: job.config,
        theme: job.theme,
        markdown: job.markdown,
        linker: shared.linker,
        prose: &job.memos.prose,
        included: &job.memos.included,
        files: Reader {
            files: job.files,
            config: job.config,
            shown: &shared.shown,
            drafts: job.drafts,
        },
        trace: false,
        ids: shared_ids(job, page),
    }
}

/// Ids that headings of a page take from its source.
fn shared_ids<'a>(job: &Job<'a>, page: &Page) -> &'a [(usize, String)] {
    job.translations.of(page.id).map_or(&[], |standing| &standing.ids)
}

/// What components may declare with `@`.
fn implicits(shared: &Shared, page: &Page, view: &View) -> Context {
    let language = &shared.langs[page.lang.index()];
    let mut context = Context::new();
    context.insert_value("lang", language.lang.clone());
    context.insert_value("site", language.site.clone());
    context.insert_value("page", Value::from_serializable(&view.page));
    context.insert_value("sheets", language.sheets.clone());
    context.insert_value("bundles", language.bundles.clone());
    context
}

fn html(job: &Job, shared: &Shared, page: &Page, view: &View, pdfs: &[Pdf], notes: &mut Vec<Diagnostic>) -> Option<String> {
    let language = &shared.langs[page.lang.index()];
    let mut context = Context::new();
    context.insert_value("lang", language.lang.clone());
    context.insert_value("site", language.site.clone());
    // A layout may show any sheet, as a shortcode may.
    if page.head.layout.is_some() {
        context.insert_value("sheets", language.sheets.clone());
    }
    let article = match script(page) {
        Some(script) => {
            let is_html = page.doc.as_ref().is_some_and(|d| matches!(d.body, Body::Html(_)));
            let made = article::render(
                kitchen(job, shared, page),
                page,
                script,
                is_html,
                &implicits(shared, page, view),
            );
            notes.extend(made.notes);
            made.value
        }
        None => Article::default(),
    };
    let ready = sheets::ready(job, page);
    if let Some(sheet) = &ready {
        notes.extend(sheet.notes.iter().cloned());
        // A page for the list of 2019 is an article, and shows its sheet by a shortcode.
        let name = if sheets::is_sheet(page) { "sheet" } else { "listed" };
        context.insert_value(name, sheet.value.value.clone());
        context.insert("pdfs", &pdfs.iter().filter_map(Pdf::view).collect::<Vec<_>>());
    }
    let mut page_map = Value::from_serializable(&view.page).into_map().unwrap_or_default();
    page_map.insert("toc".into(), Value::safe_string(&article.toc));
    context.insert_value("page", Value::from(page_map));
    context.insert_value("content", Value::safe_string(&article.html));
    // The home page is the entrance to every section and shows the tree of none.
    let nav = shared
        .nav(page)
        .filter(|_| page.kind != Kind::Home)
        .map_or(String::new(), |nav| nav.marked(&view.page.url));
    context.insert_value("nav", Value::safe_string(&nav));
    context.insert("crumbs", &view.crumbs);
    context.insert("prev", &view.prev);
    context.insert("next", &view.next);
    context.insert("translations", &view.translations);
    context.insert("alternates", &view.alternates);
    context.insert("children", &view.children);
    context.insert("canonical", &view.canonical);

    let template = template(job, page, ready.is_some(), notes)?;
    match job.theme.tera.render(&template, &context) {
        Ok(html) => Some(finish(shared, page, &html, notes)),
        Err(error) => {
            let of = page.doc.as_ref().map(|d| Place::file(d.file.clone()));
            let label = format!("while rendering {}", page.url);
            notes.extend(
                diagnose(&error, Code::TemplateFailed, &job.theme.sources)
                    .into_iter()
                    .map(|n| n.via(label.clone(), of.clone())),
            );
            None
        }
    }
}

/// Answer the marks that templates left (`link`, `ref`).
fn finish(shared: &Shared, page: &Page, html: &str, notes: &mut Vec<Diagnostic>) -> String {
    let mut out = String::with_capacity(html.len());
    mark::fill(html, &mut out, |mark, out| {
        let (url, problem) = match mark {
            Mark::Call(_) | Mark::Origin(_) => return,
            Mark::Include(path) | Mark::Text(path) | Mark::Code { path, .. } => {
                let message = format!("`{path}` is read by a template; only a shortcode can read files");
                (String::new(), Some(Diagnostic::error(Code::TemplateFailed, message)))
            }
            Mark::Link(target) | Mark::Image(target) => shared.linker.link(page, target),
            Mark::Ref(target) => shared.linker.reference(page, target, true),
            Mark::RelRef(target) => shared.linker.reference(page, target, false),
        };
        out.push_str(&escape(&url));
        notes.extend(problem.map(|p| match &page.doc {
            Some(doc) => p.at(Place::file(doc.file.clone())),
            None => p,
        }));
    });
    out
}

/// The template of a page: its layout's, its type's, its kind's.
fn template(job: &Job, page: &Page, is_sheet: bool, notes: &mut Vec<Diagnostic>) -> Option<String> {
    let kind = match page.kind {
        // A section that is written as a sheet shows the sheet; its pages stand in the navigation.
        Kind::Page | Kind::Section | Kind::Home if is_sheet => "sheet",
        other => other.as_str(),
    };
    let folder = page.head.kind.as_deref().unwrap_or(&page.section);
    if let Some(layout) = &page.head.layout {
        let wanted = [format!("{folder}/{layout}.html"), format!("{layout}.html")];
        if let Some(found) = job.theme.first_of(&wanted) {
            return Some(found);
        }
        let mut note = Diagnostic::warning(Code::MissingTemplate, format!("no template has the layout `{layout}`"));
        note.place = page
            .doc
            .as_ref()
            .and_then(|d| d.front.place("layout").or_else(|| Some(Place::file(d.file.clone()))));
        notes.push(note.help(format!("add templates/{layout}.html; `{kind}.html` is used for now")));
    }
    let usual = [format!("{folder}/{kind}.html"), format!("{kind}.html")];
    let found = job.theme.first_of(&usual);
    if found.is_none() {
        notes.push(Diagnostic::error(
            Code::MissingTemplate,
            format!("there is no template `{kind}.html`"),
        ));
    }
    found
}

/// Whether a page's text calls a component that is given the sheets.
pub fn uses_sheets(job: &Job, page: &Page) -> bool {
    has_call(page, &|call| job.theme.shortcode(&call.name).is_some_and(|s| s.sheets))
}

/// Whether a page's text calls a component that reads files.
fn reads_files(job: &Job, page: &Page) -> bool {
    has_call(page, &|call| job.theme.shortcode(&call.name).is_some_and(|s| s.reads))
}

fn has_call(page: &Page, wanted: &dyn Fn(&Call) -> bool) -> bool {
    fn any(nodes: &[Node], wanted: &dyn Fn(&Call) -> bool) -> bool {
        nodes.iter().any(|node| match node {
            Node::Call(call) => wanted(call) || call.inner.as_deref().is_some_and(|inner| any(inner, wanted)),
            Node::Text(_) | Node::Escaped(_) => false,
        })
    }
    script(page).is_some_and(|s| any(&s.nodes, wanted))
}
