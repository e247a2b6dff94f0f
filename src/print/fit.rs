//! How a sheet fits on its paper: pages against the budget, lines that are too long, blocks that are too tall, white space; as a
//! report and as diagnostics.

use serde::Serialize;

use super::Edition;
use super::geometry::{Geometry, number};
use super::pack::{Item, Packed};
use super::units::{Long, Unit};
use crate::diag::{Code, Diagnostic};

/// A page that is less filled than this is told of.
const FULL: f64 = 0.85;

/// How one edition of a sheet fits on one paper.
#[derive(Clone, Debug, Serialize)]
pub struct Fit {
    /// The sheet's file.
    pub file: String,
    pub lang: String,
    /// `a4`.
    pub paper: String,
    pub edition: Edition,
    /// Pages that there are, and the part of them that is needed: 2.4 of 3.
    pub pages: usize,
    pub needs: f64,
    /// `None` for an edition that may take as many as it needs.
    pub budget: Option<u8>,
    /// How much of each page's lanes is covered, 0 to 1.
    pub filled: Vec<f64>,
    /// The tallest blocks and their share of a page.
    pub largest: Vec<(String, f64)>,
    #[serde(skip)]
    pub long: Vec<Long>,
    /// How many lines are wider than their column.
    pub long_lines: usize,
    /// Blocks that are taller than a column.
    pub tall: Vec<String>,
    /// `a4 landscape, 3 columns, 7 pt`.
    pub geometry: String,
}

/// What a fit is made from.
pub struct Made<'a> {
    pub geometry: &'a Geometry,
    pub units: &'a [Unit],
    pub items: &'a [Item],
    pub packed: &'a Packed,
    pub long: Vec<Long>,
}

impl Fit {
    /// The report on one edition.
    pub fn of(made: Made, file: &str, lang: &str, paper: &str, edition: Edition, budget: Option<u8>) -> Fit {
        let pages = &made.packed.pages;
        let columns = f64::from(made.geometry.columns);
        let covered = |page: &super::pack::Page| {
            let area: f64 = page.lanes.iter().map(|l| l.used() * f64::from(l.span)).sum();
            (area / (page.height * columns).max(1.0)).min(1.0)
        };
        let last = pages.last().map_or(0.0, |page| {
            let lowest = page.lanes.iter().map(|l| l.top + l.used()).fold(0.0, f64::max);
            (lowest / page.height.max(1.0)).min(1.0)
        });
        let full = pages.last().map_or(1.0, |p| p.height) * columns;
        let share = |i: usize| made.items[i].whole() * f64::from(made.items[i].span) / full;
        let mut largest: Vec<(String, f64)> = (0..made.units.len())
            .filter(|i| made.units[*i].kind == "block")
            .map(|i| (made.units[i].id.clone(), share(i)))
            .collect();
        largest.sort_by(|a, b| b.1.total_cmp(&a.1));
        largest.truncate(3);
        Fit {
            file: file.to_string(),
            lang: lang.to_string(),
            paper: paper.to_string(),
            edition,
            pages: pages.len(),
            needs: pages.len().saturating_sub(1) as f64 + last,
            budget,
            filled: pages.iter().map(covered).collect(),
            largest,
            long_lines: made.long.len(),
            long: made.long,
            tall: made.packed.tall.iter().map(|i| made.units[*i].id.clone()).collect(),
            geometry: made.geometry.name.clone(),
        }
    }

    /// What an author should know of the pages.
    pub fn of_pages(&self) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        let budget = self.budget.map(usize::from);
        if let Some(budget) = budget.filter(|b| self.pages > *b) {
            let largest: Vec<String> = self
                .largest
                .iter()
                .map(|(id, part)| format!("{id} ({:.0} %)", part * 100.0))
                .collect();
            let message = format!(
                "needs {} pages on {}, budget {budget}; largest blocks: {}",
                number(self.needs.max(budget as f64 + 0.1)),
                self.paper,
                largest.join(", ")
            );
            let note = Diagnostic::warning(Code::SheetBudget, message);
            notes.push(note.help("shorten or drop a block, or raise `print.pages`"));
        }
        notes.extend(self.white_space());
        notes
    }

    /// A block that is taller than a column.
    pub fn of_tall(&self, block: &str) -> Diagnostic {
        let message = format!("the block `{block}` is taller than a column: {}", self.geometry);
        let note = Diagnostic::warning(Code::SheetTall, message);
        note.help("cut it in two, or it ends where the page does; a block with rows may be split: `split: rows`")
    }

    /// A line that is too long.
    pub fn of_long(&self, long: &Long) -> Diagnostic {
        let message = format!("{} columns, {} fit: {}", long.columns, long.fit, self.geometry);
        if long.among_words {
            let message = format!("{message} (code among the words of `{}`)", long.block);
            let note = Diagnostic::warning(Code::SheetLine, message);
            return note.help("it is printed past its column; shorten it, or give the group a wider `span`");
        }
        let of = format!("line {} of the code of `{}`", long.line + 1, long.block);
        let help = match long.cut {
            true => "a word of it is too long for the column and is cut; shorten it, or give the group a wider `span`",
            false => "it is wrapped between words and marked; break it yourself where a reader would",
        };
        Diagnostic::warning(Code::SheetLine, format!("{message} ({of})")).help(help)
    }

    /// A page that is followed by another and has holes. The last page has as much as there is.
    fn white_space(&self) -> Option<Diagnostic> {
        self.budget?;
        let full = self.filled.iter().take(self.filled.len().saturating_sub(1));
        let (page, part) = full.enumerate().find(|(_, part)| **part < FULL)?;
        let message = format!(
            "page {} of {} is {:.0} % full: {}",
            page + 1,
            self.pages,
            part * 100.0,
            self.geometry
        );
        let note = Diagnostic::warning(Code::SheetEmpty, message);
        Some(note.help("smaller blocks, or tables that split between rows, fill columns better"))
    }
}
