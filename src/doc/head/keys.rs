//! The front matter keys that mean something to stoop, and which of them a misspelt one was meant to be.

/// Keys that [`super::Head`] reads; all else are params.
pub const KNOWN: &[&str] = &[
    "title",
    "linktitle",
    "description",
    "weight",
    "date",
    "lastmod",
    "modified",
    "publishdate",
    "pubdate",
    "published",
    "expirydate",
    "unpublishdate",
    "draft",
    "slug",
    "url",
    "aliases",
    "type",
    "layout",
    "outputs",
    "translationkey",
    "menu",
    "menus",
    "build",
    "_build",
    "headless",
    "cascade",
    "fallback",
    "translated_from",
    "params",
];

/// Params that other generators and themes use and that look like a misspelt key.
const INNOCENT: &[&str] = &["data", "dates", "lang", "link", "links", "urls", "types", "param", "titles"];

/// The key that `key` was probably meant to be: one insertion, deletion, replacement or swap away.
pub fn meant<'a>(key: &str, taxonomies: &'a [(String, String)]) -> Option<&'a str> {
    if key.len() < 4 || INNOCENT.contains(&key) {
        return None;
    }
    let known = KNOWN
        .iter()
        .copied()
        .chain(taxonomies.iter().map(|(_, plural)| plural.as_str()));
    known
        .filter(|k| k.len() >= 4)
        .find(|k| one_edit(key.as_bytes(), k.as_bytes()))
}

fn one_edit(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    match b.len() - a.len() {
        0 => {
            let (a, b) = (&a[same..], &b[same..]);
            !a.is_empty() && (a[1..] == b[1..] || a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..])
        }
        1 => a[same..] == b[same + 1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn one_edit_away() {
        let taxonomies = [("tag".to_string(), "tags".to_string())];
        let cases = [
            ("wieght", Some("weight")),
            ("tilte", Some("title")),
            ("titel", Some("title")),
            ("alias", None),
            ("drafts", Some("draft")),
            ("descripton", Some("description")),
            ("image", None),
            ("data", None),
            ("author", None),
        ];
        for (key, want) in cases {
            assert_eq!(meant(key, &taxonomies), want, "{key}");
        }
    }
}
