//! The few questions about a site's folder that come before it is scanned.

use std::path::Path;
use std::sync::Arc;

use super::{Data, embedded, walk};
use crate::diag::{Code, Diagnostic, Place};

/// The text of one file, and its name for messages.
///
/// # Errors
/// The file cannot be read, or is not UTF-8.
pub fn read_text(root: &Path, file: &Path) -> Result<(Arc<str>, String), Diagnostic> {
    let name: Arc<str> = file.to_string_lossy().replace('\\', "/").into();
    let bytes = std::fs::read(root.join(file)).map_err(|e| unreadable(&name, &e))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(_) => Err(Diagnostic::error(Code::NotUtf8, "this file is not UTF-8")
            .at(Place::file(name))
            .help("save it as UTF-8")),
    }
}

/// Whether a folder, from the site's root, is there.
pub fn has_folder(root: &Path, folder: &str) -> bool {
    root.join(folder).is_dir()
}

/// All files below a folder of the site, from the root, folder by folder in order of names. Hidden ones are left out.
pub fn files_below(root: &Path, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
        return found;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{folder}/{name}");
        match entry.file_type() {
            _ if name.starts_with('.') => {}
            Ok(kind) if kind.is_dir() => found.extend(files_below(root, &path)),
            Ok(_) => found.push(path),
            Err(_) => {}
        }
    }
    found.sort_by(|a: &String, b| a.split('/').cmp(b.split('/')));
    found
}

/// What to say of a file that cannot be read.
pub fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    walk::unreadable(path, error)
}

/// The templates in the binary, by name: `page.html`.
pub fn built_in_templates() -> impl Iterator<Item = (&'static str, &'static str)> {
    built_in()
        .filter_map(|(path, text)| Some((path.strip_prefix("templates/")?, text)))
        .filter(|(path, _)| !path.ends_with(".typ"))
}

/// The strings in the binary, by path: `i18n/en.ftl`.
pub fn built_in_strings() -> impl Iterator<Item = (&'static str, &'static str)> {
    built_in().filter(|(path, _)| path.starts_with("i18n/"))
}

fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::embedded().iter().filter_map(|file| match file.data {
        Data::Embedded(bytes) => Some((&*file.path, std::str::from_utf8(bytes).ok()?)),
        Data::Disk(_) | Data::Made(_) => None,
    })
}
