//! Warm equals cold: after each step of an edit script, a build that remembers publishes the same bytes and says the same things as
//! one that begins with nothing.

mod common;

use std::fs;
use std::path::Path;

use stoop::pipeline::Keep;

/// A step of the script: what it is called and what it does to a site's folder.
type Step = (&'static str, fn(&Path));

const SCRIPT: &[Step] = &[
    ("nothing", |_| {}),
    ("change a body", |root| {
        edit(root, "md", |text| format!("{text}\n\nA new paragraph with a [link](/).\n"))
    }),
    ("change a title", |root| {
        edit(root, "md", |text| text.replacen("title: ", "title: New ", 1))
    }),
    ("break the front matter", |root| {
        edit(root, "md", |text| text.replacen("title:", "title: [", 1))
    }),
    ("mend the front matter", |root| {
        edit(root, "md", |text| text.replacen("title: [", "title:", 1))
    }),
    ("link to an address", |root| {
        put(
            root,
            &own(root, "linker"),
            "---\ntitle: Linker\nweight: 12\n---\n\n[x](/special)\n\n``` {a=}\nx\n```\n",
        );
        put(root, &own(root, "special"), "---\ntitle: Special\n---\n\nText.\n");
    }),
    ("take the page of that address away", |root| {
        put(
            root,
            &own(root, "special"),
            "---\ntitle: Special\nbuild: {render: never}\n---\n\nText.\n",
        );
    }),
    ("move a body down in a front matter of the same length", |root| {
        put(
            root,
            &own(root, "linker"),
            "---\ntitle: Linker\n\nweight: 1\n---\n\n[x](/special)\n\n``` {a=}\nx\n```\n",
        );
    }),
    ("show sheets through a component of the site's own", |root| {
        put(
            root,
            "templates/shortcodes/names.html",
            "{% component names(@sheets) {\"body\": \"none\"} %}{% for name, sheet in sheets %}{{ name }}: {{ sheet.title.text }};{% endfor %}{% endcomponent names %}",
        );
        put(
            root,
            &own(root, "named").replace(".md", ".sheet.yaml"),
            "title: One\ngroups:\n- {id: g, title: G, blocks: [{id: b, kind: text, title: T, text: Words}]}\n",
        );
        put(root, &own(root, "names"), "---\ntitle: Names\n---\n\n{{< names >}}\n");
    }),
    ("change a sheet that only it shows", |root| {
        put(
            root,
            &own(root, "named").replace(".md", ".sheet.yaml"),
            "title: Two\ngroups:\n- {id: g, title: G, blocks: [{id: b, kind: text, title: T, text: Words}]}\n",
        );
    }),
    ("take all that away", |root| {
        for name in ["linker", "special", "names"] {
            remove(root, &own(root, name));
        }
        remove(root, &own(root, "named").replace(".md", ".sheet.yaml"));
        remove(root, "templates/shortcodes/names.html");
    }),
    ("name a page in a sheet", |root| {
        put(
            root,
            &own(root, "naming").replace(".md", ".sheet.yaml"),
            "title: One\nsee_also: [/named/]\ngroups:\n- {id: g, title: G, blocks: [{id: b, kind: text, title: T, text: Words}]}\n",
        );
        put(root, &own(root, "named"), "---\ntitle: Before\n---\n\nText.\n");
    }),
    ("change the title of that page", |root| {
        put(root, &own(root, "named"), "---\ntitle: After\n---\n\nText.\n");
    }),
    ("take both away", |root| {
        remove(root, &own(root, "named"));
        remove(root, &own(root, "naming").replace(".md", ".sheet.yaml"));
    }),
    ("add a page", |root| {
        put(
            root,
            &own(root, "added"),
            "---\ntitle: Added\ntags: [new]\n---\n\nText, {{< ref \"added\" >}}.\n",
        )
    }),
    ("draft it", |root| {
        put(root, &own(root, "added"), "---\ntitle: Added\ndraft: true\n---\n\nText.\n")
    }),
    ("publish it", |root| {
        put(
            root,
            &own(root, "added"),
            "---\ntitle: Added\naliases: [/old-added/]\n---\n\nText.\n",
        )
    }),
    ("rename it", |root| rename(root, &own(root, "added"), &own(root, "renamed"))),
    ("translate it", |root| {
        put(root, &zh(root, "renamed"), "---\ntitle: 改名\n---\n\n正文。\n")
    }),
    ("retranslate it", |root| {
        put(root, &zh(root, "renamed"), "---\ntitle: 改名了\n---\n\n新的正文。\n")
    }),
    ("translate sections", |root| {
        put(root, &own(root, "sections"), SECTIONS);
        put(
            root,
            &zh(root, "sections"),
            "---\ntitle: 节\n---\n\n## 一\n\n文。\n\n## 二\n\n文。\n",
        );
    }),
    ("pin the translation", |root| {
        let text = fs::read_to_string(root.join(zh(root, "sections"))).expect("the translation");
        let pinned = stoop::doc::set_list(&text, "translated_from", &pin(SECTIONS)).expect("front matter to write to");
        put(root, &zh(root, "sections"), &pinned);
    }),
    ("change words of the source", |root| {
        put(root, &own(root, "sections"), &SECTIONS.replace("Text two.", "Other text."))
    }),
    ("rename a heading of the source", |root| {
        put(root, &own(root, "sections"), &SECTIONS.replace("## One", "## First"))
    }),
    ("add a heading to the source", |root| {
        put(
            root,
            &own(root, "sections"),
            &SECTIONS.replace("## Two", "### More\n\n## Two"),
        )
    }),
    ("take a heading from the translation", |root| {
        let text = fs::read_to_string(root.join(zh(root, "sections"))).expect("the translation");
        put(root, &zh(root, "sections"), &text.replace("## 二\n", ""));
    }),
    ("keep the source from other languages", |root| {
        put(
            root,
            &own(root, "sections"),
            &SECTIONS.replace("title: S", "title: S\nfallback: false"),
        );
        remove(root, &zh(root, "sections"));
    }),
    ("take the source away", |root| remove(root, &own(root, "sections"))),
    ("override a template", |root| {
        put(
            root,
            "templates/page.html",
            "{% extends \"theme/page.html\" %}{% block title %}Mine{% endblock %}",
        );
    }),
    ("break the template", |root| {
        put(
            root,
            "templates/page.html",
            "{% extends \"theme/page.html\" %}{% block title %}{{ nothing.at.all }}{% endblock %}",
        )
    }),
    ("remove the template", |root| remove(root, "templates/page.html")),
    ("add a shortcode", |root| {
        put(
            root,
            "templates/shortcodes/shout.html",
            "{% component shout(text: string) {\"positional\": [\"text\"]} %}<b>{{ text }}!</b>{% endcomponent shout %}",
        );
        put(
            root,
            &own(root, "loud"),
            "---\ntitle: Loud\n---\n\n{{< shout \"hey\" >}} {{< shoot >}}\n",
        );
    }),
    ("use it rightly", |root| {
        put(root, &own(root, "loud"), "---\ntitle: Loud\n---\n\n{{< shout \"hey\" >}}\n")
    }),
    ("change a string", |root| {
        put(root, "i18n/zh.ftl", "skip-to-content = 直接看正文\n")
    }),
    ("change a static file", |root| put(root, "static/extra.txt", "one\n")),
    ("change it again", |root| put(root, "static/extra.txt", "two\n")),
    ("delete the pages", |root| {
        remove(root, &own(root, "renamed"));
        remove(root, &zh(root, "renamed"));
        remove(root, &own(root, "loud"));
    }),
    ("change the configuration", |root| {
        let path = root.join("stoop.yaml");
        let text = fs::read_to_string(&path).expect("a configuration");
        fs::write(path, format!("{text}\nnav_limit: 1\n")).expect("it can be written");
    }),
    ("remove all content", |root| {
        fs::remove_dir_all(root.join("content")).expect("content");
    }),
];

/// A page whose translation is held against it.
const SECTIONS: &str = "---\ntitle: S\n---\n\n## One\n\nText one.\n\n## Two\n\nText two.\n";

/// The pin of a translation of a text.
fn pin(text: &str) -> Vec<String> {
    let markdown = stoop::doc::Markdown {
        options: Default::default(),
        highlighter: std::sync::Arc::new(stoop::doc::Highlighter::new()),
        join_cjk: true,
    };
    let doc = stoop::doc::parse(&"a.md".into(), text.as_bytes()).value;
    stoop::translate::Pin::to("en", &stoop::translate::Original::of(&doc, &markdown)).items()
}

#[test]
fn warm_equals_cold() {
    for case in common::cases("golden") {
        let folder = common::golden(&case);
        let root = folder.path();
        let mut keep = Keep::new(root);
        for (step, change) in SCRIPT {
            change(root);
            let (warm, warm_outcome) = common::build(root, false, &mut keep);
            let (cold, cold_outcome) = common::cold(root, false);
            let name = format!("{}, after: {step}", case.display());
            assert_eq!(
                common::told(&warm_outcome.notes),
                common::told(&cold_outcome.notes),
                "{name}: findings differ"
            );
            assert_eq!(warm.is_some(), cold.is_some(), "{name}: one was published");
            let (warm, cold) = (warm.unwrap_or_default().files, cold.unwrap_or_default().files);
            for path in warm.keys().chain(cold.keys()) {
                let text = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
                    files.get(path).map(|b| String::from_utf8_lossy(b).into_owned())
                };
                assert_eq!(text(&warm), text(&cold), "{name}: {path} differs");
            }
        }
    }
}

#[test]
fn threads_do_not_matter() {
    for case in common::cases("golden") {
        let folder = common::golden(&case);
        let root = folder.path();
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        let many = rayon::ThreadPoolBuilder::new().num_threads(7).build().expect("a pool");
        let (a, a_outcome) = one.install(|| common::cold(root, true));
        let (b, b_outcome) = many.install(|| common::cold(root, true));
        assert!(a == b, "{}: files differ", case.display());
        assert_eq!(a_outcome.notes, b_outcome.notes, "{}", case.display());
    }
}

/// Change the first content file that ends so.
fn edit(root: &Path, end: &str, change: impl FnOnce(String) -> String) {
    let files = common::tree(&root.join("content"));
    let (name, bytes) = files
        .iter()
        .find(|(name, _)| name.ends_with(end) && !name.contains("_index"))
        .expect("a page to edit");
    let text = String::from_utf8_lossy(bytes).into_owned();
    put(root, &format!("content/{name}"), &change(text));
}

/// A page of the default language, where the site has its content.
fn own(root: &Path, name: &str) -> String {
    let folder = if root.join("content/en").is_dir() {
        "content/en"
    } else {
        "content"
    };
    format!("{folder}/{name}.md")
}

/// A page in Chinese, by folder or by suffix.
fn zh(root: &Path, name: &str) -> String {
    match root.join("content/en").is_dir() {
        true => format!("content/zh/{name}.md"),
        false => format!("content/{name}.zh.md"),
    }
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn rename(root: &Path, from: &str, to: &str) {
    fs::rename(root.join(from), root.join(to)).expect("a rename");
}

fn remove(root: &Path, path: &str) {
    fs::remove_file(root.join(path)).expect("a file to remove");
}
