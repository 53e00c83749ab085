//! Tables for people.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use ovh_order::order::track::Service;
use ovh_order::types::{Contract, NumberOrText, Order, OrderPrices, Price};

/// A table with a heading; numbers belong in columns whose heading ends with a space.
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

/// Names with their values, one a line.
pub(super) fn facts<'a>(facts: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    for (name, value) in facts {
        table.add_row([name.to_owned(), value]);
    }
    table.to_string()
}

/// A list of single values under a heading.
pub(super) fn list<T: ToString>(heading: &str, values: &[T]) -> String {
    table(&[heading], values.iter().map(|value| [value.to_string()]))
}

/// The lines of an order, its totals and its contracts.
pub(super) fn order(order: &Order) -> String {
    let mut parts = vec![lines(order)];
    parts.extend(
        order
            .contracts
            .as_deref()
            .filter(|all| !all.is_empty())
            .map(contracts),
    );
    parts.join("\n")
}

/// The price table: a line for each detail, then the totals.
pub(super) fn lines(order: &Order) -> String {
    let details = order.details.iter().flatten().map(|detail| {
        let kind = detail
            .detail_type
            .as_ref()
            .map(|kind| kind.as_str().to_lowercase());
        [
            detail
                .description
                .as_deref()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            kind.unwrap_or_default(),
            quantity(detail.quantity.as_ref()),
            price(detail.total_price.as_ref()),
        ]
    });
    let total =
        |(name, price): (&str, String)| [name.to_owned(), String::new(), String::new(), price];
    let totals = order.prices.as_ref().map(totals).unwrap_or_default();
    let rows = details.chain(totals.into_iter().map(total));
    table(&["item", "for", "quantity ", "price "], rows)
}

fn totals(prices: &OrderPrices) -> Vec<(&'static str, String)> {
    let reduction = prices
        .reduction
        .as_ref()
        .filter(|reduction| reduction.value != Some(0.0));
    let mut totals: Vec<_> = reduction
        .map(|price| ("reduction", price))
        .into_iter()
        .collect();
    let stated = [
        ("total without tax", prices.without_tax.as_ref()),
        ("tax", prices.tax.as_ref()),
        ("total with tax", prices.with_tax.as_ref()),
    ];
    totals.extend(
        stated
            .into_iter()
            .filter_map(|(name, price)| Some((name, price?))),
    );
    totals
        .into_iter()
        .map(|(name, value)| (name, price(Some(value))))
        .collect()
}

/// A price as the API wrote it.
/// The quantity of a line, as the API wrote it.
pub(super) fn quantity(quantity: Option<&NumberOrText>) -> String {
    quantity.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn price(price: Option<&Price>) -> String {
    price
        .and_then(|price| price.text.clone())
        .unwrap_or_default()
}

/// Contracts with their addresses; a name may end with a tab.
pub(super) fn contracts(contracts: impl AsRef<[Contract]>) -> String {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let rows = contracts
        .as_ref()
        .iter()
        .map(|contract| [text(&contract.name), text(&contract.url)]);
    table(&["contract", "text"], rows)
}

/// What was delivered.
pub(super) fn services(services: &[Service]) -> String {
    let row = |service: &Service| [service.plan_code.clone(), service.service_name.clone()];
    table(&["plan", "delivered service"], services.iter().map(row))
}
