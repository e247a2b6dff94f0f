//! Sheets that are too large, too many or too long: each ends in a sheet or in a finding.

use super::*;
use crate::diag::Code;

const HEAD: &str = "title: S\ngroups:\n- id: g\n  title: G\n  blocks:\n";

fn codes(text: &str) -> Vec<Code> {
    doc(text).notes.iter().map(|n| n.code).collect()
}

#[test]
fn five_megabytes_of_blocks_are_refused() {
    let block = |i: usize| {
        format!(
            "  - {{ id: b{i}, kind: snippet, lang: sh, code: \"echo {} {i}\" }}\n",
            "x".repeat(40)
        )
    };
    let text = format!("{HEAD}{}", (0..50_000).map(block).collect::<String>());
    assert!(text.len() > 4_500_000);
    let read = doc(&text);
    assert_eq!(
        told(&read.notes)[0]
            .split(" / ")
            .next()
            .map(|t| t.split_once(' ').map_or("", |(_, t)| t)),
        Some("error yaml-syntax: YAML that unfolds to more than is read of one file: too many nodes")
    );
}

#[test]
fn five_megabytes_of_words_are_one_block() {
    let text = format!(
        "{HEAD}  - id: a\n    kind: text\n    text: |\n{}",
        "      some words here and there\n".repeat(160_000)
    );
    assert!(text.len() > 5_000_000);
    assert_eq!(codes(&text), []);
}

#[test]
fn a_thousand_blocks_and_ten_thousand_lines() {
    let block = |i: usize| format!("  - {{ id: b{i}, kind: macro, condition: \"evt.type in (open) and fd.num>={i}\" }}\n");
    let many = sheet(&format!("{HEAD}{}", (0..1000).map(block).collect::<String>()));
    assert_eq!(show(&many, None, false).value.groups[0].blocks.len(), 1000);
    let line = |i: usize| format!("      {}fd.num={i}\n", if i == 0 { "" } else { "or " });
    let long = format!(
        "{HEAD}  - id: a\n    kind: macro\n    condition: >\n{}",
        (0..10_000).map(line).collect::<String>()
    );
    let shown = show(&sheet(&long), None, false).value;
    assert_eq!(shown.groups[0].blocks[0].lines.len(), 10_000);
}

#[test]
fn conditions_that_are_too_long_or_too_deep_are_told() {
    let with = |condition: String| codes(&format!("{HEAD}  - {{ id: a, kind: macro, condition: \"{condition}\" }}\n"));
    assert_eq!(with("fd.num=1 or ".repeat(50_000)), [Code::ConditionSyntax]);
    assert_eq!(with("(".repeat(50_000)), [Code::ConditionSyntax]);
    assert_eq!(with("not ".repeat(40_000)), [Code::ConditionSyntax]);
}
