//! The access token of an OAuth2 client: asked for once for all callers, and renewed in time.
//!
//! When a token is too old, and what a token endpoint says, is decided in `auth::token`.

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::attempts::Attempts;
use super::latest::{Latest, Slot};
use super::retry::{Failure, RetryPolicy, Risk};
use super::settings::ANSWER_LIMIT;
use super::wire::{NoReply, Wire};
use crate::auth::token::{FORM, Grant, TokenError, is_fresh, read, user_and_password};
use crate::auth::{Credentials, CredentialsError, OAuth2Client};
use crate::endpoint::{Endpoint, TokenUrl};
use crate::error::Error;

/// A token that was granted or is being asked for.
pub(super) type Token = Slot<Result<Held, TokenError>>;

/// A token and when it was asked for.
pub(super) struct Held {
    grant: Grant,
    asked: Instant,
}

/// Where the tokens of an OAuth2 client come from.
#[derive(Debug)]
pub(super) struct TokenSource {
    client: OAuth2Client,
    url: TokenUrl,
    latest: Latest<Result<Held, TokenError>>,
}

impl TokenSource {
    /// `None` for credentials that need no token.
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
            url: client
                .token_url(endpoint)
                .ok_or_else(|| CredentialsError::NoTokenUrl(endpoint.clone()))?,
            latest: Latest::default(),
        }))
    }

    /// The token that calls carry now; ask for what is in it with [`granted`](Self::granted).
    pub(super) fn token(&self) -> Token {
        fresh(&self.latest)
    }

    /// The text of a token. The first caller who needs it asks the token endpoint for it, the others
    /// wait for the same answer.
    pub(super) async fn granted<'t>(
        &self,
        token: &'t Token,
        wire: &Wire,
        retries: &RetryPolicy,
    ) -> Result<&'t SecretString, TokenError> {
        granted(token, async || self.ask(wire, retries).await).await
    }

    /// Drops a token that the API refused. If another caller has dropped it already, the newer one
    /// stays.
    pub(super) fn forget(&self, refused: &Token) {
        self.latest.after(refused);
    }

    /// Asks as a read is sent: again after failures that pass. A second grant harms nobody.
    async fn ask(&self, wire: &Wire, retries: &RetryPolicy) -> Result<Grant, TokenError> {
        let mut attempts = Attempts::new(retries, Risk::Read);
        loop {
            attempts.begin();
            match self.ask_once(wire).await {
                Ok(grant) => {
                    wire.secrets().add_token(&grant.token);
                    return Ok(grant);
                }
                Err(error)
                    if error.may_pass() && attempts.wait_after(Failure::LOST, &error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn ask_once(&self, wire: &Wire) -> Result<Grant, TokenError> {
        let host = self.url.host();
        let request = self
            .request(wire.http())
            .map_err(|error| TokenError::unreachable(host, error))?;
        let authorization = request.headers().get(AUTHORIZATION);
        let authorization = authorization.and_then(|sent| sent.to_str().ok());
        // Basic: id and secret in one, which a host may repeat.
        if let Some((_, sent)) = authorization.and_then(|sent| sent.split_once(' ')) {
            wire.secrets().add(sent);
        }
        let answer = match wire.reply(request, Risk::Read, ANSWER_LIMIT).await {
            Ok(reply) => reply.answer,
            Err(NoReply::Redirected) => {
                return Err(TokenError::redirected(host, NoReply::Redirected));
            }
            Err(no_reply) => return Err(TokenError::unreachable(host, no_reply)),
        };
        tracing::debug!(host, status = answer.status, "asked for an access token");
        read(host, wire.secrets(), &answer)
    }

    fn request(&self, http: &reqwest::Client) -> reqwest::Result<reqwest::Request> {
        let (user, password) = user_and_password(&self.client);
        http.post(self.url.as_str())
            .basic_auth(user, Some(password.expose_secret()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(FORM)
            .build()
    }
}

/// A token that is fresh or being asked for. After an old one or a failure it is a new slot; the
/// callers who waited for a failure share it.
fn fresh(latest: &Latest<Result<Held, TokenError>>) -> Token {
    let token = latest.slot();
    let is_over = match token.get() {
        None => false,
        Some(Ok(held)) => !is_fresh(held.asked.elapsed(), held.grant.lifetime),
        Some(Err(_)) => true,
    };
    if is_over { latest.after(&token) } else { token }
}

/// What is in a token. What was granted while a caller waited is used, even if it lives too briefly
/// to be kept.
async fn granted(
    token: &Token,
    ask: impl AsyncFnOnce() -> Result<Grant, TokenError>,
) -> Result<&SecretString, TokenError> {
    let held = token.get_or_init(async || {
        let asked = Instant::now();
        let grant = ask().await?;
        Ok(Held { grant, asked })
    });
    match held.await {
        Ok(held) => Ok(&held.grant.token),
        Err(error) => Err(error.clone()),
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
        latest: Latest<Result<Held, TokenError>>,
        asked: AtomicU64,
        granted: AtomicU64,
    }

    impl Issuer {
        async fn token(&self, lifetime: u64) -> String {
            let token = fresh(&self.latest);
            let granted = granted(&token, async || {
                self.asked.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                let number = self.granted.fetch_add(1, Ordering::SeqCst);
                Ok(Grant {
                    token: format!("t{number}").into(),
                    lifetime: Duration::from_secs(lifetime),
                })
            });
            granted.await.unwrap().expose_secret().to_owned()
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
        let (latest, asked) = (Latest::default(), AtomicU64::new(0));
        let failing = async || {
            let ask = async || {
                asked.fetch_add(1, Ordering::SeqCst);
                seconds(1).await;
                Err(TokenError::unreachable("h", std::io::Error::other("no")))
            };
            let token = fresh(&latest);
            let failed = granted(&token, ask).await.err();
            failed.map(|error| error.to_string())
        };
        let (first, second) = tokio::join!(failing(), failing());
        let expected = Some("cannot reach h".to_owned());
        assert_eq!((&first, &second), (&expected, &expected));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        failing().await;
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_is_dropped_and_one_that_is_newer_stays() {
        let issuer = Issuer::default();
        assert_eq!(issuer.token(100).await, "t0");
        let refused = fresh(&issuer.latest);
        issuer.latest.after(&refused);
        assert_eq!(issuer.token(100).await, "t1");
        issuer.latest.after(&refused);
        assert_eq!(issuer.token(100).await, "t1");
    }
}
