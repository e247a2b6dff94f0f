//! A line of highlighted HTML back to classed text, for what is not HTML: paper.

/// Text of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub class: Option<char>,
    pub text: String,
}

/// The tokens of one line, as [`super::Highlighter::lines`] gives it: spans of one letter that are never nested.
pub(super) fn of_line(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut push = |class: Option<char>, html: &str| {
        if !html.is_empty() {
            let text = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            tokens.push(Token { class, text });
        }
    };
    let mut rest = html;
    while let Some((plain, tail)) = rest.split_once("<span class=\"") {
        push(None, plain);
        let (class, tail) = tail.split_once("\">").unwrap_or(("", tail));
        let (text, tail) = tail.split_once("</span>").unwrap_or((tail, ""));
        push(class.chars().next(), text);
        rest = tail;
    }
    push(None, rest);
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::Highlighter;

    #[test]
    fn tokens_hold_the_whole_text() {
        let code = "echo \"a <b> & c\" # d\n\n  x=1 &amp;";
        let lines = Highlighter::new().tokens("sh", code);
        let text: Vec<String> = lines.iter().map(|l| l.iter().map(|t| t.text.as_str()).collect()).collect();
        assert_eq!(text.join("\n"), code);
        assert!(lines[0].iter().any(|t| t.class == Some('s')) && lines[0].iter().any(|t| t.class == Some('c')));
    }
}
