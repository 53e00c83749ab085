//! What is printed of an order that was placed: first what it is, then what became of it.

use ovh_order::order::{Bought, Missing};
use ovh_order::types::Order;

use super::page::{Cell, Page};
use super::table::{self, facts};

/// The order as it was placed: what a person needs even if nothing more is ever known of it.
pub(super) fn placed(bought: &Bought) -> Page {
    // With lines it stands under them.
    let total = bought.total().filter(|_| bought.lines.is_empty());
    let confirmed = bought.confirmed().filter(|it| Some(*it) != bought.total());
    let order: (_, Cell) = ("order", bought.order_id.to_string().into());
    let known = [
        total.map(|total| ("total with tax", total.to_owned().into())),
        confirmed.map(|total| ("confirmed were", total.to_owned().into())),
        bought
            .status
            .as_ref()
            .map(|status| ("status", table::status(status))),
        bought.to_do().map(|to_do| ("to do", to_do.into())),
        bought
            .payable_until()
            .map(|until| ("can be paid until", until.into())),
    ];
    let page = facts([order].into_iter().chain(known.into_iter().flatten()))
        .and(table::link(bought.url.as_ref()));
    if bought.lines.is_empty() {
        return page;
    }
    let mut order = Order::default();
    order.details = Some(bought.lines.clone());
    order.prices.clone_from(&bought.prices);
    page.and(table::lines(&order))
        .and(table::contracts(&bought.contracts))
}

/// What became of the order until now.
pub(super) fn outcome(bought: &Bought) -> Page {
    let order: (_, Cell) = ("order", bought.order_id.to_string().into());
    let missing = (!bought.missing.is_empty()).then(|| Missing::listed(&bought.missing));
    let known = [
        bought
            .status
            .as_ref()
            .map(|status| ("status", table::status(status))),
        bought.to_do().map(|to_do| ("to do", to_do.into())),
        missing.map(|missing| ("not named yet", missing.into())),
    ];
    let facts = facts([order].into_iter().chain(known.into_iter().flatten()));
    if bought.services.is_empty() {
        return facts;
    }
    facts.and(table::services(&bought.services))
}
