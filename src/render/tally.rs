//! Unknown shortcodes of a site that shows their inner text, told once for each name with how often it is called.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Severity};

/// The findings, with those of one unknown shortcode joined at its first call.
pub fn unknown_shortcodes(notes: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let tolerated = |n: &Diagnostic| n.code == Code::UnknownShortcode && n.severity == Severity::Warning;
    let (unknown, mut rest): (Vec<_>, Vec<_>) = notes.into_iter().partition(tolerated);
    let mut by_name: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for note in unknown {
        by_name.entry(note.message.clone()).or_default().push(note);
    }
    for (message, calls) in by_name {
        // A file that several languages show is one file.
        let places: BTreeSet<_> = calls.iter().filter_map(|n| n.place.clone()).collect();
        let files: BTreeSet<_> = places.iter().map(|p| p.file.clone()).collect();
        let Some(mut first) = calls.into_iter().min_by(|a, b| a.place.cmp(&b.place)) else {
            continue;
        };
        if places.len() > 1 {
            let pages = if files.len() == 1 {
                "one file".to_string()
            } else {
                format!("{} files", files.len())
            };
            first.message = format!(
                "{message}; it is called {} times in {pages}, and its inner text is shown",
                places.len()
            );
        }
        rest.push(first);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;

    #[test]
    fn one_finding_for_each_name() {
        let source = Source::new("a.md", "x y x");
        let note = |name: &str, at: usize| {
            Diagnostic::warning(Code::UnknownShortcode, format!("there is no shortcode `{name}`")).at(source.place(at..at + 1))
        };
        let told = unknown_shortcodes(vec![note("x", 4), note("y", 2), note("x", 0), note("x", 0)]);
        let messages: Vec<_> = told.iter().map(|n| n.message.as_str()).collect();
        let joined = "there is no shortcode `x`; it is called 2 times in one file, and its inner text is shown";
        assert_eq!(messages, [joined, "there is no shortcode `y`"]);
        assert_eq!(told[0].place.as_ref().map(|p| p.column), Some(1));
    }
}
