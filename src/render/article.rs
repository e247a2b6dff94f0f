//! A body to the HTML of its article: shortcodes expanded, Markdown rendered, every mark answered.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use tera::{Context, Map, Value};

use super::call;
use super::include::Spent;
use super::link::Linker;
use super::reader::Reader;
use super::theme::Theme;
use crate::config::{Config, UnknownShortcodes};
use crate::diag::{Code, Diagnostic, Noted, Place, Source};
use crate::doc::mark::{self, Mark};
use crate::doc::{Args, Call, Doc, Markdown, Node, Notation, Prose, Script, toc_html};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::site::Page;

/// How many bytes the calls of a page may print, those inside of others counted as often as these print them.
const MOST_OUTPUT: usize = 64_000_000;

/// How deep calls may hold one another, those of included files too.
const DEEPEST: usize = 64;

/// What articles are made with.
#[derive(Clone, Copy)]
pub struct Kitchen<'a> {
    pub config: &'a Config,
    pub theme: &'a Theme,
    pub markdown: &'a Markdown,
    pub linker: Linker<'a>,
    pub prose: &'a Memo<Noted<Prose>>,
    /// Files that shortcodes read as Markdown.
    pub included: &'a Memo<Noted<Doc>>,
    pub files: Reader<'a>,
    /// Ids that headings of the page take from its source.
    pub ids: &'a [(usize, String)],
}

/// The rendered body of a page.
#[derive(Debug, Default)]
pub struct Article {
    pub html: String,
    /// The nested list of headings; empty when there are none of the configured levels.
    pub toc: String,
}

/// Render a body. `implicits`: what components may declare with `@`.
pub fn render(kitchen: Kitchen, page: &Page, script: &Script, is_html: bool, implicits: &Context) -> Noted<Article> {
    let mut chef = Chef::new(kitchen, page, script, implicits);
    let text = chef.expand(&script.nodes);
    let prose = if is_html { chef.html(&text) } else { chef.prose(&text) };
    let mut html = String::with_capacity(prose.value.html.len() + 256);
    chef.fill(&prose.value.html, &prose.value.links, &mut html);
    let toc = &kitchen.config.markdown.toc;
    let mut toc_filled = String::new();
    chef.fill(&toc_html(&prose.value.headings, toc.from, toc.to), &[], &mut toc_filled);
    let mut notes = std::mem::take(&mut chef.notes);
    notes.extend(prose.notes.iter().cloned());
    Noted::new(Article { html, toc: toc_filled }, notes)
}

/// What a call is given as its inner text, and what becomes of its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `{{< >}}`: text as it is written.
    Raw,
    /// `{{% %}}`: Markdown, and the output is Markdown too.
    Markdown,
    /// A nested `{{% %}}`: HTML already.
    Html,
}

/// Works through one file of a page: its own, or one that a shortcode includes.
pub(super) struct Chef<'a> {
    pub(super) kitchen: Kitchen<'a>,
    pub(super) page: &'a Page,
    pub(super) source: Source<'a>,
    pub(super) script: &'a Script,
    pub(super) implicits: &'a Context,
    /// What each token in the expanded text stands for.
    pub(super) outputs: Vec<String>,
    /// Where parts of the expanded text come from: (start in it, start in the file), by start.
    pub(super) segments: Vec<(usize, usize)>,
    /// The files that the one at hand is included by, outermost first, and itself.
    pub(super) including: Vec<Arc<str>>,
    /// The calls that the one at hand stands in, outermost first, as `@parent` shows them.
    pub(super) callers: Vec<Value>,
    /// What the page has included so far.
    pub(super) spent: Spent,
    /// How many bytes the outputs of calls may still add to the page.
    pub(super) room: Cell<usize>,
    pub(super) notes: Vec<Diagnostic>,
}

impl<'a> Chef<'a> {
    /// At work on a page's own body.
    pub(super) fn new(kitchen: Kitchen<'a>, page: &'a Page, script: &'a Script, implicits: &'a Context) -> Self {
        let file: Arc<str> = page.doc.as_ref().map_or_else(|| "".into(), |d| d.file.clone());
        Chef {
            kitchen,
            page,
            source: script.source(&file),
            script,
            implicits,
            outputs: Vec::new(),
            segments: Vec::new(),
            including: Vec::new(),
            callers: Vec::new(),
            spent: Spent::default(),
            room: Cell::new(MOST_OUTPUT),
            notes: Vec::new(),
        }
    }
}

impl Chef<'_> {
    /// The Markdown to parse: text as it is, `{{% %}}` calls by their output, all other calls by a token.
    pub(super) fn expand(&mut self, nodes: &[Node]) -> String {
        let mut out = String::with_capacity(self.script.body.len());
        let mut ordinal = 0;
        for node in nodes {
            match node {
                Node::Text(range) => {
                    self.segments.push((out.len(), range.start));
                    out.push_str(&self.script.text[range.clone()]);
                }
                Node::Escaped(text) => {
                    let token = self.token(escape(text));
                    out.push_str(&token);
                }
                Node::Call(call) => {
                    self.segments.push((out.len(), call.at.start));
                    let indent = indent(&out).to_string();
                    let body = self.body(call, ordinal);
                    let form = match call.notation {
                        Notation::Percent => Form::Markdown,
                        Notation::Angle => Form::Raw,
                    };
                    let output = self.output(call, body.as_deref(), form, ordinal);
                    ordinal += 1;
                    match form {
                        Form::Markdown => {
                            let output = self.tokens_for_marks(&output);
                            out.push_str(&indented(&output, &indent));
                        }
                        Form::Raw | Form::Html => out.push_str(&self.token(output)),
                    }
                }
            }
        }
        out
    }

    /// The inner text of a call: nested calls are done already, a nested `{{% %}}` with its own inner text as HTML.
    fn body(&mut self, call: &Call, ordinal: usize) -> Option<String> {
        let nodes = call.inner.as_ref()?;
        self.callers.push(caller(call, ordinal));
        let mut out = String::new();
        let mut ordinal = 0;
        for node in nodes {
            match node {
                Node::Text(range) => out.push_str(&self.script.text[range.clone()]),
                Node::Escaped(text) => out.push_str(&self.token(escape(text))),
                Node::Call(call) => {
                    let mut body = self.body(call, ordinal);
                    let mut form = Form::Raw;
                    if call.notation == Notation::Percent {
                        body = body.map(|b| self.nested(&b));
                        form = Form::Html;
                    }
                    let output = self.output(call, body.as_deref(), form, ordinal);
                    ordinal += 1;
                    out.push_str(&self.token(output));
                }
            }
        }
        self.callers.pop();
        Some(out)
    }

    /// The inner text of a nested `{{% %}}` as HTML; that of one line is no paragraph.
    fn nested(&self, text: &str) -> String {
        let html = self.kitchen.markdown.block(text);
        let bare = html.trim_end().strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>"));
        match bare {
            Some(bare) if !text.contains('\n') => bare.to_string(),
            _ => html,
        }
    }

    /// Markdown does not know marks, so those in the output of a component go through it as tokens.
    fn tokens_for_marks(&mut self, output: &str) -> String {
        let mut out = String::with_capacity(output.len());
        mark::fill(output, &mut out, |mark, out| out.push_str(&self.token(mark.write())));
        out
    }

    fn token(&mut self, output: String) -> String {
        self.outputs.push(output);
        Markdown::token(self.outputs.len() - 1)
    }

    /// What a call prints.
    pub(super) fn output(&mut self, call: &Call, body: Option<&str>, form: Form, ordinal: usize) -> String {
        let theme = self.kitchen.theme;
        let Some(shortcode) = theme.shortcode(&call.name) else {
            return self.unknown(call, body, form);
        };
        let mut implicits = self.implicits.clone();
        implicits.insert("markdown", &(form != Form::Raw));
        implicits.insert("ordinal", &ordinal);
        implicits.insert_value("parent", self.callers.last().cloned().unwrap_or_else(Value::none));
        let html = call::render(theme, shortcode, call, body, &implicits, &self.source, &mut self.notes);
        self.with_files(html.unwrap_or_default(), call, form == Form::Markdown)
    }

    fn unknown(&mut self, call: &Call, body: Option<&str>, form: Form) -> String {
        let message = format!("there is no shortcode `{}`", call.name);
        let names: Vec<String> = self.kitchen.theme.shortcode_names().collect();
        let note = match self.kitchen.config.unknown_shortcodes {
            UnknownShortcodes::Error => Diagnostic::error(Code::UnknownShortcode, message),
            UnknownShortcodes::Inner => Diagnostic::warning(Code::UnknownShortcode, message),
        };
        let mut note = note.at(self.source.place(call.name_at.clone()));
        if let Some(near) = crate::diag::nearest(&call.name, names.iter().map(String::as_str)) {
            note = note.help(format!("did you mean `{near}`?"));
        } else {
            let file = call.name.replace('/', "-");
            note = note.help(format!("define it as a component in templates/shortcodes/{file}.html"));
        }
        self.notes.push(note);
        match (body, form) {
            (Some(body), Form::Markdown | Form::Html) => format!("\n\n{body}\n\n"),
            (Some(body), Form::Raw) => self.kitchen.markdown.block(body),
            (None, _) => String::new(),
        }
    }

    pub(super) fn prose(&self, text: &str) -> Arc<Noted<Prose>> {
        let source = &self.source;
        let ids = self.ids();
        let key = Hash::of(&(
            &source.file,
            self.script.body.start,
            // Findings hold lines and columns, so the same text further down is another result.
            self.source.text[..self.script.body.start].matches('\n').count(),
            &self.segments,
            text,
            &self.kitchen.markdown.options,
            self.kitchen.markdown.join_cjk,
            &ids,
        ));
        self.kitchen.prose.get(key, || {
            let place = |range| self.place(range);
            self.kitchen.markdown.prose_with_ids(text, &place, ids.into_iter().collect())
        })
    }

    /// The shared ids by where their headings begin in the expanded text.
    fn ids(&self) -> Vec<(usize, String)> {
        // What an included file says has its own headings.
        let own = self.including.is_empty().then_some(self.kitchen.ids).unwrap_or_default();
        let in_text = |(at, id): &(usize, String)| {
            let next = self.segments.partition_point(|(_, from)| from <= at);
            let (start, from) = self.segments.get(next.checked_sub(1)?)?;
            let is_call = self.script.text[*from..].starts_with("{{");
            (!is_call).then(|| (start + (at - from), id.clone()))
        };
        own.iter().filter_map(in_text).collect()
    }

    /// A body that is HTML already.
    fn html(&self, text: &str) -> Arc<Noted<Prose>> {
        Arc::new(Noted::clean(Prose {
            html: Markdown::marked(text),
            ..Prose::default()
        }))
    }

    /// The place in the file of a range in the expanded text.
    fn place(&self, range: Range<usize>) -> Place {
        let at = self
            .segments
            .partition_point(|(start, _)| *start <= range.start)
            .saturating_sub(1);
        let (out, from) = self.segments.get(at).copied().unwrap_or((0, self.script.body.start));
        let start = from + (range.start - out.min(range.start));
        self.source.place(start..start + range.len())
    }

    /// Answer the marks of some HTML, those in the output of calls too.
    pub(super) fn fill(&mut self, html: &str, links: &[(String, Range<usize>)], out: &mut String) {
        let mut problems = Vec::new();
        self.fill_level(html, links, 0, &mut problems, out);
        self.notes.extend(problems);
    }

    fn fill_level(
        &self,
        html: &str,
        links: &[(String, Range<usize>)],
        depth: usize,
        problems: &mut Vec<Diagnostic>,
        out: &mut String,
    ) {
        mark::fill(html, out, |mark, out| {
            let (url, problem, target) = match mark {
                // Outputs hold the tokens of the calls inside them, each made before what holds it: no call can hold itself.
                Mark::Call(n) => {
                    if let Some(output) = self.outputs.get(n)
                        && self.admit(output, depth, problems)
                    {
                        let marked = Markdown::marked(output);
                        self.fill_level(&marked, links, depth + 1, problems, out);
                    }
                    return;
                }
                // Those that components left were answered when the call was rendered.
                Mark::Include(_) | Mark::Text(_) | Mark::Code { .. } => return,
                Mark::Link(target) | Mark::Image(target) => {
                    let (url, problem) = self.kitchen.linker.link(self.page, target);
                    (url, problem, target)
                }
                Mark::Ref(target) => {
                    let (url, problem) = self.kitchen.linker.reference(self.page, target, true);
                    (url, problem, target)
                }
                Mark::RelRef(target) => {
                    let (url, problem) = self.kitchen.linker.reference(self.page, target, false);
                    (url, problem, target)
                }
            };
            out.push_str(&escape(&url));
            if let Some(note) = problem {
                problems.push(note.at(self.link_place(target, links)));
            }
        });
    }

    /// Whether a page may print one more output. The first that it may not is told.
    fn admit(&self, output: &str, depth: usize, problems: &mut Vec<Diagnostic>) -> bool {
        let message = match self.room.get() {
            0 => return false,
            // Outputs without text cost something too: as many as the calls double at each level can there be.
            room => match room.checked_sub(output.len() + 64) {
                Some(left) if depth < DEEPEST => {
                    self.room.set(left);
                    return true;
                }
                Some(_) => format!("the shortcodes of this page stand more than {DEEPEST} deep in one another"),
                None => format!("the shortcodes of this page print more than {} MB", MOST_OUTPUT / 1_000_000),
            },
        };
        self.room.set(0);
        let help = "what goes beyond that is left out";
        let note = Diagnostic::error(Code::ShortcodeFailed, message).help(help);
        problems.push(note.at(Place::file(self.source.file.clone())));
        false
    }

    /// Where a target is written: known of Markdown's links, and looked for in the body where a component wrote the link.
    fn link_place(&self, target: &str, links: &[(String, Range<usize>)]) -> Place {
        if let Some((_, range)) = links.iter().find(|(t, _)| t == target) {
            return self.place(range.clone());
        }
        let body = &self.script.text[self.script.body.clone()];
        let at = body
            .find(target)
            .map_or(self.script.body.start, |i| self.script.body.start + i);
        self.source.place(at..at + target.len())
    }
}

/// The white space between the start of the last line and its end, if there is nothing else.
fn indent(text: &str) -> &str {
    let line = &text[text.rfind('\n').map_or(0, |i| i + 1)..];
    if line.bytes().all(|b| matches!(b, b' ' | b'\t')) {
        line
    } else {
        ""
    }
}

/// Text whose lines after the first stand as deep as the call that it takes the place of, so that a call in a list stays in it.
/// Lines of its inner text stand so already.
fn indented(text: &str, indent: &str) -> String {
    if indent.is_empty() {
        return text.to_string();
    }
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or("").to_string();
    for line in lines {
        out.push('\n');
        if !line.trim().is_empty() && !line.starts_with(indent) {
            out.push_str(indent);
        }
        out.push_str(line);
    }
    out
}

/// A call as the calls inside it see it.
fn caller(call: &Call, ordinal: usize) -> Value {
    let named = match &call.args {
        Args::Named(args) => args.as_slice(),
        Args::Positional(_) => &[],
    };
    let args: Map = named
        .iter()
        .map(|(name, arg)| (name.clone().into(), call::value(&arg.value)))
        .collect();
    let map = [
        ("name", Value::from(call.name.as_str())),
        ("args", Value::from(args)),
        ("ordinal", Value::from(ordinal as u64)),
    ];
    Value::from(map.into_iter().map(|(k, v)| (k.into(), v)).collect::<Map>())
}

/// HTML-escape text for content and attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}
