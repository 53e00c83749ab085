//! The cart of an order: opened before it is filled, discarded unless it is ordered.

use std::time::Duration;

use jiff::Timestamp;

use super::{CartId, Context, Event, OrderError, OrderFile};
use crate::journal::{Run, State};
use crate::types::{CartCreation, NichandleOvhSubsidiary};
use crate::{Client, Error, Kind};

/// How long a cart lives, unless whoever made it said otherwise.
pub(super) const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// How long deleting a cart may take. A cart that is left expires by itself.
const LONGEST_CLEANUP: Duration = Duration::from_secs(10);

/// A cart that is not ordered yet.
pub(super) struct OpenCart {
    pub id: CartId,
    /// Until when it exists, if that is known.
    until: Option<Timestamp>,
}

impl OpenCart {
    /// The cart of a run, once it has one. An upgrade never has.
    pub(super) fn of(run: &Run) -> Option<Self> {
        let id = CartId::from(run.cart_id.as_deref()?);
        if id.is_of_upgrade() {
            return None;
        }
        let mut steps = run.steps.iter();
        let carted = steps.find(|step| step.state == State::Carted);
        Some(Self {
            id,
            until: carted.map(|step| step.at + LIFE),
        })
    }

    /// Tells that the cart is left.
    pub(super) fn tell_left(&self, context: &Context) {
        context.tell(Event::CartLeft {
            cart: self.id.clone(),
            until: self.until,
        });
    }
}

/// Creates the cart of an order at a subsidiary. A cart whose creation was not answered as it should is
/// told; `since` is when creating it began, if that is known.
pub(super) async fn open(
    context: &Context,
    file: &OrderFile,
    subsidiary: NichandleOvhSubsidiary,
    since: Option<Timestamp>,
) -> Result<OpenCart, OrderError> {
    let body = CartCreation::builder()
        .ovh_subsidiary(subsidiary)
        .description(file.description.clone());
    // A stop waits for the answer: a cart whose id is not known cannot be deleted.
    let created = context.client.create_cart().body(body).send().await;
    let lost = Event::CartLost {
        until: since.map(|since| since + LIFE),
    };
    let created = match created {
        Ok(created) => created,
        Err(error) => {
            if error.may_have_happened() {
                context.tell(lost);
            }
            return Err(error.into());
        }
    };
    let Some(id) = created.cart_id.map(CartId::from) else {
        context.tell(lost);
        return Err(OrderError::Missing {
            field: "cartId",
            call: "POST /order/cart",
        });
    };
    let until = created.expire.and_then(|expire| expire.timestamp());
    context.tell(Event::CartCreated {
        cart: id.clone(),
        until,
    });
    Ok(OpenCart { id, until })
}

/// Deletes a cart that will not be ordered, also after a stop.
///
/// If that fails, listeners are told and nobody else: the cart costs nothing and expires within a
/// day, and why it is discarded matters more.
pub(super) async fn discard(context: &Context, cart: &OpenCart) {
    let deleting = delete(&context.client, &cart.id);
    let is_deleted = context.client.credentials().can_authenticate()
        && tokio::time::timeout(LONGEST_CLEANUP, deleting)
            .await
            .unwrap_or_default();
    if is_deleted {
        context.tell(Event::CartDeleted);
    } else {
        cart.tell_left(context);
    }
}

/// Deletes a cart, and answers whether it is gone.
async fn delete(client: &Client, cart: &CartId) -> bool {
    matches!(without(client, cart).await, Ok(Reading::Gone))
}

/// What reading a cart says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// It can be changed, so it was not ordered.
    Open,
    /// It can only be read, so it was ordered.
    Ordered,
    /// The API has no such cart.
    Gone,
    /// It is there, and the API does not say whether it can be changed.
    Unsaid,
}

/// Reads a cart for what became of it.
pub(super) async fn reading(client: &Client, cart: &CartId) -> Result<Reading, Error> {
    match client.get_cart().cart_id(cart).send().await {
        Ok(cart) => Ok(match cart.read_only {
            Some(false) => Reading::Open,
            Some(true) => Reading::Ordered,
            None => Reading::Unsaid,
        }),
        Err(error) if error.kind() == Kind::NotFound => Ok(Reading::Gone),
        Err(error) => Err(error),
    }
}

/// Deletes a cart, and reads what became of it. The answer to deleting it can be lost, or come from
/// somebody on the way, so it proves nothing.
pub(super) async fn without(client: &Client, cart: &CartId) -> Result<Reading, Error> {
    let _ = client.delete_cart().cart_id(cart).send().await;
    reading(client, cart).await
}
