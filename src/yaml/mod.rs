//! YAML (and TOML, JSON) with positions: a text becomes a [`Node`] tree, which is checked against a schema and then read as a type.

mod parse;
mod schema;

use std::ops::Range;

pub use parse::{parse_json, parse_toml, parse_yaml, parse_yaml_all};
pub use schema::{check, read, schema_of, schema_of_output};

/// A value and the byte range in its text that it was written in (empty at 0 where the format's parser gives none).
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub at: Range<usize>,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Seq(Vec<Node>),
    /// In the order of the text. Keys that are not strings are written as YAML would print them.
    Map(Vec<(Key, Node)>),
}

/// A map's key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub text: String,
    pub at: Range<usize>,
}

impl Node {
    /// A node without a position.
    pub fn null() -> Node {
        Node {
            value: Value::Null,
            at: 0..0,
        }
    }

    /// The child of a map by its exact key; the last one where the key is written twice.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().rev().find(|(k, _)| k.text == key).map(|(_, v)| v)
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Seq(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }

    /// A scalar as people would write it: `null` and collections give `None`.
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::Str(s) => Some(s.clone()),
            Value::Bool(b) => Some(b.to_string()),
            Value::Int(i) => Some(i.to_string()),
            Value::Float(f) => Some(f.to_string()),
            Value::Null | Value::Seq(_) | Value::Map(_) => None,
        }
    }

    /// The same tree without positions.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Int(i) => Json::from(*i),
            Value::Float(f) => serde_json::Number::from_f64(*f).map_or(Json::Null, Json::Number),
            Value::Str(s) => Json::String(s.clone()),
            Value::Seq(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Map(entries) => Json::Object(entries.iter().map(|(k, v)| (k.text.clone(), v.to_json())).collect()),
        }
    }

    /// What the node is called in a message: `a map`, `a string`, ...
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Str(_) => "a string",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}
