//! The real binary in a temporary folder: what its users type, what it prints, and its exit status.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn stoop(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stoop"))
        .args(args)
        .current_dir(dir)
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A page without its tags.
fn words(html: &str) -> String {
    html.split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect()
}

fn good(output: &Output) -> String {
    assert!(
        output.status.success(),
        "status {:?}\n{}{}",
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

/// A fresh site from `stoop init`.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    good(&stoop(folder.path(), &["init", "."]));
    folder
}

#[test]
fn init_makes_a_site_that_builds_without_a_finding() {
    let folder = site();
    let output = stoop(folder.path(), &["build"]);
    good(&output);
    // On a machine without a Chinese font the Chinese sheet has no PDF, and that is said.
    let told = text(&output.stderr);
    let findings: Vec<&str> = told
        .lines()
        .filter(|l| l.starts_with("warning[") || l.starts_with("error["))
        .collect();
    assert!(findings.iter().all(|f| f.starts_with("warning[sheet-glyph]")), "{told}");
    let public = common::tree(&folder.path().join("public"));
    for path in [
        "index.html",
        "zh/index.html",
        "docs/first-steps/index.html",
        "zh/docs/first-steps/index.html",
        "cheatsheets/git/index.html",
        "404.html",
        "zh/404.html",
        "sitemap.xml",
        "robots.txt",
        "index.xml",
    ] {
        assert!(public.contains_key(path), "{path} is not published");
    }
    let sheet = stoop::doc::plain(&text(&public["zh/cheatsheets/git/index.html"]));
    assert!(
        sheet.contains("速查表") && words(&sheet).contains("git status -sb"),
        "the Chinese sheet has Chinese words and shared code"
    );
}

#[test]
fn init_refuses_a_folder_in_use() {
    let folder = site();
    let output = stoop(folder.path(), &["init", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("is not empty"));
}

#[test]
fn a_second_build_writes_nothing_and_a_change_writes_what_it_changes() {
    let folder = site();
    good(&stoop(folder.path(), &["build"]));
    let again = good(&stoop(folder.path(), &["build"]));
    assert!(again.contains(" 0 files written"), "{again}");
    let page = folder.path().join("content/en/docs/first-steps.md");
    let body = fs::read_to_string(&page).expect("the page") + "\nMore.\n";
    fs::write(&page, body).expect("it can be written");
    let changed = good(&stoop(folder.path(), &["build"]));
    assert!(
        changed.contains(" 2 files written"),
        "the page and its fallback in Chinese: {changed}"
    );
    fs::remove_file(page).expect("it can be removed");
    for index in ["content/en/_index.md", "content/zh/_index.md"] {
        fs::write(folder.path().join(index), "---\ntitle: Home\n---\nHi\n").expect("it can be written");
    }
    good(&stoop(folder.path(), &["build"]));
    assert!(
        !folder.path().join("public/docs/first-steps").exists(),
        "what is no longer published is removed, its folder too"
    );
}

#[test]
fn a_failed_build_leaves_what_was_published() {
    let folder = site();
    good(&stoop(folder.path(), &["build"]));
    let before = common::tree(&folder.path().join("public"));
    fs::write(
        folder.path().join("content/en/docs/broken.md"),
        "---\ntitle: [\n---\n{{< nope >}}\n",
    )
    .expect("it can be written");
    fs::write(
        folder.path().join("content/en/docs/other.md"),
        "---\ntitle: Other\n---\n[x](gone.md)\n",
    )
    .expect("it can be written");
    let output = stoop(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    for part in [
        "content/en/docs/broken.md:2:",
        "content/en/docs/broken.md:4:5",
        "there is no shortcode `nope`",
        "content/en/docs/other.md:4:",
        "gone.md",
    ] {
        assert!(told.contains(part), "`{part}` is not told:\n{told}");
    }
    assert_eq!(before, common::tree(&folder.path().join("public")));
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let folder = site();
    let mine = folder.path().join("mine");
    fs::create_dir(&mine).expect("a folder");
    fs::write(mine.join("thesis.txt"), "years of work").expect("a file");
    for out in ["mine", ".", "content"] {
        let output = stoop(folder.path(), &["build", "--out", out]);
        assert_eq!(output.status.code(), Some(1), "{out}");
        assert!(text(&output.stderr).contains("output-not-ours"), "{}", text(&output.stderr));
    }
    assert_eq!(
        fs::read_to_string(mine.join("thesis.txt")).expect("still there"),
        "years of work"
    );
}

#[test]
fn new_makes_drafts_that_a_build_leaves_out() {
    let folder = site();
    let path = good(&stoop(folder.path(), &["new", "doc", "docs/second-steps"]));
    assert!(path.trim().ends_with("content/en/docs/second-steps.md"), "{path}");
    good(&stoop(folder.path(), &["new", "sheet", "cheatsheets/rules"]));
    good(&stoop(folder.path(), &["new", "doc", "docs/second-steps.md", "--lang", "zh"]));
    assert_eq!(
        stoop(folder.path(), &["new", "doc", "docs/second-steps"]).status.code(),
        Some(2),
        "it is there already"
    );
    assert_eq!(
        stoop(folder.path(), &["new", "doc", "docs/x", "--lang", "de"]).status.code(),
        Some(2),
        "no such language"
    );
    good(&stoop(folder.path(), &["build"]));
    let has = |p: &str| folder.path().join("public").join(p).exists();
    assert!(!has("docs/second-steps") && !has("zh/docs/second-steps") && !has("cheatsheets/rules"));
    good(&stoop(folder.path(), &["build", "--drafts"]));
    assert!(has("docs/second-steps/index.html") && has("zh/docs/second-steps/index.html") && has("cheatsheets/rules/index.html"));
}

#[test]
fn check_writes_nothing_and_json_is_json() {
    let folder = site();
    fs::write(
        folder.path().join("content/en/bad.md"),
        "---\ntitle: Bad\n---\n{{< alert titel=\"x\" >}}a{{< /alert >}}\n",
    )
    .expect("a file");
    let output = stoop(folder.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(lines[0]["code"], "shortcode-argument");
    assert_eq!(
        (lines[0]["file"].as_str(), lines[0]["line"].as_u64()),
        (Some("content/en/bad.md"), Some(4))
    );
    assert!(
        lines[0]["help"].as_str().is_some_and(|h| h.contains("`title`")),
        "{}",
        lines[0]
    );
    assert_eq!(lines.last().expect("a summary")["summary"]["ok"], false);
    assert!(!folder.path().join("public").exists());
}

#[test]
fn schemas_name_every_key() {
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, keys) in [
        ("config", &["base_url", "languages", "markdown", "unknown_shortcodes"][..]),
        ("front-matter", &["title", "draft", "aliases", "cascade"]),
        ("sheet", &["groups", "print", "applies_to"]),
        ("sheet-json", &["format", "groups", "translation"]),
    ] {
        let schema: serde_json::Value = serde_json::from_str(&good(&stoop(folder.path(), &["schema", kind]))).expect("JSON");
        for key in keys {
            assert!(schema["properties"].get(key).is_some(), "{kind} has no {key}");
        }
    }
}

#[test]
fn help_completions_and_manual() {
    let folder = tempfile::tempdir().expect("a folder");
    for verb in [
        "init",
        "import",
        "new",
        "build",
        "check",
        "serve",
        "sheet",
        "schema",
        "completions",
    ] {
        assert!(
            good(&stoop(folder.path(), &[verb, "--help"])).contains("Example"),
            "{verb} has no example"
        );
    }
    assert!(good(&stoop(folder.path(), &["completions", "bash"])).contains("stoop"));
    assert!(good(&stoop(folder.path(), &["man"])).starts_with(".ie"));
    assert_eq!(stoop(folder.path(), &["biuld"]).status.code(), Some(2));
    assert_eq!(
        stoop(folder.path(), &["build"]).status.code(),
        Some(2),
        "there is no site here"
    );
}

#[test]
fn base_url_with_a_path_is_in_every_link() {
    let folder = site();
    good(&stoop(
        folder.path(),
        &["build", "--base-url", "https://example.org/deep/er/"],
    ));
    let home = fs::read_to_string(folder.path().join("public/index.html")).expect("the home page");
    assert!(home.contains("href=\"/deep/er/docs/first-steps/\""), "{home}");
    assert!(home.contains("/deep/er/css/site.css"));
    for part in home.split("href=\"").skip(1).chain(home.split("src=\"").skip(1)) {
        let target = part.split('"').next().expect("a target");
        assert!(
            !target.starts_with('/') || target.starts_with("/deep/er/"),
            "{target} has no base path"
        );
    }
}

/// Two processes, since what differs from run to run, such as the seed of a hash map, is the same within one.
#[test]
fn two_processes_publish_the_same_bytes() {
    let folder = site();
    let data: String = (0..40).map(|n| format!("key{n}: value{n}\n")).collect();
    fs::create_dir_all(folder.path().join("data")).expect("a folder");
    fs::create_dir_all(folder.path().join("templates/shortcodes")).expect("a folder");
    fs::write(folder.path().join("data/many.yaml"), data).expect("a file");
    let component = "{% component many(@site) {\"body\": \"none\"} %}{% for k, v in site.data.many %}{{ k }}={{ v }};{% endfor %}{% endcomponent many %}";
    fs::write(folder.path().join("templates/shortcodes/many.html"), component).expect("a file");
    fs::write(
        folder.path().join("content/en/many.md"),
        "---\ntitle: Many\n---\n{{< many >}}\n",
    )
    .expect("a file");
    for out in ["one", "two"] {
        good(&stoop(folder.path(), &["build", "--out", out]));
    }
    let (one, two) = (
        common::tree(&folder.path().join("one")),
        common::tree(&folder.path().join("two")),
    );
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert_eq!(text(bytes), text(&two[path]), "{path}");
    }
}

#[test]
fn a_check_refuses_the_paths_that_a_build_refuses() {
    for path in ["slug: a/../../b", "title: Clash\nurl: /Docs/First-Steps/"] {
        let folder = site();
        let page = folder.path().join("content/en/docs/odd.md");
        fs::write(&page, format!("---\n{path}\n---\n")).expect("it can be written");
        let check = stoop(folder.path(), &["check"]);
        let build = stoop(folder.path(), &["build"]);
        assert_eq!((check.status.code(), build.status.code()), (Some(1), Some(1)), "{path}");
        assert!(text(&build.stderr).starts_with(&text(&check.stderr)), "{path}");
        assert!(!folder.path().join("public").exists());
    }
}

#[test]
fn what_new_makes_passes_a_check() {
    let folder = site();
    for args in [
        ["doc", "docs/a: b"],
        ["doc", "docs/2019"],
        ["sheet", "cheatsheets/yes"],
        ["sheet", "cheatsheets/a, #b"],
    ] {
        good(&stoop(folder.path(), &["new", args[0], args[1]]));
    }
    let lone = stoop(folder.path(), &["new", "sheet", "cheatsheets/x", "--lang", "zh"]);
    assert_eq!(lone.status.code(), Some(2));
    assert!(text(&lone.stderr).contains("there is no page `cheatsheets/x` in `en`"));
    good(&stoop(folder.path(), &["new", "sheet", "cheatsheets/yes", "--lang", "zh"]));
    good(&stoop(folder.path(), &["check", "--drafts"]));
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    for verb in [["completions", "bash"], ["schema", "config"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_stoop"))
            .args(verb)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the binary runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{verb:?}: {}", text(&output.stderr));
    }
}

/// A site with one dead link, and its folder.
fn with_dead_link() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("stoop.yaml", "title: T\nbase_url: https://example.org/\n");
    write("content/_index.md", "---\ntitle: Home\n---\n\nSee [this](/gone/).\n");
    folder
}

#[test]
fn gates() {
    let folder = with_dead_link();
    let status = |args: &[&str]| stoop(folder.path(), args).status.code();
    assert_eq!(status(&["check"]), Some(0), "a dead link alone breaks nothing");
    assert_eq!(status(&["check", "--strict"]), Some(1));
    assert_eq!(status(&["check", "--deny", "dead-link"]), Some(1));
    assert_eq!(status(&["check", "--deny", "missing-anchor"]), Some(0));
    assert_eq!(status(&["check", "--strict", "--allow", "dead-link"]), Some(0));
    assert_eq!(status(&["build", "--strict"]), Some(1));
    assert!(
        !folder.path().join("public/index.html").exists(),
        "nothing is published with errors"
    );
    let wrong = stoop(folder.path(), &["check", "--deny", "dead-lnk"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert_eq!(
        text(&wrong.stderr),
        "error: there is no code `dead-lnk`; did you mean `dead-link`?\n"
    );
    assert_eq!(status(&["check", "--allow", "yaml-syntax"]), Some(2));
    let config = "title: T\nbase_url: https://example.org/\ncheck: { levels: { dead-link: error } }\n";
    fs::write(folder.path().join("stoop.yaml"), config).expect("it can be written");
    assert_eq!(status(&["check"]), Some(1));
    assert_eq!(
        status(&["check", "--allow", "dead-link"]),
        Some(0),
        "the call comes over the configuration"
    );
    let config = "title: T\nbase_url: https://example.org/\ncheck: { ignore: [{ code: dead-link, target: /go* }] }\n";
    fs::write(folder.path().join("stoop.yaml"), config).expect("it can be written");
    let output = stoop(folder.path(), &["check", "--strict"]);
    // The pattern does not reach over the slash at the end.
    assert_eq!(output.status.code(), Some(1));
    fs::write(folder.path().join("stoop.yaml"), config.replace("/go*", "/go*/")).expect("it can be written");
    assert_eq!(status(&["check", "--strict"]), Some(0));
}

#[test]
fn a_baseline_gates_on_what_is_new() {
    let folder = with_dead_link();
    let home = folder.path().join("content/_index.md");
    let check = |args: &[&str]| stoop(folder.path(), &[&["check", "--strict"], args].concat());
    let written = check(&["--write-baseline", "known.json"]);
    assert_eq!(written.status.code(), Some(0), "what is written down is known");
    let known = fs::read_to_string(folder.path().join("known.json")).expect("it was written");
    assert!(
        known.contains("\"code\":\"dead-link\"") && !known.contains("\"line\""),
        "{known}"
    );
    good(&check(&["--baseline", "known.json"]));
    fs::write(
        &home,
        "---\ntitle: Home\n---\n\nMore.\n\nSee [this](/gone/) and [that](/lost/).\n",
    )
    .expect("it can be written");
    let new = check(&["--baseline", "known.json"]);
    assert_eq!(new.status.code(), Some(1));
    let told = text(&new.stderr);
    assert!(
        told.contains("/lost/") && !told.contains("`/gone/` leads") && told.contains("1 finding left out"),
        "{told}"
    );
    fs::write(&home, "---\ntitle: Home\n---\n\nSee nothing.\n").expect("it can be written");
    let gone = check(&["--baseline", "known.json", "--format", "json"]);
    assert_eq!(gone.status.code(), Some(0));
    assert!(text(&gone.stdout).contains("\"code\":\"baseline-gone\""));
    let missing = check(&["--baseline", "none.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("--write-baseline makes one"));
}

#[test]
fn a_baseline_knows_more_than_is_told() {
    let folder = with_dead_link();
    let check = |args: &[&str]| stoop(folder.path(), &[&["check", "--strict"], args].concat());
    let links = |from: usize| -> String { (from..90).map(|i| format!("[x](/gone-{i}/)\n\n")).collect() };
    let write = |text: String| {
        fs::write(
            folder.path().join("content/_index.md"),
            format!("---\ntitle: Home\n---\n\n{text}"),
        )
    };
    write(links(1)).expect("it can be written");
    let all = check(&[]);
    assert!(text(&all.stderr).contains("and 39 more like this in this file\n") && text(&all.stderr).contains("89 errors"));
    good(&check(&["--write-baseline", "known.json"]));
    good(&check(&["--baseline", "known.json"]));
    write(links(0)).expect("it can be written");
    let new = check(&["--baseline", "known.json"]);
    let told = text(&new.stderr);
    assert_eq!(new.status.code(), Some(1));
    assert!(
        told.contains("1 error") && told.contains("`/gone-0/` leads") && told.contains("89 findings left out"),
        "{told}"
    );
}

#[test]
fn findings_for_code_hosts() {
    let folder = with_dead_link();
    let site = folder.path().join("docs site");
    fs::create_dir(&site).expect("a folder");
    common::copy(&folder.path().join("content"), &site.join("content"));
    fs::copy(folder.path().join("stoop.yaml"), site.join("stoop.yaml")).expect("a copy");
    let github = stoop(folder.path(), &["check", "--root", "docs site", "--format", "github"]);
    assert_eq!(
        text(&github.stdout),
        "::warning file=docs site/content/_index.md,line=5,col=12,endColumn=18,title=dead-link::`/gone/` leads nowhere\n"
    );
    let sarif = stoop(folder.path(), &["check", "--root", "docs site", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).expect("one JSON text");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "dead-link");
    let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "docs%20site/content/_index.md");
}

#[test]
fn a_sheet_is_shown_plainly_in_a_pipe() {
    let folder = site();
    let dir = folder.path();
    let all = good(&stoop(dir, &["sheet", "show", "git"]));
    assert!(all.starts_with("Git cheatsheet\n==============\n"), "{all}");
    for part in [
        "L1  What is going on",
        "    git status -sb\n      Changes and branch in short",
        "Change\n------",
    ] {
        assert!(all.contains(part), "`{part}` is not in\n{all}");
    }
    assert!(!all.contains('\u{1b}'), "no colours in a pipe");
    let forced = Command::new(env!("CARGO_BIN_EXE_stoop"))
        .args(["sheet", "show", "git"])
        .current_dir(dir)
        .env("CLICOLOR_FORCE", "1")
        .env("COLUMNS", "40")
        .output()
        .expect("the binary runs");
    assert_eq!(text(&forced.stdout), all, "a pipe is a pipe, whatever the environment");
    good(&stoop(dir, &["build"]));
    for (lang, path) in [
        ("en", "public/cheatsheets/git/git.txt"),
        ("zh", "public/zh/cheatsheets/git/git.txt"),
    ] {
        let published = fs::read_to_string(dir.join(path)).expect("it is published");
        assert_eq!(good(&stoop(dir, &["sheet", "show", "git", "--lang", lang])), published);
    }
    let block = good(&stoop(dir, &["sheet", "show", "cheatsheets/git", "change.care"]));
    assert_eq!(block, "C2\n    Never amend what others have pulled.\n");
    assert_eq!(
        good(&stoop(dir, &["sheet", "show", "git", "c2"])),
        block,
        "the short code names it too"
    );
    assert!(good(&stoop(dir, &["sheet", "show", "git", "change"])).starts_with("Change\n------\n"));
    for (args, message) in [
        (&["gti"][..], "there is no cheatsheet `gti`; did you mean `git`?"),
        (
            &["git", "chnage"],
            "the cheatsheet `git` has no group `chnage`; did you mean `change`?",
        ),
        (
            &["git", "change.cara"],
            "the group `change` of the cheatsheet `git` has no block `cara`; did you mean `care`?",
        ),
        (&["git", "--lang", "hz"], "the site has no language `hz` (did you mean `zh`?)"),
    ] {
        let output = stoop(dir, &[&["sheet", "show"], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

/// A section and the home page may be written as sheets: their pages show them, and their files have names.
#[test]
fn sheets_of_sections_are_shown() {
    let folder = site();
    let dir = folder.path();
    let sheet = "title: Belt\ngroups:\n- {title: Worn, blocks: [{kind: text, title: First, text: Round the waist.}]}\n";
    fs::create_dir(dir.join("content/en/belt")).expect("a folder");
    fs::write(dir.join("content/en/belt/_index.sheet.yaml"), sheet).expect("a section");
    fs::write(dir.join("content/en/_index.sheet.yaml"), sheet.replace("Belt", "Home")).expect("a home page");
    fs::remove_file(dir.join("content/en/_index.md")).expect("it was there");
    good(&stoop(dir, &["build"]));
    for page in ["belt/index.html", "index.html"] {
        let html = fs::read_to_string(dir.join("public").join(page)).expect(page);
        assert!(
            html.contains("id=\"W1\"") && html.contains("Round the waist."),
            "{page}: {html}"
        );
    }
    for (file, title) in [("belt/belt.txt", "Belt\n"), ("sheet.txt", "Home\n")] {
        let text = fs::read_to_string(dir.join("public").join(file)).expect(file);
        assert!(text.starts_with(title), "{file}: {text}");
    }
    assert!(good(&stoop(dir, &["sheet", "show", "sheet"])).starts_with("Home\n"));
}

#[test]
fn a_translation_is_kept_up_to_date_and_loses_nothing() {
    let folder = site();
    let dir = folder.path();
    let zh = dir.join("content/zh/cheatsheets/git.sheet.yaml");
    let read = || fs::read_to_string(&zh).expect("the translation");
    let strings = |args: &[&str]| stoop(dir, &[&["sheet", "strings", "git", "zh"], args].concat());
    let before = read();
    let check = strings(&["--check"]);
    assert_eq!(
        (check.status.code(), read()),
        (Some(1), before.clone()),
        "a check writes nothing"
    );
    assert!(text(&check.stdout).ends_with("not as the sheet is now, `stoop sheet strings git zh` writes it\n"));
    good(&strings(&[]));
    let first = read();
    assert!(first.contains("# en: Mend the last commit\n"), "{first}");
    for line in before.lines().filter(|l| l.contains("t:")) {
        assert!(first.contains(line), "`{line}` is gone");
    }
    good(&strings(&[]));
    assert!(good(&strings(&["--check"])).ends_with("nothing to write\n"));
    assert_eq!(read(), first, "twice is as good as once");

    let en = dir.join("content/en/cheatsheets/git.sheet.yaml");
    let sheet = fs::read_to_string(&en).expect("the sheet");
    fs::write(&en, sheet.replace("Mend the last commit", "Mend what was committed last")).expect("an edit");
    assert!(good(&strings(&[])).contains("1 stale"));
    assert!(read().contains("# stale: these words have changed since they were translated; they were: Mend the last commit"));
    let unknown = strings(&["--accept", "change.comit"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(good(&strings(&["--accept", "change.commit"])).contains("0 stale"));
    let shown = good(&stoop(dir, &["sheet", "show", "git", "--lang", "zh"]));
    assert!(!shown.contains('†') && !shown.contains("Mend"), "{shown}");

    fs::remove_file(&zh).expect("it is gone");
    assert!(good(&strings(&[])).contains("written"));
    assert!(read().starts_with("# en: Git cheatsheet\ntitle: { t: \"\", of: \""));
    let output = stoop(dir, &["check"]);
    good(&output);
    assert!(
        text(&output.stderr).contains("strings have no translation"),
        "{}",
        text(&output.stderr)
    );
    fs::write(&en, "groups: [").expect("an edit");
    let kept = read();
    assert_eq!(
        (strings(&[]).status.code(), read()),
        (Some(1), kept),
        "a broken sheet takes no words away"
    );
    // What is wrong with the site does not hide what is wrong with the call.
    for (args, message) in [
        (
            &["strings", "git", "en"][..],
            "`en` is the language that sheets are written in",
        ),
        (&["strings", "gti", "zh"], "there is no cheatsheet `gti`"),
        (
            &["strings", "git", "hz"],
            "the site has no language `hz` (did you mean `zh`?)",
        ),
        (&["show", "gti"], "there is no cheatsheet `gti`"),
        (&["update", "gti"], "there is no cheatsheet `gti`"),
    ] {
        let output = stoop(dir, &[&["sheet"], args].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(
            told.contains("content/en/cheatsheets/git.sheet.yaml:1:") && told.contains(message),
            "{told}"
        );
    }
}
