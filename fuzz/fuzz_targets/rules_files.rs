//! Falco rules files: no two texts make the loader panic, and every rule's hooks can be listed.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use stoop::sheet::rules::load;

fuzz_target!(|texts: (&str, &str)| {
    let files: Vec<(Arc<str>, Arc<str>)> = vec![("a.yaml".into(), texts.0.into()), ("b.yaml".into(), texts.1.into())];
    let rules = load(&files).value;
    for expr in rules.rules.iter().filter_map(|rule| rule.expr.as_ref()) {
        let _ = rules.hooks(expr);
    }
});
