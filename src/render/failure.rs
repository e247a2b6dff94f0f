//! What Tera says went wrong, as diagnostics: place, excerpt, and the chain of includes and components that led there.

use std::collections::BTreeMap;

use super::theme::BUILT_IN;
use crate::diag::{Code, Diagnostic, Place, Source, nearest};

/// All findings of a Tera error. Tera reports several at once only as text, so its report is read back: blocks of
/// `error: message`, ` --> file:line:column`, and `note: label file:line:column` for each step of the chain.
pub fn diagnose(error: &tera::Error, code: Code, sources: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let report = whole(error);
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut message = None;
    for line in report.lines() {
        let trimmed = line.trim();
        if let Some(text) = line.strip_prefix("error: ") {
            message = Some(text.to_string());
        } else if let Some(at) = trimmed.strip_prefix("--> ") {
            let text = message.take().unwrap_or_else(|| "this template failed".into());
            let mut note = Diagnostic::error(code_of(&text, code), sentence(&text));
            note.place = place(at, sources);
            note.help = help(&text, sources).or_else(|| blocks(&text, at, sources));
            found.push(note);
        } else if let Some(step) = line.strip_prefix("note: ")
            && let Some((label, at)) = step.rsplit_once(' ')
            && let Some(last) = found.last_mut()
        {
            last.trail.push((label.to_string(), place(at, sources)));
        }
    }
    if found.is_empty() {
        let text = report.lines().next().unwrap_or("this template failed").to_string();
        let mut note = Diagnostic::error(code, sentence(&text));
        note.help = help(&text, sources);
        note.place = named_template(&text, sources).map(|name| Place::file(path_of(name)));
        found.push(note);
    }
    found
}

/// What functions of the theme say has a code of its own.
fn code_of(text: &str, code: Code) -> Code {
    if text.starts_with("no string `") {
        Code::MissingString
    } else if text.starts_with("the string `") {
        Code::StringFailed
    } else if text.starts_with("there is no cheatsheet `") || text.starts_with("several cheatsheets are called `") {
        Code::UnknownSheet
    } else {
        code
    }
}

/// Advice for a template that fills a block which the template that it extends does not have: mostly the theme's and a site's.
fn blocks(text: &str, at: &str, sources: &BTreeMap<String, String>) -> Option<String> {
    let block = text.strip_prefix("Block `")?.split('`').next()?;
    let name = at.split(':').next()?.trim_start_matches(BUILT_IN);
    let own = sources.get(name).or_else(|| sources.get(&format!("{BUILT_IN}{name}")))?;
    let parent = own.split("extends \"").nth(1)?.split('"').next()?;
    Some(format!(
        "templates/{name} extends templates/{parent}: give that one a `{{% block {block} %}}{{% endblock %}}`, or make a templates/{name} of your own"
    ))
}

/// The error with what caused it.
fn whole(error: &tera::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push('\n');
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}

fn place(at: &str, sources: &BTreeMap<String, String>) -> Option<Place> {
    let mut parts = at.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let text = sources.get(name).or_else(|| sources.get(&format!("{BUILT_IN}{name}")))?;
    Some(Source::new(path_of(name), text).line_column(line, column, 1))
}

pub(super) fn path_of(template: &str) -> String {
    format!("templates/{}", template.trim_start_matches(BUILT_IN))
}

fn named_template<'a>(text: &str, sources: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let named: Vec<&str> = text.split(['\'', '`', '"']).skip(1).step_by(2).collect();
    sources.keys().map(String::as_str).find(|n| named.contains(n))
}

/// The nearest right name, where Tera names one that there is not.
fn help(text: &str, sources: &BTreeMap<String, String>) -> Option<String> {
    if text.trim() == "Unknown tag" {
        return Some("is an `if`, `for` or `block` before it not closed?".into());
    }
    let wrong = text.split('`').nth(1).or_else(|| text.split('\'').nth(1))?;
    let lower = text.to_lowercase();
    let near = if lower.contains("template") || lower.contains("inheriting") {
        nearest(wrong, sources.keys().map(|n| n.trim_start_matches(BUILT_IN)))
    } else if lower.contains("unknown function") {
        nearest(wrong, super::functions::FUNCTIONS.iter().copied())
    } else if lower.contains("unknown filter") {
        nearest(wrong, super::functions::FILTERS.iter().copied())
    } else {
        None
    };
    near.map(|near| format!("did you mean `{near}`?"))
}

fn sentence(text: &str) -> String {
    text.trim().trim_end_matches('.').to_string()
}
