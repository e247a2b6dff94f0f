//! One content file to a [`Doc`]: front matter, body, shortcode calls; and Markdown to [`Prose`].
//!
//! Nothing here knows the site or the theme. What only they can answer is left as a [`mark`] in the HTML: a call to a component, the
//! target of a link.

mod front;
mod front_edit;
mod front_matter;
mod head;
mod heading;
mod highlight;
mod linkify;
pub mod mark;
mod markdown;
mod parse;
mod sections;
mod shortcode;
mod summary;
mod typographer;

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::config::MarkdownFile;
use crate::diag::{Place, Source};
use crate::hash::Hash;
use crate::sheet::{Overlay, Sheet};

pub use front_edit::set_list;
pub use front_matter::FrontMatter;
pub use head::{Build, Cascade, Date, Head, MenuPlace, RenderMode, cascade};
pub use heading::{anchor, anchor_as};
pub use highlight::{Highlighter, Token};
pub use markdown::{Run, escape_text, escape_url, plain, tag_len, toc_html};
pub use parse::parse;
pub use sections::{Section, front_words, sections};
pub use summary::count_words;

/// One content file, parsed. A pure function of the file's path and bytes.
#[derive(Debug)]
pub struct Doc {
    /// The file's path from the site's root.
    pub file: Arc<str>,
    /// Of the file's bytes.
    pub hash: Hash,
    pub front: Front,
    pub body: Body,
}

/// Front matter as it is written: keys lower-cased, nested ones too, values as JSON.
#[derive(Clone, Debug, Default)]
pub struct Front {
    pub map: Map<String, Json>,
    /// Where each top-level key's value is.
    pub places: Vec<(String, Place)>,
}

impl Front {
    /// Where a key's value is written.
    pub fn place(&self, key: &str) -> Option<Place> {
        self.places.iter().find(|(k, _)| k == key).map(|(_, p)| p.clone())
    }
}

/// What follows the front matter.
#[derive(Debug)]
pub enum Body {
    Markdown(Script),
    /// A content file in HTML: shortcodes work, Markdown does not.
    Html(Script),
    Sheet(Arc<Sheet>),
    /// The words of a sheet in another language.
    Overlay(Arc<Overlay>),
}

/// A body, split at its shortcode calls.
#[derive(Debug)]
pub struct Script {
    /// The whole file, front matter included, without a BOM; what was not UTF-8 is replaced.
    pub text: Arc<str>,
    /// Where the body is in `text`.
    pub body: Range<usize>,
    /// The body's text and calls, in order.
    pub nodes: Vec<Node>,
    /// Of the body's bytes and where it starts.
    pub hash: Hash,
    /// The first paragraph as plain text, calls left out: what lists and feeds show of a page without a description.
    pub summary: String,
    /// Words, with each Chinese or Japanese character counted as one.
    pub words: usize,
}

impl Script {
    /// For places in this body.
    pub fn source(&self, file: &Arc<str>) -> Source<'_> {
        Source::new(file.clone(), &self.text)
    }
}

/// A part of a body.
#[derive(Clone, Debug)]
pub enum Node {
    /// Where the text is in [`Script::text`].
    Text(Range<usize>),
    Call(Call),
    /// `{{</* x */>}}`: the call's text, shown and not called.
    Escaped(String),
}

/// A shortcode call.
#[derive(Clone, Debug)]
pub struct Call {
    /// As written: `blocks/content`.
    pub name: String,
    pub notation: Notation,
    pub args: Args,
    /// What stands between the opening and the closing call. `None` for a call without a closing one, empty for
    /// a self-closing one.
    pub inner: Option<Vec<Node>>,
    /// The raw text of `inner`, when there is one.
    pub inner_at: Range<usize>,
    /// The opening call, braces included.
    pub at: Range<usize>,
    /// The name in it.
    pub name_at: Range<usize>,
}

/// How a call is written, which decides what becomes of its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// `{{< x >}}`: the output takes the call's place after Markdown.
    Angle,
    /// `{{% x %}}`: the output goes into the Markdown source.
    Percent,
}

/// The arguments of a call, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Args {
    Positional(Vec<Arg>),
    Named(Vec<(String, Arg)>),
}

/// An argument's value and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    pub value: ArgValue,
    pub at: Range<usize>,
}

/// Quoted values are strings; bare ones may be numbers and booleans.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgValue {
    Str(String),
    Bool(bool),
    Int(i64),
    Float(f64),
}

/// Markdown as HTML, with [`mark`]s where the site or the theme has to answer.
#[derive(Debug, Default, PartialEq)]
pub struct Prose {
    pub html: String,
    /// All headings in order, `from`..`to` not yet applied.
    pub headings: Vec<Heading>,
    /// Every link and image target that is marked in `html`, with where it is written (range in the text that was given).
    pub links: Vec<(String, Range<usize>)>,
}

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Empty for a heading without text.
    pub id: String,
    /// As HTML, links taken out, marks of calls kept.
    pub html: String,
    /// Where it begins in the text that was given.
    pub at: usize,
}

/// Turns Markdown into [`Prose`]: the options of a site and its highlighter. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Markdown {
    pub options: MarkdownFile,
    pub highlighter: Arc<Highlighter>,
    /// Lines of a paragraph are joined without a space between two Chinese or Japanese characters.
    pub join_cjk: bool,
}
