//! What a condition refers to: macros, fields, and words that may be lists.

use std::ops::Range;

use super::{Check, Expr, Kind, Value, ValueKind};

/// A name and where it stands in the condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub name: String,
    pub at: Range<usize>,
}

/// Everything that a condition refers to, in the order of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refs {
    pub macros: Vec<Word>,
    pub fields: Vec<Word>,
    /// Texts without quotes in lists. Falco puts in a list where one has this name, and takes any other as it is.
    pub items: Vec<Word>,
    /// Names where only a list makes sense: `in shell_binaries`.
    pub lists: Vec<Word>,
}

/// What a condition refers to.
pub fn refs(expr: &Expr) -> Refs {
    let mut refs = Refs::default();
    refs.expr(expr);
    refs
}

impl Refs {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            Kind::And(parts, _) | Kind::Or(parts, _) => parts.iter().for_each(|p| self.expr(p)),
            Kind::Not(inner) | Kind::Group(inner) => self.expr(inner),
            Kind::Macro(name) => self.macros.push(word(name, &expr.at)),
            Kind::Check(check) => self.check(check),
        }
    }

    fn check(&mut self, check: &Check) {
        self.value(&check.left);
        match check.right.as_ref().map(|r| (&r.kind, r)) {
            Some((ValueKind::List(items), _)) => {
                for item in items {
                    if let ValueKind::Bare(name) = &item.kind {
                        self.items.push(word(name, &item.at));
                    }
                }
            }
            Some((ValueKind::Name(name), right)) => self.lists.push(word(name, &right.at)),
            Some((_, right)) => self.value(right),
            None => {}
        }
    }

    fn value(&mut self, value: &Value) {
        match &value.kind {
            ValueKind::Field { name, .. } => self.fields.push(word(name, &value.at)),
            ValueKind::Call { arguments, .. } => arguments.iter().for_each(|a| self.value(a)),
            ValueKind::List(items) => items.iter().for_each(|i| self.value(i)),
            ValueKind::Bare(_) | ValueKind::Quoted(_) | ValueKind::Name(_) => {}
        }
    }
}

fn word(name: &str, at: &Range<usize>) -> Word {
    Word {
        name: name.to_string(),
        at: at.clone(),
    }
}

/// What to do instead of using a field that Falco has deprecated.
pub fn deprecated(field: &str) -> Option<&'static str> {
    const MOVED: [&str; 5] = ["k8s.deployment.", "k8s.rs.", "k8s.svc.", "k8s.rc.", "k8s.ns.label"];
    if field == "evt.dir" {
        return Some("take the check out: since Falco 0.42 `evt.dir = <` is always true and `evt.dir = >` never");
    }
    MOVED
        .iter()
        .any(|prefix| field.starts_with(prefix))
        .then_some("the `k8smeta` plugin has fields for it")
}
