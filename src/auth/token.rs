//! Access tokens: how one is asked for, what the answer says, and when it is time for another.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::credentials::OAuth2Client;
use crate::error::{Answer, Secrets, is_success, redact};

/// The form that asks for a token.
pub(crate) const FORM: &str = "grant_type=client_credentials&scope=all";

/// How long before its end a token is renewed, so that none expires on its way.
const EARLY: Duration = Duration::from_secs(10);

/// How long a token is taken to live when its answer does not say.
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
    (
        form_encoded(&client.client_id),
        form_encoded(&client.client_secret).into(),
    )
}

fn form_encoded(text: &SecretString) -> String {
    url::form_urlencoded::byte_serialize(text.expose_secret().as_bytes()).collect()
}

/// Why there is no token. It names the host, never a secret.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("cannot reach {host}")]
    Unreachable { host: String, source: Cause },
    /// The request was carried elsewhere, and what that place answered is not believed.
    #[error("the answer did not come from {host}")]
    Redirected { host: String, source: Cause },
    #[error("{host} refused: {status}{}{said}", if said.is_empty() { "" } else { " " })]
    Refused {
        host: String,
        status: u16,
        said: String,
        is_web_page: bool,
    },
    #[error("{host} answered without an access token of type bearer")]
    Unreadable { host: String, is_web_page: bool },
}

/// Shared by all who waited for the same token.
type Cause = Arc<dyn Error + Send + Sync>;

impl TokenError {
    pub(crate) fn unreachable(host: &str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Unreachable {
            host: host.to_owned(),
            source: Arc::new(source),
        }
    }

    pub(crate) fn redirected(host: &str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Redirected {
            host: host.to_owned(),
            source: Arc::new(source),
        }
    }

    /// Whether asking again may help: nothing was answered, the host is busy or broken, or what
    /// answered with a web page is something in front of it.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Refused {
                status: 408 | 429 | 500..=599,
                ..
            } => true,
            Self::Refused { is_web_page, .. } | Self::Unreadable { is_web_page, .. } => {
                *is_web_page
            }
            Self::Redirected { .. } => false,
        }
    }
}

/// What a token endpoint answers: a grant, or the error of RFC 6749 or of OVHcloud's own API.
#[derive(Deserialize, Default)]
struct Body {
    access_token: Option<String>,
    token_type: Option<String>,
    /// Seconds: a number, from some servers with a fraction or as text.
    expires_in: Option<Value>,
    error: Option<String>,
    error_description: Option<String>,
    message: Option<String>,
}

/// The grant in an answer.
///
/// # Errors
/// What the host said, with the client's secrets masked should it repeat them.
pub(crate) fn read(host: &str, secrets: &Secrets, answer: &Answer) -> Result<Grant, TokenError> {
    let body = serde_json::from_slice::<Body>(&answer.body).unwrap_or_default();
    let host = host.to_owned();
    let is_web_page = answer.is_web_page();
    if !is_success(answer.status) {
        return Err(TokenError::Refused {
            host,
            status: answer.status,
            said: masked(body.said(), secrets),
            is_web_page,
        });
    }
    body.grant()
        .ok_or(TokenError::Unreadable { host, is_web_page })
}

impl Body {
    fn grant(self) -> Option<Grant> {
        let token = self.access_token.filter(|token| !token.is_empty())?;
        let kind = self.token_type.as_deref().unwrap_or("bearer");
        kind.eq_ignore_ascii_case("bearer").then(|| Grant {
            token: token.into(),
            lifetime: self
                .expires_in
                .as_ref()
                .and_then(seconds)
                .unwrap_or(UNSTATED),
        })
    }

    /// The error's code with its description.
    fn said(self) -> String {
        let parts = [self.error, self.error_description.or(self.message)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
    }
}

fn seconds(value: &Value) -> Option<Duration> {
    if let Some(whole) = value.as_u64() {
        return Some(Duration::from_secs(whole));
    }
    let seconds = match value {
        Value::String(text) => text.trim().parse().ok(),
        number => number.as_f64(),
    };
    Duration::try_from_secs_f64(seconds?).ok()
}

/// The text in one line, without the client's secrets and without what names itself a secret.
fn masked(mut text: String, secrets: &Secrets) -> String {
    secrets.mask(&mut text);
    redact(&text).replace(|c: char| c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Credentials;

    fn client() -> OAuth2Client {
        OAuth2Client::new("an id+", "s3/cret é")
    }

    /// What is read from an answer to [`client`], which sent base64 of `an+id%2B:s3%2Fcret+%C3%A9`.
    fn answered(status: u16, body: &str) -> Result<Grant, TokenError> {
        let secrets = secrets(&client());
        secrets.add("YW4raWQlMkI6czMlMkZjcmV0KyVDMyVBOQ==");
        read("h", &secrets, &answer(status, body))
    }

    fn secrets(client: &OAuth2Client) -> Secrets {
        let secrets = Secrets::default();
        Credentials::OAuth2(client.clone()).tell(&secrets);
        secrets
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            query_id: None,
            body: body.into(),
        }
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
            let read = answered(200, body).ok();
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
            (400, "", false),
            (401, "", false),
            (403, "", false),
            (302, "", false),
            (200, "", false),
            (408, "", true),
            (429, "", true),
            (500, "", true),
            (503, "", true),
            (200, "<html>", true),
            (403, "<html>", true),
        ];
        for (status, body, expected) in table {
            let error = answered(status, body).err().unwrap();
            assert_eq!(error.may_pass(), expected, "{status} {body}");
        }
        let broken = std::io::Error::other("reset");
        assert!(TokenError::unreachable("h", broken).may_pass());
    }

    #[test]
    fn what_is_empty_hides_nothing_and_what_holds_another_is_hidden_whole() {
        let table = [
            (("", ""), "h refused: 401 no client of my-app or my-app-1"),
            (
                ("my-app-1", "my-app"),
                "h refused: 401 no client of [redacted] or [redacted]",
            ),
        ];
        for ((id, secret), shown) in table {
            let client = OAuth2Client::new(id, secret);
            let answer = answer(401, r#"{"message":"no client of my-app or my-app-1"}"#);
            let error = read("h", &secrets(&client), &answer).err().unwrap();
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
                "h refused: 401 invalid_client: no such client",
            ),
            (
                (400, r#"{"error":"invalid_scope"}"#),
                "h refused: 400 invalid_scope",
            ),
            (
                (403, r#"{"message":"not from here"}"#),
                "h refused: 403 not from here",
            ),
            (
                (
                    400,
                    r#"{"error_description":"s3/cret é and client_secret=x are wrong"}"#,
                ),
                "h refused: 400 [redacted] and client_secret=[redacted] are wrong",
            ),
            (
                (
                    401,
                    r#"{"message":"an id+ (an+id%2B) with s3%2Fcret+%C3%A9"}"#,
                ),
                "h refused: 401 [redacted] ([redacted]) with [redacted]",
            ),
            (
                (
                    401,
                    r#"{"error":"YW4raWQlMkI6czMlMkZjcmV0KyVDMyVBOQ== is nobody"}"#,
                ),
                "h refused: 401 [redacted] is nobody",
            ),
            ((503, "<html>"), "h refused: 503"),
            ((302, ""), "h refused: 302"),
            (
                (200, "[]"),
                "h answered without an access token of type bearer",
            ),
        ];
        for ((status, body), shown) in table {
            let error = answered(status, body).err().unwrap();
            assert_eq!(error.to_string(), shown);
        }
    }
}
