//! Nothing in content can crash or hang a build: every content file of ours, of the golden sites and (where it is beside the
//! repository) of a real site, cut off at random places and with random bytes changed, parses to a page or to findings.

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use stoop::config::MarkdownFile;
use stoop::diag::Source;
use stoop::doc::{self, Body, Doc, Highlighter, Markdown};
use stoop::sheet;

/// A small generator: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

fn content() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("content")];
    folders.extend(common::cases("golden").into_iter().map(|case| case.join("site/content")));
    let real = root.join("../shared/corpus/falco-2024/content");
    match real.is_dir() {
        true => folders.push(real),
        false => println!("skipped: there is no real site beside the repository"),
    }
    let names = |folder: &PathBuf| {
        common::tree(folder)
            .into_keys()
            .map(|name| folder.join(name))
            .collect::<Vec<_>>()
    };
    folders
        .iter()
        .flat_map(names)
        .filter(|p| p.extension().is_some_and(|e| e == "md" || e == "yaml" || e == "html"))
        .collect()
}

fn markdown() -> Markdown {
    Markdown {
        options: MarkdownFile::default(),
        highlighter: Arc::new(Highlighter::new()),
        join_cjk: true,
    }
}

fn parse(markdown: &Markdown, path: &Path, bytes: &[u8]) -> Doc {
    let name: Arc<str> = path.to_string_lossy().into();
    match name.ends_with(".sheet.yaml") {
        true => {
            let doc = sheet::parse(&name, bytes).value;
            if let Body::Sheet(parsed) = &doc.body {
                drop(sheet::show(parsed, None, true));
            }
            doc
        }
        false => {
            let doc = doc::parse(&name, bytes).value;
            if let Body::Markdown(script) = &doc.body {
                let text = &script.text[script.body.clone()];
                let source = Source::new(name, text);
                drop(markdown.prose(text, &|range| source.place(range)));
            }
            doc
        }
    }
}

#[test]
fn cut_off_anywhere_and_bytes_changed() {
    let markdown = markdown();
    let files = content();
    assert!(files.len() > 50, "there is content to try: {}", files.len());
    files.par_iter().enumerate().for_each(|(i, path)| {
        let bytes = std::fs::read(path).expect("content can be read");
        let mut numbers = Numbers(i as u64 + 1);
        for _ in 0..20 {
            let cut = &bytes[..numbers.below(bytes.len() + 1)];
            parse(&markdown, path, cut);
        }
        for _ in 0..5 {
            let mut changed = bytes.clone();
            for _ in 0..8.min(changed.len()) {
                let at = numbers.below(changed.len());
                changed[at] = numbers.below(256) as u8;
            }
            parse(&markdown, path, &changed);
        }
    });
}

#[test]
fn a_site_of_broken_files_is_a_list_of_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    common::copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("content"),
        &folder.path().join("content"),
    );
    std::fs::write(folder.path().join("stoop.yaml"), "languages: {en: {}, zh: {}}\n").expect("a configuration");
    let mut numbers = Numbers(7);
    for (name, bytes) in common::tree(&folder.path().join("content")) {
        let mut broken = bytes[..numbers.below(bytes.len() + 1)].to_vec();
        for _ in 0..3.min(broken.len()) {
            let at = numbers.below(broken.len());
            broken[at] = numbers.below(256) as u8;
        }
        std::fs::write(folder.path().join("content").join(name), broken).expect("it can be written");
    }
    let (_, outcome) = common::cold(folder.path(), true);
    assert!(!outcome.notes.is_empty());
    assert!(outcome.notes.iter().all(|n| n.place.is_some()), "every finding has its place");
}
