//! What is printed of an order that was placed: first what it is, then what became of it.

use ovh_order::order::Bought;
use ovh_order::types::Secret;

use super::table::{self, facts, price, text};

/// The order as it was placed: what a person needs even if nothing more is ever known of it.
pub(super) fn placed(bought: &Bought) -> String {
    let mut known = vec![
        ("order", bought.order_id.to_string()),
        ("link", text(bought.url.as_ref().map(Secret::expose))),
    ];
    let Some(quote) = &bought.quote else {
        let prices = bought.prices.as_ref();
        let total = price(prices.and_then(|prices| prices.with_tax.as_ref()));
        known.push(("total with tax", total));
        return facts(known.into_iter().filter(|(_, value)| !value.is_empty()));
    };
    [
        facts(known.into_iter().filter(|(_, value)| !value.is_empty())),
        table::lines(&quote.order),
        table::contracts(&bought.contracts),
    ]
    .join("\n")
}

/// What became of the order until now.
pub(super) fn outcome(bought: &Bought) -> String {
    let known = [
        ("order", bought.order_id.to_string()),
        ("status", text(bought.status.as_ref())),
    ];
    let facts = facts(known.into_iter().filter(|(_, value)| !value.is_empty()));
    if bought.services.is_empty() {
        return facts;
    }
    format!("{facts}\n{}", table::services(&bought.services))
}
