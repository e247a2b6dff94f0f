//! Golden sites: `tests/golden/<name>/site` builds to exactly `tests/golden/<name>/expected`, nothing missing, nothing left over.
//! `STOOP_UPDATE=1 cargo test --test golden` writes what is expected anew; read the diff before you commit it.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The theme's own files are the same for every site, and tested by looking at our site.
fn interesting(path: &str) -> bool {
    !(path.starts_with("css/") || path.starts_with("js/") || path.starts_with("favicon"))
}

#[test]
fn golden_sites() {
    let update = std::env::var_os("STOOP_UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in common::cases("golden") {
        let site = common::golden(&case);
        let (files, outcome) = common::cold(site.path(), false);
        let mut have: BTreeMap<String, Vec<u8>> = files.map(|f| f.files).unwrap_or_default();
        have.retain(|path, _| interesting(path));
        // Their bytes depend on the fonts of the machine; tests/print/ measures them.
        have.iter_mut()
            .filter(|(path, _)| path.ends_with(".pdf"))
            .for_each(|(_, bytes)| {
                assert!(bytes.starts_with(b"%PDF-1.7"));
                *bytes = b"a PDF\n".to_vec();
            });
        have.insert("diagnostics.txt".into(), common::told(&outcome.notes).into_bytes());
        let expected = case.join("expected");
        if update {
            write(&expected, &have);
        }
        let want = if expected.is_dir() {
            common::tree(&expected)
        } else {
            BTreeMap::new()
        };
        for path in want.keys().chain(have.keys()).collect::<std::collections::BTreeSet<_>>() {
            match (want.get(path), have.get(path)) {
                (Some(a), Some(b)) if a == b => {}
                (Some(_), None) => wrong.push(format!("{}: {path} is missing", case.display())),
                (None, Some(_)) => wrong.push(format!("{}: {path} is left over", case.display())),
                (Some(a), Some(b)) => wrong.push(format!("{}: {path} differs\n{}", case.display(), first_difference(a, b))),
                (None, None) => unreachable!("the path is a key of one of them"),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let _ = fs::remove_dir_all(folder);
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

fn first_difference(want: &[u8], have: &[u8]) -> String {
    let (want, have) = (String::from_utf8_lossy(want), String::from_utf8_lossy(have));
    for (i, (a, b)) in want.lines().zip(have.lines()).enumerate() {
        if a != b {
            return format!("  line {}\n  - {a}\n  + {b}", i + 1);
        }
    }
    format!(
        "  {} lines are expected, there are {}",
        want.lines().count(),
        have.lines().count()
    )
}
