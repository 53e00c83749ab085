//! How fast requests follow each other, and the waits between them that people are told of.

use std::fmt::{self, Display};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// A wait that is longer than this is told to people.
const NOTICED: Duration = Duration::from_secs(1);

/// How many requests a client sends in a minute.
///
/// A call that comes too early waits for its turn; each attempt takes one. Clones of a client share
/// one pace. Clients that were built apart do not know of each other, even if they have the same
/// consumer key. The default is 60 requests a minute with a burst of 30, and no limit for an endpoint on
/// this machine: OVHcloud states no limit, but has said that 60 requests a minute and consumer key are
/// fine.
///
/// ```
/// use ovh_order::client::Pace;
///
/// let slow = Pace::per_minute(10).burst(1);
/// assert_ne!(slow, Pace::unlimited());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Pace {
    /// Between two turns; zero without a limit.
    interval: Duration,
    burst: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self::per_minute(60)
    }
}

impl Pace {
    /// A number of requests a minute, in bursts of up to 30; 0 counts as 1.
    pub fn per_minute(requests: u32) -> Self {
        Self {
            interval: Duration::from_secs(60) / requests.max(1),
            burst: 30,
        }
    }

    /// As fast as the calls come.
    pub fn unlimited() -> Self {
        Self {
            interval: Duration::ZERO,
            burst: 1,
        }
    }

    /// How many requests may be sent at once after a rest; 0 counts as 1.
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests;
        self
    }
}

/// As a person reads it, such as `60 calls a minute`.
impl Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.interval.is_zero() {
            return f.write_str("unlimited");
        }
        let a_minute = Duration::from_secs(60).as_nanos() / self.interval.as_nanos();
        write!(f, "{a_minute} calls a minute")
    }
}

/// Gives out turns, counted from when it was made.
#[derive(Debug)]
pub(super) struct Turns {
    pace: Pace,
    since: Instant,
    booked: Mutex<Booked>,
}

impl Turns {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            since: Instant::now(),
            booked: Mutex::default(),
        }
    }

    pub(super) async fn wait(&self) {
        if self.pace.interval.is_zero() {
            return;
        }
        let pause = self.booked().take(self.pace, self.since.elapsed());
        if pause.is_zero() {
            return;
        }
        // A call that is dropped while it waits gives its turn back.
        let turn = Waiting(self);
        let milliseconds = pause.as_millis();
        tracing::debug!(milliseconds, "waiting for a turn");
        wait(pause, format!("the pace is {}", self.pace)).await;
        std::mem::forget(turn);
    }

    fn booked(&self) -> MutexGuard<'_, Booked> {
        self.booked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn that was taken and not used yet.
struct Waiting<'a>(&'a Turns);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.booked().give_back(self.0.pace);
    }
}

/// Until when turns are taken, since the first one could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Booked(Duration);

impl Booked {
    /// Takes a turn and says how long to wait for it.
    fn take(&mut self, pace: Pace, now: Duration) -> Duration {
        self.0 = self.0.max(now) + pace.interval;
        let early = pace.interval * pace.burst.max(1);
        self.0.saturating_sub(early).saturating_sub(now)
    }

    fn give_back(&mut self, pace: Pace) {
        self.0 = self.0.saturating_sub(pace.interval);
    }
}

/// Waits, and says for how long and why if that is noticed.
///
/// The line is of level info and in words for people: the command shows it while the wait lasts.
pub(super) async fn wait(duration: Duration, why: impl Display) {
    if duration > NOTICED {
        let seconds = duration.as_millis().div_ceil(1000);
        tracing::info!("waiting {seconds} s: {why}");
    }
    sleep(duration).await;
}

#[cfg(test)]
pub(super) mod tests {
    use std::io;
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Told(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Told {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What people are told while the work is done.
    pub(in crate::transport) async fn told(work: impl Future<Output = ()>) -> String {
        let told = Told::default();
        let writer = told.clone();
        let lines = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::INFO)
            .with_writer(move || writer.clone())
            .without_time()
            .with_level(false)
            .with_target(false);
        let guard = tracing::subscriber::set_default(lines.finish());
        work.await;
        drop(guard);
        String::from_utf8(told.0.lock().unwrap().clone()).unwrap()
    }

    /// The waits, in seconds, of calls that come at these seconds.
    fn waits(pace: Pace, calls: &[u64]) -> Vec<u64> {
        let mut booked = Booked::default();
        let seconds = calls.iter().map(|second| Duration::from_secs(*second));
        let waits = seconds.map(|now| booked.take(pace, now).as_secs());
        waits.collect()
    }

    #[test]
    fn a_pace_is_read_as_it_was_written() {
        for a_minute in [1, 7, 59, 60, 1000] {
            let shown = Pace::per_minute(a_minute).to_string();
            assert_eq!(shown, format!("{a_minute} calls a minute"));
        }
        assert_eq!(Pace::unlimited().to_string(), "unlimited");
    }

    #[test]
    fn turns_follow_each_other_at_the_pace_after_a_burst() {
        let six = Pace::per_minute(6);
        let table = [
            (six.burst(1), vec![0, 0, 0], vec![0, 10, 20]),
            (six.burst(1), vec![0, 10, 20], vec![0, 0, 0]),
            (six.burst(1), vec![0, 4, 8], vec![0, 6, 12]),
            (six.burst(0), vec![0, 0], vec![0, 10]),
            (six.burst(3), vec![0, 0, 0, 0, 0], vec![0, 0, 0, 10, 20]),
            // A rest fills the burst again, and no more than that.
            (
                six.burst(2),
                vec![0, 0, 500, 500, 500],
                vec![0, 0, 0, 0, 10],
            ),
            (Pace::unlimited(), vec![0, 0, 0, 0], vec![0, 0, 0, 0]),
            (Pace::per_minute(0).burst(1), vec![0, 0], vec![0, 60]),
        ];
        for (pace, calls, expected) in table {
            assert_eq!(waits(pace, &calls), expected, "{pace:?} {calls:?}");
        }
    }

    #[test]
    fn a_minute_has_at_most_the_pace_and_one_burst() {
        let mut booked = Booked::default();
        let at_once = (0..200).map(|_| booked.take(Pace::default(), Duration::ZERO));
        let in_a_minute = at_once.filter(|wait| *wait < Duration::from_secs(60));
        assert_eq!(in_a_minute.count(), 60 + 30 - 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_is_waited_for() {
        let turns = Turns::new(Pace::per_minute(6).burst(1));
        let started = Instant::now();
        for _ in 0..3 {
            turns.wait().await;
        }
        let waited = started.elapsed().as_secs();
        assert_eq!(waited, 20);
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_is_not_waited_for_is_given_back() {
        let turns = Turns::new(Pace::per_minute(6).burst(1));
        turns.wait().await;
        let started = Instant::now();
        for _ in 0..100 {
            let impatient = tokio::time::timeout(Duration::from_millis(1), turns.wait());
            impatient.await.unwrap_err();
        }
        turns.wait().await;
        assert_eq!(started.elapsed().as_secs(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_a_person_notices_is_told() {
        let noticed = wait(Duration::from_millis(1001), "why");
        assert_eq!(told(noticed).await, "waiting 2 s: why\n");
        let unnoticed = wait(Duration::from_secs(1), "why");
        assert_eq!(told(unnoticed).await, "");
    }
}
