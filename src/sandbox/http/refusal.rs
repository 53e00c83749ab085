//! Every way to refuse a request, in the shapes and words of the live API.

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What an operation answers: a JSON value, or a refusal.
pub type Answer = Result<Value, Refusal>;

/// How the authentication layer refuses a call; the live API does either, depending on the host.
///
/// Written `code` or `class`, as `ovh-order sandbox --refusals` takes it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RefusalForm {
    /// `code`: with `errorCode` and `httpCode`, the older form. A consumer key that nobody has
    /// validated yet can read its own state.
    #[default]
    Code,
    /// `class`: with `class` and `message` alone, as most hosts do by now. A consumer key that nobody
    /// has validated yet can read nothing.
    Class,
}

impl FromStr for RefusalForm {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "code" => Ok(Self::Code),
            "class" => Ok(Self::Class),
            _ => Err("use code or class"),
        }
    }
}

/// An error answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    pub status: StatusCode,
    pub body: Value,
    /// What was probably meant; only whoever runs the sandbox is told.
    pub hint: Option<String>,
}

impl Refusal {
    pub fn bad_request(message: impl Display) -> Self {
        Self::of_class(StatusCode::BAD_REQUEST, "Client::BadRequest", message)
    }

    pub fn forbidden(message: impl Display) -> Self {
        Self::of_class(StatusCode::FORBIDDEN, "Client::Forbidden", message)
    }

    pub fn not_found(message: impl Display) -> Self {
        Self::of_class(StatusCode::NOT_FOUND, "Client::NotFound", message)
    }

    /// The object this parameter names does not exist.
    pub fn no_object(name: &str, value: impl Display) -> Self {
        let message = format!("The requested object ({name} = {value}) does not exist");
        Self::not_found(message)
    }

    pub fn missing(names: &str) -> Self {
        let refusal = Self::bad_request(format!("Missing parameter(s): {names}"));
        refusal.hinting(Some(format!("{names} is missing")))
    }

    /// A value does not have the type of the description.
    pub fn wrong_type(name: &str, value: &Value, kind: &str) -> Self {
        let message = format!("[{name}] Given data ({value}) is not valid for type {kind}");
        // The log has no values.
        Self::bad_request(message).hinting(Some(format!("{name} is not of type {kind}")))
    }

    /// The live API may have this operation. Says what there is instead.
    pub fn not_emulated(method: &str, template: &str) -> Self {
        let message = format!(
            "the sandbox does not emulate {method} {template}; GET / beside /v1 lists the operations \
             that it emulates, the products that it sells and the coupons that it takes"
        );
        let status = StatusCode::NOT_IMPLEMENTED;
        Self::of_class(status, "Server::NotImplemented", message)
    }

    pub fn unknown_path() -> Self {
        Self::not_found("Got an invalid (or empty) URL")
    }

    pub fn too_large(bytes: usize) -> Self {
        let message = format!("The body has more than {bytes} bytes");
        Self::of_class(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Client::PayloadTooLarge",
            message,
        )
    }

    pub fn too_slow(time: Duration) -> Self {
        let message = format!("The body took more than {} s", time.as_secs());
        Self::of_class(
            StatusCode::REQUEST_TIMEOUT,
            "Client::RequestTimeout",
            message,
        )
    }

    /// The request is for another server.
    pub fn misdirected(host: &str) -> Self {
        let message = format!(
            "the sandbox answers to addresses, localhost and names without a dot, not to {host}; \
             start it with --public-url to give it another name"
        );
        let status = StatusCode::MISDIRECTED_REQUEST;
        Self::of_class(status, "Client::MisdirectedRequest", message)
    }

    /// A method cannot pay an order. It has a message alone, as live.
    pub fn unpayable(method: &str) -> Self {
        let message = format!("This order can't be paid with '{method}'");
        Self::of_message(StatusCode::FORBIDDEN, &message)
    }

    /// The account was to pay, and has no default method.
    pub fn without_method() -> Self {
        Self::of_message(StatusCode::FORBIDDEN, "No default payment method")
    }

    /// The one refusal of the authentication layer without a code.
    pub fn login_first() -> Self {
        Self::of_message(StatusCode::UNAUTHORIZED, "You must login first")
    }

    pub fn invalid_key() -> Self {
        Self::auth_forbidden("INVALID_KEY", "Invalid application key")
    }

    pub fn query_time_out() -> Self {
        Self::of_auth(
            StatusCode::BAD_REQUEST,
            "QUERY_TIME_OUT",
            "Query out of time",
        )
    }

    pub fn not_credential() -> Self {
        Self::auth_forbidden("NOT_CREDENTIAL", "This credential does not exist")
    }

    pub fn invalid_credential() -> Self {
        Self::auth_forbidden("INVALID_CREDENTIAL", "This credential is not valid")
    }

    pub fn invalid_signature() -> Self {
        Self::of_auth(
            StatusCode::BAD_REQUEST,
            "INVALID_SIGNATURE",
            "Invalid signature",
        )
    }

    pub fn not_granted() -> Self {
        Self::auth_forbidden("NOT_GRANTED_CALL", "This call has not been granted")
    }

    /// The shape of the token endpoint (RFC 6749, 5.2).
    pub fn of_token(status: StatusCode, error: &str) -> Self {
        let body = json!({ "error": error });
        Self::of_body(status, body)
    }

    fn of_message(status: StatusCode, message: &str) -> Self {
        let body = json!({ "message": message });
        Self::of_body(status, body)
    }

    /// The shape of the products.
    fn of_class(status: StatusCode, class: &str, message: impl Display) -> Self {
        let body = json!({ "class": class, "message": message.to_string() });
        Self::of_body(status, body)
    }

    /// The same, with what was probably meant for whoever runs the sandbox.
    pub fn hinting(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    /// An answer with this status and body, whatever they mean.
    pub fn of_body(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body,
            hint: None,
        }
    }

    /// What a front end answers with this status alone.
    pub fn of_status(status: StatusCode) -> Self {
        Self::of_message(status, status.canonical_reason().unwrap_or_default())
    }

    /// The same in this form of the authentication layer; another refusal stays as it is.
    pub fn in_form(self, form: RefusalForm) -> Self {
        match form {
            RefusalForm::Code => self,
            RefusalForm::Class => self.without_code(),
        }
    }

    fn without_code(self) -> Self {
        let class = match self.status {
            _ if self.body.get("errorCode").is_none() => return self,
            StatusCode::FORBIDDEN => "Client::Forbidden",
            StatusCode::UNAUTHORIZED => "Client::Unauthorized",
            _ => "Client::BadRequest",
        };
        let body = json!({ "class": class, "message": self.body.get("message") });
        Self { body, ..self }
    }

    fn auth_forbidden(code: &str, message: &str) -> Self {
        Self::of_auth(StatusCode::FORBIDDEN, code, message)
    }

    /// The shape of the authentication layer; `httpCode` is number and reason: `403 Forbidden`.
    fn of_auth(status: StatusCode, code: &str, message: &str) -> Self {
        let status_line = status.to_string();
        let body = json!({ "errorCode": code, "httpCode": status_line, "message": message });
        Self::of_body(status, body)
    }
}
