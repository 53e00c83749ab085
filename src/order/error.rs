//! Why an order was not quoted, not placed, or not delivered.

use std::time::Duration;

use super::event::words;
use super::file::Payment;
use super::problem::lines;
use super::{Bought, OrderFile, OrderId, Problem};
use crate::Error;
use crate::error::debug_as_sentence;
use crate::journal::JournalError;
use crate::money::Amount;
use crate::types::{BillingOrderStatus, CloudProjectEligibilityAction, DateTime};

/// Why an order was not quoted, not placed, or not delivered.
///
/// After buying, [`Unsure`](Self::Unsure), [`Unsettled`](Self::Unsettled) and
/// [`Unresolved`](Self::Unresolved) mean that there may be an order, and so does
/// [`JournalError::TakenOver`]; [`Ordered`](Self::Ordered), [`Unpaid`](Self::Unpaid) and
/// [`NotInTime`](Self::NotInTime) that there is one, [`CartOrdered`](Self::CartOrdered) and
/// [`CartClosed`](Self::CartClosed) that there was one before, [`Cancelled`](Self::Cancelled) and
/// [`Expired`](Self::Expired) that it is over. All others mean that nothing was bought.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// A call failed. The error says whether that call may have been carried out.
    #[error(transparent)]
    Api(#[from] Error),
    /// The order cannot be placed as it is written, for each of these reasons.
    #[error("the order cannot be placed:\n{}", lines(.0))]
    Problems(Vec<Problem>),
    /// The API checked the order and refuses it. Nothing was bought. What it refuses of a label or an
    /// item of an order file is among [`Problems`](Self::Problems) instead.
    #[error("the API refuses the order as it is written; nothing was bought")]
    Rejected(#[source] Error),
    /// The account may not order Public Cloud projects until something is done. Nothing was bought.
    #[error("the account cannot order a Public Cloud project yet; nothing was bought; first {}", advised(.actions))]
    Ineligible {
        /// What `GET /cloud/eligibility` asks for, or else the refusal itself.
        actions: Vec<CloudProjectEligibilityAction>,
        /// The refusal.
        #[source]
        source: Error,
    },
    /// The API's quote does not say what there is to agree to, for each of these reasons. Nothing was
    /// bought.
    #[error("nothing was bought, because the quote of the API cannot be relied on: {}", .reasons.join("; "))]
    NotQuoted {
        /// What is missing, or contradicts itself or the order.
        reasons: Vec<String>,
    },
    /// The order costs more than it may, or in another currency.
    #[error(
        "the total with tax is {total}, and at most {ceiling} was agreed to; nothing was bought"
    )]
    TooExpensive {
        /// The total with tax, as the API writes it.
        total: String,
        /// The most that it may cost.
        ceiling: Amount,
    },
    /// The order is not what was quoted ([`Terms::quote`](super::Terms::quote)), or not any more what was
    /// confirmed, for each of these reasons.
    #[error("nothing was bought, because it is not what was quoted: {}", .changes.join("; "))]
    QuoteChanged {
        /// What changed.
        changes: Vec<String>,
    },
    /// Who is to pay cannot. Nothing was sent that costs money.
    #[error("nothing was bought or paid, because `{payment}` cannot pay: {reason}; {}", payers(.methods))]
    Unpayable {
        /// Who was to pay.
        payment: Payment,
        /// Why not.
        reason: String,
        /// The payment methods of the account that can.
        methods: Vec<String>,
    },
    /// The order exists, and paying it failed. It was tried once.
    #[error("{}", unpaid(*.order, *.payment, .methods, .source))]
    Unpaid {
        /// The order.
        order: OrderId,
        /// Who was to pay.
        payment: Payment,
        /// The payment methods that can pay it.
        methods: Vec<String>,
        /// What is known of the order.
        bought: Box<Bought>,
        /// Why it was not paid.
        #[source]
        source: Error,
    },
    /// The price was not confirmed.
    #[error("not confirmed, so nothing was bought")]
    NotConfirmed,
    /// The workflow was stopped; its cart was deleted.
    #[error("stopped")]
    Stopped,
    /// The checkout was posted, and it is not known whether there is an order. The cart was kept, and
    /// the journal knows of it.
    #[error(
        "the checkout may have been carried out: find out what became of it before you order again"
    )]
    Unsure(#[source] Error),
    /// Reading back what became of a checkout gave no clear answer. A person must look: adopt the order
    /// that it made, or forget the run.
    #[error("it cannot be told whether the run `{key}` made an order: {seen}")]
    Unresolved {
        /// The run's key.
        key: String,
        /// What was seen.
        seen: String,
    },
    /// The checkout of an earlier attempt may have made an order, and looking for it failed or was
    /// stopped. Try again.
    #[error("it could not be found out whether the run `{key}` made an order; there may be one")]
    Unsettled {
        /// The run's key.
        key: String,
        /// Why it could not be looked for.
        #[source]
        source: Box<OrderError>,
    },
    /// The cart was ordered before.
    #[error("the cart was ordered already, as order {order}")]
    CartOrdered {
        /// The order.
        order: OrderId,
    },
    /// The cart was ordered before, and which order it became cannot be told.
    #[error("the cart was ordered already; {}", candidates(.orders))]
    CartClosed {
        /// Orders that may be it: since the cart was made, for the same plans.
        orders: Vec<OrderId>,
    },
    /// The run that was resumed surely made no order.
    #[error("nothing was ordered")]
    NothingOrdered,
    /// The run was carried out, and the answer named no order, as for an upgrade that costs nothing.
    /// There is nothing to follow.
    #[error("the run `{key}` was carried out, and the answer named no order")]
    WithoutOrder {
        /// The run's key.
        key: String,
    },
    /// The journal refuses. Nothing was ordered here; if another process took the run over
    /// ([`JournalError::TakenOver`]), that one may order it.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The order was cancelled and will not be delivered.
    #[error("order {order} was cancelled")]
    Cancelled {
        /// The order.
        order: OrderId,
    },
    /// The order can surely not be paid any more, and will not be delivered.
    #[error("{}", expired(.order, .status, .until))]
    Expired {
        /// The order.
        order: OrderId,
        /// Its status, which is not going to change.
        status: BillingOrderStatus,
        /// Until when it could be paid.
        until: DateTime,
    },
    /// The order exists; it was not delivered as long as the context had
    /// [patience](super::Context::with_patience).
    #[error("order {order} was not delivered within {}{}", words(*.patience), why_not(.unreadable.as_deref()))]
    NotInTime {
        /// The order.
        order: OrderId,
        /// How long it was followed.
        patience: Duration,
        /// Why it could not be read at the end, if it could not.
        unreadable: Option<String>,
    },
    /// The order exists; following it until it is delivered failed.
    #[error("order {order} exists; following it until it is delivered failed")]
    Ordered {
        /// The order. Follow this one instead of buying again.
        order: OrderId,
        /// What is known of it; no services yet.
        bought: Box<Bought>,
        /// Why following failed.
        #[source]
        source: Box<OrderError>,
    },
    /// An answer lacks a field that the workflow needs.
    #[error("the answer to {call} has no `{field}`")]
    Missing {
        /// The field.
        field: &'static str,
        /// The call.
        call: &'static str,
    },
}

fn payers(methods: &[String]) -> String {
    if methods.is_empty() {
        return "no other payment method is known that can".to_owned();
    }
    format!("these can: {}", methods.join(", "))
}

fn unpaid(order: OrderId, payment: Payment, methods: &[String], source: &Error) -> String {
    let outcome = if source.may_have_happened() {
        format!("whether `{payment}` paid it is not known: look at its status before you pay it")
    } else {
        format!("`{payment}` did not pay it")
    };
    if methods.is_empty() {
        return format!(
            "order {order} exists, and {outcome}; as far as is known only its link can"
        );
    }
    let payers = payers(methods);
    format!("order {order} exists, and {outcome}; {payers}, and so can its link")
}

fn candidates(orders: &[OrderId]) -> String {
    if orders.is_empty() {
        return "no order since it was made is for the same plans".to_owned();
    }
    let orders: Vec<_> = orders.iter().map(ToString::to_string).collect();
    format!("these orders may be it: {}", orders.join(", "))
}

/// What a person does about the actions that are required.
fn advised(actions: &[CloudProjectEligibilityAction]) -> String {
    use CloudProjectEligibilityAction as Action;
    let advice = actions.iter().map(|action| match action {
        Action::AddPaymentMethod => "add a payment method to the account".to_owned(),
        Action::AskIncreaseProjectsQuota => {
            "ask OVHcloud's support for a higher quota of projects".to_owned()
        }
        Action::ChallengePaymentMethod => {
            "confirm its payment method in the web manager, which asks for it when a project is \
             created there"
                .to_owned()
        }
        Action::VerifyPaypal => "verify its PayPal account in the web manager".to_owned(),
        other => format!("do what the web manager says about `{other}`"),
    });
    advice.collect::<Vec<_>>().join(", and ")
}

fn expired(order: &OrderId, status: &BillingOrderStatus, until: &DateTime) -> String {
    let until = until.readable();
    if *status == BillingOrderStatus::NotPaid {
        return format!("order {order} was not paid in time: it could be paid until {until}");
    }
    format!(
        "the status of order {order} is {status}, although it could only be paid until {until}: ask \
         OVHcloud's support what became of it"
    )
}

debug_as_sentence!(OrderError);

fn why_not(reason: Option<&str>) -> String {
    reason.map_or_else(String::new, |reason| {
        format!(" and cannot be read: {reason}")
    })
}

impl From<Problem> for OrderError {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl OrderError {
    /// The order that exists, or existed, although something failed after it was placed.
    #[must_use]
    pub fn order(&self) -> Option<OrderId> {
        match self {
            Self::Cancelled { order }
            | Self::Expired { order, .. }
            | Self::NotInTime { order, .. }
            | Self::Unpaid { order, .. }
            | Self::CartOrdered { order }
            | Self::Ordered { order, .. } => Some(*order),
            _ => None,
        }
    }

    /// Gives problems their positions in the file, and puts them in that order.
    pub(super) fn located(self, file: &OrderFile) -> Self {
        match self {
            Self::Problems(problems) => Self::Problems(file.source.locate(problems)),
            other => other,
        }
    }
}
