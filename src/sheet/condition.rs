//! Falco conditions as lines: one clause a line, cut before `and` and `or`.

use serde::Serialize;

/// One line of a wrapped condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// How many parentheses are open where the line begins.
    pub depth: usize,
    pub text: String,
}

/// Cut a condition before each `and` and `or` that no parenthesis encloses (or only the one pair around all of it). White space,
/// line ends included, becomes one space outside of strings.
pub fn wrap(condition: &str) -> Vec<Clause> {
    let text = folded(condition);
    let level = usize::from(is_enclosed(&text));
    let mut clauses = Vec::new();
    let mut start = 0;
    let push = |range: &str, clauses: &mut Vec<Clause>| {
        let text = range.trim();
        if !text.is_empty() {
            let depth = if clauses.is_empty() { 0 } else { level };
            clauses.push(Clause {
                depth,
                text: text.to_string(),
            });
        }
    };
    scan(&text, |at, depth, c| {
        let joins = c == ' ' && depth == level && ["and", "or"].iter().any(|word| is_word(&text[at + 1..], word));
        if joins {
            push(&text[start..at], &mut clauses);
            start = at;
        }
    });
    push(&text[start..], &mut clauses);
    clauses
}

/// Whether `text` begins with the whole word.
fn is_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '(']))
}

/// Call `see` for each character outside of strings with its offset and the parentheses open before it.
fn scan(text: &str, mut see: impl FnMut(usize, usize, char)) {
    let mut depth = 0usize;
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) => quote = (c != open).then_some(open),
            None => {
                see(at, depth, c);
                match c {
                    '"' | '\'' => quote = Some(c),
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
        }
    }
}

fn folded(condition: &str) -> String {
    let mut spaces = Vec::new();
    scan(condition, |at, _, c| {
        if c.is_whitespace() {
            spaces.push(at);
        }
    });
    let mut spaces = spaces.into_iter().peekable();
    let mut out = String::with_capacity(condition.len());
    for (at, c) in condition.char_indices() {
        if spaces.next_if_eq(&at).is_none() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_string()
}

/// Whether one pair of parentheses holds all of it.
fn is_enclosed(text: &str) -> bool {
    let mut closed_at = None;
    scan(text, |at, depth, c| {
        if c == ')' && depth == 1 && closed_at.is_none() {
            closed_at = Some(at);
        }
    });
    text.starts_with('(') && closed_at == Some(text.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(condition: &str) -> Vec<String> {
        wrap(condition).into_iter().map(|c| c.text).collect()
    }

    #[test]
    fn one_clause_a_line() {
        assert_eq!(
            lines("spawned_process and container\n  and not proc.name in (a, b) or (x=1 and y=2)"),
            [
                "spawned_process",
                "and container",
                "and not proc.name in (a, b)",
                "or (x=1 and y=2)"
            ]
        );
        assert_eq!(
            lines("a = \"x and (y\" and b and(c or d)"),
            ["a = \"x and (y\"", "and b", "and(c or d)"]
        );
        assert_eq!(lines("a = 'it\\' or ' or andy"), ["a = 'it\\' or '", "or andy"]);
        assert_eq!(lines(""), Vec::<String>::new());
    }

    #[test]
    fn a_pair_around_everything_is_looked_into() {
        let clauses = wrap("(evt.type in (open) and fd.num>=0)");
        assert_eq!(
            clauses[1],
            Clause {
                depth: 1,
                text: "and fd.num>=0)".into()
            }
        );
        assert_eq!(lines("(a or b) and (c or d)"), ["(a or b)", "and (c or d)"]);
    }
}
