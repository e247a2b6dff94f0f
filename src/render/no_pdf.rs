//! In place of `pdf.rs` where stoop is built without the typesetter: no page has a PDF.

use super::Job;
use super::shared::Shared;
use crate::diag::Diagnostic;
use crate::hash::Hash;
use crate::output::Artefact;
use crate::site::Page;

/// Nothing.
pub struct Press;

impl Press {
    /// Nothing.
    pub fn new(_: &Job, _: Hash) -> Press {
        Press
    }
}

/// There is none.
pub struct Pdf {
    pub key: Hash,
}

impl Pdf {
    /// What templates see.
    pub fn view(&self) -> Option<&()> {
        None
    }

    /// What is published.
    pub fn artefact(&self) -> Option<Artefact> {
        None
    }
}

/// There are none.
pub fn findings(_: &Page, _: &[Pdf]) -> Vec<Diagnostic> {
    Vec::new()
}

/// No page has any.
pub fn of_page(_: &Job, shared: &Shared, _: &Page) -> Vec<Pdf> {
    let Press = shared.press;
    Vec::new()
}
