//! How a client sends: what its builder was told, and the HTTP client that follows from it.
//!
//! It must not send anything.

use std::time::Duration;

use reqwest::redirect::Policy;

use super::retry::RetryPolicy;
use crate::endpoint::Endpoint;
use crate::error::Error;

/// How requests are sent.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How long one request may take.
    pub(crate) timeout: Duration,
    /// What the client calls itself.
    pub(crate) user_agent: String,
    /// When a failed request is sent again.
    pub(crate) retries: RetryPolicy,
    /// Whether operations that the endpoint's region does not describe are sent.
    pub(crate) any_region: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(180),
            user_agent: concat!("ovh-order/", env!("CARGO_PKG_VERSION")).to_owned(),
            retries: RetryPolicy::default(),
            any_region: false,
        }
    }
}

impl Settings {
    /// The client that sends.
    pub(super) fn http(&self, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
        let builder = reqwest::Client::builder();
        // A proxy of the environment does not reach this machine, and need not see its calls.
        let builder = match endpoint.is_loopback() {
            true => builder.no_proxy(),
            false => builder,
        };
        builder
            .timeout(self.timeout)
            .connect_timeout(Duration::from_secs(30))
            .user_agent(&self.user_agent)
            // A redirect would carry signed headers to where it points.
            .redirect(Policy::none())
            // Only we know what may be sent twice.
            .retry(reqwest::retry::never())
            .build()
            .map_err(Error::config)
    }
}
