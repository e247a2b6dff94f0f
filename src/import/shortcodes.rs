//! The shortcodes that content calls and no component defines.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::report::{Fate, Line};
use crate::doc::{Body, Doc, Node, Notation};

/// How often a shortcode is called.
#[derive(Default)]
struct Uses {
    angle: usize,
    percent: usize,
    /// Files by their ending.
    files: BTreeMap<String, usize>,
}

/// A line for each shortcode that `defined` does not know, by name.
pub fn unknown_shortcodes<'a>(docs: impl Iterator<Item = &'a Arc<Doc>>, defined: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let mut unknown: BTreeMap<String, Uses> = BTreeMap::new();
    for doc in docs {
        let (Body::Markdown(script) | Body::Html(script)) = &doc.body else {
            continue;
        };
        let mut here: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        count(&script.nodes, &mut here);
        for (name, (angle, percent)) in here.into_iter().filter(|(name, _)| !defined(name)) {
            let uses = unknown.entry(name.to_string()).or_default();
            uses.angle += angle;
            uses.percent += percent;
            *uses.files.entry(ending(&doc.file)).or_default() += 1;
        }
    }
    unknown.into_iter().map(|(name, uses)| line(&name, &uses)).collect()
}

fn count<'a>(nodes: &'a [Node], uses: &mut BTreeMap<&'a str, (usize, usize)>) {
    for node in nodes {
        let Node::Call(call) = node else { continue };
        let entry = uses.entry(&call.name).or_default();
        match call.notation {
            Notation::Angle => entry.0 += 1,
            Notation::Percent => entry.1 += 1,
        }
        count(call.inner.as_deref().unwrap_or_default(), uses);
    }
}

fn ending(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rfind('.').map_or(String::new(), |at| name[at..].to_lowercase())
}

fn line(name: &str, uses: &Uses) -> Line {
    let files: Vec<String> = uses.files.iter().map(|(end, n)| format!("{n} {end}")).collect();
    let calls = uses.angle + uses.percent;
    let text = format!(
        "{name}: no component defines it; {calls} call{} ({} with `<`, {} with `%`) in files: {}",
        if calls == 1 { "" } else { "s" },
        uses.angle,
        uses.percent,
        files.join(", ")
    );
    Line {
        fate: Fate::Shortcode,
        text,
    }
}
