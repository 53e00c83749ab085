//! One exchange over HTTP: a request goes out once, and a whole answer or a failure comes back.

use std::pin::pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use jiff::Timestamp;
use tokio::time::{Instant, timeout};
use tracing::Level;

use super::retry::{self, Failure, Risk};
use super::settings::{ANSWER_LIMIT, Connections, Settings};
use crate::endpoint::Endpoint;
use crate::error::{Answer, Error, RequestContext, Secrets, is_success};

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// How many bytes are set aside for the length that a server announces: more than any catalogue
/// has, and no memory until bytes come.
const SET_ASIDE: usize = 8 * 1024 * 1024;

/// How long an answer takes before a person is told that there is none yet.
const PATIENCE: Duration = Duration::from_secs(10);

/// The HTTP clients, the headers of every call, and the largest answer that is read.
#[derive(Debug)]
pub(super) struct Wire {
    connections: Connections,
    headers: HeaderMap,
    answer_limit: usize,
    secrets: Secrets,
}

/// A whole answer, and how long it asks to wait before the next request.
pub(super) struct Reply {
    pub(super) answer: Answer,
    retry_after: Option<Duration>,
    /// Where it redirects to.
    pub(super) location: Option<String>,
}

/// Why there is no whole answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoReply {
    #[error("cannot connect to {peer}")]
    Unsent {
        peer: String,
        source: reqwest::Error,
    },
    #[error("{peer} did not answer in time")]
    Late {
        peer: String,
        source: reqwest::Error,
    },
    #[error("the connection to {peer} broke")]
    Broken {
        peer: String,
        source: reqwest::Error,
    },
    #[error("the HTTP client followed a redirect")]
    Redirected,
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// What came of an answer of success can still name the order that was placed.
    #[error("the answer was cut off")]
    CutOff { part: Vec<u8>, source: Box<Self> },
}

/// An attempt that failed: the error for the caller, and what decides about another attempt.
pub(super) struct Failed {
    pub(super) error: Error,
    pub(super) failure: Failure,
}

impl Wire {
    /// `secrets` are those of the credentials; what else is secret in the settings is added.
    pub(super) fn new(
        settings: &Settings,
        endpoint: &Endpoint,
        secrets: Secrets,
    ) -> Result<Self, Error> {
        settings.tell(&secrets);
        Ok(Self {
            secrets,
            connections: settings.connections(endpoint)?,
            headers: settings.headers()?,
            answer_limit: settings.answer_limit.unwrap_or(ANSWER_LIMIT),
        })
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.connections.kept
    }

    /// What no error and no log may show.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Sends a request of the API once and reads its answer; any status but 2xx is a failure.
    pub(super) async fn exchange(
        &self,
        mut request: reqwest::Request,
        context: &RequestContext,
        risk: Risk,
        attempt: u32,
    ) -> Result<Answer, Failed> {
        for (name, value) in &self.headers {
            let headers = request.headers_mut();
            headers.entry(name).or_insert_with(|| value.clone());
        }
        let started = Instant::now();
        let exchange = self.reply(request, risk, self.answer_limit);
        let reply = answered(exchange, context)
            .await
            .map_err(|no_reply| self.failed(context, no_reply));
        self.log(attempt, &reply, started.elapsed());
        let Reply {
            answer,
            retry_after,
            location,
        } = reply?;
        let mut error = match answer.status {
            status if !is_success(status) => Error::from_response(context, answer),
            _ if answer.is_web_page() => Error::web_page(context, answer),
            _ => return Ok(answer),
        };
        if let Some(location) = location {
            error = error.because(format!(
                "it redirects to {location} and is not followed there: check the endpoint's URL"
            ));
        }
        let failure = match error.status() {
            Some(429) => Failure::TooEarly { retry_after },
            _ if error.may_pass() => Failure::Passing { retry_after },
            _ => Failure::Final,
        };
        let error = error.without(&self.secrets);
        Err(Failed { error, failure })
    }

    /// Sends a request as it is and reads the answer, whatever its status, up to a number of bytes.
    pub(super) async fn reply(
        &self,
        request: reqwest::Request,
        risk: Risk,
        limit: usize,
    ) -> Result<Reply, NoReply> {
        let may_follow = self.connections.may_follow_redirects;
        let asked = may_follow.then(|| request.url().clone());
        let http = match risk {
            Risk::Charge => &self.connections.fresh,
            Risk::Read | Risk::Change => &self.connections.kept,
        };
        let executed = http.execute(request).await;
        let mut response = executed.map_err(|error| self.no_reply(None, error))?;
        // What is said elsewhere is not believed: the API did not say it.
        if asked.is_some_and(|url| url != *response.url()) {
            return Err(NoReply::Redirected);
        }
        let headers = response.headers();
        let mut reply = Reply {
            retry_after: retry_after(headers),
            location: text(headers, &LOCATION)
                .filter(|_| response.status().is_redirection())
                .map(str::to_owned),
            answer: Answer {
                status: response.status().as_u16(),
                query_id: text(headers, &QUERY_ID).map(str::to_owned),
                body: set_aside(&response, limit),
            },
        };
        let read = self.read(&mut response, &mut reply.answer.body, limit);
        match read.await {
            Ok(()) => Ok(reply),
            Err(cause) if is_success(reply.answer.status) => Err(NoReply::CutOff {
                part: reply.answer.body,
                source: Box::new(cause),
            }),
            Err(cause) => Err(cause),
        }
    }

    /// Reads a body up to a number of bytes.
    async fn read(
        &self,
        response: &mut reqwest::Response,
        body: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(), NoReply> {
        loop {
            match response.chunk().await {
                Ok(None) => {
                    // Without an announced length it grew by doubling, and it is kept while it is decoded.
                    body.shrink_to_fit();
                    return Ok(());
                }
                // Of a compressed body the bytes that come out of it count, piece by piece: a small one
                // can unpack to any size.
                Ok(Some(chunk)) if chunk.len() > limit - body.len() => {
                    return Err(NoReply::TooLarge(limit));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Err(error) => return Err(self.no_reply(Some(response.url()), error)),
            }
        }
    }

    /// How far a request came that was not answered. The URL is for errors that do not know theirs.
    fn no_reply(&self, url: Option<&url::Url>, error: reqwest::Error) -> NoReply {
        let peer = error
            .url()
            .or(url)
            .map(|url| self.connections.proxies.peer(url))
            .unwrap_or_default();
        let is_timeout = error.is_timeout();
        // A client that follows redirects may fail to connect to where one points, after the first
        // request was carried out.
        let is_unsent = error.is_connect() && !self.connections.may_follow_redirects;
        // The URL can hold the password of an order.
        let source = error.without_url();
        // A timeout while connecting is both; nothing was sent then.
        if is_unsent {
            NoReply::Unsent { peer, source }
        } else if is_timeout {
            NoReply::Late { peer, source }
        } else {
            NoReply::Broken { peer, source }
        }
    }

    /// What a missing answer means for the request: not sent, or perhaps carried out.
    pub(super) fn failed(&self, context: &RequestContext, no_reply: NoReply) -> Failed {
        if let NoReply::CutOff { part, source } = no_reply {
            let Failed { error, failure } = self.failed(context, *source);
            let error = error.with_order_in(&part);
            return Failed { error, failure };
        }
        let (failure, make): (_, fn(&RequestContext, NoReply) -> Error) = match no_reply {
            NoReply::Unsent { .. } => (Failure::Unsent, Error::connect),
            NoReply::Late { .. } => (Failure::LOST, Error::timeout),
            NoReply::Broken { .. } => (Failure::LOST, Error::transport),
            // There was an answer; another attempt would end in the same way.
            _ => (Failure::Final, Error::transport),
        };
        let error = make(context, no_reply).without(&self.secrets);
        Failed { error, failure }
    }

    /// One line for an attempt; which call it belongs to says the span around it.
    fn log(&self, attempt: u32, reply: &Result<Reply, Failed>, elapsed: Duration) {
        // A query id is masked only for who reads it: nearly every answer has one.
        if !tracing::enabled!(Level::DEBUG) {
            return;
        }
        let milliseconds = elapsed.as_millis();
        match reply {
            Ok(Reply { answer, .. }) => {
                let mut query_id = answer.query_id.clone();
                if let Some(query_id) = &mut query_id {
                    self.secrets.mask(query_id);
                }
                let (status, query_id) = (answer.status, query_id.as_deref());
                tracing::debug!(attempt, status, milliseconds, query_id, "answered");
            }
            Err(failed) => {
                let kind = failed.error.kind();
                tracing::debug!(attempt, ?kind, milliseconds, "failed");
            }
        }
    }
}

/// Waits for an answer, and says at ever longer intervals that there is none yet.
async fn answered<T>(exchange: impl Future<Output = T>, context: &RequestContext) -> T {
    let started = Instant::now();
    let mut exchange = pin!(exchange);
    let mut patience = PATIENCE;
    loop {
        if let Ok(answer) = timeout(patience, &mut exchange).await {
            return answer;
        }
        let (method, path) = (context.method(), context.path());
        let seconds = started.elapsed().as_secs();
        tracing::info!("no answer to {method} {path} for {seconds} s, still waiting");
        patience *= 2;
    }
}

/// Room for a body. The announced length, which a compressed body does not have, spares growing and
/// copying.
fn set_aside(response: &reqwest::Response, limit: usize) -> Vec<u8> {
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or_default();
    Vec::with_capacity(announced.min(limit).min(SET_ASIDE))
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

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;
    use crate::transport::pace::tests::told;

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_long_in_coming_is_told_at_ever_longer_intervals() {
        let get = RequestContext::new("GET", "/me");
        let minutes = answered(sleep(Duration::from_secs(180)), &get);
        let lines = [10, 30, 70, 150]
            .map(|seconds| format!("no answer to GET /me for {seconds} s, still waiting\n"));
        assert_eq!(told(minutes).await, lines.concat());
        let seconds = answered(sleep(Duration::from_secs(9)), &get);
        assert_eq!(told(seconds).await, "");
    }
}
