//! A fixture for each diagnostic: `tests/diagnostics/<code>[-what]/` holds the files of a small site that differ from the plain one
//! below, and `expected.txt`, what a build says about it. `STOOP_UPDATE=1` writes the latter anew.

mod common;

use std::fs;

use stoop::diag::Code;

/// What every fixture starts from.
const PLAIN: &[(&str, &str)] = &[
    ("stoop.yaml", "title: T\nbase_url: https://example.org/\n"),
    ("content/en/_index.md", "---\ntitle: Home\n---\n\nText.\n"),
];

#[test]
fn fixtures() {
    let update = std::env::var_os("STOOP_UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in common::cases("diagnostics") {
        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in PLAIN {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        common::copy(&case, folder.path());
        let _ = fs::remove_file(folder.path().join("expected.txt"));
        let (_, outcome) = common::cold(folder.path(), false);
        let told = common::told(&outcome.notes);
        let expected = case.join("expected.txt");
        if update {
            fs::write(&expected, &told).expect("it can be written");
        }
        let want = fs::read_to_string(&expected).unwrap_or_default();
        if want != told {
            wrong.push(format!("== {name}\n-- expected\n{want}-- told\n{told}"));
        }
        let code = Code::ALL
            .iter()
            .map(|c| c.as_str())
            .filter(|c| name.starts_with(c))
            .max_by_key(|c| c.len());
        match code {
            Some(code) if outcome.notes.iter().any(|n| n.code.as_str() == code) => {}
            Some(code) => wrong.push(format!("== {name}: nothing is said with the code {code}")),
            None => wrong.push(format!("== {name}: no code begins this name")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Codes that no folder of files can provoke; each is tested elsewhere.
const ELSEWHERE: &[(&str, &str)] = &[
    ("unreadable-file", "tests/cli.rs"),
    ("skipped-file", "src/source/scan.rs"),
    ("output-not-ours", "tests/cli.rs"),
    ("output-failed", "src/output/disk.rs"),
    ("bad-call", "tests/cli.rs"),
    ("baseline-gone", "tests/cli.rs"),
    ("dead-external-link", "src/external/tests.rs"),
    ("unreachable-external-link", "src/external/tests.rs"),
    ("moved-external-link", "src/external/tests.rs"),
    ("overlay-layout", "src/sheet/tests/strings.rs"),
];

#[test]
fn every_code_has_a_fixture() {
    let names: Vec<String> = common::cases("diagnostics")
        .iter()
        .map(|c| c.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    let without: Vec<&str> = Code::ALL
        .iter()
        .map(|c| c.as_str())
        .filter(|c| !names.iter().any(|n| n.starts_with(c)) && !ELSEWHERE.iter().any(|(e, _)| e == c))
        .collect();
    assert!(without.is_empty(), "no fixture for: {}", without.join(", "));
}
