//! The stage between parsing and the site: sheets take content from the files that they name.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::Parsed;
use crate::diag::Noted;
use crate::doc::{Body, Doc};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::sheet::Sheet;
use crate::sheet::fill::{Absent, Loads, SourceText, Sources, fill, hash_of};
use crate::site::Input;
use crate::source::{self, Beside};

/// What is kept of this stage from one build to the next.
#[derive(Debug, Default)]
pub struct Kept {
    filled: Memo<Parsed>,
    loads: Loads,
}

impl Kept {
    /// Begin a new build.
    pub fn turn(&self) {
        self.filled.turn();
        self.loads.turn();
    }
}

/// All inputs, their sheets filled, and the files that this depends on.
pub struct Filled {
    pub inputs: Vec<Input>,
    /// From the root: what a preview has to watch, files that are not there included.
    pub watched: Vec<PathBuf>,
}

/// Fill every sheet that names files. A filled document's hash holds those of the files.
pub fn sheets(mut inputs: Vec<Input>, root: &Path, kept: &Kept) -> Noted<Filled> {
    let wanting: BTreeMap<Arc<str>, (Arc<Doc>, Arc<Sheet>)> = inputs
        .iter()
        .filter_map(|input| {
            let doc = input.doc.as_ref()?;
            let sheet = sheet_of(doc).filter(|sheet| !sheet.wants().is_empty())?;
            Some((doc.file.clone(), (doc.clone(), sheet.clone())))
        })
        .collect();
    let watched: BTreeSet<PathBuf> = wanting
        .iter()
        .flat_map(|(file, (_, sheet))| {
            sheet
                .wants()
                .into_iter()
                .flat_map(|name| source::watched(folder(file), &name))
        })
        .collect();
    let done: HashMap<Arc<str>, Arc<Parsed>> = wanting
        .into_par_iter()
        .map(|(file, (doc, sheet))| (file, one(&doc, &sheet, &sources(&sheet, root), kept)))
        .collect();
    let mut notes = Vec::new();
    for parsed in done.values() {
        notes.extend(parsed.notes.iter().cloned());
    }
    for input in &mut inputs {
        if let Some(filled) = input.doc.as_ref().and_then(|doc| done.get(&doc.file)) {
            input.doc = Some(filled.value.clone());
        }
    }
    let watched = watched.into_iter().collect();
    Noted::new(Filled { inputs, watched }, notes)
}

/// The files that a sheet names, as they are now.
pub fn sources(sheet: &Sheet, root: &Path) -> Sources {
    let found = sheet.wants().into_iter().map(|name| {
        let found = match source::beside(root, folder(&sheet.file), &name) {
            Beside::Found { path, bytes } => text(path, bytes),
            Beside::Missing => Err(Absent::Missing),
            Beside::Outside => Err(Absent::Outside),
            Beside::Unreadable(why) => Err(Absent::Unreadable(why)),
        };
        (name, found)
    });
    Sources { files: found.collect() }
}

fn text(path: String, bytes: Vec<u8>) -> Result<SourceText, Absent> {
    let hash = Hash::of_bytes(&bytes);
    let text = String::from_utf8(bytes).map_err(|_| Absent::Unreadable("it is not UTF-8".into()))?;
    Ok(SourceText {
        path: path.into(),
        text: text.into(),
        hash,
    })
}

fn one(doc: &Doc, sheet: &Sheet, sources: &Sources, kept: &Kept) -> Arc<Parsed> {
    let key = Hash::of(&(&doc.file, doc.hash, hash_of(sources)));
    kept.filled.get(key, || {
        let filled = fill(sheet, sources, &kept.loads);
        let doc = Doc {
            file: doc.file.clone(),
            hash: key,
            front: doc.front.clone(),
            body: Body::Sheet(Arc::new(filled.value)),
        };
        Noted::new(Arc::new(doc), filled.notes)
    })
}

fn sheet_of(doc: &Doc) -> Option<&Arc<Sheet>> {
    match &doc.body {
        Body::Sheet(sheet) => Some(sheet),
        _ => None,
    }
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}
