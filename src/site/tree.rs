//! Entries to nodes, nodes to pages: which file is which page, which sections there are, who is above whom.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Input, Kind, Page, PageId, Site, heads, urls};
use crate::config::{Config, FallbackPages};
use crate::diag::{Code, Diagnostic, Place};
use crate::doc::{Doc, Head, RenderMode};
use crate::lang::LangId;
use crate::source::{Entry, EntryKind};

/// How a file makes a page. In the order in which one wins over another at the same logical path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// `_index.md`.
    Branch,
    /// `index.md`.
    Leaf,
    /// `x.md`.
    Single,
}

/// A page to be: what is known of it before it has an address.
#[derive(Debug)]
pub(super) struct Node {
    pub lang: LangId,
    pub words: LangId,
    pub kind: Kind,
    pub path: String,
    pub form: Form,
    /// The file in the content tree, with its case kept. `None` for what no file makes.
    pub source: Option<String>,
    pub doc: Option<Arc<Doc>>,
    pub head: Head,
    /// The title that it has without front matter; may be empty for a page.
    pub fallback_title: String,
}

/// A file that makes no page.
#[derive(Debug)]
pub(super) struct Loose {
    pub entry: Entry,
    /// Of Markdown and sheets in a leaf bundle.
    pub doc: Option<Arc<Doc>>,
}

/// All inputs, told apart.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub nodes: Vec<Node>,
    pub loose: Vec<Loose>,
    /// Every logical path that a file makes a page of, in any language, drafts included: a file belongs to the nearest of them.
    pub taken_paths: HashSet<String>,
    /// Languages with at least one content file.
    pub languages: Vec<bool>,
}

/// The logical form of a path: lower-cased, spaces to `-`.
pub(super) fn logical(path: &str) -> String {
    path.to_lowercase().replace(' ', "-")
}

/// The part before the last slash; empty without one.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The part after the last slash.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The file's name without the extension of a content file.
pub(super) fn stem(path: &str) -> &str {
    let name = last(path);
    let lower = name.to_ascii_lowercase();
    let known = [".sheet.yaml", ".sheet.yml", ".markdown", ".md", ".html", ".htm"];
    match known.iter().find(|e| lower.ends_with(**e)) {
        Some(extension) => &name[..name.len() - extension.len()],
        None => name,
    }
}

/// The paths above a logical path, nearest first, the root (empty) last; the path itself is not among them.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = (!path.is_empty()).then_some(path);
    std::iter::from_fn(move || {
        let up = folder(rest?);
        rest = (!up.is_empty()).then_some(up);
        Some(up)
    })
}

fn form_and_path(entry: &Entry) -> (Form, String) {
    let dir = logical(folder(&entry.path));
    match stem(&entry.path) {
        "_index" => (Form::Branch, dir),
        "index" if dir.is_empty() => (Form::Branch, dir),
        "index" => (Form::Leaf, dir),
        stem if dir.is_empty() => (Form::Single, logical(stem)),
        stem => (Form::Single, format!("{dir}/{}", logical(stem))),
    }
}

fn kind_of(form: Form, path: &str, config: &Config) -> Kind {
    if form != Form::Branch {
        return Kind::Page;
    }
    let taxonomy = config.taxonomies.iter().find_map(|(_, plural)| {
        let rest = path.strip_prefix(logical(plural).as_str())?;
        match rest.strip_prefix('/') {
            Some(_) => Some(Kind::Term),
            None => rest.is_empty().then_some(Kind::Taxonomy),
        }
    });
    match taxonomy {
        _ if path.is_empty() => Kind::Home,
        Some(kind) => kind,
        None => Kind::Section,
    }
}

/// A file that could make a page: whether its words are another language's, how, and its place among the inputs.
type Candidate = (bool, Form, usize);

/// Tell pages from files beside them. Of two files for one page a language's own wins over another language's words; two of its own
/// are a mistake.
pub(super) fn sort_inputs(inputs: Vec<Input>, config: &Config, notes: &mut Vec<Diagnostic>) -> Sorted {
    let mut sorted = Sorted {
        languages: vec![false; config.languages.len()],
        ..Sorted::default()
    };
    let mut groups: BTreeMap<(LangId, String), Vec<Candidate>> = BTreeMap::new();
    for (i, input) in inputs.iter().enumerate() {
        let entry = &input.entry;
        if entry.lang.index() < sorted.languages.len() && input.doc.is_some() && entry.kind != EntryKind::Resource {
            let (form, path) = form_and_path(entry);
            groups
                .entry((entry.lang, path))
                .or_default()
                .push((entry.words != entry.lang, form, i));
        }
    }
    let mut leaves: HashSet<(LangId, &str)> = HashSet::new();
    groups.values_mut().for_each(|files| files.sort());
    for ((lang, path), files) in &groups {
        if files[0].1 != Form::Branch && files.iter().any(|(_, form, _)| *form == Form::Leaf) {
            leaves.insert((*lang, path));
        }
    }
    let in_bundle = |entry: &Entry, dir: &str| {
        let mut dirs: Vec<&str> = above(dir).collect();
        dirs.insert(0, dir);
        dirs.into_iter()
            .rev()
            .any(|d| !d.is_empty() && leaves.contains(&(entry.lang, d)))
    };
    let mut makes_page = vec![false; inputs.len()];
    for ((lang, path), files) in &groups {
        // The folder in which an outer leaf bundle would swallow the file.
        let outside: Vec<_> = files
            .iter()
            .filter(|(_, form, i)| {
                let dir = if *form != Form::Single {
                    folder(path).to_string()
                } else {
                    logical(folder(&inputs[*i].entry.path))
                };
                !in_bundle(&inputs[*i].entry, &dir)
            })
            .collect();
        let Some((other_words, form, winner)) = outside.first() else {
            continue;
        };
        makes_page[*winner] = true;
        sorted.languages[lang.index()] = true;
        sorted.taken_paths.insert(path.clone());
        for (loser_words, _, loser) in &outside[1..] {
            makes_page[*loser] = true; // it is no resource either
            if loser_words == other_words {
                notes.push(same_page(&inputs[*winner].entry, &inputs[*loser].entry));
            }
        }
        let entry = &inputs[*winner].entry;
        let kind = kind_of(*form, path, config);
        sorted.nodes.push(Node {
            lang: *lang,
            words: entry.words,
            kind,
            path: if kind == Kind::Term {
                urls::sanitize(path)
            } else {
                path.clone()
            },
            form: *form,
            source: Some(entry.path.clone()),
            doc: inputs[*winner].doc.clone(),
            head: Head::default(),
            fallback_title: String::new(),
        });
    }
    let rest = inputs.into_iter().zip(makes_page).filter(|(_, page)| !page);
    let rest = rest.filter(|(i, _)| i.entry.lang.index() < config.languages.len());
    let rest = rest.filter(|(i, _)| i.doc.is_some() || i.entry.kind == EntryKind::Resource);
    sorted.loose = rest
        .map(|(i, _)| Loose {
            entry: i.entry,
            doc: i.doc,
        })
        .collect();
    sorted
}

fn same_page(first: &Entry, second: &Entry) -> Diagnostic {
    Diagnostic::error(
        Code::DuplicateUrl,
        format!("`{}` and `{}` make the same page", first.file.path, second.file.path),
    )
    .at(Place::file(second.file.path.clone()))
    .help("rename one of the two files")
    .via("the other one", Some(Place::file(first.file.path.clone())))
}

/// Home pages and top-level sections that no file makes. A draft section is not made again without its file.
pub(super) fn add_automatic(sorted: &mut Sorted, hidden: &HashMap<(LangId, String), &'static str>, config: &Config) {
    let there: HashSet<(LangId, &str)> = sorted.nodes.iter().map(|n| (n.lang, n.path.as_str())).collect();
    let mut missing: BTreeMap<(LangId, String), String> = BTreeMap::new();
    for language in config.languages.iter().filter(|l| sorted.languages[l.id.index()]) {
        if !there.contains(&(language.id, "")) {
            missing.insert((language.id, String::new()), String::new());
        }
    }
    for node in &sorted.nodes {
        let Some((top, _)) = node.path.split_once('/') else {
            continue;
        };
        let key = (node.lang, top.to_string());
        let as_written = node.source.as_deref().and_then(|s| s.split('/').next()).unwrap_or(top);
        if !there.contains(&(node.lang, top)) && !hidden.contains_key(&key) {
            missing.entry(key).or_insert_with(|| as_written.to_string());
        }
    }
    for ((lang, path), name) in missing {
        let kind = kind_of(Form::Branch, &path, config);
        sorted.nodes.push(automatic(lang, kind, path, urls::list_title(&name)));
    }
}

/// A page without a file.
pub(super) fn automatic(lang: LangId, kind: Kind, path: String, title: String) -> Node {
    Node {
        lang,
        words: lang,
        kind,
        path,
        form: Form::Branch,
        source: None,
        doc: None,
        head: Head::default(),
        fallback_title: title,
    }
}

/// Nodes in the order of pages: by language, home first, then logical path.
pub(super) fn settle(nodes: &mut [Node]) {
    nodes.sort_by(|a, b| (a.lang, a.kind != Kind::Home, &a.path).cmp(&(b.lang, b.kind != Kind::Home, &b.path)));
}

/// Nodes to pages with their addresses and parents.
pub(super) fn pages(
    sorted: &mut Sorted,
    hidden: HashMap<(LangId, String), &'static str>,
    config: &Config,
    notes: &mut Vec<Diagnostic>,
) -> Site {
    let mut site = Site {
        homes: vec![None; config.languages.len()],
        hidden,
        ..Site::default()
    };
    let mut routes = urls::Routes::new(config);
    for (i, node) in std::mem::take(&mut sorted.nodes).into_iter().enumerate() {
        let id = PageId(i as u32);
        let above = above(&node.path).find_map(|p| branch_at(&site, node.lang, p));
        // A section that is never rendered stands in no trail: what lies in it belongs to the section above.
        let mut parent = above;
        while let Some(p) = parent.filter(|p| site.page(*p).head.build.render == RenderMode::Never) {
            parent = site.page(p).parent;
        }
        let route = routes.of(&node, above.map(|p| site.page(p)), config, notes);
        site.by_path.insert((node.lang, node.path.clone()), id);
        if node.kind == Kind::Home {
            site.homes[node.lang.index()] = Some(id);
        }
        site.pages.push(page(id, node, parent, route, config));
    }
    routes.settle(&mut site, config, notes);
    for page in &site.pages {
        let key = (page.lang, last(&page.path).to_string());
        site.by_name.entry(key).and_modify(|p| *p = None).or_insert(Some(page.id));
    }
    site
}

fn branch_at(site: &Site, lang: LangId, path: &str) -> Option<PageId> {
    let id = *site.by_path.get(&(lang, path.to_string()))?;
    (site.page(id).kind != Kind::Page).then_some(id)
}

fn page(id: PageId, node: Node, parent: Option<PageId>, route: urls::Route, config: &Config) -> Page {
    let fallback = match node.kind {
        Kind::Page => String::new(),
        _ if !node.fallback_title.is_empty() => node.fallback_title,
        Kind::Home => [&config.language(node.lang).title, &config.title, &config.base_url]
            .into_iter()
            .find(|t| !t.is_empty())
            .cloned()
            .unwrap_or_else(|| "/".into()),
        _ => urls::list_title(last(&node.path)),
    };
    let own = node.head.title.clone().filter(|t| node.kind == Kind::Page || !t.is_empty());
    let title = own.unwrap_or(fallback);
    let rendered = node.head.build.render;
    Page {
        id,
        lang: node.lang,
        words: node.words,
        copy: node.words != node.lang && config.translations.fallback == FallbackPages::Copy,
        kind: node.kind,
        link_title: node
            .head
            .link_title
            .clone()
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| title.clone()),
        title,
        section: node.path.split('/').next().unwrap_or("").to_string(),
        path: node.path,
        doc: node.doc,
        source: node.source,
        listed: node.head.build.list && rendered != RenderMode::Never,
        head: Arc::new(node.head),
        output: (rendered == RenderMode::Always).then_some(route.output),
        url: route.url,
        parent,
        children: Vec::new(),
        prev: None,
        next: None,
        translations: Vec::new(),
        resources: Vec::new(),
        terms: Vec::new(),
    }
}

/// Where a page's key is written, or the page's file.
pub(super) fn place_of(doc: Option<&Arc<Doc>>, keys: &[&str]) -> Option<Place> {
    let doc = doc?;
    let at = keys.iter().find_map(|k| doc.front.place(k));
    Some(at.unwrap_or_else(|| Place::file(doc.file.clone())))
}

/// The name that a page's file is known by: `install.md`; of a bundle that of its folder, since its own is always `index.md`.
pub(super) fn base_name(node: &Node) -> String {
    match (&node.source, node.form) {
        (Some(source), Form::Single) => last(source).to_string(),
        (Some(source), _) => last(folder(source)).to_string(),
        (None, _) => last(&node.path).to_string(),
    }
}

/// Whether a node is an overlay of a sheet.
pub(super) fn is_overlay(node: &Node) -> bool {
    node.doc.as_ref().is_some_and(|d| heads::is_overlay(d))
}
