//! Code in lines that fit: broken between words only, what goes on is indented and marked. A word that is longer than a line is cut
//! behind a separator, and counted when it has none.

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use crate::doc::Token;

/// Lines that fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wrapped {
    pub lines: Vec<CodeLine>,
    /// Each line of the source that did not fit: its number from 0, how many columns it has, and whether a word of it was cut.
    pub over: Vec<Over>,
}

/// A line that did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over {
    pub line: usize,
    pub columns: usize,
    pub cut: bool,
}

/// One line as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CodeLine {
    /// How many characters it is moved to the right.
    pub indent: usize,
    /// Whether it goes on where the line before it ended.
    pub goes_on: bool,
    /// Runs of one class: the class (empty for none) and the text.
    pub runs: Vec<(String, String)>,
}

/// A character with its class.
type Cell = (char, Option<char>);

/// How wide a text is, in characters of code.
pub fn width(text: &str) -> usize {
    text.chars().map(cell_width).sum()
}

fn cell_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Wrap lines of tokens to `columns` characters. Lines that go on are indented `hang` further than the line that they belong to.
pub fn wrap(source: &[Vec<Token>], columns: usize, hang: usize) -> Wrapped {
    let mut wrapped = Wrapped::default();
    for (number, tokens) in source.iter().enumerate() {
        let cells: Vec<Cell> = tokens.iter().flat_map(|t| t.text.chars().map(|c| (c, t.class))).collect();
        let cells: Vec<Cell> = cells.into_iter().flat_map(expand_tab).collect();
        let end = cells.iter().rposition(|c| !c.0.is_whitespace()).map_or(0, |i| i + 1);
        let whole = measure(&cells[..end]);
        if whole <= columns {
            wrapped.lines.push(line(&cells[..end], 0, false));
            continue;
        }
        let cut = wrap_line(&cells[..end], columns, hang, &mut wrapped.lines);
        wrapped.over.push(Over {
            line: number,
            columns: whole,
            cut,
        });
    }
    wrapped
}

fn expand_tab(cell: Cell) -> Vec<Cell> {
    match cell.0 {
        '\t' => vec![(' ', cell.1); 4],
        _ => vec![cell],
    }
}

fn measure(cells: &[Cell]) -> usize {
    cells.iter().map(|c| cell_width(c.0)).sum()
}

/// Whether cells have room, without a look at those far behind.
fn fits(cells: &[Cell], room: usize) -> bool {
    let mut wide = 0;
    cells.iter().all(|c| {
        wide += cell_width(c.0);
        wide <= room
    })
}

/// Break one line; whether a word had to be cut where nothing separates.
fn wrap_line(cells: &[Cell], columns: usize, hang: usize, lines: &mut Vec<CodeLine>) -> bool {
    let lead = cells.iter().take_while(|c| c.0 == ' ').count();
    let indent = (lead + hang).min(columns / 2);
    let mut rest = cells;
    let mut cut = false;
    let mut goes_on = false;
    loop {
        let room = columns - if goes_on { indent } else { 0 };
        if fits(rest, room) {
            lines.push(line(rest, if goes_on { indent } else { 0 }, goes_on));
            return cut;
        }
        let start = if goes_on { 0 } else { lead };
        let (end, next, clean) = break_at(rest, start, room);
        cut |= !clean;
        lines.push(line(&rest[..end], if goes_on { indent } else { 0 }, goes_on));
        rest = &rest[next..];
        goes_on = true;
    }
}

/// Where to end a line of at most `room` characters, where the next one begins, and whether no word is cut.
fn break_at(cells: &[Cell], start: usize, room: usize) -> (usize, usize, bool) {
    let mut fits = 0;
    let mut wide = 0;
    while fits < cells.len() && wide + cell_width(cells[fits].0) <= room {
        wide += cell_width(cells[fits].0);
        fits += 1;
    }
    let fits = fits.max(start + 1).min(cells.len());
    let spaces: Vec<usize> = (start + 1..=fits.min(cells.len() - 1))
        .filter(|i| cells[*i].0 == ' ')
        .collect();
    // Outside of quotes where that leaves no more than a third of the line empty.
    let quoted = |i: usize| cells[i].1 == Some('s');
    let best = spaces
        .iter()
        .rev()
        .find(|i| !quoted(**i) && **i * 3 >= room * 2)
        .or(spaces.last());
    if let Some(space) = best {
        let end = cells[..*space].iter().rposition(|c| c.0 != ' ').map_or(*space, |i| i + 1);
        let next = (*space..cells.len()).find(|i| cells[*i].0 != ' ').unwrap_or(cells.len());
        return (end, next, true);
    }
    let separates = |i: usize| matches!(cells[i].0, '/' | ',' | '=' | ':' | ';' | '.' | '|' | '&');
    // Behind the last of a row of separators, so that `://` holds together.
    let behind = (start + 1..fits)
        .rev()
        .find(|i| separates(*i) && (*i + 1 >= cells.len() || !separates(*i + 1)));
    match behind {
        Some(i) => (i + 1, i + 1, true),
        None => (fits, fits, false),
    }
}

/// Cells as a line: leading spaces become its indent.
fn line(cells: &[Cell], indent: usize, goes_on: bool) -> CodeLine {
    let lead = cells.iter().take_while(|c| c.0 == ' ').count();
    let mut runs: Vec<(String, String)> = Vec::new();
    let mut last = None;
    for (c, class) in &cells[lead..] {
        // A space takes the class of what is before it, which makes fewer runs.
        let class = if *c == ' ' { last.unwrap_or(*class) } else { *class };
        match runs.last_mut() {
            Some((_, text)) if last == Some(class) => text.push(*c),
            _ => runs.push((class.map(String::from).unwrap_or_default(), c.to_string())),
        }
        last = Some(class);
    }
    CodeLine {
        indent: indent + lead,
        goes_on,
        runs,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> Vec<Vec<Token>> {
        let token = |line: &str| {
            vec![Token {
                class: None,
                text: line.to_string(),
            }]
        };
        text.lines().map(token).collect()
    }

    fn shown(wrapped: &Wrapped) -> Vec<String> {
        let text = |l: &CodeLine| l.runs.iter().map(|r| r.1.as_str()).collect::<String>();
        wrapped
            .lines
            .iter()
            .map(|l| format!("{}{}{}", if l.goes_on { ">" } else { "" }, " ".repeat(l.indent), text(l)))
            .collect()
    }

    #[test]
    fn breaks_between_words_and_indents() {
        let wrapped = wrap(&plain("  docker run --rm -v /proc:/host/proc:ro\nls"), 22, 2);
        assert_eq!(
            shown(&wrapped),
            ["  docker run --rm -v", ">    /proc:/host/proc:", ">    ro", "ls"]
        );
        assert_eq!(
            wrapped.over,
            [Over {
                line: 0,
                columns: 40,
                cut: false
            }]
        );
    }

    #[test]
    fn quotes_hold_together_where_they_can() {
        let token = |class, text: &str| Token {
            class,
            text: text.to_string(),
        };
        let line = vec![
            token(None, "echo -n --to x "),
            token(Some('s'), "'a b c'"),
            token(None, " > f"),
        ];
        assert_eq!(shown(&wrap(&[line], 20, 2)), ["echo -n --to x", ">  'a b c' > f"]);
    }

    #[test]
    fn a_word_without_a_separator_is_cut_and_told() {
        let wrapped = wrap(&plain("abcdefghijklmnop"), 10, 2);
        assert_eq!(shown(&wrapped), ["abcdefghij", ">  klmnop"]);
        assert!(wrapped.over[0].cut);
    }

    #[test]
    fn a_line_without_end_takes_no_longer_than_it_is() {
        let text = "word ".repeat(200_000);
        let wrapped = wrap(&plain(&text), 20, 2);
        assert_eq!(wrapped.lines.len(), 1 + (200_000usize - 4).div_ceil(3));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_all_fits(text in "[a-c /=二\\-]{0,80}", columns in 6usize..30) {
            let wrapped = wrap(&plain(&text), columns, 2);
            let all: String = wrapped.lines.iter().flat_map(|l| l.runs.iter()).map(|r| r.1.as_str()).collect();
            prop_assert_eq!(all.replace(' ', ""), text.replace(' ', ""));
            for line in shown(&wrapped) {
                prop_assert!(width(line.trim_start_matches('>')) <= columns + 1, "{:?}", line);
            }
        }
    }
}
