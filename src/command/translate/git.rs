//! Old texts of files, from the version history where there is one: `git` is asked, and nothing is lost without it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A history, and the process that reads from it: one for all files, since there may be thousands.
pub struct Git {
    root: PathBuf,
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Git {
    /// The history that a folder is in; `None` without one, or without `git`.
    pub fn open(root: &Path) -> Option<Git> {
        let inside = run(root, &["rev-parse", "--is-inside-work-tree"])?;
        if inside.trim() != "true" {
            return None;
        }
        let mut child = Command::new("git")
            .current_dir(root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (ask, answer) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        Some(Git {
            root: root.to_path_buf(),
            child,
            ask,
            answer,
        })
    }

    /// A file, from the site's root, as it was in a commit; under the name that it had then.
    pub fn file(&mut self, commit: &str, file: &str) -> Option<Vec<u8>> {
        if commit.is_empty() || !commit.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        if let Some(bytes) = self.object(&format!("{commit}:./{file}")) {
            return Some(bytes);
        }
        let (_, old) = self.renames(&format!("{commit}..HEAD"), file).pop()?;
        self.object(&format!("{commit}:./{old}"))
    }

    /// Every version of a file, newest first: the commit, and the file's name in it.
    pub fn versions(&self, file: &str) -> Vec<(String, String)> {
        let mut name = file.to_string();
        let mut all = Vec::new();
        for (commit, before) in self.history("HEAD", file) {
            all.push((commit, name.clone()));
            name = before.unwrap_or(name);
        }
        all
    }

    /// Earlier names of a file in a range, newest first, each with the commit that changed it.
    fn renames(&self, range: &str, file: &str) -> Vec<(String, String)> {
        let history = self.history(range, file).into_iter();
        history.filter_map(|(commit, before)| Some((commit, before?))).collect()
    }

    /// The commits that changed a file, newest first, each with the name that the file had before it, if that was another.
    fn history(&self, range: &str, file: &str) -> Vec<(String, Option<String>)> {
        let args = [
            "log",
            "--follow",
            "--relative",
            "--name-status",
            "--format=commit %H",
            "-z",
            range,
            "--",
            file,
        ];
        let text = run(&self.root, &args).unwrap_or_default();
        let mut found: Vec<(String, Option<String>)> = Vec::new();
        let mut parts = text.split(['\0', '\n']).filter(|p| !p.is_empty());
        while let Some(part) = parts.next() {
            if let Some(commit) = part.strip_prefix("commit ") {
                found.push((commit.to_string(), None));
            } else if part.starts_with(['R', 'C'])
                && let Some((_, before)) = found.last_mut()
            {
                *before = parts.next().map(str::to_string);
                parts.next();
            } else {
                // The name of a file that kept it.
                parts.next();
            }
        }
        found
    }

    fn object(&mut self, name: &str) -> Option<Vec<u8>> {
        writeln!(self.ask, "{name}").and_then(|()| self.ask.flush()).ok()?;
        let mut header = String::new();
        self.answer.read_line(&mut header).ok()?;
        // `<id> blob <size>`, or `<name> missing`.
        let mut parts = header.split_whitespace().rev();
        let size: usize = parts.next()?.parse().ok()?;
        let is_blob = parts.next() == Some("blob");
        let mut bytes = vec![0; size + 1];
        self.answer.read_exact(&mut bytes).ok()?;
        bytes.pop();
        is_blob.then_some(bytes)
    }
}

impl Drop for Git {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(root: &Path, args: &[&str]) -> Option<String> {
    let out = Command::new("git")
        .current_dir(root)
        .args(["-c", "core.quotePath=false"])
        .args(args)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    out.status
        .success()
        .then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}
