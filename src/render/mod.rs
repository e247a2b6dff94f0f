//! (Doc, View, Theme) to artefacts: pages, feeds, sitemaps, redirects, and the files that are published as they are.

mod arguments;
mod article;
mod bundles;
mod call;
mod cheats;
mod data;
mod failure;
mod feed;
mod functions;
mod hugo_strings;
mod include;
mod link;
mod llms;
mod nav;
mod origin;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(not(feature = "pdf"))]
#[path = "no_pdf.rs"]
mod pdf;
#[cfg(feature = "pdf")]
mod pdf_notes;
mod progress;
mod reader;
mod shared;
mod sheet_files;
mod sheet_json;
mod sheets;
mod sitemap;
mod stale;
mod stray;
mod string_calls;
mod string_check;
mod strings;
mod tally;
mod text;
mod theme;
mod twin;
mod view;

use std::collections::HashSet;

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Noted, Place};
use crate::doc::{Markdown, Prose};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::output::Artefact;
use crate::site::{Page, PageId, Site};
use crate::source::Files;
use crate::translate::{Original, Survey};

pub use link::{decode, encode};
pub use origin::{Origin, Trace, Written};
pub use sheet_files::{Found, find as find_sheet};
pub use sheet_json::SheetJson;
pub use text::Look;
pub use theme::Theme;

/// What rendering keeps from one build to the next.
#[derive(Debug, Default)]
pub struct Memos {
    pub prose: Memo<Noted<Prose>>,
    pub pages: Memo<Noted<Vec<Artefact>>>,
    pub sheets: Memo<Noted<sheets::Ready>>,
    pub data: Memo<Noted<tera::Value>>,
    /// PDFs of sheets, and the fonts that they are set in.
    #[cfg(feature = "pdf")]
    pub printed: Memo<Noted<Option<crate::print::Printed>>>,
    #[cfg(feature = "pdf")]
    pub heights: crate::print::Known,
    #[cfg(feature = "pdf")]
    pub fonts: Memo<crate::print::Fonts>,
    /// Files that shortcodes read as Markdown.
    pub included: Memo<Noted<crate::doc::Doc>>,
}

impl Memos {
    /// Begin a new build.
    pub fn turn(&self) {
        self.prose.turn();
        self.pages.turn();
        self.sheets.turn();
        self.data.turn();
        self.included.turn();
        #[cfg(feature = "pdf")]
        {
            self.printed.turn();
            self.heights.turn();
            self.fonts.turn();
        }
    }

    /// Forget what the typesetter no longer needs. It takes longer than a build may, so it is for when nobody waits.
    pub fn rest(&self) {
        #[cfg(feature = "pdf")]
        crate::print::rest();
    }
}

/// Everything that rendering needs.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub config: &'a Config,
    pub files: &'a Files,
    pub site: &'a Site,
    pub translations: &'a Survey,
    /// The words of documents, as translations see them.
    pub originals: &'a Memo<Original>,
    pub theme: &'a Theme,
    pub markdown: &'a Markdown,
    /// Show drafts inside sheets too.
    pub drafts: bool,
    pub memos: &'a Memos,
}

/// A rendered site.
pub struct Rendered<'a> {
    /// Sorted by path.
    pub artefacts: Vec<Artefact>,
    job: Job<'a>,
    shared: shared::Shared<'a>,
    /// Of each page.
    keys: Vec<Hash>,
}

impl Rendered<'_> {
    /// The article of a page with where its parts are written. `None` for a page without one, such as a sheet.
    pub fn trace(&self, page: &Page) -> Option<Trace> {
        page::trace(&self.job, &self.shared, page)
    }

    /// Of all that any page depends on: theme, configuration, data, and which pages there are.
    pub fn hash(&self) -> Hash {
        self.shared.hash
    }

    /// Of all that a page depends on.
    pub fn key(&self, page: PageId) -> Hash {
        self.keys[page.index()]
    }

    /// How each printed sheet fits its paper, in the order of the pages.
    #[cfg(feature = "pdf")]
    pub fn fits(&self) -> Vec<crate::print::Fit> {
        let own = self.job.site.pages.iter().filter(|p| p.words == p.lang);
        let pdfs = own.flat_map(|p| pdf::of_page(&self.job, &self.shared, p));
        pdfs.filter_map(|p| p.fit().cloned()).collect()
    }

    /// The URL that a link in a page gets for a target.
    pub fn link(&self, page: &Page, target: &str) -> String {
        self.shared.linker.link(page, target).0
    }
}

/// Render the whole site.
pub fn render<'a>(job: &Job<'a>) -> Noted<Rendered<'a>> {
    let (shared, mut notes) = shared::Shared::prepare(job);
    let pages: Vec<_> = job.site.pages.par_iter().map(|p| page::render(job, &shared, p)).collect();
    let mut artefacts: Vec<Artefact> = Vec::new();
    for (_, made) in &pages {
        artefacts.extend(made.value.iter().cloned());
        notes.extend(made.notes.iter().cloned());
    }
    let of_pages: HashSet<String> = artefacts.iter().map(|a| a.path.clone()).collect();
    let copies = stray::copies(job, &mut notes);
    let of_copies: HashSet<String> = copies.iter().map(|a| a.path.clone()).collect();
    for (made, found) in [
        sitemap::render(job, &shared),
        stray::render(job, &shared),
        progress::render(job, &shared),
    ] {
        // A file of the site's own takes the place of what nobody wrote: `static/robots.txt`, `static/404.html`.
        artefacts.extend(made.into_iter().filter(|a| !of_copies.contains(&a.path)));
        notes.extend(found);
    }
    for copy in copies {
        match of_pages.contains(&copy.path) {
            true => notes.push(hides_page(&copy.path)),
            false => artefacts.push(copy),
        }
    }
    let (redirects, found) = stray::redirects(job, &shared, &artefacts);
    artefacts.extend(redirects);
    notes.extend(found);
    artefacts.sort_by(|a, b| a.path.cmp(&b.path));
    let rendered = Rendered {
        artefacts,
        job: *job,
        shared,
        keys: pages.into_iter().map(|(key, _)| key).collect(),
    };
    Noted::new(rendered, tally::unknown_shortcodes(notes))
}

fn hides_page(path: &str) -> Diagnostic {
    let url = path.strip_suffix("index.html").unwrap_or(path);
    let file = format!("static/{path}");
    Diagnostic::error(
        Code::DuplicateUrl,
        format!("`{file}` and a page are both published at /{url}"),
    )
    .at(Place::file(file))
    .help("rename the file, or give the page another `slug` or `url`")
}

/// What every page depends on, whichever it is: an address that appears or goes can change any page's links.
fn routes_hash(site: &Site) -> Hash {
    let pages: Vec<_> = site
        .pages
        .iter()
        .map(|p| (p.lang, &p.path, &p.url, &p.source, &p.output, &p.translations))
        .collect();
    let resources = site.pages.iter().flat_map(|p| &p.resources);
    let resources: Vec<_> = resources.map(|r| (&r.name, &r.url)).collect();
    let copies: Vec<_> = site.copies.iter().map(|(path, _)| path).collect();
    let mut hidden: Vec<_> = site.hidden.iter().collect();
    hidden.sort();
    Hash::of(&(pages, resources, copies, hidden))
}
