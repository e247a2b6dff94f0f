//! stub
/// stub
#[derive(Debug)]
pub struct DiskOut;
