//! Answers as strange as the live API's may be, and still within what it promises.
//!
//! Which fields are strange follows from the seed, and stays so: an API does not change its mind from
//! one answer to the next. Only the order of lists is new each time.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::ids::{Ids, digest};

/// Fields that answers can lack, or have as `null`.
const OPTIONAL: &[&str] = &[
    "allowedValues",
    "cartItemID",
    "creationDate",
    "description",
    "expire",
    "fields",
    "icon",
    "lastUpdate",
    "offerId",
    "originalTotalPrice",
    "pdfUrl",
    "priceInUcents",
    "productName",
    "productType",
    "reductionTotalPrice",
    "reductions",
    "required",
    "retractionDate",
    "settings",
];

/// Fields whose value can be one that nobody has seen yet.
const GROWING: &[(&str, &str)] = &[
    ("availability", "1H-lunar"),
    ("detailType", "LUNAR"),
    ("integration", "TELEPATHY"),
    ("linuxStatus", "on-the-way"),
    ("paymentSubType", "LUNAR_EXPRESS"),
    ("pricingType", "lease"),
    ("productType", "lunar"),
    ("step", "LAUNCHING"),
    ("windowsStatus", "on-the-way"),
];

/// The states of orders that can have another name meanwhile.
const PASSING: &[&str] = &["checking", "delivering"];

#[derive(Debug, Deserialize, Serialize)]
pub struct Strict {
    seed: u64,
    chance: Ids,
}

impl Strict {
    pub fn new(seed: u64) -> Self {
        let chance = Ids::new(seed);
        Self { seed, chance }
    }

    /// Makes an answer strange.
    pub fn disturb(&mut self, answer: &mut Value) {
        if let Value::String(status) = answer
            && PASSING.contains(&status.as_str())
            && self.says("status", 50)
        {
            "assembling".clone_into(status);
        }
        self.descend(answer);
    }

    fn descend(&mut self, value: &mut Value) {
        match value {
            Value::Array(list) => {
                list.iter_mut().for_each(|entry| self.descend(entry));
                // A random key for each entry is a random order.
                list.sort_by_cached_key(|_| self.chance.token());
            }
            Value::Object(fields) => {
                fields.values_mut().for_each(|field| self.descend(field));
                fields.retain(|name, field| !self.is_missing(name, field));
                for (name, field) in fields.iter_mut() {
                    self.replace(name, field);
                }
                fields.insert("lunarPhase".to_owned(), json!({ "since": 2030 }));
            }
            _ => {}
        }
    }

    fn is_missing(&self, name: &str, field: &Value) -> bool {
        let may_be = OPTIONAL.contains(&name) || field.is_null();
        may_be && self.says(&format!("missing {name}"), 40)
    }

    fn replace(&self, name: &str, field: &mut Value) {
        let is_null = OPTIONAL.contains(&name) && self.says(&format!("null {name}"), 30);
        let grown = GROWING.iter().find(|(growing, _)| *growing == name);
        if is_null {
            *field = Value::Null;
        } else if let Some((_, value)) = grown.filter(|_| field.is_string())
            && self.says(&format!("grown {name}"), 50)
        {
            *field = json!(value);
        }
    }

    /// Whether the seed says so; it does of so many of a hundred things.
    fn says(&self, what: &str, percent: u8) -> bool {
        let digits = digest(format!("{}/{what}", self.seed));
        let drawn = u8::from_str_radix(digits.get(..2).unwrap_or_default(), 16);
        u16::from(drawn.unwrap_or_default()) * 100 < u16::from(percent) * 256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disturbed(seed: u64) -> Value {
        let mut answer = json!({
            "details": [{ "description": "a", "totalPrice": { "value": 1, "priceInUcents": 2 } }],
            "orderId": 7,
            "url": null,
        });
        Strict::new(seed).disturb(&mut answer);
        answer
    }

    #[test]
    fn what_an_answer_is_for_stays_and_the_seed_decides_the_rest() {
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..40 {
            let answer = disturbed(seed);
            assert_eq!(answer, disturbed(seed));
            assert_eq!(answer["orderId"], 7);
            assert_eq!(answer["details"][0]["totalPrice"]["value"], 1);
            assert_eq!(answer["lunarPhase"]["since"], 2030);
            let detail = &answer["details"][0];
            seen.insert(detail.get("description").map(Value::to_string));
        }
        let expected = [None, Some("\"a\"".to_owned()), Some("null".to_owned())];
        assert_eq!(seen, expected.into());
    }
}
