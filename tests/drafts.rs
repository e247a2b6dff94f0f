//! No trace of a draft: unique strings planted at every level, in both languages, are in no file that a normal build publishes, and
//! in the preview's when drafts are shown.

mod common;

use std::fs;
use std::path::Path;

/// (path, text): `@1@` and so on become the planted strings, `#1#` the hash that a translation of one is pinned to.
const SITE: &[(&str, &str)] = &[
    (
        "stoop.yaml",
        "title: T\nbase_url: https://example.org/\nlanguages: {en: {name: English}, zh: {name: 中文}}\nmenus: {main: [{name: Out, url: /docs/draft-1-page/}, {name: Docs, url: /docs/}]}\n",
    ),
    (
        "content/en/_index.md",
        "---\ntitle: Home\n---\nWelcome. See [the docs](docs/_index.md) and [a draft](docs/draft-1-page.md).\n",
    ),
    ("content/en/docs/_index.md", "---\ntitle: Docs\n---\nText.\n"),
    (
        "content/en/docs/open.md",
        "---\ntitle: Open\ntags: [shared]\n---\nText. {{< cheatsheet \"mixed\" >}}\n",
    ),
    (
        "content/en/docs/draft-1-page.md",
        "---\ntitle: @1@\ndescription: @2@\ndraft: true\ntags: [\"@3@\"]\ncategories: [\"@4@\"]\naliases: [/@5@/]\nmenu: {main: {name: \"@6@\"}}\nweight: 1\n---\n# @7@\n\n@8@ `@9@`\n",
    ),
    (
        "content/en/docs/draft-2-bundle/index.md",
        "---\ntitle: @10@\ndraft: true\n---\n@11@\n",
    ),
    ("content/en/docs/draft-2-bundle/file-@12@.txt", "@13@"),
    (
        "content/en/draft-3-section/_index.md",
        "---\ntitle: @14@\ndraft: true\n---\n@15@\n",
    ),
    (
        "content/en/draft-3-section/child.md",
        "---\ntitle: Child of a hidden section\n---\nText.\n",
    ),
    ("content/en/sheets/_index.md", "---\ntitle: Sheets\n---\n"),
    (
        "content/en/sheets/whole.sheet.yaml",
        "title: @16@\ndescription: @17@\ndraft: true\ngroups:\n- id: g\n  title: @18@\n  blocks:\n  - {id: b, kind: text, title: T, text: \"@19@\"}\n",
    ),
    (
        "content/en/sheets/mixed.sheet.yaml",
        "title: Mixed\ngroups:\n- id: open\n  title: Open\n  blocks:\n  - id: a\n    kind: oneliners\n    title: Lines\n    items:\n    - {id: shown, cmd: echo shown, desc: Shown}\n    - {id: row-20, cmd: echo @20@, desc: \"@21@\", draft: true}\n  - {id: block-22, kind: snippet, title: \"@22@\", lang: sh, code: \"echo @23@\", draft: true}\n  - {id: text, kind: text, title: Words, text: Open words}\n- id: group-24\n  title: \"@24@\"\n  draft: true\n  blocks:\n  - {id: c, kind: text, title: \"@25@\", text: \"@26@\"}\n",
    ),
    ("content/en/docs/terms/index.md", "---\ntitle: Terms\n---\n{{< terms >}}\n"),
    ("content/en/docs/terms/open.md", "---\ntitle: Open term\n---\nWords.\n"),
    (
        "content/en/docs/terms/hidden.md",
        "---\ntitle: @37@\ndraft: true\n---\n@38@\n",
    ),
    (
        "content/en/docs/reader.md",
        "---\ntitle: Reader\n---\n{{% readfile \"draft-1-page.md\" %}}\n\n{{< readfile file=\"../sheets/mixed.sheet.yaml\" code=true lang=\"yaml\" >}}\n\n{{< readfile file=\"terms/hidden.md\" >}}\n",
    ),
    (
        "templates/shortcodes/terms.html",
        "{% component terms(@bundles) {\"body\": \"none\"} %}{% for term in bundles[\"docs/terms\"] %}{{ term.title }} {{ term.params.title }};{% endfor %}{% endcomponent terms %}",
    ),
    ("content/zh/_index.md", "---\ntitle: 首页\n---\n欢迎。\n"),
    ("content/zh/docs/_index.md", "---\ntitle: 文档\n---\n正文。\n"),
    (
        "content/zh/docs/draft-1-page.md",
        "---\ntitle: 译文 @27@\ndraft: true\n---\n译文 @28@\n",
    ),
    (
        "content/zh/docs/draft-4.md",
        "---\ntitle: 只有中文 @29@\ndraft: true\n---\n正文 @30@\n",
    ),
    (
        "content/zh/sheets/whole.sheet.yaml",
        "title: {t: \"译名 @31@\", of: \"#16#\"}\nstrings:\n  g.title: {t: \"译组 @32@\", of: \"#18#\"}\n",
    ),
    (
        "content/zh/sheets/mixed.sheet.yaml",
        "title: {t: 混合, of: \"\"}\nstrings:\n  open.a.row-20.desc: {t: \"译行 @33@\", of: \"#21#\"}\n  open.block-22.title: {t: \"译块 @34@\", of: \"#22#\"}\n  group-24.title: {t: \"译组 @35@\", of: \"#24#\"}\n  group-24.c.text: {t: \"译文 @36@\", of: \"#26#\"}\n",
    ),
];

/// How many strings are planted.
const PLANTED: usize = 38;

fn planted(n: usize) -> String {
    format!("zqx{n:02}leak")
}

fn make(root: &Path) {
    for (path, text) in SITE {
        let (mut path, mut text) = (path.to_string(), text.to_string());
        for n in 1..=PLANTED {
            path = path.replace(&format!("@{n}@"), &planted(n));
            text = text.replace(&format!("@{n}@"), &planted(n));
            // A translation is shown only while it is of the words that the sheet has.
            text = text.replace(&format!("#{n}#"), &stoop::sheet::of(&planted(n)));
        }
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

/// Names that only drafts have.
const NAMES: &[&str] = &[
    "draft-1-page",
    "draft-2-bundle",
    "draft-4",
    "sheets/whole",
    "row-20",
    "block-22",
    "group-24",
];

fn found(files: &common::Files, word: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(word.len()).any(|w| w == word.as_bytes());
    files
        .files
        .iter()
        .filter(|(path, bytes)| path.contains(word) || holds(bytes))
        .map(|(path, _)| path.clone())
        .collect()
}

#[test]
fn a_normal_build_holds_no_string_of_a_draft() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path());
    let (files, outcome) = common::cold(folder.path(), false);
    let files = files.unwrap_or_else(|| panic!("it is published:\n{}", common::told(&outcome.notes)));
    for word in (1..=PLANTED).map(planted).chain(NAMES.iter().map(|n| n.to_string())) {
        assert_eq!(found(&files, &word), Vec::<String>::new(), "`{word}` leaked");
    }
    assert!(
        files.files.contains_key("draft-3-section/child/index.html"),
        "only the section's own page is a draft"
    );
    assert!(!files.files.contains_key("draft-3-section/index.html"));
    assert!(
        !found(&files, "echo shown").is_empty() || !found(&files, "shown").is_empty(),
        "the open rows are there"
    );
}

#[test]
fn the_preview_shows_every_one_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path());
    let (files, outcome) = common::cold(folder.path(), true);
    let files = files.unwrap_or_else(|| panic!("it is published:\n{}", common::told(&outcome.notes)));
    for n in 1..=PLANTED {
        assert!(
            !found(&files, &planted(n)).is_empty(),
            "`{}` is nowhere:\n{}",
            planted(n),
            SITE.iter()
                .find(|(p, t)| (p.to_string() + t).contains(&format!("@{n}@")))
                .map_or("", |(p, _)| p)
        );
    }
}
