//! An amount with its currency.
//!
//! It must not convert between currencies, or compare two as if they were one.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::amount::Amount;
use super::currency::Currency;
use super::failure::MoneyError;

/// An amount with its currency.
///
/// It has no order of its own: `total > ceiling` would be false for two currencies, which is the
/// one answer that must not be given. [`compare`](Self::compare) is an error then.
///
/// ```
/// use std::cmp::Ordering;
/// use ovh_order::money::Money;
///
/// let ceiling: Money = "20.00 EUR".parse()?;
/// let total = Money::from_price("EUR", None, 16.99)?;
/// assert_eq!(total.compare(&ceiling)?, Ordering::Less);
/// assert!(total.compare(&"20 USD".parse()?).is_err());
/// # Ok::<(), ovh_order::money::MoneyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// An API price (`order.Price`): `priceInUcents` where it is present, else `value`.
    ///
    /// # Errors
    /// [`MoneyError::NotMoney`] for an empty or odd currency code, and what
    /// [`Amount::from_api_value`] refuses.
    pub fn from_price(
        currency_code: &str,
        price_in_ucents: Option<i64>,
        value: f64,
    ) -> Result<Self, MoneyError> {
        let amount = match price_in_ucents {
            Some(ucents) => Amount::from_ucents(ucents),
            None => Amount::from_api_value(value)?,
        };
        let currency = currency_code.parse()?;
        Ok(Self { amount, currency })
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Ok(Self {
            amount: self.amount.checked_add(other.amount)?,
            currency: self.currency.clone(),
        })
    }

    /// The amount for this quantity.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_mul(&self, quantity: i64) -> Result<Self, MoneyError> {
        Ok(Self {
            amount: self.amount.checked_mul(quantity)?,
            currency: self.currency.clone(),
        })
    }

    /// Which of two amounts of one currency is larger.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn compare(&self, other: &Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.amount.cmp(&other.amount))
    }

    fn same_currency(&self, other: &Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch {
            left: self.currency.clone(),
            right: other.currency.clone(),
        })
    }
}

/// Reads `20.00 EUR`: a decimal number, blanks, a currency code in any case.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let wrong = || MoneyError::NotMoney(text.to_owned());
        let (amount, currency) = text
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(wrong)?;
        Ok(Self {
            amount: amount.parse()?,
            currency: currency.trim_start().parse().map_err(|_| wrong())?,
        })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_with_its_currency() {
        let not_money = |text: &str| Err(MoneyError::NotMoney(text.to_owned()));
        let table = [
            ("20.00 EUR", Ok("20.00 EUR")),
            (" 20   eur ", Ok("20.00 EUR")),
            ("1 points", Ok("1.00 POINTS")),
            ("1 N/A", Ok("1.00 N/A")),
            ("20.00", not_money("20.00")),
            ("20.00EUR", not_money("20.00EUR")),
            ("20 €", not_money("20 €")),
            ("20 EUR each", not_money("20 EUR each")),
            ("", not_money("")),
            ("EUR 20", Err(MoneyError::NotDecimal("EUR".to_owned()))),
        ];
        for (text, expected) in table {
            let shown = text.parse::<Money>().map(|money| money.to_string());
            assert_eq!(shown, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_price_in_ucents_wins_over_the_value() {
        let table = [
            (Some(1_699_000_000), 17.0, "16.99 EUR"),
            (Some(0), 17.0, "0.00 EUR"),
            (None, 17.0, "17.00 EUR"),
        ];
        for (ucents, value, shown) in table {
            let money = Money::from_price("EUR", ucents, value).unwrap();
            assert_eq!(money.to_string(), shown);
        }
        assert!(Money::from_price("", Some(1), 1.0).is_err());
    }

    #[test]
    fn two_currencies_are_neither_added_nor_compared() {
        let euro: Money = "1 EUR".parse().unwrap();
        let dollar: Money = "1 USD".parse().unwrap();
        let mismatch = MoneyError::CurrencyMismatch {
            left: euro.currency.clone(),
            right: dollar.currency.clone(),
        };
        assert_eq!(euro.compare(&dollar), Err(mismatch.clone()));
        assert_eq!(euro.checked_add(&dollar), Err(mismatch));
        assert_eq!(euro.checked_add(&euro), euro.checked_mul(2));
        assert_eq!(
            euro.checked_mul(2).unwrap().compare(&euro),
            Ok(Ordering::Greater)
        );
    }
}
