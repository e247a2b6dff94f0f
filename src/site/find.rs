//! Look-ups for what renders pages: the target of a `ref`, the trail above a page, the pages below it.

use super::{Kind, Page, PageId, Site, order, tree};
use crate::diag;
use crate::lang::LangId;

impl Site {
    /// The page that a `ref`, `relref` or Markdown link names, as Hugo resolves it: an absolute path (`/docs/x`), a path from the folder of
    /// the page `from`, a URL, or the last part of a path that no other page of the language has. With or without `.md`, `_index.md`,
    /// `index.md`, fragment and query; without regard to case. In `lang` first, then in the other languages in order.
    pub fn find(&self, lang: LangId, from: Option<PageId>, target: &str) -> Option<PageId> {
        let path = &target[..target.find(['#', '?']).unwrap_or(target.len())];
        let from = from.map(|id| self.page(id));
        if path.trim().is_empty() {
            return from.map(|p| p.id).filter(|_| !target.is_empty());
        }
        let path = path.trim();
        let others = (0..self.homes.len()).map(|i| LangId(i as u8)).filter(|l| *l != lang);
        self.find_in(lang, from, path)
            .or_else(|| self.find_name(lang, path))
            .or_else(|| others.clone().find_map(|lang| self.find_in(lang, from, path)))
            .or_else(|| {
                // A name that is ambiguous in the reader's language is not looked up elsewhere.
                let known = self.by_name.contains_key(&(lang, without_file(path)));
                others.filter(|_| !known).find_map(|lang| self.find_name(lang, path))
            })
    }

    /// The page of a language at a path of the content tree: from the folder of the page `from`, then from the root. Neither short names
    /// nor URLs count, so that what a plain link says is taken for a page only where it is one.
    pub fn find_path(&self, from: &Page, path: &str) -> Option<PageId> {
        let wanted = without_file(path);
        let at = |path: String| self.by_path.get(&(from.lang, path)).copied();
        let relative = || join(&folder_of(from), &wanted).and_then(at);
        let beside = || {
            let here = folder_of(from);
            let is_leaf = from.kind == Kind::Page && here == from.path;
            is_leaf.then(|| join(tree::folder(&here), &wanted)).flatten().and_then(at)
        };
        let near = || relative().or_else(beside);
        let found = if path.starts_with('/') { None } else { near() };
        found.or_else(|| join("", &wanted).and_then(at))
    }

    fn find_in(&self, lang: LangId, from: Option<&Page>, path: &str) -> Option<PageId> {
        let wanted = without_file(path);
        let at = |path: &str| self.by_path.get(&(lang, path.to_string())).copied();
        if let Some(page) = from.filter(|_| !path.starts_with('/')) {
            let here = folder_of(page);
            let mut found = join(&here, &wanted).and_then(|p| at(&p));
            if found.is_none() && page.kind == Kind::Page && here == page.path {
                // A leaf bundle's neighbours are named as those of a page would be.
                found = join(tree::folder(&here), &wanted).and_then(|p| at(&p));
            }
            if found.is_some() {
                return found;
            }
        }
        let from_root = join("", &wanted).and_then(|p| at(&p));
        from_root.or_else(|| self.at_url(lang, from, path))
    }

    /// The page of a language whose path ends in a name, when there is just one.
    fn find_name(&self, lang: LangId, name: &str) -> Option<PageId> {
        let plain = !name.trim_end_matches('/').contains('/');
        plain
            .then(|| self.by_name.get(&(lang, without_file(name))).copied().flatten())
            .flatten()
    }

    /// A URL of the site, from its root or relative to that of a page.
    fn at_url(&self, lang: LangId, from: Option<&Page>, path: &str) -> Option<PageId> {
        let base = from.map_or("", |p| p.url.rsplit_once('/').map_or("", |(folder, _)| folder));
        let base = if path.starts_with('/') { "" } else { base };
        let joined = join(base.trim_start_matches('/'), &path.to_lowercase())?;
        let found = self
            .by_url
            .get(&format!("/{joined}/"))
            .or_else(|| self.by_url.get(&format!("/{joined}")))?;
        Some(*found).filter(|id| self.page(*id).lang == lang)
    }

    /// The path of a page of the language that is nearest to a target that leads nowhere: `/docs/install`.
    pub fn suggest(&self, lang: LangId, target: &str) -> Option<String> {
        let path = &target[..target.find(['#', '?']).unwrap_or(target.len())];
        let wanted = join("", &without_file(path))?;
        let name = tree::last(&wanted);
        let own = || self.pages.iter().filter(move |p| p.lang == lang && !p.path.is_empty());
        // A page of that name elsewhere is what was meant more often than one with a like path.
        let same_name = || own().find(|p| tree::last(&p.path) == name).map(|p| p.path.as_str());
        let near = |length: usize| length.abs_diff(wanted.len()) <= wanted.len() / 3 + 1;
        let like_path = || diag::nearest(&wanted, own().map(|p| p.path.as_str()).filter(|p| near(p.len())));
        let like_name = || {
            let near_name = diag::nearest(name, own().map(|p| tree::last(&p.path)))?;
            own().find(|p| tree::last(&p.path) == near_name).map(|p| p.path.as_str())
        };
        let found = same_name().or_else(like_path).or_else(like_name)?;
        Some(format!("/{found}"))
    }

    /// The pages above a page, home first; the page itself is not among them.
    pub fn ancestors(&self, id: PageId) -> Vec<PageId> {
        // The 404 page of a site without any page asks too.
        let first = self.pages.get(id.index()).and_then(|p| p.parent);
        let mut above: Vec<PageId> = std::iter::successors(first, |p| self.page(*p).parent).collect();
        above.reverse();
        above
    }

    /// All pages of a language that are no lists and that lists may name, by path.
    pub fn regular_pages(&self, lang: LangId) -> Vec<PageId> {
        let pages = self
            .pages
            .iter()
            .filter(|p| p.lang == lang && p.kind == Kind::Page && p.listed);
        pages.map(|p| p.id).collect()
    }

    /// Everything below a page, in reading order.
    pub fn below(&self, id: PageId) -> Vec<PageId> {
        order::reading_order(self, id).split_off(1)
    }

    /// All pages below a page that are no lists, in reading order.
    pub fn section_pages(&self, id: PageId) -> Vec<PageId> {
        let all = order::reading_order(self, id).into_iter();
        all.skip(1).filter(|p| self.page(*p).kind == Kind::Page).collect()
    }
}

/// The folder that a page's relative targets start from.
fn folder_of(page: &Page) -> String {
    match (&page.source, page.kind) {
        (Some(source), _) => tree::logical(tree::folder(source)),
        (None, Kind::Page) => tree::folder(&page.path).to_string(),
        (None, _) => page.path.clone(),
    }
}

/// The logical path that a target names: without the name of a bundle's file and without an extension.
fn without_file(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let stem = tree::stem(path);
    let folder = match path.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/"),
        None => String::new(),
    };
    // `index` alone may be a page's own name.
    let is_bundle = stem == "_index" || stem == "index" && stem.len() < tree::last(path).len();
    let whole = if is_bundle {
        folder.trim_end_matches('/').to_string()
    } else {
        format!("{folder}{stem}")
    };
    // The folder itself, as in `ref "_index.md"`.
    tree::logical(if whole.is_empty() { "." } else { &whole })
}

/// A path from a folder, with `.` and `..` resolved. `None` when it leaves the root.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
