//! The exact amounts of prices.

use crate::money::Amount;
use crate::types::{OrderPrices, Price};

/// The exact amount of a price; none if the API names no currency, or an amount that is none.
pub(super) fn amount(price: &Price) -> Option<Amount> {
    let currency = price.currency_code.as_ref()?;
    Amount::from_price(currency.as_str(), price.price_in_ucents, price.value?).ok()
}

/// The exact total with tax.
pub(super) fn total(prices: Option<&OrderPrices>) -> Option<Amount> {
    amount(prices?.with_tax.as_ref()?)
}

/// The total with tax as the API writes it.
pub(super) fn text(prices: Option<&OrderPrices>) -> Option<&str> {
    prices?.with_tax.as_ref()?.text.as_deref()
}

/// The total with tax to be compared: the exact one, or else as the API writes it.
pub(super) fn comparable(prices: Option<&OrderPrices>) -> Option<String> {
    let exact = total(prices).map(|total| total.to_string());
    exact.or_else(|| text(prices).map(str::to_owned))
}
