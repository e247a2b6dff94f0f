//! `stoop import hugo` by the real binary: three sites in the shapes that Hugo sites have, what is printed, and what is published.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn stoop(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stoop"));
    command.args(args).current_dir(dir).env("NO_COLOR", "1");
    command.output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn good(output: &Output) -> String {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "status {:?}\n{out}{err}", output.status.code());
    out
}

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        put(folder.path(), path, text);
    }
    folder
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it has a parent")).expect("folders can be made");
    fs::write(path, text).expect("a file can be written");
}

/// Import and build; what was printed, `stoop.yaml`, and the published paths.
fn imported(root: &Path) -> (String, String, Vec<String>) {
    let printed = good(&stoop(root, &["import", "hugo", "."]));
    let yaml = fs::read_to_string(root.join("stoop.yaml")).expect("it was written");
    let config = stoop::config::load("stoop.yaml", &yaml, None, &|_| false);
    assert!(
        config.value.is_some() && config.notes.is_empty(),
        "{:?}\n{yaml}",
        config.notes
    );
    good(&stoop(root, &["build"]));
    (printed, yaml, common::tree(&root.join("public")).into_keys().collect())
}

#[track_caller]
fn has_lines(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|l| l.trim() == *line), "no line `{line}` in:\n{text}");
    }
}

#[track_caller]
fn publishes(public: &[String], paths: &[&str]) {
    for path in paths {
        assert!(
            public.iter().any(|p| p == path),
            "{path} is not published:\n{}",
            public.join("\n")
        );
    }
}

const TOML: &str = r#"
baseURL = "https://example.org/sub/"
languageCode = "en-gb"
title = "One: file"
enableEmoji = true
disableKinds = ["RSS", "sitemap"]
ignoreFiles = ['\.txt$', '^OWNERS$', '(a+)+']
buildDrafts = true
timeout = "30s"
copyright = "Me"
[permalinks.page]
posts = "/:year/:slug/"
[permalinks.section]
posts = "/news/"
[taxonomies]
topic = "topics"
[params]
Version = "1.2"
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser.attribute]
block = true
[markup.goldmark.extensions.typographer]
disable = true
[markup.highlight]
lineNos = true
[outputs]
home = ["HTML", "JSON"]
[[menu.main]]
pageRef = "posts"
weight = 1
[[menus.footer]]
name = "Elsewhere"
url = "https://example.com/"
pre = "<i></i>"
[imaging]
quality = 75
[madeup]
key = 1
"#;

#[test]
fn one_file_of_toml() {
    let folder = site(&[
        ("hugo.toml", TOML),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/posts/_index.md", "---\ntitle: News\n---\n"),
        (
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2024-02-03\nslug: first\ntopics: [x]\n---\n{{< nope a=1 >}}{{% deeper %}}y{{% /deeper %}}{{< /nope >}} {{< nope />}}\n",
        ),
        (
            "content/posts/b/index.html",
            "---\ntitle: B\ndate: 2024-02-04\n---\n<p>{{< nope >}}</p>\n",
        ),
        ("content/posts/b/OWNERS", "x"),
        ("content/posts/b/skip.txt", "x"),
        ("content/posts/b/keep.csv", "x"),
        ("content/en/c.md", "---\ntitle: C\n---\n"),
    ]);
    let (printed, yaml, public) = imported(folder.path());
    has_lines(
        &printed,
        &[
            "carried       baseURL -> base_url",
            "carried       languageCode -> languages.en.tag",
            "carried       permalinks.page.posts -> permalinks.posts",
            r"carried       ignoreFiles[0] `\.txt$` -> ignore_files `**/*.txt`",
            "carried       menus.main -> menus.main",
            "carried       copyright -> params.copyright",
            "carried       disableKinds -> outputs, without feeds",
            "dropped       imaging: pictures are published as they are",
            "dropped       madeup: nothing of stoop's reads it",
            "not honoured  disableKinds: `sitemap` is published all the same",
            "not honoured  ignoreFiles[2]: the regular expression `(a+)+` has no glob; add one to `ignore_files`",
            "not honoured  permalinks.section.posts: patterns are for pages, not for a section; set `url` in its front matter",
            "not honoured  buildDrafts: drafts are published by `stoop build --drafts`",
            "not honoured  markup.highlight.lineNos: lines are numbered where the code fence says so",
            "not honoured  outputs.home: there is no format `JSON`",
            "shortcode     deeper: no component defines it; 1 call (0 with `<`, 1 with `%`) in files: 1 .md",
            "shortcode     nope: no component defines it; 3 calls (3 with `<`, 0 with `%`) in files: 1 .html, 1 .md",
        ],
    );
    has_lines(
        &yaml,
        &[
            "title: \"One: file\"",
            "languages: { en: { tag: en-gb } }",
            "- { source: content, lang: en, suffixes: true }",
            "typographer: false",
            "emoji: true",
            "links: keep",
            "join_cjk: false",
            "raw_html: true",
            "attributes: { heading: true, block: true }",
            "unknown_shortcodes: inner",
            "home: [html]",
        ],
    );
    publishes(
        &public,
        &[
            "index.html",
            "posts/index.html",
            "2024/first/index.html",
            "2024/b/index.html",
            "2024/b/keep.csv",
            "en/c/index.html",
            "topics/x/index.html",
        ],
    );
    assert!(
        !public
            .iter()
            .any(|p| p.ends_with("OWNERS") || p.ends_with("skip.txt") || p == "index.xml")
    );
    let home = fs::read_to_string(folder.path().join("public/index.html")).expect("it is published");
    assert!(home.contains("lang=\"en-GB\""), "{home}");
}

#[test]
fn a_folder_of_yaml_with_menus_by_language() {
    let folder = site(&[
        (
            "config/_default/hugo.yaml",
            "baseURL: https://dev.example.org/\nTITLE: Many\ndefaultContentLanguage: en\ndefaultContentLanguageInSubdir: true\n",
        ),
        (
            "config/_default/languages.yaml",
            "en: {languageName: English, weight: 1}\nhe: {label: עברית, direction: rtl, weight: 2, description: d}\nxx: {disabled: true}\n",
        ),
        ("config/_default/params.yaml", "a: {B: 1, c: 1}\n"),
        ("config/_default/params.he.toml", "a = 2\n"),
        (
            "config/_default/menus.en.yaml",
            "main:\n- {name: Docs, pageRef: /docs, weight: 1}\n- {name: Other, url: /nowhere/, weight: 2}\n",
        ),
        ("config/_default/menu.he.yaml", "main:\n- {name: תיעוד, pageRef: /docs}\n"),
        ("config/_default/outputFormats.toml", "[rss]\nbasename = \"feed\"\n"),
        ("config/_default/versions/params.json", "{\"a\": {\"C\": 3}}"),
        ("config/production/config.toml", "baseurl = \"https://example.org\"\n"),
        ("config/staging/config.toml", "baseurl = \"https://staging.example.org\"\n"),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/_index.he.md", "---\ntitle: בית\n---\n"),
        ("content/docs/_index.md", "---\ntitle: Docs\n---\n"),
        ("content/docs/_index.he.md", "---\ntitle: תיעוד\n---\n"),
        ("content/docs/only.md", "---\ntitle: Only\n---\n:smile:\n"),
    ]);
    let (printed, yaml, public) = imported(folder.path());
    has_lines(
        &printed,
        &[
            "carried       TITLE -> title",
            "carried       languages.he -> languages.he",
            "carried       languages.he.description -> a param `description` of the language",
            "carried       outputFormats.rss.basename -> feed.file",
            "dropped       languages.xx: the language is disabled",
            "dropped       config/staging/config.toml: of an environment that is not `production`",
        ],
    );
    has_lines(
        &yaml,
        &[
            "base_url: https://example.org",
            "default_language_in_subdir: true",
            "params: { a: { B: 1, c: 3 } }",
            "- { source: content, lang: en, suffixes: true }",
            "- { source: content, lang: he, suffixes: true }",
            "file: feed.xml",
            "limit: 0",
        ],
    );
    publishes(
        &public,
        &[
            "index.html",
            "en/index.html",
            "en/feed.xml",
            "he/index.html",
            "he/docs/index.html",
            "en/docs/only/index.html",
        ],
    );
    assert!(
        !public.iter().any(|p| p == "he/docs/only/index.html"),
        "Hugo has no fallback but by mounts"
    );
    let home = fs::read_to_string(folder.path().join("public/he/index.html")).expect("it is published");
    assert!(
        home.contains("dir=\"rtl\"") && home.contains("href=\"/he/docs/\"") && !home.contains(">Other<"),
        "{home}"
    );
}

const CODES: [&str; 11] = ["en", "bn", "de", "es", "fr", "ja", "ko", "pt-br", "uk", "zh", "zh-tw"];

#[test]
fn versions_and_eleven_languages_by_mounts() {
    let folder = site(&[
        (
            "hugo.yaml",
            "baseURL: https://example.org/\ntitle: Versions\npermalinks: {blog: '/:section/:year/:sections[1:]/:slug/'}\n",
        ),
        ("content/en/_index.md", "---\ntitle: Home\n---\n"),
        ("content/en/docs/_index.md", "---\ntitle: Docs\n---\n"),
        ("content/en/docs/now.md", "---\ntitle: Now\n---\n"),
        ("content/en/blog/2024/a.md", "---\ntitle: A\ndate: 2024-05-06\n---\n"),
        ("content/zh/docs/now.md", "---\ntitle: 现在\n---\n"),
        ("versions/v1/docs/_index.md", "---\ntitle: v1\n---\n"),
        ("versions/v1/docs/old.md", "---\ntitle: Old\n---\n"),
        ("versions/v1/docs/draft/x.md", "---\ntitle: X\n---\n"),
        ("CHANGES.md", "---\ntitle: Changes\n---\n"),
    ]);
    let mut languages = String::new();
    let mut mounts = String::from(
        "mounts:\n- {source: static, target: static}\n- {source: ../shared/pics, target: static/pics}\n- {source: assets, target: assets}\n",
    );
    for (i, code) in CODES.iter().enumerate() {
        languages.push_str(&format!("{code}: {{languageName: Name {code}, weight: {}}}\n", i + 1));
        put(
            folder.path(),
            &format!("content/{code}/about.md"),
            &format!("---\ntitle: About {code}\n---\n"),
        );
        mounts.push_str(&format!("- {{source: content/{code}, target: content, lang: {code}}}\n"));
    }
    mounts.push_str("- {source: versions/v1/docs, target: content/v1, lang: en, excludeFiles: [draft/*]}\n");
    mounts.push_str("- {source: CHANGES.md, target: content/changes.md, lang: en}\n");
    for code in &CODES[1..] {
        mounts.push_str(&format!(
            "- {{source: content/en/docs, target: content/docs, lang: {code}}}\n"
        ));
    }
    mounts.push_str("- {source: content/zh, target: content, lang: zh-tw, files: ['! blog/**']}\n");
    mounts.push_str("- {source: content/en/blog, target: content/blog, sites: {matrix: {languages: [de, fr]}}}\n");
    put(folder.path(), "config/_default/languages.yaml", &languages);
    put(folder.path(), "config/_default/module.yaml", &mounts);
    let (printed, yaml, public) = imported(folder.path());
    has_lines(
        &printed,
        &[
            "dropped       module.mounts[0]: `static` is where stoop looks anyway",
            "not honoured  module.mounts[1]: copy `../shared/pics` to `static/pics`",
            "dropped       module.mounts[2]: stoop has no use for `assets`",
            "carried       module.mounts[3] -> mounts `content/en` for en",
            "carried       module.mounts[16] -> mounts `content/en/docs` for bn, as a fallback",
        ],
    );
    has_lines(
        &yaml,
        &[
            "- { source: versions/v1/docs, target: v1, lang: en, exclude: [\"draft/*\"] }",
            "- { source: content/en/docs, target: docs, lang: pt-br, fallback: true }",
            "- { source: content/zh, lang: zh-tw, fallback: true, exclude: [\"blog/**\"] }",
            "- { source: content/en/blog, target: blog, lang: fr, fallback: true }",
        ],
    );
    publishes(
        &public,
        &[
            "index.html",
            "docs/now/index.html",
            "v1/index.html",
            "v1/old/index.html",
            "changes/index.html",
            "blog/2024/a/index.html",
            "fr/blog/2024/a/index.html",
            "uk/docs/now/index.html",
            "uk/about/index.html",
            "zh-tw/docs/now/index.html",
        ],
    );
    assert!(
        !public
            .iter()
            .any(|p| p.contains("draft") || p.starts_with("uk/blog") || p.starts_with("de/v1"))
    );
}

#[test]
fn mounts_without_a_language_and_a_cascade_of_the_configuration() {
    let folder = site(&[
        (
            "hugo.yaml",
            "baseURL: https://example.org/\nlanguages: {en: {}, fr: {}}\nparams: {copyright: {authors: 'The *Authors*', from_year: 2019}}\n\
             cascade: {outputs: [HTML, JSON], icon: star, target: {path: '/docs{,/**}'}}\nmodule:\n  mounts:\n\
             \x20 - {source: content/en, target: content}\n  - {source: content/fr, target: content, sites: {matrix: {languages: [fr]}}}\n\
             \x20 - {source: content/en/docs, target: content/docs, sites: {matrix: {languages: [fr]}}}\n\
             \x20 - {source: static/img, target: static/img}\n",
        ),
        ("content/en/_index.md", "---\ntitle: Home\n---\n"),
        ("content/en/_content.gotmpl", "{{ 1 }}"),
        (
            "content/en/docs/_index.md",
            "---\ntitle: Docs & all\n---\n{{% param title %}} {{< param icon >}} [up](..)\n",
        ),
        ("content/en/docs/a/b.md", "---\ntitle: B\n---\n[up](..) [here](./)\n"),
        ("content/en/blog/a.md", "---\ntitle: A\n---\n"),
        ("content/fr/_index.md", "---\ntitle: Accueil\n---\n"),
    ]);
    let (printed, yaml, public) = imported(folder.path());
    has_lines(
        &printed,
        &[
            "carried       module.mounts[0] -> mounts `content/en` for en",
            "carried       module.mounts[2] -> mounts `content/en/docs` for fr, as a fallback",
            "dropped       module.mounts[3]: `static/img` is where stoop looks anyway",
            "carried       cascade -> cascade",
            "not honoured  cascade.outputs: there is no format `JSON`",
            "carried       content/en/_content.gotmpl -> its pages",
        ],
    );
    has_lines(&yaml, &["- { source: content/en, lang: en }"]);
    publishes(&public, &["blog/a/index.html", "fr/docs/a/b/index.html"]);
    assert!(
        !public.iter().any(|p| p.starts_with("fr/blog")),
        "only its own mounts are French"
    );
    let read = |path: &str| fs::read_to_string(folder.path().join("public").join(path)).expect("it is published");
    let docs = read("docs/index.html");
    assert!(
        docs.contains("Docs &amp; all star") && docs.contains("The <em>Authors</em>"),
        "{docs}"
    );
    let below = read("fr/docs/a/b/index.html");
    assert!(
        below.contains("<a href=\"/fr/docs/\">up</a>") && below.contains("<a href=\"./\">here</a>"),
        "{below}"
    );
}

#[test]
fn one_language_with_a_name_resolves_links() {
    for (languages, to) in [("", "b.md"), ("languages: {en: {}}\n", "/b/")] {
        let config = format!("baseURL: https://example.org/\n{languages}");
        let folder = site(&[
            ("hugo.yaml", &*config),
            ("content/a.md", "---\ntitle: A\n---\n[b](b.md)\n"),
            ("content/b.md", "---\ntitle: B\n---\n"),
        ]);
        imported(folder.path());
        let page = fs::read_to_string(folder.path().join("public/a/index.html")).expect("it is published");
        assert!(page.contains(&format!("<a href=\"{to}\">b</a>")), "{page}");
    }
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_written_over() {
    let folder = site(&[("content/a.md", "x")]);
    let none = stoop(folder.path(), &["import", "hugo", "."]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("has no configuration of Hugo's"));
    assert_eq!(stoop(folder.path(), &["import", "hugo", "gone"]).status.code(), Some(2));

    put(folder.path(), "config.toml", "title = 1\nbaseURL = \n");
    let broken = stoop(folder.path(), &["import", "hugo", "."]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(text(&broken.stderr).contains("config.toml:2:"), "{}", text(&broken.stderr));

    put(folder.path(), "config.toml", "");
    put(
        folder.path(),
        "config/_default/markup.yaml",
        "goldmark:\n  renderer:\n    unsafe: perhaps\n",
    );
    let wrong = stoop(folder.path(), &["import", "hugo", "."]);
    assert_eq!(wrong.status.code(), Some(1));
    for part in [
        "config/_default/markup.yaml:3:",
        "`markup.goldmark.renderer.unsafe` takes true or false",
    ] {
        assert!(text(&wrong.stderr).contains(part), "{}", text(&wrong.stderr));
    }
    assert!(!folder.path().join("stoop.yaml").exists());

    put(folder.path(), "config/_default/markup.yaml", "");
    put(folder.path(), "stoop.yaml", "title: mine\n");
    let there = stoop(folder.path(), &["import", "hugo", "."]);
    assert_eq!(there.status.code(), Some(2));
    assert!(text(&there.stderr).contains("--force"));
    let stoop_yaml = || fs::read_to_string(folder.path().join("stoop.yaml")).expect("it is there");
    assert_eq!(stoop_yaml(), "title: mine\n");
    good(&stoop(folder.path(), &["import", "hugo", ".", "--output", "other.yaml"]));
    assert!(stoop_yaml() == "title: mine\n" && folder.path().join("other.yaml").exists());
    good(&stoop(folder.path(), &["import", "hugo", ".", "--force"]));
    assert!(stoop_yaml().contains("default_language: en"));
    let first = stoop_yaml();
    good(&stoop(folder.path(), &["import", "hugo", ".", "--force"]));
    assert_eq!(first, stoop_yaml());
}
