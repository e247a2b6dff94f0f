//! `stoop sheet show`: a sheet, or a part of it, in the terminal.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use super::super::{FAILED, bad_call, print, report};
use crate::cli::SiteArgs;
use crate::diag::has_errors;
use crate::pipeline::{self, Keep};
use crate::render::{Look, find_sheet};

/// Print a sheet.
pub fn run(name: &str, part: Option<&str>, lang: Option<&str>, drafts: bool, site: &SiteArgs) -> ExitCode {
    let request = match super::request(site, drafts) {
        Ok(request) => request,
        Err(message) => return bad_call(&message),
    };
    let (seen, outcome) = pipeline::look(&request, &mut Keep::new(&request.root), |job| {
        let lang = match lang {
            Some(code) => super::language(job.config, code)?.id,
            None => job.config.languages[0].id,
        };
        let found = find_sheet(job, lang, name)?;
        Ok::<_, String>((found.text(job, part, look())?, has_errors(found.notes())))
    });
    match seen {
        Some(Ok((text, false))) => print(text.as_bytes()),
        Some(Err(message)) => super::not_there(&message, &outcome),
        // A sheet with mistakes is not whole.
        Some(Ok((_, true))) | None => {
            report::findings(&outcome);
            ExitCode::from(FAILED)
        }
    }
}

/// As wide as the terminal, in colour if it wants that; plain in a pipe.
fn look() -> Look {
    if !io::stdout().is_terminal() {
        return Look::PLAIN;
    }
    let width = terminal_size::terminal_size().map_or(Look::PLAIN.width, |(width, _)| usize::from(width.0));
    Look {
        width,
        colour: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}
