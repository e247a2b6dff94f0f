//! Diagnostics for people at a terminal, in the form that rustc made familiar.

use std::io;

use unicode_width::UnicodeWidthChar;

use super::{Diagnostic, Place, Severity, enough};

/// How many columns of a source line are shown at most. Longer lines are cut around the place that is meant.
const MAX_COLUMNS: usize = 120;

/// How many columns before the place are kept when a line is cut.
const KEEP_BEFORE: usize = 40;

/// How far a tab advances in an excerpt.
const TAB: &str = "    ";

/// Print as many diagnostics as are told, in their order, an empty line between two. A terminal that has gone away is not an error: nobody is left to be told.
pub fn write(notes: &[Diagnostic], colour: bool, out: &mut impl io::Write) {
    let paint = Paint { colour };
    let texts: Vec<String> = enough(notes).iter().map(|note| one(note, paint)).collect();
    let _ = out.write_all(texts.join("\n").as_bytes());
}

/// How many findings of each weight there are, such as `2 errors, 1 warning`. `None` when there is nothing to say.
pub fn summary(notes: &[Diagnostic]) -> Option<String> {
    let count = |severity: Severity| {
        let n = notes.iter().filter(|note| note.severity == severity).count();
        match n {
            0 => None,
            1 => Some(format!("1 {}", severity.as_str())),
            n => Some(format!("{n} {}s", severity.as_str())),
        }
    };
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(count)
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn one(note: &Diagnostic, paint: Paint) -> String {
    let head = format!("{}[{}]", note.severity.as_str(), note.code.as_str());
    let mut text = format!(
        "{}{}\n",
        paint.severity(note.severity, &head),
        paint.bold(&format!(": {}", tidy(&note.message)))
    );
    let number = note.place.as_ref().map_or(String::new(), |p| p.line.to_string());
    let pad = " ".repeat(number.len());
    if let Some(place) = &note.place {
        text.push_str(&format!("{pad}{} {}\n", paint.frame("-->"), position(place)));
        if !place.excerpt.is_empty() {
            let (line, carets) = excerpt(place);
            let bar = paint.frame("|");
            let number = paint.frame(&number);
            text.push_str(&format!("{pad} {bar}\n{number} {bar} {line}\n"));
            text.push_str(&format!("{pad} {bar} {}\n", paint.carets(note.severity, &carets)));
        }
    }
    let equals = paint.frame("=");
    if let Some(help) = &note.help {
        let rest = format!("\n{pad}         ");
        text.push_str(&format!(
            "{pad} {equals} {}: {}\n",
            paint.bold("help"),
            tidy(help).replace('\n', &rest)
        ));
    }
    for (label, place) in &note.trail {
        let at = place.as_ref().map_or(String::new(), |p| format!(" {}", position(p)));
        text.push_str(&format!("{pad} {equals} {}{at}\n", tidy(label)));
    }
    text
}

fn position(place: &Place) -> String {
    format!("{}:{}:{}", tidy(&place.file), place.line, place.column)
}

/// The line as it is shown, and the spaces and carets that go under it.
fn excerpt(place: &Place) -> (String, String) {
    let cells: Vec<(String, usize)> = place.excerpt.chars().map(cell).collect();
    let shown = place.column.saturating_sub(1).saturating_sub(place.offset);
    let from = (shown as usize).min(cells.len());
    let to = (from + place.width as usize).min(cells.len());
    let columns = |cells: &[(String, usize)]| cells.iter().map(|c| c.1).sum::<usize>();
    let (start, end) = window(&cells, from);
    let mut line: String = cells[start..end].iter().map(|c| c.0.as_str()).collect();
    let mut before = columns(&cells[start..from.min(end)]);
    if start > 0 || place.offset > 0 {
        line.insert(0, '…');
        before += 1;
    }
    if end < cells.len() {
        line.push('…');
    }
    let meant = columns(&cells[from.min(end)..to.min(end)]).max(1);
    (
        line.trim_end().to_string(),
        format!("{}{}", " ".repeat(before), "^".repeat(meant)),
    )
}

/// Which characters of a line to show so that the one at `from` is among them.
fn window(cells: &[(String, usize)], from: usize) -> (usize, usize) {
    let total: usize = cells.iter().map(|c| c.1).sum();
    if total <= MAX_COLUMNS {
        return (0, cells.len());
    }
    let mut start = from;
    let mut used = 0;
    while start > 0 && used + cells[start - 1].1 <= KEEP_BEFORE {
        start -= 1;
        used += cells[start].1;
    }
    let mut end = start;
    let mut used = 0;
    while end < cells.len() && used + cells[end].1 <= MAX_COLUMNS {
        used += cells[end].1;
        end += 1;
    }
    (start, end)
}

/// A character as it is shown and the columns that it takes. Control characters must not reach the terminal.
fn cell(c: char) -> (String, usize) {
    match c {
        '\t' => (TAB.to_string(), TAB.len()),
        c if c.is_control() => ("\u{fffd}".to_string(), 1),
        c => (c.to_string(), c.width().unwrap_or(0)),
    }
}

/// Text of others without the control characters that could drive a terminal.
fn tidy(text: &str) -> String {
    text.trim_end()
        .chars()
        .map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c })
        .collect()
}

#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Note => "1;36",
        };
        self.with(code, text)
    }

    fn carets(self, severity: Severity, text: &str) -> String {
        let at = text.find('^').unwrap_or(0);
        format!("{}{}", &text[..at], self.severity(severity, &text[at..]))
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn frame(self, text: &str) -> String {
        self.with("1;34", text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Source};
    use super::*;

    fn text(notes: &[Diagnostic], colour: bool) -> String {
        let mut out = Vec::new();
        write(notes, colour, &mut out);
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn the_form_of_one_and_of_two() {
        let source = Source::new("stoop.yaml", "titel: x\n");
        let note = Diagnostic::error(Code::UnknownKey, "unknown key `titel`")
            .at(source.place(0..5))
            .help("did you mean `title`?")
            .via("in template", Some(Source::new("page.html", "\n\n   x").place(5..6)));
        let flag = Diagnostic::warning(Code::BadCall, "nothing to do").help("a\nb");
        assert_eq!(
            text(&[note, flag], false),
            "error[unknown-key]: unknown key `titel`\n --> stoop.yaml:1:1\n  |\n1 | titel: x\n  | ^^^^^\n  \
             = help: did you mean `title`?\n  = in template page.html:3:4\n\n\
             warning[bad-call]: nothing to do\n = help: a\n         b\n"
        );
    }

    #[test]
    fn carets_stand_under_wide_characters_and_tabs() {
        let source = Source::new("a.md", "第一\n中文 \t词x\n");
        let at = source.text.find('词').expect("it is there");
        let note = Diagnostic::note(Code::NotUtf8, "m").at(source.place(at..at + 4));
        assert_eq!(
            text(&[note], false),
            "note[not-utf8]: m\n --> a.md:2:5\n  |\n2 | 中文     词x\n  |          ^^^\n"
        );
    }

    #[test]
    fn places_outside_of_their_line_do_no_harm() {
        let mut place = Source::new("a.md", "ab").line_column(12, 9, 4);
        assert_eq!(
            text(&[Diagnostic::note(Code::NotUtf8, "m").at(place.clone())], false),
            "note[not-utf8]: m\n  --> a.md:12:9\n"
        );
        place.excerpt = "ab".into();
        let shown = text(&[Diagnostic::note(Code::NotUtf8, "m\x1b[2J").at(place)], false);
        assert_eq!(
            shown,
            "note[not-utf8]: m\u{fffd}[2J\n  --> a.md:12:9\n   |\n12 | ab\n   |   ^\n"
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}HERE{}", "a".repeat(500), "中".repeat(500));
        let source = Source::new("a.md", &line);
        let shown = text(&[Diagnostic::error(Code::YamlSyntax, "m").at(source.place(500..504))], false);
        let rows: Vec<&str> = shown.lines().collect();
        assert_eq!(rows[3], format!("1 | …{}HERE{}…", "a".repeat(40), "中".repeat(38)));
        assert_eq!(rows[4], format!("  | {}^^^^", " ".repeat(41)));
    }

    #[test]
    fn colours_only_when_asked() {
        let source = Source::new("a.md", "x");
        let shown = text(&[Diagnostic::error(Code::YamlSyntax, "m").at(source.place(0..1))], true);
        assert_eq!(
            shown,
            "\x1b[1;31merror[yaml-syntax]\x1b[0m\x1b[1m: m\x1b[0m\n \x1b[1;34m-->\x1b[0m a.md:1:1\n  \x1b[1;34m|\x1b[0m\n\
             \x1b[1;34m1\x1b[0m \x1b[1;34m|\x1b[0m x\n  \x1b[1;34m|\x1b[0m \x1b[1;31m^\x1b[0m\n"
        );
    }

    #[test]
    fn summaries() {
        let (e, w) = (Diagnostic::error(Code::BadCall, "e"), Diagnostic::warning(Code::BadCall, "w"));
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[e.clone(), w, e]).as_deref(), Some("2 errors, 1 warning"));
    }
}
