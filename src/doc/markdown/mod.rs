//! Markdown to [`Prose`]: what each step is for, and the order of the steps.

mod alert;
mod attributes;
mod code;
mod finish;
mod footnotes;
mod heading;
mod html;
mod inline;
mod links;
mod render;
mod runs;
mod sections;
mod toc;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use super::{Markdown, Prose};
use crate::diag::{Noted, Place};
use attributes::Masked;
use render::Renderer;

pub use html::{escape_text, escape_url, plain, tag_len};
pub use runs::Run;
pub use sections::{Stretch, Words};
pub use toc::toc_html;

impl Markdown {
    /// What stands in Markdown text for the output of call `n`: letters and digits only, so that it survives wherever it stands.
    pub fn token(n: usize) -> String {
        format!("{}{n}{}", finish::TOKEN, finish::TOKEN_END)
    }

    /// Markdown to marked HTML alone, for templates.
    pub fn block(&self, text: &str) -> String {
        self.prose(text, &|_| Place::file("")).value.html
    }

    /// HTML with its tokens as marks.
    pub fn marked(html: &str) -> String {
        finish::finish(html, None)
    }

    /// Markdown to HTML. The text may hold [tokens](Markdown::token); `source` tells where a range of it was written.
    pub fn prose(&self, text: &str, source: &dyn Fn(Range<usize>) -> Place) -> Noted<Prose> {
        self.prose_with_ids(text, source, HashMap::new())
    }

    /// As [`Markdown::prose`]; `ids` are those of headings that get another than the one made from their text, by where they begin. An id
    /// that a heading writes out itself comes first.
    pub fn prose_with_ids(
        &self,
        text: &str,
        source: &dyn Fn(Range<usize>) -> Place,
        ids: HashMap<usize, String>,
    ) -> Noted<Prose> {
        let masked = Masked::new(text, &self.options.attributes);
        let events = Parser::new_ext(&masked.text, syntax()).into_offset_iter().collect();
        Renderer::new(self, &masked, events, source).with_ids(ids).run()
    }

    /// The HTML that [`Markdown::prose_with_ids`] makes, with a [mark](crate::doc::mark::Mark::Origin) before each block, link and image, and each
    /// part of raw HTML: what `origin` says of the range that it is written in.
    pub fn traced(&self, text: &str, ids: HashMap<usize, String>, origin: &dyn Fn(Range<usize>) -> String) -> String {
        let masked = Masked::new(text, &self.options.attributes);
        let events = Parser::new_ext(&masked.text, syntax()).into_offset_iter().collect();
        let renderer = Renderer::new(self, &masked, events, &|_| Place::file(""));
        renderer.with_ids(ids).traced(origin).run().value.html
    }

    /// A short Markdown text, such as a title: the `<p>` is dropped when it is the only block. Has marks as [`Prose::html`] has.
    pub fn inline(&self, text: &str) -> String {
        let html = self.prose(&unlisted(text), &|_| Place::file("")).value.html;
        let trimmed = html.trim();
        match trimmed.strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")) {
            Some(inner) if !inner.contains("<p") => inner.to_string(),
            _ => trimmed.to_string(),
        }
    }
}

/// A line that only looks like an item of a list, such as the title `2. Run`, with its marker escaped.
fn unlisted(text: &str) -> Cow<'_, str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits,
        Some(b'-' | b'+') if digits == 0 => 0,
        _ => return text.into(),
    };
    if text.as_bytes().get(marker + 1) != Some(&b' ') || text.trim_end().contains('\n') {
        return text.into();
    }
    format!("{}\\{}", &text[..marker], &text[marker..]).into()
}

/// The syntax beyond CommonMark that pulldown-cmark reads for us; alerts, attributes, links in text, emoji and quotes are our own.
fn syntax() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
}

#[cfg(test)]
mod tests;
