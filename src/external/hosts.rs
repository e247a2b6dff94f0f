//! When each host may be asked again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Keeps a distance between two requests to one host, whichever threads make them.
#[derive(Debug)]
pub struct Hosts {
    delay: Duration,
    next: Mutex<HashMap<String, Instant>>,
}

impl Hosts {
    /// With this distance.
    pub fn new(delay: Duration) -> Hosts {
        Hosts {
            delay,
            next: Mutex::default(),
        }
    }

    /// Wait until the host of a URL may be asked.
    pub fn wait(&self, url: &str) {
        let now = Instant::now();
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = next.entry(of(url).to_string()).or_insert(now);
            let at = (*slot).max(now);
            *slot = at + self.delay;
            at
        };
        thread::sleep(at.saturating_duration_since(now));
    }

    /// The host of a URL asked to be left alone for so long.
    pub fn pause(&self, url: &str, pause: Duration) {
        let until = Instant::now() + pause;
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = next.entry(of(url).to_string()).or_insert(until);
        *slot = (*slot).max(until);
    }
}

/// The host of a URL, with its port.
pub fn of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_at_a_time() {
        let hosts = Hosts::new(Duration::from_millis(40));
        let start = Instant::now();
        hosts.wait("https://a.example/x");
        hosts.wait("https://b.example/x");
        hosts.wait("https://a.example/y?z");
        assert!(start.elapsed() >= Duration::from_millis(40));
        assert_eq!(of("http://a.example:80?x"), "a.example:80");
    }
}
