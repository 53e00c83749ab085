//! The server's clock, which signatures are dated by.
//!
//! The API refuses a signature whose timestamp is too far from its own time, and machines' clocks are
//! often off. So the offset is measured before the first signature, and again when one was refused.

use tracing::Instrument;

use super::attempts::Attempts;
use super::latest::{Latest, Slot};
use super::retry::{RetryPolicy, Risk};
use super::wire::{Wire, local_unix_seconds};
use crate::auth::ClockOffset;
use crate::endpoint::Endpoint;
use crate::error::{Error, RequestContext};

/// How many seconds two measurements may differ without meaning that the clock has moved: an
/// answer takes its time, and both clocks are read in whole seconds.
const TOLERANCE: u64 = 3;

/// One measurement of the server's clock.
pub(super) type Measurement = Slot<ClockOffset>;

/// The server's clock, measured through `GET /auth/time`.
#[derive(Debug)]
pub(super) struct ServerClock {
    url: String,
    offset: Latest<ClockOffset>,
}

impl ServerClock {
    pub(super) fn new(endpoint: &Endpoint) -> Self {
        Self {
            url: format!("{}/auth/time", endpoint.base_url()),
            offset: Latest::default(),
        }
    }

    /// The measurement that requests are signed by.
    pub(super) fn measurement(&self) -> Measurement {
        self.offset.slot()
    }

    /// The server's time in Unix seconds by this measurement, which is made if it is not yet.
    pub(super) async fn unix_seconds(
        &self,
        measurement: &Measurement,
        wire: &Wire,
        retries: &RetryPolicy,
    ) -> Result<i64, Error> {
        let offset = self.measured(measurement, wire, retries).await?;
        Ok(offset.timestamp(local_unix_seconds()))
    }

    /// Leaves measuring again to the next signature.
    pub(super) fn forget(&self, refused: &Measurement) {
        self.offset.after(refused);
    }

    /// Measures again after a signature was refused. If the clock has not moved, a new
    /// signature would be refused like the old one.
    pub(super) async fn has_moved(
        &self,
        refused: &Measurement,
        wire: &Wire,
        retries: &RetryPolicy,
    ) -> bool {
        let Some(before) = refused.get().map(|offset| offset.seconds()) else {
            return false;
        };
        let measurement = self.offset.after(refused);
        let after = self.measured(&measurement, wire, retries).await;
        let after = after.ok().map(ClockOffset::seconds);
        let has_moved = after.is_some_and(|after| after.abs_diff(before) > TOLERANCE);
        tracing::debug!(before, after, has_moved, "the clock was measured again");
        has_moved
    }

    async fn measured(
        &self,
        measurement: &Measurement,
        wire: &Wire,
        retries: &RetryPolicy,
    ) -> Result<ClockOffset, Error> {
        let measure = async || {
            let span = tracing::debug_span!("clock", method = "GET", path = "/auth/time");
            let server = self.ask(wire, retries).instrument(span).await?;
            Ok(ClockOffset::measured(server, local_unix_seconds()))
        };
        measurement.get_or_try_init(measure).await.copied()
    }

    /// `GET /auth/time`, which needs no signature.
    async fn ask(&self, wire: &Wire, retries: &RetryPolicy) -> Result<i64, Error> {
        let context = RequestContext::of_template("GET", "/auth/time");
        let mut attempts = Attempts::new(retries, Risk::Read);
        loop {
            let request = wire.http().get(&self.url).build().map_err(Error::config)?;
            let attempt = attempts.begin();
            match wire.exchange(request, &context, Risk::Read, attempt).await {
                Ok(answer) => {
                    return serde_json::from_slice(&answer.body)
                        .map_err(|error| Error::decode(&context, answer, error));
                }
                Err(failed) if attempts.wait_after(failed.failure, &failed.error).await => {}
                Err(failed) => return Err(failed.error),
            }
        }
    }
}
