//! A document as translators see it: its words section by section, with code apart, and the strings of its front matter.

use std::ops::Range;

use serde_json::Value as Json;

use super::markdown::{Stretch, Words};
use super::{ArgValue, Args, Body, Call, Doc, Front, Markdown, Node, Notation, Script, summary};
use crate::hash::Hash;

/// What stands between one heading of a page and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Of its heading, 1 to 6; 0 for what stands before the first one.
    pub level: u8,
    /// Empty for what stands before the first heading.
    pub id: String,
    /// The id is written out and not made from the heading.
    pub explicit: bool,
    /// The text of the heading.
    pub title: String,
    /// Of the title.
    pub heading: Hash,
    /// Of the words below the heading; of those before the first one.
    pub prose: Hash,
    /// Of the blocks of code, if there are any.
    pub code: Option<Hash>,
    /// How many words it has, those of the heading among them.
    pub words: usize,
    /// Where it is, heading included, in [`Script::text`].
    pub at: Range<usize>,
}

/// The sections of a page, that before the first heading first, which is there even when it is empty. None for a sheet.
pub fn sections(doc: &Doc, markdown: &Markdown) -> Vec<Section> {
    let script = match &doc.body {
        Body::Markdown(script) | Body::Html(script) => script,
        Body::Sheet(_) | Body::Overlay(_) => return Vec::new(),
    };
    let mut flat = Flat {
        script,
        markdown,
        text: String::new(),
        segments: Vec::new(),
        tokens: Vec::new(),
    };
    flat.nodes(&script.nodes, true);
    let stretches = match doc.body {
        Body::Html(_) => vec![flat.html()],
        _ => markdown.stretches(&flat.text, &flat.tokens),
    };
    let starts: Vec<usize> = stretches
        .iter()
        .enumerate()
        .map(|(i, s)| if i == 0 { script.body.start } else { flat.in_file(s.at) })
        .collect();
    let ends = starts.iter().skip(1).copied().chain([script.body.end]);
    let whole: Vec<Range<usize>> = starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(from, to)| from..to.max(from))
        .collect();
    stretches.into_iter().zip(whole).map(|(s, at)| section(s, at)).collect()
}

fn section(stretch: Stretch, at: Range<usize>) -> Section {
    let Stretch { words, title, .. } = stretch;
    Section {
        level: stretch.level,
        id: stretch.id,
        explicit: stretch.explicit,
        heading: Hash::of_bytes(title.as_bytes()),
        prose: Hash::of_bytes(words.prose.as_bytes()),
        code: (!words.code.is_empty()).then(|| Hash::of_bytes(words.code.as_bytes())),
        words: summary::words(&[&title, " ", &words.prose]),
        title,
        at,
    }
}

/// Front matter keys that hold words, keys lower-cased.
const STRINGS: &[&str] = &["title", "linktitle", "description", "summary", "subtitle"];

/// The words of a front matter: titles, descriptions and the names of menu entries. Dates, weights and names of templates are none.
pub fn front_words(front: &Front) -> String {
    let mut words = Words::default();
    let mut add = |key: &str, value: Option<&Json>| {
        if let Some(text) = value.and_then(Json::as_str).filter(|t| !t.trim().is_empty()) {
            words.add("\n");
            words.add(key);
            words.add(": ");
            words.add(&text.replace('\n', " "));
        }
    };
    for key in STRINGS {
        add(key, front.map.get(*key));
    }
    for menus in ["menu", "menus"].iter().filter_map(|key| front.map.get(*key)?.as_object()) {
        for (name, entry) in menus {
            add(&format!("menu {name}"), entry.get("name"));
        }
    }
    words.prose
}

/// A body as one text, with tokens for what is not Markdown.
struct Flat<'a> {
    script: &'a Script,
    markdown: &'a Markdown,
    text: String,
    /// Where parts of the text come from: (start in it, start in the file), by start.
    segments: Vec<(usize, usize)>,
    /// What each token says.
    tokens: Vec<Words>,
}

impl Flat<'_> {
    fn nodes(&mut self, nodes: &[Node], in_place: bool) {
        for node in nodes {
            match node {
                Node::Text(range) => {
                    if in_place {
                        self.segments.push((self.text.len(), range.start));
                    }
                    self.text.push_str(&self.script.text[range.clone()]);
                }
                Node::Escaped(text) => {
                    let mut words = Words::default();
                    words.add(text);
                    self.token(words);
                }
                Node::Call(call) => {
                    if in_place {
                        self.segments.push((self.text.len(), call.at.start));
                    }
                    self.call(call, in_place);
                }
            }
        }
    }

    /// What stands in a `{{% %}}` call is the page's own Markdown; what stands in a `{{< >}}` one is the component's business.
    fn call(&mut self, call: &Call, in_place: bool) {
        let mut words = arguments(call);
        match &call.inner {
            None => self.token(words),
            Some(inner) if call.notation == Notation::Percent => {
                let apart = if self.text.is_empty() || self.text.ends_with('\n') {
                    "\n\n"
                } else {
                    " "
                };
                self.token(words);
                self.text.push_str(apart);
                self.nodes(inner, in_place);
                self.text.push_str(apart);
            }
            Some(inner) => {
                let mut flat = Flat {
                    script: self.script,
                    markdown: self.markdown,
                    text: String::new(),
                    segments: Vec::new(),
                    tokens: Vec::new(),
                };
                flat.nodes(inner, false);
                let inside = self.markdown.words(&flat.text, &flat.tokens);
                words.add(" ");
                words.add(&inside.prose);
                words.code.push_str(&inside.code);
                self.token(words);
            }
        }
    }

    fn token(&mut self, words: Words) {
        self.tokens.push(words);
        self.text.push_str(&Markdown::token(self.tokens.len() - 1));
    }

    /// Where a place in the text is in the file.
    fn in_file(&self, at: usize) -> usize {
        let segment = self.segments.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        let (start, from) = self.segments.get(segment).copied().unwrap_or((0, self.script.body.start));
        (from + at.saturating_sub(start)).min(self.script.body.end)
    }

    /// HTML has no sections that we know of: its words are what is in it, tags and all.
    fn html(&self) -> Stretch {
        let mut words = Words::default();
        let body = &self.script.text[self.script.body.clone()];
        words.add(&body.replace('\n', " "));
        Stretch {
            words,
            ..Stretch::default()
        }
    }
}

/// The name of a call and its string arguments.
fn arguments(call: &Call) -> Words {
    let mut words = Words::default();
    words.add(&call.name);
    let mut add = |value: &ArgValue| {
        if let ArgValue::Str(text) = value {
            words.add(" ");
            words.add(&text.replace('\n', " "));
        }
    };
    match &call.args {
        Args::Positional(args) => args.iter().for_each(|a| add(&a.value)),
        Args::Named(args) => args.iter().for_each(|(_, a)| add(&a.value)),
    }
    words
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::MarkdownFile;
    use crate::doc::{Highlighter, parse};

    fn of(text: &str) -> Vec<Section> {
        let markdown = Markdown {
            options: MarkdownFile::default(),
            highlighter: Arc::new(Highlighter::new()),
            join_cjk: true,
        };
        sections(&parse(&"a.md".into(), text.as_bytes()).value, &markdown)
    }

    /// All but places and ids.
    fn same(a: &str, b: &str) -> bool {
        let key = |text: &str| -> Vec<_> { of(text).into_iter().map(|s| (s.level, s.heading, s.prose, s.code)).collect() };
        key(a) == key(b)
    }

    #[test]
    fn a_page_is_cut_at_its_headings() {
        let text = "---\ntitle: T\n---\nLead.\n\n## One {#eins}\n\nText `x`.\n\n```sh\nls\n```\n\n### Two\n\n## One\n";
        let all = of(text);
        let ids: Vec<_> = all.iter().map(|s| (s.level, s.id.as_str(), s.explicit, s.words)).collect();
        assert_eq!(
            ids,
            [
                (0, "", false, 1),
                (2, "eins", true, 3),
                (3, "two", false, 1),
                (2, "one", false, 1)
            ]
        );
        assert_eq!(&text[all[2].at.clone()], "### Two\n\n");
        assert!(all[1].code.is_some() && all[0].code.is_none());
    }

    #[test]
    fn layout_is_no_change() {
        let pairs = [
            ("A long\nline.", "A  long line."),
            ("* one\n* two", "- one\n- two\n"),
            ("- one\n\n- two", "- one\n- two"),
            ("_a_ and __b__", "*a* and **b**"),
            ("Head\n====\n\nx", "# Head\n\nx"),
            ("|a|b|\n|-|-|\n|1|2|", "| a  | b |\n|:---|---|\n| 1  | 2 |"),
            ("[a](/x)", "[a][1]\n\n[1]: /x"),
            ("```sh\nls\n```", "~~~ sh {linenos=true}\nls\n~~~"),
            ("规则\n引擎", "规则引擎"),
            ("a <!-- b --> c", "a c"),
            (
                "{{< note title=\"x\" >}}\nText\n{{< /note >}}",
                "{{< note   title=\"x\" >}}Text{{< /note >}}",
            ),
        ];
        for (a, b) in pairs {
            assert!(same(a, b), "{a:?} and {b:?}: {:#?} {:#?}", of(a), of(b));
        }
    }

    #[test]
    fn words_and_code_are_changes() {
        let pairs = [
            ("a", "b"),
            ("`a`", "`b`"),
            ("[a](/x)", "[a](/y)"),
            ("![a](x.png)", "![b](x.png)"),
            ("```sh\nls\n```", "```sh\nls -l\n```"),
            ("{{< note \"x\" />}}", "{{< note \"y\" />}}"),
            ("{{< note >}}a{{< /note >}}", "{{< note >}}b{{< /note >}}"),
            ("{{% note %}}a{{% /note %}}", "{{% note %}}b{{% /note %}}"),
            ("one two", "one\n\ntwo"),
        ];
        for (a, b) in pairs {
            assert!(!same(a, b), "{a:?} and {b:?}");
        }
        let (old, new) = (of("text\n\n```\na\n```"), of("text\n\n```\nb\n```"));
        assert!(old[0].prose == new[0].prose && old[0].code != new[0].code, "code is apart");
        let inside = of("{{< tab >}}\ntext\n\n```\na\n```\n{{< /tab >}}");
        assert!(inside[0].code.is_some(), "that in a call too");
    }

    #[test]
    fn headings_in_calls_count_where_the_call_is_markdown() {
        let all = of("{{% block %}}\n## A\n\nx\n{{% /block %}}\n\n{{< tab >}}\n## B\n{{< /tab >}}\n");
        assert_eq!(all.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["", "a"]);
    }
}
