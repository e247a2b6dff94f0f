//! Where each page is published: paths, slugs, `url`, permalink patterns; and that no two pages want one place.

use std::collections::HashMap;

use unicode_general_category::{GeneralCategory as Category, get_general_category};

use super::tree::{self, Node, folder, last};
use super::{Kind, Page, PageId, Site};
use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Place};
use crate::doc::{Date, RenderMode};

/// Where a page is: its URL from the root of the site, and the file of it.
pub(super) struct Route {
    pub url: String,
    pub output: String,
}

/// Gives nodes their addresses, in order: a section comes before what lies in it.
pub(super) struct Routes<'a> {
    /// By page: its path with the slugs of the sections on the way, without the language.
    folders: Vec<String>,
    permalinks: HashMap<&'a str, &'a str>,
    /// Patterns that were complained of.
    told: Vec<String>,
    /// By page: whether its address was refused; what lies below it needs not be told again.
    refused: Vec<bool>,
}

impl<'a> Routes<'a> {
    pub fn new(config: &'a Config) -> Routes<'a> {
        let permalinks = config.permalinks.iter().map(|(s, p)| (s.trim_matches('/'), p.as_str()));
        Routes {
            folders: Vec::new(),
            permalinks: permalinks.collect(),
            told: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The address of the next node. `above` is the nearest section, home, taxonomy or term above it.
    pub fn of(&mut self, node: &Node, above: Option<&Page>, config: &Config, notes: &mut Vec<Diagnostic>) -> Route {
        let route = self.find(node, above, config, notes);
        let fault = fault(&route.output);
        let told = above.is_some_and(|a| self.refused[a.id.index()]);
        let note = fault.filter(|_| !told).and_then(|why| self.refuse(node, &route, why, config));
        self.refused.push(note.is_some() || (told && fault.is_some()));
        notes.extend(note);
        route
    }

    /// An error at what makes the address. `None` for a folder's own page: the pages in it tell it.
    fn refuse(&self, node: &Node, route: &Route, why: &str, config: &Config) -> Option<Diagnostic> {
        let prefix = &config.language(node.lang).prefix;
        let shown = route.url.strip_prefix(prefix.as_str()).unwrap_or(&route.url);
        let pattern = self.pattern(node).filter(|p| fault(p.trim_matches('/')).is_some());
        let of_config = node.kind == Kind::Taxonomy || (node.head.url.is_none() && pattern.is_some());
        let place = match tree::place_of(node.doc.as_ref(), &["url", "slug"]) {
            _ if of_config => Place::file(config::FILE_NAME),
            place => place?,
        };
        let message = format!("no page can be published at `{}`: {why}", shown.escape_debug());
        Some(Diagnostic::error(Code::BadPath, message).at(place))
    }

    fn pattern(&self, node: &Node) -> Option<&'a str> {
        let section = node.path.split_once('/').map_or("", |(top, _)| top);
        self.permalinks.get(section).copied().filter(|_| node.kind == Kind::Page)
    }

    fn find(&mut self, node: &Node, above: Option<&Page>, config: &Config, notes: &mut Vec<Diagnostic>) -> Route {
        let prefix = &config.language(node.lang).prefix;
        let inside = self.inside(node, above);
        self.folders.push(inside.clone());
        if let Some(url) = node.head.url.as_deref().map(str::trim).filter(|u| !u.is_empty()) {
            let url = self.expand(url, node, above, notes).unwrap_or_else(|| url.to_string());
            let of_root = url.starts_with('/');
            // A fallback page cannot be where the page itself is.
            let of_root = of_root && (node.words == node.lang || url.starts_with(&format!("{prefix}/")));
            return route(&format!("{}/{url}", if of_root { "" } else { prefix }));
        }
        if let Some(pattern) = self.pattern(node)
            && let Some(path) = self.expand(pattern, node, above, notes)
        {
            // A pattern says with its ending that pages are files.
            let end = if pattern.ends_with(".html") { "" } else { "/" };
            return route(&format!("{prefix}/{path}{end}"));
        }
        route(&format!("{prefix}/{inside}/"))
    }

    /// The path below the language: sections hand their slugs down, a page's own slug replaces its last part.
    fn inside(&self, node: &Node, above: Option<&Page>) -> String {
        let rest = match above {
            Some(a) if !a.path.is_empty() => node.path[a.path.len()..].trim_start_matches('/'),
            _ => &node.path,
        };
        let mut path = above.map_or(String::new(), |a| self.folders[a.id.index()].clone());
        let slug = node.head.slug.as_deref().filter(|_| node.kind != Kind::Home).map(urlize);
        let slug = slug.map(|s| s.trim_matches('-').to_string()).filter(|s| !s.is_empty());
        let rest = match slug {
            Some(slug) => format!("{}/{slug}", sanitize(folder(rest))),
            None => sanitize(rest),
        };
        for part in rest.split('/').filter(|p| !p.is_empty()) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(part);
        }
        path
    }

    /// A permalink pattern for a page; `None`, and an error the first time, when it cannot be used.
    fn expand(&mut self, pattern: &str, node: &Node, above: Option<&Page>, notes: &mut Vec<Diagnostic>) -> Option<String> {
        match expand(pattern, node, above) {
            Ok(path) => Some(path),
            Err(_) if self.told.iter().any(|t| t == pattern) => None,
            Err(token) => {
                self.told.push(pattern.to_string());
                let own = node.head.url.as_deref().is_some_and(|u| u.trim() == pattern);
                let place = if own {
                    tree::place_of(node.doc.as_ref(), &["url"])
                } else {
                    None
                };
                let message = format!("`:{token}` in `{pattern}` is no part of a permalink");
                notes.push(
                    Diagnostic::error(Code::BadPermalink, message)
                        .at(place.unwrap_or_else(|| Place::file(config::FILE_NAME)))
                        .suggest(&token, config::PERMALINK_TOKENS.iter().copied()),
                );
                None
            }
        }
    }

    /// Index the pages by URL. Of two at one URL the first stays, the second is an error.
    pub fn settle(self, site: &mut Site, config: &Config, notes: &mut Vec<Diagnostic>) {
        for i in 0..site.pages.len() {
            let page = &site.pages[i];
            if page.head.build.render == RenderMode::Never {
                continue;
            }
            match site.by_url.get(&page.url) {
                None => {
                    site.by_url.insert(page.url.clone(), page.id);
                }
                Some(first) => {
                    notes.push(duplicate(site.page(*first), page, config));
                    site.pages[i].output = None;
                }
            }
        }
    }
}

fn duplicate(first: &Page, second: &Page, config: &Config) -> Diagnostic {
    // What no file makes has no place: tell it at the other.
    let (first, second) = if second.doc.is_none() {
        (second, first)
    } else {
        (first, second)
    };
    let name = |page: &Page| match (&page.doc, &page.source) {
        (Some(doc), _) => format!("`{}`", doc.file),
        _ => format!(
            "the {} page `{}` ({})",
            page.kind.as_str(),
            page.path,
            config.language(page.lang).code
        ),
    };
    let mut note = Diagnostic::error(
        Code::DuplicateUrl,
        format!("{} and {} are both published at {}", name(first), name(second), second.url),
    )
    .help("give one of them another `slug` or `url`, or another file name")
    .via("the other one", tree::place_of(first.doc.as_ref(), &["url", "slug"]));
    note.place = tree::place_of(second.doc.as_ref(), &["url", "slug"]);
    note
}

/// A path as URL and file: a folder unless its last part has a dot and no slash behind it.
fn route(path: &str) -> Route {
    let mut url = String::from("/");
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    url.push_str(&parts.join("/"));
    let file = !path.ends_with('/') && parts.last().is_some_and(|p| p.contains('.'));
    if !file && !url.ends_with('/') {
        url.push('/');
    }
    Route {
        output: file_of(&url),
        url,
    }
}

/// Why no file can be published at a path, if none can.
pub(super) fn fault(path: &str) -> Option<&'static str> {
    let first = path.split('/').next().unwrap_or(path);
    if path.chars().any(char::is_control) {
        Some("it has a control character")
    } else if path.contains('\\') {
        Some("it has a backslash")
    } else if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        Some("a part of it is `.`, `..` or empty")
    } else if path.as_bytes().get(1) == Some(&b':') {
        Some("it begins like a drive of Windows")
    } else if first == "_stoop" || first.starts_with(".stoop") {
        Some("stoop keeps that name for itself")
    } else {
        None
    }
}

/// The file that a URL is published as.
pub(super) fn file_of(url: &str) -> String {
    let path = url.trim_start_matches('/');
    match path {
        "" => "index.html".to_string(),
        _ if path.ends_with('/') => format!("{path}index.html"),
        _ => path.to_string(),
    }
}

/// The folder in which a page's resources are published: `/docs/x/` for `/docs/x/` and for `/docs/x.html`.
pub(super) fn folder_of(url: &str) -> String {
    if url.ends_with('/') {
        return url.to_string();
    }
    let (up, name) = url.rsplit_once('/').unwrap_or(("", url));
    format!("{up}/{}/", name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// Fill in a pattern. The error is the unknown token.
fn expand(pattern: &str, node: &Node, above: Option<&Page>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(colon) = rest.find(':') {
        out.push_str(&rest[..colon]);
        rest = &rest[colon + 1..];
        let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        if token.is_empty() {
            out.push(':');
            continue;
        }
        rest = after;
        let mut range = None;
        if token == "sections"
            && rest.starts_with('[')
            && let Some(close) = rest.find(']')
        {
            range = Some(&rest[1..close]);
            rest = &rest[close + 1..];
        }
        out.push_str(&token_value(token, range, node, above).ok_or(token)?);
    }
    out.push_str(rest);
    Ok(out)
}

fn token_value(token: &str, range: Option<&str>, node: &Node, above: Option<&Page>) -> Option<String> {
    let head = &node.head;
    let date = head.date.unwrap_or(Date {
        unix: 0,
        year: 1,
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        offset: 0,
    });
    let slug = || head.slug.as_deref().map(urlize).filter(|s| !s.is_empty());
    let name = || urlize(tree::stem(&tree::base_name(node)).replace(' ', "-").as_str());
    // A page without a title either keeps its own address by its file's name.
    let title = || {
        Some(title_slug(head.title.as_deref().unwrap_or("")))
            .filter(|t| !t.is_empty())
            .unwrap_or_else(name)
    };
    let weekday = weekday(date);
    Some(match token {
        "year" => date.year.to_string(),
        "month" => format!("{:02}", date.month),
        "monthname" => MONTHS.get((date.month - 1).max(0) as usize).unwrap_or(&"").to_string(),
        "day" => format!("{:02}", date.day),
        "weekday" => weekday.to_string(),
        "weekdayname" => DAYS[weekday].to_string(),
        "yearday" => year_day(date).to_string(),
        "section" => sanitize(node.path.split_once('/').map_or("", |(top, _)| top)),
        "sections" => {
            let parts: Vec<&str> = above.map_or("", |a| &a.path).split('/').filter(|p| !p.is_empty()).collect();
            sanitize(&slice(&parts, range).join("/"))
        }
        "title" => title(),
        "slug" => slug().unwrap_or_else(title),
        "filename" | "contentbasename" => name(),
        "slugorfilename" | "slugorcontentbasename" => slug().unwrap_or_else(name),
        _ => return None,
    })
}

/// `[1:]`, `[:2]`, `[1:3]`, `[0]`, `[last]`.
fn slice<'p>(parts: &'p [&'p str], range: Option<&str>) -> &'p [&'p str] {
    let at = |text: &str, default: usize| match text {
        "" => default,
        "last" => parts.len().saturating_sub(1),
        _ => text.parse().unwrap_or(default),
    };
    let (from, to) = match range {
        None => (0, parts.len()),
        Some(range) => match range.split_once(':') {
            Some((from, to)) => (at(from, 0), at(to, parts.len())),
            None => (at(range, 0), at(range, 0) + 1),
        },
    };
    let to = to.min(parts.len());
    &parts[from.min(to)..to]
}

/// 0 is Sunday (Sakamoto's method).
fn weekday(date: Date) -> usize {
    const SHIFT: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = i32::from(date.year) - i32::from(date.month < 3);
    let month = (date.month.clamp(1, 12) - 1) as usize;
    let days = year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + SHIFT[month] + i32::from(date.day);
    days.rem_euclid(7) as usize
}

fn year_day(date: Date) -> i32 {
    const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let year = i32::from(date.year);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    BEFORE[(date.month.clamp(1, 12) - 1) as usize] + i32::from(date.day) + i32::from(leap && date.month > 2)
}

/// Keep what Hugo allows in a path; runs of white space become one `-`, everything else is dropped.
pub(super) fn sanitize(text: &str) -> String {
    let bytes = text.as_bytes();
    let hex = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_hexdigit);
    let mut out = String::with_capacity(text.len());
    let (mut gap, mut after_dash) = (false, false);
    for (i, c) in text.char_indices() {
        if allowed(c) || (c == '%' && hex(i + 1) && hex(i + 2)) {
            after_dash = c == '-';
            if gap && !after_dash {
                out.push('-');
            }
            gap = false;
            out.push(c);
        } else if c.is_whitespace() && !out.is_empty() && !after_dash {
            gap = true;
        }
    }
    out
}

fn allowed(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || "./\\_#+-~@".contains(c);
    }
    use Category::{DecimalNumber, EnclosingMark, NonspacingMark, SpacingMark};
    use Category::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    matches!(
        get_general_category(c),
        DecimalNumber
            | EnclosingMark
            | NonspacingMark
            | SpacingMark
            | LowercaseLetter
            | ModifierLetter
            | OtherLetter
            | TitlecaseLetter
            | UppercaseLetter
    )
}

/// As Hugo's `urlize`, without escapes: sanitised and lower-cased.
pub(super) fn urlize(text: &str) -> String {
    sanitize(text).to_lowercase()
}

/// A title as the last part of a URL: as [`urlize`], in one part and with escapes read.
fn title_slug(title: &str) -> String {
    let once = urlize(title).replace('+', " ");
    urlize(&unescape(&once).replace(['/', '\\'], "-"))
}

/// With percent-encoding read.
pub(super) fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let code = (*byte == b'%').then(|| tail.get(..2)).flatten();
        let code = code
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        bytes.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The last part of a term's path: spaces to `-` one by one, then sanitised. Terms that come out alike (`falco`, `falco"`) are one.
pub(super) fn term_path(term: &str) -> String {
    sanitize(&tree::logical(term))
}

/// The title that Hugo gives a section without front matter: each word with a capital, the last in the plural (`post` -> `Posts`).
/// The plural is made by the common rules of English only.
pub(super) fn list_title(name: &str) -> String {
    let mut title = String::new();
    let mut start = true;
    for c in name.chars() {
        if start {
            title.extend(c.to_uppercase());
        } else {
            title.push(c);
        }
        start = c == ' ' || c == '-';
    }
    let lower = title.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|e| lower.ends_with(e));
    let vowel_y = ends(&["ay", "ey", "iy", "oy", "uy"]);
    if !lower.ends_with(|c: char| c.is_ascii_lowercase()) {
        return title;
    }
    if ends(&["ss", "x", "ch", "sh"]) || last(&lower).ends_with('o') {
        title.push_str("es");
    } else if lower.ends_with('y') && !vowel_y {
        title.pop();
        title.push_str("ies");
    } else if !lower.ends_with('s') {
        title.push('s');
    }
    title
}

/// Pages by the file that they are published as.
pub(super) fn outputs(site: &Site) -> HashMap<&str, PageId> {
    site.pages.iter().filter_map(|p| Some((p.output.as_deref()?, p.id))).collect()
}
