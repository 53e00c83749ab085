//! Whether a request is sent again after a failure, and after what wait.
//!
//! Pure decisions: time and chance come in as parameters, so that tables can test them.

use std::num::IntErrorKind;
use std::time::Duration;

/// How often a failed request is sent again, and how long to wait before.
///
/// What is sent again does not depend on the policy:
///
/// | request | sent again after |
/// | --- | --- |
/// | reads (`GET`) | no connection, no answer in time, a broken connection, 408, 429, any 5xx but 501 and 505, a web page in place of an answer, `Check timeout` |
/// | changes | what proves that it was not processed: no connection, 429 |
/// | may create an order or a debt, or pay one ([`Operation::may_charge`]) | nothing |
///
/// The wait before the second attempt is [`first_wait`](Self::first_wait). It doubles before
/// each further one, up to [`longest_wait`](Self::longest_wait); a random part of at most one half
/// is taken off. If the API asks for a longer wait (`Retry-After`), that is kept, unless it is longer
/// than the longest wait: then the call fails at once. No attempt begins after the
/// [`budget`](Self::budget), except that one may still wait for its turn.
///
/// A signature that the API refused because the clock was off is renewed and the request sent once
/// more, under the same rules. If it refuses the token of an OAuth2 client with 401, a read is sent
/// once more with a new one. A change is not, but the next call has the new token.
///
/// ```
/// use std::time::Duration;
///
/// use ovh_order::client::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(10).budget(Duration::from_secs(3600));
/// assert_ne!(patient, RetryPolicy::none());
/// ```
///
/// [`Operation::may_charge`]: crate::client::Operation::may_charge
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    budget: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(60),
            budget: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// How often a request is sent at most, including the first time. Default: 4; 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The wait before the second attempt. Default: half a second.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait before an attempt. Default: a minute.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long after the first attempt the last one may begin. Default: five minutes; with the default
    /// timeout, a read that is never answered is sent twice.
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// How long to wait before the request is sent again; `None` if it is not. `jitter` is a number
    /// of thousandths, at most 1000.
    pub(super) fn wait(
        &self,
        risk: Risk,
        failure: Failure,
        so_far: SoFar,
        jitter: u32,
    ) -> Option<Duration> {
        if !self.allows_another(risk, so_far) || !is_harmless(risk, failure) {
            return None;
        }
        let backoff = self.backoff(so_far.attempts, jitter);
        let wait = failure.retry_after().map_or(backoff, |w| w.max(backoff));
        let begins = so_far.elapsed.saturating_add(wait);
        (wait <= self.longest_wait && begins <= self.budget).then_some(wait)
    }

    /// Whether the request may be sent once more, if what failed allows it.
    pub(super) fn allows_another(&self, risk: Risk, so_far: SoFar) -> bool {
        let has_budget = so_far.elapsed <= self.budget;
        risk != Risk::Charge && so_far.attempts < self.attempts && has_budget
    }

    fn backoff(&self, attempts: u32, jitter: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1));
        let full = self.first_wait.saturating_mul(doubled.unwrap_or(u32::MAX));
        let half = full.min(self.longest_wait) / 2;
        half + half / 1000 * jitter.min(1000)
    }
}

/// What sending a request twice could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Risk {
    /// Nothing: it reads.
    Read,
    /// Change something twice.
    Change,
    /// Create a second order or debt, or pay twice.
    Charge,
}

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// No connection, so nothing was sent.
    Unsent,
    /// Rejected by the rate limit, so nothing was processed.
    TooEarly {
        /// How long the answer asks to wait.
        retry_after: Option<Duration>,
    },
    /// No whole answer, or one that says that a later attempt may succeed. The request may have been
    /// carried out.
    Passing {
        /// How long the answer asks to wait.
        retry_after: Option<Duration>,
    },
    /// Another attempt would fail in the same way.
    Final,
}

impl Failure {
    /// No whole answer.
    pub(super) const LOST: Self = Self::Passing { retry_after: None };

    fn retry_after(self) -> Option<Duration> {
        match self {
            Self::TooEarly { retry_after } | Self::Passing { retry_after } => retry_after,
            Self::Unsent | Self::Final => None,
        }
    }
}

/// What a call has cost until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SoFar {
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
}

/// Whether sending the request again may help and cannot do anything twice.
fn is_harmless(risk: Risk, failure: Failure) -> bool {
    match (risk, failure) {
        (Risk::Charge, _) | (_, Failure::Final) => false,
        // Proof that it was not processed.
        (_, Failure::Unsent | Failure::TooEarly { .. }) => true,
        (risk, Failure::Passing { .. }) => risk == Risk::Read,
    }
}

/// The wait that a `Retry-After` header asks for, in seconds or until a date of the server's clock.
/// More seconds than can be counted are as many as can be.
pub(super) fn retry_after(value: &str, server_now: jiff::Timestamp) -> Option<Duration> {
    let value = value.trim();
    match value.parse() {
        Ok(seconds) => return Some(Duration::from_secs(seconds)),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => return Some(Duration::MAX),
        Err(_) => {}
    }
    let then = http_date(value)?;
    Some(Duration::try_from(then.duration_since(server_now)).unwrap_or_default())
}

/// A date as HTTP writes it.
pub(super) fn http_date(value: &str) -> Option<jiff::Timestamp> {
    let date = jiff::fmt::rfc2822::parse(value).ok()?;
    Some(date.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Risk; 3] = [Risk::Read, Risk::Change, Risk::Charge];

    fn asks(seconds: u64) -> Failure {
        Failure::TooEarly {
            retry_after: Some(Duration::from_secs(seconds)),
        }
    }

    fn after(attempts: u32, seconds: u64) -> SoFar {
        SoFar {
            attempts,
            elapsed: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn what_is_sent_again_follows_the_documented_table() {
        let table = [
            (Failure::Unsent, [true, true, false]),
            (asks(1), [true, true, false]),
            (Failure::LOST, [true, false, false]),
            (Failure::Final, [false, false, false]),
        ];
        let policy = RetryPolicy::default();
        for (failure, expected) in table {
            let sent = ALL.map(|risk| policy.wait(risk, failure, after(1, 0), 0).is_some());
            assert_eq!(sent, expected, "{failure:?}");
        }
    }

    #[test]
    fn waits_double_within_their_limits() {
        let default = RetryPolicy::default();
        let endless = RetryPolicy::default().attempts(u32::MAX);
        let table = [
            // After one attempt, between half of the first wait and all of it.
            (&default, Failure::LOST, after(1, 0), 0, Some(250)),
            (&default, Failure::LOST, after(1, 0), 500, Some(375)),
            (&default, Failure::LOST, after(1, 0), 1000, Some(500)),
            (&default, Failure::LOST, after(2, 0), 1000, Some(1000)),
            (&default, Failure::LOST, after(3, 0), 1000, Some(2000)),
            (&default, Failure::LOST, after(4, 0), 1000, None),
            // The longest wait.
            (&endless, Failure::LOST, after(20, 0), 1000, Some(60_000)),
            (&endless, Failure::LOST, after(4000, 0), 0, Some(30_000)),
            // What the API asks for, unless it is longer than that, or shorter than our own.
            (&default, asks(7), after(1, 0), 0, Some(7_000)),
            (&default, asks(60), after(1, 0), 1000, Some(60_000)),
            (&default, asks(61), after(1, 0), 0, None),
            (&default, asks(u64::MAX), after(1, 0), 0, None),
            (&default, asks(0), after(1, 0), 0, Some(250)),
            // The budget.
            (&default, asks(60), after(1, 240), 0, Some(60_000)),
            (&default, asks(60), after(1, 241), 0, None),
            (&default, Failure::LOST, after(2, 180), 0, Some(500)),
            (&default, Failure::LOST, after(2, 360), 0, None),
        ];
        for (policy, failure, so_far, jitter, expected) in table {
            let wait = policy.wait(Risk::Read, failure, so_far, jitter);
            let expected = expected.map(Duration::from_millis);
            assert_eq!(wait, expected, "{failure:?} {so_far:?} {jitter}");
        }
    }

    #[test]
    fn what_is_mended_is_sent_again_within_the_budget_only() {
        let policy = RetryPolicy::default();
        for (seconds, expected) in [(0, true), (300, true), (301, false)] {
            let allowed = policy.allows_another(Risk::Read, after(1, seconds));
            assert_eq!(allowed, expected, "{seconds}");
        }
    }

    #[test]
    fn nothing_is_sent_again_without_a_policy() {
        for policy in [RetryPolicy::none(), RetryPolicy::default().attempts(0)] {
            for failure in [Failure::Unsent, Failure::LOST, asks(1)] {
                assert_eq!(policy.wait(Risk::Read, failure, after(1, 0), 0), None);
            }
        }
    }

    #[test]
    fn a_wait_is_asked_for_in_seconds_or_by_a_date() {
        let now = "2026-01-02T03:04:05Z".parse().unwrap();
        let table = [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("18446744073709551615", Some(u64::MAX)),
            ("Fri, 02 Jan 2026 03:04:15 GMT", Some(10)),
            ("Fri, 02 Jan 2026 03:04:00 GMT", Some(0)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ];
        for (value, expected) in table {
            let expected = expected.map(Duration::from_secs);
            assert_eq!(retry_after(value, now), expected, "{value:?}");
        }
    }

    #[test]
    fn a_wait_of_more_seconds_than_can_be_counted_is_not_waited_for() {
        let asked = retry_after(
            "18446744073709551616",
            "2026-01-02T03:04:05Z".parse().unwrap(),
        );
        assert_eq!(asked, Some(Duration::MAX));
        let failure = Failure::TooEarly { retry_after: asked };
        let policy = RetryPolicy::default();
        assert_eq!(policy.wait(Risk::Read, failure, after(1, 0), 0), None);
    }
}
