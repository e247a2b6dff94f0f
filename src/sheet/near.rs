//! The nearest name for a wrong one, looked for so often only: many mistakes among many names would take the product of both.

use std::cell::Cell;

use crate::diag::{Diagnostic, nearest};

/// Findings of one kind are told of a file fifty times at most; a few more are looked up, since they are not found in the order of places.
const MOST: usize = 200;

/// How many names may still be looked up.
pub(super) struct Near(Cell<usize>);

impl Near {
    pub fn new() -> Near {
        Near(Cell::new(MOST))
    }

    /// The name that is nearest to `wrong`.
    pub fn find<'n>(&self, wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        let left = self.0.get().checked_sub(1)?;
        self.0.set(left);
        // Names may come out of a hash map: ties must not depend on its order.
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        nearest(wrong, names)
    }

    /// A finding with the nearest name as advice, if there is one.
    pub fn advise<'n>(&self, note: Diagnostic, wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Diagnostic {
        match self.find(wrong, names) {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note,
        }
    }
}
