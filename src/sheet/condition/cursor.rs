//! Tokens of a condition. Which ones may stand at a place depends on what came before, so the parser asks for the kind that it wants.

use std::ops::Range;

/// A place in a condition.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        Cursor { text, at: 0 }
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    pub fn slice(&self, at: &Range<usize>) -> &'a str {
        &self.text[at.clone()]
    }

    /// Pass over white space; whether there was any.
    pub fn blank(&mut self) -> bool {
        let from = self.at;
        self.at += length(self.rest(), is_blank);
        self.at > from
    }

    pub fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.rest().starts_with(symbol);
        self.at += if found { symbol.len() } else { 0 };
        found
    }

    /// A whole word: what follows it cannot continue it.
    pub fn keyword(&mut self, word: &str) -> bool {
        let found = self.peek_word() == Some(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Letters, digits and `_` from here on, a letter first.
    pub fn peek_word(&self) -> Option<&'a str> {
        let rest = self.rest();
        let length = length(rest, |c| c.is_ascii_alphanumeric() || c == '_');
        rest.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| &rest[..length])
    }

    pub fn word(&mut self) -> Option<Range<usize>> {
        let length = self.peek_word()?.len();
        Some(self.take(length))
    }

    /// Words joined by dots, two at least.
    pub fn field(&mut self) -> Option<Range<usize>> {
        let mut end = self.clone();
        end.word()?;
        let mut dots = 0;
        loop {
            let mut next = end.clone();
            if !next.symbol(".") || next.word().is_none() {
                break;
            }
            end = next;
            dots += 1;
        }
        (dots > 0).then(|| self.take(end.at - self.at))
    }

    /// `0x1f`, `-12`, `1.5e+3`.
    pub fn number(&mut self) -> Option<Range<usize>> {
        let rest = self.rest();
        let digits = |text: &str| length(text, |c| c.is_ascii_digit());
        for prefix in ["0x", "0X"] {
            let hex = rest
                .strip_prefix(prefix)
                .map_or(0, |hex| length(hex, |c| c.is_ascii_hexdigit()));
            if hex > 0 {
                return Some(self.take(2 + hex));
            }
        }
        let sign = usize::from(rest.starts_with(['+', '-']));
        let whole = digits(&rest[sign..]);
        if whole == 0 {
            return None;
        }
        let mut end = sign + whole;
        if rest[end..].starts_with('.') {
            end += 1 + digits(&rest[end + 1..]);
        }
        let power = &rest[end..];
        if power.starts_with(['e', 'E']) && power[1..].starts_with(['+', '-']) && digits(&power[2..]) > 0 {
            end += 2 + digits(&power[2..]);
        }
        Some(self.take(end))
    }

    /// A text in quotes, up to the next one of its kind that no backslash precedes. `Err` with the opening quote when there is none.
    pub fn quoted(&mut self) -> Result<Option<Range<usize>>, Range<usize>> {
        let rest = self.rest();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Ok(None);
        };
        let bytes = rest.as_bytes();
        match (1..bytes.len()).find(|i| bytes[*i] == quote as u8 && (*i == 1 || bytes[i - 1] != b'\\')) {
            Some(end) => Ok(Some(self.take(end + 1))),
            None => Err(self.at..self.at + 1),
        }
    }

    /// A text without quotes.
    pub fn bare(&mut self) -> Option<Range<usize>> {
        let length = length(self.rest(), |c| {
            !is_space(c) && !matches!(c, '(' | ')' | '"' | '\'' | '=' | ',')
        });
        (length > 0).then(|| self.take(length))
    }

    /// What stands between the brackets of `proc.aname[2]` without quotes.
    pub fn bare_index(&mut self) -> Option<Range<usize>> {
        let length = length(self.rest(), |c| !is_space(c) && !matches!(c, '[' | ']' | '"' | '\''));
        (length > 0).then(|| self.take(length))
    }

    /// What a message calls the thing that stands here: a word, a field, or a sign.
    pub fn here(&self) -> Range<usize> {
        let mut ahead = self.clone();
        let run = length(self.rest(), |c| !is_space(c) && !matches!(c, '(' | ')' | ','));
        let signs = length(self.rest(), |c| matches!(c, '=' | '!' | '<' | '>' | '&' | '|' | '~'));
        let found = ahead.field().or_else(|| ahead.word());
        let first = self.rest().chars().next().map_or(0, char::len_utf8);
        found.unwrap_or(self.at..self.at + if signs > 0 { signs } else { run.max(first) })
    }

    fn take(&mut self, length: usize) -> Range<usize> {
        let from = self.at;
        self.at += length;
        from..self.at
    }
}

fn length(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// What separates the tokens of a condition.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{8}' | '\r' | '\n')
}

/// What ends a text without quotes.
fn is_space(c: char) -> bool {
    is_blank(c) || matches!(c, '\u{b}' | '\u{c}')
}
