//! Footnotes: numbered by first use, written at the end.

use std::collections::HashMap;

use super::render::Renderer;

/// The footnotes of a text.
#[derive(Default)]
pub struct Footnotes {
    /// Labels in the order of first use, with how often each is used.
    used: Vec<(String, usize)>,
    numbers: HashMap<String, usize>,
    /// The HTML of each definition.
    bodies: HashMap<String, String>,
    /// Definitions that are being rendered: the label, and the output that goes on behind them.
    open: Vec<(String, String)>,
}

impl Renderer<'_, '_> {
    pub fn footnote_reference(&mut self, label: &str) {
        let notes = &mut self.footnotes;
        let number = *notes.numbers.entry(label.to_string()).or_insert_with(|| {
            notes.used.push((label.to_string(), 0));
            notes.used.len()
        });
        let times = &mut notes.used[number - 1].1;
        *times += 1;
        let nth = if *times > 1 { (*times - 1).to_string() } else { String::new() };
        self.out.push_str(&format!(
            "<sup id=\"fnref{nth}:{number}\"><a href=\"#fn:{number}\" class=\"footnote-ref\" role=\"doc-noteref\">{number}</a></sup>"
        ));
        if let Some(heading) = &mut self.heading {
            heading.end_text();
        }
    }

    pub fn footnote_start(&mut self, label: &str) {
        let outer = std::mem::take(&mut self.out);
        self.footnotes.open.push((label.to_string(), outer));
    }

    pub fn footnote_end(&mut self) {
        if let Some((label, outer)) = self.footnotes.open.pop() {
            let body = std::mem::replace(&mut self.out, outer);
            self.footnotes.bodies.entry(label).or_insert(body);
        }
    }

    pub fn write_footnotes(&mut self) {
        let notes = std::mem::take(&mut self.footnotes);
        let listed: Vec<_> = notes
            .used
            .iter()
            .filter_map(|(label, times)| Some((notes.bodies.get(label)?, *times)))
            .collect();
        if listed.is_empty() {
            return;
        }
        self.out
            .push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n<hr>\n<ol>\n");
        for (i, (body, times)) in listed.into_iter().enumerate() {
            let number = i + 1;
            let backs: String = (0..times)
                .map(|n| {
                    let nth = if n > 0 { n.to_string() } else { String::new() };
                    let href = format!("#fnref{nth}:{number}");
                    format!("&#160;<a href=\"{href}\" class=\"footnote-backref\" role=\"doc-backlink\">&#x21a9;&#xfe0e;</a>")
                })
                .collect();
            let body = body.trim_end();
            let (body, end) = body.strip_suffix("</p>").map_or((body, ""), |b| (b, "</p>"));
            self.out
                .push_str(&format!("<li id=\"fn:{number}\">\n{body}{backs}{end}\n</li>\n"));
        }
        self.out.push_str("</ol>\n</div>\n");
    }
}
