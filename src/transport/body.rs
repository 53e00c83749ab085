//! Reads an answer's body, up to a limit.

use std::fmt;

/// How many bytes of a body are read by default: several times the largest catalogue.
pub(super) const LIMIT: usize = 64 * 1024 * 1024;

/// How many bytes are set aside for an announced length before any came: it is only what the server
/// says.
const SET_ASIDE: usize = 1024 * 1024;

/// How many times the bytes that came are set aside after that.
const TIMES: usize = 8;

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
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Http)? {
        if chunk.len() > limit - body.len() {
            return Err(BodyError::TooLarge(limit));
        }
        if chunk.len() > body.capacity() - body.len() {
            body.reserve_exact(room(body.len(), announced));
        }
        body.extend_from_slice(&chunk);
    }
    // Without an announced length it grew by doubling; it is kept while it is decoded.
    body.shrink_to_fit();
    Ok(body)
}

/// For how many further bytes room is made after `held` of them.
fn room(held: usize, announced: usize) -> usize {
    let trusted = held.saturating_mul(TIMES).max(SET_ASIDE);
    announced.saturating_sub(held).min(trusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_gets_its_room_as_far_as_bytes_came() {
        let megabyte = 1024 * 1024;
        let cases = [
            ((0, 100), 100),
            ((0, 4 * megabyte), megabyte),
            ((megabyte, 4 * megabyte), 3 * megabyte),
            ((megabyte, 64 * megabyte), 8 * megabyte),
            ((5, 5), 0),
            // Nothing is announced, or less than came: then it grows as any list does.
            ((megabyte, 0), 0),
        ];
        for ((held, announced), expected) in cases {
            assert_eq!(room(held, announced), expected, "{held} of {announced}");
        }
    }
}
