//! The access token of a client: had once for all who call, renewed in time.
//!
//! When a token is too old, and what a token endpoint says, is decided in `auth`. It must not repeat
//! a call: a token that the API refused is dropped, and the next attempt has a new one.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::attempt::from_there;
use super::body;
use super::call::Call;
use super::retry::{Failure, Risk};
use super::send::Transport;
use crate::auth::token::{FORM, Grant, TokenError, is_fresh, read, user_and_password};
use crate::auth::{Credentials, OAuth2Client};
use crate::endpoint::{Endpoint, TokenUrl};
use crate::error::{Error, RequestContext};

/// Where tokens come from: an OAuth2 client's, shared by all clones of a transport.
#[derive(Debug)]
pub(super) struct TokenSource {
    client: OAuth2Client,
    url: TokenUrl,
    current: CurrentToken,
}

impl TokenSource {
    /// None for credentials that need none.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when the client has nowhere to ask.
    pub(super) fn of(
        credentials: &Credentials,
        endpoint: &Endpoint,
    ) -> Result<Option<Self>, Error> {
        let Credentials::OAuth2(client) = credentials else {
            return Ok(None);
        };
        Ok(Some(Self {
            client: client.clone(),
            url: client.token_url(endpoint)?,
            current: CurrentToken::default(),
        }))
    }

    async fn ask(&self, http: &reqwest::Client) -> Result<Grant, TokenError> {
        let failed = |error| TokenError::unreachable(self.url.host(), error);
        let request = self.question(http).map_err(failed)?;
        let url = request.url().clone();
        let authorization = request.headers().get(AUTHORIZATION).cloned();
        let response = http.execute(request).await.map_err(failed)?;
        let response = from_there(response, &url)
            .map_err(|error| TokenError::redirected(self.url.host(), error))?;
        let status = response.status().as_u16();
        tracing::debug!(host = self.url.host(), status, "asked for an access token");
        let body = body::read(response, body::LIMIT).await;
        let body = body.map_err(|error| TokenError::unreachable(self.url.host(), error))?;
        let authorization = authorization.as_ref().and_then(|sent| sent.to_str().ok());
        let sent = (&self.client, authorization.unwrap_or_default());
        read(self.url.host(), sent, (status, &body))
    }

    fn question(&self, http: &reqwest::Client) -> reqwest::Result<reqwest::Request> {
        let (user, password) = user_and_password(&self.client);
        http.post(self.url.as_str())
            .basic_auth(user, Some(password.expose_secret()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(FORM)
            .build()
    }
}

impl Transport {
    /// The token that calls carry; none when the credentials sign, or are none.
    pub(super) async fn token(
        &self,
        context: &RequestContext,
    ) -> Result<Option<SecretString>, Error> {
        if let Credentials::AccessToken { token } = self.credentials() {
            return Ok(Some(token.clone()));
        }
        let Some(source) = self.tokens() else {
            return Ok(None);
        };
        let token = source.current.get(async || self.grant(source).await);
        let token = token.await.map_err(|error| {
            let may_come = error.may_pass();
            Error::token(context, error).with_token_to_come(may_come)
        });
        token.map(Some)
    }

    /// Asks as a read is sent: again after what passes. A second grant harms nobody.
    async fn grant(&self, source: &TokenSource) -> Result<Grant, TokenError> {
        let mut course = self.course(Risk::Read);
        loop {
            course.next_attempt();
            let error = match source.ask(self.http()).await {
                Ok(grant) => return Ok(grant),
                Err(error) => error,
            };
            let failure = match error.may_pass() {
                true => Failure::Lost,
                false => Failure::Final,
            };
            if !course.waits(failure).await {
                return Err(error);
            }
        }
    }

    /// Drops the token that the API refused in an answer to a request sent at this moment, so that
    /// the next attempt or call has a new one; one that was asked for later stays. Whether there was
    /// such a token: a call without authentication carries none.
    pub(super) fn forget_refused_token(
        &self,
        error: &Error,
        (call, sent): (&Call, Instant),
    ) -> bool {
        let refused = call.authenticated && error.status() == Some(401);
        match self.tokens().filter(|_| refused) {
            Some(source) => {
                source.current.forget(sent);
                true
            }
            None => false,
        }
    }
}

/// The one token that is in use or being asked for.
///
/// All who need it wait for the same request and share its outcome. When the one who sends it goes
/// away, the next one who waits sends it again.
#[derive(Default)]
struct CurrentToken(Mutex<Arc<OnceCell<Result<Held, TokenError>>>>);

/// A token and when it was asked for.
#[derive(Clone)]
struct Held {
    grant: Grant,
    asked: Instant,
}

impl CurrentToken {
    async fn get(
        &self,
        ask: impl AsyncFnOnce() -> Result<Grant, TokenError>,
    ) -> Result<SecretString, TokenError> {
        let slot = self.slot();
        let held = slot.get_or_init(async || {
            let asked = Instant::now();
            let grant = ask().await?;
            Ok(Held { grant, asked })
        });
        // What was granted while we waited is used even when it lives too briefly to be kept.
        held.await.clone().map(|held| held.grant.token)
    }

    /// What is there to share: a token that is fresh, or one that is being asked for.
    fn slot(&self) -> Arc<OnceCell<Result<Held, TokenError>>> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = match current.get() {
            None => false,
            Some(Ok(held)) => !is_fresh(held.asked.elapsed(), held.grant.lifetime),
            Some(Err(_)) => true,
        };
        if is_over {
            *current = Arc::default();
        }
        current.clone()
    }

    fn forget(&self, sent: Instant) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(current.get(), Some(Ok(held)) if held.asked <= sent) {
            *current = Arc::default();
        }
    }
}

impl std::fmt::Debug for CurrentToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CurrentToken")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    use super::*;

    /// Grants tokens named by their number; each takes a second to be granted.
    #[derive(Default)]
    struct Issuer {
        current: CurrentToken,
        asked: AtomicU64,
        granted: AtomicU64,
    }

    impl Issuer {
        async fn token(&self, lifetime: u64) -> String {
            let token = self.current.get(async || {
                self.asked.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                let number = self.granted.fetch_add(1, Ordering::SeqCst);
                Ok(Grant {
                    token: format!("t{number}").into(),
                    lifetime: Duration::from_secs(lifetime),
                })
            });
            token.await.unwrap().expose_secret().to_owned()
        }

        fn asked(&self) -> u64 {
            self.asked.load(Ordering::SeqCst)
        }
    }

    async fn seconds(seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_used_until_ten_seconds_before_its_end() {
        let issuer = Issuer::default();
        assert_eq!(issuer.token(100).await, "t0");
        seconds(88).await;
        assert_eq!(issuer.token(100).await, "t0");
        seconds(1).await;
        assert_eq!(issuer.token(100).await, "t1");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_lives_briefly_serves_those_who_waited_and_no_others() {
        let issuer = Issuer::default();
        let (first, second) = tokio::join!(issuer.token(5), issuer.token(5));
        assert_eq!([first, second], ["t0", "t0"]);
        assert_eq!(issuer.token(5).await, "t1");
    }

    #[tokio::test(start_paused = true)]
    async fn when_the_one_who_asks_goes_away_those_who_wait_have_a_token() {
        let issuer = Issuer::default();
        let gone = tokio::time::timeout(Duration::from_millis(500), issuer.token(100));
        let (gone, stayed) = tokio::join!(gone, issuer.token(100));
        assert!(gone.is_err());
        assert_eq!((stayed.as_str(), issuer.asked()), ("t0", 2));
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_share_a_failure_and_the_next_one_asks_again() {
        let (current, asked) = (CurrentToken::default(), AtomicU64::new(0));
        let failing = async || {
            let ask = async || {
                asked.fetch_add(1, Ordering::SeqCst);
                seconds(1).await;
                Err(TokenError::unreachable("h", std::io::Error::other("no")))
            };
            current.get(ask).await.err().map(|error| error.to_string())
        };
        let (first, second) = tokio::join!(failing(), failing());
        let expected = Some("h could not be asked for it".to_owned());
        assert_eq!((&first, &second), (&expected, &expected));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        failing().await;
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_is_dropped_and_one_that_is_newer_than_the_request_stays() {
        let issuer = Issuer::default();
        let before = Instant::now();
        seconds(1).await;
        assert_eq!(issuer.token(100).await, "t0");
        issuer.current.forget(before);
        assert_eq!(issuer.token(100).await, "t0");
        issuer.current.forget(Instant::now());
        assert_eq!(issuer.token(100).await, "t1");
    }
}
