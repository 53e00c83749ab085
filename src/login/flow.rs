//! The consumer-key flow: a request, and the wait until it is validated.
//!
//! It must not decide what is asked for.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::rules::AccessRule;
use crate::types::{
    AuthAccessRuleRequest, AuthApiCredentialRequestParams, AuthCredentialState, AuthHttpMethod,
    Secret,
};
use crate::{Client, Error, Kind};

/// What is asked of the person whose account it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// What the consumer key shall be able to do.
    pub rules: Vec<AccessRule>,
    /// Where the person's browser goes after the yes.
    pub redirection: Option<String>,
    /// From which addresses the key may be used, such as `192.0.2.0/24`; from all when empty.
    pub allowed_ips: Vec<String>,
}

impl Request {
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
pub struct Asked {
    /// The key. It is worth nothing until the person says yes, and then as much as was asked for.
    pub consumer_key: Secret,
    /// The page on which the person logs in and says yes.
    pub validation_url: Secret,
}

/// How long, and how often, a validation is asked for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Patience {
    /// Time between two reads. Default: 2 seconds.
    pub interval: Duration,
    /// Time in all. Default: 15 minutes.
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
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// A call failed.
    #[error(transparent)]
    Api(#[from] Error),
    /// The API answered success without a key or without a page.
    #[error("the API answered neither a consumer key nor an error")]
    NoKey,
    /// The person said no, or did not say yes in time.
    #[error("the consumer key is {0}: ask for another one")]
    NotGranted(AuthCredentialState),
    /// Nobody said anything.
    #[error("nobody validated the consumer key within {} seconds", .0.as_secs())]
    TimedOut(Duration),
    /// It was stopped.
    #[error("stopped before the consumer key was validated")]
    Stopped,
}

/// Asks for a consumer key. `POST /auth/credential`, with the application key of the client alone.
///
/// # Errors
/// [`LoginError::Api`] when the call fails, [`Kind::InvalidKey`] among them for an application that
/// is unknown there. A key that was made and not heard of is worth nothing: ask again.
pub async fn request(client: &Client, request: &Request) -> Result<Asked, LoginError> {
    let ips = Some(request.allowed_ips.clone());
    let body = AuthApiCredentialRequestParams {
        access_rules: request.rules.iter().map(rule).collect(),
        allowed_i_ps: ips.filter(|ips| !ips.is_empty()),
        redirection: request.redirection.clone(),
    };
    let call = client.create_auth_credential().body(body);
    let answer = call.send().await?;
    let asked = answer.consumer_key.zip(answer.validation_url);
    let (consumer_key, validation_url) = asked.ok_or(LoginError::NoKey)?;
    Ok(Asked {
        consumer_key,
        validation_url,
    })
}

fn rule(rule: &AccessRule) -> AuthAccessRuleRequest {
    AuthAccessRuleRequest {
        method: Some(AuthHttpMethod::from(rule.method.as_str())),
        path: Some(rule.path.clone()),
    }
}

/// Waits until the consumer key of the client is validated. `GET /auth/currentCredential`, signed
/// with the key that is waited for. Failures that may pass do not end the wait.
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
        Err(error) if may_pass(error.kind()) => return Ok(false),
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

/// Whether the next read may answer differently. A key that is not validated yet counts as not
/// valid at some endpoints.
fn may_pass(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::InvalidCredential
            | Kind::TooManyRequests
            | Kind::Server
            | Kind::Connect
            | Kind::Timeout
            | Kind::Transport
    )
}
