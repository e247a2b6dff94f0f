//! All heads to a [`Site`]: who is whose child, at which URL, in which languages. Rebuilt in each build; never reads a body.

mod aliases;
mod collation;
mod find;
mod heads;
mod menus;
mod order;
mod resources;
mod taxonomy;
#[cfg(test)]
mod tests;
mod tree;
mod urls;

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::{self, Noted};
use crate::doc::{Doc, Head};
use crate::lang::LangId;
use crate::source::{Entry, File};

/// A page, as an index into [`Site::pages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

impl PageId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the site is made from: every entry of every language, documents with their parse.
#[derive(Clone, Debug)]
pub struct Input {
    pub entry: Entry,
    /// `None` for resources.
    pub doc: Option<Arc<Doc>>,
}

/// What decides which pages there are.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Show drafts.
    pub drafts: bool,
    /// Show pages whose publish date is yet to come, and those that have expired.
    pub future: bool,
    /// Seconds since 1970, UTC.
    pub now: i64,
}

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Home,
    Section,
    Page,
    /// The list of a taxonomy's terms.
    Taxonomy,
    /// The list of a term's pages.
    Term,
}

impl Kind {
    /// `home`, `section`, `page`, `taxonomy`, `term`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Home => "home",
            Kind::Section => "section",
            Kind::Page => "page",
            Kind::Taxonomy => "taxonomy",
            Kind::Term => "term",
        }
    }
}

/// One page of one language.
#[derive(Clone, Debug)]
pub struct Page {
    pub id: PageId,
    pub lang: LangId,
    /// The language of its words: another than `lang` on a fallback page.
    pub words: LangId,
    /// A fallback page that is nothing to the outside but its source.
    pub copy: bool,
    pub kind: Kind,
    /// Logical path, lower-cased, without a leading slash: `docs/install`; empty for the home page; `tags/linux` for a term.
    pub path: String,
    /// `None` for pages that no file makes: home, sections, taxonomies and terms without `_index.md`.
    pub doc: Option<Arc<Doc>>,
    /// The file's path in the content tree (`docs/install.md`), if a file makes it.
    pub source: Option<String>,
    /// Front matter after cascades.
    pub head: Arc<Head>,
    /// Never empty for home, sections, taxonomies and terms; a page's own title may be.
    pub title: String,
    pub link_title: String,
    /// From the root of the site, with slashes at both ends where it is a folder: `/zh/docs/install/`. Without the base URL's path.
    pub url: String,
    /// Where its HTML is published: `zh/docs/install/index.html`. `None` when it is not (`build.render`).
    pub output: Option<String>,
    /// The first part of its path: `docs`. Empty for the home page.
    pub section: String,
    /// The page above it in the tree of sections; for a term its taxonomy. `None` for the home page.
    pub parent: Option<PageId>,
    /// What a list shows: of a home page or section its pages and sections, of a taxonomy its terms, of a term its pages; in order.
    pub children: Vec<PageId>,
    /// Neighbours among its section's pages.
    pub prev: Option<PageId>,
    pub next: Option<PageId>,
    /// The same page in other languages, in the order of the languages; fallback pages included.
    pub translations: Vec<PageId>,
    /// Its bundle's other files.
    pub resources: Vec<Resource>,
    /// Terms by plural taxonomy name, in the order of writing.
    pub terms: Vec<(String, Vec<PageId>)>,
    /// Whether lists name it (`build.list`).
    pub listed: bool,
}

/// A file beside a page.
#[derive(Clone, Debug)]
pub struct Resource {
    /// From the bundle's folder: `images/a.png`.
    pub name: String,
    pub file: File,
    /// Where it is published, from the root of the site: `/docs/install/images/a.png`. `None` when it is not (Markdown in a leaf
    /// bundle, `publish_resources: false`).
    pub url: Option<String>,
    /// Of a Markdown file in a leaf bundle: readable by shortcodes.
    pub doc: Option<Arc<Doc>>,
}

/// An old address that leads to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// From the root of the site: `/old/` or `/old.html`.
    pub from: String,
    /// The page's URL.
    pub to: String,
    pub lang: LangId,
}

/// A menu entry with its children, for one language.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    pub name: String,
    /// From the root of the site, or an absolute URL.
    pub url: String,
    pub page: Option<PageId>,
    pub weight: i64,
    pub params: serde_json::Map<String, serde_json::Value>,
    pub children: Vec<MenuItem>,
}

/// Every page of every language and how they hang together.
#[derive(Debug, Default)]
pub struct Site {
    /// By language, then logical path; home pages first.
    pub pages: Vec<Page>,
    /// The home page of each language; `None` for a language without any content.
    pub homes: Vec<Option<PageId>>,
    /// Menus of each language, by name.
    pub menus: Vec<Vec<(String, Vec<MenuItem>)>>,
    /// Sorted by `from`. One that a page's own URL hides is not in here.
    pub redirects: Vec<Redirect>,
    /// Files published as they are, with where: resources of bundles and of sections.
    pub copies: Vec<(String, File)>,
    /// URL to page.
    pub by_url: HashMap<String, PageId>,
    /// (language, logical path) to page.
    pub by_path: HashMap<(LangId, String), PageId>,
    /// (language, last part of the path) to page; `None` where several pages end alike.
    pub by_name: HashMap<(LangId, String), Option<PageId>>,
    /// Drafts and other pages that are left out, by (language, logical path), with why: for messages only.
    pub hidden: HashMap<(LangId, String), &'static str>,
}

/// All inputs to a site. They come by language and path, as [`crate::source::entries`] lists them.
pub fn build(inputs: Vec<Input>, config: &Config, choice: &Choice) -> Noted<Site> {
    let mut notes = Vec::new();
    // Files to nodes: what they are and where they belong.
    let mut sorted = tree::sort_inputs(inputs, config, &mut notes);
    // Front matter, cascades, and who is shown.
    let (hidden, flows) = heads::read(&mut sorted.nodes, config, choice, &mut notes);
    tree::add_automatic(&mut sorted, &hidden, config);
    heads::hand_down(&mut sorted.nodes, &flows, config);
    let terms = taxonomy::add(&mut sorted.nodes, config, &mut notes);
    tree::settle(&mut sorted.nodes);
    // Nodes to pages: addresses first, then everything that points from page to page.
    let mut site = tree::pages(&mut sorted, hidden, config, &mut notes);
    taxonomy::join(&mut site, &terms);
    order::children(&mut site, config);
    order::neighbours(&mut site);
    order::translations(&mut site);
    resources::attach(&mut site, sorted.loose, &sorted.taken_paths, &mut notes);
    aliases::collect(&mut site, config, &mut notes);
    site.menus = menus::build(&site, config, &mut notes);
    diag::settle(&mut notes);
    Noted::new(site, notes)
}

impl Site {
    /// A page by its id.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.index()]
    }
}
