//! What the template reads as `/data.json`: the style that all parts of a sheet share, the head and foot of its pages, its units.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::builder::Builder;
use super::colours::Colours;
use super::geometry::Geometry;
use super::units::Unit;
use super::{Argument, Edition, Order};
use crate::doc::Run;
use crate::lang::Direction;
use crate::sheet::file::Colour;

/// The parts of a sheet as JSON text, each written once and read in several runs.
pub struct Data {
    /// Fields of the object, without its braces; so are those of `frame`.
    pub style: String,
    pub frame: String,
    /// An object each.
    pub units: Vec<String>,
}

impl Data {
    /// The data of a sheet.
    pub fn new(order: &Order, geometry: &Geometry, builder: &Builder, units: &[Unit]) -> Data {
        Data {
            style: fields(&style(order, geometry)),
            frame: fields(&frame(order, builder)),
            units: units.iter().map(text).collect(),
        }
    }

    /// All texts, in which all characters are that will be printed.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.style, &self.frame].into_iter().chain(&self.units).map(String::as_str)
    }
}

/// The fields of an object as JSON text, without its braces.
pub fn fields(object: &Json) -> String {
    let text = text(object);
    text.trim_start_matches('{').strip_suffix('}').unwrap_or_default().to_string()
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| unreachable!("plain data with text as keys is always JSON"))
}

/// What the template is given for every part of a sheet. What stands here changes the look of all of them.
fn style(order: &Order, geometry: &Geometry) -> Json {
    let mono = order.edition == Edition::Mono || order.sheet.print.colour == Colour::Mono;
    let colours = Colours::new(mono, order.markdown.highlighter.colours(order.highlight));
    let (lang, region) = order
        .tag
        .split_once('-')
        .map_or((order.tag, None), |(l, rest)| (l, rest.rsplit('-').next()));
    json!({
        "lang": lang,
        // A script, `Hans`, is no region.
        "region": region.filter(|r| r.len() == 2),
        "rtl": order.direction == Direction::Rtl,
        "page": geometry,
        "colours": colours,
        "continued": (order.say)("sheet-continued", &[]),
        "draft": (order.say)("draft", &[]),
    })
}

/// What the template is given for the head and foot of pages.
fn frame(order: &Order, builder: &Builder) -> Json {
    let sheet = order.sheet;
    let title = builder.text(&sheet.title, order.other.map(|o| &o.title));
    let plain = |runs: &[Run]| runs.iter().map(|r| r.text.replace('\n', " ")).collect::<String>();
    let description = sheet.description.as_ref();
    let description = description.map(|d| builder.text(d, order.other.and_then(|o| o.description.as_ref())));
    json!({
        "title": plain(&title.runs),
        "subject": description.as_ref().map(|d| plain(&d.runs)),
        "head": { "title": title, "description": description, "applies": applies(order) },
        "foot": { "counts": counts(order), "permalink": order.permalink },
    })
}

/// What the sheet is true for, in a few words each.
fn applies(order: &Order) -> Vec<String> {
    let of = &order.sheet.applies_to;
    let mut all: Vec<String> = of.falco.iter().map(|v| format!("Falco {v}")).collect();
    all.extend(of.ruleset.iter().map(|v| v.to_string()));
    let text = |v: &crate::sheet::file::Scalar| Argument::Text(v.to_string());
    match (&of.verified, &of.checked) {
        (Some(version), Some(date)) => {
            all.push((order.say)(
                "sheet-verified-on",
                &[("version", text(version)), ("date", text(date))],
            ));
        }
        (Some(version), None) => all.push((order.say)("sheet-verified", &[("version", text(version))])),
        _ => {}
    }
    all
}

/// How many words are not in step with their source, as the signs beside them say.
fn counts(order: &Order) -> Vec<String> {
    let of = order.sheet.counts;
    let say = |sign: &str, key: &str, n: usize| {
        (n > 0).then(|| format!("{sign} {}", (order.say)(key, &[("count", Argument::Number(n as f64))])))
    };
    let both = [say("†", "sheet-stale", of.stale), say("‡", "sheet-missing", of.missing)];
    both.into_iter().flatten().collect()
}
