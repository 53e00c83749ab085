//! Operations: parameters, body, answer, status and rights.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Value, json};

use super::{errors, schema};
use crate::badge;
use crate::error::{Error, Result};
use crate::native::{Description, Operation, Parameter, Status, Type};

/// The OpenAPI operation of a native one. `answers` has what `GET` answers on each path.
pub(super) fn render(
    description: &Description,
    path: &str,
    native: &Operation,
    answers: &BTreeMap<&str, &str>,
) -> Result<Value> {
    let place = format!("{} {path}", native.http_method);
    let mut operation = json!({ "responses": {"200": answer(description, native, &place)?} });
    for (status, response) in errors::responses(&native.errors) {
        operation["responses"][status] = response;
    }
    let parameters = parameters(description, native, &place)?;
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    if let Some(body) = body(description, native, &place)? {
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": body}}});
    }
    if !native.no_authentication {
        operation["security"] = json!([{"oAuth2AuthCode": []}]);
    }
    add_words(&mut operation, native);
    add_status(&mut operation, native.api_status.as_ref());
    if !native.iam_actions.is_empty() {
        operation["x-iam-actions"] = json!(native.iam_actions);
    }
    if let Some(expanded) = expanded(path, native, answers) {
        operation["x-expanded-response"] = json!(expanded);
    }
    Ok(operation)
}

fn answer(description: &Description, native: &Operation, place: &str) -> Result<Value> {
    let place = format!("the answer of {place}");
    let mut answer = json!({"description": "successful operation"});
    if let Some(schema) = schema::of(description, &Type::parse(native.answer()), &place)? {
        answer["content"] = json!({"application/json": {"schema": schema}});
    }
    Ok(answer)
}

fn parameters(description: &Description, native: &Operation, place: &str) -> Result<Vec<Value>> {
    let outside_body = native.parameters.iter().filter(|p| p.param_type != "body");
    outside_body
        .map(|native| parameter(description, native, place))
        .collect()
}

fn parameter(description: &Description, native: &Parameter, place: &str) -> Result<Value> {
    let name = native.name.as_deref().unwrap_or_default();
    let place = format!("parameter `{name}` of {place}");
    let schema = schema::of(description, &Type::parse(native.full_type()), &place)?;
    let schema = schema.ok_or_else(|| Error::Document {
        place: place.clone(),
        what: "is `void`, so nothing can be given".to_owned(),
    })?;
    let mut parameter = json!({"in": native.param_type, "name": name, "schema": schema});
    if native.required {
        parameter["required"] = json!(true);
    }
    if let Some(description) = &native.description {
        parameter["description"] = json!(description);
    }
    Ok(parameter)
}

/// One unnamed body parameter is the body; named ones are the properties of an inline object.
fn body(description: &Description, native: &Operation, place: &str) -> Result<Option<Value>> {
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

fn inline_body(description: &Description, parts: &[&Parameter], place: &str) -> Result<Value> {
    let mut properties = BTreeMap::new();
    for part in parts {
        let name = part.name.as_deref().unwrap_or_default();
        let mut schema =
            schema::of(description, &Type::parse(part.full_type()), place)?.unwrap_or_default();
        if let Some(description) = &part.description {
            schema["description"] = json!(description);
        }
        properties.insert(name, schema);
    }
    let mut required: Vec<_> = parts
        .iter()
        .filter(|p| p.required)
        .filter_map(|p| p.name.as_deref())
        .collect();
    required.sort_unstable();
    let mut body = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        body["required"] = json!(required);
    }
    Ok(body)
}

fn add_words(operation: &mut Value, native: &Operation) {
    if let Some(summary) = &native.description {
        operation["summary"] = json!(summary);
    }
    if let Some(description) = &native.long_description {
        operation["description"] = json!(description);
    }
}

fn add_status(operation: &mut Value, status: Option<&Status>) {
    let Some(status) = status else { return };
    let color = badge::color(&status.value);
    let label = status.description.as_ref().unwrap_or(&status.value);
    operation["x-badges"] = json!([{"color": color, "label": label}]);
    if status.value != "DEPRECATED" {
        return;
    }
    operation["deprecated"] = json!(true);
    let facts = [
        ("x-deprecation-date", &status.deprecated_date),
        ("x-deletion-date", &status.deletion_date),
        ("x-replacement-route", &status.replacement),
    ];
    for (key, fact) in facts {
        if let Some(fact) = fact {
            operation[key] = json!(fact);
        }
    }
}

/// The model behind a list of ids: what `GET path/{id}` answers.
fn expanded(path: &str, native: &Operation, answers: &BTreeMap<&str, &str>) -> Option<String> {
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
    answer.contains('.').then(|| answer.to_upper_camel_case())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native;

    fn operation(native: &Value) -> Value {
        let description = json!({"basePath": "b", "resourcePath": "/x", "models": {
            "a.Body": {"properties": {}}}, "apis": [{"path": "/x/{id}", "operations": [native]}]});
        let description = native::read("test", &description.to_string()).unwrap();
        let path = &description.apis[0];
        render(
            &description,
            &path.path,
            &path.operations[0],
            &BTreeMap::new(),
        )
        .unwrap()
    }

    #[test]
    fn a_whole_body_is_a_reference_and_parts_are_an_inline_object() {
        let part = |name: &str, required: bool| json!({"name": name, "paramType": "body", "dataType": "string", "required": required});
        let whole = json!({"httpMethod": "POST", "noAuthentication": true, "parameters": [
            {"paramType": "body", "dataType": "a.Body", "required": true}]});
        let parts = json!({"httpMethod": "POST", "noAuthentication": true, "parameters": [
            part("b", true), part("a", true), part("c", false)]});
        let body = |operation: Value| operation["requestBody"].clone();
        let expected = |schema: Value| json!({"required": true, "content": {"application/json": {"schema": schema}}});
        let reference = json!({"$ref": "#/components/schemas/a.Body"});
        assert_eq!(body(operation(&whole)), expected(reference));
        let text = json!({"type": "string"});
        let object = json!({"type": "object", "required": ["a", "b"],
            "properties": {"a": text, "b": text, "c": text}});
        assert_eq!(body(operation(&parts)), expected(object));
    }

    #[test]
    fn a_deprecated_operation_says_until_when_and_what_replaces_it() {
        let native = json!({"httpMethod": "GET", "responseType": "void", "noAuthentication": false,
            "apiStatus": {"value": "DEPRECATED", "deprecatedDate": "2023", "deletionDate": "2024",
                "replacement": "/y"}});
        let expected = json!({
            "responses": {"200": {"description": "successful operation"}},
            "security": [{"oAuth2AuthCode": []}], "deprecated": true,
            "x-badges": [{"color": "red", "label": "DEPRECATED"}], "x-deprecation-date": "2023",
            "x-deletion-date": "2024", "x-replacement-route": "/y",
        });
        assert_eq!(operation(&native), expected);
    }

    #[test]
    fn a_list_whose_child_is_a_model_names_it() {
        let description = json!({"basePath": "b", "resourcePath": "/x", "models": {"a.b_c.Thing": {}},
            "apis": [{"path": "/x", "operations": [{"httpMethod": "GET", "responseType": "long[]"}]},
            {"path": "/x/{id}", "operations": [{"httpMethod": "GET", "responseType": "a.b_c.Thing"}]}]});
        let description = native::read("test", &description.to_string()).unwrap();
        let document = crate::render::render(&description).unwrap();
        assert_eq!(
            document["paths"]["/x"]["get"]["x-expanded-response"],
            "ABCThing"
        );
        assert!(
            document["paths"]["/x/{id}"]["get"]
                .get("x-expanded-response")
                .is_none()
        );
    }
}
