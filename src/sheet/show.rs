//! A sheet and its translation to what is shown.

use std::collections::{BTreeSet, HashMap};

use super::file::{Colour, Content, Edition, Orientation, Paper, PrintFile, Scalar, Split};
use super::inline::{inline, literal};
use super::shown::*;
use super::{Block, Entry, Group, Overlay, Row, Sheet, vars, words, wrap};
use crate::diag::{Code, Diagnostic, Noted, Place, nearest, settle};

/// Join a sheet and its translation. Without `drafts`, nothing of a draft is left, and groups that held nothing else are gone; with
/// them, each is marked.
pub fn show(sheet: &Sheet, overlay: Option<&Overlay>, drafts: bool) -> Noted<Shown> {
    let mut work = Work {
        sheet,
        overlay: overlay.map(|o| o.entries.iter().map(|e| (e.path.as_str(), e)).collect()),
        drafts,
        counts: Counts::default(),
        stale: Vec::new(),
        missing: Vec::new(),
    };
    if sheet.draft && !drafts {
        return Noted::clean(Shown::default());
    }
    let mut shown = work.sheet();
    let mut notes = Vec::new();
    // Of a sheet with errors nothing was read: what it lacks says nothing of its translation.
    if let Some(overlay) = overlay.filter(|_| !sheet.is_broken()) {
        let orphans = unknown_entries(sheet, overlay, &mut notes);
        work.counts.orphan = orphans.len();
        work.summarise(overlay, &orphans, &mut notes);
        unknown_variables(sheet, overlay, &mut notes);
    }
    shown.counts = work.counts;
    settle(&mut notes);
    Noted::new(shown, notes)
}

struct Work<'a> {
    sheet: &'a Sheet,
    overlay: Option<HashMap<&'a str, &'a Entry>>,
    drafts: bool,
    counts: Counts,
    stale: Vec<&'a Entry>,
    missing: Vec<String>,
}

impl<'a> Work<'a> {
    fn sheet(&mut self) -> Shown {
        let sheet = self.sheet;
        Shown {
            title: self.words("title", &sheet.title),
            link_title: self.some_words("linkTitle", &sheet.link_title),
            description: self.some_words("description", &sheet.description),
            draft: sheet.draft,
            applies_to: sheet.applies_to.clone(),
            groups: sheet.groups.iter().filter_map(|g| self.group(g)).collect(),
            legend: sheet
                .legend
                .iter()
                .map(|entry| ShownLegend {
                    mark: entry.mark.clone(),
                    text: self.words(&format!("legend.{}", entry.id), &entry.text),
                })
                .collect(),
            see_also: sheet.see_also.clone(),
            print: print(&sheet.print),
            translated: self.overlay.is_some(),
            counts: Counts::default(),
        }
    }

    fn group(&mut self, group: &Group) -> Option<ShownGroup> {
        if group.draft && !self.drafts {
            return None;
        }
        // A group of drafts only must not show that it is there, and its words must not be counted.
        let visible = |b: &&Block| self.drafts || !self.is_hidden(b);
        let blocks: Vec<&Block> = group.blocks.iter().filter(visible).collect();
        if blocks.is_empty() {
            return None;
        }
        let columns = self.sheet.print.columns.unwrap_or(COLUMNS);
        Some(ShownGroup {
            id: group.id.clone(),
            title: self.words(&format!("{}.title", group.id), &group.title),
            intro: self.some_words(&format!("{}.intro", group.id), &group.intro),
            draft: group.draft,
            span: group.span.unwrap_or(1).min(columns),
            break_: group.break_,
            blocks: blocks.into_iter().map(|b| self.block(b, &group.id)).collect(),
        })
    }

    /// A draft, or a block that has rows and all of them are drafts.
    fn is_hidden(&self, block: &Block) -> bool {
        block.common.draft || (!block.rows.is_empty() && block.rows.iter().all(|r| r.draft))
    }

    fn block(&mut self, block: &Block, group: &str) -> ShownBlock {
        let path = format!("{group}.{}", block.id);
        let common = &block.common;
        let split = if block.rows.is_empty() { Split::None } else { Split::Rows };
        let mut shown = ShownBlock {
            id: block.id.clone(),
            badge: block.badge.clone(),
            kind: block.kind,
            title: self.some_words(&format!("{path}.title"), &common.title),
            note: self.some_words(&format!("{path}.note"), &common.note),
            draft: common.draft,
            since: common.since.as_ref().map(|s| s.0.clone()),
            until: common.until.as_ref().map(|s| s.0.clone()),
            danger: common.danger,
            split: common.split.unwrap_or(split),
            only: common.only,
            ..ShownBlock::default()
        };
        self.content(block, &path, &mut shown);
        self.rows(block, &path, &mut shown);
        shown.path = path;
        shown
    }

    fn content(&mut self, block: &Block, path: &str, shown: &mut ShownBlock) {
        let part = |name: &str, text: &Option<String>| text.clone().filter(|_| block.shows(name));
        match &block.content {
            Content::Rule {
                rule,
                condition,
                output,
                priority,
                tags,
                enabled,
                source,
                ..
            } => {
                shown.name = self.name(rule);
                shown.condition = self.some_code(&part("condition", condition));
                shown.output = self.some_code(&part("output", output));
                shown.priority = part("priority", priority);
                shown.tags = tags.iter().filter(|_| block.shows("tags")).cloned().collect();
                shown.enabled = enabled.filter(|_| block.shows("enabled"));
                shown.source = part("source", source);
            }
            Content::Macro { name, condition } => {
                shown.name = self.name(name);
                shown.condition = self.some_code(&part("condition", condition));
            }
            Content::List { name, items } => {
                shown.name = self.name(name);
                let items = items.iter().filter(|_| block.shows("items"));
                shown.items = items.map(|i| self.code(&i.0)).collect();
            }
            Content::Snippet { lang, code, .. } => {
                shown.lang = lang.clone();
                shown.code = self.some_code(code);
            }
            Content::Text { text, tone } => {
                let text = text.as_deref().filter(|t| !t.trim().is_empty());
                shown.text = text.map(|t| self.words_of(&format!("{path}.text"), t, Form::Blocks));
                shown.tone = Some(tone.unwrap_or_default());
            }
            Content::Flags { .. } | Content::Oneliners { .. } | Content::Keys { .. } | Content::Fields { .. } => {}
            // The headings are made with the rows.
            Content::Table { .. } => {}
        }
        shown.desc = block.description().filter(|d| !d.trim().is_empty()).map(|desc| {
            let form = Form::of(block.described_by_source());
            self.words_of(&format!("{path}.desc"), desc, form)
        });
        if let Some(upstream) = &block.upstream {
            shown.hooks = upstream.hooks.clone();
            shown.exceptions = upstream
                .exceptions
                .iter()
                .filter(|_| block.shows("exceptions"))
                .cloned()
                .collect();
        }
        shown.lines = shown.condition.as_deref().map(wrap).unwrap_or_default();
        let most = block.common.max_lines.map_or(usize::MAX, |most| most as usize);
        shown.more = shown.lines.len().saturating_sub(most);
        shown.lines.truncate(most);
    }

    fn rows(&mut self, block: &Block, path: &str, shown: &mut ShownBlock) {
        let rows: Vec<&Row> = block.rows.iter().filter(|r| self.drafts || !r.draft).collect();
        let Some(first) = rows.first() else { return };
        let titles = match &block.content {
            Content::Table { columns, .. } => columns.as_slice(),
            _ => &[],
        };
        // A table keeps all of its columns; other kinds drop what no row fills.
        let used = |i: usize| !titles.is_empty() || rows.iter().any(|r| r.cells.get(i).is_some_and(|c| !c.text.is_empty()));
        let kept: Vec<usize> = (0..first.cells.len()).filter(|i| used(*i)).collect();
        shown.columns = kept
            .iter()
            .map(|i| Column {
                key: first.cells[*i].key.clone(),
                title: titles.get(*i).map(|t| self.words(&format!("{path}.{i}"), t)),
                code: !first.cells[*i].words,
            })
            .collect();
        shown.rows = rows.into_iter().map(|row| self.row(row, &kept, path)).collect();
    }

    fn row(&mut self, row: &Row, kept: &[usize], path: &str) -> ShownRow {
        let cells = kept.iter().filter_map(|i| row.cells.get(*i));
        ShownRow {
            id: row.id.clone(),
            draft: row.draft,
            expect: row.expect.clone(),
            cells: cells
                .map(|cell| ShownCell {
                    key: cell.key.clone(),
                    code: !cell.words,
                    words: if cell.words {
                        let path = format!("{path}.{}.{}", row.id, cell.key);
                        self.words_of(&path, &cell.text, Form::of(cell.literal))
                    } else {
                        Words {
                            text: self.code(&cell.text),
                            ..Words::default()
                        }
                    },
                })
                .collect(),
        }
    }

    fn some_words(&mut self, path: &str, text: &Option<String>) -> Option<Words> {
        let text = text.as_deref().filter(|t| !t.trim().is_empty())?;
        Some(self.words(path, text))
    }

    /// Short words at a path.
    fn words(&mut self, path: &str, source: &str) -> Words {
        self.words_of(path, source, Form::Inline)
    }

    /// The words at a path: translated when the translation was made from these very words, else as they are.
    fn words_of(&mut self, path: &str, source: &str, form: Form) -> Words {
        let Some(overlay) = &self.overlay else {
            return Words {
                text: self.markdown(source, form),
                ..Words::default()
            };
        };
        if source.trim().is_empty() {
            return Words::default();
        }
        let entry = overlay.get(path).copied();
        let translation = entry.and_then(|e| e.word.translation());
        let (text, state) = match (entry, translation) {
            (Some(entry), t) if (entry.word.same || t.is_some()) && entry.word.is_for(&words::of(source)) => match t {
                Some(t) if !entry.word.same => (t, State::Ok),
                _ => (source, State::Same),
            },
            (Some(entry), t) if entry.word.same || t.is_some() => {
                self.stale.push(entry);
                (source, State::Stale)
            }
            _ => {
                self.missing.push(path.to_string());
                (source, State::Missing)
            }
        };
        // A translator writes Markdown, also of what is none in the source.
        let form = match (form, state) {
            (Form::Literal, State::Ok) => Form::Inline,
            (form, _) => form,
        };
        match state {
            State::Ok => self.counts.ok += 1,
            State::Stale => self.counts.stale += 1,
            State::Missing => self.counts.missing += 1,
            State::Same => self.counts.same += 1,
            State::Own => {}
        }
        Words {
            text: self.markdown(text, form),
            state,
            mark: matches!(state, State::Stale | State::Missing),
        }
    }

    /// Words as Markdown, with their variables filled in.
    fn markdown(&self, text: &str, form: Form) -> String {
        match form {
            Form::Inline => inline(&self.code(text)),
            Form::Blocks => self.code(text),
            Form::Literal => literal(text),
        }
    }

    /// Of a rule, macro or list; `None` for that of a draft which is not written yet.
    fn name(&self, text: &Option<String>) -> Option<String> {
        self.some_code(text).filter(|name| !name.trim().is_empty())
    }

    fn some_code(&self, text: &Option<String>) -> Option<String> {
        text.as_deref().map(|t| self.code(t))
    }

    /// Text with its variables filled in.
    fn code(&self, text: &str) -> String {
        vars::fill(text, &self.sheet.vars)
    }

    /// One warning for each state that a translator should know of.
    fn summarise(&self, overlay: &Overlay, orphans: &[&Entry], notes: &mut Vec<Diagnostic>) {
        if let Some(first) = self.stale.first() {
            let paths: Vec<&str> = self.stale.iter().map(|e| e.path.as_str()).collect();
            notes.push(
                Diagnostic::warning(
                    Code::OverlayStale,
                    count(paths.len(), "was translated from words", "were translated from words") + " that have changed since",
                )
                .at(first.place.clone())
                .help(format!("translate again: {}", listed(&paths))),
            );
        }
        if !self.missing.is_empty() {
            // One that waits with an empty `t` has a place; what is not in the file has none.
            let first = overlay.entries.iter().find(|e| self.missing.contains(&e.path));
            let waiting = first.map(|e| e.place.clone());
            let paths: Vec<&str> = self.missing.iter().map(String::as_str).collect();
            notes.push(
                Diagnostic::warning(Code::OverlayMissing, count(paths.len(), "has", "have") + " no translation")
                    .at(waiting.unwrap_or_else(|| Place::file(overlay.file.clone())))
                    .help(format!("translate: {}", listed(&paths))),
            );
        }
        if let Some(first) = orphans.first() {
            let paths: Vec<&str> = orphans.iter().map(|e| e.path.as_str()).collect();
            notes.push(
                Diagnostic::warning(
                    Code::OverlayUnknownId,
                    count(paths.len(), "is", "are") + " no longer in the sheet",
                )
                .at(first.place.clone())
                .help(format!("take out: {}", listed(&paths))),
            );
        }
    }
}

/// What words are.
#[derive(Clone, Copy)]
enum Form {
    /// Markdown of one paragraph.
    Inline,
    /// Markdown.
    Blocks,
    /// A source's plain text.
    Literal,
}

impl Form {
    fn of(literal: bool) -> Form {
        if literal { Form::Literal } else { Form::Inline }
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 string {one}")
    } else {
        format!("{n} strings {many}")
    }
}

fn listed(paths: &[&str]) -> String {
    let mut named: Vec<String> = paths.iter().take(5).map(|p| format!("`{p}`")).collect();
    if paths.len() > 5 {
        named.push(format!("and {} more", paths.len() - 5));
    }
    named.join(", ")
}

/// Report the entries that name no words of the sheet. What touches code or is near to words that have no translation yet is an
/// error; the rest are orphans, whose words the sheet has dropped.
fn unknown_entries<'a>(sheet: &Sheet, overlay: &'a Overlay, notes: &mut Vec<Diagnostic>) -> Vec<&'a Entry> {
    let known: BTreeSet<String> = words::words_of(sheet).into_iter().map(|(path, ..)| path).collect();
    let away = without_source(sheet);
    let is_away = |path: &str| away.iter().any(|block| path.starts_with(block.as_str()));
    let unknown: Vec<&Entry> = overlay
        .entries
        .iter()
        .filter(|e| !known.contains(&e.path) && !is_away(&e.path))
        .collect();
    if unknown.is_empty() {
        return Vec::new();
    }
    let code = code_paths(sheet);
    let mut open: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    overlay.entries.iter().for_each(|e| {
        open.remove(e.path.as_str());
    });
    let mut orphans = Vec::new();
    for entry in unknown {
        if code.contains(&entry.path) {
            notes.push(
                Diagnostic::error(
                    Code::OverlayCode,
                    format!("`{}` is code, which all languages share", entry.path),
                )
                .at(entry.place.clone())
                .help("take it out: a translation holds words only"),
            );
        } else if let Some(near) = near_path(&entry.path, &open) {
            notes.push(
                Diagnostic::error(Code::OverlayUnknownId, format!("the sheet has no words at `{}`", entry.path))
                    .at(entry.place.clone())
                    .help(format!("did you mean `{near}`?")),
            );
        } else {
            orphans.push(entry);
        }
    }
    orphans
}

/// What the paths of blocks begin with whose source is not there: their words come back with it.
fn without_source(sheet: &Sheet) -> Vec<String> {
    let blocks = sheet.groups.iter().flat_map(|g| g.blocks.iter().map(move |b| (g, b)));
    blocks
        .filter(|(_, block)| block.common.from.is_some() && block.upstream.is_none())
        .map(|(group, block)| format!("{}.{}.", group.id, block.id))
        .collect()
}

/// The open path that differs from this one by slips only, part by part. A path as a whole would be near to many that mean something
/// else, and a row that was replaced must not look like one that was misspelt.
fn near_path<'a>(path: &str, open: &BTreeSet<&'a str>) -> Option<&'a str> {
    let slip = |a: &str, b: &str| a == b || nearest(a, [b]).is_some();
    let fits = |other: &&str| {
        other.split('.').count() == path.split('.').count() && path.split('.').zip(other.split('.')).all(|(a, b)| slip(a, b))
    };
    nearest(path, open.iter().copied().filter(fits))
}

/// Report `{{name}}` in a translation that the sheet has no variable for.
fn unknown_variables(sheet: &Sheet, overlay: &Overlay, notes: &mut Vec<Diagnostic>) {
    for entry in &overlay.entries {
        for (_, name) in vars::names(entry.word.t.as_deref().unwrap_or_default()) {
            if !sheet.vars.contains_key(name) {
                let note = Diagnostic::error(Code::BadValue, format!("no variable is called `{name}`")).at(entry.place.clone());
                notes.push(note.suggest(name, sheet.vars.keys().map(String::as_str)));
            }
        }
    }
}

/// The path of everything in a sheet that is code.
fn code_paths(sheet: &Sheet) -> BTreeSet<String> {
    const KEYS: &[&str] = &[
        "kind",
        "from",
        "rule",
        "macro",
        "list",
        "condition",
        "output",
        "priority",
        "tags",
        "enabled",
        "source",
        "items",
        "lang",
        "code",
        "file",
        "region",
        "columns",
        "rows",
    ];
    let mut paths = BTreeSet::new();
    for group in &sheet.groups {
        for block in &group.blocks {
            let path = format!("{}.{}", group.id, block.id);
            paths.extend(KEYS.iter().map(|key| format!("{path}.{key}")));
            for row in &block.rows {
                let code = row.cells.iter().filter(|c| !c.words);
                paths.extend(code.map(|cell| format!("{path}.{}.{}", row.id, cell.key)));
            }
        }
    }
    paths
}

const COLUMNS: u8 = 3;

/// Print settings with the defaults of the design.
fn print(file: &PrintFile) -> Print {
    let orientation = file.orientation.unwrap_or_default();
    let mut papers: Vec<Paper> = Vec::new();
    for paper in file.paper.as_ref().map(|p| p.to_vec()).unwrap_or_default() {
        if !papers.contains(&paper) {
            papers.push(paper);
        }
    }
    if papers.is_empty() {
        papers.push(Paper::A4);
    }
    let or = |value: &Option<Scalar>, default: &str| value.as_ref().map_or(default.to_string(), Scalar::to_string);
    Print {
        papers: papers.into_iter().map(|p| paper(p, orientation)).collect(),
        orientation,
        columns: file.columns.unwrap_or(COLUMNS),
        pages: file.pages.unwrap_or(2),
        margin: or(&file.margin, "8mm"),
        text: or(&file.text, "7.5pt"),
        code: or(&file.code, "7pt"),
        colour: file.colour.unwrap_or_default(),
        qr: file.qr.unwrap_or_default(),
        editions: editions(file),
        large_pages: file.large_pages,
    }
}

/// The editions that a sheet asks for, each once. Without hues, `colour` is `mono`.
fn editions(file: &PrintFile) -> Vec<Edition> {
    let usual = match file.colour.unwrap_or_default() {
        Colour::Auto => Edition::Colour,
        Colour::Mono => Edition::Mono,
    };
    let mut editions: Vec<Edition> = Vec::new();
    for edition in file.editions.clone().unwrap_or_else(|| vec![usual]) {
        let edition = if edition == Edition::Colour { usual } else { edition };
        if !editions.contains(&edition) {
            editions.push(edition);
        }
    }
    editions
}

fn paper(name: Paper, orientation: Orientation) -> ShownPaper {
    let (label, short, long) = match name {
        Paper::A4 => ("A4", 210.0, 297.0),
        Paper::Letter => ("letter", 215.9, 279.4),
        Paper::A3 => ("A3", 297.0, 420.0),
    };
    let (held, width, height) = match orientation {
        Orientation::Landscape => ("landscape", long, short),
        Orientation::Portrait => ("portrait", short, long),
    };
    ShownPaper {
        name,
        size: format!("{label} {held}"),
        width,
        height,
    }
}
