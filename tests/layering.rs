//! Imports point one way: `use crate::` never goes to a module on the right, and each big library is named in its own place only.

mod common;

use std::path::Path;

/// Whom each module may import, beside itself.
const MAY: &[(&str, &[&str])] = &[
    ("hash", &[]),
    ("diag", &["hash"]),
    ("lang", &["hash", "diag"]),
    ("memo", &["hash", "diag"]),
    ("yaml", &["hash", "diag"]),
    ("config", &["hash", "diag", "lang", "yaml"]),
    ("source", &["hash", "diag", "lang", "memo", "yaml", "config"]),
    ("adapter", &["hash", "diag", "source"]),
    ("sheet", &["hash", "diag", "lang", "memo", "yaml", "config", "doc"]),
    ("doc", &["hash", "diag", "lang", "memo", "yaml", "config", "sheet"]),
    (
        "site",
        &["hash", "diag", "lang", "memo", "yaml", "config", "source", "doc", "sheet"],
    ),
    ("print", &["hash", "diag", "lang", "memo", "config", "doc", "sheet"]),
    (
        "translate",
        &[
            "hash", "diag", "lang", "memo", "yaml", "config", "source", "doc", "sheet", "site",
        ],
    ),
    ("import", &["hash", "diag", "lang", "yaml", "config", "source", "doc"]),
    ("output", &["hash", "diag"]),
    (
        "render",
        &[
            "hash",
            "diag",
            "lang",
            "memo",
            "yaml",
            "config",
            "source",
            "doc",
            "sheet",
            "site",
            "translate",
            "output",
            "print",
        ],
    ),
    (
        "check",
        &[
            "hash",
            "diag",
            "lang",
            "memo",
            "yaml",
            "config",
            "source",
            "doc",
            "sheet",
            "site",
            "translate",
            "output",
            "render",
            "print",
        ],
    ),
    (
        "pipeline",
        &[
            "hash",
            "diag",
            "lang",
            "memo",
            "yaml",
            "config",
            "adapter",
            "source",
            "doc",
            "sheet",
            "site",
            "translate",
            "output",
            "render",
            "print",
            "check",
        ],
    ),
    ("external", &["hash", "diag", "config", "check"]),
    ("server", &["hash", "diag", "output"]),
    ("cli", &["config"]),
    (
        "command",
        &[
            "hash",
            "diag",
            "lang",
            "yaml",
            "config",
            "adapter",
            "source",
            "doc",
            "sheet",
            "site",
            "translate",
            "import",
            "output",
            "render",
            "print",
            "pipeline",
            "check",
            "external",
            "server",
            "cli",
        ],
    ),
];

/// Where each library may be named.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("pulldown_cmark", &["doc/"]),
    ("icu_collator", &["site/collation.rs"]),
    ("tera", &["render/"]),
    ("fluent_bundle", &["render/strings.rs"]),
    ("intl_pluralrules", &["render/string_check.rs"]),
    ("syntect", &["doc/highlight"]),
    ("two_face", &["doc/highlight"]),
    ("notify", &["source/watch"]),
    ("ureq", &["external/client.rs"]),
    ("rustls", &["external/client.rs"]),
    ("tiny_http", &["server/"]),
    ("serde_yaml", &["yaml/"]),
    ("sha2", &["sheet/fill/load.rs"]),
    ("typst", &["print/press/"]),
    ("typst_kit", &["print/press/"]),
    ("typst_pdf", &["print/press/"]),
    ("qrcode", &["print/code.rs"]),
    ("fontdb", &["print/press/"]),
    (
        "std::fs",
        &[
            "source/",
            "output/",
            "command/init.rs",
            "command/new.rs",
            "command/import.rs",
            "command/check.rs",
            "command/sheet/strings.rs",
            "command/sheet/update.rs",
            "command/translate/",
        ],
    ),
];

#[test]
fn imports_point_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (path, bytes) in common::tree(&src) {
        if !path.ends_with(".rs") || path == "main.rs" || path == "lib.rs" {
            continue;
        }
        let module = path.split(['/', '.']).next().expect("a first part").to_string();
        let Some((_, may)) = MAY.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{path}: the module `{module}` is not in the list"));
            continue;
        };
        let text = String::from_utf8(bytes).expect("sources are text");
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        for (i, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for used in line
                .split("crate::")
                .skip(1)
                .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
            {
                if !used.is_empty() && used != module && !may.contains(&used) && MAY.iter().any(|(name, _)| *name == used) {
                    wrong.push(format!("{path}:{}: `{module}` may not import `{used}`", i + 1));
                }
            }
            for (library, places) in LIBRARIES {
                if line.contains(&format!("{library}::")) && !places.iter().any(|p| path.starts_with(p)) {
                    wrong.push(format!(
                        "{path}:{}: `{library}` is named outside of {}",
                        i + 1,
                        places.join(", ")
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (path, bytes) in common::tree(&src) {
        if path.ends_with(".rs") {
            let text = String::from_utf8(bytes).expect("sources are text");
            assert!(
                text.starts_with("//! "),
                "src/{path} does not open with a line on its responsibility"
            );
        }
    }
}

#[test]
fn every_string_of_the_theme_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asking = String::new();
    for (path, bytes) in common::tree(&root.join("src"))
        .into_iter()
        .chain(common::tree(&root.join("templates")))
    {
        if [".rs", ".html", ".xml", ".txt", ".typ"].iter().any(|end| path.ends_with(end)) {
            asking.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    let strings = std::fs::read_to_string(root.join("i18n/en.ftl")).expect("the theme's strings");
    let keys = strings
        .lines()
        .filter(|l| l.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|l| l.split_once(" ="));
    let is_asked = |key: &str| {
        // Some keys are made of a part that is written and one that is not: `"sheet-pdf-" ~ edition`.
        let computed = key
            .match_indices('-')
            .any(|(i, _)| asking.contains(&format!("\"{}\" ~", &key[..=i])));
        computed || asking.contains(&format!("\"{key}\""))
    };
    let unused: Vec<&str> = keys.map(|(key, _)| key).filter(|key| !is_asked(key)).collect();
    assert!(unused.is_empty(), "nobody asks for: {}", unused.join(", "));
}
