//! The order of pages, and what follows from it: children, neighbours; and which pages are translations of each other.

use std::cmp::Ordering;
use std::collections::HashMap;

use unicode_general_category::get_general_category;

use super::{Kind, Page, PageId, Site};

/// What pages of a list are ordered by: weight (0 last), date (later first), link title, path.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    weight: (bool, i64),
    date: std::cmp::Reverse<i64>,
    title: Dictionary,
    path: String,
}

impl Rank {
    fn of(page: &Page, date: Option<i64>) -> Rank {
        Rank {
            weight: (page.head.weight == 0, page.head.weight),
            date: std::cmp::Reverse(date.unwrap_or(i64::MIN)),
            title: collation(&page.link_title),
            path: page.path.clone(),
        }
    }
}

/// A title to be compared: its letters, then how they are written.
type Dictionary = (Vec<(u8, u32)>, Vec<(bool, char)>);

/// ASCII in the order of the Unicode collation; letters and digits follow.
const MARKS: &str = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// Accented Latin letters and their plain ones.
const ACCENTED: &[(&str, char)] = &[
    ("àáâãäåāăą", 'a'),
    ("çćĉċč", 'c'),
    ("ďđ", 'd'),
    ("èéêëēĕėęě", 'e'),
    ("ĝğġģ", 'g'),
    ("ìíîïĩīĭįı", 'i'),
    ("ĺļľł", 'l'),
    ("ñńņň", 'n'),
    ("òóôõöøōŏő", 'o'),
    ("ŕŗř", 'r'),
    ("śŝşš", 's'),
    ("ţťŧ", 't'),
    ("ùúûüũūŭůűų", 'u'),
    ("ýÿŷ", 'y'),
    ("źżž", 'z'),
];

/// A title as dictionaries order it, near enough to the Unicode collation that Hugo uses: marks, digits, letters by script; case and
/// accents only count between titles that are equal without them.
fn collation(title: &str) -> Dictionary {
    let mut letters: Vec<(u8, u32)> = Vec::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        match letters.last_mut() {
            // A long kana comes before all short ones.
            Some((6, code)) if c == 'ー' => *code %= 0x3000,
            _ => letters.push(primary(c)),
        }
    }
    (letters, title.chars().map(|c| (c.is_uppercase(), c)).collect())
}

fn primary(c: char) -> (u8, u32) {
    if let Some(i) = MARKS.find(c) {
        return (0, i as u32);
    }
    let plain = ACCENTED
        .iter()
        .find(|(letters, _)| !c.is_ascii() && letters.contains(c))
        .map_or(c, |(_, plain)| *plain);
    let code = plain as u32;
    match code {
        0xac00..=0xd7a3 | 0x1100..=0x11ff => (5, code),
        // Katakana with hiragana.
        0x30a1..=0x30f6 => (6, code - 0x60),
        0x3041..=0x3096 => (6, code),
        0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff => (7, code),
        _ => match get_general_category(plain).abbreviation().as_bytes() {
            [b'Z' | b'C' | b'P', ..] => (1, code),
            [b'S', ..] => (2, code),
            [b'N', ..] => (3, code),
            _ => (4, code),
        },
    }
}

/// Fill in the children of sections, homes and taxonomies, and sort all lists.
pub(super) fn children(site: &mut Site) {
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
    let mut ranks: Vec<(Rank, PageId)> = site.pages.iter().map(|p| (Rank::of(p, dates[p.id.index()]), p.id)).collect();
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

#[cfg(test)]
mod tests {
    use super::collation;

    #[test]
    fn titles_in_the_order_of_hugo() {
        let sorted = [
            "_u",
            "'q",
            "(x)",
            "#x",
            "~t",
            "$5",
            "10",
            "9",
            "a",
            "A",
            "a b",
            "a b c",
            "A-",
            "a-b",
            "a.b",
            "ab",
            "apple",
            "Ärger",
            "co op",
            "co-op",
            "coop",
            "eclair",
            "Éclair",
            "ñ",
            "nz",
            "zebra",
            "Zoo",
            "Ω",
            "я",
            "मल",
            "മ",
            "아",
            "ルール",
            "ア",
            "い",
            "はじめに",
            "ル",
            "例",
        ];
        let mut again = sorted;
        again.sort_by_key(|t| collation(t));
        assert_eq!(again, sorted);
    }
}
