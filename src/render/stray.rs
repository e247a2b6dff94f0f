//! What belongs to no page: the page for missing addresses, redirects, the colours of code, and files published as they are.

use std::collections::HashMap;
use std::sync::Arc;

use tera::{Context, Value};

use super::Job;
use super::failure::diagnose;
use super::shared::Shared;
use super::theme::CODE_CSS;
use crate::config::Redirects;
use crate::diag::{Code, Diagnostic};
use crate::output::{Artefact, Bytes};
use crate::site::{Kind, Page, PageId};
use crate::source::{Data, File, FileKind};

/// Pages without content: 404 for each language, and redirects.
pub fn render(job: &Job, shared: &Shared) -> (Vec<Artefact>, Vec<Diagnostic>) {
    let mut made = Vec::new();
    let mut notes = Vec::new();
    for language in &job.config.languages {
        match missing(job, shared, &language.prefix, language.id) {
            Ok(artefact) => made.push(artefact),
            Err(found) => notes.extend(found),
        }
    }
    if job.config.redirects != Redirects::Netlify {
        for redirect in &job.site.redirects {
            match stub(job, shared, &redirect.from, &redirect.to) {
                Ok(artefact) => made.push(artefact),
                Err(found) => notes.extend(found),
            }
        }
    }
    if job.config.redirects != Redirects::Html {
        let line = |r: &crate::site::Redirect| format!("{} {} 301\n", shared.linker.href(&r.from), shared.linker.href(&r.to));
        made.push(Artefact::made(
            "_redirects",
            job.site.redirects.iter().map(line).collect::<String>(),
        ));
    }
    (made, notes)
}

/// `404.html` of a language.
fn missing(job: &Job, shared: &Shared, prefix: &str, lang: crate::lang::LangId) -> Result<Artefact, Vec<Diagnostic>> {
    let url = format!("{prefix}/404.html");
    let page = Page {
        id: job.site.homes.get(lang.index()).copied().flatten().unwrap_or(PageId(0)),
        lang,
        words: lang,
        kind: Kind::Page,
        path: "404".into(),
        doc: None,
        source: None,
        head: Arc::default(),
        title: "404".into(),
        link_title: "404".into(),
        url: url.clone(),
        output: Some(url.trim_start_matches('/').into()),
        section: String::new(),
        parent: None,
        children: Vec::new(),
        prev: None,
        next: None,
        translations: Vec::new(),
        resources: Vec::new(),
        terms: Vec::new(),
        listed: false,
    };
    let view = shared.views.page(&page);
    let language = &shared.langs[lang.index()];
    let mut context = Context::from_serialize(&view).unwrap_or_default();
    let mut page_map = Value::from_serializable(&view.page).into_map().unwrap_or_default();
    page_map.insert("toc".into(), Value::safe_string(""));
    context.insert_value("page", Value::from(page_map));
    context.insert_value("lang", language.lang.clone());
    context.insert_value("site", language.site.clone());
    context.insert_value("content", Value::safe_string(""));
    context.insert_value("nav", Value::safe_string(""));
    let html = job
        .theme
        .tera
        .render("404.html", &context)
        .map_err(|e| diagnose(&e, Code::TemplateFailed, &job.theme.sources))?;
    let mut out = String::with_capacity(html.len());
    crate::doc::mark::fill(&html, &mut out, |mark, out| {
        if let crate::doc::mark::Mark::Link(target) = mark {
            out.push_str(&super::article::escape(&shared.linker.link(&page, target).0));
        }
    });
    Ok(Artefact::made(url.trim_start_matches('/'), out))
}

/// The small page at an old address.
fn stub(job: &Job, shared: &Shared, from: &str, to: &str) -> Result<Artefact, Vec<Diagnostic>> {
    let mut context = Context::new();
    context.insert("url", &shared.linker.href(to));
    context.insert("permalink", &shared.linker.permalink(to));
    let html = job
        .theme
        .tera
        .render("redirect.html", &context)
        .map_err(|e| diagnose(&e, Code::TemplateFailed, &job.theme.sources))?;
    let path = from.trim_start_matches('/');
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_string()
    };
    Ok(Artefact::made(path, html))
}

/// Static files, resources, and the colours of code.
pub fn copies(job: &Job) -> Vec<Artefact> {
    let mut all: HashMap<String, &File> = HashMap::new();
    for file in job.files.of(FileKind::Static) {
        all.insert(file.path.trim_start_matches("static/").to_string(), file);
    }
    for (path, file) in &job.site.copies {
        all.insert(path.trim_start_matches('/').to_string(), file);
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
    };
    Artefact {
        path,
        bytes,
        hash: file.hash,
    }
}
