//! `stoop sheet strings`: the file that a translator of a sheet works in, written or brought up to date.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::super::{FAILED, bad_call, report};
use crate::cli::SiteArgs;
use crate::diag::{Diagnostic, Severity, human, nearest};
use crate::doc::Body;
use crate::pipeline::{self, Keep};
use crate::render::{Job, find_sheet};
use crate::sheet::{self, Sheet, Skeleton};
use crate::site::Page;

/// Which translations are right for the words as they are now.
pub enum Accept {
    All,
    /// Paths, or what they begin with.
    Paths(Vec<String>),
}

impl Accept {
    fn has(&self, path: &str) -> bool {
        match self {
            Accept::All => true,
            Accept::Paths(wanted) => wanted.iter().any(|w| below(path, w)),
        }
    }
}

fn below(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Write or update the file, or tell whether it is up to date.
pub fn run(name: &str, lang: &str, check: bool, accept: &Accept, site: &SiteArgs) -> ExitCode {
    let request = match super::request(site, true) {
        Ok(request) => request,
        Err(message) => return bad_call(&message),
    };
    let (seen, outcome) = pipeline::look(&request, &mut Keep::new(&request.root), |job| plan(job, name, lang));
    let plan = match seen {
        Some(Ok(plan)) => plan,
        Some(Err(message)) => return super::not_there(&message, &outcome),
        None => {
            report::findings(&outcome);
            return ExitCode::from(FAILED);
        }
    };
    if outcome.notes.iter().any(|n| stops(n, &plan.source)) {
        report::findings(&outcome);
        return ExitCode::from(FAILED);
    }
    if let Accept::Paths(wanted) = accept
        && let Err(message) = known(&plan.sheet, wanted)
    {
        return bad_call(&message);
    }
    let path = site.root.join(&plan.file);
    let old = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return failed(&format!("`{}` cannot be read: {error}", path.display())),
    };
    let file = plan.file.to_string_lossy().replace('\\', "/");
    match sheet::accept(&plan.sheet, &plan.words, &file, &old, &|path| accept.has(path)) {
        Ok(made) => finish(
            &path,
            &old,
            &made,
            check.then(|| format!("`stoop sheet strings {name} {lang}`")),
        ),
        Err(note) => {
            human::write(&[note], false, &mut std::io::stderr());
            ExitCode::from(FAILED)
        }
    }
}

/// Whether a finding keeps the translation of a sheet (`source` is its file) from being rewritten: a sheet with mistakes, or one whose
/// rules file has some, lacks words, and their translations would look like ones of nothing.
pub fn stops(note: &Diagnostic, source: &str) -> bool {
    let is_other = |file: &str| file != source && (file.ends_with(".md") || file.ends_with(".sheet.yaml"));
    note.severity == Severity::Error && note.place.as_ref().is_some_and(|p| !is_other(&p.file))
}

/// What is to be written where.
struct Plan {
    sheet: Arc<Sheet>,
    /// The file of the sheet.
    source: Arc<str>,
    /// The code of the language of the sheet's words.
    words: String,
    /// From the site's folder.
    file: PathBuf,
}

fn plan(job: &Job, name: &str, lang: &str) -> Result<Plan, String> {
    let words = &job.config.languages[0];
    let language = super::language(job.config, lang)?;
    if language.id == words.id {
        return Err(format!(
            "`{lang}` is the language that sheets are written in; name one to translate into"
        ));
    }
    let page = find_sheet(job, words.id, name)?.page;
    let (sheet, source) = match page.doc.as_ref().map(|d| (&d.body, &d.file)) {
        Some((Body::Sheet(sheet), file)) => (sheet.clone(), file.clone()),
        _ => return Err(format!("`{name}` is no cheatsheet")),
    };
    let there = job
        .site
        .by_path
        .get(&(language.id, page.path.clone()))
        .map(|id| job.site.page(*id));
    let own = there
        .and_then(|p| p.doc.as_ref())
        .filter(|d| !matches!(d.body, Body::Sheet(_)));
    let file = match own {
        Some(doc) if matches!(doc.body, Body::Overlay(_)) => PathBuf::from(&*doc.file),
        Some(doc) => return Err(format!("`{}` is at the place of the translation", doc.file)),
        None => new_file(job, page, language)?,
    };
    Ok(Plan {
        sheet,
        source,
        words: words.code.clone(),
        file,
    })
}

/// Where the translation of a page goes that has none yet: the same path in the language's folder, or a name that says the language.
fn new_file(job: &Job, page: &Page, language: &crate::config::Language) -> Result<PathBuf, String> {
    let mount = job
        .config
        .mounts
        .iter()
        .find(|m| m.lang == language.id && m.fallback_from.is_none());
    let mount = mount.ok_or_else(|| format!("the language `{}` has no content folder", language.code))?;
    let source = page.source.as_deref().unwrap_or(&page.path);
    let stem = source
        .trim_end_matches(".yaml")
        .trim_end_matches(".yml")
        .trim_end_matches(".sheet");
    let name = match mount.suffixes {
        true => format!("{stem}.{}.sheet.yaml", language.code),
        false => format!("{stem}.sheet.yaml"),
    };
    Ok(Path::new(&mount.source).join(name))
}

/// Whether each path names words of the sheet, alone or with others.
fn known(sheet: &Sheet, wanted: &[String]) -> Result<(), String> {
    let paths: Vec<String> = sheet::words_of(sheet).into_iter().map(|(path, ..)| path).collect();
    for path in wanted {
        if !paths.iter().any(|p| below(p, path)) {
            let hint =
                nearest(path, paths.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Err(format!("the sheet has no words at `{path}`{hint}"));
        }
    }
    Ok(())
}

/// Write the file, or only tell that it would be written: by what call, is `check`.
fn finish(path: &Path, old: &str, made: &Skeleton, check: Option<String>) -> ExitCode {
    let what = format!(
        "{}: {} to translate, {} stale, {} no longer in the sheet",
        path.display(),
        made.missing,
        made.stale,
        made.orphan
    );
    for (from, to) in &made.moved {
        let is = if check.is_some() { "would be" } else { "is now" };
        println!("{}: the translation of `{from}` {is} that of `{to}`", path.display());
    }
    if made.text == old {
        println!("{what}; nothing to write");
        return ExitCode::SUCCESS;
    }
    if let Some(call) = check {
        println!("{what}; not as the sheet is now, {call} writes it");
        return ExitCode::from(FAILED);
    }
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, &made.text));
    match written {
        Ok(()) => {
            println!("{what}; written");
            ExitCode::SUCCESS
        }
        Err(error) => failed(&format!("`{}` cannot be written: {error}", path.display())),
    }
}

fn failed(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(FAILED)
}
