//! `stoop sheet update`: what sheets show of their sources is taken over into their lock files, and what changes is printed.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use super::super::{FAILED, bad_call, print, report};
use crate::cli::SiteArgs;
use crate::diag::{Source, has_errors};
use crate::doc::Body;
use crate::lang::LangId;
use crate::pipeline::{self, Keep};
use crate::render::{Job, find_sheet};
use crate::sheet::Sheet;
use crate::sheet::fill::{lock_changes, lock_file, lock_text};

/// Update the lock file of one sheet, or of all.
pub fn run(name: Option<&str>, site: &SiteArgs) -> ExitCode {
    let request = match super::request(site, true) {
        Ok(request) => request,
        Err(message) => return bad_call(&message),
    };
    let (seen, outcome) = pipeline::look(&request, &mut Keep::new(&request.root), |job| sheets(job, name));
    let sheets = match seen {
        Some(Ok(sheets)) => sheets,
        Some(Err(message)) => return super::not_there(&message, &outcome),
        None => {
            report::findings(&outcome);
            return ExitCode::from(FAILED);
        }
    };
    // What a broken sheet or source shows is nothing to keep.
    if has_errors(&outcome.notes) {
        report::findings(&outcome);
        return ExitCode::from(FAILED);
    }
    let mut told = String::new();
    for sheet in &sheets {
        match update(sheet, site) {
            Ok(text) => told += &text,
            Err(error) => {
                eprintln!("error: `{}` cannot be written: {error}", lock_file(&sheet.file));
                return ExitCode::from(FAILED);
            }
        }
    }
    if told.is_empty() {
        told = "nothing has changed\n".to_string();
    }
    print(told.as_bytes())
}

fn sheets(job: &Job, name: Option<&str>) -> Result<Vec<Arc<Sheet>>, String> {
    let pages = match name {
        Some(name) => vec![find_sheet(job, LangId::DEFAULT, name)?.page],
        None => job.site.pages.iter().collect(),
    };
    let mut sheets: Vec<Arc<Sheet>> = pages
        .into_iter()
        .filter_map(|page| match &page.doc.as_ref()?.body {
            Body::Sheet(sheet) => Some(sheet.clone()),
            _ => None,
        })
        .collect();
    sheets.sort_by(|a, b| a.file.cmp(&b.file));
    sheets.dedup_by(|a, b| a.file == b.file);
    Ok(sheets)
}

/// Write one lock file if it is not as it should be; what changes, block by block.
fn update(sheet: &Sheet, site: &SiteArgs) -> std::io::Result<String> {
    let name = lock_file(&sheet.file);
    let path = site.root.join(&name);
    let old = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let new = lock_text(sheet, &pipeline::sheet_sources(sheet, &site.root)).unwrap_or_default();
    if new == old {
        return Ok(String::new());
    }
    if new.is_empty() {
        fs::remove_file(&path)?;
        return Ok(format!("{name}: removed, since the sheet shows nothing of a source\n"));
    }
    fs::write(&path, &new)?;
    let mut told = String::new();
    let source = Source::new(sheet.file.clone(), &sheet.text);
    for change in lock_changes(&old, sheet) {
        let place = match &change.at {
            Some(at) => format!("{}:{}", sheet.file, source.place(at.clone()).line),
            None => format!("{}: gone", sheet.file),
        };
        told += &format!("{place} {}\n", change.path);
        change.lines.iter().for_each(|line| told += &format!("  {line}\n"));
    }
    Ok(format!("{told}{name}: written\n"))
}
