//! Files that a page or a sheet names: looked for beside it, then from the site's root, and never outside of the site.

use std::io::Read;
use std::path::{Path, PathBuf};

/// Longer files are not read.
const LARGEST: u64 = 16 << 20;

/// What became of a file that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Its path from the site's root, and its bytes.
    Found { path: String, bytes: Vec<u8> },
    /// In neither place.
    Missing,
    /// The path, or a link on it, leads out of the site.
    Outside,
    /// It is there and cannot be read: why.
    Unreadable(String),
}

/// The file that `named` means in a file of `folder` (both with `/`, the folder from the site's root).
pub fn beside(root: &Path, folder: &str, named: &str) -> Beside {
    let places = places(folder, named);
    if places.is_empty() {
        return Beside::Outside;
    }
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    for path in places {
        let disk = root.join(&path);
        match disk.canonicalize() {
            Ok(real) if !real.starts_with(&real_root) => return Beside::Outside,
            Ok(real) => return read(path, &real),
            Err(_) => {}
        }
    }
    Beside::Missing
}

/// Where a file of that name is looked for, from the site's root.
fn places(folder: &str, named: &str) -> Vec<String> {
    let mut places: Vec<String> = [join(folder, named), join("", named)].into_iter().flatten().collect();
    places.dedup();
    places
}

fn read(path: String, disk: &Path) -> Beside {
    // A pipe or a device has no end.
    if !disk.is_file() {
        return Beside::Unreadable("it is no file".into());
    }
    let mut bytes = Vec::new();
    let read = std::fs::File::open(disk).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) if bytes.len() as u64 > LARGEST => Beside::Unreadable(format!("it is larger than {} MB", LARGEST >> 20)),
        Ok(_) => Beside::Found { path, bytes },
        Err(error) => Beside::Unreadable(error.to_string()),
    }
}

/// `None` when the path climbs out of the root or is absolute.
fn join(folder: &str, named: &str) -> Option<String> {
    if named.starts_with('/') || named.contains(['\\', '\0']) || Path::new(named).is_absolute() {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(named.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Where a file of that name is looked for, from the site's root: what a preview watches.
pub fn watched(folder: &str, named: &str) -> Vec<PathBuf> {
    places(folder, named).into_iter().map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_the_page_then_from_the_root_and_never_outside() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("site");
        std::fs::create_dir_all(root.join("content/en")).expect("a folder");
        std::fs::write(root.join("content/en/a.yaml"), "beside").expect("a file");
        std::fs::write(root.join("a.yaml"), "root").expect("a file");
        std::fs::write(root.join("b.yaml"), "root").expect("a file");
        std::fs::write(folder.path().join("secret"), "x").expect("a file");
        let found = |named: &str| match beside(&root, "content/en", named) {
            Beside::Found { path, bytes } => format!("{path} {}", String::from_utf8_lossy(&bytes)),
            other => format!("{other:?}"),
        };
        assert_eq!(found("a.yaml"), "content/en/a.yaml beside");
        assert_eq!(found("b.yaml"), "b.yaml root");
        assert_eq!(found("../../b.yaml"), "b.yaml root");
        assert_eq!(found("none.yaml"), "Missing");
        assert_eq!(found("../../../secret"), "Outside");
        assert_eq!(found("/etc/passwd"), "Outside");
        assert_eq!(found("."), "Unreadable(\"it is no file\")");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret"), root.join("link")).expect("a link");
            assert_eq!(found("link"), "Outside");
        }
    }
}
