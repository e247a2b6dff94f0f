//! Diagnostics as GitHub's workflow commands, which become annotations on the lines of a change.

use super::{Diagnostic, Severity};

/// One finding as one line, without a line end. `folder`: the site's folder as seen from the root of the repository, with a slash at its
/// end; or empty.
pub fn line(note: &Diagnostic, folder: &str) -> String {
    let command = match note.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &note.place {
        properties.push(format!("file={}", property(&format!("{folder}{}", place.file))));
        properties.push(format!("line={}", place.line));
        properties.push(format!("col={}", place.column));
        properties.push(format!("endColumn={}", place.column + place.width));
    }
    properties.push(format!("title={}", property(note.code.as_str())));
    let mut text = note.message.clone();
    let trail = note.trail.iter().map(|(label, place)| match place {
        Some(place) => format!("{label} {}:{}:{}", place.file, place.line, place.column),
        None => label.clone(),
    });
    for line in note.help.iter().cloned().chain(trail) {
        text.push('\n');
        text.push_str(&line);
    }
    format!("::{command} {}::{}", properties.join(","), data(&text))
}

/// Text that ends with its line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text that ends with a comma or colon too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Source};
    use super::*;

    #[test]
    fn what_would_end_a_part_is_escaped() {
        let source = Source::new("content/a,b:c.md", "x 100%\n");
        let note = Diagnostic::note(Code::DeadLink, "100% of: this, is\r\nwrong")
            .at(source.place(2..6))
            .help("mend it")
            .via("in the shortcode `s`", Some(source.place(0..1)));
        assert_eq!(
            line(&note, "site/"),
            "::notice file=site/content/a%2Cb%3Ac.md,line=1,col=3,endColumn=7,title=dead-link::100%25 of: this, is%0D%0Awrong%0Amend it\
             %0Ain the shortcode `s` content/a,b:c.md:1:1"
        );
        assert_eq!(line(&Diagnostic::error(Code::BadCall, "m"), ""), "::error title=bad-call::m");
    }
}
