//! What is printed of an order that was placed: first what it is, then what became of it.

use ovh_order::order::Bought;

use super::page::{Cell, Page};
use super::table::{self, facts};

/// The order as it was placed: what a person needs even if nothing more is ever known of it.
pub(super) fn placed(bought: &Bought) -> Page {
    let order: (_, Cell) = ("order", bought.order_id.to_string().into());
    let link = table::link(bought.url.as_ref());
    let Some(quote) = &bought.quote else {
        let prices = bought.prices.as_ref();
        let total = prices.and_then(|prices| prices.with_tax.as_ref());
        let total = total.map(|total| ("total with tax", table::total(Some(total))));
        return facts([order].into_iter().chain(total)).and(link);
    };
    facts([order])
        .and(link)
        .and(table::lines(&quote.order))
        .and(table::contracts(&bought.contracts))
}

/// What became of the order until now.
pub(super) fn outcome(bought: &Bought) -> Page {
    let order: (_, Cell) = ("order", bought.order_id.to_string().into());
    let status = bought.status.as_ref();
    let status = status.map(|status| ("status", table::status(status)));
    let facts = facts([order].into_iter().chain(status));
    if bought.services.is_empty() {
        return facts;
    }
    facts.and(table::services(&bought.services))
}
