//! Old addresses that lead to pages: `aliases`, and the one between the root and the default language's prefix.

use std::collections::{BTreeMap, HashSet};

use super::{Page, Redirect, Site, tree, urls};
use crate::config::{Config, FallbackPages, MissingPages};
use crate::diag::{Code, Diagnostic};
use crate::lang::LangId;

/// An alias of a page, with the address that it is at.
struct Wanted<'a> {
    page: &'a Page,
    alias: &'a str,
    from: String,
}

/// Fill in [`Site::redirects`]. A page or file at an alias's address wins; of two pages with one alias the one whose path is later does,
/// as the file that Hugo writes last.
pub(super) fn collect(site: &mut Site, config: &Config, notes: &mut Vec<Diagnostic>) {
    let mut taken: HashSet<&str> = site.copies.iter().map(|(output, _)| output.as_str()).collect();
    taken.extend(urls::outputs(site).into_keys());
    let mut found: BTreeMap<String, Redirect> = BTreeMap::new();
    let wanted = wanted(site, config, notes);
    for Wanted { page, from, .. } in &wanted {
        if !taken.contains(urls::file_of(from).as_str()) {
            let redirect = Redirect {
                from: from.clone(),
                to: page.url.clone(),
                lang: page.lang,
            };
            found.insert(from.clone(), redirect);
        }
    }
    // A fallback page repeats the aliases of the page that it stands for, and nobody can change that.
    for Wanted { page, alias, from } in wanted.iter().filter(|w| w.page.words == w.page.lang && w.from != w.page.url) {
        let winner = found.get(from).map_or(from, |redirect| &redirect.to);
        if *winner != page.url {
            notes.push(is_taken(page, alias, from, winner));
        }
    }
    // Hugo up to 0.154 gave absolute aliases no language: where nothing else is at such an address, it leads on as it did.
    for page in site.pages.iter().filter(|p| p.output.is_some()) {
        for alias in page.head.aliases.iter().filter(|a| a.trim().starts_with('/')) {
            if let Ok(Some(from)) = address(alias, &page.url, "")
                && !taken.contains(urls::file_of(&from).as_str())
            {
                let redirect = Redirect {
                    from: from.clone(),
                    to: page.url.clone(),
                    lang: page.lang,
                };
                found.entry(from).or_insert(redirect);
            }
        }
    }
    for redirect in of_missing(site, config) {
        if !taken.contains(urls::file_of(&redirect.from).as_str()) {
            found.entry(redirect.from.clone()).or_insert(redirect);
        }
    }
    if let Some((from, to)) = of_root(site, config)
        && !taken.contains(urls::file_of(&from).as_str())
    {
        found.entry(from.clone()).or_insert(Redirect {
            from,
            to,
            lang: LangId::DEFAULT,
        });
    }
    site.redirects = found.into_values().collect();
}

/// The aliases of all published pages, language by language, in the order of paths.
fn wanted<'a>(site: &'a Site, config: &Config, notes: &mut Vec<Diagnostic>) -> Vec<Wanted<'a>> {
    let mut pages: Vec<&Page> = site.pages.iter().filter(|p| p.output.is_some()).collect();
    pages.sort_by(|a, b| (a.lang.index(), &a.path).cmp(&(b.lang.index(), &b.path)));
    let mut wanted = Vec::new();
    for page in pages {
        for alias in &page.head.aliases {
            match address(alias, &page.url, &config.language(page.lang).prefix) {
                Ok(Some(from)) => wanted.push(Wanted { page, alias, from }),
                Ok(None) => {}
                Err(why) => notes.extend((page.words == page.lang).then(|| refused(page, alias, why))),
            }
        }
    }
    wanted
}

/// Where a language would have a page by its address in the default language, and does not: to the translation where that lies elsewhere,
/// to the page itself where the configuration wants that.
fn of_missing(site: &Site, config: &Config) -> Vec<Redirect> {
    if config.translations.fallback == FallbackPages::Page {
        return Vec::new();
    }
    let always = config.translations.missing == MissingPages::Redirect;
    let Some((default, others)) = config.languages.split_first() else {
        return Vec::new();
    };
    let mut redirects = Vec::new();
    for page in site
        .pages
        .iter()
        .filter(|p| p.lang == default.id && p.output.is_some() && p.doc.is_some())
    {
        let Some(path) = page.url.strip_prefix(&default.prefix) else {
            continue;
        };
        for language in others {
            let from = format!("{}{path}", language.prefix);
            let there = page
                .translations
                .iter()
                .map(|id| site.page(*id))
                .find(|p| p.lang == language.id);
            let to = match there {
                Some(there) if there.url == from || there.output.is_none() => continue,
                Some(there) if page.head.translation_key.is_some() => &there.url,
                Some(_) => continue,
                None if always => &page.url,
                None => continue,
            };
            redirects.push(Redirect {
                from,
                to: to.clone(),
                lang: language.id,
            });
        }
    }
    redirects
}

fn refused(page: &Page, alias: &str, why: &str) -> Diagnostic {
    let message = format!("the alias `{}` cannot be an address: {why}", alias.escape_debug());
    let mut note = Diagnostic::error(Code::BadPath, message);
    note.place = tree::place_of(page.doc.as_ref(), &["aliases", "alias"]);
    note
}

fn is_taken(page: &Page, alias: &str, from: &str, winner: &str) -> Diagnostic {
    let message = match from == winner {
        true => format!("the alias `{alias}` does nothing: {from} is a page or file of its own"),
        false => format!("the alias `{alias}` does nothing: {from} already leads to {winner}"),
    };
    let mut note = Diagnostic::warning(Code::AliasTaken, message).help("remove the alias here, or what is there");
    note.place = tree::place_of(page.doc.as_ref(), &["aliases", "alias"]);
    note
}

/// `/en/` leads to `/` where the default language is at the root of a site of several languages, else `/` to `/en/`.
fn of_root(site: &Site, config: &Config) -> Option<(String, String)> {
    let language = config.languages.first()?;
    let home = site.homes.first().copied().flatten()?;
    let to = site.page(home).url.clone();
    match language.prefix.is_empty() {
        true => (config.languages.len() > 1).then(|| (format!("/{}/", language.code), to)),
        false => Some(("/".to_string(), to)),
    }
}

/// Where an alias is, from the root of the site: a relative one lies beside the page, an absolute one in the page's language, whether it
/// names that or not. `None` for an empty one, an error for one that nothing can be published at.
fn address(alias: &str, page: &str, prefix: &str) -> Result<Option<String>, &'static str> {
    let alias = alias.trim();
    if alias.is_empty() {
        return Ok(None);
    }
    let beside = page.trim_end_matches('/').rsplit_once('/').map_or("", |(up, _)| up);
    let whole = match alias.starts_with('/') {
        true if alias
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) =>
        {
            alias.to_string()
        }
        true => format!("{prefix}{alias}"),
        false => format!("{beside}/{alias}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or("it leads out of the site")?;
            }
            part => parts.push(part),
        }
    }
    let file = !whole.ends_with('/') && parts.last().is_some_and(|p| p.ends_with(".html") || p.ends_with(".htm"));
    let index = parts.last() == Some(&"index.html");
    if file && index {
        parts.pop();
    }
    let end = if parts.is_empty() || (file && !index) { "" } else { "/" };
    let from = format!("/{}{end}", parts.join("/"));
    urls::fault(&urls::file_of(&from)).map_or(Ok(Some(from)), Err)
}
