//! Translations and what they were made from: pins, drift, who is missing, and the heading ids that a translation shares.
//!
//! A [`Pin`] in a translation's front matter holds hashes of the words that it was made from, section by section. Against the source as
//! it now is that gives a [`Drift`]; [`survey()`] does so for every page of the site. Nothing here reads a disk or knows a version history.

mod drift;
mod lines;
mod outline;
mod pin;
mod survey;
mod tally;

use std::sync::Arc;

use crate::doc::{self, Doc, Markdown, Section};
use crate::hash::Hash;

pub use drift::{Change, Drift, What, matched};
pub use lines::{Line, line_diff};
pub use outline::{Shared, SharedIds, share};
pub use pin::{BEGINNING, Mark, Pin};
pub use survey::{Behind, Standing, State, Survey, call_path, original, survey};
pub use tally::{Entry, LanguageTally, Likeness, tally};

/// The front matter key of a pin.
pub const PIN_KEY: &str = "translated_from";
/// The front matter key of a pin by commit, as opentelemetry.io has it; keys are lower-cased.
pub const COMMIT_KEY: &str = "default_lang_commit";
/// Says that a page with a pin by commit is behind.
pub const DRIFTED_KEY: &str = "drifted_from_default";

/// The words of a source, as a pin knows them.
#[derive(Clone, Debug)]
pub struct Original {
    /// Of the front matter's strings.
    pub front: Hash,
    pub front_words: usize,
    /// That before the first heading first.
    pub sections: Arc<Vec<Section>>,
}

impl Original {
    /// The words of a document.
    pub fn of(doc: &Doc, markdown: &Markdown) -> Original {
        let front = doc::front_words(&doc.front);
        Original {
            front: Hash::of_bytes(front.as_bytes()),
            front_words: front
                .lines()
                .map(|line| doc::count_words(line.split_once(": ").map_or(line, |(_, w)| w)))
                .sum(),
            sections: Arc::new(doc::sections(doc, markdown)),
        }
    }

    /// All of its words.
    pub fn words(&self) -> usize {
        self.front_words + self.sections.iter().map(|s| s.words).sum::<usize>()
    }
}
