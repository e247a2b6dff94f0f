//! The form of 2019: `data/cheatsheet.yaml` lists groups of files in `cheatsheet/`, and each file is a block.

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde_json::Value as Json;

use super::file::{Common, Content};
use super::{Block, Group, Sheet, build, ids};
use crate::diag::{Code, Diagnostic, Noted, Source, nearest};
use crate::yaml::{Node, check, schema_of};

/// The folder of the files.
pub const FOLDER: &str = "cheatsheet";

/// The list, as it is written; only its schema is used.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct ListFile {
    title: Option<String>,
    description: Option<String>,
    draft: Option<bool>,
    groups: Vec<ListGroup>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct ListGroup {
    name: String,
    draft: Option<bool>,
    cheats: Vec<Cheat>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code)]
struct Cheat {
    /// Of a file in the folder; `.yaml` need not be written.
    filename: String,
    title: Option<String>,
    draft: Option<bool>,
}

/// Whether a data file is such a list; any other file of the name is the site's own business.
pub fn is_list(node: &Node) -> bool {
    let groups = node.get("groups").map(Node::items).unwrap_or_default();
    groups.iter().any(|group| group.get("cheats").is_some())
}

/// The sheet of a list. `file` gives the text of a file in [`FOLDER`]; `names` are the files that there are. Without `drafts`, the files
/// of drafts are not looked for.
pub fn of_list(
    node: &Node,
    source: &Source,
    drafts: bool,
    names: &[&str],
    file: &dyn Fn(&str) -> Option<Arc<str>>,
) -> Noted<Sheet> {
    static SCHEMA: OnceLock<Json> = OnceLock::new();
    let mut work = Work {
        source,
        drafts,
        names,
        file,
        notes: check(node, SCHEMA.get_or_init(schema_of::<ListFile>), source),
    };
    let nodes = node.get("groups").map(Node::items).unwrap_or_default();
    let title = |group: &Node| group.get("name").and_then(Node::scalar).unwrap_or_default();
    let mut taken = Vec::new();
    let group_ids: Vec<String> = nodes.iter().map(|g| ids::free(&title(g), "group", &mut taken)).collect();
    let letters = build::letters(&group_ids);
    let groups = nodes
        .iter()
        .zip(group_ids.into_iter().zip(&letters))
        .map(|(node, (id, letter))| Group {
            blocks: work.blocks(node, letter),
            id,
            title: title(node),
            intro: None,
            draft: ids::is_draft(node),
            span: None,
            break_: Default::default(),
        });
    let sheet = Sheet {
        file: source.file.clone(),
        groups: groups.collect(),
        title: node.get("title").and_then(Node::scalar).unwrap_or_default(),
        description: node.get("description").and_then(Node::scalar),
        draft: ids::is_draft(node),
        ..Sheet::default()
    };
    Noted::new(sheet, work.notes)
}

struct Work<'a> {
    source: &'a Source<'a>,
    drafts: bool,
    names: &'a [&'a str],
    file: &'a dyn Fn(&str) -> Option<Arc<str>>,
    notes: Vec<Diagnostic>,
}

impl Work<'_> {
    fn blocks(&mut self, group: &Node, letter: &str) -> Vec<Block> {
        let cheats = group.get("cheats").map(Node::items).unwrap_or_default();
        let mut taken = Vec::new();
        let is_hidden = |cheat: &Node| !self.drafts && (ids::is_draft(group) || ids::is_draft(cheat));
        let hidden: Vec<bool> = cheats.iter().map(is_hidden).collect();
        let blocks = cheats.iter().zip(hidden).enumerate().filter_map(|(i, (cheat, hidden))| {
            let name = cheat.get("filename")?;
            let written = name.scalar()?;
            let id = ids::free(
                written.rsplit_once('.').map_or(&written, |(stem, _)| stem),
                "cheat",
                &mut taken,
            );
            let (lang, code) = if hidden {
                (String::new(), String::new())
            } else {
                self.code(&written, name)?
            };
            Some(Block {
                id,
                badge: format!("{letter}{}", i + 1),
                kind: "snippet",
                common: Common {
                    title: cheat.get("title").and_then(Node::scalar),
                    draft: ids::is_draft(cheat),
                    ..Common::default()
                },
                content: Content::Snippet {
                    lang: Some(lang),
                    code: Some(code),
                    file: None,
                    region: None,
                },
                rows: Vec::new(),
                node: cheat.clone().into(),
                upstream: None,
            })
        });
        blocks.collect()
    }

    /// The language and the text of a file.
    fn code(&mut self, written: &str, at: &Node) -> Option<(String, String)> {
        let candidates = [format!("{written}.yaml"), format!("{written}.yml"), written.to_string()];
        let found = candidates.iter().find_map(|name| Some((name, (self.file)(name)?)));
        let Some((name, text)) = found else {
            let note = Diagnostic::error(Code::MissingFile, format!("there is no file `{FOLDER}/{}`", candidates[0]));
            let near =
                nearest(&candidates[0], self.names.iter().copied()).or_else(|| nearest(written, self.names.iter().copied()));
            let help = near.map_or_else(
                || format!("add it, or take `{written}` out of the list"),
                |near| format!("did you mean `{near}`?"),
            );
            self.notes.push(note.at(self.source.place(at.at.clone())).help(help));
            return None;
        };
        let lang = name.rsplit_once('.').map_or("", |(_, end)| end);
        Some((lang.to_string(), text.to_string()))
    }
}
