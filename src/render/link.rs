//! Link targets: what a link in a page leads to, in the reader's language, as the URL to write.

use crate::config::{Config, LinkTargets};
use crate::diag::{Code, Diagnostic, Severity};
use crate::site::{Page, PageId, Site};

/// Resolves link targets against a site.
#[derive(Clone, Copy, Debug)]
pub struct Linker<'a> {
    pub site: &'a Site,
    pub config: &'a Config,
}

impl Linker<'_> {
    /// The URL of a page from the host's root, percent-encoded, ready for `href`.
    pub fn href(&self, url: &str) -> String {
        format!("{}{}", self.config.base_path, encode(url))
    }

    /// The same with scheme and host.
    pub fn permalink(&self, url: &str) -> String {
        format!("{}{}", self.config.base_url, encode(url))
    }

    /// What a Markdown link or image in `page` leads to. A target that names a content file must exist.
    pub fn link(&self, page: &Page, target: &str) -> (String, Option<Diagnostic>) {
        if has_scheme(target) || target.starts_with("//") || target.starts_with('#') || target.is_empty() {
            return (target.to_string(), None);
        }
        let links = self.config.markdown.links;
        if links == LinkTargets::Keep {
            return (target.to_string(), None);
        }
        let (path, tail) = split_tail(target);
        let decoded = decode(path);
        let is_bare = decoded == "./" || decoded.chars().all(|c| c == '/');
        if !is_bare && let Some(id) = self.site.find_path(page, &decoded) {
            return (format!("{}{tail}", self.href(&self.site.page(id).url)), None);
        }
        if names_content(&decoded) {
            return match self.find(page, &decoded) {
                Some(id) => (format!("{}{tail}", self.href(&self.site.page(id).url)), None),
                None => {
                    let (url, note) = self.missing(page, &decoded, target);
                    // Hugo publishes such a link as it is written, and a site that comes from there must not fail for it.
                    let gentle = |note: Diagnostic| match links {
                        LinkTargets::Content => Diagnostic {
                            severity: Severity::Warning,
                            ..note
                        },
                        LinkTargets::Site | LinkTargets::Keep => note,
                    };
                    (url, note.map(gentle))
                }
            };
        }
        if let Some(rest) = decoded.strip_prefix('/')
            && links == LinkTargets::Site
        {
            let written = path.strip_prefix('/').unwrap_or(path);
            return (self.site_path(page, rest, (written, tail)), None);
        }
        match self.resource(page, &decoded) {
            Some(url) => (format!("{}{tail}", self.href(&url)), None),
            None => (target.to_string(), None),
        }
    }

    /// What a Markdown link in `page` leads to, with scheme and host; for readers that do not know where they are.
    pub fn absolute(&self, page: &Page, target: &str) -> String {
        let (url, _) = self.link(page, target);
        if has_scheme(&url) || url.starts_with('#') {
            return url;
        }
        let origin = self
            .config
            .base_url
            .strip_suffix(&self.config.base_path)
            .unwrap_or(&self.config.base_url);
        match url.starts_with('/') {
            true => format!("{origin}{url}"),
            false => format!("{origin}{}{url}", self.href(&page.url)),
        }
    }

    /// The page that a path names; one may be named with the language that its file's name ends in: `x.en.md`.
    fn find(&self, page: &Page, path: &str) -> Option<PageId> {
        self.site.find(page.lang, Some(page.id), path).or_else(|| {
            let (named, end) = path.rsplit_once('.')?;
            let (stem, code) = named.rsplit_once('.')?;
            let language = self.config.languages.iter().find(|l| l.code.eq_ignore_ascii_case(code))?;
            self.site.find(language.id, Some(page.id), &format!("{stem}.{end}"))
        })
    }

    /// What `ref` and `relref` lead to.
    pub fn reference(&self, page: &Page, target: &str, absolute: bool) -> (String, Option<Diagnostic>) {
        let (path, tail) = split_tail(target.trim());
        let decoded = decode(path);
        let found = if decoded.is_empty() {
            Some(page.id)
        } else {
            self.find(page, &decoded)
        };
        let Some(id) = found else {
            return self.missing(page, &decoded, "#");
        };
        let url = &self.site.page(id).url;
        let url = if absolute { self.permalink(url) } else { self.href(url) };
        (format!("{url}{tail}"), None)
    }

    /// A path from the site's root: the page of that path in the reader's language, if there is one, else the path as it is
    /// written.
    fn site_path(&self, page: &Page, path: &str, (written, tail): (&str, &str)) -> String {
        let prefix = &self.config.language(page.lang).prefix;
        let bare = path.trim_end_matches('/');
        let slashed = if bare.is_empty() {
            "/".to_string()
        } else {
            format!("/{bare}/")
        };
        let found = self
            .site
            .by_url
            .get(&format!("{prefix}{slashed}"))
            .or_else(|| self.site.by_url.get(&slashed).map(|id| self.in_language(id, page)))
            .or_else(|| self.site.by_url.get(&format!("/{path}")));
        match found {
            Some(id) => format!("{}{tail}", self.href(&self.site.page(*id).url)),
            None if self.is_published(&format!("{prefix}/{path}")) => format!("{}{tail}", self.href(&format!("{prefix}/{path}"))),
            None => format!("{}/{}{tail}", self.config.base_path, escape(written, |b| b == b'%')),
        }
    }

    /// Whether a file of the content is published at a path from the site's root.
    fn is_published(&self, path: &str) -> bool {
        self.site
            .copies
            .binary_search_by(|(output, _)| output.as_str().cmp(path.trim_start_matches('/')))
            .is_ok()
    }

    fn in_language<'b>(&'b self, id: &'b PageId, page: &Page) -> &'b PageId {
        let target = self.site.page(*id);
        if target.lang == page.lang {
            return id;
        }
        target
            .translations
            .iter()
            .find(|t| self.site.page(**t).lang == page.lang)
            .unwrap_or(id)
    }

    /// A file beside the page's source, whose URL differs from what a browser would make of the relative path.
    fn resource(&self, page: &Page, path: &str) -> Option<String> {
        let name = path.strip_prefix("./").unwrap_or(path);
        let own = page.resources.iter().find(|r| r.name == name).and_then(|r| r.url.clone());
        let beside = || {
            let section = page.parent.map(|p| self.site.page(p))?;
            section.resources.iter().find(|r| r.name == name).and_then(|r| r.url.clone())
        };
        own.or_else(beside)
    }

    fn missing(&self, page: &Page, path: &str, instead: &str) -> (String, Option<Diagnostic>) {
        let logical = path.trim_start_matches('/').trim_end_matches(".md").to_lowercase();
        if let Some(why) = self.site.hidden.get(&(page.lang, logical)) {
            let message = format!("`{path}` is not published: it is {why}");
            return (
                "#".to_string(),
                Some(Diagnostic::warning(Code::UnknownRef, message).help("the link leads nowhere for now")),
            );
        }
        let message = format!("there is no page `{path}`");
        let mut note = Diagnostic::error(Code::UnknownRef, message);
        if let Some(near) = self.site.suggest(page.lang, path) {
            note = note.help(format!("did you mean `{near}`?"));
        }
        (instead.to_string(), Some(note))
    }
}

fn has_scheme(target: &str) -> bool {
    let Some((scheme, _)) = target.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The path, and the query and fragment with what begins them.
fn split_tail(target: &str) -> (&str, &str) {
    target.split_at(target.find(['?', '#']).unwrap_or(target.len()))
}

fn names_content(path: &str) -> bool {
    path.ends_with(".md") || path.ends_with(".markdown") || path.ends_with(".sheet.yaml")
}

/// Percent-encode what cannot stand in a URL path, `%` too: a path of ours is a name of files, where nothing is encoded yet.
pub fn encode(path: &str) -> String {
    escape(path, |_| false)
}

/// Percent-encode what cannot stand in a URL path, but not what is to be kept.
fn escape(path: &str, keep: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b'@' | b':' | b'+' | b',' | b'=' => {
                out.push(byte as char);
            }
            _ if keep(byte) => out.push(byte as char),
            b'(' | b')' | b'!' | b'*' | b'$' | b';' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Decode percent-encoding; what is not UTF-8 then stays as it was.
pub fn decode(path: &str) -> String {
    if !path.contains('%') {
        return path.to_string();
    }
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = (bytes[i] == b'%')
            .then(|| path.get(i + 1..i + 3))
            .flatten()
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        out.push(hex.unwrap_or(bytes[i]));
        i += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        assert_eq!(encode("/zh/标签/a b/"), "/zh/%E6%A0%87%E7%AD%BE/a%20b/");
        assert_eq!(encode("/p%41/100%/"), "/p%2541/100%25/");
        assert_eq!(escape("a%20b c", |b| b == b'%'), "a%20b%20c");
        assert_eq!(decode("%E6%A0%87%E7%AD%BE%"), "标签%");
        assert!(has_scheme("mailto:x@y") && !has_scheme("a/b:c") && !has_scheme("/x"));
        assert_eq!(split_tail("a.md?x#y"), ("a.md", "?x#y"));
    }
}
