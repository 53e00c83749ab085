//! Waits, and tells people of those that they would notice.
//!
//! What takes longer than a moment is logged at level info, in words for people: the command shows these
//! lines while the wait lasts.

use std::fmt::Display;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::error::RequestContext;

/// A wait that is longer than this is told to people.
const NOTICED: Duration = Duration::from_secs(1);

/// How long an answer takes before a person is told that there is none yet.
const PATIENCE: Duration = Duration::from_secs(10);

/// Waits, and says for how long and why if that is noticed.
pub(super) async fn wait(duration: Duration, why: impl Display) {
    if duration > NOTICED {
        let seconds = duration.as_millis().div_ceil(1000);
        tracing::info!("waiting {seconds} s: {why}");
    }
    sleep(duration).await;
}

/// Waits for an answer, and says at ever longer intervals that there is none yet.
pub(super) async fn answered<T>(exchange: impl Future<Output = T>, context: &RequestContext) -> T {
    let started = Instant::now();
    let mut exchange = pin!(exchange);
    let mut patience = PATIENCE;
    loop {
        if let Ok(answer) = timeout(patience, &mut exchange).await {
            return answer;
        }
        let (method, path) = (context.method(), context.path());
        let seconds = started.elapsed().as_secs();
        tracing::info!("no answer to {method} {path} for {seconds} s, still waiting");
        patience *= 2;
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

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
    async fn told(work: impl Future<Output = ()>) -> String {
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

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_long_in_coming_is_told_at_ever_longer_intervals() {
        let get = RequestContext::new("GET", "/me");
        let minutes = answered(sleep(Duration::from_secs(180)), &get);
        let lines = [10, 30, 70, 150]
            .map(|seconds| format!("no answer to GET /me for {seconds} s, still waiting\n"));
        assert_eq!(told(minutes).await, lines.concat());
        let seconds = answered(sleep(Duration::from_secs(9)), &get);
        assert_eq!(told(seconds).await, "");
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_a_person_notices_is_told() {
        let noticed = wait(Duration::from_millis(1001), "why");
        assert_eq!(told(noticed).await, "waiting 2 s: why\n");
        let unnoticed = wait(Duration::from_secs(1), "why");
        assert_eq!(told(unnoticed).await, "");
    }
}
