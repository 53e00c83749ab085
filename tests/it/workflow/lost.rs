//! What became of a checkout whose answer was lost: its order is found, or that there is none is proven.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ovh_order::journal::{Journal, JournalError, Purchase, Repeat, State};
use ovh_order::order::{self, Context, Event, OrderError, OrderFile, Terms};

use super::journaled::{hasty, impatient, place, place_on, with_first_checkout};
use crate::fixture::wire::{Received, Reply, json};
use crate::fixture::workflow::{Workflow, file, journal, project};

const VPS_OF_THE_US: &str = "items: [{product: vps, planCode: vps-2025-model1, configuration: \
                             {vps_datacenter: US-EAST-VA, vps_os: Debian 13}}]";

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_found_and_not_placed_again() {
    let workflow = Workflow::start().await;
    let wire = with_first_checkout(&workflow, || Reply::Lose).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    let error = place(&context, &journal).await.unwrap_err();
    assert!(matches!(error, OrderError::Unsure(_)), "{error:?}");
    assert_eq!(journal.runs().await.unwrap()[0].state, State::Posting);
    let found = place(&context, &journal).await.unwrap();
    assert!(found.is_earlier);
    assert_eq!(wire.count(Received::is_checkout), 1);
    assert_eq!(workflow.orders().await, 1);
    assert_eq!(
        journal.runs().await.unwrap()[0].order_id,
        Some(found.order_id.0)
    );
}

#[tokio::test]
async fn an_order_of_an_ordered_cart_is_found_before_the_time_that_its_absence_takes() {
    let workflow = Workflow::start().await;
    let wire = with_first_checkout(&workflow, || Reply::Lose).await;
    let context = workflow.context(hasty(&workflow, &wire));
    // Its checkouts are over after four minutes.
    let journal = journal();
    place(&context, &journal).await.unwrap_err();
    let found = tokio::time::timeout(Duration::from_secs(60), place(&context, &journal)).await;
    assert!(found.expect("it is not waited for").unwrap().is_earlier);
    assert_eq!(workflow.orders().await, 1);
}

/// In the US the lines of an order do not name their plans.
#[tokio::test]
async fn in_the_us_an_order_whose_answer_was_lost_is_found_by_what_its_lines_say() {
    let workflow = Workflow::with(|options| options.subsidiary("US")).await;
    let wire = with_first_checkout(&workflow, || Reply::Lose).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    let file = file(VPS_OF_THE_US);
    let placed = place_on(&context, &journal, &file, Terms::default()).await;
    assert!(matches!(placed, Err(OrderError::Unsure(_))), "{placed:?}");
    let found = place_on(&context, &journal, &file, Terms::default()).await;
    assert!(found.unwrap().is_earlier);
    assert_eq!(wire.count(Received::is_checkout), 1);
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn in_the_us_an_order_whose_lines_say_something_else_is_not_taken_for_it() {
    let workflow = Workflow::with(|options| options.subsidiary("US")).await;
    let is_first = Arc::new(AtomicBool::new(true));
    let script = move |got: &Received| {
        if got.is_checkout() && is_first.swap(false, Ordering::SeqCst) {
            return Reply::Lose;
        }
        match got.target.split_once("/details/") {
            Some((_, line)) if line.chars().all(|c| c.is_ascii_digit()) => {
                let line = format!(r#"{{"orderDetailId": {line}, "description": "another"}}"#);
                json(200, line)
            }
            _ => Reply::Pass,
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    // Nobody waits for lines that will not change.
    tokio::time::pause();
    let journal = impatient();
    let file = file(VPS_OF_THE_US);
    let placed = place_on(&context, &journal, &file, Terms::default()).await;
    assert!(matches!(placed, Err(OrderError::Unsure(_))), "{placed:?}");
    let error = place_on(&context, &journal, &file, Terms::default()).await;
    let Err(OrderError::Unresolved { seen, .. }) = &error else {
        panic!("{error:?}");
    };
    assert!(
        seen.starts_with("the cart was ordered, and these orders may be it: "),
        "{seen}"
    );
    assert_eq!(wire.count(Received::is_checkout), 1);
}

#[tokio::test]
async fn a_checkout_that_never_arrived_is_proven_absent_before_another_cart_is_ordered() {
    let workflow = Workflow::start().await;
    let wire = with_first_checkout(&workflow, || Reply::Break).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    let error = place(&context, &journal).await.unwrap_err();
    assert!(matches!(error, OrderError::Unsure(_)), "{error:?}");
    let placed = place(&context, &journal).await.unwrap();
    assert!(!placed.is_earlier);
    assert_eq!(workflow.orders().await, 1);
    // The first cart is gone, so its checkout cannot arrive any more.
    assert!(!workflow.has_cart().await);
    let runs = journal.runs().await.unwrap();
    let states: Vec<_> = runs.iter().map(|run| (run.attempt, run.state)).collect();
    assert_eq!(states, [(2, State::Ordered), (1, State::Abandoned)]);
}

/// The one who looks for the order is in more of a hurry than the one who sent the checkout.
#[tokio::test]
async fn a_checkout_is_not_called_absent_before_its_sender_would_have_given_up() {
    let workflow = Workflow::start().await;
    let script = |got: &Received| {
        if got.is_checkout() {
            Reply::Break
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let senders = Duration::from_millis(2500);
    let context = workflow.context(workflow.hasty(&wire.url(), senders));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    let name = journal.runs().await.unwrap()[0].name.clone();
    let context = workflow.context(hasty(&workflow, &wire));
    let began = Instant::now();
    let resuming = order::resume(&context, &journal, &name);
    // It is interrupted once the cart is deleted; the next goes on from there.
    let interrupted = tokio::time::timeout(senders / 2, resuming).await;
    assert!(interrupted.is_err());
    assert!(!workflow.has_cart().await);
    tokio::time::sleep(journal.lease()).await;
    let error = order::resume(&context, &journal, &name).await.unwrap_err();
    assert!(matches!(error, OrderError::NothingOrdered), "{error:?}");
    assert!(began.elapsed() >= senders);
    let told = workflow.told();
    let waits = told.iter().filter_map(|event| match event {
        Event::ReadingBack { wait, .. } => Some(*wait),
        _ => None,
    });
    assert_eq!(waits.collect::<Vec<_>>(), [senders; 2]);
}

#[tokio::test]
async fn nobody_takes_over_an_order_that_is_looked_for() {
    let workflow = Workflow::start().await;
    let wire = with_first_checkout(&workflow, || Reply::Break).await;
    let senders = Duration::from_millis(2500);
    let context = workflow.context(workflow.hasty(&wire.url(), senders));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    let name = journal.runs().await.unwrap()[0].name.clone();
    let rival = async {
        tokio::time::sleep(senders / 2).await;
        journal.claim_last(&name).await
    };
    let (resumed, rival) = tokio::join!(order::resume(&context, &journal, &name), rival);
    assert!(matches!(rival, Err(JournalError::Busy { .. })), "{rival:?}");
    let is_settled = matches!(resumed, Err(OrderError::NothingOrdered));
    assert!(is_settled, "{resumed:?}");
}

#[tokio::test]
async fn while_the_cart_can_still_be_ordered_nothing_else_is() {
    let workflow = Workflow::start().await;
    let script = |got: &Received| match got.method.as_str() {
        "DELETE" => json(500, "{}"),
        _ if got.is_checkout() => Reply::Break,
        _ => Reply::Pass,
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    for _ in 0..2 {
        let error = place(&context, &journal).await.unwrap_err();
        let OrderError::Unresolved { seen, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(
            seen,
            "the cart cannot be deleted, and no order since then is for the same plans"
        );
    }
    assert_eq!(wire.count(Received::is_checkout), 1);
    assert_eq!(journal.runs().await.unwrap()[0].state, State::Unknown);
}

#[tokio::test]
async fn while_an_order_cannot_be_looked_for_there_may_be_one() {
    let workflow = Workflow::start().await;
    let is_out = Arc::new(AtomicBool::new(true));
    let outage = is_out.clone();
    let script = move |got: &Received| {
        let is_search = got.target.starts_with("/v1/me/order");
        if got.is_checkout() {
            Reply::Lose
        } else if is_search && outage.load(Ordering::SeqCst) {
            json(403, r#"{"message":"no"}"#)
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    let name = journal.runs().await.unwrap()[0].name.clone();
    let placed = place(&context, &journal).await.unwrap_err();
    let resumed = order::resume(&context, &journal, &name).await.unwrap_err();
    for error in [placed, resumed] {
        assert!(matches!(error, OrderError::Unsettled { .. }), "{error:?}");
    }
    // A stop says as little as a failure.
    workflow.stop.cancel();
    let stopped = order::resume(&context, &journal, &name).await.unwrap_err();
    assert!(
        matches!(stopped, OrderError::Unsettled { .. }),
        "{stopped:?}"
    );
    is_out.store(false, Ordering::SeqCst);
    let context = Context::new(hasty(&workflow, &wire));
    let found = place(&context, &journal).await.unwrap();
    assert!(found.is_earlier);
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn two_who_look_for_an_order_at_once_find_the_same() {
    let workflow = Workflow::start().await;
    let wire = with_first_checkout(&workflow, || Reply::Lose).await;
    let context = workflow.context(hasty(&workflow, &wire));
    // Each takes the run from the other.
    let journal = journal().with_lease(Duration::ZERO);
    // It is free, so it is delivered.
    let free = project();
    let lost = place_on(&context, &journal, &free, Terms::default()).await;
    lost.unwrap_err();
    let name = journal.runs().await.unwrap()[0].name.clone();
    let (one, other) = tokio::join!(
        order::resume(&context, &journal, &name),
        order::resume(&context, &journal, &name)
    );
    assert_eq!(one.unwrap().order_id, other.unwrap().order_id);
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn two_who_find_at_once_that_there_is_no_order_place_one() {
    let workflow = Workflow::start().await;
    let wire = with_first_checkout(&workflow, || Reply::Break).await;
    let context = workflow.context(hasty(&workflow, &wire));
    // Each takes the run from the other.
    let journal = journal().with_lease(Duration::ZERO);
    place(&context, &journal).await.unwrap_err();
    let (one, other) = tokio::join!(place(&context, &journal), place(&context, &journal));
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn a_run_of_another_account_is_left_as_it_is() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let (journal, here) = (journal(), client.endpoint().origin().to_owned());
    let purchase = Purchase::new(&here, "xx1-ovh", Some("web".to_owned()), "", Vec::new());
    let mut claim = journal.claim(&purchase, Repeat::Once).await.unwrap();
    claim.carted("a cart").await.unwrap();
    claim.release().await.unwrap();
    let context = workflow.context(client);
    let resumed = order::resume(&context, &journal, &purchase.name).await;
    let forgotten = order::forget(&context, &journal, &purchase.name).await;
    for error in [resumed.unwrap_err(), forgotten.unwrap_err()] {
        let error = error.to_string();
        assert!(error.contains("is of the account xx1-ovh"), "{error}");
    }
    assert_eq!(journal.runs().await.unwrap()[0].state, State::Carted);
    assert_eq!(workflow.lines(), [""; 0]);
}

#[tokio::test]
async fn an_order_that_another_run_has_is_not_adopted_and_a_cart_that_stays_is_not_forgotten() {
    let workflow = Workflow::start().await;
    let is_lost = AtomicBool::new(false);
    let script = move |got: &Received| match got.method.as_str() {
        "DELETE" => json(500, "{}"),
        _ if got.is_checkout() && is_lost.swap(true, Ordering::SeqCst) => Reply::Break,
        _ => Reply::Pass,
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    let placed = place(&context, &journal).await.unwrap();
    let lost = place_on(&context, &journal, &project(), Terms::default()).await;
    assert!(matches!(lost, Err(OrderError::Unsure(_))), "{lost:?}");
    let name = journal.runs().await.unwrap()[0].name.clone();
    tokio::time::sleep(journal.lease()).await;
    let adopted = order::adopt(&context, &journal, &name, placed.order_id).await;
    let error = adopted.unwrap_err().to_string();
    assert!(error.contains("is that of the run"), "{error}");
    let forgotten = order::forget(&context, &journal, &name).await;
    assert!(
        matches!(forgotten, Err(OrderError::Api(_))),
        "{forgotten:?}"
    );
    assert_eq!(journal.runs().await.unwrap()[0].state, State::Posting);
}

/// A journal that writes that the checkout is about to be sent, and says that it failed.
const LATE: &str = "CREATE TRIGGER late AFTER UPDATE ON runs WHEN NEW.state = 'posting' \
                    BEGIN SELECT RAISE(FAIL, 'late'); END";

#[tokio::test]
async fn a_checkout_that_is_not_sent_because_the_journal_failed_does_not_stay_unclear() {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = Journal::open(&path).unwrap();
    let journal = journal.with_lease(Duration::from_millis(300));
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch(LATE).unwrap();
    let error = place(&context, &journal).await.unwrap_err();
    assert!(
        matches!(error, OrderError::Journal(JournalError::Database(_))),
        "{error:?}"
    );
    assert_eq!(journal.runs().await.unwrap()[0].state, State::Posting);
    assert!(workflow.has_cart().await);
    let told = workflow.told();
    assert!(
        matches!(told.last(), Some(Event::CartLeft { until: Some(_), .. })),
        "{told:?}"
    );
    database.execute_batch("DROP TRIGGER late").unwrap();
    let placed = place(&context, &journal).await.unwrap();
    assert!(!placed.is_earlier);
    assert_eq!(wire.count(Received::is_checkout), 1);
    assert!(!workflow.has_cart().await);
}

#[tokio::test]
async fn a_cart_that_is_gone_because_reading_back_was_interrupted_proves_that_there_is_no_order() {
    let workflow = Workflow::start().await;
    let is_out = Arc::new(AtomicBool::new(false));
    let outage = is_out.clone();
    // Once the cart is deleted nothing answers any more.
    let script = move |got: &Received| {
        if got.is_checkout() && got.method == "POST" {
            return Reply::Break;
        }
        if got.method == "DELETE" {
            outage.store(true, Ordering::SeqCst);
            return Reply::Pass;
        }
        if outage.load(Ordering::SeqCst) {
            json(403, "{}")
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    let name = journal.runs().await.unwrap()[0].name.clone();
    let error = order::resume(&context, &journal, &name).await.unwrap_err();
    assert!(matches!(error, OrderError::Unsettled { .. }), "{error:?}");
    assert!(!workflow.has_cart().await);
    is_out.store(false, Ordering::SeqCst);
    let error = order::resume(&context, &journal, &name).await.unwrap_err();
    assert!(matches!(error, OrderError::NothingOrdered), "{error:?}");
}

/// The order of a project with this name.
fn named(name: &str) -> OrderFile {
    let configuration = format!("configuration: {{description: {name}}}");
    file(&format!(
        "items: [{{product: cloud, planCode: project.2018, {configuration}}}]"
    ))
}

fn keyed(key: &str) -> Terms {
    let mut terms = Terms::default();
    terms.key = Some(key.to_owned());
    terms
}

#[tokio::test]
async fn of_two_lost_checkouts_of_the_same_only_the_ordered_cart_gets_the_order() {
    let workflow = Workflow::start().await;
    let checkouts = AtomicUsize::new(0);
    let script = move |got: &Received| {
        let lost = [|| Reply::Lose, || Reply::Break];
        let is_next = got.is_checkout();
        let next = is_next.then(|| checkouts.fetch_add(1, Ordering::SeqCst));
        next.and_then(|next| lost.get(next))
            .map_or(Reply::Pass, |reply| reply())
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    let web = named("web");
    for key in ["one", "other"] {
        let lost = place_on(&context, &journal, &web, keyed(key)).await;
        assert!(matches!(lost, Err(OrderError::Unsure(_))), "{lost:?}");
    }
    let other = journal.runs().await.unwrap().remove(0).name;
    assert_eq!(other.key, "other");
    // The order may be its own until the first has it, so it goes on looking.
    let resuming = order::resume(&context, &journal, &other);
    let resumed = tokio::time::timeout(Duration::from_secs(3), resuming).await;
    assert!(resumed.is_err(), "{resumed:?}");
    let one = place_on(&context, &journal, &web, keyed("one")).await;
    assert!(one.unwrap().is_earlier);
    let other = place_on(&context, &journal, &web, keyed("other")).await;
    assert!(!other.unwrap().is_earlier);
    assert_eq!(workflow.orders().await, 2);
}

#[tokio::test]
async fn lost_orders_with_other_labels_are_told_apart() {
    let workflow = Workflow::start().await;
    let checkouts = AtomicUsize::new(0);
    let script = move |got: &Received| {
        if got.is_checkout() && checkouts.fetch_add(1, Ordering::SeqCst) < 2 {
            Reply::Lose
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    let files = [named("web"), named("shop")];
    for file in &files {
        let lost = place_on(&context, &journal, file, Terms::default()).await;
        assert!(matches!(lost, Err(OrderError::Unsure(_))), "{lost:?}");
    }
    let mut orders = workflow.client().list_me_order().send().await.unwrap();
    orders.sort_unstable();
    let mut found = Vec::new();
    for file in &files {
        let placed = place_on(&context, &journal, file, Terms::default()).await;
        found.push(placed.unwrap().order_id.0);
    }
    assert_eq!(found, orders);
}

#[tokio::test]
async fn a_web_page_does_not_say_that_a_cart_is_gone() {
    let workflow = Workflow::start().await;
    let is_out = AtomicBool::new(false);
    let script = move |got: &Received| {
        if got.is_checkout() && got.method == "POST" {
            return Reply::Break;
        }
        let is_cart = got.target.starts_with("/v1/order/cart/");
        // From the deletion on something else answers in the place of the API.
        if got.method == "DELETE" {
            is_out.store(true, Ordering::SeqCst);
        }
        if is_cart && is_out.load(Ordering::SeqCst) {
            return Reply::Instead(404, "<html>Not Found</html>");
        }
        Reply::Pass
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    let again = place(&context, &journal).await;
    assert!(
        matches!(again, Err(OrderError::Unsettled { .. })),
        "{again:?}"
    );
    assert_eq!(
        wire.count(|got| got.is_checkout() && got.method == "POST"),
        1
    );
    assert!(journal.runs().await.unwrap()[0].closed.is_none());
}

#[tokio::test]
async fn a_run_whose_cart_was_ordered_is_not_forgotten_and_has_no_older_order() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let elsewhere = journal();
    let older = place_on(&context, &elsewhere, &project(), Terms::default()).await;
    let older = older.unwrap().order_id;
    workflow.sandbox.advance(3600);
    let wire = with_first_checkout(&workflow, || Reply::Lose).await;
    let context = workflow.context(hasty(&workflow, &wire));
    let journal = impatient();
    place(&context, &journal).await.unwrap_err();
    let name = journal.runs().await.unwrap()[0].name.clone();
    tokio::time::sleep(journal.lease()).await;
    let forgotten = order::forget(&context, &journal, &name).await;
    let error = forgotten.unwrap_err().to_string();
    assert!(error.contains("its cart was ordered"), "{error}");
    let adopted = order::adopt(&context, &journal, &name, older).await;
    let error = adopted.unwrap_err().to_string();
    assert!(error.contains("and the run was sent at"), "{error}");
    assert!(place(&context, &journal).await.unwrap().is_earlier);
    assert_eq!(workflow.orders().await, 2);
}
