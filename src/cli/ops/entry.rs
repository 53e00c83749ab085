//! Operations as results: every fact of one, under names for programs. It must not choose among them.

use std::collections::BTreeMap;

use ovh_order::client::Operation;
use ovh_order::client::description::{Definition, Field, Parameter, Type};
use ovh_order::login::AccessRule;
use serde::Serialize;

use super::provenance;

/// What is known of an operation besides what it exchanges.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// Method of the Rust client.
    pub(super) name: &'static str,
    /// Cargo feature that enables it.
    pub(super) feature: &'static str,
    pub(super) product: Option<&'static str>,
    /// Method that takes the product as a parameter.
    pub(super) folded_into: Option<&'static str>,
    /// Of how many operations it is the folded form.
    pub(super) folds: usize,
    pub(super) authenticated: bool,
    pub(super) may_charge: bool,
    pub(super) status: &'static str,
    pub(super) deprecated: Option<&'static str>,
    pub(super) deletion: Option<&'static str>,
    pub(super) replacement: Option<&'static str>,
    pub(super) regions: Vec<&'static str>,
    pub(super) iam_actions: Vec<Action>,
    pub(super) body: Option<String>,
    pub(super) answer: Option<String>,
}

/// An IAM action.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action {
    pub(super) name: &'static str,
    pub(super) required: bool,
}

/// An operation with everything it exchanges.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whole {
    #[serde(flatten)]
    pub(super) entry: Entry,
    /// Rule that a consumer key needs, with `*` for what is filled in.
    pub(super) access_rule: String,
    pub(super) parameters: Vec<Given>,
    /// The models and enums of parameters, body and answer, by name.
    pub(super) types: BTreeMap<&'static str, Shape>,
    /// Days of the descriptions that this is from, by region.
    pub(super) described: BTreeMap<&'static str, &'static str>,
}

/// A parameter.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Given {
    pub(super) name: &'static str,
    #[serde(rename = "in")]
    pub(super) place: &'static str,
    #[serde(rename = "type")]
    pub(super) type_: String,
    pub(super) required: bool,
}

/// A model or an enum.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape {
    pub(super) native_name: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<Part>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) values: &'static [&'static str],
}

/// A field.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Part {
    pub(super) name: &'static str,
    #[serde(rename = "type")]
    pub(super) type_: String,
    pub(super) required: bool,
    pub(super) read_only: bool,
    pub(super) nullable: bool,
}

impl From<&'static Operation> for Entry {
    fn from(operation: &'static Operation) -> Self {
        let actions = operation.iam_actions.iter().map(|action| Action {
            name: action.name,
            required: action.required,
        });
        let regions = operation.regions.iter().map(|region| region.code());
        Self {
            method: operation.method,
            path: operation.path,
            name: operation.id,
            feature: operation.feature,
            product: operation.product(),
            folded_into: operation.folded_into,
            folds: operation.folds,
            authenticated: operation.authenticated,
            may_charge: operation.may_charge(),
            status: operation.status,
            deprecated: operation.deprecated,
            deletion: operation.deletion,
            replacement: operation.replacement,
            regions: regions.collect(),
            iam_actions: actions.collect(),
            body: operation.body_type().map(ToString::to_string),
            answer: operation.answer_type().map(ToString::to_string),
        }
    }
}

impl From<&'static Operation> for Whole {
    fn from(operation: &'static Operation) -> Self {
        let parameters = operation.parameters();
        let mut types = BTreeMap::new();
        let exchanged = parameters.iter().map(|parameter| &parameter.type_);
        exchanged
            .chain(operation.body_type())
            .chain(operation.answer_type())
            .for_each(|type_| collect(type_, &mut types));
        Self {
            entry: operation.into(),
            access_rule: AccessRule::of(operation).to_string(),
            parameters: parameters.iter().map(given).collect(),
            types,
            described: provenance::days(operation),
        }
    }
}

/// The type and what it consists of.
fn collect(type_: &Type, types: &mut BTreeMap<&'static str, Shape>) {
    let Some(definition) = type_.definition() else {
        return;
    };
    if types.contains_key(definition.name) {
        return;
    }
    types.insert(definition.name, shape(definition));
    let fields = definition.fields().iter();
    fields.for_each(|field| collect(&field.type_, types));
}

fn shape(definition: &'static Definition) -> Shape {
    Shape {
        native_name: definition.native_name,
        fields: definition.fields().iter().map(part).collect(),
        values: definition.values(),
    }
}

fn part(field: &Field) -> Part {
    Part {
        name: field.name,
        type_: field.type_.to_string(),
        required: field.required,
        read_only: field.read_only,
        nullable: field.nullable,
    }
}

fn given(parameter: &Parameter) -> Given {
    Given {
        name: parameter.name,
        place: parameter.place.as_str(),
        type_: parameter.type_.to_string(),
        required: parameter.required,
    }
}
