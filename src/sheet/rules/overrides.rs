//! What an entry of a rules file says of an earlier one: `override`, the old `append`, and that there has to be an earlier one.

use std::ops::Range;

use super::At;
use super::item::Item;
use crate::diag::{Code, Diagnostic};
use crate::sheet::near::Near;
use crate::yaml::Node;

/// One entry of `override`.
pub(super) struct Override {
    pub key: &'static str,
    pub append: bool,
}

/// The legal entries of `override`; the others are reported.
pub(super) fn overrides(item: &Item, appendable: &[&'static str], replaceable: &[&'static str]) -> Vec<Override> {
    let mut found = Vec::new();
    for (key, value) in item.node.get("override").map(Node::entries).unwrap_or_default() {
        let operation = value.scalar().unwrap_or_default();
        let may = |keys: &[&'static str]| keys.iter().find(|k| **k == key.text).copied();
        let report = |message: String, at: &Range<usize>| Diagnostic::error(Code::RulesOverride, message).at(item.place(at));
        let legal = match operation.as_str() {
            "append" => may(appendable),
            "replace" => may(replaceable),
            other => {
                let message = format!("a key is overridden by `append` or `replace`, not by `{other}`");
                item.note(report(message, &value.at).suggest(other, ["append", "replace"]));
                continue;
            }
        };
        match legal {
            Some(key) if item.has(key) => found.push(Override {
                key,
                append: operation == "append",
            }),
            Some(key) => {
                let message = format!("`override` names `{key}`, and the entry has no `{key}`");
                item.note(report(message, &value.at));
            }
            None if may(replaceable).is_some() => {
                let message = format!("`{}` cannot be appended to", key.text);
                item.note(report(message, &value.at).help("write `replace`"));
            }
            None => {
                let message = format!("`{}` cannot be overridden", key.text);
                item.note(report(message, &key.at).suggest(&key.text, replaceable.iter().copied()));
            }
        }
    }
    found
}

/// Whether a macro or a list is appended to: it has one key that can be, so this is all that `override` can say.
pub(super) fn appends(item: &Item, key: &'static str) -> bool {
    let old = item.flag("append").unwrap_or(false);
    if old {
        deprecated_append(item);
    }
    if old && item.has("override") {
        both(item);
    }
    let overrides = overrides(item, &[key], &[key]);
    old || overrides.iter().any(|o| o.append)
}

pub(super) fn deprecated_append(item: &Item) {
    let entry = item.node.entries().iter().find(|(k, _)| k.text == "append");
    let at = entry.map_or(item.start(), |(k, _)| k.at.clone());
    let note = Diagnostic::warning(
        Code::RulesDeprecated,
        "Falco has deprecated `append`, which 1.0.0 will not know",
    );
    item.note(
        note.at(item.place(&at))
            .help("write `override`, such as `override: {condition: append}`"),
    );
}

pub(super) fn both(item: &Item) {
    let message = "`append` and `override` cannot stand together";
    let note = Diagnostic::error(Code::RulesOverride, message).at(item.place(&item.start()));
    item.note(note.help("take `append` out, and write `append` under `override` for each key"));
}

pub(super) fn nothing_to_change<'n>(
    item: &Item,
    (what, name): (&str, &str),
    at: &At,
    near: &Near,
    known: impl Iterator<Item = &'n str>,
) {
    let message = format!("no {what} `{name}` is defined before this, so there is nothing to change");
    let note = Diagnostic::error(Code::RulesOverride, message).at(item.place(&at.range));
    item.note(near.advise(note, name, known));
}
