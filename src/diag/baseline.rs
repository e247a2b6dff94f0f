//! Baselines: the findings that a site had when somebody decided to let no new ones in.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Code, Diagnostic, Place, Severity};

/// Known findings, without their lines: how often each is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// By code, file and message.
    known: BTreeMap<(String, String, String), usize>,
}

/// What a baseline makes of findings.
#[derive(Debug, Default)]
pub struct Compared {
    /// The findings that are not in it, and a note for each that is gone.
    pub notes: Vec<Diagnostic>,
    /// How many were in it.
    pub known: usize,
}

impl Baseline {
    /// Of all errors and warnings, but for those without which nothing can be published.
    pub fn of(notes: &[Diagnostic]) -> Baseline {
        let mut known = BTreeMap::new();
        for note in notes.iter().filter(|n| counts(n)) {
            *known.entry(key(note)).or_default() += 1;
        }
        Baseline { known }
    }

    /// Read a baseline's file.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str) -> Result<Baseline, String> {
        let file: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
        if file["version"] != 1 {
            return Err("it is not of version 1".into());
        }
        let findings = file["findings"].as_array().ok_or("it has no list of `findings`")?;
        let mut known = BTreeMap::new();
        for (i, finding) in findings.iter().enumerate() {
            let text = |name: &str| finding[name].as_str().map(str::to_string);
            let parts = (text("code"), text("file"), text("message"), finding["count"].as_u64());
            let (Some(code), Some(file), Some(message), Some(count)) = parts else {
                return Err(format!("finding {} lacks its code, file, message or count", i + 1));
            };
            *known.entry((code, file, message)).or_default() += count as usize;
        }
        Ok(Baseline { known })
    }

    /// The file: sorted, a line for each finding, so that a change of it can be read.
    pub fn write(&self) -> String {
        let line = |((code, file, message), count): (&(String, String, String), &usize)| {
            json!({"code": code, "file": file, "message": message, "count": count}).to_string()
        };
        let lines: Vec<String> = self.known.iter().map(line).collect();
        match lines.is_empty() {
            true => "{\"version\": 1, \"findings\": []}\n".into(),
            false => format!("{{\"version\": 1, \"findings\": [\n{}\n]}}\n", lines.join(",\n")),
        }
    }

    /// Take out what is known. `name`: of the baseline's file.
    pub fn compare(&self, notes: Vec<Diagnostic>, name: &str) -> Compared {
        let mut left = self.known.clone();
        let mut compared = Compared::default();
        for note in notes {
            match left.get_mut(&key(&note)).filter(|n| **n > 0 && counts(&note)) {
                Some(count) => {
                    *count -= 1;
                    compared.known += 1;
                }
                None => compared.notes.push(note),
            }
        }
        for ((code, file, message), count) in left.into_iter().filter(|(_, count)| *count > 0) {
            let times = if count == 1 {
                String::new()
            } else {
                format!(", {count} times")
            };
            let gone = format!("`{code}` in `{file}` is gone{times}: {message}");
            let help = "write the baseline anew with --write-baseline, so that it cannot come back unseen";
            let note = Diagnostic::note(Code::BaselineGone, gone).at(Place::file(name)).help(help);
            compared.notes.push(note);
        }
        compared
    }
}

fn counts(note: &Diagnostic) -> bool {
    note.severity != Severity::Note && !(note.severity == Severity::Error && note.code.is_final())
}

fn key(note: &Diagnostic) -> (String, String, String) {
    let file = note.place.as_ref().map_or("", |p| &*p.file);
    (note.code.as_str().to_string(), file.to_string(), note.message.clone())
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    fn note(at: usize, message: &str) -> Diagnostic {
        let source = Source::new("a.md", "one\ntwo\nthree\n");
        Diagnostic::warning(Code::DeadLink, message).at(source.place(at..at + 1))
    }

    #[test]
    fn only_what_is_new_is_left() {
        let old = Baseline::of(&[
            note(0, "x"),
            note(4, "x"),
            note(0, "y"),
            Diagnostic::note(Code::DeadLink, "n"),
        ]);
        let read = Baseline::read(&old.write()).expect("it was written by us");
        assert_eq!(read, old);
        // The first moved, one of two is gone, and one is new.
        let compared = read.compare(vec![note(8, "x"), note(0, "y"), note(0, "z")], "b.json");
        let told: Vec<_> = compared.notes.iter().map(|n| n.message.as_str()).collect();
        assert_eq!(told, ["z", "`dead-link` in `a.md` is gone: x"]);
        assert_eq!(compared.known, 2);
        let three = read.compare(vec![note(0, "x"), note(4, "x"), note(8, "x"), note(0, "y")], "b.json");
        assert_eq!(three.notes.len(), 1, "a third one is new");
    }

    #[test]
    fn all_of_a_kind_count() {
        let text = "x\n".repeat(200);
        let source = Source::new("a.md", &text);
        let notes = |lines: std::ops::Range<usize>| {
            let link =
                |line: usize| Diagnostic::warning(Code::DeadLink, format!("`/{line}/`")).at(source.place(line * 2..line * 2 + 1));
            let mut notes: Vec<Diagnostic> = lines.map(link).collect();
            super::super::settle(&mut notes);
            notes
        };
        let old = Baseline::of(&notes(1..180));
        let compared = old.compare(notes(0..180), "b.json");
        assert_eq!((compared.notes.len(), compared.known), (1, 179), "{:?}", compared.notes);
        assert_eq!(compared.notes[0].message, "`/0/`");
    }

    #[test]
    fn what_stops_a_build_is_never_known() {
        let end = || Diagnostic::error(Code::YamlSyntax, "m");
        assert_eq!(Baseline::of(&[end()]), Baseline::default());
        assert_eq!(Baseline::read(&Baseline::default().write()), Ok(Baseline::default()));
        for bad in [
            "",
            "{}",
            "{\"version\": 1}",
            "{\"version\": 1, \"findings\": [{\"code\": \"x\"}]}",
        ] {
            assert!(Baseline::read(bad).is_err(), "{bad}");
        }
    }
}
