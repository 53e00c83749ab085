//! Cuts a prepared document down to the enabled features.
//!
//! Code is generated from what is left, so nothing in it depends on a feature and no combination of
//! features can leave a type dangling.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::operation::{METHODS, Operation};
use crate::tolerate::reachable;

/// The features a crate is built with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features(BTreeSet<String>);

impl Features {
    /// Takes feature names in any form cargo writes them: `cart-service-option`,
    /// `CARGO_FEATURE_CART_SERVICE_OPTION`. `full` enables every group.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let kebab = |name: S| {
            let name = name.as_ref();
            let name = name.strip_prefix("CARGO_FEATURE_").unwrap_or(name);
            name.to_lowercase().replace('_', "-")
        };
        Self(names.into_iter().map(kebab).collect())
    }

    /// Whether operations of a group are generated.
    #[must_use]
    pub fn enable(&self, group: &str) -> bool {
        group == "core" || self.0.contains("full") || self.0.contains(group)
    }
}

/// The groups that are features of the crate: every one in the document but `core`.
#[must_use]
pub fn groups(document: &Value) -> BTreeSet<String> {
    let features = Operation::all(document)
        .into_iter()
        .map(|operation| operation.feature);
    features.filter(|feature| feature != "core").collect()
}

/// The operations of the enabled groups that get code of their own, and the schemas they reach.
///
/// Literal operations that are folded are left out: their method is a line over the folded one.
#[must_use]
pub fn select(document: &Value, features: &Features) -> Value {
    let mut selected = document.clone();
    let paths = selected.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object_mut())
    {
        item.retain(|method, operation| {
            METHODS.contains(&method.as_str()) && has_code(operation, features)
        });
    }
    retain(&mut selected, "/paths", |_, item| {
        item.as_object().is_some_and(|map| !map.is_empty())
    });
    let parts = ["parameters", "requestBody", "responses"];
    let reached: BTreeSet<_> = parts
        .iter()
        .flat_map(|part| reachable(&selected, part))
        .collect();
    retain(&mut selected, "/components/schemas", |name, _| {
        reached.contains(name)
    });
    selected
}

fn has_code(operation: &Value, features: &Features) -> bool {
    let feature = operation.get("x-feature").and_then(Value::as_str);
    operation.get("x-folded-into").is_none() && features.enable(feature.unwrap_or("core"))
}

fn retain(document: &mut Value, at: &str, keep: impl Fn(&str, &Value) -> bool) {
    let map: Option<&mut Map<_, _>> = document.pointer_mut(at).and_then(Value::as_object_mut);
    if let Some(map) = map {
        map.retain(|key, value| keep(key, value));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn features_are_read_however_cargo_writes_them() {
        let features = Features::new(["CARGO_FEATURE_CART_SERVICE_OPTION", "vps"]);
        let cases = [
            ("core", true),
            ("cart-service-option", true),
            ("vps", true),
            ("sms", false),
        ];
        for (group, expected) in cases {
            assert_eq!(features.enable(group), expected, "{group}");
        }
        assert!(Features::new(["full"]).enable("sms"));
    }

    #[test]
    fn only_enabled_operations_and_what_they_reach_are_left() {
        let answers =
            |name: &str| json!({"schema": {"$ref": format!("#/components/schemas/{name}")}});
        let document = json!({
            "paths": {
                "/a": {"get": {"x-feature": "core", "responses": answers("A")}},
                "/s": {"get": {"x-feature": "sms", "responses": answers("S")}},
                "/f": {"get": {"x-feature": "core", "x-folded-into": {}, "responses": answers("F")}}},
            "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {}, "S": {}, "F": {}}}});
        let names = |value: &Value| {
            value
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        let core = select(&document, &Features::default());
        assert_eq!(names(&core["paths"]), ["/a"]);
        assert_eq!(names(&core["components"]["schemas"]), ["A", "B"]);
        let with_sms = select(&document, &Features::new(["sms"]));
        assert_eq!(names(&with_sms["paths"]), ["/a", "/s"]);
    }
}
