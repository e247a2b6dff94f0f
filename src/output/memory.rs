//! stub
/// stub
#[derive(Debug)]
pub struct MemoryOut;
