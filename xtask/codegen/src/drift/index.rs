//! Looks up operations, parameters, models and properties of one description.
//!
//! It only finds; comparing and judging is done elsewhere.

use std::collections::BTreeMap;

use super::reach::{Use, uses};
use crate::names;
use crate::native::{Description, Model, Operation, Parameter, Property, Type};

/// Path and method, so that operations sort by path.
pub(super) type Key<'a> = (&'a str, &'a str);

/// One description with what is looked up in it.
pub(super) struct Index<'a> {
    /// The description itself.
    pub description: &'a Description,
    /// Operations by path and method.
    pub operations: BTreeMap<Key<'a>, &'a Operation>,
    uses: BTreeMap<&'a str, Use>,
}

impl<'a> Index<'a> {
    pub fn of(description: &'a Description) -> Self {
        let operations = description.apis.iter().flat_map(|path| {
            let each = path.operations.iter();
            each.map(|one| ((path.path.as_str(), one.http_method.as_str()), one))
        });
        Self {
            description,
            operations: operations.collect(),
            uses: uses(description),
        }
    }

    /// The operation of a place, written `METHOD path`.
    pub fn operation(&self, place: &str) -> Option<&'a Operation> {
        let (method, path) = place.split_once(' ')?;
        self.operations.get(&(path, method)).copied()
    }

    /// The parameter of an operation by its label.
    pub fn parameter(&self, place: &str, label: &str) -> Option<&'a Parameter> {
        let parameters = &self.operation(place)?.parameters;
        parameters
            .iter()
            .find(|parameter| self::label(parameter) == label)
    }

    pub fn model(&self, name: &str) -> Option<&'a Model> {
        self.description.models.get(name)
    }

    pub fn property(&self, model: &str, name: &str) -> Option<&'a Property> {
        self.model(model)?.properties.get(name)
    }

    /// What a model is used for.
    pub fn uses(&self, model: &str) -> Use {
        self.uses.get(model).copied().unwrap_or_default()
    }
}

/// `METHOD path`.
pub(super) fn place((path, method): Key<'_>) -> String {
    format!("{method} {path}")
}

/// What a parameter is called in a change: `query expire`, `body quantity`, `body`.
pub(super) fn label(parameter: &Parameter) -> String {
    match &parameter.name {
        Some(name) => format!("{} {name}", parameter.param_type),
        None => parameter.param_type.clone(),
    }
}

/// What an operation answers by status; `200` is what the client reads.
pub(super) fn answers(operation: &Operation) -> BTreeMap<&str, &str> {
    let mut answers = BTreeMap::from([("200", operation.response_type.as_str())]);
    let by_status = operation.response_types.iter();
    answers.extend(by_status.map(|(status, answer)| (status.as_str(), answer.as_str())));
    answers
}

/// The name of the Rust method of an operation.
pub(super) fn method_name((path, method): Key<'_>, operation: &Operation) -> String {
    let lists = matches!(Type::parse(operation.answer()), Type::Array(_));
    names::operation(method, path, lists)
}
