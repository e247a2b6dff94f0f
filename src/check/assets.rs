//! Files that are published as they lie, and that nothing refers to.

use std::collections::HashSet;
use std::sync::Arc;

use super::graph::Graph;
use super::links::Followed;
use crate::diag::{Code, Diagnostic, Place};
use crate::render::Job;

/// What hosts, browsers and search engines ask for by name.
const KNOWN: &[&str] = &[
    "CNAME",
    "_redirects",
    "_headers",
    "_routes.json",
    ".nojekyll",
    "robots.txt",
    "humans.txt",
    "ads.txt",
    "favicon.ico",
    "favicon.svg",
    "favicon.png",
    "site.webmanifest",
    "manifest.json",
    "manifest.webmanifest",
    "browserconfig.xml",
    "sitemap.xml",
    "404.html",
    "service-worker.js",
    "sw.js",
    "opensearch.xml",
    "security.txt",
    "llms.txt",
];

/// A note for each file of the site that is published and not used.
pub fn unused(job: &Job, graph: &Graph, followed: &[Arc<Followed>]) -> Vec<Diagnostic> {
    let used: HashSet<usize> = followed.iter().flat_map(|f| f.uses.iter().copied()).collect();
    let own = rendered_from_disk(job);
    let nodes = graph
        .nodes
        .iter()
        .enumerate()
        .filter(|(i, node)| node.copied && !used.contains(i));
    nodes
        .filter(|(_, node)| own.contains(node.path) && !is_known(node.path))
        .map(|(_, node)| {
            let file = graph.file_of(node, job).unwrap_or_else(|| node.path.into());
            Diagnostic::note(Code::UnusedAsset, format!("nothing on the site refers to /{}", node.path))
                .at(Place::file(file))
                .help("remove it, or ignore it under `check` in the configuration if other sites use it")
        })
        .collect()
}

/// The published paths of files that lie in the site's folder; those of the theme in the binary are not the site's to remove.
fn rendered_from_disk<'a>(job: &Job<'a>) -> HashSet<&'a str> {
    let statics = job
        .files
        .list
        .iter()
        .filter(|f| matches!(f.data, crate::source::Data::Disk(_)));
    let statics = statics.filter_map(|f| f.path.strip_prefix("static/"));
    let copies = job.site.copies.iter().map(|(path, _)| path.trim_start_matches('/'));
    statics.chain(copies).collect()
}

fn is_known(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let verification = !path.contains('/') && name.ends_with(".html");
    path.starts_with(".well-known/")
        || verification
        || KNOWN.contains(&name)
        || ["apple-touch-icon", "android-chrome-", "mstile-", "favicon-"]
            .iter()
            .any(|p| name.starts_with(p))
}
