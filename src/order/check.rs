//! Checks an order against what is offered, before anything is bought.
//!
//! Every function here is pure: offers and wishes in, choices and problems out. The last word is the
//! API's, at the dry run of the checkout.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use super::file::{Configuration, PlanCode, PriceDuration, PricingMode};
use super::problem::{Problem, join, listed};
use crate::endpoint::{Endpoint, Region};
use crate::nearest::nearest;
use crate::types::{
    CartConfigurationRequirements, CartGenericOptionDefinition, CartGenericProductDefinition,
    CartGenericProductPricing, CartGenericProductPricingCapacities, NichandleOvhSubsidiary,
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
    pub(super) fn of(
        plan_code: &'a PlanCode,
        duration: Option<&'a PriceDuration>,
        pricing_mode: Option<&'a PricingMode>,
        quantity: NonZeroU32,
    ) -> Self {
        Self {
            plan_code: plan_code.as_str(),
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

/// The subsidiary that sells: the stated one, or else the account's. A cart of one subsidiary cannot
/// be assigned to an account of another, and an endpoint serves those of its region only.
pub(super) fn subsidiary(
    endpoint: &Endpoint,
    stated: Option<NichandleOvhSubsidiary>,
    account: Option<NichandleOvhSubsidiary>,
) -> Result<NichandleOvhSubsidiary, Problem> {
    const PATH: &str = "ovhSubsidiary";
    if let Some(stated) = &stated
        && !endpoint.accepts(stated.as_str())
    {
        return Err(sells_elsewhere(endpoint, stated).at(PATH));
    }
    if let (Some(stated), Some(account)) = (&stated, &account)
        && stated != account
    {
        let message = format!("the account belongs to {account}, not {stated}");
        return Err(Problem::new(message).at(PATH));
    }
    let Some(subsidiary) = stated.or(account) else {
        let message = "required, because there is no account to ask";
        let problem =
            Problem::new(message).hint("write the one that sells, such as `ovhSubsidiary: FR`");
        return Err(problem.at(PATH));
    };
    if !endpoint.accepts(subsidiary.as_str()) {
        return Err(sells_elsewhere(endpoint, &subsidiary).at(PATH));
    }
    Ok(subsidiary)
}

fn sells_elsewhere(endpoint: &Endpoint, subsidiary: &NichandleOvhSubsidiary) -> Problem {
    let code = subsidiary.as_str();
    let here = endpoint.region().map(Region::subsidiaries);
    if !NichandleOvhSubsidiary::VALUES.contains(&code) {
        return Problem::unknown("subsidiary", code, here.unwrap_or_default());
    }
    let problem = Problem::new(format!("{code} does not sell at {endpoint}"));
    problem.hint(format!("use one of {}", listed(here.unwrap_or_default())))
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
fn sold(prices: &[CartGenericProductPricing]) -> Vec<&CartGenericProductPricing> {
    use CartGenericProductPricingCapacities::{Consumption, Installation, Renew};
    [Renew, Installation, Consumption]
        .iter()
        .map(|capacity| prices.iter().filter(|price| pays(price, capacity)))
        .map(Vec::from_iter)
        .find(|sold| !sold.is_empty())
        .unwrap_or_default()
}

fn pays(price: &CartGenericProductPricing, capacity: &CartGenericProductPricingCapacities) -> bool {
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
        let least = price.minimum_quantity.unwrap_or(1);
        let most = price.maximum_quantity.unwrap_or(i64::MAX);
        if (least..=most).contains(&wished) {
            return Ok(price);
        }
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

/// What is wrong with a choice of options: a mandatory family without one, an exclusive family with
/// two. `path` is the item's place in the order.
pub(super) fn families(
    offers: &[CartGenericOptionDefinition],
    chosen: &[&str],
    path: &str,
) -> Vec<Problem> {
    let mut by_family: BTreeMap<&str, Vec<&CartGenericOptionDefinition>> = BTreeMap::new();
    for offer in offers {
        if let Some(family) = offer.family.as_deref().filter(|family| !family.is_empty()) {
            by_family.entry(family).or_default().push(offer);
        }
    }
    by_family
        .iter()
        .filter_map(|(family, offers)| family_problem(family, offers, chosen))
        .map(|problem| problem.at(format!("{path}.options")))
        .collect()
}

fn family_problem(
    family: &str,
    offers: &[&CartGenericOptionDefinition],
    chosen: &[&str],
) -> Option<Problem> {
    let plans: Vec<_> = offers
        .iter()
        .filter_map(|offer| offer.plan_code.as_deref())
        .collect();
    let taken = chosen.iter().filter(|plan| plans.contains(plan)).count();
    let is_mandatory = offers.iter().any(|offer| offer.mandatory == Some(true));
    let is_exclusive = offers.iter().any(|offer| offer.exclusive == Some(true));
    let message = if taken == 0 && is_mandatory {
        format!("an option of the family `{family}` is required")
    } else if taken > 1 && is_exclusive {
        format!("only one option of the family `{family}` is allowed, not {taken}")
    } else {
        return None;
    };
    Some(Problem::new(message).hint(format!("use one of {}", listed(&plans))))
}

/// Labels that the checkout refuses an item without.
///
/// The API says `required` of labels that it does not need, such as `region`, and not of some that it
/// does, so only its refusals count. Those that are not listed here are met at the dry run.
const NEEDED: &[&str] = &[
    // "in customFields there must be a field with name 'dedicated_datacenter'", although `required`
    // is false: reported by github.com/ovh/ovhcloud-cli (its order of servers, August 2026).
    "dedicated_datacenter",
    // "Custom field vps_ssd_datacenter is mandatory for product ssd_model1_2018v1", and the same of
    // `vps_ssd_os`: https://github.com/ovh/order-cart-examples/issues/5
    "vps_ssd_datacenter",
    "vps_ssd_os",
    // What newer plans call the same two.
    "vps_datacenter",
    "vps_os",
];

/// What is wrong with a configuration: labels that the item does not take, values that a label does
/// not allow, labels that are missing although they are known to be needed. `path` is the item's
/// place in the order.
pub(super) fn labels(
    requirements: &[CartConfigurationRequirements],
    configuration: &Configuration,
    path: &str,
) -> Vec<Problem> {
    let wrong = configuration.iter().filter_map(|(label, value)| {
        let problem = label_problem(requirements, label, value)?;
        Some(problem.at(label_path(path, label)))
    });
    let missing = requirements.iter().filter_map(|requirement| {
        let label = requirement.label.as_deref()?;
        // A label that is misspelt is there, and already reported.
        let mut written = configuration.iter().map(|(label, _)| label);
        let is_there = written.any(|written| nearest(written, [label]).is_some());
        (NEEDED.contains(&label) && !is_there).then(|| missing(requirement, path))
    });
    wrong.chain(missing).collect()
}

/// What is wrong with an item that lacks a label.
pub(super) fn missing(requirement: &CartConfigurationRequirements, path: &str) -> Problem {
    let label = requirement.label.as_deref().unwrap_or_default();
    let mut problem = Problem::new(format!("the label `{label}` is missing"));
    let values = allowed(requirement);
    if !values.is_empty() {
        problem = problem.hint(format!("use one of {}", listed(&values)));
    }
    problem.at(label_path(path, label))
}

/// Where an item's label is written.
pub(super) fn label_path(path: &str, label: &str) -> String {
    join(&join(path, "configuration"), label)
}

/// The values that a label takes; none when it takes any.
fn allowed(requirement: &CartConfigurationRequirements) -> Vec<&str> {
    let values = requirement.allowed_values.iter().flatten();
    values.map(String::as_str).collect()
}

fn label_problem(
    requirements: &[CartConfigurationRequirements],
    label: &str,
    value: &str,
) -> Option<Problem> {
    let requirement = requirements
        .iter()
        .find(|known| known.label.as_deref() == Some(label));
    let Some(requirement) = requirement else {
        let labels = requirements
            .iter()
            .filter_map(|known| known.label.as_deref());
        return Some(Problem::unknown(
            "label",
            label,
            &labels.collect::<Vec<_>>(),
        ));
    };
    let allowed = allowed(requirement);
    let is_refused = !allowed.is_empty() && !allowed.contains(&value);
    is_refused.then(|| Problem::unknown("value", value, &allowed))
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
    fn the_stated_subsidiary_must_be_the_accounts_and_sell_at_the_endpoint() {
        let endpoint = Endpoint::default();
        let chosen = |stated: Option<&str>, account: Option<&str>| {
            let chosen = subsidiary(&endpoint, stated.map(Into::into), account.map(Into::into));
            chosen.map_or_else(|problem| problem.to_string(), |code| code.to_string())
        };
        let cases = [
            (Some("FR"), Some("FR"), "FR"),
            (Some("FR"), None, "FR"),
            (None, Some("FR"), "FR"),
            (
                Some("GB"),
                Some("FR"),
                "ovhSubsidiary: the account belongs to FR, not GB",
            ),
            (
                Some("QC"),
                None,
                "ovhSubsidiary: QC does not sell at ovh-eu; use one of `CZ`, `DE`, `ES`, `EU`, `FI`, `FR`, \
                 `GB`, `IE`, `IT`, `LT`, `MA`, `NL`, `PL`, `PT`, `SN`, `TN`",
            ),
            (
                Some("XX"),
                Some("FR"),
                "ovhSubsidiary: unknown subsidiary `XX`; use one of `CZ`, `DE`, `ES`, `EU`, `FI`, `FR`, \
                 `GB`, `IE`, `IT`, `LT`, `MA`, `NL`, `PL`, `PT`, `SN`, `TN`",
            ),
            (
                None,
                None,
                "ovhSubsidiary: required, because there is no account to ask; write the one that sells, \
                 such as `ovhSubsidiary: FR`",
            ),
        ];
        for (stated, account, expected) in cases {
            assert_eq!(chosen(stated, account), expected, "{stated:?} {account:?}");
        }
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

    #[test]
    fn a_mandatory_family_needs_one_option_and_an_exclusive_one_takes_no_two() {
        let offer = |plan: &str, family: &str, mandatory: bool| {
            let offer = json!({"planCode": plan, "family": family, "mandatory": mandatory, "exclusive": true});
            serde_json::from_value(offer).unwrap()
        };
        let offers: Vec<CartGenericOptionDefinition> = vec![
            offer("ram-32g", "memory", true),
            offer("ram-64g", "memory", true),
            offer("ip", "ip", false),
        ];
        let cases: [(&[&str], &[&str]); 3] = [
            (&["ram-32g"], &[]),
            (
                &["ip"],
                &[
                    "items[0].options: an option of the family `memory` is required; use one of `ram-32g`, `ram-64g`",
                ],
            ),
            (
                &["ram-32g", "ram-64g"],
                &[
                    "items[0].options: only one option of the family `memory` is allowed, not 2; use one of `ram-32g`, `ram-64g`",
                ],
            ),
        ];
        for (chosen, expected) in cases {
            let problems = families(&offers, chosen, "items[0]");
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected, "{chosen:?}");
        }
    }

    #[test]
    fn a_missing_label_is_reported_only_if_the_checkout_is_known_to_need_it() {
        let requirements = json!([
            {"label": "dedicated_datacenter", "allowedValues": ["bhs", "gra"], "required": false},
            {"label": "region", "allowedValues": ["europe"], "required": true},
        ]);
        let requirements: Vec<CartConfigurationRequirements> =
            serde_json::from_value(requirements).unwrap();
        let shown = |configuration: Configuration| {
            let problems = labels(&requirements, &configuration, "items[0]");
            problems.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let expected = "items[0].configuration.dedicated_datacenter: the label \
                        `dedicated_datacenter` is missing; use one of `bhs`, `gra`";
        assert_eq!(shown(Configuration::default()), [expected]);
        let complete = Configuration::from_iter([("dedicated_datacenter", "gra")]);
        assert_eq!(shown(complete), [""; 0]);
    }

    #[test]
    fn unknown_labels_and_values_are_reported_with_the_nearest() {
        let requirements = json!([
            {"label": "datacenter", "allowedValues": ["bhs", "gra"], "required": false},
            {"label": "extra_reservation", "allowedValues": null},
            {"label": "region"},
        ]);
        let requirements: Vec<CartConfigurationRequirements> =
            serde_json::from_value(requirements).unwrap();
        let cases: [(&str, &str, &[&str]); 4] = [
            ("datacenter", "gra", &[]),
            ("extra_reservation", "anything", &[]),
            (
                "datacenter",
                "GRA",
                &["items[0].configuration.datacenter: unknown value `GRA`; did you mean `gra`?"],
            ),
            (
                "datacentre",
                "gra",
                &[
                    "items[0].configuration.datacentre: unknown label `datacentre`; did you mean `datacenter`?",
                ],
            ),
        ];
        for (label, value, expected) in cases {
            let configuration = Configuration::from_iter([(label, value)]);
            let problems = labels(&requirements, &configuration, "items[0]");
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected, "{label}={value}");
        }
    }
}
