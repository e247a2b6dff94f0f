//! The theme: templates, components, strings and static files of a site, ready to render. Tera is named in this folder only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{ComponentArgType, Tera};

use super::failure::{diagnose, path_of};
use super::functions;
use super::string_check;
use super::strings::{Strings, StringsFile};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Noted, Place};
use crate::doc::Markdown;
use crate::hash::Hash;
use crate::source::{Data, File, FileKind, Files};

/// Under this prefix a template of the theme in the binary can be named even where the site has a file in its place.
pub const BUILT_IN: &str = "theme/";

/// The static file that holds the colours of code; made by the highlighter unless the site has one of its own.
pub const CODE_CSS: &str = "css/code.css";

/// A theme that can render.
#[derive(Debug)]
pub struct Theme {
    pub(super) tera: Tera,
    pub(super) strings: Arc<Strings>,
    /// The texts of all templates by name, for excerpts.
    pub(super) sources: Arc<BTreeMap<String, String>>,
    shortcodes: BTreeMap<String, Shortcode>,
    /// Of every template, string, static file and Markdown option.
    pub hash: Hash,
}

/// A component that content may call.
#[derive(Debug)]
pub struct Shortcode {
    /// The component's name in templates: `blocks.content`.
    pub component: String,
    /// The names of positional arguments, in order.
    pub positional: Vec<String>,
    pub body: BodyUse,
    /// Declared arguments, implicit ones left out.
    pub args: Vec<ShortcodeArg>,
    /// Takes any further arguments.
    pub open: bool,
    /// Reads files of the site, as its metadata `reads` says.
    pub reads: bool,
    /// Is given the cheatsheets, itself or through a component that it uses.
    pub sheets: bool,
}

/// A declared argument of a component.
#[derive(Debug)]
pub struct ShortcodeArg {
    pub name: String,
    pub required: bool,
    pub kind: Option<ArgKind>,
}

/// The types of arguments that content can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgKind {
    Str,
    Bool,
    Int,
    Number,
    Other,
}

/// Whether a component uses what stands between its opening and closing call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyUse {
    Required,
    Optional,
    None,
}

impl Theme {
    /// Load the theme of a site. `None` when a template cannot be used.
    pub fn load(files: &Files, config: &Config, markdown: &Markdown) -> Noted<Option<Theme>> {
        let mut notes = Vec::new();
        // A site's file of strings comes over the theme's: it changes and adds strings, and need not repeat all the others.
        let own = read_all(files, FileKind::Strings, "", &mut notes);
        let changed = |path: &str| {
            files
                .of(FileKind::Strings)
                .any(|f| *f.path == *path && matches!(f.data, Data::Disk(_)))
        };
        let strings_files: Vec<StringsFile> = crate::source::built_in_strings()
            .filter(|(path, _)| changed(path))
            .map(|(path, text)| (path.to_string(), text.to_string()))
            .chain(own)
            .filter_map(|(path, text)| StringsFile::of(path, text, config))
            .collect();
        let strings = Strings::load(&strings_files, config);
        notes.extend(strings.notes);
        let strings = Arc::new(strings.value);

        // Templates for paper are the typesetter's.
        let own: Vec<(String, String)> = read_all(files, FileKind::Template, "", &mut notes)
            .filter(|(path, _)| !path.ends_with(".typ"))
            .map(|(path, text)| (path.trim_start_matches("templates/").to_string(), text))
            .filter(|(name, _)| !left_out(name, config))
            .collect();
        let built_in = built_in(&own, config);
        let sources: BTreeMap<String, String> = own.into_iter().chain(built_in).collect();
        if let Err(note) = markdown.highlighter.css(&config.highlight.light, &config.highlight.dark) {
            notes.push(note.at(Place::file(crate::config::FILE_NAME)));
        }
        notes.extend(unknown_groups(&sources, config));
        let mut tera = Tera::new();
        tera.set_fallback_prefixes([BUILT_IN]).expect("no template is loaded yet");
        functions::register(&mut tera, &strings, config, markdown, assets(files, config, markdown));
        let on_disk = |i: usize| {
            // Of a file that the site has in place of the theme's both are read, the theme's first.
            let path = &strings_files[i].path;
            changed(path) && !strings_files[i + 1..].iter().any(|later| later.path == *path)
        };
        let named: Vec<(String, &str)> = sources.iter().map(|(name, text)| (path_of(name), text.as_str())).collect();
        notes.extend(string_check::check(&strings_files, &on_disk, &named));
        let sources = Arc::new(sources);
        if let Err(error) = tera.add_raw_templates(sources.iter()) {
            notes.extend(diagnose(&error, Code::TemplateSyntax, &sources));
            return Noted::new(None, notes);
        }
        let shortcodes = shortcodes(&tera, &sources);
        let hash = Theme::hash_of(files, config);
        Noted::new(
            Some(Theme {
                tera,
                strings,
                sources,
                shortcodes,
                hash,
            }),
            notes,
        )
    }

    /// The hash of everything that a theme is loaded from.
    pub fn hash_of(files: &Files, config: &Config) -> Hash {
        let in_theme = |f: &&File| matches!(f.kind, FileKind::Template | FileKind::Strings | FileKind::Static);
        let parts: Vec<(&str, Hash)> = files.list.iter().filter(in_theme).map(|f| (&*f.path, f.hash)).collect();
        Hash::of(&(parts, config.hash))
    }

    /// A shortcode by the name that content uses: `blocks/content`, `youtube-80`.
    pub fn shortcode(&self, name: &str) -> Option<&Shortcode> {
        self.shortcodes.get(&component_name(name))
    }

    /// The names of all shortcodes, as content writes them.
    pub fn shortcode_names(&self) -> impl Iterator<Item = String> {
        self.shortcodes.keys().map(|name| name.replace('.', "/"))
    }

    /// The first of these templates that there is.
    pub fn first_of(&self, names: &[String]) -> Option<String> {
        names
            .iter()
            .find(|n| self.tera.contains_template(n) || self.sources.contains_key(&format!("{BUILT_IN}{n}")))
            .cloned()
    }
}

/// `blocks/content` is the component `blocks.content`, `youtube-80` is `youtube_80`.
fn component_name(shortcode: &str) -> String {
    shortcode.replace('/', ".").replace('-', "_")
}

/// The readable files of a kind whose names end so, in order, as text.
fn read_all<'a>(
    files: &'a Files,
    kind: FileKind,
    end: &'a str,
    notes: &mut Vec<Diagnostic>,
) -> std::vec::IntoIter<(String, String)> {
    let mut all = Vec::new();
    for file in files.of(kind).filter(|f| f.path.ends_with(end)) {
        match read_text(file) {
            Ok(text) => all.push((file.path.to_string(), text)),
            Err(note) => notes.push(note),
        }
    }
    all.into_iter()
}

fn read_text(file: &File) -> Result<String, Diagnostic> {
    let bytes = file.read().map_err(|e| {
        Diagnostic::error(Code::UnreadableFile, format!("this file cannot be read: {e}")).at(Place::file(file.path.clone()))
    })?;
    String::from_utf8(bytes).map_err(|e| {
        let message = format!("this file is not UTF-8 (byte {} is wrong)", e.utf8_error().valid_up_to());
        Diagnostic::error(Code::NotUtf8, message)
            .at(Place::file(file.path.clone()))
            .help("save it as UTF-8")
    })
}

/// Whether a template is of a group of shortcodes that the site leaves out.
fn left_out(name: &str, config: &Config) -> bool {
    group_of(name).is_some_and(|group| config.shortcodes.get(group) == Some(&false))
}

/// The group of a shortcode's template: `falco` of `shortcodes/falco/faq.html`.
fn group_of(name: &str) -> Option<&str> {
    let inside = name.trim_start_matches(BUILT_IN).strip_prefix("shortcodes/")?;
    inside.split_once('/').map(|(group, _)| group)
}

/// Groups that the configuration turns on and that no template is in.
fn unknown_groups(sources: &BTreeMap<String, String>, config: &Config) -> Vec<Diagnostic> {
    let known: BTreeSet<&str> = sources.keys().filter_map(|name| group_of(name)).collect();
    let wanted = config.shortcodes.iter().filter(|(_, on)| **on).map(|(name, _)| name.as_str());
    let note = |name: &str| {
        let note = Diagnostic::warning(Code::UnknownKey, format!("there is no group of shortcodes `{name}`"));
        note.at(Place::file(crate::config::FILE_NAME))
            .suggest(name, known.iter().copied())
    };
    wanted.filter(|name| !known.contains(name)).map(note).collect()
}

/// The templates in the binary, under their prefix; without those that the site has a file in place of and never names. Those would
/// only fail: the theme's `section.html` fills blocks of the theme's `page.html`, which a site's own may not have.
fn built_in(own: &[(String, String)], config: &Config) -> Vec<(String, String)> {
    let replaced = |name: &str| own.iter().any(|(n, _)| n == name);
    let named = |name: &str| own.iter().any(|(_, text)| text.contains(name));
    crate::source::built_in_templates()
        .map(|(name, text)| (name, format!("{BUILT_IN}{name}"), text))
        .filter(|(name, prefixed, _)| !replaced(name) || named(prefixed))
        .filter(|(name, _, _)| !left_out(name, config))
        .map(|(_, prefixed, text)| (prefixed, text.to_string()))
        .collect()
}

/// Every static file with the start of its hash, for URLs that change when the file does.
fn assets(files: &Files, config: &Config, markdown: &Markdown) -> BTreeMap<String, String> {
    let mut assets: BTreeMap<String, String> = files
        .of(FileKind::Static)
        .map(|f| (f.path.trim_start_matches("static/").to_string(), f.hash.short()))
        .collect();
    let css = markdown
        .highlighter
        .css(&config.highlight.light, &config.highlight.dark)
        .unwrap_or_default();
    assets
        .entry(CODE_CSS.to_string())
        .or_insert_with(|| Hash::of_bytes(css.as_bytes()).short());
    assets
}

/// The components that are defined in `shortcodes/`.
fn shortcodes(tera: &Tera, sources: &BTreeMap<String, String>) -> BTreeMap<String, Shortcode> {
    let in_folder = |name: &&String| name.trim_start_matches(BUILT_IN).starts_with("shortcodes/");
    let names: BTreeSet<&str> = sources
        .iter()
        .filter(|(name, _)| in_folder(name))
        .flat_map(|(_, text)| defined(text))
        .collect();
    names
        .into_iter()
        .filter_map(|name| Some((name.to_string(), shortcode(tera, sources, name)?)))
        .collect()
}

/// The names of the components that a template defines.
fn defined(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|tag| {
        let tag = tag.trim_start_matches('-').trim_start().strip_prefix("component ")?;
        tag.trim_start().split(['(', ' ']).next()
    })
}

fn declares_sheets(tera: &Tera, name: &str) -> bool {
    let info = tera.get_component_definition(name);
    info.is_some_and(|info| info.args().iter().any(|a| a.is_implicit() && a.name() == "sheets"))
}

/// Whether a template that defines a component also uses one that declares the sheets.
fn uses_sheets(tera: &Tera, sources: &BTreeMap<String, String>, name: &str) -> bool {
    let templates = sources.values().filter(|text| defined(text).any(|d| d == name));
    let given: Vec<&str> = tera.get_component_names().filter(|n| declares_sheets(tera, n)).collect();
    templates
        .into_iter()
        .any(|text| given.iter().any(|n| text.contains(&format!("<{n}"))))
}

fn shortcode(tera: &Tera, sources: &BTreeMap<String, String>, name: &str) -> Option<Shortcode> {
    let info = tera.get_component_definition(name)?;
    let text = |key: &str| info.metadata().get(key).and_then(|v| v.as_str().map(str::to_string));
    let positional = info.metadata().get("positional").and_then(|v| v.as_array());
    let args = info.args().iter().filter(|a| !a.is_implicit()).map(|a| ShortcodeArg {
        name: a.name().to_string(),
        required: a.is_required(),
        kind: a.arg_type().map(|t| match t {
            ComponentArgType::String => ArgKind::Str,
            ComponentArgType::Bool => ArgKind::Bool,
            ComponentArgType::Integer => ArgKind::Int,
            ComponentArgType::Float | ComponentArgType::Number => ArgKind::Number,
            _ => ArgKind::Other,
        }),
    });
    Some(Shortcode {
        component: name.to_string(),
        positional: positional
            .unwrap_or_default()
            .iter()
            .filter_map(|v| v.as_str().map(str::to_string))
            .collect(),
        body: match text("body").as_deref() {
            Some("required") => BodyUse::Required,
            Some("none") => BodyUse::None,
            _ => BodyUse::Optional,
        },
        args: args.collect(),
        sheets: declares_sheets(tera, name) || uses_sheets(tera, sources, name),
        reads: info.metadata().get("reads").is_some_and(|v| v.is_truthy()),
        open: info.rest_param().is_some(),
    })
}
