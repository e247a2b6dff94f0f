//! The manifest: which files of a published folder are ours, and which bytes we gave them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use super::paths;
use crate::hash::Hash;

/// Its name, in the published folder.
pub(super) const NAME: &str = ".stoop-manifest";

/// Under this name it is written; then it is renamed.
pub(super) const NEW_NAME: &str = ".stoop-manifest.new";

const FIRST_LINE: &str = "stoop-manifest 1";

/// The published files by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub files: BTreeMap<String, Entry>,
}

/// What we wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// `UNKNOWN` while the file is being written.
    pub hash: Hash,
    pub len: u64,
}

/// Stands for bytes that have to be looked at.
pub(super) const UNKNOWN: Entry = Entry { hash: Hash(0), len: 0 };

impl Manifest {
    /// The manifest of a folder and the time at which it was written; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is not one that we would have written.
    pub fn read(dir: &Path) -> io::Result<Option<(Manifest, SystemTime)>> {
        let path = dir.join(NAME);
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if !meta.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is not a file"));
        }
        let text = fs::read_to_string(&path)?;
        match Manifest::parse(&text) {
            Ok(manifest) => Ok(Some((manifest, meta.modified()?))),
            Err(why) => Err(io::Error::new(io::ErrorKind::InvalidData, why)),
        }
    }

    fn parse(text: &str) -> Result<Manifest, String> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err("it was not written by this version of stoop".into());
        }
        let mut files = BTreeMap::new();
        for (i, line) in lines.enumerate() {
            let entry = entry(line).ok_or_else(|| format!("its line {} is damaged", i + 2))?;
            files.insert(entry.0, entry.1);
        }
        Ok(Manifest { files })
    }

    fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for (path, entry) in &self.files {
            text.push_str(&format!("{:?} {} {path}\n", entry.hash, entry.len));
        }
        text
    }

    /// Write it in one step, and through to the disk: after a crash there is the old one or the new one.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, dir: &Path) -> io::Result<()> {
        let new = dir.join(NEW_NAME);
        // A link of that name must not be written through.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = File::create_new(&new)?;
        file.write_all(self.to_text().as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, dir.join(NAME))
    }
}

/// One line. A path that leads out of the folder was not written by us, and must never be removed in its name.
fn entry(line: &str) -> Option<(String, Entry)> {
    let (hash, rest) = line.split_once(' ')?;
    let (len, path) = rest.split_once(' ')?;
    let hash = u128::from_str_radix(hash, 16).ok().map(Hash)?;
    let len = len.parse().ok()?;
    (paths::is_inside(path) && !path.starts_with(paths::RESERVED)).then(|| (path.to_string(), Entry { hash, len }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_it_is_the_same() {
        let dir = tempfile::tempdir().expect("a folder can be made");
        assert!(Manifest::read(dir.path()).expect("a missing one is fine").is_none());
        let mut manifest = Manifest::default();
        manifest.files.insert(
            "a b/中.html".into(),
            Entry {
                hash: Hash::of_bytes(b"x"),
                len: 1,
            },
        );
        manifest.files.insert("z".into(), UNKNOWN);
        manifest.write(dir.path()).expect("it can be written");
        let (read, _) = Manifest::read(dir.path()).expect("it can be read").expect("it is there");
        assert_eq!(read, manifest);
    }

    #[test]
    fn others_manifests_are_not_taken() {
        for text in [
            "",
            "stoop-manifest 2\n",
            "stoop-manifest 1\nx\n",
            "stoop-manifest 1\n0 0 ../x\n",
            "stoop-manifest 1\n0 0 /etc/passwd\n",
        ] {
            assert!(Manifest::parse(text).is_err(), "{text:?}");
        }
    }
}
