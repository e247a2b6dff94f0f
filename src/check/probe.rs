//! Links to other sites: who asks for them is handed in, and what comes back becomes findings like all others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::graph::Graph;
use super::links::Followed;
use super::{Finding, Subject};
use crate::config::External;
use crate::diag::Code;

/// Asks other sites for addresses.
pub trait Probe: std::fmt::Debug + Send + Sync {
    /// A verdict for each of the addresses, in their order.
    fn probe(&self, urls: &[String]) -> Vec<Verdict>;
}

/// What an address of another site comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Good,
    /// For good, to this address.
    Moved(String),
    /// There is nothing, and why we think so.
    Dead(String),
    /// There was no usable answer, and why.
    Unreachable(String),
    /// Its host has asked to wait, for longer than a check takes.
    NotAsked,
}

/// The same nodes with what the links to other sites come to.
pub fn external(graph: &Graph, followed: &[Arc<Followed>], probe: &dyn Probe, options: &External) -> Vec<Arc<Followed>> {
    let mut links: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (node, followed) in followed.iter().enumerate() {
        for (url, at) in &followed.external {
            if !options.ignore.iter().any(|glob| glob.is_match(url)) {
                links.entry(url).or_default().push((node, *at));
            }
        }
    }
    let urls: Vec<String> = links.keys().map(|url| url.to_string()).collect();
    let verdicts = probe.probe(&urls);
    let mut all: Vec<Arc<Followed>> = followed.to_vec();
    for ((_, places), verdict) in links.iter().zip(verdicts) {
        for (node, at) in places {
            let target = target(graph, *node, *at);
            let finding = finding(&target, &verdict);
            Arc::make_mut(&mut all[*node]).findings.extend(finding.map(|f| Finding {
                at: *at,
                subject: Subject::Target(target),
                ..f
            }));
        }
    }
    all
}

fn finding(target: &str, verdict: &Verdict) -> Option<Finding> {
    let (code, message, help) = match verdict {
        Verdict::Good => return None,
        Verdict::Moved(to) => (
            Code::MovedExternalLink,
            format!("`{target}` has moved for good"),
            format!("link to `{to}`"),
        ),
        Verdict::Dead(why) => (
            Code::DeadExternalLink,
            format!("`{target}` leads nowhere: {why}"),
            "link to another page, or to a copy of it in an archive".to_string(),
        ),
        Verdict::Unreachable(why) => (
            Code::UnreachableExternalLink,
            format!("`{target}` cannot be reached: {why}"),
            "look whether it opens in a browser; an address that answers to nobody else can be ignored in the configuration"
                .to_string(),
        ),
        Verdict::NotAsked => (
            Code::UnreachableExternalLink,
            format!("`{target}` was not asked for: its host asked to wait"),
            "check again later; good answers are remembered, so that fewer are asked for each time".to_string(),
        ),
    };
    Some(Finding {
        help: Some(help),
        is_note: *verdict == Verdict::NotAsked,
        ..Finding::new(code, message)
    })
}

/// A link's value as it is written in the file of a node.
fn target(graph: &Graph, node: usize, at: usize) -> String {
    let Some(facts) = &graph.nodes[node].facts else {
        return String::new();
    };
    let link = facts.links.iter().find(|link| link.at.start == at);
    link.map_or(String::new(), |link| facts.target(link).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_is_a_note() {
        let note = finding("https://a.example/", &Verdict::NotAsked).expect("it is told");
        assert!(note.is_note && note.message.contains("its host asked to wait"));
        assert!(finding("https://a.example/", &Verdict::Dead("x".into())).is_some_and(|f| !f.is_note));
    }
}
