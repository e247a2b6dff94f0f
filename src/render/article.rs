//! A body to the HTML of its article: shortcodes expanded, Markdown rendered, every mark answered.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use tera::{Context, Map, Value};

use super::call::{self, Order};
use super::include::Spent;
use super::link::Linker;
use super::origin;
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
    /// Say in the HTML where each part of it is written.
    pub trace: bool,
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

/// A part of the expanded text.
#[derive(Clone, Debug, Hash)]
pub(super) struct Segment {
    /// Where it starts in the expanded text.
    start: usize,
    /// Where it is written in the file: the text itself, or the call that printed it.
    written: Range<usize>,
    by_call: bool,
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
    /// Where parts of the expanded text come from, by their start in it.
    pub(super) segments: Vec<Segment>,
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
                    self.segment(out.len(), range.clone(), false);
                    out.push_str(&self.script.text[range.clone()]);
                }
                Node::Escaped(text) => {
                    let token = self.token(escape(text));
                    out.push_str(&token);
                }
                Node::Call(call) => {
                    self.segment(out.len(), extent(call), true);
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
                        Form::Raw | Form::Html => out.push_str(&self.token_of(call, output)),
                    }
                }
            }
        }
        out
    }

    fn segment(&mut self, start: usize, written: Range<usize>, by_call: bool) {
        self.segments.push(Segment { start, written, by_call });
    }

    /// The expanded text was changed: what stands where in the file is not known any more, but for the file itself.
    pub(super) fn forget_segments(&mut self) {
        self.segments.clear();
        self.segment(0, self.script.body.clone(), true);
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
                    out.push_str(&self.token_of(call, output));
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

    /// The token of what a call printed.
    fn token_of(&mut self, call: &Call, output: String) -> String {
        match self.kitchen.trace {
            true => self.token(origin::of_call(&self.source.file, &extent(call), &output)),
            false => self.token(output),
        }
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
        let lenient = self.lenient();
        let order = Order { call, body, lenient };
        match call::render(theme, shortcode, &order, &implicits, &self.source, &mut self.notes) {
            Some(html) => self.with_files(html, call, form == Form::Markdown),
            None if lenient => self.inner(body, form),
            None => String::new(),
        }
    }

    /// Whether content may call shortcodes that nobody here knows, or knows otherwise.
    pub(super) fn lenient(&self) -> bool {
        self.kitchen.config.unknown_shortcodes == UnknownShortcodes::Inner
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
        self.inner(body, form)
    }

    /// The inner text of a call in place of what nobody could render.
    fn inner(&self, body: Option<&str>, form: Form) -> String {
        match (body, form) {
            (Some(body), Form::Markdown | Form::Html) => format!("\n\n{body}\n\n"),
            (Some(body), Form::Raw) => self.kitchen.markdown.block(body),
            (None, _) => String::new(),
        }
    }

    pub(super) fn prose(&self, text: &str) -> Arc<Noted<Prose>> {
        if self.kitchen.trace {
            let origin = |range| origin::of_text(&self.source.file, &self.written(range));
            return Arc::new(Noted::clean(Prose {
                html: self.kitchen.markdown.traced(text, self.ids().into_iter().collect(), &origin),
                ..Prose::default()
            }));
        }
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
        let own = if self.including.is_empty() { self.kitchen.ids } else { &[] };
        let in_text = |(at, id): &(usize, String)| {
            let segment = self.segments.iter().find(|s| !s.by_call && s.written.contains(at))?;
            Some((segment.start + (at - segment.written.start), id.clone()))
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
        self.source.place(self.written(range))
    }

    /// Where in the file a range of the expanded text is written; of what a call printed, the call.
    fn written(&self, range: Range<usize>) -> Range<usize> {
        let after = self.segments.partition_point(|s| s.start <= range.start);
        match self.segments.get(after.saturating_sub(1)) {
            Some(segment) if segment.by_call => segment.written.clone(),
            Some(segment) => {
                let start = segment.written.start + (range.start - segment.start.min(range.start));
                start..start + range.len()
            }
            None => self.script.body.start + range.start..self.script.body.start + range.end,
        }
    }

    /// Answer the marks of some HTML, those in the output of calls too.
    pub(super) fn fill(&mut self, html: &str, links: &[(String, Range<usize>)], out: &mut String) {
        let mut told = Told {
            links,
            seen: HashMap::new(),
            problems: Vec::new(),
        };
        self.fill_level(html, 0, &mut told, out);
        self.notes.extend(told.problems);
    }

    fn fill_level(&self, html: &str, depth: usize, told: &mut Told, out: &mut String) {
        mark::fill(html, out, |mark, out| {
            let (url, problem, target) = match mark {
                // Outputs hold the tokens of the calls inside them, each made before what holds it: no call can hold itself.
                Mark::Call(n) => {
                    if let Some(output) = self.outputs.get(n)
                        && self.admit(output, depth, &mut told.problems)
                    {
                        let marked = Markdown::marked(output);
                        self.fill_level(&marked, depth + 1, told, out);
                    }
                    return;
                }
                // Those that components left were answered when the call was rendered.
                Mark::Include(_) | Mark::Text(_) | Mark::Code { .. } => return,
                Mark::Origin(_) => return out.push_str(&mark.write()),
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
            if self.kitchen.trace {
                out.push_str(&origin::of_target(target));
            }
            out.push_str(&escape(&url));
            if let Some(note) = problem {
                let n = told.before(target);
                told.problems.push(note.at(self.link_place(target, told.links, n)));
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

    /// Where a target is written the n-th time: known of Markdown's links, and looked for in the body where a component wrote the link.
    fn link_place(&self, target: &str, links: &[(String, Range<usize>)], n: usize) -> Place {
        let mut written = links.iter().filter(|(t, _)| t == target);
        if let Some((_, range)) = written.clone().nth(n).or_else(|| written.next()) {
            return self.place(range.clone());
        }
        let body = &self.script.text[self.script.body.clone()];
        let mut found = body.match_indices(target).map(|(i, _)| self.script.body.start + i);
        let at = found
            .clone()
            .nth(n)
            .or_else(|| found.next())
            .unwrap_or(self.script.body.start);
        self.source.place(at..at + target.len())
    }
}

/// What comes to light while marks are answered.
struct Told<'l> {
    /// The targets of Markdown's links, with where each is written.
    links: &'l [(String, Range<usize>)],
    /// How often each target was found wanting.
    seen: HashMap<String, usize>,
    problems: Vec<Diagnostic>,
}

impl Told<'_> {
    /// How often a target was wrong before.
    fn before(&mut self, target: &str) -> usize {
        let seen = self.seen.entry(target.to_string()).or_default();
        *seen += 1;
        *seen - 1
    }
}

/// A call with its inner text.
fn extent(call: &Call) -> Range<usize> {
    call.at.start..call.at.end.max(call.inner_at.end)
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
