//! Downloads descriptions: the only code of the project's tasks that uses the network.
//!
//! It answers texts; whether they are descriptions is `form`'s and `vendor`'s subject.

mod endpoint;
mod http;

use std::time::{Duration, SystemTime};

pub use endpoint::Endpoint;

use crate::error::Result;
use crate::vendor::Arrival;

/// What a download may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one description. The largest of 2026 has 4 MiB.
    pub bytes: u64,
    /// Time for one description, from the name look-up to the last byte.
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

/// Downloads sections from an endpoint, one after the other. `fetched` is the day it is.
///
/// # Errors
/// [`Error::Refused`](crate::Error::Refused) before anything is sent,
/// [`Error::Download`](crate::Error::Download) when there is no answer,
/// [`Error::Unusable`](crate::Error::Unusable) when the answer is none that is wanted.
pub fn download(
    endpoint: &Endpoint,
    sections: &[&'static str],
    limits: Limits,
    fetched: &str,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Vec<Arrival>> {
    let client = http::Client::new(endpoint, limits);
    let download = |section: &&'static str| {
        let url = format!("{}/{section}.json", endpoint.base());
        Ok(Arrival {
            text: client.get(&url, progress)?,
            what: url.clone(),
            region: endpoint.said(),
            section: Some(*section),
            url: Some(url),
            fetched: fetched.to_owned(),
        })
    };
    sections.iter().map(download).collect()
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
}
