//! Conditions as lines: one clause a line, cut before `and` and `or`.

use serde::Serialize;

use super::cursor::is_blank;
use super::{Expr, Kind, parse};

/// A clause of more characters than this is cut inside of its parentheses too: what fits a column of A4 in three.
const WIDE: usize = 60;

/// One line of a wrapped condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// How many parentheses are open where the line begins.
    pub depth: usize,
    pub text: String,
}

/// Cut a condition before each `and` and `or` that no parenthesis encloses, or only one that is around all of it; and inside of
/// parentheses where a clause would be too wide. White space becomes one space outside of strings. What cannot be parsed is one line.
pub fn wrap(condition: &str) -> Vec<Clause> {
    let mut cuts = vec![(0, 0)];
    if let Ok(expr) = parse(condition) {
        let mut cutter = Cutter { condition, cuts };
        if !matches!(expr.kind, Kind::Not(_)) || cutter.is_wide(&expr) {
            cutter.open(&expr, 0);
        }
        cuts = cutter.cuts;
    }
    let ends = cuts.iter().skip(1).map(|(at, _)| *at).chain([condition.len()]);
    let lines = cuts.iter().zip(ends).map(|((from, depth), to)| Clause {
        depth: *depth,
        text: folded(&condition[*from..to]),
    });
    lines.filter(|line| !line.text.is_empty()).collect()
}

struct Cutter<'a> {
    condition: &'a str,
    /// Where lines begin, and how deep.
    cuts: Vec<(usize, usize)>,
}

impl Cutter<'_> {
    /// Cut at the outermost joints of an expression.
    fn open(&mut self, expr: &Expr, depth: usize) {
        match &expr.kind {
            Kind::And(parts, joints) | Kind::Or(parts, joints) => {
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        self.cuts.push((joints[i - 1], depth));
                    }
                    match part.kind {
                        Kind::And(..) | Kind::Or(..) => self.open(part, depth),
                        _ if self.is_wide(part) => self.open(part, depth),
                        _ => {}
                    }
                }
            }
            Kind::Not(inner) => self.open(inner, depth),
            Kind::Group(inner) => self.open(inner, depth + 1),
            Kind::Check(_) | Kind::Macro(_) => {}
        }
    }

    fn is_wide(&self, part: &Expr) -> bool {
        part.at.len() > WIDE && folded(&self.condition[part.at.clone()]).chars().count() > WIDE
    }
}

/// A condition on one line: white space outside of strings becomes one space.
pub fn folded(condition: &str) -> String {
    let mut out = String::with_capacity(condition.len());
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for c in condition.chars() {
        match quote {
            Some(open) if c == open && before != '\\' => quote = None,
            Some(_) => {}
            None if is_blank(c) => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                before = ' ';
                continue;
            }
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
        out.push(c);
        before = c;
    }
    out.trim_matches(is_blank).to_string()
}
