//! Translations from end to end: the real binary pins, tells drift, and accepts; what is built says what is behind.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value as Json, json};

fn stoop(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stoop"))
        .args(args)
        .current_dir(dir)
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs")
}

fn good(dir: &Path, args: &[&str]) -> String {
    let output = stoop(dir, args);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {err}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a wrong call is told.
fn wrong(dir: &Path, args: &[&str]) -> String {
    let output = stoop(dir, args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What is told where the content has errors.
fn failed(dir: &Path, args: &[&str]) -> String {
    let output = stoop(dir, args);
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn put(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn read(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).expect("a file")
}

const SOURCE: &str = "---\ntitle: Install it\ndescription: How to get it.\nweight: 3\n---\n\nIt begins.\n\n## Get it\n\nGet it so:\n\n```sh\n\
    apt install it\n```\n\n## Run it\n\nStart it.\n\n### Stop it\n\nStop it again.\n\n## Read on\n\nThere is more.\n";

const TRANSLATION: &str = "---\ntitle: 安装\n---\n\n开头。\n\n## 获取\n\n这样获取：\n\n```sh\napt install it\n```\n\n## 运行\n\n启动。\n\n\
    ### 停止\n\n再停止。\n\n## 继续阅读\n\n还有更多。\n";

/// A site with a page, its translation, and a page without one.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path();
    put(
        dir,
        "stoop.yaml",
        "title: T\nbase_url: https://example.org/\nlanguages:\n  en: { name: English }\n  zh: { name: 中文 }\n",
    );
    put(dir, "content/en/docs/_index.md", "---\ntitle: Docs\n---\n");
    put(dir, "content/zh/docs/_index.md", "---\ntitle: 文档\n---\n");
    put(dir, "content/en/docs/install.md", SOURCE);
    put(dir, "content/zh/docs/install.md", TRANSLATION);
    put(
        dir,
        "content/en/docs/rules.md",
        "---\ntitle: Rules\n---\n\nFive words are in here.\n",
    );
    folder
}

/// The only language of `status`.
fn status(dir: &Path) -> Json {
    let text = good(dir, &["translate", "status", "--format", "json"]);
    let json: Json = serde_json::from_str(&text).expect("it is JSON");
    json["languages"][0].clone()
}

/// What is told of the page after an edit of its source.
fn drifted(edit: impl Fn(&str) -> String) -> Json {
    let folder = site();
    let dir = folder.path();
    good(dir, &["translate", "accept", "docs/install", "zh"]);
    put(dir, "content/en/docs/install.md", &edit(SOURCE));
    let status = status(dir);
    let entries = status["entries"].as_array().expect("a list");
    let entry = entries.iter().find(|e| e["page"] == "docs/install");
    entry.map_or(json!("current"), |e| json!([e["state"], e["front_matter"], e["sections"]]))
}

fn replaced(old: &str, new: &str) -> Json {
    assert!(SOURCE.contains(old), "{old}");
    drifted(|source| source.replace(old, new))
}

/// A changed section as `status` tells it.
fn section(id: &str, what: &[&str], words: usize) -> Json {
    json!({ "id": id, "was": null, "what": what, "words": words })
}

#[test]
fn each_way_to_drift_has_its_state() {
    let stale = |sections: Json| json!(["stale", false, sections]);
    assert_eq!(
        replaced("Start it.", "Start it now."),
        stale(json!([section("run-it", &["words"], 5)]))
    );
    assert_eq!(
        replaced("apt install", "dnf install"),
        stale(json!([section("get-it", &["code"], 0)]))
    );
    assert_eq!(
        replaced("## Run it", "## Start it"),
        stale(json!([{ "id": "start-it", "was": "run-it", "what": ["heading"], "words": 4 }]))
    );
    let moved = |source: &str| {
        let (head, tail) = source.split_at(source.find("## Read on").expect("there"));
        let (top, rest) = head.split_at(head.find("## Get it").expect("there"));
        format!("{top}{tail}\n{rest}")
    };
    assert_eq!(drifted(moved), stale(json!([section("read-on", &["moved"], 0)])));
    assert_eq!(
        replaced("## Read on", "## New\n\nNew words.\n\n## Read on"),
        stale(json!([section("new", &["added"], 3)]))
    );
    assert_eq!(
        replaced("### Stop it\n\nStop it again.\n\n", ""),
        stale(json!([section("stop-it", &["removed"], 0)]))
    );
    assert_eq!(replaced("How to get it.", "How it is got."), json!(["stale", true, []]));
    assert_eq!(replaced("weight: 3", "weight: 4"), "current");
    assert_eq!(replaced("\n\n", "\n\n\n"), "current");
    assert_eq!(replaced("Stop it again.", "Stop\nit   again."), "current");
    assert_eq!(replaced("## Read on\n", "Read on\n-------\n"), "current");
}

#[test]
fn status_counts_and_next_orders() {
    let folder = site();
    let dir = folder.path();
    put(dir, "content/zh/docs/only.md", "---\ntitle: 独有\n---\n");
    let before = status(dir);
    assert_eq!(
        [&before["pages"], &before["unpinned"], &before["missing"], &before["orphan"]],
        [3, 2, 1, 1]
    );
    assert_eq!(
        good(dir, &["translate", "accept", "--all", "zh"]),
        "2 translations into zh written\n"
    );
    assert_eq!(
        good(dir, &["translate", "accept", "--all", "zh"]),
        "0 translations into zh written\n"
    );
    put(dir, "content/en/docs/install.md", &SOURCE.replace("Start it.", "Begin."));
    let after = status(dir);
    assert_eq!(
        [&after["current"], &after["stale"], &after["unpinned"], &after["missing"]],
        [1, 1, 0, 1]
    );
    // Three words of the changed section, and six of the missing page.
    assert_eq!(after["words_behind"], 3 + 6);
    let next = good(dir, &["translate", "next", "zh"]);
    let (stale, missing) = (
        next.find("docs/install").expect("stale"),
        next.find("docs/rules").expect("missing"),
    );
    assert!(stale < missing, "{next}");
    assert!(good(dir, &["translate", "next", "zh", "-n", "1"]).ends_with("and 1 more\n"));
    let human = good(dir, &["translate", "status"]);
    assert!(
        human.contains("stale     docs/install  3 words") && human.contains("run-it: words (3)"),
        "{human}"
    );
}

#[test]
fn accepting_changes_nothing_but_the_pin() {
    let folder = site();
    let dir = folder.path();
    let file = "content/zh/docs/install.md";
    good(dir, &["translate", "accept", "/docs/install/", "ZH"]);
    let pinned = read(dir, file);
    let at = pinned.find("translated_from:\n- en ").expect("a pin");
    let end = pinned.rfind("\n---\n").expect("the end of the front matter");
    assert_eq!(format!("{}{}", &pinned[..at], &pinned[end + 1..]), TRANSLATION);
    // One section, then the front matter, then all.
    put(
        dir,
        "content/en/docs/install.md",
        &SOURCE
            .replace("Start it.", "Begin.")
            .replace("There is", "There's")
            .replace("How to", "So to"),
    );
    let behind = |dir: &Path| {
        let status = status(dir);
        let entry = status["entries"]
            .as_array()
            .and_then(|e| e.iter().find(|e| e["state"] == "stale").cloned());
        entry.map(|e| (e["front_matter"] == true, e["sections"].as_array().map_or(0, Vec::len)))
    };
    assert_eq!(behind(dir), Some((true, 2)));
    good(dir, &["translate", "accept", "docs/install", "zh", "--section", "run-it"]);
    assert_eq!(behind(dir), Some((true, 1)));
    good(dir, &["translate", "accept", file, "zh", "--front"]);
    assert_eq!(behind(dir), Some((false, 1)));
    good(dir, &["translate", "accept", "install", "zh"]);
    assert_eq!(behind(dir), None);
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&read(dir, file)), lines(&pinned), "a line for each section, as before");
}

#[test]
fn wrong_calls_name_what_is_near() {
    let folder = site();
    let dir = folder.path();
    let cases: &[(&[&str], &str)] = &[
        (&["diff", "docs/instal", "zh"], "did you mean `docs/install`?"),
        (&["diff", "docs/install", "zz"], "did you mean `zh`?"),
        (
            &["diff", "docs/install", "en"],
            "`en` is the language that the others are translated from",
        ),
        (&["diff", "docs/install", "zh"], "does not say what it was made from"),
        (
            &["diff", "docs/rules", "zh"],
            "`stoop translate new docs/rules zh` makes a file",
        ),
        (&["accept", "docs/install"], "which page, and which language?"),
        (&["accept", "docs/install", "zh", "--section", "x"], "accept it whole first"),
        (&["new", "docs/install", "zh"], "is translated into `zh` already"),
        (&["status", "--lang", "de"], "the site has no language `de`"),
    ];
    for (args, told) in cases {
        let args: Vec<&str> = ["translate"].iter().chain(*args).copied().collect();
        let err = wrong(dir, &args);
        assert!(err.contains(told), "{args:?}: {err}");
    }
    good(dir, &["translate", "accept", "docs/install", "zh"]);
    let err = wrong(dir, &["translate", "accept", "docs/install", "zh", "--section", "run-i"]);
    assert!(err.contains("did you mean `run-it`?"), "{err}");
}

#[test]
fn a_new_translation_is_a_pinned_draft_with_the_ids_of_its_source() {
    let folder = site();
    let dir = folder.path();
    fs::remove_file(dir.join("content/zh/docs/install.md")).expect("a file");
    assert_eq!(
        good(dir, &["translate", "new", "docs/install", "zh"]),
        "content/zh/docs/install.md\n"
    );
    let text = read(dir, "content/zh/docs/install.md");
    for part in [
        "draft: true\n",
        "translated_from:\n- en ",
        "weight: 3\n",
        "\n## Get it {#get-it}\n",
        "\napt install it\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(status(dir)["draft"], 1);
    good(dir, &["build"]);
    let html = read(dir, "public/zh/docs/install/index.html");
    assert!(
        html.contains("notice-fallback") && !html.contains("notice-draft"),
        "nobody publishes it by accident"
    );
    put(dir, "content/zh/docs/install.md", &text.replace("draft: true\n", ""));
    assert_eq!(status(dir)["stale"], 0, "it says what it was made from");
}

#[test]
fn sheets_are_in_the_same_report() {
    let folder = site();
    let dir = folder.path();
    put(
        dir,
        "content/en/s/one.sheet.yaml",
        "title: One sheet\ngroups:\n- {id: g, title: A group, blocks: [{id: b, kind: text, title: T, text: Some words}]}\n",
    );
    good(dir, &["translate", "new", "s/one", "zh"]);
    let file = "content/zh/s/one.sheet.yaml";
    put(dir, file, &read(dir, file).replace("draft: true\n", ""));
    good(dir, &["translate", "accept", "--all", "zh"]);
    assert_eq!(status(dir)["stale"], 0);
    let sheet = read(dir, "content/en/s/one.sheet.yaml");
    put(
        dir,
        "content/en/s/one.sheet.yaml",
        &sheet.replace("Some words", "Other words"),
    );
    let entries = status(dir)["entries"].clone();
    let stale = entries
        .as_array()
        .and_then(|e| e.iter().find(|e| e["state"] == "stale"))
        .expect("the sheet");
    assert_eq!(stale["sections"], json!([section("g.b.text", &["words"], 2)]));
    assert!(good(dir, &["translate", "diff", "s/one", "zh"]).contains("Other words"));
    good(dir, &["sheet", "strings", "one", "zh"]);
    assert!(read(dir, file).contains("# stale"));
    // Without all of its words the translation of a sheet would look like one of nothing.
    let whole = read(dir, "content/en/s/one.sheet.yaml");
    put(dir, "content/en/s/one.sheet.yaml", &format!("{whole}- {{id: h, titel: x}}\n"));
    assert_eq!(stoop(dir, &["translate", "accept", "s/one", "zh"]).status.code(), Some(1));
    put(dir, "content/en/s/one.sheet.yaml", &whole);
    let err = wrong(dir, &["translate", "accept", "s/one", "zh", "--section", "g.title"]);
    assert!(err.contains("`stoop sheet strings s/one zh --accept g.title`"), "{err}");
    // An empty string waits for its translation: it is work like any other.
    put(dir, file, &read(dir, file).replace("t: \"A group\"", "t: \"\""));
    let waits = status(dir);
    let stale = waits["entries"]
        .as_array()
        .and_then(|e| e.iter().find(|e| e["state"] == "stale"));
    let sections = stale.map(|e| e["sections"].clone());
    assert_eq!(
        sections,
        Some(json!([section("g.title", &["added"], 2), section("g.b.text", &["words"], 2)]))
    );
    // Strings weigh what pages weigh, and drafts are not judged.
    let config = read(dir, "stoop.yaml");
    let told = |config: &str| {
        put(dir, "stoop.yaml", config);
        let output = stoop(dir, &["check", "--drafts"]);
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        )
    };
    let (code, said) = told(&config.replace("name: 中文", "name: 中文, stale: error"));
    assert!(
        code == Some(1) && said.contains("error[overlay-missing]") && said.contains("error[overlay-stale]"),
        "{said}"
    );
    assert!(
        said.contains("`stoop sheet strings s/one zh` writes them into the file"),
        "{said}"
    );
    let (code, said) = told(&config.replace("name: 中文", "name: 中文, stale: off"));
    assert!(code == Some(0) && !said.contains("overlay-"), "{said}");
    put(dir, file, &format!("draft: true\n{}", read(dir, file)));
    let (code, said) = told(&config.replace("name: 中文", "name: 中文, stale: error"));
    assert!(code == Some(0) && !said.contains("overlay-"), "{said}");
    let done = read(dir, file).replace("draft: true\n", "").replace("t: \"\"", "t: \"组\"");
    put(dir, file, &done);
    good(dir, &["translate", "accept", "s/one", "zh"]);
    assert_eq!(status(dir)["stale"], 0);
    assert!(!read(dir, file).contains("# stale"), "{}", read(dir, file));
    good(dir, &["sheet", "strings", "one", "zh", "--check"]);

    // A sheet with an error has no words that a translation could be held against.
    put(dir, "content/en/s/one.sheet.yaml", &format!("print: {{columns: 9}}\n{sheet}"));
    let before = read(dir, file);
    let err = failed(dir, &["translate", "accept", "s/one", "zh"]);
    assert!(err.contains("`content/en/s/one.sheet.yaml` has errors"), "{err}");
    assert_eq!(read(dir, file), before);
    let told = failed(dir, &["check"]);
    assert!(told.contains("columns") && !told.contains("overlay-unknown-id"), "{told}");
}

fn git(dir: &Path, args: &[&str]) -> Option<String> {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
    let out = Command::new("git").current_dir(dir).args(identity).args(args).output().ok()?;
    out.status
        .success()
        .then(|| String::from_utf8_lossy(&out.stdout).trim().to_string())
}

#[test]
fn the_history_gives_old_words_and_knows_commits() {
    let folder = site();
    let dir = folder.path();
    if git(dir, &["init", "-q"]).is_none() {
        println!("skipped: there is no git");
        return;
    }
    let commit = || {
        git(dir, &["add", "-A"]);
        git(dir, &["commit", "-qm", "x"]).expect("a commit");
        git(dir, &["rev-parse", "HEAD"]).expect("its name")
    };
    let first = commit();
    let pinned = TRANSLATION.replace("title: 安装\n", &format!("title: 安装\ndefault_lang_commit: {first}\n"));
    put(dir, "content/zh/docs/install.md", &pinned);
    let state = |dir: &Path| {
        let entries = status(dir)["entries"].clone();
        let found = entries
            .as_array()
            .and_then(|e| e.iter().find(|e| e["page"] == "docs/install").cloned());
        found.map_or("current".to_string(), |e| e["state"].as_str().unwrap_or("").to_string())
    };
    assert_eq!(state(dir), "current");
    // Renamed, then changed: the commit knows the old name.
    git(dir, &["mv", "content/en/docs/install.md", "content/en/docs/setup.md"]);
    git(dir, &["mv", "content/zh/docs/install.md", "content/zh/docs/setup.md"]);
    commit();
    put(dir, "content/en/docs/setup.md", &SOURCE.replace("Start it.", "Start it now."));
    let diff = "== run-it: words\n  ## Run it\n  \n- Start it.\n+ Start it now.\n";
    assert_eq!(good(dir, &["translate", "diff", "docs/setup", "zh"]), diff);
    // Pinned by words: the same, from the newest version that has them.
    put(dir, "content/en/docs/setup.md", SOURCE);
    good(dir, &["translate", "accept", "docs/setup", "zh"]);
    for words in ["Start it now.", "Start it at once."] {
        put(dir, "content/en/docs/setup.md", &SOURCE.replace("Start it.", words));
        commit();
    }
    let diff = diff.replace("now.", "at once.");
    assert_eq!(good(dir, &["translate", "diff", "docs/setup", "zh"]), diff);
    // Without the history the sections are named.
    fs::remove_dir_all(dir.join(".git")).expect("the history");
    let named = good(dir, &["translate", "diff", "docs/setup", "zh"]);
    assert!(
        named.starts_with("== run-it: words\n  (the version that it was made from"),
        "{named}"
    );
    put(dir, "content/zh/docs/setup.md", &pinned);
    let entries = status(dir)["entries"].clone();
    assert!(
        entries.as_array().is_some_and(|e| e.iter().any(|e| e["state"] == "commit")),
        "{entries}"
    );
}

#[test]
fn the_history_gives_the_old_words_of_a_sheet() {
    let folder = site();
    let dir = folder.path();
    if git(dir, &["init", "-q"]).is_none() {
        println!("skipped: there is no git");
        return;
    }
    let sheet =
        "title: One sheet\ngroups:\n- {id: g, title: A group, blocks: [{id: b, kind: text, title: T, text: Some words}]}\n";
    let path = "content/en/s/one.sheet.yaml";
    put(dir, path, sheet);
    good(dir, &["translate", "new", "s/one", "zh"]);
    good(dir, &["translate", "accept", "s/one", "zh"]);
    for words in ["Some words", "Words between", "Other words"] {
        put(dir, path, &sheet.replace("Some words", words));
        git(dir, &["add", "-A"]);
        git(dir, &["commit", "-qm", words]).expect("a commit");
    }
    assert_eq!(
        good(dir, &["translate", "diff", "s/one", "zh"]),
        "== g.b.text: words\n- Some words\n+ Other words\n"
    );
}

#[test]
fn a_stale_page_says_so_and_shares_its_ids() {
    let folder = site();
    let dir = folder.path();
    good(dir, &["translate", "accept", "--all", "zh"]);
    put(
        dir,
        "content/en/docs/install.md",
        &SOURCE
            .replace("Start it.", "Begin.")
            .replace("## Read on", "## New\n\nNew.\n\n## Read on"),
    );
    let output = stoop(dir, &["build"]);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && err.contains("warning[translation-stale]") && !err.contains("heading-outline"),
        "{err}"
    );
    let html = read(dir, "public/zh/docs/install/index.html");
    for part in [
        "<h2 id=\"run-it\">运行</h2>",
        "<h2 id=\"read-on\">继续阅读</h2>",
        "<a href=\"#run-it\">运行</a>",
        "<a href=\"/docs/install/#new\" lang=\"en\" hreflang=\"en\">New</a>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let config = read(dir, "stoop.yaml");
    put(dir, "stoop.yaml", &config.replace("name: 中文", "name: 中文, stale: error"));
    assert_eq!(stoop(dir, &["check"]).status.code(), Some(1), "it is a gate");
    put(dir, "stoop.yaml", &config.replace("name: 中文", "name: 中文, stale: off"));
    let quiet = stoop(dir, &["build"]);
    assert!(!String::from_utf8_lossy(&quiet.stderr).contains("translation-stale"));
    assert!(!read(dir, "public/zh/docs/install/index.html").contains("notice-stale"));
    put(
        dir,
        "stoop.yaml",
        &format!("{config}translations: {{ heading_ids: own, report: true }}\n"),
    );
    good(dir, &["build"]);
    assert!(read(dir, "public/zh/docs/install/index.html").contains("<h2 id=\"运行\">"));
    let report = read(dir, "public/zh/translation/index.html");
    for part in [
        "noindex",
        "<svg class=\"progress-bar\" role=\"img\"",
        "href=\"/zh/docs/install/\"",
        "运行",
    ] {
        assert!(
            report.contains(part) || part == "运行" && report.contains("Run it"),
            "{part}: {report}"
        );
    }
    assert!(!dir.join("public/translation").exists(), "the source needs none");
}

#[test]
fn a_copy_of_another_language_is_nothing_to_the_outside() {
    let folder = site();
    let dir = folder.path();
    put(dir, "content/en/docs/off.md", "---\ntitle: Off\nfallback: false\n---\n");
    put(
        dir,
        "content/en/guide/_index.md",
        "---\ntitle: Guide\ncascade: { fallback: false }\n---\n",
    );
    put(dir, "content/en/guide/one.md", "---\ntitle: One\n---\n");
    put(dir, "content/en/docs/here.md", "---\ntitle: Here\ntranslationKey: k\n---\n");
    put(dir, "content/zh/docs/there.md", "---\ntitle: 那里\ntranslationKey: k\n---\n");
    let config = read(dir, "stoop.yaml") + "outputs: { page: [html, markdown], home: [html, rss, llms] }\n";
    put(dir, "stoop.yaml", &config);
    good(dir, &["build"]);
    let copy = read(dir, "public/zh/docs/rules/index.html");
    for part in [
        "notice-fallback",
        "<link rel=\"canonical\" href=\"https://example.org/docs/rules/\">",
        "itemprop=\"articleBody\" lang=\"en\" dir=\"ltr\"",
    ] {
        assert!(copy.contains(part), "{part}");
    }
    assert!(!copy.contains("rel=\"alternate\" hreflang"));
    let entries = ["zh/sitemap.xml", "zh/index.xml", "zh/docs/index.xml", "zh/llms.txt"];
    for file in entries {
        assert!(!read(dir, &format!("public/{file}")).contains("/zh/docs/rules/"), "{file}");
    }
    assert!(
        !dir.join("public/zh/docs/rules/index.md").exists(),
        "its Markdown is the source's"
    );
    for gone in ["zh/docs/off", "zh/guide", "zh/guide/one"] {
        assert!(!dir.join(format!("public/{gone}/index.html")).exists(), "{gone}");
    }
    let redirect = read(dir, "public/zh/docs/here/index.html");
    assert!(
        redirect.contains("url=/zh/docs/there/"),
        "the old address leads to the translation: {redirect}"
    );
    put(dir, "stoop.yaml", &format!("{config}translations: {{ missing: redirect }}\n"));
    good(dir, &["build"]);
    for (old, new) in [("zh/docs/off", "/docs/off/"), ("zh/guide/one", "/guide/one/")] {
        let redirect = read(dir, &format!("public/{old}/index.html"));
        assert!(redirect.contains(&format!("url={new}")), "{old}: {redirect}");
    }
    put(dir, "stoop.yaml", &format!("{config}translations: {{ fallback: page }}\n"));
    good(dir, &["build"]);
    let page = read(dir, "public/zh/docs/rules/index.html");
    assert!(
        page.contains("href=\"https://example.org/zh/docs/rules/\""),
        "as Hugo has it, it is a page like any other"
    );
    assert!(read(dir, "public/zh/sitemap.xml").contains("/zh/docs/rules/"));
}

#[test]
fn languages_write_dates_and_sort_titles_their_way() {
    let folder = site();
    let dir = folder.path();
    put(
        dir,
        "stoop.yaml",
        "title: T\nbase_url: https://example.org/\nlanguages:\n  en: { name: English }\n  zh: { name: 中文 }\n  fr: { name: français }\n  \
         ar: { name: العربية, direction: rtl }\n",
    );
    for (lang, title) in [("en", "News"), ("fr", "Nouvelles"), ("ar", "أخبار")] {
        put(
            dir,
            &format!("content/{lang}/blog/one.md"),
            &format!("---\ntitle: {title}\ndate: 2024-05-21\n---\n\nText.\n"),
        );
    }
    for (name, title) in [("a", "输出"), ("b", "安装"), ("c", "规则")] {
        put(
            dir,
            &format!("content/zh/sorted/{name}.md"),
            &format!("---\ntitle: {title}\n---\n\n一行\n又一行\n"),
        );
    }
    good(dir, &["build"]);
    assert!(read(dir, "public/blog/one/index.html").contains(">21 May 2024<"));
    assert!(read(dir, "public/fr/blog/one/index.html").contains(">21 mai 2024<"));
    let arabic = read(dir, "public/ar/blog/one/index.html");
    assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">") && arabic.contains("مايو"));
    assert!(read(dir, "public/ar/docs/rules/index.html").contains("articleBody\" lang=\"en\" dir=\"ltr\""));
    let list = read(dir, "public/zh/sorted/index.html");
    let content = &list[list.find("<main").expect("the page")..];
    let at = |title: &str| content.find(title).expect("in the list");
    assert!(at("安装") < at("规则") && at("规则") < at("输出"), "by pinyin");
    assert!(read(dir, "public/zh/sorted/a/index.html").contains("一行又一行"));
}

#[test]
fn drafts_are_not_judged() {
    let told = |source: &str, translation: &str| {
        let folder = site();
        let dir = folder.path();
        good(dir, &["translate", "accept", "--all", "zh"]);
        let config = read(dir, "stoop.yaml");
        put(
            dir,
            "stoop.yaml",
            &config.replace("name: 中文", "name: 中文, stale: error, unpinned: error"),
        );
        put(dir, "content/en/docs/install.md", source);
        put(dir, "content/zh/docs/install.md", translation);
        let output = stoop(dir, &["check", "--drafts"]);
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout),
        )
    };
    let draft = |text: &str| text.replacen("---\n", "---\ndraft: true\n", 1);
    let other = SOURCE.replace("### Stop it", "## Stop it");
    let (status, said) = told(&other, TRANSLATION);
    assert!(
        status == Some(1) && said.contains("translation-unpinned") && said.contains("heading-outline"),
        "{said}"
    );
    for (source, translation) in [(other.clone(), draft(TRANSLATION)), (draft(&other), TRANSLATION.to_string())] {
        let (status, said) = told(&source, &translation);
        assert!(
            status == Some(0) && !said.contains("translation-") && !said.contains("heading-outline"),
            "{said}"
        );
    }
}

/// A page of three sections and its translation without ids, in step; then the source gets one more before the second.
fn forked(translation: &str) -> tempfile::TempDir {
    let folder = site();
    let dir = folder.path();
    let source = "---\ntitle: A\n---\n\n## One\n\na\n\n## Two\n\nb\n\n## Three\n\nc\n";
    put(dir, "content/en/docs/a.md", source);
    put(dir, "content/zh/docs/a.md", translation);
    good(dir, &["translate", "accept", "docs/a", "zh"]);
    put(
        dir,
        "content/en/docs/a.md",
        &source.replace("## Two", "## New\n\nd\n\n## Two"),
    );
    folder
}

const THREE: &str = "---\ntitle: 甲\n---\n\n## 一\n\na\n\n## 二\n\nb\n\n## 三\n\nc\n";

#[test]
fn accepting_moves_no_id_to_another_heading() {
    let folder = forked(THREE);
    let dir = folder.path();
    let before = read(dir, "content/zh/docs/a.md");
    let ids = || {
        good(dir, &["build"]);
        let html = read(dir, "public/zh/docs/a/index.html");
        let ids = html.split("<h2 id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        ids.take(3).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(), "one two three");
    for args in [&["docs/a", "zh"][..], &["docs/a", "zh", "--section", "new"]] {
        let args = [&["translate", "accept"], args].concat();
        let refused = stoop(dir, &args);
        let err = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{args:?}: {err}");
        assert!(err.contains("it has nothing for `## New`\n"), "{err}");
        assert_eq!(read(dir, "content/zh/docs/a.md"), before);
    }
    good(dir, &["translate", "accept", "docs/a", "zh", "--section", "two"]);
    assert_eq!(ids(), "one two three");
    good(dir, &["translate", "accept", "docs/a", "zh", "--as-it-is"]);
    assert_eq!(ids(), "one two three");
    assert!(status(dir)["stale"] == 0 && read(dir, "content/zh/docs/a.md").contains("\n- -"));
    // What is left out stays so; what is translated after all counts again.
    let source = read(dir, "content/en/docs/a.md");
    put(dir, "content/en/docs/a.md", &source.replace("\nb\n", "\nb b\n"));
    assert_eq!(status(dir)["stale"], 1);
    good(dir, &["translate", "accept", "docs/a", "zh"]);
    assert_eq!((ids().as_str(), &status(dir)["stale"]), ("one two three", &json!(0)));
    let own = read(dir, "content/zh/docs/a.md");
    put(dir, "content/zh/docs/a.md", &own.replace("## 二", "## 新\n\nd\n\n## 二"));
    good(dir, &["translate", "accept", "docs/a", "zh"]);
    assert_eq!(ids(), "one new two");
    assert!(!read(dir, "content/zh/docs/a.md").contains("\n- -"));
}

#[test]
fn sections_are_accepted_by_name_and_other_code_is_told() {
    let folder = site();
    let dir = folder.path();
    good(dir, &["translate", "accept", "--all", "zh"]);
    put(
        dir,
        "content/en/docs/install.md",
        &SOURCE.replace("apt install", "dnf install").replace("It begins.", "It is."),
    );
    let said = good(dir, &["translate", "accept", "docs/install", "zh", "--section", "get-it"]);
    assert!(said.contains("the code of `get-it` is not that of the source\n"), "{said}");
    let said = good(dir, &["translate", "accept", "docs/install", "zh", "--section", "beginning"]);
    assert_eq!(said, "content/zh/docs/install.md: written\n");
    assert_eq!(status(dir)["stale"], 0);
}
