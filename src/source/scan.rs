//! stub
/// stub
#[derive(Debug, Default)]
pub struct Scanner;
