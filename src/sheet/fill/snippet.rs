//! Snippets that take their code from a file of the site, or from a region of one.

use super::{Absent, SourceText, Upstream, Work, at_key, load};
use crate::diag::{Code, Diagnostic};
use crate::sheet::file::Content;
use crate::sheet::{Block, unsafe_copy};

/// Fill a snippet from `file`.
pub(super) fn fill(work: &mut Work, block: &mut Block, file: &str) {
    let node = block.node.clone();
    let text = match work.sources.files.get(file).cloned() {
        Some(Ok(text)) => text,
        absent => {
            let absent = absent.and_then(Result::err).unwrap_or(Absent::Missing);
            return work.error(&at_key(&node, "file"), load::absent_message(file, &absent));
        }
    };
    let Content::Snippet { lang, code, region, .. } = &mut block.content else {
        return;
    };
    let Some(found) = taken(work, &text, region.as_deref(), &node) else {
        return;
    };
    if code.as_deref().is_some_and(|own| own.trim_end() != found.trim_end()) {
        let line = found.lines().zip(code.as_deref().unwrap_or("").lines()).find(|(a, b)| a != b);
        work.differs(
            &at_key(&node, "code"),
            "code",
            line.map_or("more or fewer lines", |(has, _)| has),
        );
    }
    block.upstream = Some(Upstream {
        lines: found.lines().map(str::to_string).collect(),
        ..Upstream::default()
    });
    if lang.is_none() {
        *lang = extension(file).map(str::to_string);
    }
    let shell = unsafe_copy::is_shell(lang.as_deref().unwrap_or(""));
    for fault in unsafe_copy::faults(&found, shell) {
        let note = Diagnostic::warning(Code::SheetUnsafeCopy, format!("{}, in `{}`", fault.what, text.path));
        work.note(&at_key(&node, "file"), note.help(fault.help));
    }
    *code = Some(found);
}

fn extension(file: &str) -> Option<&str> {
    let (stem, extension) = file.rsplit('/').next()?.rsplit_once('.')?;
    (!stem.is_empty()).then_some(extension)
}

/// The file's text, or that of a region of it, without the lines that mark regions.
fn taken(work: &mut Work, text: &SourceText, region: Option<&str>, node: &crate::yaml::Node) -> Option<String> {
    let Some(wanted) = region else {
        let lines: Vec<&str> = text.text.lines().filter(|l| mark(l).is_none()).collect();
        return Some(lines.join("\n") + "\n");
    };
    let found = region_of(&text.text, wanted);
    if found.is_none() {
        let known: Vec<&str> = text.text.lines().filter_map(|l| mark(l)?.begin()).collect();
        let message = match known.contains(&wanted) {
            true => format!("the region `{wanted}` of `{}` has no `endregion`", text.path),
            false => format!("`{}` has no region `{wanted}`", text.path),
        };
        let note = Diagnostic::error(Code::SheetSource, message);
        work.note(&at_key(node, "region"), note.suggest(wanted, known));
    }
    found
}

/// The lines between the marks of a region, moved to the left as far as all of them go.
fn region_of(text: &str, wanted: &str) -> Option<String> {
    let mut lines = text.lines();
    lines.by_ref().find(|l| mark(l).and_then(Mark::begin) == Some(wanted))?;
    let mut inner = 0;
    let mut taken = Vec::new();
    for line in lines {
        match mark(line) {
            Some(Mark::End(name)) if name == wanted || (name.is_empty() && inner == 0) => return Some(moved_left(&taken)),
            Some(Mark::End(_)) => inner -= 1,
            Some(Mark::Begin(_)) => inner += 1,
            None => taken.push(line),
        }
    }
    None
}

fn moved_left(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = lines.iter().filter(|l| !l.trim().is_empty()).map(indent).min().unwrap_or(0);
    lines
        .iter()
        .map(|line| line.get(least..).unwrap_or("").to_string() + "\n")
        .collect()
}

/// A line that marks a region, in a comment of any language.
#[derive(Clone, Copy)]
enum Mark<'a> {
    Begin(&'a str),
    End(&'a str),
}

impl<'a> Mark<'a> {
    fn begin(self) -> Option<&'a str> {
        match self {
            Mark::Begin(name) => Some(name),
            Mark::End(_) => None,
        }
    }
}

/// `# region: NAME`, `// endregion`, `<!-- region: NAME -->`: nothing but signs stands before the word, so code that has it is none.
fn mark(line: &str) -> Option<Mark<'_>> {
    let word = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    if word.len() == line.trim_start().len() {
        return None;
    }
    if let Some(rest) = word.strip_prefix("endregion") {
        let rest = rest.trim_start_matches(':');
        let name = rest.split_whitespace().next().unwrap_or("");
        return Some(Mark::End(if name.starts_with(|c: char| c.is_alphanumeric()) {
            name
        } else {
            ""
        }));
    }
    let rest = word.strip_prefix("region:")?;
    Some(Mark::Begin(rest.split_whitespace().next().unwrap_or("")))
}
