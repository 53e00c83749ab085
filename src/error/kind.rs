//! The kinds of errors, and which one an answer of the API is, by its status, error code and message.

use std::fmt;

use super::answer::ErrorBody;

/// What kind of failure an error is, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// 400: the API refused a parameter or the state of a cart. Read [`message`], correct the
    /// request and send it again.
    ///
    /// [`message`]: crate::Error::message
    BadRequest,
    /// The signature was refused: a wrong application secret, a URL or body changed after it was
    /// signed, or a clock that is off. Measure the clock offset again, then check the secret.
    InvalidSignature,
    /// The timestamp was too far from the server's clock. Measure the clock offset again; the
    /// request was rejected before it was processed.
    ClockSkew,
    /// 401: the call needs credentials and had none.
    Unauthorized,
    /// The consumer key is valid, but its access rules do not cover this call. [`missing_rule`] names
    /// the rule; get a consumer key that has it, as [`login`](crate::login) does.
    ///
    /// [`missing_rule`]: crate::Error::missing_rule
    NotGranted,
    /// The consumer key is unknown to this endpoint. Check that it was made for this endpoint, or get
    /// a new one.
    NotCredential,
    /// The application key is unknown to this endpoint. Check the key and the endpoint.
    InvalidKey,
    /// The consumer key was never validated, has expired or was revoked. Validate it, or get a new
    /// one.
    InvalidCredential,
    /// 403 for another reason, which [`message`] says: a payment method that cannot pay, an account
    /// that is not eligible, a cart that can only be read. Where [`iam_actions`] names actions, an IAM
    /// policy lacks them, and the account's owner can grant them.
    ///
    /// [`message`]: crate::Error::message
    /// [`iam_actions`]: crate::Error::iam_actions
    Forbidden,
    /// 404: no such cart, item, order, service or route. Carts disappear when they expire.
    NotFound,
    /// 409: the state of the resource does not allow it, for instance because it exists already.
    /// Read the state first.
    Conflict,
    /// 429: too many requests. It was not processed; wait, then send it again.
    TooManyRequests,
    /// 460: the service has expired. Renew it.
    Expired,
    /// 5xx: the API failed. A read may be repeated; after a change ask [`may_have_happened`].
    ///
    /// [`may_have_happened`]: crate::Error::may_have_happened
    Server,
    /// Any other answer, such as a redirect, or a web page in the place of a refusal.
    Other,
    /// The configuration is missing something or contradicts itself. Correct it; nothing was sent.
    Config,
    /// Refused on this side, for instance because credentials are missing or a path parameter would
    /// lead elsewhere. Nothing was sent.
    Refused,
    /// The OAuth2 client got no access token; the cause says which host answered what. Check client
    /// id, secret and token URL. The call itself was not sent.
    Token,
    /// No connection was established, so nothing was sent. Safe to repeat.
    Connect,
    /// No complete answer in time, after the request may have been sent; also 408.
    Timeout,
    /// The connection broke after the request may have been sent.
    Transport,
    /// An answer of success that does not have the expected shape, or lacks a field that is read by its
    /// method. The call was carried out. Of another shape the [body](crate::Error::body) is kept, so that
    /// an order's number in it is not lost.
    Decode,
}

impl Kind {
    /// Whether the request was refused for who sent it, or how often, before it was looked at.
    #[must_use]
    pub fn is_refused_unread(self) -> bool {
        matches!(
            self,
            Self::InvalidSignature
                | Self::ClockSkew
                | Self::Unauthorized
                | Self::NotGranted
                | Self::NotCredential
                | Self::InvalidKey
                | Self::InvalidCredential
                | Self::TooManyRequests
        )
    }

    /// The kind of an answer with this status, `errorCode` and message.
    ///
    /// The authentication layer answers 400, 401 and 403 in two forms: the older one has an error
    /// code; the newer one, which most hosts have by now, only a class and one of a few fixed
    /// messages. Elsewhere both count for nothing: a 500 stays a server error whatever its body
    /// claims, because it does not prove that nothing was done.
    pub(super) fn of_answer(status: u16, said: &ErrorBody) -> Self {
        if matches!(status, 400 | 401 | 403) {
            let kind = match (&said.code, &said.class, &said.message) {
                (Some(code), ..) => Self::of_code(code),
                (None, Some(_), Some(message)) => Self::of_message(message),
                _ => None,
            };
            if let Some(kind) = kind {
                return kind;
            }
        }
        match status {
            400 => Self::BadRequest,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            // A front end gave up waiting; its answer is HTML.
            408 => Self::Timeout,
            409 => Self::Conflict,
            429 => Self::TooManyRequests,
            460 => Self::Expired,
            500..=599 => Self::Server,
            _ => Self::Other,
        }
    }

    /// The kind of a web page with this status. What stands in front of the API says nothing about rights,
    /// carts or orders, but it can be out of time, too busy or broken.
    pub(super) fn of_web_page(status: u16) -> Self {
        match status {
            408 => Self::Timeout,
            429 => Self::TooManyRequests,
            500..=599 => Self::Server,
            _ => Self::Other,
        }
    }

    fn of_message(message: &str) -> Option<Self> {
        Some(match message {
            "Invalid signature" => Self::InvalidSignature,
            "Query out of time" => Self::ClockSkew,
            "This call has not been granted" => Self::NotGranted,
            "This credential does not exist" => Self::NotCredential,
            "Invalid application key" => Self::InvalidKey,
            "This credential is not valid" => Self::InvalidCredential,
            _ => return None,
        })
    }

    fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "INVALID_SIGNATURE" => Self::InvalidSignature,
            "QUERY_TIME_OUT" => Self::ClockSkew,
            "NOT_GRANTED_CALL" => Self::NotGranted,
            "NOT_CREDENTIAL" => Self::NotCredential,
            "INVALID_KEY" => Self::InvalidKey,
            "INVALID_CREDENTIAL" => Self::InvalidCredential,
            "FORBIDDEN" => Self::Forbidden,
            _ => return None,
        })
    }

    /// The name for programs, such as `notGranted`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "badRequest",
            Self::InvalidSignature => "invalidSignature",
            Self::ClockSkew => "clockSkew",
            Self::Unauthorized => "unauthorized",
            Self::NotGranted => "notGranted",
            Self::NotCredential => "notCredential",
            Self::InvalidKey => "invalidKey",
            Self::InvalidCredential => "invalidCredential",
            Self::Forbidden => "forbidden",
            Self::NotFound => "notFound",
            Self::Conflict => "conflict",
            Self::TooManyRequests => "tooManyRequests",
            Self::Expired => "expired",
            Self::Server => "server",
            Self::Other => "other",
            Self::Config => "config",
            Self::Refused => "refused",
            Self::Token => "token",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Decode => "decode",
        }
    }

    /// A few words for an error that carries no message of its own.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::BadRequest => "bad request",
            Self::InvalidSignature => "invalid signature",
            Self::ClockSkew => "the clock is off",
            Self::Unauthorized => "credentials needed",
            Self::NotGranted => "call not granted to the consumer key",
            Self::NotCredential => "unknown consumer key",
            Self::InvalidKey => "unknown application key",
            Self::InvalidCredential => "consumer key not valid",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not found",
            Self::Conflict => "conflict",
            Self::TooManyRequests => "too many requests",
            Self::Expired => "service expired",
            Self::Server => "server error",
            Self::Other => "unexpected answer",
            Self::Config => "invalid configuration",
            Self::Refused => "refused before sending",
            Self::Token => "no access token",
            Self::Connect => "connection failed",
            Self::Timeout => "no answer in time",
            Self::Transport => "connection broke",
            Self::Decode => "answer does not have the expected shape",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.description())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: Option<&str>, message: Option<&str>) -> ErrorBody {
        ErrorBody {
            class: Some("Client::Forbidden".to_owned()),
            code: code.map(str::to_owned),
            message: message.map(str::to_owned),
            details: None,
        }
    }

    #[test]
    fn an_answer_is_classified_by_status_and_error_code() {
        let table = [
            (400, None, Kind::BadRequest),
            (408, None, Kind::Timeout),
            (400, Some("INVALID_SIGNATURE"), Kind::InvalidSignature),
            (401, Some("INVALID_CREDENTIAL"), Kind::InvalidCredential),
            (403, Some("SOMETHING_NEW"), Kind::Forbidden),
            (404, Some("NOT_CREDENTIAL"), Kind::NotFound),
            (418, None, Kind::Other),
            (500, Some("QUERY_TIME_OUT"), Kind::Server),
            (599, None, Kind::Server),
            (600, None, Kind::Other),
            (304, None, Kind::Other),
        ];
        for (status, code, kind) in table {
            assert_eq!(
                Kind::of_answer(status, &said(code, None)),
                kind,
                "{status} {code:?}"
            );
        }
    }

    #[test]
    fn a_refusal_without_a_code_is_classified_by_its_message() {
        let table = [
            (400, "Invalid signature", Kind::InvalidSignature),
            (400, "Query out of time", Kind::ClockSkew),
            (403, "This call has not been granted", Kind::NotGranted),
            (403, "This credential does not exist", Kind::NotCredential),
            (403, "This credential is not valid", Kind::InvalidCredential),
            (401, "Invalid application key", Kind::InvalidKey),
            (403, "The order cannot be paid", Kind::Forbidden),
            (404, "This credential does not exist", Kind::NotFound),
            (500, "Query out of time", Kind::Server),
        ];
        for (status, message, kind) in table {
            assert_eq!(
                Kind::of_answer(status, &said(None, Some(message))),
                kind,
                "{status} {message}"
            );
        }
        let coded = Kind::of_answer(403, &said(Some("SOMETHING_NEW"), Some("Invalid signature")));
        assert_eq!(coded, Kind::Forbidden);
        let without_class = ErrorBody {
            class: None,
            ..said(None, Some("Invalid signature"))
        };
        assert_eq!(Kind::of_answer(400, &without_class), Kind::BadRequest);
    }
}
