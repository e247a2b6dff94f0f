//! How long parsing, rendering and a whole build take, on a site that a generator makes. Figures are compared, never asserted.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use stoop::diag::Diagnostic;
use stoop::output::{Artefact, Out, Published};
use stoop::pipeline::{self, Keep, Request};
use stoop::site::Choice;

fn main() {
    divan::main();
}

/// The pages of the generated site.
const PAGES: usize = 200;

/// Takes artefacts and throws them away, so that no disk is measured.
struct Nowhere;

impl Out for Nowhere {
    fn publish(&mut self, _: &[Artefact]) -> Result<Published, Vec<Diagnostic>> {
        Ok(Published::default())
    }
}

/// A page of some 4 kB; the same number makes the same page.
fn page(n: usize) -> String {
    let mut text = format!("---\ntitle: Page {n}\nweight: {}\ntags: [tag-{}]\n---\n", n % 17, n % 11);
    for section in 0..8 {
        let _ = write!(
            text,
            "\n## Section {section} of {n}\n\nSome *words* on `proc.name` and [page {other}](page-{other}.md), with {{{{< alert >}}}}a **box**{{{{< /alert >}}}} in it.\n\n\
             - one\n- two\n\n| a | b |\n|---|---|\n| {n} | {section} |\n\n```yaml\n- rule: Rule {n}.{section}\n  condition: evt.type = open and fd.name startswith /etc\n  output: Opened %fd.name\n```\n",
            other = (n * 7 + section) % PAGES
        );
    }
    text
}

/// The site in a temporary folder.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |path: String, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    put("stoop.yaml".into(), "title: Bench\nbase_url: https://example.org/\n");
    put("content/_index.md".into(), "---\ntitle: Bench\n---\n");
    put("content/docs/_index.md".into(), "---\ntitle: Docs\n---\n");
    for n in 0..PAGES {
        put(format!("content/docs/page-{n}.md"), &page(n));
    }
    folder
}

/// A sheet of some two sides on one paper; `edit` changes one of its words.
#[cfg(feature = "pdf")]
fn sheet(edit: usize) -> String {
    let mut text = String::from("title: Bench\nprint: {paper: a4, orientation: landscape, columns: 3, pages: 3}\ngroups:\n");
    for group in 0..6 {
        let _ = write!(text, "- id: g{group}\n  title: Group {group}\n  blocks:\n");
        for block in 0..5 {
            let _ = write!(
                text,
                "  - id: b{block}\n    kind: oneliners\n    title: Block {group}.{block}\n    items:\n"
            );
            for line in 0..5 {
                let said = if (group, block, line) == (2, 3, 1) { edit } else { 0 };
                let _ = writeln!(
                    text,
                    "    - {{cmd: \"falco -o rules.{group}={line} --block {block}\", desc: \"What {line} says, {said} times\"}}"
                );
            }
        }
    }
    text
}

fn request(root: &Path) -> Request {
    Request {
        root: root.to_path_buf(),
        config: "stoop.yaml".into(),
        base_url: None,
        choice: Choice {
            drafts: false,
            future: false,
            now: 1_800_000_000,
        },
        levels: stoop::diag::Levels::default(),
        probe: None,
    }
}

fn build(root: &Path, keep: &mut Keep) -> usize {
    let outcome = pipeline::build(&request(root), keep, &mut Nowhere, &|_| {});
    assert!(outcome.published.is_some(), "{:#?}", outcome.notes.first());
    outcome.pages
}

/// One file to a document.
#[divan::bench]
fn parse(bencher: Bencher) {
    let (name, text): (Arc<str>, String) = ("content/docs/page-1.md".into(), page(1));
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| stoop::doc::parse(&name, divan::black_box(text.as_bytes())));
}

/// Everything, with nothing kept.
#[divan::bench(sample_count = 10)]
fn cold(bencher: Bencher) {
    let folder = site();
    bencher
        .counter(ItemsCount::new(PAGES))
        .bench_local(|| build(folder.path(), &mut Keep::new(folder.path())));
}

/// A build after which nothing has changed.
#[divan::bench(sample_count = 20)]
fn warm(bencher: Bencher) {
    let folder = site();
    let mut keep = Keep::new(folder.path());
    build(folder.path(), &mut keep);
    bencher
        .counter(ItemsCount::new(PAGES))
        .bench_local(|| build(folder.path(), &mut keep));
}

/// A build after one body was edited: one parse, one render.
#[divan::bench(sample_count = 20)]
fn edit(bencher: Bencher) {
    let folder = site();
    let mut keep = Keep::new(folder.path());
    build(folder.path(), &mut keep);
    let mut times = 0;
    bencher.bench_local(|| {
        times += 1;
        let text = format!("{}\nEdit {times}.\n", page(3));
        fs::write(folder.path().join("content/docs/page-3.md"), text).expect("a file");
        build(folder.path(), &mut keep)
    });
}

/// A build after a template was edited: every page is rendered, none is parsed.
#[divan::bench(sample_count = 10)]
fn render(bencher: Bencher) {
    let folder = site();
    let mut keep = Keep::new(folder.path());
    build(folder.path(), &mut keep);
    fs::create_dir_all(folder.path().join("templates/parts")).expect("a folder");
    let mut times = 0;
    bencher.counter(ItemsCount::new(PAGES)).bench_local(|| {
        times += 1;
        fs::write(folder.path().join("templates/parts/toc.html"), format!("<!-- {times} -->\n")).expect("a file");
        build(folder.path(), &mut keep)
    });
}

/// A build after a word of a sheet was edited: one PDF.
#[cfg(feature = "pdf")]
#[divan::bench(sample_count = 20)]
fn edit_sheet(bencher: Bencher) {
    let folder = site();
    let path = folder.path().join("content/bench.sheet.yaml");
    fs::write(&path, sheet(0)).expect("a file");
    let mut keep = Keep::new(folder.path());
    build(folder.path(), &mut keep);
    let mut times = 0;
    bencher.bench_local(|| {
        times += 1;
        fs::write(&path, sheet(times)).expect("a file");
        build(folder.path(), &mut keep)
    });
}
