//! Finds the shortcode calls of a body and pairs opening with closing ones.

mod call;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;

use super::{Call, Node, Notation};
use crate::diag::{Code, Diagnostic, Source};
use call::{Lexed, lex};

/// Calls deeper than this are not nested any further, so that no walk over the tree can run out of stack.
const DEEPEST: usize = 50;

/// Split a body at its calls. Mistakes are noted and parsing goes on behind them.
pub fn parse(source: &Source, body: Range<usize>, notes: &mut Vec<Diagnostic>) -> Vec<Node> {
    let mut tree = Tree {
        source,
        notes,
        nodes: Vec::new(),
        depths: Vec::new(),
        open: Vec::new(),
        open_names: HashMap::new(),
        seen: HashSet::new(),
        closed: None,
    };
    let finder = memmem::Finder::new("{{");
    let text = &source.text[..body.end];
    let (mut at, mut from) = (body.start, body.start);
    while let Some(found) = finder.find(&text.as_bytes()[from..]) {
        let start = from + found;
        let notation = match text.as_bytes().get(start + 2) {
            Some(b'<') => Notation::Angle,
            Some(b'%') => Notation::Percent,
            _ => {
                from = start + 1;
                continue;
            }
        };
        tree.text(at..start);
        at = tree.lexed(lex(text, start, notation), start);
        from = at;
    }
    tree.text(at..body.end);
    tree.too_deep();
    tree.nodes
}

/// The nodes so far, in one flat list, and which of them are calls that may still be closed.
struct Tree<'a> {
    source: &'a Source<'a>,
    notes: &'a mut Vec<Diagnostic>,
    nodes: Vec<Node>,
    /// How deep the calls in each node nest.
    depths: Vec<usize>,
    /// Indices into `nodes`, with the names of the calls there.
    open: Vec<(usize, String)>,
    /// How many of `open` have each name: a stray closing call is told without a search.
    open_names: HashMap<String, usize>,
    /// The names of all calls so far.
    seen: HashSet<String>,
    /// The names of all closing calls, once they were asked for.
    closed: Option<HashSet<String>>,
}

impl Tree<'_> {
    fn push(&mut self, node: Node, depth: usize) {
        self.nodes.push(node);
        self.depths.push(depth);
    }

    fn text(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.push(Node::Text(range), 0);
        }
    }

    /// Take in what was found at `start`; returns where to go on.
    fn lexed(&mut self, lexed: Lexed, start: usize) -> usize {
        match lexed {
            Lexed::Escaped { text, end } => {
                self.push(Node::Escaped(text), 0);
                end
            }
            Lexed::Open {
                call,
                self_closing,
                problems,
            } => {
                self.report(problems);
                let end = call.at.end;
                self.seen.insert(call.name.clone());
                if !self_closing {
                    *self.open_names.entry(call.name.clone()).or_default() += 1;
                    self.open.push((self.nodes.len(), call.name.clone()));
                }
                self.push(Node::Call(call), 1);
                end
            }
            Lexed::Close { name, at } => {
                let end = at.end;
                self.close(&name, at);
                end
            }
            Lexed::Broken { problem, end } => {
                self.report(vec![problem]);
                self.text(start..end);
                end
            }
        }
    }

    /// The nearest open call of this name takes all nodes behind it as its inner ones; calls opened in between stay without.
    fn close(&mut self, name: &str, at: Range<usize>) {
        // As in Hugo, a call may be closed by the name of another one before it. Which calls want to be closed only the theme knows; here
        // it is those of a name that is closed somewhere.
        let stray = self.seen.contains(name) && self.open_names.get(name).is_none_or(|n| *n == 0);
        let other = stray.then(|| self.closable()).flatten();
        if let Some(open) = &other {
            let message = format!("a closing `{name}` ends `{open}`");
            let note = Diagnostic::warning(Code::UnclosedShortcode, message).at(self.source.place(at.clone()));
            self.notes.push(note.help(format!("write `{{{{< /{open} >}}}}`")));
        }
        let name = other.as_deref().unwrap_or(name);
        if self.open_names.get(name).is_none_or(|n| *n == 0) {
            let note = Diagnostic::error(Code::UnclosedShortcode, format!("a closing `{name}` without an opening one"))
                .at(self.source.place(at))
                .help(format!("open `{name}` before it, or remove the closing call"));
            self.notes.push(note);
            return;
        }
        while let Some((index, open)) = self.open.pop() {
            if let Some(count) = self.open_names.get_mut(&open) {
                *count -= 1;
            }
            if open != name {
                continue;
            }
            let depth = 1 + self.depths[index + 1..].iter().max().copied().unwrap_or(0);
            let inner = self.nodes.split_off(index + 1);
            self.depths.truncate(index + 1);
            self.depths[index] = depth.min(DEEPEST + 1);
            if let Some(Node::Call(call)) = self.nodes.last_mut() {
                // What is too deep is dropped; the call is closed all the same.
                call.inner = Some(if depth > DEEPEST { Vec::new() } else { inner });
                call.inner_at = call.at.end..at.start;
            }
            return;
        }
    }

    /// The nearest open call of a name that is closed somewhere in the file.
    fn closable(&mut self) -> Option<String> {
        let text = self.source.text;
        let closed = self.closed.get_or_insert_with(|| closed_names(text));
        let open = self.open.iter().rev().map(|(_, name)| name);
        open.into_iter().find(|name| closed.contains(*name)).cloned()
    }

    /// One finding for each of the outermost calls that nest too deep.
    fn too_deep(&mut self) {
        for (node, depth) in self.nodes.iter().zip(&self.depths) {
            if let Node::Call(call) = node
                && *depth > DEEPEST
            {
                let message = format!("shortcodes nest more than {DEEPEST} deep here");
                let note = Diagnostic::error(Code::ShortcodeSyntax, message).at(self.source.place(call.at.clone()));
                self.notes.push(note);
            }
        }
    }

    fn report(&mut self, problems: Vec<call::Problem>) {
        for problem in problems {
            let note = Diagnostic::error(Code::ShortcodeSyntax, problem.message).at(self.source.place(problem.at));
            self.notes.push(note.help(problem.help));
        }
    }
}

/// The names that closing calls have.
fn closed_names(text: &str) -> HashSet<String> {
    let calls = ["{{<", "{{%"].into_iter().flat_map(|open| text.split(open).skip(1));
    let names = calls.filter_map(|call| {
        let rest = call.trim_start().strip_prefix('/')?.trim_start();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '%'))?;
        Some(rest[..end].to_string())
    });
    names.collect()
}

/// A call whose inner nodes are not known yet.
fn call_without_inner(name: (String, Range<usize>), notation: Notation, args: super::Args, at: Range<usize>) -> Call {
    Call {
        name: name.0,
        name_at: name.1,
        notation,
        args,
        inner: None,
        inner_at: at.end..at.end,
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{Arg, ArgValue, Args};

    fn run(text: &str) -> (Vec<Node>, Vec<Diagnostic>) {
        let mut notes = Vec::new();
        let nodes = parse(&Source::new("a.md", text), 0..text.len(), &mut notes);
        (nodes, notes)
    }

    /// The tree on one line: `name(arg)[inner]`.
    fn show(text: &str, nodes: &[Node]) -> String {
        let one = |node: &Node| match node {
            Node::Text(range) => text[range.clone()].to_string(),
            Node::Escaped(text) => format!("<{text}>"),
            Node::Call(call) => {
                let value = |a: &Arg| match &a.value {
                    ArgValue::Str(s) => format!("{s:?}"),
                    ArgValue::Bool(b) => b.to_string(),
                    ArgValue::Int(i) => i.to_string(),
                    ArgValue::Float(f) => format!("{f:?}"),
                };
                let args: Vec<String> = match &call.args {
                    Args::Positional(args) => args.iter().map(value).collect(),
                    Args::Named(args) => args.iter().map(|(k, a)| format!("{k}={}", value(a))).collect(),
                };
                let inner = call
                    .inner
                    .as_ref()
                    .map(|i| format!("[{}]", show(text, i)))
                    .unwrap_or_default();
                let sign = if call.notation == Notation::Angle { "" } else { "%" };
                format!("{sign}{}({}){inner}", call.name, args.join(","))
            }
        };
        nodes.iter().map(one).collect()
    }

    fn clean(text: &str) -> String {
        let (nodes, notes) = run(text);
        assert!(notes.is_empty(), "{text}: {notes:?}");
        show(text, &nodes)
    }

    #[test]
    fn arguments() {
        assert_eq!(clean("a {{< x >}} b"), "a x() b");
        assert_eq!(
            clean("{{<x 1 -2.5 true a/b-c \"q \\\" r\" `raw \"\n`>}}"),
            r#"x(1,-2.5,true,"a/b-c","q \" r","raw \"\n")"#
        );
        assert_eq!(
            clean("{{% blocks/x\n  a=1\n  b=\"two\"\n  c=`three` d=four/\n%}}"),
            r#"%blocks/x(a=1,b="two",c="three",d="four/")"#
        );
    }

    #[test]
    fn nesting_and_self_closing() {
        assert_eq!(
            clean("{{< a >}}x{{< b />}}{{% c %}}y{{% / c %}}{{< /a >}}z"),
            "a()[xb()[]%c()[y]]z"
        );
        assert_eq!(clean("{{< a >}}{{< b >}}{{< a >}}1{{< /a >}}{{< /a >}}"), "a()[b()a()[1]]");
        assert_eq!(clean("{{< a >}}{{< a >}}1{{< /a >}}"), "a()a()[1]");
        let text = "{{< a >}}in {{< b >}}{{< /a >}}";
        let (nodes, _) = run(text);
        assert!(
            matches!(&nodes[0], Node::Call(c) if &text[c.inner_at.clone()] == "in {{< b >}}" && &text[c.at.clone()] == "{{< a >}}" && &text[c.name_at.clone()] == "a")
        );
    }

    #[test]
    fn a_call_may_be_closed_by_the_name_of_another() {
        let text = "{{< a >}}1{{< /a >}}{{< b >}}2{{< c >}}{{< /a >}}{{< b >}}3{{< /b >}}{{< /a >}}";
        let (nodes, notes) = run(text);
        assert_eq!(show(text, &nodes), "a()[1]b()[2c()]b()[3]");
        let messages: Vec<&str> = notes.iter().map(|n| n.message.as_str()).collect();
        assert_eq!(messages, ["a closing `a` ends `b`", "a closing `a` without an opening one"]);
    }

    #[test]
    fn escaped_and_literal() {
        assert_eq!(clean("{{</* x 1 */>}}{{%/* /y */%}}"), "<{{< x 1 >}}><{{% /y %}}>");
        assert_eq!(clean("{{</* x */>}}in{{</* /x */>}}"), "<{{< x >}}>in<{{< /x >}}>");
        assert_eq!(clean("{{</* x >}}in{{< /x */>}}"), "<{{< x >}}in{{< /x >}}>");
        assert_eq!(
            clean("{{ .Values.x }} {{- end }} {{{< x >}}"),
            "{{ .Values.x }} {{- end }} {x()"
        );
    }

    #[test]
    fn mistakes_have_places_and_parsing_goes_on() {
        let (nodes, notes) = run("a\nb {{< /x >}} {{< y >}}");
        assert_eq!(notes[0].code, Code::UnclosedShortcode);
        assert_eq!(notes[0].place.as_ref().map(|p| (p.line, p.column, p.width)), Some((2, 3, 10)));
        assert!(matches!(nodes.last(), Some(Node::Call(_))));
        for bad in [
            "{{< x",
            "{{< x \"a",
            "{{< >}}",
            "{{</* x",
            "{{< x {{< y >}}",
            "{{< x a=1 2 >}}",
            "{{< x a= >}}",
            "{{< x \"a\nb >}}",
        ] {
            let (_, notes) = run(bad);
            assert_eq!(notes.len(), 1, "{bad}: {notes:?}");
            assert_eq!(notes[0].code, Code::ShortcodeSyntax);
            assert!(notes[0].help.is_some());
        }
        let (nodes, _) = run("{{< x a=1 2 >}} b {{< /x >}}");
        assert!(matches!(&nodes[..], [Node::Call(c)] if c.inner.is_some()));
    }

    #[test]
    fn deep_nesting_ends() {
        let text = "{{< a >}}".repeat(5000) + &"{{< /a >}}".repeat(5000);
        let (nodes, notes) = run(&text);
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].place.as_ref().map(|p| p.column), Some(1));
        assert!(matches!(&nodes[..], [Node::Call(c)] if c.inner.is_some()));
    }
}
