//! The credentials a sandbox knows: those it accepts from the start, and consumer keys with their
//! rights.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An application with a validated consumer key, and an OAuth2 client, both with all rights.
///
/// The values are the same in every sandbox and obviously fake, so they can stand in
/// documentation; `Debug` still leaves out the secrets and the consumer key.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Credentials {
    /// The value of `X-Ovh-Application`.
    pub application_key: String,
    /// The secret that signs requests.
    pub application_secret: String,
    /// The value of `X-Ovh-Consumer`.
    pub consumer_key: String,
    /// The id to ask for access tokens with.
    pub client_id: String,
    /// The secret to ask for access tokens with.
    pub client_secret: String,
}

impl Credentials {
    /// Those of another application, or of the first if it has no name.
    pub(in crate::sandbox) fn of(application: &str) -> Self {
        let first = Self::sandbox();
        if application.is_empty() {
            return first;
        }
        Self {
            application_key: application.to_owned(),
            client_id: application.to_owned(),
            ..first
        }
    }

    pub(in crate::sandbox) fn sandbox() -> Self {
        Self {
            application_key: "sandbox-application-key".to_owned(),
            application_secret: "sandbox-application-secret".to_owned(),
            consumer_key: "sandbox-consumer-key".to_owned(),
            client_id: "sandbox-client-id".to_owned(),
            client_secret: "sandbox-client-secret".to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Credentials")
            .field("application_key", &self.application_key)
            .finish_non_exhaustive()
    }
}

/// A consumer key of the sandbox's one account.
#[derive(Debug, Deserialize, Serialize)]
pub struct ConsumerKey {
    pub id: i64,
    pub rules: Vec<AccessRule>,
    pub state: KeyState,
    /// The parameter that the validation page knows the key by.
    pub token: String,
    /// Where the person is sent once the key is validated.
    #[serde(default)]
    pub redirection: Option<String>,
    pub allowed_ips: Option<Vec<String>>,
    pub created: Timestamp,
    pub last_use: Option<Timestamp>,
}

/// A method and a path, in which `*` stands for any text.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AccessRule {
    pub method: String,
    pub path: String,
}

/// Where a consumer key is in its life.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum KeyState {
    /// The person has not agreed yet.
    Pending,
    Validated,
    /// Logged out.
    Expired,
}

impl ConsumerKey {
    /// The key in [`Credentials::sandbox`]: every method on every path.
    pub fn first(now: Timestamp) -> Self {
        let rules = ["GET", "POST", "PUT", "DELETE"].map(|method| AccessRule {
            method: method.to_owned(),
            path: "/*".to_owned(),
        });
        Self {
            id: 1,
            rules: rules.into(),
            state: KeyState::Validated,
            token: String::new(),
            redirection: None,
            allowed_ips: None,
            created: now,
            last_use: None,
        }
    }

    /// Whether this key may call a path of the API, given without `/v1`.
    pub fn grants(&self, method: &str, path: &str) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.method == method && fits(&rule.path, path))
    }
}

impl KeyState {
    pub fn text(self) -> &'static str {
        match self {
            Self::Pending => "pendingValidation",
            Self::Validated => "validated",
            Self::Expired => "expired",
        }
    }
}

/// Whether a path fits a pattern, in which `*` stands for any text.
pub fn fits(pattern: &str, path: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == path;
    };
    let Some(rest) = path.strip_prefix(head) else {
        return false;
    };
    (0..=rest.len())
        .filter_map(|cut| rest.get(cut..))
        .any(|after| fits(tail, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", Credentials::sandbox());
        assert_eq!(
            shown,
            r#"Credentials { application_key: "sandbox-application-key", .. }"#
        );
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, path, expected) in [
            ("/me", "/me", true),
            ("/me", "/me/order", false),
            ("/order/*", "/order/cart/x/item", true),
            ("/order/*", "/order", false),
            ("/me/payment/method*", "/me/payment/method", true),
            ("/me/payment/method*", "/me/payment/method/12", true),
            ("/*", "/me", true),
            ("/me/order/*/status", "/me/order/1/status", true),
            ("/me/order/*/status", "/me/order/1/details", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }
}
