//! Falco conditions: no text makes the parser panic, and wrapping loses nothing of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stoop::sheet::condition::{folded, parse, refs, wrap};

fuzz_target!(|text: &str| {
    if let Ok(expr) = parse(text) {
        let _ = refs(&expr);
    }
    let lines: Vec<String> = wrap(text).into_iter().map(|clause| clause.text).collect();
    assert_eq!(lines.join(" "), folded(text));
});
