//! A cheatsheet as it is written: every key and its meaning. The JSON Schema of `*.sheet.yaml` is made from these types.

mod block;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

pub use block::{BlockFile, Common, Content, FieldRow, FlagRow, FullRow, KINDS, KeyRow, OnelinerRow, ShortFile, TableRow};

/// A cheatsheet: groups of blocks that are read on a screen and printed on paper.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct SheetFile {
    /// The title on the page, in navigation and on paper.
    pub title: String,
    /// A shorter title for navigation.
    #[serde(default, rename = "linkTitle")]
    pub link_title: Option<String>,
    /// One sentence on what the sheet is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Not published until this is taken away.
    #[serde(default)]
    pub draft: bool,
    /// Position among its siblings; smaller comes first, 0 last.
    #[serde(default)]
    pub weight: i64,
    /// When the sheet was written.
    #[serde(default)]
    pub date: Option<String>,
    /// What the sheet is true for.
    #[serde(default)]
    pub applies_to: AppliesTo,
    /// Values for `{{name}}` in code and words.
    #[serde(default)]
    pub vars: BTreeMap<String, Scalar>,
    /// Files that blocks take content from, by the name that `from` uses.
    #[serde(default)]
    pub sources: BTreeMap<String, SourceFile>,
    /// How the sheet is put on paper.
    #[serde(default)]
    pub print: PrintFile,
    /// What marks and abbreviations on the sheet mean.
    #[serde(default)]
    pub legend: Vec<LegendFile>,
    /// Pages and addresses to read on.
    #[serde(default)]
    pub see_also: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    /// Old addresses that lead here.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The last part of the sheet's address, instead of its file's name.
    #[serde(default)]
    pub slug: Option<String>,
    /// The sheet's whole address.
    #[serde(default)]
    pub url: Option<String>,
    /// The sheet's content.
    pub groups: Vec<GroupFile>,
}

/// What a sheet is true for, written by a person or a test run and never derived.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AppliesTo {
    /// A range of Falco versions: `>=0.44, <0.45`.
    pub falco: Option<Scalar>,
    /// The version that the sheet was last verified with.
    pub verified: Option<Scalar>,
    /// The date of that.
    pub checked: Option<Scalar>,
    /// The release of the ruleset: `falco-rules-5.1.0`.
    pub ruleset: Option<Scalar>,
}

/// A file that blocks take content from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// What the file holds.
    #[serde(rename = "type")]
    pub kind: SourceKind,
    /// One file, or several that are loaded in this order.
    pub path: OneOrMany<String>,
    /// The SHA-256 that the file must have; a list with one for each of several files.
    #[serde(default)]
    pub sha256: Option<OneOrMany<String>>,
    /// The sheet shows what it holds itself where the file is not there.
    #[serde(default)]
    pub optional: bool,
}

/// What a source holds.
#[derive(Clone, Copy, Debug, Hash, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Falco rules files.
    FalcoRules,
    /// A list of fields, as `falco --list` prints it.
    Fields,
    /// Saved help text.
    Help,
}

/// How a sheet is put on paper.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PrintFile {
    /// Paper, or papers, to print for. Default: `a4`.
    pub paper: Option<OneOrMany<Paper>>,
    /// Default: `landscape`.
    pub orientation: Option<Orientation>,
    /// Columns of a page, 1 to 6. Default: 3.
    pub columns: Option<u8>,
    /// How many pages the sheet may fill. Default: 2.
    pub pages: Option<u8>,
    /// `5mm` to `50mm`. Default: `8mm`.
    pub margin: Option<Scalar>,
    /// Size of text, `7.5pt` to `24pt`. Default: `7.5pt`.
    pub text: Option<Scalar>,
    /// Size of code, `7pt` to `24pt`. Default: `7pt`.
    pub code: Option<Scalar>,
    /// Default: `auto`.
    pub colour: Option<Colour>,
    /// A QR code that leads to the sheet. Default: `none`.
    pub qr: Option<Qr>,
    /// The forms that are made as PDF. Default: the one that `colour` says.
    pub editions: Option<Vec<Edition>>,
    /// How many pages the large edition may fill. Default: as many as it needs.
    pub large_pages: Option<u8>,
}

macro_rules! choice {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $vdoc:literal])* $variant:ident),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq, Hash)]
        #[serde(rename_all = "lowercase")]
        pub enum $name { #[default] $($(#[doc = $vdoc])* $variant),* }
    };
}

choice! {
    /// A size of paper.
    Paper { A4, Letter, A3 }
}
choice! {
    /// Which way paper is held.
    Orientation { Landscape, Portrait }
}
choice! {
    /// Colours on paper.
    Colour { Auto, Mono }
}
choice! {
    /// A form in which a sheet is printed.
    Edition {
        /// A few colours, all dark on light.
        Colour,
        /// Black and greys.
        Mono,
        /// Text of 10 points.
        Large,
        /// The words of a translation beside those of the sheet.
        Bilingual,
    }
}
choice! {
    /// Where a QR code is printed.
    Qr { None, Footer }
}
choice! {
    /// Where a group begins on paper.
    Break { Auto, Column, Page }
}
choice! {
    /// Where a block may be cut on paper.
    Split { None, Rows }
}
choice! {
    /// Where a block is shown at all.
    Only { Screen, Print }
}
choice! {
    /// What kind of remark a text is.
    Tone { Note, Tip, Warning }
}

impl Edition {
    /// As a sheet writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Edition::Colour => "colour",
            Edition::Mono => "mono",
            Edition::Large => "large",
            Edition::Bilingual => "bilingual",
        }
    }
}

impl Paper {
    /// As a sheet writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::Letter => "letter",
            Paper::A3 => "a3",
        }
    }
}

/// One entry of the legend.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegendFile {
    /// Default: made from the mark.
    #[serde(default)]
    pub id: Option<String>,
    /// The mark or abbreviation.
    pub mark: String,
    /// What it means.
    pub text: String,
}

/// A group of blocks under one heading.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    /// Names the group in addresses and translations. Default: made from the title.
    #[serde(default)]
    pub id: Option<String>,
    /// The group's heading.
    pub title: String,
    /// A sentence below the heading.
    #[serde(default)]
    pub intro: Option<String>,
    #[serde(default)]
    pub draft: bool,
    /// Position in the sheet; smaller comes first, 0 last. Default: the order of the file.
    #[serde(default)]
    pub weight: i64,
    /// How many columns of a page the group takes, 1 to 6.
    #[serde(default)]
    pub span: Option<u8>,
    /// Where the group begins on paper.
    #[serde(default, rename = "break")]
    pub break_: Break,
    #[serde(default)]
    pub blocks: Vec<BlockFile>,
}

/// A string, number or boolean, kept as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Scalar(pub String);

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Scalar(value.as_str().map_or_else(|| value.to_string(), str::to_string)))
    }
}

impl JsonSchema for Scalar {
    fn schema_name() -> Cow<'static, str> {
        "Scalar".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

/// One value, or a list of them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T: Clone> OneOrMany<T> {
    /// As a list.
    pub fn to_vec(&self) -> Vec<T> {
        match self {
            OneOrMany::One(one) => vec![one.clone()],
            OneOrMany::Many(many) => many.clone(),
        }
    }
}
