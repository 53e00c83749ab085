//! What a command can end with besides success, and the exit code of each.

use std::error::Error as _;
use std::path::PathBuf;
use std::{io, iter};

use ovh_order::auth::CredentialsError;
use ovh_order::journal::JournalError;
use ovh_order::login::LoginError;
use ovh_order::money::Amount;
use ovh_order::order::file::OrderFileError;
use ovh_order::order::{Bought, Missing, OrderError, OrderId, Problem};
use ovh_order::{Error, Kind};

pub(crate) const SUCCESS: u8 = 0;
const FAILED: u8 = 1;
/// This is clap's own code, too.
const USAGE: u8 = 2;
pub(super) const INVALID_ORDER: u8 = 3;
const NOT_CONFIRMED: u8 = 4;
pub(super) const UNSURE: u8 = 5;
pub(super) const NOT_DELIVERED: u8 = 6;
const CANCELLED: u8 = 7;
const REFUSED: u8 = 8;
const UNNAMED: u8 = 9;
const DIFFERENT: u8 = 10;
pub(super) const INTERRUPTED: u8 = 130;

/// Every exit code and what it means, in lines as `--help` lists them; the README has the same table.
pub(super) const EXIT_CODES: [(u8, &str); 12] = [
    (SUCCESS, "success"),
    (
        FAILED,
        "a call failed, its answer cannot be used, something on this machine failed, `order resume`\n\
         found that nothing was ordered, or `sandbox record` found differences",
    ),
    (
        USAGE,
        "wrong arguments, a file whose content cannot be used (an order file: 3),\n\
         or a call that does not match its description",
    ),
    (
        INVALID_ORDER,
        "the order cannot be placed as written, or the chosen payer cannot pay; nothing was bought",
    ),
    (
        NOT_CONFIRMED,
        "not confirmed, over the agreed price, or not as quoted; nothing was bought or changed",
    ),
    (
        UNSURE,
        "an order may exist: look for it before you try again",
    ),
    (
        NOT_DELIVERED,
        "an order exists, but is not known to be paid, or was not followed to delivery or not printed",
    ),
    (CANCELLED, "the order was cancelled, or not paid in time"),
    (
        REFUSED,
        "nothing was bought or changed: no credentials, a file that cannot be read, an invalid\n\
         configuration, a journal that refuses, an unknown call, or an order placed or paid before",
    ),
    (
        UNNAMED,
        "an order was delivered, but did not name all of its services in time",
    ),
    (
        DIFFERENT,
        "of several orders not all were placed; the results say which",
    ),
    (INTERRUPTED, "stopped by Ctrl-C before anything was bought"),
];

/// A word for an exit code, for programs.
pub(super) fn name(code: u8) -> &'static str {
    match code {
        USAGE => "usage",
        INVALID_ORDER => "invalidOrder",
        NOT_CONFIRMED => "notConfirmed",
        UNSURE => "unsure",
        NOT_DELIVERED => "notDelivered",
        CANCELLED => "cancelled",
        REFUSED => "refused",
        UNNAMED => "unnamed",
        DIFFERENT => "different",
        INTERRUPTED => "interrupted",
        _ => "failed",
    }
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Api(#[from] Error),
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    OrderFile(#[from] OrderFileError),
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("the journal {} cannot be used; --journal names another", path.display())]
    JournalFile { path: PathBuf, source: JournalError },
    #[error("the journal has no {what} at {endpoint}")]
    NoRun { what: String, endpoint: String },
    #[error("not confirmed; no key was requested and nothing was written")]
    NotReplaced,
    #[error("not confirmed, so order {0} stays as it is")]
    Unchanged(OrderId),
    /// Ctrl-C ended the wait for an order, and nothing else.
    #[error("stopped waiting for order {0}, which exists")]
    NotFollowed(OrderId),
    /// An order is delivered, and what it delivered is not known.
    #[error("order {order} is delivered, but has not named all of its services yet: {} missing", Missing::listed(.missing))]
    Unnamed {
        order: OrderId,
        missing: Vec<Missing>,
    },
    #[error("order {order} exists, but it could not be printed")]
    OrderNotPrinted { order: String, source: Box<Self> },
    #[error(
        "{call} was carried out, but its answer could not be printed: look for an order before you try again"
    )]
    AnswerNotPrinted { call: String, source: Box<Self> },
    #[error("{0} was answered without the number of an order: look for it before you try again")]
    Unnumbered(String),
    /// A call that may charge, and whose answer was lost.
    #[error("{call} may have been carried out: look for the order before you try again")]
    Unsure { call: String, source: Error },
    /// An operation that the descriptions do not have.
    #[error("unknown {what}")]
    Unknown { what: String, hint: &'static str },
    #[error("{path} has {}; name the method", methods.join(", "))]
    Ambiguous {
        path: &'static str,
        methods: Vec<&'static str>,
    },
    /// A call that does not match its description.
    #[error("cannot send {call}:\n  {}", problems.join("\n  "))]
    Mismatch {
        call: String,
        problems: Vec<String>,
        hint: Option<String>,
    },
    #[error("cannot read {file}")]
    Unreadable { file: String, source: io::Error },
    /// A file that was read, and whose content is not what its name was given for.
    #[error("{file} is not {expected}")]
    Invalid {
        file: String,
        expected: String,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Where the sandbox answers otherwise was printed.
    #[error("the sandbox does not answer as {file} says")]
    Differs { file: String },
    /// Arguments that only what they name shows to be wrong.
    #[error("{0}")]
    Usage(String),
    /// One of several orders that cost more together than they may.
    #[error("not placed")]
    NotPlaced,
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// Of several orders these failed, each of which was reported.
    #[error("{} of {orders} orders failed{}", .codes.len(), that_exist(*.existing))]
    Several {
        orders: usize,
        /// How many of those that failed exist or may exist.
        existing: usize,
        codes: Vec<u8>,
        /// Why some of them were not placed, unless each says so itself.
        source: Option<TooMuch>,
    },
    /// Standard output, or something else of this machine.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// With context.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// Why none of several orders was placed.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum TooMuch {
    #[error(
        "the orders cost {sum} with tax together, more than the {ceiling} of --max-sum; none was placed"
    )]
    Above { sum: String, ceiling: Amount },
    /// In another currency, or in several, or in none.
    #[error(
        "the orders cost {sum} with tax together, which cannot be compared with the {ceiling} of \
         --max-sum; none was placed"
    )]
    Incomparable { sum: String, ceiling: Amount },
}

impl Failure {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Order(
                OrderError::Problems(_)
                | OrderError::Rejected(_)
                | OrderError::Ineligible { .. }
                | OrderError::Unpayable { .. },
            )
            | Self::OrderFile(OrderFileError::Faulty { .. }) => INVALID_ORDER,
            Self::Order(
                OrderError::NotConfirmed
                | OrderError::TooExpensive { .. }
                | OrderError::QuoteChanged { .. },
            )
            | Self::NotPlaced
            | Self::TooMuch(_)
            | Self::NotReplaced
            | Self::Unchanged(_) => NOT_CONFIRMED,
            Self::Order(
                OrderError::Unsure(_)
                | OrderError::Journal(JournalError::TakenOver { .. })
                | OrderError::Unsettled { .. }
                | OrderError::Unresolved { .. },
            )
            | Self::Journal(JournalError::Unanswered { .. })
            | Self::Unnumbered(_)
            | Self::Unsure { .. } => UNSURE,
            Self::Order(
                OrderError::Ordered { .. }
                | OrderError::NotInTime { .. }
                | OrderError::Unpaid { .. },
            )
            | Self::NotFollowed(_)
            | Self::OrderNotPrinted { .. }
            | Self::AnswerNotPrinted { .. } => NOT_DELIVERED,
            Self::Order(OrderError::Cancelled { .. } | OrderError::Expired { .. }) => CANCELLED,
            Self::Unnamed { .. } => UNNAMED,
            Self::Order(OrderError::Stopped) | Self::Login(LoginError::Stopped) => INTERRUPTED,
            Self::Unknown { .. }
            | Self::Ambiguous { .. }
            | Self::Order(
                OrderError::Journal(_)
                | OrderError::CartOrdered { .. }
                | OrderError::CartClosed { .. },
            )
            | Self::Journal(_)
            | Self::JournalFile { .. }
            | Self::NoRun { .. }
            | Self::Unreadable { .. }
            | Self::OrderFile(
                OrderFileError::Unreadable { .. } | OrderFileError::SomeUnreadable(_),
            ) => REFUSED,
            Self::Mismatch { .. } | Self::Invalid { .. } | Self::Usage(_) => USAGE,
            Self::Several { orders, codes, .. } => several(*orders, codes),
            _ => match self.call().map(Error::kind) {
                Some(Kind::Config | Kind::Refused) => REFUSED,
                _ => FAILED,
            },
        }
    }

    /// What is wrong with the order, when that is what failed.
    pub(super) fn problems(&self) -> &[Problem] {
        match self {
            Self::OrderFile(error) => error.problems(),
            Self::Order(OrderError::Problems(problems)) => problems,
            _ => &[],
        }
    }

    /// The order that exists, or existed, although something failed.
    pub(super) fn order(&self) -> Option<OrderId> {
        match self {
            Self::Order(error) => error.order(),
            Self::NotFollowed(order) | Self::Unnamed { order, .. } => Some(*order),
            Self::OrderNotPrinted { order, .. } => order.parse().ok(),
            _ => None,
        }
    }

    /// Whether an order exists, or may exist, although something failed.
    pub(super) fn may_exist(&self) -> bool {
        let is_over = self.exit_code() == CANCELLED;
        (self.order().is_some() && !is_over) || self.exit_code() == UNSURE
    }

    /// What is known of the order that exists although something failed.
    pub(super) fn bought(&self) -> Option<&Bought> {
        match self {
            Self::Order(OrderError::Ordered { bought, .. } | OrderError::Unpaid { bought, .. }) => {
                Some(bought)
            }
            _ => None,
        }
    }

    /// The failure with its causes, or with its problems.
    pub(super) fn in_one_line(&self) -> String {
        let causes = self.causes().map(ToString::to_string);
        let problems = self.problems().iter().map(ToString::to_string);
        let whole = match self.problems() {
            [] => iter::once(self.to_string())
                .chain(causes)
                .collect::<Vec<_>>(),
            _ => problems.collect(),
        };
        whole.join(": ")
    }

    /// The call that failed, when that is all that happened.
    pub(super) fn call(&self) -> Option<&Error> {
        match self {
            Self::Api(error)
            | Self::Order(OrderError::Api(error))
            | Self::Login(LoginError::Api(error)) => Some(error),
            Self::Other(error) => error.downcast_ref(),
            _ => None,
        }
    }

    /// What caused it, and what caused that.
    pub(super) fn causes(&self) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
        std::iter::successors(self.source(), |cause| (*cause).source())
    }

    /// Whether it is that the credentials cannot be used.
    pub(super) fn is_of_credentials(&self) -> bool {
        self.causes().any(|cause| cause.is::<CredentialsError>())
    }

    /// Whether the reader of the results just went away, which counts as success. Not so when an order
    /// could not be printed: it would be lost with the reader.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// What is said of the orders that failed and are not to be bought again for that.
fn that_exist(orders: usize) -> String {
    match orders {
        0 => String::new(),
        1 => "; 1 of them exists or may exist".to_owned(),
        _ => format!("; {orders} of them exist or may exist"),
    }
}

/// The exit code of several orders: theirs if all failed alike. That one of them may exist counts most,
/// then that one exists.
fn several(orders: usize, codes: &[u8]) -> u8 {
    let first = codes.first().copied().unwrap_or(SUCCESS);
    if codes.contains(&UNSURE) {
        UNSURE
    } else if codes.contains(&NOT_DELIVERED) {
        NOT_DELIVERED
    } else if codes.len() == orders && codes.iter().all(|code| *code == first) {
        first
    } else {
        DIFFERENT
    }
}

#[cfg(test)]
mod tests {
    use ovh_order::types::BillingOrderStatus;

    use super::*;

    #[test]
    fn every_outcome_of_an_order_has_its_code() {
        let order = OrderId(1);
        let cases = [
            (OrderError::Problems(Vec::new()), 3),
            (OrderError::NotConfirmed, 4),
            (OrderError::Unsure(Error::refused("lost")), 5),
            (JournalError::TakenOver { key: "k".into() }.into(), 5),
            (JournalError::Missing { key: "k".into() }.into(), 8),
            (JournalError::InvalidUrl.into(), 8),
            (OrderError::CartOrdered { order }, 8),
            (OrderError::CartClosed { orders: vec![] }, 8),
            (OrderError::NothingOrdered, 1),
            (OrderError::NotQuoted { reasons: vec![] }, 1),
            (OrderError::QuoteChanged { changes: vec![] }, 4),
            (OrderError::Cancelled { order }, 7),
            (OrderError::Api(Error::refused("no credentials")), 8),
            (
                OrderError::Expired {
                    order,
                    status: BillingOrderStatus::NotPaid,
                    until: "2026-01-02T03:04:05Z".parse().unwrap(),
                },
                7,
            ),
            (OrderError::Stopped, 130),
        ];
        for (error, expected) in cases {
            let failure = Failure::from(error);
            assert_eq!(failure.exit_code(), expected, "{failure}");
            assert!(EXIT_CODES.iter().any(|(code, _)| *code == expected));
        }
    }

    #[test]
    fn several_orders_have_a_code_of_their_own_unless_all_failed_alike_or_one_may_exist() {
        let cases: [(usize, &[u8], u8); 7] = [
            (2, &[3, 3], 3),
            (3, &[3, 3], 10),
            (2, &[3, 4], 10),
            (3, &[3, 5], 5),
            (2, &[6], 6),
            (3, &[6, 3, 5], 5),
            (1, &[130], 130),
        ];
        for (orders, codes, expected) in cases {
            assert_eq!(several(orders, codes), expected, "{orders} {codes:?}");
        }
    }

    #[test]
    fn an_order_that_failed_and_may_exist_is_not_called_one_that_was_not_placed() {
        let cases = [
            (0, "2 of 3 orders failed"),
            (1, "2 of 3 orders failed; 1 of them exists or may exist"),
            (2, "2 of 3 orders failed; 2 of them exist or may exist"),
        ];
        for (existing, said) in cases {
            let failure = Failure::Several {
                orders: 3,
                existing,
                codes: vec![5, 3],
                source: None,
            };
            assert_eq!(failure.to_string(), said);
        }
    }

    #[test]
    fn a_refusal_keeps_its_code_with_context() {
        let refused = anyhow::Error::new(Error::refused("no home"));
        let failure = Failure::from(refused.context("cannot log in"));
        assert_eq!(failure.exit_code(), 8);
    }
}
