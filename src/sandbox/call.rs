//! A request as it came in, and the call that a route makes of it.
//! Must not know any particular operation.

use jiff::Timestamp;
use serde_json::Value;

use crate::sandbox::refusal::Refusal;

/// Everything of a request that the sandbox looks at.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) host: String,
    /// Path and query, byte for byte as received: signatures cover it.
    pub(super) target: String,
    pub(super) application: Option<String>,
    pub(super) consumer: Option<String>,
    pub(super) timestamp: Option<String>,
    pub(super) signature: Option<String>,
    pub(super) authorization: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) now: Timestamp,
}

/// A request that was let in to an operation.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    /// The values of the path parameters, in order.
    pub(super) args: Vec<String>,
    /// The consumer key that signed.
    pub(super) consumer: Option<String>,
}

impl Request {
    /// The path as received, without the query.
    pub(super) fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The first value of a query parameter.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        field(query, name)
    }

    /// The first value of a field of a body that is a form.
    pub(super) fn form(&self, name: &str) -> Option<String> {
        field(std::str::from_utf8(&self.body).ok()?, name)
    }

    /// What stands behind this scheme in the header `Authorization`.
    pub(super) fn authorization(&self, scheme: &str) -> Option<&str> {
        let (name, value) = self.authorization.as_deref()?.split_once(' ')?;
        name.eq_ignore_ascii_case(scheme).then_some(value.trim())
    }
}

impl Call<'_> {
    pub(super) fn now(&self) -> Timestamp {
        self.request.now
    }

    /// The path parameter at this position.
    pub(super) fn text(&self, position: usize) -> &str {
        self.args.get(position).map_or("", String::as_str)
    }

    /// The path parameter at this position, a whole number.
    pub(super) fn number(&self, position: usize, name: &str) -> Result<i64, Refusal> {
        let text = self.text(position);
        let wrong = |_| Refusal::wrong_type(name, &Value::from(text), "long");
        text.parse().map_err(wrong)
    }

    pub(super) fn query(&self, name: &str) -> Option<String> {
        self.request.query(name)
    }

    /// A query parameter that the operation cannot do without.
    pub(super) fn required_query(&self, name: &str) -> Result<String, Refusal> {
        let missing = || Refusal::bad_request(format!("Missing parameter(s): {name}"));
        self.query(name).ok_or_else(missing)
    }

    /// A query parameter that is `true` or `false`.
    pub(super) fn query_flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let Some(text) = self.query(name) else {
            return Ok(None);
        };
        let wrong = |_| Refusal::wrong_type(name, &Value::from(text.as_str()), "boolean");
        text.parse().map(Some).map_err(wrong)
    }
}

/// The first value of this name in a query or a form.
fn field(pairs: &str, name: &str) -> Option<String> {
    let pairs = pairs.split('&');
    let mut pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .find(|(key, _)| decode(&key.replace('+', " ")) == name)
        .map(|(_, value)| decode(&value.replace('+', " ")))
}

/// Text with its percent escapes resolved; an incomplete escape stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, remaining) = escape(rest).unwrap_or((*first, after));
        bytes.push(byte);
        rest = remaining;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, rest @ ..] = text else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(*high)? * 16 + digit(*low)?;
    Some((u8::try_from(value).ok()?, rest))
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
