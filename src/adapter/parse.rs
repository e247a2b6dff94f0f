//! The text of a content adapter to what it does: the part of Go's template language that adapters are written in.

use serde_json::Value;

/// What a template does, in order. Text between actions goes nowhere, so it is not kept.
pub type Nodes = Vec<Node>;

/// A step, with where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub at: usize,
    pub step: Step,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Work something out for what it does.
    Do(Pipe),
    /// `$x := …`, or `$x = …` where `fresh` is not set.
    Set {
        name: String,
        fresh: bool,
        value: Pipe,
    },
    If {
        arms: Vec<(Pipe, Nodes)>,
        otherwise: Nodes,
    },
    With {
        name: Option<String>,
        value: Pipe,
        body: Nodes,
        otherwise: Nodes,
    },
    Range {
        names: Vec<String>,
        value: Pipe,
        body: Nodes,
        otherwise: Nodes,
    },
    Break,
    Continue,
}

/// Calls, each given the result of the one before as its last argument.
pub type Pipe = Vec<Vec<Term>>;

/// One word of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    Value(Value),
    /// `$x.A.B`; `$` has no name.
    Variable(String, Vec<String>),
    /// `.A.B`.
    Dot(Vec<String>),
    Function(String),
    /// `( … ).A`.
    Group(Pipe, Vec<String>),
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub at: usize,
    pub why: String,
}

pub fn fault<T>(at: usize, why: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { at, why: why.into() })
}

/// Blocks in one another deeper than this are refused.
const DEEPEST: usize = 50;

/// Read a template.
pub fn parse(text: &str) -> Result<Nodes, Fault> {
    let actions = actions(text)?;
    let mut reader = Reader {
        actions,
        next: 0,
        depth: 0,
    };
    let (nodes, end) = reader.block()?;
    match end {
        None => Ok(nodes),
        Some(action) => fault(action.at, "nothing is open that this could close"),
    }
}

/// What stands in `{{ … }}`.
#[derive(Clone, Debug)]
struct Action {
    at: usize,
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    /// `range`, `strings.HasPrefix`, `.Name`, `$x`, `:=`, `(`, `|`.
    Plain(String),
    /// `.Name` right after a `)`.
    Chained(String),
    Value(Value),
}

impl Action {
    fn keyword(&self) -> &str {
        match self.words.first() {
            Some(Word::Plain(word)) => word,
            _ => "",
        }
    }
}

fn actions(text: &str) -> Result<Vec<Action>, Fault> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|i| at + i) {
        let mut inner = open + 2;
        if text[inner..].starts_with("- ") {
            inner += 1;
        }
        let inside = text[inner..].trim_start();
        if inside.starts_with("/*") {
            let from = text.len() - inside.len();
            let Some(close) = text[from..].find("*/").map(|i| from + i + 2) else {
                return fault(open, "this comment has no end");
            };
            let Some(end) = text[close..].find("}}") else {
                return fault(open, "this has no `}}`");
            };
            at = close + end + 2;
            continue;
        }
        let (words, end) = words(text, inner)?;
        if !words.is_empty() {
            found.push(Action { at: open, words });
        }
        at = end;
    }
    Ok(found)
}

/// The words of an action, and where what follows its `}}` begins.
fn words(text: &str, from: usize) -> Result<(Vec<Word>, usize), Fault> {
    let mut words = Vec::new();
    let mut at = from;
    loop {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            return fault(from, "this has no `}}`");
        };
        if rest.starts_with("}}") {
            return Ok((words, at + 2));
        }
        if first.is_whitespace() || (first == '-' && rest[1..].starts_with("}}")) {
            at += first.len_utf8();
            continue;
        }
        let glued = text[..at].ends_with(')');
        let len = match first {
            '"' => quoted(rest).ok_or(()),
            '`' => rest[1..].find('`').map(|i| i + 2).ok_or(()),
            '(' | ')' | '|' | ',' | '=' => Ok(1),
            ':' if rest.starts_with(":=") => Ok(2),
            _ => Ok(rest
                .find(|c: char| c.is_whitespace() || "()|,=\"`}{".contains(c) || c == ':')
                .unwrap_or(rest.len())),
        };
        let Ok(len) = len else {
            return fault(at, "this text has no end");
        };
        if len == 0 {
            return fault(at, format!("`{first}` cannot stand here"));
        }
        words.push(word(&rest[..len], at, glued)?);
        at += len;
    }
}

/// The length of a text in double quotes.
fn quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(i + 1),
            '\n' => return None,
            _ => {}
        }
    }
    None
}

fn word(text: &str, at: usize, glued: bool) -> Result<Word, Fault> {
    let first = text.chars().next().unwrap_or(' ');
    Ok(match text {
        "true" => Word::Value(Value::Bool(true)),
        "false" => Word::Value(Value::Bool(false)),
        "nil" => Word::Value(Value::Null),
        _ if first == '`' => Word::Value(text.trim_matches('`').into()),
        // Go's escapes are those of JSON, but for a few that nobody needs here.
        _ if first == '"' => match serde_json::from_str(text) {
            Ok(value) => Word::Value(value),
            Err(_) => return fault(at, "this text cannot be read"),
        },
        _ if first.is_ascii_digit() || (first == '-' && text.len() > 1) => match serde_json::from_str(text) {
            Ok(value) => Word::Value(value),
            Err(_) => return fault(at, format!("`{text}` is no number")),
        },
        _ if glued && first == '.' => Word::Chained(text.to_string()),
        _ => Word::Plain(text.to_string()),
    })
}

struct Reader {
    actions: Vec<Action>,
    next: usize,
    depth: usize,
}

impl Reader {
    fn take(&mut self) -> Option<Action> {
        self.next += 1;
        self.actions.get(self.next - 1).cloned()
    }

    /// Steps up to an `end` or `else`, which comes with them.
    fn block(&mut self) -> Result<(Nodes, Option<Action>), Fault> {
        let mut nodes = Vec::new();
        while let Some(action) = self.take() {
            if matches!(action.keyword(), "end" | "else") {
                return Ok((nodes, Some(action)));
            }
            let at = action.at;
            self.depth += 1;
            if self.depth > DEEPEST {
                return fault(at, format!("more than {DEEPEST} blocks stand in one another"));
            }
            let step = self.step(action)?;
            self.depth -= 1;
            nodes.push(Node { at, step });
        }
        Ok((nodes, None))
    }

    fn step(&mut self, action: Action) -> Result<Step, Fault> {
        let at = action.at;
        match action.keyword() {
            "if" => self.if_step(&action, at),
            "with" => {
                let (mut names, value) = named(&action.words[1..], at)?;
                let (body, otherwise) = self.two_blocks(at)?;
                Ok(Step::With {
                    name: names.pop(),
                    value,
                    body,
                    otherwise,
                })
            }
            "range" => {
                let (names, value) = named(&action.words[1..], at)?;
                let (body, otherwise) = self.two_blocks(at)?;
                Ok(Step::Range {
                    names,
                    value,
                    body,
                    otherwise,
                })
            }
            "break" => Ok(Step::Break),
            "continue" => Ok(Step::Continue),
            word @ ("define" | "template" | "block" | "return" | "try") => fault(at, format!("`{word}` is not known here")),
            _ => match &action.words[..] {
                [Word::Plain(name), Word::Plain(sign), rest @ ..]
                    if name.starts_with('$') && matches!(sign.as_str(), ":=" | "=") =>
                {
                    let value = pipe(rest, at)?;
                    Ok(Step::Set {
                        name: name[1..].to_string(),
                        fresh: sign == ":=",
                        value,
                    })
                }
                words => Ok(Step::Do(pipe(words, at)?)),
            },
        }
    }

    fn if_step(&mut self, action: &Action, at: usize) -> Result<Step, Fault> {
        let mut arms = Vec::new();
        let mut condition = pipe(&action.words[1..], at)?;
        loop {
            let (body, end) = self.block()?;
            arms.push((condition, body));
            let Some(end) = end else {
                return fault(at, "this has no `{{ end }}`");
            };
            match &end.words[..] {
                [Word::Plain(end)] if end == "end" => {
                    return Ok(Step::If {
                        arms,
                        otherwise: Vec::new(),
                    });
                }
                [_] => {
                    let otherwise = self.last_block(at)?;
                    return Ok(Step::If { arms, otherwise });
                }
                [_, Word::Plain(word), rest @ ..] if word == "if" => condition = pipe(rest, end.at)?,
                _ => return fault(end.at, "only `if` can follow `else` here"),
            }
        }
    }

    /// A body, and what stands after its `else`.
    fn two_blocks(&mut self, at: usize) -> Result<(Nodes, Nodes), Fault> {
        let (body, end) = self.block()?;
        match end.as_ref().map(|e| (e.keyword(), e.words.len())) {
            Some(("end", _)) => Ok((body, Vec::new())),
            Some(("else", 1)) => Ok((body, self.last_block(at)?)),
            Some(_) => fault(at, "nothing can follow the `else` of this"),
            None => fault(at, "this has no `{{ end }}`"),
        }
    }

    fn last_block(&mut self, at: usize) -> Result<Nodes, Fault> {
        match self.block()? {
            (nodes, Some(end)) if end.keyword() == "end" => Ok(nodes),
            _ => fault(at, "this has no `{{ end }}`"),
        }
    }
}

/// `$i, $x := pipe`, with or without the names.
fn named(words: &[Word], at: usize) -> Result<(Vec<String>, Pipe), Fault> {
    let Some(sign) = words.iter().position(|w| *w == Word::Plain(":=".into())) else {
        return Ok((Vec::new(), pipe(words, at)?));
    };
    let names = words[..sign].iter().filter_map(|w| match w {
        Word::Plain(name) => Some(name.strip_prefix('$')?.to_string()),
        _ => None,
    });
    Ok((names.collect(), pipe(&words[sign + 1..], at)?))
}

fn pipe(words: &[Word], at: usize) -> Result<Pipe, Fault> {
    let mut rest = words;
    let pipe = group(&mut rest, at, false, 0)?;
    match rest.is_empty() {
        true => Ok(pipe),
        false => fault(at, "a bracket is closed that was not opened"),
    }
}

/// Calls up to the end, or to the bracket that closes them.
fn group(words: &mut &[Word], at: usize, inside: bool, depth: usize) -> Result<Pipe, Fault> {
    if depth > DEEPEST {
        return fault(at, format!("more than {DEEPEST} brackets stand in one another"));
    }
    let mut pipe: Pipe = vec![Vec::new()];
    while let Some((word, rest)) = words.split_first() {
        if !inside && *word == Word::Plain(")".into()) {
            break;
        }
        *words = rest;
        let call = pipe.last_mut().expect("a pipe has a call");
        match word {
            Word::Value(value) => call.push(Term::Value(value.clone())),
            Word::Chained(_) => return fault(at, "a field follows something that has none"),
            Word::Plain(word) => match word.as_str() {
                "|" => pipe.push(Vec::new()),
                ")" => return whole(pipe, at),
                "(" => {
                    let inner = group(words, at, true, depth + 1)?;
                    let fields = match words.split_first() {
                        Some((Word::Chained(chain), rest)) => {
                            *words = rest;
                            fields(chain)
                        }
                        _ => Vec::new(),
                    };
                    call.push(Term::Group(inner, fields));
                }
                _ => call.push(term(word)),
            },
        }
    }
    match inside {
        true => fault(at, "a bracket is not closed"),
        false => whole(pipe, at),
    }
}

fn whole(pipe: Pipe, at: usize) -> Result<Pipe, Fault> {
    match pipe.iter().all(|call| !call.is_empty()) {
        true => Ok(pipe),
        false => fault(at, "something is missing here"),
    }
}

fn term(word: &str) -> Term {
    if let Some(variable) = word.strip_prefix('$') {
        let (name, chain) = variable.split_at(variable.find('.').unwrap_or(variable.len()));
        Term::Variable(name.to_string(), fields(chain))
    } else if word.starts_with('.') {
        Term::Dot(fields(word))
    } else {
        Term::Function(word.to_string())
    }
}

fn fields(chain: &str) -> Vec<String> {
    chain.split('.').filter(|f| !f.is_empty()).map(str::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> String {
        parse(text).unwrap_err().why
    }

    #[test]
    fn steps() {
        let nodes = parse("x {{- /* {{ no }} */ -}} {{ $a := dict \"k\" (.X | f `y`).Z }}{{ if $a }}{{ .Do 1 }}{{ else if not . }}{{ else }}{{ end }}").unwrap();
        let [a, b] = &nodes[..] else { panic!("{nodes:?}") };
        let group = Term::Group(
            vec![
                vec![Term::Dot(vec!["X".into()])],
                vec![Term::Function("f".into()), Term::Value("y".into())],
            ],
            vec!["Z".into()],
        );
        let value = vec![vec![Term::Function("dict".into()), Term::Value("k".into()), group]];
        assert_eq!(
            a.step,
            Step::Set {
                name: "a".into(),
                fresh: true,
                value
            }
        );
        let Step::If { arms, otherwise } = &b.step else {
            panic!("{b:?}")
        };
        assert_eq!((arms.len(), otherwise.len()), (2, 0));
        let loops = parse("{{ range $i, $x := $.Y.Z }}{{ continue }}{{ else }}{{ break }}{{ end }}").unwrap();
        let Step::Range { names, value, .. } = &loops[0].step else {
            panic!("{loops:?}")
        };
        assert_eq!(names, &["i", "x"]);
        assert_eq!(value, &[[Term::Variable(String::new(), vec!["Y".into(), "Z".into()])]]);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(why("{{ if .X }}"), "this has no `{{ end }}`");
        assert_eq!(why("{{ end }}"), "nothing is open that this could close");
        assert_eq!(why("{{ f (1 }}"), "a bracket is not closed");
        assert_eq!(why("{{ f 1) }}"), "a bracket is closed that was not opened");
        assert_eq!(why("{{ \"x }}"), "this text has no end");
        assert_eq!(why("{{ | f }}"), "something is missing here");
        assert_eq!(why("{{ x"), "this has no `}}`");
        assert_eq!(why("{{ define \"x\" }}"), "`define` is not known here");
        assert!(why(&"{{ if 1 }}".repeat(60)).starts_with("more than"));
        assert!(why(&format!("{{{{ f {} }}}}", "(".repeat(60))).starts_with("more than"));
    }
}
