//! A sheet on paper: a PDF for each paper and edition, and how well it fits.
//!
//! A sheet becomes units whose code fits its column (`units`, `wrap`); the template says how tall each is (`heights`); `pack` puts
//! them on pages; the template draws them there.

mod builder;
mod code;
mod colours;
mod columns;
mod data;
pub mod fit;
mod geometry;
mod heights;
mod limit;
mod long;
mod pack;
mod press;
mod units;
mod wrap;

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::diag::{Code, Diagnostic, Noted, Place};
use crate::doc::Markdown;
use crate::lang::Direction;
use crate::sheet::{Shown, ShownPaper};
use builder::Builder;
use data::Data;
pub use fit::Fit;
use geometry::Geometry;
pub use heights::Known;
use heights::{Frame, Heights, Ruler};
use pack::{Item, Packed, Room};
pub use press::{Fonts, Templates, rest};
pub use units::Long;
use units::Unit;

/// A form in which a sheet is printed.
pub use crate::sheet::file::Edition;

/// An argument of a label.
#[derive(Clone, Debug)]
pub enum Argument {
    Text(String),
    Number(f64),
}

/// Gives a label of the theme in the sheet's language: its key and arguments to its text.
pub type Say<'a> = &'a (dyn Fn(&str, &[(&str, Argument)]) -> String + Sync);

/// What to print.
pub struct Order<'a> {
    pub sheet: &'a Shown,
    /// The same sheet in another language, whose words are printed beside its own.
    pub other: Option<&'a Shown>,
    /// The file that findings are told of.
    pub file: &'a Arc<str>,
    /// The language, as BCP 47 writes it.
    pub tag: &'a str,
    /// Which way its words are read.
    pub direction: Direction,
    pub paper: &'a ShownPaper,
    pub edition: Edition,
    /// The sheet's address.
    pub permalink: &'a str,
    /// Whole addresses for the targets of links.
    pub absolute: &'a (dyn Fn(&str) -> String + Sync),
    /// The title of the page that a path of the site leads to.
    pub title: &'a (dyn Fn(&str) -> Option<String> + Sync),
    pub say: Say<'a>,
    /// Heights from earlier builds and other sheets.
    pub known: &'a Known,
    pub templates: &'a Templates,
    pub fonts: &'a Fonts,
    pub markdown: &'a Markdown,
    /// The theme of code.
    pub highlight: &'a str,
}

/// A printed sheet.
#[derive(Clone, Debug)]
pub struct Printed {
    pub pdf: Arc<[u8]>,
    pub fit: Fit,
}

/// Print a sheet. `None` when the fonts lack a character or the template fails.
pub fn print(order: &Order) -> Noted<Option<Printed>> {
    let paper = order.paper.name.as_str();
    if let Some(note) = limit::refuse(order.sheet, order.file) {
        return Noted::new(None, vec![note]);
    }
    let (geometry, mut notes) = Geometry::of(&order.sheet.print, order.paper, order.edition, order.tag, order.file);
    let mut builder = Builder {
        geometry: &geometry,
        markdown: order.markdown,
        say: order.say,
        title: order.title,
        long: Vec::new(),
    };
    let mut units = builder.units(order.sheet, order.other, order.permalink);
    units.iter_mut().for_each(|u| links(u, order.absolute));
    let mut long = std::mem::take(&mut builder.long);
    long.extend(units.iter_mut().flat_map(|u| long::settle(&geometry, u)));
    let sheet = Data::new(order, &geometry, &builder, &units);
    let faces = match order.fonts.faces(order.tag, sheet.texts()) {
        Ok(faces) => faces,
        Err(lacking) => {
            notes.push(no_glyphs(order, &lacking));
            return Noted::new(None, notes);
        }
    };
    let run = || -> Result<(Vec<u8>, Fit), Vec<Diagnostic>> {
        let ruler = Ruler::new(order, &faces, &sheet);
        let frame = ruler.frame(&sheet.frame)?;
        let items = items(&geometry, &units, &ruler.units(&sheet.units)?);
        let packed = pack::pack(&items, room(&geometry, &frame));
        let mirrored = (order.direction == Direction::Rtl).then_some(units.as_slice());
        let pages = pages(&geometry, &packed, &frame, mirrored);
        let ident = format!("{} {paper} {}", order.permalink, order.edition.as_str());
        let pdf = press::export(order.templates, &faces, ruler.place(&sheet, &pages), &ident)?;
        let made = fit::Made {
            geometry: &geometry,
            units: &units,
            items: &items,
            packed: &packed,
            long,
        };
        Ok((pdf, Fit::of(made, order.file, order.tag, paper, order.edition, budget(order))))
    };
    match run() {
        Ok((pdf, fit)) => Noted::new(Some(Printed { pdf: pdf.into(), fit }), notes),
        Err(found) => {
            let label = format!("while printing on {paper}");
            let of = || Some(Place::file(order.file.clone()));
            notes.extend(found.into_iter().map(|n| n.via(label.clone(), of())));
            Noted::new(None, notes)
        }
    }
}

/// How many pages an edition may take.
fn budget(order: &Order) -> Option<u8> {
    match order.edition {
        Edition::Colour | Edition::Mono => Some(order.sheet.print.pages),
        Edition::Large => order.sheet.print.large_pages,
        Edition::Bilingual => None,
    }
}

/// Heights as what is packed.
fn items(geometry: &Geometry, units: &[Unit], heights: &[Arc<Heights>]) -> Vec<Item> {
    let gap = |unit: &Unit| match unit.kind {
        "group" => geometry.text * 1.0,
        _ => geometry.text * 0.5,
    };
    let item = |(unit, heights): (&Unit, &Arc<Heights>)| Item {
        head: heights.head,
        again: heights.again,
        rows: heights.rows.clone(),
        foot: heights.foot,
        gap: gap(unit),
        splits: unit.splits,
        keeps: unit.kind == "group",
        span: unit.span.max(1),
        break_: unit.break_,
    };
    let mut items: Vec<Item> = units.iter().zip(heights).map(item).collect();
    // A block right below the heading of its group stands closer to it.
    for at in 1..items.len() {
        if units[at - 1].kind == "group" {
            items[at].gap = geometry.text * 0.35;
        }
    }
    items
}

fn room(geometry: &Geometry, frame: &Frame) -> Room {
    let body = geometry.height - 2.0 * geometry.margin - frame.foot;
    Room {
        columns: geometry.columns,
        first: body - frame.head,
        others: body,
        stretch: 0.7,
    }
}

/// Pages as the template draws them: pieces with their places from the page's top left corner inside of its margins.
/// `mirrored`: the units, where the first column is the one on the right.
fn pages(geometry: &Geometry, packed: &Packed, frame: &Frame, mirrored: Option<&[Unit]>) -> Json {
    let step = geometry.lane(1) + geometry.gutter;
    let page = |(number, page): (usize, &pack::Page)| {
        let top = if number == 0 { frame.head } else { 0.0 };
        let piece = |lane: &pack::Lane, p: &pack::Piece| {
            let x = step * f64::from(lane.column);
            json!({
                "unit": p.item,
                "x": mirrored.map_or(x, |units| geometry.lane(geometry.columns) - x - units[p.item].width),
                "y": top + p.y,
                "from": p.rows.start,
                "to": p.rows.end,
            })
        };
        let pieces = page
            .lanes
            .iter()
            .flat_map(|lane| lane.pieces.iter().map(move |p| piece(lane, p)));
        pieces.collect::<Vec<_>>()
    };
    packed.pages.iter().enumerate().map(page).collect()
}

/// Make the targets of all links whole addresses.
fn links(unit: &mut Unit, absolute: &dyn Fn(&str) -> String) {
    let mut texts: Vec<&mut units::Text> = unit.title.iter_mut().chain(&mut unit.note).collect();
    for part in &mut unit.body {
        if let units::Part::Words { text, .. } = part {
            texts.push(text);
        }
    }
    if let Some(table) = &mut unit.table {
        texts.extend(&mut table.header);
        texts.extend(
            table
                .rows
                .iter_mut()
                .flat_map(|r| r.cells.iter_mut().filter_map(|c| c.words.as_mut())),
        );
    }
    for run in texts.into_iter().flat_map(|t| t.runs.iter_mut().chain(&mut t.other)) {
        run.link = run.link.as_deref().map(absolute);
    }
}

fn no_glyphs(order: &Order, lacking: &[char]) -> Diagnostic {
    let named: Vec<String> = lacking
        .iter()
        .take(10)
        .map(|c| format!("`{c}` (U+{:04X})", *c as u32))
        .collect();
    let more = match lacking.len() {
        0..=10 => String::new(),
        n => format!(" and {} more", n - 10),
    };
    let message = format!("no font has {}{more}: there is no PDF in {}", named.join(", "), order.tag);
    Diagnostic::warning(Code::SheetGlyph, message)
        .at(Place::file(order.file.clone()))
        .help("put a font that has them into the site's folder of fonts, or install one, such as Noto Sans CJK")
}

#[cfg(test)]
mod tests {
    //! What the tests of this folder share.

    use super::*;
    use crate::sheet::Print;
    use crate::sheet::file::Paper;

    /// A4 held wide, three columns.
    pub fn geometry() -> Geometry {
        let print = Print {
            columns: 3,
            margin: "8mm".into(),
            text: "7.5pt".into(),
            code: "7pt".into(),
            ..Print::default()
        };
        let paper = ShownPaper {
            name: Paper::A4,
            size: "A4 landscape".into(),
            width: 297.0,
            height: 210.0,
        };
        Geometry::of(&print, &paper, Edition::Colour, "en", "x").0
    }
}
