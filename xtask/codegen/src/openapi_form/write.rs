//! Writes a description as OVHcloud renders it: what code is generated from, and with it the badge of
//! a status and the errors that an operation declares.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::badge;
use crate::error::Result;
use crate::native::{Description, Operation, text};
use crate::render::render;

/// The rendering of a description.
///
/// # Errors
/// Those of [`render`].
pub fn write(description: &Description) -> Result<Value> {
    let mut document = render(description)?.value()?;
    for (path, native) in description.operations() {
        let item = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(path));
        let operation = item.and_then(|item| item.get_mut(native.http_method.to_lowercase()));
        if let Some(operation) = operation.and_then(Value::as_object_mut) {
            add_badge(operation, native);
            add_errors(operation, native);
        }
    }
    Ok(document)
}

/// A status is shown as a badge, which has its words rather than its value.
fn add_badge(operation: &mut Map<String, Value>, native: &Operation) {
    operation.remove("x-status");
    if let Some(status) = &native.api_status {
        let label = status.description.as_ref().unwrap_or(&status.value);
        let badge = json!({"color": badge::color(&status.value), "label": label});
        operation.insert("x-badges".to_owned(), json!([badge]));
    }
}

/// Words of classes, such as `Client::NotFound::CartNotFound`, with their status.
const STATUSES: &[(&str, &str)] = &[
    ("BadRequest", "400"),
    ("Unauthorized", "401"),
    ("PaymentRequired", "402"),
    ("Forbidden", "403"),
    ("NotFound", "404"),
    ("MethodNotAllowed", "405"),
    ("NotAcceptable", "406"),
    ("Conflict", "409"),
    ("Gone", "410"),
    ("PreconditionFailed", "412"),
    ("UnprocessableEntity", "422"),
    ("Locked", "423"),
    ("TooManyRequests", "429"),
    ("InternalServerError", "500"),
    ("NotImplemented", "501"),
    ("BadGateway", "502"),
    ("ServiceUnavailable", "503"),
];

/// The native form names classes of errors only; the status follows from the second word of each.
/// There is one response for each status; `default` has those whose status is not known.
fn add_errors(operation: &mut Map<String, Value>, native: &Operation) {
    let mut classes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for class in native.errors.iter().map(text) {
        classes.entry(status(&class)).or_default().push(class);
    }
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        for (status, classes) in classes {
            responses.insert(
                status.to_owned(),
                json!({"description": classes.join(", ")}),
            );
        }
    }
}

fn status(class: &str) -> &'static str {
    let word = class.split("::").nth(1).unwrap_or_default();
    let known = STATUSES.iter().find(|(known, _)| *known == word);
    known.map_or("default", |(_, status)| status)
}
