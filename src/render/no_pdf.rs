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

    /// What was found while it was made.
    pub fn notes(&self) -> &[Diagnostic] {
        &[]
    }
}

/// No page has any.
pub fn of_page(_: &Job, shared: &Shared, _: &Page) -> Vec<Pdf> {
    let Press = shared.press;
    Vec::new()
}
