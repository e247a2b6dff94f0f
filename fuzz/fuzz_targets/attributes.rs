//! Markdown with attribute lists on headings, blocks and fences: no text makes the renderer panic.
#![no_main]

use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use stoop::config::MarkdownFile;
use stoop::diag::Place;
use stoop::doc::{Highlighter, Markdown};

fuzz_target!(|text: &str| {
    static MARKDOWN: OnceLock<Markdown> = OnceLock::new();
    let markdown = MARKDOWN.get_or_init(|| Markdown {
        options: MarkdownFile::default(),
        highlighter: Arc::new(Highlighter::new()),
        join_cjk: true,
    });
    for whole in [format!("## H {{{text}}}\n"), format!("para\n{{{text}}}\n"), format!("```go {{{text}}}\nx\n```\n"), text.to_string()] {
        let _ = markdown.prose(&whole, &|_| Place::file("a.md"));
    }
});
