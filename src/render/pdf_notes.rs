//! What is found of a page's PDFs, each told once and where it can be mended: code in the sheet, even if a translation is printed too; the
//! words of a translation in its own file.

use std::collections::BTreeMap;

use super::pdf::Pdf;
use crate::diag::{Code, Diagnostic, Place};
use crate::doc::Body;
use crate::print::{Fit, Long};
use crate::sheet::Sheet;
use crate::site::Page;

/// So many characters without a font may be slips of the hand.
const FEW: usize = 5;

/// The findings of all PDFs of a page. Places are looked up here and not where a PDF is made: a line that is moved changes no PDF.
pub fn findings(page: &Page, pdfs: &[Pdf]) -> Vec<Diagnostic> {
    let Some(doc) = &page.doc else { return Vec::new() };
    let sheet: Option<&Sheet> = match &doc.body {
        Body::Sheet(sheet) => Some(&**sheet),
        _ => None,
    };
    let of_print = || sheet.map_or_else(|| Place::file(doc.file.clone()), Sheet::place_of_print);
    let of_block = |path: &str| sheet.map_or_else(|| Place::file(doc.file.clone()), |s| s.place_of_block(path));
    let mut notes = Vec::new();
    for note in pdfs.iter().flat_map(|p| p.notes().iter().cloned()) {
        match note.code {
            // A translation is printed as its sheet is.
            Code::SheetSize if sheet.is_none() => {}
            Code::SheetGlyph => notes.push(match first_named(&note).and_then(|c| place_of(&doc.body, c)) {
                Some(place) => note.at(place),
                None => note,
            }),
            Code::SheetSize | Code::SheetBudget | Code::SheetLine => notes.push(note.at(of_print())),
            _ => notes.push(note),
        }
    }
    let fits: Vec<&Fit> = pdfs.iter().filter_map(Pdf::fit).collect();
    for (fit, long) in narrowest(&fits) {
        match sheet {
            Some(sheet) if !long.among_words => notes.push(fit.of_long(long).at(sheet.place_of_code(&long.block, long.line))),
            None if !long.among_words => {}
            _ => notes.push(fit.of_long(long).at(of_block(&long.block))),
        }
    }
    let mut tall: Vec<&str> = Vec::new();
    for (fit, block) in fits.iter().flat_map(|f| f.tall.iter().map(move |b| (f, b))) {
        if !tall.contains(&block.as_str()) {
            tall.push(block);
            notes.push(fit.of_tall(block).at(of_block(block)));
        }
    }
    notes.extend(fits.iter().flat_map(|f| f.of_pages()).map(|n| n.at(of_print())));
    notes
}

/// The first character that a message names in backticks. Where it names many, a font is missing and no character is wrong.
fn first_named(note: &Diagnostic) -> Option<char> {
    let named = note.message.split('`').skip(1).step_by(2);
    let mut named = named.filter_map(|name| name.chars().next());
    let first = named.next();
    first.filter(|_| named.count() < FEW)
}

/// Where a character is first written in a sheet, or among the words of a translation.
fn place_of(body: &Body, c: char) -> Option<Place> {
    match body {
        Body::Sheet(sheet) => sheet.place_of_char(c),
        Body::Overlay(overlay) => overlay.place_of_char(c),
        Body::Markdown(_) | Body::Html(_) => None,
    }
}

/// Each line that an author could mend, where there is the least room for it.
fn narrowest<'a>(fits: &[&'a Fit]) -> Vec<(&'a Fit, &'a Long)> {
    let mut found: BTreeMap<(&str, bool, usize), (&Fit, &Long)> = BTreeMap::new();
    for fit in fits {
        for long in fit.long.iter().filter(|l| l.written || l.cut) {
            let best = found.entry((&long.block, long.among_words, long.line)).or_insert((fit, long));
            if (long.fit, !long.cut) < (best.1.fit, !best.1.cut) {
                *best = (fit, long);
            }
        }
    }
    found.into_values().collect()
}
