//! Block quotes, and alerts: quotes that begin with `[!NOTE]`.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::html::escape_text;
use super::render::Renderer;

/// The first line of an alert.
struct Marker {
    /// As written.
    kind: String,
    /// Where the marker ends and the title begins.
    end: usize,
    /// Where the line ends.
    line_end: usize,
}

impl Renderer<'_, '_> {
    pub fn quote_start(&mut self) {
        let Some(marker) = self.marker() else {
            self.open("blockquote");
            self.out.push('\n');
            self.alerts.push(false);
            return;
        };
        self.alerts.push(true);
        let kind = marker.kind.to_lowercase();
        self.open_block("div");
        self.out.push_str(&format!(
            " class=\"alert alert-{kind}\" role=\"note\">\n<p class=\"alert-heading\">"
        ));
        self.take();
        let before = self.out.len();
        self.used = marker.end;
        // The title is what is left of the first line; the rest of the paragraph is the alert's first one.
        while let Some((event, range)) = self.peek() {
            if matches!(event, Event::End(TagEnd::Paragraph)) || range.start >= marker.line_end {
                break;
            }
            let in_line = range.end <= marker.line_end;
            let is_break = matches!(event, Event::SoftBreak | Event::HardBreak);
            if is_break || !in_line {
                break;
            }
            if let Some((event, range)) = self.take()
                && (range.end > marker.end || matches!(event, Event::End(_)))
            {
                self.inline_event(event, range);
            }
        }
        if self.out[before..].trim().is_empty() {
            self.out.truncate(before);
            self.out.push_str(&escape_text(&capitalised(&kind)));
        }
        self.out.push_str("</p>\n");
        if matches!(self.peek(), Some((Event::SoftBreak | Event::HardBreak, _))) {
            self.take();
        }
        if matches!(self.peek(), Some((Event::End(TagEnd::Paragraph), _))) {
            self.take();
        } else {
            self.open("p");
        }
    }

    pub fn quote_end(&mut self) {
        let alert = self.alerts.pop().unwrap_or(false);
        self.close(if alert { "</div>\n" } else { "</blockquote>\n" });
    }

    fn marker(&self) -> Option<Marker> {
        let Some((Event::Start(Tag::Paragraph), range)) = self.peek() else {
            return None;
        };
        let line = self.text[range.clone()].split('\n').next().unwrap_or("");
        let inside = line.trim_start().strip_prefix("[!")?;
        let close = inside.find(']')?;
        let kind = &inside[..close];
        let is_word = kind.starts_with(|c: char| c.is_ascii_alphabetic())
            && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let behind = &inside[close + 1..];
        if !is_word || behind.starts_with(['(', '[', ':']) {
            return None;
        }
        // A sign says whether a foldable alert is open; ours are always open.
        let title = behind.strip_prefix(['+', '-']).unwrap_or(behind).trim_start();
        Some(Marker {
            kind: kind.to_string(),
            end: range.start + line.len() - title.len(),
            line_end: range.start + line.len(),
        })
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
