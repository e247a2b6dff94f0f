//! Waiting for a change on disk. An event only wakes us: what changed is for the next scan to find out.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::diag::{Code, Diagnostic};

/// An editor writes a file in several steps; this much quiet means that it is done.
const QUIET: Duration = Duration::from_millis(15);

/// When quiet does not come, such as during a checkout, a rescan starts all the same.
const PATIENCE: Duration = Duration::from_millis(100);

/// Folders of the root whose changes are nobody's business.
const NOT_OURS: [&str; 3] = [".git", ".stoop", "target"];

/// Why [`Watcher::wait`] came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Something may have changed.
    Changed,
    /// [`Waker::stop`] was called.
    Stopped,
}

/// Stops a [`Watcher`] from another thread.
#[derive(Clone, Debug)]
pub struct Waker(Sender<Message>);

impl Waker {
    /// Make the watcher's `wait` return [`Wake::Stopped`].
    pub fn stop(&self) {
        // A watcher that is gone has stopped already.
        let _ = self.0.send(Message::Stop);
    }
}

enum Message {
    Event,
    Stop,
}

/// Watches a site's root and the folders of it that hold its files.
#[derive(Debug)]
pub struct Watcher {
    root: PathBuf,
    paths: Vec<PathBuf>,
    inner: RecommendedWatcher,
    messages: Receiver<Message>,
    waker: Waker,
    watched: HashMap<PathBuf, Watch>,
    problem: Option<Diagnostic>,
}

/// How a folder is watched, and which folder it was: one that was removed and made again needs a new watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Watch {
    deep: bool,
    inode: u64,
}

impl Watcher {
    /// Watch `paths`, files or folders of the site, whole; those that are not there yet as soon as they appear. Of the root itself only
    /// its direct entries are watched. What happens below the folders of `ignore`, such as the output, wakes nobody.
    ///
    /// # Errors
    /// When the system does not let us watch, such as for want of handles.
    pub fn new(root: &Path, paths: &[PathBuf], ignore: &[PathBuf]) -> Result<Watcher, Diagnostic> {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let root = real(root);
        let mut ignore: Vec<PathBuf> = ignore.iter().flat_map(|p| [root.join(p), real(&root.join(p))]).collect();
        ignore.extend(NOT_OURS.map(|name| root.join(name)));
        let (sender, messages) = mpsc::channel();
        let events = sender.clone();
        let on_event = move |event: notify::Result<notify::Event>| {
            // An error may be a lost event, so it wakes us too.
            if event.map_or(true, |event| matters(&event, &ignore)) {
                let _ = events.send(Message::Event);
            }
        };
        let inner = notify::recommended_watcher(on_event).map_err(|e| cannot_watch(&root, &e))?;
        let mut watcher = Watcher {
            root,
            paths: Vec::new(),
            inner,
            messages,
            waker: Waker(sender),
            watched: HashMap::new(),
            problem: None,
        };
        watcher.set_paths(paths);
        match watcher.problem.take() {
            Some(problem) => Err(problem),
            None => Ok(watcher),
        }
    }

    /// Watch other paths from now on, such as after a change of the configuration's mounts.
    pub fn set_paths(&mut self, paths: &[PathBuf]) {
        self.paths = paths.iter().map(|p| self.root.join(p)).collect();
        let before = self.watched.clone();
        self.renew();
        if !before.is_empty() && before != self.watched {
            // What changed while watches were exchanged is known to none of them: the next scan has to look.
            let _ = self.waker.0.send(Message::Event);
        }
    }

    /// A handle that stops `wait` from another thread.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Why the last renewal of the watches failed in part, if it did.
    pub fn problem(&self) -> Option<&Diagnostic> {
        self.problem.as_ref()
    }

    /// Block until something may have changed and then was quiet for a moment.
    pub fn wait(&mut self) -> Wake {
        if !matches!(self.messages.recv(), Ok(Message::Event)) {
            return Wake::Stopped;
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(QUIET.min(left)) {
                Ok(Message::Event) => {}
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return Wake::Stopped,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        // Before the caller's rescan: what appears in a new folder is then seen by the one or by the other.
        self.renew();
        Wake::Changed
    }

    /// Watch what should be watched now, and no longer what should not.
    fn renew(&mut self) {
        self.problem = None;
        let wanted = self.wanted();
        let stale: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(path, watch)| wanted.get(*path) != Some(watch))
            .map(|(path, _)| path.clone())
            .collect();
        for path in stale {
            // Fails where the folder is gone, and its watch with it.
            let _ = self.inner.unwatch(&path);
            self.watched.remove(&path);
        }
        for (path, watch) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            let mode = if watch.deep {
                RecursiveMode::Recursive
            } else {
                RecursiveMode::NonRecursive
            };
            match self.inner.watch(&path, mode) {
                Ok(()) => {
                    self.watched.insert(path, watch);
                }
                // A folder that went away meanwhile is not a problem.
                Err(error) if path.exists() => self.problem = Some(cannot_watch(&path, &error)),
                Err(_) => {}
            }
        }
    }

    /// Each folder that is there, whole; for each file, and for what is not there, the nearest folder above it.
    fn wanted(&self) -> HashMap<PathBuf, Watch> {
        let mut wanted = HashMap::new();
        wanted.insert(self.root.clone(), false);
        for path in &self.paths {
            if *path != self.root && path.is_dir() {
                wanted.insert(path.clone(), true);
            } else if let Some(above) = path
                .ancestors()
                .skip(1)
                .find(|p| p.is_dir())
                .filter(|p| p.starts_with(&self.root))
            {
                wanted.entry(above.to_path_buf()).or_insert(false);
            }
        }
        // Two watches of one folder would undo each other.
        let deep: Vec<PathBuf> = wanted.iter().filter(|(_, deep)| **deep).map(|(p, _)| p.clone()).collect();
        wanted.retain(|path, _| !deep.iter().any(|outer| path != outer && path.starts_with(outer)));
        let watch = |(path, deep): (PathBuf, bool)| {
            let inode = inode(&path);
            (path, Watch { deep, inode })
        };
        wanted.into_iter().map(watch).collect()
    }
}

/// Whether an event can mean that a file of the site is not what it was. Our own reading makes events too.
fn matters(event: &notify::Event, ignore: &[PathBuf]) -> bool {
    let read_only = match event.kind {
        EventKind::Access(kind) => kind != AccessKind::Close(AccessMode::Write),
        _ => false,
    };
    let ignored = !event.paths.is_empty()
        && event
            .paths
            .iter()
            .all(|path| ignore.iter().any(|folder| path.starts_with(folder)));
    event.need_rescan() || !(read_only || ignored)
}

fn cannot_watch(path: &Path, error: &notify::Error) -> Diagnostic {
    let note = Diagnostic::error(
        Code::UnreadableFile,
        format!("`{}` cannot be watched: {error}", path.display()),
    );
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => note.help("raise the limit: sudo sysctl fs.inotify.max_user_watches=524288"),
        _ => note,
    }
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map_or(0, |meta| meta.ino())
}

#[cfg(not(unix))]
fn inode(_path: &Path) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::Receiver;

    struct Watched {
        dir: tempfile::TempDir,
        wakes: Receiver<Wake>,
        waker: Waker,
    }

    /// A watched site with `content/`, and a thread that tells of each wake.
    fn watched() -> Watched {
        let dir = tempfile::tempdir().expect("a folder can be made");
        fs::create_dir_all(dir.path().join("content/sub")).expect("folders can be made");
        fs::create_dir_all(dir.path().join("public")).expect("folders can be made");
        let paths = ["content", "static", "mounted/deep/docs"].map(PathBuf::from);
        let mut watcher = Watcher::new(dir.path(), &paths, &[PathBuf::from("public")]).expect("it can be watched");
        let waker = watcher.waker();
        let (sender, wakes) = mpsc::channel();
        std::thread::spawn(move || {
            loop {
                let wake = watcher.wait();
                if sender.send(wake).is_err() || wake == Wake::Stopped {
                    return;
                }
            }
        });
        Watched { dir, wakes, waker }
    }

    impl Watched {
        fn put(&self, path: &str) {
            let path = self.dir.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("folders can be made");
            fs::write(path, "x").expect("it can be written");
        }

        fn wakes(&self) -> bool {
            let woken = self.wakes.recv_timeout(Duration::from_secs(5)).is_ok();
            self.settle();
            woken
        }

        /// Swallow what follows, until all is quiet.
        fn settle(&self) -> usize {
            let mut more = 0;
            while self.wakes.recv_timeout(Duration::from_millis(300)).is_ok() {
                more += 1;
            }
            more
        }
    }

    #[test]
    fn wakes_on_every_kind_of_change() {
        let site = watched();
        let at = |path: &str| site.dir.path().join(path);
        site.put("content/sub/a.md");
        assert!(site.wakes(), "a new file");
        fs::rename(at("content/sub/a.md"), at("content/b.md")).expect("it can be renamed");
        assert!(site.wakes(), "a rename");
        fs::remove_file(at("content/b.md")).expect("it can be removed");
        assert!(site.wakes(), "a removal");
        site.put("stoop.yaml");
        assert!(site.wakes(), "the configuration");
    }

    #[test]
    fn reading_and_the_output_wake_nobody() {
        let site = watched();
        site.put("content/a.md");
        assert!(site.wakes());
        fs::read(site.dir.path().join("content/a.md")).expect("it can be read");
        site.put("public/index.html");
        site.put("public/deep/index.html");
        assert_eq!(site.settle(), 0);
        site.put("target/x");
        site.settle();
        site.put("target/y");
        assert_eq!(site.settle(), 0);
    }

    #[test]
    fn folders_that_appear_or_come_back_are_watched() {
        let site = watched();
        for folder in ["static", "mounted/deep/docs", "content"] {
            site.put(&format!("{folder}/a"));
            assert!(site.wakes(), "{folder} appears");
            site.put(&format!("{folder}/b"));
            assert!(site.wakes(), "a file in {folder}");
            fs::remove_dir_all(site.dir.path().join(folder)).expect("it can be removed");
            assert!(site.wakes(), "{folder} goes");
            site.put(&format!("{folder}/c"));
            assert!(site.wakes(), "{folder} comes back");
            site.put(&format!("{folder}/d"));
            assert!(site.wakes(), "a file in the new {folder}");
        }
    }

    #[test]
    fn many_changes_are_one_wake_and_stop_stops() {
        let site = watched();
        for i in 0..20 {
            site.put(&format!("content/sub/{i}.md"));
        }
        assert!(site.wakes.recv_timeout(Duration::from_secs(5)).is_ok());
        assert!(site.settle() <= 2);
        site.waker.stop();
        assert_eq!(site.wakes.recv_timeout(Duration::from_secs(5)), Ok(Wake::Stopped));
    }
}
