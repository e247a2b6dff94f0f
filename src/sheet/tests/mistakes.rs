//! Every diagnostic of a file, with its exact message, line and column.

use super::*;

/// A sheet with one block, whose lines are indented here by four.
fn with_block(block: &str) -> String {
    format!(
        "title: T\nvars: {{ falco: 1 }}\nsources: {{ rules: {{ type: falco-rules, path: r.yaml }} }}\ngroups:\n- id: g\n  title: G\n  blocks:\n  - {}",
        block.replace('\n', "\n    ")
    )
}

#[test]
fn every_mistake_has_its_place() {
    let cases: &[(&str, &[&str])] = &[
        (
            "kind: snipet\ncode: x",
            &["8:11+6 error sheet-kind: no kind of block is called `snipet` / did you mean `snippet`?"],
        ),
        (
            "kind: text\ntext: \" \"",
            &["9:11+3 error bad-value: `text` is empty / write it, or mark what it belongs to as a draft: `draft: true`"],
        ),
        ("kind: snippet\ndraft: true\ncode: \"\"", &[]),
        (
            "kind: table\ncolumns: [A, B]\nrows:\n- [a]\n- {cells: [b, c, d]}",
            &["12:22+1 error bad-value: a row of 3 cells in a table of 2 columns / take it out, or add a column"],
        ),
        (
            "kind: list\nlist: \"\"\nitems: [a]",
            &["9:11+2 error bad-value: `list` is empty / write it, or mark what it belongs to as a draft: `draft: true`"],
        ),
        (
            "kind: oneliners\nitems:\n- {cmd: \"\", desc: x}\n- {id: y, cmd: \"\", draft: true}",
            &["10:13+2 error bad-value: `cmd` is empty / write it, or mark what it belongs to as a draft: `draft: true`"],
        ),
        (
            "id: b\ncode: x",
            &[
                "8:5+1 error sheet-kind: a block without a `kind` / known here: `rule`, `macro`, `list`, `flags`, `oneliners`, `keys`, `fields`, `snippet`, `table`, `text`",
            ],
        ),
        (
            "kind: snippet\ncdoe: x",
            &[
                "8:5+1 error missing-key: `code` is missing here",
                "9:5+4 error unknown-key: unknown key `cdoe` / did you mean `code`?",
            ],
        ),
        (
            "kind: text\ntext: x\ntone: tipp",
            &["10:11+4 error bad-value: `tone` cannot be `tipp` / did you mean `tip`?"],
        ),
        ("kind: rule\nfrom: \"rules#rule/X\"", &[]),
        ("kind: snippet\nfile: x.sh", &[]),
        (
            "kind: rule\nfrom: \"ruels#rule/X\"",
            &["9:11+14 error sheet-source: the sheet declares no source `ruels` / did you mean `rules`?"],
        ),
        (
            "kind: rule\nfrom: \"ruels#rule/X\"\ndraft: true",
            &["9:11+14 warning sheet-source: the sheet declares no source `ruels` / did you mean `rules`?"],
        ),
        (
            "kind: macro\nfrom: \"rules#rule/X\"",
            &["9:11+14 error sheet-source: a block of the kind `macro` cannot show a rule"],
        ),
        (
            "kind: rule\nfrom: rules",
            &["9:11+5 error sheet-source: `rules` names no rule / write `rules#rule/` and its name"],
        ),
        (
            "kind: fields\nfrom: rules",
            &[
                "9:11+5 error sheet-source: the source `rules` is of the type `falco-rules`, and a block of the kind `fields` needs `fields`",
            ],
        ),
        (
            "kind: text\ntext: x\nfrom: rules#rule/X\npick: [a]",
            &[
                "10:11+12 error sheet-source: a block of the kind `text` takes nothing from a source",
                "11:11+1 warning bad-value: `pick` has no meaning in a block of the kind `text`",
            ],
        ),
        (
            "kind: rule\nfrom: rules#rule/X\nshow: [conditon, tags]",
            &["10:12+8 error bad-value: a rule has no part `conditon` / did you mean `condition`?"],
        ),
        (
            "kind: macro\ncondition: a\nshort: {text: x}",
            &["10:12+1 warning bad-value: `short` has no meaning without `from`"],
        ),
        (
            "kind: macro\ncondition: >-\n  a and\n  proc.name startwith x",
            &["11:17+9 error condition-syntax: no operator is called `startwith` / did you mean `startswith`?"],
        ),
        (
            "kind: macro\ncondition: evt.dir = < and a",
            &[
                "9:16+7 warning rules-deprecated: Falco has deprecated the field `evt.dir` / take the check out: since Falco 0.42 `evt.dir = <` is always true and `evt.dir = >` never",
            ],
        ),
        (
            "kind: oneliners\nitems:\n- {cmd: x, expect: Some rule}\n- {cmd: y, expect: ruls#rule/Some}",
            &[
                "10:24+9 error sheet-source: `Some rule` names no rule of a source / write `rules#rule/Some rule`",
                "11:24+14 error sheet-source: the sheet declares no source `ruls` / did you mean `rules`?",
            ],
        ),
        (
            "kind: rule\ncondition: a\npriority: notise",
            &["10:15+6 error bad-value: `priority` cannot be `notise` / did you mean `NOTICE`?"],
        ),
        (
            "kind: snippet\ncode: |\n  run {{ falko }}",
            &["10:11+11 error bad-value: no variable is called `falko` / did you mean `falco`?"],
        ),
        (
            "kind: text\ntext: a {{zebra}}",
            &["9:13+9 error bad-value: no variable is called `zebra` / known here: `falco`"],
        ),
        (
            "kind: snippet\nlang: sh\ncode: |\n  echo “x”\n  $ ls",
            &[
                "12:7+2 warning sheet-unsafe-copy: a `$ ` prompt in a command / leave the prompt out: it is copied with the command",
                "11:12+1 warning sheet-unsafe-copy: a curly quote `“` in code / write a straight quote: `\"` or `'`",
            ],
        ),
        (
            "kind: oneliners\nitems:\n- cmd: falco -o rules[].disable.tag=x",
            &[
                "10:21+6 warning sheet-unsafe-copy: `rules[]` without quotes in a command / quote it, as in `-o 'rules[].disable.rule=*'`: a shell takes the brackets for a pattern",
            ],
        ),
        (
            "kind: oneliners\nitems:\n- cmd: a\u{a0}b",
            &["10:13+1 warning sheet-unsafe-copy: an invisible character U+00A0 in code / write a plain space"],
        ),
        (
            "kind: flags\nitems:\n- { id: a, flag: -a }\n- { id: a, flag: -b }",
            &["11:13+1 error sheet-duplicate-id: two rows have the id `a` / give one of them another `id`"],
        ),
        ("{ id: x, kind: text, text: a }\n- { id: x, kind: text, text: b }", &[]),
        (
            "id: a.b\nkind: text\ntext: x",
            &["8:9+3 error bad-value: `a.b` cannot be an id / an id is made of letters, digits, `-` and `_`"],
        ),
        (
            "kind: table\ncolumns: [a]\nrows: [[b]]\nwords: [1]",
            &["11:13+1 error bad-value: `words` names a column that is not there: 1 / columns are counted from 0"],
        ),
        (
            "kind: text\ntext: x\nmax_lines: 0",
            &["10:16+1 error bad-value: `max_lines` cannot be `0` / from 1 to 10000"],
        ),
        (
            "kind: text\ntext: [x]",
            &["9:11+1 error wrong-type: `text` takes a string, not a list"],
        ),
    ];
    for (block, expected) in cases {
        let mut text = with_block(block);
        if expected.is_empty() {
            text = with_block("{ id: x, kind: text, text: a }") + "\n  - { id: x, kind: text, text: b }";
        }
        let mut found = told(&doc(&text).notes);
        let mut expected: Vec<String> = expected.iter().map(|e| e.to_string()).collect();
        if expected.is_empty() {
            expected = vec!["9:11+1 error sheet-duplicate-id: two blocks have the id `x` / give one of them another `id`".into()];
        }
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn mistakes_outside_of_blocks() {
    let cases: &[(&str, &str)] = &[
        (
            "title: \"\"\ngroups: []",
            "1:8+2 error bad-value: `title` is empty / write one: it is a heading on the page and on paper",
        ),
        (
            "title: T\ngroups: [{ title: \" \", draft: true, blocks: [] }]",
            "2:19+3 error bad-value: `title` is empty / write one: it is a heading on the page and on paper",
        ),
        (
            "title: T\nprint: { paper: a44 }\ngroups: []",
            "2:17+3 error bad-value: `paper` cannot be `a44` / did you mean `a4`?",
        ),
        (
            "title: T\nprint: { paper: [a4, lettr] }\ngroups: []",
            "2:22+5 error bad-value: `paper` cannot be `lettr` / did you mean `letter`?",
        ),
        (
            "title: T\nprint: { margin: 8 mm }\ngroups: []",
            "2:18+4 error bad-value: `margin` cannot be `8 mm` / write a length from 5mm to 50mm, in `mm`, `pt`, `cm` or `in`",
        ),
        (
            "title: T\nprint: { margin: 0 }\ngroups: []",
            "2:18+1 error bad-value: `margin` cannot be `0` / write a length from 5mm to 50mm, in `mm`, `pt`, `cm` or `in`",
        ),
        (
            "title: T\nprint: { margin: 0mm }\ngroups: []",
            "2:18+3 error bad-value: `margin` cannot be `0mm` / write a length from 5mm to 50mm, in `mm`, `pt`, `cm` or `in`",
        ),
        (
            "title: T\nprint: { margin: 6cm }\ngroups: []",
            "2:18+3 error bad-value: `margin` cannot be `6cm` / write a length from 5mm to 50mm, in `mm`, `pt`, `cm` or `in`",
        ),
        (
            "title: T\nprint: { text: 25pt }\ngroups: []",
            "2:16+4 error bad-value: `text` cannot be `25pt` / write a length from 7.5pt to 24pt, in `mm`, `pt`, `cm` or `in`",
        ),
        (
            "title: T\nprint: { code: 10 }\ngroups: []",
            "2:16+2 error bad-value: `code` cannot be `10` / write a length from 7pt to 24pt, in `mm`, `pt`, `cm` or `in`",
        ),
        (
            "title: T\nprint: { columns: 9 }\ngroups: []",
            "2:19+1 error bad-value: `columns` cannot be `9` / from 1 to 6",
        ),
        (
            "title: T\ngruops: []",
            "2:1+6 error unknown-key: unknown key `gruops` / did you mean `groups`?",
        ),
        ("groups: []", "1:1+1 error missing-key: `title` is missing here"),
        (
            "title: T\ngroups:\n- title: A\n- title: a",
            "4:10+1 error sheet-duplicate-id: two groups have the id `a` / give one of them another `id`",
        ),
        ("title: T\ngroups: [", "-"),
        ("", "1:1+1 error wrong-type: this takes a map, not nothing"),
        (
            "title: { t: x, of: a }\nprint: {}\n",
            "2:1+5 error overlay-code: `print` belongs to the sheet / a translation holds words only; take the key out",
        ),
        (
            "strings:\n  a.b: { of: \"12\" }",
            "2:3+3 error missing-key: `a.b` has no translation / write it under `t`, or `same: true` to leave the words as they are",
        ),
        (
            "strings:\n  a.b: x",
            "2:8+1 error wrong-type: `a.b` takes a map, not a string",
        ),
    ];
    for (text, expected) in cases {
        let found = told(&doc(text).notes);
        assert!(
            found.iter().any(|f| f == expected) || *expected == "-" && !found.is_empty(),
            "{text}\n{found:#?}\n{expected}"
        );
    }
}

#[test]
fn not_utf8_is_a_warning_and_a_mark_is_no_content() {
    let read = parse(
        &Arc::from("a.sheet.yaml"),
        b"\xef\xbb\xbftitle: \"T\\x02x\xff\"\ngroups: []\n",
    );
    assert_eq!(
        told(&read.notes),
        ["1:1+1 warning not-utf8: the file is not valid UTF-8 / save it as UTF-8; what could not be read is shown as `\u{fffd}`"]
    );
    assert_eq!(read.value.front.map["title"], "Tx\u{fffd}");
}

#[test]
fn the_example_of_the_design() {
    let text = r#"
title: Falco cheatsheet
draft: false
applies_to: { falco: ">=0.44, <0.45", ruleset: falco-rules-5.1.0 }
vars: { falco: "0.44.1" }
sources:
  rules: { type: falco-rules, path: falco_rules.yaml }
print: { paper: [a4, letter], orientation: landscape, columns: 3, pages: 2, margin: 8mm, text: 7.5pt, code: 7pt }
groups:
- id: must
  title: Rules to know
  blocks:
  - { id: tty, kind: rule, from: "rules#rule/Terminal shell in container", show: [priority, condition, output, tags], hooks: true }
  - { id: spawned, kind: macro, from: "rules#macro/spawned_process", condition: "evt.type in (execve, execveat)" }
  - { id: response, kind: text, title: Response, text: "Falco detects; it does not block.", draft: true }
"#;
    assert_eq!(told(&doc(text).notes), Vec::<String>::new());
}
