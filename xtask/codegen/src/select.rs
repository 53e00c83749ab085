//! Cuts a prepared document down to the enabled features.
//!
//! Code is generated from what is left, so nothing in it depends on a feature and no combination of
//! features can leave a type dangling.

use std::collections::BTreeSet;

use crate::document::{Document, Operation};

/// The features a crate is built with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features(BTreeSet<String>);

impl Features {
    /// Takes feature names in any form cargo writes them: `cart-service-option`,
    /// `CARGO_FEATURE_CART_SERVICE_OPTION`. `full` enables every group.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        Self(names.into_iter().map(|name| kebab(name.as_ref())).collect())
    }

    /// Whether operations of a group are generated.
    #[must_use]
    pub fn enable(&self, group: &str) -> bool {
        group == "core" || self.0.contains("full") || self.0.contains(group)
    }
}

fn kebab(name: &str) -> String {
    name.strip_prefix("CARGO_FEATURE_")
        .unwrap_or(name)
        .to_lowercase()
        .replace('_', "-")
}

/// The groups that are features of the crate: every one in the document but `core`.
#[must_use]
pub fn groups(document: &Document) -> BTreeSet<String> {
    document
        .operations
        .iter()
        .map(|operation| operation.feature.clone())
        .filter(|feature| feature != "core")
        .collect()
}

/// The operations of the enabled groups that get code of their own, and the schemas they reach.
///
/// Literal operations that are folded are left out: their method is a line over the folded one.
#[must_use]
pub fn select(document: &Document, features: &Features) -> Document {
    let mut selected = document.clone();
    selected
        .operations
        .retain(|operation| operation.folded_into.is_none() && features.enable(&operation.feature));
    let mut reached = selected.reachable(Operation::given);
    reached.extend(selected.reachable(Operation::body));
    reached.extend(selected.reachable(Operation::answer));
    selected.schemas.retain(|name, _| reached.contains(name));
    selected
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
        let answers = |name: &str| {
            let reference = format!("#/components/schemas/{name}");
            json!({"200": {"content": {"application/json": {"schema": {"$ref": reference}}}}})
        };
        let folded = json!({"path": "/{product}", "product": "f"});
        let document = Document::of(json!({
            "paths": {
                "/a": {"get": {"x-feature": "core", "responses": answers("A")}},
                "/s": {"get": {"x-feature": "sms", "responses": answers("S")}},
                "/f": {"get": {"x-feature": "core", "x-folded-into": folded, "responses": answers("F")}}},
            "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {}, "S": {}, "F": {}}}}));
        let left = |features: &[&str]| {
            let left = select(&document, &Features::new(features));
            let paths: Vec<_> = left.operations.into_iter().map(|one| one.path).collect();
            (
                paths.join(" "),
                left.schemas.into_keys().collect::<String>(),
            )
        };
        assert_eq!(left(&[]), ("/a".to_owned(), "AB".to_owned()));
        assert_eq!(left(&["sms"]), ("/a /s".to_owned(), "ABS".to_owned()));
    }
}
