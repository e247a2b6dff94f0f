//! The table of contents as a nested list.

use super::super::Heading;
use super::html::push_escaped;

/// The headings of levels `from` to `to` as nested lists, without the `nav` around them. A level that was skipped is an empty item. Empty
/// when there is nothing to list.
pub fn toc_html(headings: &[Heading], from: u8, to: u8) -> String {
    let mut out = String::new();
    // How many lists are open, and whether an item is open in the innermost one.
    let mut open = 0u8;
    for heading in headings.iter().filter(|h| !h.id.is_empty()) {
        if heading.level < from {
            // A larger heading begins a new tree.
            close(&mut out, &mut open, 0);
            continue;
        }
        if heading.level > to {
            continue;
        }
        let depth = heading.level - from + 1;
        if depth <= open {
            close(&mut out, &mut open, depth);
            out.push_str("</li>\n");
        }
        while open < depth {
            out.push_str("<ul>\n");
            open += 1;
            if open < depth {
                out.push_str("<li>");
            }
        }
        out.push_str("<li><a href=\"#");
        push_escaped(&mut out, &heading.id);
        out.push_str("\">");
        out.push_str(&heading.html);
        out.push_str("</a>");
    }
    close(&mut out, &mut open, 0);
    out
}

/// Close lists until `depth` are open.
fn close(out: &mut String, open: &mut u8, depth: u8) {
    while *open > depth {
        out.push_str("</li>\n</ul>\n");
        *open -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nests_and_skips() {
        let heading = |level, id: &str| Heading {
            level,
            id: id.into(),
            html: id.to_uppercase(),
            at: 0,
        };
        let list = [
            heading(1, "t"),
            heading(3, "a"),
            heading(2, "b"),
            heading(3, "c"),
            heading(4, "d"),
            heading(2, "e"),
            heading(2, ""),
        ];
        let html = toc_html(&list, 2, 3).replace('\n', "");
        let item = |id: &str| format!("<li><a href=\"#{id}\">{}</a>", id.to_uppercase());
        let (a, b, c, e) = (item("a"), item("b"), item("c"), item("e"));
        assert_eq!(
            html,
            format!("<ul><li><ul>{a}</li></ul></li>{b}<ul>{c}</li></ul></li>{e}</li></ul>")
        );
        assert_eq!(toc_html(&[], 2, 3), "");
    }
}
