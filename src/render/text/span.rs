//! Styled text: from the HTML of words and code, to a plain line or one with a terminal's colours.

use crate::doc::{plain, tag_len};

/// What a piece of text is; a terminal shows it in its own way, plain text not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    #[default]
    Plain,
    Heading,
    /// The short code of a block.
    Badge,
    Strong,
    /// What matters less: labels, notes.
    Faint,
    /// Dangers, drafts, marks of translations.
    Alert,
    /// Code between words.
    Inline,
    /// Code, by the class that the site's stylesheet knows.
    Code(char),
}

/// A piece of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub style: Style,
}

impl Span {
    pub fn new(text: impl Into<String>, style: Style) -> Span {
        Span {
            text: text.into(),
            style,
        }
    }
}

/// One line, without its end.
pub type Line = Vec<Span>;

/// Highlighted code as lines.
pub fn of_code(html: &str) -> Vec<Line> {
    html.trim_end_matches('\n')
        .split('\n')
        .map(|line| spans(line, false))
        .collect()
}

/// Words: line ends are spaces, but in blocks of code; each block, item and row has its own line. `ticks`: code between words keeps its
/// backticks.
pub fn of_words(html: &str, ticks: bool) -> Vec<Span> {
    let mut all = Vec::new();
    for (i, part) in html.split("<pre").enumerate() {
        // What begins inside of `<pre` ends with `</pre>`; the line ends behind that are spaces again.
        let (code, words) = match part.split_once("</pre>").filter(|_| i > 0) {
            Some((code, words)) => (Some(code), words),
            None => (None, part),
        };
        if let Some(code) = code {
            end_line(&mut all);
            all.extend(spans(code.split_once('>').map_or(code, |(_, code)| code), false));
            end_line(&mut all);
        }
        all.extend(spans(&words.replace('\n', " "), ticks));
    }
    while all.last().is_some_and(|s| s.text.trim().is_empty()) {
        all.pop();
    }
    all
}

/// Begin a line, if there is something on this one beside the sign of an item.
fn end_line(out: &mut Vec<Span>) {
    let line: String = out.iter().map(|s| s.text.as_str()).collect();
    let line = line.rsplit('\n').next().unwrap_or_default();
    if !matches!(line.trim(), "" | "-") {
        out.push(Span::new("\n", Style::Plain));
    }
}

/// Whether a tag begins or ends a block.
fn is_block(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    matches!(
        name,
        "p" | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "div"
            | "tr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
    )
}

fn spans(html: &str, ticks: bool) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Vec<Style> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let style = open.last().copied().unwrap_or_default();
        if let Some(len) = Some(rest).filter(|r| r.starts_with('<')).and_then(tag_len) {
            let (tag, after) = rest.split_at(len);
            rest = after;
            if tag.starts_with("</") {
                open.pop();
            } else if !is_void(tag) {
                open.push(style_of(tag, style));
            }
            let is_code = tag.starts_with("<code") || tag.starts_with("</code");
            if is_block(tag) {
                end_line(&mut out);
            }
            let text = match tag {
                "<br>" | "<br />" => "\n",
                "<li>" => "- ",
                // The first cell of a row has `|` before it, as a table of Markdown has.
                _ if tag.starts_with("<td") || tag.starts_with("<th>") || tag.starts_with("<th ") => " | ",
                _ if ticks && is_code => "`",
                _ => continue,
            };
            let style = if is_code { Style::Inline } else { Style::Plain };
            out.push(Span::new(text, style));
        } else {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| *c == '<')
                .map_or(rest.len(), |(i, _)| i);
            out.push(Span::new(plain(&rest[..end]), style));
            rest = &rest[end..];
        }
    }
    out
}

fn is_void(tag: &str) -> bool {
    ["<br", "<wbr", "<img", "<input", "<hr"]
        .iter()
        .any(|void| tag.starts_with(void))
        || tag.ends_with("/>")
}

fn style_of(tag: &str, around: Style) -> Style {
    let class = tag.strip_prefix("<span class=\"").and_then(|t| t.strip_suffix("\">"));
    let mut chars = class.unwrap_or_default().chars();
    match (chars.next(), chars.next()) {
        (Some(class), None) => Style::Code(class),
        _ if tag.starts_with("<code") => Style::Inline,
        _ if tag == "<strong>" => Style::Strong,
        _ => around,
    }
}

/// A line as text, in colour or plain, without white space at its end.
pub fn write(line: &[Span], colour: bool, out: &mut String) {
    let start = out.len();
    for run in line.chunk_by(|a, b| a.style == b.style) {
        let text: String = run.iter().map(|span| printable(&span.text)).collect();
        match sgr(run[0].style).filter(|_| colour && !text.is_empty()) {
            Some(code) => out.push_str(&format!("\x1b[{code}m{text}\x1b[0m")),
            None => out.push_str(&text),
        }
    }
    let end = out[start..].trim_end().len();
    out.truncate(start + end);
    out.push('\n');
}

/// Text without what a terminal would obey.
fn printable(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\t', "")
}

/// How a terminal shows a style: the colours are its own, so that they suit its background.
fn sgr(style: Style) -> Option<&'static str> {
    Some(match style {
        Style::Plain => return None,
        Style::Heading | Style::Strong => "1",
        Style::Badge => "1;33",
        Style::Faint => "2",
        Style::Alert => "1;31",
        Style::Inline => "36",
        Style::Code(class) => match class {
            'c' => "2;3",
            's' | 'i' => "32",
            'n' | 'l' => "35",
            'k' => "1;34",
            'a' | 'y' => "36",
            'f' => "34",
            'v' => "33",
            'h' => "1",
            'd' => "31",
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_lost(parts in prop::collection::vec(prop::sample::select(vec![
            "调", "a", "<", ">", "&lt;", "<code>", "</code>", "<p>", "</p>", "<br>", "<span class=\"k\">", "</span>", "</x>", " ", "\n",
        ]), 0..20)) {
            let html = parts.concat();
            let text: String = of_words(&html, false).into_iter().map(|s| s.text).collect();
            prop_assert_eq!(text.matches('调').count(), plain(&html).matches('调').count());
            of_code(&html);
        }
    }

    #[test]
    fn code_keeps_its_classes_and_words_their_lines() {
        let lines = of_code("<span class=\"f\">echo</span> &lt;a\n<span class=\"c\"># b</span>\n");
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0],
            [Span::new("echo", Style::Code('f')), Span::new(" <a", Style::Plain)]
        );
        let mut text = String::new();
        write(&lines[0], true, &mut text);
        assert_eq!(text, "\x1b[34mecho\x1b[0m <a\n");
        let plain_of = |html: &str, ticks| of_words(html, ticks).into_iter().map(|s| s.text).collect::<String>();
        assert_eq!(
            plain_of("Use <code>-l <b>X</b></code>,\n<strong>now</strong>", true),
            "Use `-l X`, now"
        );
        assert_eq!(plain_of("<p>One</p>\n<ul><li>two</li></ul>", false), "One\n - two");
        assert_eq!(
            plain_of(
                "<p>Hi</p>\n<blockquote>\n<p>q</p>\n</blockquote>\n<ul>\n<li>a\n<ul>\n<li><p>b</p></li>\n</ul>\n</li>\n</ul>\n<pre><code>x\ny\n</code></pre>\n<p>end</p>",
                true
            )
            .split('\n')
            .map(str::trim)
            .collect::<Vec<_>>(),
            ["Hi", "q", "- a", "- b", "x", "y", "end"]
        );
        let mut text = String::new();
        write(&[Span::new("a\x1b[31m b  ", Style::Plain)], false, &mut text);
        assert_eq!(text, "a[31m b\n");
    }
}
