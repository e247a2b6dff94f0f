//! `stoop.yaml` as it is written: every key, its meaning and its default. The JSON Schema of the file is made from these types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::check::CheckFile;
use super::translations::{TranslationsFile, Weight};
use crate::lang::Direction;

/// The configuration of a site. Every key may be left out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    /// The site's title, used where a language does not set its own.
    pub title: String,
    /// Where the site will be published, such as `https://example.org/docs`. Feeds, sitemaps and canonical links are made from it.
    pub base_url: String,
    /// The language at the root of the site.
    pub default_language: String,
    /// Put the default language under its own prefix (`/en/`) too, with a redirect from `/`.
    pub default_language_in_subdir: bool,
    /// The languages by code, such as `zh` or `pt-br`. Without this key the site has its default language only.
    pub languages: BTreeMap<String, LanguageFile>,
    /// Where content comes from, when it is not one folder a language. The first mount that has a path wins.
    pub mounts: Vec<MountFile>,
    /// Content that is passed over: regular globs over paths from the site's root, such as `content/**/OWNERS`.
    pub ignore_files: Vec<String>,
    /// URL patterns by top-level section: `blog: /:section/:slug/`. Tokens: `:year :month :day :section :sections :title :slug :filename
    /// :contentbasename`.
    pub permalinks: BTreeMap<String, String>,
    /// Taxonomies, singular name to plural: the plural is the front matter key and the URL.
    pub taxonomies: BTreeMap<String, String>,
    /// Menus by name; `main` is the one in the page header.
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
    pub markdown: MarkdownFile,
    pub translations: TranslationsFile,
    pub highlight: HighlightFile,
    /// What is made of each kind of page: `home`, `section`, `page`, `taxonomy`, `term`.
    pub outputs: OutputsFile,
    pub feed: FeedFile,
    /// What to do with a shortcode that no component defines.
    pub unknown_shortcodes: UnknownShortcodes,
    /// Groups of shortcodes by name; `false` leaves one out. A group is a folder of `templates/shortcodes`: `falco` holds those that only
    /// Falco's website uses. All are on by default.
    pub shortcodes: BTreeMap<String, bool>,
    /// How an alias redirects.
    pub redirects: Redirects,
    /// Which front matter keys give a page its date, first found first. `:filename` reads it from the file's name.
    pub date_keys: Vec<String>,
    /// A language's navigation shows its whole section tree up to this many pages, and only the way to the open section beyond.
    pub nav_limit: usize,
    /// How findings are judged: what is an error, a warning or a note, and what is ignored.
    pub check: CheckFile,
    /// Front matter for all pages, or for those that the `target` of an entry names (`path`, `kind`, `lang`). That of a section's own
    /// `cascade` comes first.
    pub cascade: Vec<Map<String, Json>>,
    /// The folder, in the site's, that holds fonts for printed sheets, for characters that the fonts in stoop lack.
    pub fonts: String,
    /// Whether printed sheets may use the fonts of the system too. `false` makes them the same on every machine.
    pub system_fonts: bool,
    /// Anything that templates and the `param` shortcode may read.
    pub params: Map<String, Json>,
}

impl Default for ConfigFile {
    fn default() -> Self {
        ConfigFile {
            title: String::new(),
            base_url: "http://localhost:1313/".into(),
            default_language: "en".into(),
            default_language_in_subdir: false,
            languages: BTreeMap::new(),
            mounts: Vec::new(),
            ignore_files: Vec::new(),
            permalinks: BTreeMap::new(),
            taxonomies: BTreeMap::from([("tag".into(), "tags".into()), ("category".into(), "categories".into())]),
            menus: BTreeMap::new(),
            markdown: MarkdownFile::default(),
            translations: TranslationsFile::default(),
            highlight: HighlightFile::default(),
            outputs: OutputsFile::default(),
            feed: FeedFile::default(),
            unknown_shortcodes: UnknownShortcodes::Error,
            shortcodes: BTreeMap::new(),
            redirects: Redirects::Html,
            date_keys: ["date", "publishDate", "lastmod"].map(String::from).to_vec(),
            nav_limit: 200,
            check: CheckFile::default(),
            cascade: Vec::new(),
            fonts: "fonts".into(),
            system_fonts: true,
            params: Map::new(),
        }
    }
}

/// One language.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageFile {
    /// The language's own name, as the language switch shows it. Default: its code.
    pub name: Option<String>,
    /// What pages say in `lang=`, as BCP 47 writes it: `zh-Hans`. Default: from the code.
    pub tag: Option<String>,
    /// `ltr` (default) or `rtl`.
    pub direction: Direction,
    /// The site's title in this language. Default: the site's title.
    pub title: Option<String>,
    /// The folder of its content. Default: `content/<code>` if that folder is there, else `content` with `page.<code>.md` files.
    pub content: Option<String>,
    /// Position in the language switch; smaller comes first. Default: 0, then by code.
    pub weight: i64,
    /// Pages that this language lacks are shown from the default language, with a notice. Default: true.
    pub fallback: Option<bool>,
    /// What to make of translations that are behind their source: `warn` (default), `note`, `error` or `off`.
    pub stale: Option<Weight>,
    /// What to make of translations that do not say what they were made from: `off` (default), `note`, `warn` or `error`.
    pub unpinned: Option<Weight>,
    /// Params of this language, over those of the site.
    pub params: Map<String, Json>,
    /// Menus of this language, each instead of the site's menu of that name.
    pub menus: BTreeMap<String, Vec<MenuEntry>>,
}

/// A folder or file that becomes part of a language's content.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MountFile {
    /// Folder or file, from the site's root.
    pub source: String,
    /// Where in the content tree it appears. Default: its root.
    #[serde(default)]
    pub target: String,
    /// The language whose content it becomes. Default: the default language.
    #[serde(default)]
    pub lang: Option<String>,
    /// Take only paths that match one of these globs.
    #[serde(default)]
    pub include: Vec<String>,
    /// Leave out paths that match one of these globs.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// The mount holds another language's words, shown where this language has none of its own.
    #[serde(default)]
    pub fallback: bool,
    /// Files name their language by a suffix, `page.zh.md`; those without one are the default language's.
    #[serde(default)]
    pub suffixes: bool,
}

/// One entry of a menu.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct MenuEntry {
    /// What children name as their `parent`. Default: the name.
    pub identifier: Option<String>,
    pub name: String,
    /// An absolute URL, or a path of the site (`/docs/`), which leads to the reader's language.
    pub url: String,
    /// The identifier of the entry that this one lies under.
    pub parent: Option<String>,
    /// Smaller comes first; 0 comes last.
    pub weight: i64,
    pub params: Map<String, Json>,
}

/// How Markdown is read.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields, default)]
pub struct MarkdownFile {
    /// How heading ids are made.
    pub heading_ids: HeadingIds,
    /// Curly quotes, dashes and ellipses.
    pub typographer: bool,
    /// With the typographer, `--` and `---` become dashes.
    pub dashes: bool,
    /// Turn bare `https://` and `www.` addresses into links.
    pub linkify: bool,
    /// `:smile:` becomes a character.
    pub emoji: bool,
    /// What the targets of links and images are taken for.
    pub links: LinkTargets,
    /// A line that ends and one that begins with a Chinese or Japanese character are joined without a space.
    pub join_cjk: bool,
    /// Pass raw HTML through. `false` replaces it by a comment.
    pub raw_html: bool,
    pub attributes: AttributesFile,
    pub toc: TocFile,
}

impl Default for MarkdownFile {
    fn default() -> Self {
        MarkdownFile {
            heading_ids: HeadingIds::Github,
            typographer: true,
            dashes: true,
            linkify: true,
            emoji: true,
            links: LinkTargets::Site,
            join_cjk: true,
            raw_html: true,
            attributes: AttributesFile::default(),
            toc: TocFile::default(),
        }
    }
}

/// What the targets of links and images are taken for.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum LinkTargets {
    /// Content files (`../rules.md`, which must exist), addresses of the site (`/docs/rules`) and files beside the page: each leads to
    /// where that is published, in the reader's language.
    #[default]
    Site,
    /// Content files and files beside the page; what is neither stays as it is written, as Hugo has it.
    Content,
    /// All targets stay as they are written.
    Keep,
}

/// How the id of a heading is made from its text.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum HeadingIds {
    /// As GitHub and Hugo do.
    #[default]
    Github,
    /// As Hugo's older `blackfriday` setting does.
    Blackfriday,
}

/// Where `{#id .class key=value}` lists are read.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields, default)]
pub struct AttributesFile {
    /// At the end of a heading.
    pub heading: bool,
    /// On the line after a block.
    pub block: bool,
}

impl Default for AttributesFile {
    fn default() -> Self {
        AttributesFile {
            heading: true,
            block: true,
        }
    }
}

/// Which headings the table of contents lists.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields, default)]
pub struct TocFile {
    /// The largest heading, 1 to 6.
    pub from: u8,
    /// The smallest heading, 1 to 6.
    pub to: u8,
}

impl Default for TocFile {
    fn default() -> Self {
        TocFile { from: 2, to: 3 }
    }
}

/// The colours of code.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields, default)]
pub struct HighlightFile {
    /// Theme on light pages and on paper.
    pub light: String,
    /// Theme on dark pages.
    pub dark: String,
}

impl Default for HighlightFile {
    fn default() -> Self {
        HighlightFile {
            light: "stoop-light".into(),
            dark: "stoop-dark".into(),
        }
    }
}

/// The outputs of each kind of page.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields, default)]
pub struct OutputsFile {
    pub home: Vec<Format>,
    pub section: Vec<Format>,
    pub page: Vec<Format>,
    pub taxonomy: Vec<Format>,
    pub term: Vec<Format>,
}

impl Default for OutputsFile {
    fn default() -> Self {
        let list = || vec![Format::Html, Format::Rss];
        OutputsFile {
            home: list(),
            section: list(),
            page: vec![Format::Html],
            taxonomy: list(),
            term: list(),
        }
    }
}

/// A form in which a page is published.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The page itself.
    Html,
    /// A feed of what a list shows.
    Rss,
    /// Its Markdown with shortcodes resolved, as `index.md` beside the page.
    Markdown,
    /// Of a home page: `llms.txt`, the site as a list of links.
    Llms,
}

/// Feeds.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(deny_unknown_fields, default)]
pub struct FeedFile {
    /// The name of a feed's file, beside the page that it is of.
    pub file: String,
    /// How many entries a feed has at most; 0 for all.
    pub limit: usize,
}

impl Default for FeedFile {
    fn default() -> Self {
        FeedFile {
            file: "index.xml".into(),
            limit: 50,
        }
    }
}

/// What to do with a shortcode that no component defines.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum UnknownShortcodes {
    /// The build fails.
    #[default]
    Error,
    /// Its inner text is rendered and a warning is given.
    Inner,
}

/// How an alias redirects.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Redirects {
    /// A small page at the old address that leads to the new one.
    #[default]
    Html,
    /// A `_redirects` file, as Netlify and Cloudflare Pages read it.
    Netlify,
    /// Both.
    Both,
}
