//! Where each part of an article is written: the HTML of a page once more, with marks, for those few pages of which somebody asks.

use std::ops::Range;

use crate::doc::mark::{self, Mark};

/// An article with where its parts are written.
#[derive(Debug, Default)]
pub struct Trace {
    /// Exactly the article that is published.
    pub html: String,
    /// By where in `html` they begin.
    steps: Vec<(usize, Step)>,
}

/// A part of a file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub file: String,
    /// In bytes, from the file's start, a byte order mark left out.
    pub range: Range<usize>,
}

/// Where something in an article is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The element of Markdown, or the call that printed it.
    pub written: Written,
    /// The calls around it, innermost first.
    pub calls: Vec<Written>,
    /// Of a link: its target as it is written, before it was resolved.
    pub target: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// What follows is written here.
    Text(Written),
    /// What this call printed begins.
    Call(Written),
    /// What a call printed ends.
    End,
    /// An attribute's value begins that was written as this.
    Target(String),
}

/// The payload of a mark before a part of a text.
pub(super) fn of_text(file: &str, range: &Range<usize>) -> String {
    format!("@{} {} {file}", range.start, range.end)
}

/// What a call printed, between marks.
pub(super) fn of_call(file: &str, range: &Range<usize>, output: &str) -> String {
    let begin = format!("({} {} {file}", range.start, range.end);
    format!("{}{output}{}", Mark::Origin(&begin).write(), Mark::Origin(")").write())
}

/// The mark before the value of a `href` or `src`.
pub(super) fn of_target(target: &str) -> String {
    Mark::Origin(&format!("={target}")).write()
}

impl Trace {
    /// Take the marks out of an article.
    pub(super) fn new(marked: &str) -> Trace {
        let mut html = String::with_capacity(marked.len());
        let mut steps = Vec::new();
        mark::fill(marked, &mut html, |mark, out| {
            if let Mark::Origin(payload) = mark {
                steps.extend(step(payload).map(|step| (out.len(), step)));
            }
        });
        Trace { html, steps }
    }

    /// Where what stands at a byte of the article is written. `None` outside of it.
    pub fn at(&self, offset: usize) -> Option<Origin> {
        if offset >= self.html.len() {
            return None;
        }
        // Of the text, and of each open call, what was said last.
        let mut frames: Vec<(Option<&Written>, Option<&Written>)> = vec![(None, None)];
        let mut target = None;
        for (at, step) in self.steps.iter().take_while(|(at, _)| *at <= offset) {
            match step {
                Step::Text(written) => {
                    if let Some(frame) = frames.last_mut() {
                        frame.1 = Some(written);
                    }
                }
                Step::Call(written) => frames.push((Some(written), None)),
                Step::End => {
                    if frames.len() > 1 {
                        frames.pop();
                    }
                }
                Step::Target(text) => target = (*at == offset).then(|| text.clone()),
            }
        }
        let (call, text) = frames.pop()?;
        let mut calls: Vec<&Written> = frames.into_iter().rev().filter_map(|(call, _)| call).collect();
        let written = match (text, call) {
            (Some(text), call) => {
                calls.splice(0..0, call);
                text
            }
            (None, call) => call?,
        };
        Some(Origin {
            written: written.clone(),
            calls: calls.into_iter().cloned().collect(),
            target,
        })
    }
}

fn step(payload: &str) -> Option<Step> {
    let rest = payload.get(1..)?;
    let written = || {
        let mut parts = rest.splitn(3, ' ');
        let (start, end) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Written {
            file: parts.next()?.to_string(),
            range: start..end,
        })
    };
    match payload.as_bytes()[0] {
        b'@' => written().map(Step::Text),
        b'(' => written().map(Step::Call),
        b')' => Some(Step::End),
        b'=' => Some(Step::Target(rest.to_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_know_where_they_are_written() {
        let text = |range: Range<usize>| Mark::Origin(&of_text("a.md", &range)).write();
        let marked = format!(
            "{}<p>{}<a href=\"{}/x/\">x</a>{}</p>",
            text(0..20),
            text(3..9),
            of_target("../x.md"),
            of_call("a.md", &(10..15), "<img src=\"y\">")
        );
        let trace = Trace::new(&marked);
        assert_eq!(trace.html, "<p><a href=\"/x/\">x</a><img src=\"y\"></p>");
        let link = trace.at(12).expect("it is in the article");
        assert_eq!((link.written.range, link.target.as_deref()), (3..9, Some("../x.md")));
        let image = trace.at(32).expect("it is in the article");
        assert_eq!((image.written.range, image.calls.len()), (10..15, 0));
        assert_eq!(
            trace.at(37).map(|o| o.written.range),
            Some(3..9),
            "behind the call the text goes on"
        );
        assert_eq!(trace.at(99), None);
    }
}
