//! Publishing to memory, for the preview.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Artefact, Out, Published};
use crate::diag::Diagnostic;

/// A site in memory. Each publication replaces it whole; whoever still serves from the one before keeps it until done.
#[derive(Debug, Default)]
pub struct MemoryOut {
    site: Arc<Snapshot>,
}

/// A published site at one moment.
#[derive(Debug, Default)]
pub struct Snapshot {
    files: HashMap<String, Artefact>,
}

/// What is at a URL path.
#[derive(Clone, Debug)]
pub enum Found<'a> {
    File(&'a Artefact),
    /// The folder is meant: go to this path, which ends with a slash.
    Redirect(String),
}

impl MemoryOut {
    /// Nothing is published yet.
    pub fn new() -> MemoryOut {
        MemoryOut::default()
    }

    /// The site as it is published now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.site.clone()
    }
}

impl Out for MemoryOut {
    fn publish(&mut self, site: &[Artefact]) -> Result<Published, Vec<Diagnostic>> {
        let files: HashMap<String, Artefact> = site.iter().map(|a| (a.path.clone(), a.clone())).collect();
        let before = &self.site.files;
        let unchanged = site
            .iter()
            .filter(|a| before.get(&a.path).is_some_and(|b| b.hash == a.hash))
            .count();
        let published = Published {
            written: site.len() - unchanged,
            unchanged,
            removed: before.keys().filter(|path| !files.contains_key(*path)).count(),
        };
        self.site = Arc::new(Snapshot { files });
        Ok(published)
    }
}

impl Snapshot {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A file by its path, without a leading slash.
    pub fn file(&self, path: &str) -> Option<&Artefact> {
        self.files.get(path)
    }

    /// What a browser gets for a decoded URL path: `/x/` is `x/index.html`, and `/x` leads to `/x/` unless it is a file itself.
    pub fn get(&self, url_path: &str) -> Option<Found<'_>> {
        let path = url_path.strip_prefix('/').unwrap_or(url_path);
        if path.is_empty() || path.ends_with('/') {
            return self.files.get(&format!("{path}index.html")).map(Found::File);
        }
        if let Some(file) = self.files.get(path) {
            return Some(Found::File(file));
        }
        let page = format!("{path}/index.html");
        // A path with an empty part is no file's, so a redirect never leads to another host, as `//host/` would.
        self.files.contains_key(&page).then(|| Found::Redirect(format!("/{path}/")))
    }

    /// The paths whose bytes differ between the two, in order.
    pub fn changes(&self, before: &Snapshot) -> Vec<String> {
        let differs = |a: &Artefact, other: &Snapshot| other.files.get(&a.path).is_none_or(|b| b.hash != a.hash);
        let mut changed: Vec<String> = self
            .files
            .values()
            .filter(|a| differs(a, before))
            .map(|a| a.path.clone())
            .collect();
        changed.extend(before.files.keys().filter(|path| !self.files.contains_key(*path)).cloned());
        changed.sort_unstable();
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Vec<Artefact> {
        files.iter().map(|(path, text)| Artefact::made(*path, *text)).collect()
    }

    #[test]
    fn urls_lead_to_files() {
        let mut out = MemoryOut::new();
        out.publish(&site(&[("index.html", ""), ("x/index.html", ""), ("x/pic.png", "")]))
            .expect("it is fine");
        let snapshot = out.snapshot();
        let at = |url: &str| match snapshot.get(url) {
            Some(Found::File(a)) => a.path.clone(),
            Some(Found::Redirect(to)) => format!("-> {to}"),
            None => "none".into(),
        };
        assert_eq!(at("/"), "index.html");
        assert_eq!(at("/x/"), "x/index.html");
        assert_eq!(at("/x"), "-> /x/");
        assert_eq!(at("/x/pic.png"), "x/pic.png");
        for url in ["/y", "//x", "/x//", "/../x", "/x/pic.png/"] {
            assert_eq!(at(url), "none", "{url}");
        }
    }

    #[test]
    fn swapped_whole_and_compared() {
        let mut out = MemoryOut::new();
        out.publish(&site(&[("a", "1"), ("b", "2")])).expect("it is fine");
        let before = out.snapshot();
        let done = out.publish(&site(&[("b", "3"), ("c", "4"), ("a", "1")])).expect("it is fine");
        assert_eq!((done.written, done.unchanged, done.removed), (2, 1, 0));
        let done = out.publish(&site(&[("b", "3"), ("c", "4")])).expect("it is fine");
        assert_eq!((done.written, done.unchanged, done.removed), (0, 2, 1));
        assert_eq!(out.snapshot().changes(&before), ["a", "b", "c"]);
        assert!(before.file("a").is_some());
    }
}
