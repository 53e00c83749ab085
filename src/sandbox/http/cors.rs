//! What lets web pages of another origin read answers (CORS).

use std::io;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use url::Url;

/// Reads the origin of the pages that may call; `*` stands for all pages.
///
/// # Errors
/// No browser sends it: it has a path, or no scheme.
pub fn origin(text: &str) -> io::Result<HeaderValue> {
    let is_sent = |url: Url| url.origin().ascii_serialization() == text;
    if text == "*" || Url::parse(text).is_ok_and(is_sent) {
        return HeaderValue::from_str(text).map_err(io::Error::other);
    }
    let usage = "is not the origin of web pages; use one like http://localhost:3000, or *";
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("`{text}` {usage}"),
    ))
}

/// Whether a browser asks what a page may send, before the page's own request.
pub fn is_preflight(head: &Parts) -> bool {
    head.method == Method::OPTIONS
        && head.headers.contains_key(ORIGIN)
        && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The headers of the answer to a request with these, if pages of `allowed` may call; `*` stands for
/// all pages. Cookies are never allowed, and the sandbox has none.
pub fn headers(allowed: &HeaderValue, request: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([(VARY, HeaderValue::from_static("origin"))]);
    if request.get(ORIGIN) != Some(allowed) && allowed != "*" {
        return headers;
    }
    let expose = HeaderValue::from_static("X-Ovh-Queryid, Retry-After");
    let methods = HeaderValue::from_static("DELETE, GET, POST, PUT");
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed.clone());
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, expose);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if let Some(asked) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    headers
}
