//! Heading ids.
/// stub
pub fn anchor(_text: &str) -> String {
    String::new()
}
