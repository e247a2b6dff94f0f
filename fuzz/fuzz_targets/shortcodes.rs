//! Shortcode calls in both notations: no text makes the parser panic, or take long.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;

/// What calls are made of, so that inputs get past the first brace.
const PARTS: [&str; 16] = [
    "{{< ", " >}}", "{{% ", " %}}", "{{</* ", " */>}}", "{{< /a >}}", " />}}", "a", " x=", "\"", "`", " b ", "\n", "```\n", "text",
];

fuzz_target!(|data: (&[u8], &str)| {
    let (calls, text) = data;
    let mut body: String = calls.iter().map(|b| PARTS[usize::from(b % 16)]).collect();
    body.push_str(text);
    let _ = stoop::doc::parse(&Arc::from("a.md"), body.as_bytes());
});
