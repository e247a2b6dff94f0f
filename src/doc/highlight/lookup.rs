//! From what an author wrote behind a fence to a syntax.

use std::sync::OnceLock;

use syntect::parsing::{SyntaxDefinition, SyntaxReference, SyntaxSet, SyntaxSetBuilder};

/// Names that people write and no syntax has, and the name or extension that stands for them. `""` is plain text.
const ALIASES: &[(&str, &str)] = &[
    ("", ""),
    ("plain", ""),
    ("plaintext", ""),
    ("text", ""),
    ("txt", ""),
    ("none", ""),
    ("nohighlight", ""),
    ("output", ""),
    ("ascii", ""),
    ("shell", "bash"),
    ("sh", "bash"),
    ("zsh", "bash"),
    ("ash", "bash"),
    ("ksh", "bash"),
    ("console", "bash"),
    ("terminal", "bash"),
    ("shellsession", "bash"),
    ("shell-session", "bash"),
    ("sh-session", "bash"),
    ("bash-session", "bash"),
    ("golang", "go"),
    ("docker", "dockerfile"),
    ("containerfile", "dockerfile"),
    ("proto", "proto"),
    ("protobuf", "proto"),
    ("proto3", "proto"),
    ("helm", "yaml"),
    ("gotmpl", "html"),
    ("go-template", "html"),
    ("go-html-template", "html"),
    ("gohtml", "html"),
    ("ts", "typescript"),
    ("js", "javascript"),
    ("node", "javascript"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("python3", "python"),
    ("py3", "python"),
    ("c++", "cpp"),
    ("cxx", "cpp"),
    ("csharp", "cs"),
    ("objc", "m"),
    ("make", "makefile"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("conf", "ini"),
    ("systemd", "ini"),
    ("service", "ini"),
    ("unit", "ini"),
    ("cfg", "ini"),
    ("properties", "properties"),
    ("udiff", "diff"),
    ("patch", "diff"),
    ("md", "markdown"),
    ("ps1", "ps1"),
    ("powershell", "ps1"),
    ("kt", "kotlin"),
    ("rs", "rust"),
    ("rb", "ruby"),
    ("jinja", "html"),
    ("tera", "html"),
    ("falco-rules", "falco"),
    ("falco-rule", "falco"),
];

/// Our own syntaxes, by the names that choose them.
const OWN: &[(&str, &str, &str)] = &[
    ("falco", "Falco rules", include_str!("falco.sublime-syntax")),
    (
        "falco-condition",
        "Falco condition",
        include_str!("falco-condition.sublime-syntax"),
    ),
    ("falco-output", "Falco output", include_str!("falco-output.sublime-syntax")),
];

/// The syntax for a fence's info text, or `None` for plain text. `code` decides whether YAML is a Falco rules file.
pub(super) fn find(info: &str, code: &str) -> Option<(&'static SyntaxSet, &'static SyntaxReference)> {
    let word = info
        .trim()
        .split([' ', '\t', '{', ','])
        .next()
        .unwrap_or("")
        .trim_start_matches('.')
        .to_lowercase();
    let name = ALIASES
        .iter()
        .find(|(alias, _)| *alias == word)
        .map_or(word.as_str(), |(_, name)| *name);
    if name.is_empty() {
        return None;
    }
    let name = if matches!(name, "yaml" | "yml") && is_falco_rules(code) {
        "falco"
    } else {
        name
    };
    if let Some((_, own, _)) = OWN.iter().find(|(n, ..)| *n == name) {
        let set = own_set();
        return Some((set, set.find_syntax_by_name(own)?));
    }
    let set = extra_set();
    let syntax = set.find_syntax_by_token(name).or_else(|| by_file_name(set, name))?;
    (syntax.name != "Plain Text").then_some((set, syntax))
}

/// `main.go`, `src/Makefile`.
fn by_file_name<'a>(set: &'a SyntaxSet, name: &str) -> Option<&'a SyntaxReference> {
    let file = name.rsplit('/').next().unwrap_or(name);
    set.find_syntax_by_extension(file).or_else(|| {
        let (_, extension) = file.rsplit_once('.')?;
        set.find_syntax_by_token(extension)
    })
}

/// Whether the first line that says something begins an item of a rules file.
fn is_falco_rules(code: &str) -> bool {
    let first = code
        .lines()
        .map(str::trim_start)
        .find(|l| !l.is_empty() && !l.starts_with('#') && *l != "---");
    first.and_then(|l| l.strip_prefix('-')).is_some_and(|item| {
        let item = item.trim_start();
        [
            "rule:",
            "macro:",
            "list:",
            "required_engine_version:",
            "required_plugin_versions:",
        ]
        .iter()
        .any(|key| item.starts_with(key))
    })
}

fn extra_set() -> &'static SyntaxSet {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    SET.get_or_init(two_face::syntax::extra_newlines)
}

/// Our syntaxes in a set of their own: adding them to the large set would mean linking all of it anew in each run.
fn own_set() -> &'static SyntaxSet {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    SET.get_or_init(|| {
        let mut builder = SyntaxSetBuilder::new();
        for (_, name, text) in OWN {
            // A definition that does not load is a mistake of ours that a test finds; a site still builds without it.
            if let Ok(definition) = SyntaxDefinition::load_from_str(text, true, Some(name)) {
                builder.add(definition);
            }
        }
        builder.build()
    })
}
