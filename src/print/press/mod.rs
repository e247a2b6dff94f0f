//! The typesetter: a template and its data to heights, and to a PDF. typst is named in this folder only.

mod fonts;
mod world;

use std::sync::Arc;

use serde::Deserialize;
use typst::foundations::{Label, Smart};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::diag::{Code, Diagnostic, Place, Source};

pub use fonts::{Faces, Fonts};
pub use world::Templates;
use world::{MAIN, World};

/// How many builds a result of the typesetter may go unused before it is forgotten.
const KEPT: usize = 4;

/// What the template measured, in points.
#[derive(Clone, Debug, Deserialize)]
pub struct Measured {
    /// The head of the first page, with what keeps it off the body.
    pub head: f64,
    /// The foot of each page.
    pub foot: f64,
    /// In the order of the units.
    pub units: Vec<Heights>,
}

/// The heights of a unit; see [`super::pack::Item`].
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Heights {
    pub head: f64,
    pub again: f64,
    pub rows: Vec<f64>,
    pub foot: f64,
}

/// Run the template for the heights of its units.
///
/// # Errors
/// What is wrong with the template.
pub fn measure(templates: &Templates, faces: &Faces, data: String) -> Result<Measured, Vec<Diagnostic>> {
    let document = compile(templates, faces, data)?;
    let label = Label::new(PicoStr::intern("heights"));
    let found = label.and_then(|l| document.introspector().query_label(l).ok().cloned());
    let value = found.and_then(|c| c.to_packed::<MetadataElem>().map(|m| m.value.clone()));
    let json = value.and_then(|v| serde_json::to_value(&v).ok());
    json.and_then(|json| serde_json::from_value(json).ok()).ok_or_else(|| {
        let note = Diagnostic::error(Code::PrintTemplate, "the template gives no `<heights>`").at(Place::file(MAIN));
        vec![note.help("with `mode` \"measure\" it gives metadata with that label: the heights of head, foot and units")]
    })
}

/// Run the template for its pages, and write them as a tagged PDF. The bytes depend on nothing but the arguments.
///
/// # Errors
/// What is wrong with the template, or why the pages are no PDF/UA-1.
pub fn export(templates: &Templates, faces: &Faces, data: String, ident: &str) -> Result<(Vec<u8>, usize), Vec<Diagnostic>> {
    let document = compile(templates, faces, data)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|e| vec![Diagnostic::error(Code::PrintTemplate, e.message().to_string())])?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_string()),
        creator: Smart::Custom(Some(format!("stoop {}", env!("CARGO_PKG_VERSION")))),
        standards,
        ..PdfOptions::default()
    };
    let world = World::new(templates, faces, String::new());
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| diagnostics(&world, &errors))?;
    Ok((bytes, document.pages().len()))
}

/// Forget what the last builds did not use.
pub fn turn() {
    comemo::evict(KEPT);
}

fn compile(templates: &Templates, faces: &Faces, data: String) -> Result<PagedDocument, Vec<Diagnostic>> {
    let world = World::new(templates, faces, data);
    let done = typst::compile::<PagedDocument>(&world);
    done.output.map_err(|errors| diagnostics(&world, &errors))
}

/// The typesetter's errors as ours, at their places in the template.
fn diagnostics(world: &World, errors: &[typst::diag::SourceDiagnostic]) -> Vec<Diagnostic> {
    use typst::WorldExt;
    let one = |error: &typst::diag::SourceDiagnostic| {
        let mut note = Diagnostic::error(Code::PrintTemplate, error.message.to_string());
        let source: Option<Arc<str>> = error.span.id().and_then(|id| world.text_of(id));
        note.place = Some(match (source, error.span.id(), world.range(error.span)) {
            (Some(text), Some(id), Some(range)) => Source::new(world::name_of(id), &text).place(range),
            _ => Place::file(MAIN),
        });
        let hints: Vec<&str> = error.hints.iter().map(|h| h.v.as_str()).collect();
        note.help = (!hints.is_empty()).then(|| hints.join("; "));
        note
    };
    errors.iter().map(one).collect()
}
