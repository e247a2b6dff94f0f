//! What one published file says of the graph: its ids, links and headings. A pure function of its bytes.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::{css, html};
use crate::hash::Hash;

/// What a published file holds.
#[derive(Debug)]
pub struct Facts {
    pub bytes: Arc<[u8]>,
    /// Sorted.
    pub ids: Vec<Box<str>>,
    /// Of the ids.
    pub ids_hash: Hash,
    /// In the order of the text.
    pub links: Vec<Link>,
    /// The levels of its headings, with where each begins.
    pub headings: Vec<(u8, usize)>,
    /// Images that have no alternative text.
    pub without_alt: Vec<NoAlt>,
    pub title: String,
    pub description: String,
    /// Search engines are told to pass it over.
    pub noindex: bool,
    /// What relative addresses in it are relative to, if it says so itself.
    pub base: Option<String>,
}

/// A reference from one file to another.
#[derive(Clone, Debug)]
pub struct Link {
    pub kind: Kind,
    /// Its value, as it stands in the bytes.
    pub at: Range<usize>,
    /// Says itself that it leads to another language.
    pub names_language: bool,
}

/// What a reference is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Where a reader goes.
    Page,
    /// What the page needs: an image, a style, a script.
    Asset,
    /// What only programs follow: canonical addresses, other languages, entries of feeds and sitemaps.
    Program,
}

/// An image without alternative text.
#[derive(Clone, Debug)]
pub struct NoAlt {
    /// Its address.
    pub src: Range<usize>,
    /// There is an `alt`, and it is empty.
    pub empty: bool,
}

impl Facts {
    /// Read a published file. What is neither HTML nor CSS nor XML has no facts but its bytes.
    pub fn read(path: &str, bytes: Arc<[u8]>) -> Facts {
        let mut facts = Facts {
            bytes: bytes.clone(),
            ids: Vec::new(),
            ids_hash: Hash::default(),
            links: Vec::new(),
            headings: Vec::new(),
            without_alt: Vec::new(),
            title: String::new(),
            description: String::new(),
            noindex: false,
            base: None,
        };
        match kind_of(path) {
            Some(FileKind::Html) => html::read(&bytes, &mut facts),
            Some(FileKind::Css) => css::read(&bytes, 0, &mut facts.links),
            Some(FileKind::Xml) => html::read_xml(&bytes, &mut facts.links),
            None => {}
        }
        facts.ids.sort_unstable();
        facts.ids.dedup();
        facts.ids_hash = Hash::of(&facts.ids);
        facts
    }

    /// The value of a link, its entities decoded.
    pub fn target(&self, link: &Link) -> Cow<'_, str> {
        html::decode(&self.bytes[link.at.clone()])
    }

    /// Whether an element has this id.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.binary_search_by(|i| (**i).cmp(id)).is_ok()
    }
}

/// The files that can hold links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Html,
    Css,
    Xml,
}

/// What a published file is read as, from its name.
pub fn kind_of(path: &str) -> Option<FileKind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.')?.1 {
        "html" | "htm" => Some(FileKind::Html),
        "css" => Some(FileKind::Css),
        "xml" => Some(FileKind::Xml),
        _ => None,
    }
}
