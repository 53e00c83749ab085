//! Which value of a key wins.
//!
//! It must not touch the real environment or file system; sources come in.

use std::collections::BTreeMap;
use std::path::PathBuf;

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
/// `Debug` masks every value but the endpoint and the profile.
#[derive(Debug, Clone)]
pub struct Config {
    endpoint: Endpoint,
    endpoint_origin: Origin,
    profile: Option<Profile>,
    settings: BTreeMap<Key, Setting>,
    files: Vec<ConfigFile>,
    warnings: Vec<Warning>,
}

/// A profile that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Its name: the section is `[profile:<name>]`.
    pub name: String,
    /// Where it was chosen.
    pub origin: Origin,
}

/// A file that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigFile {
    /// Where.
    pub path: PathBuf,
    /// Whether it was there.
    pub exists: bool,
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
    /// that is none, a profile that no file has. Nothing was sent.
    pub fn load(arguments: &Arguments, sources: &Sources) -> Result<Self, ConfigError> {
        let files = file::read(sources)?;
        let lookup = Lookup {
            arguments,
            sources,
            files: &files,
        };
        let profile = lookup.profile()?;
        let (endpoint, endpoint_origin) = lookup.endpoint(profile.as_ref())?;
        let place = match &profile {
            Some(profile) => Place::Profile(&profile.name),
            None => Place::Endpoint(&endpoint),
        };
        let odd = files.iter().flat_map(|file| file.warnings(place));
        let overridden = profile
            .iter()
            .flat_map(|profile| lookup.overridden(profile));
        Ok(Self {
            warnings: odd.chain(overridden).collect(),
            settings: lookup.settings(place)?,
            files: lookup.looked_for(),
            endpoint,
            endpoint_origin,
            profile,
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

    /// The profile that was chosen, if any: then its section stands in place of the endpoint's.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// The files that were looked for, the one that wins first.
    #[must_use]
    pub fn files(&self) -> &[ConfigFile] {
        &self.files
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
    /// A profile that was chosen must exist: passed over it could order with the wrong account.
    fn profile(&self) -> Result<Option<Profile>, ConfigError> {
        let Some(Setting { value, origin }) = self.find(Key::Profile, Place::Default)? else {
            return Ok(None);
        };
        let name = value.expose_secret().to_owned();
        let mut known: Vec<String> = Vec::new();
        for profile in self.files.iter().flat_map(ParsedFile::profiles) {
            if !known.iter().any(|known| known == profile) {
                known.push(profile.to_owned());
            }
        }
        match known.contains(&name) {
            true => Ok(Some(Profile { name, origin })),
            false => Err(ConfigError::UnknownProfile {
                name,
                origin,
                known,
            }),
        }
    }

    /// The profile's own endpoint goes before that of `[default]`, whichever file each is in.
    fn endpoint(&self, profile: Option<&Profile>) -> Result<(Endpoint, Origin), ConfigError> {
        let place = profile.map(|profile| Place::Profile(&profile.name));
        let own = place.map(|place| self.find(Key::Endpoint, place));
        let found = match own.transpose()?.flatten() {
            Some(setting) => Some(setting),
            None => self.find(Key::Endpoint, Place::Default)?,
        };
        let Some(Setting { value, origin }) = found else {
            return Ok((Endpoint::default(), Origin::Default));
        };
        match value.expose_secret().parse() {
            Ok(endpoint) => Ok((endpoint, origin)),
            Err(source) => Err(ConfigError::Endpoint { origin, source }),
        }
    }

    fn settings(&self, place: Place<'_>) -> Result<BTreeMap<Key, Setting>, ConfigError> {
        let mut settings = BTreeMap::new();
        for key in Key::ALL.into_iter().filter(|key| !key.is_default()) {
            if let Some(setting) = self.find(key, place)? {
                settings.insert(key, setting);
            }
        }
        Ok(settings)
    }

    /// Keys of the profile that the environment sets too, to something else or not.
    fn overridden(&self, profile: &Profile) -> Vec<Warning> {
        let place = Place::Profile(&profile.name);
        let is_overridden = |key: &Key| {
            let stands = self
                .files
                .iter()
                .any(|file| file.find(*key, place).is_some());
            let variable = self.variable(key.variable()).ok().flatten();
            stands && variable.is_some() && self.arguments.get(*key).is_none()
        };
        let keys = Key::ALL.into_iter().filter(|key| key.is_in_profile());
        let warning = |key| Warning::ProfileOverridden {
            profile: profile.name.clone(),
            key,
        };
        keys.filter(is_overridden).map(warning).collect()
    }

    fn looked_for(&self) -> Vec<ConfigFile> {
        let found = |path: &PathBuf| self.files.iter().any(|file| file.path == *path);
        let look = |path: &PathBuf| ConfigFile {
            path: path.clone(),
            exists: found(path),
        };
        self.sources.files.iter().map(look).collect()
    }

    fn find(&self, key: Key, place: Place<'_>) -> Result<Option<Setting>, ConfigError> {
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
