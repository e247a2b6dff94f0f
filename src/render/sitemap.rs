//! Sitemaps: one for each language with their alternates, an index over them, and `robots.txt`.

use serde::Serialize;
use tera::Context;

use super::Job;
use super::failure::diagnose;
use super::shared::Shared;
use super::view::{AlternateView, iso};
use crate::config::Language;
use crate::diag::{Code, Diagnostic};
use crate::output::Artefact;
use crate::site::Page;

#[derive(Debug, Serialize)]
struct Entry {
    permalink: String,
    lastmod: Option<String>,
    alternates: Vec<AlternateView>,
}

/// All sitemaps and `robots.txt`.
pub fn render(job: &Job, shared: &Shared) -> (Vec<Artefact>, Vec<Diagnostic>) {
    let mut made = Vec::new();
    let mut notes = Vec::new();
    let mut push = |path: String, template: &str, context: &Context| match job.theme.tera.render(template, context) {
        Ok(text) => made.push(Artefact::made(path, text)),
        Err(error) => notes.extend(diagnose(&error, Code::TemplateFailed, &job.theme.sources)),
    };
    let many = job.config.languages.len() > 1;
    let mut maps = Vec::new();
    for language in &job.config.languages {
        let path = if many {
            format!("{}/sitemap.xml", language.code)
        } else {
            "sitemap.xml".to_string()
        };
        let mut context = Context::new();
        context.insert("urls", &entries(job, shared, language));
        push(path.clone(), "sitemap.xml", &context);
        maps.push(shared.linker.permalink(&format!("/{path}")));
    }
    let mut context = Context::new();
    context.insert("maps", &maps);
    if many {
        push("sitemap.xml".into(), "sitemap_index.xml", &context);
    }
    let mut context = Context::new();
    context.insert("maps", &[shared.linker.permalink("/sitemap.xml")]);
    push("robots.txt".into(), "robots.txt", &context);
    (made, notes)
}

/// The pages of a language, in the order of their URLs. A fallback page is its source's business.
fn entries(job: &Job, shared: &Shared, language: &Language) -> Vec<Entry> {
    let own = |p: &&Page| p.lang == language.id && !p.copy && p.output.is_some() && p.listed;
    let mut pages: Vec<&Page> = job.site.pages.iter().filter(own).collect();
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    pages
        .into_iter()
        .map(|p| Entry {
            permalink: shared.linker.permalink(&p.url),
            lastmod: p.head.lastmod.or(p.head.date).map(iso),
            alternates: shared.views.alternates(p),
        })
        .collect()
}
