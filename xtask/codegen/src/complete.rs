//! Completes operations that are described too little to call them, and refuses those that the client
//! cannot call.

use crate::document::{Document, Operation, Parameter, Schema};
use crate::error::{Error, Result};

/// Methods that the client can call.
const METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"];

/// Where the client can put a parameter; the body is none by now.
const PLACES: &[&str] = &["path", "query", "header"];

/// How to go on without an operation.
const REMEDY: &str = "leave the operation out by a correction in xtask/codegen/src/correct.rs";

/// Completes every operation, and leaves out values that an enum has twice.
///
/// # Errors
/// [`Error::Document`] with the operation that cannot be called, and why.
pub(crate) fn complete(document: &mut Document) -> Result<()> {
    for operation in &mut document.operations {
        callable(operation)?;
        add_path_parameters(operation);
    }
    for schema in document.schemas.values_mut() {
        let mut kept = Vec::new();
        for value in schema.values.iter().flatten() {
            if !kept.contains(value) {
                kept.push(value.clone());
            }
        }
        schema.values = schema.values.is_some().then_some(kept);
    }
    Ok(())
}

fn callable(operation: &Operation) -> Result<()> {
    if !METHODS.contains(&&*operation.method) {
        return Err(Error::Document {
            place: operation.call(),
            what: format!(
                "the client has no way to call {}: {REMEDY}",
                operation.method
            ),
        });
    }
    // A body parameter without a name is the whole body, and among others it has none of its own.
    let body = operation.body().and_then(|body| body.properties.as_ref());
    if body.is_some_and(|fields| fields.contains_key("")) {
        return Err(Error::Document {
            place: format!("the body of {}", operation.call()),
            what: format!(
                "is described whole and by single fields beside that, which the client cannot do: {REMEDY}"
            ),
        });
    }
    for parameter in operation.parameters.iter().flatten() {
        let Parameter { name, place, .. } = parameter;
        let segment = format!("{{{name}}}");
        let why = if !PLACES.contains(&&**place) {
            format!("is sent as `{place}`, which the client cannot do: {REMEDY}")
        } else if place == "path" && !operation.path.contains(&segment) {
            format!("is of the path, which has no `{segment}`: {REMEDY}")
        } else {
            continue;
        };
        return Err(Error::Document {
            place: format!("parameter `{name}` of {}", operation.call()),
            what: why,
        });
    }
    Ok(())
}

/// What stands in the path must be given, whether the description says so or not.
fn add_path_parameters(operation: &mut Operation) {
    let parts = operation.path.split('{').skip(1);
    let names: Vec<_> = parts
        .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
        .collect();
    for name in names {
        let parameters = operation.parameters.get_or_insert_default();
        let mut of_path = parameters.iter_mut().filter(|one| one.place == "path");
        match of_path.find(|one| one.name == name) {
            Some(known) => known.required = true,
            None => parameters.push(Parameter {
                name,
                place: "path".to_owned(),
                schema: Schema::of_kind("string"),
                required: true,
                description: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn completed(path: &str, operation: &Value) -> Result<Document> {
        let mut document = Document::of(json!({"paths": {path: operation}}));
        complete(&mut document)?;
        Ok(document)
    }

    #[test]
    fn what_stands_in_a_path_is_a_parameter_that_must_be_given() {
        let optional = json!({"in": "path", "name": "a", "schema": {"type": "integer"}});
        let document =
            completed("/x/{a}/{b}", &json!({"get": {"parameters": [optional]}})).unwrap();
        let found = serde_json::to_value(&document.operations[0].parameters).unwrap();
        let expected = json!([
            {"in": "path", "name": "a", "schema": {"type": "integer"}, "required": true},
            {"in": "path", "name": "b", "schema": {"type": "string"}, "required": true}]);
        assert_eq!(found, expected);
    }

    #[test]
    fn what_the_client_cannot_send_is_refused_with_the_remedy() {
        let of = |place: &str| json!({"get": {"parameters": [{"in": place, "name": "f", "schema": {}}]}});
        let cases = [
            (
                of("formData"),
                "parameter `f` of GET /x: is sent as `formData`, which the client cannot do",
            ),
            (
                of("path"),
                "parameter `f` of GET /x: is of the path, which has no `{f}`",
            ),
            (
                json!({"post": {"requestBody": {"content": {"application/json": {"schema":
                    {"properties": {"": {}, "note": {}}}}}}}}),
                "the body of POST /x: is described whole and by single fields beside that, which the client \
                 cannot do",
            ),
            (
                json!({"options": {}}),
                "OPTIONS /x: the client has no way to call OPTIONS",
            ),
        ];
        for (operation, expected) in cases {
            let error = completed("/x", &operation).unwrap_err().to_string();
            assert_eq!(error, format!("{expected}: {REMEDY}"));
        }
    }

    #[test]
    fn a_value_that_an_enum_has_twice_counts_once() {
        let mut document =
            Document::of(json!({"components": {"schemas": {"E": {"enum": ["x", "y", "x"]}}}}));
        complete(&mut document).unwrap();
        assert_eq!(
            document.schemas["E"].values,
            Some(vec![json!("x"), json!("y")])
        );
    }
}
