//! Which value of a key wins.
//!
//! It must not touch the real environment or file system; sources come in.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::failure::ConfigError;
use super::file::{self, ParsedFile, Place};
use super::key::Key;
use super::origin::Origin;
use super::setting::{Arguments, Setting, given};
use super::sources::Sources;
use super::warning::Warning;
use crate::endpoint::Endpoint;

/// A configuration: an endpoint and the keys that are set for it.
///
/// `Debug` masks every value but the endpoint.
#[derive(Debug, Clone)]
pub struct Config {
    endpoint: Endpoint,
    endpoint_origin: Origin,
    settings: BTreeMap<Key, Setting>,
    warnings: Vec<Warning>,
}

impl Config {
    /// Loads the configuration, key by key from the first source that sets it.
    ///
    /// Half a set of credentials is not an error here, because the rest may still be asked for;
    /// [`Credentials::from_config`](crate::auth::Credentials::from_config) tells.
    ///
    /// ```
    /// use ovh_order::config::{Arguments, Config, Key, Sources};
    ///
    /// let arguments = Arguments::new().with(Key::Endpoint, "ovh-us");
    /// let config = Config::load(&arguments, &Sources::none())?;
    /// assert_eq!(config.endpoint().to_string(), "ovh-us");
    /// # Ok::<(), ovh_order::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A file that exists and cannot be read or parsed, a variable that is not UTF-8, an endpoint
    /// that is none, a profile. Nothing was sent.
    pub fn load(arguments: &Arguments, sources: &Sources) -> Result<Self, ConfigError> {
        let files = file::read(sources)?;
        let lookup = Lookup {
            arguments,
            sources,
            files: &files,
        };
        lookup.refuse_profile()?;
        let (endpoint, endpoint_origin) = lookup.endpoint()?;
        let place = Place::Endpoint(&endpoint);
        let mut settings = BTreeMap::new();
        for key in Key::ALL.into_iter().filter(|key| !key.is_default()) {
            if let Some(setting) = lookup.find(key, &place)? {
                settings.insert(key, setting);
            }
        }
        let warnings = files.iter().flat_map(|file| file.warnings(&endpoint));
        Ok(Self {
            warnings: warnings.collect(),
            endpoint,
            endpoint_origin,
            settings,
        })
    }

    /// The endpoint; `ovh-eu` when none is set.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Where the endpoint comes from.
    #[must_use]
    pub fn endpoint_origin(&self) -> &Origin {
        &self.endpoint_origin
    }

    /// The value of a key of credentials. The endpoint is not among them.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<&Setting> {
        self.settings.get(&key)
    }

    /// What is odd about it, in the order of the files. Show these; loading does not.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

/// Everything a value can come from, the winner first.
struct Lookup<'a> {
    arguments: &'a Arguments,
    sources: &'a Sources,
    files: &'a [ParsedFile],
}

impl Lookup<'_> {
    /// A profile that is passed over could order with the wrong account.
    fn refuse_profile(&self) -> Result<(), ConfigError> {
        let key = Key::Profile;
        match self.find(key, &Place::Default)? {
            Some(Setting { origin, .. }) => Err(ConfigError::Unsupported { key, origin }),
            None => Ok(()),
        }
    }

    fn endpoint(&self) -> Result<(Endpoint, Origin), ConfigError> {
        let Some(setting) = self.find(Key::Endpoint, &Place::Default)? else {
            return Ok((Endpoint::default(), Origin::Default));
        };
        let origin = setting.origin;
        match setting.value.expose_secret().parse() {
            Ok(endpoint) => Ok((endpoint, origin)),
            Err(source) => Err(ConfigError::Endpoint { origin, source }),
        }
    }

    fn find(&self, key: Key, place: &Place<'_>) -> Result<Option<Setting>, ConfigError> {
        if let Some(value) = self.arguments.get(key) {
            let origin = Origin::Argument;
            return Ok(Some(Setting { value, origin }));
        }
        if let Some(value) = self.variable(key.variable())? {
            let origin = Origin::Environment(key.variable());
            return Ok(Some(Setting { value, origin }));
        }
        let mut files = self.files.iter();
        Ok(files.find_map(|file| file.find(key, place)))
    }

    fn variable(&self, variable: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let Some(value) = (self.sources.environment)(variable) else {
            return Ok(None);
        };
        match value.into_string() {
            Ok(value) => Ok(given(&value)),
            Err(_) => Err(ConfigError::Encoding { variable }),
        }
    }
}
