//! `markup` and its kin to `markdown`: every switch is written, since what Hugo does by default is not what we do.

use serde_json::json;

use super::setting::{Setting, Value};
use super::work::Work;

const COMMENT: &str = "As Hugo reads Markdown. `links: site` would also lead addresses of the site, such as `/docs/rules`, to the reader's language.";

/// How Markdown is read.
pub fn convert(work: &mut Work, has_languages: bool) {
    let heading_ids = heading_ids(work);
    let (typographer, dashes) = typographer(work);
    let linkify = work.flag("markup.goldmark.extensions.linkify", "markdown.linkify", true);
    let emoji = work.flag("enableEmoji", "markdown.emoji", false);
    let links = if resolves_links(work, has_languages) {
        "content"
    } else {
        "keep"
    };
    let cjk = work.settings.take("markup.goldmark.extensions.cjk.eastAsianLineBreaks");
    let join_cjk = cjk.is_some_and(|s| {
        work.carried(&s.key, "markdown.join_cjk");
        s.flag() == Some(true)
    });
    let raw_html = work.flag("markup.goldmark.renderer.unsafe", "markdown.raw_html", false);
    let (heading, block) = attributes(work);
    let (from, to) = (level(work, "startLevel", "from", 2), level(work, "endLevel", "to", 3));
    let markdown = json!({
        "heading_ids": heading_ids,
        "typographer": typographer,
        "dashes": dashes,
        "linkify": linkify,
        "emoji": emoji,
        "links": links,
        "join_cjk": join_cjk,
        "raw_html": raw_html,
        "attributes": {"heading": heading, "block": block},
        "toc": {"from": from, "to": to},
    });
    work.set("markdown", COMMENT, markdown);
}

fn heading_ids(work: &mut Work) -> &'static str {
    let mut ids = "github";
    for name in ["autoHeadingIDType", "autoIDType"] {
        let Some((setting, kind)) = work.text(&format!("markup.goldmark.parser.{name}")) else {
            continue;
        };
        match kind.to_lowercase().as_str() {
            "blackfriday" => ids = "blackfriday",
            "github" => {}
            _ => {
                work.lost(
                    &setting.key,
                    &format!("ids of headings are made as GitHub does, not as `{kind}`"),
                );
                continue;
            }
        }
        work.carried(&setting.key, "markdown.heading_ids");
    }
    ids
}

/// Whether the typographer is on, and whether it makes dashes: a switch, or a map with `disable` and the characters in it.
fn typographer(work: &mut Work) -> (bool, bool) {
    let path = "markup.goldmark.extensions.typographer";
    let Some(mut setting) = work.settings.take(path) else {
        return (true, true);
    };
    if !matches!(setting.value, Value::Map(_)) {
        work.carried(&setting.key, "markdown.typographer");
        return (work.read(&setting, Setting::flag, "true or false").unwrap_or(true), true);
    }
    let disable = setting.take("disable");
    let disabled = disable.as_ref().and_then(Setting::flag).unwrap_or(false);
    if let Some(disable) = disable {
        work.carried(&disable.key, "markdown.typographer");
    }
    let dash = setting.take("enDash").filter(|s| s.text().as_deref() == Some("--"));
    let dashes = dash.is_none_or(|s| {
        work.carried(&s.key, "markdown.dashes");
        false
    });
    for left in setting.entries() {
        match disabled {
            true => work.dropped(&left.key, "the typographer is off"),
            false => work.lost(&left.key, "characters are those of the language"),
        }
    }
    (!disabled, dashes)
}

/// Hugo leaves link targets alone unless its own hook for links is asked for, or the site names its languages (be it one) and nothing
/// was said.
fn resolves_links(work: &mut Work, has_languages: bool) -> bool {
    let hook = "markup.goldmark.renderHooks.link";
    let enabled = work
        .settings
        .take(&format!("{hook}.enableDefault"))
        .map(|s| (s.flag() == Some(true), s));
    let embedded = work.settings.take(&format!("{hook}.useEmbedded"));
    let embedded = embedded.map(|s| match s.text().as_deref() {
        Some("auto") => (has_languages, s),
        text => (matches!(text, Some("always" | "fallback")), s),
    });
    let mut on = has_languages && enabled.is_none() && embedded.is_none();
    for (wanted, setting) in enabled.into_iter().chain(embedded) {
        work.carried(&setting.key, "markdown.links");
        on |= wanted;
    }
    on
}

/// `attribute` was a switch for headings once.
fn attributes(work: &mut Work) -> (bool, bool) {
    let path = "markup.goldmark.parser.attribute";
    let old = work.settings.take(path);
    match old {
        Some(setting) if matches!(setting.value, Value::Map(_)) => {
            let mut setting = setting;
            let mut get = |work: &mut Work, key: &str, new: &str, default: bool| match setting.take(key) {
                Some(s) => {
                    work.carried(&s.key, new);
                    work.read(&s, Setting::flag, "true or false").unwrap_or(default)
                }
                None => default,
            };
            let heading = get(work, "title", "markdown.attributes.heading", true);
            (heading, get(work, "block", "markdown.attributes.block", false))
        }
        Some(setting) => {
            work.carried(&setting.key, "markdown.attributes.heading");
            (work.read(&setting, Setting::flag, "true or false").unwrap_or(true), false)
        }
        None => (true, false),
    }
}

fn level(work: &mut Work, old: &str, new: &str, default: i64) -> i64 {
    let Some(setting) = work.settings.take(&format!("markup.tableOfContents.{old}")) else {
        return default;
    };
    work.carried(&setting.key, &format!("markdown.toc.{new}"));
    match work.read(&setting, Setting::int, "a level from 1 to 6") {
        // Hugo takes -1 for "to the last level".
        Some(-1) => 6,
        Some(level) => level.clamp(1, 6),
        None => default,
    }
}
