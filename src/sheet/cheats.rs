//! The form of 2019: `data/cheatsheet.yaml` lists groups of files in `cheatsheet/`, and each file is a block.

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::file::{Common, Content};
use super::{Block, Group, Sheet, build, ids};
use crate::diag::{Code, Diagnostic, Noted, Source, nearest};
use crate::yaml::{Node, check, schema_of};

/// The folder of the files.
pub const FOLDER: &str = "cheatsheet";

/// The list, as it is written. A key that is not known is told by the schema, and hides nothing of the rest.
#[derive(Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ListFile {
    title: Option<String>,
    description: Option<String>,
    draft: Option<bool>,
    groups: Vec<ListGroup>,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ListGroup {
    name: String,
    draft: Option<bool>,
    cheats: Vec<Cheat>,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
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
/// of drafts are not looked for. A list in which something is no text or no list gives a sheet
/// without groups.
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
    let Ok(list) = serde_json::from_value::<ListFile>(node.to_json()) else {
        return Noted::new(Sheet::default(), work.notes);
    };
    let nodes = node.get("groups").map(Node::items).unwrap_or_default();
    let mut taken = Vec::new();
    let ids: Vec<String> = list.groups.iter().map(|g| ids::free(&g.name, "group", &mut taken)).collect();
    let letters = build::letters(&ids);
    let groups = list.groups.into_iter().zip(nodes).zip(ids.into_iter().zip(&letters));
    let groups = groups.map(|((group, node), (id, letter))| Group {
        draft: group.draft.unwrap_or_default(),
        blocks: work.blocks(group.cheats, node, group.draft.unwrap_or_default(), letter),
        title: group.name,
        id,
        intro: None,
        span: None,
        break_: Default::default(),
    });
    let sheet = Sheet {
        file: source.file.clone(),
        groups: groups.collect(),
        title: list.title.unwrap_or_default(),
        description: list.description,
        draft: list.draft.unwrap_or_default(),
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
    /// The blocks of a group (`node`), which may be a draft as a whole.
    fn blocks(&mut self, cheats: Vec<Cheat>, node: &Node, draft: bool, letter: &str) -> Vec<Block> {
        let nodes = node.get("cheats").map(Node::items).unwrap_or_default();
        let mut taken = Vec::new();
        let cheats = cheats.into_iter().zip(nodes).enumerate();
        let blocks = cheats.filter_map(|(i, (cheat, node))| {
            let name = &cheat.filename;
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            let id = ids::free(stem, "cheat", &mut taken);
            let is_draft = cheat.draft.unwrap_or_default();
            let (lang, code) = if !self.drafts && (draft || is_draft) {
                (String::new(), String::new())
            } else {
                self.code(name, node.get("filename")?)?
            };
            Some(Block {
                id,
                badge: format!("{letter}{}", i + 1),
                kind: "snippet",
                common: Common {
                    title: cheat.title,
                    draft: is_draft,
                    ..Common::default()
                },
                content: Content::Snippet {
                    lang: Some(lang),
                    code: Some(code),
                    file: None,
                    region: None,
                },
                rows: Vec::new(),
                node: node.clone().into(),
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
