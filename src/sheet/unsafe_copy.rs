//! Characters that break a command when it is copied from a page.

/// What is wrong with a piece of code, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub what: String,
    pub help: &'static str,
    /// The characters that are meant, to find them in the file.
    pub found: String,
}

/// Whether code of a language goes into a shell.
pub(super) fn is_shell(lang: &str) -> bool {
    matches!(lang.to_lowercase().as_str(), "sh" | "bash" | "shell" | "zsh" | "console")
}

/// The first fault of each sort. `command` is for text that goes into a shell.
pub(super) fn faults(code: &str, command: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(c) = code
        .chars()
        .find(|c| matches!(c, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}'))
    {
        faults.push(Fault {
            what: format!("a curly quote `{c}` in code"),
            help: "write a straight quote: `\"` or `'`",
            found: c.to_string(),
        });
    }
    if let Some(c) = code
        .chars()
        .find(|c| matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2060}' | '\u{feff}' | '\u{200b}') || is_direction(*c))
    {
        faults.push(Fault {
            what: format!("an invisible character U+{:04X} in code", c as u32),
            help: match is_direction(c) {
                true => "take it out: it shows the code in another order than the one that runs",
                false => "write a plain space",
            },
            found: c.to_string(),
        });
    }
    if command && code.lines().any(|l| l.trim_start().starts_with("$ ")) {
        faults.push(Fault {
            what: "a `$ ` prompt in a command".to_string(),
            help: "leave the prompt out: it is copied with the command",
            found: "$ ".to_string(),
        });
    }
    if command && code.lines().any(has_bare_rules_index) {
        faults.push(Fault {
            what: "`rules[]` without quotes in a command".to_string(),
            help: "quote it, as in `-o 'rules[].disable.rule=*'`: a shell takes the brackets for a pattern",
            found: "rules[".to_string(),
        });
    }
    faults
}

/// A character that turns the direction of writing.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

fn has_bare_rules_index(line: &str) -> bool {
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match quote {
            _ if escaped => escaped = false,
            _ if c == '\\' && quote != Some('\'') => escaped = true,
            Some(open) => quote = (c != open).then_some(open),
            None if c == '"' || c == '\'' => quote = Some(c),
            None if line[at..].starts_with("rules[") => return true,
            None => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn each_fault_and_what_is_none() {
        let found = |code: &str| faults(code, true).into_iter().map(|f| f.found).collect::<Vec<_>>();
        assert_eq!(found("echo “x”"), ["“"]);
        assert_eq!(found("a\u{a0}b"), ["\u{a0}"]);
        assert_eq!(found("a \u{202e}b\u{202c}"), ["\u{202e}"]);
        assert_eq!(found("a \u{2066}b\u{2069}"), ["\u{2066}"]);
        assert_eq!(found("$ falco -V x"), ["$ "]);
        assert_eq!(found("falco -o rules[].disable.rule=*"), ["rules["]);
        assert!(found("falco -o 'rules[].disable.rule=*' -o \"rules[].x=1\" $HOME rules\\[x").is_empty());
        assert!(faults("$ rules[]", false).is_empty());
    }
}
