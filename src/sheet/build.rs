//! A checked YAML tree and its typed form to a [`Sheet`]: ids filled in, rows made alike, groups in order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::file::{Content, GroupFile, OneOrMany, SheetFile, SourceFile, TableRow};
use super::{Block, Cell, Declared, Group, Legend, Row, Sheet, ids};
use crate::diag::Source;
use crate::yaml::Node;

/// Both are of the same text: `node` gives the ids, `file` all else.
pub(super) fn sheet(file: SheetFile, node: &Node, source: &Source) -> Sheet {
    let nodes = |key: &str| node.get(key).map(Node::items).unwrap_or_default();
    let legend = file.legend.into_iter().zip(nodes("legend"));
    let ids: Vec<String> = nodes("groups").iter().map(|g| ids::of_group(g).id).collect();
    let letters = letters(&ids);
    let mut groups: Vec<(i64, Group)> = file
        .groups
        .into_iter()
        .zip(nodes("groups"))
        .zip(ids.iter().zip(&letters))
        .map(|((file, node), (id, letter))| (file.weight, group(file, node, id, letter)))
        .collect();
    groups.sort_by_key(|(weight, _)| if *weight == 0 { i64::MAX } else { *weight });
    Sheet {
        file: source.file.clone(),
        text: source.text.into(),
        sources: sources(&file.sources, node),
        title: file.title,
        link_title: file.link_title,
        description: file.description,
        draft: file.draft,
        applies_to: file.applies_to,
        vars: file.vars.into_iter().map(|(name, value)| (name, value.0)).collect(),
        print: file.print,
        print_at: node
            .entries()
            .iter()
            .find(|(key, _)| key.text == "print")
            .map_or(0..0, |(key, _)| key.at.clone()),
        legend: legend
            .map(|(entry, node)| Legend {
                id: ids::of_legend(node).id,
                mark: entry.mark,
                text: entry.text,
            })
            .collect(),
        see_also: file.see_also,
        groups: groups.into_iter().map(|(_, group)| group).collect(),
    }
}

fn sources(files: &BTreeMap<String, SourceFile>, node: &Node) -> Vec<Declared> {
    let written = |name: &str, key: &str, values: Option<Vec<String>>| -> Vec<(String, Range<usize>)> {
        let node = node.get("sources").and_then(|s| s.get(name)).and_then(|s| s.get(key));
        let nodes = node.map_or(Vec::new(), |n| match n.items() {
            [] => vec![n.at.clone()],
            items => items.iter().map(|i| i.at.clone()).collect(),
        });
        values.unwrap_or_default().into_iter().zip(nodes).collect()
    };
    let declared = files.iter().map(|(name, file)| Declared {
        name: name.clone(),
        kind: file.kind,
        paths: written(name, "path", Some(file.path.to_vec())),
        sha256: written(name, "sha256", file.sha256.as_ref().map(OneOrMany::to_vec)),
        optional: file.optional,
    });
    declared.collect()
}

/// A letter for each group: the first of its id that no group before it has, else the first free one, else two letters.
pub(super) fn letters(ids: &[String]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let own = id.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase());
        let letter = own.chain('A'..='Z').map(String::from).find(|l| !taken.contains(l));
        taken.push(letter.unwrap_or_else(|| {
            let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
            let mut code = String::new();
            let mut rest = i;
            loop {
                code.insert(0, letter(rest));
                match rest / 26 {
                    0 => break code,
                    more => rest = more - 1,
                }
            }
        }));
    }
    taken
}

fn group(file: GroupFile, node: &Node, id: &str, letter: &str) -> Group {
    let nodes = node.get("blocks").map(Node::items).unwrap_or_default();
    let blocks = file.blocks.into_iter().zip(nodes).enumerate();
    Group {
        id: id.to_string(),
        title: file.title,
        intro: file.intro,
        draft: file.draft,
        span: file.span,
        break_: file.break_,
        blocks: blocks
            .map(|(i, (block, node))| {
                let mut content = block.content;
                let rows = rows(&mut content, ids::rows(node));
                Block {
                    id: ids::of_block(node).id,
                    badge: format!("{letter}{}", i + 1),
                    kind: kind(&content),
                    common: block.common,
                    content,
                    rows,
                    node: Arc::new(node.clone()),
                    upstream: None,
                }
            })
            .collect(),
    }
}

/// Take the rows out of a block's content.
fn rows(content: &mut Content, nodes: &[Node]) -> Vec<Row> {
    let mut ids = nodes.iter().map(|n| ids::of_row(n).id);
    let mut row = |draft: bool, expect: Option<String>, cells: Vec<Cell>| Row {
        id: ids.next().unwrap_or_default(),
        draft,
        expect,
        cells,
    };
    match content {
        Content::Flags { items } => std::mem::take(items)
            .into_iter()
            .map(|r| {
                row(
                    r.draft,
                    None,
                    vec![code("flag", Some(r.flag)), code("arg", r.arg), words("desc", r.desc)],
                )
            })
            .collect(),
        Content::Oneliners { items } => std::mem::take(items)
            .into_iter()
            .map(|r| row(r.draft, r.expect, vec![code("cmd", Some(r.cmd)), words("desc", r.desc)]))
            .collect(),
        Content::Keys { items } => std::mem::take(items)
            .into_iter()
            .map(|r| {
                let default = r.default.map(|d| d.0);
                row(
                    r.draft,
                    None,
                    vec![code("key", Some(r.key)), code("default", default), words("desc", r.desc)],
                )
            })
            .collect(),
        Content::Fields { items } => std::mem::take(items)
            .into_iter()
            .map(|r| {
                row(
                    r.draft,
                    None,
                    vec![code("field", Some(r.field)), code("type", r.kind), words("desc", r.desc)],
                )
            })
            .collect(),
        Content::Table {
            columns,
            rows,
            words: worded,
        } => {
            let width = columns.len();
            let cell = |i: usize, text: Option<String>| Cell {
                key: i.to_string(),
                text: text.unwrap_or_default(),
                words: worded.contains(&i),
                literal: false,
            };
            std::mem::take(rows)
                .into_iter()
                .map(|r| {
                    let (cells, draft) = match r {
                        TableRow::Cells(cells) => (cells, false),
                        TableRow::Full(full) => (full.cells, full.draft),
                    };
                    let mut cells = cells.into_iter().map(|c| c.0);
                    row(draft, None, (0..width).map(|i| cell(i, cells.next())).collect())
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn code(key: &str, text: Option<String>) -> Cell {
    Cell {
        key: key.to_string(),
        text: text.unwrap_or_default(),
        words: false,
        literal: false,
    }
}

fn words(key: &str, text: Option<String>) -> Cell {
    Cell {
        words: true,
        ..code(key, text)
    }
}

fn kind(content: &Content) -> &'static str {
    match content {
        Content::Rule { .. } => "rule",
        Content::Macro { .. } => "macro",
        Content::List { .. } => "list",
        Content::Flags { .. } => "flags",
        Content::Oneliners { .. } => "oneliners",
        Content::Keys { .. } => "keys",
        Content::Fields { .. } => "fields",
        Content::Snippet { .. } => "snippet",
        Content::Table { .. } => "table",
        Content::Text { .. } => "text",
    }
}
