//! A call from its request to its answer: a turn, a signature, an attempt, and perhaps another one.

use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::attempts::Attempts;
use super::call::{Authentication, Call};
use super::pace::Turns;
use super::retry::RetryPolicy;
use super::settings::Settings;
use super::signer::Signer;
use super::wire::Wire;
use crate::auth::Credentials;
use crate::endpoint::Endpoint;
use crate::error::{Answer, Error, Secrets};

/// Sends the calls of one client. A clone has the same connections, clock, token and pace.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    shared: Arc<Shared>,
    authentication: Authentication,
    retries: RetryPolicy,
}

/// What clones share.
#[derive(Debug)]
struct Shared {
    endpoint: Endpoint,
    any_region: bool,
    timeout: Duration,
    turns: Turns,
    signer: Signer,
    wire: Arc<Wire>,
}

impl Transport {
    /// A transport to an endpoint. Nothing is sent.
    pub(crate) fn new(
        endpoint: Endpoint,
        credentials: Credentials,
        settings: Settings,
    ) -> Result<Self, Error> {
        let secrets = Secrets::default();
        credentials.tell(&secrets);
        let wire = Arc::new(Wire::new(&settings, &endpoint, secrets)?);
        let shared = Shared {
            any_region: settings.any_region,
            timeout: settings.timeout(),
            turns: Turns::new(settings.pace(&endpoint)),
            signer: Signer::new(wire.clone(), credentials, &endpoint)?,
            wire,
            endpoint,
        };
        Ok(Self {
            shared: Arc::new(shared),
            authentication: Authentication::default(),
            retries: settings.retries,
        })
    }

    /// The same transport with another rule for which calls are authenticated.
    pub(crate) fn with_authentication(&self, authentication: Authentication) -> Self {
        Self {
            authentication,
            ..self.clone()
        }
    }

    /// The same transport with another policy for failed requests.
    pub(crate) fn with_retries(&self, retries: RetryPolicy) -> Self {
        Self {
            retries,
            ..self.clone()
        }
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    /// Whether operations are sent that the endpoint's region does not describe.
    pub(crate) fn any_region(&self) -> bool {
        self.shared.any_region
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.shared.timeout
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        self.shared.signer.credentials()
    }

    pub(crate) fn authentication(&self) -> Authentication {
        self.authentication
    }

    pub(super) fn wire(&self) -> &Wire {
        &self.shared.wire
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        self.shared.wire.http()
    }

    /// Sends a request until it is answered or must not be sent again, and reads the answer.
    ///
    /// # Errors
    /// See [`Kind`](crate::Kind); any answer but a 2xx is an error, that of the last attempt.
    pub(crate) async fn send(
        &self,
        mut request: reqwest::Request,
        call: &Call,
    ) -> Result<Answer, Error> {
        // Before the signature, which is over the URL as it is sent.
        write_spaces_as_percent_20(request.url_mut());
        let (operation, context) = (call.operation, &call.context);
        let (method, path) = (context.method(), context.path());
        let span = tracing::debug_span!("call", operation, method, path);
        // On the heap, or it would be a part of every future that a call is made in, up to an order's.
        let answered = Box::pin(self.until_answered(&request, call));
        answered.instrument(span).await
    }

    /// The error without the secrets that the client holds.
    pub(crate) fn hide(&self, error: Error) -> Error {
        error.without(self.shared.wire.secrets())
    }

    async fn until_answered(
        &self,
        request: &reqwest::Request,
        call: &Call,
    ) -> Result<Answer, Error> {
        let Shared {
            turns,
            signer,
            wire,
            ..
        } = &*self.shared;
        let mut attempts = Attempts::new(&self.retries, call.risk);
        loop {
            // Each attempt takes a turn of its own: to the API it is one more request.
            turns.wait().await;
            // Signed after the wait and anew for each attempt, because a timestamp ages.
            let mut request = copy(request)?;
            let proof = signer
                .authenticate(&mut request, call, &self.retries)
                .await?;
            let attempt = attempts.begin();
            let answer = wire.exchange(request, &call.context, call.risk, attempt);
            let failed = match answer.await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            // With a newer signature or token there is nothing to wait for.
            if signer.renew(&proof, &failed.error, &mut attempts).await {
                continue;
            }
            if !attempts.wait_after(failed.failure, &failed.error).await {
                return Err(failed.error);
            }
        }
    }
}

fn copy(request: &reqwest::Request) -> Result<reqwest::Request, Error> {
    request
        .try_clone()
        .ok_or_else(|| Error::refused("a body that is streamed cannot be signed or sent again"))
}

/// Form encoding writes a space as `+` and a plus as `%2B`. The API's own clients write a space as
/// `%20`, and the signature must be over what the server reads.
fn write_spaces_as_percent_20(url: &mut reqwest::Url) {
    if let Some(query) = url.query().filter(|query| query.contains('+')) {
        let query = query.replace('+', "%20");
        url.set_query(Some(&query));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_in_a_query_are_percent_20_and_plus_signs_stay() {
        let cases = [
            ("http://[::1]/x?a=b+c%2Bd", "http://[::1]/x?a=b%20c%2Bd"),
            ("http://[::1]/a+b", "http://[::1]/a+b"),
        ];
        for (before, after) in cases {
            let mut url = before.parse().unwrap();
            write_spaces_as_percent_20(&mut url);
            assert_eq!(url.as_str(), after);
        }
    }
}
