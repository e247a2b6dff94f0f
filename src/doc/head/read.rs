//! A front matter map to [`Head`], with Hugo's spellings of each key.

use serde_json::{Map, Value as Json};

use super::{Build, Cascade, Date, Head, MenuPlace, RenderMode, date, keys};
use crate::config::MenuEntry;
use crate::diag::{Code, Diagnostic, Noted, Place};

impl Head {
    /// Read front matter, keys lower-cased.
    ///
    /// `place` tells where a key is written, if this file wrote it. `file_name` is what `:filename` among the `date_keys` reads a date
    /// and a slug from: the file's name, or for an index file its folder's. Taxonomies are (singular, plural).
    pub fn read(
        map: &Map<String, Json>,
        place: &dyn Fn(&str) -> Option<Place>,
        file_name: &str,
        date_keys: &[String],
        taxonomies: &[(String, String)],
    ) -> Noted<Head> {
        let mut reader = Reader {
            map,
            place,
            notes: Vec::new(),
        };
        let mut head = Head {
            title: reader.text("title"),
            link_title: reader.text("linktitle"),
            description: reader.text("description"),
            weight: reader.weight(),
            draft: reader.flag("draft").unwrap_or(false),
            slug: reader.text("slug").filter(|s| !s.is_empty()),
            url: reader.text("url").filter(|s| !s.is_empty()),
            aliases: reader.texts("aliases").unwrap_or_default(),
            kind: reader.text("type").filter(|s| !s.is_empty()),
            layout: reader.text("layout").filter(|s| !s.is_empty()),
            outputs: reader.texts("outputs"),
            translation_key: reader.text("translationkey"),
            terms: reader.terms(taxonomies),
            menus: reader.menus(),
            build: reader.build(),
            cascade: reader.cascade(),
            fallback: reader.flag("fallback"),
            params: reader.params(taxonomies),
            ..Head::default()
        };
        reader.dates(&mut head, file_name, date_keys);
        Noted::new(head, reader.notes)
    }
}

struct Reader<'a> {
    map: &'a Map<String, Json>,
    place: &'a dyn Fn(&str) -> Option<Place>,
    notes: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A key that is there and not null.
    fn get(&self, key: &str) -> Option<&'a Json> {
        self.map.get(key).filter(|v| !v.is_null())
    }

    fn report(&mut self, note: Diagnostic, key: &str) {
        self.notes.push(match (self.place)(key) {
            Some(place) => note.at(place),
            None => note,
        });
    }

    fn wrong_type(&mut self, key: &str, wanted: &str, value: &Json) {
        let message = format!("`{key}` takes {wanted}, not {}", kind_of(value));
        self.report(
            Diagnostic::warning(Code::WrongType, message).help("the key is left out until this is mended"),
            key,
        );
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.get(key)?;
        let text = scalar(value);
        if text.is_none() {
            self.wrong_type(key, "a string", value);
        }
        text
    }

    /// A list of strings; a single one counts as a list of one.
    fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        match self.get(key)? {
            Json::Array(items) => {
                if let Some(wrong) = items.iter().find(|i| !i.is_null() && scalar(i).is_none()) {
                    self.wrong_type(key, "a list of strings", wrong);
                }
                Some(items.iter().filter_map(scalar).filter(|s| !s.is_empty()).collect())
            }
            Json::String(one) if one.is_empty() => Some(Vec::new()),
            value => match scalar(value) {
                Some(one) => Some(vec![one]),
                None => {
                    self.wrong_type(key, "a list of strings", value);
                    None
                }
            },
        }
    }

    fn weight(&mut self) -> i64 {
        let Some(value) = self.get("weight") else { return 0 };
        let weight = integer(value);
        if weight.is_none() {
            self.wrong_type("weight", "a whole number", value);
        }
        weight.unwrap_or(0)
    }

    /// An error, not a warning: whether a page is published must not hang on a misread word.
    fn flag(&mut self, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = boolean(value);
        if flag.is_none() {
            let message = format!("`{key}` takes true or false, not {}", kind_of(value));
            self.report(
                Diagnostic::error(Code::WrongType, message).help(format!("write `{key}: true` or `{key}: false`")),
                key,
            );
        }
        flag
    }

    fn terms(&mut self, taxonomies: &[(String, String)]) -> Vec<(String, Vec<String>)> {
        let mut terms = Vec::new();
        for (_, plural) in taxonomies {
            let own = self.texts(&plural.to_lowercase()).unwrap_or_default();
            if !own.is_empty() {
                terms.push((plural.clone(), own));
            }
        }
        terms
    }

    fn date(&mut self, names: &[&str]) -> Option<Date> {
        for key in names {
            let Some(value) = self.get(key) else { continue };
            match value.as_str() {
                Some("") => {}
                Some(text) => match date::parse(text) {
                    Some(date) => return Some(date),
                    None => self.bad_date(key, text),
                },
                None => self.bad_date(key, &value.to_string()),
            }
        }
        None
    }

    fn bad_date(&mut self, key: &str, written: &str) {
        let known = self
            .notes
            .iter()
            .any(|n| n.code == Code::BadDate && n.message.starts_with(&format!("`{key}`")));
        if !known {
            let message = format!("`{key}` is not a date: `{written}`");
            self.report(
                Diagnostic::error(Code::BadDate, message).help("write it as `2024-01-31` or `2024-01-31T15:04:05Z`"),
                key,
            );
        }
    }

    /// `date` by the configured keys; the others by Hugo's, each with the page's date when it has none of its own.
    fn dates(&mut self, head: &mut Head, file_name: &str, date_keys: &[String]) {
        const PUBLISH: &[&str] = &["publishdate", "pubdate", "published"];
        const LASTMOD: &[&str] = &["lastmod", "modified"];
        for key in date_keys {
            let key = key.to_lowercase();
            let found = match key.as_str() {
                ":filename" => self.file_date(head, file_name),
                ":default" => self
                    .date(&["date"])
                    .or_else(|| self.date(PUBLISH))
                    .or_else(|| self.date(LASTMOD)),
                "publishdate" => self.date(PUBLISH),
                "lastmod" => self.date(LASTMOD),
                key if key.starts_with(':') => None,
                key => self.date(&[key]),
            };
            if head.date.is_none() {
                head.date = found;
            }
        }
        head.publish_date = self.date(PUBLISH).or(head.date);
        head.lastmod = self.date(LASTMOD).or(head.date);
        head.expiry_date = self.date(&["expirydate", "unpublishdate"]);
    }

    /// Only where no key before it gave a date. The rest of the name becomes the slug, unless there is one.
    fn file_date(&mut self, head: &mut Head, file_name: &str) -> Option<Date> {
        if head.date.is_some() {
            return None;
        }
        let stem = match file_name.rsplit_once('.') {
            Some((stem, ext)) if ["md", "html", "htm", "markdown"].contains(&ext.to_lowercase().as_str()) => stem,
            _ => file_name,
        };
        let (date, rest) = date::of_file_name(stem)?;
        if head.slug.is_none() && !rest.is_empty() {
            head.slug = Some(rest.to_string());
        }
        Some(date)
    }

    fn build(&mut self) -> Build {
        let key = if self.get("build").is_some() { "build" } else { "_build" };
        let mut build = Build::default();
        if self.get("headless").is_some() && self.flag("headless") == Some(true) {
            build.render = RenderMode::Never;
            build.list = false;
        }
        let options = match self.get(key) {
            Some(Json::Object(options)) => options,
            Some(value) => {
                self.wrong_type(key, "a map", value);
                return build;
            }
            None => return build,
        };
        for (option, value) in options {
            let word = scalar(value).unwrap_or_default().to_lowercase();
            match (option.as_str(), word.as_str()) {
                ("render", "always" | "true") => build.render = RenderMode::Always,
                ("render", "never" | "false") => build.render = RenderMode::Never,
                ("render", "link") => build.render = RenderMode::Link,
                ("list", "always" | "true" | "local") => build.list = true,
                ("list", "never" | "false") => build.list = false,
                ("publishresources", "true") => build.publish_resources = true,
                ("publishresources", "false") => build.publish_resources = false,
                ("render" | "list" | "publishresources", _) => {
                    let takes = match option.as_str() {
                        "render" => "`always`, `never` or `link`",
                        "list" => "`always` or `never`",
                        _ => "`true` or `false`",
                    };
                    let message = format!("`{key}.{option}` cannot be `{word}`");
                    self.report(
                        Diagnostic::error(Code::BadValue, message).help(format!("it takes {takes}")),
                        key,
                    );
                }
                _ => {
                    let note = Diagnostic::warning(Code::UnknownKey, format!("unknown key `{option}` in `{key}`"));
                    self.report(note.suggest(option, ["render", "list", "publishResources"]), key);
                }
            }
        }
        build
    }

    fn menus(&mut self) -> Vec<MenuPlace> {
        let mut places = Vec::new();
        for key in ["menu", "menus"] {
            match self.get(key) {
                Some(Json::Object(menus)) => {
                    for (menu, value) in menus {
                        places.extend(self.menu_entry(key, menu, value));
                    }
                }
                Some(_) => {
                    let names = self.texts(key).unwrap_or_default();
                    places.extend(names.into_iter().map(|menu| MenuPlace {
                        menu,
                        entry: MenuEntry::default(),
                    }));
                }
                None => {}
            }
        }
        places
    }

    fn menu_entry(&mut self, key: &str, menu: &str, value: &Json) -> Option<MenuPlace> {
        let fields = match value {
            Json::Object(fields) => fields,
            Json::Null => &Map::new(),
            _ => {
                self.wrong_type(key, "a map of each menu's entry", value);
                return None;
            }
        };
        let text = |name: &str| fields.get(name).and_then(scalar);
        let entry = MenuEntry {
            identifier: text("identifier"),
            name: text("name").unwrap_or_default(),
            url: text("url").unwrap_or_default(),
            parent: text("parent"),
            weight: fields.get("weight").and_then(integer).unwrap_or(0),
            params: fields.get("params").and_then(Json::as_object).cloned().unwrap_or_default(),
        };
        Some(MenuPlace {
            menu: menu.to_string(),
            entry,
        })
    }

    fn cascade(&mut self) -> Vec<Cascade> {
        match self.get("cascade") {
            None => Vec::new(),
            Some(Json::Object(map)) => vec![cascade(map)],
            Some(value @ Json::Array(items)) => {
                if items.iter().any(|i| !i.is_object()) {
                    self.wrong_type("cascade", "a map or a list of maps", value);
                }
                items.iter().filter_map(Json::as_object).map(cascade).collect()
            }
            Some(value) => {
                self.wrong_type("cascade", "a map or a list of maps", value);
                Vec::new()
            }
        }
    }

    fn params(&mut self, taxonomies: &[(String, String)]) -> Map<String, Json> {
        let mut params = Map::new();
        match self.get("params") {
            Some(Json::Object(own)) => params = own.clone(),
            Some(value) => self.wrong_type("params", "a map", value),
            None => {}
        }
        for (key, value) in self.map {
            let is_taxonomy = taxonomies.iter().any(|(_, plural)| plural.to_lowercase() == *key);
            if is_taxonomy || keys::KNOWN.contains(&key.as_str()) {
                continue;
            }
            if let Some(near) = keys::meant(key, taxonomies) {
                let note = Diagnostic::warning(
                    Code::UnknownKey,
                    format!("`{key}` is no key of front matter; it is kept as a param"),
                );
                self.report(note.help(format!("did you mean `{near}`?")), key);
            }
            params.entry(key.clone()).or_insert_with(|| value.clone());
        }
        params
    }
}

/// A cascade with its target.
pub fn cascade(map: &Map<String, Json>) -> Cascade {
    let target = map.get("target").or_else(|| map.get("_target"));
    let text = |name: &str| target.and_then(|t| t.get(name)).and_then(scalar);
    // `lang`, or `sites: {matrix: {languages: ...}}` as newer Hugo writes it.
    let matrix = target.and_then(|t| t.get("sites")?.get("matrix")?.get("languages"));
    let languages = match matrix {
        Some(Json::Array(items)) => items.iter().filter_map(scalar).collect(),
        Some(one) => scalar(one).into_iter().collect(),
        None => text("lang").into_iter().collect(),
    };
    let mut front = map.clone();
    front.retain(|key, _| key != "target" && key != "_target");
    Cascade {
        path: text("path"),
        kind: text("kind"),
        lang: languages,
        front,
    }
}

fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn integer(value: &Json) -> Option<i64> {
    match value {
        Json::String(text) if text.is_empty() => Some(0),
        Json::String(text) => text.trim().parse().ok(),
        Json::Number(number) => number.as_i64().or_else(|| {
            number
                .as_f64()
                .filter(|f| f.fract() == 0.0 && f.abs() < 1e15)
                .map(|f| f as i64)
        }),
        _ => None,
    }
}

fn boolean(value: &Json) -> Option<bool> {
    match value {
        Json::Bool(flag) => Some(*flag),
        Json::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Json::String(text) if text.is_empty() || text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn kind_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "nothing",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "a map",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Json, file: &str) -> Noted<Head> {
        let taxonomies = [("tag".to_string(), "tags".to_string())];
        let keys = ["date", ":filename", "publishDate", "lastmod"].map(String::from);
        let Json::Object(map) = value else {
            panic!("front matter is a map")
        };
        Head::read(&map, &|_| Some(Place::file("a.md")), file, &keys, &taxonomies)
    }

    fn clean(value: Json) -> Head {
        let read = read(value, "a.md");
        assert!(read.notes.is_empty(), "{:?}", read.notes);
        read.value
    }

    #[test]
    fn odd_titles_and_spellings() {
        assert_eq!(clean(json!({"title": 2019})).title.as_deref(), Some("2019"));
        assert_eq!(clean(json!({"title": true})).title.as_deref(), Some("true"));
        assert_eq!(
            clean(json!({"title": null, "weight": "7"})),
            Head {
                weight: 7,
                ..Head::default()
            }
        );
        let head = clean(
            json!({"linktitle": "L", "pubdate": "2020-01-02", "unpublishdate": "2021-01-02", "modified": "2022-01-01",
            "tags": "one", "color": "red", "params": {"deep": {"a": 1}}, "aliases": ["/a", 1]}),
        );
        assert_eq!(head.link_title.as_deref(), Some("L"));
        let year = |d: Option<Date>| d.map(|d| d.year);
        assert_eq!(
            (
                year(head.date),
                year(head.publish_date),
                year(head.expiry_date),
                year(head.lastmod)
            ),
            (Some(2020), Some(2020), Some(2021), Some(2022))
        );
        assert_eq!(head.terms, [("tags".to_string(), vec!["one".to_string()])]);
        assert_eq!(head.aliases, ["/a", "1"]);
        assert_eq!(Json::Object(head.params), json!({"deep": {"a": 1}, "color": "red"}));
    }

    #[test]
    fn dates_in_file_names() {
        let head = read(json!({}), "2024-01-02-some-title.md").value;
        assert_eq!(
            (head.date.map(|d| d.day), head.slug.as_deref()),
            (Some(2), Some("some-title"))
        );
        let head = read(json!({"date": "2020-05-05"}), "2024-01-02-x.md").value;
        assert_eq!((head.date.map(|d| d.year), head.slug), (Some(2020), None));
    }

    #[test]
    fn build_menus_and_cascades() {
        let head = clean(json!({"_build": {"render": "link", "list": false, "publishresources": false},
            "menu": {"main": {"weight": 3, "parent": "p"}, "foot": null},
            "cascade": [{"_target": {"path": "/docs/**", "kind": "page", "lang": "en"}, "type": "docs"}, {"x": 1}]}));
        assert_eq!(
            head.build,
            Build {
                render: RenderMode::Link,
                list: false,
                publish_resources: false
            }
        );
        assert_eq!(head.menus.len(), 2);
        assert_eq!(
            (head.menus[0].entry.weight, head.menus[0].entry.parent.as_deref()),
            (3, Some("p"))
        );
        assert_eq!(head.cascade[0].path.as_deref(), Some("/docs/**"));
        assert_eq!(Json::Object(head.cascade[0].front.clone()), json!({"type": "docs"}));
        assert_eq!(clean(json!({"menus": ["a", "b"]})).menus.len(), 2);
        assert_eq!(
            clean(json!({"menu": "main", "build": {"render": false}})).build.render,
            RenderMode::Never
        );
    }

    #[test]
    fn mistakes() {
        let codes = |value| read(value, "a.md").notes.iter().map(|n| n.code).collect::<Vec<_>>();
        assert_eq!(codes(json!({"wieght": 1})), [Code::UnknownKey]);
        assert_eq!(codes(json!({"date": "yesterday"})), [Code::BadDate]);
        assert_eq!(codes(json!({"publishdate": 7})), [Code::BadDate]);
        assert_eq!(codes(json!({"draft": "maybe", "title": [], "weight": "x"})).len(), 3);
        assert_eq!(
            codes(json!({"build": {"render": "maybe", "lst": 1}, "cascade": 1, "tags": {}})).len(),
            4
        );
    }

    #[test]
    fn cascades_lie_under_the_page() {
        let map = |v: Json| v.as_object().cloned().unwrap_or_default();
        let own = map(json!({"type": "own", "color": "red", "params": {"a": 1}}));
        let near = map(json!({"type": "near", "layout": "near", "params": {"a": 2, "b": 2, "color": "blue"}}));
        let far = map(json!({"layout": "far", "params": {"b": 3, "c": 3}, "a": 9}));
        let all = Head::overlay(&own, &[&near, &far]);
        assert_eq!(
            Json::Object(all),
            json!({"type": "own", "color": "red", "params": {"a": 1, "b": 2, "c": 3}, "layout": "near"})
        );
    }
}
