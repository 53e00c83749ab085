//! Decimal text, taken apart.
//!
//! It must not round; who wants that sees what is beyond.

use super::failure::MoneyError;

/// How many decimals a ucent has.
pub(super) const DECIMALS: usize = 8;

/// The parts of a decimal text, checked to be digits.
pub(super) struct Decimal<'a> {
    is_negative: bool,
    units: &'a str,
    /// The first 8 decimals.
    decimals: &'a str,
    /// The decimals that an amount has no room for.
    pub(super) beyond: &'a str,
}

impl<'a> Decimal<'a> {
    pub(super) fn of(text: &'a str) -> Result<Self, MoneyError> {
        let wrong = || MoneyError::NotDecimal(text.to_owned());
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (units, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        if !is_digits(units) || !is_digits(fraction) {
            return Err(wrong());
        }
        let (decimals, beyond) = fraction
            .split_at_checked(DECIMALS)
            .unwrap_or((fraction, ""));
        Ok(Self {
            is_negative: text.starts_with('-'),
            units,
            decimals,
            beyond,
        })
    }

    /// The amount in ucents, `extra` ucents further from zero.
    pub(super) fn ucents(&self, extra: i128) -> Result<i64, MoneyError> {
        let digits = format!("{}{:0<DECIMALS$}", self.units, self.decimals);
        let magnitude: i128 = digits.parse().map_err(|_| MoneyError::Overflow)?;
        let magnitude = magnitude.saturating_add(extra);
        let ucents = if self.is_negative {
            -magnitude
        } else {
            magnitude
        };
        i64::try_from(ucents).map_err(|_| MoneyError::Overflow)
    }
}
