//! Exact amounts of money: reading, printing, adding, comparing.
//!
//! The API counts in 1e-8 of a currency: a `priceInUcents` of 1699000000 is 16.99. Amounts are
//! kept in these integers and never computed with as floating-point numbers.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::debug_as_sentence;

/// How many decimals a ucent has.
const DECIMALS: usize = 8;

/// How many ucents one unit of a currency has.
const UNIT: u64 = 100_000_000;

/// An exact amount in ucents, 1e-8 of its currency.
///
/// Amounts have no order of their own: `total > ceiling` would be false for two currencies, and a
/// ceiling would be passed unseen. [`compare`](Self::compare) fails instead.
///
/// ```
/// use std::cmp::Ordering;
/// use ovh_order::money::Amount;
///
/// let ceiling: Amount = "20.00 EUR".parse()?;
/// let total = Amount::from_price("EUR", None, 16.99)?;
/// assert_eq!(total.compare(&ceiling)?, Ordering::Less);
/// assert_eq!(total.checked_add(&total)?.to_string(), "33.98 EUR");
/// assert!(total.compare(&"20 USD".parse()?).is_err());
/// # Ok::<(), ovh_order::money::MoneyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amount {
    ucents: i64,
    currency: String,
}

/// What can be wrong with an amount.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// A text without a decimal number or without a currency.
    #[error("`{0}` is not an amount such as 20.00 EUR")]
    NotAmount(String),
    /// A currency code with other characters than letters, digits and `/`.
    #[error("`{0}` is not a currency code such as EUR")]
    NotCurrency(String),
    /// More decimals than an amount can hold.
    #[error("`{0}` has more than 8 decimals")]
    TooPrecise(String),
    /// Beyond ±92 233 720 368 units.
    #[error("the amount is too large")]
    Overflow,
    /// Two currencies in one sum or comparison.
    #[error("{left} and {right} are different currencies")]
    CurrencyMismatch {
        /// The currency of the left side.
        left: String,
        /// The currency of the right side.
        right: String,
    },
}

debug_as_sentence!(MoneyError);

impl Amount {
    /// An amount from ucents, as in the `price` and `tax` of catalogues.
    ///
    /// Any code of letters, digits and `/` is a currency (`EUR`, `POINTS`, `N/A`), in any case: the
    /// API's list grows.
    ///
    /// # Errors
    /// [`MoneyError::NotCurrency`].
    pub fn new(ucents: i64, currency: &str) -> Result<Self, MoneyError> {
        let is_code = currency.starts_with(|c: char| c.is_ascii_alphabetic())
            && currency
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '/');
        if !is_code {
            return Err(MoneyError::NotCurrency(currency.to_owned()));
        }
        let currency = currency.to_ascii_uppercase();
        Ok(Self { ucents, currency })
    }

    /// An API price (`order.Price`): its `priceInUcents` where it is present, else its `value`.
    ///
    /// The shortest decimal text that reads back as `value` is what the API sent. A text with more
    /// than 8 decimals, which only a sum of floats on the other side produces, is rounded to 8, half
    /// away from zero.
    ///
    /// # Errors
    /// [`MoneyError::NotCurrency`]; for a `value` that is infinite, not a number or too large
    /// [`MoneyError::NotAmount`] or [`MoneyError::Overflow`].
    pub fn from_price(
        currency_code: &str,
        price_in_ucents: Option<i64>,
        value: f64,
    ) -> Result<Self, MoneyError> {
        let ucents = match price_in_ucents {
            Some(ucents) => ucents,
            None => rounded_ucents(value)?,
        };
        Self::new(ucents, currency_code)
    }

    /// The amount in ucents.
    #[must_use]
    pub fn ucents(&self) -> i64 {
        self.ucents
    }

    /// The code of its currency, in upper case.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        self.require_currency_of(other)?;
        let sum = self.ucents.checked_add(other.ucents);
        Ok(Self {
            ucents: sum.ok_or(MoneyError::Overflow)?,
            currency: self.currency.clone(),
        })
    }

    /// Which of two amounts of one currency is larger.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn compare(&self, other: &Self) -> Result<Ordering, MoneyError> {
        self.require_currency_of(other)?;
        Ok(self.ucents.cmp(&other.ucents))
    }

    fn require_currency_of(&self, other: &Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch {
            left: self.currency.clone(),
            right: other.currency.clone(),
        })
    }
}

/// As it is displayed.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// As it is read from text.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Reads `20.00 EUR`, exactly: a decimal number, blanks, a currency code in any case.
impl FromStr for Amount {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let not_amount = || MoneyError::NotAmount(text.to_owned());
        let (number, currency) = text
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(not_amount)?;
        let (ucents, beyond) = decimal(number)?.ok_or_else(not_amount)?;
        if beyond.contains(|digit| digit != '0') {
            return Err(MoneyError::TooPrecise(number.to_owned()));
        }
        let currency = currency.trim_start();
        // Codes have three letters, but for the points of the fidelity program.
        if currency.len() != 3 && !currency.eq_ignore_ascii_case("points") {
            return Err(not_amount());
        }
        Self::new(ucents, currency).map_err(|_| not_amount())
    }
}

/// `16.99 EUR`, `0.0123 EUR`, `20.00 EUR`: at least 2 decimals, and as many of 8 as the amount has.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.ucents < 0 { "-" } else { "" };
        let ucents = self.ucents.unsigned_abs();
        let decimals = format!("{:0DECIMALS$}", ucents % UNIT);
        let shown = decimals.trim_end_matches('0').len().max(2);
        let currency = &self.currency;
        write!(f, "{sign}{}.{decimals:.shown$} {currency}", ucents / UNIT)
    }
}

/// Whether a text such as `1 234,56 €` shows a value, as exactly as its decimals do.
///
/// Each subsidiary writes amounts in its own style, so a point or a comma can stand before decimals or
/// between thousands: before three digits it may be either.
pub(crate) fn shows(text: &str, value: f64) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
        return false;
    };
    let number = text.get(first..=last).unwrap_or_default();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let Ok(shown) = digits.parse::<f64>() else {
        return false;
    };
    let is_negative = text.contains(['-', '\u{2212}']);
    let decimals = number
        .rsplit_once(['.', ','])
        .map_or(0, |(_, end)| end.len());
    let readings = if decimals == 3 {
        vec![3, 0]
    } else {
        vec![decimals]
    };
    readings.into_iter().any(|decimals| {
        let scale = i32::try_from(decimals).map_or(f64::NAN, |decimals| 10_f64.powi(decimals));
        // Half of the last digit is rounding; the rest allows for what binary fractions cannot hold.
        let is_same = (shown - value.abs() * scale).abs() <= 0.5 + 1e-6;
        is_same && (is_negative == (value < 0.0) || shown == 0.0)
    })
}

/// Whether ucents and a value are the same amount, to the cent that values are rounded to.
pub(crate) fn is_about(ucents: i64, value: f64) -> bool {
    rounded_ucents(value).is_ok_and(|exact| exact.abs_diff(ucents) < UNIT / 100)
}

fn rounded_ucents(value: f64) -> Result<i64, MoneyError> {
    let text = value.to_string();
    let (ucents, beyond) = decimal(&text)?.ok_or(MoneyError::NotAmount(text.clone()))?;
    if !beyond.starts_with(|digit| digit >= '5') {
        return Ok(ucents);
    }
    let away_from_zero = if value < 0.0 { -1 } else { 1 };
    let rounded = ucents.checked_add(away_from_zero);
    rounded.ok_or(MoneyError::Overflow)
}

/// The ucents of a decimal text such as `-16.99`, and its digits beyond the eighth decimal; none
/// when the text is something else.
fn decimal(text: &str) -> Result<Option<(i64, &str)>, MoneyError> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (units, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if !is_digits(units) || !is_digits(fraction) {
        return Ok(None);
    }
    let (decimals, beyond) = fraction
        .split_at_checked(DECIMALS)
        .unwrap_or((fraction, ""));
    let sign = if text.starts_with('-') { "-" } else { "" };
    let ucents = format!("{sign}{units}{decimals:0<DECIMALS$}").parse();
    Ok(Some((ucents.map_err(|_| MoneyError::Overflow)?, beyond)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(ucents: i64) -> Amount {
        Amount::new(ucents, "EUR").unwrap()
    }

    #[test]
    fn a_text_shows_a_value_in_the_style_of_any_subsidiary() {
        for (text, value, expected) in [
            ("16.99 €", 16.99, true),
            ("16,99 €", 16.99, true),
            ("$1,234.50 USD", 1234.5, true),
            ("1 234,56 zł", 1234.56, true),
            ("1\u{202f}234 FCFA", 1234.0, true),
            ("1.234 Ft", 1234.0, true),
            ("0.123 €", 0.123, true),
            ("0.00 €", 0.0, true),
            ("-3.40 €", -3.4, true),
            ("0.13 €", 0.125, true),
            ("16.99 €", 1699.0, false),
            ("16.99 €", 17.0, false),
            ("1 €", 16.99, false),
            ("3.40 €", -3.4, false),
            ("-3.40 €", 3.4, false),
            ("free", 0.0, false),
            ("16.99 €", f64::NAN, false),
        ] {
            assert_eq!(shows(text, value), expected, "{text} {value}");
        }
    }

    #[test]
    fn a_decimal_number_is_read_exactly_or_refused() {
        let not_amount = |number: &str| Err(MoneyError::NotAmount(format!("{number} EUR")));
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
            ("", not_amount("")),
            ("-", not_amount("-")),
            (".5", not_amount(".5")),
            ("5.", not_amount("5.")),
            ("1e3", not_amount("1e3")),
            ("1,50", not_amount("1,50")),
            ("--1", not_amount("--1")),
            ("1.2.3", not_amount("1.2.3")),
            ("١", not_amount("١")),
            ("1.1234567é", not_amount("1.1234567é")),
        ];
        for (number, expected) in table {
            let read = format!("{number} EUR").parse();
            assert_eq!(read, expected.map(euros), "{number}");
        }
    }

    #[test]
    fn an_amount_is_read_with_its_currency() {
        let not_amount = |text: &str| Err(MoneyError::NotAmount(text.to_owned()));
        let table = [
            ("20.00 EUR", Ok("20.00 EUR")),
            (" 20   eur ", Ok("20.00 EUR")),
            ("1 points", Ok("1.00 POINTS")),
            ("1 N/A", Ok("1.00 N/A")),
            ("20.00", not_amount("20.00")),
            ("20.00EUR", not_amount("20.00EUR")),
            ("20 €", not_amount("20 €")),
            ("20 EUR each", not_amount("20 EUR each")),
            ("", not_amount("")),
            ("EUR 20", not_amount("EUR 20")),
        ];
        for (text, expected) in table {
            let shown = text.parse::<Amount>().map(|amount| amount.to_string());
            assert_eq!(shown, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn the_value_of_a_price_is_the_decimal_number_that_was_sent() {
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
        for (value, ucents) in table {
            assert_eq!(Amount::from_price("EUR", None, value), Ok(euros(ucents)));
        }
    }

    #[test]
    fn the_value_of_a_price_in_json_is_read_to_the_cent() {
        for cents in (0..100_000_000).step_by(997) {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            let value = serde_json::from_str(&text).unwrap();
            let expected = euros(cents * 1_000_000);
            assert_eq!(Amount::from_price("EUR", None, value), Ok(expected));
        }
    }

    #[test]
    fn a_price_that_is_not_an_amount_is_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e11, f64::MAX] {
            assert!(Amount::from_price("EUR", None, value).is_err(), "{value}");
        }
        for code in ["", "€", "3D", "E R"] {
            let expected = Err(MoneyError::NotCurrency(code.to_owned()));
            assert_eq!(Amount::from_price(code, Some(1), 1.0), expected);
        }
    }

    #[test]
    fn a_price_in_ucents_wins_over_the_value() {
        let table = [
            (Some(1_699_000_000), "16.99 EUR"),
            (Some(0), "0.00 EUR"),
            (None, "17.00 EUR"),
        ];
        for (ucents, shown) in table {
            let amount = Amount::from_price("EUR", ucents, 17.0).unwrap();
            assert_eq!(amount.to_string(), shown);
        }
    }

    #[test]
    fn an_amount_is_printed_with_two_to_eight_decimals() {
        let table = [
            (0, "0.00 EUR"),
            (1_699_000_000, "16.99 EUR"),
            (2_000_000_000, "20.00 EUR"),
            (1_230_000, "0.0123 EUR"),
            (1, "0.00000001 EUR"),
            (-50_000_000, "-0.50 EUR"),
            (-1, "-0.00000001 EUR"),
            (i64::MIN, "-92233720368.54775808 EUR"),
        ];
        for (ucents, shown) in table {
            assert_eq!(euros(ucents).to_string(), shown);
            assert_eq!(shown.parse(), Ok(euros(ucents)));
        }
    }

    #[test]
    fn a_sum_beyond_the_range_is_an_error() {
        let table = [(i64::MAX, 1), (i64::MIN, -1)];
        for (ucents, added) in table {
            let sum = euros(ucents).checked_add(&euros(added));
            assert_eq!(sum, Err(MoneyError::Overflow));
        }
        assert_eq!(
            euros(i64::MAX).checked_add(&euros(-1)),
            Ok(euros(i64::MAX - 1))
        );
    }

    #[test]
    fn two_currencies_are_neither_added_nor_compared() {
        let (euro, dollar) = (euros(1), Amount::new(1, "usd").unwrap());
        let mismatch = MoneyError::CurrencyMismatch {
            left: "EUR".to_owned(),
            right: "USD".to_owned(),
        };
        assert_eq!(euro.compare(&dollar), Err(mismatch.clone()));
        assert_eq!(euro.checked_add(&dollar), Err(mismatch));
        assert_eq!(euros(2).compare(&euro), Ok(Ordering::Greater));
    }
}
