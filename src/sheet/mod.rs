//! One YAML cheatsheet to a [`Sheet`]; its translation, an [`Overlay`]; and both joined, drafts taken out, to a [`Shown`] sheet.
/// stub
#[derive(Debug)]
pub struct Sheet;
/// stub
#[derive(Debug)]
pub struct Overlay;
