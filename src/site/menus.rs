//! Menus of each language: entries of the configuration and of front matter, nested and in order.

use std::collections::BTreeMap;

use super::{MenuItem, Page, PageId, Site, order, tree, urls};
use crate::config::{self, Config, Language, MenuEntry};
use crate::diag::{Code, Diagnostic, Place, nearest};
use crate::lang::LangId;

/// An entry before nesting.
struct Item {
    identifier: String,
    parent: Option<String>,
    item: MenuItem,
    place: Option<Place>,
}

/// All menus of all languages.
pub(super) fn build(site: &Site, config: &Config, notes: &mut Vec<Diagnostic>) -> Vec<Vec<(String, Vec<MenuItem>)>> {
    let mut all: Vec<BTreeMap<String, Vec<Item>>> = Vec::new();
    for language in &config.languages {
        let mut menus: BTreeMap<String, Vec<Item>> = BTreeMap::new();
        for (name, entries) in &language.menus {
            let items = entries.iter().filter_map(|e| configured(site, language, e));
            menus.insert(name.clone(), items.collect());
        }
        all.push(menus);
    }
    for page in site.pages.iter().filter(|p| p.output.is_some()) {
        for place in &page.head.menus {
            let menus = &mut all[page.lang.index()];
            menus.entry(place.menu.clone()).or_default().push(of_page(page, &place.entry));
        }
    }
    let nested = |menus: BTreeMap<String, Vec<Item>>, notes: &mut Vec<Diagnostic>| {
        menus
            .into_iter()
            .map(|(name, items)| (name.clone(), nest(&name, items, notes)))
            .collect()
    };
    all.into_iter().map(|menus| nested(menus, notes)).collect()
}

/// An entry of the configuration. `None` when it leads to a page that is not shown.
fn configured(site: &Site, language: &Language, entry: &MenuEntry) -> Option<Item> {
    let (url, page) = lead(site, language, &entry.url)?;
    let name = match page {
        Some(id) if entry.name.is_empty() => site.page(id).link_title.clone(),
        _ => entry.name.clone(),
    };
    Some(item(entry, name, url, page, Some(Place::file(config::FILE_NAME))))
}

fn of_page(page: &Page, entry: &MenuEntry) -> Item {
    let name = if entry.name.is_empty() {
        page.link_title.clone()
    } else {
        entry.name.clone()
    };
    let place = tree::place_of(page.doc.as_ref(), &["menu", "menus"]);
    let mut item = item(entry, name, page.url.clone(), Some(page.id), place);
    if item.item.weight == 0 {
        item.item.weight = page.head.weight;
    }
    item
}

fn item(entry: &MenuEntry, name: String, url: String, page: Option<PageId>, place: Option<Place>) -> Item {
    let params = entry.params.clone();
    Item {
        identifier: entry.identifier.clone().unwrap_or_else(|| name.clone()),
        parent: entry.parent.clone().filter(|p| !p.is_empty()),
        item: MenuItem {
            name,
            url,
            page,
            weight: entry.weight,
            params,
            children: Vec::new(),
        },
        place,
    }
}

/// Where a URL of the configuration leads for readers of a language: to its page, else the default language's, else as it stands.
fn lead(site: &Site, language: &Language, url: &str) -> Option<(String, Option<PageId>)> {
    let elsewhere = url.contains("://") || url.starts_with("//") || url.starts_with("mailto:") || url.starts_with('#');
    if url.is_empty() || elsewhere {
        return Some((url.to_string(), None));
    }
    let (path, rest) = url.split_at(url.find(['#', '?']).unwrap_or(url.len()));
    let logical = tree::logical(path.trim_matches('/'));
    let folder = if logical.is_empty() {
        "/".to_string()
    } else {
        format!("/{logical}/")
    };
    let find = |lang: LangId, url: String| {
        let by_path = site.by_path.get(&(lang, logical.clone()));
        by_path.or_else(|| site.by_url.get(&url)).copied()
    };
    let own = find(language.id, format!("{}{folder}", language.prefix));
    if own.is_none() && site.hidden.contains_key(&(language.id, logical.clone())) {
        return None;
    }
    let found = own
        .or_else(|| find(LangId::DEFAULT, folder.clone()))
        .filter(|p| site.page(*p).output.is_some());
    if let Some(id) = found {
        return Some((format!("{}{rest}", site.page(id).url), Some(id)));
    }
    if site.hidden.contains_key(&(LangId::DEFAULT, logical)) || own.is_some() {
        return None;
    }
    let path = urls::unescape(path.trim_start_matches('/'));
    // A file of the static folder has no languages.
    let file = tree::last(&path).contains('.');
    let prefix = if file { "" } else { &language.prefix };
    Some((format!("{prefix}/{path}{rest}"), None))
}

/// Put entries under their parents and in order.
fn nest(menu: &str, items: Vec<Item>, notes: &mut Vec<Diagnostic>) -> Vec<MenuItem> {
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        index.entry(&item.identifier).or_insert(i);
    }
    for (i, item) in items.iter().enumerate() {
        index.entry(&item.item.name).or_insert(i);
    }
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    let mut top = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let parent = item.parent.as_deref().and_then(|p| index.get(p).copied());
        if let (Some(wanted), None) = (&item.parent, parent) {
            notes.push(no_parent(menu, item, wanted, index.keys().copied()));
        }
        let circle = parent.is_some_and(|p| is_above(&items, &index, p, i));
        if circle {
            notes.push(in_circle(menu, item));
        }
        match parent.filter(|_| !circle) {
            Some(parent) => below[parent].push(i),
            None => top.push(i),
        }
    }
    let mut items: Vec<Option<MenuItem>> = items.into_iter().map(|i| Some(i.item)).collect();
    take(&mut items, &below, &top)
}

/// Whether going up from `from` comes to `item`: then `item` cannot lie under it.
fn is_above(items: &[Item], index: &BTreeMap<&str, usize>, from: usize, item: usize) -> bool {
    let mut at = from;
    for _ in 0..=items.len() {
        if at == item {
            return true;
        }
        match items[at].parent.as_deref().and_then(|p| index.get(p)) {
            Some(up) => at = *up,
            None => return false,
        }
    }
    false
}

fn take(items: &mut [Option<MenuItem>], below: &[Vec<usize>], which: &[usize]) -> Vec<MenuItem> {
    let mut taken = Vec::new();
    for i in which {
        let children = take(items, below, &below[*i]);
        if let Some(mut item) = items[*i].take() {
            item.children = children;
            taken.push(item);
        }
    }
    taken.sort_by(|a, b| order::by_weight((a.weight, &a.name), (b.weight, &b.name)));
    taken
}

fn in_circle(menu: &str, item: &Item) -> Diagnostic {
    let message = format!("`{}` lies under itself in the menu `{menu}`", item.item.name);
    let mut note = Diagnostic::error(Code::BadValue, message).help("give it another `parent`, or none");
    note.place = item.place.clone();
    note
}

fn no_parent<'a>(menu: &str, item: &Item, wanted: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let message = format!(
        "`{}` lies under `{wanted}`, which the menu `{menu}` does not have",
        item.item.name
    );
    let mut note = Diagnostic::warning(Code::BadValue, message);
    note.help = nearest(wanted, known).map(|n| format!("did you mean `{n}`?"));
    note.place = item.place.clone();
    note
}
