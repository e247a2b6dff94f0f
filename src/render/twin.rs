//! The Markdown twin of a page (`index.md` beside its HTML): its own Markdown with shortcodes resolved and links absolute, for readers
//! that are programs.

use tera::Context;

use super::article::{Chef, Form, Kitchen};
use crate::doc::mark::{self, Mark};
use crate::doc::{ArgValue, Args, Call, Markdown, Node, Script, plain};
use crate::site::Page;

/// The Markdown of a page: title, description, body.
pub fn render(kitchen: Kitchen, page: &Page, script: &Script, implicits: &Context) -> String {
    let mut chef = Chef::new(kitchen, page, script, implicits);
    let body = chef.twin(&script.nodes);
    let body = absolute_links(&chef, &body);
    let mut out = format!("# {}\n\n", page.title);
    if let Some(description) = &page.head.description {
        out.push_str(&format!("> {}\n\n", description.replace('\n', " ")));
    }
    out.push_str(body.trim());
    out.push('\n');
    out
}

/// The address of a page's twin: `/docs/x/index.md` for `/docs/x/`.
pub fn url(page: &Page) -> Option<String> {
    let output = page.output.as_ref()?;
    Some(format!("/{}.md", output.strip_suffix(".html").unwrap_or(output)))
}

impl Chef<'_> {
    /// Text as it is; a call by its inner text under its title, or by the words that it prints.
    fn twin(&mut self, nodes: &[Node]) -> String {
        let mut out = String::new();
        for node in nodes {
            match node {
                Node::Text(range) => out.push_str(&self.script.text[range.clone()]),
                Node::Escaped(text) => out.push_str(text),
                Node::Call(call) => match &call.inner {
                    Some(inner) if !inner.is_empty() => {
                        if let Some(title) = title(call) {
                            out.push_str(&format!("\n\n**{title}**\n\n"));
                        }
                        out.push_str(&self.twin(inner));
                    }
                    _ => out.push_str(&self.words_of(call)),
                },
            }
        }
        out
    }

    /// What a call without inner text prints, as text: `cheat` by the component `cheat.markdown`, where there is one. Its findings are
    /// told with the HTML.
    fn words_of(&mut self, call: &Call) -> String {
        let name = format!("{}/markdown", call.name);
        let own = self
            .kitchen
            .theme
            .shortcode(&name)
            .is_some()
            .then(|| Call { name, ..call.clone() });
        let call = own.as_ref().unwrap_or(call);
        let output = self.output(call, None, Form::Raw, 0);
        let mut filled = String::new();
        self.fill(&Markdown::marked(&output), &[], &mut filled);
        plain(&filled).trim().to_string()
    }
}

fn title(call: &Call) -> Option<&str> {
    let Args::Named(args) = &call.args else { return None };
    let named = |wanted: &str| args.iter().find(|(name, _)| name == wanted);
    let (_, arg) = ["title", "header", "summary", "name"].into_iter().find_map(named)?;
    match &arg.value {
        ArgValue::Str(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Links that Markdown makes relative or from the root, with scheme and host.
fn absolute_links(chef: &Chef, text: &str) -> String {
    let prose = chef.prose(text);
    let mut links = prose.value.links.clone();
    links.sort_by_key(|(_, range)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (target, range) in links {
        let Some(written) = text.get(range.clone()).and_then(|link| link.rfind(target.as_str())) else {
            continue;
        };
        let at = range.start + written;
        if at < done {
            continue;
        }
        out.push_str(&text[done..at]);
        out.push_str(&chef.kitchen.linker.absolute(chef.page, &target));
        done = at + target.len();
    }
    out.push_str(&text[done..]);
    // What is left of marks has no place in Markdown.
    let mut clean = String::with_capacity(out.len());
    mark::fill(&out, &mut clean, |mark, clean| {
        if let Mark::Link(target) | Mark::Image(target) | Mark::Ref(target) | Mark::RelRef(target) = mark {
            clean.push_str(target);
        }
    });
    clean
}
