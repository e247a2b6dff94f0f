//! Styled text in lines of a width: between words at spaces, between Chinese and Japanese characters anywhere that typography allows.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::span::{Line, Span, Style};

/// Punctuation that may not begin a line.
const CLOSING: &str = "，。、；：！？）」』》〉】〕…—’”,.;:!?)]}%·†‡";
/// Punctuation that may not end one.
const OPENING: &str = "（「『《〈【〔‘“([{";

/// What stays together on a line.
#[derive(Default)]
struct Group {
    spans: Vec<Span>,
    width: usize,
    /// The spaces before it.
    gap: usize,
    /// It begins a line, whatever fits.
    hard: bool,
}

/// How many columns spans take.
pub fn width_of(spans: &[Span]) -> usize {
    spans.iter().map(|s| s.text.width()).sum()
}

/// Break text into lines that are no wider than `width`, but for what cannot be broken. A `\n` ends a line. `whole`: no line ends
/// inside a string of code.
pub fn wrap(spans: &[Span], width: usize, whole: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![Vec::new()];
    let mut used = 0;
    for group in groups(spans, whole) {
        let is_first = lines.last().is_none_or(Vec::is_empty);
        if group.hard || (!is_first && used + group.gap + group.width > width) {
            lines.push(Vec::new());
            used = 0;
        }
        let Some(line) = lines.last_mut() else { break };
        if used > 0 && group.gap > 0 {
            line.push(Span::new(" ".repeat(group.gap), Style::Plain));
            used += group.gap;
        }
        used += group.width;
        line.extend(group.spans);
    }
    lines
}

fn groups(spans: &[Span], whole: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group::default();
    let mut last: Option<char> = None;
    for span in spans {
        for c in span.text.chars() {
            let inside = whole && span.style == Style::Code('s');
            if c == '\n' || (c.is_whitespace() && !inside) {
                if !group.spans.is_empty() {
                    groups.push(std::mem::take(&mut group));
                }
                group.gap += usize::from(c != '\n');
                group.hard |= c == '\n';
                last = None;
                continue;
            }
            if last.is_some_and(|last| may_part(last, c)) {
                groups.push(std::mem::take(&mut group));
            }
            match group.spans.last_mut().filter(|s| s.style == span.style) {
                Some(open) => open.text.push(c),
                None => group.spans.push(Span::new(c, span.style)),
            }
            group.width += c.width().unwrap_or(0);
            last = Some(c);
        }
    }
    if !group.spans.is_empty() {
        groups.push(group);
    }
    groups
}

/// Whether a line may end between two characters that no space parts.
fn may_part(a: char, b: char) -> bool {
    let is_wide = |c: char| c.width() == Some(2);
    (is_wide(a) || is_wide(b)) && !OPENING.contains(a) && !CLOSING.contains(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let spans = [Span::new(text, Style::Plain)];
        wrap(&spans, width, false)
            .iter()
            .map(|line| line.iter().map(|s| s.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn words_and_characters() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("a-very-long-word b", 5), ["a-very-long-word", "b"]);
        assert_eq!(lines("one\ntwo", 20), ["one", "two"]);
        for line in lines("规则，运行“检查”。", 8) {
            assert!(
                line.width() <= 8 && !line.starts_with(['，', '”', '。']) && !line.ends_with('“'),
                "{line}"
            );
        }
        assert_eq!(lines("用 falco 检查", 10), ["用 falco", "检查"]);
    }

    #[test]
    fn strings_of_code_stay_whole() {
        let spans = [
            Span::new("a = ", Style::Plain),
            Span::new("\"b c d\"", Style::Code('s')),
            Span::new(" or x", Style::Plain),
        ];
        let texts: Vec<String> = wrap(&spans, 6, true)
            .iter()
            .map(|l| l.iter().map(|s| s.text.as_str()).collect())
            .collect();
        assert_eq!(texts, ["a =", "\"b c d\"", "or x"]);
    }
}
