//! How far a run is, and what may follow what.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::error::debug_as_sentence;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum State {
    /// Nothing was done yet.
    Prepared,
    /// A cart exists; nothing was ordered.
    Carted,
    /// The checkout was sent, or is about to be. From here on there may be an order.
    Posting,
    /// Reading back what became of the checkout gave no clear answer.
    Unknown,
    /// The order exists.
    Ordered,
    /// Its payment, a call of its own, was sent, or is about to be.
    Paying,
    /// Its payment was accepted.
    Paid,
    /// The order was delivered.
    Delivered,
    /// The order was cancelled.
    Cancelled,
    /// A call or an upgrade was answered without the number of an order.
    Answered,
    /// Surely nothing was ordered, and nobody works on it any more.
    Abandoned,
}

/// What may follow each state. The journal accepts nothing else.
///
/// A cart is used for one checkout: no line leads back to `Posting`. A run whose checkout is surely
/// absent is abandoned, and the purchase gets another attempt, which is a run of its own, with a cart
/// of its own unless a person filled it. What is posted or unknown can be abandoned only after reading
/// back, which is the business of whoever holds the claim. An order is paid from `Ordered` alone, so
/// its payment is sent at most once too.
const NEXT: [(State, &[State]); 11] = [
    (State::Prepared, &[State::Carted, State::Abandoned]),
    (State::Carted, &[State::Posting, State::Abandoned]),
    (
        State::Posting,
        &[
            State::Ordered,
            State::Answered,
            State::Unknown,
            State::Abandoned,
        ],
    ),
    (State::Unknown, &[State::Ordered, State::Abandoned]),
    (
        State::Ordered,
        &[
            State::Paying,
            State::Paid,
            State::Delivered,
            State::Cancelled,
        ],
    ),
    (
        State::Paying,
        &[State::Paid, State::Delivered, State::Cancelled],
    ),
    (State::Paid, &[State::Delivered, State::Cancelled]),
    (State::Delivered, &[]),
    (State::Cancelled, &[]),
    (State::Answered, &[]),
    (State::Abandoned, &[]),
];

/// Each state by its name in the journal.
const NAMES: [(State, &str); 11] = [
    (State::Prepared, "prepared"),
    (State::Carted, "carted"),
    (State::Posting, "posting"),
    (State::Unknown, "unknown"),
    (State::Ordered, "ordered"),
    (State::Paying, "paying"),
    (State::Paid, "paid"),
    (State::Delivered, "delivered"),
    (State::Cancelled, "cancelled"),
    (State::Answered, "answered"),
    (State::Abandoned, "abandoned"),
];

impl State {
    /// Whether `next` may follow this state.
    #[must_use]
    pub fn leads_to(self, next: Self) -> bool {
        NEXT.iter()
            .any(|(state, followers)| *state == self && followers.contains(&next))
    }

    /// Whether nothing more comes of it.
    #[must_use]
    pub fn is_final(self) -> bool {
        NEXT.iter()
            .any(|(state, followers)| *state == self && followers.is_empty())
    }

    /// Whether it was carried out, with an order or without.
    #[must_use]
    pub fn is_done(self) -> bool {
        self.has_order() || self == Self::Answered
    }

    /// Whether there is, or was, an order.
    #[must_use]
    pub fn has_order(self) -> bool {
        matches!(
            self,
            Self::Ordered | Self::Paying | Self::Paid | Self::Delivered | Self::Cancelled
        )
    }

    /// Whether there may be an order that nobody knows of.
    #[must_use]
    pub fn is_unresolved(self) -> bool {
        matches!(self, Self::Posting | Self::Unknown)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(state, _)| state == self);
        f.pad(name.map_or("", |(_, name)| name))
    }
}

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = NAMES.iter().find(|(_, name)| *name == text);
        named
            .map(|(state, _)| *state)
            .ok_or_else(|| UnknownState(text.to_owned()))
    }
}

/// A name that no state has.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown state `{0}`")]
pub struct UnknownState(String);

debug_as_sentence!(UnknownState);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_is_posted_once_and_only_from_a_cart() {
        for (before, _) in NEXT {
            assert_eq!(before.leads_to(State::Posting), before == State::Carted);
        }
    }

    #[test]
    fn a_payment_is_sent_once_and_only_of_an_order_that_exists() {
        for (before, _) in NEXT {
            assert_eq!(before.leads_to(State::Paying), before == State::Ordered);
        }
    }

    #[test]
    fn what_may_have_been_ordered_is_never_forgotten_for_another_cart() {
        for state in [State::Posting, State::Unknown] {
            assert!(!state.leads_to(State::Prepared) && !state.leads_to(State::Carted));
        }
    }

    #[test]
    fn an_order_that_exists_stays_one() {
        for (state, followers) in NEXT.iter().filter(|(state, _)| state.has_order()) {
            assert!(followers.iter().all(|next| next.has_order()), "{state}");
        }
    }

    #[test]
    fn every_state_is_read_back_from_its_name() {
        for (state, name) in NAMES {
            assert_eq!(
                (state.to_string().as_str(), name.parse()),
                (name, Ok(state))
            );
        }
        assert!("lost".parse::<State>().is_err());
    }
}
