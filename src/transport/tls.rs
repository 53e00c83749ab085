//! TLS: which certificates are trusted, and by whose cryptography.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::endpoint::Endpoint;

/// Trusts what the system trusts. An endpoint without TLS on this machine needs no certificates, so
/// that the sandbox works where the system has none.
///
/// `ring` is named here because reqwest's own choice, `aws-lc-rs`, compiles C for half a minute of
/// processor time. It is given to this client alone: a default for the process is the program's to set.
pub(super) fn config(endpoint: &Endpoint) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let trusting = if endpoint.is_loopback() && endpoint.base_url().starts_with("http:") {
        builder.with_root_certificates(RootCertStore::empty())
    } else {
        builder.with_platform_verifier()?
    };
    Ok(trusting.with_no_client_auth())
}
