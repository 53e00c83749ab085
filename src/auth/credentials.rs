//! The credentials of a client. Whatever holds a key prints a mask in its place.

use std::fmt::{self, Debug, Formatter};

use secrecy::{ExposeSecret, SecretString};

use super::error::CredentialsError;
use crate::endpoint::{Endpoint, TokenUrl};
use crate::error::{MASK, Secrets};

/// Who calls: what a client proves its identity with.
///
/// `Debug` names the kind and shows no key.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Credentials {
    /// Nothing. Public catalogues, carts and summaries work without any credentials.
    #[default]
    None,
    /// An application that speaks for nobody yet: enough to ask for a consumer key, and for calls
    /// that need no authentication.
    ApplicationKeyOnly {
        /// The key that names the application.
        application_key: SecretString,
    },
    /// An application that speaks for the account that validated its consumer key.
    Application(ApplicationKeys),
    /// An OAuth2 client, whose access tokens are requested when needed, and renewed.
    OAuth2(OAuth2Client),
    /// An access token obtained elsewhere. It is never renewed.
    AccessToken {
        /// The token.
        token: SecretString,
    },
    /// Credentials that are configured and cannot be used. Calls that need none are made without, all
    /// others fail with this error.
    Unusable(CredentialsError),
}

impl Credentials {
    /// Adds every key to the secrets that nothing may show.
    pub(crate) fn tell(&self, secrets: &Secrets) {
        let keys = match self {
            Self::None | Self::Unusable(_) => Vec::new(),
            Self::ApplicationKeyOnly { application_key } => vec![application_key],
            Self::Application(keys) => vec![
                &keys.application_key,
                &keys.application_secret,
                &keys.consumer_key,
            ],
            Self::OAuth2(client) => vec![&client.client_id, &client.client_secret],
            Self::AccessToken { token } => vec![token],
        };
        for key in keys {
            secrets.add(key.expose_secret());
        }
    }

    /// The three keys of an application that was granted access.
    ///
    /// ```
    /// use ovh_order::auth::Credentials;
    ///
    /// let credentials = Credentials::application("ak", "as", "ck");
    /// assert!(credentials.can_authenticate());
    /// assert!(!format!("{credentials:?}").contains("ck"));
    /// ```
    #[must_use]
    pub fn application(
        application_key: impl Into<SecretString>,
        application_secret: impl Into<SecretString>,
        consumer_key: impl Into<SecretString>,
    ) -> Self {
        Self::Application(ApplicationKeys {
            application_key: application_key.into(),
            application_secret: application_secret.into(),
            consumer_key: consumer_key.into(),
        })
    }

    /// An OAuth2 client that asks for its tokens at the endpoint's own token URL; see
    /// [`OAuth2Client::with_token_url`] for another one.
    #[must_use]
    pub fn oauth2(
        client_id: impl Into<SecretString>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        Self::OAuth2(OAuth2Client::new(client_id, client_secret))
    }

    /// An access token obtained elsewhere.
    #[must_use]
    pub fn access_token(token: impl Into<SecretString>) -> Self {
        let token = token.into();
        Self::AccessToken { token }
    }

    /// Whether they speak for an account, so that they can make calls that need authentication.
    #[must_use]
    pub fn can_authenticate(&self) -> bool {
        !matches!(
            self,
            Self::None | Self::ApplicationKeyOnly { .. } | Self::Unusable(_)
        )
    }

    /// Checks that they can be used, for who will need them only later.
    ///
    /// # Errors
    /// Why they are [`Credentials::Unusable`]. That there are none is no error.
    pub fn check(&self) -> Result<(), CredentialsError> {
        match self {
            Self::Unusable(error) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// The method of authentication in a few words, such as `application key`.
    #[must_use]
    pub fn method(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ApplicationKeyOnly { .. } => "application key without a consumer key",
            Self::Application(_) => "application key",
            Self::OAuth2(_) => "OAuth2",
            Self::AccessToken { .. } => "access token",
            Self::Unusable(_) => "unusable",
        }
    }
}

impl Debug for Credentials {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::ApplicationKeyOnly { application_key: _ } => f
                .debug_struct("ApplicationKeyOnly")
                .field("application_key", &format_args!("{MASK}"))
                .finish(),
            Self::Application(keys) => f.debug_tuple("Application").field(keys).finish(),
            Self::OAuth2(client) => f.debug_tuple("OAuth2").field(client).finish(),
            Self::AccessToken { token: _ } => f
                .debug_struct("AccessToken")
                .field("token", &format_args!("{MASK}"))
                .finish(),
            Self::Unusable(error) => f.debug_tuple("Unusable").field(error).finish(),
        }
    }
}

/// The keys that sign a request.
#[derive(Clone)]
pub struct ApplicationKeys {
    /// Names the application.
    pub application_key: SecretString,
    /// Proves that it is the application. Never sent.
    pub application_secret: SecretString,
    /// Names the account and what it granted.
    pub consumer_key: SecretString,
}

impl Debug for ApplicationKeys {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mask = format_args!("{MASK}");
        f.debug_struct("ApplicationKeys")
            .field("application_key", &mask)
            .field("application_secret", &mask)
            .field("consumer_key", &mask)
            .finish()
    }
}

/// An OAuth2 client, also called a service account: an id, a secret, and where they are traded
/// for an access token.
#[derive(Clone)]
pub struct OAuth2Client {
    pub(crate) client_id: SecretString,
    pub(crate) client_secret: SecretString,
    token_url: Option<TokenUrl>,
}

impl OAuth2Client {
    /// A client that asks for its tokens at the endpoint's own token URL.
    #[must_use]
    pub fn new(client_id: impl Into<SecretString>, client_secret: impl Into<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            token_url: None,
        }
    }

    /// The same client with another token URL, which endpoints that are not OVHcloud's own need.
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
    #[must_use]
    pub fn token_url(&self, endpoint: &Endpoint) -> Option<TokenUrl> {
        self.token_url.clone().or_else(|| endpoint.token_url())
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

#[cfg(test)]
mod tests {
    use super::Credentials;

    #[test]
    fn debug_names_the_kind_and_shows_no_key() {
        let only = Credentials::ApplicationKeyOnly {
            application_key: "s3-ak".into(),
        };
        let table = [
            (Credentials::None, "None"),
            (only, "ApplicationKeyOnly { application_key: [redacted] }"),
            (
                Credentials::application("s3-ak", "s3-as", "s3-ck"),
                "Application(ApplicationKeys { application_key: [redacted], \
                 application_secret: [redacted], consumer_key: [redacted] })",
            ),
            (
                Credentials::oauth2("s3-id", "s3-secret"),
                "OAuth2(OAuth2Client { client_id: [redacted], client_secret: [redacted], \
                 token_url: None })",
            ),
            (
                Credentials::access_token("s3-token"),
                "AccessToken { token: [redacted] }",
            ),
        ];
        for (credentials, shown) in table {
            assert_eq!(format!("{credentials:?}"), shown);
        }
    }
}
