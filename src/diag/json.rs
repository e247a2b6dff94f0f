//! Diagnostics for programs: one JSON object a line.

use serde_json::{Value, json};

use super::{Diagnostic, Place};

/// A diagnostic as one line of JSON, without a line end. Keys are always there; what a diagnostic lacks is `null`.
pub fn line(note: &Diagnostic) -> String {
    let place = |f: fn(&Place) -> Value| note.place.as_ref().map_or(Value::Null, f);
    json!({
        "code": note.code.as_str(),
        "severity": note.severity.as_str(),
        "message": note.message,
        "file": place(|p| json!(&*p.file)),
        "line": place(|p| json!(p.line)),
        "column": place(|p| json!(p.column)),
        "width": place(|p| json!(p.width)),
        "excerpt": place(|p| json!(p.excerpt)),
        "offset": place(|p| json!(p.offset)),
        "help": note.help,
        "target": note.target,
        "trail": note.trail.iter().map(|(label, place)| step(label, place.as_ref())).collect::<Vec<_>>(),
    })
    .to_string()
}

fn step(label: &str, place: Option<&Place>) -> Value {
    json!({
        "label": label,
        "file": place.map(|p| &*p.file),
        "line": place.map(|p| p.line),
        "column": place.map(|p| p.column),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Source};
    use super::*;

    #[test]
    fn one_line_with_every_key() {
        let source = Source::new("a.md", "x \"中\"\n");
        let note = Diagnostic::error(Code::UnknownRef, "no page\nhere")
            .at(source.place(2..7))
            .help("h")
            .via("in template", Some(Place::file("page.html")));
        assert_eq!(
            line(&note),
            r#"{"code":"unknown-ref","severity":"error","message":"no page\nhere","file":"a.md","line":1,"column":3,"width":3,"excerpt":"x \"中\"","offset":0,"help":"h","target":null,"trail":[{"label":"in template","file":"page.html","line":1,"column":1}]}"#
        );
        let about = Diagnostic {
            target: Some("/x/".into()),
            ..Diagnostic::note(Code::BadCall, "m")
        };
        assert_eq!(
            line(&about),
            r#"{"code":"bad-call","severity":"note","message":"m","file":null,"line":null,"column":null,"width":null,"excerpt":null,"offset":null,"help":null,"target":"/x/","trail":[]}"#
        );
    }
}
