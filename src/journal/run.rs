//! A purchase to be made once, and what became of it.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::State;
use super::table::{Columns, Unreadable, Value};

/// What identifies a purchase: where, for whom, and its key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunName {
    /// Where the API is, such as `https://eu.api.ovh.com`.
    pub endpoint: String,
    /// The account that orders, such as `xx12345-ovh`.
    pub account: String,
    /// The key: chosen by whoever orders, or made from the order itself.
    pub key: String,
}

impl RunName {
    /// The first three columns of its runs.
    pub(super) fn values(&self) -> Vec<Value> {
        [&self.endpoint, &self.account, &self.key]
            .map(|text| text.clone().into())
            .into()
    }
}

/// What a run is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RunKind {
    /// An order, which is placed once.
    #[default]
    Order,
    /// A single call that may charge, made by hand. What became of it is remembered, and not found out.
    Call,
}

impl RunKind {
    /// Its name in the journal.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Call => CALL,
        }
    }
}

const CALL: &str = "call";

/// A purchase to be made once.
///
/// `Debug` shows no content, because an order may contain a voucher.
#[derive(Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Its name.
    pub name: RunName,
    /// The SHA-256 of what is ordered, which tells it from another order with the same key.
    pub digest: String,
    /// The plan codes that are ordered, once for each item and option, by which an order is
    /// recognised.
    pub plans: Vec<String>,
    pub(super) kind: RunKind,
}

impl Purchase {
    /// The purchase of an order, given its canonical text: the same text for the same order, however it
    /// was written. Without a `key` the order itself is its key.
    #[must_use]
    pub fn new(
        endpoint: &str,
        account: &str,
        key: Option<String>,
        canonical: &str,
        plans: Vec<String>,
    ) -> Self {
        let digest: String = Sha256::digest(canonical)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            name: RunName {
                endpoint: endpoint.to_owned(),
                account: account.to_owned(),
                key: key.unwrap_or_else(|| digest.chars().take(OWN_KEY).collect()),
            },
            digest,
            plans,
            kind: RunKind::Order,
        }
    }

    /// A call that may charge: `sent` is all that is sent, and `shown` what may be shown of it.
    #[must_use]
    pub fn call(endpoint: &str, sent: &str, shown: &str) -> Self {
        let words = shown.split_whitespace().map(str::to_owned);
        Self {
            kind: RunKind::Call,
            ..Self::new(endpoint, "", None, sent, words.collect())
        }
    }
}

/// How many digits of the digest are the key of an order that was given none: enough that two orders
/// of one account never share them, and short enough to be typed.
const OWN_KEY: usize = 16;

impl std::fmt::Debug for Purchase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Purchase")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// One attempt at a purchase, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Run {
    /// Its purchase.
    #[serde(flatten)]
    pub name: RunName,
    /// What it is about. A call has no account, and its method and path in place of plans.
    pub kind: RunKind,
    /// Which attempt it is, counted from 1.
    pub attempt: i64,
    /// How far it is.
    pub state: State,
    /// The order, once its number is known.
    pub order_id: Option<i64>,
    /// The plan codes that are ordered.
    pub plans: Vec<String>,
    /// When it was begun.
    pub begun: Timestamp,
    /// When it was last written.
    pub changed: Timestamp,
    /// The process that works on it, or did last, such as `process 4711 on web-1`.
    pub owner: String,
    /// How it got here, in order.
    pub steps: Vec<Step>,
    /// The server's time just before the checkout was sent.
    #[serde(skip)]
    pub intended: Option<Timestamp>,
    /// How long the sender waits for the answer to the checkout at most. A journal of version 1 does not
    /// say.
    #[serde(skip)]
    pub longest: Option<Duration>,
    /// When its cart, which had no order after the checkout, began to be deleted.
    #[serde(skip)]
    pub closing: Option<Timestamp>,
    /// The server's time when its cart, which was open, had been deleted after the checkout.
    #[serde(skip)]
    pub closed: Option<Timestamp>,
    /// What was agreed to about paying it, as the workflow wrote it; none if nothing pays it in a call
    /// of its own.
    #[serde(skip)]
    pub consent: Option<String>,
    /// Its cart, once there is one.
    #[serde(skip)]
    pub cart_id: Option<String>,
    /// The SHA-256 of what is ordered.
    #[serde(skip)]
    pub digest: String,
    /// The number of the claim that last wrote it.
    #[serde(skip)]
    pub(super) token: i64,
    /// When its claim ends.
    #[serde(skip)]
    pub(super) lease_until: Timestamp,
}

impl Run {
    /// Whether it was claimed once, by whoever began it.
    pub(super) fn is_new(&self) -> bool {
        self.token == 1 && self.state == State::Prepared
    }

    /// The four columns that identify it.
    pub(super) fn values(&self) -> Vec<Value> {
        let mut values = self.name.values();
        values.push(self.attempt.into());
        values
    }

    /// Whether this is the same attempt at the same purchase, whatever has become of it.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.name == other.name && self.attempt == other.attempt
    }

    /// Reads a row of the table.
    pub(super) fn read(row: &impl Columns) -> Result<Self, Unreadable> {
        let (plans, steps) = (text(row, "plans")?, text(row, "steps")?);
        let longest = row.number("longest")?.map(i64::unsigned_abs);
        Ok(Self {
            name: RunName {
                endpoint: text(row, "endpoint")?,
                account: text(row, "account")?,
                key: text(row, "key")?,
            },
            kind: match text(row, "kind")?.as_str() {
                CALL => RunKind::Call,
                _ => RunKind::Order,
            },
            attempt: row.number("attempt")?.ok_or("attempt")?,
            state: text(row, "state")?.parse()?,
            order_id: row.number("order_id")?,
            plans: plans.split_whitespace().map(str::to_owned).collect(),
            begun: time(row, "begun")?.ok_or("begun")?,
            changed: time(row, "changed")?.ok_or("changed")?,
            owner: text(row, "owner")?,
            steps: steps.split(';').filter_map(Step::read).collect(),
            intended: time(row, "intended")?,
            longest: longest.map(Duration::from_millis),
            closing: time(row, "closing")?,
            closed: time(row, "closed")?,
            consent: row.text("consent")?.filter(|text| !text.is_empty()),
            cart_id: row.text("cart_id")?,
            digest: text(row, "digest")?,
            token: row.number("token")?.ok_or("token")?,
            lease_until: time(row, "lease_until")?.ok_or("lease_until")?,
        })
    }
}

/// As good as for ever, and far from where points in time end.
const YEAR: Duration = Duration::from_secs(31_536_000);

/// A duration as the journal has it.
pub(super) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.min(YEAR).as_millis()).unwrap_or(i64::MAX)
}

fn text(row: &impl Columns, column: &str) -> Result<String, Unreadable> {
    Ok(row.text(column)?.ok_or(column)?)
}

fn time(row: &impl Columns, column: &str) -> Result<Option<Timestamp>, Unreadable> {
    let milliseconds = row.number(column)?;
    Ok(milliseconds.map(Timestamp::from_millisecond).transpose()?)
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Step {
    /// When it was written.
    pub at: Timestamp,
    /// The state that was reached.
    pub state: State,
    /// The query id of the call that led to it, as OVHcloud's support asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_id: Option<String>,
}

impl Step {
    /// Reads a step as the journal writes it: time, state, query id.
    fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        Some(Self {
            at: Timestamp::from_millisecond(words.next()?.parse().ok()?).ok()?,
            state: words.next()?.parse().ok()?,
            query_id: words.next().map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_order_has_the_same_key_and_another_order_another() {
        let key = |canonical| {
            Purchase::new("u", "a", None, canonical, Vec::new())
                .name
                .key
        };
        assert_eq!(key("one").len(), OWN_KEY);
        assert_eq!(key("one"), key("one"));
        assert_ne!(key("one"), key("other"));
    }

    #[test]
    fn a_purchase_does_not_show_its_order() {
        let purchase = Purchase::new("u", "a", Some("k".into()), "voucher", vec!["plan".into()]);
        let shown = format!("{purchase:?}");
        assert!(
            !shown.contains(&purchase.digest) && !shown.contains("voucher"),
            "{shown}"
        );
    }
}
