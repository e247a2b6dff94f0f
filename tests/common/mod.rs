//! What the integration tests share: building a folder in this process and seeing what came out.
#![allow(dead_code)] // each test file uses a part of it

pub mod chromium;
pub mod preview;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use stoop::diag::{Diagnostic, human};
use stoop::output::{Artefact, Out, Published};
use stoop::pipeline::{self, Keep, Outcome, Request};
use stoop::site::Choice;

/// A published site in memory: path to bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Takes artefacts in.
#[derive(Default)]
pub struct Collect(pub Files);

impl Out for Collect {
    fn publish(&mut self, site: &[Artefact]) -> Result<Published, Vec<Diagnostic>> {
        let read = |a: &Artefact| {
            (
                a.path.clone(),
                a.bytes.read().expect("artefacts of tests can be read").to_vec(),
            )
        };
        self.0.files = site.iter().map(read).collect();
        Ok(Published::default())
    }
}

/// A request for a site, at a moment that never changes.
pub fn request(root: &Path, drafts: bool) -> Request {
    Request {
        root: root.to_path_buf(),
        config: "stoop.yaml".into(),
        base_url: None,
        choice: Choice {
            drafts,
            future: false,
            now: 1_800_000_000,
        },
        levels: stoop::diag::Levels::default(),
        probe: None,
    }
}

/// Build with what is kept; what was published, if it was, and the outcome.
pub fn build(root: &Path, drafts: bool, keep: &mut Keep) -> (Option<Files>, Outcome) {
    let mut out = Collect::default();
    let outcome = pipeline::build(&request(root, drafts), keep, &mut out, &|_| {});
    let files = outcome.published.is_some().then_some(out.0);
    (files, outcome)
}

/// Build with nothing kept.
pub fn cold(root: &Path, drafts: bool) -> (Option<Files>, Outcome) {
    build(root, drafts, &mut Keep::new(root))
}

/// All findings as a terminal shows them.
pub fn told(notes: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    human::write(notes, false, &mut out);
    String::from_utf8(out).expect("findings are text")
}

/// Copy a folder.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the target can be made");
    for entry in fs::read_dir(from).expect("the source can be listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Every file below a folder, by path.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("below the root")
                    .to_string_lossy()
                    .replace('\\', "/");
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// A golden site in a temporary folder, with the plain templates of `tests/common/plain/` in place of the theme's: what they print is
/// short, so that people can read what is expected.
pub fn golden(case: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/common/plain");
    copy(&plain, &folder.path().join("templates"));
    copy(&case.join("site"), folder.path());
    folder
}

/// The folders of `tests/<name>/`, sorted.
pub fn cases(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let mut cases: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap_or_else(|e| panic!("{}: {e}", root.display()))
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "there are no cases in {}", root.display());
    cases
}
