//! The clocks: ours, and how far the server's is from it.
//!
//! It measures when it is asked to and must not decide whether a request is signed or sent again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::OnceCell;
use tracing::Instrument;

use super::retry::Risk;
use super::send::Transport;
use crate::auth::ClockOffset;
use crate::error::{Answer, Error, RequestContext};

/// How many seconds two measurements may differ without meaning that the first was wrong.
const TOLERANCE: u64 = 3;

/// Our clock in Unix seconds; the one place that reads it.
pub(super) fn local_unix_seconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The server's clock, measured when the first request is signed, and again when a signature was
/// refused for its time.
#[derive(Debug, Default)]
pub(super) struct ServerClock(Mutex<Measurement>);

/// One measurement: empty until the first who needs it has made it for all.
pub(super) type Measurement = Arc<OnceCell<ClockOffset>>;

impl ServerClock {
    /// The measurement that requests are signed by.
    pub(super) fn measurement(&self) -> Measurement {
        let current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// The measurement that comes after one that was refused; the same for all who had that one.
    pub(super) fn measurement_after(&self, refused: &Measurement) -> Measurement {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&current, refused) {
            *current = Measurement::default();
        }
        current.clone()
    }
}

impl Transport {
    /// The time that a signature carries. Concurrent callers measure once.
    pub(super) async fn server_unix_seconds(&self) -> Result<i64, Error> {
        let offset = self.offset(&self.clock().measurement()).await?;
        Ok(offset.timestamp(local_unix_seconds()))
    }

    /// Measures the clock again after a signature by `refused` was refused. Whether it has moved,
    /// so that a signature by the new one may be accepted.
    pub(super) async fn clock_has_moved(&self, refused: &Measurement) -> bool {
        let Some(before) = refused.get() else {
            return false;
        };
        let after = self.offset(&self.clock().measurement_after(refused)).await;
        let (before, after) = (before.seconds(), after.map(ClockOffset::seconds));
        let has_moved = after
            .as_ref()
            .is_ok_and(|after| after.abs_diff(before) > TOLERANCE);
        let after = after.ok();
        tracing::debug!(before, after, has_moved, "the clock was measured again");
        has_moved
    }

    async fn offset(&self, measurement: &Measurement) -> Result<ClockOffset, Error> {
        let measure = async || {
            let server = self.ask_time().await?;
            Ok(ClockOffset::measured(server, local_unix_seconds()))
        };
        measurement.get_or_try_init(measure).await.copied()
    }

    /// `GET /auth/time`, which needs no signature.
    async fn ask_time(&self) -> Result<i64, Error> {
        let span = tracing::debug_span!("clock", method = "GET", path = "/auth/time");
        self.time().instrument(span).await
    }

    async fn time(&self) -> Result<i64, Error> {
        let context = RequestContext::of_template("GET", "/auth/time");
        let url = format!("{}/auth/time", self.endpoint().base_url());
        let mut course = self.course(Risk::Read);
        loop {
            let request = self.http().get(&url).build().map_err(Error::config)?;
            let attempt = course.next_attempt();
            match self.exchange(request, &context, attempt).await {
                Ok(answer) => return seconds(&context, answer),
                Err(failed) => course.pause(failed).await?,
            }
        }
    }
}

fn seconds(context: &RequestContext, answer: Answer) -> Result<i64, Error> {
    serde_json::from_slice(&answer.body).map_err(|error| Error::decode(context, answer, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_measurement_is_replaced_once() {
        let clock = ServerClock::default();
        let refused = clock.measurement();
        let first = clock.measurement_after(&refused);
        let second = clock.measurement_after(&refused);
        assert!(!Arc::ptr_eq(&refused, &first));
        assert!(Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&first, &clock.measurement()));
    }
}
