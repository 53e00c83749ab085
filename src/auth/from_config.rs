//! Chooses the credentials that a configuration means: one method, whole, or none.
//!
//! A file of the machine may hold another method than the environment of a job. The strongest source
//! that has any key decides the method, whose keys then come from wherever they are set; keys of the
//! other methods are ignored.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::credentials::{ApplicationKeys, Credentials};
use super::error::CredentialsError;
use super::route::Route;
use crate::config::{Config, FileError, Key, Origin};
use crate::endpoint::TokenUrl;

impl Credentials {
    /// The credentials that a configuration means; [`Credentials::None`] when it holds none.
    ///
    /// An application key alone, or with its secret, is [`Credentials::ApplicationKeyOnly`]: that
    /// much is there before the first consumer key, and enough to ask for one and for calls that
    /// need no authentication. Every other part of a set is an error.
    ///
    /// The method is that of the strongest source that has any key; [`Credentials::ignored`] are the
    /// keys of weaker sources for other methods.
    ///
    /// # Errors
    /// When one source has keys of two methods, or only some keys of one are set; when an OAuth2 client
    /// has no token URL, or one that cannot be used; when a key would be sent to the address of a less
    /// trusted source (see [`Route`]); when a file cannot be used that may hold what is missing, or go
    /// before what is there. Nothing was sent.
    pub fn from_config(config: &Config) -> Result<Self, CredentialsError> {
        let Some(method) = Method::chosen(config)? else {
            let mut unusable = config.files().iter().filter_map(|file| file.error.clone());
            let none = unusable.next().map(CredentialsError::File);
            return none.map_or(Ok(Self::None), Err);
        };
        if let Some(file) = method.hidden_by(config) {
            return Err(CredentialsError::File(file.clone()));
        }
        for key in method.keys() {
            check_routes(config, *key)?;
        }
        let credentials = method
            .credentials(config)
            .ok_or_else(|| method.incomplete(config))?;
        let Self::OAuth2(mut client) = credentials else {
            return Ok(credentials);
        };
        if let Some(url) = token_url(config)? {
            client = client.with_token_url(url);
        }
        if client.token_url(config.endpoint()).is_none() {
            return Err(CredentialsError::NoTokenUrl(config.endpoint().clone()));
        }
        Ok(Self::OAuth2(client))
    }

    /// The keys that are set and not used, because a stronger source has another method.
    #[must_use]
    pub fn ignored(config: &Config) -> Vec<Key> {
        let Ok(Some(chosen)) = Method::chosen(config) else {
            return Vec::new();
        };
        let others = Method::ALL.into_iter().filter(|other| *other != chosen);
        let keys = others.flat_map(|other| other.keys().iter().copied());
        keys.filter(|key| config.get(*key).is_some()).collect()
    }
}

/// Checks that a key, if it is set, may be sent where the configuration sends it.
///
/// # Errors
/// [`CredentialsError::Untrusted`] with the route that is refused.
pub fn check_routes(config: &Config, key: Key) -> Result<(), CredentialsError> {
    let mut routes = Route::of(config, key).into_iter();
    let refused = routes.find(|route| !route.is_allowed);
    refused.map_or(Ok(()), |route| Err(CredentialsError::Untrusted(route)))
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
#[derive(Clone, Copy, PartialEq)]
enum Method {
    ApplicationKey,
    OAuth2,
    AccessToken,
}

impl Method {
    const ALL: [Self; 3] = [Self::ApplicationKey, Self::OAuth2, Self::AccessToken];

    /// The method of the strongest source that has any key.
    fn chosen(config: &Config) -> Result<Option<Self>, CredentialsError> {
        let strongest = Self::ALL.map(|method| method.strength(config));
        let Some(best) = strongest.into_iter().flatten().min() else {
            return Ok(None);
        };
        let methods = Self::ALL.into_iter().zip(strongest);
        let chosen: Vec<_> = methods
            .filter(|(_, strength)| *strength == Some(best))
            .map(|(method, _)| method)
            .collect();
        match chosen.as_slice() {
            [method] => Ok(Some(*method)),
            several => {
                let keys = several.iter().flat_map(|method| method.present(config));
                let keys = keys.filter(|(_, origin)| rank(config, origin) == best);
                Err(CredentialsError::TwoMethods(keys.collect()))
            }
        }
    }

    /// The rank of its strongest source.
    fn strength(self, config: &Config) -> Option<usize> {
        let keys = self.present(config).into_iter();
        keys.map(|(_, origin)| rank(config, &origin)).min()
    }

    /// The file that cannot be used and that this method needs: one that goes before a source of the
    /// endpoint or of a key, so that it could decide otherwise, or one that may hold a missing key. A
    /// file that this user may not read is somebody else's, and is only missed.
    fn hidden_by(self, config: &Config) -> Option<&FileError> {
        let used = self.keys().iter().chain([&Key::Endpoint]);
        let ranks = used.filter_map(|key| Some(rank(config, config.get(*key)?.origin())));
        let weakest = ranks.max().unwrap_or_default();
        let credentials = self.credentials(config);
        let is_complete = credentials.is_some_and(|known| known.can_authenticate());
        let mut files = config.files().iter().filter_map(|file| file.error.as_ref());
        files.find(|error| {
            let own = rank_of_file(config, error.path());
            !is_complete || (own < weakest && !error.is_denied())
        })
    }

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

/// The place of a source among all, the strongest first.
fn rank(config: &Config, origin: &Origin) -> usize {
    match origin {
        Origin::Argument => 0,
        Origin::Environment(_) => 1,
        Origin::File { path, .. } => rank_of_file(config, path),
        Origin::Default => usize::MAX,
    }
}

fn rank_of_file(config: &Config, path: &Path) -> usize {
    let before = config.files().iter().take_while(|file| file.path != path);
    2 + before.count()
}

fn value(config: &Config, key: Key) -> Option<SecretString> {
    config.get(key).map(|setting| setting.value().clone())
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
                &[
                    (Key::ClientId, "s3"),
                    (Key::ClientSecret, "s3"),
                    (Key::TokenUrl, "http://s3.example.org"),
                ],
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
