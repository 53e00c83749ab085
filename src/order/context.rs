//! What surrounds a workflow: the client, who is told of its steps, and what stops it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{CartId, ItemId, OrderError, OrderId};
use crate::Client;
use crate::types::{BillingOrderStatus, Secret};

/// A step that a workflow took.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A cart was created.
    CartCreated {
        /// The cart. Until it is assigned, whoever knows its id can change it; so the id is not
        /// part of what is displayed.
        cart: CartId,
    },
    /// An item or an option was added to it.
    ItemAdded {
        /// The item.
        item: ItemId,
        /// Its plan.
        plan_code: String,
    },
    /// A label of an item was given its value.
    Configured {
        /// The item.
        item: ItemId,
        /// The label.
        label: String,
    },
    /// The cart was assigned to the account.
    CartAssigned,
    /// The cart was checked and priced.
    Priced {
        /// The total with tax, as the API writes it.
        total: String,
    },
    /// The cart was deleted.
    CartDeleted,
    /// The cart was left, because deleting it failed or needs credentials; it expires by itself.
    CartLeft {
        /// The cart.
        cart: CartId,
    },
    /// The checkout is about to be posted; from here on there may be an order.
    CheckingOut,
    /// The order exists.
    Ordered {
        /// The order.
        order: OrderId,
        /// Its page. Whoever has the link sees the order, so it is not part of what is displayed.
        url: Option<Secret>,
    },
    /// The order's status changed.
    Status {
        /// The order.
        order: OrderId,
        /// Its status.
        status: String,
        /// What a person must do for the order to go on.
        to_do: Option<&'static str>,
    },
}

impl Event {
    pub(super) fn status(order: OrderId, status: Option<&BillingOrderStatus>) -> Self {
        let to_do = status.and_then(to_do);
        let status = status
            .map_or("unknown", BillingOrderStatus::as_str)
            .to_owned();
        Self::Status {
            order,
            status,
            to_do,
        }
    }
}

/// What a person must do about a status.
fn to_do(status: &BillingOrderStatus) -> Option<&'static str> {
    match status {
        BillingOrderStatus::NotPaid => Some("pay the order through its link within 24 hours"),
        BillingOrderStatus::DocumentsRequested => {
            Some("send the documents that OVHcloud asked for by mail")
        }
        _ => None,
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CartCreated { .. } => f.write_str("created a cart"),
            Self::ItemAdded { item, plan_code } => write!(f, "added {plan_code} as item {item}"),
            Self::Configured { item, label } => write!(f, "set {label} of item {item}"),
            Self::CartAssigned => f.write_str("assigned the cart to the account"),
            Self::Priced { total } => write!(f, "total {total} with tax"),
            Self::CartDeleted => f.write_str("deleted the cart"),
            Self::CartLeft { .. } => f.write_str("left the cart, which expires within a day"),
            Self::CheckingOut => f.write_str("checking out"),
            Self::Ordered { order, .. } => write!(f, "order {order} exists"),
            Self::Status {
                order,
                status,
                to_do,
            } => {
                write!(f, "order {order} is {status}")?;
                to_do.map_or(Ok(()), |to_do| write!(f, ": {to_do}"))
            }
        }
    }
}

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

/// The client of a workflow, who is told of its steps, and what stops it.
#[derive(Clone)]
pub struct Context {
    /// The client that all calls are made with.
    pub client: Client,
    listener: Option<Listener>,
    stop: CancellationToken,
}

impl Context {
    /// A context in which nobody is told and nothing stops.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            listener: None,
            stop: CancellationToken::new(),
        }
    }

    /// Tells every step to `listener`, which must return soon.
    #[must_use]
    pub fn with_listener(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Stops the workflow when the token is cancelled: between two calls or in the middle of one,
    /// but never in the middle of a checkout. A cart that is not ordered is deleted first.
    #[must_use]
    pub fn with_stop(mut self, stop: CancellationToken) -> Self {
        self.stop = stop;
        self
    }

    pub(super) fn tell(&self, event: Event) {
        if let Some(listener) = &self.listener {
            listener(&event);
        }
    }

    /// Fails when the workflow was stopped.
    pub(super) fn unless_stopped(&self) -> Result<(), OrderError> {
        match self.stop.is_cancelled() {
            true => Err(OrderError::Stopped),
            false => Ok(()),
        }
    }

    /// Waits, unless it is stopped first.
    pub(super) async fn pause(&self, duration: Duration) -> Result<(), OrderError> {
        let sleep = async {
            tokio::time::sleep(duration).await;
            Ok(())
        };
        self.until_stopped(sleep).await
    }

    /// The work's outcome, unless it is stopped first.
    pub(super) async fn until_stopped<T>(
        &self,
        work: impl Future<Output = Result<T, OrderError>>,
    ) -> Result<T, OrderError> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(OrderError::Stopped),
            outcome = work => outcome,
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
