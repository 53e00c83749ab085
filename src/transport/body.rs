//! Reads an answer's body, up to a limit.

use std::fmt;

/// How many bytes of a body are read by default: several times the largest catalogue.
pub(super) const LIMIT: usize = 64 * 1024 * 1024;

/// How many bytes are set aside for an announced length, which is only what the server says: more than
/// any catalogue has. They are no memory until bytes come.
const SET_ASIDE: usize = 8 * 1024 * 1024;

/// Why a body was not read to its end.
#[derive(Debug)]
pub(super) enum BodyError {
    /// The connection failed.
    Http(reqwest::Error),
    /// It has more bytes than this limit.
    TooLarge(usize),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) => error.fmt(f),
            Self::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
        }
    }
}

impl std::error::Error for BodyError {}

/// The whole body. Of a compressed one the bytes count that come out of it, piece by piece.
pub(super) async fn read(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<Vec<u8>, BodyError> {
    // The announced length spares growing and copying; a compressed body has none.
    let announced = response.content_length();
    let announced = announced.and_then(|length| usize::try_from(length).ok());
    let announced = announced.unwrap_or_default().min(limit);
    let mut body = Vec::with_capacity(announced.min(SET_ASIDE));
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Http)? {
        if chunk.len() > limit - body.len() {
            return Err(BodyError::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    // Without an announced length it grew by doubling, and it is kept while it is decoded.
    body.shrink_to_fit();
    Ok(body)
}
