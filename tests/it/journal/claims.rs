//! One process at a time writes a run, and only what may follow.

use std::time::Duration;

use jiff::Timestamp;
use ovh_order::journal::{Claim, Intent, Journal, JournalError, Repeat, State};

use super::{claimed, purchase};

/// A journal whose claims end at once, as if nothing had been heard of their processes for long.
fn forgetful() -> Journal {
    Journal::in_memory().unwrap().with_lease(Duration::ZERO)
}

fn intent() -> Intent {
    Intent {
        at: Timestamp::UNIX_EPOCH,
        longest: Duration::from_secs(180),
        consent: None,
    }
}

async fn order(claim: &mut Claim, order_id: i64) {
    claim.carted("cart").await.unwrap();
    claim.posting(intent()).await.unwrap();
    claim.ordered(order_id, Some("EU.ext-1")).await.unwrap();
}

#[tokio::test]
async fn a_new_wish_is_prepared_and_an_order_is_kept_with_its_steps() {
    let journal = Journal::in_memory().unwrap();
    let mut claim = claimed(&journal, "k").await;
    assert_eq!(
        (claim.run().state, claim.run().attempt),
        (State::Prepared, 1)
    );
    order(&mut claim, 7).await;
    claim.reached(State::Delivered).await.unwrap();
    let runs = journal.runs().await.unwrap();
    let [run] = runs.as_slice() else {
        panic!("{runs:?}");
    };
    assert_eq!((run.state, run.order_id), (State::Delivered, Some(7)));
    let steps: Vec<_> = run
        .steps
        .iter()
        .map(|step| (step.state, step.query_id.as_deref()))
        .collect();
    assert_eq!(
        steps,
        [
            (State::Prepared, None),
            (State::Carted, None),
            (State::Posting, None),
            (State::Ordered, Some("EU.ext-1")),
            (State::Delivered, None),
        ]
    );
}

#[tokio::test]
async fn a_run_that_somebody_works_on_is_busy_until_the_claim_ends() {
    let journal = Journal::in_memory().unwrap();
    let claim = claimed(&journal, "k").await;
    let busy = journal.claim(&purchase("k", "order"), Repeat::Once).await;
    let Err(JournalError::Busy { owner, .. }) = busy else {
        panic!("{busy:?}");
    };
    let pid = format!("process {} on ", std::process::id());
    assert!(owner.starts_with(&pid), "{owner}");
    claim.release().await.unwrap();
    claimed(&journal, "k").await;
}

#[tokio::test]
async fn a_process_whose_run_was_taken_over_writes_nothing_more() {
    let journal = forgetful();
    let mut paused = claimed(&journal, "k").await;
    paused.carted("old").await.unwrap();
    let mut next = claimed(&journal, "k").await;
    let posting = paused.posting(intent()).await;
    assert!(
        matches!(posting, Err(JournalError::TakenOver { .. })),
        "{posting:?}"
    );
    assert_eq!(next.run().cart_id.as_deref(), Some("old"));
    next.reached(State::Abandoned).await.unwrap();
    assert_eq!(journal.runs().await.unwrap()[0].state, State::Abandoned);
}

#[tokio::test]
async fn two_who_begin_at_once_get_one_run() {
    let journal = Journal::in_memory().unwrap();
    let purchase = purchase("k", "order");
    let (one, other) = tokio::join!(
        journal.claim(&purchase, Repeat::Once),
        journal.claim(&purchase, Repeat::Once)
    );
    assert_eq!(
        [one.is_ok(), other.is_ok()]
            .iter()
            .filter(|ok| **ok)
            .count(),
        1
    );
    assert_eq!(journal.runs().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_stands_for_one_order() {
    let journal = forgetful();
    claimed(&journal, "k").await;
    let other = journal
        .claim(&purchase("k", "another order"), Repeat::Again)
        .await;
    let Err(error @ JournalError::OtherOrder { .. }) = other else {
        panic!("{other:?}");
    };
    assert_eq!(
        error.to_string(),
        "the key `k` is that of another order, for project.2018; choose another key"
    );
}

#[tokio::test]
async fn an_order_is_the_answer_until_it_is_wanted_again() {
    let journal = Journal::in_memory().unwrap();
    let mut claim = claimed(&journal, "k").await;
    order(&mut claim, 7).await;
    // An order is free for everybody to follow.
    let found = claimed(&journal, "k").await;
    assert_eq!(found.run().order_id, Some(7));
    let again = journal
        .claim(&purchase("k", "order"), Repeat::Again)
        .await
        .unwrap();
    assert_eq!(
        (again.run().attempt, again.run().state),
        (2, State::Prepared)
    );
}

#[tokio::test]
async fn what_was_posted_is_not_ordered_again_before_it_is_known_what_became_of_it() {
    let journal = forgetful();
    let mut claim = claimed(&journal, "k").await;
    claim.carted("cart").await.unwrap();
    claim.posting(intent()).await.unwrap();
    let again = journal
        .claim(&purchase("k", "order"), Repeat::Again)
        .await
        .unwrap();
    assert_eq!(
        (again.run().attempt, again.run().state),
        (1, State::Posting)
    );
    let run = again.run();
    assert_eq!(
        (run.intended, run.longest),
        (Some(intent().at), Some(intent().longest))
    );
}

#[tokio::test]
async fn an_abandoned_wish_gets_another_attempt() {
    let journal = Journal::in_memory().unwrap();
    let mut claim = claimed(&journal, "k").await;
    claim.reached(State::Abandoned).await.unwrap();
    assert_eq!(claimed(&journal, "k").await.run().attempt, 2);
}

#[tokio::test]
async fn a_step_that_must_not_follow_is_refused() {
    let journal = Journal::in_memory().unwrap();
    let mut claim = claimed(&journal, "k").await;
    let error = claim.posting(intent()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the run `k` is prepared and cannot become posting"
    );
    order(&mut claim, 7).await;
    let twice = claim.posting(intent()).await;
    assert!(
        matches!(twice, Err(JournalError::Illegal { .. })),
        "{twice:?}"
    );
}
