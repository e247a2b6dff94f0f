//! When each host may be asked again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Whoever asks for more patience than this is left alone.
const MOST_PATIENCE: Duration = Duration::from_secs(30);

/// Keeps a distance between two requests to one host, whichever threads make them.
#[derive(Debug)]
pub struct Hosts {
    delay: Duration,
    next: Mutex<HashMap<String, Instant>>,
    /// Those that asked to wait, until when: `None` for longer than anybody waits.
    resting: Mutex<HashMap<String, Option<Instant>>>,
    /// How many requests in a row each could not be reached for.
    lost: Mutex<HashMap<String, usize>>,
}

/// A host that could not be reached so often is asked for nothing more.
const MOST_LOST: usize = 2;

impl Hosts {
    /// With this distance.
    pub fn new(delay: Duration) -> Hosts {
        Hosts {
            delay,
            next: Mutex::default(),
            resting: Mutex::default(),
            lost: Mutex::default(),
        }
    }

    /// Wait until the host of a URL may be asked. False when it is not to be asked any more.
    pub fn wait(&self, url: &str) -> bool {
        loop {
            let at = self.turn(url);
            thread::sleep(at.saturating_duration_since(Instant::now()));
            // It may have asked for a rest since the turn was given.
            let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
            match resting.get(&of(url)) {
                Some(None) => return false,
                Some(Some(until)) if *until > Instant::now() => {}
                _ => return true,
            }
        }
    }

    /// When the host of a URL may be asked once more; at once where nobody will ask it.
    fn turn(&self, url: &str) -> Instant {
        let now = Instant::now();
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let earliest = match resting.get(&of(url)) {
            Some(None) => return now,
            Some(Some(until)) => now.max(*until),
            None => now,
        };
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = next.entry(of(url)).or_insert(earliest);
        let at = (*slot).max(earliest);
        *slot = at + self.delay;
        at
    }

    /// The host of a URL asked to be left alone for so long. False when that is longer than anybody waits.
    pub fn pause(&self, url: &str, pause: Duration) -> bool {
        let until = (pause <= MOST_PATIENCE).then(|| Instant::now() + pause);
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let known = resting.entry(of(url)).or_insert(until);
        // The longer of two rests, of which none at all is the longest.
        *known = known.zip(until).map(|(one, other)| one.max(other));
        known.is_some()
    }

    /// Whether the host of a URL is given up.
    pub fn is_closed(&self, url: &str) -> bool {
        let lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.get(&of(url)).is_some_and(|times| *times >= MOST_LOST)
    }

    /// Remember whether the host of a URL could be reached.
    pub fn reached(&self, url: &str, reached: bool) {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        let times = lost.entry(of(url)).or_default();
        *times = if reached { 0 } else { *times + 1 };
    }
}

/// What stands between the scheme and the path of a URL.
pub fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// The host of a URL, with its port, as all spellings of it are known.
pub fn of(url: &str) -> String {
    let authority = authority(url);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.to_ascii_lowercase()
}

/// Whether a URL holds a name or a password.
pub fn has_user(url: &str) -> bool {
    authority(url).contains('@')
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
        assert!(!hosts.pause("https://a.example/", Duration::from_secs(31)));
        assert!(!hosts.wait("https://a.example/other"), "it is left alone");
        assert!(hosts.wait("https://b.example/"));
        let (start, rest) = (Instant::now(), Duration::from_millis(60));
        assert!(hosts.pause("https://b.example/", rest) && hosts.wait("https://b.example/y"));
        assert!(start.elapsed() >= rest, "a short rest is waited for");
        assert_eq!(of("http://a.example:80?x"), "a.example:80");
        assert_eq!(of("http://me:p@A.Example/x@y"), "a.example");
        assert!(has_user("http://me@a.example/") && !has_user("http://a.example/x@y"));
    }

    #[test]
    fn a_host_that_is_lost_twice_is_closed() {
        let hosts = Hosts::new(Duration::ZERO);
        hosts.reached("https://a.example/x", false);
        hosts.reached("https://a.example/x", true);
        hosts.reached("https://a.example/x", false);
        assert!(!hosts.is_closed("https://a.example/y"));
        hosts.reached("https://A.example/z", false);
        assert!(hosts.is_closed("https://a.example/y") && !hosts.is_closed("https://b.example/"));
    }
}
