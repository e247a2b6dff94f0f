//! A short Markdown text as runs of styled text, for what is not HTML: paper.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::super::Markdown;
use super::super::summary::is_cjk;

/// Text of one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Run {
    pub text: String,
    pub code: bool,
    pub strong: bool,
    pub emph: bool,
    /// The target of the link that it is part of, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Markdown {
    /// The runs of a text. Blocks are joined by a space; raw HTML is left out.
    pub fn runs(&self, text: &str) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut style = Run::default();
        let mut depth = (0usize, 0usize);
        for event in Parser::new_ext(&super::unlisted(text), super::syntax()) {
            match event {
                Event::Text(text) => push(&mut runs, &style, &text),
                Event::Code(code) => push(
                    &mut runs,
                    &Run {
                        code: true,
                        ..style.clone()
                    },
                    &code,
                ),
                Event::SoftBreak | Event::HardBreak => push(&mut runs, &style, "\n"),
                Event::Start(Tag::Strong) => depth.0 += 1,
                Event::End(TagEnd::Strong) => depth.0 -= 1,
                Event::Start(Tag::Emphasis) => depth.1 += 1,
                Event::End(TagEnd::Emphasis) => depth.1 -= 1,
                Event::Start(Tag::Link { dest_url, .. }) => style.link = Some(dest_url.to_string()),
                Event::End(TagEnd::Link) => style.link = None,
                Event::Start(Tag::Paragraph | Tag::Item) if !runs.is_empty() => push(&mut runs, &style, "\n"),
                _ => {}
            }
            (style.strong, style.emph) = (depth.0 > 0, depth.1 > 0);
        }
        join_lines(&mut runs, self.join_cjk);
        runs
    }
}

/// Add text, to the last run when its style is the same.
fn push(runs: &mut Vec<Run>, style: &Run, text: &str) {
    match runs.last_mut() {
        Some(last) if (last.code, last.strong, last.emph, &last.link) == (style.code, style.strong, style.emph, &style.link) => {
            last.text.push_str(text);
        }
        _ => runs.push(Run {
            text: text.to_string(),
            ..style.clone()
        }),
    }
}

/// A line end becomes a space, or nothing between two Chinese or Japanese characters.
fn join_lines(runs: &mut [Run], join_cjk: bool) {
    let all: Vec<char> = runs.iter().flat_map(|r| r.text.chars()).collect();
    let mut at = 0usize;
    for run in runs {
        let mut text = String::with_capacity(run.text.len());
        for c in run.text.chars() {
            let beside = |i: Option<usize>| i.and_then(|i| all.get(i)).is_some_and(|c| is_cjk(*c));
            match c {
                '\n' if join_cjk && beside(at.checked_sub(1)) && beside(Some(at + 1)) => {}
                '\n' => text.push(' '),
                c => text.push(c),
            }
            at += 1;
        }
        run.text = text;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn runs(text: &str) -> Vec<Run> {
        let markdown = Markdown {
            options: Default::default(),
            highlighter: Arc::default(),
            join_cjk: true,
        };
        markdown.runs(text)
    }

    #[test]
    fn styles_links_and_line_ends() {
        let found = runs("a **b `c`** [d](/e/)\n中\n文");
        let text: Vec<&str> = found.iter().map(|r| r.text.as_str()).collect();
        assert_eq!(text, ["a ", "b ", "c", " ", "d", " 中文"]);
        assert!(found[1].strong && found[2].strong && found[2].code && !found[3].strong);
        assert_eq!(found[4].link.as_deref(), Some("/e/"));
    }
}
