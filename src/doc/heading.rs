//! Heading ids: how they are made from text, and how they are kept apart.

use std::collections::{HashMap, HashSet};

use unicode_general_category::{GeneralCategory, get_general_category};

use crate::config::HeadingIds;

/// The id of a text, as Hugo makes it by default (`github`).
pub fn anchor(text: &str) -> String {
    anchor_as(HeadingIds::Github, text)
}

/// The id of a text in one of the two styles. Empty when nothing of the text can be in an id.
pub fn anchor_as(style: HeadingIds, text: &str) -> String {
    match style {
        HeadingIds::Github => github(text.trim()),
        HeadingIds::Blackfriday => blackfriday(text),
    }
}

fn github(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' | '-' => id.push('-'),
            '_' => id.push('_'),
            c if is_letter(c) || get_general_category(c) == GeneralCategory::DecimalNumber => lower(c, &mut id),
            _ => {}
        }
    }
    id
}

fn blackfriday(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_letter(c) || is_number(c) {
            if gap && !id.is_empty() {
                id.push('-');
            }
            gap = false;
            lower(c, &mut id);
        } else {
            gap = true;
        }
    }
    id
}

/// One character for one character: what has a longer lower case keeps only its first.
fn lower(c: char, id: &mut String) {
    id.extend(c.to_lowercase().next());
}

fn is_letter(c: char) -> bool {
    use GeneralCategory::*;
    c.is_ascii_alphabetic()
        || !c.is_ascii()
            && matches!(
                get_general_category(c),
                UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter
            )
}

fn is_number(c: char) -> bool {
    use GeneralCategory::*;
    c.is_ascii_digit() || !c.is_ascii() && matches!(get_general_category(c), DecimalNumber | LetterNumber | OtherNumber)
}

/// The ids of one document.
#[derive(Debug, Default)]
pub struct Ids {
    taken: HashSet<String>,
    /// The last number that was appended, by id: so that many equal headings do not each count from 1.
    last: HashMap<String, usize>,
}

impl Ids {
    /// An id that was written out. It may be used twice; generated ones keep away from it.
    pub fn put(&mut self, id: &str) {
        self.taken.insert(id.to_string());
    }

    /// A free id made from `text`; `None` for an empty text.
    pub fn generate(&mut self, style: HeadingIds, text: &str) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        let mut id = anchor_as(style, text);
        if id.is_empty() {
            id.push_str("heading");
        }
        if self.taken.contains(&id) {
            let last = self.last.entry(id.clone()).or_default();
            loop {
                *last += 1;
                let numbered = format!("{id}-{last}");
                if !self.taken.contains(&numbered) {
                    id = numbered;
                    break;
                }
            }
        }
        self.taken.insert(id.clone());
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_styles() {
        assert_eq!(anchor(" A  B - c_d! é٣Ⅷ "), "a--b---c_d-é٣");
        assert_eq!(anchor_as(HeadingIds::Blackfriday, " A  B - c_d! Ⅷ ½ "), "a-b-c-d-ⅷ-½");
        assert_eq!(anchor_as(HeadingIds::Blackfriday, "ക്ക"), "ക-ക", "a combining mark separates");
    }

    #[test]
    fn duplicates_are_numbered() {
        let mut ids = Ids::default();
        ids.put("b");
        let mut next = |text| ids.generate(HeadingIds::Github, text).unwrap_or_default();
        assert_eq!((next("A"), next("a"), next("a")), ("a".into(), "a-1".into(), "a-2".into()));
        assert_eq!((next("B"), next("!!")), ("b-1".into(), "heading".into()));
        assert_eq!(next(""), "");
    }
}
