//! Which Docsy a site's content was written for: what its shortcodes print changed once.

use super::ConfigText;

/// Files beside the configuration that can tell.
pub const BESIDE: [&str; 2] = ["go.mod", "package.json"];

/// From this version on the title of an alert is no heading.
const PLAIN_TITLES: (u32, u32) = (0, 13);

/// Whether the titles of alerts are text. `None` where nothing tells which version it is.
pub fn plain_titles<'a>(
    mut beside: impl Iterator<Item = &'a ConfigText>,
    mut config: impl Iterator<Item = &'a ConfigText>,
) -> Option<bool> {
    let version = beside.find_map(|(name, text)| match &**name {
        "go.mod" => of_module(text),
        _ => of_package(text),
    });
    match version {
        Some(version) => Some(version >= PLAIN_TITLES),
        // The theme has lain in a folder of its repository since 0.16.
        None => config.any(|(_, text)| text.contains("docsy/theme")).then_some(true),
    }
}

/// `github.com/google/docsy v0.6.0`, or `…/docsy/theme v0.16.0`.
fn of_module(text: &str) -> Option<(u32, u32)> {
    text.lines().find_map(|line| {
        let mut words = line
            .split_whitespace()
            .skip_while(|w| !w.starts_with("github.com/google/docsy"));
        let module = words.next()?;
        let is_theme = matches!(module, "github.com/google/docsy" | "github.com/google/docsy/theme");
        is_theme.then(|| words.next().and_then(version)).flatten()
    })
}

/// `"docsy": "github:google/docsy#semver:0.15.0"`, `"docsy": "^0.11.0"`.
fn of_package(text: &str) -> Option<(u32, u32)> {
    let package: serde_json::Value = serde_json::from_str(text).ok()?;
    ["dependencies", "devDependencies", "optionalDependencies"]
        .into_iter()
        .find_map(|kind| version(package.get(kind)?.get("docsy")?.as_str()?))
}

/// The first two numbers of a version, wherever it begins.
fn version(text: &str) -> Option<(u32, u32)> {
    let dot = text.char_indices().find(|(i, c)| {
        *c == '.' && text[..*i].ends_with(|c: char| c.is_ascii_digit()) && text[i + 1..].starts_with(|c: char| c.is_ascii_digit())
    });
    let (dot, _) = dot?;
    let digits = |s: &str| s.chars().take_while(char::is_ascii_digit).count();
    let before = text[..dot].chars().rev().take_while(char::is_ascii_digit).count();
    let after = digits(&text[dot + 1..]);
    Some((
        text[dot - before..dot].parse().ok()?,
        text[dot + 1..dot + 1 + after].parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(name: &str, text: &str) -> Option<bool> {
        plain_titles([(name.into(), text.to_string())].iter(), [].iter())
    }

    #[test]
    fn versions() {
        let module = |line: &str| titles("go.mod", &format!("module x\nrequire (\n\t{line}\n)\n"));
        assert_eq!(module("github.com/google/docsy v0.6.0 // indirect"), Some(false));
        assert_eq!(module("github.com/google/docsy/theme v0.16.0"), Some(true));
        assert_eq!(module("github.com/google/docsy/dependencies v0.7.2"), None);
        let package = |value: &str| {
            titles(
                "package.json",
                &format!("{{\"devDependencies\": {{\"docsy\": \"{value}\"}}}}"),
            )
        };
        assert_eq!(package("github:google/docsy#semver:0.15.0"), Some(true));
        assert_eq!(package("^0.11.0"), Some(false));
        assert_eq!(package("latest"), None);
        assert_eq!(titles("package.json", "{"), None);
        let config: ConfigText = ("hugo.yaml".into(), "theme: [docsy/theme]\n".to_string());
        assert_eq!(plain_titles([].iter(), [config].iter()), Some(true));
    }
}
