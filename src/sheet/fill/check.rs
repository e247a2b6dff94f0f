//! What a sheet writes itself, checked against its sources: conditions, own words for upstream texts, rules that one-liners fire.

use super::rules::missing;
use super::{AllLoaded, Loaded, Work, at_key};
use crate::diag::{Code, Diagnostic};
use crate::sheet::condition::{parse, refs};
use crate::sheet::file::Content;
use crate::sheet::locate::locate;
use crate::sheet::near::Near;
use crate::sheet::rules::{Names, Vocabulary, unknown_names};
use crate::sheet::{Block, Sheet, ids, of};

/// What the sources of a sheet define, and the sheet's own macros and lists.
struct Known<'a> {
    rules: Vec<Names<'a>>,
    near: &'a Near,
    macros: Vec<&'a str>,
    lists: Vec<&'a str>,
}

impl Vocabulary for Known<'_> {
    fn has_macro(&self, name: &str) -> bool {
        self.macros.contains(&name) || self.rules.iter().any(|r| r.has_macro(name))
    }
    fn has_list(&self, name: &str) -> bool {
        self.lists.contains(&name) || self.rules.iter().any(|r| r.has_list(name))
    }
    fn near_macro(&self, name: &str) -> Option<String> {
        let own = self.near.find(name, self.macros.iter().copied()).map(str::to_string);
        own.or_else(|| self.rules.iter().find_map(|r| r.near_macro(name)))
    }
    fn near_list(&self, name: &str) -> Option<String> {
        let own = self.near.find(name, self.lists.iter().copied()).map(str::to_string);
        own.or_else(|| self.rules.iter().find_map(|r| r.near_list(name)))
    }
}

fn known<'a>(sheet: &'a Sheet, loaded: &'a AllLoaded, near: &'a Near) -> Option<Known<'a>> {
    let rules: Vec<Names> = loaded
        .values()
        .filter_map(|l| match l {
            Loaded::Rules(rules) => Some(Names {
                rules: &rules.value,
                near,
            }),
            _ => None,
        })
        .collect();
    let blocks = || sheet.groups.iter().flat_map(|g| &g.blocks);
    (!rules.is_empty()).then(|| Known {
        rules,
        near,
        macros: blocks()
            .filter_map(|b| match &b.content {
                Content::Macro { name, .. } => name.as_deref(),
                _ => None,
            })
            .collect(),
        lists: blocks()
            .filter_map(|b| match &b.content {
                Content::List { name, .. } => name.as_deref(),
                _ => None,
            })
            .collect(),
    })
}

/// A condition that the sheet writes itself uses only what its sources or the sheet define.
pub(super) fn condition(work: &mut Work, block: &Block, loaded: &AllLoaded) {
    let node = block.node.clone();
    let Some((node, value)) = node.get("condition").and_then(|n| Some((n, n.as_str()?))) else {
        return;
    };
    let sheet = work.sheet;
    let near = work.near.clone();
    let (Some(known), Ok(expr)) = (known(sheet, loaded, &near), parse(value)) else {
        return;
    };
    for (range, note) in unknown_names(&refs(&expr), &known) {
        let at = locate(&sheet.text, &node.at, value, &range);
        work.note(&at, note);
    }
}

/// Own words for an upstream text were made from the text that is there now.
pub(super) fn short(work: &mut Work, block: &Block) {
    let Some(short) = &block.common.short else { return };
    let upstream = match &block.content {
        Content::Rule { desc, .. } => desc.clone().unwrap_or_default(),
        Content::Macro { condition, .. } => condition.clone().unwrap_or_default(),
        Content::List { items, .. } => items.iter().map(|i| i.0.as_str()).collect::<Vec<_>>().join(", "),
        _ => return,
    };
    let hash = of(&upstream);
    let node = block.node.clone();
    let Some(written) = node.get("short") else { return };
    if short.of.is_empty() {
        let note = Diagnostic::warning(
            Code::SourceChanged,
            "`short` does not say which upstream text it was made from",
        );
        let at = written.get("of").unwrap_or(written).at.clone();
        return work.note(&at, note.help(format!("add `of: \"{hash}\"`")));
    }
    if short.of != hash {
        let text: String = upstream.chars().take(120).collect();
        let note = Diagnostic::warning(
            Code::SourceChanged,
            "the upstream text has changed since these words were made from it",
        );
        let help = format!("it is now `{text}`; make them true again, then write `of: \"{hash}\"`");
        work.note(&at_key(written, "of"), note.help(help));
    }
}

/// The rules that one-liners are said to fire exist.
pub(super) fn expectations(work: &mut Work, block: &Block, loaded: &AllLoaded) {
    let node = block.node.clone();
    for row in ids::rows(&node) {
        let Some((expect, written)) = row.get("expect").and_then(|n| Some((n, n.as_str()?))) else {
            continue;
        };
        let Some((source, name)) = written.split_once("#rule/") else {
            continue;
        };
        if let Some(Loaded::Rules(rules)) = loaded.get(source)
            && rules.value.rules.get(name).is_none()
        {
            let names: Vec<&str> = rules.value.rules.iter().map(|r| r.name.as_str()).collect();
            missing(work, "rule", name, &names, &expect.at);
        }
    }
}
