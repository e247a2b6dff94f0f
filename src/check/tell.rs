//! Findings to diagnostics: each at the place where it was written, and what a template wrote on many pages once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::graph::{Graph, Node};
use super::links::Followed;
use super::places::{Article, Places};
use super::{Finding, Subject};
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::render::{Job, Rendered};
use crate::site::Page;

/// What stands on so many pages is looked for in the templates first.
const COMMON: usize = 8;

/// A finding that was given its place, or could not be given one in the page's own article and file.
#[derive(Clone, Debug)]
pub enum Told {
    Placed(Diagnostic),
    /// By its number in the list of the file's findings.
    Outside(usize),
}

/// What findings have in common that one place wrote.
type Cause<'a> = (Code, &'a str, &'a str);

/// Tells what was found.
pub struct Teller<'a> {
    places: &'a Places<'a>,
    job: &'a Job<'a>,
    rendered: &'a Rendered<'a>,
    graph: &'a Graph<'a>,
    followed: &'a [Arc<Followed>],
}

impl<'a> Teller<'a> {
    /// For the findings of each node of a graph.
    pub fn new(
        places: &'a Places<'a>,
        job: &'a Job<'a>,
        rendered: &'a Rendered<'a>,
        graph: &'a Graph<'a>,
        followed: &'a [Arc<Followed>],
    ) -> Self {
        Teller {
            places,
            job,
            rendered,
            graph,
            followed,
        }
    }

    /// All of them. `world`: of everything beside the file that a finding depends on.
    pub fn tell(&self, memo: &Memo<Vec<Told>>, world: Hash) -> Vec<Diagnostic> {
        let (mut notes, done) = self.common();
        let mut names: Vec<_> = done.iter().collect();
        names.sort();
        let world = Hash::of(&(world, names));
        let told: Vec<Arc<Vec<Told>>> = (0..self.graph.nodes.len())
            .into_par_iter()
            .map(|i| {
                let node = &self.graph.nodes[i];
                if self.followed[i].findings.is_empty() {
                    return Arc::default();
                }
                let of_page = node.page.map(|p| self.rendered.key(p.id));
                memo.get(Hash::of(&(world, node.path, node.hash, of_page)), || self.of_node(i, &done))
            })
            .collect();
        let mut outside: BTreeMap<Cause, Vec<(usize, &Finding)>> = BTreeMap::new();
        for (i, told) in told.iter().enumerate() {
            for one in told.iter() {
                match one {
                    Told::Placed(note) => notes.push(note.clone()),
                    Told::Outside(n) => {
                        let finding = &self.followed[i].findings[*n];
                        outside.entry(cause(finding)).or_default().push((i, finding));
                    }
                }
            }
        }
        notes.extend(outside.into_values().flat_map(|found| self.outside(&found)));
        once(notes)
    }

    /// What a template, the configuration or the data wrote on many pages.
    fn common(&self) -> (Vec<Diagnostic>, HashSet<(Code, String)>) {
        let mut by_cause: HashMap<Cause, Vec<(usize, &Finding)>> = HashMap::new();
        for (i, followed) in self.followed.iter().enumerate() {
            for finding in followed.findings.iter().filter(|f| matches!(f.subject, Subject::Target(_))) {
                by_cause.entry(cause(finding)).or_default().push((i, finding));
            }
        }
        let mut many: Vec<_> = by_cause.into_iter().filter(|(_, all)| all.len() >= COMMON).collect();
        many.sort_by_key(|(cause, _)| *cause);
        let (mut notes, mut done) = (Vec::new(), HashSet::new());
        for ((code, value, _), all) in many {
            let (node, finding) = all[0];
            let Some(page) = self.page_of(&self.graph.nodes[node]) else {
                continue;
            };
            if let Some(place) = self.places.in_theme(page, value) {
                done.insert((code, value.to_string()));
                notes.push(self.on_pages(diagnostic(finding).at(place), &all));
            }
        }
        (notes, done)
    }

    /// The findings of one node at their places.
    fn of_node(&self, node: usize, done: &HashSet<(Code, String)>) -> Vec<Told> {
        let findings = &self.followed[node].findings;
        let node = &self.graph.nodes[node];
        let mut article: Option<Option<Article>> = None;
        let mut told = Vec::new();
        for (n, finding) in findings.iter().enumerate() {
            if finding
                .value()
                .is_some_and(|value| done.contains(&(finding.code, value.to_string())))
            {
                continue;
            }
            if node.copied {
                told.extend(self.in_copy(node, finding).map(Told::Placed));
                continue;
            }
            if !self.may_be_written(node, finding) {
                continue;
            }
            let article = article.get_or_insert_with(|| self.places.article(node));
            match article.as_ref().filter(|a| a.holds(finding.at)) {
                Some(article) => told.extend(self.in_article(node, article, finding).map(Told::Placed)),
                None => match &finding.subject {
                    Subject::Target(value) => {
                        let own = node.page.and_then(|page| self.places.in_own_file(page, value));
                        told.push(own.map_or(Told::Outside(n), |place| Told::Placed(diagnostic(finding).at(place))));
                    }
                    // What a template does there it does on purpose.
                    Subject::EmptyAlt(_) | Subject::Heading => {}
                },
            }
        }
        told
    }

    /// Whether it is worth a look into the article: an empty alternative text is a mistake in Markdown's own images only.
    fn may_be_written(&self, node: &Node, finding: &Finding) -> bool {
        match (&finding.subject, node.page.and_then(|p| p.doc.as_ref())) {
            (Subject::EmptyAlt(_), Some(doc)) => match &doc.body {
                crate::doc::Body::Markdown(script) => {
                    script.text.contains("![](") || script.text.contains("![][") || reads(script)
                }
                _ => false,
            },
            (Subject::EmptyAlt(_) | Subject::Heading, None) => false,
            _ => true,
        }
    }

    fn in_article(&self, node: &Node, article: &Article, finding: &Finding) -> Option<Diagnostic> {
        let facts = node.facts.as_ref()?;
        let nth = match finding.value() {
            None => 0,
            Some(value) => facts
                .links
                .iter()
                .take_while(|link| link.at.start < finding.at)
                .filter(|link| article.holds(link.at.start) && facts.target(link) == value)
                .filter(|link| self.places.same_part(article, link.at.start, finding.at))
                .count(),
        };
        let spot = self.places.in_article(article, finding.at, finding.value(), nth)?;
        if matches!(finding.subject, Subject::EmptyAlt(_)) && !spot.text.starts_with("![") {
            return None;
        }
        let mut note = diagnostic(finding).at(spot.place);
        note.trail = spot.trail;
        Some(note)
    }

    /// In a file that is published as it lies there.
    fn in_copy(&self, node: &Node, finding: &Finding) -> Option<Diagnostic> {
        let value = match &finding.subject {
            Subject::Target(value) => value,
            Subject::EmptyAlt(_) | Subject::Heading => return None,
        };
        let file = self.file_of(node)?;
        Some(diagnostic(finding).at(self.places.in_copy(&file, finding.at, value)))
    }

    /// The file of the site that is published as a node.
    fn file_of(&self, node: &Node) -> Option<Arc<str>> {
        let path = format!("static/{}", node.path);
        let of_static = self.job.files.get(&path).map(|f| f.path.clone());
        let copies = &self.job.site.copies;
        of_static.or_else(|| {
            copies
                .iter()
                .find(|(to, _)| to.trim_start_matches('/') == node.path)
                .map(|(_, f)| f.path.clone())
        })
    }

    /// What stands outside of articles, and no page's own file names.
    fn outside(&self, found: &[(usize, &Finding)]) -> Vec<Diagnostic> {
        let (node, finding) = found[0];
        let node = &self.graph.nodes[node];
        let value = finding.value().unwrap_or("");
        let Some(page) = self.page_of(node) else { return Vec::new() };
        let place = self
            .places
            .in_theme(page, value)
            .or_else(|| self.places.in_any_page(page, value));
        match place {
            Some(place) => vec![self.on_pages(diagnostic(finding).at(place), found)],
            // Put together from parts: the pages are all that can be told.
            None => {
                let mut note = diagnostic(finding);
                note.place = node.page.and_then(|p| p.doc.as_ref()).map(|d| Place::file(d.file.clone()));
                vec![self.on_pages(note, found)]
            }
        }
    }

    /// With how many pages it is on, and the first of them.
    fn on_pages(&self, note: Diagnostic, found: &[(usize, &Finding)]) -> Diagnostic {
        let nodes: HashSet<usize> = found.iter().map(|(node, _)| *node).collect();
        let first = self.graph.url(found[0].0);
        match nodes.len() {
            1 => note.via(format!("on {first}"), None),
            n => note.via(format!("on {n} pages, the first of them {first}"), None),
        }
    }

    /// The page that a node's links are resolved for: of what is no page, the first home page.
    fn page_of(&self, node: &Node<'a>) -> Option<&'a Page> {
        let home = || self.job.site.homes.iter().flatten().next().map(|id| self.job.site.page(*id));
        node.page.or_else(home)
    }
}

/// Whether a body calls anything: what is printed may come from another file.
fn reads(script: &crate::doc::Script) -> bool {
    script.nodes.iter().any(|n| matches!(n, crate::doc::Node::Call(_)))
}

fn cause(finding: &Finding) -> Cause<'_> {
    (finding.code, finding.value().unwrap_or(""), &finding.message)
}

fn diagnostic(finding: &Finding) -> Diagnostic {
    let mut note = Diagnostic::warning(finding.code, finding.message.clone());
    note.severity = severity(finding.code);
    note.help = finding.help.clone();
    note
}

/// What a finding weighs unless the configuration or a flag says otherwise: what a reader runs into is a warning.
fn severity(code: Code) -> Severity {
    match code {
        Code::RedirectedLink | Code::SkippedHeading => Severity::Note,
        _ => Severity::Warning,
    }
}

/// A file that is published in several languages has its mistakes once.
fn once(mut notes: Vec<Diagnostic>) -> Vec<Diagnostic> {
    notes.sort_by(|a, b| a.order().cmp(&b.order()));
    notes.dedup_by(|a, b| a.place.is_some() && a.order() == b.order());
    notes
}
