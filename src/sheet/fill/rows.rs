//! Blocks of fields and flags that pick rows from a list of them.

use std::ops::Range;

use super::rules::missing;
use super::{Upstream, Work, at_key};
use crate::sheet::file::Content;
use crate::sheet::ids;
use crate::sheet::listing::Listed;
use crate::sheet::{Block, Cell, Row};
use crate::yaml::Node;

/// Fill a block of fields or flags: the rows that `pick` names, else those of the sheet's own `items`, else all. The words of own items
/// stand in place of the source's.
pub(super) fn fill(work: &mut Work, block: &mut Block, listed: &[Listed], at: &Range<usize>) {
    let node = block.node.clone();
    let kind = if matches!(block.content, Content::Fields { .. }) {
        FIELDS
    } else {
        FLAGS
    };
    let own = own_rows(work, block, &node, listed, &kind);
    let picks: Vec<(String, Range<usize>)> = match node.get("pick") {
        Some(pick) => pick
            .items()
            .iter()
            .filter_map(|p| Some((p.scalar()?, p.at.clone())))
            .collect(),
        None if own.is_empty() => listed.iter().map(|l| (l.name.clone(), at.clone())).collect(),
        None => own.iter().map(|own| (own.name.clone(), own.at.clone())).collect(),
    };
    let mut rows: Vec<Row> = Vec::new();
    for (wanted, at) in &picks {
        match find(listed, wanted) {
            Some(found) => {
                let own = own.iter().find(|own| own.name == *wanted || found.is(&own.name));
                let row = row(found, wanted, own.map(|own| &own.row), &kind);
                if !rows.iter().any(|r| r.id == row.id) {
                    rows.push(row);
                }
            }
            // An item of the sheet's own that the source lacks was told already.
            None if node.get("pick").is_some() => missing(work, kind.what, wanted, &names(listed), at),
            None => {}
        }
    }
    let text = |row: &Row| row.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" | ");
    block.upstream = Some(Upstream {
        lines: rows.iter().map(text).collect(),
        ..Upstream::default()
    });
    block.rows = rows;
}

/// What the two kinds call their cells.
struct Kind {
    what: &'static str,
    name: &'static str,
    detail: &'static str,
}

const FIELDS: Kind = Kind {
    what: "field",
    name: "field",
    detail: "type",
};

const FLAGS: Kind = Kind {
    what: "flag",
    name: "flag",
    detail: "arg",
};

/// A row that the sheet writes itself.
struct Own {
    name: String,
    at: Range<usize>,
    row: Row,
}

/// The sheet's own rows, each checked against the source.
fn own_rows(work: &mut Work, block: &Block, node: &Node, listed: &[Listed], kind: &Kind) -> Vec<Own> {
    let mut all = Vec::new();
    for (row, item) in block.rows.iter().zip(ids::rows(node)) {
        let name = item.get(kind.name).and_then(Node::scalar).unwrap_or_default();
        let at = at_key(item, kind.name);
        match find(listed, &name) {
            Some(found) => {
                let detail = item.get(kind.detail).and_then(Node::scalar).unwrap_or_default();
                if !detail.is_empty() && !detail.eq_ignore_ascii_case(&found.detail) {
                    work.differs(&at_key(item, kind.detail), kind.detail, &found.detail);
                }
            }
            None => missing(work, kind.what, &name, &names(listed), &at),
        }
        all.push(Own {
            name,
            at,
            row: row.clone(),
        });
    }
    all
}

fn find<'l>(listed: &'l [Listed], wanted: &str) -> Option<&'l Listed> {
    let exact = listed.iter().find(|l| l.is(wanted));
    let any = || wanted.split(',').find_map(|s| listed.iter().find(|l| l.is(s.trim())));
    exact.or_else(any).or_else(|| listed.iter().find(|l| l.takes(wanted)))
}

fn names(listed: &[Listed]) -> Vec<&str> {
    listed.iter().flat_map(Listed::spellings).collect()
}

fn row(found: &Listed, wanted: &str, own: Option<&Row>, kind: &Kind) -> Row {
    let written = |key: &str| {
        own.and_then(|r| r.cells.iter().find(|c| c.key == key))
            .map(|c| c.text.as_str())
    };
    let own_desc = written("desc").filter(|t| !t.trim().is_empty());
    // A field is shown with the argument that was picked, a flag with all of its spellings.
    let name = if found.takes(wanted) { wanted } else { found.name.as_str() };
    let cell = |key: &str, text: &str, words: bool| Cell {
        key: key.to_string(),
        text: text.to_string(),
        words,
        literal: words && own_desc.is_none(),
    };
    Row {
        id: own.map_or_else(|| ids::slug(name, "row"), |own| own.id.clone()),
        draft: own.is_some_and(|own| own.draft),
        expect: None,
        cells: vec![
            cell(kind.name, name, false),
            cell(kind.detail, &found.detail, false),
            cell("desc", own_desc.unwrap_or(&found.desc), true),
        ],
    }
}
