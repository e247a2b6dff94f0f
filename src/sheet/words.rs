//! The words of a sheet by id path, the hashes that tie translations to them, and the pinning of a translation.

use super::file::Content;
use super::{Block, Sheet, overlay};
use crate::diag::Source;
use crate::hash::Hash;
use crate::yaml::{Node, parse_yaml};

/// What `of` holds for some words: eight hexadecimal digits of the hash of the words without white space around them.
pub fn of(words: &str) -> String {
    Hash::of_bytes(words.trim().as_bytes()).short()
}

/// Every string of a sheet that is translated, drafts included: its id path, the words, their `of`.
pub fn words_of(sheet: &Sheet) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut add = |path: String, text: Option<&str>| {
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            found.push((path, text.to_string(), of(text)));
        }
    };
    add("title".into(), Some(&sheet.title));
    add("linkTitle".into(), sheet.link_title.as_deref());
    add("description".into(), sheet.description.as_deref());
    for entry in &sheet.legend {
        add(format!("legend.{}", entry.id), Some(&entry.text));
    }
    for group in &sheet.groups {
        add(format!("{}.title", group.id), Some(&group.title));
        add(format!("{}.intro", group.id), group.intro.as_deref());
        for block in &group.blocks {
            let path = format!("{}.{}", group.id, block.id);
            for (key, text) in block_words(block) {
                add(format!("{path}.{key}"), text);
            }
            for row in &block.rows {
                for cell in row.cells.iter().filter(|c| c.words) {
                    add(format!("{path}.{}.{}", row.id, cell.key), Some(&cell.text));
                }
            }
        }
    }
    found
}

/// The words of a block itself, by the last part of their path.
fn block_words(block: &Block) -> Vec<(String, Option<&str>)> {
    let mut words = vec![
        ("title".to_string(), block.common.title.as_deref()),
        ("note".to_string(), block.common.note.as_deref()),
    ];
    match &block.content {
        Content::Rule { .. } | Content::Macro { .. } | Content::List { .. } => words.push(("desc".into(), block.description())),
        Content::Text { text, .. } => words.push(("text".into(), text.as_deref())),
        Content::Table { columns, .. } => {
            words.extend(columns.iter().enumerate().map(|(i, c)| (i.to_string(), Some(c.as_str()))))
        }
        _ => {}
    }
    words
}

/// The text of a translation with the `of` of each wanted path set to the hash of the words that the sheet now has. All else stays as
/// it is written, and unknown paths are left alone. A text that is no YAML comes back unchanged.
pub fn pin(overlay_text: &str, sheet: &Sheet, wanted: &dyn Fn(&str) -> bool) -> String {
    let source = Source::new("", overlay_text);
    let Ok(node) = parse_yaml(overlay_text, 0, &source) else {
        return overlay_text.to_string();
    };
    let hashes: std::collections::HashMap<String, String> = words_of(sheet).into_iter().map(|(path, _, of)| (path, of)).collect();
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for (path, _, word) in overlay::words(&node) {
        if let Some(hash) = hashes.get(&path).filter(|_| wanted(&path)) {
            edits.extend(edit(overlay_text, word, hash));
        }
    }
    // From the end, so that the places of earlier edits stay true.
    edits.sort_by_key(|(at, _)| std::cmp::Reverse(at.start));
    // What an alias repeats is written once.
    edits.dedup_by_key(|(at, _)| at.start);
    let mut text = overlay_text.to_string();
    for (at, new) in edits {
        text.replace_range(at, &new);
    }
    text
}

/// What to change in one word's map.
fn edit(text: &str, word: &Node, hash: &str) -> Option<(std::ops::Range<usize>, String)> {
    let quoted = format!("\"{hash}\"");
    let key = |name: &str| word.entries().iter().find(|(k, _)| k.text == name);
    if let Some((of, value)) = key("of") {
        if value.scalar().is_some() {
            return Some((value.at.clone(), quoted));
        }
        // `of:` with nothing behind it.
        let colon = of.at.end + text[of.at.end..].find(':')? + 1;
        return Some((colon..colon, format!(" {quoted}")));
    }
    let (t, _) = key("t").or_else(|| key("same"))?;
    let line = text[..t.at.start].rfind('\n').map_or(0, |i| i + 1);
    let before = &text[line..t.at.start];
    let joint = if before.trim().is_empty() {
        format!("\n{before}")
    } else {
        ", ".to_string()
    };
    Some((t.at.start..t.at.start, format!("of: {quoted}{joint}")))
}
