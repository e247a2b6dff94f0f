//! Which pin `stoop translate accept` may write: one that moves no heading's id to another heading.

use super::Work;
use crate::config::TranslatedIds;
use crate::doc::Doc;
use crate::translate::{Original, Pin, Shared, matched, share};

/// A translation with its source, as far as headings go.
pub struct Outlines<'a> {
    source: &'a Original,
    own: &'a Original,
    old: Option<&'a Pin>,
    /// Nothing is shared, so nothing can move.
    apart: bool,
}

/// Headings that a translation and its source do not both have, as they are written.
#[derive(Debug, PartialEq, Eq)]
pub struct Unlike {
    /// Of the source.
    pub lacking: Vec<String>,
    /// Of the translation.
    pub loose: Vec<String>,
}

impl<'a> Outlines<'a> {
    /// `old`: the pin that the translation has.
    pub fn new(work: &Work, source: &'a Original, own: &'a Original, old: Option<&'a Pin>) -> Outlines<'a> {
        Outlines {
            source,
            own,
            old,
            apart: work.joined.heading_ids != TranslatedIds::Shared,
        }
    }

    fn share(&self, pin: Option<&Pin>) -> Shared {
        share(pin, self.source, &self.own.sections)
    }

    /// The pin of the whole page. `as_it_is`: the translation leaves out what it does not have.
    ///
    /// # Errors
    /// The headings that stand in the way.
    pub fn whole(&self, now: Pin, as_it_is: bool) -> Result<Pin, Unlike> {
        let after = self.share(Some(&now));
        if self.apart || after.loose.is_empty() && after.lacking.is_empty() {
            return Ok(now);
        }
        let before = self.share(self.old);
        let is_known = before.loose.is_empty();
        let mut pin = self.left_out(now);
        if as_it_is && is_known {
            for mark in &mut pin.sections {
                mark.absent |= !mark.heading.is_empty() && before.lacking.contains(&mark.id);
            }
        }
        let then = self.share(Some(&pin));
        match kept(&before, &then) && (as_it_is || then.loose.is_empty()) {
            true => Ok(pin),
            false => Err(self.unlike(if is_known { &before } else { &after })),
        }
    }

    /// What the old pin leaves out is left out still.
    fn left_out(&self, mut now: Pin) -> Pin {
        let Some(old) = self.old else { return now };
        for (before, after) in matched(&old.sections, &now.sections) {
            now.sections[after].absent = old.sections[before].absent;
        }
        now
    }

    /// A pin with some sections taken over.
    ///
    /// # Errors
    /// The headings that would get the ids of others, or none.
    pub fn partly(&self, pin: Pin) -> Result<Pin, Unlike> {
        let (before, after) = (self.share(self.old), self.share(Some(&pin)));
        match self.apart || kept(&before, &after) {
            true => Ok(pin),
            false => Err(self.unlike(if before.loose.is_empty() { &before } else { &after })),
        }
    }

    fn unlike(&self, shared: &Shared) -> Unlike {
        let heading = |s: &crate::doc::Section| format!("`{} {}`", "#".repeat(s.level.into()), s.title);
        let of_source = |id: &String| self.source.sections.iter().find(|s| s.id == *id).map(heading);
        Unlike {
            lacking: shared.lacking.iter().filter_map(of_source).collect(),
            loose: shared
                .loose
                .iter()
                .filter_map(|i| self.own.sections.get(*i))
                .map(heading)
                .collect(),
        }
    }
}

/// Whether each heading that shares an id shares it still.
fn kept(before: &Shared, after: &Shared) -> bool {
    before.ids.iter().all(|id| after.ids.contains(id))
}

impl Unlike {
    /// Why a translation was left as it is, and what to do.
    pub fn told(&self, doc: &Doc, source: &Doc) -> String {
        let mut text = format!(
            "`{}` was left as it is: its headings are not those of {}",
            doc.file, source.file
        );
        for (what, list) in [
            ("it has nothing for", &self.lacking),
            ("the source has nothing for", &self.loose),
        ] {
            if !list.is_empty() {
                text += &format!("\n  {what} {}", listed(list));
            }
        }
        text + "\n  its headings would take the ids of others, or lose them; translate what is missing, or write ids, `## ... {#id}`;\n  \
            `--section ID` accepts a section that both have, and `--as-it-is` records that it leaves the others out"
    }
}

fn listed(headings: &[String]) -> String {
    const MOST: usize = 6;
    let more = headings.len().saturating_sub(MOST);
    let end = if more > 0 {
        format!(", and {more} more")
    } else {
        String::new()
    };
    headings[..headings.len() - more].join(", ") + &end
}
