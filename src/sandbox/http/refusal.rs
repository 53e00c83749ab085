//! The error answers, in the shapes of the live API.

use serde_json::{Value, json};

/// What a call comes to: a JSON value, or a refusal.
pub type Answer = Result<Value, Refusal>;

/// An answer that is not a success.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    pub status: u16,
    pub body: Value,
}

impl Refusal {
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::of_class(400, "Client::BadRequest", message)
    }

    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::of_class(403, "Client::Forbidden", message)
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::of_class(404, "Client::NotFound", message)
    }

    /// What is asked for by this parameter does not exist.
    pub fn no_object(name: &str, value: impl std::fmt::Display) -> Self {
        Self::not_found(format!(
            "The requested object ({name} = {value}) does not exist"
        ))
    }

    /// A value that does not fit the type in the description.
    pub fn wrong_type(name: &str, value: &Value, kind: &str) -> Self {
        Self::bad_request(format!(
            "[{name}] Given data ({value}) is not valid for type {kind}"
        ))
    }

    pub fn not_emulated(method: &str, template: &str) -> Self {
        let message = format!("the sandbox does not emulate {method} {template}");
        Self::of_class(501, "Server::NotImplemented", message)
    }

    pub fn unknown_path() -> Self {
        Self::not_found("Got an invalid (or empty) URL")
    }

    pub fn login_first() -> Self {
        Self {
            status: 401,
            body: json!({ "message": "You must login first" }),
        }
    }

    pub fn invalid_key() -> Self {
        Self::of_auth(403, "INVALID_KEY", "Invalid application key")
    }

    pub fn query_time_out() -> Self {
        Self::of_auth(400, "QUERY_TIME_OUT", "Query out of time")
    }

    pub fn not_credential() -> Self {
        Self::of_auth(403, "NOT_CREDENTIAL", "This credential does not exist")
    }

    pub fn invalid_credential() -> Self {
        Self::of_auth(403, "INVALID_CREDENTIAL", "This credential is not valid")
    }

    pub fn invalid_signature() -> Self {
        Self::of_auth(400, "INVALID_SIGNATURE", "Invalid signature")
    }

    pub fn not_granted() -> Self {
        Self::of_auth(403, "NOT_GRANTED_CALL", "This call has not been granted")
    }

    /// The shape of the products.
    fn of_class(status: u16, class: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            body: json!({ "class": class, "message": message }),
        }
    }

    /// The shape of the authentication layer.
    fn of_auth(status: u16, code: &str, message: &str) -> Self {
        let reason = match status {
            400 => "400 Bad Request",
            _ => "403 Forbidden",
        };
        Self {
            status,
            body: json!({ "errorCode": code, "httpCode": reason, "message": message }),
        }
    }
}
