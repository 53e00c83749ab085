//! Takes out of a transcript what is private, so that it can still be replayed.

use std::collections::BTreeMap;

use ovh_order::client::Operation;
use serde_json::{Map, Value, json};

use super::shape::without_names;
use super::transcript::{Exchange, is_id, text};

/// Fields whose texts are words of the API. Everything else may be somebody's.
#[rustfmt::skip] // a list of words
const WORDS: &[&str] = &[
    "action", "availability", "capacities", "class", "currencyCode", "datacenter", "detailType", "duration",
    "errorCode", "family", "httpCode", "label", "mode", "optionPlanCode", "ovhSubsidiary", "paymentMean",
    "paymentType", "planCode", "pricingMode", "pricingType", "productId", "productType", "state", "status",
    "step", "type",
];

/// Parameters that are words of the API; the others are ids and names.
const PARAMETERS: &[&str] = &["{product}", "{planCode}", "{duration}", "{pricingMode}"];

/// Labels whose values say what is ordered, not for whom.
const LABELS: &[&str] = &["dedicated_", "infrastructure", "region", "vps_"];

/// What stands for a text.
const TEXT: &str = "x";

/// The first number that stands for another one; no quantity is as large.
const FIRST: usize = 900_000_001;

/// What becomes of numbers that are no ids.
#[derive(Clone, Copy, PartialEq)]
enum Numbers {
    Hidden,
    Kept,
}

/// For each id the one that stands for it in the whole transcript.
#[derive(Default)]
pub(super) struct Anonymous(BTreeMap<String, usize>);

impl Anonymous {
    pub(super) fn exchange(&mut self, exchange: &Exchange) -> Exchange {
        Exchange {
            method: exchange.method.clone(),
            path: self.path(exchange),
            body: self.value(&exchange.body, Numbers::Kept),
            status: exchange.status,
            answer: self.value(&exchange.answer, Numbers::Hidden),
        }
    }

    fn path(&mut self, exchange: &Exchange) -> String {
        let (path, query) = exchange
            .path
            .split_once('?')
            .unwrap_or((&exchange.path, ""));
        let template = Operation::find(&exchange.method, path).map(|operation| operation.path);
        let template: Vec<_> = template.unwrap_or_default().split('/').collect();
        let segments = path.split('/').enumerate().map(|(index, segment)| {
            let is_word = match template.get(index) {
                Some(part) => !part.starts_with('{') || PARAMETERS.contains(part),
                // The descriptions do not have it: only words without digits are known to be none of
                // somebody's.
                None => segment.chars().all(|letter| letter.is_ascii_alphabetic()),
            };
            if is_word {
                segment.to_owned()
            } else {
                text(&self.id(&json!(segment)))
            }
        });
        let mut path = segments.collect::<Vec<_>>().join("/");
        for (index, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = if WORDS.contains(&name) { value } else { TEXT };
            path += &format!("{}{name}={value}", if index == 0 { '?' } else { '&' });
        }
        path
    }

    fn id(&mut self, value: &Value) -> Value {
        if value.is_null() || value == "" {
            return value.clone();
        }
        let next = FIRST + self.0.len();
        let number = *self.0.entry(text(value)).or_insert(next);
        if value.is_number() {
            json!(number)
        } else {
            json!(number.to_string())
        }
    }

    fn value(&mut self, value: &Value, numbers: Numbers) -> Value {
        match value {
            Value::Object(fields) => Value::Object(self.fields(fields, numbers)),
            Value::Array(items) => {
                let items = items.iter();
                // Lists of bare numbers are lists of ids.
                items
                    .map(|item| {
                        if item.is_number() {
                            self.id(item)
                        } else {
                            self.value(item, numbers)
                        }
                    })
                    .collect()
            }
            Value::String(_) => json!(TEXT),
            Value::Number(_) if numbers == Numbers::Hidden => json!(0),
            _ => value.clone(),
        }
    }

    fn fields(&mut self, fields: &Map<String, Value>, numbers: Numbers) -> Map<String, Value> {
        let label = fields
            .get("label")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let is_of_order = LABELS.iter().any(|known| label.starts_with(known));
        let fields = fields.iter().map(|(name, value)| {
            let value = match (name.as_str(), value) {
                (_, Value::Object(_)) => self.value(value, numbers),
                (name, _) if WORDS.contains(&name) => value.clone(),
                ("message", Value::String(message)) => json!(without_names(message)),
                ("value", _) if is_of_order => value.clone(),
                (name, Value::String(_) | Value::Number(_)) if is_id(name) => self.id(value),
                _ => self.value(value, numbers),
            };
            (name.clone(), value)
        });
        fields.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(path: &str, body: Value, answer: Value) -> Exchange {
        Exchange {
            method: "POST".to_owned(),
            path: path.to_owned(),
            body,
            status: 200,
            answer,
        }
    }

    #[test]
    fn what_is_private_is_replaced_and_what_is_ordered_stays() {
        let mut anonymous = Anonymous::default();
        for (private, public) in [
            (
                exchange(
                    "/order/cart",
                    json!({ "ovhSubsidiary": "FR", "description": "for Ada" }),
                    json!({ "cartId": "5c0f", "description": "for Ada", "items": [], "readOnly": false }),
                ),
                exchange(
                    "/order/cart",
                    json!({ "ovhSubsidiary": "FR", "description": "x" }),
                    json!({ "cartId": "900000001", "description": "x", "items": [], "readOnly": false }),
                ),
            ),
            (
                exchange(
                    "/order/cart/5c0f/eco?planCode=24sk10&secret=s",
                    json!({ "planCode": "24sk10", "quantity": 2 }),
                    json!({ "itemId": 17, "prices": [{ "label": "TOTAL", "price": { "value": 33.98 } }] }),
                ),
                exchange(
                    "/order/cart/900000001/eco?planCode=24sk10&secret=x",
                    json!({ "planCode": "24sk10", "quantity": 2 }),
                    json!({ "itemId": 900_000_002, "prices": [{ "label": "TOTAL", "price": { "value": 0 } }] }),
                ),
            ),
            (
                exchange(
                    "/order/cart/5c0f/item/17/configuration",
                    json!({ "label": "voucher", "value": "SECRET" }),
                    json!({ "label": "vps_os", "value": "Debian 13", "message": "item 17 for john@doe.com on ns17.example.com." }),
                ),
                exchange(
                    "/order/cart/900000001/item/900000002/configuration",
                    json!({ "label": "voucher", "value": "x" }),
                    json!({ "label": "vps_os", "value": "Debian 13", "message": "item 00 for x on x." }),
                ),
            ),
            (
                exchange("/somebody/ns17.example.com", Value::Null, json!([17, 18])),
                exchange(
                    "/somebody/900000003",
                    Value::Null,
                    json!([900_000_002, 900_000_004]),
                ),
            ),
        ] {
            assert_eq!(anonymous.exchange(&private), public);
        }
    }
}
