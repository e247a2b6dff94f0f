//! Code to highlighted HTML.
/// stub
#[derive(Debug, Default)]
pub struct Highlighter;
