//! TLS: which certificates are trusted, and by whose cryptography.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::endpoint::Endpoint;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub(super) enum TlsError {
    #[error(
        "no trusted certificates were found: install the system's CA certificates, or set \
         SSL_CERT_FILE to a file that has them"
    )]
    NoCertificates(#[source] rustls::Error),
    #[error("TLS cannot be set up")]
    Provider(#[from] rustls::Error),
}

/// Trusts what the system trusts. An endpoint without TLS on this machine needs no certificates, so the
/// sandbox works where the system has none; a token or a proxy may need them even so.
///
/// `ring` is named here because reqwest's own choice, `aws-lc-rs`, compiles C for half a minute of
/// processor time. It is given to this client alone: a default for the process is the program's to set.
pub(super) fn config(endpoint: &Endpoint) -> Result<ClientConfig, TlsError> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let needs_none = endpoint.is_loopback() && endpoint.base_url().starts_with("http:");
    let trusting = match builder.clone().with_platform_verifier() {
        Ok(trusting) => trusting,
        Err(_) if needs_none => builder.with_root_certificates(RootCertStore::empty()),
        Err(error) => return Err(TlsError::NoCertificates(error)),
    };
    Ok(trusting.with_no_client_auth())
}
