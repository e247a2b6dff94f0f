//! Publishing: artefacts to a folder on disk, or to memory for the preview.

mod disk;
mod guard;
mod manifest;
mod memory;
mod paths;

use std::path::PathBuf;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::hash::Hash;

pub use disk::DiskOut;
pub use memory::{Found, MemoryOut, Snapshot};
pub use paths::check;

/// One file to publish.
#[derive(Clone, Debug)]
pub struct Artefact {
    /// From the root of the published site, `/` between parts, no leading slash: `zh/docs/index.html`.
    pub path: String,
    pub bytes: Bytes,
    /// Of the bytes.
    pub hash: Hash,
}

/// The bytes of an artefact: made by us, or a file that is published as it is.
#[derive(Clone, Debug)]
pub enum Bytes {
    Made(Arc<[u8]>),
    Disk(PathBuf),
    Embedded(&'static [u8]),
}

/// What a publication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// Where a site goes. The whole site is handed over at once, and only if it has no errors, so that what was published before stands
/// until there is something better.
pub trait Out {
    /// Publish exactly these artefacts (sorted by path, without a finding of [`check`]), and remove what this `Out` published before and no longer does.
    ///
    /// # Errors
    /// Diagnostics for what could not be written.
    fn publish(&mut self, site: &[Artefact]) -> Result<Published, Vec<Diagnostic>>;
}

impl Artefact {
    /// An artefact of bytes that we made.
    pub fn made(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes: Vec<u8> = bytes.into();
        let hash = Hash::of_bytes(&bytes);
        Artefact {
            path: path.into(),
            bytes: Bytes::Made(bytes.into()),
            hash,
        }
    }
}

impl Bytes {
    /// All bytes, read from disk if need be.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(&self) -> std::io::Result<Arc<[u8]>> {
        match self {
            Bytes::Made(bytes) => Ok(bytes.clone()),
            Bytes::Disk(path) => std::fs::read(path).map(Into::into),
            Bytes::Embedded(bytes) => Ok((*bytes).into()),
        }
    }
}
