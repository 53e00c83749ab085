//! The course of one call: its attempts, and the waits between them.
//!
//! It must not send anything, nor decide what is sent again; that is `retry`'s.

use std::hash::{BuildHasher, RandomState};

use tokio::time::Instant;

use super::attempt::Failed;
use super::retry::{Failure, RetryPolicy, Risk, SoFar};
use crate::error::Error;

/// How a call went until now, and under which rules it goes on.
pub(super) struct Course<'a> {
    policy: &'a RetryPolicy,
    risk: Risk,
    /// When the first attempt began.
    started: Option<Instant>,
    attempts: u32,
}

impl<'a> Course<'a> {
    pub(super) fn begin(policy: &'a RetryPolicy, risk: Risk) -> Self {
        Self {
            policy,
            risk,
            started: None,
            attempts: 0,
        }
    }

    /// The number of the attempt that begins; the first is 1. The time counts from there: waiting
    /// for a turn is no failure.
    pub(super) fn next_attempt(&mut self) -> u32 {
        self.started.get_or_insert_with(Instant::now);
        self.attempts += 1;
        self.attempts
    }

    /// Whether it only reads.
    pub(super) fn reads(&self) -> bool {
        self.risk == Risk::Read
    }

    /// Whether the request may be sent once more, if what failed allows it.
    pub(super) fn allows_another(&self) -> bool {
        self.policy.allows_another(self.risk, self.so_far())
    }

    /// Waits until the next attempt may begin; the failure is the call's when there is none.
    pub(super) async fn pause(&self, failed: Failed) -> Result<(), Error> {
        match self.waits(failed.failure).await {
            true => Ok(()),
            false => Err(failed.error),
        }
    }

    /// Waits until the next attempt may begin; false, and at once, when there is none.
    pub(super) async fn waits(&self, failure: Failure) -> bool {
        let (risk, so_far) = (self.risk, self.so_far());
        let Some(wait) = self.policy.wait(risk, failure, so_far, jitter()) else {
            return false;
        };
        let milliseconds = wait.as_millis();
        tracing::debug!(milliseconds, "waiting before the next attempt");
        tokio::time::sleep(wait).await;
        true
    }

    fn so_far(&self) -> SoFar {
        SoFar {
            attempts: self.attempts,
            elapsed: self.started.map(|it| it.elapsed()).unwrap_or_default(),
        }
    }
}

/// Thousandths by chance, so that clients that failed together do not come back together.
fn jitter() -> u32 {
    let chance = RandomState::new().hash_one(()) % 1001;
    u32::try_from(chance).unwrap_or_default()
}
