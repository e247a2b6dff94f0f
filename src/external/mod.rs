//! Links to other sites: each asked for once, politely, with the answers kept for the next time. Never part of a plain build.

mod cache;
#[cfg(feature = "external")]
mod client;
mod hosts;
mod judge;
#[cfg(all(test, feature = "external"))]
mod tests;

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

pub use cache::Cache;

use crate::check::{Probe, Verdict};
use crate::config::External;
use hosts::Hosts;
use judge::Judge;

/// How many sites are asked at once.
const THREADS: usize = 16;

/// Asks other sites, and remembers.
#[derive(Debug)]
pub struct Prober {
    options: External,
    cache: Mutex<Cache>,
    /// Seconds since 1970.
    now: u64,
    /// How many seconds a good answer stands.
    max_age: u64,
}

impl Prober {
    /// With the answers of last time. `max_age`: how many seconds a good one of them stands.
    pub fn new(options: External, cache: Cache, now: u64, max_age: u64) -> Prober {
        Prober {
            options,
            cache: Mutex::new(cache),
            now,
            max_age,
        }
    }

    /// The answers, for the next time.
    pub fn answers(&self) -> Cache {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn known(&self, url: &str) -> Option<Verdict> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.fresh(url, self.now, self.max_age)
    }
}

impl Probe for Prober {
    fn probe(&self, urls: &[String]) -> Vec<Verdict> {
        let mut verdicts: Vec<Option<Verdict>> = urls.iter().map(|url| self.known(url)).collect();
        let mut wanted: Vec<usize> = (0..urls.len()).filter(|i| verdicts[*i].is_none()).collect();
        // The urls of one host come one after the other anyway: spread them, so that no thread waits where another could go on.
        wanted.sort_by_key(|i| (urls[..*i].iter().filter(|u| hosts::of(u) == hosts::of(&urls[*i])).count(), *i));
        let queue = Mutex::new(wanted.into_iter());
        let answers = Mutex::new(Vec::new());
        let hosts = Hosts::new(Duration::from_millis(self.options.delay.into()));
        let work = || {
            let judge = Judge::new(&self.options, &hosts);
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(i) = next else { return };
                let verdict = judge.judge(&urls[i]);
                answers.lock().unwrap_or_else(PoisonError::into_inner).push((i, verdict));
            }
        };
        thread::scope(|scope| {
            for _ in 0..THREADS.min(urls.len()) {
                scope.spawn(work);
            }
        });
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        for (i, verdict) in answers.into_inner().unwrap_or_else(PoisonError::into_inner) {
            cache.put(&urls[i], &verdict, self.now);
            verdicts[i] = Some(verdict);
        }
        cache.keep_only(urls);
        verdicts.into_iter().map(|v| v.unwrap_or(Verdict::Good)).collect()
    }
}
