//! The theme in the binary, as files that a site can override path by path.

use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::{Data, File, FileKind};
use crate::hash::Hash;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STRINGS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/i18n");
static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The files of the theme in the binary, by path. They are hashed once in the life of the program.
pub fn embedded() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = Vec::new();
        collect(&TEMPLATES, "templates", FileKind::Template, &mut files);
        collect(&STRINGS, "i18n", FileKind::Strings, &mut files);
        collect(&STATIC, "static", FileKind::Static, &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    })
}

fn collect(dir: &Dir<'static>, under: &str, kind: FileKind, files: &mut Vec<File>) {
    for file in dir.files() {
        // The repository's own files go through Windows machines too, hence the slashes.
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.push(File {
            kind,
            path: format!("{under}/{path}").into(),
            hash: Hash::of_bytes(file.contents()),
            data: Data::Embedded(file.contents()),
        });
    }
    for inner in dir.dirs() {
        collect(inner, under, kind, files);
    }
}
