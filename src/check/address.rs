//! Addresses as a browser reads them: what a link's value means in the page that it stands in.

use std::borrow::Cow;

use crate::render::decode;

/// Where a site is published.
#[derive(Clone, Copy, Debug)]
pub struct Home<'a> {
    /// Scheme and host: `https://example.org`.
    pub origin: &'a str,
    /// The path of the site's base URL, without a slash at its end.
    pub base_path: &'a str,
}

/// What a link's value means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Something on this site.
    Here(Path),
    /// Another site, or one named by its whole URL on the same host: that URL without its fragment.
    Elsewhere(String),
    /// A path that leaves the base path of the site: the URL that it comes to, and the place if it were meant from the site's root.
    Outside(String, Path),
    /// Nothing that can be fetched: `mailto:`, `javascript:`, `data:`.
    Other,
}

/// A place on the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Decoded, from the site's root, without a leading slash: `zh/docs/`, empty for the home page.
    pub path: String,
    /// Decoded, without its `#`; empty for none.
    pub fragment: String,
}

/// What a value means in a file published at `from` (a path without a leading slash).
pub fn read(value: &str, from: &str, base: Option<&str>, home: Home) -> Address {
    let value = tidy(value);
    let (value, fragment) = value.split_once('#').unwrap_or((&value, ""));
    // A browser scrolls to what stands before the directive.
    let fragment = fragment.split(":~:").next().unwrap_or("");
    let address = value.split_once('?').map_or(value, |(path, _)| path);
    if value.is_empty() {
        return here(from.to_string(), fragment);
    }
    if let Some(scheme) = scheme(value) {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => whole(value, fragment, home),
            _ => Address::Other,
        };
    }
    if value.starts_with("//") || value.starts_with("\\\\") {
        return whole(&format!("https:{}", value.replace('\\', "/")), fragment, home);
    }
    let folder = base.map_or_else(|| folder(from, home), |base| base_folder(base, from, home));
    let address = match address {
        // Only a query: the page itself.
        "" => format!("{}/{from}", home.base_path),
        _ if address.starts_with(['/', '\\']) => address.to_string(),
        _ => format!("{folder}{address}"),
    };
    on_host(&address, value, fragment, home)
}

/// Whether a value is beyond doubt the URL of another host, told without taking it apart: most links that leave a site are plain.
pub fn leaves(value: &[u8], home: Home) -> bool {
    let Some(rest) = value.strip_prefix(b"https://").or_else(|| value.strip_prefix(b"http://")) else {
        return false;
    };
    let host = &rest[..memchr::memchr3(b'/', b'?', b'#', rest).unwrap_or(rest.len())];
    let plain = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b':');
    let own = home.origin.split_once("://").map_or("", |(_, host)| host);
    !host.is_empty() && host.iter().all(plain) && !host.eq_ignore_ascii_case(own.as_bytes())
}

/// A URL with scheme and host.
fn whole(url: &str, fragment: &str, home: Home) -> Address {
    let after = |origin: &str| {
        let (_, host) = origin.split_once("://")?;
        let (_, rest) = url.split_once("://")?;
        let rest = rest
            .get(..host.len())
            .filter(|h| h.eq_ignore_ascii_case(host))
            .map(|_| &rest[host.len()..])?;
        (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
    };
    match after(home.origin) {
        Some(rest) => {
            let path = rest.split('?').next().unwrap_or("");
            let path = if path.is_empty() { "/" } else { path };
            match on_host(path, rest, fragment, home) {
                // Who names the host means it.
                Address::Outside(url, _) => Address::Elsewhere(url),
                address => address,
            }
        }
        None => Address::Elsewhere(url.to_string()),
    }
}

/// A path from the root of the site's host. `value`: with its query.
fn on_host(path: &str, value: &str, fragment: &str, home: Home) -> Address {
    let path = normal(path);
    let inside = match path.strip_prefix(home.base_path) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => {
            let query = value.split_once('?').map_or(String::new(), |(_, q)| format!("?{q}"));
            let url = format!("{}{path}{query}", home.origin);
            return Address::Outside(url, place(decode(path.trim_start_matches('/')), fragment));
        }
    };
    here(decode(inside), fragment)
}

fn here(path: String, fragment: &str) -> Address {
    Address::Here(place(path, fragment))
}

fn place(path: String, fragment: &str) -> Path {
    Path {
        path,
        fragment: decode(fragment),
    }
}

/// The folder of a published file, from the host's root, with a slash at its end.
fn folder(from: &str, home: Home) -> String {
    let folder = from.rfind('/').map_or("", |i| &from[..=i]);
    format!("{}/{folder}", home.base_path)
}

/// The folder that `<base href>` names.
fn base_folder(base: &str, from: &str, home: Home) -> String {
    let path = match base.strip_prefix(home.origin) {
        Some(path) => path.to_string(),
        None if base.starts_with('/') => base.to_string(),
        None => format!("{}{base}", folder(from, home)),
    };
    match path.rfind('/') {
        Some(i) => path[..=i].to_string(),
        None => "/".to_string(),
    }
}

/// Without white space at its ends and without line ends and tabs, as browsers read it.
fn tidy(value: &str) -> Cow<'_, str> {
    let value = value.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    match value.contains(['\n', '\r', '\t']) {
        true => value.replace(['\n', '\r', '\t'], "").into(),
        false => value.into(),
    }
}

fn scheme(value: &str) -> Option<&str> {
    let (scheme, _) = value.split_once(':')?;
    let good = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    good.then_some(scheme)
}

/// A path without `.` and `..`, and with slashes only. Empty parts stay, as in a browser.
fn normal(path: &str) -> String {
    let path = path.replace('\\', "/");
    if !path.contains("/.") && !path.contains("%2") {
        return path;
    }
    let mut parts: Vec<&str> = Vec::new();
    let all: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    for (i, part) in all.iter().enumerate() {
        let last = i + 1 == all.len();
        match part.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." if last => parts.push(""),
            "." => {}
            ".." => {
                parts.pop();
                if last {
                    parts.push("");
                }
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: Home = Home {
        origin: "https://e.org",
        base_path: "",
    };
    const BELOW: Home = Home {
        origin: "https://e.org",
        base_path: "/docs",
    };

    fn at(home: Home, value: &str) -> String {
        match read(value, "zh/a/index.html", None, home) {
            Address::Here(p) if p.fragment.is_empty() => format!("here {}", p.path),
            Address::Here(p) => format!("here {} # {}", p.path, p.fragment),
            Address::Elsewhere(url) => format!("out {url}"),
            Address::Outside(url, p) => format!("beside {url} not {}", p.path),
            Address::Other => "other".into(),
        }
    }

    #[test]
    fn as_a_browser_reads_them() {
        for (value, want) in [
            ("", "here zh/a/index.html"),
            ("#x%20y", "here zh/a/index.html # x y"),
            ("?q=1", "here zh/a/index.html"),
            ("b/", "here zh/a/b/"),
            ("../b?x#y", "here zh/b # y"),
            ("../../../../b", "here b"),
            ("..", "here zh/"),
            (".", "here zh/a/"),
            ("./%2e%2E/b", "here zh/b"),
            ("/", "here "),
            ("/c\\d", "here c/d"),
            (" /c\n/d ", "here c/d"),
            ("/%E6%A0%87/", "here 标/"),
            ("HTTPS://E.org", "here "),
            ("http://e.org/x?y#z", "here x # z"),
            ("//e.org/x", "here x"),
            ("//f.org/x", "out https://f.org/x"),
            ("https://e.organic/x#y", "out https://e.organic/x"),
            ("mailto:a@b", "other"),
            ("a/b:c", "here zh/a/a/b:c"),
            ("#a:~:text=b", "here zh/a/index.html # a"),
        ] {
            assert_eq!(at(ROOT, value), want, "{value:?}");
        }
    }

    #[test]
    fn what_leaves_is_elsewhere() {
        for (value, want) in [
            ("https://f.org", true),
            ("http://f.org:80/x", true),
            ("https://e.org/x", false),
            ("https://E.org/x", false),
            ("https://e.\norg/x", false),
            ("https://", false),
            ("//f.org", false),
            ("/x", false),
        ] {
            assert_eq!(leaves(value.as_bytes(), ROOT), want, "{value:?}");
            assert!(!want || at(ROOT, value).starts_with("out "), "{value:?}");
        }
    }

    #[test]
    fn a_site_below_a_path() {
        assert_eq!(at(BELOW, "/docs/x"), "here x");
        assert_eq!(at(BELOW, "/docs"), "here ");
        assert_eq!(at(BELOW, "../b"), "here zh/b");
        assert_eq!(at(BELOW, "?x"), "here zh/a/index.html");
        assert_eq!(at(BELOW, "/other?x"), "beside https://e.org/other?x not other");
        assert_eq!(at(BELOW, "../../../x/"), "beside https://e.org/x/ not x/");
        assert_eq!(at(BELOW, "https://e.org/docsx"), "out https://e.org/docsx");
        let based = read("b", "a/index.html", Some("https://e.org/docs/zh/"), BELOW);
        assert!(matches!(based, Address::Here(p) if p.path == "zh/b"));
    }
}
