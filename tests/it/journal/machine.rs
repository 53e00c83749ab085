//! Random steps of three processes that share a journal, each compared with what the protocol allows.
//!
//! The same over both databases: `tests/foreign` has the other.

#![expect(
    clippy::indexing_slicing,
    reason = "an index that is wrong fails the test"
)]

use std::marker::PhantomData;
use std::time::Duration;

use jiff::Timestamp;
use ovh_order::journal::{Claim, Intent, Journal, JournalError, Purchase, Repeat, State};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use tokio::runtime::Runtime;

/// What the order costs, and who pays it, when that is agreed to.
const CONSENT: &str = "ovhAccount 5.39 EUR";

const STATES: [State; 10] = [
    State::Prepared,
    State::Carted,
    State::Posting,
    State::Unknown,
    State::Ordered,
    State::Paying,
    State::Paid,
    State::Delivered,
    State::Cancelled,
    State::Abandoned,
];

/// A step of a process. The last one keeps its claims for an hour; those of the others end at once, as if
/// nothing had been heard of them for long.
#[derive(Clone, Debug)]
pub enum Step {
    Claim {
        process: usize,
        repeat: Repeat,
    },
    Reach {
        process: usize,
        state: State,
        pays: bool,
    },
    Close {
        process: usize,
    },
    Release {
        process: usize,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    state: State,
    order: Option<i64>,
    consent: bool,
    token: usize,
    is_lent: bool,
}

/// What a process believes of the run that it claimed.
#[derive(Clone, Debug)]
struct Held {
    attempt: usize,
    token: usize,
    state: State,
}

/// What a step comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Outcome {
    #[default]
    Done,
    Busy,
    TakenOver,
    Illegal,
}

#[derive(Clone, Debug, Default)]
pub struct Protocol {
    /// One for each attempt.
    runs: Vec<Run>,
    held: [Option<Held>; 3],
    /// What the last step comes to.
    last: Outcome,
}

impl Protocol {
    fn claim(&mut self, process: usize, repeat: Repeat) -> Outcome {
        let is_lent = process == 2;
        let mut runs = self.runs.iter();
        let standing = runs.rposition(|run| run.state != State::Abandoned);
        let standing =
            standing.filter(|at| repeat == Repeat::Once || !self.runs[*at].state.has_order());
        if standing.is_none() {
            self.runs.push(Run {
                state: State::Prepared,
                order: None,
                consent: false,
                token: 0,
                is_lent: false,
            });
        }
        let attempt = standing.unwrap_or(self.runs.len() - 1);
        let run = &mut self.runs[attempt];
        let waits_for_payment = run.state == State::Ordered && run.consent;
        if run.is_lent && (run.order.is_none() || waits_for_payment) {
            return Outcome::Busy;
        }
        run.token += 1;
        run.is_lent = is_lent;
        self.held[process] = Some(Held {
            attempt,
            token: run.token,
            state: run.state,
        });
        Outcome::Done
    }

    /// The run that a process holds, if it still does.
    fn held(&mut self, process: usize) -> Option<&mut Run> {
        let held = self.held[process].as_ref()?;
        let run = &mut self.runs[held.attempt];
        (run.token == held.token).then_some(run)
    }

    fn reach(&mut self, process: usize, state: State, pays: bool) -> Outcome {
        let held = self.held[process].as_mut().unwrap();
        if !held.state.leads_to(state) {
            return Outcome::Illegal;
        }
        let order = i64::try_from(held.attempt).unwrap() + 7;
        let Some(run) = self.held(process) else {
            return Outcome::TakenOver;
        };
        run.state = state;
        run.is_lent = process == 2;
        match state {
            State::Posting => run.consent = pays,
            State::Ordered => run.order = Some(order),
            _ => {}
        }
        self.held[process].as_mut().unwrap().state = state;
        Outcome::Done
    }

    fn close(&mut self, process: usize) -> Outcome {
        let Some(run) = self.held(process) else {
            return Outcome::TakenOver;
        };
        run.is_lent = process == 2;
        Outcome::Done
    }

    fn release(&mut self, process: usize) -> Outcome {
        let run = self.held(process);
        let outcome = match run {
            Some(run) => {
                run.is_lent = false;
                Outcome::Done
            }
            None => Outcome::TakenOver,
        };
        self.held[process] = None;
        outcome
    }
}

impl ReferenceStateMachine for Protocol {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let repeat = prop_oneof![9 => Just(Repeat::Once), 1 => Just(Repeat::Again)];
        prop_oneof![
            3 => (0..3_usize, repeat).prop_map(|(process, repeat)| Step::Claim { process, repeat }),
            6 => (0..3_usize, prop::sample::select(&STATES), any::<bool>())
                .prop_map(|(process, state, pays)| Step::Reach { process, state, pays }),
            1 => (0..3_usize).prop_map(|process| Step::Close { process }),
            1 => (0..3_usize).prop_map(|process| Step::Release { process }),
        ]
        .boxed()
    }

    fn preconditions(protocol: &Self, step: &Step) -> bool {
        match step {
            Step::Claim { .. } => true,
            Step::Reach { process, state, .. } => {
                let held = protocol.held[*process].as_ref();
                // Mostly what may follow, so that runs come to their ends.
                held.is_some_and(|held| held.state.leads_to(*state) || *state == State::Posting)
            }
            Step::Close { process } | Step::Release { process } => {
                protocol.held[*process].is_some()
            }
        }
    }

    fn apply(mut protocol: Self, step: &Step) -> Self {
        protocol.last = match *step {
            Step::Claim { process, repeat } => protocol.claim(process, repeat),
            Step::Reach {
                process,
                state,
                pays,
            } => protocol.reach(process, state, pays),
            Step::Close { process } => protocol.close(process),
            Step::Release { process } => protocol.release(process),
        };
        protocol
    }
}

/// Where journals are.
pub trait Database {
    /// What must live as long as the journals.
    type Home;

    /// Three connections to the same journal, and a key that no run has.
    fn open(runtime: &Runtime) -> (Self::Home, [Journal; 3], String);
}

/// Three processes that share a journal.
pub struct Processes<D: Database> {
    runtime: Runtime,
    journals: [Journal; 3],
    claims: [Option<Claim>; 3],
    purchase: Purchase,
    _home: D::Home,
}

impl<D: Database> Processes<D> {
    async fn step(
        journals: &[Journal; 3],
        claims: &mut [Option<Claim>; 3],
        purchase: &Purchase,
        step: Step,
    ) -> Result<(), JournalError> {
        match step {
            Step::Claim { process, repeat } => {
                let claim = journals[process].claim(purchase, repeat).await?;
                claims[process] = Some(claim);
            }
            Step::Reach {
                process,
                state,
                pays,
            } => {
                let claim = claims[process].as_mut().unwrap();
                match state {
                    State::Carted => claim.carted("cart").await?,
                    State::Posting => {
                        let intent = Intent {
                            at: Timestamp::UNIX_EPOCH,
                            longest: Duration::from_secs(180),
                            consent: pays.then(|| CONSENT.to_owned()),
                        };
                        claim.posting(intent).await?;
                    }
                    State::Ordered => claim.ordered(claim.run().attempt + 6, None).await?,
                    other => claim.reached(other).await?,
                }
            }
            Step::Close { process } => {
                let claim = claims[process].as_mut().unwrap();
                claim.closed(Timestamp::UNIX_EPOCH).await?;
            }
            Step::Release { process } => claims[process].take().unwrap().release().await?,
        }
        Ok(())
    }
}

/// The journal does what the protocol says.
pub struct Follows<D>(PhantomData<D>);

impl<D: Database> StateMachineTest for Follows<D> {
    type SystemUnderTest = Processes<D>;
    type Reference = Protocol;

    fn init_test(_: &Protocol) -> Processes<D> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let (home, [one, other, patient], key) = D::open(&runtime);
        let plans = vec!["project.2018".to_owned()];
        Processes {
            runtime,
            journals: [
                one.with_lease(Duration::ZERO),
                other.with_lease(Duration::ZERO),
                patient.with_lease(Duration::from_secs(3600)),
            ],
            claims: Default::default(),
            purchase: Purchase::new("https://api.example", "xx1-ovh", Some(key), "order", plans),
            _home: home,
        }
    }

    fn apply(mut processes: Processes<D>, protocol: &Protocol, step: Step) -> Processes<D> {
        let shown = format!("{step:?}");
        let Processes {
            runtime,
            journals,
            claims,
            purchase,
            ..
        } = &mut processes;
        let done = runtime.block_on(Processes::<D>::step(journals, claims, purchase, step));
        let outcome = match done {
            Ok(()) => Outcome::Done,
            Err(JournalError::Busy { .. }) => Outcome::Busy,
            Err(JournalError::TakenOver { .. }) => Outcome::TakenOver,
            Err(JournalError::Illegal { .. }) => Outcome::Illegal,
            Err(error) => panic!("{shown}: {error:?}"),
        };
        assert_eq!(outcome, protocol.last, "{shown}");
        processes
    }

    fn check_invariants(processes: &Processes<D>, protocol: &Protocol) {
        let runs = processes.runtime.block_on(processes.journals[0].runs());
        let mut runs = runs.unwrap();
        runs.retain(|run| run.name == processes.purchase.name);
        runs.sort_by_key(|run| run.attempt);
        let found = runs
            .iter()
            .map(|run| (run.state, run.order_id, run.consent.is_some()));
        let expected = protocol
            .runs
            .iter()
            .map(|run| (run.state, run.order, run.consent));
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        for run in runs {
            for once in [State::Posting, State::Ordered, State::Paying] {
                let times = run.steps.iter().filter(|step| step.state == once).count();
                assert!(times <= 1, "{run:?}");
            }
        }
    }
}
