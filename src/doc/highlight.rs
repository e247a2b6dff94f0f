//! Code to highlighted HTML: a block's language is looked up, its text tokenised by syntect, its scopes mapped to few short classes.

mod classes;
mod lookup;
mod theme;
mod token;

use std::fmt;
use std::sync::Arc;

use syntect::parsing::{ParseState, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::diag::Diagnostic;
use crate::hash::Hash;
use crate::memo::Memo;

use classes::{ClassStack, Line};
pub use token::Token;

/// Above this many bytes a line is left plain: minified code would cost seconds and nobody reads it.
const LONGEST_LINE: usize = 20_000;
/// Above this many bytes a block is left plain.
const LARGEST_BLOCK: usize = 1 << 20;

/// Highlights code, remembering what it did: identical blocks repeat on many pages. Safe to share between threads.
#[derive(Default)]
pub struct Highlighter {
    memo: Memo<Arc<str>>,
}

impl fmt::Debug for Highlighter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Highlighter")
    }
}

impl Highlighter {
    /// A highlighter that remembers nothing yet. The syntaxes are shared by all and loaded at the first use of one.
    pub fn new() -> Self {
        Self::default()
    }

    /// What goes between `<code>` and `</code>`: `code` with `<span class="x">` around what has a class. Spans never cross a line
    /// end. `lang` is what an author wrote behind the fence; one that is not known gives escaped plain text.
    pub fn html(&self, lang: &str, code: &str) -> Arc<str> {
        let found = if code.len() > LARGEST_BLOCK {
            None
        } else {
            lookup::find(lang, code)
        };
        match found {
            None => Arc::from(escaped(code)),
            Some((set, syntax)) => {
                let key = Hash::of(&(&syntax.name, code));
                self.memo
                    .get(key, || Arc::from(highlight(set, syntax, code)))
                    .as_ref()
                    .clone()
            }
        }
    }

    /// The same, split into lines without their ends; each is balanced HTML by itself.
    pub fn lines(&self, lang: &str, code: &str) -> Vec<String> {
        let html = self.html(lang, code);
        html.lines().map(str::to_string).collect()
    }

    /// The same as tokens, by line: neighbours of one class are one token, and what has no class is one too.
    pub fn tokens(&self, lang: &str, code: &str) -> Vec<Vec<Token>> {
        self.html(lang, code).lines().map(token::of_line).collect()
    }

    /// The colour of code without a class, and of each class, in a theme. Black for a theme that is not there.
    pub fn colours(&self, theme: &str) -> (String, Vec<(char, String)>) {
        theme::palette(theme).map_or(("#000000".into(), Vec::new()), |p| (p.text, p.colours))
    }

    /// The stylesheet for two themes by name: `light` is the default and always used on paper, `dark` follows the reader's system
    /// until `data-theme` on the root element says otherwise.
    pub fn css(&self, light: &str, dark: &str) -> Result<String, Diagnostic> {
        theme::css(light, dark)
    }

    /// Begin a new build: forget what the last one did not use.
    pub fn turn(&self) {
        self.memo.turn();
    }
}

fn highlight(set: &SyntaxSet, syntax: &SyntaxReference, code: &str) -> String {
    let mut state = Some(ParseState::new(syntax));
    let mut classes = ClassStack::default();
    let mut html = String::with_capacity(code.len() * 2);
    for text in code.split_inclusive('\n') {
        let mut line = Line::new(&mut html);
        match tokens(&mut state, text, set) {
            None => line.text(None, text),
            Some(ops) => {
                let mut from = 0;
                for (at, op) in ops {
                    line.text(classes.current(), &text[from..at]);
                    from = at;
                    classes.apply(&op);
                }
                line.text(classes.current(), &text[from..]);
            }
        }
        line.end();
    }
    html
}

/// The scope changes of a line. `None` for a line that is too long, and for all lines after one at which the syntax failed.
fn tokens(state: &mut Option<ParseState>, line: &str, set: &SyntaxSet) -> Option<Vec<(usize, ScopeStackOp)>> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    match state.as_mut()?.parse_line(line, set) {
        Ok(ops) => Some(ops),
        Err(_) => {
            *state = None;
            None
        }
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    escape_into(text, &mut html);
    html
}

fn escape_into(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests;
