//! The exceptions of rules: fields, how they are compared, and the values that are let pass.

use super::item::Item;
use super::{At, Text};
use crate::diag::{Code, Diagnostic};
use crate::sheet::condition::{EXISTS, LIST_OPERATORS, MODIFIERS, NUMBER_OPERATORS, TEXT_OPERATORS};
use crate::yaml::{Node, Value};

const KEYS: &[&str] = &["name", "fields", "comps", "values"];

/// One exception of a rule.
#[derive(Clone, Debug)]
pub struct Exception {
    pub name: String,
    pub at: At,
    /// The fields, each with its operator.
    pub fields: Vec<(String, String)>,
    /// How many values or tuples of values there are.
    pub values: usize,
}

impl Exception {
    /// As one line: `writers: proc.name in, fd.name startswith`.
    pub fn line(&self) -> String {
        let fields: Vec<String> = self.fields.iter().map(|(field, comp)| format!("{field} {comp}")).collect();
        format!("{}: {}", self.name, fields.join(", "))
    }
}

/// What an entry says of an exception, before it is known whether it defines one or appends to one.
pub(super) struct Said {
    name: Text,
    fields: Option<Words>,
    comps: Option<Words>,
    values: Vec<(At, Option<usize>)>,
    has_values: bool,
}

/// A text or a list of texts.
struct Words {
    all: Vec<String>,
    is_list: bool,
    at: At,
}

/// The exceptions of an entry.
pub(super) fn read(item: &Item) -> Vec<Said> {
    let Some(node) = item.node.get("exceptions").filter(|n| n.value != Value::Null) else {
        return Vec::new();
    };
    if !matches!(node.value, Value::Seq(_)) {
        let message = format!("`exceptions` takes a list, not {}", node.kind());
        item.note(Diagnostic::error(Code::WrongType, message).at(item.place(&node.at)));
    }
    node.items().iter().filter_map(|entry| read_one(&item.below(entry))).collect()
}

fn read_one(item: &Item) -> Option<Said> {
    if !matches!(item.node.value, Value::Map(_)) {
        let message = format!("an exception is a map, not {}", item.node.kind());
        item.note(Diagnostic::error(Code::WrongType, message).at(item.place(&item.node.at)));
        return None;
    }
    item.known(KEYS);
    let values = item.node.get("values");
    if let Some(values) = values.filter(|v| !matches!(v.value, Value::Seq(_))) {
        let message = format!("`values` takes a list, not {}", values.kind());
        item.note(Diagnostic::error(Code::WrongType, message).at(item.place(&values.at)));
    }
    let length = |node: &Node| matches!(node.value, Value::Seq(_)).then(|| node.items().len());
    Some(Said {
        name: item.required("name")?,
        fields: words(item, "fields"),
        comps: words(item, "comps"),
        values: values
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .map(|v| (item.at(v), length(v)))
            .collect(),
        has_values: values.is_some(),
    })
}

fn words(item: &Item, key: &str) -> Option<Words> {
    let node = item.node.get(key)?;
    let (all, is_list) = match &node.value {
        Value::Seq(_) => (item.list(key)?.into_iter().map(|(text, _)| text).collect(), true),
        _ => (vec![item.scalar(node, key)?], false),
    };
    Some(Words {
        all: all.into_iter().map(|w: String| w.trim().to_string()).collect(),
        is_list,
        at: item.at(node),
    })
}

/// Add what an entry says to the exceptions of a rule. `append` allows values alone for a name that is there.
pub(super) fn add(all: &mut Vec<Exception>, said: Vec<Said>, append: bool, item: &Item) {
    for said in said {
        let place = item.place(&said.name.at().range);
        match all.iter_mut().find(|e| e.name == said.name.value) {
            Some(old) if append => append_to(old, said, item),
            Some(_) => item.note(
                Diagnostic::warning(
                    Code::RulesInvalid,
                    format!("the exception `{}` is defined twice", said.name.value),
                )
                .at(place),
            ),
            None => {
                if append && said.values.is_empty() {
                    let message = format!(
                        "the rule has no exception `{}` yet, and a new one needs `values`",
                        said.name.value
                    );
                    item.note(Diagnostic::error(Code::RulesInvalid, message).at(place));
                }
                all.extend(define(said, item));
            }
        }
    }
}

fn append_to(old: &mut Exception, said: Said, item: &Item) {
    for (key, words) in [("fields", &said.fields), ("comps", &said.comps)] {
        if let Some(words) = words {
            let message = format!("`{key}` of an exception that is there cannot be appended to, only `values` can");
            item.note(Diagnostic::error(Code::RulesInvalid, message).at(item.place(&words.at.range)));
        }
    }
    if !said.has_values {
        let note = Diagnostic::warning(
            Code::RulesInvalid,
            "nothing is appended to this exception: it has no `values`",
        );
        item.note(note.at(item.place(&said.name.at().range)));
    }
    old.values += said.values.len();
    check_values(old, &said.values, item);
}

fn define(said: Said, item: &Item) -> Option<Exception> {
    let Some(fields) = said.fields else {
        let note = Diagnostic::error(Code::MissingKey, "`fields` is missing here");
        item.note(note.at(item.place(&said.name.at().range)));
        return None;
    };
    let default = if fields.is_list { "=" } else { "in" };
    let comps = said
        .comps
        .as_ref()
        .map_or(vec![default.to_string(); fields.all.len()], |c| c.all.clone());
    if let Some(written) = &said.comps {
        check_comps(&fields, written, item);
    }
    let exception = Exception {
        name: said.name.value.clone(),
        at: said.name.at(),
        fields: fields.all.into_iter().zip(comps).collect(),
        values: said.values.len(),
    };
    if fields.is_list {
        check_values(&exception, &said.values, item);
    }
    Some(exception)
}

fn check_comps(fields: &Words, comps: &Words, item: &Item) {
    let report = |message: String, help: &str| {
        let note = Diagnostic::error(Code::RulesInvalid, message).at(item.place(&comps.at.range));
        item.note(if help.is_empty() { note } else { note.help(help) });
    };
    if fields.is_list != comps.is_list {
        return report("`fields` and `comps` must both be lists or both be texts".into(), "");
    }
    if fields.all.len() != comps.all.len() {
        let message = format!("`fields` has {} entries and `comps` {}", fields.all.len(), comps.all.len());
        return report(message, "each field has its own operator");
    }
    for comp in &comps.all {
        if !fields.is_list && !LIST_OPERATORS.contains(&comp.as_str()) && !is_modified(comp) {
            let message = format!("a single field cannot be compared with `{comp}` in an exception");
            report(
                message,
                "write `in`, `intersects`, `pmatch` or an operator with `oneof`, `anyof`, `allof`",
            );
        } else if fields.is_list && !is_operator(comp) {
            let known = [TEXT_OPERATORS, NUMBER_OPERATORS, LIST_OPERATORS].concat();
            let note =
                Diagnostic::error(Code::RulesInvalid, format!("no operator is called `{comp}`")).at(item.place(&comps.at.range));
            item.note(note.suggest(comp, known));
        }
    }
}

/// Each tuple has a value for each field.
fn check_values(exception: &Exception, values: &[(At, Option<usize>)], item: &Item) {
    for (at, length) in values {
        if let Some(length) = length.filter(|l| *l != exception.fields.len()) {
            let fields = exception.fields.len();
            let message = format!("{length} values for {fields} fields of the exception `{}`", exception.name);
            item.note(Diagnostic::error(Code::RulesInvalid, message).at(item.place(&at.range)));
        }
    }
}

fn is_operator(comp: &str) -> bool {
    [TEXT_OPERATORS, NUMBER_OPERATORS, LIST_OPERATORS, &[EXISTS]]
        .concat()
        .contains(&comp)
        || is_modified(comp)
}

/// `startswith oneof` and the like.
fn is_modified(comp: &str) -> bool {
    let mut words = comp.split_whitespace();
    let (operator, modifier) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    TEXT_OPERATORS.contains(&operator) && MODIFIERS.contains(&modifier) && words.next().is_none()
}
