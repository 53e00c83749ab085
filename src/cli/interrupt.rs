//! Ctrl-C, and what else asks a process to end: the first asks the work to stop, the second ends the
//! process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::Result;
use ovh_order::order::{Event, OrderError};
use tokio_util::sync::CancellationToken;

use super::exit::{INTERRUPTED, NOT_DELIVERED, UNSURE};
use super::output::tell;
use super::signals::Signals;

/// What Ctrl-C does, and what the process would end with.
#[derive(Clone)]
pub(super) struct Interrupt {
    stop: CancellationToken,
    code: Arc<AtomicU8>,
}

impl Interrupt {
    /// Listens until the process ends. The command is the one to look for an order with.
    pub(super) fn listen(command: String) -> Self {
        let interrupt = Self {
            stop: CancellationToken::new(),
            code: Arc::new(AtomicU8::new(INTERRUPTED)),
        };
        // At once, not when the task first runs: a question may be asked by then.
        if let Ok(signals) = Signals::listen() {
            tokio::spawn(interrupt.clone().wait(signals, command));
        }
        interrupt
    }

    async fn wait(self, mut signals: Signals, command: String) {
        signals.next().await;
        self.stop.cancel();
        tell(match self.code() {
            UNSURE => "it was sent: waiting for its answer (Ctrl-C again to give up)",
            _ => "stopping (Ctrl-C again to end at once)",
        });
        signals.next().await;
        let code = self.code();
        if code == UNSURE {
            tell(format_args!(
                "error: what was sent may have been carried out: look for the order \
                 (`{command} order list`) before you try again"
            ));
        }
        std::process::exit(code.into());
    }

    /// What is cancelled by the first Ctrl-C.
    pub(super) fn token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Follows a workflow: from the checkout on there may be an order, then there is one.
    pub(super) fn note(&self, event: &Event) {
        match event {
            Event::CheckingOut => self.code.store(UNSURE, Ordering::SeqCst),
            Event::Ordered { .. } => self.code.store(NOT_DELIVERED, Ordering::SeqCst),
            _ => {}
        }
    }

    /// Work that may be given up anywhere.
    pub(super) async fn until<T, E>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T>
    where
        anyhow::Error: From<E>,
    {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(OrderError::Stopped.into()),
            outcome = work => Ok(outcome?),
        }
    }

    fn code(&self) -> u8 {
        self.code.load(Ordering::SeqCst)
    }
}
