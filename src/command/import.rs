//! `stoop import`: another generator's configuration to `stoop.yaml`, and a report on what will differ.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::{FAILED, bad_call};
use crate::adapter;
use crate::config::{self, Config};
use crate::diag::{Diagnostic, has_errors, human};
use crate::doc::{self, Doc, Highlighter, Markdown};
use crate::import::{self, ConfigText, Fate, Imported, Line};
use crate::render::Theme;
use crate::source::{self, EntryKind, FileKind, Files, Scanner};

/// Write the configuration of the Hugo site in `dir`.
pub fn hugo(dir: &Path, output: Option<&Path>, force: bool) -> ExitCode {
    if !dir.is_dir() {
        return bad_call(&format!("there is no folder `{}`", dir.display()));
    }
    let output = output.map_or_else(|| dir.join(config::FILE_NAME), Path::to_path_buf);
    if output.exists() && !force {
        return bad_call(&format!("`{}` is there already; --force writes over it", output.display()));
    }
    let root_file = import::ROOT_FILES.iter().find(|name| dir.join(name).is_file());
    let folder = source::files_below(dir, import::FOLDER);
    if root_file.is_none() && folder.is_empty() {
        return bad_call(&format!(
            "`{}` has no configuration of Hugo's: no hugo.toml, hugo.yaml, config.toml, ..., and nothing in config/",
            dir.display()
        ));
    }
    match convert(dir, root_file.copied(), &folder) {
        Ok((imported, unknown)) => finish(&output, &imported, &unknown),
        Err(notes) => {
            human::write(&notes, false, &mut std::io::stderr());
            ExitCode::from(FAILED)
        }
    }
}

/// The new configuration, and a line for each shortcode that the site lacks.
fn convert(dir: &Path, root_file: Option<&str>, folder: &[String]) -> Result<(Imported, Vec<Line>), Vec<Diagnostic>> {
    let read = |name: &str| source::read_text(dir, Path::new(name)).map_err(|note| vec![note]);
    let root_file: Option<ConfigText> = root_file.map(read).transpose()?;
    let folder: Vec<ConfigText> = folder.iter().map(|name| read(name)).collect::<Result<_, _>>()?;
    let beside = import::BESIDE.iter().filter(|name| dir.join(name).is_file());
    let beside: Vec<ConfigText> = beside.filter_map(|name| read(name).ok()).collect();
    let made = import::hugo(root_file.as_ref(), &folder, &beside);
    let imported = made.value.ok_or(made.notes)?;
    // What is written must be what a build can read: faults of the old site are told now.
    let loaded = config::load(config::FILE_NAME, &imported.yaml, None, &|f| source::has_folder(dir, f));
    let config = loaded.value.ok_or(loaded.notes)?;
    let scanned = Scanner::new(dir).scan(&config).value;
    let found: Vec<String> = scanned
        .of(FileKind::Content)
        .filter(|f| adapter::is_adapter(f.name()))
        .map(|f| f.path.to_string())
        .collect();
    let expanded = adapter::expand(scanned);
    let files = expanded.value;
    let mut lines: Vec<Line> = found.iter().map(|path| adapter_line(path, &expanded.notes)).collect();
    let theme = load_theme(&files, &config)?;
    let docs = content(&files, &config);
    lines.extend(import::unknown_shortcodes(docs.iter(), &|name| {
        theme.shortcode(name).is_some()
    }));
    Ok((imported, lines))
}

/// What becomes of a template of Hugo's that makes pages.
fn adapter_line(path: &str, notes: &[Diagnostic]) -> Line {
    let fault = notes.iter().find(|n| n.place.as_ref().is_some_and(|p| *p.file == *path));
    match fault {
        None => Line {
            fate: Fate::Carried,
            text: format!("{path} -> its pages"),
        },
        Some(note) => Line {
            fate: Fate::NotHonoured,
            text: format!("{path}: {}; write the pages that are missing as files", note.message),
        },
    }
}

fn load_theme(files: &Files, config: &Config) -> Result<Theme, Vec<Diagnostic>> {
    let markdown = Markdown {
        options: config.markdown.clone(),
        highlighter: Arc::new(Highlighter::new()),
        join_cjk: config.markdown.join_cjk,
    };
    let theme = Theme::load(files, config, &markdown);
    match theme.value {
        Some(loaded) if !has_errors(&theme.notes) => Ok(loaded),
        _ => Err(theme.notes),
    }
}

/// Every content file once. Those that cannot be read are for the build to tell.
fn content(files: &Files, config: &Config) -> Vec<Arc<Doc>> {
    let is_text = |path: &str| path.ends_with(".md") || path.ends_with(".markdown");
    let mut seen = BTreeSet::new();
    let entries = source::entries(files, config).value;
    let wanted = entries.into_iter().filter(|e| e.kind == EntryKind::Page || is_text(&e.path));
    wanted
        .filter(|e| seen.insert(e.file.path.clone()))
        .filter_map(|e| Some(Arc::new(doc::parse(&e.file.path, &e.file.read().ok()?).value)))
        .collect()
}

/// Write the file and print the report.
fn finish(output: &Path, imported: &Imported, unknown: &[Line]) -> ExitCode {
    if let Err(error) = fs::write(output, &imported.yaml) {
        eprintln!("error: `{}` cannot be written: {error}", output.display());
        return ExitCode::from(FAILED);
    }
    let lines: Vec<&Line> = imported.lines.iter().chain(unknown).collect();
    for fate in [Fate::Carried, Fate::Dropped, Fate::NotHonoured, Fate::Shortcode] {
        lines.iter().filter(|l| l.fate == fate).for_each(|line| println!("{line}"));
    }
    let count = |fate: Fate| lines.iter().filter(|l| l.fate == fate).count();
    println!(
        "wrote {}: {} carried, {} dropped, {} not honoured, {} unknown shortcodes",
        output.display(),
        count(Fate::Carried),
        count(Fate::Dropped),
        count(Fate::NotHonoured),
        count(Fate::Shortcode)
    );
    ExitCode::SUCCESS
}
