//! The quick way to a place: where a page's Markdown says something exactly as often as its HTML does, the one is the other.

use std::ops::Range;

use memchr::memmem;

use super::graph::Node;
use super::{Finding, Subject};
use crate::diag::Place;
use crate::doc::{Body, Node as Part, Script};
use crate::render::Rendered;
use crate::site::Page;

/// Where a finding is written, if that is plain to see. `None` where only a second look at the page can tell.
pub fn place(node: &Node, finding: &Finding, rendered: &Rendered) -> Option<Place> {
    let page = node.page?;
    let facts = node.facts.as_ref()?;
    let doc = page.doc.as_ref()?;
    let Body::Markdown(script) = &doc.body else { return None };
    // Which of those that look alike it is, and of how many.
    let nth = |all: &[usize]| Some((all.iter().position(|at| *at == finding.at)?, all.len()));
    let (written, (nth, total)) = match &finding.subject {
        Subject::Target(value) => {
            let alike = facts.links.iter().filter(|link| facts.target(link) == value.as_str());
            let all: Vec<usize> = alike.map(|link| link.at.start).collect();
            (targets(script, page, value, rendered, false), nth(&all)?)
        }
        Subject::EmptyAlt(value) => {
            let bytes = |range: &Range<usize>| super::html::decode(&facts.bytes[range.clone()]) == value.as_str();
            let alike = facts.without_alt.iter().filter(|image| image.empty && bytes(&image.src));
            let all: Vec<usize> = alike.map(|image| image.src.start).collect();
            (targets(script, page, value, rendered, true), nth(&all)?)
        }
        Subject::Heading(level) => {
            let alike = facts.headings.iter().filter(|(l, _)| l == level);
            let all: Vec<usize> = alike.map(|(_, at)| *at).collect();
            (headings(script, usize::from(*level)), nth(&all)?)
        }
    };
    let range = written.get(nth).filter(|_| written.len() == total)?;
    let in_text = |part: &Part| matches!(part, Part::Text(text) if text.contains(&range.start));
    script
        .nodes
        .iter()
        .any(in_text)
        .then(|| script.source(&doc.file).place(range.clone()))
}

/// The inline links and images of a body that lead to a value; or only the images without a text.
fn targets(script: &Script, page: &Page, value: &str, rendered: &Rendered, empty: bool) -> Vec<Range<usize>> {
    let text = &script.text;
    let (open, skip) = if empty { ("![](", 4) } else { ("](", 2) };
    memmem::find_iter(&text.as_bytes()[script.body.clone()], open)
        .filter_map(|at| {
            let start = script.body.start + at + skip;
            let len = text[start..].find(|c: char| c == ')' || c.is_whitespace())?;
            Some(start..start + len)
        })
        .filter(|range| {
            let target = &text[range.clone()];
            target == value || rendered.link(page, target) == value
        })
        .collect()
}

/// The headings of a level, as they are mostly written.
fn headings(script: &Script, level: usize) -> Vec<Range<usize>> {
    let body = &script.text[script.body.clone()];
    let prefix = format!("{} ", "#".repeat(level));
    let mut at = script.body.start;
    let mut found = Vec::new();
    for line in body.split_inclusive('\n') {
        if line.starts_with(&prefix) {
            found.push(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    found
}
