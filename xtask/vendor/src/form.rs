//! Recognises what was downloaded or given: a native description, OVHcloud's OpenAPI rendering of
//! one, or neither.
//!
//! It judges the form only; which section it is and whether its types are known is not its subject.

use ovh_order_codegen::openapi_form;
use serde_json::Value;

use crate::error::{Error, Result};

/// How a description was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As OVHcloud serves it.
    Native,
    /// As OVHcloud renders it at `?format=openapi3`, which says a little less.
    OpenApi,
}

/// A description in native form, and what its original form could not say.
#[derive(Clone, Debug)]
pub struct Native {
    /// The native form.
    pub value: Value,
    /// The form that it was read from.
    pub form: Form,
    /// Sentences about what was lost on the way here; none for the native form itself.
    pub warnings: Vec<String>,
}

/// Reads a description in either form; `what` names it in errors.
///
/// # Errors
/// [`Error::Unusable`] for a page, a text that is cut short or not JSON, and JSON that describes no
/// API; [`Error::Conversion`] for OpenAPI that is not OVHcloud's rendering.
pub fn read(what: &str, text: &str) -> Result<Native> {
    let unusable = |why: String| Error::Unusable {
        what: what.to_owned(),
        why,
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() {
        return Err(unusable("is empty".to_owned()));
    }
    if text.starts_with('<') {
        return Err(unusable("is a web page, not a description".to_owned()));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| unusable(no_json(&error)))?;
    if value.get("openapi").is_some() {
        return rendered(what, &value);
    }
    if value.get("apis").is_none() || value.get("models").is_none() {
        return Err(unusable(no_description(&value)));
    }
    Ok(Native {
        value,
        form: Form::Native,
        warnings: Vec::new(),
    })
}

fn rendered(what: &str, value: &Value) -> Result<Native> {
    let read = openapi_form::native(value).map_err(|source| Error::Conversion {
        what: what.to_owned(),
        source,
    })?;
    Ok(Native {
        value: read.description,
        form: Form::OpenApi,
        warnings: read.warnings,
    })
}

fn no_json(error: &serde_json::Error) -> String {
    match error.is_eof() {
        true => format!("is cut short: it ends at line {}", error.line()),
        false => format!("is not JSON: {error}"),
    }
}

/// An error of the API is JSON too, and says what is wrong.
fn no_description(value: &Value) -> String {
    let message = value.get("message").and_then(Value::as_str);
    match message {
        Some(message) => format!("is no API description but an error: {message}"),
        None => "is JSON but no API description: it has no `apis` and `models`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_description_is_named_for_what_it_is() {
        let cases = [
            ("", "x is empty"),
            (" \n<!DOCTYPE html>", "x is a web page, not a description"),
            ("{\n\"apis\": [", "x is cut short: it ends at line 2"),
            ("no", "x is not JSON: expected ident at line 1 column 2"),
            (
                "{\"message\": \"This call has not been granted\"}",
                "x is no API description but an error: This call has not been granted",
            ),
            (
                "[]",
                "x is JSON but no API description: it has no `apis` and `models`",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read("x", text).unwrap_err().to_string(), expected);
        }
    }
}
