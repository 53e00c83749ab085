//! A quote that is kept, so that exactly it is bought later.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::amount::{self, amount, comparable};
use super::consent::can_be_agreed_to;
use super::{Context, OrderError, Quote};
use crate::Error;
use crate::journal::{Purchase, Run};
use crate::money::Amount;
use crate::types::{Contract, Order, OrderDetail};

/// How long a saved quote can be bought: as long as its cart would have lived.
const VALIDITY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a quote said, so that a program, a reviewer or an approval step can agree to it before it is
/// bought ([`Terms::quote`](super::Terms::quote)).
///
/// It holds no secrets: of the order itself only its SHA-256, so the order file is needed to buy it.
/// Amounts are exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SavedQuote {
    /// Where it was quoted, such as `https://eu.api.ovh.com`.
    pub endpoint: String,
    /// The account that it was quoted for.
    pub account: String,
    /// The SHA-256 of what is ordered, the same however its file is written.
    pub order: String,
    /// The total with tax.
    pub total: Amount,
    /// What is paid for.
    pub lines: Vec<Line>,
    /// What is agreed to.
    pub contracts: Vec<Agreed>,
    /// Until when it can be bought: a day after it was quoted, in the server's time.
    pub expires: Timestamp,
}

/// A line of a saved quote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Line {
    /// What it is for, as the API writes it.
    pub description: String,
    /// Such as `INSTALLATION` or `DURATION`.
    pub detail_type: String,
    /// How many.
    pub quantity: String,
    /// What they cost together, without tax, such as `4.49 EUR`.
    pub total: String,
}

/// A contract of a saved quote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Agreed {
    /// Its name.
    pub name: String,
    /// Where it can be read.
    pub url: String,
    /// The SHA-256 of its text, if the API gave the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

impl SavedQuote {
    /// Keeps a quote for a day from now, by the server's clock (`GET /auth/time`).
    ///
    /// # Errors
    /// [`OrderError::NotQuoted`] if it does not say what there is to agree to.
    /// [`OrderError::Api`] if it was quoted without credentials, because the API has not checked it
    /// then, and if the time cannot be read.
    pub async fn of(context: &Context, quote: &Quote) -> Result<Self, OrderError> {
        let Some(Purchase { name, digest, .. }) = &quote.purchase else {
            return Err(Error::refused(
                "a quote without credentials cannot be saved: its contracts are not known",
            )
            .into());
        };
        can_be_agreed_to(&quote.order)?;
        Ok(Self {
            endpoint: name.endpoint.clone(),
            account: name.account.clone(),
            order: digest.clone(),
            total: total(&quote.order)?,
            lines: lines(&quote.order),
            contracts: contracts(&quote.order),
            expires: context.server_time().await? + VALIDITY,
        })
    }

    /// Fails if it is the quote of something else than what is being bought, or is too old.
    pub(super) fn unless_other(&self, run: &Run, now: Timestamp) -> Result<(), OrderError> {
        let mut changes = Vec::new();
        for (what, quoted, bought) in [
            ("endpoint", &self.endpoint, &run.name.endpoint),
            ("account", &self.account, &run.name.account),
        ] {
            if quoted != bought {
                changes.push(format!("the {what} was {quoted} and is {bought}"));
            }
        }
        if now > self.expires {
            changes.push(format!("the quote expired at {:.0}", self.expires));
        }
        unless(changes)
    }

    /// Fails if an order that was placed before is another one than was quoted.
    pub(super) fn unless_another(&self, run: &Run) -> Result<(), OrderError> {
        let is_another = self.order != run.digest;
        let changes = is_another.then(|| "the order is not the one that was quoted".to_owned());
        unless(changes.into_iter().collect())
    }

    /// Fails if an order is another one, or has another total, other lines or other contracts, than were
    /// quoted. What of another one is different shows in its lines.
    pub(super) fn unless_changed(&self, digest: &str, order: &Order) -> Result<(), OrderError> {
        let quoted = self.total.to_string();
        total(order)?;
        let mut changes = changes(&quoted, &self.lines, &self.contracts, order);
        if self.order != digest {
            let shows = if changes.is_empty() {
                ": a label, a duration or the description differs"
            } else {
                ""
            };
            changes.insert(
                0,
                format!("the order is not the one that was quoted{shows}"),
            );
        }
        unless(changes)
    }
}

/// Fails if an order has another total, other lines or other contracts than the one that was confirmed.
pub(super) fn unless_other(confirmed: &Order, order: &Order) -> Result<(), OrderError> {
    let (lines, contracts) = (lines(confirmed), contracts(confirmed));
    unless(changes(
        &comparable(confirmed.prices.as_ref()).unwrap_or_default(),
        &lines,
        &contracts,
        order,
    ))
}

/// How an order differs from what was quoted.
fn changes(
    quoted: &str,
    quoted_lines: &[Line],
    quoted_contracts: &[Agreed],
    order: &Order,
) -> Vec<String> {
    let mut changes = Vec::new();
    let total = comparable(order.prices.as_ref()).unwrap_or_default();
    if total != quoted {
        changes.push(format!("the total with tax was {quoted} and is {total}"));
    }
    let quoted = quoted_lines.iter().map(Line::shown).collect();
    let found = lines(order).iter().map(Line::shown).collect();
    changes.extend(differences("line", quoted, found));
    let quoted = quoted_contracts.iter().map(Agreed::shown).collect();
    let found = contracts(order).iter().map(Agreed::shown).collect();
    changes.extend(differences("contract", quoted, found));
    changes
}

impl Line {
    fn of(detail: &OrderDetail) -> Self {
        let price = detail.total_price.as_ref();
        let written = price.and_then(|price| price.text.clone());
        let kind = detail.detail_type.as_ref();
        let quantity = detail.quantity.as_ref();
        Self {
            description: trimmed(detail.description.as_deref()),
            detail_type: kind.map(ToString::to_string).unwrap_or_default(),
            quantity: quantity.map(ToString::to_string).unwrap_or_default(),
            total: match price.and_then(amount) {
                Some(amount) => amount.to_string(),
                None => written.unwrap_or_default(),
            },
        }
    }

    fn shown(&self) -> String {
        let Self {
            description,
            detail_type,
            quantity,
            total,
        } = self;
        let detail_type = detail_type.to_lowercase();
        format!("`{description}` ({detail_type}, {quantity} for {total})")
    }
}

impl Agreed {
    fn of(contract: &Contract) -> Self {
        Self {
            name: trimmed(contract.name.as_deref()),
            url: trimmed(contract.url.as_deref()),
            content: contract.content.as_deref().map(digest),
        }
    }

    fn shown(&self) -> String {
        let Self { name, url, content } = self;
        match content {
            Some(content) => format!("`{name}` at {url} with SHA-256 {content}"),
            None => format!("`{name}` at {url}"),
        }
    }
}

fn total(order: &Order) -> Result<Amount, OrderError> {
    let total = amount::total(order.prices.as_ref());
    total.ok_or_else(|| OrderError::NotQuoted {
        reasons: vec!["its total with tax is not an amount".to_owned()],
    })
}

fn lines(order: &Order) -> Vec<Line> {
    order.details.iter().flatten().map(Line::of).collect()
}

fn contracts(order: &Order) -> Vec<Agreed> {
    order.contracts.iter().flatten().map(Agreed::of).collect()
}

fn trimmed(text: Option<&str>) -> String {
    text.unwrap_or_default().trim().to_owned()
}

fn digest(text: &str) -> String {
    let bytes = Sha256::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was quoted and is gone, and what is new, however often and in whatever order they stand.
fn differences(what: &str, quoted: Vec<String>, found: Vec<String>) -> Vec<String> {
    let mut new = found;
    let mut changes = Vec::new();
    for it in quoted {
        match new.iter().position(|found| *found == it) {
            Some(place) => drop(new.swap_remove(place)),
            None => changes.push(format!("the {what} {it} is gone")),
        }
    }
    changes.extend(new.iter().map(|it| format!("the {what} {it} is new")));
    changes
}

fn unless(changes: Vec<String>) -> Result<(), OrderError> {
    if changes.is_empty() {
        return Ok(());
    }
    Err(OrderError::QuoteChanged { changes })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn order() -> Value {
        let line = |kind: &str, value: f64| {
            json!({"description": "VPS-1 ", "detailType": kind, "quantity": 1,
                "totalPrice": {"currencyCode": "EUR", "text": "", "value": value}})
        };
        json!({
            "prices": {"withTax": {"currencyCode": "EUR", "text": "5.39 €", "value": 5.39}},
            "details": [line("INSTALLATION", 0.0), line("DURATION", 4.49)],
            "contracts": [{"name": "terms\t", "url": "https://example.com", "content": "be good"}],
        })
    }

    fn saved() -> SavedQuote {
        let order = serde_json::from_value(order()).unwrap();
        SavedQuote {
            endpoint: "https://eu.api.ovh.com".to_owned(),
            account: "xx1-ovh".to_owned(),
            order: "00".to_owned(),
            total: total(&order).unwrap(),
            lines: lines(&order),
            contracts: contracts(&order),
            expires: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn every_change_of_what_was_quoted_is_named() {
        let line = "the line `VPS-1` (duration, 1 for 4.49 EUR) is gone";
        let cases = [
            ("/details/0/description", json!("VPS-1"), vec![]),
            (
                "/prices/withTax/value",
                json!(5.4),
                vec!["the total with tax was 5.39 EUR and is 5.40 EUR"],
            ),
            (
                "/details/1/totalPrice/value",
                json!(4.48),
                vec![line, "the line `VPS-1` (duration, 1 for 4.48 EUR) is new"],
            ),
            (
                "/details/1/quantity",
                json!(2),
                vec![line, "the line `VPS-1` (duration, 2 for 4.49 EUR) is new"],
            ),
        ];
        for (pointer, value, expected) in cases {
            let mut order = order();
            *order.pointer_mut(pointer).unwrap() = value;
            let order = serde_json::from_value(order).unwrap();
            let changes = match saved().unless_changed(&saved().order, &order) {
                Err(OrderError::QuoteChanged { changes }) => changes,
                other => other.map(|()| Vec::new()).unwrap(),
            };
            assert_eq!(changes, expected, "{pointer}");
        }
    }

    #[test]
    fn a_contract_with_another_text_is_another_contract() {
        let mut order = order();
        order["contracts"][0]["content"] = json!("be better");
        let order = serde_json::from_value(order).unwrap();
        assert!(saved().unless_changed(&saved().order, &order).is_err());
    }

    #[test]
    fn a_saved_quote_is_read_back_as_it_was_and_nothing_else_is() {
        let json = serde_json::to_string(&saved()).unwrap();
        assert_eq!(serde_json::from_str::<SavedQuote>(&json).unwrap(), saved());
        let more = json.replacen('{', r#"{"discount":"all","#, 1);
        assert!(serde_json::from_str::<SavedQuote>(&more).is_err());
    }
}
