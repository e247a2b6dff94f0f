//! stoop turns a folder of Markdown documents and YAML cheatsheets into a published site.
//!
//! # The flow
//!
//! ```text
//! Files -> Doc -> Site -> View -> Artefact -> Out
//! ```
//!
//! 1. [`source`] lists what is on disk (and the default theme inside the binary) as [`source::Files`]: paths, kinds, hashes.
//!    [`adapter`] adds the pages that content adapters, templates of Hugo's, make.
//! 2. [`doc`] turns one Markdown file into a [`doc::Doc`] and [`sheet`] one YAML cheatsheet into a [`sheet::Sheet`]. Each is a pure
//!    function of one file, so a [`memo::Memo`] can keep it for as long as the file's hash stands.
//! 3. [`site`] joins all heads into a [`site::Site`]: languages, sections, routes, aliases, taxonomies. It is rebuilt in each build
//!    and never reads a body.
//! 4. [`translate`] holds each translation against its source: what changed since it was made, and which heading ids the two share.
//! 5. [`render`] makes one [`output::Artefact`] a page from its document, its view of the site and the theme.
//!    A cheatsheet is printed too, by `print`: a PDF for each paper and edition.
//! 6. [`output`] publishes artefacts: to disk (only what changed, stale files removed by manifest) or to memory (preview).
//!
//! Between 4 and 5, [`check`] follows every link of what is to be published. [`external`] asks other sites, and only when told to.
//!
//! [`import`] stands beside the flow: it reads another generator's configuration and writes ours.
//!
//! [`pipeline::build`] is the whole of it on one screen. A cold build, a warm build and the live preview all call it; they differ
//! only in the memo that they bring and in the [`output::Out`] that takes the result.

pub mod adapter;
pub mod check;
pub mod cli;
pub mod command;
pub mod config;
pub mod diag;
pub mod doc;
pub mod external;
pub mod hash;
pub mod import;
pub mod lang;
pub mod memo;
pub mod output;
pub mod pipeline;
#[cfg(feature = "pdf")]
pub mod print;
pub mod render;
pub mod server;
pub mod sheet;
pub mod site;
pub mod source;
pub mod translate;
pub mod yaml;
