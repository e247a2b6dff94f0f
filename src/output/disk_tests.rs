//! Tests of publishing to a folder.

use super::super::{Bytes, manifest};
use super::*;

struct Site {
    temp: tempfile::TempDir,
}

impl Site {
    fn new() -> Site {
        let temp = tempfile::tempdir().expect("a folder can be made");
        fs::create_dir_all(temp.path().join("site/content")).expect("folders can be made");
        Site { temp }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.temp.path().join("site/public").join(path)
    }

    fn open(&self) -> Result<DiskOut, Diagnostic> {
        DiskOut::open(&self.at(""), &self.temp.path().join("site"))
    }

    /// (written, unchanged, removed), or the messages.
    fn publish(&self, files: &[(&str, &str)]) -> Result<(usize, usize, usize), Vec<String>> {
        let site: Vec<Artefact> = files.iter().map(|(path, text)| Artefact::made(*path, *text)).collect();
        self.publish_all(&site)
    }

    fn publish_all(&self, site: &[Artefact]) -> Result<(usize, usize, usize), Vec<String>> {
        let words = |notes: Vec<Diagnostic>| notes.into_iter().map(|n| n.message).collect::<Vec<_>>();
        let mut out = self.open().map_err(|note| words(vec![note]))?;
        let done = out.publish(site).map_err(words)?;
        Ok((done.written, done.unchanged, done.removed))
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().expect("it has one")).expect("folders can be made");
        fs::write(self.at(path), text).expect("it can be written");
    }

    /// Every file and folder, with the files' text, without our own.
    fn tree(&self) -> Vec<String> {
        fn list(dir: &Path, under: &str, all: &mut Vec<String>) {
            for entry in fs::read_dir(dir).expect("it can be read") {
                let path = entry.expect("it can be read").path();
                let name = format!("{under}{}", path.file_name().expect("it has one").to_string_lossy());
                if path.is_dir() && !path.is_symlink() {
                    all.push(format!("{name}/"));
                    list(&path, &format!("{name}/"), all);
                } else {
                    all.push(format!("{name}={}", fs::read_to_string(&path).expect("it is text")));
                }
            }
        }
        let mut all = Vec::new();
        list(&self.at(""), "", &mut all);
        all.retain(|name| !name.starts_with(manifest::NAME));
        all.sort();
        all
    }
}

#[test]
fn only_changes_are_written() {
    let site = Site::new();
    assert_eq!(site.publish(&[("a/index.html", "a"), ("b", "b")]), Ok((2, 0, 0)));
    assert_eq!(site.tree(), ["a/", "a/index.html=a", "b=b"]);
    let before = fs::metadata(site.at("b")).and_then(|m| m.modified()).expect("a time");
    let manifest = fs::metadata(site.at(manifest::NAME))
        .and_then(|m| m.modified())
        .expect("a time");
    assert_eq!(site.publish(&[("a/index.html", "a"), ("b", "b")]), Ok((0, 2, 0)));
    assert_eq!(
        fs::metadata(site.at(manifest::NAME))
            .and_then(|m| m.modified())
            .expect("a time"),
        manifest
    );
    assert_eq!(site.publish(&[("a/index.html", "A"), ("b", "b")]), Ok((1, 1, 0)));
    assert_eq!(site.tree(), ["a/", "a/index.html=A", "b=b"]);
    assert_eq!(fs::metadata(site.at("b")).and_then(|m| m.modified()).expect("a time"), before);
}

#[test]
fn stale_files_go_and_with_them_their_folders() {
    let site = Site::new();
    site.publish(&[("a/b/c", "1"), ("a/d", "2"), ("e/f", "3")])
        .expect("it is published");
    site.put("e/mine", "by hand");
    site.put("foreign/x", "by hand");
    assert_eq!(site.publish(&[("a/d", "2")]), Ok((0, 1, 2)));
    assert_eq!(
        site.tree(),
        ["a/", "a/d=2", "e/", "e/mine=by hand", "foreign/", "foreign/x=by hand"]
    );
    assert_eq!(site.publish(&[]), Ok((0, 0, 1)));
    assert_eq!(site.tree(), ["e/", "e/mine=by hand", "foreign/", "foreign/x=by hand"]);
}

#[test]
fn what_was_altered_by_hand_is_written_again() {
    let site = Site::new();
    site.publish(&[("a", "one"), ("b", "two")]).expect("it is published");
    std::thread::sleep(std::time::Duration::from_millis(20));
    site.put("a", "ONE");
    fs::remove_file(site.at("b")).expect("it can be removed");
    assert_eq!(site.publish(&[("a", "one"), ("b", "two")]), Ok((2, 0, 0)));
    assert_eq!(site.tree(), ["a=one", "b=two"]);
    std::thread::sleep(std::time::Duration::from_millis(20));
    site.put("a", "one");
    assert_eq!(
        site.publish(&[("a", "one"), ("b", "two")]),
        Ok((0, 2, 0)),
        "touched, but the same"
    );
}

#[test]
fn a_foreign_file_stops_everything() {
    let site = Site::new();
    site.publish(&[("a", "a")]).expect("it is published");
    site.put("b", "by hand");
    site.put("c", "by hand");
    let before = site.tree();
    let said = site
        .publish(&[("a", "new"), ("b", "x"), ("c/index.html", "x")])
        .expect_err("it must not");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().all(|m| m.contains("stoop did not write it")));
    assert_eq!(site.tree(), before);
    fs::remove_file(site.at(manifest::NAME)).expect("it can be removed");
    assert!(site.publish(&[("a", "a")]).expect_err("it must not")[0].contains("it holds files that stoop did not write"));
}

#[test]
fn files_become_folders_and_folders_files() {
    let site = Site::new();
    site.publish(&[("x", "file"), ("y/index.html", "page"), ("y/z/i", "deep")])
        .expect("it is published");
    assert_eq!(site.publish(&[("x/index.html", "page"), ("y", "file")]), Ok((2, 0, 3)));
    assert_eq!(site.tree(), ["x/", "x/index.html=page", "y=file"]);
    site.publish(&[("y/index.html", "page")]).expect("it is published");
    site.put("y/mine", "by hand");
    assert!(site.publish(&[("y", "file")]).is_err());
    assert_eq!(site.tree(), ["y/", "y/index.html=page", "y/mine=by hand"]);
}

#[test]
fn names_may_change_their_case() {
    let site = Site::new();
    site.publish(&[("Pic.png", "1")]).expect("it is published");
    assert_eq!(site.publish(&[("pic.png", "1")]), Ok((1, 0, 1)));
    assert_eq!(site.tree(), ["pic.png=1"]);
}

#[test]
fn an_interrupted_publication_is_still_ours() {
    let site = Site::new();
    site.publish(&[("a", "1"), ("gone", "2")]).expect("it is published");
    let missing = Artefact {
        path: "z".into(),
        bytes: Bytes::Disk(site.at("nowhere")),
        hash: Hash(1),
    };
    let all = [Artefact::made("a", *b"3"), Artefact::made("new", *b"4"), missing];
    assert!(site.publish_all(&all).expect_err("a source is missing")[0].contains("nowhere"));
    assert_eq!(
        site.tree().iter().filter(|n| !n.starts_with(".stoop")).count(),
        3,
        "{:?}",
        site.tree()
    );
    assert_eq!(site.publish(&[("a", "1"), ("b", "5")]), Ok((2, 0, 3)));
    assert_eq!(site.tree(), ["a=1", "b=5"]);
}

#[test]
fn files_are_copied_with_the_hash_of_what_was_there() {
    let site = Site::new();
    let source = site.temp.path().join("source.png");
    fs::write(&source, "now").expect("it can be written");
    let artefact = |hash: &[u8]| Artefact {
        path: "p.png".into(),
        bytes: Bytes::Disk(source.clone()),
        hash: Hash::of_bytes(hash),
    };
    assert_eq!(site.publish_all(&[artefact(b"when it was listed")]), Ok((1, 0, 0)));
    assert_eq!(site.publish_all(&[artefact(b"now")]), Ok((0, 1, 0)));
}

#[cfg(unix)]
#[test]
fn links_in_the_output_are_not_followed() {
    let site = Site::new();
    let outside = site.temp.path().join("outside");
    fs::create_dir_all(outside.join("sub")).expect("folders can be made");
    fs::write(outside.join("x"), "mine").expect("it can be written");
    site.publish(&[("a/x", "1"), ("b", "2")]).expect("it is published");
    fs::remove_dir_all(site.at("a")).expect("it can be removed");
    std::os::unix::fs::symlink(&outside, site.at("a")).expect("a link");
    assert!(
        site.publish(&[("a/x", "1"), ("b", "2")]).is_err(),
        "not written through the link"
    );
    assert_eq!(site.publish(&[("b", "2")]), Ok((0, 1, 1)));
    assert_eq!(fs::read_to_string(outside.join("x")).expect("it is there"), "mine");
    assert!(site.at("a").is_symlink());
}
