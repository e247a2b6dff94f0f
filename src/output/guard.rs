//! Which folders stoop may publish to: empty ones and its own, and never one that holds a site's sources.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::manifest::{self, Manifest};
use crate::diag::{Code, Diagnostic};

/// The folders of a site that hold what people wrote.
const SOURCES: [&str; 6] = ["content", "templates", "static", "i18n", "data", ".git"];

/// The folder without links and dots, if it may be published to.
///
/// # Errors
/// `OutputNotOurs`, with what to do.
pub(super) fn admit(dir: &Path, root: &Path) -> Result<PathBuf, Diagnostic> {
    let shown = dir.display();
    let no = |why: &str, help: &str| {
        Err(Diagnostic::error(Code::OutputNotOurs, format!("`{shown}` cannot be published to: {why}")).help(help))
    };
    let elsewhere = "choose a folder of its own, such as --out public";
    let (Ok(dir), Ok(root)) = (resolve(dir), resolve(root)) else {
        return no("the folder above it cannot be found", elsewhere);
    };
    if dir.parent().is_none() {
        return no("it is the root of the disk", elsewhere);
    }
    if std::env::home_dir().is_some_and(|home| resolve(&home).is_ok_and(|home| home == dir)) {
        return no("it is your home folder", elsewhere);
    }
    if root.starts_with(&dir) {
        return no("the site itself lies in it", elsewhere);
    }
    if let Some(source) = SOURCES.iter().find(|name| dir.starts_with(root.join(name))) {
        return no(&format!("it lies in the site's `{source}`"), elsewhere);
    }
    match fs::metadata(&dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(dir),
        Err(error) => return no(&format!("it cannot be read ({error})"), elsewhere),
        Ok(meta) if !meta.is_dir() => return no("it is a file", elsewhere),
        Ok(_) => {}
    }
    match Manifest::read(&dir) {
        Ok(Some(_)) => Ok(dir),
        Ok(None) => match is_empty(&dir) {
            Ok(true) => Ok(dir),
            Ok(false) => no(
                "it holds files that stoop did not write",
                "choose an empty or new folder with --out, or remove the files yourself",
            ),
            Err(error) => no(&format!("it cannot be read ({error})"), elsewhere),
        },
        Err(error) => no(
            &format!("its manifest `{}` cannot be used ({error})", manifest::NAME),
            "remove the folder yourself, or choose another one with --out",
        ),
    }
}

/// Whether nothing is in the folder but what a first publication leaves that was killed at once.
fn is_empty(dir: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(dir)? {
        if entry?.file_name() != manifest::NEW_NAME {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The path without links, dots and relative beginnings, even if its last parts are not there yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => {
                // Only what is there can be a link, so only that needs to be asked.
                plain = plain.canonicalize().unwrap_or(plain);
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    let mut missing = Vec::new();
    loop {
        match plain.canonicalize() {
            Ok(mut real) => {
                real.extend(missing.iter().rev());
                return Ok(real);
            }
            // A link that leads nowhere is there, but must not be created through.
            Err(error) if plain.is_symlink() => return Err(error),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(error) => match plain.file_name().map(|name| name.to_os_string()) {
                Some(name) => {
                    missing.push(name);
                    plain.pop();
                }
                None => return Err(error),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(dir: &Path, root: &Path) -> String {
        admit(dir, root).map_or_else(|note| note.message, |dir| format!("fine: {}", dir.display()))
    }

    #[test]
    fn only_folders_of_their_own() {
        let temp = tempfile::tempdir().expect("a folder can be made");
        let root = temp.path().join("site");
        for folder in ["content/en", "full", "empty", "killed"] {
            fs::create_dir_all(root.join(folder)).expect("folders can be made");
        }
        fs::write(root.join("full/x"), "").expect("a file can be written");
        fs::write(root.join("killed").join(manifest::NEW_NAME), "").expect("a file can be written");
        for (dir, expected) in [
            ("empty", "fine"),
            ("killed", "fine"),
            ("missing/deep", "fine"),
            ("content/../missing", "fine"),
            ("full", "it holds files that stoop did not write"),
            ("full/x", "it is a file"),
            (".", "the site itself lies in it"),
            ("..", "the site itself lies in it"),
            ("missing/../..", "the site itself lies in it"),
            ("/", "it is the root of the disk"),
            ("content", "it lies in the site's `content`"),
            ("content/en/out", "it lies in the site's `content`"),
            ("static/new", "it lies in the site's `static`"),
        ] {
            let said = why(&root.join(dir), &root);
            assert!(said.contains(expected), "{dir}: {said}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_looked_through() {
        let temp = tempfile::tempdir().expect("a folder can be made");
        let root = temp.path().join("site");
        fs::create_dir_all(root.join("content")).expect("folders can be made");
        std::os::unix::fs::symlink(root.join("content"), root.join("public")).expect("a link");
        assert!(why(&root.join("public"), &root).contains("it lies in the site's `content`"));
        assert!(why(&root.join("public/x"), &root).contains("it lies in the site's `content`"));
    }
}
