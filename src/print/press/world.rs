//! What the typesetter may see: the templates, one file of data, and fonts. No disk, no network, no clock.

use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

use super::fonts::Faces;
use crate::hash::Hash;

/// The template of a sheet, from the site's root.
pub const MAIN: &str = "templates/sheet.typ";

/// Where the template finds its data.
const DATA: &str = "data.json";

/// The texts of a site's templates for paper.
#[derive(Clone, Debug)]
pub struct Templates {
    sources: Vec<Source>,
    pub hash: Hash,
}

impl Templates {
    /// Templates by their paths from the site's root.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, String)>) -> Templates {
        let files: Vec<(&str, String)> = files.into_iter().collect();
        let hash = Hash::of(&files);
        let sources = files
            .into_iter()
            .filter_map(|(path, text)| Some(Source::new(id(path)?, text)))
            .collect();
        Templates { sources, hash }
    }
}

/// The id of a file of the virtual folder.
fn id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The path of a file from the site's root.
pub fn name_of(id: FileId) -> String {
    id.get().vpath().get_without_slash().to_string()
}

/// One run of the template.
pub struct World<'a> {
    templates: &'a Templates,
    faces: &'a Faces,
    main: FileId,
    data: (FileId, Bytes),
}

impl<'a> World<'a> {
    /// A world with these data.
    pub fn new(templates: &'a Templates, faces: &'a Faces, data: String) -> World<'a> {
        static IDS: LazyLock<(FileId, FileId)> = LazyLock::new(|| {
            let id = |path: &str| id(path).unwrap_or_else(|| unreachable!("both paths are plain names"));
            (id(MAIN), id(DATA))
        });
        World {
            templates,
            faces,
            main: IDS.0,
            data: (IDS.1, Bytes::from_string(data)),
        }
    }

    /// The text of a template.
    pub fn text_of(&self, id: FileId) -> Option<Arc<str>> {
        let source = self.templates.sources.iter().find(|s| s.id() == id)?;
        Some(source.text().into())
    }
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.faces.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.templates.sources.iter().find(|s| s.id() == id);
        found.cloned().ok_or_else(|| FileError::NotFound(name_of(id).into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id == self.data.0 {
            true => Ok(self.data.1.clone()),
            false => Err(FileError::NotFound(name_of(id).into())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
