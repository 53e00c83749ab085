//! Amounts as whole numbers of 1e-8 of a currency, and how an answer writes them.

use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};

use crate::sandbox::catalogue::subsidiary::Subsidiary;

/// How many units make one cent.
const CENT: i64 = 1_000_000;

/// An amount in 1e-8 of the currency ("ucents"). It ends at 92 thousand million.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Ucents(pub i64);

impl Ucents {
    pub fn times(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// This share of the amount, rounded half away from zero to whole cents.
    pub fn permille(self, permille: i64) -> Self {
        let exact = i128::from(self.0) * i128::from(permille);
        let unit = i128::from(CENT) * 1000;
        let half = if exact < 0 { -unit / 2 } else { unit / 2 };
        let most = i128::from(i64::MAX / CENT);
        let cents = ((exact + half) / unit).clamp(-most, most);
        Self(i64::try_from(cents).unwrap_or_default() * CENT)
    }

    /// The amount in whole cents, rounded half away from zero.
    pub fn rounded(self) -> Self {
        self.permille(1000)
    }

    fn cents(self) -> i64 {
        self.rounded().0 / CENT
    }

    /// Decimal text with two places.
    fn text(self) -> String {
        let cents = self.cents();
        let sign = if cents < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
    }

    /// The JSON number of the live API: `16.99`, but `17` and not `17.0`.
    fn number(self) -> Number {
        let cents = self.cents();
        if cents % 100 == 0 {
            return Number::from(cents / 100);
        }
        decimal(&self.text())
    }
}

/// The JSON number that prints as this decimal text.
///
/// It goes through a double, whose shortest form is this text for every amount below 2^53 cents.
pub fn decimal(text: &str) -> Number {
    let nearest = text.parse().unwrap_or_default();
    Number::from_f64(nearest).unwrap_or_else(|| Number::from(0))
}

/// A price as checkout and `/me/order` show it, without `priceInUcents`.
pub fn price(amount: Ucents, subsidiary: &Subsidiary) -> Value {
    json!({
        "currencyCode": subsidiary.currency,
        "text": formatted(amount, subsidiary),
        "value": amount.number(),
    })
}

/// A price as offers and items show it, with `priceInUcents`.
pub fn price_in_ucents(amount: Ucents, subsidiary: &Subsidiary) -> Value {
    json!({
        "currencyCode": subsidiary.currency,
        "priceInUcents": amount.0,
        "text": formatted(amount, subsidiary),
        "value": amount.number(),
    })
}

/// The amount in the style of the subsidiary: `16.99 €` or `€ 16.99`.
pub fn formatted(amount: Ucents, subsidiary: &Subsidiary) -> String {
    if subsidiary.symbol_first {
        format!("{} {}", subsidiary.symbol, amount.text())
    } else {
        format!("{} {}", amount.text(), subsidiary.symbol)
    }
}

impl Add for Ucents {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Ucents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::catalogue::subsidiary;

    #[test]
    fn an_amount_reads_with_exactly_its_cents() {
        let fr = subsidiary::find("FR").unwrap();
        let ie = subsidiary::find("IE").unwrap();
        for (ucents, subsidiary, value, text) in [
            (0, fr, "0", "0.00 €"),
            (1_699_000_000, fr, "16.99", "16.99 €"),
            (1_699_000_000, ie, "16.99", "€ 16.99"),
            (20_388_000_000, fr, "203.88", "203.88 €"),
            (-340_000_000, fr, "-3.4", "-3.40 €"),
            (-5_000_000, fr, "-0.05", "-0.05 €"),
            (1_700_000_000, fr, "17", "17.00 €"),
            (999_999_999_000_000, fr, "9999999.99", "9999999.99 €"),
        ] {
            let price = price(Ucents(ucents), subsidiary);
            assert_eq!(price["value"].to_string(), value);
            assert_eq!(price["text"], text);
        }
    }

    #[test]
    fn an_amount_beyond_all_others_stays_there() {
        let most = Ucents(i64::MAX);
        assert_eq!(most.times(2), most);
        assert_eq!(most + Ucents(1), most);
    }

    #[test]
    fn a_share_is_rounded_half_up_to_cents() {
        for (ucents, permille, share) in [
            (3_398_000_000, 200, 680_000_000),
            (3_398_000_000, 230, 782_000_000),
            (1_000_000, 500, 1_000_000),
            (-1_000_000, 500, -1_000_000),
            (2_000_000, 200, 0),
            (0, 200, 0),
        ] {
            assert_eq!(Ucents(ucents).permille(permille), Ucents(share));
        }
    }
}
