//! What belongs to no page: the page for missing addresses, redirects, the colours of code, and files published as they are.

use std::collections::HashMap;
use std::sync::Arc;

use tera::{Context, Value};

use super::Job;
use super::failure::diagnose;
use super::shared::Shared;
use super::theme::CODE_CSS;
use crate::config::Redirects;
use crate::diag::{Code, Diagnostic, Place};
use crate::lang::LangId;
use crate::output::{Artefact, Bytes};
use crate::site::{Kind, Page, PageId, Redirect};
use crate::source::{Data, File, FileKind};

/// Pages without content: 404 for each language, and the list of redirects.
pub fn render(job: &Job, shared: &Shared) -> (Vec<Artefact>, Vec<Diagnostic>) {
    let mut made = Vec::new();
    let mut notes = Vec::new();
    for language in &job.config.languages {
        match missing(job, shared, &language.prefix, language.id) {
            Ok(artefact) => made.push(artefact),
            Err(found) => notes.extend(found),
        }
    }
    if job.config.redirects != Redirects::Html {
        let line = |r: &Redirect| format!("{} {} 301\n", shared.linker.href(&r.from), shared.linker.href(&r.to));
        made.push(Artefact::made(
            "_redirects",
            job.site.redirects.iter().map(line).collect::<String>(),
        ));
    }
    (made, notes)
}

/// `404.html` of a language.
fn missing(job: &Job, shared: &Shared, prefix: &str, lang: LangId) -> Result<Artefact, Vec<Diagnostic>> {
    let page = bare_page(job, lang, &format!("{prefix}/404.html"), "404");
    render_bare(job, shared, &page, "404.html", Context::new())
}

/// A page that no file makes and that no list names, at an address from the root of the site.
pub fn bare_page(job: &Job, lang: LangId, url: &str, name: &str) -> Page {
    let index = if url.ends_with('/') { "index.html" } else { "" };
    Page {
        id: job.site.homes.get(lang.index()).copied().flatten().unwrap_or(PageId(0)),
        lang,
        words: lang,
        copy: false,
        kind: Kind::Page,
        path: name.into(),
        doc: None,
        source: None,
        head: Arc::default(),
        title: name.into(),
        link_title: name.into(),
        url: url.into(),
        output: Some(format!("{}{index}", url.trim_start_matches('/'))),
        section: String::new(),
        parent: None,
        children: Vec::new(),
        prev: None,
        next: None,
        translations: Vec::new(),
        resources: Vec::new(),
        terms: Vec::new(),
        listed: false,
    }
}

/// Such a page, by its template, which gets `more` beside what every page gets.
pub fn render_bare(job: &Job, shared: &Shared, page: &Page, template: &str, more: Context) -> Result<Artefact, Vec<Diagnostic>> {
    let view = shared.views.page(page);
    let language = &shared.langs[page.lang.index()];
    let mut context = Context::from_serialize(&view).unwrap_or_default();
    let mut page_map = Value::from_serializable(&view.page).into_map().unwrap_or_default();
    page_map.insert("toc".into(), Value::safe_string(""));
    context.insert_value("page", Value::from(page_map));
    context.insert_value("lang", language.lang.clone());
    context.insert_value("site", language.site.clone());
    context.insert_value("content", Value::safe_string(""));
    context.insert_value("nav", Value::safe_string(""));
    context.extend(more);
    let html = job
        .theme
        .tera
        .render(template, &context)
        .map_err(|e| diagnose(&e, Code::TemplateFailed, &job.theme.sources))?;
    let mut out = String::with_capacity(html.len());
    crate::doc::mark::fill(&html, &mut out, |mark, out| {
        if let crate::doc::mark::Mark::Link(target) = mark {
            out.push_str(&super::article::escape(&shared.linker.link(page, target).0));
        }
    });
    Ok(Artefact::made(page.output.clone().unwrap_or_default(), out))
}

/// Where files are published already, in lower case: some disks take `A` and `a` for one name.
#[derive(Default)]
struct Taken {
    files: HashMap<String, String>,
    /// Each with a file in it.
    folders: HashMap<String, String>,
}

impl Taken {
    fn add(&mut self, path: &str) {
        let lower = path.to_lowercase();
        for (slash, _) in lower.match_indices('/') {
            self.folders
                .entry(lower[..slash].to_string())
                .or_insert_with(|| path.to_string());
        }
        self.files.insert(lower, path.to_string());
    }

    /// The file that keeps another from being published at a path.
    fn clash(&self, path: &str) -> Option<&str> {
        let lower = path.to_lowercase();
        let above = lower
            .match_indices('/')
            .find_map(|(slash, _)| self.files.get(&lower[..slash]));
        let there = self.files.get(&lower).or(above).or_else(|| self.folders.get(&lower));
        there.map(String::as_str)
    }
}

/// The small pages at old addresses, where nothing else is published.
pub fn redirects(job: &Job, shared: &Shared, published: &[Artefact]) -> (Vec<Artefact>, Vec<Diagnostic>) {
    let (mut made, mut notes) = (Vec::new(), Vec::new());
    if job.config.redirects == Redirects::Netlify || job.site.redirects.is_empty() {
        return (made, notes);
    }
    let mut taken = Taken::default();
    published.iter().for_each(|a| taken.add(&a.path));
    for redirect in &job.site.redirects {
        let path = stub_path(&redirect.from);
        if let Some(there) = taken.clash(&path) {
            notes.extend(is_taken(job, redirect, there));
            continue;
        }
        taken.add(&path);
        match stub(job, shared, path, &redirect.to) {
            Ok(artefact) => made.push(artefact),
            Err(found) => notes.extend(found),
        }
    }
    (made, notes)
}

/// What to say of an alias that cannot be published. Nothing of one that nobody wrote here.
fn is_taken(job: &Job, redirect: &Redirect, there: &str) -> Option<Diagnostic> {
    let page = job.site.page(*job.site.by_url.get(&redirect.to)?);
    let doc = page
        .doc
        .as_ref()
        .filter(|_| page.words == page.lang && !page.head.aliases.is_empty())?;
    let place = ["aliases", "alias"].iter().find_map(|k| doc.front.place(k));
    let message = format!("the alias {} does nothing: `{there}` is published there", redirect.from);
    let note = Diagnostic::warning(Code::AliasTaken, message).help("remove the alias here, or what is there");
    Some(note.at(place.unwrap_or_else(|| Place::file(doc.file.clone()))))
}

/// The small page at an old address.
fn stub(job: &Job, shared: &Shared, path: String, to: &str) -> Result<Artefact, Vec<Diagnostic>> {
    let mut context = Context::new();
    context.insert("url", &shared.linker.href(to));
    context.insert("permalink", &shared.linker.permalink(to));
    let html = job
        .theme
        .tera
        .render("redirect.html", &context)
        .map_err(|e| diagnose(&e, Code::TemplateFailed, &job.theme.sources))?;
    Ok(Artefact::made(path, html))
}

fn stub_path(from: &str) -> String {
    let path = from.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_string()
    }
}

/// Static files, resources, and the colours of code.
pub fn copies(job: &Job, notes: &mut Vec<Diagnostic>) -> Vec<Artefact> {
    let mut all: HashMap<String, &File> = HashMap::new();
    for file in job.files.of(FileKind::Static) {
        let path = file.path.strip_prefix("static/").unwrap_or(&file.path);
        if path.starts_with("_stoop/") || path.starts_with(".stoop") {
            let message = format!("no file can be published at `{path}`: stoop keeps that name for itself");
            notes.push(Diagnostic::error(Code::BadPath, message).at(Place::file(file.path.clone())));
        }
        all.insert(path.to_string(), file);
    }
    for (path, file) in &job.site.copies {
        let path = path.trim_start_matches('/');
        // The theme's files give way.
        if let Some(own) = all.insert(path.to_string(), file).filter(|f| matches!(f.data, Data::Disk(_))) {
            let message = format!("`{}` and `{}` are both published at /{path}", own.path, file.path);
            let note = Diagnostic::error(Code::DuplicateUrl, message).help("rename one of them");
            notes.push(
                note.at(Place::file(file.path.clone()))
                    .via("the other one", Some(Place::file(own.path.clone()))),
            );
        }
    }
    let mut made: Vec<Artefact> = all.into_iter().map(|(path, file)| copy(path, file)).collect();
    if made.iter().all(|a| a.path != CODE_CSS) {
        let css = job
            .markdown
            .highlighter
            .css(&job.config.highlight.light, &job.config.highlight.dark)
            .unwrap_or_default();
        made.push(Artefact::made(CODE_CSS, css));
    }
    made
}

fn copy(path: String, file: &File) -> Artefact {
    let bytes = match &file.data {
        Data::Disk(at) => Bytes::Disk(at.clone()),
        Data::Embedded(bytes) => Bytes::Embedded(bytes),
        Data::Made(bytes) => Bytes::Made(bytes.clone()),
    };
    Artefact {
        path,
        bytes,
        hash: file.hash,
    }
}
