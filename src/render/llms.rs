//! `llms.txt`: the site as a list of links for language models, one file a language.

use serde::Serialize;
use tera::Context;

use super::Job;
use super::failure::diagnose;
use super::shared::Shared;
use super::view::{description, formats};
use crate::config::Format;
use crate::diag::{Code, Diagnostic};
use crate::output::Artefact;
use crate::site::{Kind, Page, PageId};

/// A section of the site with every page below it.
#[derive(Debug, Hash, Serialize)]
pub struct Section {
    title: String,
    pages: Vec<Link>,
}

#[derive(Debug, Hash, Serialize)]
struct Link {
    title: String,
    permalink: String,
    description: String,
}

/// What the home page's `llms.txt` lists; nothing where the page has none.
pub fn sections(job: &Job, shared: &Shared, page: &Page) -> Vec<Section> {
    if page.kind != Kind::Home || !formats(job.config, page).contains(&Format::Llms) {
        return Vec::new();
    }
    let link = |id: PageId| {
        let page = job.site.page(id);
        let twin = shared.views.twin(page);
        Link {
            title: page.title.clone(),
            permalink: shared.linker.permalink(twin.as_ref().unwrap_or(&page.url)),
            description: description(page).replace('\n', " "),
        }
    };
    let section = |id: &PageId| {
        let page = job.site.page(*id);
        let pages = match page.kind {
            Kind::Section => job.site.section_pages(*id),
            _ => vec![*id],
        };
        let own = |id: &PageId| !job.site.page(*id).copy;
        Section {
            title: page.link_title.clone(),
            pages: pages.into_iter().filter(own).map(link).collect(),
        }
    };
    page.children.iter().map(section).filter(|s| !s.pages.is_empty()).collect()
}

/// The file of a home page.
pub fn render(job: &Job, shared: &Shared, page: &Page, sections: &[Section]) -> Result<Artefact, Vec<Diagnostic>> {
    let language = &shared.langs[page.lang.index()];
    let mut context = Context::new();
    context.insert_value("lang", language.lang.clone());
    context.insert_value("site", language.site.clone());
    context.insert("description", &description(page));
    context.insert("sections", sections);
    let text = job
        .theme
        .tera
        .render("llms.txt", &context)
        .map_err(|e| diagnose(&e, Code::TemplateFailed, &job.theme.sources))?;
    Ok(Artefact::made(format!("{}llms.txt", page.url.trim_start_matches('/')), text))
}
