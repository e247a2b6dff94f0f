//! One request over HTTP. The library for that is named here only.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Error};

use super::hosts;
use super::judge::{Answer, NoAnswer};

/// Who we say we are.
const USER_AGENT: &str = concat!(
    "stoop/",
    env!("CARGO_PKG_VERSION"),
    " (link check; +",
    env!("CARGO_PKG_REPOSITORY"),
    ")"
);

/// Makes requests.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    /// Past the proxy that the environment names: for this machine itself.
    direct: Agent,
}

impl Client {
    /// `timeout`: for a whole request.
    pub fn new(timeout: Duration) -> Client {
        let tls = TlsConfig::builder()
            // What the system trusts, which a company may have added to.
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = || {
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_global(Some(timeout))
                .user_agent(USER_AGENT)
                .tls_config(tls.clone())
        };
        Client {
            agent: config().build().new_agent(),
            direct: config().proxy(None).build().new_agent(),
        }
    }

    /// Ask for an address. Of its body nothing is read.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn ask(&self, url: &str, head: bool) -> Result<Answer, NoAnswer> {
        let host = hosts::of(url);
        let here = ["127.", "localhost", "[::1]"].iter().any(|name| host.starts_with(name));
        let agent = if here { &self.direct } else { &self.agent };
        let request = if head { agent.head(url) } else { agent.get(url) };
        let response = request.header("Accept", "*/*").call().map_err(|error| NoAnswer {
            why: sentence(&error.to_string()),
            lost: is_lost(&error),
        })?;
        let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_string);
        Ok(Answer {
            status: response.status().as_u16(),
            location: header("location"),
            retry_after: header("retry-after").map(|value| value.trim().parse().unwrap_or(u64::MAX)),
        })
    }
}

/// Whether there was no connection, or nothing came in time. A host that only ends the connection may like another question better.
fn is_lost(error: &Error) -> bool {
    let ended = |kind| {
        use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
    };
    match error {
        Error::Io(error) => !ended(error.kind()),
        Error::Timeout(_) | Error::HostNotFound | Error::ConnectionFailed | Error::Tls(_) | Error::Rustls(_) => true,
        _ => false,
    }
}

fn sentence(error: &str) -> String {
    format!("no answer: {}", error.trim_end_matches('.'))
}
