//! Exact amounts of money: parsing, printing, adding, comparing.
//!
//! It must not compute with floating-point numbers, and it never converts between currencies.
//!
//! The API counts in 1e-8 of a currency ("ucents": `priceInUcents` 1699000000 is 16.99). Where it
//! only sends a floating-point `value`, its shortest decimal text is taken, which is the text that
//! was sent.

mod amount;
mod currency;
mod decimal;
mod failure;
mod total;

pub use amount::Amount;
pub use currency::Currency;
pub use failure::MoneyError;
pub use total::Money;
