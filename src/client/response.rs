//! What a call answers, with what came around the value.

use std::fmt;

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
