//! A request as it came in, and the call that an operation gets of it.

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::form_urlencoded;

use crate::sandbox::http::refusal::Refusal;

/// Everything of a request that the sandbox looks at.
#[derive(Debug, Default)]
pub struct Request {
    pub method: String,
    pub host: String,
    /// Path and query, byte for byte as received: signatures cover it.
    pub target: String,
    pub application: Option<String>,
    pub consumer: Option<String>,
    pub timestamp: Option<String>,
    pub signature: Option<String>,
    pub authorization: Option<String>,
    pub body: Vec<u8>,
    pub now: Timestamp,
}

/// A request that was let in to an operation.
#[derive(Debug)]
pub struct Call<'a> {
    pub request: &'a Request,
    /// The values of the path parameters, in order.
    pub args: Vec<String>,
    /// The consumer key that signed.
    pub consumer: Option<String>,
}

impl Request {
    /// The path as received, without the query.
    pub fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The path below the version, if it belongs to the API; `/1.0` and `/v1` are the same.
    pub fn api_path(&self) -> Option<&str> {
        let path = self.path();
        path.strip_prefix("/v1")
            .or_else(|| path.strip_prefix("/1.0"))
    }

    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        field(query, name)
    }

    /// The first value of a field of a body that is a form.
    pub fn form(&self, name: &str) -> Option<String> {
        field(std::str::from_utf8(&self.body).ok()?, name)
    }

    /// What stands behind this scheme in the header `Authorization`.
    pub fn authorization(&self, scheme: &str) -> Option<&str> {
        let (name, value) = self.authorization.as_deref()?.split_once(' ')?;
        name.eq_ignore_ascii_case(scheme).then_some(value.trim())
    }
}

impl Call<'_> {
    pub fn now(&self) -> Timestamp {
        self.request.now
    }

    /// The path parameter at this position.
    pub fn text(&self, position: usize) -> &str {
        self.args.get(position).map_or("", String::as_str)
    }

    /// The path parameter at this position, a whole number.
    pub fn number(&self, position: usize, name: &str) -> Result<i64, Refusal> {
        let text = self.text(position);
        let wrong = |_| Refusal::wrong_type(name, &Value::from(text), "long");
        text.parse().map_err(wrong)
    }

    pub fn query(&self, name: &str) -> Option<String> {
        self.request.query(name)
    }

    /// A query parameter that the operation cannot do without.
    pub fn required_query(&self, name: &str) -> Result<String, Refusal> {
        let missing = || Refusal::bad_request(format!("Missing parameter(s): {name}"));
        self.query(name).ok_or_else(missing)
    }

    /// A query parameter that is `true` or `false`.
    pub fn query_flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let Some(text) = self.query(name) else {
            return Ok(None);
        };
        let wrong = |_| Refusal::wrong_type(name, &Value::from(text.as_str()), "boolean");
        text.parse().map(Some).map_err(wrong)
    }
}

/// The first value of this name in a query or a form.
fn field(pairs: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(pairs.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Text with its percent escapes resolved; an incomplete escape stays as it is.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_and_broken_ones_stay() {
        for (text, decoded) in [
            ("Debian%2013", "Debian 13"),
            ("%C3%A9", "é"),
            ("100%", "100%"),
            ("%zz", "%zz"),
            ("", ""),
        ] {
            assert_eq!(decode(text), decoded);
        }
    }

    #[test]
    fn query_parameters_are_found_by_decoded_name() {
        let request = Request {
            target: "/v1/me/order?date.from=2026-01-01T00%3A00%3A00%2B00%3A00&a=b+c&flag".into(),
            ..Request::default()
        };
        assert_eq!(request.path(), "/v1/me/order");
        for (name, value) in [
            ("date.from", Some("2026-01-01T00:00:00+00:00")),
            ("a", Some("b c")),
            ("flag", Some("")),
            ("date.to", None),
        ] {
            assert_eq!(request.query(name).as_deref(), value);
        }
    }
}
