//! The keys that translations have in `stoop.yaml`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diag::Severity;

/// How translations hang together with their source.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields, default)]
pub struct TranslationsFile {
    /// Whose ids the headings of a translation have.
    pub heading_ids: TranslatedIds,
    /// What a page is to the outside that is shown from another language.
    pub fallback: FallbackPages,
    /// What is at the address of a page that a language lacks and does not show either.
    pub missing: MissingPages,
    /// In which order titles are sorted.
    pub title_order: TitleOrder,
    /// Publish a page for each language that shows how far its translation is: `<language>/translation/`. Nothing links to it.
    pub report: bool,
}

/// Whose ids the headings of a translation have.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum TranslatedIds {
    /// Those of the source's headings, by position and level: a link to `#install` works in every language.
    #[default]
    Shared,
    /// Their own, made from their text.
    Own,
}

/// What a page is to the outside that is shown from another language.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum FallbackPages {
    /// A copy of its source: canonical to it, without entries of its own in sitemaps, feeds, `llms.txt` and `hreflang`.
    #[default]
    Copy,
    /// A page like any other, as Hugo has it.
    Page,
}

/// What is at the address of a page that a language neither has nor shows.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum MissingPages {
    /// Nothing.
    #[default]
    Nothing,
    /// A redirect to the page in the default language.
    Redirect,
}

/// In which order titles are sorted.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum TitleOrder {
    /// That of the page's language: Chinese by pinyin and before other scripts, Swedish with å behind z.
    #[default]
    Language,
    /// One for all languages, that of Unicode, as Hugo has it.
    Common,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// It is not told.
    Off,
    Note,
    Warn,
    /// The build fails.
    Error,
}

impl Weight {
    /// As a finding has it; `None` for one that is not told.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Weight::Off => None,
            Weight::Note => Some(Severity::Note),
            Weight::Warn => Some(Severity::Warning),
            Weight::Error => Some(Severity::Error),
        }
    }
}
