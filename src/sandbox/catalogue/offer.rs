//! Offers: what a plan costs in which duration, and whether a choice is among them.

use serde_json::{Value, json};

use crate::sandbox::catalogue::plans::{OptionFamily, Plan, Pricing};
use crate::sandbox::catalogue::price::{Ucents, price_in_ucents};
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use serde::{Deserialize, Serialize};

/// The duration of what is paid once or by consumption.
const ONCE: &str = "P0D";

/// What a person asks for of a plan.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Choice {
    pub duration: String,
    pub pricing_mode: String,
    pub quantity: i64,
}

/// The price of a choice, or why there is none.
///
/// Duration and pricing mode are a pair: a mode is offered for one duration only, and that is `P0D`
/// where nothing renews.
pub fn choose<'a>(plan: &'a Plan, choice: &Choice) -> Result<&'a Pricing, String> {
    let (code, mode) = (&plan.plan_code, &choice.pricing_mode);
    let (duration, quantity) = (&choice.duration, choice.quantity);
    let pricing = plan
        .pricing(mode)
        .filter(|pricing| match pricing.renew {
            Some(_) => Some(pricing.months) == months(duration),
            None => duration == ONCE,
        })
        .ok_or_else(|| {
            format!("Invalid duration {duration} and pricing mode {mode} for plan {code}")
        })?;
    if !plan.quantity.contains(quantity) {
        return Err(format!("Invalid quantity {quantity} for plan {code}"));
    }
    Ok(pricing)
}

/// A product as `GET /order/cart/{cartId}/{product}` lists it.
pub fn product(plan: &Plan, subsidiary: &Subsidiary) -> Value {
    json!({
        "planCode": plan.plan_code,
        "prices": prices(plan, subsidiary),
        "productName": plan.name,
        "productType": "delivery",
    })
}

/// An option as `GET /order/cart/{cartId}/{product}/options` lists it.
pub fn option(addon: &Plan, family: &OptionFamily, subsidiary: &Subsidiary) -> Value {
    json!({
        "exclusive": family.exclusive,
        "family": family.name,
        "mandatory": family.mandatory,
        "planCode": addon.plan_code,
        "prices": prices(addon, subsidiary),
        "productName": addon.name,
        "productType": "delivery",
    })
}

fn prices(plan: &Plan, subsidiary: &Subsidiary) -> Value {
    let prices = Charge::all(plan).map(|charge| {
        json!({
            "capacities": [charge.capacity],
            "description": charge.description(),
            "duration": charge.duration(),
            "interval": charge.months.unwrap_or(0),
            "maximumQuantity": plan.quantity.max,
            "maximumRepeat": charge.maximum_repeat(),
            "minimumQuantity": plan.quantity.min,
            "minimumRepeat": 1,
            "price": price_in_ucents(charge.amount, subsidiary),
            "priceInUcents": charge.amount.0,
            "pricingMode": charge.mode,
            "pricingType": charge.kind(),
        })
    });
    prices.collect()
}

/// An amount that a plan costs; offers and the public catalogue have an entry for each.
pub struct Charge<'a> {
    pub mode: &'a str,
    /// `installation`, `renew` or `consumption`.
    pub capacity: &'static str,
    /// What a renewal pays for; the others have no months.
    pub months: Option<u32>,
    pub amount: Ucents,
}

impl<'a> Charge<'a> {
    /// The charges of a plan, those for installation first.
    pub fn all(plan: &'a Plan) -> impl Iterator<Item = Self> {
        let prices = &plan.prices;
        let installations = prices
            .iter()
            .filter_map(|pricing| Self::of(pricing, "installation", pricing.installation));
        let renewals = prices.iter().filter_map(|pricing| {
            let renewal = Self::of(pricing, "renew", pricing.renew)?;
            Some(Self {
                months: Some(pricing.months),
                ..renewal
            })
        });
        let consumed = prices
            .iter()
            .filter_map(|pricing| Self::of(pricing, "consumption", pricing.consumption));
        installations.chain(renewals).chain(consumed)
    }

    fn of(pricing: &'a Pricing, capacity: &'static str, amount: Option<Ucents>) -> Option<Self> {
        Some(Self {
            mode: &pricing.mode,
            capacity,
            months: None,
            amount: amount?,
        })
    }

    pub fn maximum_repeat(&self) -> Option<u32> {
        (self.capacity == "installation").then_some(1)
    }

    pub fn description(&self) -> String {
        match self.months {
            Some(months) => format!("rental for {}", words(months)),
            None if self.capacity == "consumption" => "consumption".to_owned(),
            None => "rental (only applicable for 1 time)".to_owned(),
        }
    }

    /// `consumption` or `rental`.
    pub fn kind(&self) -> &'static str {
        match self.capacity {
            "consumption" => "consumption",
            _ => "rental",
        }
    }

    fn duration(&self) -> String {
        self.months.map_or(ONCE.to_owned(), iso)
    }
}

/// The months of `P1M`, `P12M`, `P1Y`; nothing for other durations such as `P0D` or `PT1H`.
fn months(text: &str) -> Option<u32> {
    let count = text.strip_prefix('P')?;
    let (count, unit) = match count.strip_suffix('Y') {
        Some(years) => (years, 12),
        None => (count.strip_suffix('M')?, 1),
    };
    if !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    count.parse::<u32>().ok()?.checked_mul(unit)
}

/// The duration as offers write it: `P1M`, `P1Y`.
pub fn iso(months: u32) -> String {
    if months.is_multiple_of(12) {
        format!("P{}Y", months / 12)
    } else {
        format!("P{months}M")
    }
}

/// The duration as order lines write it: `1 month`, `12 months`.
pub fn words(months: u32) -> String {
    let plural = if months == 1 { "" } else { "s" };
    format!("{months} month{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::catalogue::plans::Catalogue;
    use crate::sandbox::catalogue::subsidiary;

    #[test]
    fn duration_and_pricing_mode_are_a_pair_and_quantity_has_a_range() {
        let catalogue = Catalogue::read().unwrap();
        let subsidiary = subsidiary::find("FR").unwrap();
        let plan = catalogue.plan("eco", "24sk10", subsidiary).unwrap();
        let pair = |duration, mode| {
            format!("Invalid duration {duration} and pricing mode {mode} for plan 24sk10")
        };
        for (duration, mode, quantity, expected) in [
            ("P1M", "default", 1, Ok(Ucents(1_699_000_000))),
            ("P1Y", "upfront12", 2, Ok(Ucents(20_388_000_000))),
            ("P12M", "upfront12", 1, Ok(Ucents(20_388_000_000))),
            ("P1Y", "default", 1, Err(pair("P1Y", "default"))),
            ("P1M", "upfront12", 1, Err(pair("P1M", "upfront12"))),
            ("P0D", "default", 1, Err(pair("P0D", "default"))),
            ("PT1H", "default", 1, Err(pair("PT1H", "default"))),
            ("P1M", "monthly", 1, Err(pair("P1M", "monthly"))),
            (
                "P1M",
                "default",
                0,
                Err("Invalid quantity 0 for plan 24sk10".into()),
            ),
            (
                "P1M",
                "default",
                3,
                Err("Invalid quantity 3 for plan 24sk10".into()),
            ),
        ] {
            let choice = Choice {
                duration: duration.into(),
                pricing_mode: mode.into(),
                quantity,
            };
            let renew = choose(plan, &choice).map(|pricing| pricing.renew.unwrap());
            assert_eq!(renew, expected, "{duration} {mode} {quantity}");
        }
    }

    #[test]
    fn what_does_not_renew_is_sold_for_no_time_and_nothing_else() {
        let catalogue = Catalogue::read().unwrap();
        let subsidiary = subsidiary::find("FR").unwrap();
        let credit = catalogue.plan("cloud", "credit", subsidiary).unwrap();
        let instance = catalogue.addon("b3-8.consumption").unwrap();
        for (plan, duration, is_sold) in [
            (credit, "P0D", true),
            (credit, "P1M", false),
            (instance, "P0D", true),
            (instance, "P1M", false),
        ] {
            let choice = Choice {
                duration: duration.into(),
                pricing_mode: "default".into(),
                quantity: 1,
            };
            let chosen = choose(plan, &choice);
            assert_eq!(chosen.is_ok(), is_sold, "{} {duration}", plan.plan_code);
        }
    }

    #[test]
    fn only_whole_months_and_years_are_durations_of_prices() {
        for (text, expected) in [
            ("P1M", Some(1)),
            ("P12M", Some(12)),
            ("P1Y", Some(12)),
            ("P2Y", Some(24)),
            ("P0D", None),
            ("PT1H", None),
            ("P+1M", None),
            ("PM", None),
            ("1M", None),
            ("", None),
            ("P99999999999Y", None),
        ] {
            assert_eq!(months(text), expected, "{text}");
        }
    }

    #[test]
    fn a_year_is_written_as_a_year() {
        for (months, written, said) in [(1, "P1M", "1 month"), (12, "P1Y", "12 months")] {
            assert_eq!(
                (iso(months).as_str(), words(months).as_str()),
                (written, said)
            );
        }
    }
}
