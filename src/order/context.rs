//! What surrounds a workflow: the client, who is told of its steps, and what stops it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::error::OrderError;
use super::event::Event;
use crate::Client;

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// The client of a workflow, who is told of its steps, and what stops it.
#[derive(Clone)]
pub struct Context {
    /// The client that all calls are made with.
    pub client: Client,
    listener: Option<Listener>,
    stop: CancellationToken,
}

impl Context {
    /// A context in which nobody is told and nothing stops.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            listener: None,
            stop: CancellationToken::new(),
        }
    }

    /// Tells every step to `listener`, which must return soon.
    #[must_use]
    pub fn with_listener(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Stops the workflow when the token is cancelled: between two calls or in the middle of one,
    /// but never in the middle of a checkout. A cart that is not ordered is deleted first.
    #[must_use]
    pub fn with_stop(mut self, stop: CancellationToken) -> Self {
        self.stop = stop;
        self
    }

    pub(super) fn tell(&self, event: Event) {
        if let Some(listener) = &self.listener {
            listener(&event);
        }
    }

    /// Fails if the workflow was stopped.
    pub(super) fn check_stop(&self) -> Result<(), OrderError> {
        if self.stop.is_cancelled() {
            return Err(OrderError::Stopped);
        }
        Ok(())
    }

    /// Waits, unless it is stopped first.
    pub(super) async fn pause(&self, duration: Duration) -> Result<(), OrderError> {
        self.until_stopped(async {
            tokio::time::sleep(duration).await;
            Ok(())
        })
        .await
    }

    /// The work's outcome, unless it is stopped first.
    pub(super) async fn until_stopped<T>(
        &self,
        work: impl Future<Output = Result<T, OrderError>>,
    ) -> Result<T, OrderError> {
        tokio::select! {
            // Stopped and done at once counts as stopped: nothing more is begun.
            biased;
            () = self.stop.cancelled() => Err(OrderError::Stopped),
            outcome = work => outcome,
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
