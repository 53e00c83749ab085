//! The names in a configuration: its keys, and the sections they stand in.

use std::fmt;

use crate::endpoint::Endpoint;

/// The profile that stands for no profile, as in OVHcloud's own command line.
pub(super) const DEFAULT_PROFILE: &str = "default";

/// Keys that OVHcloud's own command line writes into the same sections.
pub(super) const FOREIGN_KEYS: [&str; 1] = ["default_cloud_project"];

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
    /// An access token, which stands for all of it.
    AccessToken,
    /// How long one attempt of a call may take, a [`duration`](super::duration).
    Timeout,
    /// How often a failed read is sent again.
    Retries,
    /// How many requests are sent in a minute.
    Pace,
}

impl Key {
    /// Every key.
    pub const ALL: [Self; 12] = [
        Self::Endpoint,
        Self::Profile,
        Self::ApplicationKey,
        Self::ApplicationSecret,
        Self::ConsumerKey,
        Self::ClientId,
        Self::ClientSecret,
        Self::TokenUrl,
        Self::AccessToken,
        Self::Timeout,
        Self::Retries,
        Self::Pace,
    ];

    /// The name in a file, such as `application_key`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name_and_variable().0
    }

    /// The environment variable, such as `OVH_APPLICATION_KEY`.
    #[must_use]
    pub fn variable(self) -> &'static str {
        self.name_and_variable().1
    }

    fn name_and_variable(self) -> (&'static str, &'static str) {
        match self {
            Self::Endpoint => ("endpoint", "OVH_ENDPOINT"),
            Self::Profile => ("profile", "OVH_PROFILE"),
            Self::ApplicationKey => ("application_key", "OVH_APPLICATION_KEY"),
            Self::ApplicationSecret => ("application_secret", "OVH_APPLICATION_SECRET"),
            Self::ConsumerKey => ("consumer_key", "OVH_CONSUMER_KEY"),
            Self::ClientId => ("client_id", "OVH_CLIENT_ID"),
            Self::ClientSecret => ("client_secret", "OVH_CLIENT_SECRET"),
            Self::TokenUrl => ("token_url", "OVH_TOKEN_URL"),
            Self::AccessToken => ("access_token", "OVH_ACCESS_TOKEN"),
            Self::Timeout => ("timeout", "OVH_TIMEOUT"),
            Self::Retries => ("retries", "OVH_RETRIES"),
            Self::Pace => ("pace", "OVH_PACE"),
        }
    }

    /// Whether the key stands in the section `[default]`; the others stand in the endpoint's, or
    /// the profile's.
    #[must_use]
    pub fn is_default(self) -> bool {
        matches!(
            self,
            Self::Endpoint | Self::Profile | Self::Timeout | Self::Retries | Self::Pace
        )
    }

    /// Whether its value must not be shown.
    #[must_use]
    pub fn is_secret(self) -> bool {
        !self.is_default() && self != Self::TokenUrl
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|key| key.name().eq_ignore_ascii_case(name))
    }
}

/// The name in a file.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A section of a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Section {
    /// `[default]`: the endpoint and the profile that are used.
    Default,
    /// `[<endpoint>]`: the keys for an endpoint.
    Endpoint(Endpoint),
    /// `[profile:<name>]`: an endpoint with its keys.
    Profile(String),
}

impl Section {
    /// Whether this is the section of that name: an endpoint can be written in several ways.
    pub(super) fn is_named(&self, name: &str) -> bool {
        match self {
            Self::Default => name == "default",
            Self::Endpoint(endpoint) => name.parse().is_ok_and(|named| *endpoint == named),
            Self::Profile(profile) => profile_name(name) == Some(profile),
        }
    }

    /// Whether a key is read in this section.
    pub(super) fn reads(&self, key: Key) -> bool {
        match self {
            Self::Default => key.is_default(),
            Self::Endpoint(_) => !key.is_default(),
            Self::Profile(_) => !key.is_default() || key == Key::Endpoint,
        }
    }
}

/// The name without brackets, such as `ovh-eu` or `profile:work`.
impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Endpoint(endpoint) => endpoint.fmt(f),
            Self::Profile(name) => write!(f, "profile:{name}"),
        }
    }
}

/// The profile whose section has this name.
pub(super) fn profile_name(section: &str) -> Option<&str> {
    let name = section.strip_prefix("profile:")?.trim();
    (!name.is_empty()).then_some(name)
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
