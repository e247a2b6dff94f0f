//! Cheatsheets and their translations: no bytes make the parser panic.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (bool, &[u8])| {
    let (framed, bytes) = data;
    let head: &[u8] = if framed { b"title: T\ngroups:\n- id: g\n  title: G\n  blocks:\n  - " } else { b"" };
    let _ = stoop::sheet::parse(&Arc::from("content/en/a.sheet.yaml"), &[head, bytes].concat());
});
