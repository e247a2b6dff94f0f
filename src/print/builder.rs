//! A sheet to its units.

use super::code::Qr;
use super::columns;
use super::geometry::{Geometry, PAD};
use super::units::{Aside, CellOut, Chip, Draft, Long, Part, Row, Table, Text, Unit};
use super::wrap::{CodeLine, Over, Wrapped, wrap};
use super::{Argument, Say};
use crate::doc::{Markdown, Run, Token};
use crate::sheet::file::{self, Only, Split, Tone};
use crate::sheet::{Shown, ShownBlock, ShownCell, ShownGroup, ShownRow, State, Words};

/// Makes units.
pub struct Builder<'a> {
    pub geometry: &'a Geometry,
    pub markdown: &'a Markdown,
    pub say: Say<'a>,
    /// The title of the page that a path leads to.
    pub title: &'a dyn Fn(&str) -> Option<String>,
    pub long: Vec<Long>,
}

impl Builder<'_> {
    /// The units of a sheet, with the words of `other`, which is the same sheet in another language, beside its own.
    pub fn units(&mut self, sheet: &Shown, other: Option<&Shown>, permalink: &str) -> Vec<Unit> {
        let mut units = Vec::new();
        for (i, group) in sheet.groups.iter().enumerate() {
            let second = other.and_then(|o| o.groups.get(i));
            let blocks = group.blocks.iter().enumerate().filter(|(_, b)| b.only != Some(Only::Screen));
            let blocks: Vec<Unit> = blocks
                .map(|(j, block)| self.block(block, second.and_then(|g| g.blocks.get(j)), group))
                .collect();
            if !blocks.is_empty() {
                units.push(self.group(group, second));
                units.extend(blocks);
            }
        }
        units.extend(self.end(sheet, other, permalink));
        units
    }

    fn group(&self, group: &ShownGroup, other: Option<&ShownGroup>) -> Unit {
        let letter = group
            .blocks
            .first()
            .map(|b| b.badge.trim_end_matches(|c: char| c.is_ascii_digit()));
        Unit {
            kind: "group",
            id: group.id.clone(),
            badge: letter.unwrap_or_default().to_string(),
            title: Some(self.text(&group.title, other.map(|o| &o.title))),
            chips: self.draft_chip(group.draft),
            draft: group.draft,
            note: self.some(&group.intro, other.map(|o| &o.intro)),
            width: self.geometry.lane(group.span),
            span: group.span,
            break_: group.break_,
            ..Unit::default()
        }
    }

    /// The legend, what to read on, and the way to the page.
    fn end(&self, sheet: &Shown, other: Option<&Shown>, permalink: &str) -> Option<Unit> {
        let mut body = Vec::new();
        for (i, entry) in sheet.legend.iter().enumerate() {
            let mut text = self.text(&entry.text, other.and_then(|o| o.legend.get(i)).map(|l| &l.text));
            let mark = Run {
                text: format!("{} ", entry.mark),
                strong: true,
                ..Run::default()
            };
            text.runs.insert(0, mark);
            body.push(Part::Words { text, tone: "" });
        }
        if !sheet.see_also.is_empty() {
            let mut runs = vec![plain(format!("{} ", (self.say)("sheet-see-also", &[])))];
            for (i, entry) in sheet.see_also.iter().enumerate() {
                runs.extend((i > 0).then(|| plain(" · ".into())));
                if entry.starts_with('/') || entry.starts_with("http") {
                    runs.push(Run {
                        link: Some(entry.clone()),
                        ..plain((self.title)(entry).unwrap_or_else(|| entry.clone()))
                    });
                } else {
                    runs.extend(self.markdown.runs(entry));
                }
            }
            let text = Text { runs, ..Text::default() };
            body.push(Part::Words { text, tone: "" });
        }
        let span = sheet.groups.last().map_or(1, |g| g.span);
        let qr = (sheet.print.qr == file::Qr::Footer).then(|| Qr::of(permalink)).flatten();
        (!body.is_empty() || qr.is_some()).then(|| Unit {
            qr,
            kind: "end",
            body,
            width: self.geometry.lane(span),
            span,
            ..Unit::default()
        })
    }

    fn block(&mut self, block: &ShownBlock, other: Option<&ShownBlock>, group: &ShownGroup) -> Unit {
        let width = self.geometry.lane(group.span);
        let table = self.table(block, other, width);
        let mut unit = Unit {
            kind: "block",
            id: block.path.clone(),
            badge: block.badge.clone(),
            title: self.some(&block.title, other.map(|o| &o.title)),
            name: block.name.clone(),
            chips: self.chips(block),
            tags: block.tags.clone(),
            draft: block.draft,
            danger: block.danger,
            splits: block.split == Split::Rows && table.is_some(),
            table,
            note: self.some(&block.note, other.map(|o| &o.note)),
            width,
            span: group.span,
            ..Unit::default()
        };
        unit.body = self.body(block, other, width);
        if block.kind == "rule" && unit.title.is_some() {
            unit.name = None;
        }
        unit
    }

    fn chips(&self, block: &ShownBlock) -> Vec<Chip> {
        let mut chips = self.draft_chip(block.draft);
        let mut add = |text: String, tone: &'static str| chips.push(Chip { text, tone });
        if block.danger {
            add((self.say)("sheet-danger", &[]), "danger");
        }
        let version = |v: &String| [("version", Argument::Text(v.clone()))];
        if let Some(since) = &block.since {
            add((self.say)("sheet-since", &version(since)), "plain");
        }
        if let Some(until) = &block.until {
            add((self.say)("sheet-until", &version(until)), "plain");
        }
        match (block.kind, &block.priority) {
            ("rule", Some(priority)) => add(priority.clone(), "plain"),
            ("macro", _) => add((self.say)("sheet-macro", &[]), "plain"),
            ("list", _) => add((self.say)("sheet-list", &[]), "plain"),
            _ => {}
        }
        chips
    }

    fn draft_chip(&self, draft: bool) -> Vec<Chip> {
        let chip = || Chip {
            text: (self.say)("draft", &[]),
            tone: "draft",
        };
        draft.then(chip).into_iter().collect()
    }

    fn body(&mut self, block: &ShownBlock, other: Option<&ShownBlock>, width: f64) -> Vec<Part> {
        let mut body = Vec::new();
        if let Some(desc) = self.some(&block.desc, other.map(|o| &o.desc)) {
            body.push(Part::Words { text: desc, tone: "" });
        }
        if !block.lines.is_empty() {
            let indented = |c: &crate::sheet::Clause| format!("{}{}", "  ".repeat(c.depth), c.text);
            let code = block.lines.iter().map(indented).collect::<Vec<_>>().join("\n");
            body.push(self.code(block, "falco-condition", &code, width, false));
        }
        if block.more > 0 {
            let text = (self.say)("sheet-more", &[("count", Argument::Number(block.more as f64))]);
            body.push(Part::Label { text });
        }
        if let Some(output) = &block.output {
            let text = (self.say)("sheet-output", &[]);
            body.push(Part::Label { text });
            body.push(self.code(block, "falco-output", output.trim_end(), width, false));
        }
        for (label, names) in [("sheet-exceptions", &block.exceptions), ("sheet-hooks", &block.hooks)] {
            if !names.is_empty() {
                let text = (self.say)(label, &[]);
                body.push(Part::Label { text });
                body.push(self.code(block, "", &names.join("\n"), width, false));
            }
        }
        if let Some(code) = &block.code {
            let lang = block.lang.as_deref().unwrap_or("");
            body.push(self.code(block, lang, code.trim_end(), width, true));
        }
        if !block.items.is_empty() {
            let mut wrapped = self.wrap(&block.path, "", &block.items.join("  "), width - 2.0 * PAD, 0, false);
            wrapped.iter_mut().for_each(|l| l.goes_on = false);
            body.push(Part::Code { lines: wrapped });
        }
        if let Some(text) = self.some(&block.text, other.map(|o| &o.text)) {
            let tone = match block.tone {
                Some(Tone::Warning) => "warning",
                Some(Tone::Tip) => "tip",
                _ => "note",
            };
            body.push(Part::Words { text, tone });
        }
        body
    }

    fn code(&mut self, block: &ShownBlock, lang: &str, code: &str, width: f64, written: bool) -> Part {
        Part::Code {
            lines: self.wrap(&block.path, lang, code, width - 2.0 * PAD, 2, written),
        }
    }

    fn wrap(&mut self, block: &str, lang: &str, code: &str, width: f64, hang: usize, written: bool) -> Vec<CodeLine> {
        let tokens = self.markdown.highlighter.tokens(lang, code);
        self.wrap_tokens(block, &tokens, width, hang, written)
    }

    fn wrap_tokens(&mut self, block: &str, tokens: &[Vec<Token>], width: f64, hang: usize, written: bool) -> Vec<CodeLine> {
        let fit = self.geometry.characters(width);
        let Wrapped { lines, over } = wrap(tokens, fit, hang);
        self.long.extend(over.into_iter().map(|Over { line, columns, cut }| Long {
            block: block.to_string(),
            line,
            columns,
            fit,
            cut,
            written,
            among_words: false,
        }));
        lines
    }

    fn table(&mut self, block: &ShownBlock, other: Option<&ShownBlock>, width: f64) -> Option<Table> {
        if block.rows.is_empty() {
            return None;
        }
        if block.kind == "oneliners" {
            let rows = block.rows.iter().enumerate();
            let rows = rows
                .map(|(i, row)| self.line(block, row, other_row(other, i), width))
                .collect();
            return Some(Table {
                form: "lines",
                widths: vec![width],
                rows,
                ..Table::default()
            });
        }
        let mut cells: Vec<Vec<Draft>> = Vec::new();
        for (i, row) in block.rows.iter().enumerate() {
            cells.push(self.drafts(block, row, other_row(other, i)));
        }
        let header: Vec<Text> = match block.kind {
            "table" => {
                let second = |i: usize| other.and_then(|o| o.columns.get(i)).and_then(|c| c.title.as_ref());
                let title = |(i, c): (usize, &crate::sheet::Column)| c.title.as_ref().map(|t| self.text(t, second(i)));
                block
                    .columns
                    .iter()
                    .enumerate()
                    .map(|c| title(c).unwrap_or_default())
                    .collect()
            }
            _ => Vec::new(),
        };
        let widths = columns::widths(self.geometry, &columns::wishes(self.geometry, &header, &cells), width);
        let rows = block.rows.iter().zip(cells).map(|(row, cells)| Row {
            draft: row.draft,
            expect: None,
            cells: cells.into_iter().zip(&widths).map(|(c, w)| self.cell(block, c, *w)).collect(),
        });
        Some(Table {
            form: "grid",
            rows: rows.collect(),
            widths,
            header,
        })
    }

    fn line(&mut self, block: &ShownBlock, row: &ShownRow, other: Option<&ShownRow>, width: f64) -> Row {
        let cell = |key: &str| row.cells.iter().find(|c| c.key == key);
        let cmd = cell("cmd").map_or("", |c| c.words.text.trim_end());
        let mut code = self.wrap(&block.path, "sh", cmd, width - 2.0 * PAD, 2, false);
        // Of a draft whose command is not written yet.
        if code.is_empty() {
            code.push(CodeLine::default());
        }
        let desc = row
            .cells
            .iter()
            .position(|c| c.key == "desc" && !c.words.text.trim().is_empty());
        let words = desc.map(|i| self.text(&row.cells[i].words, other.and_then(|o| o.cells.get(i)).map(|c| &c.words)));
        Row {
            draft: row.draft,
            cells: vec![CellOut {
                code,
                words,
                aside: None,
            }],
            expect: row
                .rule()
                .map(|rule| (self.say)("sheet-expect", &[("rule", Argument::Text(rule.to_string()))])),
        }
    }

    /// The cells of a row before their widths are known. Of flags, keys and fields: what it is, and what it does.
    fn drafts(&self, block: &ShownBlock, row: &ShownRow, other: Option<&ShownRow>) -> Vec<Draft> {
        let words = |i: usize, c: &ShownCell| self.text(&c.words, other.and_then(|o| o.cells.get(i)).map(|c| &c.words));
        if block.kind == "table" {
            let each = row.cells.iter().enumerate();
            return each
                .map(|(i, c)| match c.code {
                    true => Draft::code(vec![token(None, &c.words.text)]),
                    false => Draft {
                        words: Some(words(i, c)),
                        ..Draft::default()
                    },
                })
                .collect();
        }
        let mut name = Vec::new();
        let mut meaning = Draft {
            words: Some(Text::default()),
            ..Draft::default()
        };
        for (i, cell) in row.cells.iter().enumerate().filter(|(_, c)| !c.words.text.trim().is_empty()) {
            let code = || cell.words.text.clone();
            match cell.key.as_str() {
                "desc" => meaning.words = Some(words(i, cell)),
                "default" => {
                    meaning.aside = Some(Aside {
                        label: (self.say)("sheet-default", &[]),
                        code: code(),
                    });
                }
                "type" => {
                    meaning.aside = Some(Aside {
                        label: String::new(),
                        code: code(),
                    });
                }
                "arg" => name.push(token(Some('v'), &format!(" {}", cell.words.text))),
                _ => name.push(token(Some('a'), &cell.words.text)),
            }
        }
        vec![Draft::code(name), meaning]
    }

    fn cell(&mut self, block: &ShownBlock, draft: Draft, width: f64) -> CellOut {
        let inside = width - self.geometry.cell;
        CellOut {
            code: match draft.code.is_empty() {
                true => Vec::new(),
                false => self.wrap_tokens(&block.path, &[draft.code], inside, 1, false),
            },
            words: draft.words,
            aside: draft.aside,
        }
    }

    fn some(&self, words: &Option<Words>, other: Option<&Option<Words>>) -> Option<Text> {
        let text = self.text(words.as_ref()?, other.and_then(Option::as_ref));
        text.runs.iter().any(|r| !r.text.trim().is_empty()).then_some(text)
    }

    /// Words, with a second language's where those are a translation.
    pub fn text(&self, words: &Words, other: Option<&Words>) -> Text {
        let second = other.filter(|o| o.state == State::Ok && o.text != words.text);
        Text {
            runs: self.runs(&words.text),
            mark: match words.state {
                State::Stale => "†",
                State::Missing => "‡",
                _ => "",
            },
            other: second.map(|o| self.runs(&o.text)).unwrap_or_default(),
        }
    }

    /// Words that Markdown makes nothing visible of, such as `#` alone, are printed as they are written: a title cannot be empty.
    fn runs(&self, text: &str) -> Vec<Run> {
        let runs = self.markdown.runs(text);
        if runs.iter().any(|run| !run.text.trim().is_empty()) {
            return runs;
        }
        vec![Run {
            text: text.trim().to_string(),
            ..Run::default()
        }]
    }
}

fn token(class: Option<char>, text: &str) -> Token {
    let text = text.replace('\n', " ");
    Token { class, text }
}

fn plain(text: String) -> Run {
    Run { text, ..Run::default() }
}

fn other_row(other: Option<&ShownBlock>, i: usize) -> Option<&ShownRow> {
    other.and_then(|o| o.rows.get(i))
}
