//! Offers: what a plan costs in which duration, and whether a choice is among them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::catalogue::plans::{OptionFamily, Plan, Pricing};
use crate::sandbox::catalogue::price::price_in_ucents;
use crate::sandbox::catalogue::subsidiary::Subsidiary;

/// What a person asks for of a plan.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Choice {
    pub duration: String,
    pub pricing_mode: String,
    pub quantity: i64,
}

/// What a choice pays for, each of them at most once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Charges<'a> {
    pub installation: Option<&'a Pricing>,
    pub renewal: Option<&'a Pricing>,
    pub consumption: Option<&'a Pricing>,
}

/// The charges of a choice, or why it cannot be had.
///
/// Duration and pricing mode are a pair: a mode is offered for few durations, most for one only. What
/// does not renew has the duration of the price it has, `P0D`.
pub fn choose<'a>(plan: &'a Plan, choice: &Choice) -> Result<Charges<'a>, String> {
    let (code, mode) = (&plan.plan_code, &choice.pricing_mode);
    let (duration, quantity) = (&choice.duration, choice.quantity);
    let pricings = plan.pricings.iter().filter(|pricing| pricing.mode == *mode);
    let mut pricings: Vec<_> = pricings.collect();
    let renews = pricings.iter().any(|pricing| pricing.has("renew"));
    let is_offered = pricings
        .iter()
        .any(|pricing| pricing.has("renew") == renews && lasts(pricing, duration));
    if !is_offered {
        return Err(format!(
            "Invalid duration {duration} and pricing mode {mode} for plan {code}"
        ));
    }
    pricings.retain(|pricing| pricing.quantity.contains(quantity));
    let charges = Charges {
        installation: first(&pricings, |pricing| {
            pricing.has("installation") && !pricing.has("renew")
        }),
        renewal: first(&pricings, |pricing| {
            pricing.has("renew") && lasts(pricing, duration)
        }),
        consumption: first(&pricings, |pricing| pricing.has("consumption")),
    };
    if charges.shown().is_none() || charges.renewal.is_some() != renews {
        return Err(format!("Invalid quantity {quantity} for plan {code}"));
    }
    Ok(charges)
}

fn first<'a>(pricings: &[&'a Pricing], is_it: impl Fn(&Pricing) -> bool) -> Option<&'a Pricing> {
    pricings.iter().copied().find(|pricing| is_it(pricing))
}

/// Whether a price is for this duration, in whichever unit it is written.
fn lasts(pricing: &Pricing, duration: &str) -> bool {
    let own = pricing.duration();
    own == duration || months(&own).is_some_and(|own| Some(own) == months(duration))
}

impl<'a> Charges<'a> {
    /// The one that an item shows as its price: the renewal if it renews.
    pub fn shown(&self) -> Option<&'a Pricing> {
        self.renewal.or(self.installation).or(self.consumption)
    }
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
    let prices = plan.pricings.iter().map(|pricing| {
        json!({
            "capacities": pricing.capacities,
            "description": pricing.description,
            "duration": pricing.duration(),
            "interval": pricing.interval,
            "maximumQuantity": pricing.quantity.max,
            "maximumRepeat": pricing.repeat.max,
            "minimumQuantity": pricing.quantity.min,
            "minimumRepeat": pricing.repeat.min,
            "price": price_in_ucents(pricing.price, subsidiary),
            "priceInUcents": pricing.price.0,
            "pricingMode": pricing.mode,
            "pricingType": pricing.kind,
        })
    });
    prices.collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::catalogue::price::Ucents;
    use crate::sandbox::catalogue::shelves::Catalogue;
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
            let renew = choose(plan, &choice).map(|charges| charges.renewal.unwrap().price);
            assert_eq!(renew, expected, "{duration} {mode} {quantity}");
        }
    }

    #[test]
    fn what_does_not_renew_is_sold_for_no_time_and_nothing_else() {
        let catalogue = Catalogue::read().unwrap();
        let subsidiary = subsidiary::find("FR").unwrap();
        let credit = catalogue.plan("cloud", "credit", subsidiary).unwrap();
        let instance = catalogue
            .addon("cloud", "b3-8.consumption", subsidiary)
            .unwrap();
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
}
