//! Walking folders: what is taken, what is passed over, and where symbolic links may lead.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use globset::GlobSet;
use rayon::prelude::*;

use super::FileKind;
use crate::diag::{Code, Diagnostic, Noted, Place};

/// A file that was found: its path from the site's root, and where it is.
pub(super) struct Found {
    pub path: String,
    pub disk: PathBuf,
}

/// What a walk obeys.
pub(super) struct Rules<'a> {
    pub root: &'a Path,
    /// The root without symbolic links: no link may lead out of it.
    pub real_root: PathBuf,
    pub skip: &'a [PathBuf],
    pub ignore: &'a GlobSet,
}

/// The name of the file by which a published folder is known; see `output::disk`.
const MANIFEST: &str = ".stoop-manifest";

/// All files at or below `path`. A path that is not there has none.
pub(super) fn walk(rules: &Rules, path: &str, kind: FileKind) -> Noted<Vec<Found>> {
    let disk = if path.is_empty() {
        rules.root.to_path_buf()
    } else {
        rules.root.join(path)
    };
    let Ok(meta) = fs::metadata(&disk) else {
        return Noted::clean(Vec::new());
    };
    let what = if meta.is_file() { "file" } else { "folder" };
    match disk.canonicalize() {
        // The configuration may be a link to anywhere: whoever wrote the command line chose it.
        Ok(real) if !real.starts_with(&rules.real_root) && kind != FileKind::Config => Noted::new(
            Vec::new(),
            vec![skipped(path, &format!("the {what} is a link out of the site"))],
        ),
        Ok(_) if meta.is_file() => Noted::clean(vec![Found {
            path: path.to_string(),
            disk,
        }]),
        Ok(real) => Walk { rules, kind }.folder(path, &disk, &[real]),
        Err(error) => Noted::new(Vec::new(), vec![unreadable(path, &error)]),
    }
}

struct Walk<'a> {
    rules: &'a Rules<'a>,
    kind: FileKind,
}

impl Walk<'_> {
    /// The files in a folder. `trail` holds where the links that led here were, and last the folder itself, all without links: a link to a
    /// folder that one of them lies in would lead in a circle.
    fn folder(&self, path: &str, disk: &Path, trail: &[PathBuf]) -> Noted<Vec<Found>> {
        let real = trail.last();
        if real.is_some_and(|real| self.rules.skip.contains(real)) || disk.join(MANIFEST).exists() {
            return Noted::clean(Vec::new());
        }
        let entries: Vec<io::Result<DirEntry>> = match fs::read_dir(disk) {
            Ok(entries) => entries.collect(),
            Err(error) => return Noted::new(Vec::new(), vec![unreadable(path, &error)]),
        };
        entries
            .into_par_iter()
            .map(|entry| match entry {
                Ok(entry) => self.entry(path, &entry, trail),
                Err(error) => Noted::new(Vec::new(), vec![unreadable(path, &error)]),
            })
            .reduce(Noted::default, |mut a, b| {
                a.value.extend(b.value);
                a.notes.extend(b.notes);
                a
            })
    }

    fn entry(&self, folder: &str, entry: &DirEntry, trail: &[PathBuf]) -> Noted<Vec<Found>> {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let shown = name.to_string_lossy();
            let why = format!("the name `{shown}` is not UTF-8, so the file is passed over");
            return Noted::new(Vec::new(), vec![skipped(&join(folder, &shown), &why).help("rename it")]);
        };
        let path = join(folder, name);
        if self.is_passed_over(name) || self.rules.ignore.is_match(&path) {
            return Noted::clean(Vec::new());
        }
        let disk = entry.path();
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => return Noted::new(Vec::new(), vec![unreadable(&path, &error)]),
        };
        if kind.is_symlink() {
            self.link(path, disk, trail)
        } else if kind.is_dir() {
            let mut trail = trail.to_vec();
            if let Some(here) = trail.last_mut() {
                here.push(name);
            }
            self.folder(&path, &disk, &trail)
        } else if kind.is_file() {
            Noted::clean(vec![Found { path, disk }])
        } else {
            // Reading a pipe would wait for ever.
            Noted::new(Vec::new(), vec![skipped(&path, "not a file, so it is passed over")])
        }
    }

    fn link(&self, path: String, disk: PathBuf, trail: &[PathBuf]) -> Noted<Vec<Found>> {
        let refuse = |why: &str| Noted::new(Vec::new(), vec![skipped(&path, why)]);
        let Ok(target) = disk.canonicalize() else {
            return refuse("the link leads nowhere, so it is passed over");
        };
        if !target.starts_with(&self.rules.real_root) {
            return refuse("the link leads out of the site, so it is not followed");
        }
        if target.is_file() {
            return Noted::clean(vec![Found { path, disk }]);
        }
        if !target.is_dir() {
            return refuse("not a file, so it is passed over");
        }
        if trail.iter().any(|place| place.starts_with(&target)) {
            return refuse("the link leads in a circle, so it is not followed");
        }
        let mut trail = trail.to_vec();
        trail.push(target);
        self.folder(&path, &disk, &trail)
    }

    /// Hidden files are content's own business, but are published from `static/` (`.well-known`, `.nojekyll`). What editors and version
    /// control leave behind is never part of a site.
    fn is_passed_over(&self, name: &str) -> bool {
        let left_behind = name.ends_with('~')
            || name.starts_with(".#")
            || (name.starts_with('#') && name.ends_with('#'))
            || name.ends_with(".swp")
            || name.ends_with(".swo")
            || matches!(name, ".git" | ".DS_Store" | ".gitkeep");
        left_behind || (self.kind != FileKind::Static && name.starts_with('.'))
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_string()
    } else {
        format!("{folder}/{name}")
    }
}

/// What to say of a file or folder that the system does not let us read.
pub(super) fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{path}` cannot be read: {error}")).at(Place::file(path))
}

fn skipped(path: &str, why: &str) -> Diagnostic {
    Diagnostic::warning(Code::SkippedFile, why).at(Place::file(path))
}
