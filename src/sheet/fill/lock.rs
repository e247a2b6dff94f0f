//! The lock file beside a sheet: what its blocks showed of their sources when somebody last looked, so that a change is told.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Sources, Work, at_key, load};
use crate::diag::{Code, Diagnostic, Source};
use crate::sheet::{Block, Sheet, of};
use crate::yaml::{parse_yaml, read};

/// A lock file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LockFile {
    /// The SHA-256 of each file, by its name in the sheet.
    #[serde(default)]
    sources: BTreeMap<String, String>,
    /// What each block showed, by its id path.
    #[serde(default)]
    blocks: BTreeMap<String, LockedBlock>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LockedBlock {
    /// The start of the hash of the lines.
    of: String,
    lines: Vec<String>,
}

/// One block that shows something else than it did.
#[derive(Debug, PartialEq, Eq)]
pub struct Locked {
    /// `group.block`.
    pub path: String,
    /// Where the sheet names the source; `None` when the block is gone.
    pub at: Option<Range<usize>>,
    /// Each line with ` `, `-` or `+` before it.
    pub lines: Vec<String>,
}

/// The name of a sheet's lock file: `falco.sheet.lock.yaml` for `content/en/falco.sheet.yaml`.
pub fn lock_name(sheet: &str) -> String {
    let name = sheet.rsplit('/').next().unwrap_or(sheet);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.lock.yaml")
}

/// The same with the sheet's folder.
pub fn lock_file(sheet: &str) -> String {
    match sheet.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{}", lock_name(sheet)),
        None => lock_name(sheet),
    }
}

/// The blocks that show something of a source, by path.
fn shown(sheet: &Sheet) -> impl Iterator<Item = (String, &Block, &[String])> {
    sheet.groups.iter().flat_map(|group| {
        group.blocks.iter().filter_map(|block| {
            let upstream = block.upstream.as_ref()?;
            Some((format!("{}.{}", group.id, block.id), block, upstream.lines.as_slice()))
        })
    })
}

/// Warn of every block that shows something else than the lock file says.
pub(super) fn compare(work: &mut Work, filled: &Sheet) {
    let Some(Ok(file)) = work.sources.files.get(&lock_name(&filled.file)).cloned() else {
        return;
    };
    let source = Source::new(file.path.clone(), &file.text);
    let lock = match parse_yaml(&file.text, 0, &source) {
        Ok(node) => read::<LockFile>(&node, &source),
        Err(note) => return work.notes.push(note),
    };
    work.notes.extend(lock.notes);
    let Some(lock) = lock.value else { return };
    let is_same = |(name, sha): (&String, &String)| {
        let file = work.sources.files.get(name).and_then(|f| f.as_ref().ok());
        file.is_some_and(|file| load::sha256(file.text.as_bytes()) == *sha)
    };
    let changed = match lock.sources.iter().all(is_same) {
        true => "the block shows other parts of its source than when it was locked",
        false => "what the source has here has changed since it was locked",
    };
    for (path, block, lines) in shown(filled) {
        let at = place(block);
        match lock.blocks.get(&path) {
            Some(locked) if locked.of == hash(lines) => {}
            Some(locked) => {
                let note = Diagnostic::warning(Code::SourceChanged, changed);
                work.note(&at, note.help(first_difference(&locked.lines, lines)));
            }
            None => {
                let note = Diagnostic::warning(Code::SourceChanged, "what the source has here is not locked yet");
                work.note(&at, note.help("`stoop sheet update` locks it"));
            }
        }
    }
}

fn place(block: &Block) -> Range<usize> {
    let key = if block.common.from.is_some() { "from" } else { "file" };
    at_key(&block.node, key)
}

fn hash(lines: &[String]) -> String {
    of(&lines.join("\n"))
}

fn first_difference(old: &[String], new: &[String]) -> String {
    let at = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let line = |lines: &[String]| match lines.get(at) {
        Some(line) => format!("`{}`", line.chars().take(100).collect::<String>()),
        None => "nothing".to_string(),
    };
    format!(
        "line {} was {}, and is {}; `stoop sheet update` takes it over",
        at + 1,
        line(old),
        line(new)
    )
}

/// The lock file of a sheet that was filled from these sources; `None` when it shows nothing of any.
pub fn lock_text(filled: &Sheet, sources: &Sources) -> Option<String> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let lock = lock_name(&filled.file);
    let mut text = String::from("# Written by `stoop sheet update`: what the sheet shows of its sources.\nsources:\n");
    for (name, file) in sources.files.iter().filter(|(name, _)| **name != lock) {
        if let Ok(file) = file {
            text += &format!("  {}: {}\n", quoted(name), quoted(&load::sha256(file.text.as_bytes())));
        }
    }
    text += "blocks:\n";
    let mut any = false;
    for (path, _, lines) in shown(filled) {
        any = true;
        text += &format!("  {}:\n    of: {}\n    lines:", quoted(&path), quoted(&hash(lines)));
        text += if lines.is_empty() { " []\n" } else { "\n" };
        lines.iter().for_each(|line| text += &format!("    - {}\n", quoted(line)));
    }
    any.then_some(text)
}

/// What became of each block between a lock file (empty when there was none) and now.
pub fn lock_changes(old: &str, filled: &Sheet) -> Vec<Locked> {
    let source = Source::new("", old);
    let lock = parse_yaml(old, 0, &source)
        .ok()
        .and_then(|node| read::<LockFile>(&node, &source).value);
    let mut before: BTreeMap<String, Vec<String>> = lock
        .unwrap_or_default()
        .blocks
        .into_iter()
        .map(|(path, block)| (path, block.lines))
        .collect();
    let mut changes: Vec<Locked> = Vec::new();
    for (path, block, lines) in shown(filled) {
        let old = before.remove(&path);
        if old.as_deref() != Some(lines) {
            changes.push(Locked {
                lines: differences(&old.unwrap_or_default(), lines),
                at: Some(place(block)),
                path,
            });
        }
    }
    changes.extend(before.into_iter().map(|(path, lines)| Locked {
        path,
        at: None,
        lines: differences(&lines, &[]),
    }));
    changes
}

/// Longer texts than this (lines times lines) are told as wholly new.
const MOST: usize = 4_000_000;

/// Two texts line by line: what is only in the old one with `-`, only in the new one with `+`.
fn differences(old: &[String], new: &[String]) -> Vec<String> {
    let (rows, columns) = (old.len() + 1, new.len() + 1);
    // The length of the longest common part of what follows each pair of lines.
    let mut common = vec![0u32; if rows * columns <= MOST { rows * columns } else { 0 }];
    if !common.is_empty() {
        for (i, j) in (0..old.len()).rev().flat_map(|i| (0..new.len()).rev().map(move |j| (i, j))) {
            common[i * columns + j] = match old[i] == new[j] {
                true => common[(i + 1) * columns + j + 1] + 1,
                false => common[(i + 1) * columns + j].max(common[i * columns + j + 1]),
            };
        }
    }
    let after = |i: usize, j: usize| common.get(i * columns + j).copied().unwrap_or(0);
    let mut lines = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] && !common.is_empty() {
            lines.push(format!(" {}", old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && after(i + 1, j) >= after(i, j + 1)) {
            lines.push(format!("-{}", old[i]));
            i += 1;
        } else {
            lines.push(format!("+{}", new[j]));
            j += 1;
        }
    }
    lines
}
