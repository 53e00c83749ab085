//! The clocks: ours, and how far the server's is from it.

use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::OnceCell;

use crate::auth::ClockOffset;

/// Our clock in Unix seconds; the one place that reads it.
pub(super) fn local_unix_seconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The server's clock, measured once, when the first request is signed.
#[derive(Debug, Default)]
pub(super) struct ServerClock(OnceCell<ClockOffset>);

impl ServerClock {
    /// The server's time now. `measure` asks the server; concurrent callers ask once.
    pub(super) async fn unix_seconds<E>(
        &self,
        measure: impl AsyncFnOnce() -> Result<i64, E>,
    ) -> Result<i64, E> {
        let measured = async || {
            let server = measure().await?;
            Ok(ClockOffset::measured(server, local_unix_seconds()))
        };
        let offset = self.0.get_or_try_init(measured).await?;
        Ok(offset.timestamp(local_unix_seconds()))
    }
}
