//! The ids of groups, blocks and rows: as written, or made from a name.

use std::collections::HashMap;
use std::ops::Range;

use crate::diag::{Code, Diagnostic, Source};
use crate::yaml::{Node, Value};

/// Ids that are made from a name are not longer than this.
const LONGEST: usize = 48;

/// An id and the node to blame for it.
pub(super) struct Id {
    pub id: String,
    pub at: Range<usize>,
}

/// A group's id: `id`, or made from `title`.
pub(super) fn of_group(group: &Node) -> Id {
    from_keys(group, &["title"], "group")
}

/// A block's id: `id`, or made from the title or the name of what it shows, else its kind.
pub(super) fn of_block(block: &Node) -> Id {
    let kind = block.get("kind").and_then(Node::as_str).unwrap_or("block");
    from_keys(block, &["title", "rule", "macro", "list"], kind)
}

/// A row's id: `id`, or made from its first cell.
pub(super) fn of_row(row: &Node) -> Id {
    let cells = if row.entries().is_empty() {
        Some(row)
    } else {
        row.get("cells")
    };
    if let (None, Some(first)) = (row.get("id"), cells.and_then(|c| c.items().first())) {
        return Id {
            id: slug(&first.scalar().unwrap_or_default(), "row"),
            at: first.at.clone(),
        };
    }
    from_keys(row, &["flag", "cmd", "key", "field"], "row")
}

/// An entry of the legend: `id`, or made from its mark.
pub(super) fn of_legend(entry: &Node) -> Id {
    from_keys(entry, &["mark"], "entry")
}

fn from_keys(node: &Node, names: &[&str], otherwise: &str) -> Id {
    if let Some((id, node)) = node.get("id").and_then(|n| Some((n.scalar()?, n))) {
        return Id { id, at: node.at.clone() };
    }
    match names.iter().find_map(|n| node.get(n)).filter(|n| n.scalar().is_some()) {
        Some(name) => Id {
            id: slug(&name.scalar().unwrap_or_default(), otherwise),
            at: name.at.clone(),
        },
        None => Id {
            id: otherwise.to_string(),
            at: node.at.start..node.at.start + 1,
        },
    }
}

/// An id made from a name that no other has yet: the second `rope` is `rope-2`.
pub(super) fn free(name: &str, otherwise: &str, taken: &mut Vec<String>) -> String {
    let base = slug(name, otherwise);
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    let id = std::iter::once(base.clone()).chain(numbered).find(|id| !taken.contains(id));
    let id = id.unwrap_or(base);
    taken.push(id.clone());
    id
}

/// Lower-case letters and digits, with one `-` for whatever stands between them.
pub(super) fn slug(name: &str, otherwise: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= LONGEST {
            break;
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        otherwise.to_string()
    } else {
        out.to_string()
    }
}

/// Report every id that is there twice or that a path cannot hold.
pub(super) fn check(sheet: &Node, source: &Source, notes: &mut Vec<Diagnostic>) {
    let list = |node: &Node, key: &str| node.get(key).map(|n| n.items().to_vec()).unwrap_or_default();
    unique(
        "entries of the legend",
        list(sheet, "legend").iter().map(of_legend),
        source,
        notes,
    );
    let groups = list(sheet, "groups");
    unique("groups", groups.iter().map(of_group), source, notes);
    for group in &groups {
        let blocks = group.get("blocks").map(Node::items).unwrap_or_default();
        unique("blocks", blocks.iter().map(of_block), source, notes);
        for block in blocks {
            unique("rows", rows(block).iter().map(of_row), source, notes);
        }
    }
}

/// The nodes of a block's rows. The items of a `list` block are no rows.
pub(super) fn rows(block: &Node) -> &[Node] {
    let key = match block.get("kind").and_then(Node::as_str) {
        Some("flags" | "oneliners" | "keys" | "fields") => "items",
        Some("table") => "rows",
        _ => return &[],
    };
    block.get(key).map(Node::items).unwrap_or_default()
}

fn unique(what: &str, ids: impl Iterator<Item = Id>, source: &Source, notes: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<String, Range<usize>> = HashMap::new();
    for Id { id, at } in ids {
        if id.is_empty() || !id.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            notes.push(
                Diagnostic::error(Code::BadValue, format!("`{id}` cannot be an id"))
                    .at(source.place(at))
                    .help("an id is made of letters, digits, `-` and `_`"),
            );
        } else if let Some(first) = seen.get(&id) {
            notes.push(
                Diagnostic::error(Code::SheetDuplicateId, format!("two {what} have the id `{id}`"))
                    .at(source.place(at))
                    .help("give one of them another `id`")
                    .via("the first is here", Some(source.place(first.clone()))),
            );
        } else {
            seen.insert(id, at);
        }
    }
}

/// Whether `draft: true` is written in a map.
pub(super) fn is_draft(node: &Node) -> bool {
    matches!(node.get("draft").map(|d| &d.value), Some(Value::Bool(true)))
}
