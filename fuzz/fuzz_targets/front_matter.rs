//! Front matter of any kind: no bytes make the parser panic, and every place it names is inside the file.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (u8, &[u8])| {
    let (kind, bytes) = data;
    let fence = ["---\n", "+++\n", "{", ""][usize::from(kind % 4)];
    let text = [fence.as_bytes(), bytes].concat();
    let parsed = stoop::doc::parse(&Arc::from("a.md"), &text);
    let lines = String::from_utf8_lossy(&text).lines().count() as u32 + 1;
    for place in parsed.notes.iter().filter_map(|n| n.place.as_ref()) {
        assert!(place.line >= 1 && place.line <= lines, "{place:?} of {lines}");
    }
});
