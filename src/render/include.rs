//! Files that shortcodes read: what stands in a component's output where it asked for one.

use std::sync::Arc;

use super::arguments;
use super::article::Chef;
use super::call;
use crate::diag::{Code, Diagnostic};
use crate::doc::mark::{self, Mark};
use crate::doc::{self, Body, Call, Doc};
use crate::hash::Hash;
use crate::source::File;

/// Files that include one another deeper than this are a mistake.
const DEEPEST: usize = 16;

/// How many files a page may read, each time that it does so counted.
const MOST_FILES: usize = 1_000;

/// How many bytes may come of them.
const MOST_BYTES: usize = 10_000_000;

/// What a page has read so far.
#[derive(Clone, Copy, Default)]
pub(super) struct Spent {
    files: usize,
    bytes: usize,
    told: bool,
}

impl Chef<'_> {
    /// The output of a component with the files that it asks for. `markdown`: it will be read as Markdown, so the text of an included
    /// file stands in it as it is written.
    pub(super) fn with_files(&mut self, html: String, call: &Call, markdown: bool) -> String {
        let asks = |kind: char| html.contains(&format!("{}{kind}", mark::OPEN));
        if !['M', 'T', 'K'].into_iter().any(asks) {
            return html;
        }
        let mut out = String::with_capacity(html.len());
        mark::fill(&html, &mut out, |mark, out| match mark {
            Mark::Include(path) => out.push_str(&self.read(path, call, |chef, file| chef.included(file, call, markdown))),
            Mark::Text(path) => out.push_str(&self.read(path, call, |chef, file| chef.kitchen.files.text(file))),
            Mark::Code { lang, path } => out.push_str(&self.read(path, call, |chef, file| {
                let text = chef.kitchen.files.text(file)?;
                Ok(chef
                    .kitchen
                    .markdown
                    .highlighter
                    .html(lang, text.trim_end_matches('\n'))
                    .to_string())
            })),
            other => out.push_str(&other.write()),
        });
        out
    }

    /// What `make` makes of the file that a path names; nothing, and a finding at the call, where that fails.
    fn read(&mut self, path: &str, call: &Call, make: impl FnOnce(&mut Self, &File) -> Result<String, Diagnostic>) -> String {
        if self.spent.files >= MOST_FILES || self.spent.bytes >= MOST_BYTES {
            self.too_much(call);
            return String::new();
        }
        self.spent.files += 1;
        let reader = self.kitchen.files;
        let made = reader
            .find(self.page, &self.source.file, path)
            .and_then(|file| make(self, file));
        self.spent.bytes += made.as_ref().map_or(0, String::len);
        made.unwrap_or_else(|mut note| {
            if self.lenient() {
                call::soften(std::slice::from_mut(&mut note));
            }
            let place = note.place.clone().unwrap_or_else(|| self.source.place(call.at.clone()));
            self.notes.push(note.at(place));
            String::new()
        })
    }

    /// Files that include many files each would be read without end; told once a page.
    fn too_much(&mut self, call: &Call) {
        if !std::mem::replace(&mut self.spent.told, true) {
            let message = format!(
                "this page includes more than {MOST_FILES} files, or {} MB of them",
                MOST_BYTES / 1_000_000
            );
            let note = Diagnostic::error(Code::ShortcodeFailed, message).at(self.source.place(call.at.clone()));
            self.notes.push(note.help("what goes beyond that is left out"));
        }
    }

    /// A file as Markdown, without its front matter.
    fn included(&mut self, file: &File, call: &Call, markdown: bool) -> Result<String, Diagnostic> {
        let name = file.path.to_string();
        let top = self.page.doc.as_ref().is_some_and(|d| d.file == file.path);
        if top || self.including.contains(&file.path) {
            return Err(Diagnostic::error(Code::ShortcodeFailed, format!("`{name}` includes itself")));
        }
        if self.including.len() >= DEEPEST {
            let message = format!("`{name}` is included more than {DEEPEST} files deep");
            return Err(Diagnostic::error(Code::ShortcodeFailed, message));
        }
        let key = Hash::of(&(&file.path, file.hash));
        let read = self.kitchen.included.get(key, || {
            let bytes = file.read().unwrap_or_default();
            doc::parse(&file.path, &bytes)
        });
        // Of a file that is a page of its own these were told already; what is told twice is shown once.
        self.notes.extend(read.notes.iter().cloned());
        let label = format!("included as `{name}`");
        let at = Some(self.source.place(call.at.clone()));
        let script = match &read.value.body {
            Body::Markdown(script) | Body::Html(script) => script,
            Body::Sheet(_) | Body::Overlay(_) => return Ok(String::new()),
        };
        let mut inner = self.of_file(&read.value, script);
        inner.including.push(file.path.clone());
        let mut text = inner.expand(&script.nodes);
        if let Some(filled) = arguments::fill_in(&text, &call.args) {
            text = filled;
            inner.forget_segments();
        }
        let made = match (&read.value.body, markdown) {
            (Body::Markdown(_), false) => {
                let prose = inner.prose(&text);
                inner.notes.extend(prose.notes.iter().cloned());
                prose.value.html.clone()
            }
            _ => text,
        };
        let (outputs, notes) = (std::mem::take(&mut inner.outputs), std::mem::take(&mut inner.notes));
        self.spent = inner.spent;
        self.outputs = outputs;
        self.notes.extend(notes.into_iter().map(|n| n.via(label.clone(), at.clone())));
        Ok(made)
    }

    /// A cook for another file of the same page. It goes on with the outputs of this one, so that tokens of both name one list.
    fn of_file<'b>(&mut self, doc: &'b Doc, script: &'b doc::Script) -> Chef<'b>
    where
        Self: 'b,
    {
        let file: Arc<str> = doc.file.clone();
        Chef {
            kitchen: self.kitchen,
            page: self.page,
            source: script.source(&file),
            script,
            implicits: self.implicits,
            outputs: std::mem::take(&mut self.outputs),
            segments: Vec::new(),
            including: self.including.clone(),
            callers: Vec::new(),
            spent: self.spent,
            room: self.room.clone(),
            notes: Vec::new(),
        }
    }
}
