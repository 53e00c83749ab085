//! What became of a checkout whose answer is not known.
//!
//! The checkout is never repeated to find out. The order is looked for instead, and the cart is
//! deleted: a cart that is gone cannot be checked out any more, not even by a request that is still
//! under way or by a process that sleeps and will send it. One that arrived before may still be worked
//! on, for as long as its sender would wait. Only then may the purchase get another cart.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use super::cart::{Reading, reading, without};
use super::search::{Found, Wished, labels_of, lines_of, search};
use super::{CartId, Context, Event, OrderError, OrderId};
use crate::journal::{Claim, Journal, Run, RunKind};
use crate::{Client, Kind};

/// How many seconds to wait for the lines of a new order, each time they are not there yet.
const PAUSES: [u64; 6] = [1, 2, 4, 8, 16, 32];

/// What became of a checkout.
#[derive(Debug)]
pub(super) enum Fate {
    /// It made this order.
    Ordered(OrderId),
    /// It surely made no order, and never will.
    Absent,
    /// It may have made an order; what was seen.
    Unknown(String),
}

/// What became of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cart {
    /// It was ordered, because it can only be read.
    Ordered,
    /// It was open, and is deleted.
    Deleted,
    /// It is not there, and who knows since when.
    Gone,
    /// There never was one: it is an upgrade.
    Never,
    /// It can still be changed although it was deleted.
    Open,
    /// It is deleted, and can still be ordered.
    Orderable,
    /// It is there, and the API does not say whether it can be changed.
    Unsaid,
}

/// Reads back what became of a run's checkout. Whoever is interrupted meanwhile, once the cart is
/// deleted, leaves that in the journal for the next.
pub(super) async fn read_back(
    context: &Context,
    journal: &Journal,
    claim: &mut Claim,
) -> Result<Fate, OrderError> {
    let run = claim.run().clone();
    if run.kind == RunKind::Call {
        let call = run.plans.join(" ");
        let seen = format!("it is the call {call}, and what that was for is not known");
        return Ok(Fate::Unknown(seen));
    }
    let (Some(cart), Some(intended)) = (&run.cart_id, run.intended) else {
        return Ok(Fate::Unknown("the journal names no cart".to_owned()));
    };
    let cart = CartId::from(cart.as_str());
    let wait = run.longest.unwrap_or(journal.lease());
    context.tell(Event::ReadingBack {
        cart: cart.clone(),
        at: intended,
        wait,
    });
    context.leave_seat();
    let mut wished = Wished {
        plans: &run.plans,
        lines: Vec::new(),
        labels: Vec::new(),
    };
    if !cart.is_of_upgrade() {
        wished.lines = lines_of(&context.client, &cart).await;
        wished.labels = labels_of(&context.client, &cart).await.unwrap_or_default();
    }
    let (cart, since) = closed(context, claim, &cart).await?;
    let look = Look {
        wished,
        intended,
        cart,
    };
    // A cart that was ordered has its order, which may be found at once. That there is none takes the wait.
    if cart == Cart::Ordered
        && let Seen {
            fate: found @ Fate::Ordered(_),
            ..
        } = claim.held(look.once(context, journal, &run)).await??
    {
        return Ok(found);
    }
    let now = context.server_time().await?;
    let left = (since.unwrap_or(intended) + wait).duration_since(now);
    if let Ok(left) = Duration::try_from(left) {
        claim.held(context.pause(left)).await??;
    }
    claim.held(look.until_clear(context, journal, &run)).await?
}

/// What is looked for, and since when.
struct Look<'a> {
    wished: Wished<'a>,
    intended: Timestamp,
    cart: Cart,
}

/// What a look shows.
struct Seen {
    fate: Fate,
    /// Whether another look may show more.
    may_clear: bool,
}

impl Look<'_> {
    /// Looks again as long as another look may show more.
    async fn until_clear(
        &self,
        context: &Context,
        journal: &Journal,
        run: &Run,
    ) -> Result<Fate, OrderError> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let Seen { fate, may_clear } = self.once(context, journal, run).await?;
            let pause = pauses.next().filter(|_| may_clear);
            match (&fate, pause) {
                (Fate::Unknown(_), Some(seconds)) => {
                    context.pause(Duration::from_secs(seconds)).await?;
                }
                _ => return Ok(fate),
            }
        }
    }

    async fn once(
        &self,
        context: &Context,
        journal: &Journal,
        run: &Run,
    ) -> Result<Seen, OrderError> {
        let taken = Others::read(journal, run).await?.taken;
        let search = search(context, &self.wished, self.intended, &taken);
        let mut found = context.until_stopped(search).await?;
        // Whoever placed an order that was found has written its number by now, or is a rival.
        let others = Others::read(journal, run).await?;
        found.without(&others.taken);
        let rival = context.until_stopped(others.rival(context, &self.wished, &found));
        let fate = others.named(fate(self.cart, &found, rival.await?));
        Ok(Seen {
            fate,
            // The lines of a new order can come a while after it, and a rival finds its own order.
            may_clear: !found.unreadable.is_empty() || others.may_clear(),
        })
    }
}

/// What the other runs of the account say, and the calls made by hand at the endpoint, whose account is
/// not known.
struct Others {
    /// Their orders.
    taken: BTreeSet<i64>,
    /// Those that may have made an order that they do not know of, and it may be for the same plans.
    rivals: Vec<Run>,
}

/// Whether another run may have made an order that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rival {
    /// No other run may have.
    None,
    /// Only one whose order has other labels.
    Unlike,
    /// One whose order may have the same labels.
    Alike,
}

impl Others {
    async fn read(journal: &Journal, run: &Run) -> Result<Self, OrderError> {
        let runs = journal.runs().await?;
        let mut others = Self {
            taken: BTreeSet::new(),
            rivals: Vec::new(),
        };
        for other in runs {
            let (name, is_call) = (&other.name, other.kind == RunKind::Call);
            let is_near = if is_call {
                name.endpoint == run.name.endpoint
            } else {
                name.account == run.name.account
            };
            if !is_near || other.is(run) {
                continue;
            }
            let is_alike = is_call || other.plans.iter().any(|plan| run.plans.contains(plan));
            others.taken.extend(other.order_id);
            if is_alike && other.state.is_unresolved() && other.closed.is_none() {
                others.rivals.push(other);
            }
        }
        Ok(others)
    }

    /// Whether one of them may find its order. What became of a call, only a person says.
    fn may_clear(&self) -> bool {
        let mut rivals = self.rivals.iter();
        rivals.any(|rival| rival.kind == RunKind::Order)
    }

    /// Names a rival in what was seen, because settling it may settle this.
    fn named(&self, fate: Fate) -> Fate {
        match (fate, self.rivals.first()) {
            (Fate::Unknown(seen), Some(rival)) => {
                let key = &rival.name.key;
                Fate::Unknown(format!(
                    "{seen}; the run `{key}` may have made one too, so settle that first"
                ))
            }
            (fate, _) => fate,
        }
    }

    /// Whether they may have made the order with the same labels, if one was found. Their carts say it, as
    /// long as they can be read.
    async fn rival(
        &self,
        context: &Context,
        wished: &Wished<'_>,
        found: &Found,
    ) -> Result<Rival, OrderError> {
        if found.exact.is_empty() && !self.rivals.is_empty() {
            return Ok(Rival::Alike);
        }
        let mut worst = Rival::None;
        for rival in &self.rivals {
            let Some(cart) = rival.cart_id.as_deref().map(CartId::from) else {
                return Ok(Rival::Alike);
            };
            match labels_of(&context.client, &cart).await {
                Ok(labels) if !labels.is_empty() && labels != wished.labels => {
                    worst = Rival::Unlike;
                }
                _ => return Ok(Rival::Alike),
            }
        }
        Ok(worst)
    }
}

/// What became of the cart, and since when it surely cannot be checked out any more: a process that
/// slept between its intent and its call can send it at any moment before that.
async fn closed(
    context: &Context,
    claim: &mut Claim,
    cart: &CartId,
) -> Result<(Cart, Option<Timestamp>), OrderError> {
    if let Some(at) = claim.run().closed {
        return Ok((Cart::Deleted, Some(at)));
    }
    if cart.is_of_upgrade() {
        return Ok((Cart::Never, None));
    }
    let cart = close(context, claim, cart).await?;
    if cart == Cart::Deleted {
        claim.closed(context.server_time().await?).await?;
    }
    Ok((cart, claim.run().closed))
}

/// Deletes the cart unless it was ordered.
async fn close(context: &Context, claim: &mut Claim, cart: &CartId) -> Result<Cart, OrderError> {
    let client = &context.client;
    let mut seen = reading(client, cart).await?;
    if seen == Reading::Open {
        claim.closing().await?;
        seen = without(client, cart).await?;
    }
    match seen {
        // Whoever deleted it may have been interrupted before that could be written.
        Reading::Gone if claim.run().closing.is_none() => Ok(Cart::Gone),
        Reading::Gone if is_orderable(client, cart).await? => Ok(Cart::Orderable),
        Reading::Gone => Ok(Cart::Deleted),
        Reading::Open => Ok(Cart::Open),
        Reading::Ordered => Ok(Cart::Ordered),
        Reading::Unsaid => Ok(Cart::Unsaid),
    }
}

/// Whether the API would still order a cart that is gone. That it would not is an assumption, so it is
/// asked: only a 404 says no, and any other refusal is about a cart that is still there.
async fn is_orderable(client: &Client, cart: &CartId) -> Result<bool, OrderError> {
    match client.get_cart_checkout().cart_id(cart).send().await {
        Err(error) if error.kind() == Kind::NotFound => Ok(false),
        Err(error) if error.kind() != Kind::BadRequest => Err(error.into()),
        _ => Ok(true),
    }
}

/// What the cart and the orders say together. One order for the same plans, which no other run has, is
/// the order, and of several the only one with the same labels is. If a rival may have made one of them,
/// it takes an ordered cart and the only order with the same labels, which the rival's would not have.
/// That there is none is proven by one combination alone.
fn fate(cart: Cart, found: &Found, rival: Rival) -> Fate {
    let Found {
        matching,
        exact,
        unreadable,
    } = found;
    let certain = match (rival, cart) {
        (Rival::None, _) if exact.is_empty() => matching,
        (Rival::None, _) | (Rival::Unlike, Cart::Ordered) => exact,
        _ => &Vec::new(),
    };
    if let ([order], true) = (certain.as_slice(), unreadable.is_empty()) {
        return Fate::Ordered(*order);
    }
    match (cart, matching.as_slice(), unreadable.is_empty()) {
        (Cart::Deleted, [], true) => Fate::Absent,
        _ => {
            let cart = match cart {
                Cart::Ordered => "the cart was ordered",
                Cart::Deleted => "the cart was open and is deleted",
                Cart::Gone => "the cart is gone",
                Cart::Never => "an upgrade has no cart",
                Cart::Open => "the cart cannot be deleted",
                Cart::Unsaid => "the API does not say whether the cart was ordered",
                Cart::Orderable => "the cart is deleted but can still be ordered",
            };
            let orders = [matching.as_slice(), unreadable].concat();
            let orders: Vec<_> = orders.iter().map(ToString::to_string).collect();
            Fate::Unknown(match orders.as_slice() {
                [] => format!("{cart}, and no order since then is for the same plans"),
                _ => format!("{cart}, and these orders may be it: {}", orders.join(", ")),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Purchase, Repeat};

    const CARTS: [Cart; 7] = [
        Cart::Ordered,
        Cart::Deleted,
        Cart::Gone,
        Cart::Open,
        Cart::Orderable,
        Cart::Never,
        Cart::Unsaid,
    ];

    const RIVALS: [Rival; 3] = [Rival::None, Rival::Unlike, Rival::Alike];

    fn found(matching: &[i64], exact: &[i64], unreadable: &[i64]) -> Found {
        let [matching, exact, unreadable] =
            [matching, exact, unreadable].map(|ids| ids.iter().copied().map(OrderId).collect());
        Found {
            matching,
            exact,
            unreadable,
        }
    }

    #[test]
    fn only_a_deleted_cart_without_any_candidate_proves_that_there_is_no_order() {
        for cart in CARTS {
            for matching in [&[][..], &[1], &[1, 2]] {
                for unreadable in [&[][..], &[1]] {
                    for rival in RIVALS {
                        let found = found(matching, &[], unreadable);
                        let is_absent = matches!(fate(cart, &found, rival), Fate::Absent);
                        let is_proven =
                            cart == Cart::Deleted && matching.is_empty() && unreadable.is_empty();
                        assert_eq!(is_absent, is_proven, "{cart:?} {found:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_order_is_the_order_unless_a_rival_may_have_made_it_and_of_two_their_labels_tell() {
        /// What matches, what has the same labels too, the rival, and the order.
        type Case = (&'static [i64], &'static [i64], Rival, Option<i64>);
        let table: [Case; 9] = [
            (&[7], &[], Rival::None, Some(7)),
            (&[7, 8], &[], Rival::None, None),
            (&[7, 8], &[8], Rival::None, Some(8)),
            (&[7, 8], &[7, 8], Rival::None, None),
            (&[7], &[], Rival::Unlike, None),
            (&[7, 8], &[7, 8], Rival::Unlike, None),
            (&[7], &[], Rival::Alike, None),
            (&[7], &[7], Rival::Alike, None),
            (&[7, 8], &[8], Rival::Alike, None),
        ];
        for cart in CARTS {
            for (matching, exact, rival, expected) in table {
                let order = ordered(cart, matching, exact, rival);
                assert_eq!(order, expected, "{cart:?} {matching:?} {exact:?} {rival:?}");
            }
        }
    }

    #[test]
    fn next_to_a_rival_with_other_labels_only_an_ordered_cart_has_an_order() {
        for cart in CARTS {
            let expected = (cart == Cart::Ordered).then_some(7);
            for matching in [&[7][..], &[7, 8]] {
                let order = ordered(cart, matching, &[7], Rival::Unlike);
                assert_eq!(order, expected, "{cart:?} {matching:?}");
            }
        }
    }

    fn ordered(cart: Cart, matching: &[i64], exact: &[i64], rival: Rival) -> Option<i64> {
        match fate(cart, &found(matching, exact, &[]), rival) {
            Fate::Ordered(order) => Some(order.0),
            Fate::Unknown(_) => None,
            Fate::Absent => panic!("{cart:?} {matching:?}"),
        }
    }

    const HERE: &str = "https://eu.api.ovh.com";

    async fn call(journal: &Journal, endpoint: &str, order: Option<i64>) {
        let call = Purchase::call(endpoint, "POST /order/cart/1/checkout", "POST checkout");
        let mut claim = journal.call(&call).await.unwrap();
        if let Some(order) = order {
            claim.ordered(order, None).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_call_made_by_hand_has_its_order_and_without_an_answer_is_a_rival() {
        let table = [
            (HERE, Some(7), vec![7], 0),
            (HERE, None, vec![], 1),
            ("https://ca.api.ovh.com", Some(7), vec![], 0),
            ("https://ca.api.ovh.com", None, vec![], 0),
        ];
        for (endpoint, order, taken, rivals) in table {
            let journal = Journal::in_memory().unwrap();
            let purchase = Purchase::new(HERE, "a", None, "", vec!["plan".to_owned()]);
            let claim = journal.claim(&purchase, Repeat::Once).await.unwrap();
            call(&journal, endpoint, order).await;
            let others = Others::read(&journal, claim.run()).await.unwrap();
            let seen: Vec<_> = others.taken.into_iter().collect();
            assert_eq!((seen, others.rivals.len()), (taken, rivals), "{endpoint}");
        }
    }
}
