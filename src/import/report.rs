//! What became of a key, as one line for people.

use std::fmt;

/// What became of a key of the old configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It stands in `stoop.yaml`.
    Carried,
    /// Nothing differs without it.
    Dropped,
    /// The site will differ.
    NotHonoured,
    /// A shortcode that content uses and no component defines.
    Shortcode,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub fate: Fate,
    /// The key or shortcode, and what there is to say of it.
    pub text: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fate = match self.fate {
            Fate::Carried => "carried",
            Fate::Dropped => "dropped",
            Fate::NotHonoured => "not honoured",
            Fate::Shortcode => "shortcode",
        };
        write!(f, "{fate:<13} {}", self.text)
    }
}
