//! Tests of the whole of site/ on small sites in memory.

mod addresses;

use super::*;
use crate::config::{Config, ConfigFile, resolve};
use crate::diag::{Code, Source};
use crate::doc::{Body, Front, Script};
use crate::hash::Hash;
use crate::source::{Data, EntryKind, FileKind};
use crate::yaml;

fn config(text: &str) -> Config {
    let node = yaml::parse_yaml(text, 0, &Source::new("stoop.yaml", text)).expect("it is YAML");
    let written: ConfigFile = serde_json::from_value(node.to_json()).unwrap_or_default();
    resolve(&written, Hash::default(), &|_| true, &mut |key, message, _| {
        panic!("{key}: {message}")
    })
}

fn lower(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Json::Object(map) => Json::Object(map.into_iter().map(|(k, v)| (k.to_lowercase(), lower(v))).collect()),
        Json::Array(items) => Json::Array(items.into_iter().map(lower).collect()),
        other => other,
    }
}

fn doc(file: &str, text: &str) -> Doc {
    let source = Source::new(file, text);
    let node = yaml::parse_yaml(text, 0, &source).unwrap_or_else(|e| panic!("{file}: {}", e.message));
    let map = match lower(node.to_json()) {
        serde_json::Value::Object(map) => map,
        _ => Default::default(),
    };
    let places = node
        .entries()
        .iter()
        .map(|(k, v)| (k.text.to_lowercase(), source.place(v.at.clone())));
    let script = Script {
        text: "".into(),
        body: 0..0,
        nodes: Vec::new(),
        hash: Hash::default(),
        summary: String::new(),
        words: 0,
    };
    Doc {
        file: file.into(),
        hash: Hash::default(),
        front: Front {
            places: places.collect(),
            map,
        },
        body: Body::Markdown(script),
    }
}

fn input(config: &Config, lang: LangId, words: LangId, path: &str, front: &str) -> Input {
    let file_path = format!("content/{}/{path}", config.language(words).code);
    let kind = match path {
        _ if path.ends_with(".md") || path.ends_with(".html") => EntryKind::Page,
        _ if path.ends_with(".sheet.yaml") => EntryKind::Sheet,
        _ => EntryKind::Resource,
    };
    let file = File {
        kind: FileKind::Content,
        path: file_path.as_str().into(),
        hash: Hash::default(),
        data: Data::Embedded(b""),
    };
    let doc = (kind != EntryKind::Resource).then(|| Arc::new(doc(&file_path, front)));
    Input {
        entry: Entry {
            lang,
            words,
            path: path.into(),
            kind,
            file,
        },
        doc,
    }
}

/// Files as `en/docs/a.md` or, for Japanese with English words, `ja<en/docs/a.md`.
fn inputs(config: &Config, files: &[(&str, &str)]) -> Vec<Input> {
    let id = |code: &str| config.find_language(code).expect("it is a language").id;
    let mut all: Vec<Input> = files
        .iter()
        .map(|(path, front)| {
            let (lang, path) = path.split_once('/').expect("it starts with a language");
            let (lang, words) = lang.split_once('<').unwrap_or((lang, lang));
            input(config, id(lang), id(words), path, front)
        })
        .collect();
    all.sort_by(|a, b| (a.entry.lang, &a.entry.path).cmp(&(b.entry.lang, &b.entry.path)));
    all
}

const NOW: Choice = Choice {
    drafts: false,
    future: false,
    now: 1_700_000_000,
};

fn noted(config_text: &str, files: &[(&str, &str)]) -> Noted<Site> {
    let config = config(config_text);
    build(inputs(&config, files), &config, &NOW)
}

/// A site that must have nothing to complain of.
fn site(config_text: &str, files: &[(&str, &str)]) -> Site {
    let built = noted(config_text, files);
    assert!(built.notes.is_empty(), "{:#?}", built.notes);
    built.value
}

fn urls(site: &Site) -> Vec<&str> {
    let plain = |p: &&Page| !matches!(p.kind, Kind::Taxonomy | Kind::Term);
    site.pages.iter().filter(plain).map(|p| p.url.as_str()).collect()
}

fn at<'s>(site: &'s Site, url: &str) -> &'s Page {
    site.page(
        *site
            .by_url
            .get(url)
            .unwrap_or_else(|| panic!("no page at {url}; there are {:?}", urls(site))),
    )
}

fn named<'s>(site: &'s Site, ids: &[PageId]) -> Vec<&'s str> {
    ids.iter().map(|id| site.page(*id).url.as_str()).collect()
}

const TWO: &str = "title: T\nlanguages: {en: {}, zh: {}}\ntaxonomies: {tag: tags}\n";
const ONE: &str = "title: T\ntaxonomies: {tag: tags}\n";

#[test]
fn nothing_makes_an_empty_site() {
    let site = site(TWO, &[]);
    assert!(site.pages.is_empty() && site.redirects.is_empty() && site.homes == [None, None]);
}

#[test]
fn bundles_sections_and_automatic_pages() {
    let site = site(
        ONE,
        &[
            ("en/Post/Some Page.md", "title: S"),
            ("en/Post/deep/y.md", "title: Yes sir"),
            ("en/docs/_index.md", "title: Docs"),
            ("en/docs/leaf/index.md", "title: Leaf"),
            ("en/docs/leaf/part.md", "title: Part"),
            ("en/docs/leaf/Img/A.png", ""),
            ("en/docs/sub/_index.md", ""),
            ("en/docs/Pic.PNG", ""),
            ("en/only/pictures.png", ""),
            ("en/single.md", "title: Single\nslug: My Slug"),
            ("en/single/p.png", ""),
            ("en/x.html", "title: X"),
        ],
    );
    assert_eq!(
        urls(&site),
        [
            "/",
            "/docs/",
            "/docs/leaf/",
            "/docs/sub/",
            "/post/",
            "/post/deep/y/",
            "/post/some-page/",
            "/my-slug/",
            "/x/"
        ]
    );
    assert_eq!(at(&site, "/post/").title, "Posts");
    assert_eq!(at(&site, "/docs/sub/").title, "Subs");
    assert_eq!(at(&site, "/").title, "T");
    assert_eq!(
        named(&site, &at(&site, "/post/").children),
        ["/post/some-page/", "/post/deep/y/"]
    );
    let leaf = at(&site, "/docs/leaf/");
    let resources: Vec<_> = leaf
        .resources
        .iter()
        .map(|r| (r.name.as_str(), r.url.as_deref(), r.doc.is_some()))
        .collect();
    assert_eq!(
        resources,
        [("Img/A.png", Some("/docs/leaf/Img/A.png"), false), ("part.md", None, true)]
    );
    let copies: Vec<_> = site.copies.iter().map(|(p, _)| p.as_str()).collect();
    assert_eq!(
        copies,
        ["docs/Pic.PNG", "docs/leaf/Img/A.png", "my-slug/p.png", "only/pictures.png"]
    );
}

#[test]
fn the_configuration_cascades_under_all_sections() {
    let site = site(
        "title: T\nlanguages: {en: {}, zh: {}}\ncascade:\n- {target: {path: '{,/**}/_in{,/**}'}, build: {render: never, list: never}}\n\
         - {target: {sites: {matrix: {languages: [zh]}}}, Color: red, Shape: round}\n",
        &[
            ("en/a.md", ""),
            ("en/_in/x.md", ""),
            ("en/docs/_in/y.md", ""),
            ("zh/_index.md", "cascade: {shape: square}"),
            ("zh/a.md", ""),
        ],
    );
    let urls: Vec<_> = site
        .pages
        .iter()
        .filter(|p| p.output.is_some())
        .map(|p| p.url.as_str())
        .collect();
    assert_eq!(
        urls.iter().filter(|u| u.contains("_in")).count(),
        0,
        "not even a section that no file makes: {urls:?}"
    );
    let params = |url: &str| serde_json::Value::Object(at(&site, url).head.params.clone());
    assert_eq!(params("/a/"), serde_json::json!({}));
    assert_eq!(params("/zh/a/"), serde_json::json!({"color": "red", "shape": "square"}));
}

#[test]
fn cascades_nearer_wins_and_own_keys_over_all() {
    let built = noted(
        ONE,
        &[
            (
                "en/_index.md",
                "cascade:\n- target: {path: '/docs/**'}\n  color: home\n  shape: home\n- target: {kind: section}\n  icon: s",
            ),
            ("en/docs/_index.md", "cascade: {color: docs, weight: heavy}"),
            ("en/docs/a.md", "title: A"),
            ("en/docs/b.md", "color: own\nweight: 1"),
            ("en/blog/c.md", "title: C"),
        ],
    );
    let param = |url: &str, key: &str| {
        at(&built.value, url)
            .head
            .params
            .get(key)
            .and_then(|v| v.as_str().map(String::from))
    };
    assert_eq!(param("/docs/a/", "color").as_deref(), Some("docs"));
    assert_eq!(param("/docs/a/", "shape").as_deref(), Some("home"));
    assert_eq!(param("/docs/b/", "color").as_deref(), Some("own"));
    assert_eq!(param("/docs/", "icon").as_deref(), Some("s"));
    assert_eq!(param("/docs/", "shape"), None);
    assert_eq!(param("/blog/c/", "color"), None);
    // The wrong value is told where the section writes it, once.
    let places: Vec<_> = built
        .notes
        .iter()
        .filter_map(|n| n.place.as_ref())
        .map(|p| (&*p.file, p.line))
        .collect();
    assert_eq!(places, [("content/en/docs/_index.md", 1)]);
}

#[test]
fn what_is_left_out_leaves_no_trace() {
    let site = site(
        TWO,
        &[
            ("en/docs/_index.md", ""),
            (
                "en/docs/a/index.md",
                "draft: true\ntags: [secret]\naliases: [/old/]\nmenu: {main: {}}",
            ),
            ("en/docs/a/secret.png", ""),
            ("en/docs/b.md", "publishDate: 2099-01-01"),
            ("en/docs/c.md", "expiryDate: 2001-01-01"),
            ("en/docs/d.md", "date: 2099-01-01"),
            ("en/docs/sub/_index.md", "draft: true"),
            ("en/docs/sub/shown.md", ""),
            ("zh<en/docs/a/index.md", "draft: true"),
            ("zh<en/docs/a/secret.png", ""),
            ("zh/docs/c.md", ""),
            ("en/top/_index.md", "draft: true"),
            ("en/top/t.md", ""),
        ],
    );
    assert_eq!(
        urls(&site),
        [
            "/",
            "/docs/",
            "/docs/sub/shown/",
            "/top/t/",
            "/zh/",
            "/zh/docs/",
            "/zh/docs/c/"
        ]
    );
    assert_eq!(named(&site, &at(&site, "/docs/").children), ["/docs/sub/shown/"]);
    assert_eq!(named(&site, &at(&site, "/").children), ["/top/t/", "/docs/"]);
    assert!(at(&site, "/zh/docs/c/").translations.is_empty() && site.copies.is_empty());
    assert!(site.pages.iter().all(|p| p.kind != Kind::Term));
    assert_eq!(site.redirects.len(), 1);
    assert_eq!(site.hidden[&(LangId(0), "docs/a".to_string())], "draft");
    assert!(site.menus.iter().all(Vec::is_empty));
}

#[test]
fn build_options() {
    let site = site(
        ONE,
        &[
            ("en/w/_index.md", ""),
            ("en/w/1.md", "build: {list: never}\ntags: [t]"),
            ("en/w/2.md", "build: {render: never}"),
            ("en/w/3.md", "build: {render: link}"),
            ("en/w/4/index.md", "build: {publishResources: false}"),
            ("en/w/4/f.png", ""),
        ],
    );
    assert_eq!(named(&site, &at(&site, "/w/").children), ["/w/3/", "/w/4/"]);
    assert!(at(&site, "/w/1/").output.is_some() && at(&site, "/w/3/").output.is_none());
    assert!(!site.by_url.contains_key("/w/2/") && site.by_path.contains_key(&(LangId(0), "w/2".into())));
    assert!(site.copies.is_empty() && at(&site, "/w/4/").resources[0].url.is_none());
}

#[test]
fn languages_pair_and_fall_back() {
    let site = site(
        TWO,
        &[
            ("en/docs/x/_index.md", "title: X"),
            ("en/docs/x/pic.png", ""),
            ("zh/docs/x.md", "title: 某"),
            ("zh<en/docs/x/_index.md", "title: X"),
            ("en/docs/y.md", "title: Y\ntags: [T]\naliases: [/old-y/, older]"),
            ("zh<en/docs/y.md", "title: Y\ntags: [T]\naliases: [/old-y/, older]"),
            ("en/docs/k.md", "translationKey: key"),
            ("zh/other.md", "translationKey: key"),
            ("en/b/index.md", ""),
            ("en/b/lent.png", ""),
            ("en/b/own.png", ""),
            ("zh/b/index.md", ""),
            ("zh/b/own.png", ""),
        ],
    );
    assert_eq!(named(&site, &at(&site, "/docs/x/").translations), ["/zh/docs/x/"]);
    assert_eq!(at(&site, "/zh/docs/x/").title, "某");
    assert_eq!(named(&site, &at(&site, "/zh/other/").translations), ["/docs/k/"]);
    let fallback = at(&site, "/zh/docs/y/");
    assert_eq!((fallback.lang, fallback.words), (LangId(1), LangId(0)));
    assert_eq!(named(&site, &at(&site, "/zh/tags/t/").children), ["/zh/docs/y/"]);
    let lent: Vec<_> = at(&site, "/zh/b/")
        .resources
        .iter()
        .map(|r| r.url.as_deref().unwrap_or(""))
        .collect();
    assert_eq!(lent, ["/b/lent.png", "/zh/b/own.png"]);
    let redirects: Vec<_> = site.redirects.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    let expected = [
        ("/docs/older/", "/docs/y/"),
        ("/en/", "/"),
        ("/old-y/", "/docs/y/"),
        ("/zh/docs/k/", "/zh/other/"),
        ("/zh/docs/older/", "/zh/docs/y/"),
        ("/zh/old-y/", "/zh/docs/y/"),
    ];
    assert_eq!(redirects, expected);
}

#[test]
fn taxonomies_and_terms() {
    let site = site(
        ONE,
        &[
            (
                "en/a.md",
                "title: A\ntags: [MITRE ATT&CK, mitre att&ck, falco.yaml, C++, 你好 世界]",
            ),
            ("en/b.md", "title: B\ntags: [linux]"),
            ("en/tags/linux/_index.md", "title: The Kernel"),
            ("en/tags/unused/_index.md", ""),
        ],
    );
    let tags = at(&site, "/tags/");
    assert_eq!((tags.kind, tags.title.as_str()), (Kind::Taxonomy, "Tags"));
    assert_eq!(
        named(&site, &tags.children),
        [
            "/tags/c++/",
            "/tags/falco.yaml/",
            "/tags/mitre-attck/",
            "/tags/linux/",
            "/tags/unused/",
            "/tags/你好-世界/"
        ]
    );
    assert_eq!(at(&site, "/tags/mitre-attck/").title, "MITRE ATT&CK");
    assert_eq!(at(&site, "/tags/linux/").title, "The Kernel");
    assert_eq!(at(&site, "/a/").terms[0].1.len(), 4);
    assert_eq!(site.ancestors(at(&site, "/tags/linux/").id), [at(&site, "/").id, tags.id]);
    assert!(!at(&site, "/").children.contains(&tags.id));
}

#[test]
fn order_and_neighbours() {
    let site = site(
        ONE,
        &[
            ("en/o/_index.md", ""),
            ("en/o/a.md", "title: a"),
            ("en/o/b.md", "title: B\nweight: 2"),
            ("en/o/c.md", "title: Éa"),
            ("en/o/d.md", "title: D"),
            ("en/o/e.md", "title: z\nweight: -1"),
            ("en/o/f.md", "title: g\ndate: 2020-01-01"),
            ("en/o/s/_index.md", "title: s\nweight: 1"),
            ("en/o/s/t.md", "title: t"),
            ("en/free.md", ""),
            ("en/freer.md", ""),
        ],
    );
    let list = ["/o/e/", "/o/s/", "/o/b/", "/o/f/", "/o/a/", "/o/d/", "/o/c/"];
    assert_eq!(named(&site, &at(&site, "/o/").children), list);
    let mut walk = vec![at(&site, "/o/").id];
    while let Some(next) = site.page(walk[walk.len() - 1]).next {
        assert_eq!(site.page(next).prev, walk.last().copied());
        walk.push(next);
    }
    assert_eq!(
        named(&site, &walk),
        [
            "/o/", "/o/e/", "/o/s/", "/o/s/t/", "/o/b/", "/o/f/", "/o/a/", "/o/d/", "/o/c/"
        ]
    );
    assert_eq!(at(&site, "/free/").next, Some(at(&site, "/freer/").id));
    assert_eq!(site.section_pages(at(&site, "/o/").id).len(), 7);
    assert_eq!(site.regular_pages(LangId(0)).len(), 9);
}

#[test]
fn menus_nest_and_follow_the_language() {
    let built = noted(
        "title: T\nlanguages: {en: {}, zh: {}}\ntaxonomies: {}\nmenus:\n  main:\n  - {name: Docs, url: /docs/#top, weight: 2}\n  - {identifier: sub, name: Sub, url: /docs/a, parent: Docs}\n  - {name: Draft, url: /docs/draft/}\n  - {name: Out, url: 'https://x.org', weight: 1}\n  - {name: Lost, url: /file.pdf, parent: Dosc}\n",
        &[
            ("en/docs/_index.md", ""),
            ("en/docs/a.md", ""),
            ("en/docs/b.md", "title: B\nmenu: {main: {parent: sub, weight: 3}}"),
            ("en/docs/draft.md", "draft: true"),
            ("zh/docs/_index.md", ""),
        ],
    );
    fn show(items: &[MenuItem]) -> String {
        let one = |i: &MenuItem| format!("{}={}({})", i.name, i.url, show(&i.children));
        items.iter().map(one).collect::<Vec<_>>().join(" ")
    }
    let menu = |lang: usize| show(&built.value.menus[lang][0].1);
    assert_eq!(
        menu(0),
        "Out=https://x.org() Docs=/docs/#top(Sub=/docs/a/(B=/docs/b/())) Lost=/file.pdf()"
    );
    assert_eq!(
        menu(1),
        "Out=https://x.org() Docs=/zh/docs/#top(Sub=/docs/a/()) Lost=/file.pdf()"
    );
    assert!(built.notes.iter().all(|n| n.help.as_deref() == Some("did you mean `Docs`?")));
    assert_eq!(built.notes.len(), 1);
}

#[test]
fn a_menu_that_goes_in_circles_ends() {
    let config =
        "title: T\nmenus: {m: [{name: a, parent: b}, {name: b, parent: a}, {name: c, parent: c}, {name: d, parent: a}]}\n";
    let built = noted(config, &[("en/x.md", "")]);
    assert_eq!(built.value.menus[0][0].1.len(), 3);
    let told: Vec<&str> = built
        .notes
        .iter()
        .map(|n| n.message.split(" lies").next().unwrap_or(""))
        .collect();
    assert_eq!(told, ["`a`", "`b`", "`c`"]);
}
