//! The order of a run: what is known of it, and following it to its end.

use super::track::watch;
use super::{Bought, CartId, Context, Event, OrderError, OrderId};
use crate::journal::{Claim, State};
use crate::types::OrderPrices;

/// What is known of an order that was placed before. Its number is told first, whatever fails then.
pub(super) async fn existing(
    context: &Context,
    claim: &Claim,
    order_id: OrderId,
) -> Result<Bought, OrderError> {
    let run = claim.run();
    let mut steps = run.steps.iter();
    context.tell(Event::Found {
        order: order_id,
        at: steps
            .find(|step| step.state == State::Ordered)
            .map(|step| step.at),
    });
    let mut bought = Bought {
        cart_id: run.cart_id.clone().map(CartId::from),
        order_id,
        is_earlier: true,
        url: None,
        status: None,
        prices: None,
        quote: None,
        contracts: Vec::new(),
        services: Vec::new(),
    };
    let call = context.client.get_me_order().order_id(order_id);
    match call.send().await {
        Ok(order) => {
            bought.url = order.url;
            bought.prices = Some(OrderPrices {
                with_tax: order.price_with_tax,
                without_tax: order.price_without_tax,
                tax: order.tax,
                ..OrderPrices::default()
            });
            Ok(bought)
        }
        Err(error) => Err(OrderError::Ordered {
            order: order_id,
            bought: Box::new(bought),
            source: Box::new(error.into()),
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
    let outcome = watch(context, bought.order_id, &mut bought.status).await;
    let end = match &outcome {
        Ok(_) => Some(State::Delivered),
        Err(OrderError::Cancelled { .. }) => Some(State::Cancelled),
        Err(_) => None,
    };
    if let Some(end) = end.filter(|end| claim.run().state.leads_to(*end)) {
        // Whoever else follows the order writes the same.
        let _ = claim.reached(end).await;
    }
    match outcome {
        Ok(services) => Ok(Bought { services, ..bought }),
        // Nothing is left to follow.
        Err(cancelled @ OrderError::Cancelled { .. }) => Err(cancelled),
        Err(source) => Err(OrderError::Ordered {
            order: bought.order_id,
            bought: Box::new(bought),
            source: Box::new(source),
        }),
    }
}
