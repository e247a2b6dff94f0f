//! Heading ids that a translation shares with its source: by position and level, as far as the outlines agree.

use std::collections::HashSet;

use super::Original;
use super::drift::matched;
use super::pin::Pin;
use crate::doc::Section;

/// Ids of a translation's headings, by where each heading begins in the file; in that order.
pub type SharedIds = Vec<(usize, String)>;

/// A heading of the source: its level, where that is known, and its id.
#[derive(Clone, Debug)]
struct Target {
    level: Option<u8>,
    id: String,
}

/// A heading of the translation: its place among the sections, and itself.
type Own<'s> = (usize, &'s Section);

/// A heading of the source with that of the translation that agrees with it.
type Pair<'a> = (&'a Target, &'a Own<'a>);

/// Where two outlines part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The heading of the translation, as an index into its sections; the one before, where the source has one more there.
    pub section: usize,
    /// The translation has no heading there.
    pub lacks: bool,
    /// The level and id of the heading that the source has there.
    pub source: Option<(u8, String)>,
}

/// The ids to share, and where the outlines part. A pinned translation has the outline that its source had then, so it is held against
/// that; ids are those of today.
pub fn share(pin: Option<&Pin>, source: &Original, translation: &[Section]) -> (SharedIds, Option<Fork>) {
    let today = targets(&source.sections);
    let then = pin.map(|pin| pinned(pin, source));
    let own: Vec<Own> = translation.iter().enumerate().filter(|(_, s)| s.level > 0).collect();
    let candidates = then.iter().chain([&today]);
    let agrees = |targets: &&Vec<Target>| targets.len() == own.len() && targets.iter().zip(&own).all(|(t, (_, s))| fits(t, s));
    if let Some(targets) = candidates.clone().find(agrees) {
        return (ids(targets.iter().zip(&own), &own), None);
    }
    let (pairs, fork) = common(&today, &own);
    (ids(pairs.into_iter(), &own), fork)
}

fn targets(sections: &[Section]) -> Vec<Target> {
    let headings = sections.iter().filter(|s| s.level > 0);
    headings
        .map(|s| Target {
            level: Some(s.level),
            id: s.id.clone(),
        })
        .collect()
}

/// The outline at the time of the pin, with the ids that its sections have today.
fn pinned(pin: &Pin, source: &Original) -> Vec<Target> {
    let now = Pin::to(&pin.of, source).sections;
    let pairs = matched(&pin.sections, &now);
    let marks = pin.sections.iter().enumerate().filter(|(_, mark)| !mark.heading.is_empty());
    marks
        .map(|(i, mark)| match pairs.iter().find(|(old, _)| *old == i) {
            Some((_, new)) => Target {
                level: Some(source.sections[*new].level),
                id: source.sections[*new].id.clone(),
            },
            None => Target {
                level: None,
                id: mark.id.clone(),
            },
        })
        .collect()
}

fn fits(target: &Target, section: &Section) -> bool {
    target.level.is_none_or(|level| level == section.level)
}

/// Headings that agree though the outlines differ: section by section of the largest headings where both have as many, else from the top.
fn common<'a>(targets: &'a [Target], own: &'a [Own<'a>]) -> (Vec<Pair<'a>>, Option<Fork>) {
    let ours = groups(own, |(_, s)| s.level);
    let theirs = groups(targets, |t| t.level.unwrap_or(u8::MAX));
    let parts: Vec<(&[Target], &[Own])> = match ours.len() == theirs.len() {
        true => theirs.into_iter().zip(ours).collect(),
        false => vec![(targets, own)],
    };
    let last = own.last().map_or(0, |(i, _)| *i);
    let mut pairs = Vec::new();
    let mut fork = None;
    for (targets, own) in parts {
        let agreed = targets.iter().zip(own).take_while(|(t, (_, s))| fits(t, s)).count();
        pairs.extend(targets.iter().zip(own).take(agreed));
        if agreed < targets.len().max(own.len()) {
            // Where one has a heading of a lower level more, that is what is odd, and not what comes next.
            let lacks = agreed == own.len()
                || targets
                    .get(agreed)
                    .is_some_and(|t| t.level > own.get(agreed).map(|(_, s)| s.level));
            let at = if lacks { agreed.checked_sub(1) } else { Some(agreed) };
            fork.get_or_insert_with(|| Fork {
                section: at.and_then(|at| own.get(at)).map_or(last, |(i, _)| *i),
                lacks,
                source: targets.get(agreed).map(|t| (t.level.unwrap_or(0), t.id.clone())),
            });
        }
    }
    (pairs, fork)
}

/// A list, cut before each of its largest headings.
fn groups<T>(list: &[T], level: impl Fn(&T) -> u8) -> Vec<&[T]> {
    let Some(top) = list.iter().map(&level).min() else {
        return Vec::new();
    };
    let mut cuts: Vec<usize> = list
        .iter()
        .enumerate()
        .filter(|(_, t)| level(t) == top)
        .map(|(i, _)| i)
        .collect();
    if cuts.first() != Some(&0) {
        cuts.insert(0, 0);
    }
    let ends = cuts.iter().skip(1).copied().chain([list.len()]);
    cuts.iter().copied().zip(ends).map(|(from, to)| &list[from..to]).collect()
}

/// The ids of headings that write none themselves, without those that another heading of the page writes.
fn ids<'a>(pairs: impl Iterator<Item = Pair<'a>>, own: &[Own]) -> SharedIds {
    let written: HashSet<&str> = own.iter().filter(|(_, s)| s.explicit).map(|(_, s)| s.id.as_str()).collect();
    let mut used = HashSet::new();
    let mut ids: SharedIds = Vec::new();
    for (target, (_, section)) in pairs {
        let free = !target.id.is_empty() && !written.contains(target.id.as_str());
        if free && !section.explicit && used.insert(target.id.clone()) {
            ids.push((section.at.start, target.id.clone()));
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::MarkdownFile;
    use crate::doc::{Highlighter, Markdown, parse};

    fn original(text: &str) -> Original {
        let markdown = Markdown {
            options: MarkdownFile::default(),
            highlighter: Arc::new(Highlighter::new()),
            join_cjk: true,
        };
        Original::of(&parse(&"a.md".into(), text.as_bytes()).value, &markdown)
    }

    fn shared(pin: Option<&Pin>, source: &str, translation: &str) -> (Vec<String>, Option<Fork>) {
        let (ids, fork) = share(pin, &original(source), &original(translation).sections);
        (ids.into_iter().map(|(_, id)| id).collect(), fork)
    }

    #[test]
    fn by_position_and_level() {
        let (ids, fork) = shared(None, "## One\n### Two\n## Three\n", "## 一\n### 二\n## 三\n");
        assert_eq!((ids.join(" ").as_str(), fork), ("one two three", None));
        let (ids, _) = shared(None, "## One\n## Two\n", "## 一 {#eins}\n## 二\n");
        assert_eq!(ids, ["two"], "a written id wins");
    }

    #[test]
    fn outlines_that_part() {
        let (ids, fork) = shared(None, "## One\n### Two\n## Three\n", "## 一\n## 三\n");
        assert_eq!(ids, ["one", "three"], "largest headings agree");
        assert_eq!(fork.map(|f| (f.section, f.source)), Some((1, Some((3, "two".into())))));
        let (ids, fork) = shared(None, "## One\n## Two\n", "## 一\n### 细\n## 二\n## 三\n");
        assert_eq!((ids.join(" ").as_str(), fork.map(|f| f.section)), ("one", Some(2)));
    }

    #[test]
    fn a_pinned_translation_keeps_the_outline_of_its_pin() {
        let pin = Pin::to("en", &original("## One\n\na\n\n## Two\n\nb\n"));
        let (ids, fork) = shared(Some(&pin), "## Zero\n\n## Won\n\na\n\n## Two\n\nb\n", "## 一\n\n## 二\n");
        assert_eq!((ids.join(" ").as_str(), fork), ("won two", None));
    }
}
