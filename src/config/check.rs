//! What the configuration says of findings: how much each code weighs, and what is to be ignored.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diag::{Code, Diagnostic, Level, Levels, code_named};

/// How findings are judged.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CheckFile {
    /// What findings of a code are: `dead-link: error`. The codes are in the manual.
    pub levels: BTreeMap<String, Level>,
    /// Findings that are not told. One is ignored when everything that an entry says is true of it.
    pub ignore: Vec<IgnoreFile>,
    pub external: ExternalFile,
}

/// Which findings are not told.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IgnoreFile {
    /// Their code.
    pub code: Option<String>,
    /// A glob over the file that they are in, from the site's root: `content/en/blog/**`.
    pub path: Option<String>,
    /// A glob over the address that they are about: `/old/**`.
    pub target: Option<String>,
}

/// Links to other sites, which only `stoop check --external` follows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExternalFile {
    /// Globs over addresses that are not asked for: `https://example.com/**`.
    pub ignore: Vec<String>,
    /// How many seconds an answer may take.
    pub timeout: u32,
    /// How many milliseconds lie between two requests to one host.
    pub delay: u32,
    /// How often a request is repeated that failed in a way that may pass.
    pub retries: u32,
}

impl Default for ExternalFile {
    fn default() -> Self {
        ExternalFile {
            ignore: Vec::new(),
            timeout: 20,
            delay: 250,
            retries: 2,
        }
    }
}

/// How findings are judged, resolved.
#[derive(Clone, Debug, Default)]
pub struct Check {
    pub levels: Levels,
    pub ignore: Vec<Ignore>,
    pub external: External,
}

/// What is not told.
#[derive(Clone, Debug)]
pub struct Ignore {
    code: Option<Code>,
    path: Option<GlobMatcher>,
    target: Option<GlobMatcher>,
}

/// How links to other sites are followed.
#[derive(Clone, Debug, Default)]
pub struct External {
    pub ignore: Vec<GlobMatcher>,
    pub timeout: u32,
    pub delay: u32,
    pub retries: u32,
}

impl Check {
    /// Take out what is to be ignored.
    pub fn ignore(&self, notes: &mut Vec<Diagnostic>) {
        if !self.ignore.is_empty() {
            notes.retain(|note| !self.ignore.iter().any(|ignore| ignore.means(note)));
        }
    }
}

impl Ignore {
    fn means(&self, note: &Diagnostic) -> bool {
        let file = note.place.as_ref().map_or("", |p| &*p.file);
        let target = note.target.as_deref();
        self.code.is_none_or(|code| code == note.code)
            && self.path.as_ref().is_none_or(|glob| glob.is_match(file))
            && self
                .target
                .as_ref()
                .is_none_or(|glob| target.is_some_and(|t| glob.is_match(t)))
    }
}

/// Resolve what is written. Faults are told to `report` as (path of the key, message, help).
pub(super) fn resolve(written: &CheckFile, report: &mut dyn FnMut(&str, String, Option<String>)) -> Check {
    let mut levels = Levels::default();
    for (name, level) in &written.levels {
        match code_named(name) {
            Ok(code) if code.is_final() && *level != Level::Error => {
                let message = format!("`{name}` is an error always: without what it asks for there is nothing to publish");
                report(&format!("check/levels/{name}"), message, None);
            }
            Ok(code) => {
                levels.of.insert(code, *level);
            }
            Err((message, help)) => report(&format!("check/levels/{name}"), message, help),
        }
    }
    let mut ignore = Vec::new();
    for (i, entry) in written.ignore.iter().enumerate() {
        let at = format!("check/ignore/{i}");
        let code = match entry.code.as_deref().map(code_named).transpose() {
            Ok(code) => code,
            Err((message, help)) => {
                report(&format!("{at}/code"), message, help);
                continue;
            }
        };
        if code.is_none() && entry.path.is_none() && entry.target.is_none() {
            let help = Some("name a `code`, a `path` or a `target`".to_string());
            report(&at, "this entry would ignore everything".into(), help);
            continue;
        }
        ignore.push(Ignore {
            code,
            path: entry.path.as_deref().and_then(|p| glob(p, &format!("{at}/path"), report)),
            target: entry.target.as_deref().and_then(|t| glob(t, &format!("{at}/target"), report)),
        });
    }
    let external = &written.external;
    let patterns = external.ignore.iter().enumerate();
    Check {
        levels,
        ignore,
        external: External {
            ignore: patterns
                .filter_map(|(i, p)| glob(p, &format!("check/external/ignore/{i}"), report))
                .collect(),
            timeout: external.timeout.max(1),
            delay: external.delay,
            retries: external.retries,
        },
    }
}

fn glob(pattern: &str, key: &str, report: &mut dyn FnMut(&str, String, Option<String>)) -> Option<GlobMatcher> {
    match GlobBuilder::new(pattern).literal_separator(true).build() {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            report(key, format!("`{pattern}` is not a glob: {}", error.kind()), None);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    #[test]
    fn what_is_ignored() {
        let written = CheckFile {
            ignore: vec![
                IgnoreFile {
                    code: Some("dead-link".into()),
                    path: Some("content/*/blog/**".into()),
                    target: Some("/old/**".into()),
                },
                IgnoreFile {
                    path: Some("static/**".into()),
                    ..IgnoreFile::default()
                },
            ],
            ..CheckFile::default()
        };
        let check = resolve(&written, &mut |key, message, _| panic!("{key}: {message}"));
        let note = |code, file: &str, target: Option<&str>| {
            let mut note = Diagnostic::warning(code, "m").at(Place::file(file));
            note.target = target.map(str::to_string);
            note
        };
        let mut notes = vec![
            note(Code::DeadLink, "content/en/blog/x/a.md", Some("/old/x/")),
            note(Code::DeadLink, "content/en/blog/a.md", Some("/new/")),
            note(Code::MissingAnchor, "content/en/blog/a.md", Some("/old/x/")),
            note(Code::DeadLink, "content/en/blog/a.md", None),
            note(Code::MissingAlt, "static/a.html", None),
        ];
        check.ignore(&mut notes);
        let left: Vec<_> = notes.iter().map(|n| (n.code.as_str(), n.target.as_deref())).collect();
        assert_eq!(
            left,
            [
                ("dead-link", Some("/new/")),
                ("missing-anchor", Some("/old/x/")),
                ("dead-link", None)
            ]
        );
    }
}
