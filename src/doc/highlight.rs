//! Code to highlighted HTML.

use std::sync::Arc;

/// Turns code into HTML with class spans.
#[derive(Debug, Default)]
pub struct Highlighter;

impl Highlighter {
    /// The inner HTML of a code block.
    pub fn html(&self, _lang: &str, code: &str) -> Arc<str> {
        super::markdown::escape_text(code).into()
    }

    /// The same, one balanced piece of HTML a line.
    pub fn lines(&self, _lang: &str, code: &str) -> Vec<String> {
        code.lines().map(super::markdown::escape_text).collect()
    }
}
