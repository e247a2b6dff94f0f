//! Hugo's settings as a tree: keys without regard to case, merged as Hugo merges them, taken out one by one so that what nobody
//! took is known.

use serde_json::{Map, Value as Json};

use crate::diag::{Place, Source};
use crate::yaml::{self, Node};

/// A setting with its name and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// As it is spelled; compared without regard to case.
    pub name: String,
    /// The names from the root, with dots: what the report calls it.
    pub key: String,
    pub value: Value,
    pub place: Place,
    /// Something was taken out of it.
    pub touched: bool,
}

/// What a setting holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Map(Vec<Setting>),
    List(Vec<Setting>),
    One(Json),
}

impl Setting {
    /// A map without entries.
    pub fn map(name: &str, place: Place) -> Setting {
        Setting {
            name: name.to_string(),
            key: String::new(),
            value: Value::Map(Vec::new()),
            place,
            touched: false,
        }
    }

    /// A parsed file's tree.
    pub fn of(name: &str, node: &Node, source: &Source) -> Setting {
        let value = match &node.value {
            yaml::Value::Map(entries) => {
                let mut map = Setting::map(name, source.place(node.at.clone()));
                for (key, value) in entries {
                    map.merge(Setting::of(&key.text, value, source));
                }
                map.value
            }
            yaml::Value::Seq(items) => {
                let item = |(i, node): (usize, &Node)| Setting::of(&i.to_string(), node, source);
                Value::List(items.iter().enumerate().map(item).collect())
            }
            _ => Value::One(node.to_json()),
        };
        Setting {
            value,
            ..Setting::map(name, source.place(node.at.clone()))
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Setting] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Setting] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Put a child in: maps are merged key by key, everything else takes the place of what was there.
    pub fn merge(&mut self, child: Setting) {
        let Value::Map(entries) = &mut self.value else { return };
        match entries.iter_mut().find(|e| e.name.eq_ignore_ascii_case(&child.name)) {
            Some(there) => match child.value {
                Value::Map(news) if matches!(there.value, Value::Map(_)) => news.into_iter().for_each(|n| there.merge(n)),
                value => (there.value, there.place) = (value, child.place),
            },
            None => entries.push(child),
        }
    }

    /// Give every setting its key. Items of lists are numbered.
    pub fn name_keys(&mut self, key: &str) {
        self.key = key.to_string();
        match &mut self.value {
            Value::Map(entries) => {
                for entry in entries {
                    let below = if key.is_empty() {
                        entry.name.clone()
                    } else {
                        format!("{key}.{}", entry.name)
                    };
                    entry.name_keys(&below);
                }
            }
            Value::List(items) => items
                .iter_mut()
                .for_each(|item| item.name_keys(&format!("{key}[{}]", item.name))),
            Value::One(_) => {}
        }
    }

    /// Take the setting at a dotted path out of the tree.
    pub fn take(&mut self, path: &str) -> Option<Setting> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let Value::Map(entries) = &mut self.value else { return None };
        let at = entries.iter().position(|e| e.name.eq_ignore_ascii_case(first))?;
        let taken = match rest {
            None => Some(entries.remove(at)),
            Some(rest) => {
                let taken = entries[at].take(rest);
                if entries[at].touched && entries[at].entries().is_empty() {
                    entries.remove(at);
                }
                taken
            }
        };
        self.touched |= taken.is_some();
        taken
    }

    /// As JSON, keys as they are spelled.
    pub fn json(&self) -> Json {
        match &self.value {
            Value::Map(entries) => Json::Object(entries.iter().map(|e| (e.name.clone(), e.json())).collect::<Map<_, _>>()),
            Value::List(items) => Json::Array(items.iter().map(Setting::json).collect()),
            Value::One(json) => json.clone(),
        }
    }

    /// A scalar as text.
    pub fn text(&self) -> Option<String> {
        match &self.value {
            Value::One(Json::String(text)) => Some(text.clone()),
            Value::One(Json::Null) => None,
            Value::One(json) => Some(json.to_string()),
            _ => None,
        }
    }

    /// True or false, written as such or as a string.
    pub fn flag(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// A whole number, written as such or as a string.
    pub fn int(&self) -> Option<i64> {
        self.text()?.trim().parse().ok()
    }

    /// A list of scalars, or one scalar alone.
    pub fn texts(&self) -> Option<Vec<String>> {
        match &self.value {
            Value::List(items) => items.iter().map(Setting::text).collect(),
            Value::One(Json::Null) => Some(Vec::new()),
            Value::One(_) => self.text().map(|t| vec![t]),
            Value::Map(_) => None,
        }
    }
}
