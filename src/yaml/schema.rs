//! Checks a [`Node`] tree against the JSON Schema of a Rust type, reporting every mistake at its place, then reads it as that type.

use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{Node, Value};
use crate::diag::{Code, Diagnostic, Noted, Source, has_errors};

/// The JSON Schema of a type: what `stoop schema` prints and what files are checked against.
pub fn schema_of<T: JsonSchema>() -> Json {
    schemars::generate::SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// The JSON Schema of what we write of a type: keys that may be left out are not required.
pub fn schema_of_output<T: JsonSchema>() -> Json {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// Check a tree against the schema of `T` and read it. `None` when there are errors.
pub fn read<T: JsonSchema + DeserializeOwned>(node: &Node, source: &Source) -> Noted<Option<T>> {
    let schema = schema_of::<T>();
    let mut notes = check(node, &schema, source);
    if has_errors(&notes) {
        return Noted::new(None, notes);
    }
    match serde_json::from_value(node.to_json()) {
        Ok(value) => Noted::new(Some(value), notes),
        Err(error) => {
            notes.push(Diagnostic::error(Code::BadValue, error.to_string()).at(source.place(node.at.clone())));
            Noted::new(None, notes)
        }
    }
}

/// Every way in which a tree differs from a schema. Understands what schemars writes: `$ref`, `properties`, `additionalProperties`,
/// `required`, `items`, `enum`, `const`, `anyOf`, `oneOf`, `type`.
pub fn check(node: &Node, schema: &Json, source: &Source) -> Vec<Diagnostic> {
    let mut checker = Checker {
        root: schema,
        source,
        notes: Vec::new(),
    };
    checker.node(node, schema, None);
    checker.notes
}

struct Checker<'a> {
    root: &'a Json,
    source: &'a Source<'a>,
    notes: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn node(&mut self, node: &Node, schema: &'a Json, key: Option<&str>) {
        let schema = self.resolve(schema);
        if let Some(branches) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Json::as_array) {
            return self.branches(node, branches, key);
        }
        if let Some(allowed) = schema.get("enum").and_then(Json::as_array) {
            return self.allowed(node, allowed, key);
        }
        if !accepts(schema, node) {
            let wanted = type_names(schema);
            let what = key.map_or("this".to_string(), |k| format!("`{k}`"));
            self.report(
                Code::WrongType,
                format!("{what} takes {wanted}, not {}", node.kind()),
                node.at.clone(),
            );
            return;
        }
        match &node.value {
            Value::Map(_) => self.map(node, schema),
            Value::Seq(items) => {
                if let Some(item) = schema.get("items") {
                    items.iter().for_each(|i| self.node(i, item, key));
                }
            }
            _ => {}
        }
    }

    fn map(&mut self, node: &Node, schema: &'a Json) {
        let properties = schema.get("properties").and_then(Json::as_object);
        let others = schema.get("additionalProperties");
        for (i, (key, value)) in node.entries().iter().enumerate() {
            if node.entries()[..i].iter().any(|(earlier, _)| earlier.text == key.text) {
                self.report(
                    Code::DuplicateKey,
                    format!("the key `{}` is written twice here", key.text),
                    key.at.clone(),
                );
            }
            if let Some(property) = properties.and_then(|p| p.get(&key.text)) {
                self.node(value, property, Some(&key.text));
            } else if others == Some(&Json::Bool(false)) {
                let known = properties.into_iter().flat_map(|p| p.keys().map(String::as_str));
                let note = Diagnostic::error(Code::UnknownKey, format!("unknown key `{}`", key.text))
                    .at(self.source.place(key.at.clone()))
                    .suggest(&key.text, known);
                self.notes.push(note);
            } else if let Some(other) = others {
                self.node(value, other, Some(&key.text));
            }
        }
        for required in schema
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            if node.get(required).is_none() {
                self.report(
                    Code::MissingKey,
                    format!("`{required}` is missing here"),
                    node.at.start..node.at.start + 1,
                );
            }
        }
    }

    /// One of several shapes. The complaint is that of the branch that fits best: the right type with the fewest mistakes.
    fn branches(&mut self, node: &Node, branches: &'a [Json], key: Option<&str>) {
        let fitting: Vec<&'a Json> = branches.iter().filter(|b| self.could_be(node, b)).collect();
        let tries = fitting.iter().map(|branch| {
            let mut checker = Checker {
                root: self.root,
                source: self.source,
                notes: Vec::new(),
            };
            checker.node(node, branch, key);
            checker.notes
        });
        match tries.min_by_key(Vec::len) {
            Some(best) => self.notes.extend(best),
            None => {
                let constants: Vec<Json> = branches
                    .iter()
                    .filter_map(|b| self.resolve(b).get("const").cloned())
                    .chain(branches.iter().flat_map(|b| {
                        self.resolve(b)
                            .get("enum")
                            .and_then(Json::as_array)
                            .cloned()
                            .unwrap_or_default()
                    }))
                    .collect();
                if !constants.is_empty() && node.as_str().is_some() {
                    return self.not_allowed(node, &constants, key);
                }
                let mut names: Vec<String> = branches.iter().flat_map(|b| self.names(b)).collect();
                names.dedup();
                let what = key.map_or("this".to_string(), |k| format!("`{k}`"));
                self.report(
                    Code::WrongType,
                    format!("{what} takes {}, not {}", names.join(" or "), node.kind()),
                    node.at.clone(),
                );
            }
        }
    }

    /// What the shapes of a branch are called, those within shapes included.
    fn names(&self, branch: &'a Json) -> Vec<String> {
        let branch = self.resolve(branch);
        match branch.get("anyOf").or_else(|| branch.get("oneOf")).and_then(Json::as_array) {
            Some(nested) => nested.iter().flat_map(|b| self.names(b)).collect(),
            None if types(branch) == ["null"] => Vec::new(),
            None => vec![type_names(branch)],
        }
    }

    fn could_be(&self, node: &Node, branch: &'a Json) -> bool {
        let branch = self.resolve(branch);
        if let Some(constant) = branch.get("const") {
            return *constant == node.to_json();
        }
        if let Some(nested) = branch.get("anyOf").or_else(|| branch.get("oneOf")).and_then(Json::as_array) {
            return nested.iter().any(|b| self.could_be(node, b));
        }
        if let Some(tag) = tag_of(branch) {
            return node.get(tag.0).and_then(Node::as_str) == Some(tag.1);
        }
        accepts(branch, node)
    }

    fn allowed(&mut self, node: &Node, allowed: &[Json], key: Option<&str>) {
        if !allowed.contains(&node.to_json()) {
            self.not_allowed(node, allowed, key);
        }
    }

    fn not_allowed(&mut self, node: &Node, allowed: &[Json], key: Option<&str>) {
        let written = node.scalar().unwrap_or_else(|| node.kind().to_string());
        let what = key.map_or("this value".to_string(), |k| format!("`{k}`"));
        let note = Diagnostic::error(Code::BadValue, format!("{what} cannot be `{written}`"))
            .at(self.source.place(node.at.clone()))
            .suggest(&written, allowed.iter().filter_map(Json::as_str));
        self.notes.push(note);
    }

    fn resolve(&self, schema: &'a Json) -> &'a Json {
        let mut schema = schema;
        while let Some(pointer) = schema.get("$ref").and_then(Json::as_str) {
            match self.root.pointer(pointer.trim_start_matches('#')) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    fn report(&mut self, code: Code, message: String, at: Range<usize>) {
        self.notes.push(Diagnostic::error(code, message).at(self.source.place(at)));
    }
}

/// The constant property that tells a tagged variant from its siblings, such as `kind: rule`.
fn tag_of(branch: &Json) -> Option<(&str, &str)> {
    let properties = branch.get("properties")?.as_object()?;
    properties
        .iter()
        .find_map(|(k, v)| Some((k.as_str(), v.get("const")?.as_str()?)))
}

fn types(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(one)) => vec![one],
        Some(Json::Array(many)) => many.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn accepts(schema: &Json, node: &Node) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|t| {
            matches!(
                (*t, &node.value),
                ("null", Value::Null)
                    | ("boolean", Value::Bool(_))
                    | ("integer", Value::Int(_))
                    | ("number", Value::Int(_) | Value::Float(_))
                    | ("string", Value::Str(_))
                    | ("array", Value::Seq(_))
                    | ("object", Value::Map(_))
            )
        })
}

fn type_names(schema: &Json) -> String {
    let names: Vec<&str> = types(schema)
        .into_iter()
        .filter(|t| *t != "null")
        .map(|t| match t {
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            "string" => "a string",
            "array" => "a list",
            "object" => "a map",
            other => other,
        })
        .collect();
    if names.is_empty() {
        "nothing".to_string()
    } else {
        names.join(" or ")
    }
}
