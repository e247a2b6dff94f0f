//! The configuration of a build: `stoop.yaml` with all defaults filled in and all names resolved.

mod check;
mod file;
mod resolve;
mod translations;

use std::collections::BTreeMap;

use globset::GlobSet;
use serde_json::{Map, Value as Json};

use crate::hash::Hash;
use crate::lang::{Direction, LangId};

pub use check::{Check, CheckFile, External, ExternalFile, IgnoreFile};
pub use file::{
    AttributesFile, ConfigFile, FeedFile, Format, HeadingIds, HighlightFile, LanguageFile, LinkTargets, MarkdownFile, MenuEntry,
    MountFile, OutputsFile, Redirects, TocFile, UnknownShortcodes,
};
pub use resolve::{load, resolve};
pub use translations::{FallbackPages, MissingPages, TitleOrder, TranslatedIds, TranslationsFile, Weight};

/// The name of the configuration file, at the root of a site.
pub const FILE_NAME: &str = "stoop.yaml";

/// What may stand behind a colon in a permalink pattern.
pub const PERMALINK_TOKENS: &[&str] = &[
    "year",
    "month",
    "monthname",
    "day",
    "weekday",
    "weekdayname",
    "yearday",
    "section",
    "sections",
    "title",
    "slug",
    "filename",
    "contentbasename",
    "slugorfilename",
    "slugorcontentbasename",
];

/// Everything a build needs to know of its configuration.
#[derive(Clone, Debug)]
pub struct Config {
    pub title: String,
    /// Scheme, host and path, without a slash at the end.
    pub base_url: String,
    /// The path of the base URL, without a slash at the end: empty for a site at the root of its host.
    pub base_path: String,
    /// The default language first, then by weight and code.
    pub languages: Vec<Language>,
    /// In the order in which they are asked for a path.
    pub mounts: Vec<Mount>,
    pub ignore_files: GlobSet,
    pub permalinks: Vec<(String, String)>,
    /// (singular, plural), by singular.
    pub taxonomies: Vec<(String, String)>,
    pub markdown: MarkdownFile,
    pub translations: TranslationsFile,
    pub highlight: HighlightFile,
    pub outputs: OutputsFile,
    pub feed: FeedFile,
    pub unknown_shortcodes: UnknownShortcodes,
    /// Groups of shortcodes that are switched on or off by name.
    pub shortcodes: BTreeMap<String, bool>,
    pub redirects: Redirects,
    pub date_keys: Vec<String>,
    pub nav_limit: usize,
    /// The folder of fonts for paper, from the site's root.
    pub fonts: String,
    /// Whether paper may use the system's fonts.
    pub system_fonts: bool,
    pub check: Check,
    /// Front matter that all pages inherit, keys lower-cased.
    pub cascade: Vec<Map<String, Json>>,
    /// Of everything above and of the params: what a rendered page may depend on.
    pub hash: Hash,
}

/// A language of the site.
#[derive(Clone, Debug)]
pub struct Language {
    pub id: LangId,
    /// As configured, lower-cased: `zh-cn`. Names folders and strings.
    pub code: String,
    /// As BCP 47 writes it: `zh-CN`.
    pub tag: String,
    /// Its own name.
    pub name: String,
    pub direction: Direction,
    /// The site's title in it.
    pub title: String,
    /// What its URLs start with: empty for the language at the root, else `/zh`.
    pub prefix: String,
    /// What to make of translations that are behind, and of those that do not say what they were made from.
    pub stale: Weight,
    pub unpinned: Weight,
    /// Site params with this language's over them.
    pub params: Map<String, Json>,
    /// Menus by name, in their order of writing.
    pub menus: Vec<(String, Vec<MenuEntry>)>,
}

/// A folder or file whose content belongs to a language.
#[derive(Clone, Debug)]
pub struct Mount {
    /// From the site's root, without slashes at its ends.
    pub source: String,
    /// In the content tree, without slashes at its ends; empty for its root.
    pub target: String,
    /// Whose content it becomes.
    pub lang: LangId,
    /// Whose words it holds, when they are not those of `lang`.
    pub fallback_from: Option<LangId>,
    pub include: Option<GlobSet>,
    pub exclude: GlobSet,
    /// Files may name their language by a suffix, `page.zh.md`; one of another language is not part of this mount.
    pub suffixes: bool,
}

impl Config {
    /// A language by its id.
    pub fn language(&self, id: LangId) -> &Language {
        &self.languages[id.index()]
    }

    /// A language by its code, in any case.
    pub fn find_language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.code.eq_ignore_ascii_case(code))
    }
}
