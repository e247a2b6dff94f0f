//! The pin: what a translation was made from, as a list of short strings in its front matter.
//!
//! ```yaml
//! translated_from:
//! - en 8acfb845                        the language, and the strings of the front matter
//! - 1a2b3c4d ^                         what stands before the first heading
//! - 5f2e1a2b/9f8e7d6c install          a section: its heading, its words
//! - 0a1b2c3d/77aa88bb/9f8e7d6c run     and its code, where it has any
//! - -3c4d5e6f/1a2b3c4d history         a section that the translation leaves out
//! ```
//!
//! A line for each section, so that two translators who accept different sections do not meet in one line. Commands write it.

use serde_json::Value as Json;

use super::Original;

/// Stands for what comes before the first heading, where a section's id would stand.
pub const BEGINNING: &str = "^";

/// What a translation was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The code of the source's language.
    pub of: String,
    /// The strings of the front matter.
    pub front: String,
    pub sections: Vec<Mark>,
}

/// The hashes of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Empty for what comes before the first heading.
    pub id: String,
    /// Empty for what comes before the first heading.
    pub heading: String,
    pub prose: String,
    pub code: Option<String>,
    /// The translation leaves it out, and that is known: it takes no part in headings or drift.
    pub absent: bool,
}

impl Pin {
    /// The pin of a translation that says all that its source says.
    pub fn to(language: &str, source: &Original) -> Pin {
        let mark = |s: &crate::doc::Section| Mark {
            id: s.id.clone(),
            heading: if s.level == 0 { String::new() } else { s.heading.short() },
            prose: s.prose.short(),
            code: s.code.map(|c| c.short()),
            absent: false,
        };
        Pin {
            of: language.to_string(),
            front: source.front.short(),
            sections: source.sections.iter().map(mark).collect(),
        }
    }

    /// Read a pin.
    ///
    /// # Errors
    /// The item that is none of a pin.
    pub fn read(value: &Json) -> Result<Pin, String> {
        let items = value.as_array().ok_or_else(|| value.to_string())?;
        let texts: Vec<&str> = items
            .iter()
            .map(|item| item.as_str().ok_or_else(|| item.to_string()))
            .collect::<Result<_, _>>()?;
        let (first, rest) = texts.split_first().ok_or("[]")?;
        let head: Vec<&str> = first.split_whitespace().collect();
        let (&[of, front], true) = (&head[..], head.get(1).is_some_and(|h| is_hash(h))) else {
            return Err((*first).to_string());
        };
        let sections = rest.iter().map(|text| Mark::read(text).ok_or((*text).to_string()));
        Ok(Pin {
            of: of.to_lowercase(),
            front: front.to_string(),
            sections: sections.collect::<Result<_, _>>()?,
        })
    }

    /// As it is written.
    pub fn items(&self) -> Vec<String> {
        let first = format!("{} {}", self.of, self.front);
        std::iter::once(first).chain(self.sections.iter().map(Mark::write)).collect()
    }
}

impl Mark {
    fn read(text: &str) -> Option<Mark> {
        let (hashes, id) = text.split_once(' ')?;
        let absent = hashes.starts_with('-');
        let hashes = hashes.strip_prefix('-').unwrap_or(hashes);
        let hashes: Vec<&str> = hashes.split('/').collect();
        let mark = match (id.trim(), &hashes[..]) {
            (BEGINNING, [prose]) => ("", "", *prose, None),
            (BEGINNING, [prose, code]) => ("", "", *prose, Some(*code)),
            (id, [heading, prose]) => (id, *heading, *prose, None),
            (id, [heading, prose, code]) => (id, *heading, *prose, Some(*code)),
            _ => return None,
        };
        let (id, heading, prose, code) = mark;
        hashes.iter().all(|h| is_hash(h)).then(|| Mark {
            id: id.to_string(),
            heading: heading.to_string(),
            prose: prose.to_string(),
            code: code.map(str::to_string),
            absent,
        })
    }

    fn write(&self) -> String {
        let heading = Some(&self.heading).filter(|h| !h.is_empty());
        let hashes: Vec<&str> = heading
            .into_iter()
            .chain([&self.prose])
            .chain(&self.code)
            .map(String::as_str)
            .collect();
        let id = if self.heading.is_empty() { BEGINNING } else { &self.id };
        let mark = if self.absent { "-" } else { "" };
        format!("{mark}{} {id}", hashes.join("/"))
    }

    /// Whether words and code below the heading are those of another section.
    pub fn same_body(&self, other: &Mark) -> bool {
        self.prose == other.prose && self.code == other.code
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read() {
        let items = json!([
            "pt-br 8acfb845",
            "1a2b3c4d ^",
            "00000000/99999999 a:b",
            "-00000000/99999999 left-out",
            "5f2e1a2b/9f8e7d6c/0a1b2c3d 安装"
        ]);
        let pin = Pin::read(&items).expect("it is one");
        assert_eq!(
            (pin.of.as_str(), pin.sections.len(), pin.sections[1].id.as_str()),
            ("pt-br", 4, "a:b")
        );
        assert_eq!(json!(pin.items()), items);
    }

    #[test]
    fn mistakes_are_named() {
        for (wrong, item) in [
            (json!("x"), "\"x\""),
            (json!([]), "[]"),
            (json!(["en"]), "en"),
            (json!(["en 8acfb84x"]), "en 8acfb84x"),
            (json!(["en 8acfb845", 7]), "7"),
            (json!(["en 8acfb845", "1a2b3c4d install"]), "1a2b3c4d install"),
            (json!(["en 8acfb845", "1a2b3c4d"]), "1a2b3c4d"),
        ] {
            assert_eq!(Pin::read(&wrong), Err(item.to_string()));
        }
    }
}
