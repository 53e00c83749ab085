//! One attempt: a request goes out, and an answer or a failure comes back.
//!
//! It must not decide whether there is another attempt.

use std::time::{Duration, Instant};

use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use jiff::Timestamp;

use super::body::{self, BodyError};
use super::clock::local_unix_seconds;
use super::retry::{self, Failure};
use super::send::Transport;
use crate::error::{Answer, BoxError, Error, RequestContext, is_success};

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// An attempt that failed: the error for the caller, and what matters for a next attempt.
pub(super) struct Failed {
    pub(super) error: Error,
    pub(super) failure: Failure,
}

impl Transport {
    /// Sends a request once and reads the answer; any but a 2xx is a failure.
    pub(super) async fn exchange(
        &self,
        request: reqwest::Request,
        context: &RequestContext,
        attempt: u32,
    ) -> Result<Answer, Failed> {
        let started = Instant::now();
        let received = self.receive(request, context).await;
        log(attempt, &received, started.elapsed());
        let (answer, retry_after) = received?;
        if is_success(answer.status) {
            return Ok(answer);
        }
        let failure = Failure::Answered {
            status: answer.status,
            retry_after,
        };
        let error = Error::from_response(context, answer);
        Err(Failed { error, failure })
    }

    /// An answer of whatever status, and the wait that it asks for.
    async fn receive(
        &self,
        request: reqwest::Request,
        context: &RequestContext,
    ) -> Result<(Answer, Option<Duration>), Failed> {
        let response = self.respond(request, context).await?;
        let status = response.status().as_u16();
        let query_id = text(response.headers(), &QUERY_ID).map(str::to_owned);
        let retry_after = retry_after(response.headers());
        let body = body::read(response, self.answer_limit()).await;
        let body = body.map_err(|error| match error {
            BodyError::Http(error) => self.failed(context, error),
            BodyError::TooLarge(_) => Failed::for_good(context, error),
        })?;
        let answer = Answer {
            status,
            query_id,
            body,
        };
        Ok((answer, retry_after))
    }

    /// The head of an answer, from where the request was sent to.
    async fn respond(
        &self,
        mut request: reqwest::Request,
        context: &RequestContext,
    ) -> Result<reqwest::Response, Failed> {
        add(request.headers_mut(), self.headers());
        let url = request.url().clone();
        let response = self.http().execute(request).await;
        let response = response.map_err(|error| self.failed(context, error))?;
        from_there(response, &url).map_err(|error| Failed::for_good(context, error))
    }

    /// What a failure of HTTP means for the request: not sent, or perhaps carried out.
    fn failed(&self, context: &RequestContext, error: reqwest::Error) -> Failed {
        // What follows redirects may fail to connect to where one points, after the first request.
        let unsent = error.is_connect() && !self.may_follow_redirects();
        let timeout = error.is_timeout();
        let error = error.without_url();
        let (error, failure) = match (unsent, timeout) {
            (true, _) => (Error::connect(context, error), Failure::Unsent),
            (false, true) => (Error::timeout(context, error), Failure::Lost),
            (false, false) => (Error::transport(context, error), Failure::Lost),
        };
        Failed { error, failure }
    }
}

impl Failed {
    /// A failure after sending that another attempt would not mend.
    fn for_good(context: &RequestContext, reason: impl Into<BoxError>) -> Self {
        Self {
            error: Error::transport(context, reason),
            failure: Failure::Final,
        }
    }
}

/// The HTTP client took a request elsewhere, which only one that a caller brought does.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client followed a redirect")]
pub(super) struct Redirected;

/// The answer, if it is from where the request was sent to.
pub(super) fn from_there(
    response: reqwest::Response,
    url: &reqwest::Url,
) -> Result<reqwest::Response, Redirected> {
    match response.url() == url {
        true => Ok(response),
        false => Err(Redirected),
    }
}

/// Further headers, where the call has none of that name.
fn add(headers: &mut HeaderMap, further: &HeaderMap) {
    for (name, value) in further {
        headers.entry(name).or_insert_with(|| value.clone());
    }
}

/// The wait that an answer asks for; a date counts from the date of the answer.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let wait = text(headers, &RETRY_AFTER)?;
    let local_now = || Timestamp::from_second(local_unix_seconds()).ok();
    let now = text(headers, &DATE).and_then(retry::http_date);
    retry::retry_after(wait, now.or_else(local_now)?)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// One line for an attempt; which call it belongs to says the span around it.
fn log(attempt: u32, received: &Result<(Answer, Option<Duration>), Failed>, elapsed: Duration) {
    let milliseconds = elapsed.as_millis();
    match received {
        Ok((answer, _)) => {
            let (status, query_id) = (answer.status, answer.query_id.as_deref());
            tracing::debug!(attempt, status, milliseconds, query_id, "answered");
        }
        Err(failed) => {
            let kind = failed.error.kind();
            tracing::debug!(attempt, ?kind, milliseconds, "failed");
        }
    }
}
