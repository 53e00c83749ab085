//! Calls of a transcript, and the ids that stand for others in the sandbox.

use std::collections::BTreeMap;

use ovh_order::client::Operation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A call and its answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) method: String,
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(super) body: Value,
    pub(super) status: u16,
    #[serde(default)]
    pub(super) answer: Value,
}

impl Exchange {
    /// The path template of the operation, or the path.
    pub(super) fn operation(&self) -> &str {
        let path = self.path.split('?').next().unwrap_or_default();
        Operation::find(&self.method, path).map_or(path, |operation| operation.path)
    }
}

/// For ids of a transcript those of the sandbox.
#[derive(Default)]
pub(super) struct Ids(BTreeMap<String, Value>);

impl Ids {
    /// The call with the ids of the sandbox.
    pub(super) fn translated(&self, exchange: &Exchange) -> Exchange {
        let ends = ['/', '?', '&', '='];
        let parts = exchange.path.split_inclusive(ends).map(|part| {
            let word = part.trim_end_matches(ends);
            match self.0.get(word) {
                Some(id) => part.replace(word, &text(id)),
                None => part.to_owned(),
            }
        });
        let mut body = exchange.body.clone();
        self.translate(&mut body);
        Exchange {
            path: parts.collect(),
            body,
            ..exchange.clone()
        }
    }

    fn translate(&self, value: &mut Value) {
        let Value::Object(fields) = value else { return };
        for (name, field) in fields {
            match self.0.get(&text(field)) {
                Some(id) if is_id(name) => *field = id.clone(),
                _ => self.translate(field),
            }
        }
    }

    /// Learns which id of the sandbox stands for which of the transcript, by their places in the
    /// answers.
    pub(super) fn learn(&mut self, live: &Value, sandbox: &Value) {
        match (live, sandbox) {
            (Value::Object(live), Value::Object(sandbox)) => {
                for (name, live) in live {
                    let sandbox = sandbox.get(name).unwrap_or(&Value::Null);
                    if is_id(name) && !sandbox.is_null() {
                        self.add(live, sandbox);
                    }
                    self.learn(live, sandbox);
                }
            }
            (Value::Array(live), Value::Array(sandbox)) => {
                for (live, sandbox) in live.iter().zip(sandbox) {
                    // Lists of bare numbers are lists of ids.
                    if live.is_number() && sandbox.is_number() {
                        self.add(live, sandbox);
                    }
                    self.learn(live, sandbox);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, live: &Value, sandbox: &Value) {
        if live.is_number() || live.as_str().is_some_and(|text| !text.is_empty()) {
            self.0.insert(text(live), sandbox.clone());
        }
    }
}

/// Whether a field of this name holds an id.
pub(super) fn is_id(name: &str) -> bool {
    name == "id" || name.ends_with("Id") || name.ends_with("ID")
}

/// A value as it stands in a path.
pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_of_the_transcript_become_those_of_the_sandbox() {
        let mut ids = Ids::default();
        ids.learn(
            &json!({ "cartId": "live", "description": "text", "items": [] }),
            &json!({ "cartId": "sandbox", "description": "", "items": [] }),
        );
        ids.learn(&json!([7, 8]), &json!([70, 80]));
        ids.learn(
            &json!({ "orderId": null, "offerId": "" }),
            &json!({ "orderId": 1, "offerId": 2 }),
        );
        let exchange = Exchange {
            method: "POST".to_owned(),
            path: "/order/cart/live/item/7?text=8".to_owned(),
            body: json!({ "cartId": "live", "itemId": 8, "quantity": 8, "label": "text" }),
            status: 200,
            answer: Value::Null,
        };
        let translated = ids.translated(&exchange);
        assert_eq!(translated.path, "/order/cart/sandbox/item/70?text=80");
        let body = json!({ "cartId": "sandbox", "itemId": 80, "quantity": 8, "label": "text" });
        assert_eq!(translated.body, body);
    }
}
