//! Taxonomies and their terms: which pages they get, and which pages have which term.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::tree::{self, Node};
use super::{Kind, PageId, Site, urls};
use crate::config::Config;
use crate::diag::{Code, Diagnostic};
use crate::doc::RenderMode;
use crate::lang::LangId;

/// The terms of one page: (taxonomy, logical paths of its term pages in the order of writing).
type Terms = Vec<(String, Vec<String>)>;

/// Nodes for the list of each taxonomy, and for each term that a shown page has, where no file makes them. The result says which page
/// (by language and path) has which terms.
pub(super) fn add(nodes: &mut Vec<Node>, config: &Config, notes: &mut Vec<Diagnostic>) -> HashMap<(LangId, String), Terms> {
    tree::settle(nodes);
    let there: BTreeSet<(LangId, String)> = nodes.iter().map(|n| (n.lang, n.path.clone())).collect();
    let mut missing: BTreeMap<(LangId, String), (Kind, String)> = BTreeMap::new();
    let languages: BTreeSet<LangId> = nodes.iter().map(|n| n.lang).collect();
    for lang in languages {
        for (_, plural) in &config.taxonomies {
            missing.insert((lang, tree::logical(plural)), (Kind::Taxonomy, urls::list_title(plural)));
        }
    }
    let mut terms = HashMap::new();
    // A page's title as a term: the first way in which it is written, over pages in order.
    let mut names: HashMap<(LangId, String), String> = HashMap::new();
    for node in nodes.iter() {
        let unlisted = !node.head.build.list || node.head.build.render == RenderMode::Never;
        if unlisted || matches!(node.kind, Kind::Taxonomy | Kind::Term) {
            continue;
        }
        let mut all: Terms = Vec::new();
        for (plural, written) in &node.head.terms {
            let mut paths: Vec<String> = Vec::new();
            for term in written {
                let name = term.trim();
                let path = format!("{}/{}", tree::logical(plural), urls::term_path(term));
                if name.is_empty() || urls::sanitize(name).is_empty() || paths.contains(&path) {
                    continue;
                }
                if let Some(why) = urls::fault(&path) {
                    notes.push(refused(node, plural, name, why));
                    continue;
                }
                let key = (node.lang, path.clone());
                names.entry(key.clone()).or_insert_with(|| name.to_string());
                missing.entry(key).or_insert_with(|| (Kind::Term, name.to_string()));
                paths.push(path);
            }
            if !paths.is_empty() {
                all.push((plural.clone(), paths));
            }
        }
        if !all.is_empty() {
            terms.insert((node.lang, node.path.clone()), all);
        }
    }
    for node in nodes.iter_mut().filter(|n| n.kind == Kind::Term) {
        if let Some(name) = names.remove(&(node.lang, node.path.clone())) {
            node.fallback_title = name;
        }
    }
    for ((lang, path), (kind, title)) in missing {
        if !there.contains(&(lang, path.clone())) {
            nodes.push(tree::automatic(lang, kind, path, title));
        }
    }
    terms
}

fn refused(node: &Node, plural: &str, term: &str, why: &str) -> Diagnostic {
    let message = format!(
        "`{}` cannot be a term, which has a page of its own: {why}",
        term.escape_debug()
    );
    let mut note = Diagnostic::error(Code::BadPath, message);
    note.place = tree::place_of(node.doc.as_ref(), &[&plural.to_lowercase(), "tags"]);
    note
}

/// Tie pages and term pages together.
pub(super) fn join(site: &mut Site, terms: &HashMap<(LangId, String), Terms>) {
    for i in 0..site.pages.len() {
        let page = &site.pages[i];
        let (id, lang) = (page.id, page.lang);
        let Some(own) = terms.get(&(lang, page.path.clone())) else {
            continue;
        };
        let mut joined = Vec::new();
        for (plural, paths) in own {
            let find = |path: &String| site.by_path.get(&(lang, path.clone())).copied();
            let ids: Vec<PageId> = paths
                .iter()
                .filter_map(find)
                .filter(|t| site.page(*t).kind == Kind::Term)
                .collect();
            for term in &ids {
                site.pages[term.index()].children.push(id);
            }
            joined.push((plural.clone(), ids));
        }
        site.pages[i].terms = joined;
    }
}
