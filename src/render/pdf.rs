//! The PDFs of a cheatsheet's page: which there are, where they are published, and what is known of them beside the page.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

pub use super::pdf_notes::findings;
use super::shared::Shared;
use super::strings;
use super::{Job, sheets};
use crate::diag::Noted;
use crate::hash::Hash;
use crate::lang::LangId;
use crate::output::Artefact;
use crate::print::{self, Argument, Edition, Fit, Fonts, Order, Printed, Templates};
use crate::sheet::{Shown, ShownPaper};
use crate::site::Page;
use crate::source::{FileKind, Files};

/// What all PDFs of a site depend on.
pub struct Press {
    templates: Templates,
    fonts: Arc<Fonts>,
    /// Of both, of all strings, and of what links lead to.
    hash: Hash,
}

impl Press {
    /// Read templates and fonts, or know them from the last build.
    pub fn new(job: &Job, routes: Hash) -> Press {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let templates = job.files.of(FileKind::Template).filter(|f| f.path.ends_with(".typ"));
        let templates = Templates::new(templates.filter_map(|f| Some((&*f.path, text(f.read().ok()?)))));
        let hash_of = |kind: FileKind| Hash::of(&job.files.of(kind).map(|f| (&f.path, f.hash)).collect::<Vec<_>>());
        let of_fonts = hash_of(FileKind::Font);
        let system = job.config.system_fonts;
        let fonts = job.memos.fonts.get(Hash::of(&(of_fonts, system)), || {
            Fonts::new(read(job.files), system, of_fonts)
        });
        let strings = hash_of(FileKind::Strings);
        Press {
            hash: Hash::of(&(templates.hash, of_fonts, strings, job.config.hash, routes)),
            templates,
            fonts,
        }
    }
}

fn read(files: &Files) -> Vec<Vec<u8>> {
    files.of(FileKind::Font).filter_map(|f| f.read().ok()).collect()
}

/// A PDF of a page.
pub struct Pdf {
    path: String,
    view: PdfView,
    /// Of all that it depends on.
    pub key: Hash,
    printed: Arc<Noted<Option<Printed>>>,
}

/// A PDF, as templates see it (`pdfs`).
#[derive(Serialize)]
pub struct PdfView {
    pub url: String,
    /// `a4`.
    pub paper: &'static str,
    /// `colour`, `mono`, `large`, `bilingual`.
    pub edition: &'static str,
    pub pages: usize,
    /// Its size in kilobytes of 1,000 bytes.
    pub kilobytes: usize,
}

/// The PDFs of a page, in the order of its papers and editions. A page that shows another language's words has that language's.
pub fn of_page(job: &Job, shared: &Shared, page: &Page) -> Vec<Pdf> {
    let page = shared.views.canonical(page);
    // The list of 2019 says nothing of paper.
    if !sheets::is_sheet(page) {
        return Vec::new();
    }
    let (Some(ready), Some(output)) = (sheets::ready(job, page), &page.output) else {
        return Vec::new();
    };
    let sheet = &ready.value.shown;
    if sheet.groups.is_empty() {
        return Vec::new();
    }
    let orders = sheet
        .print
        .papers
        .iter()
        .flat_map(|p| sheet.print.editions.iter().map(move |e| (p, *e)));
    let orders: Vec<(&ShownPaper, Edition)> = orders.filter(|(_, e)| *e != Edition::Bilingual || sheet.translated).collect();
    let folder = output.strip_suffix("index.html").unwrap_or(output);
    orders
        .into_par_iter()
        .map(|(paper, edition)| {
            let path = format!("{folder}{}", file_name(job, page, sheet, paper, edition));
            let (key, printed) = print_one(job, shared, page, &ready.value, paper, edition);
            let url = shared.linker.href(&format!("/{path}"));
            Pdf {
                view: PdfView {
                    url,
                    paper: paper.name.as_str(),
                    edition: edition.as_str(),
                    pages: printed.value.as_ref().map_or(0, |p| p.fit.pages),
                    kilobytes: printed.value.as_ref().map_or(0, |p| p.pdf.len().div_ceil(1000)),
                },
                path,
                key,
                printed,
            }
        })
        .collect()
}

impl Pdf {
    /// What templates see; `None` when it could not be made.
    pub fn view(&self) -> Option<&PdfView> {
        self.printed.value.as_ref().map(|_| &self.view)
    }

    /// What is published.
    pub fn artefact(&self) -> Option<Artefact> {
        let printed = self.printed.value.as_ref()?;
        Some(Artefact::made(self.path.clone(), printed.pdf.to_vec()))
    }

    /// How it fits its paper.
    pub fn fit(&self) -> Option<&Fit> {
        self.printed.value.as_ref().map(|p| &p.fit)
    }

    /// What was found while it was made.
    pub fn notes(&self) -> &[crate::diag::Diagnostic] {
        &self.printed.notes
    }
}

/// `falco-a4.pdf`; another edition than the sheet's usual one is named: `falco-a4-mono.pdf`, `falco-a4-en-zh.pdf`.
fn file_name(job: &Job, page: &Page, sheet: &Shown, paper: &ShownPaper, edition: Edition) -> String {
    let name = page.url.trim_end_matches('/').rsplit('/').next().unwrap_or("sheet");
    let name = if name.is_empty() { "sheet" } else { name };
    let code = |id: LangId| &job.config.language(id).code;
    let suffix = match edition {
        Edition::Bilingual => format!("-{}-{}", code(LangId::DEFAULT), code(page.lang)),
        Edition::Colour => String::new(),
        Edition::Mono if sheet.print.editions.contains(&Edition::Colour) => "-mono".into(),
        Edition::Mono => String::new(),
        Edition::Large => "-large".into(),
    };
    format!("{name}-{}{suffix}.pdf", paper.name.as_str())
}

fn print_one(
    job: &Job,
    shared: &Shared,
    page: &Page,
    ready: &sheets::Ready,
    paper: &ShownPaper,
    edition: Edition,
) -> (Hash, Arc<Noted<Option<Printed>>>) {
    let language = job.config.language(page.lang);
    let source = (edition == Edition::Bilingual)
        .then(|| job.site.by_path.get(&(LangId::DEFAULT, page.path.clone())))
        .flatten()
        .and_then(|id| sheets::ready(job, job.site.page(*id)));
    let file = page.doc.as_ref().map_or_else(|| "".into(), |d| d.file.clone());
    let permalink = shared.linker.permalink(&page.url);
    let titles = titles(job, page, &ready.shown.see_also);
    let key = Hash::of(&(
        (shared.press.hash, ready.hash, source.as_ref().map(|s| s.value.hash)),
        (&file, &language.tag, &page.path, &permalink, paper.name, edition),
        &titles,
    ));
    let make = || {
        let say = |key: &str, args: &[(&str, Argument)]| {
            let args: Vec<(String, strings::Argument)> =
                args.iter().map(|(name, arg)| (name.to_string(), argument(arg))).collect();
            // What is missing is told by the check of the strings themselves.
            job.theme
                .strings
                .get(&language.code, key, &args)
                .unwrap_or_else(|_| key.to_string())
        };
        let (sheet, other) = match &source {
            Some(source) => (&source.value.shown, Some(&ready.shown)),
            None => (&ready.shown, None),
        };
        print::print(&Order {
            sheet,
            other,
            file: &file,
            tag: &language.tag,
            direction: language.direction,
            paper,
            edition,
            permalink: &permalink,
            absolute: &|target| shared.linker.absolute(page, target),
            title: &|path| titles.get(path).map(|title| title.to_string()),
            say: &say,
            known: &job.memos.heights,
            templates: &shared.press.templates,
            fonts: &shared.press.fonts,
            markdown: job.markdown,
            highlight: &job.config.highlight.light,
        })
    };
    (key, job.memos.printed.get(key, make))
}

/// The titles of the pages of the site that a sheet names, by the paths that lead to them.
fn titles<'a>(job: &Job<'a>, page: &Page, paths: &'a [String]) -> BTreeMap<&'a str, &'a str> {
    let paths = paths.iter().filter(|path| path.starts_with('/'));
    paths
        .filter_map(|path| Some((path.as_str(), job.site.page(job.site.find_path(page, path)?).title.as_str())))
        .collect()
}

fn argument(argument: &Argument) -> strings::Argument {
    match argument {
        Argument::Text(text) => strings::Argument::Text(text.clone()),
        Argument::Number(number) => strings::Argument::Number(*number),
    }
}
