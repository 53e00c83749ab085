//! Ctrl-C, `SIGTERM` and a terminal that closes: the first asks the work to stop, the second ends the
//! process.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};

use ovh_order::order::{Event, OrderError};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

#[cfg(unix)]
use super::echo;
use super::failure::{Failure, INTERRUPTED, NOT_DELIVERED, Result, UNSURE};
use super::output::tell;

/// How long the work may take to stop: to delete a cart, or to print what is known of an order.
const LONGEST_STOP: Duration = Duration::from_secs(15);

/// How long a last message may take to be written: a pipe that nobody reads would take it never.
const LONGEST_WORD: Duration = Duration::from_millis(300);

/// Stops the work of a command, and knows what ending it at once would leave.
#[derive(Clone)]
pub(super) struct Interrupt {
    stop: CancellationToken,
    /// For each order that the command buys.
    left: Arc<Mutex<BTreeMap<usize, Left>>>,
    order: usize,
}

/// What ending the process at once would leave.
#[derive(Clone)]
enum Left {
    Nothing,
    /// A cart, which this event tells.
    Cart(Event),
    /// A request that may charge and is not answered; of a checkout, the event that tells it.
    Request(Option<Event>),
    /// Perhaps an order of an earlier attempt, which this event tells.
    Attempt(Event),
    /// An order.
    Order,
}

impl Interrupt {
    /// Listens until the process ends. `command` is the one to look for an order with.
    ///
    /// A thread of its own listens, because the work can block its thread: in a write to a pipe that
    /// nobody reads, or in the journal.
    pub(super) fn listen(command: String) -> io::Result<Self> {
        let interrupt = Self {
            stop: CancellationToken::new(),
            left: Arc::default(),
            order: 0,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        // Here and not on the thread: a question may be asked before that runs.
        let signals = {
            let _inside = runtime.enter();
            Signals::listen()?
        };
        let listener = interrupt.clone();
        thread::spawn(move || runtime.block_on(listener.wait(signals, command)));
        Ok(interrupt)
    }

    async fn wait(self, mut signals: Signals, command: String) {
        signals.next().await;
        self.stop.cancel();
        let said = if self.is_waited_for() {
            "the request was sent: waiting for its answer (Ctrl-C again to give up)"
        } else {
            "stopping (Ctrl-C again to end at once)"
        };
        spawn_blocking(move || tell(said));
        tokio::select! {
            () = signals.next() => {}
            () = self.overdue() => say("error: could not stop in time").await,
        }
        say_left(&self.left(), &command).await;
        #[cfg(unix)]
        echo::restore();
        // Something may have been sent while that was written.
        std::process::exit(code(&self.left()).into());
    }

    /// Waits until stopping has taken too long. A checkout that was sent is waited for as long as calls
    /// may take.
    async fn overdue(&self) {
        loop {
            sleep(LONGEST_STOP).await;
            if !self.is_waited_for() {
                return;
            }
        }
    }

    /// Cancelled by the first signal.
    pub(super) fn token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// The same for another order of the command.
    pub(super) fn of(&self, order: usize) -> Self {
        Self {
            order,
            ..self.clone()
        }
    }

    /// Follows a workflow: once the checkout is posted there may be an order, then there is one.
    pub(super) fn note(&self, event: &Event) {
        self.leave(match event.clone() {
            Event::CartCreated { cart, until } => Left::Cart(Event::CartLeft { cart, until }),
            Event::CartDeleted | Event::CartLeft { .. } | Event::NoOrder { .. } => Left::Nothing,
            Event::CheckingOut { cart, at } => Left::Request(Some(Event::Unanswered { cart, at })),
            Event::ReadingBack { cart, at, .. } => Left::Attempt(Event::Unanswered { cart, at }),
            Event::Paying { .. } | Event::Upgrading { .. } => Left::Request(None),
            Event::Ordered { .. } | Event::Found { .. } | Event::Paid { .. } => Left::Order,
            _ => return,
        });
    }

    /// From now on a cart may be created whose id is not known.
    pub(super) fn creating(&self) {
        self.leave(Left::Cart(Event::CartLost { until: None }));
    }

    /// From now on a request that may charge is under way.
    pub(super) fn charging(&self) {
        self.leave(Left::Request(None));
    }

    /// Nothing of the order is waited for any more: what was not answered stays so.
    pub(super) fn ended(&self) {
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(left) = all.get_mut(&self.order) {
            *left = match std::mem::replace(left, Left::Nothing) {
                Left::Request(Some(unanswered)) => Left::Attempt(unanswered),
                // Of a payment: the order exists.
                Left::Request(None) => Left::Order,
                other => other,
            };
        }
    }

    fn leave(&self, left: Left) {
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(self.order, left);
    }

    fn left(&self) -> Vec<Left> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.values().cloned().collect()
    }

    /// Whether a request that may charge is not answered.
    fn is_waited_for(&self) -> bool {
        let left = self.left();
        left.iter().any(|left| matches!(left, Left::Request(_)))
    }

    /// Does work that can be given up at any time.
    pub(super) async fn until<T, E>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T>
    where
        Failure: From<E>,
    {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(OrderError::Stopped.into()),
            outcome = work => Ok(outcome?),
        }
    }
}

impl Left {
    /// The exit code of ending at once.
    fn code(&self) -> u8 {
        match self {
            Self::Nothing | Self::Cart(_) => INTERRUPTED,
            Self::Request(_) | Self::Attempt(_) => UNSURE,
            Self::Order => NOT_DELIVERED,
        }
    }
}

/// Says what is left, and how to look for an order.
async fn say_left(left: &[Left], command: &str) {
    for left in left {
        if let Left::Cart(event) | Left::Attempt(event) | Left::Request(Some(event)) = left {
            say(event.clone()).await;
        }
    }
    if code(left) == UNSURE {
        let look = match left {
            [Left::Request(None)] => "list",
            _ => "resume",
        };
        say(format!(
            "error: the request may have been carried out: look for the order \
             (`{command} order {look}`) before you try again"
        ))
        .await;
    }
}

/// The exit code of ending at once: that of an order that may exist before that of one that does.
fn code(left: &[Left]) -> u8 {
    let codes = left.iter().map(Left::code);
    codes.min().unwrap_or(INTERRUPTED)
}

async fn say(text: impl Display + Send + 'static) {
    let _ = timeout(LONGEST_WORD, spawn_blocking(|| tell(text))).await;
}

/// The signals that ask a process to end. They are caught from construction on, so none is missed
/// between two waits.
#[cfg(unix)]
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// None under `nohup`, which a listener would undo.
    hang_up: Option<Signal>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let hang_up = (!ignores_hang_up(&status)).then(|| signal(SignalKind::hangup()));
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: hang_up.transpose()?,
        })
    }

    async fn next(&mut self) {
        let hang_up = async {
            match &mut self.hang_up {
                Some(hang_up) => hang_up.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = hang_up => {}
        }
    }
}

/// Whether the process was started with `SIGHUP` ignored. Only Linux says so, in `/proc/self/status`.
#[cfg(unix)]
fn ignores_hang_up(status: &str) -> bool {
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

/// Ctrl-C, the only such signal of other systems.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_order_whose_payment_failed_exists_and_is_not_waited_for() {
        let interrupt = Interrupt {
            stop: CancellationToken::new(),
            left: Arc::default(),
            order: 0,
        };
        interrupt.charging();
        assert!(interrupt.is_waited_for());
        interrupt.ended();
        assert!(!interrupt.is_waited_for());
        assert_eq!(code(&interrupt.left()), NOT_DELIVERED);
    }

    #[test]
    fn a_signal_that_nohup_ignores_is_not_listened_to() {
        let cases = [
            (
                "SigBlk:\t0000000000000001\nSigIgn:\t0000000000000001\n",
                true,
            ),
            (
                "SigBlk:\t0000000000000001\nSigIgn:\t0000000000001000\n",
                false,
            ),
            ("", false),
        ];
        for (status, expected) in cases {
            assert_eq!(ignores_hang_up(status), expected, "{status}");
        }
    }
}
