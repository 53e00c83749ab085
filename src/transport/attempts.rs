//! The attempts of one call: how many there were, and the waits between them.
//!
//! Whether there is another one, and after what wait, is decided in `retry`, without a clock.

use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};

use tokio::time::Instant;

use super::pace::wait;
use super::retry::{Failure, RetryPolicy, Risk, SoFar};

/// Counts the attempts of one call.
pub(super) struct Attempts<'a> {
    policy: &'a RetryPolicy,
    risk: Risk,
    /// When the first attempt began.
    started: Option<Instant>,
    begun: u32,
    /// Whether one was sent at once, with a newer signature or token.
    was_renewed: bool,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(policy: &'a RetryPolicy, risk: Risk) -> Self {
        Self {
            policy,
            risk,
            started: None,
            begun: 0,
            was_renewed: false,
        }
    }

    /// Begins an attempt and answers its number, from 1. The budget counts from the first one, not
    /// from the call: waiting for a turn is no failure.
    pub(super) fn begin(&mut self) -> u32 {
        self.started.get_or_insert_with(Instant::now);
        self.begun += 1;
        self.begun
    }

    pub(super) fn policy(&self) -> &'a RetryPolicy {
        self.policy
    }

    /// Whether the call only reads.
    pub(super) fn reads(&self) -> bool {
        self.risk == Risk::Read
    }

    pub(super) fn was_renewed(&self) -> bool {
        self.was_renewed
    }

    /// Takes the one attempt that needs no wait, if the policy allows another one at all.
    pub(super) fn renew(&mut self) -> bool {
        let may = !self.was_renewed && self.policy.allows_another(self.risk, self.so_far());
        self.was_renewed |= may;
        may
    }

    /// Waits until the next attempt may begin, and says why. Answers false, at once, if there is none.
    pub(super) async fn wait_after(&self, failure: Failure, why: impl Display) -> bool {
        let so_far = self.so_far();
        let Some(pause) = self.policy.wait(self.risk, failure, so_far, jitter()) else {
            return false;
        };
        let milliseconds = pause.as_millis();
        tracing::debug!(milliseconds, "waiting before the next attempt");
        wait(pause, why).await;
        true
    }

    fn so_far(&self) -> SoFar {
        SoFar {
            attempts: self.begun,
            elapsed: self.started.map(|it| it.elapsed()).unwrap_or_default(),
        }
    }
}

/// Random thousandths, so that clients that failed together do not come back together.
fn jitter() -> u32 {
    let chance = RandomState::new().hash_one(()) % 1001;
    u32::try_from(chance).unwrap_or_default()
}
