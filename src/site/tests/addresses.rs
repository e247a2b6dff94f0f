//! Where pages are published, what else leads there, and what links find.

use super::*;

#[test]
fn addresses() {
    let config = "title: T\nlanguages: {en: {}, zh: {}}\ntaxonomies: {tag: tags}\npermalinks:\n  blog: /:section/:slug/\n  perm: /p/:sections[1:]/:year/:month/:monthname/:yearday/:weekdayname/:slugorcontentbasename/\n";
    let site = site(
        config,
        &[
            ("zh/blog/a.md", "title: 2020年におけるFalco"),
            (
                "en/blog/b.md",
                "title: 'Falco 0.27.0 a.k.a. \"the: happy\" & 100% c++/go `x`'",
            ),
            ("en/blog/c/index.md", "title: C\nslug: Given"),
            ("en/blog/c/p.png", ""),
            ("en/blog/d.md", ""),
            ("en/perm/sub/_index.md", ""),
            ("en/perm/sub/x.md", "date: 2021-03-04"),
            ("en/u/1.md", "url: /foo1/"),
            ("en/u/2.md", "url: foo2/bar"),
            ("zh/u/3.md", "url: foo3"),
            ("zh/u/4.md", "url: /foo4/"),
            ("zh/u/5/index.md", "url: x.html"),
            ("zh/u/5/a.png", ""),
            ("zh<en/u/6.md", "url: /foo6/"),
            ("en/u/6.md", "url: /foo6/"),
            ("en/u/We!rd (name) & co.md", ""),
            ("en/s/_index.md", "slug: slugged"),
            ("en/s/t/x.md", ""),
        ],
    );
    let page = |lang, path: &str| site.page(site.by_path[&(LangId(lang), path.to_string())]).url.as_str();
    assert_eq!(page(1, "blog/a"), "/zh/blog/2020年におけるfalco/");
    assert_eq!(page(0, "blog/b"), "/blog/falco-0.27.0-a.k.a.-the-happy-100-c-go-x/");
    assert_eq!(page(0, "blog/c"), "/blog/given/");
    assert_eq!(page(0, "blog/d"), "/blog/d/");
    assert_eq!(page(0, "perm/sub/x"), "/p/sub/2021/03/march/63/thursday/x/");
    assert_eq!(
        [page(0, "u/1"), page(0, "u/2"), page(1, "u/3"), page(1, "u/4")],
        ["/foo1/", "/foo2/bar/", "/zh/foo3/", "/foo4/"]
    );
    assert_eq!([page(0, "u/6"), page(1, "u/6")], ["/foo6/", "/zh/foo6/"]);
    assert_eq!(at(&site, "/zh/x.html").output.as_deref(), Some("zh/x.html"));
    assert_eq!(page(0, "u/we!rd-(name)-&-co"), "/u/werd-name--co/");
    assert_eq!(page(0, "s/t/x"), "/slugged/t/x/");
    let copies: Vec<_> = site.copies.iter().map(|(p, _)| p.as_str()).collect();
    assert_eq!(copies, ["blog/given/p.png", "zh/x/a.png"]);
}

#[test]
fn absolute_aliases_are_in_the_language_and_where_they_were() {
    let site = site(
        "title: T\nlanguages: {en: {}, zh: {}}\n",
        &[
            ("en/a.md", "aliases: [/both]"),
            ("zh/a.md", "aliases: [/both, /only, /zh/named, near]"),
        ],
    );
    let redirects: Vec<_> = site.redirects.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    let expected = [
        ("/both/", "/a/"),
        ("/en/", "/"),
        ("/only/", "/zh/a/"),
        ("/zh/both/", "/zh/a/"),
        ("/zh/named/", "/zh/a/"),
        ("/zh/near/", "/zh/a/"),
        ("/zh/only/", "/zh/a/"),
    ];
    assert_eq!(redirects, expected);
}

#[test]
fn permalinks_that_cannot_be_used_are_told_once() {
    let notes = noted(
        "title: T\npermalinks: {blog: '/:yeer/'}\n",
        &[("en/blog/a.md", ""), ("en/blog/b.md", "")],
    )
    .notes;
    assert_eq!(notes.len(), 1);
    assert_eq!(
        (notes[0].code.as_str(), notes[0].help.as_deref()),
        ("bad-permalink", Some("did you mean `year`?"))
    );
}

#[test]
fn aliases_and_who_wins() {
    let built = noted(
        ONE,
        &[
            ("en/u/a.md", "aliases: [same, ../up, /abs.html, 'sp ace/X', /u/b, ./a, '']"),
            ("en/u/b.md", "aliases: [/u/same/, '..']"),
        ],
    );
    let redirects: Vec<_> = built
        .value
        .redirects
        .iter()
        .map(|r| (r.from.as_str(), r.to.as_str()))
        .collect();
    assert_eq!(
        redirects,
        [
            ("/abs.html", "/u/a/"),
            ("/u/same/", "/u/b/"),
            ("/u/sp ace/X/", "/u/a/"),
            ("/up/", "/u/a/")
        ]
    );
    let notes: Vec<_> = built
        .notes
        .iter()
        .map(|n| (n.code.as_str(), n.place.as_ref().map_or("", |p| &p.file)))
        .collect();
    let a = ("alias-taken", "content/en/u/a.md");
    let b = ("alias-taken", "content/en/u/b.md");
    assert_eq!(notes, [a, a, b]);
    let subdir = site("title: T\ndefault_language_in_subdir: true\n", &[("en/a.md", "")]);
    let root = Redirect {
        from: "/".into(),
        to: "/en/".into(),
        lang: LangId(0),
    };
    assert_eq!(subdir.redirects, [root]);
}

#[test]
fn two_at_one_url() {
    let built = noted(
        ONE,
        &[
            ("en/a.md", ""),
            ("en/b.md", "title: B\nurl: /a/"),
            ("en/c.md", ""),
            ("en/c/_index.md", ""),
            ("en/d.html", ""),
            ("en/e/index.md", "url: /f.png/x.html"),
            ("en/e/p.png", ""),
            ("en/z.md", "url: /f.png/x/p.png"),
        ],
    );
    let notes: Vec<_> = built
        .notes
        .iter()
        .map(|n| (n.message.as_str(), n.place.as_ref().map_or(0, |p| p.line)))
        .collect();
    assert_eq!(
        notes,
        [
            ("`content/en/a.md` and `content/en/b.md` are both published at /a/", 2),
            ("`content/en/c/_index.md` and `content/en/c.md` make the same page", 1),
            (
                "`content/en/z.md` and `content/en/e/p.png` are both published at /f.png/x/p.png",
                1
            ),
        ]
    );
}

#[test]
fn addresses_that_lead_out_are_refused_where_they_are_written() {
    let built = noted(
        ONE,
        &[
            ("en/a.md", "slug: ../../z"),
            ("en/b.md", "url: /x\\y/"),
            ("en/c.md", "tags: ['../x', fine]"),
            ("en/d.md", "aliases: [/../x, '..\\y', ../]"),
            ("en/s/_index.md", "slug: .."),
            ("en/s/below.md", ""),
        ],
    );
    let told: Vec<_> = built
        .notes
        .iter()
        .map(|n| (n.code, n.place.as_ref().map_or("", |p| &p.file)))
        .collect();
    let files = ["a", "b", "c", "d", "d", "d", "s/_index"].map(|f| format!("content/en/{f}.md"));
    let want: Vec<_> = files.iter().map(|f| (Code::BadPath, f.as_str())).collect();
    assert_eq!(told, want, "{:#?}", built.notes);
}

#[test]
fn targets_are_found_as_hugo_finds_them() {
    let site = site(
        TWO,
        &[
            ("en/docs/_index.md", ""),
            ("en/docs/a.md", ""),
            ("en/docs/leaf/index.md", ""),
            ("en/docs/sub/_index.md", ""),
            ("en/docs/sub/Deep Page.md", "slug: elsewhere"),
            ("en/blog/a.md", ""),
            ("zh/docs/a.md", ""),
        ],
    );
    let en = LangId(0);
    let from = |url: &str| Some(at(&site, url).id);
    let find = |f: Option<PageId>, target: &str| site.find(en, f, target).map_or("-", |id| site.page(id).url.as_str());
    let a = from("/docs/a/");
    for target in [
        "/docs/a",
        "/docs/a.md",
        "/DOCS/A/",
        "docs/a.md#x",
        "a.md",
        "./a",
        "../docs/a.md?q",
    ] {
        assert_eq!(find(a, target), "/docs/a/", "{target}");
    }
    assert_eq!(find(a, "#here"), "/docs/a/");
    assert_eq!(find(a, "_index.md"), "/docs/");
    assert_eq!(find(a, "sub/_index.md"), "/docs/sub/");
    assert_eq!(find(a, "leaf/index.md"), "/docs/leaf/");
    assert_eq!(find(from("/docs/leaf/"), "a.md"), "/docs/a/");
    assert_eq!(find(None, "deep-page"), "/docs/sub/elsewhere/");
    assert_eq!(find(None, "/docs/sub/elsewhere/"), "/docs/sub/elsewhere/");
    assert_eq!(find(None, "a"), "-"); // there are two
    assert_eq!(find(None, "/zh/docs/a/"), "/zh/docs/a/");
    assert_eq!(find(None, "../../out"), "-");
    assert_eq!(
        site.find(LangId(1), None, "/docs/a").map(|id| site.page(id).lang),
        Some(LangId(1))
    );
    assert_eq!(
        site.find(LangId(1), None, "/docs/leaf").map(|id| site.page(id).lang),
        Some(en)
    );
    assert_eq!(site.suggest(en, "/docs/laef.md").as_deref(), Some("/docs/leaf"));
    assert_eq!(site.suggest(en, "/other/deep-page").as_deref(), Some("/docs/sub/deep-page"));
}
