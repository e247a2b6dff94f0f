//! Diagnostics as SARIF 2.1.0, the form that code hosts and editors take findings of tools in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Code, Diagnostic, Place, Severity};
use crate::hash::Hash;

/// A whole SARIF log, as one text. `folder`: the site's folder as seen from the root of the repository, with a slash at its end; or empty.
pub fn log(notes: &[Diagnostic], folder: &str) -> String {
    let codes: BTreeSet<Code> = notes.iter().map(|n| n.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let rules: Vec<Value> = codes
        .iter()
        .map(|code| {
            json!({
                "id": code.as_str(),
                "shortDescription": { "text": format!("{}.", code.meaning()) },
            })
        })
        .collect();
    let results: Vec<Value> = notes.iter().map(|note| result(note, &codes, folder)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}")
}

fn result(note: &Diagnostic, codes: &[Code], folder: &str) -> Value {
    let file = note.place.as_ref().map_or("", |p| &*p.file);
    let text = match &note.help {
        Some(help) => format!("{}. {help}", note.message),
        None => note.message.clone(),
    };
    let mut result = json!({
        "ruleId": note.code.as_str(),
        "ruleIndex": codes.binary_search(&note.code).unwrap_or(0),
        "level": level(note.severity),
        "message": { "text": text },
        // Without the line, so that a finding stays the same one when text above it changes.
        "partialFingerprints": { "stoop/v1": format!("{:?}", Hash::of(&(note.code.as_str(), file, &note.message))) },
    });
    if let Some(place) = &note.place {
        result["locations"] = json!([location(place, folder, None)]);
    }
    let related: Vec<Value> = note
        .trail
        .iter()
        .filter_map(|(label, place)| Some(location(place.as_ref()?, folder, Some(label))))
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(place: &Place, folder: &str, label: Option<&str>) -> Value {
    let mut region = json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + place.width,
    });
    if !place.excerpt.is_empty() && place.offset == 0 {
        region["snippet"] = json!({ "text": place.excerpt });
    }
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&format!("{folder}{}", place.file)) },
            "region": region,
        },
    });
    if let Some(label) = label {
        location["message"] = json!({ "text": label });
    }
    location
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    /// What the schema of SARIF 2.1.0 demands of what we write.
    #[test]
    fn as_the_schema_wants_it() {
        let source = Source::new("content/中 a.md", "x [y](z)\n");
        let notes = [
            Diagnostic::warning(Code::DeadLink, "`z` leads nowhere")
                .at(source.place(6..7))
                .help("did you mean `/zz/`?")
                .via("in the shortcode `s`", Some(source.place(0..1)))
                .via("on 3 pages", None),
            Diagnostic::error(Code::BadCall, "m"),
        ];
        let log: Value = serde_json::from_str(&log(&notes, "site/")).expect("it is JSON");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
        assert!(
            rules
                .iter()
                .all(|r| r["id"].is_string() && r["shortDescription"]["text"].is_string())
        );
        let results = run["results"].as_array().expect("a list");
        assert_eq!(results.len(), 2);
        for result in results {
            let rule = result["ruleIndex"].as_u64().expect("a number") as usize;
            assert_eq!(rules[rule]["id"], result["ruleId"]);
            assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a text")));
            assert!(result["message"]["text"].is_string());
        }
        let physical = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "site/content/%E4%B8%AD%20a.md");
        assert_eq!(
            physical["region"],
            json!({"startLine": 1, "startColumn": 7, "endColumn": 8, "snippet": {"text": "x [y](z)"}})
        );
        assert_eq!(results[0]["relatedLocations"].as_array().map(Vec::len), Some(1));
        assert!(results[1].get("locations").is_none());
    }
}
