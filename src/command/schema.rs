//! `stoop schema`: JSON Schemas, from the types that read the files.

use std::process::ExitCode;

use crate::cli::SchemaKind;
use crate::config::ConfigFile;
use crate::doc::FrontMatter;
use crate::render::SheetJson;
use crate::sheet::file::SheetFile;
use crate::yaml::{schema_of, schema_of_output};

/// Print the schema of a kind of file.
pub fn run(kind: SchemaKind) -> ExitCode {
    let schema = match kind {
        SchemaKind::Config => schema_of::<ConfigFile>(),
        SchemaKind::FrontMatter => schema_of::<FrontMatter>(),
        SchemaKind::Sheet => schema_of::<SheetFile>(),
        SchemaKind::SheetJson => schema_of_output::<SheetJson>(),
    };
    super::print(format!("{schema:#}\n").as_bytes())
}
