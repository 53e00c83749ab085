//! Downloads descriptions: the only code of the project's tasks that uses the network.
//!
//! Redirects are never followed: a description that has moved is for a person to look at.

use std::io::{self, Read};
use std::time::{Duration, SystemTime};

use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body};

use crate::endpoint::Endpoint;
use crate::error::{Error, Result, unusable};
use crate::vendor::Arrival;

/// Where to download from, and what that may take.
#[derive(Clone, Debug)]
pub struct Download {
    /// The API.
    pub endpoint: Endpoint,
    /// What each description may take.
    pub limits: Limits,
    /// Today, such as `2026-07-08`.
    pub day: String,
}

/// What the download of one description may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Its bytes. The largest of 2026 has 4 MiB.
    pub bytes: u64,
    /// The time from the name look-up to the last byte.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 16 * 1024 * 1024,
            time: Duration::from_secs(120),
        }
    }
}

/// How far a download is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The address.
    pub url: &'a str,
    /// Bytes that came so far.
    pub bytes: u64,
    /// Whether that is all.
    pub done: bool,
}

/// Bytes that are read between two reports of progress.
const CHUNK: u64 = 64 * 1024;

impl Download {
    /// Downloads sections one after the other.
    ///
    /// # Errors
    /// [`Error::Download`] when there is no answer, [`Error::Unusable`] when the answer is not a
    /// description in full.
    pub fn sections(
        &self,
        sections: &[&'static str],
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<Vec<Arrival>> {
        let agent = self.agent();
        let arrivals = sections.iter().map(|section| {
            let url = format!("{}/{section}.json", self.endpoint.base());
            Ok(Arrival {
                text: self.text(&agent, &url, progress)?,
                what: url.clone(),
                region: self.endpoint.said(),
                section: Some(*section),
                url: Some(url),
                fetched: self.day.clone(),
            })
        });
        arrivals.collect()
    }

    fn agent(&self) -> Agent {
        let is_loopback = self.endpoint.is_loopback();
        let mut config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .https_only(!is_loopback)
            .timeout_global(Some(self.limits.time))
            .user_agent(concat!("ovh-order/", env!("CARGO_PKG_VERSION")))
            .accept("application/json");
        if is_loopback {
            config = config.proxy(None);
        }
        config.build().new_agent()
    }

    /// The text at an address.
    fn text(
        &self,
        agent: &Agent,
        url: &str,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<String> {
        // The address is told first: a server may take long to answer.
        progress(&Progress {
            url,
            bytes: 0,
            done: false,
        });
        let answer = agent.get(url).call();
        let mut response = answer.map_err(|error| self.failed(url, error))?;
        if let Some(why) = refusal(&response) {
            return Err(unusable(url, why));
        }
        let body = response.body_mut().as_reader();
        let bytes = self.read(url, body, progress)?;
        String::from_utf8(bytes).map_err(|_| unusable(url, "is not UTF-8"))
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
            ureq::Error::Io(error) if is_cut_short(&error) => {
                unusable(url, "is cut short: the connection ended too early")
            }
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

/// Why an answer is not looked at.
fn refusal(response: &Response<Body>) -> Option<String> {
    let status = response.status();
    if status == 304 {
        return Some(
            "answers 304, not modified, to a request without conditions: a cache in between \
                     keeps an answer for somebody else; fetch past it"
                .to_owned(),
        );
    }
    if status.is_redirection() {
        let location = response
            .headers()
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok());
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
    if login {
        format!("is redirected to the login page {place}: nothing is fetched from there")
    } else {
        format!("is redirected to {place}: redirects are not followed")
    }
}

/// The day of a moment in UTC, such as `2026-07-08`.
#[must_use]
pub fn day(now: SystemTime) -> String {
    let moment = jiff::Timestamp::try_from(now).unwrap_or_default();
    moment.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_in_provenance() {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_783_468_800);
        assert_eq!(day(moment), "2026-07-08");
    }

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
