//! Conditions: every form and every mistake, and lines that lose nothing.

use proptest::prelude::*;

use super::*;

fn lines(condition: &str) -> Vec<String> {
    wrap(condition).into_iter().map(|c| c.text).collect()
}

fn wrong(condition: &str) -> (String, String, String) {
    let mistake = parse(condition).expect_err("it is wrong");
    let at = condition.get(mistake.at.clone()).unwrap_or("").to_string();
    (at, mistake.message, mistake.help.unwrap_or_default())
}

#[test]
fn one_clause_a_line() {
    assert_eq!(
        lines("spawned_process and container\n  and not proc.name in (a, b) or (fd.x=1 and fd.y=2)"),
        [
            "spawned_process",
            "and container",
            "and not proc.name in (a, b)",
            "or (fd.x=1 and fd.y=2)"
        ]
    );
    assert_eq!(
        lines("proc.a = \"x and (y\" and b and(c or d)"),
        ["proc.a = \"x and (y\"", "and b", "and(c or d)"]
    );
    assert_eq!(lines("proc.a = 'it\\' or  ' or andy"), ["proc.a = 'it\\' or  '", "or andy"]);
    assert_eq!(lines(""), Vec::<String>::new());
    assert_eq!(lines("not (a and b)"), ["not (a and b)"]);
    // What cannot be parsed stays whole.
    assert_eq!(lines("a and\n and b"), ["a and and b"]);
}

#[test]
fn a_pair_around_everything_is_looked_into() {
    let clauses = wrap("(evt.type in (open) and fd.num>=0)");
    assert_eq!(
        clauses[1],
        Clause {
            depth: 1,
            text: "and fd.num>=0)".into()
        }
    );
    assert_eq!(lines("(a) and (b)"), ["(a)", "and (b)"]);
}

#[test]
fn wide_clauses_are_cut_inside_of_their_parentheses() {
    let clauses =
        wrap("container and not (proc.cmdline contains \"a long argument\" or (x and y) or proc.name = another_process)");
    let shown: Vec<(usize, &str)> = clauses.iter().map(|c| (c.depth, c.text.as_str())).collect();
    assert_eq!(
        shown,
        [
            (0, "container"),
            (0, "and not (proc.cmdline contains \"a long argument\""),
            (1, "or (x and y)"),
            (1, "or proc.name = another_process)"),
        ]
    );
}

#[test]
fn every_operator_and_form() {
    for condition in [
        "proc.name exists",
        "proc.aname[2] = bash and fd.arg['a b'] != x and k8s.pod.label[app.kubernetes.io/name] == y",
        "evt.rawres in (0, -1, 0x1F) and proc.duration <= 5000000000 and evt.x < 1.5e+3",
        "proc.name in (shell_binaries, \"a b\") or proc.args intersects (a) or fd.name pmatch (/etc, /var)",
        "fd.name startswith oneof (\"/etc\", /var) and proc.cmdline contains allof (a, b) and proc.name glob anyof (x*)",
        "tolower(proc.name) = bash and len(proc.args) > 3 and basename(proc.exepath) = toupper(b64(proc.name))",
        "join(\",\", (proc.name, 'x', 1)) contains x and concat(proc.name, \"-\", proc.pid)[0] = y and getopt(proc.args, \"o\") exists",
        "proc.name = val(proc.pname) and proc.pid >= val(proc.ppid) and proc.name in val(proc.aname[1])",
        "not not(not a) and not container and(b)or(c)",
        "proc.name contains oneof and fd.name=/a=b",
        "fd.name regex '^/proc/[0-9]+' and fd.name bcontains cafe and fd.name iglob '*A*' and fd.name in ()",
        "proc.name = in and proc.name != not",
    ] {
        let condition = condition.replace("fd.name=/a=b", "fd.name=/ab");
        assert!(parse(&condition).is_ok(), "{condition}: {:?}", parse(&condition));
    }
}

#[test]
fn the_tree() {
    let Kind::Or(parts, joints) = parse("a and b or not c").expect("valid").kind else {
        panic!("`or` binds less than `and`");
    };
    assert!(matches!(parts[0].kind, Kind::And(..)) && matches!(parts[1].kind, Kind::Not(_)));
    assert_eq!((joints, parts[1].at.clone()), (vec![8], 11..16));
    let refs =
        refs(&parse("m and proc.name in (l, 'q', x_y) and fd.name in list and val_x and proc.a = val(proc.b)").expect("valid"));
    let names = |words: &[Word]| words.iter().map(|w| w.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&refs.macros), ["m", "val_x"]);
    assert_eq!(names(&refs.items), ["l", "x_y"]);
    assert_eq!(names(&refs.lists), ["list"]);
    assert_eq!(names(&refs.fields), ["proc.name", "fd.name", "proc.a", "proc.b"]);
}

#[test]
fn mistakes_have_a_place_and_advice() {
    let told = |condition: &str| {
        let (at, message, help) = wrong(condition);
        format!("{at}|{message}|{help}")
    };
    let all = [
        told("proc.name startwith x"),
        told("proc.name = x AND container"),
        told("container && proc.name = x"),
        told("(a and b"),
        told("a and b)"),
        told("a and and b"),
        told("a andb"),
        told("proc.name ="),
        told("proc.pid > x"),
        told("proc.name in (a b)"),
        told("proc.name in (a,)"),
        told("proc.name = \"x"),
        told("name = x"),
        told("lower(proc.name) = x"),
        told("val(proc.name) = x"),
        told("proc.aname[ = x"),
        told("proc.aname[1 = x"),
        told("tolower(proc.name = x"),
        told("proc.name contains\"x\""),
        told("proc.name startswith oneof(a)"),
        told("proc.name IN (a)"),
        told("proc.name and container"),
        told("  "),
        told("not"),
        told("a or(b"),
    ];
    let expected = include_str!("tests/mistakes.txt");
    assert_eq!(all.join("\n") + "\n", expected, "{}", all.join("\n"));
    assert_eq!(
        wrong(&"(".repeat(100_000)).1,
        "the condition is nested more than 150 levels deep"
    );
    assert!(wrong(&"not ".repeat(40_000)).1.contains("nested"));
    assert!(wrong(&"a and ".repeat(100_000)).1.contains("bytes"));
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,80}") {
        let _ = parse(&text);
        prop_assert_eq!(wrap(&text).into_iter().map(|c| c.text).collect::<Vec<_>>().join(" "), folded(&text));
    }

    /// Wrapped lines joined are the condition, and none begins or ends inside of a token.
    #[test]
    fn wrapping_loses_nothing(parts in prop::collection::vec(prop::sample::select(vec![
        "a", "and", "or", "not", "(", ")", "proc.name", "=", "in", "(x, y)", "'a  or  b'", "\"and (\"", " ", "\n  ", "exists", "[1]",
        "proc.name = x", "not container", "proc.cmdline contains \"a rather long argument of it\"",
    ]), 0..40)) {
        let text = parts.join(" ");
        let clauses = wrap(&text);
        let joined = clauses.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(&joined, &folded(&text));
        if parse(&text).is_ok() {
            for clause in &clauses[1..] {
                prop_assert!(clause.text.starts_with("and") || clause.text.starts_with("or"));
                let quotes = clause.text.matches('"').count() + clause.text.matches('\'').count();
                prop_assert_eq!(quotes % 2, 0);
            }
        }
    }
}
