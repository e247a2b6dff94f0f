//! Headings: their ids, attributes and entries for the table of contents.

use std::ops::Range;

use super::super::Heading;
use super::attributes::Attributes;
use super::finish::without_tokens;
use super::html::push_escaped;
use super::render::Renderer;

/// A heading whose end has not come yet.
pub struct OpenHeading {
    /// Where it is written.
    at: usize,
    /// Where its inner HTML begins in the output.
    start: usize,
    attributes: Attributes,
    /// What its id will be made from.
    text: String,
    /// How many inline elements are open.
    depth: usize,
    first: First,
}

/// Of an inline element in a heading, only the first text counts for the id.
#[derive(Clone, Copy, PartialEq)]
enum First {
    Wanted,
    /// Text is part of it, as long as nothing else comes in between.
    Taking,
    Done,
}

impl OpenHeading {
    fn counts(&mut self) -> bool {
        if self.depth == 0 {
            return true;
        }
        if self.first == First::Wanted {
            self.first = First::Taking;
        }
        self.first == First::Taking
    }

    /// Plain text.
    pub fn push_text(&mut self, text: &str) {
        if self.counts() {
            self.text.push_str(text);
        }
    }

    /// What is a node of its own: code, an emoji.
    pub fn push_node(&mut self, text: &str) {
        if self.depth > 0 && self.first == First::Taking {
            self.first = First::Done;
        }
        self.push_text(text);
        self.end_text();
    }

    /// Text was interrupted: by raw HTML, an element, or a link without text of its own.
    pub fn end_text(&mut self) {
        if self.depth > 0 {
            self.first = First::Done;
        }
    }

    pub fn enter(&mut self) {
        if self.depth == 0 {
            self.first = First::Wanted;
        } else if self.first == First::Taking {
            self.first = First::Done;
        }
        self.depth += 1;
    }

    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth > 0 {
            self.first = First::Done;
        }
    }
}

impl Renderer<'_, '_> {
    pub fn heading_start(&mut self, range: Range<usize>) {
        self.heading = Some(OpenHeading {
            at: range.start,
            start: self.out.len(),
            attributes: self.masked.of_heading(&range).cloned().unwrap_or_default(),
            text: String::new(),
            depth: 0,
            first: First::Done,
        });
    }

    pub fn heading_end(&mut self, level: u8) {
        let Some(mut heading) = self.heading.take() else { return };
        let inner = self.out.split_off(heading.start);
        let id = match heading.attributes.id.take().or_else(|| self.given_ids.remove(&heading.at)) {
            Some(id) => id,
            None => {
                // Of a heading over several lines, the last one counts.
                let text = heading.text.rsplit('\n').next().unwrap_or("");
                let text = without_tokens(text);
                self.ids
                    .generate(self.md.options.heading_ids, text.trim())
                    .unwrap_or_default()
            }
        };
        let name = format!("h{level}");
        self.open_block(&name);
        if !id.is_empty() {
            self.out.push_str(" id=\"");
            push_escaped(&mut self.out, &id);
            self.out.push('"');
        }
        self.out.push_str(&heading.attributes.html());
        self.out.push('>');
        self.out.push_str(&inner);
        self.close(&format!("</{name}>\n"));
        self.headings.push(Heading {
            level,
            id,
            html: inner,
            at: heading.at,
        });
    }
}
