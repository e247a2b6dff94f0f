//! The file that a translator works in: every string of the sheet in the sheet's order, its source words above it, and all that was
//! written there before.

use std::collections::{BTreeMap, BTreeSet};

use super::cut::{Chunk, Cut, cut, indent_of};
use super::overlay::{self, TOP, Word};
use super::{Sheet, of, pin, words_of};
use crate::diag::{Code, Diagnostic, Source};
use crate::yaml::{Node, Value, parse_yaml};

/// What stands above a string whose source words have changed.
const STALE: &str = "# stale: these words have changed since they were translated";
/// What stands above a string that the sheet has dropped.
const ORPHAN: &str = "# orphan: the sheet no longer has these words";

/// How often a text may be rewritten until it stays as it is.
const ROUNDS: usize = 4;

/// A translation's file, brought up to date.
#[derive(Debug, Default)]
pub struct Skeleton {
    pub text: String,
    /// Strings without a translation.
    pub missing: usize,
    pub stale: usize,
    /// Strings that the sheet no longer has.
    pub orphan: usize,
    /// Translations that went along with their words to another path: from, to.
    pub moved: Vec<(String, String)>,
}

/// Bring the text of a translation (empty for a new one) up to date with its sheet, whose words are in `lang`. What a translator wrote
/// stays as it is, byte for byte; strings are put in the sheet's order, and what the sheet no longer has goes to the end. Doing it
/// twice changes nothing more.
///
/// # Errors
/// The text is no YAML, or is laid out so that its strings cannot be told apart line by line. Nothing of it is lost then.
pub fn strings(sheet: &Sheet, lang: &str, file: &str, old: &str) -> Result<Skeleton, Diagnostic> {
    let (mark, text) = match old.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", old),
    };
    let words = words_of(sheet);
    let (mut text, moved) = follow(text, &words, file)?;
    // A comment of ours that had gone astray finds its string in the second round.
    for _ in 0..ROUNDS {
        let made = once(sheet, &words, lang, file, &text)?;
        if made.text == text {
            let text = format!("{mark}{text}");
            return Ok(Skeleton { text, moved, ..made });
        }
        text = made.text;
    }
    Err(cannot("it does not come to rest", &Source::new(file, &text), 0))
}

/// The same, and the translations of the wanted paths are right for the words as they are now.
///
/// # Errors
/// As for [`strings`].
pub fn accept(sheet: &Sheet, lang: &str, file: &str, old: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Skeleton, Diagnostic> {
    // A translation that has gone along with its words has another path from then on.
    let made = strings(sheet, lang, file, old)?;
    let again = strings(sheet, lang, file, &pin(&made.text, sheet, wanted))?;
    Ok(Skeleton {
        moved: made.moved,
        ..again
    })
}

fn once(sheet: &Sheet, words: &[(String, String, String)], lang: &str, file: &str, text: &str) -> Result<Skeleton, Diagnostic> {
    let before = entries(text, file)?;
    let waits = |w: &Word| if w.same { w.of.is_none() } else { w.translation().is_none() };
    let is_open = |path: &str| before.iter().any(|(p, w)| p == path && waits(w));
    let text = pin(text, sheet, &is_open);
    let mut work = Work {
        words: words
            .iter()
            .map(|(path, words, of)| (path.as_str(), (words.as_str(), of.as_str())))
            .collect(),
        order: words.iter().map(|(path, ..)| path.as_str()).collect(),
        lang,
        end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        made: Skeleton::default(),
    };
    let new = work.file(&text, file)?;
    let after = entries(&new, file).unwrap_or_default();
    let kept = |(path, word): &(String, Word)| after.iter().any(|(p, w)| p == path && w.t == word.t && w.same == word.same);
    if !before.iter().all(kept) {
        return Err(cannot(
            "its strings cannot be put in order without loss",
            &Source::new(file, &text),
            0,
        ));
    }
    Ok(Skeleton { text: new, ..work.made })
}

fn cannot(what: &str, source: &Source, at: usize) -> Diagnostic {
    Diagnostic::error(Code::OverlayLayout, format!("the translation was left as it is: {what}"))
        .at(source.place(at..at + 1))
        .help("write each string on a line of its own below `strings:`, without anchors: `  run.title: { t: ..., of: ... }`")
}

/// Every string of a translation, in the order of the text.
fn entries(text: &str, file: &str) -> Result<Vec<(String, Word)>, Diagnostic> {
    let mut root = parse_yaml(text, 0, &Source::new(file, text))?;
    overlay::keep_hashes(&mut root, text);
    Ok(overlay::words(&root)
        .into_iter()
        .map(|(path, _, value)| (path, overlay::word(value)))
        .collect())
}

/// A translation whose path is gone goes along to a path that has its very words and no string yet: an id was renamed, or a block moved.
fn follow(text: &str, words: &[(String, String, String)], file: &str) -> Result<(String, Vec<(String, String)>), Diagnostic> {
    let mut root = parse_yaml(text, 0, &Source::new(file, text))?;
    overlay::keep_hashes(&mut root, text);
    let entries = root.get("strings").map(Node::entries).unwrap_or_default();
    let known: BTreeSet<&str> = words.iter().map(|(path, ..)| path.as_str()).collect();
    let has: BTreeSet<&str> = entries.iter().map(|(key, _)| key.text.as_str()).collect();
    let mut open: Vec<&(String, String, String)> = words.iter().filter(|(path, ..)| !has.contains(path.as_str())).collect();
    let mut out = text.to_string();
    let mut moved = Vec::new();
    let last = |path: &str| path.rsplit('.').next().map(str::to_string);
    let mut renames = Vec::new();
    for (key, value) in entries.iter().filter(|(key, _)| !known.contains(key.text.as_str())) {
        let word = overlay::word(value);
        let fits = |(path, _, of): &&(String, String, String)| {
            path.contains('.')
                && word.of.as_deref() == Some(of)
                && last(path) == last(&key.text)
                && (word.same || word.translation().is_some())
        };
        // A key that is written in any other way than plainly is not touched.
        if text.get(key.at.clone()) == Some(&key.text)
            && let Some(at) = open.iter().position(fits)
        {
            let (path, ..) = open.remove(at);
            renames.push((key.at.clone(), path));
            moved.push((key.text.clone(), path.clone()));
        }
    }
    for (at, path) in renames.into_iter().rev() {
        out.replace_range(at, path);
    }
    Ok((out, moved))
}

struct Work<'a> {
    /// The words of each path, and their hash.
    words: BTreeMap<&'a str, (&'a str, &'a str)>,
    order: Vec<&'a str>,
    /// The code of the language of the words.
    lang: &'a str,
    /// How lines end.
    end: &'static str,
    made: Skeleton,
}

impl Work<'_> {
    fn file(&mut self, text: &str, file: &str) -> Result<String, Diagnostic> {
        let source = Source::new(file, text);
        let root = parse_yaml(text, 0, &source)?;
        let strings = root.get("strings");
        for node in std::iter::once(&root).chain(strings) {
            let is_flow = text.get(node.at.start..).is_some_and(|t| t.starts_with('{'));
            match &node.value {
                Value::Null => {}
                Value::Map(entries) if entries.is_empty() || !is_flow => {}
                _ => return Err(cannot("it is no list of strings below one another", &source, node.at.start)),
            }
        }
        let mixed = || cannot("its keys do not stand below one another", &source, root.at.start);
        let mut top = cut(text, root.entries()).ok_or_else(mixed)?;
        for (i, path) in TOP.iter().enumerate() {
            if self.words.contains_key(path) && !top.chunks.iter().any(|c| c.key == *path) {
                let before = |c: &Chunk| TOP[..i].contains(&c.key.as_str());
                let at = top.chunks.iter().rposition(before).map_or(0, |at| at + 1);
                top.chunks.insert(at, self.new_chunk(path, "", false));
            }
        }
        if !top.chunks.iter().any(|c| c.key == "strings") {
            top.chunks
                .push(Chunk::new("strings", Vec::new(), format!("strings:{}", self.end)));
        }
        let last = top.chunks.iter().rposition(|c| c.key == "strings");
        for (i, chunk) in top.chunks.iter_mut().enumerate() {
            let entry = root.entries().iter().rev().find(|(key, _)| key.text == chunk.key);
            if TOP.contains(&chunk.key.as_str()) {
                self.mark(chunk, entry.map(|(_, value)| overlay::word(value)), "");
            } else if Some(i) == last {
                chunk.body = vec![self.strings(chunk, strings).ok_or_else(mixed)?];
            }
        }
        Ok(top.write(self.end))
    }

    /// The text of `strings:` and all below it.
    fn strings(&mut self, all: &Chunk, node: Option<&Node>) -> Option<String> {
        let entries = node.map(Node::entries).unwrap_or_default();
        let mut old = match entries.is_empty() {
            true => Cut {
                head: all
                    .body
                    .iter()
                    .map(|l| l.replacen("{}", "", 1).trim_end().to_string() + self.end)
                    .collect(),
                ..Cut::default()
            },
            false => {
                let mut inside = entries.to_vec();
                for (key, _) in &mut inside {
                    key.at = key.at.start.saturating_sub(all.at)..key.at.end.saturating_sub(all.at);
                }
                cut(&all.body.concat(), &inside)?
            }
        };
        let indent = old
            .chunks
            .first()
            .and_then(|c| c.body.first())
            .map_or(2, |line| indent_of(line));
        let indent = " ".repeat(indent.max(1));
        let word = |path: &str| {
            entries
                .iter()
                .rev()
                .find(|(key, _)| key.text == path)
                .map(|(_, value)| overlay::word(value))
        };
        let mut chunks = Vec::new();
        for path in self.order.clone().into_iter().filter(|p| !TOP.contains(p)) {
            let (own, rest): (Vec<Chunk>, Vec<Chunk>) = old.chunks.into_iter().partition(|c| c.key == path);
            old.chunks = rest;
            let own = match own.is_empty() {
                true => vec![self.new_chunk(path, &indent, !chunks.is_empty())],
                false => own,
            };
            for mut chunk in own {
                self.mark(&mut chunk, word(path), &indent);
                chunks.push(chunk);
            }
        }
        for mut chunk in old.chunks {
            let word = word(&chunk.key);
            self.mark(&mut chunk, word, &indent);
            chunks.push(chunk);
        }
        old.chunks = chunks;
        Some(old.write(self.end))
    }

    /// A string that waits for its translation.
    fn new_chunk(&self, path: &str, indent: &str, follows: bool) -> Chunk {
        let hash = self.words.get(path).map_or("", |(_, of)| of);
        let lead = match path.split_once('.') {
            // A group begins after an empty line.
            Some((_, "title")) if follows => vec![self.end.to_string()],
            _ => Vec::new(),
        };
        Chunk::new(
            path,
            lead,
            format!("{indent}{path}: {{ t: \"\", of: \"{hash}\" }}{}", self.end),
        )
    }

    /// Write the source words, and what is wrong with the translation, above a string.
    fn mark(&mut self, chunk: &mut Chunk, word: Option<Word>, indent: &str) {
        let prefix = format!("# {}:", self.lang);
        let is_words = |line: &String| line.trim_start().starts_with(&prefix);
        let old: Vec<String> = chunk
            .lead
            .iter()
            .filter(|l| is_words(l))
            .map(|l| l.trim()[prefix.len()..].trim().into())
            .collect();
        let old_stale = chunk
            .lead
            .iter()
            .find(|l| l.trim_start().starts_with(STALE))
            .map(|l| l.trim().to_string());
        chunk
            .lead
            .retain(|l| !is_words(l) && !l.trim_start().starts_with(STALE) && l.trim() != ORPHAN);
        let mut marks: Vec<String> = Vec::new();
        let word = word.unwrap_or_default();
        match self.words.get(chunk.key.as_str()) {
            None => {
                self.made.orphan += 1;
                marks.push(ORPHAN.into());
            }
            Some((words, hash)) => {
                let lines = words
                    .trim()
                    .lines()
                    .map(|l| format!("{prefix} {}", printable(l)).trim_end().to_string());
                marks.extend(lines);
                if !word.same && word.translation().is_none() {
                    self.made.missing += 1;
                } else if !word.is_for(hash) {
                    self.made.stale += 1;
                    let was = old.join("\n");
                    let known = word.of.as_deref() == Some(of(&was).as_str()) && !was.contains('\n');
                    let fresh = if known {
                        format!("{STALE}; they were: {was}")
                    } else {
                        STALE.to_string()
                    };
                    marks.push(old_stale.filter(|s| s.len() > STALE.len()).unwrap_or(fresh));
                }
            }
        }
        chunk
            .lead
            .extend(marks.into_iter().map(|m| format!("{indent}{m}{}", self.end)));
    }
}

/// A line of words as a comment can hold it.
fn printable(line: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    line.replace(breaks, " ").trim_end().to_string()
}
