//! Operations for programs: every fact of one, under the names of JSON.

use std::collections::BTreeMap;

use ovh_order::client::Operation;
use ovh_order::client::description::{Definition, Field, Type};
use ovh_order::login::AccessRule;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is known of an operation besides what it exchanges.
pub(super) fn entry(operation: &'static Operation) -> Value {
    let actions: Vec<_> = operation
        .iam_actions
        .iter()
        .map(|action| json!({"name": action.name, "required": action.required}))
        .collect();
    let regions: Vec<_> = operation.regions.iter().map(|it| it.code()).collect();
    json!({
        "method": operation.method,
        "path": operation.path,
        "name": operation.id,
        "feature": operation.feature,
        "product": operation.product(),
        "foldedInto": operation.folded_into,
        "folds": operation.folds,
        "authenticated": operation.authenticated,
        "mayCharge": operation.may_charge(),
        "status": operation.status,
        "deprecated": operation.deprecated,
        "deletion": operation.deletion,
        "replacement": operation.replacement,
        "regions": regions,
        "iamActions": actions,
        "body": operation.body_type().map(ToString::to_string),
        "answer": operation.answer_type().map(ToString::to_string),
    })
}

/// An operation with everything that it exchanges.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whole {
    #[serde(flatten)]
    entry: Value,
    parameters: Vec<Value>,
    access_rule: String,
    /// The models and enums of parameters, body and answer, by name.
    types: BTreeMap<&'static str, Shape>,
    described: BTreeMap<String, String>,
}

/// A model or an enum.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    native_name: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    values: &'static [&'static str],
}

pub(super) fn whole(operation: &'static Operation) -> Whole {
    let parameters = operation.parameters();
    let shown = parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "in": parameter.place.as_str(),
            "type": parameter.type_.to_string(),
            "required": parameter.required,
        })
    });
    let exchanged = parameters
        .iter()
        .map(|parameter| &parameter.type_)
        .chain(operation.body_type())
        .chain(operation.answer_type());
    let types = definitions(exchanged).into_iter().map(|definition| {
        let shape = Shape {
            native_name: definition.native_name,
            fields: definition.fields().iter().map(field).collect(),
            values: definition.values(),
        };
        (definition.name, shape)
    });
    Whole {
        entry: entry(operation),
        parameters: shown.collect(),
        access_rule: AccessRule::of(operation).to_string(),
        types: types.collect(),
        described: described(operation),
    }
}

fn field(field: &Field) -> Value {
    json!({
        "name": field.name,
        "type": field.type_.to_string(),
        "required": field.required,
        "readOnly": field.read_only,
        "nullable": field.nullable,
    })
}

/// The models and enums that types consist of, outermost first.
pub(super) fn definitions(
    types: impl IntoIterator<Item = &'static Type>,
) -> Vec<&'static Definition> {
    let mut found: Vec<_> = types.into_iter().filter_map(Type::definition).collect();
    let mut next = 0;
    while let Some(definition) = found.get(next).copied() {
        next += 1;
        for field in definition.fields() {
            if let Some(inner) = field.type_.definition()
                && found.iter().all(|known| known.name != inner.name)
            {
                found.push(inner);
            }
        }
    }
    found
}

/// One description of `schema/provenance.toml`.
#[derive(Deserialize)]
struct Source {
    region: String,
    /// The day it was downloaded.
    fetched: String,
}

/// The dates of the descriptions that list an operation, by region.
pub(super) fn described(operation: &Operation) -> BTreeMap<String, String> {
    let sources = include_str!("../../../schema/provenance.toml");
    let sources: BTreeMap<String, Source> = toml::from_str(sources).unwrap_or_default();
    sources
        .into_iter()
        .filter(|(name, source)| {
            let mut regions = operation.regions.iter();
            lists(name, operation) && regions.any(|region| region.code() == source.region)
        })
        .map(|(_, source)| (source.region, source.fetched))
        .collect()
}

/// Whether a description has the path of an operation: `dedicated-server` has what is below
/// `/dedicated/server`, and `ca/order` what is below `/order`.
fn lists(name: &str, operation: &Operation) -> bool {
    let section = name.rsplit('/').next().unwrap_or_default();
    operation
        .path
        .strip_prefix(&format!("/{}", section.replace('-', "/")))
        .is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_description() {
        let undescribed: Vec<_> = Operation::all()
            .filter(|operation| described(operation).is_empty())
            .map(|operation| operation.id)
            .collect();
        // A correction adds them.
        let added = [
            "list_me_order_details_operations",
            "get_me_order_details_operations",
        ];
        assert_eq!(undescribed, added);
        let regions = |method, path| {
            let operation = Operation::find(method, path).unwrap();
            described(operation).into_keys().collect::<Vec<_>>()
        };
        assert_eq!(regions("GET", "/order/cart"), ["ca", "eu", "us"]);
        assert_eq!(regions("GET", "/me"), ["eu"]);
        assert_eq!(regions("GET", "/order/vrack/new"), ["ca"]);
    }
}
