//! What a build has to say, on the terminal or as JSON lines.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Component, Path};
use std::process::ExitCode;
use std::time::Duration;

use super::FAILED;
use crate::cli::{ReportArgs, ReportFormat};
use crate::diag::{self, Diagnostic, has_errors};
use crate::pipeline::Outcome;

/// Print an outcome; the status tells whether the site is good.
pub fn print(outcome: &Outcome, took: Duration, where_to: Option<&str>, root: &Path, args: &ReportArgs) -> ExitCode {
    match args.format {
        ReportFormat::Sarif => println!("{}", diag::sarif::log(&diag::enough(&outcome.notes), &folder(root))),
        ReportFormat::Github => {
            let mut out = io::stdout().lock();
            for note in &diag::enough(&outcome.notes) {
                let _ = writeln!(out, "{}", diag::github::line(note, &folder(root)));
            }
        }
        ReportFormat::Human => human(outcome, took, where_to),
        ReportFormat::Json => json(outcome, took),
    }
    if args.timings {
        timings(outcome, took);
    }
    if has_errors(&outcome.notes) {
        ExitCode::from(FAILED)
    } else {
        ExitCode::SUCCESS
    }
}

/// The site's folder as hosts name it, with a slash at its end: nothing where it is the current one, or its place in that is not known.
fn folder(root: &Path) -> String {
    let inside = root
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let parts = root.components().filter(|part| matches!(part, Component::Normal(_)));
    match inside {
        true => parts.map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect(),
        false => String::new(),
    }
}

/// Say what is being done, on a line of its own that goes away; nothing when nobody watches.
pub fn progress(stage: &str) {
    let mut err = io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K{stage} ...");
        let _ = err.flush();
    }
}

/// Take the progress line away.
pub fn progress_done() {
    let mut err = io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K");
    }
}

/// Findings on standard error, in colour where it is a terminal that wants it.
pub fn findings(outcome: &Outcome) {
    let err = io::stderr();
    let colour = err.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    diag::human::write(&outcome.notes, colour, &mut err.lock());
}

/// The findings that were not there before, and how many there are in all.
pub fn new_findings(outcome: &Outcome, before: &[Diagnostic]) {
    let before: HashSet<&Diagnostic> = before.iter().collect();
    let new: Vec<Diagnostic> = outcome.notes.iter().filter(|n| !before.contains(n)).cloned().collect();
    let err = io::stderr();
    let colour = err.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    diag::human::write(&new, colour, &mut err.lock());
    if let Some(summary) = diag::human::summary(&outcome.notes) {
        eprintln!("{summary}");
    }
}

fn human(outcome: &Outcome, took: Duration, where_to: Option<&str>) {
    findings(outcome);
    if let Some(summary) = diag::human::summary(&outcome.notes) {
        eprintln!("{summary}");
    }
    let seconds = took.as_secs_f64();
    match (&outcome.published, where_to) {
        (Some(p), Some(out)) => println!(
            "{} in {}, published to {out}: {} files written, {} unchanged, {} removed, in {seconds:.2} s",
            counted(outcome.pages, "page"),
            counted(outcome.languages, "language"),
            p.written,
            p.unchanged,
            p.removed,
        ),
        (Some(_), None) => {
            println!(
                "{} in {}, checked in {seconds:.2} s",
                counted(outcome.pages, "page"),
                counted(outcome.languages, "language")
            );
        }
        (None, Some(out)) => eprintln!("nothing was published; {out} is as it was"),
        (None, None) => {}
    }
}

fn json(outcome: &Outcome, took: Duration) {
    let mut out = io::stdout().lock();
    for note in &diag::enough(&outcome.notes) {
        let _ = writeln!(out, "{}", diag::json::line(note));
    }
    let published = outcome.published.unwrap_or_default();
    let summary = serde_json::json!({
        "summary": {
            "ok": outcome.published.is_some(),
            "pages": outcome.pages,
            "languages": outcome.languages,
            "written": published.written,
            "unchanged": published.unchanged,
            "removed": published.removed,
            "milliseconds": took.as_millis() as u64,
        }
    });
    let _ = writeln!(out, "{summary}");
}

fn timings(outcome: &Outcome, took: Duration) {
    for (stage, time) in &outcome.timings {
        eprintln!("{stage:>10} {:9.2} ms", time.as_secs_f64() * 1000.0);
    }
    eprintln!("{:>10} {:9.2} ms", "all", took.as_secs_f64() * 1000.0);
}

/// `1 page`, `2 pages`.
pub fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
