//! Rules files to [`Rules`]: entries in order, each defining, replacing or appending.

use std::cell::RefCell;
use std::sync::Arc;

use super::exceptions;
use super::item::Item;
use super::overrides::{Override, appends, both, deprecated_append, nothing_to_change, overrides};
use super::{List, Macro, Order, Rule, Rules, resolve};
use crate::diag::{Code, Diagnostic, Noted, Source, settle};
use crate::sheet::PRIORITIES;
use crate::sheet::near::Near;
use crate::yaml::{Node, Value, parse_yaml_all};

const LIST_KEYS: &[&str] = &["list", "items", "append", "override"];
const MACRO_KEYS: &[&str] = &["macro", "condition", "append", "override"];
const RULE_KEYS: &[&str] = &[
    "rule",
    "condition",
    "output",
    "desc",
    "priority",
    "source",
    "enabled",
    "capture",
    "capture_duration",
    "warn_evttypes",
    "skip-if-unknown-filter",
    "tags",
    "exceptions",
    "override",
    "append",
];
const RULE_APPENDABLE: &[&str] = &["condition", "output", "desc", "tags", "exceptions"];
const RULE_REPLACEABLE: &[&str] = &[
    "condition",
    "output",
    "desc",
    "priority",
    "capture",
    "capture_duration",
    "tags",
    "exceptions",
    "enabled",
    "warn_evttypes",
    "skip-if-unknown-filter",
];
const TOP_KEYS: &[&str] = &["rule", "macro", "list", "required_engine_version", "required_plugin_versions"];

/// Load rules files, each a name and a text, in this order. Mistakes are told at their places in the files.
pub fn load(files: &[(Arc<str>, Arc<str>)]) -> Noted<Rules> {
    let notes = RefCell::new(Vec::new());
    let sources: Vec<Source> = files.iter().map(|(name, text)| Source::new(name.clone(), text)).collect();
    let mut loader = Loader {
        rules: Rules {
            files: files.to_vec(),
            ..Rules::default()
        },
        // What is used before anything was defined is used too early.
        clock: 1,
        near: Near::new(),
    };
    for (file, source) in sources.iter().enumerate() {
        match parse_yaml_all(source.text, source) {
            Ok(documents) => {
                for node in &documents {
                    loader.document(&Item {
                        node,
                        file,
                        source,
                        notes: &notes,
                    });
                }
            }
            Err(note) => notes.borrow_mut().push(note),
        }
    }
    let mut notes = notes.into_inner();
    resolve::resolve(&mut loader.rules, &sources, &loader.near, &mut notes);
    settle(&mut notes);
    Noted::new(loader.rules, notes)
}

struct Loader {
    rules: Rules,
    /// Counts the entries that were read.
    clock: usize,
    near: Near,
}

impl Loader {
    fn document(&mut self, item: &Item) {
        match &item.node.value {
            Value::Null => {}
            Value::Seq(entries) => {
                for entry in entries.iter().filter(|e| e.value != Value::Null) {
                    self.entry(&item.below(entry));
                }
            }
            _ => {
                let message = format!("a rules file is a list of rules, macros and lists, not {}", item.node.kind());
                item.note(Diagnostic::error(Code::WrongType, message).at(item.place(&item.start())));
            }
        }
    }

    fn entry(&mut self, item: &Item) {
        self.clock += 1;
        if !matches!(item.node.value, Value::Map(_)) {
            let message = format!("an entry of a rules file is a map, not {}", item.node.kind());
            item.note(Diagnostic::error(Code::WrongType, message).at(item.place(&item.node.at)));
        } else if item.has("required_engine_version") {
            self.engine(item);
        } else if item.has("required_plugin_versions") {
            self.plugins(item);
        } else if item.has("list") {
            self.list(item);
        } else if item.has("macro") {
            self.macro_(item);
        } else if item.has("rule") {
            self.rule(item);
        } else {
            let first = item.node.entries().first().map_or("", |(k, _)| k.text.as_str());
            let message = "an entry that is no rule, macro or list, which Falco ignores";
            let note = Diagnostic::warning(Code::UnknownKey, message).at(item.place(&item.start()));
            item.note(note.suggest(first, TOP_KEYS.iter().copied()));
        }
    }

    fn engine(&mut self, item: &Item) {
        item.known(&["required_engine_version"]);
        let Some(version) = item.required("required_engine_version") else {
            return;
        };
        let Some(numbers) = version_of(&version.value) else {
            let message = format!("`{}` is no version", version.value);
            let note = Diagnostic::error(Code::BadValue, message).at(item.place(&version.at().range));
            return item.note(note.help("write it as `0.57.0`"));
        };
        if self
            .rules
            .engine
            .as_deref()
            .and_then(version_of)
            .is_none_or(|old| old < numbers)
        {
            self.rules.engine = Some(version.value);
        }
    }

    fn plugins(&mut self, item: &Item) {
        item.known(&["required_plugin_versions"]);
        for plugin in item.node.get("required_plugin_versions").map(Node::items).unwrap_or_default() {
            let plugin = item.below(plugin);
            plugin.known(&["name", "version", "alternatives"]);
            if let (Some(name), Some(version)) = (plugin.required("name"), plugin.required("version")) {
                self.rules.plugins.push((name.value, version.value));
            }
        }
    }

    fn list(&mut self, item: &Item) {
        item.known(LIST_KEYS);
        let name = item.required("list");
        if !item.has("items") {
            let note = Diagnostic::error(Code::MissingKey, "`items` is missing here");
            return item.note(note.at(item.place(&item.start())));
        }
        let (Some(name), Some(items)) = (name, item.list("items")) else {
            return;
        };
        if !appends(item, "items") {
            let first = self.rules.lists.get(&name.value).map_or(self.clock, |l| l.order.first);
            let list = List {
                at: name.at(),
                items,
                order: Order { first, last: self.clock },
                name: name.value,
            };
            return self.rules.lists.put(&list.name.clone(), list);
        }
        match self.rules.lists.get_mut(&name.value) {
            Some(list) => {
                list.items.extend(items);
                list.order.last = self.clock;
            }
            None => nothing_to_change(item, ("list", &name.value), &name.at(), &self.near, self.rules.lists.names()),
        }
    }

    fn macro_(&mut self, item: &Item) {
        item.known(MACRO_KEYS);
        let (Some(name), Some(condition)) = (item.required("macro"), item.required("condition")) else {
            return;
        };
        let is_name = |n: &str| {
            n.starts_with(|c: char| c.is_ascii_alphabetic()) && n.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        if !is_name(&name.value) {
            let message = format!(
                "`{}` cannot be used in a condition: a macro's name is made of letters, digits and `_`",
                name.value
            );
            item.note(Diagnostic::warning(Code::BadValue, message).at(item.place(&name.at().range)));
        }
        if !appends(item, "condition") {
            let first = self.rules.macros.get(&name.value).map_or(self.clock, |m| m.order.first);
            let defined = Macro {
                at: name.at(),
                condition,
                expr: None,
                order: Order { first, last: self.clock },
                name: name.value,
            };
            return self.rules.macros.put(&defined.name.clone(), defined);
        }
        match self.rules.macros.get_mut(&name.value) {
            Some(old) => {
                old.condition.append(condition);
                old.order.last = self.clock;
            }
            None => nothing_to_change(
                item,
                ("macro", &name.value),
                &name.at(),
                &self.near,
                self.rules.macros.names(),
            ),
        }
    }

    fn rule(&mut self, item: &Item) {
        item.known(RULE_KEYS);
        let Some(name) = item.required("rule") else { return };
        let overrides = overrides(item, RULE_APPENDABLE, RULE_REPLACEABLE);
        let append = item.flag("append").unwrap_or(false);
        if append {
            deprecated_append(item);
        }
        if append && item.has("override") {
            return both(item);
        }
        let bare = ["condition", "output", "desc", "priority"].iter().all(|key| !item.has(key));
        if item.has("override") {
            self.override_rule(item, &name.value, &name.at(), &overrides);
        } else if append {
            self.append_rule(item, &name.value, &name.at());
        } else if bare && item.has("enabled") {
            self.enable_rule(item, &name.value, &name.at());
        } else {
            self.define_rule(item, name.value.clone(), name.at());
        }
    }

    fn define_rule(&mut self, item: &Item, name: String, at: super::At) {
        let (condition, output) = (item.required("condition"), item.required("output"));
        let (desc, priority) = (item.required("desc"), item.required("priority"));
        let (Some(condition), Some(mut output), Some(desc), Some(priority)) = (condition, output, desc, priority) else {
            return;
        };
        output.value = output.value.trim().to_string();
        let source = item.optional("source").map_or("syscall".to_string(), |s| s.value);
        self.same_source(item, &name, &source);
        check_priority(item, &priority.value, &priority.at().range);
        let mut rule = Rule {
            name,
            at,
            desc,
            condition,
            output,
            priority: priority.value,
            tags: Vec::new(),
            source,
            enabled: item.flag("enabled").unwrap_or(true),
            exceptions: Vec::new(),
            expr: None,
        };
        add_tags(&mut rule, item);
        exceptions::add(&mut rule.exceptions, exceptions::read(item), false, item);
        self.rules.rules.put(&rule.name.clone(), rule);
    }

    /// A rule may not be defined again for another source of events.
    fn same_source(&self, item: &Item, name: &str, source: &str) {
        if let Some(old) = self.rules.rules.get(name).filter(|old| old.source != source) {
            let message = format!(
                "the rule `{name}` was defined for the source `{}`, not `{source}`",
                old.source
            );
            let at = item.node.get("source").map_or(item.start(), |n| n.at.clone());
            let note = Diagnostic::error(Code::RulesInvalid, message).at(item.place(&at));
            item.note(note.via("it was defined here", Some(self.rules.place(&old.at))));
        }
    }

    fn changed(&mut self, item: &Item, name: &str, at: &super::At) -> Option<&mut Rule> {
        if let Some(source) = item.node.get("source").and_then(Node::scalar) {
            self.same_source(item, name, &source);
        }
        if self.rules.rules.get(name).is_none() {
            nothing_to_change(item, ("rule", name), at, &self.near, self.rules.rules.names());
        }
        self.rules.rules.get_mut(name)
    }

    /// `append: true`, the old way: condition and exceptions.
    fn append_rule(&mut self, item: &Item, name: &str, at: &super::At) {
        let Some(rule) = self.changed(item, name, at) else { return };
        if !item.has("condition") && !item.has("exceptions") {
            let message = "a rule with `append` needs a `condition` or `exceptions` to append";
            return item.note(Diagnostic::error(Code::MissingKey, message).at(item.place(&at.range)));
        }
        if let Some(condition) = item.optional("condition") {
            rule.condition.append(condition);
        }
        exceptions::add(&mut rule.exceptions, exceptions::read(item), true, item);
    }

    /// `enabled` alone, the old way to switch a rule on or off.
    fn enable_rule(&mut self, item: &Item, name: &str, at: &super::At) {
        let note = Diagnostic::warning(Code::RulesDeprecated, "Falco has deprecated `enabled` without `override`");
        let place = item
            .node
            .entries()
            .iter()
            .find(|(k, _)| k.text == "enabled")
            .map_or(item.start(), |(k, _)| k.at.clone());
        item.note(note.at(item.place(&place)).help("add `override: {enabled: replace}`"));
        let enabled = item.flag("enabled");
        if let (Some(rule), Some(enabled)) = (self.changed(item, name, at), enabled) {
            rule.enabled = enabled;
        }
    }

    fn override_rule(&mut self, item: &Item, name: &str, at: &super::At, overrides: &[Override]) {
        for (key, _) in item.node.entries() {
            let changeable = RULE_REPLACEABLE.contains(&key.text.as_str());
            if changeable && item.node.get("override").is_some_and(|o| o.get(&key.text).is_none()) {
                let message = format!("`override` does not say what becomes of `{}`", key.text);
                let note = Diagnostic::error(Code::RulesOverride, message).at(item.place(&key.at));
                item.note(note.help(format!("add `{}: append` or `{}: replace` to it", key.text, key.text)));
            }
        }
        let Some(rule) = self.changed(item, name, at) else { return };
        // As Falco does: what is appended first, what is replaced then.
        for one in overrides.iter().filter(|o| o.append) {
            append_key(rule, one.key, item);
        }
        for one in overrides.iter().filter(|o| !o.append) {
            replace_key(rule, one.key, item);
        }
    }
}

fn append_key(rule: &mut Rule, key: &str, item: &Item) {
    match key {
        "condition" => item.optional(key).into_iter().for_each(|t| rule.condition.append(t)),
        "output" => item.optional(key).into_iter().for_each(|t| rule.output.append(t)),
        "desc" => item.optional(key).into_iter().for_each(|t| rule.desc.append(t)),
        "tags" => add_tags(rule, item),
        _ => exceptions::add(&mut rule.exceptions, exceptions::read(item), true, item),
    }
}

fn replace_key(rule: &mut Rule, key: &str, item: &Item) {
    match key {
        "condition" => item.optional(key).into_iter().for_each(|t| rule.condition = t),
        "output" => item.optional(key).into_iter().for_each(|t| rule.output = t),
        "desc" => item.optional(key).into_iter().for_each(|t| rule.desc = t),
        "priority" => {
            if let Some(priority) = item.optional(key) {
                check_priority(item, &priority.value, &priority.at().range);
                rule.priority = priority.value;
            }
        }
        "enabled" => rule.enabled = item.flag(key).unwrap_or(rule.enabled),
        "tags" => {
            rule.tags.clear();
            add_tags(rule, item);
        }
        "exceptions" => {
            rule.exceptions.clear();
            exceptions::add(&mut rule.exceptions, exceptions::read(item), false, item);
        }
        // The rest decides how a rule runs, and is shown nowhere.
        _ => {}
    }
}

fn add_tags(rule: &mut Rule, item: &Item) {
    for (tag, _) in item.list("tags").unwrap_or_default() {
        if !rule.tags.contains(&tag) {
            rule.tags.push(tag);
        }
    }
}

fn check_priority(item: &Item, priority: &str, at: &std::ops::Range<usize>) {
    if !PRIORITIES.contains(&priority.to_uppercase().as_str()) {
        let note = Diagnostic::error(Code::BadValue, format!("`priority` cannot be `{priority}`")).at(item.place(at));
        item.note(note.suggest(priority, PRIORITIES.iter().copied()));
    }
}

/// `0.57.0`, or a number alone, which stands for the second part.
fn version_of(text: &str) -> Option<[u64; 3]> {
    let text = text.trim();
    if let Ok(minor) = text.parse() {
        return Some([0, minor, 0]);
    }
    let core = text.split(['-', '+']).next()?;
    let parts: Vec<u64> = core.split('.').map(|p| p.parse().ok()).collect::<Option<_>>()?;
    parts.try_into().ok()
}
