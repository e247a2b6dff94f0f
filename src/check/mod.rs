//! One check over everything that is published: where its links lead, and what search engines and screen readers would miss.
//!
//! Each published file is read once (`facts`), and all of them together are a `graph`. What is wrong in it is found file by file
//! (`links`, `pages`), and only then is asked where it was written (`places`): findings are rare, files are many.

mod address;
mod assets;
mod css;
mod entities;
mod facts;
mod graph;
mod html;
mod links;
mod pages;
mod places;
mod plain;
mod probe;
mod redirects;
mod tell;

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Place};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::render::{Job, Rendered};
use facts::Facts;
use graph::Graph;
use links::{Followed, Follower};
use places::Places;

pub use probe::{Probe, Verdict};

/// What a check keeps from one build to the next.
#[derive(Debug, Default)]
pub struct Memos {
    facts: Memo<Facts>,
    followed: Memo<Followed>,
    told: Memo<Vec<tell::Told>>,
}

impl Memos {
    /// Begin a new build.
    pub fn turn(&self) {
        self.facts.turn();
        self.followed.turn();
        self.told.turn();
    }
}

/// Something that is wrong in a published file, before it is known where it was written.
#[derive(Clone, Debug)]
struct Finding {
    code: Code,
    message: String,
    help: Option<String>,
    /// Where in the bytes of the file.
    at: usize,
    subject: Subject,
    /// Nothing is known to be wrong: a note, whatever the code weighs.
    is_note: bool,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Subject {
    /// A link or image, by its value.
    Target(String),
    /// An image with an empty `alt`, which is wrong only where Markdown wrote it.
    EmptyAlt(String),
    /// Of this level.
    Heading(u8),
}

impl Finding {
    fn new(code: Code, message: String) -> Finding {
        Finding {
            code,
            message,
            help: None,
            at: 0,
            subject: Subject::Heading(0),
            is_note: false,
        }
    }

    fn value(&self) -> Option<&str> {
        match &self.subject {
            Subject::Target(value) | Subject::EmptyAlt(value) => Some(value),
            Subject::Heading(_) => None,
        }
    }
}

/// Everything that is wrong in what is to be published, beside what is known already. `probe`: who asks for links to other sites, if
/// anybody is to.
pub fn check(
    job: &Job,
    rendered: &Rendered,
    memos: &Memos,
    probe: Option<&dyn Probe>,
    mut known: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let graph = Graph::new(&rendered.artefacts, job.site, job.config, &memos.facts);
    let follower = Follower {
        graph: &graph,
        site: job.site,
        config: job.config,
        asks: probe.is_some(),
    };
    let world = Hash::of(&(graph.hash, rendered.hash(), probe.is_some()));
    let followed: Vec<Arc<Followed>> = graph
        .nodes
        .par_iter()
        .map(|node| {
            let key = Hash::of(&(world, node.path, node.hash));
            memos.followed.get(key, || {
                let mut followed = follower.follow(node);
                followed.findings.extend(pages::of_one(node));
                followed
            })
        })
        .collect();
    let followed = match probe {
        Some(probe) => probe::external(&graph, &followed, probe, &job.config.check.external),
        None => followed,
    };
    let places = Places::new(job, rendered);
    let teller = tell::Teller::new(&places, job, rendered, &graph, &followed);
    let told = teller.tell(&memos.told, world);
    // A link to a content file that is not there was told when it was resolved.
    let unknown: HashSet<Place> = known
        .iter()
        .filter(|n| n.code == Code::UnknownRef)
        .filter_map(|n| n.place.clone())
        .collect();
    known.extend(
        told.into_iter()
            .filter(|n| !n.place.as_ref().is_some_and(|p| unknown.contains(p))),
    );
    known.extend(pages::duplicates(&graph, job.config));
    known.extend(pages::orphans(job.site, job.config));
    if job.config.check.levels.tells(Code::UnusedAsset, false) {
        known.extend(assets::unused(job, &graph, &followed));
    }
    known
}
