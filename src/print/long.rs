//! Words that are wider than their place: they get places to break at, or they would be printed over what is beside them.

use unicode_width::UnicodeWidthChar;

use super::columns::{letter, title_size};
use super::geometry::{Geometry, PAD};
use super::units::{Long, Part, Text, Unit};
use super::wrap;
use crate::doc::Run;

/// A line may end here, and nothing is seen.
const MAY_BREAK: char = '\u{200b}';
/// Letters are measured by their usual width only: a word counts as too wide when it has this part of the room.
pub const SAFE: f64 = 0.85;
/// What a title leaves to the badges beside it.
const TITLE: f64 = 0.6;

/// Break the words of a unit that do not fit. Code among words is left as it is, so that it can be copied: each piece that is too wide is
/// what comes back.
pub fn settle(g: &Geometry, unit: &mut Unit) -> Vec<Long> {
    // With the size that each is printed in.
    let mut places: Vec<(&mut Text, f64, f64)> = Vec::new();
    let inside = unit.width - 2.0 * PAD;
    places.extend(unit.title.as_mut().map(|t| (t, inside * TITLE, g.text)));
    places.extend(unit.note.as_mut().map(|t| (t, inside - 5.0, g.text)));
    for part in &mut unit.body {
        if let Part::Words { text, .. } = part {
            places.push((text, inside - 6.0, g.text));
        }
    }
    if let Some(table) = &mut unit.table {
        // Beside a command, words begin a little further to the right.
        let aside = if table.form == "lines" { 6.0 } else { 0.0 };
        let widths = &table.widths;
        places.extend(
            table
                .header
                .iter_mut()
                .zip(widths)
                .map(|(t, w)| (t, w - g.cell, title_size(g))),
        );
        for row in &mut table.rows {
            let cells = row.cells.iter_mut().zip(widths);
            places.extend(cells.filter_map(|(c, w)| Some((c.words.as_mut()?, w - g.cell - aside, g.text))));
        }
    }
    let mut long = Vec::new();
    for (text, width, size) in places {
        for run in text.runs.iter_mut().chain(&mut text.other) {
            let fit = g.characters(width);
            if run.code {
                let columns = run.text.split([' ', '\n', '/', '-']).map(wrap::width).max().unwrap_or(0);
                long.extend((columns > fit).then(|| Long::among_words(&unit.id, columns, fit)));
            } else {
                break_run(run, width, size);
            }
        }
    }
    long
}

fn break_run(run: &mut Run, width: f64, size: f64) {
    let of = |c: char| letter(c) * size;
    let mut text = String::with_capacity(run.text.len());
    // Between characters that are as wide as high, lines end without help.
    for word in run.text.split_inclusive(|c: char| c.is_whitespace() || c.width() == Some(2)) {
        if word.chars().map(of).sum::<f64>() <= width * SAFE {
            text.push_str(word);
            continue;
        }
        let mut piece = 0.0;
        for c in word.chars() {
            // No mark is parted from its letter.
            if piece + of(c) > width / 3.0 && c.width() != Some(0) {
                text.push(MAY_BREAK);
                piece = 0.0;
            }
            text.push(c);
            piece += of(c);
        }
    }
    run.text = text;
}

#[cfg(test)]
mod tests {
    use super::super::columns;
    use super::super::tests::geometry;
    use super::super::units::{Draft, Table};
    use super::*;

    fn broken(text: &str) -> String {
        let mut run = Run {
            text: text.into(),
            ..Run::default()
        };
        break_run(&mut run, 100.0, geometry().text);
        run.text
    }

    #[test]
    fn only_a_word_that_does_not_fit_is_broken() {
        assert_eq!(
            broken("short words and 很长的中文不需要任何帮助就可以换行了吧"),
            "short words and 很长的中文不需要任何帮助就可以换行了吧"
        );
        let word = "a".repeat(80);
        let found = broken(&format!("x {word} y"));
        assert_eq!(found.replace(MAY_BREAK, ""), format!("x {word} y"));
        let g = geometry();
        let widest = found
            .split(MAY_BREAK)
            .map(|p| p.chars().map(|c| letter(c) * g.text).sum::<f64>());
        assert!(widest.fold(0.0, f64::max) <= 100.0 / 3.0 + 2.0 * g.text, "{found}");
    }

    #[test]
    fn the_title_that_makes_a_column_wide_is_not_broken() {
        let g = geometry();
        for title in ["Bezeichnung", "Назначение", "名前 Name", "כותרת"] {
            let run = Run {
                text: title.into(),
                ..Run::default()
            };
            let header = vec![Text {
                runs: vec![run],
                ..Text::default()
            }];
            let wish = columns::wishes(&g, &header, &[vec![Draft::default()]])[0];
            let mut unit = Unit {
                kind: "block",
                width: 200.0,
                table: Some(Table {
                    form: "grid",
                    widths: vec![wish.least],
                    header,
                    rows: Vec::new(),
                }),
                ..Unit::default()
            };
            settle(&g, &mut unit);
            assert_eq!(unit.table.map(|t| t.header[0].runs[0].text.clone()).as_deref(), Some(title));
        }
    }

    #[test]
    fn letters_of_other_alphabets_are_not_as_wide_as_high() {
        assert_eq!(broken("Конфигурирование"), "Конфигурирование");
        assert_eq!(broken("e\u{301}".repeat(20).as_str()), "e\u{301}".repeat(20));
    }

    #[test]
    fn code_is_told_and_left() {
        let mut unit = Unit {
            kind: "block",
            id: "g.a".into(),
            width: 120.0,
            note: Some(Text {
                runs: vec![Run {
                    text: "x".repeat(60),
                    code: true,
                    ..Run::default()
                }],
                ..Text::default()
            }),
            ..Unit::default()
        };
        let long = settle(&geometry(), &mut unit);
        assert_eq!((long.len(), long[0].columns, long[0].among_words), (1, 60, true));
        assert_eq!(unit.note.map(|n| n.runs[0].text.len()), Some(60));
    }
}
