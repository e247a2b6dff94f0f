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
    /// The runs of a text. A `\n` in one begins a line: a block, an item of a list or a row begins on its own. Raw HTML is left out.
    pub fn runs(&self, text: &str) -> Vec<Run> {
        let mut flow = Flow::default();
        for event in Parser::new_ext(&super::unlisted(text), super::syntax()) {
            flow.event(event);
        }
        join_lines(&mut flow.runs, self.join_cjk);
        flow.runs
    }
}

/// Ends a line for good, until the ends that the author wrote have become spaces.
const BREAK: char = '\u{2028}';
/// What an item of a list stands to the right of the list around it. Spaces of this kind are kept at the beginning of a line.
const STEP: &str = "\u{a0}\u{a0}";

/// Runs in the making.
#[derive(Default)]
struct Flow {
    runs: Vec<Run>,
    style: Run,
    strong: usize,
    emph: usize,
    /// The number of the next item of each list that is open; `None` where items have bullets.
    lists: Vec<Option<u64>>,
    /// The next text begins a line.
    fresh: bool,
    /// The sign of an item that has no text yet.
    sign: Option<String>,
    /// Inside of a block of code, whose lines are kept.
    block: bool,
}

impl Flow {
    fn event(&mut self, event: Event) {
        match event {
            Event::Text(text) if self.block => self.text(&text.replace('\n', &BREAK.to_string()), true),
            Event::Text(text) => self.text(&text, false),
            Event::Code(code) => self.text(&code, true),
            Event::SoftBreak => self.text("\n", false),
            Event::HardBreak | Event::Rule => self.fresh = true,
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emph += 1,
            Tag::Link { dest_url, .. } => self.style.link = Some(dest_url.to_string()),
            Tag::List(first) => self.lists.push(first),
            Tag::Item => {
                let indent = STEP.repeat(self.lists.len().saturating_sub(1));
                let sign = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "• ".to_string(),
                };
                self.sign = Some(indent + &sign);
                self.fresh = true;
            }
            Tag::TableCell if !self.fresh => self.text(" | ", false),
            Tag::CodeBlock(_) => {
                self.block = true;
                self.fresh = true;
            }
            tag if is_block(tag.to_end()) => self.fresh = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong -= 1,
            TagEnd::Emphasis => self.emph -= 1,
            TagEnd::Link => self.style.link = None,
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::CodeBlock => {
                self.block = false;
                if let Some(last) = self.runs.last_mut() {
                    last.text.truncate(last.text.trim_end_matches(BREAK).len());
                }
                self.fresh = true;
            }
            tag if is_block(tag) => self.fresh = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str, code: bool) {
        if std::mem::take(&mut self.fresh) {
            let lead = self.sign.take().unwrap_or_else(|| STEP.repeat(self.lists.len()));
            let before = if self.runs.is_empty() {
                lead
            } else {
                format!("{BREAK}{lead}")
            };
            if !before.is_empty() {
                push(&mut self.runs, &Run::default(), &before);
            }
        }
        let (strong, emph) = (self.strong > 0, self.emph > 0);
        let style = Run {
            code,
            strong,
            emph,
            ..self.style.clone()
        };
        push(&mut self.runs, &style, text);
    }
}

/// Whether a tag's content stands on lines of its own.
fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Strong
            | TagEnd::Emphasis
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableCell
    )
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

/// A line end that the author wrote becomes a space, or nothing between two Chinese or Japanese characters; one that is to be seen, `\n`.
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
                BREAK => text.push('\n'),
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

    #[test]
    fn blocks_have_their_own_lines() {
        let all = |text: &str| runs(text).iter().map(|r| r.text.clone()).collect::<String>();
        assert_eq!(all("one\ntwo\n\nthree  \nfour"), "one two\nthree\nfour");
        assert_eq!(
            all("Hi\n\n- a\n- b\n  - c\n\n  more\n\n3. x\n4. y\n\nend"),
            "Hi\n• a\n• b\n\u{a0}\u{a0}• c\n\u{a0}\u{a0}more\n3. x\n4. y\nend"
        );
        assert_eq!(all("> quote\n\n---\n\n# Head\nend"), "quote\nHead\nend");
        assert_eq!(all("| a | b |\n|---|---|\n| 1 | 2 |"), "a | b\n1 | 2");
        let code = runs("Run\n\n```sh\nls\n  -l\n```\nthen **go**");
        let parts: Vec<(&str, bool)> = code.iter().map(|r| (r.text.as_str(), r.code)).collect();
        assert_eq!(
            parts,
            [("Run\n", false), ("ls\n  -l", true), ("\nthen ", false), ("go", false)]
        );
    }
}
