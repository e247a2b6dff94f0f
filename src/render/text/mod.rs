//! A sheet as text: what `stoop sheet show` prints and what is published as `NAME.txt`. Code is never cut, so that it can be copied: a
//! line of it may be longer than the others.

mod blocks;
mod flow;
mod span;

use super::strings::{Argument, Strings};
use crate::doc::Markdown;
use crate::sheet::{Shown, ShownGroup, State, Words};

use flow::{width_of, wrap};
use span::{Line, Span, Style, of_words};

/// How text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// In columns; a Chinese character takes two.
    pub width: usize,
    /// With a terminal's colours.
    pub colour: bool,
}

impl Look {
    /// What is published and what a pipe gets.
    pub const PLAIN: Look = Look {
        width: 80,
        colour: false,
    };
}

/// How much of a sheet is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it, with its head and foot.
    Sheet,
    /// A group under its heading.
    Group,
    /// Blocks alone.
    Block,
}

/// What text is made with.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    pub markdown: &'a Markdown,
    pub strings: &'a Strings,
    /// The code of the language of the theme's own words.
    pub lang: &'a str,
}

/// Lines of words are not longer than this, however wide a terminal is.
const WIDEST: usize = 100;
/// How far the content of a block is indented.
const INDENT: usize = 4;

/// Write a sheet. `address` is that of its page.
pub fn write(shown: &Shown, tools: Tools, look: Look, extent: Extent, address: &str) -> String {
    let mut writer = Writer {
        tools,
        look: Look {
            width: look.width.clamp(20, WIDEST),
            ..look
        },
        stale: 0,
        missing: 0,
        out: String::new(),
    };
    if extent == Extent::Sheet {
        writer.head(shown);
    }
    for group in &shown.groups {
        writer.group(group, extent);
    }
    writer.foot(shown, extent, address);
    writer.out
}

struct Writer<'a> {
    tools: Tools<'a>,
    look: Look,
    /// How many marked strings were written.
    stale: usize,
    missing: usize,
    out: String,
}

impl Writer<'_> {
    fn head(&mut self, shown: &Shown) {
        let mut title = self.words(&shown.title, Style::Heading);
        if shown.draft {
            title.extend(self.tag("draft"));
        }
        self.heading(&title, '=');
        if let Some(description) = &shown.description {
            let description = self.words(description, Style::Plain);
            self.paragraph(&description, 0);
        }
        let applies = &shown.applies_to;
        let mut parts: Vec<String> = Vec::new();
        parts.extend(applies.falco.as_ref().map(|v| format!("Falco {v}")));
        parts.extend(applies.ruleset.as_ref().map(ToString::to_string));
        parts.extend(applies.verified.as_ref().map(|version| {
            let version = ("version", version.to_string());
            match &applies.checked {
                Some(date) => self.t("sheet-verified-on", &[version, ("date", date.to_string())]),
                None => self.t("sheet-verified", &[version]),
            }
        }));
        if !parts.is_empty() {
            self.paragraph(&[Span::new(parts.join(" · "), Style::Faint)], 0);
        }
    }

    fn group(&mut self, group: &ShownGroup, extent: Extent) {
        if extent != Extent::Block {
            let mut title = self.words(&group.title, Style::Heading);
            if group.draft {
                title.extend(self.tag("draft"));
            }
            self.gap();
            self.heading(&title, '-');
            if let Some(intro) = &group.intro {
                let intro = self.words(intro, Style::Plain);
                self.paragraph(&intro, 0);
            }
        }
        for block in &group.blocks {
            self.block(block);
        }
    }

    fn foot(&mut self, shown: &Shown, extent: Extent, address: &str) {
        let is_whole = extent == Extent::Sheet;
        let mut lines: Vec<Vec<Span>> = Vec::new();
        for entry in shown.legend.iter().filter(|_| is_whole) {
            let mut line = vec![Span::new(format!("{} ", entry.mark), Style::Strong)];
            line.extend(self.words(&entry.text, Style::Plain));
            lines.push(line);
        }
        for (mark, key, count) in [("†", "sheet-stale", self.stale), ("‡", "sheet-missing", self.missing)] {
            if count > 0 {
                let text = self.counted(key, count);
                lines.push(vec![Span::new(format!("{mark} {text}"), Style::Alert)]);
            }
        }
        if is_whole && !shown.see_also.is_empty() {
            let label = self.t("sheet-see-also", &[]);
            lines.push(vec![Span::new(
                format!("{label} {}", shown.see_also.join(" · ")),
                Style::Faint,
            )]);
        }
        if is_whole {
            lines.push(vec![Span::new(address, Style::Faint)]);
        }
        if !lines.is_empty() {
            self.gap();
        }
        for line in lines {
            self.paragraph(&line, 0);
        }
    }

    /// A string of the theme. It is in English at least, so one that is in no language is a mistake that the page told already.
    fn t(&self, key: &str, args: &[(&str, String)]) -> String {
        let args: Vec<(String, Argument)> = args
            .iter()
            .map(|(name, value)| {
                // Only a count decides on a plural; versions are texts.
                let count = value.parse().ok().filter(|_| *name == "count").map(Argument::Number);
                (name.to_string(), count.unwrap_or_else(|| Argument::Text(value.clone())))
            })
            .collect();
        self.tools
            .strings
            .get(self.tools.lang, key, &args)
            .unwrap_or_else(|_| key.to_string())
    }

    fn counted(&self, key: &str, count: usize) -> String {
        let args = [("count".to_string(), Argument::Number(count as f64))];
        self.tools
            .strings
            .get(self.tools.lang, key, &args)
            .unwrap_or_else(|_| count.to_string())
    }

    /// Words and the mark of their state.
    fn words(&mut self, words: &Words, style: Style) -> Vec<Span> {
        let html = self.tools.markdown.inline(&words.text);
        let mut spans = of_words(&html, !self.look.colour);
        for span in spans.iter_mut().filter(|s| s.style == Style::Plain) {
            span.style = style;
        }
        let mark = match words.state {
            State::Stale => "†",
            State::Missing => "‡",
            State::Own | State::Ok | State::Same => return spans,
        };
        self.stale += usize::from(words.state == State::Stale);
        self.missing += usize::from(words.state == State::Missing);
        spans.push(Span::new(mark, Style::Alert));
        spans
    }

    /// ` [draft]`.
    fn tag(&self, key: &str) -> Vec<Span> {
        vec![Span::new(format!(" [{}]", self.t(key, &[])), Style::Alert)]
    }

    fn heading(&mut self, title: &[Span], under: char) {
        self.paragraph(title, 0);
        let width = width_of(title).min(self.look.width);
        self.line(&[Span::new(under.to_string().repeat(width), Style::Faint)]);
    }

    /// Words in lines of the width, each as far indented.
    fn paragraph(&mut self, spans: &[Span], indent: usize) {
        for line in wrap(spans, self.look.width - indent, false) {
            self.indented(line, indent);
        }
    }

    fn indented(&mut self, mut line: Line, indent: usize) {
        line.insert(0, Span::new(" ".repeat(indent), Style::Plain));
        self.line(&line);
    }

    fn line(&mut self, line: &[Span]) {
        span::write(line, self.look.colour, &mut self.out);
    }

    /// An empty line, but not at the beginning.
    fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}
