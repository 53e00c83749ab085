//! Which credentials a configuration means: one method, whole, or none.
//!
//! It must not read sources itself, and it must not print a value, only where it stands.

use std::fmt::Write as _;

use super::credentials::{ApplicationKeys, Credentials};
use crate::config::{Config, Key, Origin};
use crate::error::Error;

/// A way to authenticate, with the keys it takes.
struct Method {
    name: &'static str,
    keys: &'static [Key],
}

const APPLICATION: Method = Method {
    name: "application key",
    keys: &[
        Key::ApplicationKey,
        Key::ApplicationSecret,
        Key::ConsumerKey,
    ],
};

/// Every method that a configuration can mean. Those beside the first are recognised, so that
/// they are neither mixed up with it nor silently passed over.
static METHODS: [Method; 3] = [
    APPLICATION,
    Method {
        name: "OAuth2",
        keys: &[Key::ClientId, Key::ClientSecret],
    },
    Method {
        name: "access token",
        keys: &[Key::AccessToken],
    },
];

/// Why a configuration does not say which credentials to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// Keys of more than one method.
    #[error("more than one way to authenticate: {}; keep one", listed(.0))]
    TwoMethods(Vec<(Key, Origin)>),
    /// Some keys of a method, but not all.
    #[error(
        "incomplete {method} credentials: {} set, but not {}",
        listed(.present),
        names(.missing)
    )]
    Incomplete {
        /// The method.
        method: &'static str,
        /// What is set, and where.
        present: Vec<(Key, Origin)>,
        /// What is not.
        missing: Vec<Key>,
    },
    /// A method that cannot be used yet.
    #[error("{method} credentials are not supported: {}", listed(.present))]
    Unsupported {
        /// The method.
        method: &'static str,
        /// What is set, and where.
        present: Vec<(Key, Origin)>,
    },
}

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::config(error)
    }
}

impl Credentials {
    /// The credentials that a configuration means; [`Credentials::None`] when it holds none.
    ///
    /// # Errors
    /// When keys of two methods are set, or only some keys of one. The error says where each of
    /// them stands, never its value. Nothing was sent.
    pub fn from_config(config: &Config) -> Result<Self, CredentialsError> {
        let Some(method) = Method::only(config)? else {
            return Ok(Self::None);
        };
        let missing = method.missing(config);
        if !missing.is_empty() {
            return Err(CredentialsError::Incomplete {
                method: method.name,
                present: method.present(config),
                missing,
            });
        }
        application(config).ok_or_else(|| CredentialsError::Unsupported {
            method: method.name,
            present: method.present(config),
        })
    }
}

impl Method {
    /// The one method that the configuration has keys of, if any.
    fn only(config: &Config) -> Result<Option<&'static Self>, CredentialsError> {
        let is_used = |method: &&Self| !method.present(config).is_empty();
        let used: Vec<&Self> = METHODS.iter().filter(is_used).collect();
        match used.as_slice() {
            [] => Ok(None),
            [method] => Ok(Some(method)),
            several => {
                let keys = several.iter().flat_map(|method| method.present(config));
                Err(CredentialsError::TwoMethods(keys.collect()))
            }
        }
    }

    fn present(&self, config: &Config) -> Vec<(Key, Origin)> {
        let origin = |key: &Key| {
            config
                .get(*key)
                .map(|setting| (*key, setting.origin().clone()))
        };
        self.keys.iter().filter_map(origin).collect()
    }

    fn missing(&self, config: &Config) -> Vec<Key> {
        let is_missing = |key: &Key| config.get(*key).is_none();
        self.keys.iter().copied().filter(is_missing).collect()
    }
}

fn application(config: &Config) -> Option<Credentials> {
    let value = |key| config.get(key).map(|setting| setting.value().clone());
    Some(Credentials::Application(ApplicationKeys {
        application_key: value(Key::ApplicationKey)?,
        application_secret: value(Key::ApplicationSecret)?,
        consumer_key: value(Key::ConsumerKey)?,
    }))
}

fn listed(keys: &[(Key, Origin)]) -> String {
    let mut text = String::new();
    for (key, origin) in keys {
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}{key} ({origin})");
    }
    text
}

fn names(keys: &[Key]) -> String {
    let names: Vec<&str> = keys.iter().map(|key| key.name()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::config::{Arguments, Sources};

    fn config(values: &[(Key, &str)]) -> Config {
        let arguments = values
            .iter()
            .fold(Arguments::new(), |arguments, (key, value)| {
                arguments.with(*key, *value)
            });
        Config::load(&arguments, &Sources::none()).unwrap()
    }

    #[test]
    fn a_whole_application_is_taken_key_by_key() {
        let config = config(&[
            (Key::ApplicationKey, "ak"),
            (Key::ApplicationSecret, "as"),
            (Key::ConsumerKey, "ck"),
        ]);
        let Credentials::Application(keys) = Credentials::from_config(&config).unwrap() else {
            panic!("not an application");
        };
        let exposed = [
            keys.application_key.expose_secret(),
            keys.application_secret.expose_secret(),
            keys.consumer_key.expose_secret(),
        ];
        assert_eq!(exposed, ["ak", "as", "ck"]);
    }

    #[test]
    fn no_keys_are_no_credentials() {
        let none = Credentials::from_config(&config(&[])).unwrap();
        assert!(matches!(none, Credentials::None));
    }

    #[test]
    fn what_is_not_one_whole_method_is_refused() {
        let table: [(&[(Key, &str)], &str); 5] = [
            (
                &[(Key::ConsumerKey, "s3")],
                "incomplete application key credentials: consumer_key (argument) set, \
                 but not application_key, application_secret",
            ),
            (
                &[(Key::ClientId, "s3")],
                "incomplete OAuth2 credentials: client_id (argument) set, but not client_secret",
            ),
            (
                &[(Key::ApplicationKey, "s3"), (Key::AccessToken, "s3")],
                "more than one way to authenticate: application_key (argument), \
                 access_token (argument); keep one",
            ),
            (
                &[(Key::ClientId, "s3"), (Key::AccessToken, "s3")],
                "more than one way to authenticate: client_id (argument), \
                 access_token (argument); keep one",
            ),
            (
                &[(Key::AccessToken, "s3")],
                "access token credentials are not supported: access_token (argument)",
            ),
        ];
        for (values, shown) in table {
            let error = Credentials::from_config(&config(values)).unwrap_err();
            assert_eq!(error.to_string(), shown);
        }
    }
}
