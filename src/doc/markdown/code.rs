//! Code blocks: the info line of a fence, highlighting, marked and numbered lines.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use super::attributes::{self, Attributes};
use super::html::{escape_text, push_escaped};
use super::render::Renderer;
use crate::diag::{Code, Diagnostic};

/// More lines than any block has; keeps `1-999999999999` from counting.
const MOST_LINES: usize = 1_000_000;

impl Renderer<'_, '_> {
    pub fn fence(&mut self, info: &str, code: &str, range: &Range<usize>) {
        let (lang, mut list) = self.info(info, range);
        let title = take(&mut list, "title");
        let marked = line_set(&take(&mut list, "hl_lines").unwrap_or_default());
        let numbers = take(&mut list, "linenos").is_some_and(|v| v != "false");
        let first = take(&mut list, "linenostart")
            .and_then(|v| v.parse::<usize>().ok())
            .unwrap_or(1);
        list.classes.insert(0, "code".to_string());
        self.out.push_str("<div");
        self.out.push_str(&list.html());
        if !lang.is_empty() {
            self.out.push_str(" data-lang=\"");
            push_escaped(&mut self.out, &lang);
            self.out.push('"');
        }
        self.out.push('>');
        if let Some(title) = title {
            self.out
                .push_str(&format!("<div class=\"code-title\">{}</div>", escape_text(&title)));
        }
        self.out.push_str("<pre tabindex=\"0\"><code");
        if !lang.is_empty() {
            self.out.push_str(" class=\"language-");
            push_escaped(&mut self.out, &lang);
            self.out.push_str(" hl\"");
        }
        self.out.push('>');
        if numbers || !marked.is_empty() {
            self.lines(&lang, code, &marked, numbers.then_some(first));
        } else {
            let html = self.md.highlighter.html(&lang, code);
            self.out.push_str(&html);
        }
        self.out.push_str("</code></pre></div>\n");
    }

    pub fn plain_code(&mut self, code: &str) {
        self.out.push_str("<div class=\"code\"><pre tabindex=\"0\"><code>");
        push_escaped(&mut self.out, code);
        self.out.push_str("</code></pre></div>\n");
    }

    /// The language and attributes of an info line: odd ones are a language that nobody knows, never an error.
    fn info(&mut self, info: &str, range: &Range<usize>) -> (String, Attributes) {
        let brace = info.find('{').unwrap_or(info.len());
        let (before, braced) = info.split_at(brace);
        let lang = before.split_whitespace().next().unwrap_or("").to_string();
        let list = match attributes::parse(braced) {
            Some((list, _)) => list,
            None => {
                if braced.starts_with('{') && !braced.starts_with("{{") && braced != "{}" {
                    let note = Diagnostic::warning(Code::BadAttribute, "attributes of a code block that cannot be read")
                        .at((self.source)(range.start..range.start + 3))
                        .help("write them as `{hl_lines=[1,\"3-5\"] linenos=true title=\"name\"}`");
                    self.notes.push(note);
                }
                Attributes::default()
            }
        };
        (lang, list)
    }

    /// A span for each line: numbered ones carry their number, which the stylesheet shows, so that a copy is the code alone.
    fn lines(&mut self, lang: &str, code: &str, marked: &BTreeSet<usize>, numbers: Option<usize>) {
        let lines = self.md.highlighter.lines(lang, code);
        let last = lines.len();
        for (i, line) in lines.iter().enumerate() {
            let class = if marked.contains(&(i + 1)) { "line hl-line" } else { "line" };
            let _ = write!(self.out, "<span class=\"{class}\"");
            if let Some(first) = numbers {
                let _ = write!(self.out, " data-n=\"{}\"", first.saturating_add(i));
            }
            self.out.push('>');
            let line = line.trim_end_matches('\n');
            self.out.push_str(line);
            if i + 1 < last || code.ends_with('\n') {
                self.out.push('\n');
            }
            self.out.push_str("</span>");
        }
    }
}

fn take(list: &mut Attributes, key: &str) -> Option<String> {
    let at = list.pairs.iter().position(|(k, _)| k.eq_ignore_ascii_case(key))?;
    Some(list.pairs.remove(at).1)
}

/// `[1,"3-5"]`, `1 3-5`: the numbers of lines.
fn line_set(text: &str) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    for part in text
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|p| !p.is_empty())
    {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(from), Ok(to)) = (from.parse::<usize>(), to.parse::<usize>()) {
            lines.extend(from..=to.min(MOST_LINES));
        }
    }
    lines
}
