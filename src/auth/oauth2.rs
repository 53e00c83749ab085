//! An OAuth2 client, and where it asks for its tokens.
//!
//! It must not ask; sending is the business of `transport`.

use std::fmt::{self, Debug, Formatter};

use secrecy::SecretString;

use super::choice::CredentialsError;
use crate::endpoint::{Endpoint, TokenUrl};
use crate::error::MASK;

/// An OAuth2 client, also called a service account: an id, a secret, and where they are traded
/// for an access token.
#[derive(Clone)]
pub struct OAuth2Client {
    pub(crate) client_id: SecretString,
    pub(crate) client_secret: SecretString,
    token_url: Option<TokenUrl>,
}

impl OAuth2Client {
    /// A client that asks where the endpoint's accounts are.
    #[must_use]
    pub fn new(client_id: impl Into<SecretString>, client_secret: impl Into<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            token_url: None,
        }
    }

    /// The same client, asking here: what an endpoint needs that is not one of OVHcloud's own.
    ///
    /// ```
    /// use ovh_order::auth::{Credentials, OAuth2Client};
    ///
    /// let client = OAuth2Client::new("id", "secret");
    /// let client = client.with_token_url("https://login.example.org/token".parse()?);
    /// assert!(Credentials::OAuth2(client).can_authenticate());
    /// # Ok::<(), ovh_order::endpoint::EndpointError>(())
    /// ```
    #[must_use]
    pub fn with_token_url(mut self, token_url: TokenUrl) -> Self {
        self.token_url = Some(token_url);
        self
    }

    /// Where it asks for a token to call an endpoint: the URL it was given, else the endpoint's.
    ///
    /// # Errors
    /// [`CredentialsError::NoTokenUrl`] when neither is there. Nothing was sent.
    pub fn token_url(&self, endpoint: &Endpoint) -> Result<TokenUrl, CredentialsError> {
        let known = self.token_url.clone().or_else(|| endpoint.token_url());
        known.ok_or_else(|| CredentialsError::NoTokenUrl(endpoint.clone()))
    }
}

impl Debug for OAuth2Client {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mask = format_args!("{MASK}");
        f.debug_struct("OAuth2Client")
            .field("client_id", &mask)
            .field("client_secret", &mask)
            .field("token_url", &self.token_url.as_ref().map(TokenUrl::as_str))
            .finish()
    }
}
