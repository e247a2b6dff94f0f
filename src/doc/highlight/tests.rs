//! Tests of highlighting: nothing is lost, lines balance, languages are found, Falco rules are told apart.

use proptest::prelude::*;

use super::*;

/// The text of highlighted HTML.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('>').expect("tags are closed") + 1..];
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The text that has a class, by class, in order.
fn classed(html: &str, class: char) -> Vec<String> {
    html.split(&format!("<span class=\"{class}\">"))
        .skip(1)
        .map(|part| text_of(part.split("</span>").next().expect("split gives one")))
        .collect()
}

const RULE: &str = r#"# A comment
- rule: Terminal shell in container
  desc: >
    A shell was used: doesn't matter how
  condition: >
    spawned_process and container and proc.tty != 0
    and not proc.aname[2] in (shell_binaries, "a b")
    and (tolower(proc.name) startswith bash or fd.name exists)
  output: Shell (user=%user.name flags=%evt.arg.flags label=%k8s.pod.label[app])
  priority: NOTICE
  tags: [maturity_stable, T1059]
  enabled: true
- macro: open_read
  condition: (evt.type in (open,openat) and fd.typechar='f' and fd.num>=0)
- list: shell_binaries
  items: [ash, bash]
"#;

#[test]
fn falco_rules() {
    let highlighter = Highlighter::new();
    let html = highlighter.html("yaml", RULE);
    assert_eq!(text_of(&html), RULE);
    let fields = classed(&html, 'v');
    for field in [
        "proc.tty",
        "proc.aname[2]",
        "proc.name",
        "fd.name",
        "%user.name",
        "%evt.arg.flags",
        "%k8s.pod.label[app]",
        "evt.type",
    ] {
        assert!(fields.iter().any(|f| f == field), "{field} in {fields:?}\n{html}");
    }
    let types = classed(&html, 'y');
    for name in ["spawned_process", "container", "shell_binaries", "open_read"] {
        assert!(types.iter().any(|t| t == name), "{name} in {types:?}\n{html}");
    }
    assert!(
        !types.iter().any(|t| t == "bash"),
        "the word behind `startswith` is a value: {types:?}"
    );
    assert_eq!(classed(&html, 'f'), ["tolower"]);
    let operators = classed(&html, 'o');
    for operator in ["!=", "in", "startswith", "exists", "=", ">="] {
        assert!(operators.iter().any(|o| o == operator), "{operator} in {operators:?}\n{html}");
    }
    assert!(
        classed(&html, 'k')
            .iter()
            .all(|k| ["and", "or", "not", "and not"].contains(&k.as_str())),
        "{html}"
    );
    assert_eq!(classed(&html, 'h'), ["Terminal shell in container"]);
    let keys = classed(&html, 'a');
    assert_eq!(
        keys,
        [
            "rule",
            "desc",
            "condition",
            "output",
            "priority",
            "tags",
            "enabled",
            "macro",
            "condition",
            "list",
            "items"
        ]
    );
    assert_eq!(classed(&html, 'l'), ["NOTICE", "true"]);
    assert_eq!(highlighter.html("falco-rules", RULE), html);
}

#[test]
fn falco_conditions_in_quotes_and_alone() {
    let highlighter = Highlighter::new();
    let double = r#"- macro: m
  condition: "proc.name = \"x y\" and evt.type in (open)"
  output: "%proc.name ran"
  override: {condition: append, enabled: replace}"#;
    let html = highlighter.html("falco", double);
    assert_eq!(text_of(&html), double);
    assert_eq!(classed(&html, 'v'), ["proc.name", "evt.type", "%proc.name"], "{html}");
    assert_eq!(classed(&html, 'k'), ["and"], "{html}");
    assert_eq!(classed(&html, 'l'), ["append", "replace"], "{html}");
    let single = "- macro: m\n  condition: 'proc.name = ''x y'' and evt.num=0'\n  desc: later";
    let html = highlighter.html("yml", single);
    assert_eq!(classed(&html, 'a'), ["macro", "condition", "desc"], "{html}");
    let html = highlighter.html("falco-condition", "fd.sip.name = \"x\" and not my_macro");
    assert_eq!(classed(&html, 'v'), ["fd.sip.name"], "{html}");
    assert_eq!(classed(&html, 'y'), ["my_macro"]);
    let html = highlighter.html("falco-output", "opened %fd.name by %proc.aname[2], 100%");
    assert_eq!(classed(&html, 'v'), ["%fd.name", "%proc.aname[2]"], "{html}");
}

#[test]
fn values_are_no_macros_and_paths_are_no_fields() {
    let html = Highlighter::new().html(
        "falco-condition",
        "proc.name=vi and fd.name startswith /root/.ssh and fd.sip=10.0.0.1 and proc.exe endswith id_rsa.pub and x in (docker.io/a)",
    );
    assert_eq!(classed(&html, 'v'), ["proc.name", "fd.name", "fd.sip", "proc.exe"], "{html}");
    assert_eq!(classed(&html, 'y'), ["x"], "{html}");
    assert_eq!(classed(&html, 'n'), ["10.0.0.1"], "{html}");
}

#[test]
fn many_rules_keep_their_text() {
    let highlighter = Highlighter::new();
    let text = RULE.repeat(50);
    assert_eq!(text_of(&highlighter.html("falco", &text)), text);
}

#[test]
fn languages_are_found_by_many_names() {
    let highlighter = Highlighter::new();
    let samples = [
        ("CPP", "int x = 1; // c"),
        ("c++", "int x = 1; // c"),
        ("main.go", "func f() { return 1 }"),
        ("golang", "func f() { return 1 }"),
        ("sh", "echo \"$X\" # c"),
        ("Shell", "echo \"$X\" # c"),
        ("bash {linenos=true}", "echo \"$X\" # c"),
        ("console", "echo \"$X\" # c"),
        ("yml", "a: true"),
        ("docker", "FROM scratch"),
        ("Dockerfile", "FROM scratch"),
        ("toml", "a = 1"),
        ("ts", "const a: number = 1"),
        ("tsx", "const a: number = 1"),
        ("js", "const a = 1"),
        ("proto", "message A { int32 a = 1; }"),
        ("helm", "a: {{ .Values.a }}\nb: true"),
        ("gotmpl", "<a href=\"x\">"),
        ("json", "{\"a\": 1}"),
        ("makefile", "all: x\n\techo 1 # c"),
        ("diff", "+ a\n- b"),
        ("python", "def f(): return 1"),
        ("rust", "fn f() {}"),
        ("ini", "[a]\nb=1"),
        ("conf", "[a]\nb=1"),
        ("html", "<a href=\"x\">"),
        ("css", "a { color: red }"),
        ("hcl", "a = \"b\""),
        ("powershell", "$a = 1"),
        ("java", "class A {}"),
        ("c", "int x = 1;"),
        ("sql", "SELECT 1"),
        ("xml", "<a b=\"c\"/>"),
        ("ruby", "def f; end"),
        ("lua", "local a = 1"),
        ("nginx", "server { listen 80; }"),
        ("markdown", "# a"),
        ("systemd", "[Unit]\nA=b"),
        ("csharp", "class A {}"),
        ("kt", "fun f() {}"),
        ("cmake", "set(A b)"),
        ("graphql", "type A { b: Int }"),
    ];
    for (lang, code) in samples {
        let html = highlighter.html(lang, code);
        assert!(html.contains("<span class="), "{lang} is not highlighted: {html}");
        assert_eq!(text_of(&html), code, "{lang}");
    }
    for lang in [
        "", "text", "plain", "none", "clike=", "shell+", "no such", "{", "😀", "/", ".", "a/b/", "=yaml",
    ] {
        assert_eq!(&*highlighter.html(lang, "a < b & c"), "a &lt; b &amp; c", "{lang}");
    }
}

#[test]
fn json_keys_are_keys_and_spans_are_few() {
    let html = Highlighter::new().html("json", "{\"a\": \"b c\"}");
    assert_eq!(&*html, "{<span class=\"a\">\"a\"</span>: <span class=\"s\">\"b c\"</span>}");
    let html = Highlighter::new().html("sh", "# a b\n  # c\n");
    assert_eq!(&*html, "<span class=\"c\"># a b</span>\n  <span class=\"c\"># c</span>\n");
}

#[test]
fn lines_are_balanced() {
    let code = "/* a\n   b */ int x;\r\n\n\"s";
    let lines = Highlighter::new().lines("c", code);
    assert_eq!(lines.len(), 4);
    for line in &lines {
        assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{line}");
    }
    assert_eq!(text_of(&lines[1]), "   b */ int x;");
}

#[test]
fn long_lines_and_large_blocks_stay_plain() {
    let highlighter = Highlighter::new();
    let long = format!("x = \"{}\"\ny = 1\n", "a".repeat(LONGEST_LINE));
    let html = highlighter.html("python", &long);
    assert!(!html.lines().next().is_some_and(|l| l.contains("<span")));
    assert!(html.lines().nth(1).is_some_and(|l| l.contains("<span")));
    let large = "x = 1\n".repeat(LARGEST_BLOCK / 6 + 1);
    assert_eq!(&*highlighter.html("python", &large), large.as_str());
}

fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a hex colour")) / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn our_themes_have_contrast() {
    for (name, grounds, least) in [
        ("stoop-light", ["#ffffff", "#f4f6f8"], 7.0),
        ("stoop-dark", ["#0f141a", "#171d25"], 4.5),
    ] {
        let palette = theme::palette(name).expect("it is ours");
        let text = ('-', palette.text.clone());
        for (class, colour) in palette.colours.iter().chain([&text]) {
            for ground in grounds {
                let found = contrast(colour, ground);
                assert!(found >= least, "{name} {class} {colour} on {ground}: {found:.2}");
            }
        }
    }
}

#[test]
fn stylesheets() {
    let css = Highlighter::new().css("stoop-light", "Nord").expect("both are known");
    assert!(css.contains(":root[data-theme=dark]{") && css.contains(":root:not([data-theme=light])"));
    assert!(
        css.rfind("@media print") > css.rfind(":root[data-theme=dark]{--"),
        "print comes last"
    );
    assert!(css.contains("code .k{color:var(--hl-k);font-weight:700}"));
    let error = Highlighter::new().css("stoop-lihgt", "stoop-dark").expect_err("a slip");
    assert_eq!(error.message, "no highlight theme is called `stoop-lihgt`");
    assert_eq!(error.help.as_deref(), Some("did you mean `stoop-light`?"));
}

#[test]
fn identical_blocks_are_shared() {
    let highlighter = Highlighter::new();
    let first = highlighter.html("go", "x := 1");
    assert!(Arc::ptr_eq(&first, &highlighter.html("golang", "x := 1")));
    highlighter.turn();
    assert!(Arc::ptr_eq(&first, &highlighter.html("go", "x := 1")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_text_is_lost(
        lang in prop::sample::select(vec!["falco", "falco-condition", "falco-output", "yaml", "sh", "go", "json", "html", "md", "x"]),
        parts in prop::collection::vec(prop::sample::select(vec![
            "condition: ", "output: ", "- rule: x", "\n", "\n  ", "    ", "\"", "'", "and ", "(", ")", "%proc.name", "proc.a[", "]", ">",
            "|\n", "# c", "<a>", "&amp;", "é", "二", "\\", "in (a, b)", "\r\n", "\t", "{", "}", "$(", "`", "```", "/*", "priority: INFO",
        ]), 0..40),
    ) {
        let code = parts.concat();
        let html = Highlighter::new().html(lang, &code);
        prop_assert_eq!(text_of(&html), code.clone());
        for line in html.split('\n') {
            prop_assert_eq!(line.matches("<span").count(), line.matches("</span>").count());
        }
    }
}
