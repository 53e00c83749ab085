//! Which credentials a configuration means: one method, whole, or none.
//!
//! It must not read sources itself, and it must not print a value, only where it stands.

use std::fmt::Write as _;

use secrecy::{ExposeSecret, SecretString};

use super::credentials::{ApplicationKeys, Credentials};
use super::oauth2::OAuth2Client;
use crate::config::{Config, Key, Origin};
use crate::endpoint::{Endpoint, EndpointError, TokenUrl};
use crate::error::Error;

/// A way to authenticate, with the keys it takes.
struct Method {
    name: &'static str,
    keys: &'static [Key],
    read: fn(&Config) -> Option<Credentials>,
}

/// Every method that a configuration can mean.
static METHODS: [Method; 3] = [
    Method {
        name: "application key",
        keys: &[
            Key::ApplicationKey,
            Key::ApplicationSecret,
            Key::ConsumerKey,
        ],
        read: application,
    },
    Method {
        name: "OAuth2",
        keys: &[Key::ClientId, Key::ClientSecret],
        read: oauth2,
    },
    Method {
        name: "access token",
        keys: &[Key::AccessToken],
        read: access_token,
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
    /// A token URL that is none.
    #[error("token URL from {origin}")]
    TokenUrl {
        /// Where it stands.
        origin: Origin,
        /// What is wrong with it.
        #[source]
        source: EndpointError,
    },
    /// OAuth2 credentials for an endpoint of which no token URL is known.
    #[error(
        "no token URL is known for {0}: OAuth2 works at ovh-eu, ovh-ca and ovh-us, and where \
         token_url says where to ask"
    )]
    NoTokenUrl(Endpoint),
}

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::config(error)
    }
}

impl Credentials {
    /// The credentials that a configuration means; [`Credentials::None`] when it holds none.
    ///
    /// An application key alone, or with its secret, is [`Credentials::ApplicationKeyOnly`]: that
    /// much is there before the first consumer key, it is enough to ask for one and for calls that
    /// need no authentication. Every other part of a set is an error.
    ///
    /// # Errors
    /// When keys of two methods are set, or only some keys of one; when a token URL is none, or
    /// there is none for an OAuth2 client. The error says where each of them stands, never its
    /// value. Nothing was sent.
    pub fn from_config(config: &Config) -> Result<Self, CredentialsError> {
        let token_url = token_url(config)?;
        let Some(method) = Method::only(config)? else {
            return Ok(Self::None);
        };
        let read = (method.read)(config).ok_or_else(|| CredentialsError::Incomplete {
            method: method.name,
            present: method.present(config),
            missing: method.missing(config),
        })?;
        let Self::OAuth2(client) = read else {
            return Ok(read);
        };
        let client = match token_url {
            Some(url) => client.with_token_url(url),
            None => client,
        };
        client.token_url(config.endpoint())?;
        Ok(Self::OAuth2(client))
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
    let application_key = value(config, Key::ApplicationKey)?;
    let Some(consumer_key) = value(config, Key::ConsumerKey) else {
        return Some(Credentials::ApplicationKeyOnly { application_key });
    };
    Some(Credentials::Application(ApplicationKeys {
        application_key,
        application_secret: value(config, Key::ApplicationSecret)?,
        consumer_key,
    }))
}

fn oauth2(config: &Config) -> Option<Credentials> {
    let client_id = value(config, Key::ClientId)?;
    let client_secret = value(config, Key::ClientSecret)?;
    Some(Credentials::OAuth2(OAuth2Client::new(
        client_id,
        client_secret,
    )))
}

fn access_token(config: &Config) -> Option<Credentials> {
    let token = value(config, Key::AccessToken)?;
    Some(Credentials::AccessToken { token })
}

fn value(config: &Config, key: Key) -> Option<SecretString> {
    config.get(key).map(|setting| setting.value().clone())
}

fn token_url(config: &Config) -> Result<Option<TokenUrl>, CredentialsError> {
    let Some(setting) = config.get(Key::TokenUrl) else {
        return Ok(None);
    };
    let parsed = setting.value().expose_secret().parse();
    parsed
        .map(Some)
        .map_err(|source| CredentialsError::TokenUrl {
            origin: setting.origin().clone(),
            source,
        })
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
    fn each_set_of_keys_is_its_method() {
        let token_url = (Key::TokenUrl, "https://login.example.org/token");
        let elsewhere = (Key::Endpoint, "https://api.example.org/v1");
        let table: [(&[(Key, &str)], &str); 7] = [
            (&[], "none"),
            (&[token_url], "none"),
            (
                &[(Key::ApplicationKey, "s3")],
                "application key without a consumer key",
            ),
            (
                &[(Key::ApplicationKey, "s3"), (Key::ApplicationSecret, "s3")],
                "application key without a consumer key",
            ),
            (
                &[(Key::ClientId, "s3"), (Key::ClientSecret, "s3")],
                "OAuth2",
            ),
            (
                &[
                    (Key::ClientId, "s3"),
                    (Key::ClientSecret, "s3"),
                    token_url,
                    elsewhere,
                ],
                "OAuth2",
            ),
            (&[(Key::AccessToken, "s3")], "access token"),
        ];
        for (values, method) in table {
            let credentials = Credentials::from_config(&config(values)).unwrap();
            assert_eq!(credentials.method(), method);
        }
    }

    #[test]
    fn no_keys_are_no_credentials() {
        let none = Credentials::from_config(&config(&[])).unwrap();
        assert!(matches!(none, Credentials::None));
    }

    #[test]
    fn what_is_not_one_whole_method_is_refused() {
        let table: [(&[(Key, &str)], &str); 8] = [
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
                &[(Key::ApplicationKey, "s3"), (Key::ConsumerKey, "s3")],
                "incomplete application key credentials: application_key (argument), \
                 consumer_key (argument) set, but not application_secret",
            ),
            (
                &[(Key::ApplicationSecret, "s3")],
                "incomplete application key credentials: application_secret (argument) set, \
                 but not application_key, consumer_key",
            ),
            (
                &[(Key::TokenUrl, "http://s3.example.org")],
                "token URL from argument",
            ),
            (
                &[
                    (Key::Endpoint, "kimsufi-eu"),
                    (Key::ClientId, "s3"),
                    (Key::ClientSecret, "s3"),
                ],
                "no token URL is known for kimsufi-eu: OAuth2 works at ovh-eu, ovh-ca and ovh-us, \
                 and where token_url says where to ask",
            ),
        ];
        for (values, shown) in table {
            let error = Credentials::from_config(&config(values)).unwrap_err();
            assert_eq!(error.to_string(), shown);
        }
    }
}
