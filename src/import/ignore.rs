//! Regular expressions of `ignoreFiles` to globs, for the shapes that occur: names, ends of names, folders.

/// Globs over paths from the site's root that match what the expression does, or a little more. `None` where there are none.
pub fn globs(pattern: &str) -> Option<Vec<String>> {
    if !pattern.contains('(') && pattern.contains('|') {
        return pattern.split('|').map(one).collect();
    }
    one(pattern).map(|glob| vec![glob])
}

fn one(pattern: &str) -> Option<String> {
    let (from_start, rest) = match pattern.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let (to_end, rest) = match rest.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => (true, rest),
        _ => (false, rest),
    };
    let mut body = tidy(&Translation::of(rest)?);
    if body.is_empty() {
        return None;
    }
    // A name from its start, wherever the file lies; a path from the site's root.
    let before = match (from_start, body.starts_with('/'), body.starts_with('*')) {
        (true, _, _) if body.contains('/') => "",
        (true, _, _) | (_, _, true) => "**/",
        (false, true, _) => "**",
        (false, false, false) => "**/*",
    };
    if from_start {
        body = body.trim_start_matches('/').to_string();
    }
    let after = match (to_end, body.ends_with('/'), body.ends_with('*')) {
        (false, true, _) => "**",
        (false, false, false) => "*",
        _ => "",
    };
    Some(format!("{before}{body}{after}"))
}

/// Neighbouring stars are one, but for those that stand for folders.
fn tidy(glob: &str) -> String {
    let parts: Vec<String> = glob
        .split('/')
        .map(|part| {
            let mut part = part.to_string();
            while part != "**" && part.contains("**") {
                part = part.replace("**", "*");
            }
            part
        })
        .collect();
    parts.join("/")
}

/// An expression on its way to a glob.
struct Translation<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    out: String,
}

impl Translation<'_> {
    fn of(pattern: &str) -> Option<String> {
        let mut translation = Translation {
            rest: pattern.chars().peekable(),
            out: String::new(),
        };
        while let Some(c) = translation.rest.next() {
            translation.next(c)?;
        }
        Some(translation.out)
    }

    fn next(&mut self, c: char) -> Option<()> {
        match c {
            '\\' => {
                let escaped = self.rest.next()?;
                match escaped {
                    'd' => self.repeated("[0-9]"),
                    c if c.is_alphanumeric() => None,
                    c => self.literal(c),
                }
            }
            '.' => self.any(),
            '[' => {
                let class = self.class()?;
                self.repeated(&class)
            }
            '(' => self.group(),
            '*' | '+' | '?' | '{' | '}' | ')' | '|' | '^' | '$' | ']' => None,
            c => self.literal(c),
        }
    }

    /// A character that stands for itself, once.
    fn literal(&mut self, c: char) -> Option<()> {
        if matches!(self.rest.peek(), Some('*' | '+' | '?' | '{')) {
            return None;
        }
        match c {
            '*' | '?' | '[' | ']' | '{' | '}' | '!' | ',' => self.out.push_str(&format!("[{c}]")),
            c => self.out.push(c),
        }
        Some(())
    }

    /// `.`, `.*`, `.+`: between two slashes any folders, elsewhere within a name.
    fn any(&mut self) -> Option<()> {
        match self.rest.peek() {
            Some('*' | '+') => {
                self.rest.next();
                let alone = (self.out.is_empty() || self.out.ends_with('/')) && self.rest.peek() == Some(&'/');
                self.out.push_str(if alone { "**" } else { "*" });
                Some(())
            }
            Some('?' | '{') => None,
            _ => {
                self.out.push('?');
                Some(())
            }
        }
    }

    /// A class of characters, up to its `]`.
    fn class(&mut self) -> Option<String> {
        let mut class = "[".to_string();
        if self.rest.peek() == Some(&'^') {
            self.rest.next();
            class.push('!');
        }
        loop {
            match self.rest.next()? {
                ']' => break,
                '[' => return None,
                '\\' => match self.rest.next()? {
                    c if c.is_alphanumeric() || c == ']' => return None,
                    c => class.push(c),
                },
                c => class.push(c),
            }
        }
        class.push(']');
        Some(class)
    }

    /// Something that stands for one character, and how often.
    fn repeated(&mut self, one: &str) -> Option<()> {
        match self.rest.peek() {
            Some('?' | '{') => return None,
            Some('*') => self.out.push('*'),
            Some('+') => self.out.push_str(&format!("{one}*")),
            _ => {
                self.out.push_str(one);
                return Some(());
            }
        }
        self.rest.next();
        Some(())
    }

    /// Alternatives without groups in them.
    fn group(&mut self) -> Option<()> {
        let mut inside = String::new();
        loop {
            match self.rest.next()? {
                ')' => break,
                '(' => return None,
                c => inside.push(c),
            }
        }
        if matches!(self.rest.peek(), Some('*' | '+' | '?' | '{')) {
            return None;
        }
        let inside = inside.strip_prefix("?:").unwrap_or(&inside);
        let all: Option<Vec<String>> = inside.split('|').map(Translation::of).collect();
        self.out.push_str(&format!("{{{}}}", all?.join(",")));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::globs;

    #[test]
    fn the_usual_shapes() {
        for (pattern, glob) in [
            ("^OWNERS$", "**/OWNERS"),
            (r"README[-]+[a-z]*\.md", "**/*README[-]*.md*"),
            ("^node_modules$", "**/node_modules"),
            ("content/en/docs/x", "**/*content/en/docs/x*"),
            (r"\.foo$", "**/*.foo"),
            (r"/drafts/", "**/drafts/**"),
            (r"(^|/)x", ""),
            (r"\.(ipynb|Rmd)$", "**/*.{ipynb,Rmd}"),
            (r"^content/.*/old/", "content/**/old/**"),
            (r".*\.tmp$", "**/*.tmp"),
            (r"a{2}", ""),
            (r"x\wy", ""),
        ] {
            let found = globs(pattern).unwrap_or_default();
            assert_eq!(found.join(" "), glob, "{pattern}");
        }
        assert_eq!(globs(r"\.a$|\.b$").map(|g| g.len()), Some(2));
    }
}
