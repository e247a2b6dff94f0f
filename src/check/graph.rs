//! What is published and where addresses lead: a node for each published file, and for each old address that leads on.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::address::{Address, Home, Path};
use super::facts::{self, Facts};
use super::redirects;
use crate::config::{Config, Redirects};
use crate::diag;
use crate::hash::Hash;
use crate::memo::Memo;
use crate::output::{Artefact, Bytes};
use crate::render::{Job, encode};
use crate::site::{Page, Site};

/// A published file.
pub struct Node<'a> {
    pub path: &'a str,
    pub hash: Hash,
    /// `None` for files that hold no links.
    pub facts: Option<Arc<Facts>>,
    /// The page that it is the HTML of.
    pub page: Option<&'a Page>,
    /// Where it leads on to, if it is only an old address.
    pub leads_to: Option<String>,
    /// It is published as it lies in the site's folder, and not made by us.
    pub copied: bool,
}

/// Everything that is published.
pub struct Graph<'a> {
    pub nodes: Vec<Node<'a>>,
    /// By path: `docs/index.html`.
    by_path: HashMap<&'a str, usize>,
    /// Pages by their addresses as we write them: most links are just that.
    by_href: HashMap<Box<[u8]>, usize>,
    names: OnceLock<Names>,
    redirects: redirects::Rules,
    home: Home<'a>,
    /// Of every path and every id: what the links of a page depend on, beside the page.
    pub hash: Hash,
}

/// Published paths by parts of them, for advice.
struct Names {
    /// In lower case.
    lower: HashMap<String, usize>,
    /// By the last part that has a name.
    last: HashMap<String, Vec<usize>>,
}

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'g> {
    /// To this node.
    Node(usize),
    /// To this one, by an old address. `None` when that leads out of the site.
    Moved(Option<usize>, &'g str),
    /// To something that another host serves at this address.
    Served,
    /// In a circle.
    Loop,
    Missing,
}

impl<'a> Graph<'a> {
    /// The graph of what is to be published. Facts are kept by the hash of the file.
    pub fn new(artefacts: &'a [Artefact], site: &'a Site, config: &'a Config, memo: &Memo<Facts>) -> Graph<'a> {
        let by_output: HashMap<&str, &Page> = site.pages.iter().filter_map(|p| Some((p.output.as_deref()?, p))).collect();
        let old: HashMap<String, &str> = site.redirects.iter().map(|r| (stub_path(&r.from), r.to.as_str())).collect();
        let nodes: Vec<Node> = artefacts
            .par_iter()
            .map(|artefact| {
                let page = by_output.get(artefact.path.as_str()).copied();
                let copied = !matches!(artefact.bytes, Bytes::Made(_));
                let leads_to = match page.is_some() || copied {
                    true => None,
                    false => old.get(artefact.path.as_str()).map(|to| to.to_string()),
                };
                Node {
                    path: &artefact.path,
                    hash: artefact.hash,
                    facts: facts_of(artefact, memo),
                    page,
                    leads_to,
                    copied,
                }
            })
            .collect();
        let by_path: HashMap<&str, usize> = nodes.iter().enumerate().map(|(i, n)| (n.path, i)).collect();
        let ids = nodes
            .iter()
            .map(|n| (n.path, n.facts.as_ref().map(|f| f.ids_hash), &n.leads_to));
        let mut redirects = redirects::Rules::default();
        if config.redirects != Redirects::Html {
            site.redirects.iter().for_each(|r| redirects.redirect(&r.from, &r.to));
        }
        let own = artefacts
            .iter()
            .find(|a| a.path == "_redirects" && !matches!(a.bytes, Bytes::Made(_)));
        if let Some(bytes) = own.and_then(|a| a.bytes.read().ok()) {
            redirects.read(&String::from_utf8_lossy(&bytes));
        }
        let hash = Hash::of(&(ids.collect::<Vec<_>>(), &redirects, own.map(|a| a.hash)));
        let origin = config
            .base_url
            .strip_suffix(config.base_path.as_str())
            .unwrap_or(&config.base_url);
        Graph {
            by_href: nodes
                .iter()
                .enumerate()
                .filter(|(_, n)| n.leads_to.is_none())
                .map(|(i, n)| (href(n.path, config), i))
                .collect(),
            by_path,
            names: OnceLock::new(),
            redirects,
            home: Home {
                origin,
                base_path: &config.base_path,
            },
            hash,
            nodes,
        }
    }

    /// What a link of a node means.
    pub fn address(&self, node: &Node, facts: &Facts, target: &str) -> Address {
        super::address::read(target, node.path, facts.base.as_deref(), self.home)
    }

    /// A link's value without the site's own scheme and host, if it begins with those.
    pub fn without_origin<'v>(&self, value: &'v [u8]) -> &'v [u8] {
        let rest = value.strip_prefix(self.home.origin.as_bytes());
        rest.filter(|rest| rest.starts_with(b"/")).unwrap_or(value)
    }

    /// Whether a link's value leaves the site beyond doubt.
    pub fn leaves(&self, value: &[u8]) -> bool {
        super::address::leaves(value, self.home)
    }

    /// Where a path leads.
    pub fn find(&self, path: &str) -> Found<'_> {
        match self.direct(path) {
            Some(i) if self.nodes[i].leads_to.is_none() => Found::Node(i),
            first => self.follow(path, first),
        }
    }

    /// The file that is published for a path: a folder stands for its `index.html`.
    pub fn direct(&self, path: &str) -> Option<usize> {
        if path.is_empty() || path.ends_with('/') {
            return self.by_path.get(format!("{path}index.html").as_str()).copied();
        }
        self.by_path
            .get(path)
            // Every host leads to the folder, and so does the preview.
            .or_else(|| self.by_path.get(format!("{path}/index.html").as_str()))
            .copied()
    }

    /// Go on from an old address until a file or the end.
    fn follow(&self, path: &str, first: Option<usize>) -> Found<'_> {
        let mut steps = 0;
        let mut at = first;
        let mut path = path.to_string();
        let mut last = "";
        loop {
            let to = match at.map(|i| self.nodes[i].leads_to.as_deref()) {
                Some(None) => return Found::Moved(at, last),
                Some(Some(to)) => Some(to),
                None => match self.redirects.find(&path) {
                    Some(rule) if rule.rewrite && steps == 0 => return self.rewritten(&rule.to),
                    rule => rule.map(|rule| rule.to.as_str()),
                },
            };
            let Some(to) = to else {
                return if steps == 0 {
                    Found::Missing
                } else {
                    Found::Moved(None, last)
                };
            };
            steps += 1;
            if steps > 20 {
                return Found::Loop;
            }
            last = to;
            if to.contains("/:") {
                // What stands for a part of the path is known to the host only.
                return Found::Moved(None, last);
            }
            match super::address::read(to, "", None, self.home) {
                // Redirects of ours name paths from the site's root, those of a host from the host's.
                Address::Here(Path { path: next, .. }) => path = next,
                Address::Outside(_, Path { path: next, .. }) => path = next,
                _ => return Found::Moved(None, last),
            }
            at = self.direct(&path);
        }
    }

    /// What is served at an address that stays as it is.
    fn rewritten(&self, to: &str) -> Found<'_> {
        match super::address::read(to, "", None, self.home) {
            Address::Here(Path { path, .. }) | Address::Outside(_, Path { path, .. }) => {
                self.direct(&path).map_or(Found::Missing, Found::Node)
            }
            Address::Elsewhere(_) | Address::Other => Found::Served,
        }
    }

    /// The published address that was most likely meant by one that leads nowhere.
    pub fn nearest(&self, path: &str) -> Option<String> {
        let lower = path.to_lowercase();
        let folder = format!("{}index.html", with_slash(&lower));
        let names = self.names.get_or_init(|| self.names());
        if let Some(i) = names.lower.get(&lower).or_else(|| names.lower.get(&folder)) {
            return Some(self.url(*i));
        }
        let name = name_of(&lower).to_string();
        if let Some(same) = names.last.get(&name).filter(|_| !name.is_empty()) {
            // The one that has most of its beginning in common.
            let shared = |i: &usize| common(&self.nodes[*i].path.to_lowercase(), &lower);
            let pages = same.iter().filter(|i| self.nodes[**i].leads_to.is_none());
            return pages.max_by_key(|i| (shared(i), usize::MAX - **i)).map(|i| self.url(*i));
        }
        let above = lower.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
        let beside = self.nodes.iter().enumerate().filter(|(_, n)| {
            let rest = n.path.to_lowercase();
            let rest = rest.strip_suffix("/index.html").unwrap_or(&rest);
            rest.rsplit_once('/').map_or("", |(a, _)| a) == above
        });
        let names = beside.map(|(i, n)| (name_of(n.path), i)).filter(|(name, _)| !name.is_empty());
        let names: Vec<(&str, usize)> = names.collect();
        let near = diag::nearest(&name, names.iter().map(|(name, _)| *name))?;
        names.iter().find(|(name, _)| *name == near).map(|(_, i)| self.url(*i))
    }

    fn names(&self) -> Names {
        let mut last: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, node) in self.nodes.iter().enumerate() {
            last.entry(name_of(node.path).to_lowercase()).or_default().push(i);
        }
        Names {
            lower: self.by_path.iter().map(|(path, i)| (path.to_lowercase(), *i)).collect(),
            last,
        }
    }

    /// The node that a link's value names as we write addresses, without its fragment.
    pub fn by_href(&self, value: &[u8]) -> Option<usize> {
        self.by_href.get(value).copied()
    }

    /// The file of the site that is published as a node.
    pub fn file_of(&self, node: &Node, job: &Job) -> Option<Arc<str>> {
        let of_static = job.files.get(&format!("static/{}", node.path)).map(|f| f.path.clone());
        let copies = &job.site.copies;
        of_static.or_else(|| {
            copies
                .iter()
                .find(|(to, _)| to.trim_start_matches('/') == node.path)
                .map(|(_, f)| f.path.clone())
        })
    }

    /// The address of a node from the host's root.
    pub fn url(&self, node: usize) -> String {
        let path = self.nodes[node].path;
        let path = match path {
            "index.html" => "",
            _ => path.strip_suffix("index.html").filter(|p| p.ends_with('/')).unwrap_or(path),
        };
        format!("{}/{path}", self.home.base_path)
    }
}

/// The address of a published file as we write it.
fn href(path: &str, config: &Config) -> Box<[u8]> {
    let folder = path.strip_suffix("index.html").filter(|p| p.is_empty() || p.ends_with('/'));
    format!("{}/{}", config.base_path, encode(folder.unwrap_or(path)))
        .into_bytes()
        .into()
}

fn facts_of(artefact: &Artefact, memo: &Memo<Facts>) -> Option<Arc<Facts>> {
    let kind = facts::kind_of(&artefact.path)?;
    let key = Hash::of(&(artefact.hash, kind as u8));
    Some(memo.get(key, || {
        let bytes = artefact.bytes.read().unwrap_or_else(|_| Arc::from(&b""[..]));
        Facts::read(&artefact.path, bytes)
    }))
}

/// Where the small page of an old address is published.
fn stub_path(from: &str) -> String {
    let path = from.trim_start_matches('/');
    match path.is_empty() || path.ends_with('/') {
        true => format!("{path}index.html"),
        false => path.to_string(),
    }
}

fn with_slash(path: &str) -> String {
    match path.is_empty() || path.ends_with('/') {
        true => path.to_string(),
        false => format!("{path}/"),
    }
}

/// The last part of a path that names it: `docs/install/index.html` is called `install`.
fn name_of(path: &str) -> &str {
    let path = path.strip_suffix("index.html").unwrap_or(path).trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

fn common(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count()
}
