//! Findings to diagnostics: each at the place where it was written, and what a template wrote on many pages once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::graph::{Graph, Node};
use super::links::Followed;
use super::places::{Article, Places};
use super::{Finding, Subject, plain};
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::doc::Body;
use crate::hash::Hash;
use crate::memo::Memo;
use crate::render::{Job, Rendered};
use crate::site::{Page, PageId};

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
        let nodes = self.graph.nodes.iter().enumerate();
        let of_page: HashMap<PageId, usize> = nodes.filter_map(|(i, node)| Some((node.page?.id, i))).collect();
        let told: Vec<Arc<Vec<Told>>> = (0..self.graph.nodes.len())
            .into_par_iter()
            .map(|i| {
                let node = &self.graph.nodes[i];
                if self.followed[i].findings.is_empty() {
                    return Arc::default();
                }
                let of_render = node.page.map(|p| self.rendered.key(p.id));
                memo.get(
                    Hash::of(&(world, node.path, node.hash, of_render, self.followed[i].findings.len())),
                    || self.of_node(i, &done, &of_page),
                )
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
        self.once(notes)
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

    /// Whether a page that only repeats another language's words repeats a mistake too: then it is told there.
    fn is_repeated(&self, node: &Node, finding: &Finding, of_page: &HashMap<PageId, usize>) -> bool {
        let Some(page) = node.page.filter(|p| p.words != p.lang) else {
            return false;
        };
        let own = page.translations.iter().find(|id| {
            let other = self.job.site.page(**id);
            other.lang == page.words && other.words == other.lang
        });
        let Some(own) = own.and_then(|id| of_page.get(id)) else {
            return false;
        };
        let about = |f: &Finding| f.value().map(|value| self.without_language(value).to_string());
        let same = |f: &&Finding| f.code == finding.code && about(f) == about(finding);
        finding.value().is_some() && self.followed[*own].findings.iter().any(|f| same(&f))
    }

    /// The findings of one node at their places.
    fn of_node(&self, node: usize, done: &HashSet<(Code, String)>, of_page: &HashMap<PageId, usize>) -> Vec<Told> {
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
            if self.is_repeated(node, finding, of_page) {
                continue;
            }
            if node.copied {
                told.extend(self.in_copy(node, finding).map(Told::Placed));
                continue;
            }
            if !self.may_be_written(node, finding) {
                continue;
            }
            if let Some(place) = plain::place(node, finding, self.rendered) {
                told.push(Told::Placed(diagnostic(finding).at(place)));
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
                    Subject::EmptyAlt(_) | Subject::Heading(_) => {}
                },
            }
        }
        told
    }

    /// Whether it is worth a look into the article: an empty alternative text is a mistake in Markdown's own images only, and a heading is
    /// one that somebody wrote.
    fn may_be_written(&self, node: &Node, finding: &Finding) -> bool {
        let Some(Body::Markdown(script)) = node.page.and_then(|p| p.doc.as_ref()).map(|d| &d.body) else {
            return matches!(finding.subject, Subject::Target(_));
        };
        let has = |text: &str| memchr::memmem::find(script.text.as_bytes(), text.as_bytes()).is_some();
        match &finding.subject {
            Subject::Target(_) => true,
            Subject::EmptyAlt(_) => has("![]"),
            Subject::Heading(level) => has(&format!("\n{} ", "#".repeat(usize::from(*level)))) || has(&format!("<h{level}")),
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
        let written_so = match finding.subject {
            Subject::Target(_) => true,
            Subject::EmptyAlt(_) => spot.text.starts_with("!["),
            // Whoever calls a shortcode does not choose its headings.
            Subject::Heading(_) => !spot.text.starts_with("{{"),
        };
        if !written_so {
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
            Subject::EmptyAlt(_) | Subject::Heading(_) => return None,
        };
        let file = self.graph.file_of(node, self.job)?;
        Some(diagnostic(finding).at(self.places.in_copy(&file, finding.at, value)))
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

    /// A file that is published in several languages, or on several pages, has each of its mistakes once.
    fn once(&self, mut notes: Vec<Diagnostic>) -> Vec<Diagnostic> {
        notes.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut told: Vec<(Diagnostic, usize)> = Vec::with_capacity(notes.len());
        let mut seen: HashMap<(Place, Code, String), usize> = HashMap::new();
        for note in notes {
            let key = note
                .place
                .clone()
                .map(|place| (place, note.code, self.in_any_language(&note)));
            match key.as_ref().and_then(|key| seen.get(key)) {
                Some(first) => told[*first].1 += 1,
                None => {
                    seen.extend(key.map(|key| (key, told.len())));
                    told.push((note, 0));
                }
            }
        }
        let told = told.into_iter().map(|(note, more)| match more {
            0 => note,
            1 => note.via("and once more, for another page", None),
            n => note.via(format!("and {n} times more, for other pages"), None),
        });
        told.collect()
    }

    /// What a finding is about, whichever language it leads to; of one without an address its message.
    fn in_any_language(&self, note: &Diagnostic) -> String {
        match &note.target {
            Some(target) => self.without_language(target).to_string(),
            None => note.message.clone(),
        }
    }

    /// An address without the language that it begins with.
    fn without_language<'t>(&self, target: &'t str) -> &'t str {
        let config = self.job.config;
        let prefixes = config.languages.iter().filter(|l| !l.prefix.is_empty());
        let mut bare = prefixes.filter_map(|l| {
            let rest = target
                .strip_prefix(config.base_path.as_str())?
                .strip_prefix(l.prefix.as_str())?;
            rest.starts_with('/').then_some(rest)
        });
        bare.next().unwrap_or(target)
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

fn cause(finding: &Finding) -> Cause<'_> {
    (finding.code, finding.value().unwrap_or(""), &finding.message)
}

fn diagnostic(finding: &Finding) -> Diagnostic {
    let mut note = Diagnostic::warning(finding.code, finding.message.clone());
    note.severity = if finding.is_note {
        Severity::Note
    } else {
        severity(finding.code)
    };
    note.help = finding.help.clone();
    note.target = finding.value().map(str::to_string);
    note
}

/// What a finding weighs unless the configuration or a flag says otherwise: what a reader runs into is a warning.
fn severity(code: Code) -> Severity {
    match code {
        Code::RedirectedLink | Code::SkippedHeading | Code::MovedExternalLink => Severity::Note,
        _ => Severity::Warning,
    }
}
