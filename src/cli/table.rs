//! Tables for people.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use ovh_order::order::track::Service;
use ovh_order::types::{Contract, Order, OrderPrices, Price};

/// A table with a heading. A heading that ends with a space is that of a column of numbers, which are
/// aligned to the right.
pub(super) fn table<R, C>(heading: &[&str], rows: R) -> String
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item = String>,
{
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_header(heading.iter().map(|name| name.trim()));
    for row in rows {
        table.add_row(row);
    }
    for (index, name) in heading.iter().enumerate() {
        if let Some(column) = table.column_mut(index).filter(|_| name.ends_with(' ')) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// Names and their values, one a line.
pub(super) fn facts<'a>(facts: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    for (name, value) in facts {
        table.add_row([name.to_owned(), value]);
    }
    table.to_string()
}

/// Single values under a heading.
pub(super) fn list(heading: &str, values: impl IntoIterator<Item = impl ToString>) -> String {
    let rows = values.into_iter().map(|value| [value.to_string()]);
    table(&[heading], rows)
}

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

/// The lines of an order, its totals and its contracts.
pub(super) fn order(order: &Order) -> String {
    match order.contracts.as_deref() {
        Some(agreed @ [_, ..]) => format!("{}\n{}", lines(order), contracts(agreed)),
        _ => lines(order),
    }
}

/// The lines of an order, then its totals.
pub(super) fn lines(order: &Order) -> String {
    let details = order.details.iter().flatten().map(|detail| {
        [
            text(detail.description.as_deref().map(str::trim)),
            text(detail.detail_type.as_ref()).to_lowercase(),
            text(detail.quantity.as_ref()),
            price(detail.total_price.as_ref()),
        ]
    });
    let totals = order.prices.iter().flat_map(totals);
    let rows = details
        .chain(totals.map(|(name, total)| [name.to_owned(), String::new(), String::new(), total]));
    table(&["item", "for", "quantity ", "price "], rows)
}

fn totals(prices: &OrderPrices) -> impl Iterator<Item = (&'static str, String)> {
    let reduction = prices
        .reduction
        .as_ref()
        .filter(|price| price.value != Some(0.0));
    [
        ("reduction", reduction),
        ("total without tax", prices.without_tax.as_ref()),
        ("tax", prices.tax.as_ref()),
        ("total with tax", prices.with_tax.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, total)| Some((name, price(Some(total?)))))
}

/// Contracts and their addresses.
pub(super) fn contracts(contracts: &[Contract]) -> String {
    let rows = contracts.iter().map(|contract| {
        // A name can end with a tab.
        [&contract.name, &contract.url].map(|value| text(value.as_deref().map(str::trim)))
    });
    table(&["contract", "text"], rows)
}

/// What was delivered.
pub(super) fn services(services: &[Service]) -> String {
    let rows = services
        .iter()
        .map(|service| [service.plan_code.clone(), service.service_name.clone()]);
    table(&["plan", "delivered service"], rows)
}
