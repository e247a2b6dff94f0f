//! `stoop build` and `stoop check`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use super::{bad_call, report};
use crate::cli::{ContentArgs, ReportArgs, SiteArgs};
use crate::diag::{Diagnostic, human};
use crate::output::{Artefact, DiskOut, Out, Published};
use crate::pipeline::{self, Keep, Request};
use crate::site::Choice;

/// Publish a site.
pub fn build(site: &SiteArgs, content: &ContentArgs, out: Option<&Path>, args: &ReportArgs) -> ExitCode {
    let request = match request(site, content) {
        Ok(request) => request,
        Err(message) => return bad_call(&message),
    };
    let dir = out.map_or_else(|| site.root.join("public"), Path::to_path_buf);
    match DiskOut::open(&dir, &site.root) {
        Ok(mut disk) => run(&request, &mut disk, Some(&dir.display().to_string()), args),
        Err(note) => {
            human::write(&[note], false, &mut std::io::stderr());
            ExitCode::from(super::FAILED)
        }
    }
}

/// Do all but writing.
pub fn check(site: &SiteArgs, content: &ContentArgs, args: &ReportArgs) -> ExitCode {
    match request(site, content) {
        Ok(request) => run(&request, &mut Nowhere, None, args),
        Err(message) => bad_call(&message),
    }
}

/// Takes everything and writes nothing.
pub(super) struct Nowhere;

impl Out for Nowhere {
    fn publish(&mut self, _: &[Artefact]) -> Result<Published, Vec<Diagnostic>> {
        Ok(Published::default())
    }
}

fn run(request: &Request, out: &mut dyn Out, where_to: Option<&str>, args: &ReportArgs) -> ExitCode {
    let start = Instant::now();
    let mut keep = Keep::new(&request.root);
    let outcome = pipeline::build(request, &mut keep, out, &report::progress);
    report::progress_done();
    report::print(&outcome, start.elapsed(), where_to, args)
}

/// What the flags ask for.
///
/// # Errors
/// One sentence: there is no site.
pub fn request(site: &SiteArgs, content: &ContentArgs) -> Result<Request, String> {
    if !site.root.is_dir() {
        return Err(format!("there is no folder `{}`", site.root.display()));
    }
    if !site.root.join(&site.config).is_file() {
        return Err(format!(
            "there is no `{}` in `{}`; `stoop init` makes a site, `--root` names the folder of one",
            site.config.display(),
            site.root.display()
        ));
    }
    Ok(Request {
        root: site.root.clone(),
        config: site.config.clone(),
        base_url: content.base_url.clone(),
        choice: Choice {
            drafts: content.drafts,
            future: content.future,
            now: now(),
        },
    })
}

/// Seconds since 1970: decides only which pages are of the future, and never what they look like.
pub fn now() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64)
}
