//! What all pages of a language share, converted to template values once: the language, the site, its sheets, its navigation.

use std::collections::HashSet;
use std::sync::Arc;

use tera::value::Key;
use tera::{Map, Value};

use super::link::Linker;
use super::nav::{self, Navs};
use super::page::uses_sheets;
use super::pdf::Press;
use super::sheets;
use super::view::Views;
use super::{Job, bundles, cheats, data, reader, routes_hash};
use crate::diag::Diagnostic;
use crate::hash::Hash;
use crate::site::{Page, PageId};
use crate::source::FileKind;

/// Shared values.
pub struct Shared<'a> {
    pub linker: Linker<'a>,
    pub views: Views<'a>,
    /// By language.
    pub langs: Vec<PerLanguage>,
    pub navs: Navs,
    pub press: Press,
    /// Of all that any page depends on.
    pub hash: Hash,
    /// Of every file that a shortcode may read.
    pub files_hash: Hash,
    /// The content files that this build shows.
    pub shown: HashSet<Arc<str>>,
}

/// One language's shared values.
pub struct PerLanguage {
    pub lang: Value,
    pub site: Value,
    /// Every cheatsheet of the language by path and, where it is the only one of that name, by name.
    pub sheets: Value,
    pub sheets_hash: Hash,
    /// Markdown beside pages, by the path of its bundle.
    pub bundles: Value,
    /// Of `lang`, `site` and `bundles`.
    pub hash: Hash,
}

impl<'a> Shared<'a> {
    /// Prepare everything that is not one page's own.
    pub fn prepare(job: &Job<'a>) -> (Shared<'a>, Vec<Diagnostic>) {
        let linker = Linker {
            site: job.site,
            config: job.config,
        };
        let views = Views {
            site: job.site,
            config: job.config,
            linker,
            translations: job.translations,
        };
        let data = data::load(job);
        let mut notes = data.notes;
        let langs: Vec<PerLanguage> = job
            .config
            .languages
            .iter()
            .map(|language| {
                let lang = views.lang(language);
                let site = views.site(language);
                let (bundles, bundles_hash) = bundles::of_language(job, language.id);
                let hash = Hash::of(&(&lang, &site, bundles_hash));
                let (sheets, sheets_hash, found) = sheets_of(job, language.id);
                notes.extend(found);
                PerLanguage {
                    lang: Value::from_serializable(&lang),
                    site: site_value(&site, &data.value),
                    sheets,
                    sheets_hash,
                    bundles,
                    hash,
                }
            })
            .collect();
        let lang_values: Vec<Value> = langs.iter().map(|l| l.lang.clone()).collect();
        let (navs, found) = nav::render(job.theme, job.site, job.config, linker, &lang_values);
        notes.extend(found);
        let data_hash = hash_of_kinds(job, &[FileKind::Data]);
        let routes = routes_hash(job.site);
        let hash = Hash::of(&(job.theme.hash, job.config.hash, routes, job.drafts, data_hash));
        (
            Shared {
                linker,
                views,
                langs,
                navs,
                press: Press::new(job, routes),
                hash,
                shown: reader::shown(job.site, job.drafts),
                files_hash: hash_of_kinds(job, &[FileKind::Content, FileKind::Data, FileKind::Static]),
            },
            notes,
        )
    }

    /// The navigation of a page's section.
    pub fn nav(&self, page: &Page) -> Option<&nav::Nav> {
        self.navs.get(&nav::section_of(self.views.site, page)?)
    }
}

/// Of all files of some kinds.
fn hash_of_kinds(job: &Job, kinds: &[FileKind]) -> Hash {
    let files = job.files.list.iter().filter(|f| kinds.contains(&f.kind));
    Hash::of(&files.map(|f| (&f.path, f.hash)).collect::<Vec<_>>())
}

/// Menus are a map for templates, `site.menus.main`; so is what `data/` holds, `site.data`.
fn site_value(site: &super::view::SiteView, data: &Value) -> Value {
    let value = Value::from_serializable(site);
    let mut map = value.as_map().cloned().unwrap_or_default();
    let menus: Map = site
        .menus
        .iter()
        .map(|(name, items)| (name.clone().into(), Value::from_serializable(items)))
        .collect();
    map.insert("menus".into(), Value::from(menus));
    map.insert("data".into(), data.clone());
    Value::from(map)
}

fn sheets_of(job: &Job, lang: crate::lang::LangId) -> (Value, Hash, Vec<Diagnostic>) {
    let mut map = Map::new();
    let mut hashes = Vec::new();
    let mut short: Vec<(String, Option<PageId>)> = Vec::new();
    for page in job.site.pages.iter().filter(|p| p.lang == lang && sheets::is_sheet(p)) {
        let Some(ready) = sheets::ready(job, page) else { continue };
        map.insert(page.path.clone().into(), ready.value.value.clone());
        hashes.push(ready.value.hash);
        let name = page.path.rsplit('/').next().unwrap_or(&page.path).to_string();
        match short.iter_mut().find(|(n, _)| *n == name) {
            Some((_, only)) => *only = None,
            None => short.push((name, Some(page.id))),
        }
    }
    for (name, only) in short {
        if let Some(value) = only.and_then(|id| map.get(&Key::from(job.site.page(id).path.clone())).cloned()) {
            map.entry(name.into()).or_insert(value);
        }
    }
    let mut notes = Vec::new();
    let name = Key::from(cheats::NAME.to_string());
    // A list that no page shows may be a leftover: what is wrong with it is nobody's business.
    let shows = |page: &Page| page.head.layout.as_deref() == Some(cheats::NAME) || uses_sheets(job, page);
    if !map.contains_key(&name)
        && job.site.pages.iter().any(|page| page.lang == lang && shows(page))
        && let Some(list) = cheats::shown(job, &job.config.language(lang).code)
    {
        hashes.push(Hash::of(&serde_json::to_string(&list.value).unwrap_or_default()));
        map.insert(name, Value::from_serializable(&list.value));
        notes = list.notes;
    }
    (Value::from(map), Hash::of(&hashes), notes)
}
