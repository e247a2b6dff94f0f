//! What Markdown becomes, rule by rule.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::{Body, Highlighter, Markdown, Prose, mark, parse};
use crate::config::{HeadingIds, MarkdownFile};
use crate::diag::{Place, Source};

fn markdown(change: impl FnOnce(&mut MarkdownFile)) -> Markdown {
    let mut options = MarkdownFile {
        typographer: false,
        ..MarkdownFile::default()
    };
    change(&mut options);
    Markdown {
        options,
        highlighter: Arc::new(Highlighter::default()),
        join_cjk: true,
    }
}

fn prose(text: &str) -> Prose {
    let noted = markdown(|_| ()).prose(text, &|range| Source::new("a.md", text).place(range));
    assert!(noted.notes.is_empty(), "{:?}", noted.notes);
    noted.value
}

/// HTML with marks as `[L:target]`.
fn html(text: &str) -> String {
    show(&prose(text).html)
}

fn show(html: &str) -> String {
    let mut out = String::new();
    mark::fill(html, &mut out, |mark, out| out.push_str(&format!("[{mark:?}]")));
    out.trim_end().to_string()
}

fn ids(text: &str) -> Vec<String> {
    prose(text).headings.into_iter().map(|h| h.id).collect()
}

#[test]
fn blocks() {
    assert_eq!(html("a\nb  \nc\\\nd"), "<p>a\nb<br>\nc<br>\nd</p>");
    assert_eq!(html("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
    assert_eq!(
        html("- [x] a\n- [ ] b"),
        "<ul>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> a</li>\n<li><input disabled=\"\" type=\"checkbox\"> b</li>\n</ul>"
    );
    assert_eq!(html("a\n: b"), "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>");
    assert_eq!(
        html("| a | b |\n|:-:|---|\n| 1 | ~~2~~ |").replace('\n', ""),
        "<div class=\"table-wrap\"><table><thead><tr><th style=\"text-align:center\">a</th><th>b</th></tr></thead><tbody><tr><td style=\"text-align:center\">1</td><td><del>2</del></td></tr></tbody></table></div>"
    );
    assert_eq!(
        html("<div>\n\n*a* <b>c</b>\n\n</div>\n<!--more-->\n\nx"),
        "<div>\n<p><em>a</em> <b>c</b></p>\n</div>\n<p>x</p>"
    );
    assert_eq!(html("a\n\n<!--more-->\n\nb"), "<p>a</p>\n<p>b</p>");
    assert_eq!(html("中文\n规则\nA\n规"), "<p>中文规则\nA\n规</p>");
    let closed = markdown(|o| o.raw_html = false);
    assert_eq!(
        closed.inline("a <b>c</b>"),
        "a <!-- raw HTML omitted -->c<!-- raw HTML omitted -->"
    );
}

#[test]
fn alerts() {
    let note = "<div class=\"alert alert-note\" role=\"note\">\n<p class=\"alert-heading\">";
    assert_eq!(html("> [!NOTE]\n> text"), format!("{note}Note</p>\n<p>text</p>\n</div>"));
    assert_eq!(
        html("> [!note]- A *b*: c\n> text\n>\n> more"),
        format!("{note}A <em>b</em>: c</p>\n<p>text</p>\n<p>more</p>\n</div>")
    );
    assert_eq!(
        html("> [!NOTE]\n>\n> - a"),
        format!("{note}Note</p>\n<ul>\n<li>a</li>\n</ul>\n</div>")
    );
    assert!(html("> [!my-own] T").contains("alert-my-own") && !html("> [x]\n> [!NOTE]").contains("alert"));
}

#[test]
fn heading_ids() {
    assert_eq!(
        ids("# A *b* c\n## `x_y` & z\n### A b c\nSet\n===\n#"),
        ["a-b-c", "x_y--z", "a-b-c-1", "set", ""]
    );
    assert_eq!(
        ids("# x **a `b` c** [d *e*](f) <b>g</b> :rocket: z\n# AT&amp;T &#39; it's"),
        ["x-a--d--g-rocket-z", "att-39-its"]
    );
    assert_eq!(
        ids("# A {#a .b k=v}\n# A\n# B {#a}\n# {{ x }}\n```\n# x {#y}\n```"),
        ["a", "a-1", "a", "-x-"]
    );
    assert!(html("# A {#x .b k=\"v\"}").starts_with("<h1 id=\"x\" class=\"b\" k=\"v\">A</h1>"));
    let token = Markdown::token(3);
    let heading = &prose(&format!("# A {token} [b](c) `d`")).headings[0];
    assert_eq!(
        (heading.id.as_str(), show(&heading.html).as_str()),
        ("a--b-d", "A [Call(3)] b <code>d</code>")
    );
    let old = markdown(|o| o.heading_ids = HeadingIds::Blackfriday);
    let text = "# What's new & **old `x` y**?";
    assert_eq!(old.prose(text, &|_| Place::file("a")).value.headings[0].id, "what-s-new-old");
}

#[test]
fn links_are_marked() {
    let text = "[a](b.md \"t\") ![c *d*](e.png) [f](#g) [h](https://i.j) [k](//l) <m@n.o> [p]\n\n[p]: ../q";
    let prose = prose(text);
    assert_eq!(
        show(&prose.html),
        "<p><a href=\"[Link(\"b.md\")]\" title=\"t\">a</a> <img loading=\"lazy\" src=\"[Image(\"e.png\")]\" alt=\"c d\"> <a href=\"#g\">f</a> <a href=\"https://i.j\">h</a> <a href=\"//l\">k</a> <a href=\"mailto:m@n.o\">m@n.o</a> <a href=\"[Link(\"../q\")]\">p</a></p>"
    );
    let written: Vec<_> = prose.links.iter().map(|(t, r)| (t.as_str(), &text[r.clone()])).collect();
    assert_eq!(written, [("b.md", "b.md"), ("e.png", "e.png"), ("../q", "[p]")]);
}

#[test]
fn tokens_survive_everywhere() {
    let t = Markdown::token(7);
    let text =
        format!("{t}\n\n[a]({t}x) `{t}` <i title=\"{t}\">\n\n```\n{t}\n```\n\n| {t} |\n|-|\n\n[r]\n\n[r]: {t}\n\n![i]({t})");
    let html = prose(&text).html;
    assert!(!html.contains("stoopQ"), "{html}");
    assert_eq!(html.matches("\u{2}C7\u{3}").count(), 8);
    assert!(html.starts_with("\u{2}C7\u{3}\n<p><a href=\"\u{2}C7\u{3}x\">a</a>"));
}

#[test]
fn addresses_in_text() {
    let link = |u: &str| format!("<a href=\"{u}\">{u}</a>");
    assert_eq!(
        html("see https://a.b/c_d_e. (http://x.yz)"),
        format!("<p>see {}. ({})</p>", link("https://a.b/c_d_e"), link("http://x.yz"))
    );
    assert_eq!(
        html("https://a.b/__init__.py x"),
        format!("<p>{} x</p>", link("https://a.b/__init__.py"))
    );
    assert_eq!(html("www.a.b"), "<p><a href=\"https://www.a.b\">www.a.b</a></p>");
    assert_eq!(html("x a_b@c.de"), "<p>x <a href=\"mailto:a_b@c.de\">a_b@c.de</a></p>");
    assert_eq!(
        html("`https://a.b` [https://a.b](c) xhttps://a.b \"https://a.b\""),
        "<p><code>https://a.b</code> <a href=\"[Link(\"c\")]\">https://a.b</a> xhttps://a.b &quot;https://a.b&quot;</p>"
    );
    assert_eq!(html(":smile: :no_such: a:b"), "<p>😄 :no_such: a:b</p>");
    assert_eq!(html(":white_check_mark:"), "<p>✅</p>");
}

#[test]
fn typographer() {
    let md = markdown(|o| o.typographer = true);
    assert_eq!(
        md.inline("\"a\" -- *it's* `\"` ..."),
        "&ldquo;a&rdquo; &ndash; <em>it&rsquo;s</em> <code>&quot;</code> &hellip;"
    );
    let text = "# What's \"new\"";
    assert_eq!(md.prose(text, &|_| Place::file("a")).value.headings[0].id, "whats-new");
}

#[test]
fn code_fences() {
    assert_eq!(
        html("```yaml\na: <b>\n```"),
        "<div class=\"code\" data-lang=\"yaml\"><pre tabindex=\"0\"><code class=\"language-yaml hl\"><span class=\"a\">a</span>: &lt;b&gt;\n</code></pre></div>"
    );
    assert_eq!(
        html("```\na\n```"),
        "<div class=\"code\"><pre tabindex=\"0\"><code>a\n</code></pre></div>"
    );
    assert_eq!(
        html("```go {hl_lines=[2] linenos=true linenostart=5 title=\"x.go\" .c #d}\na\nb\n```"),
        "<div id=\"d\" class=\"code c\" data-lang=\"go\"><div class=\"code-title\">x.go</div><pre tabindex=\"0\"><code class=\"language-go hl\"><span class=\"line\" data-n=\"5\">a\n</span><span class=\"line hl-line\" data-n=\"6\">b\n</span></code></pre></div>"
    );
    assert!(html("```clike=\nx\n```").contains("language-clike= hl"));
    let bad = markdown(|_| ()).prose("```go {x\na\n```", &|r| Source::new("a", "```go {x\na\n```").place(r));
    assert_eq!(bad.notes.len(), 1);
}

#[test]
fn block_attributes() {
    assert_eq!(
        html("a\n{.b}\n\n- c\n{#d}\n\n> e\n{k=v}"),
        "<p class=\"b\">a</p>\n<ul id=\"d\">\n<li>c</li>\n</ul>\n<blockquote k=\"v\">\n<p>e</p>\n</blockquote>"
    );
    assert_eq!(html("| a |\n|---|\n| b |\n{.t}").matches("<table class=\"t\">").count(), 1);
    assert_eq!(html("a\n\n{.b}\n\nc"), "<p>a</p>\n<p>c</p>");
    let off = markdown(|o| o.attributes.block = false);
    assert_eq!(off.inline("a\n{.b}"), "a\n{.b}");
}

#[test]
fn footnotes() {
    let html = html("a[^x] b[^y] c[^x]\n\n[^y]: Y\n[^x]: X");
    assert!(html.contains("<sup id=\"fnref:1\"><a href=\"#fn:1\""));
    assert!(html.contains("<sup id=\"fnref1:1\">") && html.contains("<li id=\"fn:1\">\n<p>X&#160;<a href=\"#fnref:1\""));
}

#[test]
fn markdownify() {
    let md = markdown(|_| ());
    assert_eq!(
        (md.inline("a *b*"), md.inline("a\n\nb")),
        ("a <em>b</em>".into(), "<p>a</p>\n<p>b</p>".into())
    );
    assert_eq!((md.inline("2. Run"), md.inline("- a")), ("2. Run".into(), "- a".into()));
    assert_eq!(md.runs("2) Run *it*")[0].text, "2) Run ");
}

const SAMPLE: &str = "\u{feff}---\nTitle: x\n---\n# H {#a .b}\n\n> [!NOTE] t *e*\n> https://a.b/_c_ x@y.zz \"q\" 'r'\n{.z}\n\n{{< a x=\"1\" >}}in{{< /a >}} {{% b `c` /%}} {{</* d */>}}\n\n| a | b |\n|:-:|--|\n| 中 | ![x](y \"z\") |\n{#t}\n\n```go {hl_lines=[1,\"2-3\"]}\nx\n```\n\n1) a[^1]\n   - [x] :smile: &amp; &#2; <b c='d'>\n\n[^1]: f\n\na\n: b\n";

/// Everything that a content file goes through here.
fn whole_way(bytes: &[u8]) {
    let doc = parse(&"a.md".into(), bytes).value;
    let Body::Markdown(script) = &doc.body else { return };
    let body = &script.text[script.body.clone()];
    for typographer in [false, true] {
        let md = markdown(|o| o.typographer = typographer);
        let prose = md.prose(body, &|range| Source::new("a.md", body).place(range)).value;
        super::toc_html(&prose.headings, 2, 3);
        super::plain(&prose.html);
        assert!(prose.links.iter().all(|(_, range)| body.get(range.clone()).is_some()));
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        whole_way(text.as_bytes());
    }

    #[test]
    fn no_markup_panics(parts in prop::collection::vec(prop::sample::select(&["{", "}", "{{<", ">}}", "{{%", "%}}", "/*", "*/", "a", " ", "\n",
        "\"", "`", "=", "/", "> ", "[!x]", "[", "](", ")", "*", "_", "# ", "- ", "https://a.b", "www.", "@", ":", "&#2;", "<", ">", "|", "中", "{.a}",
        "---", "+++", "```", "[^1]", "\\", "'", "~~", "\r\n", "\u{2}A", "\u{3}", "stoopQ7zCall1xZ7q", "===", "    "][..]), 0..60)) {
        whole_way(parts.concat().as_bytes());
    }

    #[test]
    fn no_mutation_panics(at in 0..SAMPLE.len(), with in any::<Vec<u8>>(), cut in 0..40usize) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        whole_way(&bytes);
    }
}
