//! What changed in a source since a translation was pinned to it.

use std::collections::BTreeSet;

use super::Original;
use super::pin::{Mark, Pin};

/// How a section changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its heading says something else.
    Heading,
    Prose,
    Code,
    /// It stands elsewhere.
    Moved,
}

impl What {
    /// `added`, `removed`, `heading`, `words`, `code`, `moved`: everywhere the same.
    pub fn as_str(&self) -> &'static str {
        match self {
            What::Added => "added",
            What::Removed => "removed",
            What::Heading => "heading",
            What::Prose => "words",
            What::Code => "code",
            What::Moved => "moved",
        }
    }
}

/// A section that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// The id that it has now; of one that is gone the id that it had. Empty for what stands before the first heading.
    pub id: String,
    /// Its heading; of one that is gone its id.
    pub title: String,
    /// The id that it had, if that was another.
    pub was: Option<String>,
    /// Never empty, in order.
    pub what: Vec<What>,
    /// How many words there are to translate.
    pub words: usize,
}

/// Everything that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Drift {
    /// The strings of the front matter changed, this many words.
    pub front: Option<usize>,
    /// In the order of the source, what is gone last.
    pub sections: Vec<Change>,
}

impl Drift {
    /// What changed in a source since the pin was written.
    pub fn since(pin: &Pin, source: &Original) -> Drift {
        let now = Pin::to(&pin.of, source).sections;
        let pairs = matched(&pin.sections, &now);
        let moved = moved(&pairs);
        let mut drift = Drift {
            front: (pin.front != source.front.short()).then_some(source.front_words),
            sections: Vec::new(),
        };
        for (i, section) in source.sections.iter().enumerate() {
            let old = pairs.iter().find(|(_, new)| *new == i).map(|(old, _)| &pin.sections[*old]);
            if old.is_some_and(|old| old.absent) {
                continue;
            }
            let mut what = Vec::new();
            match old {
                None => what.push(What::Added),
                Some(old) => {
                    let differs = [
                        (What::Heading, old.heading != now[i].heading),
                        (What::Prose, old.prose != now[i].prose),
                        (What::Code, old.code != now[i].code),
                        (What::Moved, moved.contains(&i)),
                    ];
                    what.extend(differs.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what));
                }
            }
            // An empty beginning is there on each page.
            if what.is_empty() || section.level == 0 && old.is_none() && section.words == 0 {
                continue;
            }
            let to_translate = what.iter().any(|w| matches!(w, What::Added | What::Heading | What::Prose));
            drift.sections.push(Change {
                id: section.id.clone(),
                title: section.title.clone(),
                was: old.map(|o| o.id.clone()).filter(|was| *was != section.id),
                what,
                words: if to_translate { section.words } else { 0 },
            });
        }
        for (i, gone) in pin.sections.iter().enumerate() {
            if !pairs.iter().any(|(old, _)| *old == i) && !gone.id.is_empty() && !gone.absent {
                drift.sections.push(Change {
                    id: gone.id.clone(),
                    title: gone.id.clone(),
                    was: None,
                    what: vec![What::Removed],
                    words: 0,
                });
            }
        }
        drift
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.front.is_none() && self.sections.is_empty()
    }

    /// How many words there are to translate.
    pub fn words(&self) -> usize {
        self.front.unwrap_or(0) + self.sections.iter().map(|c| c.words).sum::<usize>()
    }
}

/// Which old section is which new one, as indices, by the old one. Ids alone do not tell: those of equal headings are numbered, so a new
/// one shifts the others; and a heading that changes takes its id with it.
pub fn matched(old: &[Mark], new: &[Mark]) -> Vec<(usize, usize)> {
    let mut pairs = Pairs {
        old,
        new,
        found: Vec::new(),
    };
    pairs.join(|a, b| a.id == b.id && a.heading == b.heading && a.same_body(b));
    pairs.join_single(|a, b| a.heading == b.heading && a.same_body(b));
    pairs.join(|a, b| a.id == b.id);
    pairs.join_single(|a, b| a.heading == b.heading);
    pairs.join_single(|a, b| a.same_body(b));
    pairs.found.sort_unstable();
    pairs.found
}

struct Pairs<'a> {
    old: &'a [Mark],
    new: &'a [Mark],
    found: Vec<(usize, usize)>,
}

impl Pairs<'_> {
    fn free(&self) -> (Vec<usize>, Vec<usize>) {
        let old = (0..self.old.len()).filter(|i| !self.found.iter().any(|(o, _)| o == i));
        let new = (0..self.new.len()).filter(|i| !self.found.iter().any(|(_, n)| n == i));
        (old.collect(), new.collect())
    }

    /// Join those that are alike, in order.
    fn join(&mut self, alike: impl Fn(&Mark, &Mark) -> bool) {
        let (old, mut new) = self.free();
        for o in old {
            if let Some(at) = new.iter().position(|n| alike(&self.old[o], &self.new[*n])) {
                self.found.push((o, new.remove(at)));
            }
        }
    }

    /// Join those that are like one other only. What stands before the first heading is like nothing else.
    fn join_single(&mut self, alike: impl Fn(&Mark, &Mark) -> bool) {
        let (old, new) = self.free();
        let fits = |o: usize, n: usize| {
            let (a, b) = (&self.old[o], &self.new[n]);
            !a.heading.is_empty() && !b.heading.is_empty() && alike(a, b)
        };
        let single = |o: usize| {
            let mut of = new.iter().filter(|n| fits(o, **n));
            of.next().filter(|_| of.next().is_none())
        };
        let found: Vec<(usize, usize)> = old
            .iter()
            .filter_map(|o| {
                let n = *single(*o)?;
                (old.iter().filter(|o| fits(**o, n)).count() == 1).then_some((*o, n))
            })
            .collect();
        self.found.extend(found);
    }
}

/// The new indices of what stands elsewhere: all but the longest run that kept its order.
pub(super) fn moved(pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    let new: Vec<usize> = pairs.iter().map(|(_, n)| *n).collect();
    // For each place, how long the longest run that ends there is, and what comes before it in the run.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(new.len());
    for (i, at) in new.iter().enumerate() {
        let before = (0..i)
            .filter(|j| new[*j] < *at)
            .max_by_key(|j| (runs[*j].0, std::cmp::Reverse(*j)));
        runs.push((before.map_or(1, |j| runs[j].0 + 1), before));
    }
    let mut kept = BTreeSet::new();
    let mut at = (0..new.len()).max_by_key(|i| (runs[*i].0, std::cmp::Reverse(*i)));
    while let Some(i) = at {
        kept.insert(new[i]);
        at = runs[i].1;
    }
    new.into_iter().filter(|n| !kept.contains(n)).collect()
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

    const PAGE: &str = "---\ntitle: A page\nweight: 1\n---\n\nIt begins.\n\n## Install\n\nGet it:\n\n```sh\napt install it\n```\n\n## Run\n\n\
        Start it.\n\n### Stop\n\nStop it.\n\n## More\n\nRead on.\n";

    /// What is told of an edit of the page: `id what,what`.
    fn told(edit: impl Fn(&str) -> String) -> Vec<String> {
        let pin = Pin::to("en", &original(PAGE));
        let drift = Drift::since(&pin, &original(&edit(PAGE)));
        let front = drift.front.map(|words| format!("front {words}"));
        let change = |c: &Change| {
            let what: Vec<&str> = c.what.iter().map(|w| w.as_str()).collect();
            let was = c.was.as_ref().map_or(String::new(), |was| format!(" was {was}"));
            format!("{} {}{was} {}", c.id, what.join(","), c.words)
        };
        front.into_iter().chain(drift.sections.iter().map(change)).collect()
    }

    fn replaced(old: &str, new: &str) -> Vec<String> {
        assert!(PAGE.contains(old));
        told(|page| page.replace(old, new))
    }

    #[test]
    fn each_kind_of_drift() {
        assert!(told(str::to_string).is_empty());
        assert_eq!(replaced("Start it.", "Start it now."), ["run words 4"]);
        assert_eq!(replaced("It begins.", "It starts."), [" words 2"]);
        assert_eq!(replaced("apt install", "apt-get install"), ["install code 0"]);
        assert_eq!(replaced("## Run", "## Run it"), ["run-it heading was run 4"]);
        assert_eq!(replaced("## Run\n", "## Run! {#run}\n"), ["run heading 3"]);
        assert_eq!(replaced("title: A page", "title: The page"), ["front 2"]);
        assert_eq!(replaced("### Stop\n\nStop it.\n\n", ""), ["stop removed 0"]);
        assert_eq!(replaced("## More", "## New\n\nText.\n\n## More"), ["new added 2"]);
        assert_eq!(
            replaced("Start it.\n\n### Stop\n\nStop it.", "Begin.\n\n### Stop\n\nEnd."),
            ["run words 2", "stop words 2"]
        );
    }

    #[test]
    fn what_changes_no_words() {
        assert!(replaced("weight: 1", "weight: 2\ndate: 2024-01-01").is_empty());
        assert!(replaced("Start it.", "Start\n  it.").is_empty());
        assert!(replaced("## Run\n", "Run\n---\n").is_empty());
        assert!(
            replaced("## Run\n", "## Run {#start}\n").is_empty(),
            "another id for the same words"
        );
        assert!(told(|page| page.replace("\n\n", "\n\n\n")).is_empty());
        assert!(told(|page| page.replace('\n', "\r\n")).is_empty());
    }

    #[test]
    fn reordered_and_numbered() {
        let swapped = |page: &str| {
            let (head, more) = page.split_at(page.find("## More").expect("there"));
            let (start, install) = head.split_at(head.find("## Install").expect("there"));
            format!("{start}{more}\n{install}")
        };
        assert_eq!(told(swapped), ["more moved 0"]);
        let page = |sections: &[&str]| original(&sections.iter().map(|s| format!("## Example\n\n{s}\n\n")).collect::<String>());
        let pin = Pin::to("en", &page(&["one", "two"]));
        let drift = Drift::since(&pin, &page(&["zero", "one", "two"]));
        let told: Vec<_> = drift.sections.iter().map(|c| (c.id.as_str(), c.what.clone())).collect();
        assert_eq!(
            told,
            [("example", vec![What::Added])],
            "the numbers of the others do not count"
        );
    }
}
