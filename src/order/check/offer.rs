//! Chooses the price of a wished plan among its offers.

use std::ops::RangeInclusive;

use crate::order::item::Selection;
use crate::order::problem::{Problem, listed};
use crate::types::{
    CartGenericOptionDefinition, CartGenericProductDefinition, CartGenericProductPricing,
    CartGenericProductPricingCapacities,
};

/// A plan that is offered, as an item or as an option.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Offered<'a> {
    plan_code: &'a str,
    prices: &'a [CartGenericProductPricing],
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

/// The one price that fits the wish, or what is wrong with it. `path` is the wish's place.
///
/// A price must renew: one for the installation alone is not what is ordered. Without a pricing
/// mode it is `default`; without a duration it is the only one of that mode.
pub(in super::super) fn choose(
    offers: &[Offered<'_>],
    wish: Wish<'_>,
    path: &str,
) -> Result<Selection, Problem> {
    let Some(offer) = offers
        .iter()
        .find(|offer| offer.plan_code == wish.plan_code)
    else {
        let plans: Vec<_> = offers.iter().map(|offer| offer.plan_code).collect();
        return Err(Problem::unknown("plan", wish.plan_code, &plans).at(format!("{path}.planCode")));
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
    let mode = wish.pricing_mode.unwrap_or("default");
    let renewals: Vec<_> = offer.prices.iter().filter(|price| renews(price)).collect();
    let fitting = renewals.iter().filter(|price| {
        let duration = price.duration.as_deref();
        price.pricing_mode.as_deref() == Some(mode)
            && wish.duration.is_none_or(|d| duration == Some(d))
    });
    let fitting: Vec<_> = fitting.copied().collect();
    match fitting.as_slice() {
        [] => Err(no_price(&renewals, wish, mode, path)),
        [first, rest @ ..] if rest.iter().all(|price| price.duration == first.duration) => {
            in_range(&fitting, wish.quantity, path)
        }
        several => Err(Problem::new("the plan is sold for several durations")
            .hint(format!("choose one: {}", pairs(several)))
            .at(format!("{path}.duration"))),
    }
}

fn renews(price: &CartGenericProductPricing) -> bool {
    let capacities = price.capacities.as_deref().unwrap_or_default();
    capacities.contains(&CartGenericProductPricingCapacities::Renew)
}

fn no_price(
    renewals: &[&CartGenericProductPricing],
    wish: Wish<'_>,
    mode: &str,
    path: &str,
) -> Problem {
    let message = match wish.duration {
        Some(duration) => format!("the plan is not sold for {duration} with pricing mode `{mode}`"),
        None => format!("the plan has no pricing mode `{mode}`"),
    };
    let field = if wish.duration.is_some() {
        "duration"
    } else {
        "pricingMode"
    };
    Problem::new(message)
        .hint(format!("it is sold as {}", pairs(renewals)))
        .at(format!("{path}.{field}"))
}

/// Durations with their pricing modes, as a person reads them.
fn pairs(prices: &[&CartGenericProductPricing]) -> String {
    let pair = |price: &&CartGenericProductPricing| {
        let duration = price.duration.as_deref().unwrap_or("?");
        format!(
            "{duration} {}",
            price.pricing_mode.as_deref().unwrap_or("?")
        )
    };
    let pairs: Vec<_> = prices.iter().map(pair).collect();
    listed(&pairs.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The price whose quantities include the wished one: a plan can have a price for each range.
fn in_range<'a>(
    prices: &[&'a CartGenericProductPricing],
    wished: i64,
    path: &str,
) -> Result<&'a CartGenericProductPricing, Problem> {
    let limits = |price: &CartGenericProductPricing| {
        let most = price.maximum_quantity.unwrap_or(i64::MAX);
        price.minimum_quantity.unwrap_or(1)..=most
    };
    let fitting = prices.iter().find(|price| limits(price).contains(&wished));
    fitting.copied().ok_or_else(|| {
        let ranges: Vec<_> = prices.iter().map(|price| range(&limits(price))).collect();
        let ranges = ranges.join(" or ");
        Problem::new(format!("quantity must be {ranges}, not {wished}"))
            .at(format!("{path}.quantity"))
    })
}

fn range(limits: &RangeInclusive<i64>) -> String {
    match *limits.end() {
        i64::MAX => format!("at least {}", limits.start()),
        most => format!("{} to {most}", limits.start()),
    }
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
                        choose one: `P1M default`, `P1Y default`";
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
