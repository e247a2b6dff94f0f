//! The typesetter: a template and its data to heights, and to a PDF. typst is named in this folder only.

mod fonts;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::DeserializeOwned;
use typst::foundations::{Label, Smart};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::diag::{Code, Diagnostic, Place, Source};

pub use fonts::{Faces, Fonts};
pub use world::Templates;
use world::{MAIN, World};

/// How many builds that print a result of the typesetter may go unused before it is forgotten.
const KEPT: usize = 4;

/// Run the template for the metadata that it gives with a label.
///
/// # Errors
/// What is wrong with the template, or that it gives no such metadata.
pub fn query<T: DeserializeOwned>(templates: &Templates, faces: &Faces, data: String, label: &str) -> Result<T, Vec<Diagnostic>> {
    let document = compile(templates, faces, data)?;
    let found = Label::new(PicoStr::intern(label)).and_then(|l| document.introspector().query_label(l).ok().cloned());
    let value = found.and_then(|c| c.to_packed::<MetadataElem>().map(|m| m.value.clone()));
    let json = value.and_then(|v| serde_json::to_value(&v).ok());
    json.and_then(|json| serde_json::from_value(json).ok()).ok_or_else(|| {
        let note = Diagnostic::error(Code::PrintTemplate, format!("the template gives no `<{label}>`")).at(Place::file(MAIN));
        vec![
            note.help(
                "with `mode` \"frame\" it gives metadata with that label for `head` and `foot`, with \"unit\" for one unit",
            ),
        ]
    })
}

/// Run the template for its pages, and write them as a tagged PDF. The bytes depend on nothing but the arguments.
///
/// # Errors
/// What is wrong with the template, or why the pages are no PDF/UA-1.
pub fn export(templates: &Templates, faces: &Faces, data: String, ident: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
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
    typst_pdf::pdf(&document, &options).map_err(|errors| diagnostics(&world, &errors))
}

/// How often the template may run before all is forgotten, in the midst of a build: a run leaves some half a megabyte behind.
const MOST: usize = 1000;

/// How often the template ran since something was forgotten.
static RUNS: AtomicUsize = AtomicUsize::new(0);

/// Forget what the last builds that printed did not use.
pub fn rest() {
    if RUNS.swap(0, Ordering::Relaxed) > 0 {
        comemo::evict(KEPT);
    }
}

/// Many sheets are built in as much memory as a few.
fn count_run() {
    if RUNS.fetch_add(1, Ordering::Relaxed) == MOST {
        RUNS.store(1, Ordering::Relaxed);
        comemo::evict(0);
    }
}

fn compile(templates: &Templates, faces: &Faces, data: String) -> Result<PagedDocument, Vec<Diagnostic>> {
    count_run();
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
