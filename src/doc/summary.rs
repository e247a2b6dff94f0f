//! What lists show of a body without rendering it: its first paragraph as plain text, and its number of words.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The first paragraph of the text pieces of a body.
pub fn summary(pieces: &[&str]) -> String {
    let paragraph = without_footnotes(&first_paragraph(pieces));
    let mut out = String::new();
    let mut images = 0;
    let mut broken = false;
    for event in Parser::new(&paragraph) {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            Event::Text(text) | Event::Code(text) if images == 0 => {
                // As in the page itself: no space where a line of Chinese or Japanese goes on in the next.
                let joined = out.ends_with(is_cjk) && text.starts_with(is_cjk);
                if std::mem::take(&mut broken) && !joined {
                    out.push(' ');
                }
                out.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => broken = true,
            Event::End(TagEnd::Paragraph) => break,
            _ => {}
        }
    }
    super::mark::clean(out.trim()).into_owned()
}

/// A paragraph without its `[^1]`: what they refer to is not in a summary.
fn without_footnotes(paragraph: &str) -> String {
    let mut out = String::new();
    let mut rest = paragraph;
    while let Some(start) = rest.find("[^") {
        let in_code = (out.matches('`').count() + rest[..start].matches('`').count()) % 2 == 1;
        let end = rest[start..]
            .find([']', ' ', '\n'])
            .map(|len| start + len)
            .filter(|&end| rest[end..].starts_with(']'));
        match end.filter(|_| !in_code) {
            Some(end) => {
                out.push_str(&rest[..start]);
                rest = &rest[end + 1..];
            }
            None => {
                out.push_str(&rest[..start + 2]);
                rest = &rest[start + 2..];
            }
        }
    }
    out + rest
}

/// The source of the first run of lines that is prose: no heading, fence, list, table, quote or HTML.
fn first_paragraph(pieces: &[&str]) -> String {
    let mut paragraph = String::new();
    let mut fence: Option<&str> = None;
    let mut skipping = false;
    // Where a call was cut out, the line goes on: pieces are joined and not broken.
    for line in pieces.concat().lines() {
        let trimmed = line.trim();
        if let Some(mark) = fence {
            if trimmed.starts_with(mark) {
                fence = None;
            }
        } else if trimmed.is_empty() {
            skipping = false;
            if !paragraph.trim().is_empty() {
                break;
            }
        } else if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            if !paragraph.is_empty() {
                break;
            }
            fence = Some(&trimmed[..3]);
        } else if paragraph.is_empty() && (skipping || !is_prose(line)) {
            // A heading ends with its line, other blocks with the next blank one.
            skipping = !trimmed.starts_with('#');
        } else {
            paragraph.push_str(line);
            paragraph.push('\n');
        }
    }
    paragraph
}

fn is_prose(line: &str) -> bool {
    let trimmed = line.trim_start();
    !(line.starts_with("    ")
        || line.starts_with('\t')
        || trimmed.starts_with(['#', '<', '>', '|', '{'])
        || trimmed.starts_with("![")
        || ["- ", "* ", "+ ", "---", "***", "==="].iter().any(|p| trimmed.starts_with(p))
        || trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ")
            && trimmed.starts_with(|c: char| c.is_ascii_digit()))
}

/// How many words a text has; each Chinese or Japanese character is one.
pub fn count_words(text: &str) -> usize {
    words(&[text])
}

/// Words between white space, with each Chinese, Japanese or Korean character counted as one.
pub fn words(pieces: &[&str]) -> usize {
    let mut count = 0;
    let mut inside = false;
    for c in pieces.iter().flat_map(|p| p.chars()) {
        if is_cjk(c) {
            count += 1;
            inside = false;
        } else if c.is_whitespace() {
            inside = false;
        } else if !inside && c.is_alphanumeric() {
            count += 1;
            inside = true;
        }
    }
    count
}

/// Whether a character is written without spaces around it: ideographs, kana, their punctuation and full-width forms.
pub fn is_cjk(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x2fdf | 0x3000..=0x30ff | 0x31c0..=0x31ff | 0x3200..=0x4dbf | 0x4e00..=0x9fff
        | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_paragraph_as_text() {
        let text = "# Title\n\n![x](y.png)\n\n```sh\nls\n```\n\nFalco **is** a [tool](/x) for\n`you`. \n\nSecond.";
        assert_eq!(summary(&[text]), "Falco is a tool for you.");
        assert_eq!(
            summary(&["A note[^1] and `[^a-z]` [^not one].\n\n[^1]: x"]),
            "A note and [^a-z] [^not one]."
        );
        assert_eq!(summary(&["第一行\n第二行 and\nwords"]), "第一行第二行 and words");
        assert_eq!(summary(&["Get ", " now.\n\nLater"]), "Get  now.");
        assert_eq!(summary(&["- a\n- b\n\n<div>\nx\n</div>\n"]), "");
        assert_eq!(summary(&[]), "");
    }

    #[test]
    fn counts_words_and_characters() {
        assert_eq!(words(&["two words, 规则 - one"]), 5);
    }
}
