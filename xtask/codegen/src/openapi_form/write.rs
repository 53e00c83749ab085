//! Writes a description as OVHcloud renders it: what code is generated from, and with it the badge of
//! a status and the errors that an operation declares.

use serde_json::Value;

use super::badge;
use crate::document::{Badge, Operation, Response, Schema};
use crate::error::Result;
use crate::native::{self, Description, text};
use crate::render::render;

/// The rendering of a description.
///
/// # Errors
/// Those of [`render`].
pub fn write(description: &Description) -> Result<Value> {
    let mut document = render(description)?;
    for (path, native) in description.operations() {
        if let Some(operation) = document.operation_mut(&native.http_method, path) {
            add_badge(operation, native);
            add_errors(operation, native);
            operation.schemas_mut().for_each(without_widths);
        }
    }
    document.schemas.values_mut().for_each(without_widths);
    document.value()
}

/// OVHcloud does not tell how wide a number is.
fn without_widths(schema: &mut Schema) {
    if ["integer", "number"].contains(&schema.kind()) {
        schema.format = None;
    }
    schema.inner_mut().for_each(without_widths);
}

/// A status is shown as a badge, which has its words rather than its value.
fn add_badge(operation: &mut Operation, native: &native::Operation) {
    operation.status.clear();
    if let Some(status) = &native.api_status {
        operation.badges.push(Badge {
            color: badge::color(&status.value).to_owned(),
            label: status.description.as_ref().unwrap_or(&status.value).clone(),
        });
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
fn add_errors(operation: &mut Operation, native: &native::Operation) {
    for class in native.errors.iter().map(text) {
        let status = status(&class).to_owned();
        let Response { description, .. } = operation.responses.entry(status).or_default();
        if !description.is_empty() {
            description.push_str(", ");
        }
        description.push_str(&class);
    }
}

fn status(class: &str) -> &'static str {
    let word = class.split("::").nth(1).unwrap_or_default();
    let known = STATUSES.iter().find(|(known, _)| *known == word);
    known.map_or("default", |(_, status)| status)
}
