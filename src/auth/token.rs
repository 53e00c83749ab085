//! Access tokens: how one is asked for, what the answer says, and when it is time for another.
//!
//! It must not send or read a clock; ages come in.

use std::cmp::Reverse;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::oauth2::OAuth2Client;
use crate::error::{MASK, is_success, redact};

/// The form that asks for a token.
pub(crate) const FORM: &str = "grant_type=client_credentials&scope=all";

/// How long before its end a token is renewed.
const EARLY: Duration = Duration::from_secs(10);

/// What an answer that does not say how long its token lives is taken to mean.
const UNSTATED: Duration = Duration::from_secs(60);

/// A token that was granted.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) token: SecretString,
    /// How long it is valid from the moment it was asked for.
    pub(crate) lifetime: Duration,
}

/// Whether a token of this age may still be used; else it is renewed.
pub(crate) fn is_fresh(age: Duration, lifetime: Duration) -> bool {
    age.saturating_add(EARLY) < lifetime
}

/// User and password of HTTP Basic: id and secret, each encoded as in a form (RFC 6749, 2.3.1).
pub(crate) fn user_and_password(client: &OAuth2Client) -> (String, SecretString) {
    let encoded = |text: &SecretString| -> String {
        url::form_urlencoded::byte_serialize(text.expose_secret().as_bytes()).collect()
    };
    let password = encoded(&client.client_secret).into();
    (encoded(&client.client_id), password)
}

/// Why there is no token. It names the host, never a secret.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) struct TokenError {
    host: String,
    reason: Reason,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

#[derive(Clone, Debug)]
enum Reason {
    Unreachable,
    Redirected,
    Refused { status: u16, said: String },
    Unreadable,
}

impl Display for TokenError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let host = &self.host;
        match &self.reason {
            Reason::Unreachable => write!(f, "{host} could not be asked for it"),
            Reason::Redirected => write!(f, "{host} is not where the answer came from"),
            Reason::Unreadable => write!(f, "{host} answered no access token of type bearer"),
            Reason::Refused { status, said } if said.is_empty() => {
                write!(f, "{host} refused it: {status}")
            }
            Reason::Refused { status, said } => write!(f, "{host} refused it: {status} {said}"),
        }
    }
}

impl TokenError {
    /// The host gave no answer.
    pub(crate) fn unreachable(
        host: &str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::caused(host, Reason::Unreachable, source)
    }

    /// The question was carried elsewhere, and what that place answered is not believed.
    pub(crate) fn redirected(
        host: &str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::caused(host, Reason::Redirected, source)
    }

    /// Whether the same question may be answered later: there was no answer, or one of haste or of
    /// a failure on that side.
    pub(crate) fn may_pass(&self) -> bool {
        match self.reason {
            Reason::Unreachable => true,
            Reason::Refused { status, .. } => status == 429 || (500..=599).contains(&status),
            Reason::Redirected | Reason::Unreadable => false,
        }
    }

    fn caused(
        host: &str,
        reason: Reason,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: Some(Arc::new(source)),
            ..Self::new(host, reason)
        }
    }

    fn new(host: &str, reason: Reason) -> Self {
        Self {
            host: host.to_owned(),
            reason,
            source: None,
        }
    }
}

/// What a token endpoint answers: a grant, or the error of RFC 6749 or of OVHcloud's own API.
#[derive(Deserialize, Default)]
struct Body {
    access_token: Option<String>,
    token_type: Option<String>,
    /// Seconds: a number, of some servers with a fraction or as text.
    expires_in: Option<serde_json::Value>,
    error: Option<String>,
    error_description: Option<String>,
    message: Option<String>,
}

/// The grant in an answer of this status to a client that sent this `Authorization`.
///
/// # Errors
/// What the host said, without the client's id and secret should it repeat them.
pub(crate) fn read(
    host: &str,
    (client, authorization): (&OAuth2Client, &str),
    (status, body): (u16, &[u8]),
) -> Result<Grant, TokenError> {
    let read = serde_json::from_slice::<Body>(body);
    if !is_success(status) {
        let said = said(read.unwrap_or_default());
        let said = hide(said, spellings(client, authorization));
        return Err(TokenError::new(host, Reason::Refused { status, said }));
    }
    let granted = read.ok().and_then(granted);
    granted.ok_or_else(|| TokenError::new(host, Reason::Unreadable))
}

fn granted(body: Body) -> Option<Grant> {
    let is_bearer = |kind: &str| kind.eq_ignore_ascii_case("bearer");
    let lifetime = body.expires_in.as_ref().and_then(lifetime);
    let token = body.access_token.filter(|token| !token.is_empty())?;
    let kind = body.token_type.as_deref();
    kind.is_none_or(is_bearer).then(|| Grant {
        token: token.into(),
        lifetime: lifetime.unwrap_or(UNSTATED),
    })
}

/// How long a token lives, if that can be read.
fn lifetime(seconds: &serde_json::Value) -> Option<Duration> {
    if let Some(whole) = seconds.as_u64() {
        return Some(Duration::from_secs(whole));
    }
    let text = || seconds.as_str()?.trim().parse().ok();
    Duration::try_from_secs_f64(seconds.as_f64().or_else(text)?).ok()
}

/// The error code with what describes it.
fn said(body: Body) -> String {
    let description = body.error_description.or(body.message);
    match (body.error, description) {
        (Some(code), Some(text)) => format!("{code}: {text}"),
        (code, text) => code.or(text).unwrap_or_default(),
    }
}

/// The text in one line, without these and without what names itself a secret.
fn hide(text: String, secrets: impl IntoIterator<Item = SecretString>) -> String {
    let mut hidden = text;
    for secret in secrets {
        if !secret.expose_secret().is_empty() {
            hidden = hidden.replace(secret.expose_secret(), MASK);
        }
    }
    redact(&hidden).replace(|c: char| c.is_control(), " ")
}

/// What of a client was sent, in each spelling that a host may repeat; the longest first, because
/// one may hold another.
fn spellings(client: &OAuth2Client, authorization: &str) -> [SecretString; 5] {
    let basic = authorization.rsplit(' ').next().unwrap_or_default();
    let (user, password) = user_and_password(client);
    let (id, secret) = (client.client_id.clone(), client.client_secret.clone());
    let mut spellings = [basic.into(), user.into(), password, id, secret];
    spellings.sort_by_key(|spelling| Reverse(spelling.expose_secret().len()));
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> OAuth2Client {
        OAuth2Client::new("an id+", "s3/cret é")
    }

    /// With base64 of `an+id%2B:s3%2Fcret+%C3%A9`.
    fn sent(client: &OAuth2Client) -> (&OAuth2Client, &str) {
        (client, "Basic YW4raWQlMkI6czMlMkZjcmV0KyVDMyVBOQ==")
    }

    #[test]
    fn a_token_is_renewed_ten_seconds_early() {
        let table = [
            (0, 3599, true),
            (3588, 3599, true),
            (3589, 3599, false),
            (4000, 3599, false),
            (0, 11, true),
            (1, 11, false),
            (0, 10, false),
            (0, 0, false),
            (u64::MAX, u64::MAX, false),
        ];
        for (age, lifetime, fresh) in table {
            let [age, lifetime] = [age, lifetime].map(Duration::from_secs);
            assert_eq!(is_fresh(age, lifetime), fresh, "{age:?} of {lifetime:?}");
        }
    }

    #[test]
    fn id_and_secret_are_encoded_as_in_a_form() {
        let (user, password) = user_and_password(&client());
        assert_eq!(
            (user.as_str(), password.expose_secret()),
            ("an+id%2B", "s3%2Fcret+%C3%A9")
        );
    }

    #[test]
    fn a_grant_is_read_from_an_answer_of_success() {
        let table = [
            (
                r#"{"access_token":"t","token_type":"Bearer","expires_in":3599,"scope":"all"}"#,
                Some(("t", 3599)),
            ),
            (
                r#"{"access_token":"t","token_type":"bearer"}"#,
                Some(("t", 60)),
            ),
            (r#"{"access_token":"t"}"#, Some(("t", 60))),
            (
                r#"{"access_token":"t","expires_in":"3599"}"#,
                Some(("t", 3599)),
            ),
            (
                r#"{"access_token":"t","expires_in":3599.0}"#,
                Some(("t", 3599)),
            ),
            (
                r#"{"access_token":"t","expires_in":" 3599.5 "}"#,
                Some(("t", 3599)),
            ),
            (
                r#"{"access_token":"t","expires_in":1e300}"#,
                Some(("t", 60)),
            ),
            (r#"{"access_token":"t","expires_in":null}"#, Some(("t", 60))),
            (r#"{"access_token":"t","expires_in":[1]}"#, Some(("t", 60))),
            (
                r#"{"access_token":"t","expires_in":"soon"}"#,
                Some(("t", 60)),
            ),
            (r#"{"access_token":"t","expires_in":-1}"#, Some(("t", 60))),
            (r#"{"access_token":"t","token_type":"mac"}"#, None),
            (r#"{"access_token":""}"#, None),
            (r#"{"expires_in":1}"#, None),
            ("<html>", None),
            ("", None),
        ];
        for (body, expected) in table {
            let read = read("h", sent(&client()), (200, body.as_bytes())).ok();
            let shown = read.as_ref().map(|grant| {
                let token = grant.token.expose_secret();
                (token, grant.lifetime.as_secs())
            });
            assert_eq!(shown, expected, "{body}");
        }
    }

    #[test]
    fn what_says_that_the_client_is_wrong_does_not_pass() {
        let table = [
            (400, false),
            (401, false),
            (403, false),
            (302, false),
            (200, false),
            (429, true),
            (500, true),
            (503, true),
        ];
        for (status, expected) in table {
            let error = read("h", sent(&client()), (status, b"")).err().unwrap();
            assert_eq!(error.may_pass(), expected, "{status}");
        }
        let broken = std::io::Error::other("reset");
        assert!(TokenError::unreachable("h", broken).may_pass());
    }

    #[test]
    fn what_is_empty_hides_nothing_and_what_holds_another_is_hidden_whole() {
        let table = [
            (("", ""), "h refused it: 401 no client of app or app-1"),
            (
                ("app-1", "app"),
                "h refused it: 401 no client of [redacted] or [redacted]",
            ),
        ];
        for ((id, secret), shown) in table {
            let client = OAuth2Client::new(id, secret);
            let body = br#"{"message":"no client of app or app-1"}"#;
            let error = read("h", (&client, ""), (401, body)).err().unwrap();
            assert_eq!(error.to_string(), shown);
        }
    }

    #[test]
    fn a_refusal_names_host_code_and_description_and_no_secret() {
        let table = [
            (
                (
                    401,
                    r#"{"error":"invalid_client","error_description":"no\nsuch client"}"#,
                ),
                "h refused it: 401 invalid_client: no such client",
            ),
            (
                (400, r#"{"error":"invalid_scope"}"#),
                "h refused it: 400 invalid_scope",
            ),
            (
                (403, r#"{"message":"not from here"}"#),
                "h refused it: 403 not from here",
            ),
            (
                (
                    400,
                    r#"{"error_description":"s3/cret é and client_secret=x are wrong"}"#,
                ),
                "h refused it: 400 [redacted] and client_secret=[redacted] are wrong",
            ),
            (
                (
                    401,
                    r#"{"message":"an id+ (an+id%2B) with s3%2Fcret+%C3%A9"}"#,
                ),
                "h refused it: 401 [redacted] ([redacted]) with [redacted]",
            ),
            (
                (
                    401,
                    r#"{"error":"YW4raWQlMkI6czMlMkZjcmV0KyVDMyVBOQ== is nobody"}"#,
                ),
                "h refused it: 401 [redacted] is nobody",
            ),
            ((503, "<html>"), "h refused it: 503"),
            ((302, ""), "h refused it: 302"),
            ((200, "[]"), "h answered no access token of type bearer"),
        ];
        for ((status, body), shown) in table {
            let error = read("h", sent(&client()), (status, body.as_bytes()))
                .err()
                .unwrap();
            assert_eq!(error.to_string(), shown);
        }
    }
}
