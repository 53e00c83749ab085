//! What can be wrong with an amount.
//!
//! It must not decide what to do about it.

use super::currency::Currency;

/// What can be wrong with an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text is not a decimal number such as `16.99`.
    #[error("`{0}` is not a decimal number such as 16.99")]
    NotDecimal(String),
    /// The text is not an amount with its currency such as `20.00 EUR`.
    #[error("`{0}` is not an amount with its currency such as 20.00 EUR")]
    NotMoney(String),
    /// More decimals than an amount can hold (8).
    #[error("`{0}` has more than 8 decimals")]
    TooPrecise(String),
    /// Beyond ±92 233 720 368 units.
    #[error("the amount is too large")]
    Overflow,
    /// Two currencies in one computation or comparison.
    #[error("{left} and {right} are different currencies")]
    CurrencyMismatch {
        /// The currency of the left side.
        left: Currency,
        /// The currency of the right side.
        right: Currency,
    },
}
