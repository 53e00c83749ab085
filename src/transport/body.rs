//! Reads an answer's body, up to a limit.

use std::fmt;

/// The largest body that is read: several times the largest catalogue.
pub(super) const LIMIT: usize = 64 * 1024 * 1024;

/// Why a body was not read to its end.
#[derive(Debug)]
pub(super) enum BodyError {
    /// The connection failed.
    Http(reqwest::Error),
    /// It is larger than the limit.
    TooLarge,
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) => error.fmt(f),
            Self::TooLarge => write!(f, "the answer is larger than {LIMIT} bytes"),
        }
    }
}

impl std::error::Error for BodyError {}

/// The whole body.
pub(super) async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Http)? {
        if body.len() + chunk.len() > LIMIT {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
