//! [`View`]: what one page may see of the site, as the values that templates get. Templates reach nothing else.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::link::Linker;
use super::stale::StaleView;
use crate::config::{Config, Format, Language};
use crate::doc::{Body, Date};
use crate::lang;
use crate::site::{Kind, MenuItem, Page, PageId, Site};
use crate::translate::Survey;

/// A language, as templates see it (`lang`, `site.languages`).
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LangView {
    pub code: String,
    pub tag: String,
    pub name: String,
    pub direction: String,
    pub title: String,
    /// The URL of its home page.
    pub home: String,
}

/// The site in one language (`site`).
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SiteView {
    pub title: String,
    pub base_url: String,
    pub base_path: String,
    pub home: String,
    pub languages: Vec<LangView>,
    pub menus: Vec<(String, Vec<MenuView>)>,
    pub params: Map<String, Json>,
    /// The feed of the home page.
    pub feed: Option<String>,
    pub generator: String,
}

/// A menu entry.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct MenuView {
    pub name: String,
    pub url: String,
    pub children: Vec<MenuView>,
    pub params: Map<String, Json>,
}

/// Something to link to (`crumbs`, `prev`, `next`, terms, resources).
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LinkView {
    pub title: String,
    pub url: String,
}

/// A page in a list (`children`).
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ChildView {
    pub title: String,
    pub url: String,
    pub permalink: String,
    pub description: String,
    pub date: Option<DateView>,
    pub draft: bool,
    pub kind: &'static str,
    /// How many pages lie below it.
    pub count: usize,
    pub is_sheet: bool,
}

/// A date, for machines and for readers.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct DateView {
    pub iso: String,
    pub text: String,
}

/// The same page in one of the site's languages (`translations`).
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TranslationView {
    pub tag: String,
    pub name: String,
    pub url: String,
    pub current: bool,
    /// Whether the page is there; if not, `url` is the language's home page.
    pub exists: bool,
}

/// A translation for search engines (`alternates`).
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AlternateView {
    pub tag: String,
    pub permalink: String,
}

/// The terms of a page in one taxonomy.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TermsView {
    pub taxonomy: String,
    pub name: String,
    pub entries: Vec<LinkView>,
}

/// The page itself (`page`), without what its body makes.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PageView {
    pub title: String,
    pub link_title: String,
    pub description: String,
    pub url: String,
    pub permalink: String,
    pub path: String,
    pub file: Option<String>,
    pub kind: &'static str,
    pub section: String,
    #[serde(rename = "type")]
    pub kind_name: String,
    pub layout: Option<String>,
    pub date: Option<DateView>,
    pub lastmod: Option<DateView>,
    pub draft: bool,
    pub weight: i64,
    pub params: Map<String, Json>,
    pub words: usize,
    /// Reading time, at least 1.
    pub minutes: usize,
    pub html_lang: String,
    pub html_dir: String,
    pub fallback: Option<FallbackView>,
    pub stale: Option<StaleView>,
    pub terms: Vec<TermsView>,
    pub resources: Vec<ResourceView>,
    pub feed: Option<String>,
    /// Its Markdown twin.
    pub markdown: Option<String>,
    pub is_home: bool,
    pub is_sheet: bool,
}

/// The source of a fallback page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct FallbackView {
    /// The name of the language of the words.
    pub name: String,
    /// The page in that language.
    pub url: String,
}

/// A published file beside a page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ResourceView {
    pub name: String,
    pub url: String,
}

/// Everything that a page's template sees, apart from its body and what all pages of a language share.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct View {
    pub page: PageView,
    pub crumbs: Vec<LinkView>,
    pub prev: Option<LinkView>,
    pub next: Option<LinkView>,
    pub translations: Vec<TranslationView>,
    pub alternates: Vec<AlternateView>,
    pub children: Vec<ChildView>,
    pub canonical: String,
}

/// Makes views.
#[derive(Clone, Copy)]
pub struct Views<'a> {
    pub site: &'a Site,
    pub config: &'a Config,
    pub linker: Linker<'a>,
    pub translations: &'a Survey,
}

impl Views<'_> {
    /// A language.
    pub fn lang(&self, language: &Language) -> LangView {
        LangView {
            code: language.code.clone(),
            tag: language.tag.clone(),
            name: language.name.clone(),
            direction: language.direction.to_string(),
            title: language.title.clone(),
            home: self.linker.href(&format!("{}/", language.prefix)),
        }
    }

    /// The site in one language.
    pub fn site(&self, language: &Language) -> SiteView {
        let home = self.site.homes.get(language.id.index()).copied().flatten();
        SiteView {
            title: language.title.clone(),
            base_url: self.config.base_url.clone(),
            base_path: self.config.base_path.clone(),
            home: self.linker.href(&format!("{}/", language.prefix)),
            languages: self.config.languages.iter().map(|l| self.lang(l)).collect(),
            menus: self
                .site
                .menus
                .get(language.id.index())
                .into_iter()
                .flatten()
                .map(|(name, items)| (name.clone(), self.menu(items)))
                .collect(),
            params: language.params.clone(),
            feed: home.and_then(|h| self.feed(self.site.page(h))),
            generator: format!("stoop {}", env!("CARGO_PKG_VERSION")),
        }
    }

    /// A page.
    pub fn page(&self, page: &Page) -> View {
        let link = |id: PageId| self.link(self.site.page(id));
        View {
            page: self.page_itself(page),
            crumbs: self.site.ancestors(page.id).into_iter().map(link).collect(),
            prev: page.prev.map(link),
            next: page.next.map(link),
            translations: self.translations(page),
            alternates: self.alternates(page),
            children: page.children.iter().map(|id| self.child(self.site.page(*id))).collect(),
            canonical: self.linker.permalink(&self.canonical(page).url),
        }
    }

    /// The URL of a page's feed, if it has one.
    pub fn feed(&self, page: &Page) -> Option<String> {
        formats(self.config, page)
            .contains(&Format::Rss)
            .then(|| self.linker.href(&format!("{}{}", page.url, self.config.feed.file)))
    }

    /// Where a page's Markdown twin is, from the root of the site, if it has one.
    pub fn twin(&self, page: &Page) -> Option<String> {
        let wanted = !page.copy && formats(self.config, page).contains(&Format::Markdown) && script(page).is_some();
        wanted.then(|| super::twin::url(page)).flatten()
    }

    /// The page that search engines are told of: itself, or the source of a copy.
    pub fn canonical<'b>(&'b self, page: &'b Page) -> &'b Page {
        match page.copy {
            false => page,
            true => self.words_of(page),
        }
    }

    /// The page that a fallback page shows; a page of its own words itself.
    fn words_of<'b>(&'b self, page: &'b Page) -> &'b Page {
        let is_source = |id: &PageId| self.site.page(*id).lang == page.words;
        match page.words == page.lang {
            true => page,
            false => page
                .translations
                .iter()
                .find(|id| is_source(id))
                .map_or(page, |id| self.site.page(*id)),
        }
    }

    /// Each language that the page's own words are in, for hreflang; nothing for a page in one language only.
    pub fn alternates(&self, page: &Page) -> Vec<AlternateView> {
        if page.copy {
            return Vec::new();
        }
        let mut all: Vec<&Page> = page.translations.iter().map(|id| self.site.page(*id)).chain([page]).collect();
        all.retain(|p| !p.copy);
        all.sort_by_key(|p| p.lang);
        if all.len() < 2 {
            return Vec::new();
        }
        let first = AlternateView {
            tag: "x-default".into(),
            permalink: self.linker.permalink(&all[0].url),
        };
        let tagged = all.iter().map(|p| AlternateView {
            tag: self.config.language(p.lang).tag.clone(),
            permalink: self.linker.permalink(&p.url),
        });
        tagged.chain([first]).collect()
    }

    /// A page in a list.
    pub fn child(&self, page: &Page) -> ChildView {
        ChildView {
            title: page.link_title.clone(),
            url: self.linker.href(&page.url),
            permalink: self.linker.permalink(&page.url),
            description: description(page),
            date: page.head.date.map(|d| self.date(d, page)),
            draft: page.head.draft,
            kind: page.kind.as_str(),
            count: page.children.len(),
            is_sheet: is_sheet(page),
        }
    }

    fn page_itself(&self, page: &Page) -> PageView {
        let words_language = self.config.language(page.words);
        let fallback = (page.words != page.lang).then(|| FallbackView {
            name: words_language.name.clone(),
            url: self.linker.href(&self.words_of(page).url),
        });
        let words = script(page).map_or(0, |s| s.words);
        PageView {
            title: page.title.clone(),
            link_title: page.link_title.clone(),
            description: page.head.description.clone().unwrap_or_default(),
            url: self.linker.href(&page.url),
            permalink: self.linker.permalink(&page.url),
            path: page.path.clone(),
            file: page.doc.as_ref().map(|d| d.file.to_string()),
            kind: page.kind.as_str(),
            section: page.section.clone(),
            kind_name: page.head.kind.clone().unwrap_or_else(|| page.section.clone()),
            layout: page.head.layout.clone(),
            date: page.head.date.map(|d| self.date(d, page)),
            lastmod: page.head.lastmod.map(|d| self.date(d, page)),
            draft: page.head.draft,
            weight: page.head.weight,
            params: page.head.params.clone(),
            words,
            minutes: reading_minutes(words, &words_language.code),
            html_lang: words_language.tag.clone(),
            html_dir: words_language.direction.to_string(),
            fallback,
            stale: self.stale(page),
            terms: self.terms(page),
            resources: page
                .resources
                .iter()
                .filter_map(|r| {
                    Some(ResourceView {
                        name: r.name.clone(),
                        url: self.linker.href(r.url.as_ref()?),
                    })
                })
                .collect(),
            feed: self.feed(page),
            markdown: self.twin(page).map(|url| self.linker.href(&url)),
            is_home: page.kind == Kind::Home,
            is_sheet: is_sheet(page),
        }
    }

    fn terms(&self, page: &Page) -> Vec<TermsView> {
        let view = |(taxonomy, terms): &(String, Vec<PageId>)| TermsView {
            taxonomy: taxonomy.clone(),
            name: self
                .site
                .by_path
                .get(&(page.lang, taxonomy.clone()))
                .map_or(taxonomy.clone(), |id| self.site.page(*id).title.clone()),
            entries: terms.iter().map(|id| self.link(self.site.page(*id))).collect(),
        };
        page.terms.iter().map(view).collect()
    }

    fn translations(&self, page: &Page) -> Vec<TranslationView> {
        let view = |language: &Language| {
            let there = match language.id == page.lang {
                true => Some(page),
                false => page
                    .translations
                    .iter()
                    .map(|id| self.site.page(*id))
                    .find(|p| p.lang == language.id),
            };
            TranslationView {
                tag: language.tag.clone(),
                name: language.name.clone(),
                url: self
                    .linker
                    .href(&there.map_or(format!("{}/", language.prefix), |p| p.url.clone())),
                current: language.id == page.lang,
                exists: there.is_some(),
            }
        };
        self.config.languages.iter().map(view).collect()
    }

    fn link(&self, page: &Page) -> LinkView {
        LinkView {
            title: page.link_title.clone(),
            url: self.linker.href(&page.url),
        }
    }

    fn menu(&self, items: &[MenuItem]) -> Vec<MenuView> {
        let url = |item: &MenuItem| match item.url.starts_with('/') {
            true => self.linker.href(&item.url),
            false => item.url.clone(),
        };
        let view = |item: &MenuItem| MenuView {
            name: item.name.clone(),
            url: url(item),
            children: self.menu(&item.children),
            params: item.params.clone(),
        };
        items.iter().map(view).collect()
    }

    fn date(&self, date: Date, page: &Page) -> DateView {
        DateView {
            iso: iso(date),
            text: lang::long_date(&self.config.language(page.lang).tag, date.year, date.month, date.day),
        }
    }
}

/// In which forms a page is published.
pub fn formats(config: &Config, page: &Page) -> Vec<Format> {
    let named = |name: &String| match name.to_lowercase().as_str() {
        "html" => Some(Format::Html),
        "rss" => Some(Format::Rss),
        "markdown" => Some(Format::Markdown),
        "llms" => Some(Format::Llms),
        _ => None,
    };
    match &page.head.outputs {
        Some(names) => names.iter().filter_map(named).collect(),
        None => match page.kind {
            Kind::Home => config.outputs.home.clone(),
            Kind::Section => config.outputs.section.clone(),
            Kind::Page => config.outputs.page.clone(),
            Kind::Taxonomy => config.outputs.taxonomy.clone(),
            Kind::Term => config.outputs.term.clone(),
        },
    }
}

/// The page's description, or the beginning of its text.
pub fn description(page: &Page) -> String {
    match &page.head.description {
        Some(text) => text.clone(),
        None => script(page).map_or(String::new(), |s| s.summary.clone()),
    }
}

/// The Markdown or HTML body of a page.
pub fn script(page: &Page) -> Option<&crate::doc::Script> {
    match &page.doc.as_ref()?.body {
        Body::Markdown(script) | Body::Html(script) => Some(script),
        Body::Sheet(_) | Body::Overlay(_) => None,
    }
}

fn is_sheet(page: &Page) -> bool {
    page.doc
        .as_ref()
        .is_some_and(|d| matches!(d.body, Body::Sheet(_) | Body::Overlay(_)))
}

/// People read about 220 words or 500 Chinese or Japanese characters a minute.
fn reading_minutes(words: usize, code: &str) -> usize {
    let speed = if lang::is_unspaced(code) { 500 } else { 220 };
    words.div_ceil(speed).max(1)
}

/// `2024-05-21T08:00:00Z`, with the offset that was written.
pub fn iso(d: Date) -> String {
    let date = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        d.year, d.month, d.day, d.hour, d.minute, d.second
    );
    match d.offset {
        0 => format!("{date}Z"),
        offset => {
            let sign = if offset < 0 { '-' } else { '+' };
            format!("{date}{sign}{:02}:{:02}", offset.abs() / 3600, offset.abs() / 60 % 60)
        }
    }
}
