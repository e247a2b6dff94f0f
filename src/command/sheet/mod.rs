//! `stoop sheet`: what one does with a cheatsheet outside of a build.

#[cfg(feature = "pdf")]
mod lint;
mod show;
mod strings;
mod update;

use std::process::ExitCode;

use super::{FAILED, bad_call, build, report};
use crate::cli::{ContentArgs, SheetCommand, SiteArgs};
use crate::config::{Config, Language};
use crate::diag::{has_errors, nearest};
use crate::pipeline::{Outcome, Request};

pub(super) use strings::stops;

/// Run a verb of `stoop sheet`.
pub fn run(command: SheetCommand) -> ExitCode {
    match command {
        SheetCommand::Show {
            name,
            part,
            lang,
            drafts,
            site,
        } => show::run(&name, part.as_deref(), lang.as_deref(), drafts, &site),
        SheetCommand::Strings {
            name,
            lang,
            check,
            accept,
            accept_all,
            site,
        } => {
            let accept = if accept_all {
                strings::Accept::All
            } else {
                strings::Accept::Paths(accept)
            };
            strings::run(&name, &lang, check, &accept, &site)
        }
        #[cfg(feature = "pdf")]
        SheetCommand::Lint { name, site } => lint::run(name.as_deref(), &site),
        SheetCommand::Update { name, site } => update::run(name.as_deref(), &site),
    }
}

/// The site as a build sees it; with drafts, also what is yet to come.
fn request(site: &SiteArgs, drafts: bool) -> Result<Request, String> {
    let content = ContentArgs {
        base_url: None,
        drafts,
        future: drafts,
    };
    build::request(site, &content)
}

/// A call that names what is not there. What is wrong with the site comes first, for it may be why.
fn not_there(message: &str, outcome: &Outcome) -> ExitCode {
    if !has_errors(&outcome.notes) {
        return bad_call(message);
    }
    report::findings(outcome);
    eprintln!("error: {message}");
    ExitCode::from(FAILED)
}

/// A language by its code.
///
/// # Errors
/// One sentence with the nearest code, or with all.
fn language<'a>(config: &'a Config, code: &str) -> Result<&'a Language, String> {
    config.find_language(code).ok_or_else(|| {
        let codes: Vec<&str> = config.languages.iter().map(|l| l.code.as_str()).collect();
        let near = nearest(code, codes.iter().copied());
        let hint = near.map_or(codes.join(", "), |near| format!("did you mean `{near}`?"));
        format!("the site has no language `{code}` ({hint})")
    })
}
