//! What a schema cannot say of a sheet: kinds, numbers and lengths in range, sources, variables, code that is unsafe to copy.

use std::ops::{Range, RangeInclusive};

use super::file::KINDS;
use super::{PRIORITIES, ids, lint_source, unsafe_copy, vars};
use crate::diag::{Code, Diagnostic, Severity, Source};
use crate::yaml::{Node, Value};

/// Take out every block whose kind is not known, with a report of it: the schema could only say that it fits no kind.
pub(super) fn prune_kinds(sheet: &mut Node, source: &Source, notes: &mut Vec<Diagnostic>) {
    for group in items_mut(sheet, "groups") {
        let Some(Value::Seq(blocks)) = value_mut(group, "blocks") else {
            continue;
        };
        blocks.retain(|block| {
            if !matches!(block.value, Value::Map(_)) {
                return true;
            }
            let kind = block.get("kind");
            let written = kind.and_then(Node::scalar);
            if written.as_deref().is_some_and(|k| KINDS.contains(&k)) {
                return true;
            }
            let at = kind.map_or(block.at.start..block.at.start + 1, |k| k.at.clone());
            let message = written.as_ref().map_or("a block without a `kind`".to_string(), |k| {
                format!("no kind of block is called `{k}`")
            });
            let note = Diagnostic::error(Code::SheetKind, message).at(source.place(at));
            notes.push(note.suggest(written.as_deref().unwrap_or(""), KINDS.iter().copied()));
            false
        });
    }
}

fn items_mut<'a>(node: &'a mut Node, key: &str) -> &'a mut [Node] {
    match value_mut(node, key) {
        Some(Value::Seq(items)) => items,
        _ => &mut [],
    }
}

fn value_mut<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Value> {
    match &mut node.value {
        Value::Map(entries) => entries.iter_mut().find(|(k, _)| k.text == key).map(|(_, v)| &mut v.value),
        _ => None,
    }
}

/// Everything that the schema lets pass and a sheet may not have.
pub(super) fn check(sheet: &Node, source: &Source, notes: &mut Vec<Diagnostic>) {
    ids::check(sheet, source, notes);
    let known: Vec<&str> = sheet
        .get("vars")
        .map(Node::entries)
        .unwrap_or_default()
        .iter()
        .map(|(k, _)| k.text.as_str())
        .collect();
    let mut lint = Lint {
        sheet,
        source,
        notes,
        known,
    };
    lint.print();
    lint.heading(sheet);
    for key in ["title", "linkTitle", "description", "legend", "groups"] {
        if let Some(node) = sheet.get(key) {
            lint.variables(node);
        }
    }
    for group in sheet.get("groups").map(Node::items).unwrap_or_default() {
        lint.number(group, "span", 1..=6);
        lint.heading(group);
        for block in group.get("blocks").map(Node::items).unwrap_or_default() {
            let draft = [sheet, group, block].into_iter().any(ids::is_draft);
            lint.block(block, draft);
        }
    }
}

struct Lint<'a> {
    sheet: &'a Node,
    source: &'a Source<'a>,
    notes: &'a mut Vec<Diagnostic>,
    /// The names of the sheet's variables.
    known: Vec<&'a str>,
}

impl Lint<'_> {
    fn print(&mut self) {
        let Some(print) = self.sheet.get("print") else { return };
        self.number(print, "columns", 1..=6);
        self.number(print, "pages", 1..=50);
        self.number(print, "large_pages", 1..=50);
        // What is less than the least is raised to it when it is printed, with a warning.
        for (key, least, most, most_points) in [
            ("margin", "5mm", "50mm", 50.0 * MM),
            ("text", "7.5pt", "24pt", 24.0),
            ("code", "7pt", "24pt", 24.0),
        ] {
            let Some((node, text)) = print.get(key).and_then(|n| Some((n, n.scalar()?))) else {
                continue;
            };
            if !points(&text).is_some_and(|length| length > 0.0 && length <= most_points + 0.01) {
                self.report(
                    Code::BadValue,
                    format!("`{key}` cannot be `{text}`"),
                    node.at.clone(),
                    &format!("write a length from {least} to {most}, in `mm`, `pt`, `cm` or `in`"),
                );
            }
        }
        self.repeats(print, "paper");
        self.repeats(print, "editions");
    }

    /// A paper or an edition that is asked for again: its PDF would have the same name.
    fn repeats(&mut self, print: &Node, key: &str) {
        let items = print.get(key).map(Node::items).unwrap_or_default();
        for (i, item) in items.iter().enumerate() {
            let Some(name) = item.as_str() else { continue };
            if items[..i].iter().any(|before| before.as_str() == Some(name)) {
                self.report(
                    Code::BadValue,
                    format!("`{key}` has `{name}` twice"),
                    item.at.clone(),
                    "take it out here: a sheet is printed once for each paper and edition",
                );
            }
        }
    }

    fn block(&mut self, block: &Node, draft: bool) {
        self.number(block, "max_lines", 1..=10_000);
        for column in block.get("words").map(Node::items).unwrap_or_default() {
            let columns = block.get("columns").map_or(0, |c| c.items().len());
            if !matches!(column.value, Value::Int(i) if i >= 0 && (i as usize) < columns) {
                self.report(
                    Code::BadValue,
                    format!(
                        "`words` names a column that is not there: {}",
                        column.scalar().unwrap_or_default()
                    ),
                    column.at.clone(),
                    "columns are counted from 0",
                );
            }
        }
        if let Some((node, priority)) = block.get("priority").and_then(|n| Some((n, n.as_str()?)))
            && !PRIORITIES.contains(&priority.to_uppercase().as_str())
        {
            let note = Diagnostic::error(Code::BadValue, format!("`priority` cannot be `{priority}`"))
                .at(self.source.place(node.at.clone()));
            self.notes.push(note.suggest(priority, PRIORITIES.iter().copied()));
        }
        let before = self.notes.len();
        lint_source::check(self.sheet, block, self.source, self.notes);
        // What a draft lacks must not hold up the site.
        if draft {
            let own = self.notes[before..].iter_mut();
            own.for_each(|n| n.severity = n.severity.max(Severity::Warning));
        }
        self.copies(block);
        self.surplus(block);
        if !draft {
            self.blanks(block);
        }
    }

    /// Cells for which a table has no column: they would be lost.
    fn surplus(&mut self, block: &Node) {
        let Some(columns) = block.get("columns").map(|c| c.items().len()) else {
            return;
        };
        for row in ids::rows(block) {
            let cells = row.get("cells").unwrap_or(row).items();
            if let Some(first) = cells.get(columns) {
                let message = format!("a row of {} cells in a table of {columns} columns", cells.len());
                self.report(Code::BadValue, message, first.at.clone(), "take it out, or add a column");
            }
        }
    }

    /// What a block or row is there for, written and left empty.
    fn blanks(&mut self, block: &Node) {
        let own = match block.get("kind").and_then(Node::as_str) {
            Some("text") => Some("text"),
            Some("snippet") => Some("code"),
            Some(kind @ ("rule" | "macro" | "list")) => Some(kind),
            _ => None,
        };
        let of_block = own.and_then(|key| Some((key, block.get(key)?)));
        let rows = ids::rows(block).iter().filter(|row| !ids::is_draft(row));
        let keys = ["flag", "cmd", "key", "field"];
        let of_rows = rows.flat_map(|row| keys.iter().filter_map(|key| Some((*key, row.get(key)?))));
        for (key, node) in of_block.into_iter().chain(of_rows) {
            self.blank(key, node, "write it, or mark what it belongs to as a draft: `draft: true`");
        }
    }

    fn blank(&mut self, key: &str, node: &Node, help: &str) {
        if node.as_str().is_some_and(|text| text.trim().is_empty()) {
            self.report(Code::BadValue, format!("`{key}` is empty"), node.at.clone(), help);
        }
    }

    /// What is a heading has to say something, even of a draft.
    fn heading(&mut self, node: &Node) {
        if let Some(title) = node.get("title") {
            self.blank("title", title, "write one: it is a heading on the page and on paper");
        }
    }

    /// Code that breaks when it is copied.
    fn copies(&mut self, block: &Node) {
        let shell = unsafe_copy::is_shell(block.get("lang").and_then(Node::as_str).unwrap_or(""));
        self.copy(block.get("code"), shell);
        self.copy(block.get("condition"), false);
        let words: Vec<String> = block
            .get("words")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::scalar)
            .collect();
        for row in ids::rows(block) {
            self.copy(row.get("cmd"), true);
            for key in ["flag", "arg", "key", "default", "field"] {
                self.copy(row.get(key), false);
            }
            let cells = row.get("cells").unwrap_or(row).items();
            for (_, cell) in cells.iter().enumerate().filter(|(i, _)| !words.contains(&i.to_string())) {
                self.copy(Some(cell), false);
            }
        }
    }

    fn copy(&mut self, node: Option<&Node>, command: bool) {
        let Some((node, code)) = node.and_then(|n| Some((n, n.as_str()?))) else {
            return;
        };
        for fault in unsafe_copy::faults(code, command) {
            let at = within(self.source.text, &node.at, &fault.found);
            self.notes.push(
                Diagnostic::warning(Code::SheetUnsafeCopy, fault.what)
                    .at(self.source.place(at))
                    .help(fault.help),
            );
        }
    }

    /// `{{name}}` that no variable has.
    fn variables(&mut self, node: &Node) {
        match &node.value {
            Value::Str(text) => {
                for (at, name) in vars::names(text) {
                    if !self.known.contains(&name) {
                        let place = self.source.place(within(self.source.text, &node.at, &text[at]));
                        let note = Diagnostic::error(Code::BadValue, format!("no variable is called `{name}`")).at(place);
                        self.notes.push(if self.known.is_empty() {
                            note.help("the sheet has no `vars`; add the name and its value there")
                        } else {
                            note.suggest(name, self.known.iter().copied())
                        });
                    }
                }
            }
            Value::Seq(items) => items.iter().for_each(|i| self.variables(i)),
            Value::Map(entries) => entries.iter().for_each(|(_, v)| self.variables(v)),
            _ => {}
        }
    }

    fn number(&mut self, map: &Node, key: &str, range: RangeInclusive<i64>) {
        let Some(node) = map.get(key) else { return };
        if let Value::Int(number) = node.value
            && !range.contains(&number)
        {
            let help = format!("from {} to {}", range.start(), range.end());
            self.report(
                Code::BadValue,
                format!("`{key}` cannot be `{number}`"),
                node.at.clone(),
                &help,
            );
        }
    }

    fn report(&mut self, code: Code, message: String, at: Range<usize>, help: &str) {
        self.notes
            .push(Diagnostic::error(code, message).at(self.source.place(at)).help(help));
    }
}

/// Where `needle` stands in a node's text; the whole node when escapes hide it.
fn within(text: &str, at: &Range<usize>, needle: &str) -> Range<usize> {
    let found = text.get(at.clone()).and_then(|t| t.find(needle));
    found.map_or(at.clone(), |i| at.start + i..at.start + i + needle.len())
}

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

/// A length such as `8mm` in points.
fn points(text: &str) -> Option<f64> {
    let units = [("mm", MM), ("pt", 1.0), ("cm", 10.0 * MM), ("in", 72.0)];
    let (number, unit) = units.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))?;
    let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.then(|| number.parse::<f64>().ok()).flatten().map(|n| n * unit)
}
