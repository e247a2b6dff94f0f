//! HTML as text: escaping, and text out of HTML.

use std::fmt::Write;

/// Text for HTML, fit for attributes too.
pub fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    push_escaped(&mut out, text);
    out
}

/// Append text, escaped.
pub fn push_escaped(out: &mut String, text: &str) {
    let mut from = 0;
    for (i, b) in text.bytes().enumerate() {
        let entity = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..i]);
        out.push_str(entity);
        from = i + 1;
    }
    out.push_str(&text[from..]);
}

/// From so many characters on, a word of code in a table may break behind a separator.
const LONG: usize = 16;

/// Append code of a table, escaped: in a narrow column its long words break behind separators, and not inside of names.
pub fn push_breakable(out: &mut String, code: &str) {
    for word in code.split_inclusive(char::is_whitespace) {
        if word.chars().count() < LONG {
            push_escaped(out, word);
            continue;
        }
        let pieces = word.split_inclusive(['/', '.', '_', ':', '=', ',', '-']);
        let mut before = String::new();
        for piece in pieces {
            // A run of separators stays together, and so does a dash with what it leads.
            if before.ends_with(|c: char| !c.is_alphanumeric()) && before.contains(char::is_alphanumeric) && piece.len() > 1 {
                push_escaped(out, &before);
                out.push_str("<wbr>");
                before.clear();
            }
            before.push_str(piece);
        }
        push_escaped(out, &before);
    }
}

/// A URL with everything percent-encoded that may not stand in one; what is encoded already stays.
pub fn escape_url(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let bytes = url.as_bytes();
    for (i, b) in url.bytes().enumerate() {
        let encoded = b == b'%' && bytes.get(i + 1..i + 3).is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit));
        if encoded || b.is_ascii_alphanumeric() || b"-_.~!*'();:@&=+$,/?#".contains(&b) {
            out.push(b as char);
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

/// The text of HTML: tags, comments, scripts and styles taken out, entities decoded, white space as it is.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('&') {
            let (text, len) = entity(rest);
            out.push_str(&text);
            rest = &rest[len..];
        } else if let Some(len) = markup(rest) {
            rest = &rest[len..];
        } else {
            out.push('<');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The length of the tag, comment, or whole script or style that a text begins with. One that does not end goes to the end.
fn markup(text: &str) -> Option<usize> {
    let to = |end: &str| memchr::memmem::find(text.as_bytes(), end.as_bytes()).map_or(text.len(), |i| i + end.len());
    if text.starts_with("<!--") {
        return Some(to("-->"));
    }
    for (open, close) in [("<script", "</script>"), ("<style", "</style>")] {
        if text.starts_with(open) {
            return Some(to(close));
        }
    }
    tag_len(text)
}

/// The length of the tag that a text begins with, quoted attribute values included.
pub fn tag_len(text: &str) -> Option<usize> {
    let second = *text.as_bytes().get(1)?;
    if !(second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?')) {
        return None;
    }
    let mut quote = 0;
    for (i, b) in text.bytes().enumerate().skip(1) {
        match b {
            b'"' | b'\'' if quote == 0 => quote = b,
            b if b == quote => quote = 0,
            b'>' if quote == 0 => return Some(i + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// What the entity that a text begins with stands for, and its length.
fn entity(text: &str) -> (String, usize) {
    let amp = ("&".to_string(), 1);
    let Some(end) = text.bytes().take(32).position(|b| b == b';') else {
        return amp;
    };
    // CommonMark knows all of HTML's names, so its parser decodes them.
    let decoded: String = pulldown_cmark::Parser::new(&text[..=end])
        .filter_map(|event| match event {
            pulldown_cmark::Event::Text(text) => Some(text.to_string()),
            _ => None,
        })
        .collect();
    if decoded.is_empty() || decoded.starts_with('&') && decoded.len() > 1 {
        return amp;
    }
    (decoded, end + 1)
}

/// HTML without links: their text stays. Other elements keep their tags.
pub fn without_links(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let len = tag_len(rest).unwrap_or(1);
        if !(rest.starts_with("<a ") || rest.starts_with("<a>") || rest.starts_with("</a>")) {
            out.push_str(&rest[..len]);
        }
        rest = &rest[len..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_html() {
        assert_eq!(
            plain("<p a=\"x>y\">a &amp; b &lt;c&gt; &eacute; &#65;</p><!-- x --><script>y</script> 1 < 2 & 3 &x;"),
            "a & b <c> é A 1 < 2 & 3 &x;"
        );
        assert_eq!(plain("<p"), "");
        assert_eq!(without_links("a <a href=\"x\">b <em>c</em></a>"), "a b <em>c</em>");
    }

    #[test]
    fn long_code_breaks_behind_separators() {
        let broken = |code: &str| {
            let mut out = String::new();
            push_breakable(&mut out, code);
            out
        };
        assert_eq!(
            broken("/etc/falco/falco_rules.yaml"),
            "/etc/<wbr>falco/<wbr>falco_<wbr>rules.<wbr>yaml"
        );
        assert_eq!(
            broken("--a-long-flag=\"<x>\" -v"),
            "--a-<wbr>long-<wbr>flag=<wbr>&quot;&lt;x&gt;&quot; -v"
        );
        assert_eq!(broken("a_b"), "a_b");
        assert_eq!(broken("https://example.org/..."), "https://<wbr>example.<wbr>org/...");
    }

    #[test]
    fn urls() {
        assert_eq!(
            escape_url("/a b/é%20%?x=1&y[]=\"\\"),
            "/a%20b/%C3%A9%20%25?x=1&y%5B%5D=%22%5C"
        );
    }
}
