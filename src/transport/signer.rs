//! Says who calls: signs a request, or gives it a token, and renews what the API refused.
//!
//! Which headers that makes is decided in `auth`; here the server is asked for what goes into them.

use std::sync::Arc;

use super::attempts::Attempts;
use super::call::Call;
use super::clock::{Measurement, ServerClock};
use super::retry::RetryPolicy;
use super::token::{Token, TokenSource};
use super::wire::Wire;
use crate::auth::{self, Credentials, Signable, Signing};
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind};

/// The credentials of a client, the server's clock and the access token. All clones share it.
#[derive(Debug)]
pub(super) struct Signer {
    wire: Arc<Wire>,
    credentials: Credentials,
    clock: ServerClock,
    tokens: Option<TokenSource>,
}

/// What a request was authenticated by that can be renewed if the API refuses it.
pub(super) enum Proof {
    /// Nothing: the request is anonymous, or carries a token of the caller's own.
    None,
    /// A signature, dated by this measurement of the server's clock.
    Signature(Measurement),
    /// An access token.
    Token(Token),
}

impl Signer {
    pub(super) fn new(
        wire: Arc<Wire>,
        credentials: Credentials,
        endpoint: &Endpoint,
    ) -> Result<Self, Error> {
        Ok(Self {
            wire,
            clock: ServerClock::new(endpoint),
            tokens: TokenSource::of(&credentials, endpoint)?,
            credentials,
        })
    }

    pub(super) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Adds the headers that say who calls. This comes last, because a signature is over the very
    /// URL and bytes that are sent.
    pub(super) async fn authenticate(
        &self,
        request: &mut reqwest::Request,
        call: &Call,
        retries: &RetryPolicy,
    ) -> Result<Proof, Error> {
        if !call.authenticated {
            self.add_headers(request, call, Signing::Unsigned)?;
            return Ok(Proof::None);
        }
        if let Some(source) = &self.tokens {
            let token = source.token();
            let granted = source.granted(&token, &self.wire, retries).await;
            let bearer = granted.map_err(|error| {
                let may_come = error.may_pass();
                Error::token(&call.context, error).with_token_to_come(may_come)
            })?;
            self.add_headers(request, call, Signing::Bearer { token: bearer })?;
            return Ok(Proof::Token(token));
        }
        if let Credentials::AccessToken { token } = &self.credentials {
            self.add_headers(request, call, Signing::Bearer { token })?;
            return Ok(Proof::None);
        }
        let measurement = self.clock.measurement();
        let server_unix_seconds = match &self.credentials {
            Credentials::Application(_) => {
                let time = self.clock.unix_seconds(&measurement, &self.wire, retries);
                time.await?
            }
            // Nothing to sign with: adding the headers fails and says what is missing. The server
            // is not asked for a time that nothing is signed with.
            _ => 0,
        };
        let signing = Signing::At {
            server_unix_seconds,
        };
        self.add_headers(request, call, signing)?;
        Ok(Proof::Signature(measurement))
    }

    fn add_headers(
        &self,
        request: &mut reqwest::Request,
        call: &Call,
        signing: Signing<'_>,
    ) -> Result<(), Error> {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let signable = Signable {
            method: request.method().as_str(),
            url: request.url().as_str(),
            body: body.unwrap_or_default(),
        };
        let headers = auth::headers(&self.credentials, &signable, signing)
            .map_err(|error| error.with_request(&call.context))?;
        request.headers_mut().extend(headers);
        Ok(())
    }

    /// Renews what the API refused. Answers whether the call may be sent again at once: once a call,
    /// because what is refused twice is wrong and not old.
    pub(super) async fn renew(
        &self,
        refused: &Proof,
        error: &Error,
        attempts: &mut Attempts<'_>,
    ) -> bool {
        match (refused, &self.tokens) {
            (Proof::Token(token), Some(source)) if error.status() == Some(401) => {
                // For all callers, and even if this call ends here: the next one asks anew.
                source.forget(token);
                // Only a refused signature is known to be rejected before anything is processed, so
                // a change that was refused with its token is left to the caller.
                attempts.reads() && attempts.renew()
            }
            (Proof::Signature(measurement), _)
                if may_be_about_time(error) && !attempts.was_renewed() =>
            {
                if attempts.renew() {
                    let retries = attempts.policy();
                    return self.clock.has_moved(measurement, &self.wire, retries).await;
                }
                // A checkout is not sent again; the next signature is dated by a new measurement.
                self.clock.forget(measurement);
                false
            }
            _ => false,
        }
    }
}

/// The API reports a timestamp that is off in two ways, as such or as a wrong signature.
fn may_be_about_time(error: &Error) -> bool {
    matches!(error.kind(), Kind::ClockSkew | Kind::InvalidSignature)
}
