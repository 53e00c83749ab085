//! The consumer-key flow: a request, and the wait until a person has validated the key.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::rules::AccessRule;
use crate::error::debug_as_sentence;
use crate::types::{
    AuthAccessRuleRequest, AuthApiCredentialRequestParams, AuthCredentialState, AuthHttpMethod,
    Secret,
};
use crate::{Client, Error, Kind};

/// What the account's owner is asked to grant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyRequest {
    /// What the consumer key may do.
    pub rules: Vec<AccessRule>,
    /// Where the person's browser goes after the validation.
    pub redirection: Option<String>,
    /// The addresses from which the key may be used, such as `192.0.2.0/24`; all when empty.
    pub allowed_ips: Vec<String>,
}

impl KeyRequest {
    /// A key with these rules, used from anywhere.
    #[must_use]
    pub fn new(rules: Vec<AccessRule>) -> Self {
        Self {
            rules,
            redirection: None,
            allowed_ips: Vec::new(),
        }
    }
}

/// A consumer key that nobody has validated yet.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PendingKey {
    /// The key. It grants nothing until the person validates it, and then what was asked for.
    pub consumer_key: Secret,
    /// The page on which the person logs in and validates the key.
    pub validation_url: Secret,
}

/// How long to wait for the validation, and how often to look for it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Patience {
    /// The time between two reads. Default: 2 seconds.
    pub interval: Duration,
    /// The time in all. Default: 15 minutes.
    pub limit: Duration,
    /// What ends the wait early.
    pub stop: CancellationToken,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(2),
            limit: Duration::from_secs(15 * 60),
            stop: CancellationToken::new(),
        }
    }
}

/// Why there is no valid consumer key.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// A call failed.
    #[error(transparent)]
    Api(#[from] Error),
    /// The API answered success without a key or without a page.
    #[error("the API answered success without a consumer key")]
    NoKey,
    /// The person refused, or did not validate it in time.
    #[error("the consumer key is {0}; request another one")]
    NotGranted(AuthCredentialState),
    /// Nobody answered.
    #[error("nobody validated the consumer key within {:#}", SignedDuration::try_from(*.0).unwrap_or(SignedDuration::MAX))]
    TimedOut(Duration),
    /// It was stopped.
    #[error("stopped before the consumer key was validated")]
    Stopped,
}

debug_as_sentence!(LoginError);

/// Asks for a consumer key. `POST /auth/credential`, with the application key of the client alone.
///
/// # Errors
/// [`LoginError::Api`] when the call fails, [`Kind::InvalidKey`] among them for an application that
/// is unknown there. A key whose answer was lost grants nothing: ask again.
pub async fn request(client: &Client, request: &KeyRequest) -> Result<PendingKey, LoginError> {
    let rules = request.rules.iter().map(|rule| AuthAccessRuleRequest {
        method: Some(AuthHttpMethod::from(rule.method.as_str())),
        path: Some(rule.path.clone()),
    });
    let allowed_ips = Some(request.allowed_ips.clone());
    let body = AuthApiCredentialRequestParams {
        access_rules: rules.collect(),
        allowed_i_ps: allowed_ips.filter(|ips| !ips.is_empty()),
        redirection: request.redirection.clone(),
    };
    let answer = client.create_auth_credential().body(body).send().await?;
    let (Some(consumer_key), Some(validation_url)) = (answer.consumer_key, answer.validation_url)
    else {
        return Err(LoginError::NoKey);
    };
    Ok(PendingKey {
        consumer_key,
        validation_url,
    })
}

/// Waits until the consumer key of the client is validated. `GET /auth/currentCredential`, signed
/// with that key. Failures that may pass do not end the wait.
///
/// # Errors
/// [`LoginError::NotGranted`] when the key was refused or has expired, [`LoginError::TimedOut`] and
/// [`LoginError::Stopped`], and [`LoginError::Api`] for what does not pass. Nothing is changed.
pub async fn wait(client: &Client, patience: &Patience) -> Result<(), LoginError> {
    let polled = async {
        while !is_validated(client).await? {
            sleep(patience.interval).await;
        }
        Ok(())
    };
    tokio::select! {
        biased;
        () = patience.stop.cancelled() => Err(LoginError::Stopped),
        outcome = timeout(patience.limit, polled) => {
            outcome.unwrap_or(Err(LoginError::TimedOut(patience.limit)))
        }
    }
}

async fn is_validated(client: &Client) -> Result<bool, LoginError> {
    let credential = match client.get_auth_current_credential().send().await {
        Err(error) if may_pass(error.kind()) || error.is_web_page() => return Ok(false),
        answer => answer?,
    };
    match credential.status {
        Some(AuthCredentialState::Validated) => Ok(true),
        Some(over @ (AuthCredentialState::Expired | AuthCredentialState::Refused)) => {
            Err(LoginError::NotGranted(over))
        }
        _ => Ok(false),
    }
}

/// Whether the next read may answer differently. A key that is not validated yet is refused with 400,
/// 401 or 403 and in any of these ways, depending on the host; an application's key or secret that is
/// wrong stays so.
fn may_pass(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::InvalidCredential
            | Kind::NotCredential
            | Kind::NotGranted
            | Kind::ClockSkew
            | Kind::BadRequest
            | Kind::Unauthorized
            | Kind::Forbidden
            | Kind::TooManyRequests
            | Kind::Server
            | Kind::Connect
            | Kind::Timeout
            | Kind::Transport
    )
}
