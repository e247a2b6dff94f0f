//! `stoop build`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use super::{bad_call, report};
use crate::cli::{ContentArgs, GateArgs, ReportArgs, SiteArgs};
use crate::diag::{Level, Levels, code_named, human};
use crate::output::{DiskOut, Out};
use crate::pipeline::{self, Keep, Request};
use crate::site::Choice;

/// Publish a site.
pub fn build(site: &SiteArgs, content: &ContentArgs, out: Option<&Path>, gate: &GateArgs, args: &ReportArgs) -> ExitCode {
    let request = match gated(site, content, gate) {
        Ok(request) => request,
        Err(message) => return bad_call(&message),
    };
    let dir = out.map_or_else(|| site.root.join("public"), Path::to_path_buf);
    match DiskOut::open(&dir, &site.root) {
        Ok(mut disk) => run(&request, &mut disk, &dir, args),
        Err(note) => {
            human::write(&[note], false, &mut std::io::stderr());
            ExitCode::from(super::FAILED)
        }
    }
}

fn run(request: &Request, out: &mut dyn Out, dir: &Path, args: &ReportArgs) -> ExitCode {
    let start = Instant::now();
    let mut keep = Keep::new(&request.root);
    let outcome = pipeline::build(request, &mut keep, out, &report::progress);
    report::progress_done();
    report::print(
        &outcome,
        start.elapsed(),
        Some(&dir.display().to_string()),
        &request.root,
        args,
    )
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
        levels: Levels::default(),
        probe: None,
    })
}

/// The same, with what the flags say of codes.
///
/// # Errors
/// What is wrong with the call.
pub fn gated(site: &SiteArgs, content: &ContentArgs, gate: &GateArgs) -> Result<Request, String> {
    let levels = levels(gate)?;
    Ok(Request {
        levels,
        ..request(site, content)?
    })
}

/// What the flags say of codes.
fn levels(gate: &GateArgs) -> Result<Levels, String> {
    let mut levels = Levels {
        strict: gate.strict,
        ..Levels::default()
    };
    let named = [(&gate.deny, Level::Error), (&gate.allow, Level::Off)];
    for (name, level) in named
        .into_iter()
        .flat_map(|(names, level)| names.iter().map(move |n| (n, level)))
    {
        let code = code_named(name).map_err(|(message, help)| match help {
            Some(help) => format!("{message}; {help}"),
            None => message,
        })?;
        if level == Level::Off && code.is_final() {
            return Err(format!(
                "`{name}` cannot be allowed: without what it asks for there is nothing to publish"
            ));
        }
        levels.of.insert(code, level);
    }
    Ok(levels)
}

/// Seconds since 1970: decides only which pages are of the future, and never what they look like.
pub fn now() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64)
}
