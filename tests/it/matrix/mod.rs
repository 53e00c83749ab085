//! The command is interrupted at every call and every write of a paid order of two items with options, in
//! every way, resumed, and judged by what the sandbox counts.
//!
//! By default some of the cases run. `OVH_ORDER_CRASHES=all` runs every one, and
//! `OVH_ORDER_CRASHES=SEED:NUMBER` that many random ones, of two or three interruptions each.
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod case;
mod interruption;
mod judge;

use rustix::process::Signal;
use tokio::task::JoinSet;

use crate::fixture::fault::faults;
use case::Verdict;
use interruption::{Interruption, MOMENTS};

/// How many cases run at the same time. They wait most of the time.
const AT_ONCE: usize = 8;

/// Of how many cases one is run by default.
const STEP: usize = 61;

/// Each process of a case is interrupted once.
type Case = Vec<Interruption>;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_interrupts_the_command_one_order_is_placed_and_nothing_false_is_said() {
    let calls = case::calls().await;
    let every = every(calls).await;
    let number = every.len();
    let cases = match std::env::var("OVH_ORDER_CRASHES") {
        Err(_) => each(every.into_iter().step_by(STEP)),
        Ok(all) if all == "all" => each(every.into_iter()),
        Ok(random) => {
            let (seed, number) = random.split_once(':').unwrap();
            some(&every, seed.parse().unwrap(), number.parse().unwrap())
        }
    };
    println!(
        "{calls} calls, {number} interruptions, {} cases",
        cases.len()
    );
    let bad = Tally::of(cases).await;
    assert_eq!(bad, 0);
}

/// Every single interruption.
async fn every(calls: usize) -> Vec<Interruption> {
    let writes = case::writes().await;
    let mut every: Vec<_> = writes
        .map(|length| Interruption::Write { length })
        .collect();
    for at in 0..calls {
        for fault in faults() {
            every.extend([false, true].map(|lasts| Interruption::Fault { at, fault, lasts }));
        }
        for moment in MOMENTS {
            every.push(Interruption::Stop { at, moment });
            for (signal, times) in [
                (Signal::INT, 1),
                (Signal::INT, 2),
                (Signal::TERM, 1),
                (Signal::TERM, 2),
                (Signal::KILL, 1),
            ] {
                every.push(Interruption::Signal {
                    at,
                    signal,
                    moment,
                    times,
                });
            }
        }
    }
    every
}

fn each(interruptions: impl Iterator<Item = Interruption>) -> Vec<Case> {
    interruptions
        .map(|interruption| vec![interruption])
        .collect()
}

/// Random cases of two or three interruptions, the same for the same seed.
fn some(every: &[Interruption], seed: u64, number: usize) -> Vec<Case> {
    let mut state = seed;
    let mut random = |below: usize| {
        // The constants are those of Knuth's MMIX; the high bits are the random ones.
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut cases = Vec::new();
    for _ in 0..number {
        let interruptions = (0..2 + random(2)).map(|_| every[random(every.len())]);
        cases.push(interruptions.collect());
    }
    cases
}

/// What became of the cases.
#[derive(Default)]
struct Tally {
    cases: usize,
    missed: usize,
    bad: usize,
    double_orders: usize,
    lies: usize,
    endless_waits: usize,
    carts_left: usize,
}

impl Tally {
    /// Runs the cases, prints those that went wrong and the numbers, and answers how many went wrong.
    async fn of(cases: Vec<Case>) -> usize {
        let (mut tally, mut running) = (Self::default(), JoinSet::new());
        let mut cases = cases.into_iter();
        loop {
            while running.len() < AT_ONCE
                && let Some(case) = cases.next()
            {
                running.spawn(async move {
                    let verdict = case::run(&case).await;
                    (case, verdict)
                });
            }
            match running.join_next().await {
                Some(done) => {
                    let (case, verdict) = done.unwrap();
                    tally.add(&case, &verdict);
                }
                None => break,
            }
        }
        println!(
            "{} cases, {} not reached, {} went wrong: {} double orders, {} false statements, {} endless \
             waits; {} carts left, all told",
            tally.cases,
            tally.missed,
            tally.bad,
            tally.double_orders,
            tally.lies,
            tally.endless_waits,
            tally.carts_left,
        );
        tally.bad
    }

    fn add(&mut self, case: &Case, verdict: &Verdict) {
        self.cases += 1;
        if self.cases.is_multiple_of(100) {
            println!("{} cases", self.cases);
        }
        self.missed += usize::from(!verdict.is_hit);
        self.bad += usize::from(verdict.is_bad());
        self.double_orders += verdict.double_orders;
        self.lies += verdict.lies.len();
        self.endless_waits += verdict.endless_waits;
        self.carts_left += verdict.carts_left;
        if verdict.is_bad() {
            let case: Vec<_> = case.iter().map(ToString::to_string).collect();
            println!("{}: {verdict:#?}", case.join("; then "));
        }
    }
}
