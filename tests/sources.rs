//! Sheets that take content from files: what is published, what is told, and that an edit of a file is an edit of the page.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use stoop::diag::{Code, Severity};
use stoop::pipeline::Keep;

const RULES: &str = "
- list: shells
  items: [bash, sh]
- macro: spawned
  condition: evt.type in (execve, execveat)
- macro: user_known_shell
  condition: (evt.num=0)
- rule: A shell
  desc: A shell was started.
  condition: spawned and proc.name in (shells) and proc.tty != 0 and not user_known_shell
  output: Shell %proc.name
  priority: NOTICE
";

const SHEET: &str = "title: Shells
sources:
  rules: { type: falco-rules, path: [../../rules/base.yaml, rules/own.yaml], optional: true }
groups:
- id: g
  title: Group
  blocks:
  - id: shell
    kind: rule
    from: rules#rule/A shell
    rule: A shell
    condition: a_fallback_macro
    hooks: true
    max_lines: 2
  - { id: run, kind: snippet, title: Run, file: scripts/run.sh, region: run }
";

/// The translation of that sheet and of the rule's own words.
fn zh() -> String {
    let of = |words: &str| stoop::sheet::of(words);
    format!(
        "title: {{ t: 外壳, of: \"{}\" }}\nstrings:\n  g.title: {{ t: 组, of: \"{}\" }}\n  g.shell.desc: {{ t: 启动了外壳。, of: \"{}\" }}\n",
        of("Shells"),
        of("Group"),
        of("A shell was started.")
    )
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    put(
        root,
        "stoop.yaml",
        "title: T\nbase_url: https://example.org/\nlanguages:\n  en: { name: English }\n  zh: { name: 中文 }\n",
    );
    put(root, "content/en/_index.md", "---\ntitle: Home\n---\n\nText.\n");
    put(root, "content/zh/_index.md", "---\ntitle: 首页\n---\n\n文字。\n");
    put(root, "content/en/shells.sheet.yaml", SHEET);
    put(root, "content/zh/shells.sheet.yaml", &zh());
    put(root, "scripts/run.sh", "#!/bin/sh\n# region: run\nbash -i\n# endregion\n");
    folder
}

/// The text of a page: tags out, white space folded.
fn words(html: &[u8]) -> String {
    let html = String::from_utf8_lossy(html);
    let text: String = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A build that remembers, compared with one that begins with nothing.
fn built(root: &Path, keep: &mut Keep) -> (String, String, String, Vec<PathBuf>) {
    let (files, outcome) = common::build(root, false, keep);
    let (cold, cold_outcome) = common::cold(root, false);
    assert_eq!(common::told(&outcome.notes), common::told(&cold_outcome.notes));
    assert!(files == cold, "warm is not cold");
    let errors: Vec<_> = outcome
        .notes
        .iter()
        .filter(|n| n.severity == Severity::Error && n.code != Code::SheetSource)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let files = files.unwrap_or_default();
    let page = |path: &str| files.files.get(path).map(|bytes| words(bytes)).unwrap_or_default();
    let sources = outcome.notes.iter().filter(|n| {
        let mine = [
            Code::SourceDiffers,
            Code::SourceChanged,
            Code::SheetSource,
            Code::OverlayStale,
            Code::OverlayUnknownId,
            Code::UndefinedMacro,
        ];
        mine.contains(&n.code)
    });
    let told: Vec<String> = sources.map(|n| n.message.clone()).collect();
    (
        page("shells/index.html"),
        page("zh/shells/index.html"),
        told.join("\n"),
        outcome.sources,
    )
}

#[test]
fn an_edit_of_a_source_is_an_edit_of_the_page() {
    let folder = site();
    let root = folder.path();
    let mut keep = Keep::new(root);

    let (page, _, told, watched) = built(root, &mut keep);
    assert!(page.contains("a_fallback_macro") && page.contains("bash -i"), "{page}{told}");
    assert_eq!(told, "");
    for path in [
        "rules/base.yaml",
        "rules/own.yaml",
        "content/en/rules/own.yaml",
        "scripts/run.sh",
        "shells.sheet.lock.yaml",
    ] {
        assert!(watched.contains(&PathBuf::from(path)), "{path} is not watched: {watched:?}");
    }

    put(root, "rules/base.yaml", RULES);
    put(root, "rules/own.yaml", "");
    let (page, zh, told, _) = built(root, &mut keep);
    let text = common::cold(root, false).0.expect("it builds").files["shells/shells.txt"].clone();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(
        text.contains("… 2 more clauses") && text.contains("user_known_shell"),
        "{text}"
    );
    assert!(page.contains("spawned and proc.name in (shells)"), "{page}");
    assert!(
        page.contains("… 2 more clauses") && page.contains("user_known_shell"),
        "{page}"
    );
    assert!(page.contains("A shell was started.") && !page.contains("fallback"), "{page}");
    assert!(
        zh.contains("启动了外壳。") && zh.contains("spawned and proc.name in (shells)"),
        "{zh}"
    );
    assert_eq!(told, "`condition` is not what the source has, which is shown");

    put(
        root,
        "rules/own.yaml",
        "- rule: A shell\n  desc: It was bash.\n  priority: ALERT\n  override: {desc: replace, priority: replace}\n",
    );
    let (page, zh, told, _) = built(root, &mut keep);
    assert!(page.contains("It was bash.") && page.contains("ALERT"), "{page}");
    assert!(zh.contains("It was bash.") && !zh.contains("启动了外壳。"), "{zh}");
    assert!(
        told.contains("1 string was translated from words that have changed since"),
        "{told}"
    );

    put(root, "scripts/run.sh", "# region: run\nzsh -i\n# endregion\n");
    assert!(built(root, &mut keep).0.contains("zsh -i"));

    fs::remove_file(root.join("rules/base.yaml")).expect("it is there");
    assert!(built(root, &mut keep).0.contains("a_fallback_macro"));

    fs::remove_file(root.join("scripts/run.sh")).expect("it is there");
    let (page, _, told, _) = built(root, &mut keep);
    assert_eq!((page.as_str(), told.as_str()), ("", "there is no file `scripts/run.sh`"));
}

fn stoop(root: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_stoop"))
        .args(args)
        .current_dir(root)
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn sheet_update_takes_over_what_has_changed_and_prints_it() {
    let folder = site();
    let root = folder.path();
    put(root, "rules/base.yaml", RULES);
    put(root, "rules/own.yaml", "");
    let (status, out, err) = stoop(root, &["sheet", "update"]);
    assert_eq!(status, 0, "{err}");
    assert_eq!(
        out,
        "content/en/shells.sheet.yaml:10 g.shell\n  +priority: NOTICE\n  +desc: A shell was started.\n  +output: Shell %proc.name\n  +spawned\n  +and proc.name in (shells)\n  +and proc.tty != 0\n  +and not user_known_shell\n  +hook: user_known_shell\ncontent/en/shells.sheet.yaml:15 g.run\n  +bash -i\ncontent/en/shells.sheet.lock.yaml: written\n"
    );
    assert_eq!(stoop(root, &["sheet", "update", "shells"]).1, "nothing has changed\n");
    // The lock file is for the author, and is no page and no file of the site.
    let (files, _) = common::cold(root, false);
    assert!(files.expect("it builds").files.keys().all(|path| !path.contains("lock")));

    put(root, "rules/base.yaml", &RULES.replace("proc.tty != 0", "proc.tty > 0"));
    let (_, outcome) = common::cold(root, false);
    assert!(common::told(&outcome.notes).contains("line 6 was `and proc.tty != 0`, and is `and proc.tty > 0`"));
    let (_, out, _) = stoop(root, &["sheet", "update", "shells"]);
    assert!(out.contains("  -and proc.tty != 0\n  +and proc.tty > 0\n"), "{out}");
    let (_, outcome) = common::cold(root, false);
    assert!(outcome.notes.iter().all(|n| n.code != Code::SourceChanged));

    put(root, "rules/base.yaml", "- rule: A shell\n");
    let before = fs::read_to_string(root.join("content/en/shells.sheet.lock.yaml")).expect("it is there");
    let (status, _, err) = stoop(root, &["sheet", "update"]);
    assert_eq!(status, 1);
    assert!(err.contains("`condition` is missing here"), "{err}");
    assert_eq!(
        fs::read_to_string(root.join("content/en/shells.sheet.lock.yaml")).expect("it is there"),
        before
    );
    assert_eq!(stoop(root, &["sheet", "update", "shels"]).0, 1);
}

/// The rules that Falco ships, where a copy of them is at hand.
#[test]
fn the_rules_that_falco_ships() {
    let shared = std::env::var_os("STOOP_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let folder = shared.join("falco/rules");
    let names = ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];
    let files: Vec<(Arc<str>, Arc<str>)> = names
        .iter()
        .filter_map(|name| Some(((*name).into(), fs::read_to_string(folder.join(name)).ok()?.into())))
        .collect();
    if files.len() < names.len() {
        eprintln!(
            "skipped: no rules files in {}; STOOP_SHARED names the folder",
            folder.display()
        );
        return;
    }
    let noted = stoop::sheet::rules::load(&files);
    let rules = noted.value;
    eprintln!(
        "{} rules, {} macros, {} lists",
        rules.rules.len(),
        rules.macros.len(),
        rules.lists.len()
    );
    for note in &noted.notes {
        let place = note.place.as_ref().expect("a place");
        eprintln!(
            "{}:{}:{}: {} {}",
            place.file,
            place.line,
            place.column,
            note.message,
            note.help.as_deref().unwrap_or("")
        );
    }
    assert!(noted.notes.iter().all(|n| n.severity != Severity::Error));
    assert_eq!(rules.rules.len(), 93);
    assert!(rules.rules.iter().all(|r| r.expr.is_some()));
    // Every macro and every list is either defined or told.
    let told = |name: &str| noted.notes.iter().any(|n| n.message.contains(&format!("`{name}`")));
    for expr in rules
        .rules
        .iter()
        .map(|r| &r.expr)
        .chain(rules.macros.iter().map(|m| &m.expr))
    {
        let words = stoop::sheet::condition::refs(expr.as_ref().expect("parsed"));
        assert!(
            words
                .macros
                .iter()
                .all(|w| rules.macros.get(&w.name).is_some() || told(&w.name))
        );
        assert!(
            words
                .lists
                .iter()
                .all(|w| rules.lists.get(&w.name).is_some() || told(&w.name))
        );
        let odd = words
            .items
            .iter()
            .filter(|w| w.name.contains('_') && rules.lists.get(&w.name).is_none());
        odd.for_each(|w| eprintln!("taken for a text: {}", w.name));
    }
    let hooks = |name: &str| {
        let rule = rules.rules.get(name).expect("it is defined");
        rules.hooks(rule.expr.as_ref().expect("parsed"))
    };
    assert_eq!(
        hooks("Terminal shell in container"),
        ["user_expected_terminal_shell_in_container_conditions"]
    );
}
