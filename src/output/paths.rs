//! Checks of the paths that a site is to be published at, the same for the disk and for the preview.

use std::collections::HashMap;

use super::Artefact;
use crate::diag::{Code, Diagnostic};

/// What our own files in the published folder begin with; no artefact may.
pub(super) const RESERVED: &str = ".stoop-";

/// What the preview's own addresses begin with.
const PREVIEW: &str = "_stoop/";

/// Everything that keeps these artefacts from being published together.
pub fn check(site: &[Artefact]) -> Vec<Diagnostic> {
    let mut notes: Vec<Diagnostic> = site.iter().filter_map(|a| refuse(&a.path)).collect();
    // Some disks take `A` and `a` for one name, and a site must be the same on all.
    let mut files: HashMap<String, &str> = HashMap::with_capacity(site.len());
    for artefact in site {
        if let Some(other) = files.insert(artefact.path.to_lowercase(), &artefact.path) {
            notes.push(clash(other, &artefact.path));
        }
    }
    for artefact in site {
        for (slash, _) in artefact.path.match_indices('/') {
            if let Some(file) = files.get(&artefact.path[..slash].to_lowercase()) {
                let message = format!("`{file}` is published as a file, and as a folder for `{}`", artefact.path);
                notes.push(Diagnostic::error(Code::DuplicateUrl, message).help("rename one of them"));
            }
        }
    }
    crate::diag::settle(&mut notes);
    notes
}

fn clash(one: &str, other: &str) -> Diagnostic {
    if one == other {
        Diagnostic::error(Code::DuplicateUrl, format!("two files want to be published as `{one}`")).help("rename one of them")
    } else {
        let message = format!("`{one}` and `{other}` differ in case only, and are one file on some disks");
        Diagnostic::error(Code::DuplicateUrl, message).help("rename one of them")
    }
}

/// Why a path cannot be one of a published file, if it cannot.
fn refuse(path: &str) -> Option<Diagnostic> {
    let why = if !is_inside(path) {
        "is not a path inside of the published folder"
    } else if path.starts_with(RESERVED) || path.starts_with(PREVIEW) {
        "has a name that stoop keeps for itself"
    } else {
        return None;
    };
    Some(Diagnostic::error(
        Code::OutputFailed,
        format!("`{}` {why}", path.escape_debug()),
    ))
}

/// Whether a path, joined to a folder, is the path of something in that folder, on every system.
pub(super) fn is_inside(path: &str) -> bool {
    let part_is_fine = |part: &str| !matches!(part, "" | "." | "..");
    // A drive letter makes a path absolute on Windows.
    let drive = path.as_bytes().get(1) == Some(&b':');
    !drive && path.split('/').all(part_is_fine) && !path.contains('\\') && !path.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(paths: &[&str]) -> Vec<String> {
        let site: Vec<Artefact> = paths.iter().map(|p| Artefact::made(*p, *b"")).collect();
        check(&site).into_iter().map(|n| n.message).collect()
    }

    #[test]
    fn good_paths_are_fine() {
        assert!(
            messages(&[
                "index.html",
                "a/index.html",
                "a/b.c/index.html",
                ".well-known/x",
                "中/文",
                "a...b"
            ])
            .is_empty()
        );
    }

    #[test]
    fn nothing_leads_out() {
        for path in [
            "",
            "/etc/x",
            "../x",
            "a/../x",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "c:/x",
            "a\nb",
            "a\0",
            ".stoop-manifest",
            "_stoop/live.js",
        ] {
            assert_eq!(messages(&[path]).len(), 1, "{path:?}");
        }
    }

    #[test]
    fn clashes() {
        assert_eq!(messages(&["a", "a"]), ["two files want to be published as `a`"]);
        assert_eq!(
            messages(&["A/x", "a/x"]),
            ["`A/x` and `a/x` differ in case only, and are one file on some disks"]
        );
        assert_eq!(
            messages(&["B", "b/c/x"]),
            ["`B` is published as a file, and as a folder for `b/c/x`"]
        );
        assert!(messages(&["A/x", "a/y"]).is_empty());
    }
}
