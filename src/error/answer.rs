//! An answer as it came, and what the body of an error says.
//!
//! Errors have four shapes: `{class, message, details}` from products,
//! `{errorCode, httpCode, message}` from the authentication layer, a bare `{message}`, and HTML or
//! nothing from whatever stands in front of the API. Reading one never fails.

use serde_json::Value;

/// An answer as it came: status, query id, raw body.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header `X-Ovh-Queryid`, by which OVHcloud's support finds the call.
    pub query_id: Option<String>,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

/// Whether a status means success: 200 to 299, whatever the body is. Operations that answer nothing
/// send an empty body or `null`.
///
/// ```
/// use ovh_order::error::is_success;
///
/// assert!(is_success(204));
/// assert!(!is_success(302));
/// ```
#[must_use]
pub fn is_success(status: u16) -> bool {
    (200..=299).contains(&status)
}

impl Answer {
    /// Whether the body is a web page. The API answers JSON or nothing, and no JSON begins like one.
    pub(crate) fn is_web_page(&self) -> bool {
        let body = self
            .body
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(&self.body);
        body.trim_ascii_start().starts_with(b"<")
    }
}

// The body can hold an order's password, so only its length is shown.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("query_id", &self.query_id)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The number of an order in a body: the value of `orderId`, wherever it stands, as a number or as text,
/// also in a link or in JSON that does not parse. At the end of a body that was cut off a number may
/// lack digits, so it counts only if something follows it.
pub(super) fn order_number(body: &[u8]) -> Option<i64> {
    const NAME: &str = "orderId";
    const QUOTES: [char; 3] = ['\\', '"', '\''];
    let text = String::from_utf8_lossy(body);
    text.match_indices(NAME).find_map(|(at, _)| {
        let rest = text.get(at + NAME.len()..)?.trim_start_matches(QUOTES);
        let value = rest.trim_start().strip_prefix([':', '='])?.trim_start();
        let value = value.trim_start_matches(QUOTES);
        let end = value.find(|c: char| !c.is_ascii_digit())?;
        let (digits, after) = value.split_at(end);
        let is_whole = !after.starts_with(|c: char| c.is_alphanumeric() || c == '.');
        digits.parse().ok().filter(|_| is_whole)
    })
}

/// What the body of an error says.
#[derive(Clone, Default, PartialEq, Debug)]
pub(super) struct ErrorBody {
    pub(super) class: Option<String>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) details: Option<Value>,
}

impl ErrorBody {
    pub(super) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(Value::Object(mut fields)) => Self {
                class: fields.remove("class").and_then(text),
                code: fields.remove("errorCode").and_then(text),
                message: fields.remove("message").and_then(text),
                details: fields.remove("details").filter(|value| !value.is_null()),
            },
            Ok(Value::String(message)) => Self {
                message: text(Value::String(message)),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// The actions in `details.unauthorizedActionsByIAM`: one text with commas or blanks between
    /// them, or a list of texts.
    pub(super) fn iam_actions(&self) -> Vec<&str> {
        let listed = self
            .details
            .as_ref()
            .and_then(|details| details.get("unauthorizedActionsByIAM"));
        let texts = match listed {
            Some(Value::String(text)) => vec![text.as_str()],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        texts
            .into_iter()
            .flat_map(|text| text.split([',', ' ']))
            .filter(|action| !action.is_empty())
            .collect()
    }
}

/// A text as it is, another value as JSON, nothing for `null` and the empty text.
fn text(value: Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text,
        other => other.to_string(),
    };
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(fields: [Option<&str>; 3], details: Option<Value>) -> ErrorBody {
        let [class, code, message] = fields.map(|field| field.map(str::to_owned));
        ErrorBody {
            class,
            code,
            message,
            details,
        }
    }

    #[test]
    fn every_shape_of_a_body_is_read() {
        let table: [(&[u8], ErrorBody); 11] = [
            (
                br#"{"class":"C","message":"m","details":{"n":1}}"#,
                body([Some("C"), None, Some("m")], Some(json!({"n": 1}))),
            ),
            (
                br#"{"errorCode":"E","httpCode":"403 Forbidden","message":"m"}"#,
                body([None, Some("E"), Some("m")], None),
            ),
            (br#"{"message":"m"}"#, body([None, None, Some("m")], None)),
            (
                br#"{"message":{"a":1},"class":7}"#,
                body([Some("7"), None, Some(r#"{"a":1}"#)], None),
            ),
            (
                br#"{"message":null,"details":null,"class":""}"#,
                ErrorBody::default(),
            ),
            (br#""x""#, body([None, None, Some("x")], None)),
            (b"[]", ErrorBody::default()),
            (b"null", ErrorBody::default()),
            (b"", ErrorBody::default()),
            (b"<html>no</html>", ErrorBody::default()),
            (b"\xff\xfe", ErrorBody::default()),
        ];
        for (body, expected) in table {
            assert_eq!(ErrorBody::read(body), expected, "{}", body.escape_ascii());
        }
    }

    #[test]
    fn an_order_number_is_found_wherever_a_body_has_it() {
        let table = [
            (r#"{"orderId":42,"url":null}"#, Some(42)),
            (r#"{"orderId" : "42"}"#, Some(42)),
            (r#"{"orderId":null,"order":{"orderId":42}}"#, Some(42)),
            (r#"{"order":{"details":[],"orderId":42"#, None),
            (r#"{"orderId":42,"details":[{"do"#, Some(42)),
            (r#""{\"orderId\":42}""#, Some(42)),
            (
                "<a href='https://h/x?orderId=42&orderPassword=s'>",
                Some(42),
            ),
            (r#"{"orderId":42.5}"#, None),
            (r#"{"orderId":"42nd"}"#, None),
            (r#"{"orderId":-1}"#, None),
            (r#"{"orderId":99999999999999999999}"#, None),
            (r#"{"orderIds":[42]}"#, None),
            ("\u{1F4B0}orderId", None),
            ("", None),
        ];
        for (body, expected) in table {
            assert_eq!(order_number(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn iam_actions_are_read_from_text_and_list() {
        let table = [
            (json!({"unauthorizedActionsByIAM": "a:b/c"}), vec!["a:b/c"]),
            (
                json!({"unauthorizedActionsByIAM": "a, b,c d"}),
                vec!["a", "b", "c", "d"],
            ),
            (
                json!({"unauthorizedActionsByIAM": ["a", 1, "b"]}),
                vec!["a", "b"],
            ),
            (json!({"unauthorizedActionsByIAM": {"a": 1}}), vec![]),
            (json!({"other": "a"}), vec![]),
            (json!("text"), vec![]),
            (json!([1]), vec![]),
        ];
        for (details, actions) in table {
            let body = body([None; 3], Some(details));
            assert_eq!(body.iam_actions(), actions, "{body:?}");
        }
    }
}
