//! The preview as a process: what it serves, what it tells browsers, and that every kind of edit shows without a restart.

mod common;

use std::fs;
use std::path::Path;

use common::preview::Preview;

const SITE: &[(&str, &str)] = &[
    (
        "stoop.yaml",
        "title: T\nbase_url: https://example.org/\nlanguages:\n  en: { name: English }\n  zh: { name: 中文 }\n",
    ),
    ("content/en/_index.md", "---\ntitle: Home\n---\n\nWelcome.\n"),
    ("content/en/docs/_index.md", "---\ntitle: Docs\n---\n"),
    (
        "content/en/docs/one.md",
        "---\ntitle: One\naliases: [/uno/]\n---\n\nFirst words.\n",
    ),
    (
        "content/en/docs/draft.md",
        "---\ntitle: A draft\ndraft: true\n---\n\nNot yet.\n",
    ),
    ("content/zh/_index.md", "---\ntitle: 首页\n---\n\n欢迎。\n"),
    ("static/robot.txt", "beep\n"),
];

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in SITE {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

#[test]
fn what_it_serves() {
    let folder = site();
    let before = common::tree(folder.path());
    let preview = Preview::start(folder.path(), &[]);
    let page = preview.get("/docs/one/");
    assert_eq!(page.status, 200);
    assert!(page.header("Content-Type").starts_with("text/html"), "{page:?}");
    assert!(page.body.contains("First words.") && page.body.contains("/_stoop/live.js"));
    assert!(
        !page.body.contains("https://example.org"),
        "absolute links stay in the preview:\n{}",
        page.body
    );
    let redirect = preview.get("/docs/one?a=b");
    assert_eq!((redirect.status, redirect.header("Location")), (308, "/docs/one/?a=b"));
    assert!(preview.get("/uno/").body.contains("/docs/one/"), "an alias leads on");
    for (path, home) in [("/docs/nothing/", "href=\"/\""), ("/zh/docs/nothing/", "href=\"/zh/\"")] {
        let lost = preview.get(path);
        assert_eq!(lost.status, 404, "{path}");
        assert!(lost.body.contains(home), "{path} leads home in its language:\n{}", lost.body);
    }
    assert!(
        preview.get("/zh/nothing/").body.contains("lang=\"zh"),
        "the 404 of the language"
    );
    assert_eq!(preview.get("/robot.txt").body, "beep\n");
    assert!(preview.get("/css/site.css").header("Content-Type").starts_with("text/css"));
    assert_eq!(preview.get("/../stoop.yaml").status / 100, 4, "nothing outside of the site");
    assert_eq!(preview.get("/%2e%2e/stoop.yaml").status / 100, 4);
    assert_eq!(preview.get("/sitemap.xml").status, 200);
    assert!(preview.get("/docs/draft/").body.contains("Not yet."), "drafts are shown");
    assert!(preview.get("/docs/draft/").body.contains("draft"), "and marked");
    assert_eq!(
        before,
        common::tree(folder.path()),
        "nothing is written into the site's folder"
    );
}

#[test]
fn no_drafts() {
    let folder = site();
    let preview = Preview::start(folder.path(), &["--no-drafts"]);
    assert_eq!(preview.get("/docs/draft/").status, 404);
    assert!(!preview.get("/docs/").body.contains("A draft"));
}

#[test]
fn an_edit_and_a_mistake_are_told() {
    let folder = site();
    let preview = Preview::start(folder.path(), &[]);
    let mut events = preview.events();
    let (name, first) = events.next();
    assert_eq!(
        (name.as_str(), first["changed"].as_array().map(Vec::len)),
        ("change", Some(0))
    );
    assert_eq!(events.until("notes", |_| true), serde_json::json!([]));

    preview.edit("content/en/docs/one.md", "First words", "Second words");
    let change = events.until("change", |_| true);
    let changed: Vec<&str> = change["changed"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|p| p.as_str())
        .collect();
    assert!(changed.contains(&"docs/one/index.html"), "{changed:?}");
    assert!(!changed.contains(&"index.html"), "only what changed: {changed:?}");
    assert!(preview.get("/docs/one/").body.contains("Second words"));

    preview.edit("content/en/docs/one.md", "title: One", "title: One: two");
    let notes = events.until("notes", |n| n.as_array().is_some_and(|n| !n.is_empty()));
    assert_eq!(notes[0]["severity"], "error", "{notes}");
    assert_eq!(
        (notes[0]["file"].as_str(), notes[0]["line"].as_u64()),
        (Some("content/en/docs/one.md"), Some(2)),
        "{notes}"
    );
    assert!(
        notes[0]["excerpt"].as_str().is_some_and(|e| e.contains("title: One: two")),
        "{notes}"
    );
    assert!(
        preview.get("/docs/one/").body.contains("Second words"),
        "the last good page is served"
    );

    preview.edit("content/en/docs/one.md", "title: One: two", "title: Uno");
    events.until("notes", |n| n.as_array().is_some_and(Vec::is_empty));
    preview.until_has("/docs/one/", "Uno");
}

#[test]
fn every_kind_of_edit_shows_without_a_restart() {
    let folder = site();
    let preview = Preview::start(folder.path(), &[]);
    let file = |path: &str| folder.path().join(path);
    let gone = |path: &str| preview.until(path, "gone", |a| a.status == 404);

    preview.put("content/en/docs/two.md", "---\ntitle: Two\n---\n\nA page that is new.\n");
    preview.until_has("/docs/two/", "A page that is new.");
    preview.until_has("/docs/", "/docs/two/");
    fs::rename(file("content/en/docs/two.md"), file("content/en/docs/three.md")).expect("a rename");
    preview.until_has("/docs/three/", "A page that is new.");
    gone("/docs/two/");
    fs::remove_file(file("content/en/docs/three.md")).expect("removed");
    gone("/docs/three/");
    preview.put("content/en/new/section/_index.md", "---\ntitle: Deep\n---\n\nDeep.\n");
    preview.until_has("/new/section/", "Deep.");
    fs::rename(file("content/en/new"), file("content/en/renamed")).expect("a rename");
    preview.until_has("/renamed/section/", "Deep.");
    fs::remove_dir_all(file("content/en/renamed")).expect("removed");
    gone("/renamed/section/");

    preview.put("content/de/_index.md", "---\ntitle: Start\n---\n\nWillkommen.\n");
    preview.edit("stoop.yaml", "languages:", "languages:\n  de: { name: Deutsch }");
    preview.until_has("/de/", "Willkommen.");
    preview.until_has("/", "Deutsch");
    preview.edit("stoop.yaml", "title: T", "tilte: T");
    preview.edit("stoop.yaml", "tilte: T", "title: A new name");
    preview.until_has("/", "A new name");

    preview.put(
        "templates/page.html",
        "{% extends \"theme/page.html\" %}{% block main %}Mine: {{ page.title }}{% endblock %}\n",
    );
    preview.until_has("/docs/one/", "Mine: One");
    let mut events = preview.events();
    preview.put("templates/page.html", "<p>{% if page.title %}</p>\n");
    let notes = events.until("notes", |n| n.as_array().is_some_and(|n| !n.is_empty()));
    assert_eq!(notes[0]["file"], "templates/page.html", "{notes}");
    assert!(preview.get("/docs/one/").body.contains("Mine: One"), "the last good page");
    preview.put(
        "templates/page.html",
        "{% extends \"theme/page.html\" %}{% block main %}{{ t(key=\"of-mine\") }}{% endblock %}\n",
    );
    preview.put("i18n/en.ftl", "of-mine = A string of mine\n");
    preview.until_has("/docs/one/", "A string of mine");
    events.until("notes", |n| {
        n.as_array().is_some_and(|n| n.iter().all(|n| n["severity"] != "error"))
    });
    fs::remove_file(file("templates/page.html")).expect("removed");
    preview.until_has("/docs/one/", "First words.");

    preview.put("static/new.txt", "new\n");
    assert_eq!(preview.until_has("/new.txt", "new").body, "new\n");
    preview.put("static/new.txt", "newer\n");
    preview.until_has("/new.txt", "newer");
    fs::remove_file(file("static/new.txt")).expect("removed");
    gone("/new.txt");
    assert!(!Path::new(&file("public")).exists());
}

#[test]
fn a_site_that_is_broken_from_the_start_is_served_once_mended() {
    let folder = site();
    let config = folder.path().join("stoop.yaml");
    let good = fs::read_to_string(&config).expect("a file");
    fs::write(&config, "title: [\n").expect("it can be written");
    let preview = Preview::start(folder.path(), &[]);
    let waiting = preview.get("/docs/one/");
    assert_eq!(waiting.status, 503);
    assert!(waiting.body.contains("/_stoop/live.js"));
    let mut events = preview.events();
    let notes = events.until("notes", |_| true);
    assert_eq!(notes[0]["file"], "stoop.yaml", "{notes}");
    fs::write(&config, good).expect("it can be written");
    preview.until_has("/docs/one/", "First words.");
}

#[test]
fn what_only_a_gate_forbids_is_previewed() {
    let folder = site();
    let config = folder.path().join("stoop.yaml");
    let text = fs::read_to_string(&config).expect("a file");
    fs::write(&config, format!("{text}\ncheck: {{ levels: {{ dead-link: error }} }}\n")).expect("it can be written");
    fs::write(
        folder.path().join("content/en/docs/one.md"),
        "---\ntitle: One\n---\n\n[nowhere](/no/where/)\n",
    )
    .expect("it can be written");
    let preview = Preview::start(folder.path(), &[]);
    preview.until_has("/docs/one/", "nowhere");
}
