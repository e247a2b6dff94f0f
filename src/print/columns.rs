//! How wide the columns of a table are: what their cells wish for, and how the width is shared when that is too much.

use unicode_width::UnicodeWidthChar;

use super::geometry::Geometry;
use super::long::SAFE;
use super::units::{Draft, Text};
use super::wrap;
use crate::doc::Run;

/// How much wider bold letters are.
const BOLD: f64 = 1.08;
/// Between words and those of a second language, of their size.
const BESIDE: f64 = 0.5;

/// What a column would like, in points, padding included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wish {
    /// So that none of its words is cut.
    pub least: f64,
    /// So that no cell has two lines.
    pub most: f64,
    /// It holds words, which take well to several lines.
    pub words: bool,
}

/// The wishes of a table's columns.
pub fn wishes(g: &Geometry, header: &[Text], rows: &[Vec<Draft>]) -> Vec<Wish> {
    let count = rows.first().map_or(0, Vec::len);
    let mut wishes = vec![Wish::default(); count];
    for (wish, title) in wishes.iter_mut().zip(header) {
        let (least, most) = words_width(g, title);
        // With room to spare, or a title that makes its column as wide as it is would count as too wide for it.
        let of_title = title_size(g) / g.text / SAFE;
        widen(wish, least * of_title, most * of_title, g.cell);
    }
    for row in rows {
        for (wish, cell) in wishes.iter_mut().zip(row) {
            add(g, wish, cell);
        }
    }
    wishes
}

/// The size that the title of a column is measured in.
pub fn title_size(g: &Geometry) -> f64 {
    g.small * BOLD
}

fn add(g: &Geometry, wish: &mut Wish, cell: &Draft) {
    if !cell.code.is_empty() {
        let text: String = cell.code.iter().map(|t| t.text.as_str()).collect();
        let longest = text.split(' ').map(wrap::width).max().unwrap_or(0);
        widen(wish, g.run(longest), g.run(wrap::width(&text)), g.cell);
    }
    if let Some(words) = &cell.words {
        let (least, most) = words_width(g, words);
        let aside = cell
            .aside
            .as_ref()
            .map_or(0, |a| wrap::width(&a.code) + wrap::width(&a.label) + 2);
        widen(wish, least, most + g.run(aside), g.cell);
        wish.words = true;
    }
}

fn widen(wish: &mut Wish, least: f64, most: f64, cell: f64) {
    wish.least = wish.least.max(least + cell);
    wish.most = wish.most.max(most + cell);
}

/// About how wide words are: their longest word, and all of them on one line.
fn words_width(g: &Geometry, text: &Text) -> (f64, f64) {
    let (own, other) = (runs_width(g, &text.runs), runs_width(g, &text.other));
    let gap = if text.other.is_empty() { 0.0 } else { BESIDE * g.text };
    (own.0.max(other.0), own.1 + gap + other.1)
}

fn runs_width(g: &Geometry, runs: &[Run]) -> (f64, f64) {
    let mut most: f64 = 0.0;
    let mut least: f64 = 0.0;
    for run in runs {
        let wide = |text: &str| match run.code {
            true => g.run(wrap::width(text)),
            false => text.chars().map(|c| letter(c) * g.text).sum(),
        };
        most += wide(&run.text);
        let longest = run
            .text
            .split([' ', '\n', '/', '-'])
            .map(|word| if run.code { wide(word) } else { wide(word).min(60.0) });
        least = longest.fold(least, f64::max);
    }
    (least, most)
}

/// The usual width of a letter, in its size: only for sharing out, so about is near enough.
pub fn letter(c: char) -> f64 {
    match c {
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | '.' | ',' | ' ' | '\'' => 0.3,
        'm' | 'w' | 'M' | 'W' => 0.8,
        c if c.width() == Some(2) => 1.0,
        c if c.width() == Some(0) => 0.0,
        c if c.is_uppercase() => 0.68,
        c if c.is_ascii() => 0.52,
        // Cyrillic, Greek, Hebrew and the like.
        _ => 0.6,
    }
}

/// Share a width: each column gets what it wishes for where that is not too much, and what is left goes to those of words; else each
/// gets the least, and the rest by how much it lacks.
pub fn widths(g: &Geometry, wishes: &[Wish], width: f64) -> Vec<f64> {
    let sum = |of: fn(&Wish) -> f64| wishes.iter().map(of).sum::<f64>();
    let most = sum(|w| w.most);
    if most <= width {
        let any = wishes.iter().any(|w| w.words);
        let last = wishes.len().saturating_sub(1);
        let takers = wishes
            .iter()
            .enumerate()
            .filter(|(i, w)| if any { w.words } else { *i == last })
            .count()
            .max(1);
        let extra = (width - most) / takers as f64;
        let takes = |i: usize, w: &Wish| if any { w.words } else { i == last };
        return wishes
            .iter()
            .enumerate()
            .map(|(i, w)| w.most + if takes(i, w) { extra } else { 0.0 })
            .collect();
    }
    // A column of code wraps badly, so no word of it is given up as long as words have a third of the width.
    let least = sum(|w| w.least);
    if least > width {
        let floor = g.run(6).min(width / wishes.len().max(1) as f64);
        let spare = (width - floor * wishes.len() as f64).max(0.0);
        let above: f64 = wishes.iter().map(|w| (w.least - floor).max(0.0)).sum::<f64>().max(1.0);
        return wishes
            .iter()
            .map(|w| floor + spare * (w.least - floor).max(0.0) / above)
            .collect();
    }
    let lack = (most - least).max(1.0);
    let share = |w: &Wish| w.least + (width - least) * (w.most - w.least) / lack;
    let mut widths: Vec<f64> = wishes.iter().map(share).collect();
    settle_code(wishes, &mut widths, width);
    widths
}

/// Give columns of code all that they wish for while the columns of words keep 45 % of the whole, and each what it needs: a line of
/// words more is cheap, a name in two lines is not.
fn settle_code(wishes: &[Wish], widths: &mut [f64], width: f64) {
    let total = |of: &dyn Fn(&Wish, f64) -> f64| wishes.iter().zip(widths.iter()).map(|(w, at)| of(w, *at)).sum::<f64>();
    let words = total(&|w, at| if w.words { at } else { 0.0 });
    let slack = total(&|w, at| if w.words { (at - w.least).max(0.0) } else { 0.0 });
    let wanted = total(&|w, at| if w.words { 0.0 } else { w.most - at });
    let given = wanted.min(slack).min(words - width * 0.45);
    if given <= 0.0 {
        return;
    }
    for (wish, width) in wishes.iter().zip(widths.iter_mut()) {
        *width += match wish.words {
            true => -given * (*width - wish.least).max(0.0) / slack,
            false => given * (wish.most - *width) / wanted,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::geometry;
    use super::*;

    proptest! {
        #[test]
        fn widths_make_up_the_whole(
            all in prop::collection::vec((5.0f64..80.0, 0.0f64..200.0, any::<bool>()), 1..6),
            width in 120.0f64..400.0,
        ) {
            let wishes: Vec<Wish> = all.iter().map(|(least, more, words)| Wish { least: *least, most: least + more, words: *words }).collect();
            let widths = widths(&geometry(), &wishes, width);
            prop_assert!((widths.iter().sum::<f64>() - width).abs() < 0.01, "{:?}", widths);
            prop_assert!(widths.iter().all(|w| *w > 0.0));
        }
    }
}
