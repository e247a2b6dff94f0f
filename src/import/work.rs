//! The state of an import: settings still to be taken, entries of `stoop.yaml` so far, and what there is to tell.

use serde_json::Value as Json;

use super::report::{Fate, Line};
use super::setting::Setting;
use crate::diag::{Code, Diagnostic};

/// An import on its way.
pub struct Work {
    /// What nobody took yet.
    pub settings: Setting,
    /// Top-level keys of `stoop.yaml` in order: (key, comment, value).
    pub entries: Vec<(String, String, Json)>,
    pub lines: Vec<Line>,
    pub notes: Vec<Diagnostic>,
    /// The titles of alerts are no headings.
    pub plain_titles: bool,
}

impl Work {
    pub fn new(settings: Setting, lines: Vec<Line>, notes: Vec<Diagnostic>) -> Work {
        Work {
            settings,
            entries: Vec::new(),
            lines,
            notes,
            plain_titles: false,
        }
    }

    /// Write a key of `stoop.yaml`.
    pub fn set(&mut self, key: &str, comment: &str, value: impl Into<Json>) {
        self.entries.push((key.to_string(), comment.to_string(), value.into()));
    }

    pub fn carried(&mut self, old: &str, new: &str) {
        self.line(Fate::Carried, format!("{old} -> {new}"));
    }

    pub fn dropped(&mut self, key: &str, why: &str) {
        self.line(Fate::Dropped, format!("{key}: {why}"));
    }

    pub fn lost(&mut self, key: &str, why: &str) {
        self.line(Fate::NotHonoured, format!("{key}: {why}"));
    }

    fn line(&mut self, fate: Fate, text: String) {
        self.lines.push(Line { fate, text });
    }

    /// Note that a setting has another type than Hugo takes.
    pub fn wrong_type(&mut self, setting: &Setting, wanted: &str) {
        let message = format!("`{}` takes {wanted}", setting.key);
        self.notes
            .push(Diagnostic::error(Code::WrongType, message).at(setting.place.clone()));
    }

    /// The text of a setting of the site.
    pub fn text(&mut self, path: &str) -> Option<(Setting, String)> {
        let setting = self.settings.take(path)?;
        let text = self.read(&setting, Setting::text, "a string")?;
        Some((setting, text))
    }

    /// A switch of the site, told as carried to `new`; `default` where it is not set.
    pub fn flag(&mut self, path: &str, new: &str, default: bool) -> bool {
        let Some(setting) = self.settings.take(path) else {
            return default;
        };
        let Some(flag) = self.read(&setting, Setting::flag, "true or false") else {
            return default;
        };
        self.carried(&setting.key, new);
        flag
    }

    /// A setting's value, or a note that it is of the wrong type. An empty setting is as good as none.
    pub fn read<T>(&mut self, setting: &Setting, get: impl Fn(&Setting) -> Option<T>, wanted: &str) -> Option<T> {
        let got = get(setting);
        if got.is_none() && setting.value != super::setting::Value::One(Json::Null) {
            self.wrong_type(setting, wanted);
        }
        got
    }
}
