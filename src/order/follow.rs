//! The order of a run: what is known of it, and following it to its end.

use super::payment::Payment;
use super::track::{learn, watch};
use super::{Bought, CartId, Context, Event, OrderError, OrderId, payment};
use crate::journal::{Claim, State};

/// What is known of an order that was placed before. Its number is told first, whatever fails then. If
/// whoever placed it ended before paying it, it is paid as was agreed to then, unless somebody else is
/// `wanted` to pay by now.
pub(super) async fn existing(
    context: &Context,
    claim: &mut Claim,
    order_id: OrderId,
    wanted: Option<Payment>,
) -> Result<Bought, OrderError> {
    let run = claim.run();
    context.tell(Event::Found {
        order: order_id,
        // The journal may have learned of it much later.
        at: run.intended,
    });
    let mut bought = Bought {
        cart_id: run.cart_id.clone().map(CartId::from),
        ..Bought::earlier(order_id)
    };
    let read = match learn(context, &mut bought).await {
        Ok(()) => payment::as_agreed(context, claim, &mut bought, wanted).await,
        failed => failed,
    };
    or_ordered(bought, read)
}

/// The order that exists, also when reading or paying it failed.
pub(super) fn or_ordered(
    bought: Bought,
    read: Result<(), OrderError>,
) -> Result<Bought, OrderError> {
    match read {
        Ok(()) => Ok(bought),
        Err(unpaid @ OrderError::Unpaid { .. }) => Err(unpaid),
        Err(error) => Err(OrderError::Ordered {
            order: bought.order_id,
            bought: Box::new(bought),
            source: Box::new(error),
        }),
    }
}

/// Follows an order, and writes into the journal how it ended.
pub(super) async fn follow(
    context: &Context,
    mut claim: Claim,
    mut bought: Bought,
) -> Result<Bought, OrderError> {
    context.tell(Event::Followed {
        bought: Box::new(bought.clone()),
        patience: context.patience(),
    });
    let outcome = watch(context, &mut bought).await;
    let end = match &outcome {
        Ok(_) => Some(State::Delivered),
        Err(OrderError::Cancelled { .. } | OrderError::Expired { .. }) => Some(State::Cancelled),
        Err(_) => None,
    };
    if let Some(end) = end.filter(|end| claim.run().state.leads_to(*end)) {
        // Whoever else follows the order writes the same.
        let _ = claim.reached(end).await;
    }
    match outcome {
        Ok(()) => Ok(bought),
        // Nothing is left to follow.
        Err(ended @ (OrderError::Cancelled { .. } | OrderError::Expired { .. })) => Err(ended),
        Err(source) => Err(OrderError::Ordered {
            order: bought.order_id,
            bought: Box::new(bought),
            source: Box::new(source),
        }),
    }
}
