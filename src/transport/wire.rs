//! One exchange over HTTP: a request goes out once, and a whole answer or a failure comes back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use jiff::Timestamp;
use tokio::time::Instant;

use super::retry::{self, Failure};
use super::settings::{ANSWER_LIMIT, Settings};
use crate::endpoint::Endpoint;
use crate::error::{Answer, Error, RequestContext, is_success};

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// How many bytes are set aside for the length that a server announces: more than any catalogue
/// has, and no memory until bytes come.
const SET_ASIDE: usize = 8 * 1024 * 1024;

/// The HTTP client, the headers of every call, and the largest answer that is read.
#[derive(Debug)]
pub(super) struct Wire {
    http: reqwest::Client,
    /// Whether a caller brought the HTTP client: whether it follows redirects cannot be read from it.
    may_follow_redirects: bool,
    headers: HeaderMap,
    answer_limit: usize,
}

/// A whole answer, and how long it asks to wait before the next request.
pub(super) struct Reply {
    pub(super) answer: Answer,
    retry_after: Option<Duration>,
}

/// Why there is no whole answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoReply {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the HTTP client followed a redirect")]
    Redirected,
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

/// An attempt that failed: the error for the caller, and what decides about another attempt.
pub(super) struct Failed {
    pub(super) error: Error,
    pub(super) failure: Failure,
}

impl Wire {
    pub(super) fn new(settings: &Settings, endpoint: &Endpoint) -> Result<Self, Error> {
        Ok(Self {
            http: settings.http(endpoint)?,
            may_follow_redirects: settings.http.is_some(),
            headers: settings.headers()?,
            answer_limit: settings.answer_limit.unwrap_or(ANSWER_LIMIT),
        })
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Sends a request of the API once and reads its answer; any status but 2xx is a failure.
    pub(super) async fn exchange(
        &self,
        mut request: reqwest::Request,
        context: &RequestContext,
        attempt: u32,
    ) -> Result<Answer, Failed> {
        for (name, value) in &self.headers {
            let headers = request.headers_mut();
            headers.entry(name).or_insert_with(|| value.clone());
        }
        let started = Instant::now();
        let reply = self.reply(request, self.answer_limit).await;
        let reply = reply.map_err(|no_reply| self.failed(context, no_reply));
        log(attempt, &reply, started.elapsed());
        let Reply {
            answer,
            retry_after,
        } = reply?;
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

    /// Sends a request as it is and reads the answer, whatever its status, up to a number of bytes.
    pub(super) async fn reply(
        &self,
        request: reqwest::Request,
        limit: usize,
    ) -> Result<Reply, NoReply> {
        let asked = self.may_follow_redirects.then(|| request.url().clone());
        let response = self.http.execute(request).await?;
        // What is said elsewhere is not believed: the API did not say it.
        if asked.is_some_and(|url| url != *response.url()) {
            return Err(NoReply::Redirected);
        }
        let status = response.status().as_u16();
        let query_id = text(response.headers(), &QUERY_ID).map(str::to_owned);
        let retry_after = retry_after(response.headers());
        let body = read(response, limit).await?;
        let answer = Answer {
            status,
            query_id,
            body,
        };
        Ok(Reply {
            answer,
            retry_after,
        })
    }

    /// What a missing answer means for the request: not sent, or perhaps carried out.
    fn failed(&self, context: &RequestContext, no_reply: NoReply) -> Failed {
        let NoReply::Http(cause) = no_reply else {
            // There was an answer; another attempt would end in the same way.
            return Failed {
                error: Error::transport(context, no_reply),
                failure: Failure::Final,
            };
        };
        // A client that follows redirects may fail to connect to where one points, after the first
        // request was carried out.
        let is_unsent = cause.is_connect() && !self.may_follow_redirects;
        let is_timeout = cause.is_timeout();
        // The URL can hold the password of an order.
        let cause = cause.without_url();
        // A timeout while connecting is both; nothing was sent then.
        let (error, failure) = if is_unsent {
            (Error::connect(context, cause), Failure::Unsent)
        } else if is_timeout {
            (Error::timeout(context, cause), Failure::Lost)
        } else {
            (Error::transport(context, cause), Failure::Lost)
        };
        Failed { error, failure }
    }
}

/// The whole body. Of a compressed one, the bytes that come out of it count, piece by piece: a small
/// body can unpack to any size.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, NoReply> {
    // The announced length, which a compressed body does not have, spares growing and copying.
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or_default();
    let mut body = Vec::with_capacity(announced.min(limit).min(SET_ASIDE));
    while let Some(chunk) = response.chunk().await? {
        if chunk.len() > limit - body.len() {
            return Err(NoReply::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    // Without an announced length it grew by doubling, and it is kept while it is decoded.
    body.shrink_to_fit();
    Ok(body)
}

/// How long an answer asks to wait. A date counts from the date of the answer, because the local
/// clock may be off.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let wait = text(headers, &RETRY_AFTER)?;
    let now = text(headers, &DATE)
        .and_then(retry::http_date)
        .or_else(|| Timestamp::from_second(local_unix_seconds()).ok())?;
    retry::retry_after(wait, now)
}

/// The local clock in Unix seconds. Nothing else in the transport reads it.
#[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
pub(super) fn local_unix_seconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// One line for an attempt; which call it belongs to says the span around it.
fn log(attempt: u32, reply: &Result<Reply, Failed>, elapsed: Duration) {
    let milliseconds = elapsed.as_millis();
    match reply {
        Ok(Reply { answer, .. }) => {
            let (status, query_id) = (answer.status, answer.query_id.as_deref());
            tracing::debug!(attempt, status, milliseconds, query_id, "answered");
        }
        Err(failed) => {
            let kind = failed.error.kind();
            tracing::debug!(attempt, ?kind, milliseconds, "failed");
        }
    }
}
