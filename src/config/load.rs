//! Loads a configuration: which source wins for each key, and what is odd about the files.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::error::{ConfigError, Warning};
use super::ini::{self, Ini};
use super::key::{Key, Section, profile_name};
use super::sources::{Arguments, Origin, Setting, Sources, given};
use crate::endpoint::Endpoint;

/// A configuration: an endpoint and the keys that are set for it.
///
/// `Debug` masks the value of every key.
#[derive(Debug, Clone)]
pub struct Config {
    endpoint: Endpoint,
    settings: BTreeMap<Key, Setting>,
    files: Vec<ConfigFile>,
    warnings: Vec<Warning>,
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
    /// Loads the configuration, each key from the first source that sets it.
    ///
    /// Half a set of credentials is accepted here, because the rest may still be asked for;
    /// [`Credentials::from_config`](crate::auth::Credentials::from_config) refuses it.
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
    /// that is unknown or unsafe, a profile that no file has. Nothing was sent.
    pub fn load(arguments: &Arguments, sources: &Sources) -> Result<Self, ConfigError> {
        let mut files = Vec::new();
        let mut looked_for = Vec::new();
        for path in &sources.files {
            let file = ParsedFile::read(sources, path)?;
            looked_for.push(ConfigFile {
                path: path.clone(),
                exists: file.is_some(),
            });
            files.extend(file);
        }
        let lookup = Lookup {
            arguments,
            sources,
            files: &files,
        };
        let profile = lookup.profile()?;
        let (endpoint, origin) = lookup.endpoint(profile.as_ref())?;
        let section = profile.unwrap_or_else(|| Section::Endpoint(endpoint.clone()));
        let mut settings = lookup.settings(&section)?;
        let value = endpoint.to_string().into();
        settings.insert(Key::Endpoint, Setting { value, origin });
        Ok(Self {
            settings,
            warnings: lookup.warnings(&section),
            files: looked_for,
            endpoint,
        })
    }

    /// The endpoint; `ovh-eu` when none is set.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The profile that was chosen, if any: its section stands in place of the endpoint's.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        let setting = self.get(Key::Profile)?;
        Some(setting.value.expose_secret())
    }

    /// The value of a key and where it comes from. [`Key::Endpoint`] always has one.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<&Setting> {
        self.settings.get(&key)
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
    /// The section of the profile that was chosen. It must exist: without it a command would order
    /// with the wrong account.
    fn profile(&self) -> Result<Option<Section>, ConfigError> {
        let Some(Setting { value, origin }) = self.find(Key::Profile, &Section::Default)? else {
            return Ok(None);
        };
        let name = value.expose_secret().to_owned();
        let mut known = Vec::new();
        for header in self.files.iter().flat_map(|file| &file.ini.headers) {
            let profile = profile_name(&header.name).map(str::to_owned);
            known.extend(profile.filter(|profile| !known.contains(profile)));
        }
        if known.contains(&name) {
            return Ok(Some(Section::Profile(name)));
        }
        Err(ConfigError::UnknownProfile {
            name,
            origin,
            known,
        })
    }

    /// The profile's own endpoint goes before that of `[default]`, whichever file each is in.
    fn endpoint(&self, profile: Option<&Section>) -> Result<(Endpoint, Origin), ConfigError> {
        for section in profile.into_iter().chain([&Section::Default]) {
            if let Some(Setting { value, origin }) = self.find(Key::Endpoint, section)? {
                return match value.expose_secret().parse() {
                    Ok(endpoint) => Ok((endpoint, origin)),
                    Err(source) => Err(ConfigError::Endpoint { origin, source }),
                };
            }
        }
        Ok((Endpoint::default(), Origin::Default))
    }

    /// All that is set but the endpoint.
    fn settings(&self, section: &Section) -> Result<BTreeMap<Key, Setting>, ConfigError> {
        let mut settings = BTreeMap::new();
        for key in Key::ALL.into_iter().filter(|key| *key != Key::Endpoint) {
            let section = if key.is_default() {
                &Section::Default
            } else {
                section
            };
            if let Some(setting) = self.find(key, section)? {
                settings.insert(key, setting);
            }
        }
        Ok(settings)
    }

    fn find(&self, key: Key, section: &Section) -> Result<Option<Setting>, ConfigError> {
        if let Some(value) = self.arguments.get(key) {
            let origin = Origin::Argument;
            return Ok(Some(Setting { value, origin }));
        }
        if let Some(value) = self.variable(key)? {
            let origin = Origin::Environment(key.variable());
            return Ok(Some(Setting { value, origin }));
        }
        Ok(self.files.iter().find_map(|file| file.find(key, section)))
    }

    fn variable(&self, key: Key) -> Result<Option<SecretString>, ConfigError> {
        let variable = key.variable();
        let Some(value) = (self.sources.environment)(variable) else {
            return Ok(None);
        };
        match value.into_string() {
            Ok(value) => Ok(given(&value)),
            Err(_) => Err(ConfigError::Encoding { variable }),
        }
    }

    fn warnings(&self, section: &Section) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for file in self.files {
            warnings.extend(file.readable_by_others());
            warnings.extend(file.unused(section));
        }
        if let Section::Profile(profile) = section {
            let overridden = Key::ALL
                .into_iter()
                .filter(|key| self.overrides(*key, section));
            warnings.extend(overridden.map(|key| Warning::ProfileOverridden {
                profile: profile.clone(),
                key,
            }));
        }
        warnings
    }

    /// Whether the environment decides a key that the profile sets too.
    fn overrides(&self, key: Key, profile: &Section) -> bool {
        let mut files = self.files.iter();
        profile.reads(key)
            && files.any(|file| file.find(key, profile).is_some())
            && self.arguments.get(key).is_none()
            && matches!(self.variable(key), Ok(Some(_)))
    }
}

/// A file that was found.
struct ParsedFile {
    path: PathBuf,
    ini: Ini,
    is_readable_by_others: bool,
}

impl ParsedFile {
    /// None when there is no such file.
    fn read(sources: &Sources, path: &Path) -> Result<Option<Self>, ConfigError> {
        let path = path.to_owned();
        let contents = match (sources.read)(&path) {
            Ok(contents) => contents,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ConfigError::Unreadable { path, source }),
        };
        match ini::parse(&contents.bytes) {
            Ok(ini) => Ok(Some(Self {
                path,
                ini,
                is_readable_by_others: contents.is_readable_by_others,
            })),
            Err(error) => Err(ConfigError::Malformed { path, error }),
        }
    }

    /// The first value of a key that is not empty.
    fn find(&self, key: Key, section: &Section) -> Option<Setting> {
        self.ini.entries_of(section, key).find_map(|entry| {
            Some(Setting {
                value: given(entry.value.expose_secret())?,
                origin: Origin::File {
                    path: self.path.clone(),
                    line: entry.line,
                },
            })
        })
    }

    /// Warns when others can read a key of credentials, for whichever endpoint.
    fn readable_by_others(&self) -> Option<Warning> {
        let holds_keys = self.ini.entries.iter().any(|entry| {
            Key::of_name(&entry.key).is_some_and(|key| !key.is_default())
                && given(entry.value.expose_secret()).is_some()
        });
        (self.is_readable_by_others && holds_keys).then(|| Warning::ReadableByOthers {
            path: self.path.clone(),
        })
    }

    /// Keys that are not read in the sections that are. Other sections are left alone: several tools
    /// share these files.
    fn unused(&self, section: &Section) -> impl Iterator<Item = Warning> {
        let entries = self.ini.entries.iter();
        entries
            .filter(move |entry| {
                let key = Key::of_name(&entry.key);
                let sections = [&Section::Default, section].into_iter();
                sections
                    .filter(|section| section.is_named(&entry.section))
                    .any(|section| !key.is_some_and(|key| section.reads(key)))
            })
            .map(|entry| Warning::UnusedKey {
                path: self.path.clone(),
                line: entry.line,
                section: entry.section.clone(),
                key: entry.key.clone(),
            })
    }
}
