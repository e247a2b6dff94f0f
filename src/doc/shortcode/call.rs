//! Reads one call, from its opening braces to its closing ones.

use std::ops::Range;

use memchr::memmem;

use super::super::{Arg, ArgValue, Args, Call, Notation};
use super::call_without_inner;

/// What stands at a `{{<` or `{{%`.
pub enum Lexed {
    Open {
        call: Call,
        self_closing: bool,
        problems: Vec<Problem>,
    },
    Close {
        name: String,
        at: Range<usize>,
    },
    /// A commented call: the text that it shows.
    Escaped {
        text: String,
        end: usize,
    },
    /// No call after all: text up to `end`.
    Broken {
        problem: Problem,
        end: usize,
    },
}

/// A mistake in a call.
pub struct Problem {
    pub message: String,
    pub help: String,
    pub at: Range<usize>,
}

impl Problem {
    fn new(message: impl Into<String>, help: impl Into<String>, at: Range<usize>) -> Problem {
        Problem {
            message: message.into(),
            help: help.into(),
            at,
        }
    }
}

/// Read what begins at `start` with `{{<` or `{{%`.
pub fn lex(text: &str, start: usize, notation: Notation) -> Lexed {
    if text[start + 3..].starts_with("/*") {
        return escaped(text, start, notation);
    }
    let mut lexer = Lexer {
        text,
        at: start + 3,
        end_mark: end_mark(notation),
    };
    lexer.skip_space();
    let closing = lexer.eat("/");
    lexer.skip_space();
    let name_at = lexer.word();
    if name_at.is_empty() {
        return no_name(&lexer, start);
    }
    let name = text[name_at.clone()].to_string();
    let (args, mut problems) = lexer.args();
    lexer.recover(&problems);
    let self_closing = lexer.eat("/");
    if !lexer.eat(lexer.end_mark) {
        let end = lexer.at.max(start + 3);
        let problem = problems.pop().unwrap_or_else(|| unterminated(&lexer, start, name_at));
        return Lexed::Broken { problem, end };
    }
    let at = start..lexer.at;
    if closing {
        return Lexed::Close { name, at };
    }
    let mut call = call_without_inner((name, name_at), notation, args, at);
    call.inner = self_closing.then(Vec::new);
    Lexed::Open {
        call,
        self_closing,
        problems,
    }
}

fn end_mark(notation: Notation) -> &'static str {
    match notation {
        Notation::Angle => ">}}",
        Notation::Percent => "%}}",
    }
}

fn escaped(text: &str, start: usize, notation: Notation) -> Lexed {
    let inside = start + 5;
    let Some(len) = memmem::find(&text.as_bytes()[inside..], b"*/") else {
        let help = format!("end it with `*/{}`", end_mark(notation));
        let problem = Problem::new("an escaped shortcode that does not end", help, start..inside);
        // To the end of the text: without a `*/` no later one can end either, and each would search as far.
        return Lexed::Broken {
            problem,
            end: text.len(),
        };
    };
    let mut end = inside + len + 2;
    let mut shown = text[start..start + 3].to_string() + &text[inside..inside + len];
    if text[end..].starts_with(end_mark(notation)) {
        shown.push_str(end_mark(notation));
        end += 3;
    }
    Lexed::Escaped { text: shown, end }
}

fn no_name(lexer: &Lexer, start: usize) -> Lexed {
    let end = if lexer.text[lexer.at..].starts_with(lexer.end_mark) {
        lexer.at + 3
    } else {
        start + 3
    };
    let problem = Problem::new(
        "a shortcode without a name",
        "write its name after the braces; to show the braces themselves, write `{{</* name */>}}`",
        start..end,
    );
    Lexed::Broken { problem, end }
}

fn unterminated(lexer: &Lexer, start: usize, name_at: Range<usize>) -> Problem {
    let name = &lexer.text[name_at.clone()];
    Problem::new(
        format!("the call of `{name}` does not end"),
        format!("end it with `{}`", lexer.end_mark),
        start..name_at.end,
    )
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    end_mark: &'static str,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn eat(&mut self, what: &str) -> bool {
        let found = self.rest().starts_with(what);
        if found {
            self.at += what.len();
        }
        found
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Whether the call, or the text, ends here, or another call begins.
    fn ends(&self) -> bool {
        let rest = self.rest();
        rest.is_empty() || self.closes(rest) || rest.starts_with("{{<") || rest.starts_with("{{%")
    }

    fn closes(&self, rest: &str) -> bool {
        rest.strip_prefix('/').unwrap_or(rest).starts_with(self.end_mark)
    }

    /// Up to white space, `=` excluded by the caller, or the end of the call.
    fn bare(&mut self, stop_at_equals: bool) -> Range<usize> {
        let start = self.at;
        while let Some(c) = self.rest().chars().next() {
            if c.is_whitespace() || (stop_at_equals && matches!(c, '=' | '"' | '`')) || self.ends() {
                break;
            }
            self.at += c.len_utf8();
        }
        start..self.at
    }

    fn word(&mut self) -> Range<usize> {
        self.bare(false)
    }

    fn args(&mut self) -> (Args, Vec<Problem>) {
        let mut positional = Vec::new();
        let mut named: Vec<(String, Arg)> = Vec::new();
        let mut problems = Vec::new();
        loop {
            self.skip_space();
            if self.ends() {
                break;
            }
            let start = self.at;
            match self.arg() {
                Ok((None, arg)) => positional.push(arg),
                Ok((Some(name), arg)) => named.push((name, arg)),
                Err(problem) => {
                    problems.push(problem);
                    break;
                }
            }
            if !positional.is_empty() && !named.is_empty() {
                let help = "give all arguments by position, or all by name";
                problems.push(Problem::new(
                    "named and positional arguments in one call",
                    help,
                    start..self.at,
                ));
                break;
            }
        }
        let args = if named.is_empty() {
            Args::Positional(positional)
        } else {
            Args::Named(named)
        };
        (args, problems)
    }

    /// One argument, with its name if it has one.
    fn arg(&mut self) -> Result<(Option<String>, Arg), Problem> {
        let start = self.at;
        if self.rest().starts_with(['"', '`', '\\']) {
            return Ok((None, self.value()?));
        }
        let name = self.bare(true);
        self.skip_space();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        if name.is_empty() || !self.text[name.clone()].chars().all(is_name) || !self.eat("=") {
            self.at = start;
            let at = self.bare(false);
            return Ok((None, bare_value(self.text, at)));
        }
        self.skip_space();
        if self.ends() {
            let word = &self.text[name.clone()];
            let help = format!("write `{word}=\"value\"`");
            return Err(Problem::new(format!("argument `{word}` has no value"), help, name));
        }
        let value = self.value()?;
        Ok((Some(self.text[name].to_string()), value))
    }

    fn value(&mut self) -> Result<Arg, Problem> {
        let start = self.at;
        let value = if self.eat("\\\"") {
            self.quoted(start, "\\\"")?
        } else if self.eat("\"") {
            self.quoted(start, "\"")?
        } else if self.eat("`") {
            self.raw(start)?
        } else {
            let at = self.bare(false);
            return Ok(bare_value(self.text, at));
        };
        Ok(Arg {
            value: ArgValue::Str(value),
            at: start..self.at,
        })
    }

    /// After an opening quote: to the closing one on the same line. `\"` is a quote, other backslashes are themselves.
    fn quoted(&mut self, start: usize, quote: &str) -> Result<String, Problem> {
        let mut value = String::new();
        let mut from = self.at;
        loop {
            let rest = &self.text[from..];
            if rest.starts_with(quote) {
                self.at = from + quote.len();
                return Ok(value);
            }
            match rest.chars().next() {
                Some('\\') if rest[1..].starts_with('"') => {
                    value.push('"');
                    from += 2;
                }
                Some(c) if c != '\n' => {
                    value.push(c);
                    from += c.len_utf8();
                }
                _ => {
                    return Err(Problem::new(
                        "a quote that is not closed",
                        "close it with `\"` on the same line",
                        start..from,
                    ));
                }
            }
        }
    }

    fn raw(&mut self, start: usize) -> Result<String, Problem> {
        match memchr::memchr(b'`', self.rest().as_bytes()) {
            Some(len) => {
                let value = self.rest()[..len].to_string();
                self.at += len + 1;
                Ok(value)
            }
            None => {
                // No later backtick either: go on at the end instead of searching again from each call.
                Err(Problem::new(
                    "a backtick that is not closed",
                    "close it with another backtick",
                    start..start + 1,
                ))
            }
        }
    }

    /// After a mistake: to the end of this call, if it has one before the next begins.
    fn recover(&mut self, problems: &[Problem]) {
        if problems.is_empty() {
            return;
        }
        while let Some(found) = memchr::memchr2(b'{', b'}', self.rest().as_bytes()) {
            let here = self.at + found;
            if self.text[here..].starts_with("{{") {
                self.at = here;
                return;
            }
            if here > self.at && self.text.as_bytes()[here - 1..].starts_with(self.end_mark.as_bytes()) {
                self.at = here - 1;
                return;
            }
            self.at = here + 1;
        }
        self.at = self.text.len();
    }
}

fn bare_value(text: &str, at: Range<usize>) -> Arg {
    let word = &text[at.clone()];
    let numeric = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let value = match word {
        "true" => ArgValue::Bool(true),
        "false" => ArgValue::Bool(false),
        _ => match (word.parse::<i64>(), word.parse::<f64>()) {
            (Ok(i), _) if numeric => ArgValue::Int(i),
            (_, Ok(f)) if numeric && f.is_finite() => ArgValue::Float(f),
            _ => ArgValue::Str(word.to_string()),
        },
    };
    Arg { value, at }
}
