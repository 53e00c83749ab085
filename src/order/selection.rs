//! Chooses the price that a plan is bought at.
//!
//! Every function here is pure: offers and wishes in, choices and problems out.

use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use super::file::{OrderItem, PlanCode, PriceDuration, PricingMode};
use super::problem::{Problem, listed};
use crate::types::{
    CartGenericOptionDefinition, CartGenericProductDefinition, CartGenericProductPricing,
    CartGenericProductPricingCapacities,
};

/// A plan as somebody wishes it: what is left out is read from its offer.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The plan, such as `project.2018`.
    pub plan_code: &'a str,
    /// ISO 8601, such as `P1M`. Default: the only one that the plan has with the pricing mode.
    pub duration: Option<&'a str>,
    /// Such as `upfront12`. Default: `default`.
    pub pricing_mode: Option<&'a str>,
    /// How many.
    pub quantity: i64,
}

impl<'a> Wish<'a> {
    /// The plan of an item.
    pub(super) fn of_item(item: &'a OrderItem) -> Self {
        let plan = item.plan_code.as_ref().map_or("", PlanCode::as_str);
        let (duration, mode) = (item.duration.as_ref(), item.pricing_mode.as_ref());
        Self::of(plan, duration, mode, item.quantity)
    }

    pub(super) fn of(
        plan_code: &'a str,
        duration: Option<&'a PriceDuration>,
        pricing_mode: Option<&'a PricingMode>,
        quantity: NonZeroU32,
    ) -> Self {
        Self {
            plan_code,
            duration: duration.map(PriceDuration::as_str),
            pricing_mode: pricing_mode.map(PricingMode::as_str),
            quantity: quantity.get().into(),
        }
    }
}

/// One plan at one price: what is posted to add an item or an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The plan, such as `project.2018`.
    pub plan_code: String,
    /// How long it is bought for, ISO 8601, such as `P1M`; one of the plan's prices has it.
    pub duration: String,
    /// The pricing mode of that price, such as `default` or `upfront12`.
    pub pricing_mode: String,
    /// How many.
    pub quantity: i64,
}

/// A plan that is offered, as an item or as an option.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offered<'a> {
    pub(super) plan_code: &'a str,
    pub(super) prices: &'a [CartGenericProductPricing],
}

impl<'a> From<&'a CartGenericProductDefinition> for Offered<'a> {
    fn from(offer: &'a CartGenericProductDefinition) -> Self {
        Self {
            plan_code: offer.plan_code.as_deref().unwrap_or_default(),
            prices: offer.prices.as_deref().unwrap_or_default(),
        }
    }
}

impl<'a> From<&'a CartGenericOptionDefinition> for Offered<'a> {
    fn from(offer: &'a CartGenericOptionDefinition) -> Self {
        Self {
            plan_code: offer.plan_code.as_deref().unwrap_or_default(),
            prices: offer.prices.as_deref().unwrap_or_default(),
        }
    }
}

/// The one price that fits the wish, or what is wrong with it. `path` is the wish's place in the
/// order.
///
/// Only prices that it is sold at count, see [`sold`]. The pricing mode defaults to the only one, or
/// else to `default`, the duration to the only one of that mode.
pub(super) fn choose(
    offers: &[Offered<'_>],
    wish: Wish<'_>,
    path: &str,
) -> Result<Selection, Problem> {
    let offer = offers
        .iter()
        .find(|offer| offer.plan_code == wish.plan_code);
    let Some(offer) = offer else {
        let plans: Vec<_> = offers.iter().map(|offer| offer.plan_code).collect();
        let problem = Problem::unknown("plan", wish.plan_code, &plans);
        return Err(problem.at(format!("{path}.planCode")));
    };
    let price = price(offer, wish, path)?;
    Ok(Selection {
        plan_code: wish.plan_code.to_owned(),
        duration: price.duration.clone().unwrap_or_default(),
        pricing_mode: price.pricing_mode.clone().unwrap_or_default(),
        quantity: wish.quantity,
    })
}

fn price<'a>(
    offer: &Offered<'a>,
    wish: Wish<'_>,
    path: &str,
) -> Result<&'a CartGenericProductPricing, Problem> {
    let sold = sold(offer.prices);
    let mode = wish
        .pricing_mode
        .or_else(|| only_mode(&sold))
        .unwrap_or("default");
    let fitting: Vec<_> = sold
        .iter()
        .copied()
        .filter(|price| price.pricing_mode.as_deref() == Some(mode))
        .filter(|price| wish.duration.is_none() || price.duration.as_deref() == wish.duration)
        .collect();
    let Some(first) = fitting.first() else {
        return Err(no_price(&sold, wish.duration, mode, path));
    };
    if fitting.iter().any(|price| price.duration != first.duration) {
        return Err(Problem::new("the plan is sold for several durations")
            .hint(format!("choose one of {}", sold_as(&fitting)))
            .at(format!("{path}.duration")));
    }
    in_range(&fitting, wish.quantity).map_err(|problem| problem.at(format!("{path}.quantity")))
}

/// The prices that a plan is sold at. If it renews, those of its renewals: its installation is paid
/// with the first one, and the API refuses `P0D` for it. What does not renew is sold at the price of its
/// installation, such as a credit, and what has neither at that of its consumption.
pub(super) fn sold(prices: &[CartGenericProductPricing]) -> Vec<&CartGenericProductPricing> {
    use CartGenericProductPricingCapacities::{Consumption, Installation, Renew};
    [Renew, Installation, Consumption]
        .iter()
        .map(|capacity| prices.iter().filter(|price| pays(price, capacity)))
        .map(Vec::from_iter)
        .find(|sold| !sold.is_empty())
        .unwrap_or_default()
}

pub(super) fn range(price: &CartGenericProductPricing) -> RangeInclusive<i64> {
    price.minimum_quantity.unwrap_or(1)..=price.maximum_quantity.unwrap_or(i64::MAX)
}

pub(super) fn pays(
    price: &CartGenericProductPricing,
    capacity: &CartGenericProductPricingCapacities,
) -> bool {
    let capacities = price.capacities.as_deref().unwrap_or_default();
    capacities.contains(capacity)
}

/// The pricing mode of all prices, if they have one in common.
fn only_mode<'a>(prices: &[&'a CartGenericProductPricing]) -> Option<&'a str> {
    let first = prices.first()?.pricing_mode.as_deref()?;
    prices
        .iter()
        .all(|price| price.pricing_mode.as_deref() == Some(first))
        .then_some(first)
}

fn no_price(
    sold: &[&CartGenericProductPricing],
    duration: Option<&str>,
    mode: &str,
    path: &str,
) -> Problem {
    if sold.is_empty() {
        return Problem::new("the plan has no price that it can be ordered at")
            .at(format!("{path}.planCode"));
    }
    let is_sold = sold
        .iter()
        .any(|price| price.pricing_mode.as_deref() == Some(mode));
    let problem = match duration {
        Some(duration) if is_sold => Problem::new(format!(
            "the plan is not sold for {duration} with pricing mode `{mode}`"
        ))
        .at(format!("{path}.duration")),
        _ => Problem::new(format!("the plan has no pricing mode `{mode}`"))
            .at(format!("{path}.pricingMode")),
    };
    problem.hint(format!("it is sold as {}", sold_as(sold)))
}

/// Durations with their pricing modes, as a person reads them.
fn sold_as(prices: &[&CartGenericProductPricing]) -> String {
    let sold: Vec<_> = prices
        .iter()
        .map(|price| {
            let duration = price.duration.as_deref().unwrap_or("?");
            let mode = price.pricing_mode.as_deref().unwrap_or("?");
            format!("{duration} {mode}")
        })
        .collect();
    listed(&sold.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The price whose quantities include the wished one: a plan can have a price for each range.
fn in_range<'a>(
    prices: &[&'a CartGenericProductPricing],
    wished: i64,
) -> Result<&'a CartGenericProductPricing, Problem> {
    let mut ranges = Vec::new();
    for price in prices {
        if range(price).contains(&wished) {
            return Ok(price);
        }
        let least = price.minimum_quantity.unwrap_or(1);
        ranges.push(match price.maximum_quantity {
            Some(most) => format!("{least} to {most}"),
            None => format!("at least {least}"),
        });
    }
    let ranges = ranges.join(" or ");
    Err(Problem::new(format!(
        "quantity must be {ranges}, not {wished}"
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn offer(prices: Value) -> CartGenericProductDefinition {
        serde_json::from_value(json!({"planCode": "24sk10", "prices": prices})).unwrap()
    }

    fn price(duration: &str, mode: &str, capacity: &str) -> Value {
        json!({"duration": duration, "pricingMode": mode, "capacities": [capacity],
            "minimumQuantity": 1, "maximumQuantity": 10})
    }

    fn server() -> CartGenericProductDefinition {
        offer(json!([
            price("P0D", "default", "installation"),
            price("P1M", "default", "renew"),
            price("P0D", "upfront12", "installation"),
            price("P1Y", "upfront12", "renew"),
        ]))
    }

    fn chosen(offer: &CartGenericProductDefinition, wish: Wish<'_>) -> Result<String, String> {
        let selection = choose(&[offer.into()], wish, "items[0]");
        let shown = selection.map(|s| format!("{} {}", s.duration, s.pricing_mode));
        shown.map_err(|problem| problem.to_string())
    }

    #[test]
    fn the_price_that_fits_the_wish_is_chosen() {
        let server = server();
        let wish = |duration, pricing_mode| Wish {
            plan_code: "24sk10",
            duration,
            pricing_mode,
            quantity: 1,
        };
        let sold = "it is sold as `P1M default`, `P1Y upfront12`";
        let cases = [
            (wish(None, None), Ok("P1M default".to_owned())),
            (
                wish(Some("P1M"), Some("default")),
                Ok("P1M default".to_owned()),
            ),
            (
                wish(None, Some("upfront12")),
                Ok("P1Y upfront12".to_owned()),
            ),
            (
                wish(Some("P1M"), Some("upfront12")),
                Err(format!(
                    "items[0].duration: the plan is not sold for P1M with pricing mode `upfront12`; {sold}"
                )),
            ),
            (
                wish(Some("P1M"), Some("upfront36")),
                Err(format!(
                    "items[0].pricingMode: the plan has no pricing mode `upfront36`; {sold}"
                )),
            ),
            (
                wish(None, Some("upfront36")),
                Err(format!(
                    "items[0].pricingMode: the plan has no pricing mode `upfront36`; {sold}"
                )),
            ),
        ];
        for (wish, expected) in cases {
            assert_eq!(chosen(&server, wish), expected, "{wish:?}");
        }
    }

    #[test]
    fn a_plan_that_does_not_renew_is_sold_as_installed_or_else_as_consumed() {
        let wish = |duration| Wish {
            plan_code: "24sk10",
            duration,
            pricing_mode: None,
            quantity: 1,
        };
        let installed = price("P0D", "default", "installation");
        let consumed = price("PT1H", "hourly", "consumption");
        let upgraded = price("P1M", "default", "upgrade");
        let renewed = price("P1M", "default", "renew");
        let pair = |text: &str| Ok(text.to_owned());
        let cases = [
            (json!([installed]), None, pair("P0D default")),
            (json!([installed]), Some("P0D"), pair("P0D default")),
            (json!([consumed, installed]), None, pair("P0D default")),
            (json!([consumed, upgraded]), None, pair("PT1H hourly")),
            (
                json!([installed, renewed]),
                Some("P0D"),
                Err("items[0].duration: the plan is not sold for P0D with pricing mode `default`; it is sold as `P1M default`".to_owned()),
            ),
            (
                json!([installed]),
                Some("P1M"),
                Err("items[0].duration: the plan is not sold for P1M with pricing mode `default`; it is sold as `P0D default`".to_owned()),
            ),
            (
                json!([upgraded]),
                None,
                Err("items[0].planCode: the plan has no price that it can be ordered at".to_owned()),
            ),
        ];
        for (prices, duration, expected) in cases {
            let plan = offer(prices.clone());
            assert_eq!(
                chosen(&plan, wish(duration)),
                expected,
                "{prices} {duration:?}"
            );
        }
    }

    #[test]
    fn several_durations_of_one_mode_are_not_guessed_among() {
        let plan = offer(json!([
            price("P1M", "default", "renew"),
            price("P1Y", "default", "renew")
        ]));
        let wish = Wish {
            plan_code: "24sk10",
            duration: None,
            pricing_mode: None,
            quantity: 1,
        };
        let expected = "items[0].duration: the plan is sold for several durations; \
                        choose one of `P1M default`, `P1Y default`";
        assert_eq!(chosen(&plan, wish), Err(expected.to_owned()));
    }

    #[test]
    fn of_several_ranges_the_one_with_the_quantity_is_chosen() {
        let tier = |least: i64, most: i64| {
            let mut price = price("P1M", "default", "renew");
            price["minimumQuantity"] = json!(least);
            price["maximumQuantity"] = json!(most);
            price
        };
        let plan = offer(json!([tier(1, 10), tier(11, 100)]));
        let wish = |quantity| Wish {
            plan_code: "24sk10",
            duration: None,
            pricing_mode: None,
            quantity,
        };
        assert_eq!(chosen(&plan, wish(15)), Ok("P1M default".to_owned()));
        let expected = "items[0].quantity: quantity must be 1 to 10 or 11 to 100, not 101";
        assert_eq!(chosen(&plan, wish(101)), Err(expected.to_owned()));
    }

    #[test]
    fn plan_and_quantity_must_be_offered() {
        let server = server();
        let wish = |plan_code, quantity| Wish {
            plan_code,
            duration: None,
            pricing_mode: None,
            quantity,
        };
        let cases = [
            (
                wish("24sk1O", 1),
                "items[0].planCode: unknown plan `24sk1O`; did you mean `24sk10`?",
            ),
            (
                wish("24sk10", 11),
                "items[0].quantity: quantity must be 1 to 10, not 11",
            ),
        ];
        for (wish, expected) in cases {
            assert_eq!(chosen(&server, wish), Err(expected.to_owned()));
        }
    }
}
