//! An exact amount, without its currency.
//!
//! It must not compute with floating-point numbers.

use std::fmt;
use std::str::FromStr;

use super::decimal::{DECIMALS, Decimal};
use super::failure::MoneyError;

/// How many ucents one unit of a currency has.
const UNIT: i64 = 100_000_000;

/// How many decimals an amount is printed with at least.
const SHOWN_DECIMALS: usize = 2;

/// An exact amount in ucents, 1e-8 of a currency.
///
/// ```
/// use ovh_order::money::Amount;
///
/// let amount: Amount = "16.99".parse()?;
/// assert_eq!(amount, Amount::from_ucents(1_699_000_000));
/// assert_eq!(amount.checked_mul(12)?.to_string(), "203.88");
/// # Ok::<(), ovh_order::money::MoneyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount from ucents, as in `priceInUcents` and in the `price` and `tax` of catalogues.
    #[must_use]
    pub const fn from_ucents(ucents: i64) -> Self {
        Self(ucents)
    }

    /// The amount in ucents.
    #[must_use]
    pub const fn ucents(self) -> i64 {
        self.0
    }

    /// An amount from the floating-point `value` of an API price.
    ///
    /// The shortest decimal text that reads back as this number is what the API sent. Where that
    /// text has more than 8 decimals, which only a sum of floats on the other side produces, it is
    /// rounded to 8, half away from zero. A JSON parser that may be off by the last bit of a long
    /// number, as `serde_json` is without `float_roundtrip`, does no harm: numbers of up to 15
    /// digits are read exactly.
    ///
    /// # Errors
    /// [`MoneyError::NotDecimal`] for an infinity or not-a-number, [`MoneyError::Overflow`].
    pub fn from_api_value(value: f64) -> Result<Self, MoneyError> {
        let text = value.to_string();
        let decimal = Decimal::of(&text)?;
        let rounds_up = decimal.beyond.starts_with(|digit| digit >= '5');
        decimal.ucents(i128::from(rounds_up)).map(Self)
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// The amount for this quantity.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_mul(self, quantity: i64) -> Result<Self, MoneyError> {
        self.0
            .checked_mul(quantity)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }
}

/// Reads `16.99`, `-3`, `+0.00000001`; exact, or an error.
impl FromStr for Amount {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let decimal = Decimal::of(text)?;
        if decimal.beyond.contains(|digit| digit != '0') {
            return Err(MoneyError::TooPrecise(text.to_owned()));
        }
        decimal.ucents(0).map(Self)
    }
}

/// At least 2 decimals and as many of 8 as the amount has: `16.99`, `0.0123`, `20.00`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ucents = self.0.unsigned_abs();
        let (units, rest) = (ucents / UNIT.unsigned_abs(), ucents % UNIT.unsigned_abs());
        let digits = format!("{rest:0DECIMALS$}");
        let needed = digits.trim_end_matches('0').len().max(SHOWN_DECIMALS);
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{units}.{digits:.needed$}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ucents(text: &str) -> Result<i64, MoneyError> {
        text.parse().map(Amount::ucents)
    }

    #[test]
    fn decimal_text_is_read_exactly_or_refused() {
        let not_decimal = |text: &str| Err(MoneyError::NotDecimal(text.to_owned()));
        let table = [
            ("16.99", Ok(1_699_000_000)),
            ("0.00000001", Ok(1)),
            ("-0.5", Ok(-50_000_000)),
            ("+3", Ok(300_000_000)),
            ("007.10", Ok(710_000_000)),
            ("1.1234567800", Ok(112_345_678)),
            ("92233720368.54775807", Ok(i64::MAX)),
            ("-92233720368.54775808", Ok(i64::MIN)),
            ("92233720368.54775808", Err(MoneyError::Overflow)),
            (
                "99999999999999999999999999999999999999999",
                Err(MoneyError::Overflow),
            ),
            (
                "0.123456789",
                Err(MoneyError::TooPrecise("0.123456789".to_owned())),
            ),
            ("", not_decimal("")),
            ("-", not_decimal("-")),
            (".5", not_decimal(".5")),
            ("5.", not_decimal("5.")),
            ("1e3", not_decimal("1e3")),
            ("1,50", not_decimal("1,50")),
            ("--1", not_decimal("--1")),
            (" 1", not_decimal(" 1")),
            ("1.2.3", not_decimal("1.2.3")),
            ("١", not_decimal("١")),
            ("1.1234567é", not_decimal("1.1234567é")),
        ];
        for (text, expected) in table {
            assert_eq!(ucents(text), expected, "{text}");
        }
    }

    #[test]
    fn an_api_value_is_the_decimal_number_that_was_sent() {
        let table = [
            (16.99, 1_699_000_000),
            (0.1, 10_000_000),
            (-29.35, -2_935_000_000),
            (0.0, 0),
            (-0.0, 0),
            (1e-8, 1),
            (0.1 + 0.2, 30_000_000),
            (0.000_000_015, 2),
            (-0.000_000_015, -2),
            (0.000_000_014_999, 1),
            (1e10, 1_000_000_000_000_000_000),
            (0.999_999_999, 100_000_000),
        ];
        for (value, expected) in table {
            assert_eq!(
                Amount::from_api_value(value).map(Amount::ucents),
                Ok(expected),
                "{value}"
            );
        }
    }

    #[test]
    fn a_price_in_json_is_read_to_the_cent() {
        for cents in (0..100_000_000).step_by(997) {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            let value: f64 = serde_json::from_str(&text).unwrap();
            let ucents = Amount::from_api_value(value).map(Amount::ucents);
            assert_eq!(ucents, Ok(cents * 1_000_000), "{text}");
        }
    }

    #[test]
    fn an_api_value_that_is_no_amount_is_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e11, f64::MAX] {
            assert!(Amount::from_api_value(value).is_err(), "{value}");
        }
    }

    #[test]
    fn an_amount_is_printed_with_two_to_eight_decimals() {
        let table = [
            (0, "0.00"),
            (1_699_000_000, "16.99"),
            (2_000_000_000, "20.00"),
            (1_230_000, "0.0123"),
            (1, "0.00000001"),
            (-50_000_000, "-0.50"),
            (-1, "-0.00000001"),
            (i64::MIN, "-92233720368.54775808"),
        ];
        for (ucents, shown) in table {
            let amount = Amount::from_ucents(ucents);
            assert_eq!(amount.to_string(), shown);
            assert_eq!(shown.parse(), Ok(amount));
        }
        assert_eq!(format!("{:>7}|", Amount::from_ucents(UNIT)), "   1.00|");
    }

    #[test]
    fn computing_beyond_the_range_is_an_error() {
        let max = Amount::from_ucents(i64::MAX);
        let one = Amount::from_ucents(1);
        assert_eq!(max.checked_add(one), Err(MoneyError::Overflow));
        assert_eq!(
            Amount::from_ucents(i64::MIN).checked_sub(one),
            Err(MoneyError::Overflow)
        );
        assert_eq!(max.checked_mul(2), Err(MoneyError::Overflow));
        assert_eq!(max.checked_sub(max), Ok(Amount::ZERO));
        assert_eq!(one.checked_mul(-3), Ok(Amount::from_ucents(-3)));
    }
}
