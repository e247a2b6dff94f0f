//! Links and images: which targets the site has to answer for, and their HTML.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::finish::TOKEN;
use super::html::{escape_url, push_escaped};
use super::render::Renderer;
use crate::doc::mark::{self, Mark};

impl Renderer<'_, '_> {
    pub fn link_start(&mut self, kind: LinkType, dest: &str, title: &str, range: Range<usize>) {
        let auto = matches!(kind, LinkType::Autolink | LinkType::Email);
        self.out.push_str("<a href=\"");
        if kind == LinkType::Email {
            self.out.push_str("mailto:");
        }
        self.target(dest, range, auto, |t| Mark::Link(t).write());
        self.title(title);
        self.out.push('>');
        self.link_depth += 1;
        if let Some(heading) = &mut self.heading {
            heading.enter();
            if auto {
                heading.end_text();
            }
        }
    }

    pub fn link_end(&mut self) {
        self.out.push_str("</a>");
        self.link_depth = self.link_depth.saturating_sub(1);
        if let Some(heading) = &mut self.heading {
            heading.leave();
        }
    }

    /// An image, with everything up to its end as its alternative text.
    pub fn image(&mut self, dest: &str, title: &str, range: Range<usize>) {
        self.out.push_str("<img loading=\"lazy\" src=\"");
        self.target(dest, range, false, |t| Mark::Image(t).write());
        self.out.push_str("\" alt=\"");
        let alt = self.alt();
        if let Some(heading) = &mut self.heading {
            heading.enter();
            heading.push_node(&alt);
            heading.leave();
        }
        push_escaped(&mut self.out, &alt);
        self.title(title);
        self.out.push('>');
    }

    fn alt(&mut self) -> String {
        let mut alt = String::new();
        let mut depth = 1;
        while let Some((event, _)) = self.take() {
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Event::Text(text) | Event::Code(text) => alt.push_str(&mark::clean(&text)),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        alt
    }

    /// Close the attribute before it and write a title, if there is one.
    fn title(&mut self, title: &str) {
        self.out.push('"');
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            push_escaped(&mut self.out, &mark::clean(title));
            self.out.push('"');
        }
    }

    fn target(&mut self, dest: &str, range: Range<usize>, auto: bool, mark: impl Fn(&str) -> String) {
        let dest = mark::clean(dest);
        if auto || dest.is_empty() || is_outside(&dest) || dest.contains(TOKEN) {
            push_escaped(&mut self.out, &escape_url(&dest));
            return;
        }
        self.out.push_str(&mark(&dest));
        let written = memchr::memmem::rfind(&self.text.as_bytes()[range.clone()], dest.as_bytes());
        let at = written.map_or(range.clone(), |i| range.start + i..range.start + i + dest.len());
        self.links.push((dest.into_owned(), at));
    }
}

/// Whether a target needs nothing of the site: it has a scheme or a host, or is a place on the same page.
fn is_outside(dest: &str) -> bool {
    if dest.starts_with('#') || dest.starts_with("//") {
        return true;
    }
    let scheme = dest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'))
        .count();
    scheme > 0 && dest.as_bytes()[0].is_ascii_alphabetic() && dest[scheme..].starts_with(':')
}
