//! The navigation: rendered once for each language and section, then only the current page is marked in it.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Value};

use super::failure::diagnose;
use super::link::Linker;
use super::theme::Theme;
use crate::config::Config;
use crate::diag::{Code, Diagnostic};
use crate::hash::Hash;
use crate::site::{Kind, Page, PageId, Site};

/// A node of the tree that `nav.html` gets.
#[derive(Debug, Hash, Serialize)]
struct Node {
    title: String,
    url: String,
    kind: &'static str,
    draft: bool,
    /// On the way to the section that is shown.
    open: bool,
    children: Vec<Node>,
}

/// Rendered navigation of one section.
#[derive(Debug)]
pub struct Nav {
    html: String,
    pub hash: Hash,
}

/// All navigations of a site, by the section that they are shown in.
pub type Navs = BTreeMap<PageId, Nav>;

impl Nav {
    /// The HTML with `aria-current="page"` on the link to `url`.
    pub fn marked(&self, url: &str) -> String {
        let link = format!("href=\"{}\"", super::article::escape(url));
        match self.html.find(&link) {
            None => self.html.clone(),
            Some(at) => format!("{} aria-current=\"page\" {}", &self.html[..at].trim_end(), &self.html[at..]),
        }
    }
}

/// The section whose navigation a page shows: the nearest section at or above it.
pub fn section_of(site: &Site, page: &Page) -> Option<PageId> {
    match page.kind {
        Kind::Section | Kind::Home => Some(page.id),
        _ => page
            .parent
            .filter(|p| matches!(site.page(*p).kind, Kind::Section | Kind::Home)),
    }
}

/// Render the navigation of every section.
pub fn render(theme: &Theme, site: &Site, config: &Config, linker: Linker, langs: &[Value]) -> (Navs, Vec<Diagnostic>) {
    use rayon::prelude::*;
    let sections: Vec<&Page> = site
        .pages
        .iter()
        .filter(|p| matches!(p.kind, Kind::Section | Kind::Home))
        .collect();
    let rendered: Vec<Result<(PageId, Nav), Vec<Diagnostic>>> = sections
        .par_iter()
        .map(|section| one(theme, site, config, linker, langs, section))
        .collect();
    let mut navs = Navs::new();
    let mut notes = Vec::new();
    for result in rendered {
        match result {
            Ok((id, nav)) => {
                navs.insert(id, nav);
            }
            Err(found) => notes.extend(found),
        }
    }
    (navs, notes)
}

fn one(
    theme: &Theme,
    site: &Site,
    config: &Config,
    linker: Linker,
    langs: &[Value],
    section: &Page,
) -> Result<(PageId, Nav), Vec<Diagnostic>> {
    let mut way = site.ancestors(section.id);
    way.push(section.id);
    // The root of what is shown: the top-level section, or the home page itself.
    let root = *way.get(1).unwrap_or(&way[0]);
    let whole = root != way[0] && count(site, root, config.nav_limit) <= config.nav_limit;
    let tree = node(site, linker, root, &way, whole);
    let mut context = Context::new();
    context.insert_value("lang", langs[section.lang.index()].clone());
    context.insert("tree", &tree);
    let html = theme
        .tera
        .render("nav.html", &context)
        .map_err(|e| diagnose(&e, Code::TemplateFailed, &theme.sources))?;
    let hash = Hash::of_bytes(html.as_bytes());
    Ok((section.id, Nav { html, hash }))
}

/// How many pages lie below one, as far as it matters.
fn count(site: &Site, id: PageId, limit: usize) -> usize {
    let mut total = 0;
    for child in &site.page(id).children {
        total += 1 + if total <= limit { count(site, *child, limit) } else { 0 };
    }
    total
}

fn node(site: &Site, linker: Linker, id: PageId, way: &[PageId], whole: bool) -> Node {
    let page = site.page(id);
    let open = way.contains(&id);
    let children = match open || whole {
        true => page.children.iter().map(|c| node(site, linker, *c, way, whole)).collect(),
        false => Vec::new(),
    };
    Node {
        title: page.link_title.clone(),
        url: linker.href(&page.url),
        kind: page.kind.as_str(),
        draft: page.head.draft,
        open,
        children,
    }
}
