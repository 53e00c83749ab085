//! What a call answers: the value, and what came around it.

use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::{Answer, Error, RequestContext};

/// A decoded answer with its status, its query id and the body as it came.
///
/// `send()` answers the value alone; `send_response()` answers this.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response<T> {
    /// The decoded answer.
    pub value: T,
    /// The HTTP status, 200 to 299.
    pub status: u16,
    /// The id by which OVHcloud's support finds the call (`X-Ovh-Queryid`).
    pub query_id: Option<String>,
    /// The body as it came, with fields that the description does not know. It can hold secrets,
    /// such as the link of an order.
    pub body: Vec<u8>,
}

impl<T> Response<T> {
    pub(super) fn new(value: T, answer: Answer) -> Self {
        Self {
            value,
            status: answer.status,
            query_id: answer.query_id,
            body: answer.body,
        }
    }
}

impl Response<()> {
    /// The answer of a call that answers nothing: an empty body, or any JSON. Anything else did not
    /// come from the API, so the call cannot be said to have succeeded.
    pub(super) fn nothing(answer: Answer, request: &RequestContext) -> Result<Self, Error> {
        if !answer.body.trim_ascii().is_empty()
            && let Err(error) = serde_json::from_slice::<IgnoredAny>(&answer.body)
        {
            return Err(Error::decode(request, answer, error));
        }
        Ok(Self::new((), answer))
    }
}

impl<T: DeserializeOwned> Response<T> {
    /// Decodes an answer of success. The error names the place in the body, and keeps the body.
    pub(super) fn decode(answer: Answer, request: &RequestContext) -> Result<Self, Error> {
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok(Self::new(value, answer)),
            Err(error) => Err(undecodable::<T>(answer, request, error)),
        }
    }
}

/// Without the body, which can hold secrets.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("query_id", &self.query_id)
            .finish_non_exhaustive()
    }
}

/// Reads the body once more to find the place: keeping track of it would slow down every answer.
fn undecodable<T: DeserializeOwned>(
    answer: Answer,
    request: &RequestContext,
    error: serde_json::Error,
) -> Error {
    let mut deserializer = serde_json::Deserializer::from_slice(&answer.body);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error_with_place) => Error::decode(request, answer, error_with_place),
        Ok(_) => Error::decode(request, answer, error),
    }
}
