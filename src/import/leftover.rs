//! What nobody took: why each such key of Hugo's does no harm, or what will differ.

use super::setting::{Setting, Value};
use super::work::Work;

/// What to say of a key that is left.
enum Say {
    /// Nothing differs.
    Dropped(&'static str),
    /// The site differs.
    Lost(&'static str),
    /// The site differs unless the value is this one.
    LostUnless(&'static str, &'static str),
}

use Say::{Dropped, Lost, LostUnless};

const AS_EVER: &str = "this is what stoop does";
const NO_USE: &str = "nothing of stoop's reads it";
const SPEED: &str = "stoop has no use for it: it only says how Hugo works";
const HIGHLIGHT: &str = "code has the colours of `highlight.light` and `highlight.dark`";

/// Keys by their path in lower case, and what is to be said of them and all below; the longest path that fits counts.
const KNOWN: &[(&str, Say)] = &[
    ("archetypedir", Dropped(SPEED)),
    (
        "assetdir",
        Dropped("stoop has no `assets` folder; stylesheets lie in `static`"),
    ),
    ("build", Dropped(SPEED)),
    (
        "builddrafts",
        LostUnless("false", "drafts are published by `stoop build --drafts`"),
    ),
    (
        "buildexpired",
        LostUnless("false", "expired pages are published by `stoop build --future`"),
    ),
    (
        "buildfuture",
        LostUnless("false", "pages of the future are published by `stoop build --future`"),
    ),
    ("caches", Dropped("stoop keeps no such caches")),
    (
        "canonifyurls",
        LostUnless("false", "links are written from the root of the host"),
    ),
    (
        "capitalizelisttitles",
        LostUnless("true", "titles of sections without a page begin with a capital letter"),
    ),
    ("datadir", LostUnless("data", "data files lie in `data`")),
    ("deployment", Dropped(SPEED)),
    ("disablealiases", LostUnless("false", "aliases redirect")),
    ("disablebrowsererror", Dropped(SPEED)),
    ("disablepathtolower", LostUnless("false", "paths are lower-cased")),
    (
        "enablegitinfo",
        LostUnless("false", "a page's dates come from its text alone, not from Git"),
    ),
    ("enablerobotstxt", LostUnless("true", "`robots.txt` is always published")),
    (
        "frontmatter",
        Lost("only the page's date can be read from other keys, by `date_keys`"),
    ),
    ("hascjklanguage", Dropped("words of Chinese and Japanese are always counted")),
    ("i18ndir", LostUnless("i18n", "strings lie in `i18n`")),
    ("ignoreerrors", Dropped(SPEED)),
    ("ignorelogs", Dropped(SPEED)),
    ("imaging", Dropped("pictures are published as they are")),
    (
        "layoutdir",
        Dropped("layouts of Hugo's are not read; the theme is in `templates`"),
    ),
    ("markup.asciidocext", Lost("content is Markdown or HTML")),
    (
        "markup.goldmark.extensions.definitionlist",
        LostUnless("true", "definition lists are read"),
    ),
    ("markup.goldmark.extensions.extras", Lost("this notation is not read")),
    (
        "markup.goldmark.extensions.footnote",
        LostUnless("true", "footnotes are read"),
    ),
    (
        "markup.goldmark.extensions.linkifyprotocol",
        Dropped("bare addresses link as they are written"),
    ),
    (
        "markup.goldmark.extensions.passthrough",
        Lost("formulas are not set apart from Markdown"),
    ),
    (
        "markup.goldmark.extensions.strikethrough",
        LostUnless("true", "`~~` strikes through"),
    ),
    ("markup.goldmark.extensions.table", LostUnless("true", "tables are read")),
    (
        "markup.goldmark.extensions.tasklist",
        LostUnless("true", "task lists are read"),
    ),
    ("markup.goldmark.extensions.cjk.enable", Dropped("`join_cjk` is its switch")),
    (
        "markup.goldmark.parser.autoheadingid",
        LostUnless("true", "every heading has an id"),
    ),
    (
        "markup.goldmark.parser.autodefinitiontermid",
        LostUnless("false", "terms of definition lists have no ids"),
    ),
    (
        "markup.goldmark.parser.wrapstandaloneimagewithinparagraph",
        LostUnless("true", "a picture alone stays in its paragraph"),
    ),
    (
        "markup.goldmark.renderer.hardwraps",
        LostUnless("false", "a line's end is a space, not a break"),
    ),
    (
        "markup.goldmark.renderhooks",
        Dropped("pictures are published as they are written"),
    ),
    ("markup.highlight", Dropped(HIGHLIGHT)),
    (
        "markup.highlight.anchorlinenos",
        LostUnless("false", "numbers of lines are no links"),
    ),
    (
        "markup.highlight.guesssyntax",
        LostUnless("false", "code without a language is not coloured"),
    ),
    (
        "markup.highlight.linenos",
        LostUnless("false", "lines are numbered where the code fence says so"),
    ),
    (
        "markup.tableofcontents.ordered",
        LostUnless("false", "the table of contents is not numbered"),
    ),
    ("mediatypes", Dropped("stoop knows the types of files by their names")),
    ("minify", Dropped("pages are small as they are")),
    ("module", Dropped("the theme comes with stoop; modules are not loaded")),
    ("outputformats", Lost("there are no other formats than those of `outputs`")),
    ("outputs", Lost("there is no such kind of page")),
    ("paginate", Lost("lists are published whole")),
    ("paginatepath", Dropped("lists are published whole")),
    ("pagination", Lost("lists are published whole")),
    (
        "pluralizelisttitles",
        LostUnless("true", "titles of sections without a page are plural"),
    ),
    ("privacy", Dropped(NO_USE)),
    ("publishdir", LostUnless("public", "`stoop build --out` names the folder")),
    ("pygmentscodefences", Dropped(HIGHLIGHT)),
    ("pygmentsstyle", Dropped(HIGHLIGHT)),
    ("pygmentsuseclasses", Dropped(HIGHLIGHT)),
    ("pygmentsuseclassic", Dropped(HIGHLIGHT)),
    ("related", Dropped("pages list no related ones")),
    (
        "relativeurls",
        LostUnless("false", "links are written from the root of the host"),
    ),
    ("removepathaccents", LostUnless("false", "accents stay in paths")),
    (
        "sectionpagesmenu",
        Lost("sections are in a menu only where front matter or `menus` says so"),
    ),
    ("security", Dropped("stoop runs no programs and asks no network")),
    ("server", Dropped(SPEED)),
    ("services", Dropped("the theme has no such services")),
    ("services.googleanalytics", Lost("the theme counts no visitors")),
    ("googleanalytics", Lost("the theme counts no visitors")),
    ("sitemap", Dropped("a sitemap says only which pages there are")),
    ("sitemap.disable", LostUnless("false", "all pages are in the sitemap")),
    ("sitemap.filename", LostUnless("sitemap.xml", "the sitemap is `sitemap.xml`")),
    (
        "staticdir",
        LostUnless("static", "static files lie in `static`; copy them there"),
    ),
    ("summarylength", Dropped("a summary is the first paragraph")),
    ("theme", Dropped("the theme comes with stoop")),
    ("themesdir", Dropped("the theme comes with stoop")),
    ("timeout", Dropped(SPEED)),
    ("timezone", Lost("dates without a zone are in UTC")),
    ("titlecasestyle", Dropped("titles are as they are written")),
];

/// Tell of everything that is left.
pub fn report(work: &mut Work) {
    let left = std::mem::replace(&mut work.settings.value, Value::Map(Vec::new()));
    if let Value::Map(entries) = left {
        entries.iter().for_each(|entry| tell(work, entry));
    }
}

/// One line for a setting, or those of its children where they differ.
fn tell(work: &mut Work, setting: &Setting) {
    let path = setting.key.to_lowercase();
    let known_below = KNOWN
        .iter()
        .any(|(known, _)| known.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('.')));
    if matches!(setting.value, Value::Map(_)) && (setting.touched || known_below) {
        return setting.entries().iter().for_each(|entry| tell(work, entry));
    }
    let fits = |known: &str| path == known || path.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'));
    let found = KNOWN
        .iter()
        .filter(|(known, _)| fits(known))
        .max_by_key(|(known, _)| known.len());
    match found.map(|(_, say)| say) {
        Some(Dropped(why)) => work.dropped(&setting.key, why),
        Some(Lost(why)) => work.lost(&setting.key, why),
        Some(LostUnless(value, why)) => match setting.text().is_none_or(|t| t.eq_ignore_ascii_case(value)) {
            true => work.dropped(&setting.key, AS_EVER),
            false => work.lost(&setting.key, why),
        },
        None => work.dropped(&setting.key, NO_USE),
    }
}
