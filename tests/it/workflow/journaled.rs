//! An order is placed once, however often it is asked for and whatever happened before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ovh_order::Client;
use ovh_order::journal::{Journal, JournalError, Repeat};
use ovh_order::order::{self, Bought, Context, Event, OrderError, OrderFile, Seat, Terms};
use tokio::sync::{Semaphore, oneshot};

use crate::fixture::wire::{Received, Reply, Wire, json};
use crate::fixture::workflow::{Workflow, journal, project, vps};

/// A journal for calls that take no longer than this.
pub(super) fn impatient() -> Journal {
    journal().with_lease(Duration::from_millis(300))
}

/// A client whose calls take no longer than this.
pub(super) fn hasty(workflow: &Workflow, wire: &Wire) -> Client {
    workflow.hasty(&wire.url(), Duration::from_secs(1))
}

pub(super) async fn place(context: &Context, journal: &Journal) -> Result<Bought, OrderError> {
    place_on(context, journal, &vps(), Terms::default()).await
}

pub(super) async fn place_on(
    context: &Context,
    journal: &Journal,
    file: &OrderFile,
    terms: Terms,
) -> Result<Bought, OrderError> {
    order::place(context, journal, file, terms, async |_| true).await
}

fn again() -> Terms {
    let mut terms = Terms::default();
    terms.repeat = Repeat::Again;
    terms
}

/// A server that treats the first checkout so, and passes on everything else.
pub(super) async fn with_first_checkout(workflow: &Workflow, reply: fn() -> Reply) -> Wire {
    let is_first = Arc::new(AtomicBool::new(true));
    let script = move |got: &Received| {
        if got.is_checkout() && is_first.swap(false, Ordering::SeqCst) {
            reply()
        } else {
            Reply::Pass
        }
    };
    workflow.wire(script).await
}

#[tokio::test]
async fn the_same_order_again_is_the_order_that_exists_and_nobody_is_asked() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let journal = journal();
    let first = place(&context, &journal).await.unwrap();
    let never = async |_: &order::Quote| -> bool { panic!("nobody is asked") };
    let vps = vps();
    let second = order::place(&context, &journal, &vps, Terms::default(), never);
    let second = second.await.unwrap();
    assert_eq!((first.is_earlier, second.is_earlier), (false, true));
    assert_eq!((second.order_id, second.url), (first.order_id, first.url));
    assert_eq!(workflow.orders().await, 1);
    let third = place_on(&context, &journal, &vps, again()).await.unwrap();
    assert_ne!(third.order_id, first.order_id);
    assert_eq!(workflow.orders().await, 2);
}

#[tokio::test]
async fn a_key_names_an_order_and_no_other() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let journal = journal();
    let mut terms = Terms::default();
    terms.key = Some("web".to_owned());
    place_on(&context, &journal, &vps(), terms.clone())
        .await
        .unwrap();
    let other = place_on(&context, &journal, &project(), terms).await;
    let error = other.unwrap_err();
    assert!(
        matches!(error, OrderError::Journal(JournalError::OtherOrder { .. })),
        "{error:?}"
    );
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn a_cart_that_a_process_left_is_deleted_by_the_next() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let journal = impatient();
    // It disappears while it is asked, as a killed process does.
    let pending = async |_: &order::Quote| std::future::pending::<bool>().await;
    let vps = vps();
    let killed = order::place(&context, &journal, &vps, Terms::default(), pending);
    let killed = tokio::time::timeout(Duration::from_secs(2), killed).await;
    assert!(killed.is_err());
    assert!(workflow.has_cart().await);
    place(&context, &journal).await.unwrap();
    assert!(!workflow.has_cart().await);
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn two_at_once_place_one_order() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let journal = journal();
    let (one, other) = tokio::join!(place(&context, &journal), place(&context, &journal));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.order_id, other.order_id);
    assert_ne!(one.is_earlier, other.is_earlier);
    let waited = workflow.told();
    assert!(
        waited
            .iter()
            .any(|event| matches!(event, Event::Waiting { .. }))
    );
}

#[tokio::test]
async fn resuming_orders_nothing() {
    let workflow = Workflow::start().await;
    let wire = with_first_checkout(&workflow, || Reply::Break).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    let name = journal.runs().await.unwrap()[0].name.clone();
    for _ in 0..2 {
        let error = order::resume(&context, &journal, &name).await.unwrap_err();
        assert!(matches!(error, OrderError::NothingOrdered), "{error:?}");
    }
    assert_eq!(workflow.orders().await, 0);
}

#[tokio::test]
async fn the_number_of_an_earlier_order_is_told_although_it_cannot_be_read() {
    let workflow = Workflow::start().await;
    let script = |got: &Received| {
        let is_order = got.method == "GET" && got.target.starts_with("/v1/me/order/");
        if is_order {
            json(403, "{}")
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let journal = journal();
    let first = place(&context, &journal).await.unwrap();
    for _ in 0..2 {
        let error = place(&context, &journal).await.unwrap_err();
        assert_eq!(error.order(), Some(first.order_id), "{error:?}");
    }
    let is_told = workflow
        .told()
        .into_iter()
        .any(|event| matches!(event, Event::Found { order, .. } if order == first.order_id));
    assert!(is_told);
}

#[tokio::test]
async fn nobody_takes_over_an_order_that_waits_for_its_yes() {
    let workflow = Workflow::start().await;
    let journal = impatient();
    let context = workflow.context(workflow.client());
    let asked = async |_: &_| {
        tokio::time::sleep(journal.lease() * 3).await;
        let name = journal.runs().await.unwrap().remove(0).name;
        let rival = journal.claim_last(&name).await;
        assert!(matches!(rival, Err(JournalError::Busy { .. })), "{rival:?}");
        true
    };
    let placed = order::place(&context, &journal, &vps(), Terms::default(), asked).await;
    assert!(placed.is_ok(), "{placed:?}");
}

#[tokio::test]
async fn an_order_of_another_process_is_left_to_it_where_nobody_may_wait() {
    let workflow = Workflow::start().await;
    let journal = journal();
    let context = workflow.context(workflow.client());
    let asked = async |_: &_| {
        let context = context.clone().without_waiting();
        let rival = place(&context, &journal).await;
        let is_busy = matches!(rival, Err(OrderError::Journal(JournalError::Busy { .. })));
        assert!(is_busy, "{rival:?}");
        true
    };
    let placed = order::place(&context, &journal, &vps(), Terms::default(), asked).await;
    assert!(placed.is_ok(), "{placed:?}");
}

#[tokio::test]
async fn an_order_that_was_taken_over_waits_for_no_yes() {
    let workflow = Workflow::start().await;
    let journal = journal().with_lease(Duration::from_millis(30));
    let context = workflow.context(workflow.client());
    let asked = async |_: &_| {
        let name = journal.runs().await.unwrap().remove(0).name;
        // As if this process were asleep meanwhile.
        std::thread::sleep(journal.lease() * 2);
        let rival = journal.clone();
        let taking = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            runtime.unwrap().block_on(rival.claim_last(&name)).unwrap();
        });
        taking.join().unwrap();
        std::future::pending().await
    };
    let placed = order::place(&context, &journal, &vps(), Terms::default(), asked).await;
    assert!(
        matches!(
            placed,
            Err(OrderError::Journal(JournalError::TakenOver { .. }))
        ),
        "{placed:?}"
    );
}

#[tokio::test]
async fn an_order_that_waited_for_another_process_goes_on_when_it_has_a_seat_again() {
    let workflow = Workflow::start().await;
    let journal = journal();
    let context = workflow.context(workflow.client());
    let seats = Arc::new(Semaphore::new(1));
    let seat = Seat::of(&seats);
    seat.take().await;
    let seated = context.clone().with_seat(seat);
    let (answering, answer) = oneshot::channel();
    let asked = async |_: &_| answer.await.unwrap();
    let order = vps();
    let rival = order::place(&context, &journal, &order, Terms::default(), asked);
    let last = async {
        while journal.runs().await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        place(&seated, &journal).await
    };
    let others = async {
        // The only one is free once the order waits.
        let taken = seats.acquire().await.unwrap();
        answering.send(false).unwrap();
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(journal.runs().await.unwrap().len(), 1);
        drop(taken);
    };
    let (rival, last, ()) = tokio::join!(rival, last, others);
    assert!(matches!(rival, Err(OrderError::NotConfirmed)), "{rival:?}");
    assert!(last.is_ok(), "{last:?}");
}

#[tokio::test]
async fn an_order_stays_the_answer_although_another_one_was_declined_after_it() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let journal = journal();
    let first = place(&context, &journal).await.unwrap();
    let vps = vps();
    let declined = order::place(&context, &journal, &vps, again(), async |_| false);
    assert!(matches!(declined.await, Err(OrderError::NotConfirmed)));
    let second = place(&context, &journal).await.unwrap();
    assert_eq!((second.order_id, second.is_earlier), (first.order_id, true));
    let run = journal.runs().await.unwrap().remove(0);
    let claim = journal.claim_last(&run.name).await.unwrap();
    assert_eq!(claim.run().order_id, Some(first.order_id.0));
    // It can be ordered again all the same, as the attempt after the one that was declined.
    place_on(&context, &journal, &vps, again()).await.unwrap();
    let attempts: Vec<_> = journal
        .runs()
        .await
        .unwrap()
        .iter()
        .map(|run| run.attempt)
        .collect();
    assert_eq!(attempts.iter().max(), Some(&3), "{attempts:?}");
    assert_eq!(workflow.orders().await, 2);
}

#[tokio::test]
async fn an_order_that_was_cancelled_since_is_told_to_be() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let journal = journal();
    let first = place(&context, &journal).await.unwrap();
    workflow.sandbox.advance(30 * 24 * 3600);
    let again = place(&context, &journal).await;
    assert!(
        matches!(&again, Err(OrderError::Cancelled { order }) if *order == first.order_id),
        "{again:?}"
    );
    assert_eq!(workflow.orders().await, 1);
}
