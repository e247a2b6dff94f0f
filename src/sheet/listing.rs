//! Lists of fields (`falco --list`, as text or Markdown) and saved help texts: to entries that blocks pick from.

/// A field or a flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// `proc.name`; `-V, --validate`.
    pub name: String,
    /// The type of a field; what a flag takes.
    pub detail: String,
    pub desc: String,
}

impl Listed {
    /// Whether `wanted` names this entry: `-V` and `--validate` both name `-V, --validate`.
    pub fn is(&self, wanted: &str) -> bool {
        self.name == wanted || self.spellings().any(|s| s == wanted)
    }

    /// The names that a flag goes by.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        self.name.split(',').map(str::trim)
    }

    /// Whether `wanted` is this field with an argument: `proc.aname[2]`, and `evt.arg.fd` where the description speaks of such.
    pub fn takes(&self, wanted: &str) -> bool {
        match wanted.strip_prefix(&self.name) {
            Some(rest) if rest.starts_with('[') => rest.ends_with(']'),
            Some(rest) if rest.starts_with('.') => self.desc.contains(&format!("{}.", self.name)),
            _ => false,
        }
    }
}

/// The fields of a list, each once, in its order.
pub fn fields(text: &str) -> Vec<Listed> {
    let mut found: Vec<Listed> = Vec::new();
    // Whether an indented line continues the last field's description.
    let mut open = false;
    for line in text.lines() {
        if let Some(row) = table_row(line) {
            found.push(row);
            open = false;
        } else if line.starts_with(char::is_whitespace) {
            if let Some(last) = found.last_mut().filter(|_| open) {
                describe(last, line);
            }
        } else {
            let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            // The description begins at a fixed column; a sentence that begins with a field does not.
            let gap = rest.len() - rest.trim_start().len() + 1;
            open = is_field(name) && (rest.trim().is_empty() || gap > 1 || name.len() >= 29);
            if open {
                let mut field = Listed {
                    name: name.to_string(),
                    ..Listed::default()
                };
                describe(&mut field, rest);
                found.push(field);
            }
        }
    }
    for field in &mut found {
        take_type(field);
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|field| seen.insert(field.name.clone()));
    found
}

/// `` `proc.name` | CHARBUF | The name. ``
fn table_row(line: &str) -> Option<Listed> {
    let line = line.trim().trim_start_matches('|').trim_start();
    let (name, rest) = line.strip_prefix('`')?.split_once('`')?;
    let rest = rest.trim_start().strip_prefix('|')?;
    let (detail, desc) = rest.split_once('|').unwrap_or(("", rest));
    is_field(name).then(|| Listed {
        name: name.to_string(),
        detail: detail.trim().to_string(),
        desc: desc.trim().trim_end_matches('|').trim_end().to_string(),
    })
}

/// A verbose list has a type before each description: `(CHARBUF) The name.`
fn take_type(field: &mut Listed) {
    let typed = field.desc.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    if let Some((kind, rest)) = typed.filter(|(kind, _)| field.detail.is_empty() && is_type(kind)) {
        (field.detail, field.desc) = (kind.to_string(), rest.trim_start().to_string());
    }
}

fn is_type(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn is_field(name: &str) -> bool {
    let part =
        |p: &str| p.starts_with(|c: char| c.is_ascii_alphabetic()) && p.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    name.contains('.') && name.split('.').all(part)
}

/// The flags of a help text, in its order. A flag begins a line that is indented; its description stands behind two blanks or more,
/// or on the lines below.
pub fn flags(text: &str) -> Vec<Listed> {
    let mut found: Vec<Listed> = Vec::new();
    let mut indent = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let depth = line.len() - trimmed.len();
        if depth > 0 && trimmed.starts_with('-') && indent.is_none_or(|open| depth <= open + 8) {
            let (head, desc) = split_wide(trimmed);
            found.push(flag(head, desc));
            indent = Some(depth);
        } else if trimmed.is_empty() || depth == 0 {
            indent = None;
        } else if let (Some(open), Some(last)) = (indent, found.last_mut())
            && depth > open
        {
            describe(last, trimmed);
        }
    }
    found.retain(|f| !f.name.is_empty());
    found
}

/// A text cut at its first run of two blanks or more.
fn split_wide(text: &str) -> (&str, &str) {
    let cut = text.find("  ").or_else(|| text.find('\t'));
    cut.map_or((text, ""), |at| (&text[..at], text[at..].trim()))
}

/// `-V, --validate <rules_file>`, `--config string`, `--list [=<source>(=)]`, `--paper=SIZE`.
fn flag(head: &str, desc: &str) -> Listed {
    let mut names = Vec::new();
    let mut details = Vec::new();
    for word in head.split_whitespace() {
        let bare = word.trim_end_matches(',');
        let (name, value) = match bare.find(['=', '[', '<']) {
            Some(at) if bare.starts_with('-') => bare.split_at(at),
            _ => (bare, ""),
        };
        if name.starts_with('-') && details.is_empty() {
            names.push(name);
        } else if !name.is_empty() {
            details.push(name);
        }
        if !value.is_empty() {
            details.push(value);
        }
    }
    let detail = details.join(" ");
    // What cxxopts writes for an argument that may be left out.
    let detail = match detail.strip_prefix("[=").and_then(|d| d.split_once("(=")) {
        Some((argument, _)) => format!("[{argument}]"),
        None => detail.trim_start_matches('=').to_string(),
    };
    Listed {
        name: names.join(", "),
        detail,
        desc: desc.to_string(),
    }
}

fn describe(entry: &mut Listed, line: &str) {
    let line = line.trim();
    if !entry.desc.is_empty() && !line.is_empty() {
        entry.desc.push(' ');
    }
    entry.desc.push_str(line);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(entries: Vec<Listed>) -> Vec<String> {
        entries
            .into_iter()
            .map(|e| format!("{}|{}|{}", e.name, e.detail, e.desc))
            .collect()
    }

    #[test]
    fn fields_as_a_table_and_as_text() {
        let table = "### Field Class: evt\n\nSome.text here\n\nName | Type | Description\n:----|:-----|:----\n`evt.num` | UINT64 | its number.\n| `evt.arg` | CHARBUF | one of them, a|b, as evt.arg.fd. |\n`evt.num` | X | again.\n";
        let found = fields(table);
        assert_eq!(
            lines(found.clone()),
            [
                "evt.num|UINT64|its number.",
                "evt.arg|CHARBUF|one of them, a|b, as evt.arg.fd."
            ]
        );
        assert!(found[1].takes("evt.arg.fd") && found[1].takes("evt.arg[0]") && !found[0].takes("evt.num.x"));
        let text = "-------------------------------\nField Class:                  evt (All)\nDescription:                  These are\n                              for all.\nEvent Sources:                syscall\n\nevt.num                       (UINT64) its number,\n                              from 1.\nevt.a_field.with.a.very.long.name\n                              what it is.\nfd.name\n";
        assert_eq!(
            lines(fields(text)),
            [
                "evt.num|UINT64|its number, from 1.",
                "evt.a_field.with.a.very.long.name||what it is.",
                "fd.name||"
            ]
        );
    }

    #[test]
    fn flags_of_several_help_texts() {
        let text = "Usage:\n  tool [OPTION...] --x\n\n  -h, --help                    Print this\n                                and exit.\n  -c <path>                     Configuration.\n      --list [=<source>(=)]     List fields.\n  -o, --option <opt>=<val>\n                                Set it.\n      --config string   file (default \"x\")\n  -V, --validate=FILE  Check\n\nText\n  more text\n";
        assert_eq!(
            lines(flags(text)),
            [
                "-h, --help||Print this and exit.",
                "-c|<path>|Configuration.",
                "--list|[<source>]|List fields.",
                "-o, --option|<opt>=<val>|Set it.",
                "--config|string|file (default \"x\")",
                "-V, --validate|FILE|Check",
            ]
        );
        assert!(flags(text)[5].is("-V") && flags(text)[5].is("-V, --validate") && !flags(text)[5].is("-"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|\n|  |`|\\||-){0,80}") {
            let _ = (fields(&text), flags(&text));
        }
    }
}
