//! How much each code is to weigh: what the configuration and the command line say of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Code, Diagnostic, Severity, nearest};

/// What findings of a code are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The build fails, and nothing is published.
    Error,
    Warning,
    Note,
    /// Nothing is said.
    Off,
}

/// What is said of codes, beside what they are by themselves.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    pub of: BTreeMap<Code, Level>,
    /// Warnings are errors.
    pub strict: bool,
    /// What only a gate makes an error is a warning: a preview goes on while its site is not fit to be published.
    pub lenient: bool,
}

impl Levels {
    /// These with others over them.
    pub fn with(&self, over: &Levels) -> Levels {
        let mut of = self.of.clone();
        of.extend(&over.of);
        Levels {
            of,
            strict: self.strict || over.strict,
            lenient: self.lenient || over.lenient,
        }
    }

    /// Whether findings of a code are told at all. `by_itself`: whether they are when nobody says anything.
    pub fn tells(&self, code: Code, by_itself: bool) -> bool {
        self.of.get(&code).map_or(by_itself, |level| *level != Level::Off)
    }

    /// Weigh findings; those of codes that are off go.
    pub fn apply(&self, notes: &mut Vec<Diagnostic>) {
        notes.retain_mut(|note| {
            let by_itself = note.severity == Severity::Error && !note.code.is_gate();
            // Where this is an error there is nothing to publish, whatever anybody says.
            let fixed = note.severity == Severity::Error && note.code.is_final();
            match self.of.get(&note.code).filter(|_| !fixed) {
                Some(Level::Off) => return false,
                Some(Level::Error) => note.severity = Severity::Error,
                Some(Level::Warning) => note.severity = Severity::Warning,
                Some(Level::Note) => note.severity = Severity::Note,
                None => {}
            }
            if self.strict && note.severity == Severity::Warning {
                note.severity = Severity::Error;
            }
            if self.lenient && note.severity == Severity::Error && !by_itself {
                note.severity = Severity::Warning;
            }
            true
        });
    }
}

/// A code by its name.
///
/// # Errors
/// What is wrong with it, and what was meant.
pub fn code_named(name: &str) -> Result<Code, (String, Option<String>)> {
    let names = Code::ALL.iter().map(|code| code.as_str());
    match Code::ALL.iter().find(|code| code.as_str() == name) {
        Some(code) => Ok(*code),
        None => Err((
            format!("there is no code `{name}`"),
            nearest(name, names).map(|near| format!("did you mean `{near}`?")),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weigh(levels: &[(Code, Level)], strict: bool, note: Diagnostic) -> Option<Severity> {
        let levels = Levels {
            of: levels.iter().copied().collect(),
            strict,
            lenient: false,
        };
        let mut notes = vec![note];
        levels.apply(&mut notes);
        notes.first().map(|n| n.severity)
    }

    #[test]
    fn weights() {
        let warning = || Diagnostic::warning(Code::DeadLink, "m");
        assert_eq!(weigh(&[], false, warning()), Some(Severity::Warning));
        assert_eq!(weigh(&[], true, warning()), Some(Severity::Error));
        assert_eq!(weigh(&[(Code::DeadLink, Level::Note)], true, warning()), Some(Severity::Note));
        assert_eq!(weigh(&[(Code::DeadLink, Level::Off)], true, warning()), None);
        assert_eq!(
            weigh(&[(Code::DeadLink, Level::Error)], false, warning()),
            Some(Severity::Error)
        );
        let preview = |note: Diagnostic| {
            let levels = Levels {
                of: [(Code::DeadLink, Level::Error)].into(),
                lenient: true,
                ..Levels::default()
            };
            let mut notes = vec![note];
            levels.apply(&mut notes);
            notes[0].severity
        };
        assert_eq!(preview(warning()), Severity::Warning);
        assert_eq!(preview(Diagnostic::error(Code::TranslationStale, "m")), Severity::Warning);
        assert_eq!(preview(Diagnostic::error(Code::OverlayStale, "m")), Severity::Warning);
        assert_eq!(preview(Diagnostic::error(Code::BadValue, "m")), Severity::Error);
        let end = Diagnostic::error(Code::YamlSyntax, "m");
        assert_eq!(weigh(&[(Code::YamlSyntax, Level::Off)], false, end), Some(Severity::Error));
        assert_eq!(
            code_named("dead-lnk").err().and_then(|e| e.1).as_deref(),
            Some("did you mean `dead-link`?")
        );
    }
}
