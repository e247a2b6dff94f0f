//! Events of the Markdown parser to HTML: blocks, and who renders what is inside them.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::super::{Heading, Markdown, Prose, heading::Ids};
use super::attributes::Masked;
use super::finish::{finish, slot};
use super::footnotes::Footnotes;
use super::heading::OpenHeading;
use super::html::without_links;
use super::inline::Quotes;
use crate::diag::{Diagnostic, Noted, Place};
use crate::doc::mark::{self, Mark};

/// The parser's events with where each was written.
pub type Events<'t> = Vec<(Event<'t>, Range<usize>)>;

/// What is known of where a range of the text is written.
type Origin<'r> = &'r dyn Fn(Range<usize>) -> String;

/// Everything that is known in the middle of a text.
pub struct Renderer<'r, 't> {
    pub md: &'r Markdown,
    pub masked: &'r Masked<'t>,
    pub text: &'r str,
    pub events: Events<'r>,
    /// The next event.
    pub next: usize,
    pub out: String,
    pub source: &'r dyn Fn(Range<usize>) -> Place,
    /// Only in a text that is rendered to find out where its parts are written.
    origin: Option<Origin<'r>>,
    pub notes: Vec<Diagnostic>,
    pub headings: Vec<Heading>,
    pub links: Vec<(String, Range<usize>)>,
    pub ids: Ids,
    pub heading: Option<OpenHeading>,
    /// Ids that headings are given from outside, by where they begin.
    pub given_ids: HashMap<usize, String>,
    pub footnotes: Footnotes,
    pub quotes: Quotes,
    /// How many links we are inside of: text in them is not linked again.
    pub link_depth: usize,
    /// Up to where the source was used up by a link found in text.
    pub used: usize,
    /// For each open quote, whether it is an alert.
    pub alerts: Vec<bool>,
    table: Option<TableState>,
    blocks: Blocks,
}

#[derive(Default)]
struct TableState {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

/// Numbers of blocks, for attributes that come after them. Empty in a text without block attributes.
#[derive(Default)]
struct Blocks {
    next: usize,
    /// The blocks that are open.
    open: Vec<usize>,
    /// The last closed block at each depth; a fence has none, its attributes stand in its first line.
    last: Vec<Option<usize>>,
    given: HashMap<usize, String>,
}

impl<'r, 't> Renderer<'r, 't> {
    pub fn new(md: &'r Markdown, masked: &'r Masked<'t>, events: Events<'r>, source: &'r dyn Fn(Range<usize>) -> Place) -> Self {
        let mut ids = Ids::default();
        for id in masked.headings.values().filter_map(|list| list.id.as_deref()) {
            ids.put(id);
        }
        Renderer {
            md,
            masked,
            text: &masked.text,
            out: String::with_capacity(masked.text.len() * 3 / 2),
            events,
            next: 0,
            source,
            origin: None,
            notes: Vec::new(),
            headings: Vec::new(),
            links: Vec::new(),
            ids,
            heading: None,
            given_ids: HashMap::new(),
            footnotes: Footnotes::default(),
            quotes: Quotes::default(),
            link_depth: 0,
            used: 0,
            alerts: Vec::new(),
            table: None,
            blocks: Blocks {
                last: vec![None],
                ..Blocks::default()
            },
        }
    }

    /// Whether what comes next stands in a table.
    pub fn in_table(&self) -> bool {
        self.table.is_some()
    }

    /// With a mark before each part that says where it is written.
    pub fn traced(mut self, origin: Origin<'r>) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Say where what comes next is written, if anybody asked.
    pub fn trace(&mut self, range: &Range<usize>) {
        if let Some(origin) = self.origin {
            self.out.push_str(&Mark::Origin(&origin(range.clone())).write());
        }
    }

    /// With ids that headings are given from outside.
    pub fn with_ids(mut self, ids: HashMap<usize, String>) -> Self {
        ids.values().for_each(|id| self.ids.put(id));
        self.given_ids = ids;
        self
    }

    /// Where each heading begins, and its id. Code is passed over: nothing in it is a heading, and to colour it takes time.
    pub fn outline(mut self) -> Vec<(usize, String)> {
        while let Some((event, range)) = self.take() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => {
                    while !matches!(self.take(), Some((Event::End(TagEnd::CodeBlock), _)) | None) {}
                }
                event => self.event(event, range),
            }
        }
        self.headings.into_iter().map(|h| (h.at, h.id)).collect()
    }

    pub fn run(mut self) -> Noted<Prose> {
        while let Some((event, range)) = self.take() {
            self.event(event, range);
        }
        self.write_footnotes();
        let given = (!self.masked.blocks.is_empty()).then_some(&self.blocks.given);
        let prose = Prose {
            html: finish(&self.out, given),
            headings: self
                .headings
                .into_iter()
                .map(|h| Heading {
                    html: finish(&without_links(&h.html), given),
                    ..h
                })
                .collect(),
            links: self.links,
        };
        Noted::new(prose, self.notes)
    }

    /// The next event; its place in the list is left empty.
    pub fn take(&mut self) -> Option<(Event<'r>, Range<usize>)> {
        let (event, range) = self.events.get_mut(self.next)?;
        self.next += 1;
        Some((std::mem::replace(event, Event::SoftBreak), range.clone()))
    }

    /// The next event, left where it is.
    pub fn peek(&self) -> Option<&(Event<'r>, Range<usize>)> {
        self.events.get(self.next)
    }

    fn event(&mut self, event: Event<'r>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Rule => {
                self.open_block("hr");
                self.out.push_str(">\n");
                self.close_block();
            }
            Event::Html(html) => {
                self.trace(&range);
                self.raw_html(&html, true);
            }
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::TaskListMarker(done) => {
                let checked = if done { "checked=\"\" " } else { "" };
                self.out
                    .push_str(&format!("<input {checked}disabled=\"\" type=\"checkbox\"> "));
            }
            inline => self.inline_event(inline, range),
        }
    }

    fn start(&mut self, tag: Tag<'r>, range: Range<usize>) {
        self.trace(&range);
        match tag {
            Tag::Paragraph => self.open("p"),
            Tag::Heading { .. } => self.heading_start(range),
            Tag::BlockQuote(_) => self.quote_start(),
            Tag::CodeBlock(kind) => self.code_block(kind, range),
            Tag::HtmlBlock => self.html_block(range),
            Tag::List(first) => {
                self.open_block(if first.is_some() { "ol" } else { "ul" });
                match first {
                    Some(n) if n != 1 => self.out.push_str(&format!(" start=\"{n}\">\n")),
                    _ => self.out.push_str(">\n"),
                }
            }
            Tag::Item => self.open("li"),
            Tag::FootnoteDefinition(label) => self.footnote_start(&label),
            Tag::DefinitionList => {
                self.open("dl");
                self.out.push('\n');
            }
            Tag::DefinitionListTitle => self.open("dt"),
            Tag::DefinitionListDefinition => self.open("dd"),
            Tag::Table(alignments) => {
                self.out.push_str("<div class=\"table-wrap\">");
                self.open("table");
                self.table = Some(TableState {
                    alignments,
                    ..TableState::default()
                });
            }
            Tag::TableHead => self.table_row("\n<thead>\n<tr>\n", true),
            Tag::TableRow => self.table_row("<tr>\n", false),
            Tag::TableCell => self.table_cell(),
            inline => self.inline_start(inline, range),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(level) => self.heading_end(level as u8),
            TagEnd::BlockQuote(_) => self.quote_end(),
            TagEnd::List(ordered) => self.close(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::FootnoteDefinition => self.footnote_end(),
            TagEnd::DefinitionList => self.close("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close("</dd>\n"),
            TagEnd::Table => {
                self.table = None;
                self.close("</tbody>\n</table></div>\n");
            }
            TagEnd::TableHead => self.out.push_str("</tr>\n</thead>\n<tbody>\n"),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                let head = self.table.as_ref().is_some_and(|t| t.head);
                self.out.push_str(if head { "</th>\n" } else { "</td>\n" });
                self.quotes = Quotes::default();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {}
            inline => self.inline_end(inline),
        }
    }

    /// Write the opening tag of a block, but for its `>`.
    pub fn open_block(&mut self, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
        if self.masked.blocks.is_empty() {
            return;
        }
        let number = self.blocks.next;
        self.blocks.next += 1;
        self.blocks.open.push(number);
        self.blocks.last.push(None);
        if !matches!(name, "li" | "dt" | "dd") {
            self.out.push_str(&slot(number));
        }
    }

    pub fn open(&mut self, name: &str) {
        self.open_block(name);
        self.out.push('>');
    }

    /// A block ends here: it is what an attribute list on the next line means.
    pub fn close_block(&mut self) {
        self.quotes = Quotes::default();
        if self.masked.blocks.is_empty() {
            return;
        }
        self.blocks.last.pop();
        if let (Some(number), Some(last)) = (self.blocks.open.pop(), self.blocks.last.last_mut()) {
            *last = Some(number);
        }
    }

    pub fn close(&mut self, tag: &str) {
        self.out.push_str(tag);
        self.close_block();
    }

    fn table_row(&mut self, tag: &str, head: bool) {
        self.out.push_str(tag);
        if let Some(table) = &mut self.table {
            table.column = 0;
            table.head = head;
        }
    }

    fn table_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let align = match table.alignments.get(table.column) {
            Some(Alignment::Left) => " style=\"text-align:left\"",
            Some(Alignment::Center) => " style=\"text-align:center\"",
            Some(Alignment::Right) => " style=\"text-align:right\"",
            _ => "",
        };
        table.column += 1;
        self.out.push_str(if table.head { "<th" } else { "<td" });
        self.out.push_str(align);
        self.out.push('>');
    }

    fn code_block(&mut self, kind: CodeBlockKind<'r>, range: Range<usize>) {
        let mut code = String::new();
        while let Some((event, _)) = self.take() {
            match event {
                Event::Text(text) => code.push_str(&text),
                _ => break,
            }
        }
        let code = mark::clean(&code);
        match kind {
            CodeBlockKind::Fenced(info) => self.fence(&mark::clean(&info), &code, &range),
            CodeBlockKind::Indented => self.plain_code(&code),
        }
        if let Some(last) = self.blocks.last.last_mut() {
            *last = None;
        }
    }

    /// Raw HTML, unless it is an attribute list in disguise.
    fn html_block(&mut self, range: Range<usize>) {
        let from = range.end - self.text[range.clone()].trim_start().len();
        let Some(list) = self.masked.blocks.get(&from) else {
            return;
        };
        while !matches!(self.take(), Some((Event::End(TagEnd::HtmlBlock), _)) | None) {}
        // It belongs to the block before it, if no blank line parts them.
        let before = self.text[..from].trim_end_matches([' ', '\t', '>']);
        let line = before.strip_suffix('\n').unwrap_or(before);
        let line = &line[line.rfind('\n').map_or(0, |i| i + 1)..];
        let blank = line.trim_matches([' ', '\t', '>']).is_empty();
        if let Some(Some(block)) = self.blocks.last.last()
            && !blank
        {
            self.blocks.given.entry(*block).or_insert_with(|| list.html());
        }
    }

    /// HTML as it is written, or a comment in its place where raw HTML is switched off.
    pub fn raw_html(&mut self, html: &str, block: bool) {
        if html.trim() == "<!--more-->" {
        } else if self.md.options.raw_html {
            self.out.push_str(html);
        } else if !self.out.trim_end().ends_with(OMITTED) {
            self.out.push_str(OMITTED);
            if block {
                self.out.push('\n');
            }
        }
    }
}

const OMITTED: &str = "<!-- raw HTML omitted -->";
