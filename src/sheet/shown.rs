//! A sheet as templates see it: drafts gone (or marked), words in the reader's language, every default filled in.

use serde::Serialize;

use super::Clause;
use super::file::{AppliesTo, Break, Colour, Edition, Only, Orientation, Paper, Qr, Split, Tone};
use super::inline::literal;

/// A sheet, ready to be rendered.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shown {
    pub title: Words,
    pub link_title: Option<Words>,
    pub description: Option<Words>,
    pub draft: bool,
    pub applies_to: AppliesTo,
    pub groups: Vec<ShownGroup>,
    pub legend: Vec<ShownLegend>,
    pub see_also: Vec<String>,
    pub print: Print,
    /// Whether the sheet is shown through a translation.
    pub translated: bool,
    pub counts: Counts,
}

/// A string that is translated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Words {
    pub text: String,
    pub state: State,
    /// The words are the source's and not the reader's, and are to be marked: `state` is `stale` or `missing`.
    pub mark: bool,
}

impl Words {
    /// Plain text: what Markdown would read as a mark is shown as it is written.
    pub fn literal(text: &str) -> Words {
        Words {
            text: literal(text),
            ..Words::default()
        }
    }
}

/// What a translation knows of a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The sheet is shown in its own language.
    #[default]
    Own,
    /// Translated from the words that the sheet has.
    Ok,
    /// Translated from other words than the sheet now has: those of the sheet are shown.
    Stale,
    /// Not translated: the sheet's words are shown.
    Missing,
    /// Left in the sheet's language on purpose.
    Same,
}

/// How many strings are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub ok: usize,
    pub stale: usize,
    pub missing: usize,
    pub same: usize,
    /// Strings of the translation whose words are gone.
    pub orphan: usize,
}

/// A group.
#[derive(Clone, Debug, Serialize)]
pub struct ShownGroup {
    pub id: String,
    pub title: Words,
    pub intro: Option<Words>,
    pub draft: bool,
    /// How many columns it takes, at most those of the page.
    pub span: u8,
    #[serde(rename = "break")]
    pub break_: Break,
    pub blocks: Vec<ShownBlock>,
}

/// A block. What its kind does not have is empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShownBlock {
    pub id: String,
    /// `group.block`.
    pub path: String,
    /// `W3`.
    pub badge: String,
    pub kind: &'static str,
    pub title: Option<Words>,
    pub note: Option<Words>,
    pub draft: bool,
    pub since: Option<String>,
    pub until: Option<String>,
    pub danger: bool,
    pub split: Split,
    pub only: Option<Only>,
    /// The name of a rule, macro or list.
    pub name: Option<String>,
    /// What a rule detects, or the sheet's own words for a rule, macro or list.
    pub desc: Option<Words>,
    /// The condition of a rule or macro, and the same cut into lines.
    pub condition: Option<String>,
    pub lines: Vec<Clause>,
    /// How many lines `max_lines` has cut off.
    pub more: usize,
    /// The macros and lists by which users change a rule.
    pub hooks: Vec<String>,
    /// The exceptions of a rule, one line each.
    pub exceptions: Vec<String>,
    pub output: Option<String>,
    pub priority: Option<String>,
    pub tags: Vec<String>,
    pub enabled: Option<bool>,
    pub source: Option<String>,
    /// The items of a list.
    pub items: Vec<String>,
    /// The code of a snippet, and its language.
    pub code: Option<String>,
    pub lang: Option<String>,
    /// The columns that any row fills, and the rows with a cell for each.
    pub columns: Vec<Column>,
    pub rows: Vec<ShownRow>,
    pub text: Option<Words>,
    pub tone: Option<Tone>,
}

/// A column of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// `flag`, `arg`, `cmd`, `key`, `default`, `field`, `type`, `desc`; in a table the number of the column.
    pub key: String,
    /// The heading in a table. Columns of other kinds are named by the theme.
    pub title: Option<Words>,
    /// Whether the cells hold code.
    pub code: bool,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct ShownRow {
    pub id: String,
    pub draft: bool,
    /// The rule that a one-liner makes fire.
    pub expect: Option<String>,
    pub cells: Vec<ShownCell>,
}

impl ShownRow {
    /// The name of the rule that a one-liner makes fire: `expect` names its source too. Names may have slashes in them.
    pub fn rule(&self) -> Option<&str> {
        let expect = self.expect.as_deref()?;
        Some(expect.split_once("#rule/").map_or(expect, |(_, name)| name))
    }
}

/// A cell. `state` and `mark` are those of words; code has `own`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownCell {
    pub key: String,
    pub code: bool,
    #[serde(flatten)]
    pub words: Words,
}

/// An entry of the legend.
#[derive(Clone, Debug, Serialize)]
pub struct ShownLegend {
    pub mark: String,
    pub text: Words,
}

/// How the sheet is put on paper.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Print {
    pub papers: Vec<ShownPaper>,
    pub orientation: Orientation,
    pub columns: u8,
    pub pages: u8,
    pub margin: String,
    pub text: String,
    pub code: String,
    pub colour: Colour,
    pub qr: Qr,
    /// The forms that are made as PDF, each once, the one that `colour` says first when none are named.
    pub editions: Vec<Edition>,
    /// How many pages the large edition may fill.
    pub large_pages: Option<u8>,
}

/// A paper, held as the sheet wants it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownPaper {
    pub name: Paper,
    /// As `@page { size: ... }` takes it: `A4 landscape`.
    pub size: String,
    /// In millimetres.
    pub width: f64,
    pub height: f64,
}

#[cfg(test)]
mod tests {
    use super::ShownRow;

    #[test]
    fn the_rule_of_a_row() {
        let rule = |expect: &str| {
            let row = ShownRow {
                id: String::new(),
                draft: false,
                expect: Some(expect.into()),
                cells: Vec::new(),
            };
            row.rule().map(str::to_string)
        };
        assert_eq!(
            rule("rules#rule/Execution from /dev/shm").as_deref(),
            Some("Execution from /dev/shm")
        );
        assert_eq!(rule("Execution from /dev/shm").as_deref(), Some("Execution from /dev/shm"));
    }
}
