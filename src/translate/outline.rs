//! Heading ids that a translation shares with its source: by ids that are written, then by level, as far as the outlines agree.

use std::collections::HashSet;
use std::ops::Range;

use super::Original;
use super::drift::{matched, moved};
use super::pin::Pin;
use crate::doc::Section;

/// Ids of a translation's headings, by where each heading begins in the file; in that order.
pub type SharedIds = Vec<(usize, String)>;

/// A heading of the source: its level, where that is known, its id, and the id that it had when the pin was written.
#[derive(Clone, Debug)]
struct Target {
    level: Option<u8>,
    id: String,
    was: Option<String>,
}

/// A heading of the translation: its place among the sections, and itself.
type Own<'s> = (usize, &'s Section);

/// A heading of the source with that of the translation that agrees with it, as indices.
type Pair = (usize, usize);

/// Where two outlines part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The heading of the translation, as an index into its sections; the one before, where the source has one more there.
    pub section: usize,
    /// The translation has no heading there.
    pub lacks: bool,
    /// The level and id of the heading that the source has there.
    pub source: Option<(u8, String)>,
    /// How many headings of one level there are here and in the source, where only that is known and not which one is odd.
    pub counts: Option<(usize, usize)>,
}

/// How a translation's outline stands to its source's.
pub struct Shared {
    pub ids: SharedIds,
    pub fork: Option<Fork>,
    /// Headings of the translation that take no id from the source and write none, as indices into its sections.
    pub loose: Vec<usize>,
    /// Ids of headings of today's source that the translation has nothing for.
    pub lacking: Vec<String>,
}

/// The ids to share, and where the outlines part. A pinned translation has the outline that its source had then, so it is held against
/// that; ids are those of today. Across a fork nothing is shared by position: an address must not lead to another section.
pub fn share(pin: Option<&Pin>, source: &Original, translation: &[Section]) -> Shared {
    let today = today(pin, source);
    let own: Vec<Own> = translation.iter().enumerate().filter(|(_, s)| s.level > 0).collect();
    let now = Alignment::of(&today, &own);
    let then = pin.map(|pin| pinned(pin, source));
    let before = then.as_ref().map(|then| (then, Alignment::of(then, &own)));
    let whole = before.as_ref().is_some_and(|(_, a)| a.fork.is_none());
    let fork = now.fork.clone().filter(|_| !whole);
    let (targets, pairs) = match &before {
        Some((then, a)) if whole || now.fork.is_some() && a.pairs.len() >= now.pairs.len() => (*then, &a.pairs),
        _ => (&today, &now.pairs),
    };
    let has = |id: &str| pairs.iter().any(|(t, _)| targets[*t].id == id);
    let is_loose = |i: &usize| !own[*i].1.explicit && !pairs.iter().any(|(_, o)| o == i);
    Shared {
        ids: ids(targets, &own, pairs),
        fork,
        loose: (0..own.len()).filter(is_loose).map(|i| own[i].0).collect(),
        lacking: today.iter().filter(|t| !has(&t.id)).map(|t| t.id.clone()).collect(),
    }
}

/// The outline of the source as it is.
fn today(pin: Option<&Pin>, source: &Original) -> Vec<Target> {
    let pairs = pin.map_or(Vec::new(), |pin| matched(&pin.sections, &Pin::to(&pin.of, source).sections));
    let was = |i: usize| {
        let (old, _) = pairs.iter().find(|(_, new)| *new == i)?;
        pin.map(|pin| pin.sections[*old].id.clone())
    };
    let headings = source.sections.iter().enumerate().filter(|(_, s)| s.level > 0);
    headings
        .map(|(i, s)| Target {
            level: Some(s.level),
            id: s.id.clone(),
            was: was(i),
        })
        .collect()
}

/// The outline at the time of the pin, with the ids that its sections have today; without those that the translation leaves out.
fn pinned(pin: &Pin, source: &Original) -> Vec<Target> {
    let now = Pin::to(&pin.of, source).sections;
    let pairs = matched(&pin.sections, &now);
    let marks = pin.sections.iter().enumerate();
    marks
        .filter(|(_, mark)| !mark.heading.is_empty() && !mark.absent)
        .map(|(i, mark)| {
            let new = pairs.iter().find(|(old, _)| *old == i).map(|(_, new)| &source.sections[*new]);
            Target {
                level: new.map(|s| s.level),
                id: new.map_or(&mark.id, |s| &s.id).clone(),
                was: Some(mark.id.clone()),
            }
        })
        .collect()
}

fn fits(target: &Target, section: &Section) -> bool {
    target.level.is_none_or(|level| level == section.level)
}

/// Which headings agree, and the first that does not.
#[derive(Default)]
struct Alignment {
    pairs: Vec<Pair>,
    fork: Option<Fork>,
}

impl Alignment {
    /// Headings whose ids are written agree by id, in the longest run that keeps its order; what lies between them, by level.
    fn of(targets: &[Target], own: &[Own]) -> Alignment {
        let mut found = Alignment::default();
        let target_of = |(i, (_, s)): (usize, &Own)| {
            let named = |t: &Target| t.id == s.id || t.was.as_ref() == Some(&s.id);
            let by_id = targets.iter().position(|t| t.id == s.id);
            let at = by_id.or_else(|| targets.iter().position(named));
            at.filter(|_| s.explicit).map(|at| (i, at))
        };
        let written: Vec<(usize, usize)> = own.iter().enumerate().filter_map(target_of).collect();
        let elsewhere = moved(&written);
        let fixed: Vec<Pair> = written
            .iter()
            .filter(|(_, t)| !elsewhere.contains(t))
            .map(|(o, t)| (*t, *o))
            .collect();
        let strangers: HashSet<usize> = own
            .iter()
            .enumerate()
            .filter(|(i, (_, s))| s.explicit && !fixed.iter().any(|(_, o)| o == i))
            .map(|(i, _)| i)
            .collect();
        let (mut t, mut o) = (0, 0);
        for (next_t, next_o) in fixed.iter().copied().chain([(targets.len(), own.len())]) {
            found.between(&Both { targets, own }, (t..next_t).collect(), o..next_o, &strangers);
            if next_o < own.len() {
                found.pairs.push((next_t, next_o));
            }
            (t, o) = (next_t + 1, next_o + 1);
        }
        found.pairs.sort_unstable();
        found
    }

    /// Headings between two that agree. Where they are not as many, those with an id of their own are taken for the translation's alone.
    fn between(&mut self, all: &Both, targets: Vec<usize>, range: Range<usize>, strangers: &HashSet<usize>) {
        let own: Vec<usize> = range.clone().collect();
        let plain: Vec<usize> = own.iter().copied().filter(|o| !strangers.contains(o)).collect();
        if !all.agree(&targets, &own) && plain.len() < own.len() && all.agree(&targets, &plain) {
            self.pairs.extend(targets.into_iter().zip(plain));
            let odd = own.into_iter().find(|o| strangers.contains(o));
            self.fork_at(odd.map(|odd| Fork {
                section: all.own[odd].0,
                lacks: false,
                source: None,
                counts: None,
            }));
            return;
        }
        self.by_level(all, &targets, &own, range.start);
    }

    /// Headings agree where their levels leave no doubt: all of them do, or the largest do, and so on below each. `start` is where the
    /// translation's begin.
    fn by_level(&mut self, all: &Both, targets: &[usize], own: &[usize], start: usize) {
        if all.agree(targets, own) {
            self.pairs.extend(targets.iter().copied().zip(own.iter().copied()));
            return;
        }
        let theirs = groups(targets, |t| all.targets[*t].level.unwrap_or(u8::MAX));
        let ours = groups(own, |o| all.own[*o].1.level);
        let largest = own.iter().map(|o| all.own[*o].1.level).min().unwrap_or_default();
        let top = |groups: &[&[usize]]| groups.len() > 1 || groups.first().is_some_and(|g| g.len() > 1);
        let heads = theirs.iter().zip(&ours).all(|(t, o)| all.agree(&t[..1], &o[..1]));
        if theirs.len() != ours.len() || !heads || !top(&theirs) && !top(&ours) {
            self.fork_at(Some(all.fork(targets, own, start)));
            return;
        }
        for (targets, own) in theirs.into_iter().zip(ours) {
            // What stands before the first of the largest headings has none to go by.
            if all.own[own[0]].1.level > largest {
                self.by_level(all, targets, own, own[0]);
                continue;
            }
            self.pairs.push((targets[0], own[0]));
            self.by_level(all, &targets[1..], &own[1..], own[0] + 1);
        }
    }

    fn fork_at(&mut self, fork: Option<Fork>) {
        self.fork = self.fork.take().or(fork);
    }
}

/// Both outlines, for what looks at a part of them.
struct Both<'a> {
    targets: &'a [Target],
    own: &'a [Own<'a>],
}

impl Both<'_> {
    fn agree(&self, targets: &[usize], own: &[usize]) -> bool {
        targets.len() == own.len() && targets.iter().zip(own).all(|(t, o)| fits(&self.targets[*t], self.own[*o].1))
    }

    /// Where two parts that do not agree begin to differ.
    fn fork(&self, targets: &[usize], own: &[usize], start: usize) -> Fork {
        let agreed = targets
            .iter()
            .zip(own)
            .take_while(|(t, o)| self.agree(&[**t], &[**o]))
            .count();
        let level = |t: &usize| self.targets[*t].level;
        // Where one has a heading of a lower level more, that is what is odd, and not what comes next.
        let below = |t: &usize| own.get(agreed).is_some_and(|o| level(t) > Some(self.own[*o].1.level));
        let lacks = agreed == own.len() || targets.get(agreed).is_some_and(below);
        let at = match lacks {
            true => (start + agreed).checked_sub(1),
            false => own.get(agreed).copied(),
        };
        // Of some that are all alike in level, nobody knows which is the odd one.
        let alike = agreed > 0 && agreed == own.len().min(targets.len());
        Fork {
            section: at.and_then(|at| self.own.get(at)).map_or(0, |(i, _)| *i),
            lacks,
            source: targets
                .get(agreed)
                .map(|t| (level(t).unwrap_or(0), self.targets[*t].id.clone())),
            counts: alike.then_some((own.len(), targets.len())),
        }
    }
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
fn ids(targets: &[Target], own: &[Own], pairs: &[Pair]) -> SharedIds {
    let written: HashSet<&str> = own.iter().filter(|(_, s)| s.explicit).map(|(_, s)| s.id.as_str()).collect();
    let mut used = HashSet::new();
    let mut ids: SharedIds = Vec::new();
    for (target, at) in pairs {
        let (id, section) = (&targets[*target].id, own[*at].1);
        if !id.is_empty() && !written.contains(id.as_str()) && !section.explicit && used.insert(id) {
            ids.push((section.at.start, id.clone()));
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

    fn shared(pin: Option<&Pin>, source: &str, translation: &str) -> (String, Option<Fork>) {
        let shared = share(pin, &original(source), &original(translation).sections);
        let ids: Vec<String> = shared.ids.into_iter().map(|(_, id)| id).collect();
        (ids.join(" "), shared.fork)
    }

    /// Where a fork is: the section, whether it lacks one, the id that the source has there.
    fn fork_of(source: &str, translation: &str) -> Option<(usize, bool, String)> {
        let (_, fork) = shared(None, source, translation);
        fork.map(|f| (f.section, f.lacks, f.source.map_or(String::new(), |(_, id)| id)))
    }

    #[test]
    fn by_position_and_level() {
        let (ids, fork) = shared(None, "## One\n### Two\n## Three\n", "## 一\n### 二\n## 三\n");
        assert_eq!((ids.as_str(), fork), ("one two three", None));
        let (ids, _) = shared(None, "## One\n## Two\n", "## 一 {#eins}\n## 二\n");
        assert_eq!(ids, "two", "a written id wins");
    }

    #[test]
    fn outlines_that_part() {
        let (ids, fork) = shared(None, "## One\n### Two\n## Three\n", "## 一\n## 三\n");
        assert_eq!(ids, "one three", "largest headings agree");
        assert_eq!(fork.map(|f| (f.section, f.source)), Some((1, Some((3, "two".into())))));
        let (ids, fork) = shared(None, "## One\n## Two\n", "## 一\n### 细\n## 二\n## 三\n");
        assert_eq!((ids.as_str(), fork.map(|f| f.section)), ("", Some(2)));
        let (ids, fork) = shared(None, "## One\n## New\n## Two\n", "## 一\n## 二\n");
        assert_eq!(
            (ids.as_str(), fork.and_then(|f| f.counts)),
            ("", Some((2, 3))),
            "nobody knows which"
        );
    }

    #[test]
    fn written_ids_agree_first() {
        let source = "## One\n## Where {#where}\n## Two\n### Below\n";
        let found = fork_of(source, "## 一 {#one}\n## 二 {#two}\n### 下 {#below}\n");
        assert_eq!(found, Some((1, true, "where".into())));
        let (ids, _) = shared(None, source, "## 一\n## 二 {#two}\n### 下\n");
        assert_eq!(ids, "below", "behind a written id");
        let (ids, fork) = shared(None, "## One\n## Two\n", "## 一\n## 附 {#more}\n## 二\n");
        assert_eq!(
            (ids.as_str(), fork.map(|f| f.section)),
            ("one two", Some(2)),
            "one of its own"
        );
        let found = fork_of("## One\n## Two\n## Three\n", "## 一 {#two}\n## 二 {#one}\n## 三 {#three}\n");
        assert!(found.is_some(), "another order");
        assert_eq!(fork_of("## Zero\n## One\n", "## 一 {#one}\n"), Some((0, true, "zero".into())));
    }

    #[test]
    fn a_pinned_translation_keeps_the_outline_of_its_pin() {
        let pin = Pin::to("en", &original("## One\n\na\n\n## Two\n\nb\n"));
        let source = "## Zero\n\n## Won\n\na\n\n## Two\n\nb\n";
        let (ids, fork) = shared(Some(&pin), source, "## 一\n\n## 二\n");
        assert_eq!((ids.as_str(), fork), ("won two", None));
        let (ids, fork) = shared(Some(&pin), source, "## 一 {#one}\n\n## 二\n");
        assert_eq!((ids.as_str(), fork), ("two", None), "an id that the source had then");
        let mut left = Pin::to("en", &original(source));
        left.sections[1].absent = true;
        let (ids, fork) = shared(Some(&left), source, "## 一\n\n## 二\n");
        assert_eq!((ids.as_str(), fork), ("won two", None), "one that is left out");
    }
}
