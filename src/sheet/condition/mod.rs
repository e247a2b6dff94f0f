//! Falco conditions: parsed to a tree with the place of every part, checked, and wrapped into lines.
//!
//! The grammar is that of falcosecurity/libs 0.25 (`userspace/libsinsp/filter/parser.h`), as Falco 0.44 uses it.

mod cursor;
mod parse;
mod refs;
mod wrap;

use std::ops::Range;

pub use parse::parse;
pub use refs::{Refs, Word, deprecated, refs};
pub use wrap::{Clause, folded, wrap};

/// Operators between a field and a number.
pub const NUMBER_OPERATORS: &[&str] = &["<=", "<", ">=", ">"];

/// Operators between a field and a text. Those that are words take a blank behind them.
pub const TEXT_OPERATORS: &[&str] = &[
    "==",
    "=",
    "!=",
    "contains",
    "icontains",
    "bcontains",
    "startswith",
    "bstartswith",
    "endswith",
    "glob",
    "iglob",
    "regex",
];

/// Operators between a field and a list.
pub const LIST_OPERATORS: &[&str] = &["in", "intersects", "pmatch"];

/// What makes an operator for texts take a list, since Falco 0.44: `startswith oneof (...)`.
pub const MODIFIERS: &[&str] = &["oneof", "anyof", "allof"];

/// Functions that change a value before it is compared.
pub const TRANSFORMERS: &[&str] = &["tolower", "toupper", "b64", "basename", "len", "join", "concat", "getopt"];

/// The operator that takes nothing on its right.
pub const EXISTS: &str = "exists";

/// A condition or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: Kind,
    /// In the condition's text.
    pub at: Range<usize>,
}

/// What an [`Expr`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Two or more parts, and where each `and` between them stands.
    And(Vec<Expr>, Vec<usize>),
    /// The same for `or`.
    Or(Vec<Expr>, Vec<usize>),
    Not(Box<Expr>),
    /// Parentheses.
    Group(Box<Expr>),
    Check(Check),
    /// The name of a macro.
    Macro(String),
}

/// A comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub left: Value,
    /// `=`, `startswith`, `startswith oneof`.
    pub operator: String,
    /// `None` with `exists` alone.
    pub right: Option<Value>,
}

/// One side of a comparison, or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub kind: ValueKind,
    pub at: Range<usize>,
}

/// What a [`Value`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// `proc.aname`, and `2` of `proc.aname[2]`.
    Field {
        name: String,
        index: Option<String>,
    },
    /// `tolower(proc.name)`, `val(fd.name)`.
    Call {
        function: String,
        arguments: Vec<Value>,
    },
    /// A number, or a text without quotes. In a list it may be the name of one.
    Bare(String),
    /// With its quotes.
    Quoted(String),
    List(Vec<Value>),
    /// A list's name without parentheses.
    Name(String),
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// In the condition's text.
    pub at: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

#[cfg(test)]
mod tests;
