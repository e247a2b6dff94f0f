//! What a request is answered with: a pure function of its target and the site.

use super::events::Now;
use super::{LIVE_JS, OWN, mime, url};
use crate::output::{Artefact, Found};

/// A response, without the headers that all have.
pub(super) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status,
            headers: vec![("Content-Type", kind.to_string())],
            body: body.into(),
        }
    }

    /// A few words.
    pub fn text(status: u16, words: &str) -> Reply {
        Reply::new(status, "text/plain; charset=utf-8", words)
    }

    fn redirect(status: u16, path: &str, target: &str) -> Reply {
        let location = format!("{}{}", url::encode(path), url::search(target));
        Reply::text(status, "").header("Location", location)
    }

    /// With one more header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }
}

/// The answer to a GET.
pub(super) fn to(target: &str, now: &Now) -> Reply {
    let Some(path) = url::path(target) else {
        return Reply::text(400, "this is not a path\n");
    };
    if path.starts_with(OWN) {
        return match path.as_str() {
            "/_stoop/live.js" => Reply::new(200, mime::of("live.js"), LIVE_JS),
            _ => Reply::text(404, "not found\n"),
        };
    }
    if now.site.is_empty() {
        return waiting(&path, now);
    }
    let Some(inside) = below(&path, &now.base_path) else {
        return outside(&path, target, now);
    };
    if inside.is_empty() {
        // `/docs`: the base path lacks its own slash.
        return Reply::redirect(308, &format!("{}/", now.base_path), target);
    }
    match now.site.get(inside) {
        Some(Found::File(artefact)) if wants_frame(target, artefact) => frame(artefact, now),
        Some(Found::File(artefact)) => file(200, artefact, now),
        Some(Found::Redirect(to)) => Reply::redirect(308, &format!("{}{to}", now.base_path), target),
        None => not_found(inside, now),
    }
}

/// The path below the base path, if it is: `/x` of `/docs/x`.
fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(base)?;
    // Without the base's own slash the site's root must not be served, or all of its relative links would be wrong.
    (rest.starts_with('/') || rest.is_empty()).then_some(rest)
}

/// A path outside of the base path leads to the same path below it, if there is one; the root always does.
fn outside(path: &str, target: &str, now: &Now) -> Reply {
    match path == "/" || now.site.get(path).is_some() {
        true => Reply::redirect(307, &format!("{}{path}", now.base_path), target),
        false => not_found(path, now),
    }
}

/// The `404.html` of the deepest folder above the path that has one: a language's own before that of the whole site.
fn not_found(path: &str, now: &Now) -> Reply {
    let path = path.trim_start_matches('/');
    let folders = path.rmatch_indices('/').map(|(i, _)| &path[..=i]).chain([""]);
    let page = folders
        .filter_map(|folder| now.site.file(&format!("{folder}404.html")))
        .next();
    match page {
        Some(page) => file(404, page, now),
        None => Reply::new(
            404,
            mime::of("404.html"),
            with_script(b"<!doctype html><title>404</title><p>Not found\n", "404.html", now),
        ),
    }
}

fn file(status: u16, artefact: &Artefact, now: &Now) -> Reply {
    // The files of a site stay on disk, where one can be removed before the next build notices.
    let Ok(bytes) = artefact.bytes.read() else {
        return Reply::text(404, "the file was removed a moment ago\n");
    };
    let body = match mime::is_html(&artefact.path) {
        true => with_script(&bytes, &artefact.path, now),
        false => bytes.to_vec(),
    };
    Reply::new(status, mime::of(&artefact.path), body)
}

/// Whether a PDF is to be shown as it is edited: a browser cannot be told of a new one while it shows the file itself.
fn wants_frame(target: &str, artefact: &Artefact) -> bool {
    url::search(target) == "?live" && artefact.path.ends_with(".pdf")
}

/// A page that is nothing but a PDF, with the script that puts a new one in its place.
fn frame(artefact: &Artefact, now: &Now) -> Reply {
    let name = artefact.path.rsplit('/').next().unwrap_or("");
    let src = url::encode(name);
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{}</title><style>iframe {{ position: fixed; inset: 0; width: 100%; height: 100%; border: 0 }}</style>\
         <body><iframe class=\"paper\" src=\"{src}#navpanes=0\" title=\"PDF\"></iframe>",
        escape(name)
    );
    Reply::new(200, mime::of("x.html"), with_script(page.as_bytes(), &artefact.path, now))
}

/// There is no site yet: the first build runs or failed. The page shows what is wrong, and reloads when there is something to see.
fn waiting(path: &str, now: &Now) -> Reply {
    let name = path.rsplit('/').next().unwrap_or("");
    if name.contains('.') && !mime::is_html(name) {
        return Reply::text(503, "there is no site yet\n");
    }
    let page = b"<!doctype html><meta charset=\"utf-8\"><title>stoop</title><p style=\"font: 1rem sans-serif\">There is no site to show yet.\n";
    Reply::new(503, mime::of("x.html"), with_script(page, "*", now))
}

/// The page with the script that listens for changes. The script is told which file the page is, what it is written in, and of
/// which generation.
fn with_script(html: &[u8], path: &str, now: &Now) -> Vec<u8> {
    // What is found of a PDF is found of the page beside it.
    let page = match path.strip_suffix(".pdf").and_then(|_| path.rsplit_once('/')) {
        Some((folder, _)) => &format!("{folder}/index.html"),
        None => path,
    };
    let source = escape(now.sources.get(page).map_or("", |file| file));
    let path = escape(path);
    let script = format!(
        "<script src=\"/_stoop/live.js\" data-generation=\"{}\" data-base=\"{}\" data-path=\"{path}\" data-source=\"{source}\" defer></script>",
        now.generation,
        escape(&now.base_path)
    );
    let end = html
        .windows(7)
        .rposition(|w| w.eq_ignore_ascii_case(b"</body>"))
        .unwrap_or(html.len());
    [&html[..end], script.as_bytes(), &html[end..]].concat()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
