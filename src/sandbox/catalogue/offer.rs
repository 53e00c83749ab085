//! Offers: what a plan costs in which duration, and whether a choice is among them.

use serde_json::{Value, json};

use crate::sandbox::catalogue::money::{Ucents, price_in_ucents};
use crate::sandbox::catalogue::plans::{OptionFamily, Plan, Pricing};
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::time;

/// What a person asks for of a plan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Choice {
    pub duration: String,
    pub pricing_mode: String,
    pub quantity: i64,
}

/// The price of a choice, or why there is none.
pub fn choose<'a>(plan: &'a Plan, choice: &Choice) -> Result<&'a Pricing, String> {
    let months = time::months(&choice.duration);
    let pricing = plan.pricing(&choice.pricing_mode);
    let Some(pricing) = pricing.filter(|pricing| Some(pricing.months) == months) else {
        return Err(format!(
            "Invalid duration {} and pricing mode {} for plan {}",
            choice.duration, choice.pricing_mode, plan.plan_code
        ));
    };
    if !plan.quantity.contains(choice.quantity) {
        return Err(format!(
            "Invalid quantity {} for plan {}",
            choice.quantity, plan.plan_code
        ));
    }
    Ok(pricing)
}

/// A product as `GET /order/cart/{cartId}/{product}` lists it.
pub fn product(plan: &Plan, place: &Subsidiary) -> Value {
    json!({
        "planCode": plan.plan_code,
        "prices": prices(plan, place),
        "productName": plan.name,
        "productType": "delivery",
    })
}

/// An option as `GET /order/cart/{cartId}/{product}/options` lists it.
pub fn option(addon: &Plan, family: &OptionFamily, place: &Subsidiary) -> Value {
    json!({
        "exclusive": family.exclusive,
        "family": family.name,
        "mandatory": family.mandatory,
        "planCode": addon.plan_code,
        "prices": prices(addon, place),
        "productName": addon.name,
        "productType": "delivery",
    })
}

fn prices(plan: &Plan, place: &Subsidiary) -> Vec<Value> {
    let entries = Phase::entries(plan);
    let price = |(phase, pricing, amount): (Phase, &Pricing, Ucents)| {
        json!({
            "capacities": [phase.capacity()],
            "description": phase.description(pricing),
            "duration": phase.duration(pricing),
            "interval": phase.months(pricing),
            "maximumQuantity": plan.quantity.max,
            "maximumRepeat": phase.maximum_repeat(),
            "minimumQuantity": plan.quantity.min,
            "minimumRepeat": 1,
            "price": price_in_ucents(amount, place),
            "priceInUcents": amount.0,
            "pricingMode": pricing.mode,
            "pricingType": "rental",
        })
    };
    entries.map(price).collect()
}

/// When a price is paid: offers and the public catalogue have an entry for each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    Installation,
    Renew,
}

impl Phase {
    /// The entries of a plan with their amounts, those for installation first.
    pub fn entries(plan: &Plan) -> impl Iterator<Item = (Self, &Pricing, Ucents)> {
        let once = plan.prices.iter().filter_map(|pricing| {
            let amount = pricing.installation?;
            Some((Self::Installation, pricing, amount))
        });
        let renewals = plan.prices.iter();
        let renewals = renewals.map(|pricing| (Self::Renew, pricing, pricing.renew));
        once.chain(renewals)
    }

    pub fn capacity(self) -> &'static str {
        match self {
            Self::Installation => "installation",
            Self::Renew => "renew",
        }
    }

    pub fn months(self, pricing: &Pricing) -> u32 {
        match self {
            Self::Installation => 0,
            Self::Renew => pricing.months,
        }
    }

    pub fn maximum_repeat(self) -> Option<u32> {
        (self == Self::Installation).then_some(1)
    }

    pub fn description(self, pricing: &Pricing) -> String {
        match self {
            Self::Installation => "rental (only applicable for 1 time)".to_owned(),
            Self::Renew => format!("rental for {}", time::words(pricing.months)),
        }
    }

    fn duration(self, pricing: &Pricing) -> String {
        match self {
            Self::Installation => "P0D".to_owned(),
            Self::Renew => time::iso(pricing.months),
        }
    }
}

/// Installation and first renewal together.
pub fn first_payment(pricing: &Pricing) -> Ucents {
    pricing.installation.unwrap_or_default() + pricing.renew
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::catalogue::plans::Catalogue;
    use crate::sandbox::catalogue::subsidiary;

    #[test]
    fn duration_and_pricing_mode_are_a_pair_and_quantity_has_a_range() {
        let catalogue = Catalogue::read().unwrap();
        let place = subsidiary::find("FR").unwrap();
        let plan = catalogue.plan("eco", "24sk10", place).unwrap();
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
            let renew = choose(plan, &choice).map(|pricing| pricing.renew);
            assert_eq!(renew, expected, "{duration} {mode} {quantity}");
        }
    }
}
