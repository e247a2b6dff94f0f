//! Fixtures of sheets and translations: what is shown, states of strings, drafts that leave nothing, bad input.

mod hostile;
mod mistakes;
mod strings;

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::diag::{Diagnostic, Noted, Severity, has_errors};
use crate::doc::{Body, Doc};

fn doc(text: &str) -> Noted<Doc> {
    parse(&Arc::from("a.sheet.yaml"), text.as_bytes())
}

fn sheet(text: &str) -> Arc<Sheet> {
    let doc = doc(text);
    assert!(!has_errors(&doc.notes), "{:#?}", doc.notes);
    match doc.value.body {
        Body::Sheet(sheet) => sheet,
        _ => panic!("it is no sheet"),
    }
}

fn overlay(text: &str) -> Arc<Overlay> {
    let doc = parse(&Arc::from("zh/a.sheet.yaml"), text.as_bytes());
    assert!(!has_errors(&doc.notes), "{:#?}", doc.notes);
    match doc.value.body {
        Body::Overlay(overlay) => overlay,
        _ => panic!("it is no overlay"),
    }
}

/// `line:column+width severity code: message / help`.
fn told(notes: &[Diagnostic]) -> Vec<String> {
    notes
        .iter()
        .map(|n| {
            let place = n
                .place
                .as_ref()
                .map_or("-".to_string(), |p| format!("{}:{}+{}", p.line, p.column, p.width));
            let help = n.help.as_deref().map_or(String::new(), |h| format!(" / {h}"));
            format!("{place} {} {}: {}{help}", n.severity.as_str(), n.code.as_str(), n.message)
        })
        .collect()
}

/// Every kind of block, every key that is shown.
const ALL: &str = r#"title: Falco {{falco}} cheatsheet
linkTitle: Falco
description: Run, write, tune.
weight: 3
tags: [falco]
applies_to: { falco: ">=0.44", verified: 0.40, checked: 2026-07-20 }
vars: { falco: "0.44.1" }
sources:
  rules: { type: falco-rules, path: falco_rules.yaml }
print: { paper: [a4, letter], columns: 4, margin: 10mm }
legend:
- { mark: "⚠", text: Can do harm }
see_also: [/docs/]
groups:
- id: run
  title: Run and watch
  intro: First steps.
  blocks:
  - id: docker
    kind: snippet
    title: Docker
    lang: sh
    code: |
      docker run falco:{{falco}} --format '{{.Names}}'
  - id: daily
    kind: oneliners
    items:
    - { id: validate, cmd: "falco -V my_rules.yaml", desc: Check rules }
    - { cmd: "falco -L", desc: List rules, expect: "rules#rule/X" }
  - { id: flags, kind: flags, items: [{ flag: -c, desc: Configuration }, { flag: -U }] }
  - { kind: keys, items: [{ key: priority, default: debug }, { key: webserver.listen_port, default: 8765 }] }
  - { kind: fields, items: [{ field: proc.name, type: string, desc: Name }] }
- title: Rules
  weight: 1
  blocks:
  - kind: rule
    rule: Shell
    desc: A shell ran
    condition: spawned_process and container
    output: "Shell %proc.name"
    priority: notice
    since: 0.40
  - { kind: macro, macro: spawned_process, condition: "evt.type in (execve, execveat)" }
  - { kind: list, list: shells, items: [bash, sh, 7] }
  - id: ops
    kind: table
    columns: [Operator, Meaning]
    words: [1]
    rows:
    - ["=", equal]
    - { id: in, cells: [in, one of], draft: true }
  - { id: tip, kind: text, title: Response, text: "Falco detects.", tone: tip, note: Really }
"#;

#[test]
fn all_kinds_are_shown() {
    let sheet = sheet(ALL);
    let shown = show(&sheet, None, false);
    assert!(shown.notes.is_empty());
    let shown = shown.value;
    assert_eq!(shown.title.text, "Falco 0.44.1 cheatsheet");
    assert_eq!(shown.applies_to.verified.as_ref().map(|v| v.0.as_str()), Some("0.40"));
    assert_eq!(
        (
            shown.print.columns,
            shown.print.pages,
            shown.print.margin.as_str(),
            shown.print.code.as_str()
        ),
        (4, 2, "10mm", "7pt")
    );
    let sizes: Vec<_> = shown.print.papers.iter().map(|p| p.size.as_str()).collect();
    assert_eq!(sizes, ["A4 landscape", "letter landscape"]);
    let groups: Vec<_> = shown.groups.iter().map(|g| g.id.as_str()).collect();
    assert_eq!(groups, ["rules", "run"], "by weight");
    let badges: Vec<_> = shown
        .groups
        .iter()
        .flat_map(|g| &g.blocks)
        .map(|b| format!("{}={}", b.badge, b.path))
        .collect();
    assert_eq!(
        badges,
        [
            "U1=rules.shell",
            "U2=rules.spawned-process",
            "U3=rules.shells",
            "U4=rules.ops",
            "U5=rules.tip",
            "R1=run.docker",
            "R2=run.daily",
            "R3=run.flags",
            "R4=run.keys",
            "R5=run.fields"
        ]
    );
    let rule = &shown.groups[0].blocks[0];
    assert_eq!(rule.since.as_deref(), Some("0.40"));
    assert_eq!(
        rule.lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(),
        ["spawned_process", "and container"]
    );
    assert_eq!(shown.groups[0].blocks[2].items, ["bash", "sh", "7"]);
    let table = &shown.groups[0].blocks[3];
    assert_eq!(table.rows.len(), 1, "the draft row is gone");
    assert_eq!(
        table.columns[1],
        Column {
            key: "1".into(),
            title: Some(Words {
                text: "Meaning".into(),
                ..Words::default()
            }),
            code: false
        }
    );
    let run = &shown.groups[1];
    assert_eq!(
        run.blocks[0].code.as_deref(),
        Some("docker run falco:0.44.1 --format '{{.Names}}'\n")
    );
    assert_eq!(run.blocks[1].rows[1].id, "falco-l");
    assert_eq!(
        run.blocks[2].columns.iter().map(|c| c.key.as_str()).collect::<Vec<_>>(),
        ["flag", "desc"],
        "nobody has an `arg`"
    );
    assert_eq!(run.blocks[3].rows[1].cells[1].words.text, "8765");
    assert!(serde_json::to_value(&shown).is_ok_and(|json| json["groups"][1]["blocks"][2]["rows"][0]["cells"][0]["text"] == "-c"));
}

#[test]
fn a_sheet_is_a_page() {
    let doc = doc(ALL);
    assert_eq!(doc.value.front.map["title"], "Falco 0.44.1 cheatsheet");
    assert_eq!(doc.value.front.map["linktitle"], "Falco");
    assert_eq!(doc.value.front.map["weight"], 3);
    assert_eq!(
        doc.value.front.place("description").map(|p| (p.line, p.column)),
        Some((3, 14))
    );
    assert!(!doc.value.front.map.contains_key("groups"));
}

#[test]
fn schema_has_every_key_of_every_kind() {
    let schema = crate::yaml::schema_of::<file::SheetFile>();
    let kinds = schema["$defs"]["Block"]["oneOf"].as_array().expect("kinds");
    assert_eq!(kinds.len(), file::KINDS.len());
    for kind in kinds {
        assert_eq!(kind["additionalProperties"], false);
        assert!(kind["properties"]["max_lines"].is_object() && kind["properties"]["kind"]["const"].is_string());
    }
}

#[test]
fn translations_have_states() {
    let sheet = sheet(ALL);
    let title = of("Falco {{falco}} cheatsheet");
    let check = of("Check rules");
    let text = format!(
        "title: {{ t: 'Falco {{{{falco}}}} 速查表', of: \"{title}\" }}\nstrings:\n  run.title: {{ t: 运行, of: \"00000000\" }}\n  run.daily.validate.desc: {{ t: 检查规则, of: {check} }}\n  run.intro: {{ same: true }}\n  run.docker.title: {{ t: 容器 }}\n  long.gone.words: {{ t: 没了, of: \"1\" }}\n"
    );
    let overlay = overlay(&text);
    let shown = show(&sheet, Some(&overlay), false);
    let value = &shown.value;
    assert_eq!(
        value.title,
        Words {
            text: "Falco 0.44.1 速查表".into(),
            state: State::Ok,
            mark: false
        }
    );
    let run = &value.groups[1];
    assert_eq!(
        run.title,
        Words {
            text: "Run and watch".into(),
            state: State::Stale,
            mark: true
        }
    );
    assert_eq!(run.intro.as_ref().map(|w| (w.state, w.mark)), Some((State::Same, false)));
    assert_eq!(
        run.blocks[0].title.as_ref().map(|w| w.state),
        Some(State::Stale),
        "no `of` is as good as an old one"
    );
    assert_eq!(run.blocks[1].rows[0].cells[1].words.text, "检查规则");
    assert_eq!(
        (value.counts.ok, value.counts.stale, value.counts.same, value.counts.orphan),
        (2, 2, 1, 1)
    );
    let found = told(&shown.notes);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert_eq!(
        found[0],
        format!(
            "1:1+1 warning overlay-missing: {} strings have no translation / translate: `linkTitle`, `description`, `rules.title`, `rules.shell.desc`, `rules.ops.0`, and {} more",
            value.counts.missing,
            value.counts.missing - 5
        )
    );
    assert_eq!(
        found[1],
        "3:3+9 warning overlay-stale: 2 strings were translated from words that have changed since / translate again: `run.title`, `run.docker.title`"
    );
    assert_eq!(
        found[2],
        "7:3+15 warning overlay-unknown-id: 1 string is no longer in the sheet / take out: `long.gone.words`"
    );
}

#[test]
fn words_that_are_left_on_purpose_may_change_too() {
    let sheet = sheet(ALL);
    let of = words_of(&sheet)
        .into_iter()
        .find(|(p, ..)| p == "run.title")
        .expect("it is there")
        .2;
    let state = |word: &str| {
        let overlay = overlay(&format!("strings:\n  run.title: {word}\n"));
        let shown = show(&sheet, Some(&overlay), false);
        let stale = shown
            .notes
            .iter()
            .filter(|n| n.code == crate::diag::Code::OverlayStale)
            .count();
        let title = &shown.value.groups.iter().find(|g| g.id == "run").expect("it is there").title;
        (title.state, title.mark, shown.value.counts.stale, stale)
    };
    assert_eq!(state("{ same: true }"), (State::Same, false, 0, 0));
    assert_eq!(state(&format!("{{ same: true, of: \"{of}\" }}")), (State::Same, false, 0, 0));
    assert_eq!(state("{ same: true, of: \"00000000\" }"), (State::Stale, true, 1, 1));
}

#[test]
fn translations_that_touch_code_or_slip() {
    let sheet = sheet(ALL);
    let text = "strings:\n  run.daily.validate.cmd: { t: x }\n  run.titel: { t: x }\n  run.docker.lang: { t: x }\n  run.title: { t: \"{{falko}}\" }\n";
    let overlay = overlay(&text.replace("run.title:", "rules.title:"));
    let found = show(&sheet, Some(&overlay), false).notes;
    let errors: Vec<Diagnostic> = found.into_iter().filter(|n| n.severity == Severity::Error).collect();
    assert_eq!(
        told(&errors),
        [
            "2:3+22 error overlay-code: `run.daily.validate.cmd` is code, which all languages share / take it out: a translation holds words only",
            "3:3+9 error overlay-unknown-id: the sheet has no words at `run.titel` / did you mean `run.title`?",
            "4:3+15 error overlay-code: `run.docker.lang` is code, which all languages share / take it out: a translation holds words only",
            "5:3+11 error bad-value: no variable is called `falko` / did you mean `falco`?",
        ]
    );
}

#[test]
fn a_replaced_row_is_an_orphan_and_no_slip() {
    let sheet = sheet(ALL);
    let overlay = overlay("strings:\n  run.daily.trigger.desc: { t: x, of: \"1\" }\n");
    let shown = show(&sheet, Some(&overlay), false);
    assert_eq!(shown.value.counts.orphan, 1);
    assert!(!has_errors(&shown.notes), "{:#?}", told(&shown.notes));
}

#[test]
fn pinning_fills_every_hash_and_changes_nothing_else() {
    let sheet = sheet(ALL);
    let text = "# words\ntitle: { t: \"甲 # \", of: \"\" } # kept\nlinkTitle:\n  t: 乙\ndescription:\n    t: 丙\n    of:\nstrings:\n  run.title: { t: 丁 }\n  run.intro: { same: true }\n  run.docker.title: {of: 'old', t: 戊}\n  run.gone: { t: x, of: \"\" }\n  rules.title:\n    of: 12345678\n    t: 己\n";
    let pinned = pin(text, &sheet, &|_| true);
    let hash = |path: &str| words_of(&sheet).into_iter().find(|(p, ..)| p == path).expect("it is there").2;
    let expected = format!(
        "# words\ntitle: {{ t: \"甲 # \", of: \"{}\" }} # kept\nlinkTitle:\n  of: \"{}\"\n  t: 乙\ndescription:\n    t: 丙\n    of: \"{}\"\nstrings:\n  run.title: {{ of: \"{}\", t: 丁 }}\n  run.intro: {{ of: \"{}\", same: true }}\n  run.docker.title: {{of: \"{}\", t: 戊}}\n  run.gone: {{ t: x, of: \"\" }}\n  rules.title:\n    of: \"{}\"\n    t: 己\n",
        hash("title"),
        hash("linkTitle"),
        hash("description"),
        hash("run.title"),
        hash("run.intro"),
        hash("run.docker.title"),
        hash("rules.title")
    );
    assert_eq!(pinned, expected);
    assert_eq!(pin(&pinned, &sheet, &|_| true), pinned);
    let shown = show(&sheet, Some(&overlay(&pinned)), false).value;
    assert_eq!((shown.counts.ok, shown.counts.stale), (6, 0));
    assert_eq!(pin("a: [", &sheet, &|_| true), "a: [");
}

#[test]
fn drafts_leave_no_string_and_are_marked_when_shown() {
    let text = "title: T\ngroups:\n- title: gone-group\n  draft: true\n  blocks:\n  - { kind: text, text: gone-a }\n- title: gone-empty\n  intro: gone-intro\n  blocks:\n  - { kind: text, title: gone-b, text: gone-c, draft: true }\n  - { kind: flags, title: gone-d, items: [{ flag: gone-e, draft: true }] }\n- title: Kept\n  blocks:\n  - kind: oneliners\n    items:\n    - { cmd: kept, desc: Kept }\n    - { id: gone-id, cmd: gone-f, desc: gone-g, draft: true }\n  - kind: table\n    columns: [A]\n    rows: [{ id: gone-h, cells: [gone-i], draft: true }, [kept]]\n";
    let sheet = sheet(text);
    let shown = show(&sheet, Some(&Overlay::empty(&Arc::from("zh.yaml"))), false);
    let json = serde_json::to_string(&shown.value).expect("it is plain data");
    assert!(!json.contains("gone"), "{json}");
    assert!(!told(&shown.notes).concat().contains("gone"));
    assert_eq!(shown.value.counts.missing, 4, "title, group, desc, column");
    assert_eq!(shown.value.groups[0].blocks[0].badge, "K1");
    let shown = show(&sheet, None, true).value;
    assert!(shown.groups[0].draft && shown.groups[1].blocks[0].draft && shown.groups[2].blocks[0].rows[1].draft);
    let drafted = sheet_draft(text);
    assert!(!serde_json::to_string(&drafted).expect("plain data").contains("ept"));
}

fn sheet_draft(text: &str) -> Shown {
    show(&sheet(&format!("draft: true\n{text}")), None, false).value
}

#[test]
fn a_large_sheet_is_whole() {
    let mut text = String::from("title: T\ngroups:\n- title: G\n  blocks:\n");
    for i in 0..1000 {
        text += &format!("  - id: b{i}\n    kind: snippet\n    lang: sh\n    title: Block {i}\n    code: |\n");
        text += &"      falco --set a.b=c --list and some more text to fill\n".repeat(90);
    }
    assert!(text.len() > 5_000_000);
    let sheet = sheet(&text);
    let shown = show(&sheet, Some(&Overlay::empty(&Arc::from("zh.yaml"))), false).value;
    assert_eq!(shown.groups[0].blocks.len(), 1000);
}

#[test]
fn many_mistakes_are_counted() {
    let text =
        String::from("title: T\ngroups:\n- title: G\n  blocks:\n") + &"  - { kind: snippet, cod: \"{{x}}\" }\n".repeat(5000);
    let notes = crate::diag::enough(&doc(&text).notes);
    // The first of each kind, and how many more there are.
    assert!((50..=200).contains(&notes.len()), "{}", notes.len());
    assert!(
        notes
            .iter()
            .any(|n| n.trail.iter().any(|(label, _)| label.contains("more like this")))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_yaml_never_panics(parts in prop::collection::vec(prop::sample::select(vec![
        "title: T\n", "groups:\n", "- ", "  ", "id: a\n", "title: x\n", "blocks:\n", "kind: ", "rule\n", "table\n", "flags\n", "items:\n",
        "rows: [[a], {cells: [b]}]\n", "columns: [a, 二]\n", "words: [0, -1]\n", "\n", "strings:\n", "a.b: { t: x, of: \"\" }\n", "{", "}", "[", "]",
        "|\n", "\"", "{{x}}", "of: 12\n", "t: é\n", "print: {margin: 8mm, columns: -3}\n", "~", ": ", "&a ", "*a", "9e999", "draft: true\n", "code: “\n",
    ]), 0..40)) {
        let text = parts.concat();
        let read = doc(&text);
        match read.value.body {
            Body::Sheet(sheet) => {
                show(&sheet, None, true);
                pin(&text, &sheet, &|_| true);
            }
            Body::Overlay(overlay) => {
                show(&sheet(ALL), Some(&overlay), false);
                pin(&text, &sheet(ALL), &|_| true);
            }
            _ => prop_assert!(false),
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        parse(&Arc::from("a.sheet.yaml"), &bytes);
    }
}
