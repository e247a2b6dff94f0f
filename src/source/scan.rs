//! One look at the disk: every file that a site is made of, with the hash of its bytes.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::walk::{self, Found, Rules};
use super::{Data, File, FileKind, Files, embedded};
use crate::config::{Config, FILE_NAME};
use crate::diag::{Diagnostic, Noted, settle};
use crate::hash::Hash;

/// Folders whose place says what their files are for.
const FOLDERS: [(&str, FileKind); 5] = [
    ("templates", FileKind::Template),
    ("i18n", FileKind::Strings),
    ("static", FileKind::Static),
    ("data", FileKind::Data),
    // What `data/cheatsheet.yaml` lists.
    ("cheatsheet", FileKind::Data),
];

/// A file that changed so short a time ago may change again without a new time stamp, so its stamp proves nothing.
const SETTLED: Duration = Duration::from_secs(2);

/// Lists a site's files, again and again. It remembers the hash of each file by its stamp, so a file that stayed as it was is read once.
#[derive(Debug, Default)]
pub struct Scanner {
    root: PathBuf,
    skip: Vec<PathBuf>,
    known: HashMap<String, (Stamp, Hash)>,
}

/// What tells that a file is the one that was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    /// The later of the two times that a file system keeps: that of the bytes, and that of the file itself, which `touch` cannot forge.
    changed: SystemTime,
    modified: SystemTime,
    len: u64,
    inode: u64,
}

impl Scanner {
    /// A scanner of the site in this folder.
    pub fn new(root: &Path) -> Scanner {
        Scanner {
            root: root.to_path_buf(),
            ..Scanner::default()
        }
    }

    /// Pass over a folder, such as the one that the site is published to. Published folders are recognised by their manifest too.
    pub fn skip(mut self, folder: &Path) -> Scanner {
        self.skip.push(folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf()));
        self
    }

    /// Whether the site has this folder, as [`crate::config::load`] asks.
    pub fn has_folder(&self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }

    /// All files of the site as they are now, and those of the theme in the binary that the site does not override. What cannot be
    /// read is told in the notes, and the rest is listed all the same.
    pub fn scan(&mut self, config: &Config) -> Noted<Files> {
        self.scan_at(config, SystemTime::now())
    }

    fn scan_at(&mut self, config: &Config, now: SystemTime) -> Noted<Files> {
        let rules = Rules {
            root: &self.root,
            real_root: self.root.canonicalize().unwrap_or_else(|_| self.root.clone()),
            skip: &self.skip,
            ignore: &config.ignore_files,
        };
        let walks: Vec<(FileKind, Noted<Vec<Found>>)> = roots(config)
            .into_par_iter()
            .map(|(path, kind)| (kind, walk::walk(&rules, &path, kind)))
            .collect();
        let mut notes = Vec::new();
        // A file that two roots reach is listed once, for what the first of them says; see `roots` for their order.
        let mut found: BTreeMap<String, (FileKind, PathBuf)> = BTreeMap::new();
        for (kind, walked) in walks {
            notes.extend(walked.notes);
            for file in walked.value {
                found.entry(file.path).or_insert((kind, file.disk));
            }
        }
        let read: Vec<Result<Seen, Diagnostic>> = found
            .into_par_iter()
            .map(|(path, (kind, disk))| {
                self.hash(&path, &disk, now)
                    .map(|(stamp, hash)| (path, kind, disk, stamp, hash))
            })
            .collect();
        let mut known = HashMap::with_capacity(read.len());
        let mut list = Vec::with_capacity(read.len());
        for result in read {
            match result {
                Ok((path, kind, disk, stamp, hash)) => {
                    list.push(File {
                        kind,
                        path: path.as_str().into(),
                        hash,
                        data: Data::Disk(disk),
                    });
                    if stamp.is_settled(now) {
                        known.insert(path, (stamp, hash));
                    }
                }
                Err(note) => notes.push(note),
            }
        }
        self.known = known;
        settle(&mut notes);
        Noted::new(with_theme(list), notes)
    }

    /// The file's hash, from memory if its stamp proves that it is the file we know. The stamp is taken before the bytes: a change in
    /// between then shows in the next scan.
    fn hash(&self, path: &str, disk: &Path, now: SystemTime) -> Result<(Stamp, Hash), Diagnostic> {
        let stamp = Stamp::of(disk).map_err(|e| walk::unreadable(path, &e))?;
        match self.known.get(path) {
            Some((known, hash)) if *known == stamp && stamp.is_settled(now) => Ok((stamp, *hash)),
            _ => {
                let bytes = std::fs::read(disk).map_err(|e| walk::unreadable(path, &e))?;
                Ok((stamp, Hash::of_bytes(&bytes)))
            }
        }
    }
}

type Seen = (String, FileKind, PathBuf, Stamp, Hash);

impl Stamp {
    fn of(disk: &Path) -> io::Result<Stamp> {
        let meta = std::fs::metadata(disk)?;
        let modified = meta.modified()?;
        let (changed, inode) = own_times(&meta, modified);
        Ok(Stamp {
            changed,
            modified,
            len: meta.len(),
            inode,
        })
    }

    fn is_settled(&self, now: SystemTime) -> bool {
        // A time in the future is an error here, and so never settled.
        now.duration_since(self.changed.max(self.modified))
            .is_ok_and(|age| age >= SETTLED)
    }
}

#[cfg(unix)]
fn own_times(meta: &std::fs::Metadata, _modified: SystemTime) -> (SystemTime, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = Duration::from_secs(meta.ctime().max(0) as u64);
    let changed = SystemTime::UNIX_EPOCH + seconds + Duration::from_nanos(meta.ctime_nsec().max(0) as u64);
    (changed, meta.ino())
}

#[cfg(not(unix))]
fn own_times(_meta: &std::fs::Metadata, modified: SystemTime) -> (SystemTime, u64) {
    (modified, 0)
}

/// Where to look, in the order in which a folder's purpose wins: a content mount may lie in `data/`, and its files stay data then.
fn roots(config: &Config) -> Vec<(String, FileKind)> {
    let mut roots = vec![(FILE_NAME.to_string(), FileKind::Config)];
    roots.extend(FOLDERS.map(|(path, kind)| (path.to_string(), kind)));
    roots.push((config.fonts.clone(), FileKind::Font));
    let mut sources: Vec<&str> = config.mounts.iter().map(|m| m.source.as_str()).collect();
    sources.sort_unstable();
    let mut last: Option<&str> = None;
    for source in sources {
        // Sorted, a folder comes before what lies in it, though not always right before.
        if last.is_some_and(|outer| outer.is_empty() || source == outer || source.starts_with(&format!("{outer}/"))) {
            continue;
        }
        roots.push((source.to_string(), FileKind::Content));
        last = Some(source);
    }
    roots
}

/// The site's files and, where it has none, the theme's.
fn with_theme(mut list: Vec<File>) -> Files {
    let own = list.len();
    for file in embedded() {
        if list[..own].binary_search_by(|f| f.path.cmp(&file.path)).is_err() {
            list.push(file.clone());
        }
    }
    list.sort_by(|a, b| a.path.cmp(&b.path));
    Files { list }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::diag::Code;

    fn config(text: &str) -> Config {
        config::load("stoop.yaml", text, None, &|f| f == "content/en")
            .value
            .expect("the configuration is valid")
    }

    fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder can be made");
        for (path, text) in files {
            put(dir.path(), path, text);
        }
        dir
    }

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("it has a parent")).expect("folders can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    fn own(files: &Files) -> Vec<(&str, FileKind)> {
        let disk = files.list.iter().filter(|f| matches!(f.data, Data::Disk(_)));
        disk.map(|f| (&*f.path, f.kind)).collect()
    }

    #[test]
    fn lists_what_a_site_is_made_of() {
        let dir = site(&[
            ("stoop.yaml", ""),
            ("content/en/a.md", "a"),
            ("content/en/.hidden.md", ""),
            ("content/en/a.md~", ""),
            ("content/en/OWNERS", ""),
            ("content/en/sub/b.md", "b"),
            ("content/zh/not-mounted.md", ""),
            ("static/.well-known/security.txt", ""),
            ("static/.git/config", ""),
            ("static/.x.swp", ""),
            ("templates/base.html", "mine"),
            ("i18n/de.ftl", ""),
            ("data/x/y.yaml", ""),
            ("content/en/out/.stoop-manifest", ""),
            ("content/en/out/index.html", ""),
            ("content/en/skipped/x.md", ""),
            ("README.md", ""),
        ]);
        let mut scanner = Scanner::new(dir.path()).skip(&dir.path().join("content/en/skipped"));
        let scan = scanner.scan(&config("ignore_files: ['**/OWNERS']"));
        assert_eq!(scan.notes, []);
        assert_eq!(
            own(&scan.value),
            [
                ("content/en/a.md", FileKind::Content),
                ("content/en/sub/b.md", FileKind::Content),
                ("data/x/y.yaml", FileKind::Data),
                ("i18n/de.ftl", FileKind::Strings),
                ("static/.well-known/security.txt", FileKind::Static),
                ("stoop.yaml", FileKind::Config),
                ("templates/base.html", FileKind::Template),
            ]
        );
        let base = scan.value.get("templates/base.html").expect("it is there");
        assert_eq!(base.read().expect("it can be read"), b"mine");
        assert_eq!(base.hash, Hash::of_bytes(b"mine"));
        let theme = scan.value.get("static/favicon.svg").expect("the theme has one");
        assert!(matches!(theme.data, Data::Embedded(_)));
    }

    #[test]
    fn mounts_of_files_and_of_nested_folders() {
        let dir = site(&[
            ("README.md", "r"),
            ("docs/a.md", "a"),
            ("docs/zh/a.md", "a"),
            ("docs-x/b.md", ""),
        ]);
        let text = "mounts:\n- {source: README.md, target: r.md}\n- {source: docs/zh}\n- {source: docs}\n- {source: docs-x}\n";
        let scan = Scanner::new(dir.path()).scan(&config(text));
        let paths: Vec<&str> = own(&scan.value).iter().map(|f| f.0).collect();
        assert_eq!(paths, ["README.md", "docs-x/b.md", "docs/a.md", "docs/zh/a.md"]);
    }

    #[test]
    fn an_unchanged_file_is_not_read_again() {
        let dir = site(&[("content/en/a.md", "a")]);
        let config = config("");
        let mut scanner = Scanner::new(dir.path());
        let later = SystemTime::now() + Duration::from_secs(10);
        scanner.scan_at(&config, SystemTime::now());
        assert!(scanner.known.is_empty(), "what is two seconds young is not trusted");
        scanner.scan_at(&config, later);
        let forged = Hash(7);
        scanner.known.get_mut("content/en/a.md").expect("it is known by now").1 = forged;
        let scan = scanner.scan_at(&config, later);
        assert_eq!(scan.value.get("content/en/a.md").map(|f| f.hash), Some(forged));
        put(dir.path(), "content/en/a.md", "b");
        let scan = scanner.scan_at(&config, later);
        assert_eq!(scan.value.get("content/en/a.md").map(|f| f.hash), Some(Hash::of_bytes(b"b")));
        std::fs::remove_file(dir.path().join("content/en/a.md")).expect("it can be removed");
        assert!(scanner.scan_at(&config, later).value.get("content/en/a.md").is_none());
        assert!(scanner.known.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_site_only() {
        use std::os::unix::fs::symlink;
        let outside = site(&[("x.md", "")]);
        let dir = site(&[("content/en/a/a.md", ""), ("content/en/b/b.md", ""), ("shared/s.md", "s")]);
        let at = |path: &str| dir.path().join(path);
        symlink("../b", at("content/en/a/to-b")).expect("a link");
        symlink("../a", at("content/en/b/to-a")).expect("a link");
        symlink(at("shared"), at("content/en/shared")).expect("a link");
        symlink(outside.path(), at("content/en/outside")).expect("a link");
        symlink("nowhere", at("content/en/broken.md")).expect("a link");
        let scan = Scanner::new(dir.path()).scan(&config(""));
        let paths: Vec<&str> = own(&scan.value).iter().map(|f| f.0).collect();
        assert_eq!(
            paths,
            [
                "content/en/a/a.md",
                "content/en/a/to-b/b.md",
                "content/en/b/b.md",
                "content/en/b/to-a/a.md",
                "content/en/shared/s.md"
            ]
        );
        let notes: Vec<_> = scan
            .notes
            .iter()
            .map(|n| (n.severity.as_str(), n.place.as_ref().map_or("", |p| &p.file), n.code))
            .collect();
        assert_eq!(
            notes,
            [
                ("warning", "content/en/a/to-b/to-a", Code::SkippedFile),
                ("warning", "content/en/b/to-a/to-b", Code::SkippedFile),
                ("warning", "content/en/broken.md", Code::SkippedFile),
                ("warning", "content/en/outside", Code::SkippedFile),
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_mount_of_one_file_stays_in_the_site() {
        use std::os::unix::fs::symlink;
        let outside = site(&[("x.md", "")]);
        let dir = site(&[("in.md", "")]);
        symlink(outside.path().join("x.md"), dir.path().join("out.md")).expect("a link");
        symlink("in.md", dir.path().join("to-in.md")).expect("a link");
        let scan = Scanner::new(dir.path()).scan(&config("mounts: [{source: out.md}, {source: to-in.md}]"));
        let paths: Vec<&str> = own(&scan.value).iter().map(|f| f.0).collect();
        assert_eq!(paths, ["to-in.md"]);
        assert_eq!(scan.notes.len(), 1);
        assert_eq!(scan.notes[0].message, "the file is a link out of the site");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf8_are_passed_over() {
        use std::os::unix::ffi::OsStrExt;
        let dir = site(&[("content/en/a.md", "")]);
        let name = std::ffi::OsStr::from_bytes(b"b\xff.md");
        std::fs::write(dir.path().join("content/en").join(name), "").expect("Linux takes any name");
        let scan = Scanner::new(dir.path()).scan(&config(""));
        assert_eq!(own(&scan.value).len(), 1);
        assert_eq!(
            scan.notes[0].message,
            "the name `b\u{fffd}.md` is not UTF-8, so the file is passed over"
        );
    }

    #[test]
    fn a_site_that_is_not_there_has_the_theme_only() {
        let dir = site(&[]);
        let scan = Scanner::new(&dir.path().join("none")).scan(&config(""));
        assert_eq!(scan.notes, []);
        assert_eq!(scan.value.list.len(), embedded().len());
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let dir = site(&[]);
        let note = Scanner::new(dir.path())
            .hash("content/en/gone.md", &dir.path().join("gone.md"), SystemTime::now())
            .expect_err("it is not there");
        assert_eq!((note.code, note.severity.as_str()), (Code::UnreadableFile, "error"));
    }
}
