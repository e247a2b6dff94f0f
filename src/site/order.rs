//! The order of pages, and what follows from it: children, neighbours; and which pages are translations of each other.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::collation::Collation;
use super::{Kind, Page, PageId, Site};
use crate::config::{Config, Language, TitleOrder};

/// What pages of a list are ordered by: weight (0 last), date (later first), link title, path.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    weight: (bool, i64),
    date: std::cmp::Reverse<i64>,
    title: Vec<u8>,
    path: String,
}

impl Rank {
    fn of(page: &Page, date: Option<i64>, collation: &Collation) -> Rank {
        Rank {
            weight: (page.head.weight == 0, page.head.weight),
            date: std::cmp::Reverse(date.unwrap_or(i64::MIN)),
            title: collation.key(&page.link_title),
            path: page.path.clone(),
        }
    }
}

/// Fill in the children of sections, homes and taxonomies, and sort all lists.
pub(super) fn children(site: &mut Site, config: &Config) {
    for i in 0..site.pages.len() {
        let page = &site.pages[i];
        let (id, kind) = (page.id, page.kind);
        let Some(parent) = page.parent.filter(|_| page.listed) else {
            continue;
        };
        let fits = match site.page(parent).kind {
            Kind::Taxonomy => kind == Kind::Term,
            Kind::Home | Kind::Section => matches!(kind, Kind::Section | Kind::Page),
            // What a term lists are the pages that have it.
            Kind::Term | Kind::Page => false,
        };
        if fits {
            site.pages[parent.index()].children.push(id);
        }
    }
    let dates = dates(site);
    let tag = |language: &Language| match config.translations.title_order {
        TitleOrder::Language => language.tag.clone(),
        TitleOrder::Common => "und".to_string(),
    };
    let collations: Vec<Collation> = config.languages.iter().map(|l| Collation::of(&tag(l))).collect();
    let rank = |p: &Page| (Rank::of(p, dates[p.id.index()], &collations[p.lang.index()]), p.id);
    let mut ranks: Vec<(Rank, PageId)> = site.pages.iter().map(rank).collect();
    ranks.sort();
    let mut place = vec![0u32; ranks.len()];
    for (i, (_, id)) in ranks.iter().enumerate() {
        place[id.index()] = i as u32;
    }
    for page in &mut site.pages {
        page.children.sort_by(|a, b| place[a.index()].cmp(&place[b.index()]));
        page.children.dedup();
    }
}

/// A section or term without a date has the latest of what lies in it.
fn dates(site: &Site) -> Vec<Option<i64>> {
    let mut dates: Vec<Option<i64>> = site.pages.iter().map(|p| p.head.date.map(|d| d.unix)).collect();
    // Children come after their parents in the order of pages, so one pass from the end sees each subtree whole.
    for page in site.pages.iter().rev() {
        if let Some(parent) = page
            .parent
            .filter(|p| site.page(*p).head.date.is_none() && page.kind != Kind::Term)
        {
            dates[parent.index()] = dates[parent.index()].max(dates[page.id.index()]);
        }
    }
    for term in site.pages.iter().filter(|p| p.kind == Kind::Term && p.head.date.is_none()) {
        dates[term.id.index()] = term.children.iter().filter_map(|c| dates[c.index()]).max();
    }
    dates
}

/// Previous and next page: the reading order of a top-level section, each section before what lies in it. Pages that lie in no
/// section follow each other.
pub(super) fn neighbours(site: &mut Site) {
    let mut chains: Vec<Vec<PageId>> = Vec::new();
    for home in site.homes.clone().into_iter().flatten() {
        let (sections, pages): (Vec<PageId>, Vec<PageId>) = site
            .page(home)
            .children
            .iter()
            .partition(|c| site.page(**c).kind == Kind::Section);
        chains.push(pages);
        chains.extend(sections.into_iter().map(|s| reading_order(site, s)));
    }
    for chain in chains {
        let chain: Vec<PageId> = chain.into_iter().filter(|p| site.page(*p).output.is_some()).collect();
        for pair in chain.windows(2) {
            site.pages[pair[0].index()].next = Some(pair[1]);
            site.pages[pair[1].index()].prev = Some(pair[0]);
        }
    }
}

/// A page and everything below it, depth first.
pub(super) fn reading_order(site: &Site, top: PageId) -> Vec<PageId> {
    let mut order = Vec::new();
    let mut stack = vec![top];
    while let Some(id) = stack.pop() {
        order.push(id);
        stack.extend(site.page(id).children.iter().rev());
    }
    order
}

/// Pair pages of different languages by `translationKey`, else by path. Of several in one language the first counts.
pub(super) fn translations(site: &mut Site) {
    let key = |page: &Page| match &page.head.translation_key {
        Some(key) if !key.is_empty() => (true, key.clone()),
        _ => (false, page.path.clone()),
    };
    let mut sets: HashMap<(bool, String), Vec<PageId>> = HashMap::new();
    for page in &site.pages {
        let set = sets.entry(key(page)).or_default();
        if set.last().is_none_or(|p| site.page(*p).lang != page.lang) {
            set.push(page.id);
        }
    }
    for i in 0..site.pages.len() {
        let page = &site.pages[i];
        let set = sets.get(&key(page)).map_or(&[][..], |s| s);
        site.pages[i].translations = set.iter().copied().filter(|p| site.page(*p).lang != page.lang).collect();
    }
}

/// By weight (0 last), then by name: the order of menus.
pub(super) fn by_weight(a: (i64, &str), b: (i64, &str)) -> Ordering {
    (a.0 == 0, a.0, a.1).cmp(&(b.0 == 0, b.0, b.1))
}
