//! Whether a quote says what somebody agrees to: what the order costs, and that it is the order of the
//! file, as far as its lines say what they are for.

use std::collections::BTreeMap;

use futures_util::FutureExt;

use super::added::Added;
use super::selection::Selection;
use super::{Context, OrderError, amount};
use crate::journal::Claim;
use crate::money::{self, Amount};
use crate::types::{Order, OrderDetail, OrderDetailType, Price};

/// Checks that a dry run says what there is to agree to: a total, lines, contracts, and amounts whose
/// text and value are the same. Ask nobody to buy without.
///
/// # Errors
/// [`OrderError::NotQuoted`] with everything that is missing or contradicts itself.
pub fn can_be_agreed_to(order: &Order) -> Result<(), OrderError> {
    let mut reasons = unpriced(order);
    if order.contracts.as_ref().is_none_or(Vec::is_empty) {
        reasons.push("it has no contracts".to_owned());
    }
    unless(reasons)
}

/// Checks that an order has a total and lines, all of which have a price.
pub(super) fn price_is_known(order: &Order) -> Result<(), OrderError> {
    unless(unpriced(order))
}

/// Checks that a quote has a price, and that it is for what was added to the cart.
pub(super) fn is_for(order: &Order, added: &[Added]) -> Result<(), OrderError> {
    let mut reasons = unpriced(order);
    reasons.extend(added.iter().filter_map(Added::difference));
    reasons.extend(differences(
        order.details.as_deref().unwrap_or_default(),
        added,
    ));
    unless(reasons)
}

/// Waits for a yes and holds the claim meanwhile. Says whether the answer was not there at once: in hours
/// prices and contracts change, so what was shown must be compared once more then.
pub(super) async fn has_waited(
    context: &Context,
    claim: &Claim,
    answer: impl Future<Output = bool>,
) -> Result<bool, OrderError> {
    // In a box, because it can be large and would be part of every future around it.
    let mut answer = Box::pin(answer);
    let at_once = answer.as_mut().now_or_never();
    let is_agreed = match at_once {
        Some(is_agreed) => is_agreed,
        None => claim.held(answer).await?,
    };
    if !is_agreed {
        return Err(OrderError::NotConfirmed);
    }
    // Whoever stopped it while it was being confirmed does not want it any more.
    context.unless_stopped()?;
    Ok(at_once.is_none())
}

/// Checks that an order costs no more than this, with tax.
///
/// # Errors
/// [`OrderError::TooExpensive`], also for another currency and for a total that cannot be read.
pub fn is_within(order: &Order, ceiling: Option<&Amount>) -> Result<(), OrderError> {
    let Some(ceiling) = ceiling else {
        return Ok(());
    };
    let prices = order.prices.as_ref();
    let price = prices.and_then(|prices| prices.with_tax.as_ref());
    let total = amount::total(prices);
    let written = match total.as_ref().map(|total| total.compare(ceiling)) {
        Some(Ok(compared)) if compared.is_le() => return Ok(()),
        // Another currency: its sign alone could be overlooked.
        Some(Err(_)) => total.map(|total| total.to_string()),
        _ => None,
    };
    let written = written.or_else(|| text(price).map(str::to_owned));
    Err(OrderError::TooExpensive {
        total: written.unwrap_or_else(|| "unknown".to_owned()),
        ceiling: ceiling.clone(),
    })
}

fn unless(reasons: Vec<String>) -> Result<(), OrderError> {
    if reasons.is_empty() {
        return Ok(());
    }
    Err(OrderError::NotQuoted { reasons })
}

/// What keeps the price from being known.
fn unpriced(order: &Order) -> Vec<String> {
    let mut reasons = Vec::new();
    let prices = order.prices.clone().unwrap_or_default();
    if text(prices.with_tax.as_ref()).is_none() {
        reasons.push("it has no total with tax".to_owned());
    }
    let lines = order.details.as_deref().unwrap_or_default();
    if lines.is_empty() {
        reasons.push("it has no lines".to_owned());
    }
    if lines
        .iter()
        .any(|line| text(line.total_price.as_ref()).is_none())
    {
        reasons.push("a line has no price".to_owned());
    }
    let totals = [&prices.with_tax, &prices.without_tax, &prices.tax];
    let amounts = totals
        .into_iter()
        .chain(lines.iter().map(|line| &line.total_price));
    reasons.extend(amounts.flatten().filter_map(contradiction));
    reasons
}

fn text(price: Option<&Price>) -> Option<&str> {
    price?
        .text
        .as_deref()
        .filter(|text| !text.trim().is_empty())
}

fn contradiction(price: &Price) -> Option<String> {
    let (text, value) = (text(Some(price))?, price.value?);
    if !money::shows(text, value) {
        return Some(format!(
            "an amount reads `{text}`, and its value is {value}"
        ));
    }
    let ucents = price.price_in_ucents?;
    (!money::is_about(ucents, value))
        .then(|| format!("an amount reads `{text}`, and its `priceInUcents` is {ucents}"))
}

/// How the lines differ from what was added. A line counts for its item by `cartItemID`; what it costs
/// to install, what it costs for its time and what its product is called are lines of their own, each
/// with the quantity. Live the first and the last are both an `INSTALLATION`, told apart by their words.
fn differences(lines: &[OrderDetail], added: &[Added]) -> Vec<String> {
    let mut counts: BTreeMap<(i64, &str, &str), i64> = BTreeMap::new();
    let mut reasons = Vec::new();
    for line in lines {
        // A line that does not say what it is for can only be read by a person.
        let Some(item) = line.cart_item_id else {
            continue;
        };
        if !added.iter().any(|it| it.item.0 == item) {
            let what = line.description.as_deref().unwrap_or("a line").trim();
            reasons.push(format!(
                "`{what}` is for item {item}, which the order does not have"
            ));
        }
        let kind = match line.detail_type {
            Some(OrderDetailType::Installation) => "installation",
            Some(OrderDetailType::Duration) => "duration",
            _ => "",
        };
        let count = line
            .quantity
            .as_ref()
            .and_then(|it| it.to_string().parse().ok());
        let words = line.description.as_deref().unwrap_or_default();
        *counts.entry((item, kind, words)).or_default() += count.unwrap_or(0);
    }
    let is_itemised = lines.iter().all(|line| line.cart_item_id.is_some());
    for it in added {
        let Selection {
            plan_code,
            quantity,
            ..
        } = &it.selection;
        let has_line = counts.keys().any(|(item, ..)| *item == it.item.0);
        if is_itemised && !has_line && !it.may_lack_lines() {
            reasons.push(format!("{plan_code} has no line"));
        }
        let wrong = counts.iter().find(|((item, kind, _), count)| {
            // Lines without a quantity count as none.
            *item == it.item.0 && !kind.is_empty() && **count != 0 && *count != quantity
        });
        if let Some((_, count)) = wrong {
            reasons.push(format!("it is for {count} of {plan_code}, not {quantity}"));
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::order::ItemId;

    fn price(text: &str, value: f64) -> Value {
        json!({"text": text, "value": value})
    }

    fn line(item: i64, kind: &str, quantity: i64) -> Value {
        json!({"cartItemID": item, "detailType": kind, "quantity": quantity, "description": "VPS-1 - ",
            "totalPrice": price("4.49 €", 4.49)})
    }

    fn quote() -> Value {
        json!({
            "prices": {"withTax": price("5.39 €", 5.39)},
            "details": [line(1, "INSTALLATION", 1), line(1, "DURATION", 1)],
            "contracts": [{"name": "terms"}],
        })
    }

    /// As live: the product is a line of its own beside that of what the plan costs to install.
    fn with_product_line(quantity: i64) -> Value {
        let mut quote = quote();
        let mut product = line(1, "INSTALLATION", quantity);
        product["description"] = json!("Intel Xeon-D 1520");
        quote["details"].as_array_mut().unwrap().push(product);
        quote
    }

    fn order(value: Value) -> Order {
        serde_json::from_value(value).unwrap()
    }

    fn added(item: i64, plan_code: &str, parent: Option<i64>, answer: Value) -> Added {
        Added {
            item: ItemId(item),
            parent: parent.map(ItemId),
            selection: Selection {
                plan_code: plan_code.to_owned(),
                duration: "P1M".to_owned(),
                pricing_mode: "default".to_owned(),
                quantity: 1,
            },
            answer: serde_json::from_value(answer).unwrap(),
        }
    }

    /// A virtual private server that the API answered with these settings.
    fn settled(settings: Value) -> Added {
        added(1, "vps", None, json!({ "settings": settings }))
    }

    fn reasons(outcome: Result<(), OrderError>) -> Vec<String> {
        match outcome {
            Ok(()) => Vec::new(),
            Err(OrderError::NotQuoted { reasons }) => reasons,
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn without_total_lines_and_contracts_there_is_nothing_to_agree_to() {
        let all = [
            "it has no total with tax",
            "it has no lines",
            "it has no contracts",
        ];
        assert_eq!(reasons(can_be_agreed_to(&order(json!({})))), all);
        let empty = json!({"prices": null, "details": [], "contracts": []});
        assert_eq!(reasons(can_be_agreed_to(&order(empty))), all);
        assert_eq!(reasons(can_be_agreed_to(&order(quote()))), [""; 0]);
        for (pointer, value, expected) in [
            (
                "/prices/withTax/text",
                json!(" "),
                "it has no total with tax",
            ),
            ("/details/0/totalPrice", json!(null), "a line has no price"),
            (
                "/prices/withTax/value",
                json!(539),
                "an amount reads `5.39 €`, and its value is 539",
            ),
            (
                "/details/1/totalPrice/text",
                json!("0.00 €"),
                "an amount reads `0.00 €`, and its value is 4.49",
            ),
        ] {
            let mut quote = quote();
            *quote.pointer_mut(pointer).unwrap() = value;
            assert_eq!(
                reasons(can_be_agreed_to(&order(quote))),
                [expected],
                "{pointer}"
            );
        }
    }

    #[test]
    fn each_line_of_an_item_has_its_quantity_whatever_their_number() {
        let vps = [added(1, "vps", None, json!({}))];
        for (quantity, expected) in [(1, None), (2, Some("it is for 2 of vps, not 1"))] {
            let expected: Vec<_> = expected.into_iter().collect();
            let quote = order(with_product_line(quantity));
            assert_eq!(reasons(is_for(&quote, &vps)), expected, "{quantity}");
        }
    }

    #[test]
    fn a_quote_is_for_exactly_what_was_added() {
        let vps = || added(1, "vps", None, json!({}));
        let paid = json!({"prices": [{"price": {"value": 2.5}}]});
        let cases = [
            (quote(), vec![vps()], vec![]),
            (
                quote(),
                vec![vps(), added(2, "free", Some(1), json!({}))],
                vec![],
            ),
            (
                quote(),
                vec![vps(), added(2, "ram", Some(1), paid)],
                vec!["ram has no line"],
            ),
            (
                quote(),
                vec![vps(), added(2, "eco", None, json!({}))],
                vec!["eco has no line"],
            ),
            (
                json!({"prices": quote()["prices"], "details": [line(1, "DURATION", 1), line(9, "DURATION", 1)]}),
                vec![vps()],
                vec!["`VPS-1 -` is for item 9, which the order does not have"],
            ),
            (
                json!({"prices": quote()["prices"], "details": [line(1, "INSTALLATION", 1), line(1, "DURATION", 3)]}),
                vec![vps()],
                vec!["it is for 3 of vps, not 1"],
            ),
            (
                json!({"prices": quote()["prices"], "details": [line(1, "DURATION", 2), line(1, "DURATION", 1)]}),
                vec![vps()],
                vec!["it is for 3 of vps, not 1"],
            ),
            (
                json!({"prices": quote()["prices"], "details": [line(1, "DURATION", 1), line(1, "GIFT", 5)]}),
                vec![vps()],
                vec![],
            ),
            (
                quote(),
                vec![settled(json!({"planCode": "big"}))],
                vec!["item 1 is big, not vps"],
            ),
            (
                quote(),
                vec![settled(json!({"planCode": "vps", "quantity": 2}))],
                vec!["item 1 is 2 of vps, not 1"],
            ),
        ];
        for (quote, added, expected) in cases {
            assert_eq!(
                reasons(is_for(&order(quote), &added)),
                expected,
                "{added:?}"
            );
        }
    }

    #[test]
    fn an_amount_whose_ucents_are_another_is_not_known() {
        for (ucents, expected) in [
            (539_000_000_i64, None),
            (538_999_999, None),
            (
                5_390_000,
                Some("an amount reads `5.39 €`, and its `priceInUcents` is 5390000"),
            ),
        ] {
            let price = json!({"text": "5.39 €", "value": 5.39, "priceInUcents": ucents});
            let price = serde_json::from_value(price).unwrap();
            assert_eq!(contradiction(&price).as_deref(), expected);
        }
    }
}
