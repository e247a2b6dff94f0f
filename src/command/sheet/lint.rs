//! `stoop sheet lint`: how each printed sheet fits its paper.

use std::process::ExitCode;

use super::super::{bad_call, check::Nowhere, many};
use crate::cli::SiteArgs;
use crate::diag::{human, nearest};
use crate::pipeline::{self, Keep};
use crate::print::Fit;

/// Report on all sheets, or on one by its name or the path of its file.
pub fn run(name: Option<&str>, site: &SiteArgs) -> ExitCode {
    let request = match super::request(site, false) {
        Ok(request) => request,
        Err(message) => return bad_call(&message),
    };
    let outcome = pipeline::build(&request, &mut Keep::new(&request.root), &mut Nowhere, &|_| {});
    let is_it = |fit: &&Fit| name.is_none_or(|name| name_of(&fit.file) == name || path_of(&fit.file).ends_with(name));
    let fits: Vec<&Fit> = outcome.fits.iter().filter(is_it).collect();
    if let Some(name) = name.filter(|_| fits.is_empty()) {
        let near = nearest(name, outcome.fits.iter().map(|f| name_of(&f.file)));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return super::not_there(&format!("no sheet that is printed is called `{name}`{hint}"), &outcome);
    }
    let mut last = "";
    for fit in &fits {
        if fit.file != last {
            println!("{}", fit.file);
            last = &fit.file;
        }
        println!("  {}", line(fit));
    }
    let of_them = |note: &crate::diag::Diagnostic| note.place.as_ref().is_some_and(|p| fits.iter().any(|f| *f.file == *p.file));
    let notes: Vec<_> = outcome
        .notes
        .iter()
        .filter(|n| name.is_none() || of_them(n))
        .cloned()
        .collect();
    human::write(&notes, false, &mut std::io::stderr());
    match outcome.published.is_some() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(super::super::FAILED),
    }
}

/// `content/en/cheatsheets/falco.sheet.yaml` is called `falco`.
fn name_of(file: &str) -> &str {
    path_of(file).rsplit('/').next().unwrap_or(file)
}

fn path_of(file: &str) -> &str {
    file.trim_end_matches(".yaml")
        .trim_end_matches(".yml")
        .trim_end_matches(".sheet")
}

/// `a4 en colour: 1.8 of 2 pages, filled 96 % 81 %, 1 line too long, 0 blocks too tall`.
fn line(fit: &Fit) -> String {
    let filled: Vec<String> = fit.filled.iter().map(|part| format!("{:.0} %", part * 100.0)).collect();
    // `1 of 1 page`, but `1.0 pages`.
    let pages = fit
        .budget
        .map_or("pages".into(), |b| format!("of {}", many(b.into(), "page", "pages")));
    let long = fit.long.iter().filter(|l| l.written || l.cut).count();
    format!(
        "{} {} {}: {:.1} {pages}, filled {}; {}, {} wrapped, {}",
        fit.paper,
        fit.lang,
        fit.edition.as_str(),
        fit.needs,
        filled.join(" "),
        many(long, "line too long", "lines too long"),
        fit.long_lines - long,
        many(fit.tall.len(), "block too tall", "blocks too tall"),
    )
}
