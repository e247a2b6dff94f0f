//! Blocks of a cheatsheet as they are written: the keys of all, the keys of each kind, their rows.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::{Only, Scalar, Split, Tone};

/// A block: what all kinds have, and what its `kind` has.
#[derive(Clone, Debug, Deserialize)]
pub struct BlockFile {
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub content: Content,
}

/// The keys of every block.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Common {
    /// Names the block in addresses and translations. Default: made from the title.
    pub id: Option<String>,
    pub title: Option<String>,
    /// A remark below the block.
    pub note: Option<String>,
    pub draft: bool,
    /// The first version that has what the block shows.
    pub since: Option<Scalar>,
    /// The first version that no longer has it.
    pub until: Option<Scalar>,
    /// What the block shows can do harm.
    pub danger: bool,
    /// Whether the block may be cut between rows on paper. Default: `rows` for blocks that have rows.
    pub split: Option<Split>,
    /// Show the block only on the `screen` or only in `print`.
    pub only: Option<Only>,
    /// Where the content comes from: `source#rule/Name`, `source#macro/name`, `source#list/name`.
    pub from: Option<String>,
    /// Which parts of it to show.
    pub show: Option<Vec<String>>,
    /// Own words for an upstream text.
    pub short: Option<ShortFile>,
    /// How many lines to show at most.
    pub max_lines: Option<u32>,
    /// List the rule's override points.
    pub hooks: bool,
    /// Which entries of the source to take, in this order.
    pub pick: Option<Vec<String>>,
}

/// Own words for an upstream text.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortFile {
    pub text: String,
    /// The start of the hash of the upstream text.
    #[serde(default)]
    pub of: String,
}

/// The keys of one kind of block.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Content {
    /// A Falco rule.
    Rule {
        /// The rule's name.
        #[serde(default)]
        rule: Option<String>,
        /// What it detects, in words.
        #[serde(default)]
        desc: Option<String>,
        #[serde(default)]
        condition: Option<String>,
        #[serde(default)]
        output: Option<String>,
        /// One of Falco's priorities, in any case.
        #[serde(default)]
        priority: Option<String>,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        enabled: Option<bool>,
        /// The event source, such as `syscall`.
        #[serde(default)]
        source: Option<String>,
    },
    /// A Falco macro.
    Macro {
        /// The macro's name.
        #[serde(default, rename = "macro")]
        name: Option<String>,
        #[serde(default)]
        condition: Option<String>,
    },
    /// A Falco list.
    List {
        /// The list's name.
        #[serde(default, rename = "list")]
        name: Option<String>,
        #[serde(default)]
        items: Vec<Scalar>,
    },
    /// Flags of a command.
    Flags {
        #[serde(default)]
        items: Vec<FlagRow>,
    },
    /// Commands of one line.
    Oneliners {
        #[serde(default)]
        items: Vec<OnelinerRow>,
    },
    /// Keys of a configuration file.
    Keys {
        #[serde(default)]
        items: Vec<KeyRow>,
    },
    /// Fields of events.
    Fields {
        #[serde(default)]
        items: Vec<FieldRow>,
    },
    /// Code in any language.
    Snippet {
        /// The language that highlights it.
        #[serde(default)]
        lang: Option<String>,
        #[serde(default)]
        code: Option<String>,
        /// A file that holds the code.
        #[serde(default)]
        file: Option<String>,
        /// The part of the file to show.
        #[serde(default)]
        region: Option<String>,
    },
    /// A table with columns of your own.
    Table {
        /// The headings of the columns.
        #[serde(default)]
        columns: Vec<String>,
        #[serde(default)]
        rows: Vec<TableRow>,
        /// The columns, counted from 0, that hold words and are translated. All others hold code.
        #[serde(default)]
        words: Vec<usize>,
    },
    /// A remark.
    Text {
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        tone: Option<Tone>,
    },
}

/// The kinds of blocks, as `kind` names them.
pub const KINDS: &[&str] = &[
    "rule",
    "macro",
    "list",
    "flags",
    "oneliners",
    "keys",
    "fields",
    "snippet",
    "table",
    "text",
];

/// A flag.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagRow {
    #[serde(default)]
    pub id: Option<String>,
    /// The flag: `-V, --validate`.
    pub flag: String,
    /// What it takes: `<file>`.
    #[serde(default)]
    pub arg: Option<String>,
    /// What it does.
    #[serde(default)]
    pub desc: Option<String>,
    #[serde(default)]
    pub draft: bool,
}

/// A command of one line.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnelinerRow {
    #[serde(default)]
    pub id: Option<String>,
    /// The command.
    pub cmd: String,
    /// What it does.
    #[serde(default)]
    pub desc: Option<String>,
    /// The rule that it makes fire.
    #[serde(default)]
    pub expect: Option<String>,
    #[serde(default)]
    pub draft: bool,
}

/// A key of a configuration file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyRow {
    #[serde(default)]
    pub id: Option<String>,
    /// The key: `engine.kind`.
    pub key: String,
    #[serde(default)]
    pub default: Option<Scalar>,
    /// What it does.
    #[serde(default)]
    pub desc: Option<String>,
    #[serde(default)]
    pub draft: bool,
}

/// A field of events.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldRow {
    #[serde(default)]
    pub id: Option<String>,
    /// The field: `proc.name`.
    pub field: String,
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// What it holds.
    #[serde(default)]
    pub desc: Option<String>,
    #[serde(default)]
    pub draft: bool,
}

/// A row of a table: its cells, or a map when it needs an id or is a draft.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TableRow {
    Cells(Vec<Scalar>),
    Full(FullRow),
}

/// A row of a table with keys.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FullRow {
    #[serde(default)]
    pub id: Option<String>,
    pub cells: Vec<Scalar>,
    #[serde(default)]
    pub draft: bool,
}

impl JsonSchema for BlockFile {
    fn schema_name() -> Cow<'static, str> {
        "Block".into()
    }

    /// The schema of [`Content`] with the keys of [`Common`] in each kind: serde's `flatten` would give two halves that cannot be
    /// checked apart.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let common = Common::json_schema(generator).to_value();
        let mut content = Content::json_schema(generator).to_value();
        let shared = common
            .get("properties")
            .and_then(|p| p.as_object())
            .cloned()
            .unwrap_or_default();
        for kind in content.get_mut("oneOf").and_then(|k| k.as_array_mut()).into_iter().flatten() {
            if let Some(properties) = kind.get_mut("properties").and_then(|p| p.as_object_mut()) {
                for (key, schema) in &shared {
                    properties.entry(key.clone()).or_insert_with(|| schema.clone());
                }
            }
            kind["additionalProperties"] = false.into();
        }
        Schema::try_from(content).unwrap_or_default()
    }
}
