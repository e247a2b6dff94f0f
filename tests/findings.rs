//! The manual has a section on each code, in every language that it is written in, and on none that there is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use stoop::diag::Code;

#[test]
fn every_code_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for lang in ["en", "zh"] {
        let file = format!("content/{lang}/docs/stoop/findings.md");
        let text = fs::read_to_string(root.join(&file)).expect("the page is there");
        let sections: Vec<&str> = text.split("\n### ").skip(1).collect();
        let mut documented = BTreeSet::new();
        for section in sections {
            let (name, words) = section.split_once('\n').expect("a heading and words");
            assert!(documented.insert(name), "{file}: `{name}` is there twice");
            let words = words.split("\n## ").next().unwrap_or(words).trim();
            assert!(words.chars().count() > 8, "{file}: `{name}` has no words");
        }
        let missing: Vec<_> = codes.difference(&documented).collect();
        let unknown: Vec<_> = documented.difference(&codes).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{file}: missing {missing:?}, unknown {unknown:?}"
        );
    }
}
