//! Markdown to its sections: the words and the code between one heading and the next, whatever the lines, markers and padding around
//! them, so that two texts with the same words are the same.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::attributes::Masked;
use super::finish::replace_tokens;
use super::render::Renderer;
use super::syntax;
use crate::diag::Place;
use crate::doc::Markdown;
use crate::doc::summary::is_cjk;

/// The words and the code of a stretch of Markdown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// White space is one space, or none between two Chinese or Japanese characters; a line for each block.
    pub prose: String,
    /// Every block of code, each behind the name of its language.
    pub code: String,
}

/// What stands between two headings.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// Of its heading, 1 to 6; 0 for what stands before the first one.
    pub level: u8,
    pub id: String,
    /// The id is written out and not made from the heading.
    pub explicit: bool,
    /// The text of the heading.
    pub title: String,
    /// Of what follows the heading.
    pub words: Words,
    /// Where it begins, in the text.
    pub at: usize,
}

impl Markdown {
    /// The sections of a text, the one before the first heading first. `tokens`: what the calls in it say.
    pub fn stretches(&self, text: &str, tokens: &[Words]) -> Vec<Stretch> {
        let masked = Masked::new(text, &self.options.attributes);
        let events: Vec<_> = Parser::new_ext(&masked.text, syntax()).into_offset_iter().collect();
        let mut found = Cutter::cut(&masked, &events, tokens);
        let place = |_: Range<usize>| Place::file("");
        let ids = Renderer::new(self, &masked, events, &place).outline();
        for (at, id) in ids {
            if let Some(stretch) = found.iter_mut().find(|s| s.level > 0 && s.at == at) {
                stretch.id = id;
            }
        }
        found
    }

    /// The words of a text whose headings do not count.
    pub fn words(&self, text: &str, tokens: &[Words]) -> Words {
        let mut all = Words::default();
        for stretch in self.stretches(text, tokens) {
            all.add(&stretch.title);
            all.add("\n");
            all.add(&stretch.words.prose);
            all.add("\n");
            all.code.push_str(&stretch.words.code);
        }
        all
    }
}

impl Words {
    /// Append to the prose; a line break ends a block.
    pub fn add(&mut self, text: &str) {
        for c in text.chars() {
            let last = self.prose.chars().next_back();
            match c {
                '\n' => {
                    self.prose.truncate(self.prose.trim_end().len());
                    if !self.prose.is_empty() {
                        self.prose.push('\n');
                    }
                }
                c if c.is_whitespace() => {
                    if last.is_some_and(|l| l != ' ' && l != '\n') {
                        self.prose.push(' ');
                    }
                }
                c => {
                    let before = self.prose.trim_end_matches(' ').chars().next_back();
                    if last == Some(' ') && is_cjk(c) && before.is_some_and(is_cjk) {
                        self.prose.pop();
                    }
                    self.prose.push(c);
                }
            }
        }
    }

    /// Append a block of code.
    pub fn add_code(&mut self, lang: &str, code: &str) {
        self.code.push_str(lang);
        self.code.push('\n');
        for line in code.trim_end().lines() {
            self.code.push_str(line.trim_end());
            self.code.push('\n');
        }
    }

    fn end(mut self) -> Words {
        self.prose.truncate(self.prose.trim_end().len());
        self
    }
}

/// Goes through the parser's events and begins a stretch at each heading.
struct Cutter<'a> {
    masked: &'a Masked<'a>,
    tokens: &'a [Words],
    done: Vec<Stretch>,
    open: Stretch,
    /// The words of the heading that is open.
    heading: Option<Words>,
    /// The code block that is open: its language and text.
    block: Option<(String, String)>,
    /// Targets of the links that are open, each with where its words begin.
    links: Vec<(String, usize)>,
}

impl<'a> Cutter<'a> {
    fn cut(masked: &'a Masked, events: &[(Event<'_>, Range<usize>)], tokens: &'a [Words]) -> Vec<Stretch> {
        let mut cutter = Cutter {
            masked,
            tokens,
            done: Vec::new(),
            open: Stretch::default(),
            heading: None,
            block: None,
            links: Vec::new(),
        };
        for (event, range) in events {
            cutter.event(event, range);
        }
        cutter.close();
        cutter.done
    }

    fn close(&mut self) {
        let mut stretch = std::mem::take(&mut self.open);
        stretch.words = stretch.words.end();
        self.done.push(stretch);
    }

    /// Where words go just now.
    fn words(&mut self) -> &mut Words {
        self.heading.as_mut().unwrap_or(&mut self.open.words)
    }

    /// Text with the words of its calls in place of their tokens.
    fn text(&mut self, text: &str) {
        let mut said = String::with_capacity(text.len());
        let mut code = String::new();
        replace_tokens(text, &mut said, |n, out| {
            if let Some(words) = self.tokens.get(n) {
                out.push_str(&words.prose);
                code.push_str(&words.code);
            }
        });
        self.words().add(&said);
        self.open.words.code.push_str(&code);
    }

    fn event(&mut self, event: &Event, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => match &mut self.block {
                Some((_, code)) => code.push_str(text),
                None => self.text(text),
            },
            Event::Code(code) => self.text(&format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak => self.words().add(" "),
            Event::Html(html) | Event::InlineHtml(html) if !html.trim_start().starts_with("<!") => self.text(html),
            Event::TaskListMarker(done) => self.words().add(if *done { "[x] " } else { "[ ] " }),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, range: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close();
                let attributes = self.masked.of_heading(range);
                self.open.level = *level as u8;
                self.open.at = range.start;
                self.open.explicit = attributes.is_some_and(|a| a.id.is_some());
                self.heading = Some(Words::default());
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', '{', '\t']).next().unwrap_or(""),
                    CodeBlockKind::Indented => "",
                };
                self.block = Some((info.to_string(), String::new()));
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let from = self.words().prose.len();
                self.links.push((dest_url.to_string(), from));
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::TableCell => self.words().add(" "),
            _ => self.words().add("\n"),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some(words) = self.heading.take() {
                    self.open.title = words.end().prose;
                }
            }
            TagEnd::CodeBlock => {
                if let Some((lang, code)) = self.block.take() {
                    let mut whole = Words::default();
                    whole.add_code(&lang, &code);
                    let mut filled = String::new();
                    let tokens = self.tokens;
                    replace_tokens(&whole.code, &mut filled, |n, out| {
                        if let Some(words) = tokens.get(n) {
                            out.push_str(&words.prose);
                        }
                    });
                    self.open.words.code.push_str(&filled);
                }
            }
            TagEnd::Link | TagEnd::Image => {
                if let Some((target, from)) = self.links.pop() {
                    let said = self.words().prose.get(from..).unwrap_or("").trim() == target;
                    if !said {
                        self.text(&format!("<{target}>"));
                    }
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::TableCell => {}
            _ => self.words().add("\n"),
        }
    }
}
