//! Why the credentials of a configuration cannot be used.

use super::route::Route;
use crate::config::{FileError, Key, Origin};
use crate::endpoint::{Endpoint, EndpointError};
use crate::error::{Error, debug_as_sentence};

/// Why a configuration does not say which credentials to use. It never repeats a value.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// Keys of more than one method in the same source.
    #[error("more than one way to authenticate: {}; keep one", listed(.0))]
    TwoMethods(Vec<(Key, Origin)>),
    /// Some keys of a method, but not all.
    #[error("incomplete {method} credentials: {} set, {} missing", listed(.present), names(.missing))]
    Incomplete {
        /// The method.
        method: &'static str,
        /// What is set, and where.
        present: Vec<(Key, Origin)>,
        /// What is not.
        missing: Vec<Key>,
    },
    /// A token URL that keys cannot be sent to.
    #[error("the token URL from {origin} cannot be used")]
    TokenUrl {
        /// Where it stands.
        origin: Origin,
        /// What is wrong with it.
        #[source]
        source: EndpointError,
    },
    /// OAuth2 credentials for an endpoint whose token URL is not known.
    #[error("no token URL is known for {0}; set token_url, or use ovh-eu, ovh-ca or ovh-us")]
    NoTokenUrl(Endpoint),
    /// A key that would be sent to an address of a less trusted source.
    #[error(
        "{route}; set both in one file, or {variable} in the environment",
        route = .0,
        variable = .0.to_key.variable()
    )]
    Untrusted(Route),
    /// A file that may hold what is needed, and cannot be used.
    #[error("{0}; correct it, or name another configuration file with OVH_CONFIG")]
    File(FileError),
}

debug_as_sentence!(CredentialsError);

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::config(error)
    }
}

fn listed(keys: &[(Key, Origin)]) -> String {
    let keys: Vec<_> = keys
        .iter()
        .map(|(key, origin)| format!("{key} ({origin})"))
        .collect();
    keys.join(", ")
}

fn names(keys: &[Key]) -> String {
    let names: Vec<_> = keys.iter().map(|key| key.name()).collect();
    names.join(", ")
}
