//! Curly quotes, dashes, ellipses and angle quotes for what a keyboard has.

/// Quotes that are open in a block.
#[derive(Clone, Debug, Default)]
pub struct Quotes {
    single: usize,
    double: usize,
}

impl Quotes {
    /// What to put in place of the start of `line`, which follows on the character `before`, and how much of it that replaces.
    pub fn replace(&mut self, before: char, line: &str) -> Option<(usize, &'static str)> {
        for (written, typeset) in [
            ("---", "&mdash;"),
            ("--", "&ndash;"),
            ("...", "&hellip;"),
            ("<<", "&laquo;"),
            (">>", "&raquo;"),
        ] {
            if line.starts_with(written) {
                return Some((written.len(), typeset));
            }
        }
        let mut chars = line.chars();
        let quote = chars.next().filter(|c| matches!(c, '\'' | '"'))?;
        let rest = chars.as_str();
        let after = chars.next().unwrap_or(' ');
        let opens = !after.is_whitespace() && (!is_punctuation(after) || before.is_whitespace() || is_punctuation(before));
        let closes = !before.is_whitespace() && (!is_punctuation(before) || after.is_whitespace() || is_punctuation(after));
        let typeset = if quote == '"' {
            self.double(opens, closes, after)
        } else {
            self.single(before, rest, opens, closes)
        };
        typeset.map(|t| (1, t))
    }

    fn double(&mut self, opens: bool, closes: bool, after: char) -> Option<&'static str> {
        if opens && !closes {
            self.double += 1;
            return Some("&ldquo;");
        }
        if self.double > 0 && closes && (!opens || is_punctuation(after)) {
            self.double -= 1;
            return Some("&rdquo;");
        }
        None
    }

    fn single(&mut self, before: char, rest: &str, opens: bool, closes: bool) -> Option<&'static str> {
        const RIGHT: Option<&str> = Some("&rsquo;");
        if !opens && !closes {
            return None;
        }
        let after = rest.chars().next().unwrap_or(' ');
        // don't, l'été
        if before.is_alphanumeric() && after.is_alphabetic() {
            return RIGHT;
        }
        if opens && !closes {
            // the '90s
            let decade = rest.len() > 2 && rest.bytes().take(2).all(|b| b.is_ascii_digit()) && rest[2..].starts_with('s');
            // `stoop`'s: after code or a link
            let ends = |len: usize| {
                rest[len..]
                    .chars()
                    .next()
                    .is_none_or(|c| c.is_whitespace() || is_punctuation(c))
            };
            let suffix = ["s", "m", "t", "d", "ve", "ll", "re"];
            let suffix = suffix.iter().any(|s| rest.starts_with(s) && ends(s.len()));
            if suffix || decade || ["twas", "tis", "em ", "net ", "til "].iter().any(|w| rest.starts_with(w)) {
                return RIGHT;
            }
            self.single += 1;
            return Some("&lsquo;");
        }
        self.single = self.single.saturating_sub(1);
        RIGHT
    }
}

fn is_punctuation(c: char) -> bool {
    use unicode_general_category::{GeneralCategory::*, get_general_category};
    c.is_ascii_punctuation()
        || !c.is_ascii()
            && matches!(
                get_general_category(c),
                ConnectorPunctuation
                    | DashPunctuation
                    | OpenPunctuation
                    | ClosePunctuation
                    | InitialPunctuation
                    | FinalPunctuation
                    | OtherPunctuation
            )
}

#[cfg(test)]
mod tests {
    use super::Quotes;

    #[test]
    fn quotes_open_and_close() {
        let mut quotes = Quotes::default();
        let mut next = |before, line: &str| quotes.replace(before, line).map(|(_, t)| t);
        assert_eq!(next(' ', "\"a\""), Some("&ldquo;"));
        assert_eq!(next('a', "\" b"), Some("&rdquo;"));
        assert_eq!(next('5', "\" wide"), None, "inches");
        assert_eq!(next('n', "'t"), Some("&rsquo;"));
        assert_eq!(next(' ', "'90s"), Some("&rsquo;"));
        assert_eq!(next('`', "'s end"), Some("&rsquo;"), "after code");
        assert_eq!(next('`', "'re."), Some("&rsquo;"));
        assert_eq!(next(' ', "'a'"), Some("&lsquo;"));
        assert_eq!(next('a', "'"), Some("&rsquo;"));
        assert_eq!(next('a', "---"), Some("&mdash;"));
    }
}
