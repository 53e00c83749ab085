//! The error itself: how it is made, what it can be asked, how it is shown.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::answer::{Answer, ErrorBody, is_success, order_number};
use super::debug_as_sentence;
use super::kind::Kind;
use super::redact::{TEXT_LIMIT, cut, redact, redact_cause};
use super::request::{RequestContext, wildcards};
use super::secrets::Secrets;

/// Why a web page is an error.
const WEB_PAGE: &str = "it is a web page, so it comes from something in front of the API, such as a \
                        gateway, a firewall or a portal";

/// Any error, as a source is handed in.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What failed, with what, and whether it may have happened.
///
/// [`kind`](Self::kind) says what to do about it, [`may_have_happened`](Self::may_have_happened)
/// whether the request may have been carried out. `Display` is one line without the cause; the
/// causes follow through [`source`](std::error::Error::source). Neither `Display` nor `Debug` shows
/// a secret, the query of a URL or the id of a cart.
///
/// The size of a pointer, `Send`, `Sync` and `'static`.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    request: Option<RequestContext>,
    answer: Option<Answer>,
    /// What the body of the answer says, or the reason of a refusal on this side.
    said: ErrorBody,
    source: Option<BoxError>,
    /// The order that the answer to a change names.
    order_id: Option<i64>,
    /// For [`Kind::Token`]: whether asking for a token later may succeed.
    token_may_come: bool,
}

/// Making errors.
impl Error {
    /// An answer that is not a success ([`is_success`](super::is_success)), whatever its body: JSON
    /// of any shape, HTML, nothing.
    #[must_use]
    pub fn from_response(request: &RequestContext, answer: Answer) -> Self {
        let said = ErrorBody::read(&answer.body);
        let is_web_page = answer.is_web_page();
        let kind = if is_web_page {
            Kind::of_web_page(answer.status)
        } else {
            Kind::of_answer(answer.status, &said)
        };
        let mut error = Self::new(kind).with_request(request).with_answer(answer);
        error.0.said = said;
        if is_web_page {
            error = error.because(WEB_PAGE);
        }
        error
    }

    /// A web page with a status of success, where the API would have answered JSON or nothing.
    pub(crate) fn web_page(request: &RequestContext, answer: Answer) -> Self {
        Self::decode(request, answer, WEB_PAGE)
    }

    /// An answer of success that could not be decoded. The body is kept.
    #[must_use]
    pub fn decode(request: &RequestContext, answer: Answer, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Decode, request, source).with_answer(answer)
    }

    /// An answer without a field that it should have. It was understood otherwise, and a change that it
    /// answers was carried out.
    pub(crate) fn without_field(model: &str, field: &str) -> Self {
        let mut error = Self::new(Kind::Decode);
        error.0.said.message = Some(format!("the API's {model} has no `{field}`"));
        error
    }

    /// No connection was established: **no byte of the request was sent**. A timeout while
    /// connecting belongs here, not to [`timeout`](Self::timeout).
    #[must_use]
    pub fn connect(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Connect, request, source)
    }

    /// No access token was obtained, so **no byte of the request was sent**.
    #[must_use]
    pub fn token(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Token, request, source)
    }

    /// The same error of a token, with whether asking for one later may succeed.
    pub(crate) fn with_token_to_come(mut self, may_come: bool) -> Self {
        self.0.token_may_come = may_come;
        self
    }

    /// No complete answer in time, after the request may have been sent.
    #[must_use]
    pub fn timeout(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Timeout, request, source)
    }

    /// The connection broke after the request may have been sent.
    #[must_use]
    pub fn transport(request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::unanswered(Kind::Transport, request, source)
    }

    /// A request that is refused on this side. Nothing was sent.
    #[must_use]
    pub fn refused(reason: impl Into<String>) -> Self {
        let mut error = Self::new(Kind::Refused);
        error.0.said.message = Some(reason.into());
        error
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
            said: ErrorBody::default(),
            source: None,
            order_id: None,
            token_may_come: false,
        }))
    }

    /// With a cause from another crate, which is kept as text.
    fn unanswered(kind: Kind, request: &RequestContext, source: impl Into<BoxError>) -> Self {
        Self::new(kind).with_request(request).because(source)
    }

    /// The same error with a cause, which is kept as text.
    pub(crate) fn because(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(Box::new(Cause::of(source.into().as_ref())));
        self
    }

    /// The same error without the secrets of the client, whatever repeats them, and with its texts cut to
    /// a length that a person reads. The body stays as it came.
    pub(crate) fn without(mut self, secrets: &Secrets) -> Self {
        let Inner {
            said,
            answer,
            source,
            ..
        } = &mut *self.0;
        let query_id = answer.as_mut().and_then(|answer| answer.query_id.as_mut());
        for text in [&mut said.class, &mut said.code, &mut said.message]
            .into_iter()
            .flatten()
            .chain(query_id)
        {
            secrets.mask(text);
        }
        if let Some(details) = &mut said.details {
            secrets.mask_json(details);
        }
        let cause = source.as_mut().and_then(|source| source.downcast_mut());
        if let Some(cause) = cause {
            Cause::hide(cause, secrets);
        }
        self
    }

    fn with_answer(mut self, answer: Answer) -> Self {
        self = self.with_order_in(&answer.body);
        self.0.answer = Some(answer);
        self
    }

    /// The same error with the order that a body names, or what came of it, if the request may have
    /// placed one.
    pub(crate) fn with_order_in(mut self, body: &[u8]) -> Self {
        if !self.0.request.as_ref().is_some_and(RequestContext::reads) {
            self.0.order_id = order_number(body);
        }
        self
    }
}

/// Asking errors.
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
    /// | answered 5xx, 3xx, 408, 499, a web page (but 429) or anything else | **yes** | no |
    ///
    /// When the request is not known, it counts as one that changes something, to be safe.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        let request = self.0.request.as_ref();
        if request.is_some_and(RequestContext::reads) {
            return false;
        }
        self.may_have_been_sent() && !self.0.answer.as_ref().is_some_and(is_refusal)
    }

    /// Whether a byte of the request that the error is about may have been sent. This is not always
    /// the request of the call: the server's time may be read before it.
    pub(crate) fn may_have_been_sent(&self) -> bool {
        !matches!(
            self.0.kind,
            Kind::Config | Kind::Refused | Kind::Token | Kind::Connect
        )
    }

    /// Whether a read that failed like this may succeed later, with nothing changed on this side.
    ///
    /// So does one that was answered with a web page, whatever its status: the API answers JSON, so
    /// what answered is a gateway, a firewall or a portal in front of it.
    pub(crate) fn may_pass(&self) -> bool {
        match self.0.kind {
            Kind::Connect | Kind::Timeout | Kind::Transport | Kind::TooManyRequests => true,
            // What the server cannot do at all it cannot do later either.
            Kind::Server => !matches!(self.status(), Some(501 | 505)) || self.is_web_page(),
            Kind::Token => self.0.token_may_come,
            // Of a redirect it is known where it leads, and that stays.
            Kind::Other => self.status().is_some_and(|status| status >= 400) && self.is_web_page(),
            // The API gave up checking a cart. The same check can succeed a moment later.
            Kind::BadRequest if self.message().starts_with("Check timeout") => true,
            _ => self.is_web_page(),
        }
    }

    /// The HTTP status, when there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// Whether a web page answered. It comes from something in front of the API, such as a gateway, a
    /// firewall or a portal, so it says nothing about rights, carts or orders.
    #[must_use]
    pub fn is_web_page(&self) -> bool {
        self.0.answer.as_ref().is_some_and(Answer::is_web_page)
    }

    /// The API's `class`, such as `Client::BadRequest`.
    #[must_use]
    pub fn class(&self) -> Option<&str> {
        self.0.said.class.as_deref()
    }

    /// The API's `errorCode`, such as `NOT_GRANTED_CALL`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.said.code.as_deref()
    }

    /// The API's message (as JSON if it is not a text), the reason of a refusal, or a few words for the
    /// kind. A client's errors have the first 4096 bytes of it, with the client's own secrets masked;
    /// what `Display` masks besides, such as the id of a cart, stands here as it came.
    #[must_use]
    pub fn message(&self) -> &str {
        let message = self.0.said.message.as_deref();
        message.unwrap_or_else(|| self.0.kind.description())
    }

    /// The API's `details` as they came; any JSON but `null`.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.0.said.details.as_ref()
    }

    /// The IAM actions that the account lacks, from `details.unauthorizedActionsByIAM`.
    #[must_use]
    pub fn iam_actions(&self) -> Vec<&str> {
        self.0.said.iam_actions()
    }

    /// The access rule that the consumer key lacks, such as `POST /order/cart/*/checkout`, for
    /// [`Kind::NotGranted`]. A key that has it comes from [`login`](crate::login).
    #[must_use]
    pub fn missing_rule(&self) -> Option<String> {
        if self.0.kind != Kind::NotGranted {
            return None;
        }
        let request = self.0.request.as_ref()?;
        let path = wildcards(request.path());
        Some(format!("{} {path}", request.method()))
    }

    /// The id by which OVHcloud's support finds the call (header `X-Ovh-Queryid`).
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.0.answer.as_ref()?.query_id.as_deref()
    }

    /// The order that the answer to a change names, even if the answer is cut off or has another shape
    /// than described. If the status is one of success, or unknown because the answer is not whole, that
    /// order exists.
    #[must_use]
    pub fn order_id(&self) -> Option<i64> {
        self.0.order_id
    }

    /// The order that surely exists although the answer cannot be read as a whole:
    /// [`order_id`](Self::order_id), unless the status is one of a refusal.
    #[must_use]
    pub fn placed_order(&self) -> Option<i64> {
        self.order_id()
            .filter(|_| self.status().is_none_or(is_success))
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
        Some(self.0.source.as_deref()?)
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let (Some(method), Some(path)) = (self.method(), self.path()) {
            write!(f, "{method} {path}: ")?;
        }
        if let Some(status) = self.status() {
            write!(f, "{status} ")?;
        }
        f.write_str(&one_line(self.message()))?;
        if let Some(name) = self.code().or(self.class()) {
            write!(f, " ({})", one_line(name))?;
        }
        let actions = self.iam_actions();
        if self.status() == Some(403) && !actions.is_empty() {
            let actions = one_line(&actions.join(", "));
            write!(f, ", IAM actions not granted: {actions}")?;
        }
        if let Some(rule) = self.missing_rule() {
            write!(f, ", access rule missing: {rule}")?;
        }
        if let Some(query_id) = self.query_id() {
            write!(f, ", query id {}", one_line(query_id))?;
        }
        if let Some(order) = self.order_id() {
            write!(f, ", the answer names order {order}")?;
        }
        Ok(())
    }
}

debug_as_sentence!(Error);

/// An error of another crate, reduced to its redacted text.
///
/// HTTP clients print the whole URL in their errors, and a URL can hold the password of an order
/// or the id of a cart. With the text instead of the value, no chain of causes can show one.
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

    fn hide(&mut self, secrets: &Secrets) {
        secrets.mask(&mut self.text);
        if let Some(source) = &mut self.source {
            source.hide(secrets);
        }
    }
}

/// Whether an answer proves that the server did not do it. 408, 499 and web pages do not: they come
/// from something in front of it, which may have given up waiting, or held back what it answered.
fn is_refusal(answer: &Answer) -> bool {
    let status = answer.status;
    status == 429
        || (400..=499).contains(&status) && !matches!(status, 408 | 499) && !answer.is_web_page()
}

/// Redacts a text and puts it in one line without control characters: the API's messages have line
/// breaks, and whatever stands between us and the API can answer anything.
fn one_line(text: &str) -> String {
    let redacted = redact(cut(text, TEXT_LIMIT));
    let printable = redacted.replace(|c: char| c.is_control(), " ");
    let words: Vec<&str> = printable.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;
