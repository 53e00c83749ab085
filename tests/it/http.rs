//! A bare HTTP client, for what the tests send and answer themselves.

/// A builder of one that uses no proxy. reqwest brings no cryptography here; the first provider that a
/// process installs stays.
pub fn builder() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

pub fn client() -> reqwest::Client {
    builder().build().unwrap()
}
