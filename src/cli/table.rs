//! Tables for people.

use ovh_order::order::track::Service;
use ovh_order::types::{BillingOrderStatus, Contract, Order, OrderPrices, Price, Secret};

use super::page::{Cell, Page, Tone};
pub(super) use super::page::{facts, list, table};

/// A value, or nothing.
pub(super) fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Values in one cell.
pub(super) fn comma_separated(values: impl IntoIterator<Item = impl ToString>) -> String {
    let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
    values.join(", ")
}

/// The price as the API writes it.
pub(super) fn price(price: Option<&Price>) -> String {
    text(price.and_then(|price| price.text.as_ref()))
}

/// What a line of an order is for. The line of an installation ends in a dash.
pub(super) fn description(text: Option<&str>) -> String {
    let text = text.unwrap_or_default().trim();
    text.trim_end_matches('-').trim_end().to_owned()
}

/// A status, in the colour of what is to do about it.
pub(super) fn status(status: &BillingOrderStatus) -> Cell {
    let tone = match status {
        BillingOrderStatus::Delivered => Tone::Good,
        BillingOrderStatus::NotPaid | BillingOrderStatus::DocumentsRequested => Tone::Attention,
        BillingOrderStatus::Cancelled | BillingOrderStatus::Cancelling => Tone::Bad,
        _ => Tone::Plain,
    };
    Cell::new(status.as_str(), tone)
}

/// A total.
pub(super) fn total(total: Option<&Price>) -> Cell {
    Cell::new(price(total), Tone::Strong)
}

/// The lines of an order, its totals and its contracts.
pub(super) fn order(order: &Order) -> Page {
    match order.contracts.as_deref() {
        Some(agreed @ [_, ..]) => lines(order).and(contracts(agreed)),
        _ => lines(order),
    }
}

/// The lines of an order, then its totals.
pub(super) fn lines(order: &Order) -> Page {
    let details = order.details.iter().flatten().map(|detail| {
        [
            description(detail.description.as_deref()).into(),
            text(detail.detail_type.as_ref()).to_lowercase().into(),
            text(detail.quantity.as_ref()).into(),
            price(detail.total_price.as_ref()).into(),
        ]
    });
    let totals = order.prices.iter().flat_map(totals);
    let rows = details.chain(totals);
    table(&["item", "for", "quantity ", "price "], rows)
}

fn totals(prices: &OrderPrices) -> impl Iterator<Item = [Cell; 4]> {
    let reduction = prices
        .reduction
        .as_ref()
        .filter(|price| price.value != Some(0.0));
    [
        ("reduction", reduction, Tone::Plain),
        (
            "total without tax",
            prices.without_tax.as_ref(),
            Tone::Plain,
        ),
        ("tax", prices.tax.as_ref(), Tone::Plain),
        ("total with tax", prices.with_tax.as_ref(), Tone::Strong),
    ]
    .into_iter()
    .filter_map(|(name, total, tone)| {
        let cells = [
            name.to_owned(),
            String::new(),
            String::new(),
            price(Some(total?)),
        ];
        Some(cells.map(|text| Cell::new(text, tone)))
    })
}

/// Contracts, each with its address on a line of its own.
pub(super) fn contracts(contracts: &[Contract]) -> Page {
    let contracts = contracts.iter().map(|contract| {
        // A name can end with a tab.
        let [name, url] =
            [&contract.name, &contract.url].map(|value| text(value.as_deref().map(str::trim)));
        format!("contract: {name}\n{url}")
    });
    contracts.collect::<Vec<_>>().join("\n").into()
}

/// A link on a line of its own, so that it can be copied; nothing if there is none.
pub(super) fn link(url: Option<&Secret>) -> Page {
    url.map_or_else(Page::default, |url| {
        format!("link:\n{}", url.expose()).into()
    })
}

/// What was delivered.
pub(super) fn services(services: &[Service]) -> Page {
    let rows = services.iter().map(|service| {
        [
            text(service.plan_code.as_ref()),
            service.service_name.clone(),
        ]
    });
    table(&["plan", "delivered service"], rows)
}
