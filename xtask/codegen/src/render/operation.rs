//! Operations: parameters, body, answer, status and rights.

use std::collections::BTreeMap;

use serde_json::json;

use super::schema;
use crate::document::{Body, Content, Operation, Parameter, Response, Schema};
use crate::error::{Error, Result};
use crate::native::{self, Description, Type};

/// The OpenAPI operation of a native one. `answers` has what `GET` answers on each path: a list of ids
/// is expanded by the path of one of them.
pub(super) fn render(
    description: &Description,
    path: &str,
    native: &native::Operation,
    answers: &BTreeMap<&str, &str>,
) -> Result<Operation> {
    let place = format!("{} {path}", native.http_method);
    let parameters = parameters(description, native, &place)?;
    let mut operation = Operation {
        method: native.http_method.clone(),
        path: path.to_owned(),
        summary: native.description.clone(),
        description: native.long_description.clone(),
        parameters: (!parameters.is_empty()).then_some(parameters),
        request_body: body(description, native, &place)?.map(Body::of),
        responses: BTreeMap::from([("200".to_owned(), success(description, native, &place)?)]),
        security: (!native.no_authentication).then(|| json!([{"oAuth2AuthCode": []}])),
        iam_actions: native.iam_actions.clone(),
        expanded: expanded(path, native, answers),
        regions: native.regions.clone(),
        ..Operation::default()
    };
    if let Some(status) = &native.api_status {
        operation.status.clone_from(&status.value);
        // What else the description says of a life cycle counts for deprecated operations alone.
        if status.value == "DEPRECATED" {
            operation.deprecated = true;
            operation
                .deprecated_since
                .clone_from(&status.deprecated_date);
            operation.deletion.clone_from(&status.deletion_date);
            operation.replacement.clone_from(&status.replacement);
        }
    }
    Ok(operation)
}

fn success(description: &Description, native: &native::Operation, place: &str) -> Result<Response> {
    let place = format!("the answer of {place}");
    let schema = schema::of(description, &Type::parse(native.answer()), &place)?;
    Ok(Response {
        description: "successful operation".to_owned(),
        content: schema.map(Content::of),
    })
}

fn parameters(
    description: &Description,
    native: &native::Operation,
    place: &str,
) -> Result<Vec<Parameter>> {
    let outside_body = native.parameters.iter().filter(|p| p.param_type != "body");
    outside_body
        .map(|native| parameter(description, native, place))
        .collect()
}

fn parameter(
    description: &Description,
    native: &native::Parameter,
    place: &str,
) -> Result<Parameter> {
    let name = native.name.clone().unwrap_or_default();
    let place = format!("parameter `{name}` of {place}");
    let schema = schema::of(description, &Type::parse(native.full_type()), &place)?;
    Ok(Parameter {
        name,
        place: native.param_type.clone(),
        schema: schema.ok_or_else(|| Error::Document {
            place,
            what: "is `void`, so nothing can be given".to_owned(),
        })?,
        required: native.required,
        description: native.description.clone(),
    })
}

/// One unnamed body parameter is the body; named ones are the properties of an inline object.
fn body(
    description: &Description,
    native: &native::Operation,
    place: &str,
) -> Result<Option<Schema>> {
    let place = format!("the body of {place}");
    let parts: Vec<_> = native
        .parameters
        .iter()
        .filter(|p| p.param_type == "body")
        .collect();
    match parts.as_slice() {
        [] => Ok(None),
        [whole] if whole.name.is_none() => {
            schema::of(description, &Type::parse(whole.full_type()), &place)
        }
        parts => inline_body(description, parts, &place).map(Some),
    }
}

fn inline_body(
    description: &Description,
    parts: &[&native::Parameter],
    place: &str,
) -> Result<Schema> {
    let mut properties = BTreeMap::new();
    let mut required = Vec::new();
    for part in parts {
        let name = part.name.clone().unwrap_or_default();
        let mut schema = schema::inner(description, &Type::parse(part.full_type()), place)?;
        schema.description.clone_from(&part.description);
        if part.required {
            required.push(name.clone());
        }
        properties.insert(name, schema);
    }
    required.sort_unstable();
    Ok(Schema {
        properties: Some(properties),
        required,
        ..Schema::of_kind("object")
    })
}

/// The model behind a list of ids: what `GET path/{id}` answers.
fn expanded(
    path: &str,
    native: &native::Operation,
    answers: &BTreeMap<&str, &str>,
) -> Option<String> {
    let lists = matches!(Type::parse(native.answer()), Type::Array(_));
    if native.http_method != "GET" || !lists {
        return None;
    }
    let below = format!("{path}/{{");
    let mut children = answers.iter().filter_map(|(child, answer)| {
        let rest = child.strip_prefix(&below)?;
        (rest.find('}') == rest.len().checked_sub(1)).then_some(*answer)
    });
    let answer = children.next()?;
    answer.contains('.').then(|| joined(answer))
}

/// The name with every word begun by a capital and otherwise as it is: `a.ProjectWithIAM` is
/// `AProjectWithIAM`.
fn joined(name: &str) -> String {
    let mut joined = String::new();
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        joined.extend(letters.next().iter().flat_map(|first| first.to_uppercase()));
        joined.push_str(letters.as_str());
    }
    joined
}
