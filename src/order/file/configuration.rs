//! The configuration of an item: labels and the values that are sent for them.
//! It must not know which labels a plan asks for: the API says so, item by item.

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::names::VOUCHER;

/// Label and value of each configuration, in the order of the file; a label stands once.
///
/// Values are texts exactly as the person wrote them: `true` is sent as `true`, `0123` as `0123`.
/// Debug leaves the value of the label `voucher` out, because whoever has it can spend it.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Configuration(IndexMap<String, String>);

impl Configuration {
    /// The value of a label.
    #[must_use]
    pub fn get(&self, label: &str) -> Option<&str> {
        self.0.get(label).map(String::as_str)
    }

    /// Sets the value of a label and answers the one it had.
    pub fn set(&mut self, label: impl Into<String>, value: impl Into<String>) -> Option<String> {
        self.0.insert(label.into(), value.into())
    }

    /// Labels and values in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(label, value)| (label.as_str(), value.as_str()))
    }

    /// How many labels are set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no label is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<L: Into<String>, V: Into<String>> FromIterator<(L, V)> for Configuration {
    /// Of a label that comes twice the last value is kept.
    fn from_iter<I: IntoIterator<Item = (L, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Self(
            pairs
                .map(|(label, value)| (label.into(), value.into()))
                .collect(),
        )
    }
}

impl fmt::Debug for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |label: &str| label.eq_ignore_ascii_case(VOUCHER);
        f.debug_map()
            .entries(
                self.iter()
                    .map(|(label, value)| (label, if hidden(label) { "…" } else { value })),
            )
            .finish()
    }
}

impl JsonSchema for Configuration {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Configuration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let value = ["string", "boolean", "number"];
        json_schema!({
            "type": "object",
            "properties": {
                "description": {
                    "type": value,
                    "description": "Name of a Public Cloud project.",
                },
                "voucher": {
                    "type": value,
                    "description":
                        "Public Cloud voucher. A commercial promo code goes into coupons.",
                },
            },
            "propertyNames": { "minLength": 1 },
            "additionalProperties": { "type": value },
        })
    }
}
