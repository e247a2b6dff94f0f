//! One address of another site to a verdict: which answers are good, which may pass, and how often to ask again.

use std::collections::HashSet;
use std::thread;
use std::time::Duration;

use super::hosts::{self, Hosts};
use crate::check::Verdict;
use crate::config::External;

/// How many times an address may lead on.
const MOST_REDIRECTS: usize = 10;

/// How long to wait before the first repetition; twice as long before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// What a site answers.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    /// In seconds.
    pub retry_after: Option<u64>,
}

/// Why a site does not answer.
#[derive(Clone, Debug)]
pub struct NoAnswer {
    pub why: String,
    /// It could not be reached, or not in time.
    pub lost: bool,
}

/// Asks for addresses.
pub struct Judge<'a> {
    options: &'a External,
    hosts: &'a Hosts,
    #[cfg(feature = "external")]
    client: super::client::Client,
}

/// What one attempt comes to.
enum Attempt {
    Final(Verdict),
    /// It may go better next time.
    Again(String),
    /// The same, and the host of this address asked to wait so long.
    Wait(String, Duration, String),
}

impl<'a> Judge<'a> {
    /// With the patience that is configured.
    pub fn new(options: &'a External, hosts: &'a Hosts) -> Self {
        Judge {
            options,
            hosts,
            #[cfg(feature = "external")]
            client: super::client::Client::new(Duration::from_secs(options.timeout.into())),
        }
    }

    /// Ask for an address until there is an answer, or no more patience.
    pub fn judge(&self, url: &str) -> Verdict {
        let mut pause = FIRST_PAUSE;
        let mut tries = 0;
        loop {
            let (why, waits) = match self.attempt(url) {
                Attempt::Final(verdict) => return verdict,
                Attempt::Again(why) => (why, false),
                // All others that want something of this host wait too.
                Attempt::Wait(why, wanted, at) => match self.hosts.pause(&at, wanted) {
                    true => (why, true),
                    false => return Verdict::Unreachable(why),
                },
            };
            tries += 1;
            if tries > self.options.retries {
                return Verdict::Unreachable(why);
            }
            if !waits {
                thread::sleep(pause);
            }
            pause *= 2;
        }
    }

    /// Follow an address to its end.
    fn attempt(&self, url: &str) -> Attempt {
        let mut at = url.to_string();
        let mut seen = HashSet::new();
        let mut permanent = true;
        for _ in 0..=MOST_REDIRECTS {
            if !seen.insert(at.clone()) {
                return Attempt::Final(Verdict::Dead("it leads on in a circle".into()));
            }
            let answer = match self.ask(&at) {
                Some(Ok(answer)) => answer,
                Some(Err(no)) if self.hosts.is_closed(&at) => return Attempt::Final(Verdict::Unreachable(no.why)),
                Some(Err(no)) => return Attempt::Again(no.why),
                None => return Attempt::Final(Verdict::NotAsked),
            };
            match answer.status {
                301 | 302 | 303 | 307 | 308 => {
                    let Some(to) = answer.location.as_deref().and_then(|to| join(&at, to)) else {
                        return Attempt::Final(Verdict::Dead("it leads on, and does not say where".into()));
                    };
                    permanent &= matches!(answer.status, 301 | 308);
                    at = to;
                }
                429 | 503 => {
                    let why = format!("it answers with {}", answer.status);
                    return match answer.retry_after.map(Duration::from_secs) {
                        Some(wanted) => Attempt::Wait(why, wanted, at),
                        None => Attempt::Again(why),
                    };
                }
                500..=599 => return Attempt::Again(format!("it answers with {}", answer.status)),
                // It is there, and only not for everybody.
                401 | 403 | 405 | 407 | 451 => return Attempt::Final(Verdict::Good),
                400..=499 => return Attempt::Final(Verdict::Dead(format!("it answers with {}", answer.status))),
                _ if permanent && at != url => return Attempt::Final(Verdict::Moved(at)),
                _ => return Attempt::Final(Verdict::Good),
            }
        }
        Attempt::Final(Verdict::Dead(format!("it leads on more than {MOST_REDIRECTS} times")))
    }

    /// The answer to a question for the head alone; where that is refused, for the whole, of which nothing is read.
    /// `None` where the host wants to be left alone.
    fn ask(&self, url: &str) -> Option<Result<Answer, NoAnswer>> {
        // Others may find out while this one waits.
        if !self.hosts.is_closed(url) && !self.hosts.wait(url) {
            return None;
        }
        if self.hosts.is_closed(url) {
            let why = format!("no answer: {} could not be reached", hosts::of(url));
            return Some(Err(NoAnswer { why, lost: true }));
        }
        let head = self.request(url, true);
        self.hosts.reached(url, !head.as_ref().is_err_and(|no| no.lost));
        match &head {
            // Who cannot be reached is not asked differently.
            Err(no) if no.lost => Some(head),
            Ok(answer) if answer.status < 400 || matches!(answer.status, 429 | 503) => Some(head),
            // Some hosts know no other question than the usual one.
            Ok(_) | Err(_) => self.hosts.wait(url).then(|| self.request(url, false)),
        }
    }

    #[cfg(feature = "external")]
    fn request(&self, url: &str, head: bool) -> Result<Answer, NoAnswer> {
        self.client.ask(url, head)
    }

    #[cfg(not(feature = "external"))]
    fn request(&self, _: &str, _: bool) -> Result<Answer, NoAnswer> {
        let why = "this stoop was built without the feature `external`".into();
        Err(NoAnswer { why, lost: true })
    }
}

/// What a `Location` means at an address.
fn join(at: &str, to: &str) -> Option<String> {
    let to = to.split('#').next().unwrap_or(to);
    let (scheme, _) = at.split_once("://")?;
    if to.starts_with("http://") || to.starts_with("https://") {
        return Some(to.to_string());
    }
    if let Some(rest) = to.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    let host = hosts::authority(at);
    if to.starts_with('/') {
        return Some(format!("{scheme}://{host}{to}"));
    }
    let path = at.split_once("://")?.1.get(host.len()..)?.split('?').next()?;
    let folder = path.rfind('/').map_or("/", |i| &path[..=i]);
    Some(format!("{scheme}://{host}{folder}{to}"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn locations() {
        let at = "https://a.example/x/y?z";
        for (to, want) in [
            ("/b#c", "https://a.example/b"),
            ("b", "https://a.example/x/b"),
            ("//b.example/", "https://b.example/"),
            ("http://b.example/", "http://b.example/"),
        ] {
            assert_eq!(join(at, to).as_deref(), Some(want));
        }
        assert_eq!(join("https://a.example", "b").as_deref(), Some("https://a.example/b"));
    }
}
