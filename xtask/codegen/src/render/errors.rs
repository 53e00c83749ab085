//! Errors that an operation declares, by the HTTP status they come with.
//!
//! The native form names classes only; the status follows from the second word of each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::native::text;

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

/// One response for each status, with its classes as description; `default` has those whose status
/// is not known.
pub(super) fn responses(errors: &[Value]) -> impl Iterator<Item = (&'static str, Value)> {
    let mut classes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for class in errors.iter().map(text) {
        classes.entry(status(&class)).or_default().push(class);
    }
    let responses = classes.into_iter();
    responses.map(|(status, classes)| (status, json!({"description": classes.join(", ")})))
}

fn status(class: &str) -> &'static str {
    let word = class.split("::").nth(1).unwrap_or_default();
    let known = STATUSES.iter().find(|(known, _)| *known == word);
    known.map_or("default", |(_, status)| status)
}
