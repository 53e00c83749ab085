//! What is printed of an order that was placed: first what it is, then what became of it.

use ovh_order::order::{Bought, Missing};
use ovh_order::types::{BillingOrder, DateTime, Order};

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
        to_do(bought),
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

/// An order as it is billed, with what is known of it beside that.
pub(super) fn billed(order: &BillingOrder, known: &Bought) -> Page {
    let status = known.status.as_ref().map(table::status);
    let to_do = to_do(known);
    let date = order.date.as_ref().map(DateTime::readable);
    let known = [
        ("order", table::text(order.order_id).into()),
        ("date", table::text(date).into()),
    ];
    let prices = [
        (
            "total without tax",
            table::price(order.price_without_tax.as_ref()).into(),
        ),
        ("tax", table::price(order.tax.as_ref()).into()),
        (
            "total with tax",
            table::total(order.price_with_tax.as_ref()),
        ),
    ];
    facts(
        known
            .into_iter()
            .chain(status.map(|status| ("status", status)))
            .chain(to_do)
            .chain(prices),
    )
    .and(table::link(order.url.as_ref()))
}

/// What a person must do, or until when an order can be paid of which that is not known.
pub(super) fn to_do(bought: &Bought) -> Option<(&'static str, Cell)> {
    let to_do = bought.to_do().map(|to_do| ("to do", to_do.into()));
    to_do.or_else(|| Some(("can be paid until", bought.payable_until()?.into())))
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
        to_do(bought),
        missing.map(|missing| ("not named yet", missing.into())),
    ];
    let facts = facts([order].into_iter().chain(known.into_iter().flatten()));
    if bought.services.is_empty() {
        return facts;
    }
    facts.and(table::services(&bought.services))
}
