//! The blocks of a sheet as text, each kind in its own way.

use super::flow::{width_of, wrap};
use super::span::{Line, Span, Style, of_code};
use super::{INDENT, Writer};
use crate::sheet::{Clause, ShownBlock, ShownCell, ShownRow};

/// The widest that the names of flags, keys and fields stand beside what they do.
const NAMES: usize = 30;
/// Columns of a table are never made narrower than this.
const NARROWEST: usize = 12;
/// Between columns.
const GUTTER: usize = 2;

impl Writer<'_> {
    pub(super) fn block(&mut self, block: &ShownBlock) {
        self.gap();
        self.title(block);
        if let Some(desc) = &block.desc {
            let desc = self.words(desc, Style::Plain);
            self.paragraph(&desc, INDENT);
        }
        match block.kind {
            "flags" | "keys" | "fields" => self.names(block),
            "oneliners" => block.rows.iter().for_each(|row| self.oneliner(row)),
            "table" => self.table(block),
            _ => self.content(block),
        }
        if let Some(note) = &block.note {
            let note = self.words(note, Style::Faint);
            self.paragraph(&note, INDENT);
        }
    }

    /// `W3  Title [danger]`.
    fn title(&mut self, block: &ShownBlock) {
        let mut line = vec![Span::new(format!("{:<INDENT$}", format!("{} ", block.badge)), Style::Badge)];
        let title = block.title.as_ref().map(|t| self.words(t, Style::Strong));
        if let Some(name) = block.name.as_ref().filter(|_| block.kind != "rule" || title.is_none()) {
            line.push(Span::new(name, Style::Strong));
            line.extend(title.is_some().then(|| Span::new("  ", Style::Plain)));
        }
        line.extend(title.unwrap_or_default());
        let mut tags = Vec::new();
        tags.extend(block.draft.then(|| (self.t("draft", &[]), Style::Alert)));
        tags.extend(block.danger.then(|| (self.t("sheet-danger", &[]), Style::Alert)));
        let version = |v: &String| [("version", v.clone())];
        tags.extend(
            block
                .since
                .as_ref()
                .map(|v| (self.t("sheet-since", &version(v)), Style::Faint)),
        );
        tags.extend(
            block
                .until
                .as_ref()
                .map(|v| (self.t("sheet-until", &version(v)), Style::Faint)),
        );
        tags.extend(block.priority.as_ref().map(|p| (p.clone(), Style::Faint)));
        match block.kind {
            "macro" => tags.push((self.t("sheet-macro", &[]), Style::Faint)),
            "list" => tags.push((self.t("sheet-list", &[]), Style::Faint)),
            _ => {}
        }
        line.extend(tags.into_iter().map(|(text, style)| Span::new(format!(" [{text}]"), style)));
        for (i, mut part) in wrap(&line[1..], self.look.width - INDENT, false).into_iter().enumerate() {
            let lead = if i == 0 {
                line[0].clone()
            } else {
                Span::new(" ".repeat(INDENT), Style::Plain)
            };
            part.insert(0, lead);
            self.line(&part);
        }
    }

    /// What is no row.
    fn content(&mut self, block: &ShownBlock) {
        match (&block.condition, block.lines.is_empty()) {
            (Some(condition), true) => self.code("falco-condition", condition),
            _ => block.lines.iter().for_each(|clause| self.clause(clause)),
        }
        if block.more > 0 {
            let more = self.t("sheet-more", &[("count", block.more.to_string())]);
            self.indented(vec![Span::new(more, Style::Faint)], INDENT);
        }
        if let Some(output) = &block.output {
            let label = self.t("sheet-output", &[]);
            self.indented(vec![Span::new(label, Style::Faint)], INDENT);
            for line in self.highlighted("falco-output", output) {
                for part in wrap(&line, self.look.width - 2 * INDENT, false) {
                    self.indented(part, 2 * INDENT);
                }
            }
        }
        for (label, names) in [("sheet-exceptions", &block.exceptions), ("sheet-hooks", &block.hooks)] {
            if !names.is_empty() {
                let label = self.t(label, &[]);
                self.indented(vec![Span::new(label, Style::Faint)], INDENT);
                let names = Span::new(names.join("\n"), Style::Plain);
                self.paragraph(&[names], 2 * INDENT);
            }
        }
        if !block.items.is_empty() {
            let items = Span::new(block.items.join(", "), Style::Plain);
            self.paragraph(&[items], INDENT);
        }
        if let Some(code) = &block.code {
            self.code(block.lang.as_deref().unwrap_or(""), code);
        }
        if let Some(text) = &block.text {
            let text = self.words(text, Style::Plain);
            self.paragraph(&text, INDENT);
        }
        if !block.tags.is_empty() {
            let tags: Vec<String> = block.tags.iter().map(|t| format!("#{t}")).collect();
            self.paragraph(&[Span::new(tags.join(" "), Style::Faint)], INDENT);
        }
    }

    /// A clause of a condition. White space in it means nothing, so a long one is broken, though not inside its strings.
    fn clause(&mut self, clause: &Clause) {
        let indent = INDENT + 2 * clause.depth;
        for line in self.highlighted("falco-condition", &clause.text) {
            let width = self.look.width.saturating_sub(indent + 2);
            for (i, part) in wrap(&line, width, true).into_iter().enumerate() {
                self.indented(part, indent + if i == 0 { 0 } else { 2 });
            }
        }
    }

    /// Code as it is.
    fn code(&mut self, lang: &str, code: &str) {
        for line in self.highlighted(lang, code) {
            self.indented(line, INDENT);
        }
    }

    fn highlighted(&self, lang: &str, code: &str) -> Vec<Line> {
        of_code(&self.tools.markdown.highlighter.html(lang, code))
    }

    fn oneliner(&mut self, row: &ShownRow) {
        for cell in row.cells.iter().filter(|c| !c.words.text.is_empty()) {
            if cell.code {
                self.code("sh", &cell.words.text);
            } else {
                let words = self.words(&cell.words, Style::Plain);
                self.paragraph(&words, INDENT + 2);
            }
        }
        if let Some(rule) = row.rule() {
            let text = self.t("sheet-expect", &[("rule", rule.to_string())]);
            self.paragraph(&[Span::new(format!("→ {text}"), Style::Faint)], INDENT + 2);
        }
        if row.draft {
            let tag = self.tag("draft");
            self.paragraph(&tag, INDENT + 2);
        }
    }

    /// Flags, keys and fields: what it is on the left, what it does on the right, or below where the name is long.
    fn names(&mut self, block: &ShownBlock) {
        let rows: Vec<(Line, Line)> = block.rows.iter().map(|row| (name(row), self.meaning(row))).collect();
        let fits = rows.iter().map(|(name, _)| width_of(name)).filter(|w| *w <= NAMES).max();
        let column = fits.unwrap_or(0).min(self.look.width / 2);
        for (name, meaning) in rows {
            let used = width_of(&name);
            let right = INDENT + column + GUTTER;
            let mut lines = wrap(&meaning, self.look.width.saturating_sub(right).max(NARROWEST), false).into_iter();
            let mut first = name;
            if used <= column {
                first.push(Span::new(" ".repeat(column + GUTTER - used), Style::Plain));
                first.extend(lines.next().unwrap_or_default());
            }
            self.indented(first, INDENT);
            lines.filter(|l| !l.is_empty()).for_each(|line| self.indented(line, right));
        }
    }

    /// What a flag, key or field does, its type and its default.
    fn meaning(&mut self, row: &ShownRow) -> Line {
        let text = |key: &str| {
            row.cells
                .iter()
                .find(|c| c.key == key)
                .map(|c| c.words.text.as_str())
                .filter(|t| !t.is_empty())
        };
        let mut line = Vec::new();
        if row.draft {
            line.extend(self.tag("draft"));
            line.push(Span::new(" ", Style::Plain));
        }
        if let Some(kind) = text("type") {
            line.push(Span::new(format!("{kind}  "), Style::Faint));
        }
        if let Some(desc) = row.cells.iter().find(|c| c.key == "desc" && !c.words.text.is_empty()) {
            line.extend(self.words(&desc.words, Style::Plain));
        }
        if let Some(default) = text("default") {
            let gap = if line.is_empty() { "" } else { " · " };
            line.push(Span::new(format!("{gap}{} ", self.t("sheet-default", &[])), Style::Faint));
            line.push(Span::new(default, Style::Inline));
        }
        line
    }

    fn table(&mut self, block: &ShownBlock) {
        let mut head = Vec::new();
        for column in &block.columns {
            head.push(column.title.as_ref().map_or(Vec::new(), |t| self.words(t, Style::Faint)));
        }
        let mut rows = vec![head];
        for row in &block.rows {
            let mut cells: Vec<Line> = row.cells.iter().map(|cell| self.cell(cell)).collect();
            if row.draft
                && let Some(first) = cells.first_mut()
            {
                first.extend(self.tag("draft"));
            }
            rows.push(cells);
        }
        let widths = widths(&rows, self.look.width - INDENT);
        for row in rows {
            let cells: Vec<Vec<Line>> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| wrap(cell, *width, false))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for i in 0..height {
                let mut line = Vec::new();
                for (cell, width) in cells.iter().zip(&widths) {
                    let part = cell.get(i).cloned().unwrap_or_default();
                    let pad = (width + GUTTER).saturating_sub(width_of(&part)).max(1);
                    line.extend(part);
                    line.push(Span::new(" ".repeat(pad), Style::Plain));
                }
                self.indented(line, INDENT);
            }
        }
    }

    fn cell(&mut self, cell: &ShownCell) -> Line {
        if cell.code {
            vec![Span::new(&cell.words.text, Style::Inline)]
        } else {
            self.words(&cell.words, Style::Plain)
        }
    }
}

/// The code of a row: a flag with what it takes, a key, a field.
fn name(row: &ShownRow) -> Line {
    let code = row.cells.iter().filter(|c| c.code && !c.words.text.is_empty());
    let mut line = Vec::new();
    for cell in code.filter(|c| !matches!(c.key.as_str(), "default" | "type")) {
        let style = if cell.key == "arg" { Style::Faint } else { Style::Inline };
        line.extend((!line.is_empty()).then(|| Span::new(" ", Style::Plain)));
        line.push(Span::new(&cell.words.text, style));
    }
    line
}

/// The widths of columns: as wide as their cells, or the widest made narrower until all fit.
fn widths(rows: &[Vec<Line>], room: usize) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |i: usize| {
        rows.iter()
            .filter_map(|row| row.get(i))
            .map(|cell| width_of(cell))
            .max()
            .unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..columns).map(widest).collect();
    let gutters = GUTTER * columns.saturating_sub(1);
    while widths.iter().sum::<usize>() + gutters > room {
        let Some(most) = widths.iter_mut().max().filter(|w| **w > NARROWEST) else {
            break;
        };
        *most -= 1;
    }
    widths
}
