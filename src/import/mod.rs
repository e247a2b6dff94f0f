//! A Hugo site's configuration, as it lies, to a `stoop.yaml` that behaves as Hugo does, and a report on what became of each key.

mod docsy;
mod ignore;
mod languages;
mod leftover;
mod markup;
mod menus;
mod mounts;
mod outputs;
mod read;
mod report;
mod setting;
mod shortcodes;
mod site;
mod work;
mod write;

use std::sync::Arc;

use crate::diag::{Diagnostic, Noted, has_errors};

pub use docsy::BESIDE;
pub use read::{FOLDER, ROOT_FILES};
pub use report::{Fate, Line};
pub use shortcodes::unknown_shortcodes;

/// A configuration file: its path from the site's root, and its text.
pub type ConfigText = (Arc<str>, String);

/// What an import made.
#[derive(Debug)]
pub struct Imported {
    /// The text of `stoop.yaml`.
    pub yaml: String,
    /// What became of each key.
    pub lines: Vec<Line>,
}

/// Convert a configuration. `root_file` is the single file at the root, if there is one; `folder` are the files below `config/`, `beside`
/// those of [`BESIDE`] that there are.
/// `None` when a file cannot be read.
pub fn hugo(root_file: Option<&ConfigText>, folder: &[ConfigText], beside: &[ConfigText]) -> Noted<Option<Imported>> {
    let mut notes: Vec<Diagnostic> = Vec::new();
    let (settings, lines) = read::settings(root_file, folder, &mut notes);
    let mut work = work::Work::new(settings, lines, notes);
    work.plain_titles = docsy::plain_titles(beside.iter(), root_file.into_iter().chain(folder)).unwrap_or(false);
    site::identity(&mut work);
    let has_languages = work
        .settings
        .entries()
        .iter()
        .any(|e| e.name.eq_ignore_ascii_case("languages"));
    let languages = languages::convert(&mut work);
    mounts::convert(&mut work, &languages);
    site::paths(&mut work);
    menus::of_site(&mut work);
    markup::convert(&mut work, has_languages);
    outputs::convert(&mut work);
    site::rest(&mut work);
    leftover::report(&mut work);
    let imported = Imported {
        yaml: write::document(&work.entries),
        lines: work.lines,
    };
    let failed = has_errors(&work.notes);
    Noted::new((!failed).then_some(imported), work.notes)
}
