//! The answers of other sites, with when they were given, as a file between two checks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::hosts::has_user;
use crate::check::Verdict;

/// Answers by URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    /// When each was given, in seconds since 1970, and where the address has moved to.
    good: BTreeMap<String, (u64, Option<String>)>,
}

impl Cache {
    /// Read a cache's file. One that cannot be read is an empty one: it holds nothing that cannot be asked again.
    pub fn read(text: &str) -> Cache {
        let file: Value = serde_json::from_str(text).unwrap_or_default();
        let entries = file["good"].as_object().into_iter().flatten();
        let good = entries.filter_map(|(url, answer)| {
            let moved = answer["moved"].as_str().map(str::to_string);
            Some((url.clone(), (answer["asked"].as_u64()?, moved)))
        });
        Cache { good: good.collect() }
    }

    /// The file.
    pub fn write(&self) -> String {
        let entry = |(url, (asked, moved)): (&String, &(u64, Option<String>))| {
            let answer = match moved {
                Some(to) => json!({"asked": asked, "moved": to}),
                None => json!({"asked": asked}),
            };
            (url.clone(), answer)
        };
        let good: serde_json::Map<String, Value> = self.good.iter().map(entry).collect();
        format!("{:#}\n", json!({ "good": good }))
    }

    /// A good answer that is not too old. Bad ones are never kept: they may have been mended.
    pub fn fresh(&self, url: &str, now: u64, max_age: u64) -> Option<Verdict> {
        let (asked, moved) = self.good.get(url)?;
        (now.saturating_sub(*asked) < max_age).then(|| match moved {
            Some(to) => Verdict::Moved(to.clone()),
            None => Verdict::Good,
        })
    }

    /// Remember an answer, if no name or password is written down with it.
    pub fn put(&mut self, url: &str, verdict: &Verdict, now: u64) {
        if has_user(url) || matches!(verdict, Verdict::Moved(to) if has_user(to)) {
            self.good.remove(url);
            return;
        }
        let moved = match verdict {
            Verdict::Good => None,
            Verdict::Moved(to) => Some(to.clone()),
            // An old answer is not wrong because there is no new one.
            Verdict::NotAsked => return,
            Verdict::Dead(_) | Verdict::Unreachable(_) => {
                self.good.remove(url);
                return;
            }
        };
        self.good.insert(url.to_string(), (now, moved));
    }

    /// Forget what the site no longer links to.
    pub fn keep_only(&mut self, urls: &[String]) {
        let urls: BTreeSet<&String> = urls.iter().collect();
        self.good.retain(|url, _| urls.contains(url));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_answers_are_kept_for_a_while() {
        let mut cache = Cache::default();
        cache.put("https://a/", &Verdict::Good, 100);
        cache.put("https://b/", &Verdict::Moved("https://c/".into()), 100);
        cache.put("https://d/", &Verdict::Dead("404".into()), 100);
        cache.put("https://me:secret@e/", &Verdict::Good, 100);
        cache.put("https://f/", &Verdict::Moved("https://me:secret@f/".into()), 100);
        assert!(!cache.write().contains("secret"));
        let cache = Cache::read(&cache.write());
        assert_eq!(cache.fresh("https://a/", 150, 100), Some(Verdict::Good));
        assert_eq!(cache.fresh("https://a/", 200, 100), None);
        assert_eq!(cache.fresh("https://b/", 150, 100), Some(Verdict::Moved("https://c/".into())));
        assert_eq!(cache.fresh("https://d/", 100, 100), None);
        assert_eq!(Cache::read("broken"), Cache::default());
    }
}
