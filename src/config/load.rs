//! Loads a configuration: which source wins for each key, and what is odd about the files.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::error::{ConfigError, FileError, Warning};
use super::ini::{self, Entry, Ini};
use super::key::{DEFAULT_PROFILE, FOREIGN_KEYS, Key, Section, profile_name};
use super::sources::{Arguments, Origin, Setting, Sources, given};
use crate::endpoint::Endpoint;

/// A configuration: an endpoint and the keys that are set for it.
///
/// `Debug` masks the value of every key.
#[derive(Debug, Clone)]
pub struct Config {
    endpoint: Endpoint,
    profile: Option<String>,
    profiles: Vec<String>,
    settings: BTreeMap<Key, Setting>,
    files: Vec<ConfigFile>,
    warnings: Vec<Warning>,
    unread: Vec<UnreadKeys>,
}

/// A file that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigFile {
    /// Where.
    pub path: PathBuf,
    /// Whether it was there.
    pub exists: bool,
    /// Why it was left out, if it was.
    pub error: Option<FileError>,
}

/// Keys of credentials in a section that is not read, such as that of another endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadKeys {
    /// The section.
    pub section: String,
    /// The file and the line of the first of them.
    pub origin: Origin,
}

impl Config {
    /// Loads the configuration, each key from the first source that sets it.
    ///
    /// Half a set of credentials is accepted here, because the rest may still be asked for, and so is
    /// a file that cannot be used, because it may not be needed;
    /// [`Credentials::from_config`](crate::auth::Credentials::from_config) decides that.
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
    /// A variable that is not UTF-8, an endpoint that is unknown or unsafe, a profile that no file
    /// has. Nothing was sent.
    pub fn load(arguments: &Arguments, sources: &Sources) -> Result<Self, ConfigError> {
        let (config, fault) = Self::examine(arguments, sources);
        fault.map_or(Ok(config), Err)
    }

    /// What is known of the configuration whatever is wrong with it, and the first thing that keeps
    /// it from being used. It is for showing a configuration; [`load`](Self::load) is for using it.
    #[must_use]
    pub fn examine(arguments: &Arguments, sources: &Sources) -> (Self, Option<ConfigError>) {
        let mut faults = Vec::new();
        let (files, parsed) = read_files(sources);
        let lookup = Lookup {
            arguments,
            environment: environment(sources, &mut faults),
            files: &parsed,
        };
        let unreadable = files.iter().filter_map(|file| file.error.clone());
        let profile = lookup.profile(unreadable).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let set = lookup.endpoint(profile.as_ref());
        let endpoint = parsed_endpoint(set.as_ref()).unwrap_or_else(|fault| {
            faults.push(fault);
            Endpoint::default()
        });
        let section = match &profile {
            Some(name) => Section::Profile(name.clone()),
            None => Section::Endpoint(endpoint.clone()),
        };
        let mut settings = lookup.settings(&section);
        settings.insert(Key::Endpoint, normal(set, &endpoint, faults.is_empty()));
        let left_out = files.iter().filter_map(|file| file.error.clone());
        let mut warnings: Vec<_> = left_out.map(Warning::LeftOut).collect();
        warnings.extend(lookup.warnings(&section));
        let config = Self {
            endpoint,
            profile,
            profiles: lookup.profiles(),
            settings,
            files,
            warnings,
            unread: lookup.unread(&section),
        };
        (config, faults.into_iter().next())
    }

    /// The endpoint; `ovh-eu` when none is set.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The profile that was chosen, if any: its section stands in place of the endpoint's.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The names of all profiles that the files have, in their order.
    #[must_use]
    pub fn profiles(&self) -> &[String] {
        &self.profiles
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

    /// Sections with keys that are not read here: what somebody who lacks credentials may have meant.
    #[must_use]
    pub fn unread_keys(&self) -> &[UnreadKeys] {
        &self.unread
    }
}

/// Each file that was looked for, and those that can be used.
fn read_files(sources: &Sources) -> (Vec<ConfigFile>, Vec<ParsedFile>) {
    let mut files = Vec::new();
    let mut parsed = Vec::new();
    for path in &sources.files {
        let read = ParsedFile::read(sources, path);
        files.push(ConfigFile {
            path: path.clone(),
            exists: !matches!(read, Ok(None)),
            error: read.as_ref().err().cloned(),
        });
        parsed.extend(read.ok().flatten());
    }
    (files, parsed)
}

/// The variables that are set, each under its key.
fn environment(sources: &Sources, faults: &mut Vec<ConfigError>) -> BTreeMap<Key, SecretString> {
    let mut environment = BTreeMap::new();
    for key in Key::ALL {
        let variable = key.variable();
        let Some(value) = (sources.environment)(variable) else {
            continue;
        };
        match value.into_string() {
            Ok(value) => environment.extend(given(&value).map(|value| (key, value))),
            Err(_) => faults.push(ConfigError::Encoding { variable }),
        }
    }
    environment
}

fn parsed_endpoint(setting: Option<&Setting>) -> Result<Endpoint, ConfigError> {
    let Some(Setting { value, origin }) = setting else {
        return Ok(Endpoint::default());
    };
    let parsed = value.expose_secret().parse();
    parsed.map_err(|source| ConfigError::Endpoint {
        origin: origin.clone(),
        source,
    })
}

/// The setting with the endpoint's own name; as it was set when something is wrong.
fn normal(set: Option<Setting>, endpoint: &Endpoint, is_sound: bool) -> Setting {
    match set {
        Some(set) if !is_sound => set,
        set => Setting {
            value: endpoint.to_string().into(),
            origin: set.map_or(Origin::Default, |set| set.origin),
        },
    }
}

/// Everything a value can come from, the winner first.
struct Lookup<'a> {
    arguments: &'a Arguments,
    environment: BTreeMap<Key, SecretString>,
    files: &'a [ParsedFile],
}

impl Lookup<'_> {
    /// The profile that was chosen. It must exist: without it a command would order with the wrong
    /// account.
    fn profile(
        &self,
        unread: impl Iterator<Item = FileError>,
    ) -> Result<Option<String>, ConfigError> {
        let Some(Setting { value, origin }) = self.find(Key::Profile, &Section::Default) else {
            return Ok(None);
        };
        let name = value.expose_secret().to_owned();
        if name == DEFAULT_PROFILE {
            return Ok(None);
        }
        let known = self.profiles();
        if known.contains(&name) {
            return Ok(Some(name));
        }
        Err(ConfigError::UnknownProfile {
            name,
            origin,
            known,
            unread: unread.collect(),
        })
    }

    /// Each profile of the files once.
    fn profiles(&self) -> Vec<String> {
        let mut known = Vec::new();
        for header in self.files.iter().flat_map(|file| &file.ini.headers) {
            let profile = profile_name(&header.name).map(str::to_owned);
            known.extend(profile.filter(|profile| !known.contains(profile)));
        }
        known
    }

    /// The profile's own endpoint goes before that of `[default]`, whichever file each is in.
    fn endpoint(&self, profile: Option<&String>) -> Option<Setting> {
        let profile = profile.map(|name| Section::Profile(name.clone()));
        let mut sections = profile.into_iter().chain([Section::Default]);
        sections.find_map(|section| self.find(Key::Endpoint, &section))
    }

    /// All that is set but the endpoint.
    fn settings(&self, section: &Section) -> BTreeMap<Key, Setting> {
        let keys = Key::ALL.into_iter().filter(|key| *key != Key::Endpoint);
        let settings = keys.filter_map(|key| {
            let section = if key.is_default() {
                &Section::Default
            } else {
                section
            };
            Some((key, self.find(key, section)?))
        });
        settings.collect()
    }

    fn find(&self, key: Key, section: &Section) -> Option<Setting> {
        if let Some(value) = self.arguments.get(key) {
            let origin = Origin::Argument;
            return Some(Setting { value, origin });
        }
        if let Some(value) = self.environment.get(&key) {
            return Some(Setting {
                value: value.clone(),
                origin: Origin::Environment(key.variable()),
            });
        }
        self.files.iter().find_map(|file| file.find(key, section))
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
            && self.environment.contains_key(&key)
    }

    /// Each section of each file once.
    fn unread(&self, section: &Section) -> Vec<UnreadKeys> {
        let mut found: Vec<UnreadKeys> = Vec::new();
        for file in self.files {
            for entry in file
                .ini
                .entries
                .iter()
                .filter(|entry| entry.is_of_credentials())
            {
                let origin = file.origin(entry.line);
                let is_known = found.iter().any(|known| {
                    known.section == entry.section && known.origin.file() == origin.file()
                });
                if !is_known && !section.is_named(&entry.section) {
                    found.push(UnreadKeys {
                        section: entry.section.clone(),
                        origin,
                    });
                }
            }
        }
        found
    }
}

/// A file that was found.
struct ParsedFile {
    path: PathBuf,
    ini: Ini,
    is_readable_by_others: bool,
}

impl ParsedFile {
    /// None when there is no such file, and none is needed.
    fn read(sources: &Sources, path: &Path) -> Result<Option<Self>, FileError> {
        let path = path.to_owned();
        let contents = match (sources.read)(&path) {
            Ok(contents) => contents,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !sources.must_exist => {
                return Ok(None);
            }
            Err(error) => {
                return Err(FileError::Unreadable {
                    path,
                    kind: error.kind(),
                    reason: error.to_string(),
                });
            }
        };
        match ini::parse(&contents.bytes) {
            Ok(ini) => Ok(Some(Self {
                path,
                ini,
                is_readable_by_others: contents.is_readable_by_others,
            })),
            Err(error) => Err(FileError::Malformed { path, error }),
        }
    }

    fn origin(&self, line: usize) -> Origin {
        Origin::File {
            path: self.path.clone(),
            line,
        }
    }

    /// The first value of a key that is not empty.
    fn find(&self, key: Key, section: &Section) -> Option<Setting> {
        self.ini.entries_of(section, key).find_map(|entry| {
            Some(Setting {
                value: given(entry.value.expose_secret())?,
                origin: self.origin(entry.line),
            })
        })
    }

    /// Warns when others can read a key of credentials, for whichever endpoint.
    fn readable_by_others(&self) -> Option<Warning> {
        let mut entries = self.ini.entries.iter();
        let holds_keys = entries.any(Entry::is_of_credentials);
        (self.is_readable_by_others && holds_keys).then(|| Warning::ReadableByOthers {
            path: self.path.clone(),
        })
    }

    /// Keys that are not read in the sections that are, and any key of ours in `[DEFAULT]`, which
    /// some parsers give a meaning. Other sections are left alone, and so are keys that OVHcloud's own
    /// command line writes: several tools share these files.
    fn unused(&self, section: &Section) -> impl Iterator<Item = Warning> {
        let entries = self.ini.entries.iter();
        entries
            .filter(move |entry| {
                let key = Key::of_name(&entry.key);
                let sections = [&Section::Default, section].into_iter();
                let mut read = sections.filter(|section| section.is_named(&entry.section));
                let is_unread = read.any(|section| !key.is_some_and(|key| section.reads(key)));
                let is_misspelt = entry.section == "DEFAULT" && key.is_some();
                (is_unread || is_misspelt) && !FOREIGN_KEYS.contains(&entry.key.as_str())
            })
            .map(|entry| Warning::UnusedKey {
                path: self.path.clone(),
                line: entry.line,
                section: entry.section.clone(),
                key: entry.key.clone(),
            })
    }
}
