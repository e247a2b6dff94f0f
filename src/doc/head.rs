//! [`Head`]: front matter as a type. Everything that another page may see of a page, and how it wants to be built.

use serde_json::{Map, Value as Json};

use crate::config::MenuEntry;

/// Typed front matter, after cascades.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub title: Option<String>,
    pub link_title: Option<String>,
    pub description: Option<String>,
    /// 0 sorts last.
    pub weight: i64,
    pub date: Option<Date>,
    pub lastmod: Option<Date>,
    pub publish_date: Option<Date>,
    pub expiry_date: Option<Date>,
    pub draft: bool,
    pub slug: Option<String>,
    pub url: Option<String>,
    pub aliases: Vec<String>,
    /// `type`: chooses templates instead of the section's name.
    pub kind: Option<String>,
    pub layout: Option<String>,
    pub outputs: Option<Vec<String>>,
    pub translation_key: Option<String>,
    /// Terms by the plural name of their taxonomy.
    pub terms: Vec<(String, Vec<String>)>,
    pub menus: Vec<MenuPlace>,
    pub build: Build,
    pub cascade: Vec<Cascade>,
    /// All other keys, and those under `params`, lower-cased.
    pub params: Map<String, Json>,
}

/// A moment: seconds since 1970 in UTC, and the civil date as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub unix: i64,
    pub year: i16,
    pub month: i8,
    pub day: i8,
    pub hour: i8,
    pub minute: i8,
    pub second: i8,
    /// Seconds east of UTC.
    pub offset: i32,
}

/// A place in a menu that a page takes for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuPlace {
    pub menu: String,
    /// An empty `name` means the page's link title; `url` is the page's.
    pub entry: MenuEntry,
}

/// `build:` (older: `_build:`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Build {
    pub render: RenderMode,
    /// Whether lists of pages name it.
    pub list: bool,
    pub publish_resources: bool,
}

impl Default for Build {
    fn default() -> Self {
        Build {
            render: RenderMode::Always,
            list: true,
            publish_resources: true,
        }
    }
}

/// `build.render`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RenderMode {
    Always,
    /// Has a URL to link to, but no file.
    Link,
    Never,
}

/// Front matter that a page hands down.
#[derive(Clone, Debug, PartialEq)]
pub struct Cascade {
    /// Glob over logical paths (`/docs/**`), and the kinds and languages that it is for; `None` for all.
    pub path: Option<String>,
    pub kind: Option<String>,
    pub lang: Option<String>,
    /// Keys lower-cased.
    pub front: Map<String, Json>,
}

impl Head {
    /// STAND-IN of site/'s clone, to be overwritten by doc/'s own: reads just enough for the tests of site/.
    pub fn read(
        map: &Map<String, Json>,
        place: &dyn Fn(&str) -> Option<crate::diag::Place>,
        _file_name: &str,
        date_keys: &[String],
        taxonomies: &[(String, String)],
    ) -> crate::diag::Noted<Head> {
        let text = |key: &str| match map.get(key) {
            Some(Json::String(s)) => Some(s.clone()),
            Some(Json::Number(n)) => Some(n.to_string()),
            _ => None,
        };
        let list = |key: &str| -> Vec<String> {
            match map.get(key) {
                Some(Json::String(s)) => vec![s.clone()],
                Some(Json::Array(a)) => a.iter().filter_map(|v| v.as_str().map(String::from)).collect(),
                _ => Vec::new(),
            }
        };
        let date = |key: &str| text(key).as_deref().and_then(stand_in_date);
        let mut notes = Vec::new();
        if let Some(Json::String(_)) = map.get("weight") {
            let mut note = crate::diag::Diagnostic::error(crate::diag::Code::WrongType, "`weight` is a number");
            note.place = place("weight");
            notes.push(note);
        }
        let mut cascade = Vec::new();
        let each = |v: &Json, out: &mut Vec<Cascade>| {
            let Json::Object(front) = v else { return };
            let mut front = front.clone();
            let target = front.remove("target").or(front.remove("_target"));
            let of = |k: &str| {
                target
                    .as_ref()
                    .and_then(|t| t.get(k))
                    .and_then(Json::as_str)
                    .map(String::from)
            };
            out.push(Cascade {
                path: of("path"),
                kind: of("kind"),
                lang: of("lang"),
                front,
            });
        };
        match map.get("cascade") {
            Some(Json::Array(a)) => a.iter().for_each(|v| each(v, &mut cascade)),
            Some(v) => each(v, &mut cascade),
            None => {}
        }
        let mut build = Build::default();
        if let Some(b) = map.get("build") {
            match b.get("render").and_then(Json::as_str) {
                Some("never") => build.render = RenderMode::Never,
                Some("link") => build.render = RenderMode::Link,
                _ => {}
            }
            build.list = b.get("list").and_then(Json::as_str) != Some("never");
            build.publish_resources = b.get("publishresources").and_then(Json::as_bool).unwrap_or(true);
        }
        let menus = map.get("menu").and_then(Json::as_object).into_iter().flatten();
        let menus = menus
            .map(|(menu, v)| MenuPlace {
                menu: menu.clone(),
                entry: serde_json::from_value(v.clone()).unwrap_or_default(),
            })
            .collect();
        let head = Head {
            title: text("title"),
            link_title: text("linktitle"),
            weight: map.get("weight").and_then(Json::as_i64).unwrap_or(0),
            date: date_keys.iter().find_map(|k| date(&k.to_lowercase())),
            publish_date: date("publishdate"),
            expiry_date: date("expirydate"),
            draft: map.get("draft").and_then(Json::as_bool).unwrap_or(false),
            slug: text("slug"),
            url: text("url"),
            aliases: list("aliases"),
            translation_key: text("translationkey"),
            terms: taxonomies
                .iter()
                .map(|(_, plural)| (plural.clone(), list(plural)))
                .filter(|(_, t)| !t.is_empty())
                .collect(),
            menus,
            build,
            cascade,
            params: map.clone(),
            ..Head::default()
        };
        crate::diag::Noted::new(head, notes)
    }
}

/// STAND-IN, see above.
fn stand_in_date(text: &str) -> Option<Date> {
    let n = |r: std::ops::Range<usize>| text.get(r).and_then(|s| s.parse::<i64>().ok());
    let (year, month, day) = (n(0..4)?, n(5..7)?, n(8..10)?);
    let civil = jiff::civil::date(year as i16, month as i8, day as i8);
    let days = civil.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days() as i64;
    Some(Date {
        unix: days * 86400,
        year: year as i16,
        month: month as i8,
        day: day as i8,
        hour: 0,
        minute: 0,
        second: 0,
        offset: 0,
    })
}
