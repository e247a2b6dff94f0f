//! Bytes to [`Doc`].
use super::Doc;
use crate::diag::Noted;
use std::sync::Arc;
/// stub
pub fn parse(_file: &Arc<str>, _bytes: &[u8]) -> Noted<Doc> {
    unimplemented!()
}
