//! `stoop init`: a small working site in two languages.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::{FAILED, bad_call};

/// Every file of the new site.
const FILES: &[(&str, &str)] = &[
    ("stoop.yaml", include_str!("scaffold/stoop.yaml")),
    (".gitignore", "/public\n/.stoop\n"),
    ("content/en/_index.md", include_str!("scaffold/en/_index.md")),
    ("content/en/docs/_index.md", include_str!("scaffold/en/docs/_index.md")),
    (
        "content/en/docs/first-steps.md",
        include_str!("scaffold/en/docs/first-steps.md"),
    ),
    (
        "content/en/cheatsheets/_index.md",
        include_str!("scaffold/en/cheatsheets/_index.md"),
    ),
    (
        "content/en/cheatsheets/git.sheet.yaml",
        include_str!("scaffold/en/cheatsheets/git.sheet.yaml"),
    ),
    ("content/zh/_index.md", include_str!("scaffold/zh/_index.md")),
    ("content/zh/docs/_index.md", include_str!("scaffold/zh/docs/_index.md")),
    (
        "content/zh/cheatsheets/_index.md",
        include_str!("scaffold/zh/cheatsheets/_index.md"),
    ),
    (
        "content/zh/cheatsheets/git.sheet.yaml",
        include_str!("scaffold/zh/cheatsheets/git.sheet.yaml"),
    ),
];

/// Write the site into `dir`, which must be empty or not there yet.
pub fn run(dir: &Path) -> ExitCode {
    let occupied = |mut entries: fs::ReadDir| entries.any(|e| e.is_ok_and(|e| e.file_name() != ".git"));
    if fs::read_dir(dir).is_ok_and(occupied) {
        return bad_call(&format!(
            "`{}` is not empty; name a folder to make: stoop init my-docs",
            dir.display()
        ));
    }
    for (name, text) in FILES {
        let path = dir.join(name);
        let written = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text));
        if let Err(error) = written {
            eprintln!("error: `{}` cannot be written: {error}", path.display());
            return ExitCode::from(FAILED);
        }
    }
    println!("a site of {} files is in {}", FILES.len(), dir.display());
    println!("preview it:  stoop serve --root {} --open", dir.display());
    ExitCode::SUCCESS
}
