//! What a sheet says of its sources, checked without them: names, kinds and parts; and conditions that it writes itself.

use super::locate::locate;
use super::rules::{deprecated_fields, note_of};
use super::{PARTS, condition};
use crate::diag::{Code, Diagnostic, Source};
use crate::yaml::Node;

/// Check one block of a sheet.
pub(super) fn check(sheet: &Node, block: &Node, source: &Source, notes: &mut Vec<Diagnostic>) {
    let mut lint = Lint {
        sheet,
        block,
        kind: block.get("kind").and_then(Node::as_str).unwrap_or(""),
        source,
        notes,
    };
    lint.content();
    lint.from();
    lint.show();
    lint.needs_source();
    lint.condition();
    lint.expectations();
}

struct Lint<'a> {
    sheet: &'a Node,
    block: &'a Node,
    kind: &'a str,
    source: &'a Source<'a>,
    notes: &'a mut Vec<Diagnostic>,
}

impl Lint<'_> {
    fn note(&mut self, node: &Node, note: Diagnostic) {
        self.notes.push(note.at(self.source.place(node.at.clone())));
    }

    /// A block needs something to show.
    fn content(&mut self) {
        let needs: &[&str] = match self.kind {
            "rule" | "macro" => &["condition"],
            "list" | "flags" | "oneliners" | "keys" | "fields" => &["items"],
            "snippet" => &["code"],
            "table" => &["columns", "rows"],
            _ => &["text"],
        };
        let has_source = self.block.get("from").is_some() || (self.kind == "snippet" && self.block.get("file").is_some());
        let missing = needs.iter().find(|key| self.block.get(key).is_none());
        if let Some(missing) = missing.filter(|_| !has_source) {
            let at = self.source.place(self.block.at.start..self.block.at.start + 1);
            self.notes
                .push(Diagnostic::error(Code::MissingKey, format!("`{missing}` is missing here")).at(at));
        }
    }

    /// `from` names a source of the sheet, of a type that suits the block, and something in it.
    fn from(&mut self) {
        let Some((node, written)) = self.block.get("from").and_then(|n| Some((n, n.as_str()?))) else {
            return;
        };
        let wanted = match self.kind {
            "rule" | "macro" | "list" => "falco-rules",
            "fields" => "fields",
            "flags" => "help",
            kind => {
                let message = format!("a block of the kind `{kind}` takes nothing from a source");
                return self.note(node, Diagnostic::error(Code::SheetSource, message));
            }
        };
        let (name, target) = written.split_once('#').unwrap_or((written, ""));
        let Some(declared) = self.declared(node, name) else { return };
        let kind = declared.get("type").and_then(Node::as_str).unwrap_or(wanted);
        let error = |message: String| Diagnostic::error(Code::SheetSource, message);
        if kind != wanted {
            let message = format!(
                "the source `{name}` is of the type `{kind}`, and a block of the kind `{}` needs `{wanted}`",
                self.kind
            );
            return self.note(node, error(message));
        }
        if wanted != "falco-rules" {
            if !target.is_empty() {
                let note = error(format!("`{name}` alone names the source of this block"));
                self.note(node, note.help("what to take from it stands under `pick`"));
            }
            return;
        }
        match target.split_once('/') {
            Some((kind, rest)) if kind == self.kind && !rest.is_empty() => {}
            Some((kind, rest)) if ["rule", "macro", "list"].contains(&kind) && !rest.is_empty() => {
                let message = format!("a block of the kind `{}` cannot show a {kind}", self.kind);
                self.note(node, error(message));
            }
            _ => {
                let note = error(format!("`{written}` names no {}", self.kind));
                self.note(node, note.help(format!("write `{name}#{}/` and its name", self.kind)));
            }
        }
    }

    /// The source of a name, or a report that there is none.
    fn declared(&mut self, node: &Node, name: &str) -> Option<Node> {
        let sources = self.sheet.get("sources").map(Node::entries).unwrap_or_default();
        let found = sources.iter().find(|(k, _)| k.text == name).map(|(_, source)| source.clone());
        if found.is_none() {
            let note = Diagnostic::error(Code::SheetSource, format!("the sheet declares no source `{name}`"));
            let note = note.suggest(name, sources.iter().map(|(k, _)| k.text.as_str()));
            self.note(node, note);
        }
        found
    }

    fn show(&mut self) {
        let parts: &[&str] = match self.kind {
            "rule" => &PARTS[..8],
            "macro" => &["condition", "desc"],
            "list" => &["items", "desc"],
            _ => &[],
        };
        let Some(show) = self.block.get("show") else { return };
        if parts.is_empty() {
            let message = format!("a block of the kind `{}` has no parts to choose from", self.kind);
            return self.note(show, Diagnostic::error(Code::BadValue, message));
        }
        for part in show.items() {
            let written = part.scalar().unwrap_or_default();
            if !parts.contains(&written.as_str()) {
                let note = Diagnostic::error(Code::BadValue, format!("a {} has no part `{written}`", self.kind));
                self.note(part, note.suggest(&written, parts.iter().copied()));
            }
        }
    }

    /// Keys that mean nothing without a source.
    fn needs_source(&mut self) {
        let keys: [(&str, &[&str]); 3] = [
            ("short", &["rule", "macro", "list"]),
            ("hooks", &["rule"]),
            ("pick", &["fields", "flags"]),
        ];
        for (key, kinds) in keys {
            let Some(node) = self.block.get(key) else { continue };
            if !kinds.contains(&self.kind) {
                let message = format!("`{key}` has no meaning in a block of the kind `{}`", self.kind);
                self.note(node, Diagnostic::warning(Code::BadValue, message));
            } else if self.block.get("from").is_none() {
                let note = Diagnostic::warning(Code::BadValue, format!("`{key}` has no meaning without `from`"));
                self.note(node, note);
            }
        }
    }

    /// A condition that the sheet writes itself.
    fn condition(&mut self) {
        let Some((node, value)) = self.block.get("condition").and_then(|n| Some((n, n.as_str()?))) else {
            return;
        };
        let told = match condition::parse(value) {
            Ok(expr) => deprecated_fields(&condition::refs(&expr)),
            Err(mistake) => vec![(mistake.at.clone(), note_of(mistake))],
        };
        for (range, note) in told {
            let at = locate(self.source.text, &node.at, value, &range);
            self.notes.push(note.at(self.source.place(at)));
        }
    }

    /// `expect: rules#rule/Name`. A sheet without sources has nothing to look it up in.
    fn expectations(&mut self) {
        if self.kind != "oneliners" || self.sheet.get("sources").is_none() {
            return;
        }
        for row in self.block.get("items").map(Node::items).unwrap_or_default() {
            let Some((node, written)) = row.get("expect").and_then(|n| Some((n, n.as_str()?))) else {
                continue;
            };
            match written.split_once("#rule/") {
                Some((name, _)) => {
                    self.declared(node, name);
                }
                None => {
                    let sources = self.sheet.get("sources").map(Node::entries).unwrap_or_default();
                    let name = sources.first().map_or("rules", |(k, _)| k.text.as_str());
                    let note = Diagnostic::error(Code::SheetSource, format!("`{written}` names no rule of a source"));
                    self.note(node, note.help(format!("write `{name}#rule/{written}`")));
                }
            }
        }
    }
}
