//! Highlighted code made safe for narrow columns: no line may end inside a token.

/// Beyond this many characters a token may be cut, after a character that ends a part of it.
const LONG: usize = 40;

/// Wrap each run of characters without white space in `<span class="t">`, which a stylesheet keeps on one line
/// (`code .t { white-space: nowrap }`, `code .t wbr { white-space: normal }`). A run of more than 40 characters gets `<wbr>` after
/// `/ , = : ;`, never inside a `--flag` or an entity. Tags that cross the edge of a run are closed and opened again.
pub fn code_html(highlighter_html: &str) -> String {
    let mut out = String::with_capacity(highlighter_html.len() * 2);
    let mut open: Vec<&str> = Vec::new();
    let mut run: Vec<Piece> = Vec::new();
    let mut rest = highlighter_html;
    while let Some(first) = rest.chars().next() {
        let length = unit_length(rest, first);
        let unit = &rest[..length];
        rest = &rest[length..];
        if first == '<' && length > 1 {
            if unit.starts_with("</") {
                open.pop();
            } else {
                open.push(unit);
            }
        } else if first.is_whitespace() {
            write_run(&mut run, &mut out);
            out.push_str(unit);
        } else {
            run.push(Piece {
                text: unit,
                tags: open.clone(),
            });
        }
    }
    write_run(&mut run, &mut out);
    out
}

/// One visible character (or entity) and the tags around it.
struct Piece<'a> {
    text: &'a str,
    tags: Vec<&'a str>,
}

/// A tag, an entity or a character.
fn unit_length(rest: &str, first: char) -> usize {
    let until = |end: char, limit: usize| rest.char_indices().take(limit).find(|(_, c)| *c == end).map(|(i, _)| i + 1);
    match first {
        '<' => until('>', usize::MAX).unwrap_or(1),
        '&' => until(';', 12).filter(|end| is_entity(&rest[1..end - 1])).unwrap_or(1),
        c => c.len_utf8(),
    }
}

/// Whether this stands between `&` and `;` of an entity.
fn is_entity(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
}

fn write_run(run: &mut Vec<Piece>, out: &mut String) {
    if run.is_empty() {
        return;
    }
    out.push_str("<span class=\"t\">");
    let breaks = break_points(run);
    let mut tags: &[&str] = &[];
    for (i, piece) in run.iter().enumerate() {
        if piece.tags != tags {
            out.push_str(&"</span>".repeat(tags.len()));
            piece.tags.iter().for_each(|t| out.push_str(t));
            tags = &piece.tags;
        }
        out.push_str(piece.text);
        if breaks.contains(&i) {
            out.push_str("<wbr>");
        }
    }
    out.push_str(&"</span>".repeat(tags.len() + 1));
    run.clear();
}

/// After which characters of a run a line may end: behind the last of a row of separators, so that `://` holds together.
fn break_points(run: &[Piece]) -> Vec<usize> {
    let separates = |i: usize| run.get(i).is_some_and(|p| matches!(p.text, "/" | "," | "=" | ":" | ";"));
    if run.len() <= LONG {
        return Vec::new();
    }
    (0..run.len() - 1).filter(|i| separates(*i) && !separates(i + 1)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn runs_and_crossing_tags() {
        assert_eq!(
            code_html("<span class=\"s\">\"a b\"</span>) &lt;x"),
            "<span class=\"t\"><span class=\"s\">\"a</span></span> <span class=\"t\"><span class=\"s\">b\"</span>)</span> \
             <span class=\"t\">&lt;x</span>"
        );
    }

    #[test]
    fn long_runs_break_after_separators_only() {
        let html = code_html("--set-very-long-flag-name-of-many-parts=https://example.org/a/b&amp;c");
        assert_eq!(
            html,
            "<span class=\"t\">--set-very-long-flag-name-of-many-parts=<wbr>https://<wbr>example.org/<wbr>a/<wbr>b&amp;c</span>"
        );
        assert!(!code_html("a/b/c").contains("wbr"));
    }

    /// HTML without its tags.
    fn text_of(html: &str) -> String {
        html.split('<')
            .enumerate()
            .map(|(i, part)| {
                if i == 0 {
                    part
                } else {
                    part.split_once('>').map_or("", |p| p.1)
                }
            })
            .collect()
    }

    proptest! {
        #[test]
        fn nothing_is_lost(parts in prop::collection::vec(prop::sample::select(vec![
            "a", " ", "\n", "/", "&lt;", "&", "<span class=\"k\">", "</span>", "二", "=", "--x", ";", "aaaaaaaaaaaaaaaaaaaaaaaa",
        ]), 0..30)) {
            let html = parts.concat();
            let out = code_html(&html);
            prop_assert_eq!(out.matches("<span").count(), out.matches("</span>").count());
            prop_assert_eq!(text_of(&out), text_of(&html));
        }
    }
}
