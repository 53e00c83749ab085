//! The context of a workflow: its client, its listener, and what stops it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::{Event, OrderError, Seat};
use crate::types::Nichandle;
use crate::{Client, Error};

/// How many calls are made at once; the pace of the client holds for all of them together.
const AT_ONCE: usize = 8;

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// How long a delivered order may take to name its services: mostly it takes seconds.
const NAMING: Duration = Duration::from_secs(300);

/// The client of a workflow, who listens to its steps, and what stops it.
#[derive(Clone)]
pub struct Context {
    /// The client that makes all calls.
    pub client: Client,
    /// Who `client` calls as, once that was read.
    account: Arc<OnceCell<Nichandle>>,
    listener: Option<Listener>,
    stop: CancellationToken,
    patience: Option<Duration>,
    naming: Duration,
    seat: Option<Seat>,
    waits: bool,
}

impl Context {
    /// A context without a listener, which nothing stops.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            account: Arc::default(),
            listener: None,
            stop: CancellationToken::new(),
            patience: None,
            naming: NAMING,
            seat: None,
            waits: true,
        }
    }

    /// Tells every step to `listener`, which should return soon: the workflow waits for it.
    #[must_use]
    pub fn with_listener(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Stops the workflow when the token is cancelled, with [`OrderError::Stopped`].
    ///
    /// A checkout that was sent is waited for. A cart that is not ordered is deleted before the
    /// workflow returns.
    #[must_use]
    pub fn with_stop(mut self, stop: CancellationToken) -> Self {
        self.stop = stop;
        self
    }

    /// Follows an order for no longer than this; then following ends with
    /// [`OrderError::NotInTime`]. Default: as long as it takes.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Waits this long for a delivered order to name its services. What is not named by then is
    /// [`Bought::missing`](super::Bought::missing). Default: 5 minutes.
    #[must_use]
    pub fn with_naming(mut self, naming: Duration) -> Self {
        self.naming = naming;
        self
    }

    /// Leaves this seat, which is taken, while the workflow waits for another process or for what an
    /// earlier attempt left, and takes one again before it goes on. Whoever confirms may do the same.
    #[must_use]
    pub fn with_seat(mut self, seat: Seat) -> Self {
        self.seat = Some(seat);
        self
    }

    /// Leaves an order that another process works on to that one, with
    /// [`JournalError::Busy`](crate::journal::JournalError::Busy). Default: waits until it is through. Two who
    /// hold orders of each other, and wait for a person, would wait for ever.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.waits = false;
        self
    }

    pub(super) fn waits(&self) -> bool {
        self.waits
    }

    pub(super) fn naming(&self) -> Duration {
        self.naming
    }

    pub(super) fn patience(&self) -> Option<Duration> {
        self.patience
    }

    pub(super) fn tell(&self, event: Event) {
        if let Some(listener) = &self.listener {
            listener(&event);
        }
    }

    /// The account (`GET /me`), which is read once, also for clones of the context.
    pub(super) async fn account(&self) -> Result<&Nichandle, Error> {
        let read = || async { self.client.get_me().send().await };
        self.account.get_or_try_init(read).await
    }

    /// The account's name (`GET /me`), by which the journal knows it.
    pub(super) async fn nichandle(&self) -> Result<&str, OrderError> {
        let name = self.account().await?.nichandle.as_deref();
        name.ok_or(OrderError::Missing {
            field: "nichandle",
            call: "GET /me",
        })
    }

    /// The server's time (`GET /auth/time`), which orders are dated by.
    pub(super) async fn server_time(&self) -> Result<Timestamp, OrderError> {
        let seconds = self.client.get_auth_time().send().await?;
        Timestamp::from_second(seconds).map_err(|_| OrderError::Missing {
            field: "time",
            call: "GET /auth/time",
        })
    }

    /// Fails if the workflow was stopped.
    pub(super) fn unless_stopped(&self) -> Result<(), OrderError> {
        if self.stop.is_cancelled() {
            return Err(OrderError::Stopped);
        }
        Ok(())
    }

    /// Does the work, unless the workflow is stopped first. The work is dropped then, in the middle
    /// of a call if need be, so nothing that must be known to have happened goes in here.
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

    /// Leaves the seat, before somebody else is waited for.
    pub(super) fn leave_seat(&self) {
        if let Some(seat) = &self.seat {
            seat.leave();
        }
    }

    /// Takes a seat again if it was left, unless the workflow is stopped first.
    pub(super) async fn take_seat(&self) -> Result<(), OrderError> {
        let Some(seat) = &self.seat else {
            return Ok(());
        };
        self.until_stopped(async {
            seat.take().await;
            Ok(())
        })
        .await
    }

    /// Waits, unless the workflow is stopped first.
    pub(super) async fn pause(&self, duration: Duration) -> Result<(), OrderError> {
        self.until_stopped(async {
            tokio::time::sleep(duration).await;
            Ok(())
        })
        .await
    }
}

/// Makes calls at once, and answers in their order. It takes a list, because with an iterator over closures
/// the future could not be sent to another thread (rust-lang/rust#102211).
pub(super) async fn at_once<F: Future>(calls: Vec<F>) -> Vec<F::Output> {
    stream::iter(calls).buffered(AT_ONCE).collect().await
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
