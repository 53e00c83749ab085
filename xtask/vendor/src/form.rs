//! Recognises what was downloaded or given: a native description, OVHcloud's OpenAPI rendering of
//! one, or neither.

use ovh_order_codegen::native::{self, Description};
use ovh_order_codegen::openapi_form;
use serde_json::Value;

use crate::error::{Result, unconverted, unusable};

/// How a description was written; the later form tells less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

impl Native {
    /// What it describes; `what` names it in errors.
    ///
    /// # Errors
    /// [`Error::Conversion`](crate::Error::Conversion) when it has another shape than descriptions have.
    pub fn description(&self, what: &str) -> Result<Description> {
        native::read(what, &self.value.to_string()).map_err(unconverted(what))
    }
}

/// Reads a description in either form; `what` names it in errors.
///
/// # Errors
/// [`Error::Unusable`](crate::Error::Unusable) for a page, a text that is cut short or not JSON, and
/// JSON that describes no API; [`Error::Conversion`](crate::Error::Conversion) for OpenAPI that
/// OVHcloud did not render.
pub fn read(what: &str, text: &str) -> Result<Native> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() {
        return Err(unusable(what, "is empty"));
    }
    if text.starts_with('<') {
        return Err(unusable(what, "is a web page, not a description"));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let why = if error.is_eof() {
            format!("is cut short: it ends at line {}", error.line())
        } else {
            format!("is not JSON: {error}")
        };
        unusable(what, why)
    })?;
    if value.get("openapi").is_some() {
        let read = openapi_form::native(&value).map_err(unconverted(what))?;
        return Ok(Native {
            value: read.description,
            form: Form::OpenApi,
            warnings: read.warnings,
        });
    }
    if value.get("apis").or(value.get("models")).is_none() {
        return Err(unusable(what, foreign(&value)));
    }
    Ok(Native {
        value,
        form: Form::Native,
        warnings: Vec::new(),
    })
}

/// What JSON is that does not describe an API. An error of the API says what is wrong.
fn foreign(value: &Value) -> String {
    match value.get("message").and_then(Value::as_str) {
        Some(message) => format!("is an error, not an API description: {message}"),
        None => "is JSON without `apis` and `models`, not an API description".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_description_is_named_for_what_it_is() {
        let cases = [
            ("", "x is empty"),
            (" \n<!DOCTYPE html>", "x is a web page, not a description"),
            ("{\n\"apis\": [", "x is cut short: it ends at line 2"),
            ("no", "x is not JSON: expected ident at line 1 column 2"),
            (
                "{\"message\": \"This call has not been granted\"}",
                "x is an error, not an API description: This call has not been granted",
            ),
            (
                "[]",
                "x is JSON without `apis` and `models`, not an API description",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read("x", text).unwrap_err().to_string(), expected);
        }
    }
}
