//! Marks: what HTML holds where only the site or the theme can answer. A mark is `\u{2}`, a letter, a payload and `\u{3}`; both control
//! characters are taken out of all input, so a mark is never content.

/// Begins a mark.
pub const OPEN: char = '\u{2}';
/// Ends a mark.
pub const CLOSE: char = '\u{3}';

/// What a mark asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// `C<n>`: the output of the n-th call.
    Call(usize),
    /// `L<target>`: the value of a `href`, to be resolved from the page, HTML-escaped by who fills it in.
    Link(&'a str),
    /// `I<target>`: the value of a `src`, likewise.
    Image(&'a str),
    /// `R<target>`: the absolute URL of a page, as `ref` gives it.
    Ref(&'a str),
    /// `r<target>`: the URL of a page from the host's root, as `relref` gives it.
    RelRef(&'a str),
    /// `M<path>`: a file of the site, read as Markdown with its calls.
    Include(&'a str),
    /// `T<path>`: the text of a file, as it is.
    Text(&'a str),
    /// `K<lang> <path>`: the text of a file as code.
    Code { lang: &'a str, path: &'a str },
    /// `Z<origin>`: where what follows is written. Only in HTML that is made to find that out.
    Origin(&'a str),
}

impl Mark<'_> {
    /// The mark as it stands in HTML.
    pub fn write(self) -> String {
        match self {
            Mark::Call(n) => format!("{OPEN}C{n}{CLOSE}"),
            Mark::Link(target) => format!("{OPEN}L{target}{CLOSE}"),
            Mark::Image(target) => format!("{OPEN}I{target}{CLOSE}"),
            Mark::Ref(target) => format!("{OPEN}R{target}{CLOSE}"),
            Mark::RelRef(target) => format!("{OPEN}r{target}{CLOSE}"),
            Mark::Include(path) => format!("{OPEN}M{path}{CLOSE}"),
            Mark::Text(path) => format!("{OPEN}T{path}{CLOSE}"),
            Mark::Code { lang, path } => format!("{OPEN}K{lang} {path}{CLOSE}"),
            Mark::Origin(origin) => format!("{OPEN}Z{origin}{CLOSE}"),
        }
    }
}

/// Copy `html` with each mark replaced by what `answer` writes for it. A mark may hold no other mark.
pub fn fill(html: &str, out: &mut String, mut answer: impl FnMut(Mark<'_>, &mut String)) {
    let mut rest = html;
    while let Some(open) = memchr::memchr(OPEN as u8, rest.as_bytes()) {
        out.push_str(&rest[..open]);
        let Some(len) = memchr::memchr(CLOSE as u8, &rest.as_bytes()[open..]) else {
            rest = &rest[open + 1..];
            continue;
        };
        if let Some(mark) = read(&rest[open + 1..open + len]) {
            answer(mark, out);
        }
        rest = &rest[open + len + 1..];
    }
    out.push_str(rest);
}

fn read(inside: &str) -> Option<Mark<'_>> {
    let payload = inside.get(1..)?;
    match inside.as_bytes()[0] {
        b'C' => payload.parse().ok().map(Mark::Call),
        b'L' => Some(Mark::Link(payload)),
        b'I' => Some(Mark::Image(payload)),
        b'R' => Some(Mark::Ref(payload)),
        b'r' => Some(Mark::RelRef(payload)),
        b'M' => Some(Mark::Include(payload)),
        b'T' => Some(Mark::Text(payload)),
        b'Z' => Some(Mark::Origin(payload)),
        b'K' => payload.split_once(' ').map(|(lang, path)| Mark::Code { lang, path }),
        _ => None,
    }
}

/// Text without the two control characters.
pub fn clean(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([OPEN, CLOSE]) {
        text.replace([OPEN, CLOSE], "\u{fffd}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_each_mark_once() {
        let html = format!("a{}b{}c\u{2}", Mark::Call(3).write(), Mark::Link("x.md").write());
        let mut out = String::new();
        fill(&html, &mut out, |mark, out| out.push_str(&format!("<{mark:?}>")));
        assert_eq!(out, "a<Call(3)>b<Link(\"x.md\")>c");
    }
}
