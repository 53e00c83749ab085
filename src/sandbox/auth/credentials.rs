//! The credentials that a sandbox accepts from the start.

use std::fmt;

/// An application with a validated consumer key, and an OAuth2 client, both with all rights.
///
/// The values are the same in every sandbox and obviously fake, so that they can stand in
/// documentation; `Debug` still leaves out the secrets and the consumer key.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Credentials {
    /// The value of `X-Ovh-Application`.
    pub application_key: String,
    /// The secret that signatures are made with.
    pub application_secret: String,
    /// The value of `X-Ovh-Consumer`.
    pub consumer_key: String,
    /// The id that access tokens are asked for with.
    pub client_id: String,
    /// The secret that access tokens are asked for with.
    pub client_secret: String,
}

impl Credentials {
    pub(in crate::sandbox) fn sandbox() -> Self {
        Self {
            application_key: "sandbox-application-key".to_owned(),
            application_secret: "sandbox-application-secret".to_owned(),
            consumer_key: "sandbox-consumer-key".to_owned(),
            client_id: "sandbox-client-id".to_owned(),
            client_secret: "sandbox-client-secret".to_owned(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Credentials")
            .field("application_key", &self.application_key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", Credentials::sandbox());
        assert_eq!(
            shown,
            r#"Credentials { application_key: "sandbox-application-key", .. }"#
        );
    }
}
