//! The keys of the configuration and their names.
//!
//! It must not hold values.

use std::fmt;

/// A key that the configuration knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Key {
    /// Which API: a known name or a URL.
    Endpoint,
    /// Which profile: a section of its own for endpoint and keys.
    Profile,
    /// Names the application.
    ApplicationKey,
    /// Proves that it is the application.
    ApplicationSecret,
    /// Names the account and what it granted.
    ConsumerKey,
    /// Names an OAuth2 client.
    ClientId,
    /// Proves that it is the OAuth2 client.
    ClientSecret,
    /// Where the OAuth2 client asks for its tokens, at an endpoint that is not OVHcloud's own. No
    /// official client has this key.
    TokenUrl,
    /// A token that stands for all of it.
    AccessToken,
}

impl Key {
    /// Every key.
    pub const ALL: [Self; 9] = [
        Self::Endpoint,
        Self::Profile,
        Self::ApplicationKey,
        Self::ApplicationSecret,
        Self::ConsumerKey,
        Self::ClientId,
        Self::ClientSecret,
        Self::TokenUrl,
        Self::AccessToken,
    ];

    /// The name in a file, such as `application_key`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Profile => "profile",
            Self::ApplicationKey => "application_key",
            Self::ApplicationSecret => "application_secret",
            Self::ConsumerKey => "consumer_key",
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::TokenUrl => "token_url",
            Self::AccessToken => "access_token",
        }
    }

    /// The environment variable, such as `OVH_APPLICATION_KEY`.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Endpoint => "OVH_ENDPOINT",
            Self::Profile => "OVH_PROFILE",
            Self::ApplicationKey => "OVH_APPLICATION_KEY",
            Self::ApplicationSecret => "OVH_APPLICATION_SECRET",
            Self::ConsumerKey => "OVH_CONSUMER_KEY",
            Self::ClientId => "OVH_CLIENT_ID",
            Self::ClientSecret => "OVH_CLIENT_SECRET",
            Self::TokenUrl => "OVH_TOKEN_URL",
            Self::AccessToken => "OVH_ACCESS_TOKEN",
        }
    }

    /// Whether the key stands in the section `[default]`; the others stand in the endpoint's, or
    /// the profile's.
    #[must_use]
    pub fn is_default(self) -> bool {
        matches!(self, Self::Endpoint | Self::Profile)
    }

    /// Whether its value is shown to nobody.
    #[must_use]
    pub fn is_secret(self) -> bool {
        !matches!(self, Self::Endpoint | Self::Profile | Self::TokenUrl)
    }

    /// Whether it stands in the section of a profile.
    pub(super) fn is_in_profile(self) -> bool {
        self != Self::Profile
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        let is_named = |key: &Self| key.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(is_named)
    }
}

/// The name in a file.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_variable_is_the_name_in_upper_case_with_a_prefix() {
        for key in Key::ALL {
            assert_eq!(key.variable(), format!("OVH_{}", key.name().to_uppercase()));
            assert_eq!(Key::of_name(&key.name().to_uppercase()), Some(key));
        }
    }
}
