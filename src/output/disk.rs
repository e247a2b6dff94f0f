//! Publishing to a folder: a file is written only if its bytes change, and only files that stoop wrote are removed.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::manifest::{Entry, Manifest, UNKNOWN};
use super::{Artefact, Out, Published, guard};
use crate::diag::{Code, Diagnostic};
use crate::hash::Hash;

/// Files are written in here and then renamed, so that nobody ever sees half a file.
const WORKSHOP: &str = ".stoop-tmp";

/// A folder that a site is published to.
#[derive(Debug)]
pub struct DiskOut {
    dir: PathBuf,
    root: PathBuf,
}

/// What is to be done in the folder.
struct Plan<'a> {
    old: Manifest,
    write: Vec<&'a Artefact>,
    unchanged: Vec<(&'a Artefact, Entry)>,
    /// What we published before and no longer do.
    stale: Vec<String>,
    /// Parents of all files, outer ones first.
    folders: BTreeSet<&'a str>,
}

enum Step {
    Write,
    Keep(Entry),
}

impl DiskOut {
    /// Publish to `dir`, for the site in `root`. The folder must be missing, empty or one that stoop published to before; nothing is
    /// written yet.
    ///
    /// # Errors
    /// `OutputNotOurs` when the folder holds anything else, or the site itself.
    pub fn open(dir: &Path, root: &Path) -> Result<DiskOut, Diagnostic> {
        Ok(DiskOut {
            dir: guard::admit(dir, root)?,
            root: root.to_path_buf(),
        })
    }

    /// The folder, without links.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn plan<'a>(&self, site: &'a [Artefact]) -> Result<Plan<'a>, Vec<Diagnostic>> {
        let (old, written) = match Manifest::read(&self.dir) {
            Ok(Some((manifest, at))) => (manifest, Some(at)),
            Ok(None) => (Manifest::default(), None),
            Err(error) => return Err(vec![failed(&self.dir, "read", &error)]),
        };
        let new: HashSet<&str> = site.iter().map(|a| a.path.as_str()).collect();
        let stale: Vec<String> = old.files.keys().filter(|p| !new.contains(p.as_str())).cloned().collect();
        let folders = folders(site.iter().map(|a| a.path.as_str()));
        let look = Look {
            dir: &self.dir,
            old: &old,
            written,
            stale: stale.iter().map(String::as_str).collect(),
        };
        let mut notes: Vec<Diagnostic> = folders.par_iter().filter_map(|folder| look.folder(folder).err()).collect();
        let steps: Vec<_> = site.par_iter().map(|artefact| (artefact, look.file(artefact))).collect();
        let (mut write, mut unchanged) = (Vec::new(), Vec::new());
        for (artefact, step) in steps {
            match step {
                Ok(Step::Write) => write.push(artefact),
                Ok(Step::Keep(entry)) => unchanged.push((artefact, entry)),
                Err(note) => notes.push(note),
            }
        }
        if !notes.is_empty() {
            return Err(notes);
        }
        Ok(Plan {
            write,
            unchanged,
            stale,
            folders,
            old,
        })
    }

    /// Do what was planned. The manifest names every file that may be ours at any moment, so whatever stops us, the next publication
    /// finds its way.
    fn carry_out(&self, plan: &Plan) -> Result<Manifest, Vec<Diagnostic>> {
        let one = |path: &Path, what: &str, error: io::Error| vec![failed(path, what, &error)];
        fs::create_dir_all(&self.dir).map_err(|e| one(&self.dir, "created", e))?;
        plan.intent().write(&self.dir).map_err(|e| one(&self.dir, "written", e))?;
        let workshop = self.dir.join(WORKSHOP);
        clear(&workshop)
            .and_then(|()| fs::create_dir(&workshop))
            .map_err(|e| one(&workshop, "created", e))?;
        let (in_the_way, rest) = plan.stale_by_urgency();
        self.remove(&in_the_way)?;
        for folder in &plan.folders {
            // The plan saw no link here; should one have come since, the folder is not made through it.
            let path = self.dir.join(folder);
            match fs::create_dir(&path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(one(&path, "created", error)),
                _ => {}
            }
        }
        let results: Vec<Result<(String, Entry), Diagnostic>> = plan
            .write
            .par_iter()
            .enumerate()
            .map(|(i, artefact)| write(&self.dir, &workshop.join(i.to_string()), artefact))
            .collect();
        let mut manifest = Manifest::default();
        manifest
            .files
            .extend(plan.unchanged.iter().map(|(a, entry)| (a.path.clone(), *entry)));
        let mut notes = Vec::new();
        for result in results {
            match result {
                Ok((path, entry)) => drop(manifest.files.insert(path, entry)),
                Err(note) => notes.push(note),
            }
        }
        if !notes.is_empty() {
            return Err(notes);
        }
        self.remove(&rest)?;
        clear(&workshop).map_err(|e| one(&workshop, "removed", e))?;
        manifest.write(&self.dir).map_err(|e| one(&self.dir, "written", e))?;
        Ok(manifest)
    }

    /// Remove files of ours, and the folders that this leaves empty.
    fn remove(&self, stale: &[&str]) -> Result<(), Vec<Diagnostic>> {
        let removed: Vec<Result<(), Diagnostic>> = stale.par_iter().map(|path| self.remove_one(path)).collect();
        let notes: Vec<Diagnostic> = removed.into_iter().filter_map(Result::err).collect();
        for folder in folders(stale.iter().copied()).iter().rev() {
            if is_plain_below(&self.dir, folder) {
                // Fails where something is left in it, which is what we want.
                let _ = fs::remove_dir(self.dir.join(folder));
            }
        }
        if notes.is_empty() { Ok(()) } else { Err(notes) }
    }

    fn remove_one(&self, path: &str) -> Result<(), Diagnostic> {
        let full = self.dir.join(path);
        // Where somebody put a link or a folder since, it is no longer what we wrote.
        let ours = is_plain_below(&self.dir, parent(path)) && fs::symlink_metadata(&full).is_ok_and(|m| m.is_file());
        match ours.then(|| fs::remove_file(&full)) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(failed(&full, "removed", &error)),
            _ => Ok(()),
        }
    }
}

impl Out for DiskOut {
    fn publish(&mut self, site: &[Artefact]) -> Result<Published, Vec<Diagnostic>> {
        // The folder may have changed hands since we looked.
        guard::admit(&self.dir, &self.root).map_err(|note| vec![note])?;
        let plan = self.plan(site)?;
        let published = Published {
            written: plan.write.len(),
            unchanged: plan.unchanged.len(),
            removed: plan.stale.len(),
        };
        // After an interruption all files may be right, and only the manifest unsure of them.
        let kept = plan.unchanged.iter().map(|(a, entry)| (a.path.as_str(), entry));
        let sure = kept.eq(plan.old.files.iter().map(|(path, entry)| (path.as_str(), entry)));
        if !sure || !plan.write.is_empty() || !self.dir.join(super::manifest::NAME).exists() {
            self.carry_out(&plan)?;
        }
        Ok(published)
    }
}

impl Plan<'_> {
    /// Everything that is ours before and after, with unknown bytes where we are about to write.
    fn intent(&self) -> Manifest {
        let mut intent = self.old.clone();
        intent
            .files
            .extend(self.unchanged.iter().map(|(a, entry)| (a.path.clone(), *entry)));
        intent.files.extend(self.write.iter().map(|a| (a.path.clone(), UNKNOWN)));
        intent
    }

    /// The stale files that must go first, since a folder or a name that differs in case only takes their place, or since they fill a
    /// folder whose place a file takes; and the others, which go last, so that the site is whole for as long as possible.
    fn stale_by_urgency(&self) -> (Vec<&str>, Vec<&str>) {
        let needed: HashSet<String> = self.write.iter().map(|a| a.path.to_lowercase()).collect();
        let in_the_way = |path: &str| {
            self.folders.contains(path)
                || needed.contains(&path.to_lowercase())
                || path
                    .match_indices('/')
                    .any(|(i, _)| needed.contains(&path[..i].to_lowercase()))
        };
        self.stale.iter().map(String::as_str).partition(|path| in_the_way(path))
    }
}

/// A look at what is on disk, before anything is changed.
struct Look<'a> {
    dir: &'a Path,
    old: &'a Manifest,
    written: Option<SystemTime>,
    stale: HashSet<&'a str>,
}

impl Look<'_> {
    fn file(&self, artefact: &Artefact) -> Result<Step, Diagnostic> {
        let path = self.dir.join(&artefact.path);
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) => meta,
            // A parent that is a file is judged as a folder.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(Step::Write);
            }
            Err(error) => return Err(failed(&path, "read", &error)),
        };
        if meta.is_dir() && self.only_stale(&artefact.path) {
            return Ok(Step::Write);
        }
        let Some(known) = self.old.files.get(&artefact.path).filter(|_| meta.is_file()) else {
            return Err(foreign(&path));
        };
        let untouched = known.len == meta.len() && self.is_older_than_manifest(&meta);
        let hash = if untouched && *known != UNKNOWN {
            known.hash
        } else {
            Hash::of_bytes(&fs::read(&path).map_err(|e| failed(&path, "read", &e))?)
        };
        match hash == artefact.hash {
            true => Ok(Step::Keep(Entry { hash, len: meta.len() })),
            false => Ok(Step::Write),
        }
    }

    /// The manifest is written last, so a file that is younger, or as young, may have been altered by hand.
    fn is_older_than_manifest(&self, meta: &fs::Metadata) -> bool {
        let (Some(written), Ok(modified)) = (self.written, meta.modified()) else {
            return false;
        };
        modified < written && changed(meta).is_none_or(|changed| changed < written)
    }

    fn folder(&self, folder: &str) -> Result<(), Diagnostic> {
        let path = self.dir.join(folder);
        match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_dir() => Ok(()),
            Ok(meta) if meta.is_file() && self.stale.contains(folder) => Ok(()),
            Ok(_) => Err(foreign(&path)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
            Err(error) => Err(failed(&path, "read", &error)),
        }
    }

    /// Whether all that is in a folder is about to be removed, so that a file can take its place.
    fn only_stale(&self, folder: &str) -> bool {
        let Ok(entries) = fs::read_dir(self.dir.join(folder)) else {
            return false;
        };
        entries.into_iter().all(|entry| {
            let Ok(entry) = entry else { return false };
            let name = entry.file_name();
            let (Some(name), Ok(kind)) = (name.to_str(), entry.file_type()) else {
                return false;
            };
            let path = format!("{folder}/{name}");
            if kind.is_dir() {
                self.only_stale(&path)
            } else {
                kind.is_file() && self.stale.contains(path.as_str())
            }
        })
    }
}

#[cfg(unix)]
fn changed(meta: &fs::Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let since = std::time::Duration::new(meta.ctime().try_into().ok()?, meta.ctime_nsec().try_into().ok()?);
    SystemTime::UNIX_EPOCH.checked_add(since)
}

#[cfg(not(unix))]
fn changed(_meta: &fs::Metadata) -> Option<SystemTime> {
    None
}

/// Write one file. A new one is written in its place, which the intent manifest already says may hold anything; one that readers may
/// be reading is written whole under another name, then renamed. The hash is that of the bytes that were really there, since a source
/// file may have changed after it was listed; the next publication then finds a difference and mends it.
fn write(dir: &Path, temporary: &Path, artefact: &Artefact) -> Result<(String, Entry), Diagnostic> {
    let target = dir.join(&artefact.path);
    let bytes = artefact.bytes.read().map_err(|e| source_failed(artefact, &e))?;
    let new = fs::OpenOptions::new().write(true).create_new(true).open(&target);
    match new {
        Ok(mut file) => io::Write::write_all(&mut file, &bytes),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::write(temporary, &bytes).and_then(|()| fs::rename(temporary, &target))
        }
        Err(error) => Err(error),
    }
    .map_err(|e| failed(&target, "written", &e))?;
    let hash = match artefact.bytes {
        super::Bytes::Disk(_) => Hash::of_bytes(&bytes),
        super::Bytes::Made(_) | super::Bytes::Embedded(_) => artefact.hash,
    };
    let len = bytes.len() as u64;
    Ok((artefact.path.clone(), Entry { hash, len }))
}

/// Remove our workshop, if it is there and is a folder.
fn clear(workshop: &Path) -> io::Result<()> {
    match fs::symlink_metadata(workshop) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(workshop),
        Ok(_) => Err(io::Error::new(io::ErrorKind::AlreadyExists, "something else has that name")),
        Err(_) => Ok(()),
    }
}

/// Whether a folder is reached from `dir` through folders only, and no link.
fn is_plain_below(dir: &Path, folder: &str) -> bool {
    let mut path = dir.to_path_buf();
    folder.split('/').filter(|part| !part.is_empty()).all(|part| {
        path.push(part);
        fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_dir())
    })
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// All folders that these files lie in, outer ones first.
fn folders<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut all = BTreeSet::new();
    for path in paths {
        let mut folder = parent(path);
        while !folder.is_empty() && all.insert(folder) {
            folder = parent(folder);
        }
    }
    all
}

fn failed(path: &Path, what: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::OutputFailed, format!("`{}` cannot be {what}: {error}", path.display()))
}

fn source_failed(artefact: &Artefact, error: &io::Error) -> Diagnostic {
    let source = match &artefact.bytes {
        super::Bytes::Disk(path) => path.display().to_string(),
        _ => artefact.path.clone(),
    };
    Diagnostic::error(Code::UnreadableFile, format!("`{source}` cannot be read: {error}"))
}

fn foreign(path: &Path) -> Diagnostic {
    let message = format!(
        "`{}` stands where the site needs its own file, and stoop did not write it",
        path.display()
    );
    Diagnostic::error(Code::OutputNotOurs, message).help("move it away, or publish to another folder with --out")
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
