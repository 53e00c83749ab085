//! One bounded GET, and every way in which it can go wrong, in words.
//!
//! Redirects are never followed: a description that has moved is for a person to look at.

use std::io::{self, Read};

use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body};

use super::{Endpoint, Limits, Progress};
use crate::error::{Error, Result};

/// Bytes that are read between two reports of progress.
const CHUNK: u64 = 64 * 1024;

/// Downloads from one endpoint.
pub(super) struct Client {
    agent: Agent,
    limits: Limits,
}

impl Client {
    pub(super) fn new(endpoint: &Endpoint, limits: Limits) -> Self {
        let mut config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .https_only(!endpoint.is_loopback())
            .timeout_global(Some(limits.time))
            .user_agent(concat!("ovh-order/", env!("CARGO_PKG_VERSION")))
            .accept("application/json");
        if endpoint.is_loopback() {
            config = config.proxy(None);
        }
        let agent = config.build().new_agent();
        Self { agent, limits }
    }

    /// The text at an address.
    pub(super) fn get(&self, url: &str, progress: &mut dyn FnMut(&Progress<'_>)) -> Result<String> {
        let failed = |error| self.failed(url, error);
        // A server that does not answer keeps one waiting: the address is told first.
        progress(&Progress {
            url,
            bytes: 0,
            done: false,
        });
        let mut response = self.agent.get(url).call().map_err(failed)?;
        if let Some(why) = refusal(&response) {
            return Err(unusable(url, why));
        }
        let body = response.body_mut().as_reader();
        let bytes = self.read(url, body, progress)?;
        String::from_utf8(bytes).map_err(|_| unusable(url, "is no text in UTF-8".to_owned()))
    }

    fn read(
        &self,
        url: &str,
        body: impl Read,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        // One byte more than allowed tells a body that is too long from one that just fits.
        let mut body = body.take(self.limits.bytes + 1);
        loop {
            let read = (&mut body).take(CHUNK).read_to_end(&mut all);
            let done = read.map_err(|error| self.failed(url, error.into()))? == 0;
            let bytes = all.len() as u64;
            progress(&Progress { url, bytes, done });
            if bytes > self.limits.bytes {
                let why = format!("is longer than {} bytes", self.limits.bytes);
                return Err(unusable(url, why));
            }
            if done {
                return Ok(all);
            }
        }
    }

    fn failed(&self, url: &str, error: ureq::Error) -> Error {
        match error {
            ureq::Error::Timeout(_) => {
                let seconds = self.limits.time.as_secs_f32();
                unusable(url, format!("did not answer within {seconds} seconds"))
            }
            ureq::Error::Io(error) if is_cut_short(&error) => unusable(
                url,
                "is cut short: the connection ended too early".to_owned(),
            ),
            error => Error::Download {
                url: url.to_owned(),
                source: Box::new(error),
            },
        }
    }
}

fn is_cut_short(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(
        error.kind(),
        UnexpectedEof | ConnectionAborted | ConnectionReset
    )
}

fn unusable(url: &str, why: String) -> Error {
    Error::Unusable {
        what: url.to_owned(),
        why,
    }
}

/// Why an answer is not looked at.
fn refusal(response: &Response<Body>) -> Option<String> {
    let status = response.status();
    if status.is_redirection() {
        let location = response.headers().get(header::LOCATION);
        let location = location.and_then(|value| value.to_str().ok());
        return Some(redirect(location.unwrap_or("an unknown place")));
    }
    (status != 200).then(|| format!("answers with HTTP status {status}"))
}

/// The query of a redirect may hold a token: only the place is told.
fn redirect(location: &str) -> String {
    let place = location.split(['?', '#']).next().unwrap_or_default();
    let path = place
        .parse::<Uri>()
        .map_or_else(|_| place.to_owned(), |address| address.path().to_owned());
    let words = ["auth", "login", "signin", "sso"];
    let login = words.iter().any(|word| path.to_lowercase().contains(word));
    match login {
        true => format!("is redirected to the login page {place}: nothing is fetched from there"),
        false => format!("is redirected to {place}: redirects are not followed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_to_a_login_page_is_called_one() {
        let cases = [
            (
                "https://www.example/auth/?redirect=x&token=secret",
                "is redirected to the login page https://www.example/auth/: nothing is fetched from there",
            ),
            (
                "/v2/order.json",
                "is redirected to /v2/order.json: redirects are not followed",
            ),
        ];
        for (location, expected) in cases {
            assert_eq!(redirect(location), expected);
        }
    }
}
