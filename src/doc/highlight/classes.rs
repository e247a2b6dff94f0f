//! From syntect's scopes to our classes, and from classed text to a line of HTML with as few spans as it takes.

use std::sync::OnceLock;

use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

use super::escape_into;

/// A class of code. Single letters, since thousands of pages carry them.
pub(super) type Class = char;

/// Every class, what it stands for, and the scope that a theme is asked for its colour.
pub(super) const CLASSES: &[(Class, &str, &str)] = &[
    ('c', "comment", "comment.line"),
    ('s', "string", "string.quoted.double"),
    ('n', "number", "constant.numeric"),
    ('l', "literal: true, null, escapes, priorities", "constant.language"),
    ('k', "keyword", "keyword.control"),
    ('o', "operator", "keyword.operator"),
    ('a', "tag, key, attribute", "entity.name.tag"),
    ('f', "function", "entity.name.function"),
    ('v', "variable, field, placeholder", "variable.parameter"),
    ('y', "type, macro, list", "entity.name.type"),
    ('h', "heading, name of a rule", "markup.heading"),
    ('i', "inserted", "markup.inserted"),
    ('d', "deleted", "markup.deleted"),
];

/// What a scope does to the class of the text under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// Nothing: the class is that of the scope around it.
    Keep,
    /// Text under it has no class, whatever surrounds it: code inside a string.
    Reset,
    Set(Class),
}

/// Scope prefixes and what they do; the first that fits counts. What is not listed keeps the class around it.
const RULES: &[(&str, Effect)] = &[
    ("comment", Effect::Set('c')),
    ("punctuation.definition.comment", Effect::Set('c')),
    ("string.unquoted.plain", Effect::Keep), // nearly all of a YAML file
    ("string", Effect::Set('s')),
    ("constant.numeric", Effect::Set('n')),
    ("constant", Effect::Set('l')),
    ("keyword.operator.word", Effect::Set('k')),
    ("keyword.operator.logical.python", Effect::Set('k')),
    ("keyword.operator", Effect::Set('o')),
    ("keyword", Effect::Set('k')),
    ("storage", Effect::Set('k')),
    ("variable.function", Effect::Set('f')),
    ("variable.parameter", Effect::Set('v')),
    ("variable.language", Effect::Set('v')),
    ("variable.annotation", Effect::Set('f')),
    ("meta.group.expansion.parameter", Effect::Set('v')),
    ("entity.name.function", Effect::Set('f')),
    ("entity.name.tag", Effect::Set('a')),
    ("entity.name.section", Effect::Set('h')),
    ("entity.other.attribute-name", Effect::Set('a')),
    ("entity.name", Effect::Set('y')),
    ("entity.other.inherited-class", Effect::Set('y')),
    ("support.function", Effect::Set('f')),
    ("support.type.property-name", Effect::Set('a')),
    ("meta.property-name", Effect::Set('a')),
    ("support", Effect::Set('y')),
    ("markup.inserted", Effect::Set('i')),
    ("markup.deleted", Effect::Set('d')),
    ("markup.heading", Effect::Set('h')),
    ("meta.diff.header", Effect::Set('h')),
    ("meta.diff.range", Effect::Set('h')),
    ("markup.raw", Effect::Set('s')),
    ("meta.interpolation", Effect::Reset),
    ("meta.template.expression", Effect::Reset),
    ("source", Effect::Reset),
];

fn rules() -> &'static [(Scope, Effect)] {
    static RULES_READY: OnceLock<Vec<(Scope, Effect)>> = OnceLock::new();
    RULES_READY.get_or_init(|| RULES.iter().filter_map(|(s, e)| Some((Scope::new(s).ok()?, *e))).collect())
}

fn effect(scope: Scope) -> Effect {
    rules()
        .iter()
        .find(|(prefix, _)| prefix.is_prefix_of(scope))
        .map_or(Effect::Keep, |(_, e)| *e)
}

/// Whether a scope holds the key of a mapping: JSON calls its keys strings, which tells a reader less.
fn is_key(scope: Scope) -> bool {
    static KEY: OnceLock<Option<Scope>> = OnceLock::new();
    KEY.get_or_init(|| Scope::new("meta.mapping.key").ok())
        .is_some_and(|key| key.is_prefix_of(scope))
}

/// The open scopes, as the effect of each.
#[derive(Default)]
pub(super) struct ClassStack {
    open: Vec<(Effect, bool)>,
    cleared: Vec<Vec<(Effect, bool)>>,
}

impl ClassStack {
    /// The class of text at this point.
    pub(super) fn current(&self) -> Option<Class> {
        let innermost = self.open.iter().rposition(|(e, _)| *e != Effect::Keep)?;
        match self.open[innermost].0 {
            Effect::Set('s') if innermost > 0 && self.open[innermost - 1].1 => Some('a'),
            Effect::Set(class) => Some(class),
            _ => None,
        }
    }

    pub(super) fn apply(&mut self, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => self.open.push((effect(*scope), is_key(*scope))),
            ScopeStackOp::Pop(n) => self.open.truncate(self.open.len().saturating_sub(*n)),
            ScopeStackOp::Clear(amount) => {
                let from = match amount {
                    ClearAmount::TopN(n) => self.open.len().saturating_sub(*n),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.open.split_off(from));
            }
            ScopeStackOp::Restore => self.open.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}

/// Writes one line: joins neighbours of one class and keeps white space at the edges out of spans.
pub(super) struct Line<'a> {
    html: &'a mut String,
    class: Option<Class>,
    /// White space that goes inside the open span if the same class goes on after it, else behind the span.
    space: String,
}

impl<'a> Line<'a> {
    pub(super) fn new(html: &'a mut String) -> Self {
        Line {
            html,
            class: None,
            space: String::new(),
        }
    }

    /// Add text of a class.
    pub(super) fn text(&mut self, class: Option<Class>, text: &str) {
        let core = text.trim();
        if core.is_empty() {
            self.space.push_str(text);
            return;
        }
        let lead = text.len() - text.trim_start().len();
        self.space.push_str(&text[..lead]);
        if class != self.class {
            self.close();
            self.flush();
            if let Some(class) = class {
                self.html.push_str("<span class=\"");
                self.html.push(class);
                self.html.push_str("\">");
            }
            self.class = class;
        } else {
            self.flush();
        }
        escape_into(core, self.html);
        self.space.push_str(&text[lead + core.len()..]);
    }

    /// Close what is open.
    pub(super) fn end(mut self) {
        self.close();
        self.flush();
    }

    fn close(&mut self) {
        if self.class.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn flush(&mut self) {
        self.html.push_str(&self.space);
        self.space.clear();
    }
}
