//! Rules files: what later files do to earlier ones, and every mistake at its place.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::diag::{Code, Noted};

fn loaded(files: &[&str]) -> Noted<Rules> {
    let named: Vec<(Arc<str>, Arc<str>)> = files
        .iter()
        .enumerate()
        .map(|(i, text)| (format!("{i}.yaml").into(), (*text).into()))
        .collect();
    load(&named)
}

/// `file:line:column: severity: message (help)`, one a line.
fn told(files: &[&str]) -> String {
    let lines = loaded(files).notes.into_iter().map(|n| {
        let place = n.place.expect("every finding has a place");
        let help = n.help.map(|h| format!(" ({h})")).unwrap_or_default();
        format!(
            "{}:{}:{}: {}: {}{help}\n",
            place.file,
            place.line,
            place.column,
            n.severity.as_str(),
            n.message
        )
    });
    lines.collect()
}

const BASE: &str = "
- required_engine_version: 0.57.0
- required_plugin_versions:
    - {name: container, version: 0.4.0}
- list: shells
  items: [bash, 80, 'a b']
- list: all_shells
  items: [shells, zsh]
- macro: spawned
  condition: evt.type in (execve, execveat)
- macro: user_known_shell
  condition: (evt.num=0)
- macro: shell
  condition: >
    spawned
    and proc.name in (all_shells)
    and not user_known_shell
- rule: A shell
  desc: A shell was
    started.
  condition: shell
  output: shell %proc.name
  priority: notice
  tags: [host, T1059]
  exceptions:
    - name: parents
      fields: proc.pname
      values: [cron]
";

const RULE: &str = "- rule: R\n  desc: d\n  condition: evt.num=0\n  output: o\n  priority: INFO\n";

#[test]
fn a_later_file_changes_what_an_earlier_one_defines() {
    let later = "
- list: shells
  items: [fish]
  override: {items: append}
- macro: user_known_shell
  condition: proc.pname = make
- rule: A shell
  condition: and proc.tty != 0
  output: (%user.name)
  priority: Warning
  tags: [T1059, mine]
  enabled: false
  exceptions:
    - name: parents
      values: [make, ninja]
    - name: pairs
      fields: [proc.name, fd.name]
      comps: [in, startswith]
      values: [[[a, b], /x]]
  override: {condition: append, output: append, priority: replace, tags: append, enabled: replace, exceptions: append}
";
    let noted = loaded(&[BASE, later]);
    assert_eq!(told(&[BASE, later]), "");
    let rules = noted.value;
    let rule = rules.rules.get("A shell").expect("it is defined");
    assert_eq!(rule.condition.value, "shell and proc.tty != 0");
    assert_eq!(rule.output.value, "shell %proc.name (%user.name)");
    assert_eq!((rule.priority.as_str(), rule.enabled), ("Warning", false));
    assert_eq!(rule.tags, ["host", "T1059", "mine"]);
    assert_eq!(rule.desc.value, "A shell was started.");
    let lines: Vec<String> = rule.exceptions.iter().map(Exception::line).collect();
    assert_eq!(lines, ["parents: proc.pname in", "pairs: proc.name in, fd.name startswith"]);
    assert_eq!(rule.exceptions[0].values, 3);
    let items: Vec<&str> = rules
        .lists
        .get("shells")
        .expect("it is defined")
        .items
        .iter()
        .map(|(i, _)| i.as_str())
        .collect();
    assert_eq!(items, ["bash", "80", "a b", "fish"]);
    assert_eq!(
        rules.macros.get("user_known_shell").expect("defined").condition.value,
        "proc.pname = make"
    );
    assert_eq!(rules.hooks(rule.expr.as_ref().expect("parsed")), ["user_known_shell"]);
    assert_eq!(rules.engine.as_deref(), Some("0.57.0"));
    assert_eq!(rules.plugins, [("container".to_string(), "0.4.0".to_string())]);
    let place = rules.place(&rule.at);
    assert_eq!((&*place.file, place.line, place.column), ("0.yaml", 18, 9));
}

#[test]
fn the_old_ways_still_work_and_are_told() {
    let later = "- macro: shell\n  condition: or a.b=1\n  append: true\n- rule: A shell\n  condition: or spawned\n  append: true\n- rule: A shell\n  enabled: false\n";
    let noted = loaded(&[BASE, later]);
    let rule = noted.value.rules.get("A shell").expect("it is defined");
    assert_eq!((rule.condition.value.as_str(), rule.enabled), ("shell or spawned", false));
    assert_eq!(
        told(&[BASE, later]),
        "1.yaml:3:3: warning: Falco has deprecated `append`, which 1.0.0 will not know (write `override`, such as `override: {condition: append}`)\n\
         1.yaml:6:3: warning: Falco has deprecated `append`, which 1.0.0 will not know (write `override`, such as `override: {condition: append}`)\n\
         1.yaml:8:3: warning: Falco has deprecated `enabled` without `override` (add `override: {enabled: replace}`)\n"
    );
}

#[test]
fn what_falco_refuses_is_told_at_its_place() {
    let wrong = format!(
        "{RULE}  prioritty: x
- rule: S
  desc: d
  output: o
  priority: HIGH
- rule: R
  output: x
  priority: INFO
  override: {{output: append, priority: append, rule: replace, desc: replace}}
- rule: Rr
  tags: [x]
  override: {{tags: append}}
- macro: m
  condition: evt.num=0
  override: {{condition: prepend}}
- list: l
  items: x
- list: k
  items: [y]
  append: true
  override: {{items: append}}
- foo: 1
- text
- rule: R
  tags: [x]
  desc: d
  override: {{tags: append}}
- rule: R
  source: k8s_audit
  exceptions:
    - name: e
      fields: [a, b]
      comps: [in]
    - name: f
      fields: a
      comps: =
    - name: g
      fields: [proc.a]
      comps: [startwith]
      values: [[x, y]]
    - fields: a
  override: {{exceptions: append}}
"
    );
    assert_eq!(told(&[&wrong]), include_str!("tests/refused.txt"), "{}", told(&[&wrong]));
}

#[test]
fn names_in_conditions_are_looked_up() {
    let text = "
- macro: early
  condition: late and evt.num=0
- macro: late
  condition: evt.dir = < and k8s.svc.name exists
- list: shell_binaries
  items: [bash, late_list, shel_binaries]
- list: late_list
  items: []
- macro: a
  condition: (evt.num=0)
- macro: b
  condition: a
- macro: a
  condition: b or self
- macro: self
  condition: evt.num=1
- macro: self
  condition: not self
- rule: R
  desc: d
  condition: >-
    early and spawned
    and proc.name in (shel_binaries, some_name)
    and proc.name in shell_binaries
    and fd.name startwith x
  output: o
  priority: INFO
- rule: S
  desc: d
  condition: >-
    early and spawned and
    proc.name in (shel_binaries, some_name)
    and proc.name in shell_binaries
  output: o
  priority: INFO
";
    assert_eq!(told(&[text]), include_str!("tests/names.txt"), "{}", told(&[text]));
}

#[test]
fn a_mistake_in_what_was_appended_is_told_where_it_is_written() {
    let later = "- macro: shell\n  condition: |\n    and\n      proc.name startwith x\n  override:\n    condition: append\n";
    assert_eq!(
        told(&[BASE, later]),
        "1.yaml:4:17: error: no operator is called `startwith` (did you mean `startswith`?)\n"
    );
}

#[test]
fn hostile_files_end_in_findings() {
    let mut bomb = String::from("- &a [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 0..12 {
        let (one, next) = ((b'a' + i) as char, (b'b' + i) as char);
        bomb += &format!("- &{next} [{}]\n", vec![format!("*{one}"); 10].join(", "));
    }
    let codes = |text: &str| loaded(&[text]).notes.iter().map(|n| n.code).collect::<Vec<_>>();
    assert_eq!(codes(&bomb), [Code::YamlSyntax]);
    // A chain of macros that is longer than any stack, and ends where it began.
    let mut chain = String::new();
    for i in 0..20_000 {
        chain += &format!("- macro: m{i}\n  condition: evt.num=0\n");
    }
    for i in 0..20_000 {
        chain += &format!("- macro: m{i}\n  condition: m{}\n", (i + 1) % 20_000);
    }
    assert_eq!(codes(&chain), [Code::RulesCircle]);
    assert_eq!(codes("---\n- a: [\n"), [Code::YamlSyntax]);
    assert_eq!(codes("rule: x\n"), [Code::WrongType]);
    assert_eq!(codes(""), []);
    assert_eq!(codes("---\n- list: a\n  items: []\n---\n- list: b\n  items: []\n"), []);
}

proptest! {
    /// Entries of any keys in any order, in two files: no panic, and each finding has a place.
    #[test]
    fn any_entries_are_loaded_or_refused(
        lines in prop::collection::vec(
            prop::sample::select(vec![
                "- rule: R", "- macro: m", "- list: l", "- list: m", "  condition: m and proc.name in (l)", "  condition: m or (R",
                "  items: [l, m, 1]", "  items: x", "  output: o", "  desc: d", "  priority: INFO", "  priority: [x]", "  append: true",
                "  override: {condition: append}", "  override: {items: replace, exceptions: append}", "  tags: [a, {b: c}]", "  enabled: no",
                "  exceptions: [{name: e, fields: [a, b], values: [[1], [2, 3]]}]", "  exceptions: [{name: e, values: [x]}, y]", "- ~", "---",
                "- required_engine_version: 0.1", "- required_plugin_versions: [{name: x, version: 1}, z]", "- [", "  source: ''",
            ]),
            0..40,
        ),
        cut in 0usize..40,
    ) {
        let (first, second) = lines.split_at(cut.min(lines.len()));
        let noted = loaded(&[&first.join("\n"), &second.join("\n")]);
        prop_assert!(noted.notes.iter().all(|n| n.place.is_some()));
        for rule in noted.value.rules.iter() {
            let _ = rule.expr.as_ref().map(|expr| noted.value.hooks(expr));
        }
    }
}
