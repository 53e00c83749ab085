//! One request from its parts to its answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::HeaderName;
use reqwest::redirect::Policy;

use super::body::{self, BodyError};
use super::clock::ServerClock;
use super::token::TokenSource;
use crate::auth::Credentials;
use crate::endpoint::Endpoint;
use crate::error::{Answer, Error, RequestContext, is_success};

/// The header that the generator adds and the API has no use for.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// What the transport must know of a call.
pub(crate) struct Call {
    /// The operation, for errors and logs.
    pub(crate) context: RequestContext,
    /// Whether the API refuses it without credentials.
    pub(crate) authenticated: bool,
}

/// How requests are sent.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How long one request may take.
    pub(crate) timeout: Duration,
    /// What the client calls itself.
    pub(crate) user_agent: String,
    /// Whether operations that the endpoint's region does not describe are sent.
    pub(crate) any_region: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(180),
            user_agent: concat!("ovh-order/", env!("CARGO_PKG_VERSION")).to_owned(),
            any_region: false,
        }
    }
}

/// Sends the requests of one client; a clone sends through the same connections.
#[derive(Clone, Debug)]
pub(crate) struct Transport(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    endpoint: Endpoint,
    credentials: Credentials,
    http: reqwest::Client,
    pub(super) clock: ServerClock,
    pub(super) tokens: Option<TokenSource>,
    any_region: bool,
}

impl Transport {
    /// A transport to an endpoint. Nothing is sent.
    pub(crate) fn new(
        endpoint: Endpoint,
        credentials: Credentials,
        settings: Settings,
    ) -> Result<Self, Error> {
        let builder = reqwest::Client::builder();
        // A proxy of the environment does not reach this machine, and need not see its calls.
        let builder = match endpoint.is_loopback() {
            true => builder.no_proxy(),
            false => builder,
        };
        let http = builder
            .timeout(settings.timeout)
            .connect_timeout(Duration::from_secs(30))
            .user_agent(settings.user_agent)
            // A redirect would carry signed headers to where it points.
            .redirect(Policy::none())
            .build()
            .map_err(Error::config)?;
        let clock = ServerClock::default();
        let tokens = TokenSource::of(&credentials, &endpoint)?;
        Ok(Self(Arc::new(Inner {
            endpoint,
            credentials,
            http,
            clock,
            tokens,
            any_region: settings.any_region,
        })))
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// Whether operations that the endpoint's region does not describe are refused.
    pub(crate) fn checks_regions(&self) -> bool {
        !self.0.any_region
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// Signs the request when its operation needs it, sends it once, and reads the answer.
    ///
    /// # Errors
    /// See [`Kind`](crate::Kind); any answer but a 2xx is an error.
    pub(crate) async fn send(
        &self,
        mut request: reqwest::Request,
        call: &Call,
    ) -> Result<Answer, Error> {
        request.headers_mut().remove(API_VERSION);
        write_spaces_as_percent_20(request.url_mut());
        self.authenticate(&mut request, call).await?;
        let sent = tokio::time::Instant::now();
        let answer = self.exchange(request, &call.context).await;
        answer.inspect_err(|error| self.forget_refused_token(error, sent))
    }

    pub(super) async fn exchange(
        &self,
        request: reqwest::Request,
        context: &RequestContext,
    ) -> Result<Answer, Error> {
        let started = Instant::now();
        let answer = self.answer(request, context).await;
        log(context, &answer, started.elapsed());
        let answer = answer?;
        match is_success(answer.status) {
            true => Ok(answer),
            false => Err(Error::from_response(context, answer)),
        }
    }

    async fn answer(
        &self,
        request: reqwest::Request,
        context: &RequestContext,
    ) -> Result<Answer, Error> {
        let failed = |error| failure(context, error);
        let response = self.0.http.execute(request).await.map_err(failed)?;
        let status = response.status().as_u16();
        let query_id = response.headers().get("x-ovh-queryid");
        let query_id = query_id
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body = body::read(response).await.map_err(|error| match error {
            BodyError::Http(error) => failed(error),
            BodyError::TooLarge => Error::transport(context, error),
        })?;
        Ok(Answer {
            status,
            query_id,
            body,
        })
    }
}

/// One line for a request: the path is the template, so that no id is logged.
fn log(context: &RequestContext, answer: &Result<Answer, Error>, elapsed: Duration) {
    let (method, path, milliseconds) = (context.method(), context.path(), elapsed.as_millis());
    match answer {
        Ok(Answer {
            status, query_id, ..
        }) => tracing::debug!(method, path, status, milliseconds, query_id, "answered"),
        Err(error) => tracing::debug!(method, path, milliseconds, kind = ?error.kind(), "failed"),
    }
}

/// What a failure of HTTP means for the request: not sent, or perhaps carried out.
fn failure(context: &RequestContext, error: reqwest::Error) -> Error {
    let (connect, timeout) = (error.is_connect(), error.is_timeout());
    let error = error.without_url();
    match (connect, timeout) {
        (true, _) => Error::connect(context, error),
        (false, true) => Error::timeout(context, error),
        (false, false) => Error::transport(context, error),
    }
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
