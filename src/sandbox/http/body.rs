//! The fields of a JSON body, checked as the API's gateway checks them.

use serde_json::{Map, Value};

use crate::sandbox::http::refusal::Refusal;
use crate::sandbox::http::request::Call;

/// The body of a call: an object with known fields, none of them `null`.
#[derive(Debug)]
pub struct Body(Map<String, Value>);

impl Body {
    /// Reads the body; an empty one counts as an object without fields.
    pub fn read(call: &Call<'_>, needs: &[&str], takes: &[&str]) -> Result<Self, Refusal> {
        let fields = object(&call.request.body)?;
        let absent = |name: &&&str| !fields.contains_key(**name);
        let missing: Vec<_> = needs.iter().filter(absent).copied().collect();
        if !missing.is_empty() {
            let names = missing.join(", ");
            return Err(Refusal::bad_request(format!(
                "Missing parameter(s): {names}"
            )));
        }
        let known = |name: &str| needs.contains(&name) || takes.contains(&name);
        let unknown: Vec<_> = fields.keys().filter(|name| !known(name)).cloned().collect();
        if !unknown.is_empty() {
            let names = unknown.join(", ");
            return Err(Refusal::bad_request(format!(
                "Received not described parameters: ({names})"
            )));
        }
        Ok(Self(fields))
    }

    pub fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        self.typed(name, "string", |value| value.as_str().map(str::to_owned))
    }

    pub fn long(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.typed(name, "long", Value::as_i64)
    }

    pub fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.typed(name, "boolean", Value::as_bool)
    }

    pub fn list(&self, name: &str) -> Result<Vec<Value>, Refusal> {
        let list = self.typed(name, "array", |value| value.as_array().cloned())?;
        Ok(list.unwrap_or_default())
    }

    pub fn value(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// A text that [`Body::read`] has made sure of.
    pub fn needed_text(&self, name: &str) -> Result<String, Refusal> {
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// A number that [`Body::read`] has made sure of.
    pub fn needed_long(&self, name: &str) -> Result<i64, Refusal> {
        Ok(self.long(name)?.unwrap_or_default())
    }

    fn typed<T>(
        &self,
        name: &str,
        kind: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        let wrong = || Refusal::wrong_type(name, value, kind);
        read(value).map(Some).ok_or_else(wrong)
    }
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Refusal::bad_request("Invalid JSON received")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::http::request::Request;

    fn message(body: &str) -> String {
        let request = Request {
            body: body.into(),
            ..Request::default()
        };
        let call = Call {
            request: &request,
            args: Vec::new(),
            consumer: None,
        };
        let read = Body::read(&call, &["planCode", "quantity"], &["duration"]);
        let quantity = read.and_then(|body| {
            body.text("duration")?;
            body.long("quantity")
        });
        match quantity {
            Ok(quantity) => format!("{quantity:?}"),
            Err(refusal) => refusal.body["message"].as_str().unwrap().to_owned(),
        }
    }

    #[test]
    fn a_body_has_the_needed_fields_and_no_unknown_or_null_ones() {
        for (body, expected) in [
            (r#"{"planCode":"a","quantity":2}"#, "Some(2)"),
            ("", "Missing parameter(s): planCode, quantity"),
            (r#"{"planCode":"a"}"#, "Missing parameter(s): quantity"),
            (
                r#"{"planCode":"a","quantity":1,"priceMode":"default"}"#,
                "Received not described parameters: (priceMode)",
            ),
            (
                r#"{"planCode":"a","quantity":"1"}"#,
                r#"[quantity] Given data ("1") is not valid for type long"#,
            ),
            (
                r#"{"planCode":"a","quantity":1,"duration":null}"#,
                "[duration] Given data (null) is not valid for type string",
            ),
            ("null", "Invalid JSON received"),
            ("[]", "Invalid JSON received"),
            ("{", "Invalid JSON received"),
        ] {
            assert_eq!(message(body), expected, "{body}");
        }
    }
}
