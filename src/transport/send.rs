//! A call from its request to its answer: turn, signature, attempts.
//!
//! It must not decide what is sent again or when; that is `retry`'s and `pace`'s.

use std::sync::Arc;

use http::HeaderMap;
use tokio::time::Instant;
use tracing::Instrument;

use super::call::{Authentication, Call, Needs};
use super::clock::{Measurement, ServerClock};
use super::course::Course;
use super::pace::Turns;
use super::retry::{RetryPolicy, Risk};
use super::settings::Settings;
use super::token::TokenSource;
use crate::auth::Credentials;
use crate::endpoint::Endpoint;
use crate::error::{Answer, Error, Kind};

/// Sends the requests of one client; a clone sends through the same connections.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    line: Arc<Line>,
    authentication: Authentication,
    retries: RetryPolicy,
}

/// What clones share.
#[derive(Debug)]
struct Line {
    endpoint: Endpoint,
    credentials: Credentials,
    http: reqwest::Client,
    may_follow_redirects: bool,
    headers: HeaderMap,
    answer_limit: usize,
    turns: Turns,
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
            may_follow_redirects: settings.http.is_some(),
            headers: settings.headers()?,
            answer_limit: settings.answer_limit,
            turns: Turns::new(settings.pace(&endpoint)),
            tokens: TokenSource::of(&credentials, &endpoint)?,
            endpoint,
            credentials,
            clock: ServerClock::default(),
            any_region: settings.any_region,
        };
        Ok(Self {
            line: Arc::new(line),
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

    /// The same transport with another policy for what failed.
    pub(crate) fn with_retries(&self, retries: RetryPolicy) -> Self {
        Self {
            retries,
            ..self.clone()
        }
    }

    /// Whether a call with these needs is authenticated.
    pub(crate) fn authenticates(&self, needs: Needs) -> bool {
        self.authentication.applies(needs, self.credentials())
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

    /// Whether the HTTP client was brought by a caller: its policy cannot be read.
    pub(super) fn may_follow_redirects(&self) -> bool {
        self.line.may_follow_redirects
    }

    /// Headers that every request carries.
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.line.headers
    }

    /// How many bytes of an answer are read.
    pub(super) fn answer_limit(&self) -> usize {
        self.line.answer_limit
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
        write_spaces_as_percent_20(request.url_mut());
        let (operation, context) = (call.operation, &call.context);
        let (method, path) = (context.method(), context.path());
        let span = tracing::debug_span!("call", operation, method, path);
        self.answer(&request, call).instrument(span).await
    }

    async fn answer(&self, request: &reqwest::Request, call: &Call) -> Result<Answer, Error> {
        let mut course = self.course(call.risk);
        let mut may_mend = true;
        loop {
            self.line.turns.wait().await;
            let clock = self.clock().measurement();
            let request = self.signed(request, call).await?;
            let (attempt, sent) = (course.next_attempt(), Instant::now());
            let failed = match self.exchange(request, &call.context, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            let has_new_token = self.forget_refused_token(&failed.error, (call, sent));
            let may_help = has_new_token || is_about_time(&failed.error);
            let mends = may_help && std::mem::take(&mut may_mend);
            if !(mends && self.mends(&course, (has_new_token, &clock)).await) {
                course.pause(failed).await?;
            }
        }
    }

    /// A call that begins.
    pub(super) fn course(&self, risk: Risk) -> Course<'_> {
        Course::begin(&self.retries, risk)
    }

    /// Whether what said who calls was refused, and something else may be accepted: a signature at
    /// another time, and for reads a new token. Both are refused before a call is processed.
    async fn mends(
        &self,
        course: &Course<'_>,
        (has_new_token, clock): (bool, &Measurement),
    ) -> bool {
        match has_new_token {
            true => course.reads() && course.allows_another(),
            false => self.corrects(course, clock).await,
        }
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
