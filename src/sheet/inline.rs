//! Words as Markdown that is one paragraph: what only looks like a block or like an element is escaped.

/// Elements that may stand in words. Any other `<name>` is text.
const ELEMENTS: &[&str] = &[
    "a", "abbr", "b", "br", "code", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u",
];

/// Words that a sheet or its translation holds: inline Markdown. Lines that would begin a block begin with text, and `<name>` is no
/// element that nobody knows.
pub fn inline(words: &str) -> String {
    let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<String> = lines
        .map(|line| unblocked(line).unwrap_or_else(|| line.to_string()))
        .collect();
    elements(&lines.join("\n"))
}

/// Words that a source holds: plain text, which means nothing in Markdown.
pub fn literal(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut colon = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let active = match c {
            '\\' | '`' | '*' | '<' | '&' | '~' | '{' => true,
            ']' => next == '(',
            // Inside of a word it is no emphasis.
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            // Two would become a dash.
            '-' => before == '-' || next == '-',
            // The second one would end the name of a picture, as in `:name:`.
            ':' => std::mem::replace(&mut colon, true),
            _ => false,
        };
        colon &= !c.is_whitespace();
        if active {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    unblocked(&out).unwrap_or(out)
}

/// A line that would begin a block, with what makes it do so escaped.
fn unblocked(line: &str) -> Option<String> {
    let escaped = |at: usize| Some(format!("{}\\{}", &line[..at], &line[at..]));
    let alone = |len: usize| line[len..].is_empty() || line[len..].starts_with(char::is_whitespace);
    let only = |set: &[char]| line.chars().all(|c| set.contains(&c));
    match line.chars().next()? {
        '#' => {
            let level = line.bytes().take_while(|b| *b == b'#').count();
            (level <= 6 && alone(level)).then(|| escaped(0)).flatten()
        }
        '>' => escaped(0),
        // All of them: one that is left could still open emphasis, and two dashes become one.
        c @ ('*' | '_' | '-') if only(&[c, ' ', '\t']) => Some(line.replace(c, &format!("\\{c}"))),
        // A marker of a list, or the second row of a table.
        '-' | '+' | ':' if alone(1) || only(&['-', '|', ':', ' ', '\t']) => escaped(0),
        '|' if only(&['-', '|', ':', ' ', '\t']) => escaped(0),
        '*' if alone(1) => escaped(0),
        '=' if only(&['=']) => escaped(0),
        c @ ('`' | '~') => {
            let fence = line.chars().take_while(|other| *other == c).count();
            let opens = fence >= 3 && !(c == '`' && line[fence..].contains('`'));
            opens.then(|| format!("{}{}", format!("\\{c}").repeat(fence), &line[fence..]))
        }
        // What a link leads to, or a footnote.
        '[' if line.find("]:").is_some() => escaped(0),
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let marks = line[digits..].starts_with(['.', ')']) && alone(digits + 1);
            marks.then(|| escaped(digits)).flatten()
        }
        _ => None,
    }
}

/// Text with each `<` escaped that begins no known element. Code is left as it is.
fn elements(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '`', '<']) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let len = match found.as_bytes()[0] {
            b'\\' => 1 + found[1..].chars().next().map_or(0, char::len_utf8),
            b'`' => code_len(found),
            _ => {
                if !(is_element(found) || out.ends_with("](")) {
                    out.push('\\');
                }
                1
            }
        };
        out.push_str(&found[..len]);
        rest = &found[len..];
    }
    out.push_str(rest);
    out
}

/// The length of the code that a text begins with; of its ticks where they are not closed.
fn code_len(text: &str) -> usize {
    let ticks = text.bytes().take_while(|b| *b == b'`').count();
    let mut at = ticks;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let run = text[at..].bytes().take_while(|b| *b == b'`').count();
        at += run;
        if run == ticks {
            return at;
        }
    }
    ticks
}

/// Whether what begins with `<` is a tag of a known element, or an address such as `<https://falco.org>`.
fn is_element(text: &str) -> bool {
    let inside = text[1..].split('>').next().unwrap_or_default();
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let known = ELEMENTS.contains(&name[..end].to_ascii_lowercase().as_str());
    let tag = known && (name[end..].is_empty() || name[end..].starts_with(|c: char| c.is_whitespace() || c == '/'));
    let address = !inside.contains(char::is_whitespace) && (inside.contains("://") || inside.contains('@'));
    tag || address || inside.starts_with("mailto:")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::doc::{Markdown, plain};

    /// HTML of Markdown, and the text of it.
    fn shown(markdown: &str) -> (String, String) {
        let tool = Markdown {
            options: Default::default(),
            highlighter: Arc::default(),
            join_cjk: true,
        };
        let html = tool.inline(markdown);
        let text = plain(&html);
        let runs: String = tool.runs(markdown).into_iter().map(|run| run.text).collect();
        assert_eq!(runs.replace('\n', " "), text.replace('\n', " "), "on paper: {markdown}");
        (html, text)
    }

    #[test]
    fn words_are_never_blocks() {
        for words in [
            "# a",
            "###### a",
            "#",
            "> a",
            "- a",
            "+ a",
            "* a",
            "-",
            "***",
            "---",
            "* * *",
            "_ _ _",
            "===",
            "~~~ a",
            "``` a",
            "1. a",
            "12) a",
            "[a]: b",
            "| a | b |",
            "a # b",
            "<name>",
            "a <b-c> d",
            "</x>",
            "<!a>",
            "<div>",
            "a < b",
            ": a",
        ] {
            let (html, text) = shown(&inline(words));
            assert_eq!(text.trim_end(), words, "{html}");
            assert!(
                !html.contains("<h") && !html.contains("<p") && !html.contains("<blockquote"),
                "{html}"
            );
        }
        for (words, text) in [
            ("    a", "a"),
            ("a\n---", "a\n---"),
            ("a\n\n# b", "a\n# b"),
            ("a|b\n-|-", "a|b\n-|-"),
        ] {
            assert_eq!(shown(&inline(words)).1, text);
        }
    }

    #[test]
    fn inline_markdown_is_left() {
        for words in [
            "**a** *b* `c <d>` <kbd>e</kbd> <br> \\<f>",
            "``a ` <b>`` [c](<d e>) <https://f.example/>",
            "#tag -V --flag 3.5 `a`\n`b`",
        ] {
            assert_eq!(inline(words), words);
        }
        assert_eq!(inline("`<a>` <b>x</b> <name>"), "`<a>` <b>x</b> \\<name>");
        assert_eq!(inline("`a <b-c>"), "`a \\<b-c>");
    }

    #[test]
    fn words_of_a_source_are_text() {
        for text in [
            "see --not-a-flag <name>",
            "a *b* **c** _d_ e_f `g` [h](i) ![j](k) &amp; \\<l> ~~m~~",
            "# a",
            "- a",
            "1. a",
            "> a",
            "*",
            "``` a",
            "--- :smile: {.b} (c) a: b https://c.example/d",
        ] {
            assert_eq!(shown(&literal(text)).1, text);
        }
    }
}
