//! Chooses the credentials that a configuration means: one method, whole, or none.

use secrecy::{ExposeSecret, SecretString};

use super::credentials::{ApplicationKeys, Credentials};
use crate::config::{Config, Key, Origin};
use crate::endpoint::{Endpoint, EndpointError, TokenUrl};
use crate::error::Error;

/// Why a configuration does not say which credentials to use. It never repeats a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// Keys of more than one method.
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
    /// much is there before the first consumer key, and enough to ask for one and for calls that
    /// need no authentication. Every other part of a set is an error.
    ///
    /// # Errors
    /// When keys of two methods are set, or only some keys of one; when an OAuth2 client has no token
    /// URL, or one that cannot be used. Nothing was sent.
    pub fn from_config(config: &Config) -> Result<Self, CredentialsError> {
        let token_url = token_url(config)?;
        let used: Vec<Method> = Method::ALL
            .into_iter()
            .filter(|method| !method.present(config).is_empty())
            .collect();
        let method = match used.as_slice() {
            [] => return Ok(Self::None),
            [method] => method,
            several => {
                let keys = several.iter().flat_map(|method| method.present(config));
                return Err(CredentialsError::TwoMethods(keys.collect()));
            }
        };
        let credentials = method
            .credentials(config)
            .ok_or_else(|| method.incomplete(config))?;
        let Self::OAuth2(mut client) = credentials else {
            return Ok(credentials);
        };
        if let Some(url) = token_url {
            client = client.with_token_url(url);
        }
        if client.token_url(config.endpoint()).is_none() {
            return Err(CredentialsError::NoTokenUrl(config.endpoint().clone()));
        }
        Ok(Self::OAuth2(client))
    }
}

fn token_url(config: &Config) -> Result<Option<TokenUrl>, CredentialsError> {
    let Some(setting) = config.get(Key::TokenUrl) else {
        return Ok(None);
    };
    match setting.value().expose_secret().parse() {
        Ok(url) => Ok(Some(url)),
        Err(source) => Err(CredentialsError::TokenUrl {
            origin: setting.origin().clone(),
            source,
        }),
    }
}

/// A way to authenticate.
#[derive(Clone, Copy)]
enum Method {
    ApplicationKey,
    OAuth2,
    AccessToken,
}

impl Method {
    const ALL: [Self; 3] = [Self::ApplicationKey, Self::OAuth2, Self::AccessToken];

    fn name(self) -> &'static str {
        match self {
            Self::ApplicationKey => "application key",
            Self::OAuth2 => "OAuth2",
            Self::AccessToken => "access token",
        }
    }

    fn keys(self) -> &'static [Key] {
        match self {
            Self::ApplicationKey => &[
                Key::ApplicationKey,
                Key::ApplicationSecret,
                Key::ConsumerKey,
            ],
            Self::OAuth2 => &[Key::ClientId, Key::ClientSecret],
            Self::AccessToken => &[Key::AccessToken],
        }
    }

    /// The keys of the method that are set, and where.
    fn present(self, config: &Config) -> Vec<(Key, Origin)> {
        self.keys()
            .iter()
            .filter_map(|key| Some((*key, config.get(*key)?.origin().clone())))
            .collect()
    }

    /// None when a key is missing.
    fn credentials(self, config: &Config) -> Option<Credentials> {
        match self {
            Self::ApplicationKey => {
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
            Self::OAuth2 => Some(Credentials::oauth2(
                value(config, Key::ClientId)?,
                value(config, Key::ClientSecret)?,
            )),
            Self::AccessToken => Some(Credentials::access_token(value(config, Key::AccessToken)?)),
        }
    }

    fn incomplete(self, config: &Config) -> CredentialsError {
        let keys = self.keys().iter().copied();
        CredentialsError::Incomplete {
            method: self.name(),
            present: self.present(config),
            missing: keys.filter(|key| config.get(*key).is_none()).collect(),
        }
    }
}

fn value(config: &Config, key: Key) -> Option<SecretString> {
    config.get(key).map(|setting| setting.value().clone())
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
                 application_key, application_secret missing",
            ),
            (
                &[(Key::ClientId, "s3")],
                "incomplete OAuth2 credentials: client_id (argument) set, client_secret missing",
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
                 consumer_key (argument) set, application_secret missing",
            ),
            (
                &[(Key::ApplicationSecret, "s3")],
                "incomplete application key credentials: application_secret (argument) set, \
                 application_key, consumer_key missing",
            ),
            (
                &[(Key::TokenUrl, "http://s3.example.org")],
                "the token URL from argument cannot be used",
            ),
            (
                &[
                    (Key::Endpoint, "kimsufi-eu"),
                    (Key::ClientId, "s3"),
                    (Key::ClientSecret, "s3"),
                ],
                "no token URL is known for kimsufi-eu; set token_url, or use ovh-eu, ovh-ca or ovh-us",
            ),
        ];
        for (values, shown) in table {
            let error = Credentials::from_config(&config(values)).unwrap_err();
            assert_eq!(error.to_string(), shown);
        }
    }
}
