//! A sheet as JSON, published as `NAME.json`: a form of its own, so that programs which read it outlive changes of ours.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::sheet::{Shown, ShownBlock, ShownGroup, ShownRow, State, Words};

/// The version of this form. It changes when a key changes its meaning or goes; new keys may come at any time.
const FORMAT: u32 = 1;

/// A published cheatsheet. Words are Markdown; code is as it is written. A key without a value is left out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SheetJson {
    /// The version of this form: 1.
    pub format: u32,
    /// The sheet's name, as `stoop sheet show` and the shortcodes take it.
    pub name: String,
    /// The BCP 47 tag of the language of the words.
    pub language: String,
    /// The address of the sheet's page.
    pub url: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Not published yet: only there in a preview or with `--drafts`.
    #[serde(skip_serializing_if = "is_false")]
    pub draft: bool,
    /// What the sheet is true for: `falco`, `ruleset`, `verified`, `checked`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub applies_to: Map<String, Json>,
    pub groups: Vec<GroupJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legend: Vec<LegendJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub see_also: Vec<String>,
    /// Where the sheet is shown through a translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<TranslationJson>,
}

/// A group of blocks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GroupJson {
    pub id: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub draft: bool,
    pub blocks: Vec<BlockJson>,
}

/// A block. What its kind does not have is left out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BlockJson {
    pub id: String,
    /// `group.block`.
    pub path: String,
    /// The short code: `W3`.
    pub code_id: String,
    /// The address of the block on the sheet's page.
    pub url: String,
    /// `rule`, `macro`, `list`, `flags`, `oneliners`, `keys`, `fields`, `snippet`, `table` or `text`.
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The name of a rule, macro or list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub draft: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub danger: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The event source of a rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The exceptions of a rule, one line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// The macros and lists by which users tune a rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hooks: Vec<String>,
    /// The items of a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// The language of a snippet, and its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The columns of rows, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A column of rows.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ColumnJson {
    /// `flag`, `arg`, `cmd`, `key`, `default`, `field`, `type`, `desc`; in a table the number of the column.
    pub key: String,
    /// The heading in a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether the cells hold code; else they hold words.
    pub code: bool,
}

/// A row.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RowJson {
    pub id: String,
    #[serde(skip_serializing_if = "is_false")]
    pub draft: bool,
    /// The rule that a one-liner makes fire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
    /// The text of each cell that is not empty, by the key of its column.
    pub cells: Map<String, Json>,
}

/// An entry of the legend.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LegendJson {
    pub mark: String,
    pub text: String,
}

/// How far a translation is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TranslationJson {
    pub ok: usize,
    pub stale: usize,
    pub missing: usize,
    pub same: usize,
    pub orphan: usize,
    /// The texts that are shown in the source's language because their translation is stale or missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub untranslated: Vec<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A sheet as a line-broken JSON text.
pub fn write(shown: &Shown, name: &str, language: &str, url: &str) -> String {
    let mut text = serde_json::to_string_pretty(&sheet(shown, name, language, url)).unwrap_or_default();
    text.push('\n');
    text
}

fn sheet(shown: &Shown, name: &str, language: &str, url: &str) -> SheetJson {
    let mut open = Vec::new();
    let title = text(&shown.title, &mut open);
    let description = some(&shown.description, &mut open);
    let legend = shown.legend.iter().map(|l| LegendJson {
        mark: l.mark.clone(),
        text: text(&l.text, &mut open),
    });
    let legend = legend.collect();
    let groups = shown.groups.iter().map(|g| group(g, url, &mut open)).collect();
    let applies = serde_json::to_value(&shown.applies_to).unwrap_or_default();
    SheetJson {
        format: FORMAT,
        name: name.to_string(),
        language: language.to_string(),
        url: url.to_string(),
        title,
        description,
        draft: shown.draft,
        applies_to: applies
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, v)| !v.is_null())
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
        groups,
        legend,
        see_also: shown.see_also.clone(),
        translation: shown.translated.then_some(TranslationJson {
            ok: shown.counts.ok,
            stale: shown.counts.stale,
            missing: shown.counts.missing,
            same: shown.counts.same,
            orphan: shown.counts.orphan,
            untranslated: open,
        }),
    }
}

fn group(group: &ShownGroup, url: &str, open: &mut Vec<String>) -> GroupJson {
    GroupJson {
        id: group.id.clone(),
        title: text(&group.title, open),
        intro: some(&group.intro, open),
        draft: group.draft,
        blocks: group.blocks.iter().map(|b| block(b, url, open)).collect(),
    }
}

fn block(block: &ShownBlock, url: &str, open: &mut Vec<String>) -> BlockJson {
    BlockJson {
        id: block.id.clone(),
        path: block.path.clone(),
        code_id: block.badge.clone(),
        url: format!("{url}#{}", block.badge),
        kind: block.kind.to_string(),
        title: some(&block.title, open),
        name: block.name.clone(),
        draft: block.draft,
        danger: block.danger,
        since: block.since.clone(),
        until: block.until.clone(),
        desc: some(&block.desc, open),
        condition: block.condition.clone(),
        output: block.output.clone(),
        priority: block.priority.clone(),
        tags: block.tags.clone(),
        source: block.source.clone(),
        enabled: block.enabled,
        exceptions: block.exceptions.clone(),
        hooks: block.hooks.clone(),
        items: block.items.clone(),
        lang: block.lang.clone(),
        code: block.code.clone(),
        columns: block
            .columns
            .iter()
            .map(|c| ColumnJson {
                key: c.key.clone(),
                title: some(&c.title, open),
                code: c.code,
            })
            .collect(),
        rows: block.rows.iter().map(|r| row(r, open)).collect(),
        text: some(&block.text, open),
        note: some(&block.note, open),
    }
}

fn row(row: &ShownRow, open: &mut Vec<String>) -> RowJson {
    let cells = row.cells.iter().filter(|c| !c.words.text.is_empty());
    RowJson {
        id: row.id.clone(),
        draft: row.draft,
        expect: row.expect.clone(),
        cells: cells.map(|c| (c.key.clone(), Json::from(text(&c.words, open)))).collect(),
    }
}

fn some(words: &Option<Words>, open: &mut Vec<String>) -> Option<String> {
    words.as_ref().map(|w| text(w, open))
}

/// The text of words; what is in the source's language though it should not be is remembered.
fn text(words: &Words, open: &mut Vec<String>) -> String {
    if matches!(words.state, State::Stale | State::Missing) {
        open.push(words.text.clone());
    }
    words.text.clone()
}
