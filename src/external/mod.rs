//! Links to other sites: each asked for once, politely, with the answers kept for the next time. Never part of a plain build.

mod cache;
#[cfg(feature = "external")]
mod client;
mod hosts;
mod judge;
#[cfg(all(test, feature = "external"))]
mod tests;

use std::collections::HashMap;
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
        // The first address of each host, then the second of each: no thread waits for a host where another could be asked.
        let mut of_host: HashMap<String, usize> = HashMap::new();
        let mut wanted: Vec<(usize, usize)> = Vec::new();
        for (i, url) in urls.iter().enumerate().filter(|(i, _)| verdicts[*i].is_none()) {
            let turn = of_host.entry(hosts::of(url)).or_default();
            wanted.push((*turn, i));
            *turn += 1;
        }
        wanted.sort_unstable();
        let queue = Mutex::new(wanted.into_iter().map(|(_, i)| i));
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
