//! Where something that is wrong in a published file was written: in which line of Markdown, of a sheet, of a template.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem;

use super::graph::Node;
use crate::diag::{Place, Source};
use crate::render::{Job, Rendered, Trace, Written, decode};
use crate::site::Page;
use crate::source::FileKind;

/// A place with how the text there came into the page.
#[derive(Clone, Debug)]
pub struct Spot {
    pub place: Place,
    /// What printed it, such as a shortcode, with where that stands.
    pub trail: Vec<(String, Option<Place>)>,
    /// What is written there.
    pub text: String,
}

/// Finds places.
pub struct Places<'a> {
    job: &'a Job<'a>,
    rendered: &'a Rendered<'a>,
    texts: Mutex<HashMap<String, Option<Arc<str>>>>,
}

/// A page's article, and where it begins in the page.
pub struct Article {
    trace: Trace,
    start: usize,
}

impl Article {
    /// Whether a byte of the page is in it.
    pub fn holds(&self, at: usize) -> bool {
        (self.start..self.start + self.trace.html.len()).contains(&at)
    }
}

impl<'a> Places<'a> {
    /// For a rendered site.
    pub fn new(job: &'a Job<'a>, rendered: &'a Rendered<'a>) -> Self {
        Places {
            job,
            rendered,
            texts: Mutex::default(),
        }
    }

    /// The article of a page in its HTML.
    pub fn article(&self, node: &Node) -> Option<Article> {
        let trace = self.rendered.trace(node.page?)?;
        let bytes = &node.facts.as_ref()?.bytes;
        let start = memmem::find(bytes, trace.html.as_bytes())?;
        (!trace.html.is_empty()).then_some(Article { trace, start })
    }

    /// Where what stands at a byte of a page's article is written. `value`: the link's target, if it is one; `nth`: how many links to it
    /// that are written in the same part come before.
    pub fn in_article(&self, article: &Article, at: usize, value: Option<&str>, nth: usize) -> Option<Spot> {
        let origin = article.trace.at(at.checked_sub(article.start)?)?;
        let text = self.text(&origin.written.file)?;
        let source = Source::new(origin.written.file.as_str(), &text);
        let range = origin.written.range.start.min(text.len())..origin.written.range.end.min(text.len());
        let part = text.get(range.clone()).unwrap_or("");
        let decoded = value.map(decode);
        let names = [origin.target.as_deref(), value, decoded.as_deref()];
        // A bare address in running text begins no part of its own.
        let paragraph = text[range.start..].find("\n\n").map_or(text.len(), |len| range.start + len);
        let wider = if part.starts_with("{{") {
            part
        } else {
            &text[range.start..paragraph]
        };
        let find = |name: &str| {
            let all: Vec<usize> = part.match_indices(name).map(|(i, _)| i).collect();
            let at = range.start + *all.get(nth).or(all.last()).or(wider.find(name).as_ref())?;
            Some(source.place(at..at + name.len()))
        };
        let found = names.into_iter().flatten().filter(|n| !n.is_empty()).find_map(find);
        let mut trail: Vec<(String, Option<Place>)> = Vec::new();
        if let Some(name) = call_name(part) {
            let at = found.is_some().then(|| source.place(range.start..range.start + 2));
            trail.push((format!("printed by the shortcode `{name}`"), at));
        }
        trail.extend(origin.calls.iter().filter_map(|call| self.call(call)));
        let first_line = part.lines().next().unwrap_or("");
        Some(Spot {
            place: found.unwrap_or_else(|| source.place(range.start..range.start + first_line.len())),
            trail,
            text: part.to_string(),
        })
    }

    /// How many bytes of the article before one are written in the same part of a file as it.
    pub fn same_part(&self, article: &Article, one: usize, other: usize) -> bool {
        let part = |at: usize| article.trace.at(at.checked_sub(article.start)?).map(|o| o.written);
        part(one).is_some() && part(one) == part(other)
    }

    fn call(&self, call: &Written) -> Option<(String, Option<Place>)> {
        let text = self.text(&call.file)?;
        let name = call_name(text.get(call.range.clone())?)?;
        let source = Source::new(call.file.as_str(), &text);
        let place = source.place(call.range.start..call.range.start + 2);
        Some((format!("in the shortcode `{name}`"), Some(place)))
    }

    /// Where a page's own file names a target outside of its article: in front matter, or in a sheet.
    pub fn in_own_file(&self, page: &Page, value: &str) -> Option<Place> {
        let file = &page.doc.as_ref()?.file;
        self.written_in(file, page, value)
    }

    /// Where a template, the configuration or the data names a target that stands on many pages.
    pub fn in_theme(&self, page: &Page, value: &str) -> Option<Place> {
        for kind in [FileKind::Template, FileKind::Config, FileKind::Data, FileKind::Strings] {
            for file in self.job.files.of(kind) {
                if let Some(place) = self.written_in(&file.path, page, value) {
                    return Some(place);
                }
            }
        }
        self.written_in(crate::config::FILE_NAME, page, value)
    }

    /// Where any page's file names a target: lists show what other pages say of themselves.
    pub fn in_any_page(&self, page: &Page, value: &str) -> Option<Place> {
        let pages = self.job.site.pages.iter().filter_map(|p| p.doc.as_ref());
        let mut files: Vec<&Arc<str>> = pages.map(|d| &d.file).collect();
        files.dedup();
        files.iter().find_map(|file| self.written_in(file, page, value))
    }

    /// Where a file names a target, as it is published or as it is resolved from the page.
    fn written_in(&self, file: &str, page: &Page, value: &str) -> Option<Place> {
        let text = self.text(file)?;
        // What leads there is called like it, but for pages with an address of another name.
        let name = last_part(value);
        if !text.contains(name) {
            return None;
        }
        let is_it = |word: &str| {
            let may_lead = word.contains(['/', '.', '#']) && !word.contains("://");
            word == value || (may_lead && self.rendered.link(page, word) == value)
        };
        let range = words_with(&text, name).find(|range| is_it(&text[range.clone()]))?;
        Some(Source::new(file, &text).place(range))
    }

    /// The text of a file of the site.
    fn text(&self, file: &str) -> Option<Arc<str>> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let bytes = self.job.files.get(file)?.read().ok()?;
            let text = String::from_utf8_lossy(&bytes);
            Some(Arc::from(text.trim_start_matches('\u{feff}')))
        };
        texts.entry(file.to_string()).or_insert_with(read).clone()
    }

    /// The exact place in a file that is published as it lies there.
    pub fn in_copy(&self, file: &str, at: usize, value: &str) -> Place {
        match self.text(file) {
            Some(text) => Source::new(file, &text).place(at..at + value.len()),
            None => Place::file(file),
        }
    }
}

/// The name of the call that a text begins with.
fn call_name(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("{{<").or_else(|| text.strip_prefix("{{%"))?;
    rest.split_ascii_whitespace().next()
}

/// What names a target best: the last part of its path.
fn last_part(value: &str) -> &str {
    let path = value.split(['#', '?']).next().unwrap_or(value);
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// What ends a target in a text.
fn ends(c: char) -> bool {
    c.is_whitespace() || "\"'`()[]<>{},|".contains(c)
}

/// Everything in a text that may be a target and has a name in it: what stands between white space, quotes and brackets. Only the places
/// where the name stands are looked at: every file of a large site is searched for each address that nobody seems to have written.
fn words_with<'t>(text: &'t str, name: &'t str) -> Box<dyn Iterator<Item = std::ops::Range<usize>> + 't> {
    // A name that could go over the end of a word is no help.
    if name.is_empty() || name.contains(ends) {
        return Box::new(words(text).filter(move |range| text[range.clone()].contains(name)));
    }
    let mut done = 0;
    let found = memmem::find_iter(text.as_bytes(), name.as_bytes()).filter_map(move |at| {
        if at < done {
            return None;
        }
        let start = text[..at]
            .char_indices()
            .rev()
            .find(|(_, c)| ends(*c))
            .map_or(0, |(i, c)| i + c.len_utf8());
        done = text[at..].find(ends).map_or(text.len(), |len| at + len);
        Some(start..done)
    });
    Box::new(found)
}

/// Everything in a text that may be a target.
fn words(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c: char| !ends(c))?;
        let len = text[start..].find(ends).unwrap_or(text.len() - start);
        at = start + len;
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::words_with;

    fn found<'t>(text: &'t str, name: &'t str) -> Vec<&'t str> {
        words_with(text, name).map(|range| &text[range]).collect()
    }

    #[test]
    fn words_that_have_a_name() {
        assert_eq!(
            found("see [x](/java/java/) or ../java#é, not jav", "java"),
            ["/java/java/", "../java#é"]
        );
        assert_eq!(found("é/ü ü", "ü"), ["é/ü", "ü"]);
        assert_eq!(found("a b", ""), ["a", "b"]);
        assert_eq!(found("a(b) c", "a(b"), [""; 0]);
    }
}
