//! A call from its request to its answer: turn, signature, attempts.
//!
//! It must not decide what is sent again or when; that is `retry`'s and `pace`'s.

use std::sync::Arc;

use http::HeaderName;
use tokio::time::Instant;
use tracing::Instrument;

use super::clock::{Measurement, ServerClock};
use super::course::Course;
use super::retry::{RetryPolicy, Risk};
use super::settings::Settings;
use super::token::TokenSource;
use crate::auth::Credentials;
use crate::endpoint::Endpoint;
use crate::error::{Answer, Error, Kind, RequestContext};

/// The header that the generator adds and the API has no use for.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// What the transport must know of a call.
pub(crate) struct Call {
    /// The operation's name, for logs; none for one that the description lacks.
    pub(crate) operation: Option<&'static str>,
    /// Method and path, for errors and logs.
    pub(crate) context: RequestContext,
    /// Whether the API refuses it without credentials.
    pub(crate) authenticated: bool,
    /// What sending it twice could do.
    pub(crate) risk: Risk,
}

/// Sends the requests of one client; a clone sends through the same connections.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    line: Arc<Line>,
    retries: RetryPolicy,
}

/// What clones share.
#[derive(Debug)]
struct Line {
    endpoint: Endpoint,
    credentials: Credentials,
    http: reqwest::Client,
    clock: ServerClock,
    tokens: Option<TokenSource>,
    any_region: bool,
}

impl Transport {
    /// A transport to an endpoint. Nothing is sent.
    pub(crate) fn new(
        endpoint: Endpoint,
        credentials: Credentials,
        settings: Settings,
    ) -> Result<Self, Error> {
        let line = Line {
            http: settings.http(&endpoint)?,
            tokens: TokenSource::of(&credentials, &endpoint)?,
            endpoint,
            credentials,
            clock: ServerClock::default(),
            any_region: settings.any_region,
        };
        Ok(Self {
            line: Arc::new(line),
            retries: settings.retries,
        })
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.line.endpoint
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.line.credentials
    }

    /// Whether operations that the endpoint's region does not describe are refused.
    pub(crate) fn checks_regions(&self) -> bool {
        !self.line.any_region
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.line.http
    }

    pub(super) fn tokens(&self) -> Option<&TokenSource> {
        self.line.tokens.as_ref()
    }

    pub(super) fn clock(&self) -> &ServerClock {
        &self.line.clock
    }

    /// Signs the request when its operation needs it, sends it until it is answered or must not be
    /// sent again, and reads the answer.
    ///
    /// # Errors
    /// See [`Kind`]; any answer but a 2xx is an error, the last attempt's.
    pub(crate) async fn send(
        &self,
        mut request: reqwest::Request,
        call: &Call,
    ) -> Result<Answer, Error> {
        request.headers_mut().remove(API_VERSION);
        write_spaces_as_percent_20(request.url_mut());
        let (operation, context) = (call.operation, &call.context);
        let (method, path) = (context.method(), context.path());
        let span = tracing::debug_span!("call", operation, method, path);
        self.answer(&request, call).instrument(span).await
    }

    async fn answer(&self, request: &reqwest::Request, call: &Call) -> Result<Answer, Error> {
        let mut course = self.course(call.risk);
        let mut may_correct = true;
        loop {
            let clock = self.clock().measurement();
            let request = self.signed(request, call).await?;
            let (attempt, sent) = (course.next_attempt(), Instant::now());
            let failed = match self.exchange(request, &call.context, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            self.forget_refused_token(&failed.error, sent);
            let corrects = is_about_time(&failed.error) && std::mem::take(&mut may_correct);
            if !(corrects && self.corrects(&course, &clock).await) {
                course.pause(failed).await?;
            }
        }
    }

    /// A call that begins.
    pub(super) fn course(&self, risk: Risk) -> Course<'_> {
        Course::begin(&self.retries, risk)
    }

    /// Whether a signature that was refused is worth a second one. A call that must not be sent
    /// again is not, but the next one is signed by a new measurement.
    async fn corrects(&self, course: &Course<'_>, refused: &Measurement) -> bool {
        if course.allows_another() {
            return self.clock_has_moved(refused).await;
        }
        self.clock().measurement_after(refused);
        false
    }

    /// The request with the headers of one attempt.
    async fn signed(
        &self,
        request: &reqwest::Request,
        call: &Call,
    ) -> Result<reqwest::Request, Error> {
        let copy = request.try_clone();
        let mut copy = copy.ok_or_else(|| Error::refused("the body can only be sent once"))?;
        self.authenticate(&mut copy, call).await?;
        Ok(copy)
    }
}

/// Whether a signature was refused, perhaps for its time.
fn is_about_time(error: &Error) -> bool {
    matches!(error.kind(), Kind::ClockSkew | Kind::InvalidSignature)
}

/// The form encoding writes a space as `+` and a plus as `%2B`; the API's clients write `%20`.
fn write_spaces_as_percent_20(url: &mut reqwest::Url) {
    let query = url
        .query()
        .filter(|query| query.contains('+'))
        .map(|query| query.replace('+', "%20"));
    if let Some(query) = query {
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
