//! Front matter after cascades, as [`Head`], and which pages are left out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::{Map, Value as Json};

use super::tree::{self, Form, Node};
use super::{Choice, Kind};
use crate::config::{Config, FILE_NAME, FallbackPages, Mount};
use crate::diag::{Code, Diagnostic, Place};
use crate::doc::{Body, Cascade, Doc, Head, cascade};
use crate::lang::LangId;

type Hidden = HashMap<(LangId, String), &'static str>;

/// What each section, by (language, path), hands down, and what the configuration does.
pub(super) struct Flows {
    of_sections: HashMap<(LangId, String), Arc<Vec<Arc<Flow>>>>,
    of_site: Arc<Vec<Arc<Flow>>>,
}

impl Flows {
    /// What comes down to a path.
    fn to(&self, lang: LangId, path: &str) -> &Arc<Vec<Arc<Flow>>> {
        tree::above(path)
            .find_map(|above| self.of_sections.get(&(lang, above.to_string())))
            .unwrap_or(&self.of_site)
    }
}

/// Give pages without a file what comes down to them.
pub(super) fn hand_down(nodes: &mut [Node], flows: &Flows, config: &Config) {
    for node in nodes.iter_mut().filter(|n| n.doc.is_none()) {
        let mut front = Map::new();
        let fitting = flows.to(node.lang, &node.path).iter().filter(|f| f.fits(node, config));
        fitting.for_each(|flow| pour(&mut front, &flow.front));
        if !front.is_empty() {
            node.head = Head::read(&front, &|_| None, "", &config.date_keys, &config.taxonomies).value;
        }
    }
}

/// Keys of sheets and overlays that hold what is on the sheet, and so are no page's params.
const SHEET_CONTENT: &[&str] = &["groups", "strings", "sources"];

/// Give each node its head, and take out those that are not shown; the result says which and why, and what
/// sections hand down. Afterwards `nodes` holds shown ones.
pub(super) fn read(nodes: &mut Vec<Node>, config: &Config, choice: &Choice, notes: &mut Vec<Diagnostic>) -> (Hidden, Flows) {
    tree::settle(nodes);
    let mut hidden = Hidden::new();
    let mut sheets: HashMap<String, Base> = HashMap::new();
    let mut shown = Vec::with_capacity(nodes.len());
    let of_site = config.cascade.iter().map(cascade).collect();
    let mut flows = Flows {
        of_sections: HashMap::new(),
        of_site: Arc::new(ready(of_site, Some(Place::file(FILE_NAME)), notes)),
    };
    // What languages that come later may show while their own page is a draft.
    let mut originals: HashMap<String, Original> = HashMap::new();
    let mut rest: Vec<Node> = nodes.drain(..).rev().collect();
    while let Some(mut node) = rest.pop() {
        let Some(doc) = node.doc.clone() else { continue };
        let base = tree::is_overlay(&node).then(|| sheets.get(&node.path));
        if let Some(None) = base {
            notes.push(orphan(&doc));
            hidden.insert((node.lang, node.path), "translation of no sheet");
            continue;
        }
        let base = base.flatten();
        let handed = flows.to(node.lang, &node.path).clone();
        let front = own_front(&doc, base.map(|b| &*b.doc));
        let handed = with_own(&node, &front, &doc, handed, config, notes);
        node.head = head_of(&node, front, &doc, base.map(|b| &*b.doc), &handed, config, notes);
        let why = left_out(&node.head, choice).or(base.and_then(|b| b.hidden));
        if matches!(doc.body, Body::Sheet(_)) {
            sheets.entry(node.path.clone()).or_insert(Base { doc, hidden: why });
        }
        match why {
            Some(why) => match stand_in(&node, &originals, config) {
                Some(original) => rest.push(original),
                None => {
                    hidden.insert((node.lang, node.path), why);
                }
            },
            None => {
                if node.lang == LangId::DEFAULT {
                    originals.insert(node.path.clone(), (node.form, node.source.clone(), node.doc.clone()));
                }
                if node.kind != Kind::Page {
                    flows.of_sections.insert((node.lang, node.path.clone()), handed);
                }
                shown.push(node);
            }
        }
    }
    without_copies(&mut shown, &mut hidden, config);
    *nodes = shown;
    (hidden, flows)
}

/// How a page of the default language is made: of which file, and its document.
type Original = (Form, Option<String>, Option<Arc<Doc>>);

/// While a translation is not shown, readers get the page of the default language, where their language shows pages of that at all.
fn stand_in(node: &Node, originals: &HashMap<String, Original>, config: &Config) -> Option<Node> {
    let shows = |m: &Mount| m.lang == node.lang && m.fallback_from == Some(LangId::DEFAULT);
    let is_own = node.words == node.lang && config.translations.fallback == FallbackPages::Copy;
    let (form, source, doc) = originals
        .get(&node.path)
        .filter(|_| is_own && config.mounts.iter().any(shows))?;
    Some(Node {
        lang: node.lang,
        words: LangId::DEFAULT,
        kind: node.kind,
        path: node.path.clone(),
        form: *form,
        source: source.clone(),
        doc: doc.clone(),
        head: Head::default(),
        fallback_title: String::new(),
    })
}

/// Take out what a language is not to show from another: pages that say so, and those that it has in its own words at another path.
fn without_copies(nodes: &mut Vec<Node>, hidden: &mut Hidden, config: &Config) {
    let key = |node: &Node| node.head.translation_key.clone().filter(|key| !key.is_empty());
    let own = |node: &&Node| node.words == node.lang;
    let translated: HashSet<(LangId, String)> = nodes.iter().filter(own).filter_map(|n| Some((n.lang, key(n)?))).collect();
    let is_copy = config.translations.fallback == FallbackPages::Copy;
    nodes.retain(|node| {
        let elsewhere = || is_copy && key(node).is_some_and(|key| translated.contains(&(node.lang, key)));
        let why = match node.words != node.lang {
            true if node.head.fallback == Some(false) => "not translated, and not to be shown in another language",
            true if elsewhere() => "translated at another path",
            _ => return true,
        };
        hidden.insert((node.lang, node.path.clone()), why);
        false
    });
}

/// A sheet that overlays translate.
struct Base {
    doc: Arc<Doc>,
    hidden: Option<&'static str>,
}

/// Whether a document is the translation of a sheet.
pub(super) fn is_overlay(doc: &Doc) -> bool {
    matches!(doc.body, Body::Overlay(_))
}

fn orphan(doc: &Doc) -> Diagnostic {
    Diagnostic::error(
        Code::OverlayOrphan,
        format!("`{}` translates a sheet that does not exist", doc.file),
    )
    .at(Place::file(doc.file.clone()))
    .help("write the sheet at the same path in the default language, or remove the translation")
}

/// Why a page is not shown, if it is not.
fn left_out(head: &Head, choice: &Choice) -> Option<&'static str> {
    // As in Hugo, a page without a publish date is published on its date.
    let publish = head.publish_date.or(head.date);
    if head.draft && !choice.drafts {
        Some("draft")
    } else if !choice.future && publish.is_some_and(|d| d.unix > choice.now) {
        Some("publish date yet to come")
    } else if !choice.future && head.expiry_date.is_some_and(|d| d.unix <= choice.now) {
        Some("expired")
    } else {
        None
    }
}

/// A document's own front matter; of a sheet's translation that of the sheet with its own over it.
fn own_front(doc: &Doc, base: Option<&Doc>) -> Map<String, Json> {
    let mut front = base.map(|b| b.front.map.clone()).unwrap_or_default();
    for (key, value) in &doc.front.map {
        if base.is_none() {
            front.insert(key.clone(), value.clone());
        } else if let Some(word) = translated(value).filter(|_| !is_stale(doc, base, key)) {
            front.insert(key.clone(), word);
        }
    }
    if matches!(doc.body, Body::Sheet(_) | Body::Overlay(_)) {
        SHEET_CONTENT.iter().for_each(|key| {
            front.shift_remove(*key);
        });
    }
    front
}

/// Whether a translation's key was made from other words than its sheet now has: the page is called what its heading says.
fn is_stale(doc: &Doc, base: Option<&Doc>, key: &str) -> bool {
    let (Body::Overlay(overlay), Some(Body::Sheet(sheet))) = (&doc.body, base.map(|b| &b.body)) else {
        return false;
    };
    let entry = overlay.entries.iter().find(|e| e.path.eq_ignore_ascii_case(key));
    let now = match key {
        "title" => Some(sheet.title.as_str()),
        "linktitle" => sheet.link_title.as_deref(),
        "description" => sheet.description.as_deref(),
        _ => None,
    };
    match (entry.and_then(|e| e.word.of.as_deref()), now) {
        (Some(of), Some(now)) if !of.is_empty() => of != crate::sheet::of(now),
        _ => false,
    }
}

/// An overlay writes `{t: words, of: hash}`, or `{same: true}` for words left as they are.
fn translated(value: &Json) -> Option<Json> {
    match value {
        Json::Object(map) if map.contains_key("t") => map.get("t").cloned(),
        Json::Object(map) if map.contains_key("same") => None,
        other => Some(other.clone()),
    }
}

/// A cascade of a section, ready to match.
struct Flow {
    front: Map<String, Json>,
    path: Option<GlobMatcher>,
    kind: Option<GlobMatcher>,
    lang: Vec<GlobMatcher>,
    place: Option<Place>,
}

impl Flow {
    fn fits(&self, node: &Node, config: &Config) -> bool {
        let fits = |glob: &Option<GlobMatcher>, text: &str| glob.as_ref().is_none_or(|g| g.is_match(text));
        fits(&self.kind, node.kind.as_str())
            && (self.lang.is_empty() || self.lang.iter().any(|g| g.is_match(&config.language(node.lang).code)))
            && fits(&self.path, &format!("/{}", node.path))
    }

    fn has(&self, key: &str) -> bool {
        self.front.contains_key(key) || self.front.get("params").is_some_and(|p| p.get(key).is_some())
    }
}

/// What a section hands down: its own cascades, nearest first, then those from above.
fn with_own(
    node: &Node,
    front: &Map<String, Json>,
    doc: &Doc,
    handed: Arc<Vec<Arc<Flow>>>,
    config: &Config,
    notes: &mut Vec<Diagnostic>,
) -> Arc<Vec<Arc<Flow>>> {
    if node.kind == Kind::Page || !front.contains_key("cascade") {
        return handed;
    }
    let place = doc.front.place("cascade");
    // Its notes come again with the head itself.
    let head = Head::read(front, &|_| place.clone(), "", &config.date_keys, &config.taxonomies).value;
    let mut all = ready(head.cascade, place, notes);
    all.extend(handed.iter().cloned());
    Arc::new(all)
}

/// Cascades, ready to match.
fn ready(cascades: Vec<Cascade>, place: Option<Place>, notes: &mut Vec<Diagnostic>) -> Vec<Arc<Flow>> {
    let mut all = Vec::new();
    for cascade in cascades {
        let mut glob = |pattern: Option<String>| {
            let pattern = pattern?.to_lowercase();
            let glob = GlobBuilder::new(&pattern)
                .literal_separator(true)
                .empty_alternates(true)
                .build();
            if glob.is_err() {
                let mut note = Diagnostic::error(Code::BadValue, format!("`{pattern}` is not a glob"));
                note.place = place.clone();
                notes.push(note);
            }
            glob.ok().map(|g| g.compile_matcher())
        };
        all.push(Arc::new(Flow {
            path: glob(cascade.path),
            kind: glob(cascade.kind),
            lang: cascade.lang.into_iter().filter_map(|l| glob(Some(l))).collect(),
            front: cascade.front,
            place: place.clone(),
        }));
    }
    all
}

fn head_of(
    node: &Node,
    mut front: Map<String, Json>,
    doc: &Doc,
    base: Option<&Doc>,
    handed: &[Arc<Flow>],
    config: &Config,
    notes: &mut Vec<Diagnostic>,
) -> Head {
    let flows: Vec<&Flow> = handed.iter().map(|f| &**f).filter(|f| f.fits(node, config)).collect();
    for flow in &flows {
        pour(&mut front, &flow.front);
    }
    let place = |key: &str| {
        doc.front
            .place(key)
            .or_else(|| base.and_then(|b| b.front.place(key)))
            .or_else(|| flows.iter().find(|f| f.has(key)).and_then(|f| f.place.clone()))
    };
    let read = Head::read(&front, &place, &tree::base_name(node), &config.date_keys, &config.taxonomies);
    notes.extend(read.notes);
    read.value
}

/// Keys of a cascade that the page does not have, those under `params` one by one.
fn pour(front: &mut Map<String, Json>, from: &Map<String, Json>) {
    let has = |front: &Map<String, Json>, key: &str| {
        front.contains_key(key)
            || front
                .get("params")
                .and_then(Json::as_object)
                .is_some_and(|p| p.contains_key(key))
    };
    for (key, value) in from {
        match value {
            Json::Object(params) if key == "params" => {
                for (key, value) in params {
                    if has(front, key) {
                        continue;
                    }
                    let own = front.entry("params").or_insert_with(|| Json::Object(Map::new()));
                    if let Json::Object(own) = own {
                        own.insert(key.clone(), value.clone());
                    }
                }
            }
            _ if !has(front, key) => {
                front.insert(key.clone(), value.clone());
            }
            _ => {}
        }
    }
}
