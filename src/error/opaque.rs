//! The error itself: how it is made, and the questions it answers.
//!
//! It must not print anything; that is the business of `display`.

use serde_json::Value;

use super::BoxError;
use super::answer::{Answer, Failure};
use super::kind::Kind;
use super::redact::redact_cause;
use super::request::{Effect, RequestContext, wildcards};

/// What failed, with what, and whether it may have happened.
///
/// One pointer big, `Send`, `Sync` and `'static`. `Display` is one line without the cause; the
/// causes follow through [`source`](std::error::Error::source). Neither `Display` nor `Debug` shows
/// a secret, the query of a URL or the identifier of a cart.
pub struct Error(pub(super) Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: Kind,
    pub(super) request: Option<RequestContext>,
    pub(super) answer: Option<Answer>,
    pub(super) failure: Failure,
    pub(super) source: Option<BoxError>,
    /// For [`Kind::Token`]: whether a token may be had later.
    pub(super) token_may_come: bool,
}

/// How errors are made.
impl Error {
    /// The error that an answer of failure is; see [`is_success`](super::is_success) for which answers are none.
    ///
    /// Any body will do: JSON of any shape, HTML, nothing.
    #[must_use]
    pub fn from_response(request: &RequestContext, answer: Answer) -> Self {
        let failure = Failure::of_body(&answer.body);
        let kind = Kind::of_answer(answer.status, failure.code.as_deref());
        Self::new(kind)
            .with_failure(failure)
            .with_answer(answer)
            .with_request(request)
    }

    /// An answer of success that could not be decoded. The raw body is kept.
    #[must_use]
    pub fn decode(request: &RequestContext, answer: Answer, source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Decode)
            .with_answer(answer)
            .with_request(request)
            .with_foreign_source(source.into())
    }

    /// No connection was established: **no byte of the request was sent**. A timeout while
    /// connecting belongs here, not to [`timeout`](Self::timeout).
    #[must_use]
    pub fn connect(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Connect, request, source.into())
    }

    /// No access token could be had, so **no byte of the request was sent**.
    #[must_use]
    pub fn token(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Token, request, source.into())
    }

    /// The same error of a token, with whether one may be had later.
    pub(crate) fn with_token_to_come(mut self, may_come: bool) -> Self {
        self.0.token_may_come = may_come;
        self
    }

    /// No complete answer in time, after the request may have been sent.
    #[must_use]
    pub fn timeout(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Timeout, request, source.into())
    }

    /// The connection broke after the request may have been sent.
    #[must_use]
    pub fn transport(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Transport, request, source.into())
    }

    /// A request that is refused on this side. Nothing was sent.
    #[must_use]
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::new(Kind::Refused).with_message(reason.into())
    }

    /// A configuration that cannot be used, with the reason as its source.
    #[must_use]
    pub fn config(source: impl Into<BoxError>) -> Self {
        let mut error = Self::new(Kind::Config);
        error.0.source = Some(source.into());
        error
    }

    /// The same error about this request, for errors that are made before the request is known.
    #[must_use]
    pub fn with_request(mut self, request: &RequestContext) -> Self {
        self.0.request = Some(request.clone());
        self
    }

    fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            request: None,
            answer: None,
            failure: Failure::default(),
            source: None,
            token_may_come: false,
        }))
    }

    fn unanswered(kind: Kind, request: &RequestContext, source: BoxError) -> Self {
        Self::new(kind)
            .with_request(request)
            .with_foreign_source(source)
    }

    fn with_failure(mut self, failure: Failure) -> Self {
        self.0.failure = failure;
        self
    }

    fn with_answer(mut self, answer: Answer) -> Self {
        self.0.answer = Some(answer);
        self
    }

    fn with_message(mut self, message: String) -> Self {
        self.0.failure.message = Some(message);
        self
    }

    fn with_foreign_source(mut self, source: BoxError) -> Self {
        self.0.source = Some(Box::new(Cause::of(source.as_ref())));
        self
    }
}

/// Whether a status means that the server did not do it. 408 and 499 come from something in front
/// of it that gave up waiting.
fn was_refused(status: u16) -> bool {
    (400..=499).contains(&status) && !matches!(status, 408 | 499)
}

/// What errors answer.
impl Error {
    /// The sort of failure; each [`Kind`] says what to do.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Whether the server may have carried out a **change** that the request asked for.
    ///
    /// When true, do not repeat the request: read back what exists first. When false, repeating it
    /// cannot do anything twice (it may still fail in the same way).
    ///
    /// | failure | a request that changes | a request that reads |
    /// | --- | --- | --- |
    /// | `Config`, `Refused`, `Token`: not sent | no | no |
    /// | `Connect`: no byte sent | no | no |
    /// | `Timeout`, `Transport`: sent, no answer | **yes** | no |
    /// | `Decode`: carried out, answer unreadable | **yes** | no |
    /// | answered 4xx: refused by the server | no | no |
    /// | answered 5xx, 3xx, 408, 499 or anything else | **yes** | no |
    ///
    /// Without a request context a failure after sending counts as one of a request that changes:
    /// being wrong must be safe.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        let reads = |request: &RequestContext| request.effect() == Effect::Read;
        if self.0.request.as_ref().is_some_and(reads) {
            return false;
        }
        match self.0.kind {
            Kind::Timeout | Kind::Transport | Kind::Decode => true,
            _ => self.may_have_been_sent() && !self.status().is_some_and(was_refused),
        }
    }

    /// Whether a byte of the request that the error is about may have been sent. That request is not
    /// always the one that was asked for: before it the server's time may be read.
    pub(crate) fn may_have_been_sent(&self) -> bool {
        !matches!(
            self.0.kind,
            Kind::Config | Kind::Refused | Kind::Token | Kind::Connect
        )
    }

    /// Whether a read that failed so may succeed later, with nothing changed on this side.
    #[cfg(any(test, feature = "workflow"))]
    pub(crate) fn may_pass(&self) -> bool {
        match self.0.kind {
            Kind::Connect
            | Kind::Timeout
            | Kind::Transport
            | Kind::TooManyRequests
            | Kind::Server => true,
            Kind::Token => self.0.token_may_come,
            _ => false,
        }
    }

    /// The HTTP status, when there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// The API's `class`, such as `Client::BadRequest`.
    #[must_use]
    pub fn class(&self) -> Option<&str> {
        self.0.failure.class.as_deref()
    }

    /// The API's `errorCode`, such as `NOT_GRANTED_CALL`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.failure.code.as_deref()
    }

    /// The API's message as it came, the reason of a refusal, or a few words for the kind.
    ///
    /// A message that is not a text is given as JSON. Unlike `Display` this is not redacted.
    #[must_use]
    pub fn message(&self) -> &str {
        match &self.0.failure.message {
            Some(message) => message,
            None => self.0.kind.description(),
        }
    }

    /// The API's `details` as they came; any JSON but `null`.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.0.failure.details.as_ref()
    }

    /// The IAM actions that the account lacks, from `details.unauthorizedActionsByIAM`.
    #[must_use]
    pub fn iam_actions(&self) -> Vec<&str> {
        self.0.failure.iam_actions()
    }

    /// The access rule that the consumer key lacks, such as `POST /order/cart/*/checkout`, when that
    /// is why the call was refused ([`Kind::NotGranted`]). See [`login`](crate::login) for a key that
    /// has it.
    #[must_use]
    pub fn missing_rule(&self) -> Option<String> {
        let request = self.0.request.as_ref();
        let request = request.filter(|_| self.0.kind == Kind::NotGranted)?;
        Some(format!(
            "{} {}",
            request.method(),
            wildcards(request.path())
        ))
    }

    /// The id by which OVHcloud's support finds the call (header `X-Ovh-Queryid`).
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.0.answer.as_ref()?.query_id.as_deref()
    }

    /// The method of the request.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        self.0.request.as_ref().map(RequestContext::method)
    }

    /// The path of the request: the template where it is known, never with a query.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.request.as_ref().map(RequestContext::path)
    }

    /// The raw body of the answer. It can hold secrets, such as the password of an order.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.answer.as_ref().map(|answer| answer.body.as_slice())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

/// An error of another crate, reduced to its redacted text.
///
/// HTTP clients print the whole URL in their errors, and a URL can hold the password of an order
/// or the identifier of a cart. Keeping the text instead of the value makes it impossible for the
/// chain of causes to show one.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("{text}")]
struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        Self {
            text: redact_cause(&error.to_string()),
            source: error.source().map(|source| Box::new(Self::of(source))),
        }
    }
}
