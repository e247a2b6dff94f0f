//! A condition's text to its tree.

use std::ops::Range;

use super::cursor::Cursor;
use super::{
    Check, EXISTS, Expr, Kind, LIST_OPERATORS, MODIFIERS, Mistake, NUMBER_OPERATORS, TEXT_OPERATORS, TRANSFORMERS, Value,
    ValueKind,
};
use crate::diag::nearest;

/// Parentheses and calls may be nested this deep. Falco's own limit is about the same.
const DEEPEST: usize = 150;

/// Longer conditions are not read.
const LONGEST: usize = 200_000;

/// Parse a condition.
///
/// # Errors
/// The first mistake, as Falco would find it.
pub fn parse(text: &str) -> Result<Expr, Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake {
            at: 0..1,
            message: format!("the condition has {} bytes; {LONGEST} are read at most", text.len()),
            help: Some("move parts of it into macros".into()),
        });
    }
    let mut parser = Parser {
        cursor: Cursor::new(text),
        depth: 0,
    };
    parser.cursor.blank();
    if parser.cursor.is_at_end() {
        return Err(parser.mistake(0..1, "the condition is empty", None));
    }
    let expr = parser.any_of()?;
    parser.cursor.blank();
    match parser.cursor.is_at_end() {
        true => Ok(expr),
        false => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    depth: usize,
}

impl Parser<'_> {
    /// Parts joined by `or`.
    fn any_of(&mut self) -> Result<Expr, Mistake> {
        self.joined("or", Self::all_of, Kind::Or)
    }

    /// Parts joined by `and`.
    fn all_of(&mut self) -> Result<Expr, Mistake> {
        self.joined("and", Self::negated, Kind::And)
    }

    fn joined(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Result<Expr, Mistake>,
        kind: fn(Vec<Expr>, Vec<usize>) -> Kind,
    ) -> Result<Expr, Mistake> {
        let first = part(self)?;
        let mut parts = vec![first];
        let mut joints = Vec::new();
        loop {
            let end = self.cursor.at;
            self.cursor.blank();
            let joint = self.cursor.at;
            if !self.cursor.keyword(word) {
                self.cursor.at = end;
                break;
            }
            let spaced = self.cursor.blank();
            if !spaced && !self.cursor.rest().starts_with('(') {
                return Err(self.mistake(
                    joint..self.cursor.at,
                    format!("`{word}` is followed by neither a blank nor `(`"),
                    None,
                ));
            }
            joints.push(joint);
            parts.push(part(self)?);
        }
        if joints.is_empty() {
            return Ok(parts.swap_remove(0));
        }
        let at = parts[0].at.start..self.cursor.at;
        Ok(Expr {
            kind: kind(parts, joints),
            at,
        })
    }

    fn negated(&mut self) -> Result<Expr, Mistake> {
        self.cursor.blank();
        let mut nots = Vec::new();
        loop {
            let start = self.cursor.at;
            if !self.cursor.keyword("not") {
                break;
            }
            if !self.cursor.blank() && !self.cursor.rest().starts_with('(') {
                return Err(self.mistake(start..self.cursor.at, "`not` is followed by neither a blank nor `(`", None));
            }
            nots.push(start);
            // Each of them is a level of the tree.
            self.deeper(start)?;
        }
        let mut expr = self.check()?;
        for start in nots.into_iter().rev() {
            self.depth -= 1;
            let at = start..expr.at.end;
            expr = Expr {
                kind: Kind::Not(Box::new(expr)),
                at,
            };
        }
        Ok(expr)
    }

    fn deeper(&mut self, at: usize) -> Result<(), Mistake> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let message = format!("the condition is nested more than {DEEPEST} levels deep");
        Err(self.mistake(at..at + 1, message, Some("move parts of it into macros".into())))
    }

    fn check(&mut self) -> Result<Expr, Mistake> {
        let start = self.cursor.at;
        if self.cursor.symbol("(") {
            self.deeper(start)?;
            self.cursor.blank();
            let inner = self.any_of()?;
            self.cursor.blank();
            if !self.cursor.symbol(")") {
                return Err(self.unclosed(start));
            }
            self.depth -= 1;
            return Ok(Expr {
                kind: Kind::Group(Box::new(inner)),
                at: start..self.cursor.at,
            });
        }
        if let Some(left) = self.field()? {
            return self.comparison(left);
        }
        if let Some(left) = self.call(false)? {
            return self.comparison(left);
        }
        self.macro_name()
    }

    /// `(` without `)`: what is wrong is told where `)` was wanted, unless the text ended.
    fn unclosed(&mut self, open: usize) -> Mistake {
        if self.cursor.is_at_end() {
            return self.mistake(open..open + 1, "this `(` is not closed", Some("a `)` is missing".into()));
        }
        self.unexpected()
    }

    fn macro_name(&mut self) -> Result<Expr, Mistake> {
        let at = match self.cursor.peek_word() {
            Some(word) if !is_reserved(word) => self.cursor.word(),
            _ => None,
        };
        let Some(at) = at else {
            let here = self.cursor.here();
            let found = self.found(&here);
            return Err(self.mistake(
                here,
                format!("a field, a macro, `not` or `(` is expected here, not {found}"),
                None,
            ));
        };
        let name = self.cursor.slice(&at).to_string();
        if self.cursor.rest().starts_with('(') {
            return Err(self.unknown_function(&at, &name));
        }
        let mut ahead = self.cursor.clone();
        ahead.blank();
        let symbol = ahead.rest().starts_with(['=', '!', '<', '>']);
        if symbol || ahead.peek_word().is_some_and(is_operator) {
            return Err(self.mistake(
                at,
                format!("`{name}` is compared and is not a field"),
                Some("a field has a dot in it, such as `proc.name`; the name of a macro stands alone".into()),
            ));
        }
        Ok(Expr {
            kind: Kind::Macro(name),
            at,
        })
    }

    fn unknown_function(&self, at: &Range<usize>, name: &str) -> Mistake {
        if name == "val" {
            let help = "`val(...)` stands on the right of an operator".to_string();
            return self.mistake(at.clone(), "`val` has no place on the left of an operator", Some(help));
        }
        let help = did_you_mean(name, TRANSFORMERS).or_else(|| Some(format!("there are {}", listed(TRANSFORMERS))));
        self.mistake(at.clone(), format!("no transformer is called `{name}`"), help)
    }

    /// `fd.name`, `proc.aname[2]`.
    fn field(&mut self) -> Result<Option<Value>, Mistake> {
        let Some(name) = self.cursor.field() else {
            return Ok(None);
        };
        let index = self.index()?;
        Ok(Some(Value {
            kind: ValueKind::Field {
                name: self.cursor.slice(&name).to_string(),
                index: index.map(|at| self.cursor.slice(&at).to_string()),
            },
            at: name.start..self.cursor.at,
        }))
    }

    fn index(&mut self) -> Result<Option<Range<usize>>, Mistake> {
        let open = self.cursor.at;
        if !self.cursor.symbol("[") {
            return Ok(None);
        }
        let quoted = self.quoted()?;
        let Some(index) = quoted.or_else(|| self.cursor.bare_index()) else {
            return Err(self.mistake(open..self.cursor.at, "a field's argument is expected behind this `[`", None));
        };
        match self.cursor.symbol("]") {
            true => Ok(Some(index)),
            false => Err(self.mistake(open..open + 1, "this `[` is not closed", Some("a `]` is missing".into()))),
        }
    }

    fn quoted(&mut self) -> Result<Option<Range<usize>>, Mistake> {
        let quoted = self.cursor.quoted();
        quoted.map_err(|at| self.mistake(at, "this quote is not closed", None))
    }

    /// `tolower(proc.name)`; with `val`, `val(proc.name)` too.
    fn call(&mut self, val: bool) -> Result<Option<Value>, Mistake> {
        let start = self.cursor.at;
        let Some(word) = self
            .cursor
            .peek_word()
            .filter(|w| TRANSFORMERS.contains(w) || (val && *w == "val"))
        else {
            return Ok(None);
        };
        if !self.cursor.rest()[word.len()..].starts_with('(') {
            return Ok(None);
        }
        self.cursor.at += word.len() + 1;
        self.deeper(start)?;
        let mut arguments = Vec::new();
        loop {
            self.cursor.blank();
            arguments.push(if word == "val" { self.only_field()? } else { self.argument()? });
            self.cursor.blank();
            if word == "val" || !self.cursor.symbol(",") {
                break;
            }
        }
        if !self.cursor.symbol(")") {
            return Err(self.wanted(&format!("`)` to end `{word}(`")));
        }
        self.depth -= 1;
        self.index()?;
        Ok(Some(Value {
            kind: ValueKind::Call {
                function: word.to_string(),
                arguments,
            },
            at: start..self.cursor.at,
        }))
    }

    fn only_field(&mut self) -> Result<Value, Mistake> {
        let field = self.field()?;
        field.ok_or_else(|| self.wanted("a field"))
    }

    /// A field, a call, a quoted text, a number, or a list of these.
    fn argument(&mut self) -> Result<Value, Mistake> {
        let start = self.cursor.at;
        if let Some(simple) = self.simple_argument()? {
            return Ok(simple);
        }
        if !self.cursor.symbol("(") {
            return Err(self.wanted("a field, a transformer, a text in quotes, a number or a list"));
        }
        let mut items = Vec::new();
        self.cursor.blank();
        if !self.cursor.symbol(")") {
            loop {
                self.cursor.blank();
                let item = self.simple_argument()?;
                items.push(item.ok_or_else(|| self.wanted("a field, a transformer, a text in quotes or a number"))?);
                self.cursor.blank();
                if !self.cursor.symbol(",") {
                    break;
                }
            }
            if !self.cursor.symbol(")") {
                return Err(self.wanted("`,` or `)`"));
            }
        }
        Ok(Value {
            kind: ValueKind::List(items),
            at: start..self.cursor.at,
        })
    }

    fn simple_argument(&mut self) -> Result<Option<Value>, Mistake> {
        if let Some(at) = self.cursor.number() {
            return Ok(Some(self.bare(at)));
        }
        if let Some(at) = self.quoted()? {
            return Ok(Some(self.quotation(at)));
        }
        match self.call(false)? {
            Some(call) => Ok(Some(call)),
            None => self.field(),
        }
    }

    fn comparison(&mut self, left: Value) -> Result<Expr, Mistake> {
        self.cursor.blank();
        let (operator, right) = if self.cursor.keyword(EXISTS) {
            (EXISTS.to_string(), None)
        } else if let Some(operator) = NUMBER_OPERATORS.iter().find(|o| self.cursor.symbol(o)) {
            (operator.to_string(), Some(self.number_value()?))
        } else if let Some(operator) = self.text_operator()? {
            self.text_comparison(operator)?
        } else if let Some(operator) = LIST_OPERATORS.iter().find(|o| self.cursor.keyword(o)) {
            (operator.to_string(), Some(self.list_value(true)?))
        } else {
            return Err(self.no_operator(&left));
        };
        let at = left.at.start..self.cursor.at;
        Ok(Expr {
            kind: Kind::Check(Check { left, operator, right }),
            at,
        })
    }

    fn text_operator(&mut self) -> Result<Option<&'static str>, Mistake> {
        let start = self.cursor.at;
        let is_word = |o: &str| o.starts_with(|c: char| c.is_alphabetic());
        let found = TEXT_OPERATORS.iter().find(|o| match is_word(o) {
            true => self.cursor.keyword(o),
            false => self.cursor.symbol(o),
        });
        match found {
            Some(operator) if is_word(operator) && !self.cursor.blank() => Err(self.mistake(
                start..self.cursor.at,
                format!("`{operator}` is not followed by a blank"),
                None,
            )),
            found => Ok(found.copied()),
        }
    }

    fn text_comparison(&mut self, operator: &str) -> Result<(String, Option<Value>), Mistake> {
        self.cursor.blank();
        let before = self.cursor.at;
        if let Some(modifier) = MODIFIERS.iter().find(|m| self.cursor.keyword(m)) {
            let spaced = self.cursor.blank();
            let follows = self.cursor.peek_word();
            if spaced && (self.cursor.rest().starts_with('(') || follows.is_some_and(|w| !matches!(w, "and" | "or" | "not"))) {
                let list = self.list_value(false)?;
                return Ok((format!("{operator} {modifier}"), Some(list)));
            }
            if self.cursor.rest().starts_with('(') {
                let message = format!("`{modifier}` is not followed by a blank");
                return Err(self.mistake(before..self.cursor.at, message, None));
            }
        }
        // Without a list behind it, `oneof` is a text like any other.
        self.cursor.at = before;
        if let Some(call) = self.call(true)? {
            return Ok((operator.to_string(), Some(call)));
        }
        let value = self.text_value()?;
        Ok((operator.to_string(), Some(value)))
    }

    fn number_value(&mut self) -> Result<Value, Mistake> {
        self.cursor.blank();
        if let Some(call) = self.call(true)? {
            return Ok(call);
        }
        match self.cursor.number() {
            Some(at) => Ok(self.bare(at)),
            None => Err(self.wanted("a number, or a field as in `val(proc.pid)`")),
        }
    }

    fn text_value(&mut self) -> Result<Value, Mistake> {
        if let Some(at) = self.quoted()? {
            return Ok(self.quotation(at));
        }
        match self.cursor.bare() {
            Some(at) => Ok(self.bare(at)),
            None => Err(self.wanted("a text")),
        }
    }

    /// Texts in parentheses or a list's name; with `call`, a transformer or `val(...)` too.
    fn list_value(&mut self, call: bool) -> Result<Value, Mistake> {
        self.cursor.blank();
        let start = self.cursor.at;
        if self.cursor.symbol("(") {
            let mut items = Vec::new();
            self.cursor.blank();
            if !self.cursor.symbol(")") {
                loop {
                    self.cursor.blank();
                    items.push(self.text_value()?);
                    self.cursor.blank();
                    if !self.cursor.symbol(",") {
                        break;
                    }
                }
                if !self.cursor.symbol(")") {
                    return match self.cursor.is_at_end() {
                        true => Err(self.unclosed(start)),
                        false => Err(self.wanted("`,` or `)`")),
                    };
                }
            }
            return Ok(Value {
                kind: ValueKind::List(items),
                at: start..self.cursor.at,
            });
        }
        if call && let Some(call) = self.call(true)? {
            return Ok(call);
        }
        match self.cursor.word() {
            Some(at) => Ok(Value {
                kind: ValueKind::Name(self.cursor.slice(&at).to_string()),
                at,
            }),
            None => Err(self.wanted("a list in parentheses")),
        }
    }

    fn bare(&self, at: Range<usize>) -> Value {
        Value {
            kind: ValueKind::Bare(self.cursor.slice(&at).to_string()),
            at,
        }
    }

    fn quotation(&self, at: Range<usize>) -> Value {
        Value {
            kind: ValueKind::Quoted(self.cursor.slice(&at).to_string()),
            at,
        }
    }

    /// A field that no operator follows.
    fn no_operator(&self, left: &Value) -> Mistake {
        let here = self.cursor.here();
        let word = self.cursor.slice(&here);
        let left = self.cursor.slice(&left.at);
        if word.is_empty() || word == ")" || matches!(word, "and" | "or") {
            let help = "such as `=`, `in` or `exists`".to_string();
            return self.mistake(here, format!("an operator is expected behind `{left}`"), Some(help));
        }
        let all: Vec<&str> = operators().collect();
        let lower = word.to_lowercase();
        let help = match all.iter().find(|o| **o == lower) {
            Some(operator) => Some(format!("operators are written in lower case: `{operator}`")),
            None => did_you_mean(word, &all).or_else(|| Some(format!("there are {}", listed(&all)))),
        };
        self.mistake(here, format!("no operator is called `{word}`"), help)
    }

    /// Something behind a whole check that joins to nothing.
    fn unexpected(&mut self) -> Mistake {
        self.cursor.blank();
        let here = self.cursor.here();
        let word = self.cursor.slice(&here);
        let lower = word.to_lowercase();
        if word == ")" {
            return self.mistake(here, "this `)` closes nothing", None);
        }
        let help = match lower.as_str() {
            "and" | "or" if word != lower => Some(format!("it is written in lower case: `{lower}`")),
            "&&" | "&" => Some("write `and`".to_string()),
            "||" | "|" => Some("write `or`".to_string()),
            _ => did_you_mean(word, &["and", "or"]),
        };
        let found = self.found(&here);
        self.mistake(here, format!("`and`, `or` or the end is expected here, not {found}"), help)
    }

    fn wanted(&self, what: &str) -> Mistake {
        let here = self.cursor.here();
        let found = self.found(&here);
        self.mistake(here, format!("{what} is expected here, not {found}"), None)
    }

    fn found(&self, at: &Range<usize>) -> String {
        match self.cursor.slice(at) {
            "" => "the end".to_string(),
            text => format!("`{}`", text.chars().take(40).collect::<String>()),
        }
    }

    fn mistake(&self, at: Range<usize>, message: impl Into<String>, help: Option<String>) -> Mistake {
        Mistake {
            at,
            message: message.into(),
            help,
        }
    }
}

fn operators() -> impl Iterator<Item = &'static str> {
    let lists = [TEXT_OPERATORS, NUMBER_OPERATORS, LIST_OPERATORS, &[EXISTS]];
    lists.into_iter().flatten().copied()
}

fn is_operator(word: &str) -> bool {
    operators().any(|o| o == word)
}

/// Words that libs would take for macros where one may stand, which nobody means.
fn is_reserved(word: &str) -> bool {
    matches!(word, "and" | "or" | "not") || is_operator(word)
}

fn did_you_mean(word: &str, known: &[&str]) -> Option<String> {
    nearest(word, known.iter().copied()).map(|near| format!("did you mean `{near}`?"))
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    names.join(" ")
}
