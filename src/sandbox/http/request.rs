//! A request as it came in, the call a route makes of it, and the checked values in both.

use axum::body::Bytes;
use axum::http::request::Parts;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::sandbox::clock;
use crate::sandbox::http::host::Reached;
use crate::sandbox::http::near;
use crate::sandbox::http::refusal::Refusal;

/// The roots of version 1: of the API, and of the web sites whose pages call it.
pub const ROOTS: [&str; 4] = ["/v1", "/1.0", "/engine/apiv6", "/engine/api"];

/// The methods that are known; there could be any number of others.
pub const METHODS: &[&str] = &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// A request and the moment it arrived.
pub struct Request {
    pub head: Parts,
    pub body: Bytes,
    pub reached: Reached,
    /// By the clock of the sandbox, which can be moved.
    pub now: Timestamp,
    /// By the clock that clients sign with.
    pub wall: Timestamp,
}

impl Request {
    pub fn method(&self) -> &str {
        self.head.method.as_str()
    }

    /// The method of the operation that is meant: `HEAD` is `GET` without the body of the answer.
    pub fn operation_method(&self) -> &str {
        match self.method() {
            "HEAD" => "GET",
            method => method,
        }
    }

    /// Path and query, byte for byte as received: signatures cover it.
    pub fn target(&self) -> &str {
        let target = self.head.uri.path_and_query();
        target.map_or("/", |target| target.as_str())
    }

    /// The path as received, without the query.
    pub fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// The path of the operation, if it belongs to the API: below any root of version 1, or with `/v2`.
    /// A slash at its end means nothing.
    pub fn api_path(&self) -> Option<&str> {
        let path = self.path();
        let path = path.strip_suffix('/').unwrap_or(path);
        if path.starts_with("/v2/") {
            return Some(path);
        }
        let below = ROOTS.iter().find_map(|root| path.strip_prefix(root))?;
        (below.is_empty() || below.starts_with('/')).then_some(below)
    }

    /// The first value of a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// The value of the header `Authorization`, if it is of this scheme.
    pub fn authorization(&self, scheme: &str) -> Option<&str> {
        let (name, value) = self.header("authorization")?.split_once(' ')?;
        name.eq_ignore_ascii_case(scheme).then_some(value.trim())
    }

    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<String> {
        field(self.head.uri.query()?.as_bytes(), name)
    }

    /// A query parameter that is `true` or `false`.
    pub fn query_flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let Some(text) = self.query(name) else {
            return Ok(None);
        };
        let flag = text.parse();
        flag.map(Some)
            .map_err(|_| Refusal::wrong_type(name, &json!(text), "boolean"))
    }

    /// Refuses a query with other parameters than these.
    pub fn takes_query(&self, known: &[&str]) -> Result<(), Refusal> {
        let query = self.head.uri.query().unwrap_or_default();
        let sent: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let mut unknown: Vec<_> = sent.iter().map(|(name, _)| &**name).collect();
        unknown.retain(|name| !known.contains(name));
        if unknown.is_empty() {
            return Ok(());
        }
        Err(not_described(&unknown, known))
    }

    /// The first value of a field of a body that is a form.
    pub fn form(&self, name: &str) -> Option<String> {
        field(&self.body, name)
    }
}

/// A request that was admitted to an operation.
pub struct Call<'a> {
    pub request: &'a Request,
    /// The path parameters: name and decoded value.
    pub args: Vec<(&'static str, String)>,
    /// The consumer key that signed.
    pub consumer: Option<String>,
}

impl Call<'_> {
    pub fn now(&self) -> Timestamp {
        self.request.now
    }

    /// The base URL for links, as the client reached the sandbox.
    pub fn base(&self) -> &str {
        &self.request.reached.base
    }

    /// A path parameter; empty if the path has none of this name.
    pub fn arg(&self, name: &str) -> &str {
        let arg = self.args.iter().find(|(known, _)| *known == name);
        arg.map_or("", |(_, value)| value)
    }

    /// Whether a path parameter is a word: more likely the name of another operation than of an object.
    pub fn is_word(&self, name: &str) -> bool {
        self.arg(name)
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic())
    }

    /// A path parameter that is a whole number.
    pub fn number(&self, name: &str) -> Result<i64, Refusal> {
        let text = self.arg(name);
        text.parse()
            .map_err(|_| Refusal::wrong_type(name, &json!(text), "long"))
    }

    pub fn query(&self, name: &str) -> Option<String> {
        self.request.query(name)
    }

    /// A query parameter the operation cannot do without.
    pub fn needed_query(&self, name: &str) -> Result<String, Refusal> {
        self.query(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A query parameter that is `true` or `false`.
    pub fn query_flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.request.query_flag(name)
    }

    /// A query parameter that is a point in time.
    pub fn query_time(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        time(name, self.query(name))
    }
}

/// The JSON body of a call, checked as the API gateway checks it: an object with known fields.
#[derive(Debug)]
pub struct Body(Map<String, Value>);

impl Body {
    /// Reads the body; an empty one counts as an object without fields, and a field that is `null` as
    /// absent, as live.
    pub fn read(call: &Call<'_>, needs: &[&str], takes: &[&str]) -> Result<Self, Refusal> {
        let mut fields = object(&call.request.body)?;
        let mut unknown: Vec<_> = fields.keys().map(String::as_str).collect();
        unknown.retain(|name| !needs.contains(name) && !takes.contains(name));
        if !unknown.is_empty() {
            let mut absent = [needs, takes].concat();
            absent.retain(|name| !fields.contains_key(*name));
            return Err(not_described(&unknown, &absent));
        }
        fields.retain(|_, value| !value.is_null());
        let mut missing = needs.to_vec();
        missing.retain(|name| !fields.contains_key(*name));
        if !missing.is_empty() {
            return Err(Refusal::missing(&missing.join(", ")));
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

    pub fn time(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        time(name, self.text(name)?)
    }

    pub fn value(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// A text that was among the needed fields of [`Body::read`].
    pub fn needed_text(&self, name: &str) -> Result<String, Refusal> {
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// A number that was among the needed fields of [`Body::read`].
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
        let value = read(value).ok_or_else(|| Refusal::wrong_type(name, value, kind))?;
        Ok(Some(value))
    }
}

/// The parameters in a path, name and raw value, if the path fits the template.
pub fn parameters<'t, 'p>(template: &'t str, path: &'p str) -> Option<Vec<(&'t str, &'p str)>> {
    let (mut parts, mut segments) = (template.split('/'), path.split('/'));
    let mut parameters = Vec::new();
    loop {
        let (part, segment) = match (parts.next(), segments.next()) {
            (None, None) => return Some(parameters),
            (part, segment) => (part?, segment?),
        };
        let braced = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        match braced {
            Some(name) if !segment.is_empty() => parameters.push((name, segment)),
            None if part == segment => {}
            _ => return None,
        }
    }
}

/// Resolves percent escapes; an incomplete one stays as it is.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The first value of this name in a query or a form.
fn field(pairs: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(pairs)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn not_described(unknown: &[&str], absent: &[&str]) -> Refusal {
    let names = unknown.join(", ");
    let message = format!("Received not described parameters: ({names})");
    Refusal::bad_request(message).hinting(near::fields(unknown, absent))
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(body).map_err(|_| {
        let refusal = Refusal::bad_request("Invalid JSON received");
        refusal.hinting(Some("the body is not a JSON object".to_owned()))
    })
}

fn time(name: &str, text: Option<String>) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = text else {
        return Ok(None);
    };
    let time = clock::parse(&text);
    time.map(Some)
        .ok_or_else(|| Refusal::wrong_type(name, &json!(text), "datetime"))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A request that arrives at the epoch.
    pub fn request(method: &str, target: &str, body: &'static str) -> Request {
        let request = axum::http::Request::builder().method(method).uri(target);
        let (head, ()) = request.body(()).unwrap().into_parts();
        Request {
            head,
            body: body.into(),
            reached: Reached::default(),
            now: Timestamp::UNIX_EPOCH,
            wall: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn parameters_of_a_path_are_whole_segments() {
        for (template, path, expected) in [
            ("/me", "/me", Some(vec![])),
            (
                "/order/cart/{cartId}",
                "/order/cart/7",
                Some(vec![("cartId", "7")]),
            ),
            ("/order/cart/{cartId}", "/order/cart/", None),
            ("/order/cart/{cartId}", "/order/cart/7/item", None),
            (
                "/a/{x}/b/{y}",
                "/a/1/b/2",
                Some(vec![("x", "1"), ("y", "2")]),
            ),
            ("/a/{x}/b/{y}", "/a/1/c/2", None),
        ] {
            assert_eq!(parameters(template, path), expected, "{path}");
        }
    }

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
        let target = "/v1/me/order?date.from=2026-01-01T00%3A00%3A00%2B00%3A00&a=b+c&flag";
        let request = request("GET", target, "");
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

    fn message(body: &'static str) -> String {
        let call = Call {
            request: &request("POST", "/", body),
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
    fn a_body_has_the_needed_fields_and_no_unknown_ones_and_null_counts_as_absent() {
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
                "Some(1)",
            ),
            (
                r#"{"planCode":"a","quantity":null}"#,
                "Missing parameter(s): quantity",
            ),
            (
                r#"{"planCode":"a","quantity":1,"priceMode":null}"#,
                "Received not described parameters: (priceMode)",
            ),
            ("null", "Invalid JSON received"),
            ("[]", "Invalid JSON received"),
            ("{", "Invalid JSON received"),
        ] {
            assert_eq!(message(body), expected, "{body}");
        }
    }
}
