//! Compares two ways to do the same, in turns, by the processor time of this thread.

use std::fs;
use std::time::Instant;

/// How often each side is run.
#[derive(Clone, Copy)]
pub struct Rounds {
    /// Turns; the least time of a side counts, because others only add to it.
    pub turns: u32,
    /// Runs in one turn.
    pub runs: u32,
}

/// Keeps this thread, and those that it starts from now on, on one processor where the system can.
/// To wake a thread on another one costs more than a call, and where it runs is chance.
pub fn stay_on_one_processor() {
    #[cfg(target_os = "linux")]
    {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
        let Ok(allowed) = sched_getaffinity(None) else {
            return;
        };
        let first = (0..CpuSet::MAX_CPU).find(|processor| allowed.is_set(*processor));
        let mut one = CpuSet::new();
        first.into_iter().for_each(|processor| one.set(processor));
        // Without it the bench is less steady and no less right.
        let _ = sched_setaffinity(None, &one);
    }
}

/// Prints the microseconds of one run of each side, and the ratio.
///
/// # Errors
/// The first one of a run.
pub fn compare<E>(
    what: &str,
    rounds: Rounds,
    mut ours: impl FnMut() -> Result<(), E>,
    mut bare: impl FnMut() -> Result<(), E>,
) -> Result<(), E> {
    let mut least = (f64::INFINITY, f64::INFINITY);
    // The first turn warms up: connections, caches, tables that are read once.
    for turn in 0..=rounds.turns {
        let times = (
            microseconds(rounds, &mut ours)?,
            microseconds(rounds, &mut bare)?,
        );
        if turn > 0 {
            least = (least.0.min(times.0), least.1.min(times.1));
        }
    }
    let (ours, bare) = least;
    println!(
        "{what:<44} {ours:>10.2} µs {bare:>10.2} µs {:>6.2}",
        ours / bare
    );
    Ok(())
}

fn microseconds<E>(rounds: Rounds, run: &mut impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let (started, before) = (Instant::now(), thread_nanoseconds());
    for _ in 0..rounds.runs {
        run()?;
    }
    let elapsed = started.elapsed().as_nanos() as f64;
    let processor = thread_nanoseconds()
        .zip(before)
        .map(|(after, before)| after - before);
    Ok(processor.unwrap_or(elapsed) / f64::from(rounds.runs) / 1000.0)
}

/// What this thread took of the processor; only Linux tells it in a file.
fn thread_nanoseconds() -> Option<f64> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    statistics.split_whitespace().next()?.parse().ok()
}
