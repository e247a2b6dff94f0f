//! Disk to [`Files`]: which files a site has, what each is for, and the hash of its bytes.

mod beside;
mod embedded;
mod mounts;
mod scan;
mod site_root;
mod walk;
pub mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use crate::hash::Hash;

pub use beside::{Beside, beside, watched};
pub use embedded::embedded;
pub use mounts::{Entry, EntryKind, entries};
pub use scan::Scanner;
pub use site_root::{built_in_strings, built_in_templates, files_below, has_folder, read_text, unreadable};

/// What a file is for, from the folder that it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// `stoop.yaml`.
    Config,
    /// Below a content mount: documents, sheets and their resources.
    Content,
    /// `templates/**`.
    Template,
    /// `i18n/*.ftl`.
    Strings,
    /// `static/**`.
    Static,
    /// `data/**`, `cheatsheet/**`.
    Data,
    /// Fonts for paper, in the folder that `fonts` names.
    Font,
}

/// One file of the site or of the theme in the binary.
#[derive(Clone, Debug)]
pub struct File {
    pub kind: FileKind,
    /// From the site's root, `/` between parts: `content/en/docs/_index.md`. Files of the theme in the binary have the path that a
    /// site's own file would have, and are listed only where the site has none.
    pub path: Arc<str>,
    /// Of the file's bytes.
    pub hash: Hash,
    pub data: Data,
}

/// Where a file's bytes are.
#[derive(Clone, Debug)]
pub enum Data {
    Disk(PathBuf),
    /// In the binary.
    Embedded(&'static [u8]),
    /// Made from other files.
    Made(Arc<[u8]>),
}

/// All files of a site at one moment, by path.
#[derive(Clone, Debug, Default)]
pub struct Files {
    pub list: Vec<File>,
}

impl Files {
    /// A file by its path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.list
            .binary_search_by(|f| (*f.path).cmp(path))
            .ok()
            .map(|i| &self.list[i])
    }

    /// The files of one kind, by path.
    pub fn of(&self, kind: FileKind) -> impl Iterator<Item = &File> {
        self.list.iter().filter(move |f| f.kind == kind)
    }
}

impl File {
    /// The file's bytes.
    pub fn read(&self) -> std::io::Result<Vec<u8>> {
        match &self.data {
            Data::Disk(path) => std::fs::read(path),
            Data::Embedded(bytes) => Ok(bytes.to_vec()),
            Data::Made(bytes) => Ok(bytes.to_vec()),
        }
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}
