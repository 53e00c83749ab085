//! Gives parameters and fields another name for the generator where Rust needs one.
//!
//! Two properties such as `fooBar` and `foo_bar` are one field in Rust, and a parameter `send` would be
//! a method that a builder has already. The generator makes both the Rust name and the name on the wire
//! from the same text. So that text gets a mark behind the name, as in `send~query`: the generator
//! reads it as one word more, `send_query`, and [`unmarked`] takes it off what goes over the wire.

use heck::ToSnakeCase;

use crate::document::{Document, Operation, Schema};
use crate::error::Result;
use crate::names::Names;

/// What the methods of builders are called, and the variables in them.
const TAKEN: &[&str] = &[
    "body",
    "client",
    "header_map",
    "info",
    "new",
    "request",
    "response",
    "result",
    "send",
    "send_response",
    "url",
];

const MARKS: &[&str] = &["~path", "~query", "~header", "~field"];

/// Marks the names that need it.
///
/// # Errors
/// [`Error::Collision`](crate::Error::Collision) when a mark does not help.
pub(crate) fn mark(document: &mut Document) -> Result<()> {
    for operation in &mut document.operations {
        mark_parameters(operation)?;
        let place = operation.call();
        if let Some(body) = operation.body_mut() {
            mark_fields(body, &format!("the body of {place}"))?;
        }
    }
    for (name, schema) in &mut document.schemas {
        mark_fields(schema, name)?;
    }
    Ok(())
}

fn mark_parameters(operation: &mut Operation) -> Result<()> {
    let call = operation.call();
    let mut names = Names::default();
    for name in TAKEN {
        names.give(name, "a builder")?;
    }
    let mut parameters: Vec<_> = operation.parameters.iter_mut().flatten().collect();
    // What stands in the path keeps its name rather than others.
    parameters.sort_by_key(|parameter| parameter.place != "path");
    for parameter in parameters {
        let owner = format!(
            "the {} parameter `{}` of {call}",
            parameter.place, parameter.name
        );
        let mark = format!("~{}", parameter.place);
        if let Some(marked) = marked(&mut names, &parameter.name, &mark, &owner)? {
            if parameter.place == "path" {
                let segment = format!("{{{}}}", parameter.name);
                operation.path = operation.path.replace(&segment, &format!("{{{marked}}}"));
            }
            parameter.name = marked;
        }
    }
    Ok(())
}

fn mark_fields(schema: &mut Schema, place: &str) -> Result<()> {
    let mut names = Names::default();
    let Some(properties) = schema.properties.take() else {
        return Ok(());
    };
    let fields = schema.properties.insert(Default::default());
    for (name, property) in properties {
        let owner = format!("{place}.{name}");
        let marked = marked(&mut names, &name, "~field", &owner)?;
        if let Some(marked) = &marked {
            for required in schema.required.iter_mut().filter(|one| **one == name) {
                required.clone_from(marked);
            }
        }
        fields.insert(marked.unwrap_or(name), property);
    }
    Ok(())
}

/// The name with a mark, if it needs one.
fn marked(names: &mut Names, name: &str, mark: &str, owner: &str) -> Result<Option<String>> {
    if names.is_free(&name.to_snake_case()) {
        names.give(&name.to_snake_case(), owner)?;
        return Ok(None);
    }
    let marked = format!("{name}{mark}");
    names.give(&marked.to_snake_case(), owner)?;
    Ok(Some(marked))
}

/// Whether any field of a model has a mark.
pub(crate) fn are_in_fields(document: &Document) -> bool {
    let models = document.schemas.values();
    let mut fields = models.flat_map(|model| model.properties.iter().flatten());
    fields.any(|(name, _)| unmarked(name).is_some())
}

/// A text of the generator's output without marks; `None` when it has none.
pub(crate) fn unmarked(text: &str) -> Option<String> {
    let mark = MARKS.iter().find(|mark| text.contains(**mark))?;
    let rest = text.replace(mark, "");
    Some(unmarked(&rest).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parameter(place: &str, name: &str) -> Value {
        json!({"in": place, "name": name, "schema": {}})
    }

    #[test]
    fn names_that_builders_have_and_names_equal_in_rust_are_marked() {
        let mut document = Document::of(
            json!({"paths": {"/x/{url}/{id}": {"post": {"parameters": [
            parameter("path", "url"), parameter("query", "id"), parameter("path", "id"),
            parameter("query", "send"), parameter("query", "fooBar"), parameter("query", "foo_bar")]}}},
            "components": {"schemas": {"M": {"required": ["foo_bar"],
                "properties": {"fooBar": {}, "foo_bar": {}}}}}}),
        );
        mark(&mut document).unwrap();
        let operation = &document.operations[0];
        let parameters = operation.parameters.iter().flatten();
        let names: Vec<_> = parameters.map(|one| one.name.as_str()).collect();
        let expected = [
            "url~path",
            "id~query",
            "id",
            "send~query",
            "fooBar",
            "foo_bar~query",
        ];
        assert_eq!(names, expected);
        assert_eq!(operation.path, "/x/{url~path}/{id}");
        let model = &document.schemas["M"];
        let fields: Vec<_> = model
            .properties
            .iter()
            .flatten()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(fields, ["fooBar", "foo_bar~field"]);
        assert_eq!(model.required, ["foo_bar~field"]);
        assert_eq!(
            unmarked("\"foo_bar~field\"").as_deref(),
            Some("\"foo_bar\"")
        );
        assert_eq!(unmarked("\"fooBar\""), None);
    }

    #[test]
    fn three_names_equal_in_rust_are_refused() {
        let properties = json!({"fooBar": {}, "foo-bar": {}, "foo_bar": {}});
        let mut document =
            Document::of(json!({"components": {"schemas": {"M": {"properties": properties}}}}));
        let error = mark(&mut document).unwrap_err().to_string();
        assert!(error.starts_with("`M.fooBar` and `M.foo_bar`"), "{error}");
    }
}
