//! The files of a configuration: finding a key in one, and what is odd about it.
//!
//! It must not decide which file wins, nor touch the file system itself.

use std::io;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use super::failure::ConfigError;
use super::ini::{self, Entry, Ini};
use super::key::Key;
use super::origin::Origin;
use super::setting::{Setting, given};
use super::sources::Sources;
use super::warning::Warning;
use crate::endpoint::Endpoint;

/// The files that exist, in their order; a missing one is silence.
pub(super) fn read(sources: &Sources) -> Result<Vec<ParsedFile>, ConfigError> {
    let mut files = Vec::new();
    for path in &sources.files {
        files.extend(read_one(sources, path)?);
    }
    Ok(files)
}

fn read_one(sources: &Sources, path: &Path) -> Result<Option<ParsedFile>, ConfigError> {
    let path = path.to_owned();
    let contents = match (sources.read)(&path) {
        Ok(contents) => contents,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ConfigError::Unreadable { path, source }),
    };
    match ini::parse(&contents.bytes) {
        Ok(ini) => Ok(Some(ParsedFile {
            path,
            ini,
            is_readable_by_others: contents.is_readable_by_others,
        })),
        Err(error) => Err(ConfigError::Malformed { path, error }),
    }
}

/// Which section a key is looked for in.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Default,
    Endpoint(&'a Endpoint),
    Profile(&'a str),
}

impl Place<'_> {
    pub(super) fn is(&self, section: &str) -> bool {
        match self {
            Self::Default => section == "default",
            Self::Endpoint(endpoint) => section.parse().is_ok_and(|named| **endpoint == named),
            Self::Profile(name) => profile_of(section) == Some(name),
        }
    }

    fn reads(&self, key: Key) -> bool {
        match self {
            Self::Default => key.is_default(),
            Self::Endpoint(_) => !key.is_default(),
            Self::Profile(_) => key.is_in_profile(),
        }
    }
}

/// The profile that a section is about.
fn profile_of(section: &str) -> Option<&str> {
    let name = section.strip_prefix("profile:")?.trim();
    (!name.is_empty()).then_some(name)
}

/// A file that was found.
pub(super) struct ParsedFile {
    pub(super) path: PathBuf,
    ini: Ini,
    is_readable_by_others: bool,
}

impl ParsedFile {
    /// What is odd about it; `place` is where the keys are read.
    pub(super) fn warnings(&self, place: Place<'_>) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.is_readable_by_others && self.holds_keys() {
            let path = self.path.clone();
            warnings.push(Warning::ReadableByOthers { path });
        }
        warnings.extend(self.unused(place));
        warnings
    }

    pub(super) fn find(&self, key: Key, place: Place<'_>) -> Option<Setting> {
        let is_wanted = |entry: &&Entry| entry.key == key.name() && place.is(&entry.section);
        let setting = |entry: &Entry| {
            let origin = Origin::File {
                path: self.path.clone(),
                line: entry.line,
            };
            given(entry.value.expose_secret()).map(|value| Setting { value, origin })
        };
        self.ini.entries.iter().filter(is_wanted).find_map(setting)
    }

    /// The names of the profiles in it.
    pub(super) fn profiles(&self) -> impl Iterator<Item = &str> {
        let sections = self.ini.sections.iter();
        sections.filter_map(|section| profile_of(&section.name))
    }

    /// Whether a key of credentials stands in it, for whichever endpoint.
    fn holds_keys(&self) -> bool {
        let is_key = |entry: &Entry| {
            let is_given = given(entry.value.expose_secret()).is_some();
            is_given && Key::of_name(&entry.key).is_some_and(|key| !key.is_default())
        };
        self.ini.entries.iter().any(is_key)
    }

    /// Keys that nobody reads in the sections that are read. Other sections are other people's:
    /// several tools share these files.
    fn unused<'a>(&'a self, place: Place<'a>) -> impl Iterator<Item = Warning> + 'a {
        let is_unused = move |entry: &&Entry| {
            let key = Key::of_name(&entry.key);
            let passes_over = |place: Place<'_>| {
                place.is(&entry.section) && !key.is_some_and(|key| place.reads(key))
            };
            [Place::Default, place].into_iter().any(passes_over)
        };
        self.ini
            .entries
            .iter()
            .filter(is_unused)
            .map(|entry| Warning::UnusedKey {
                path: self.path.clone(),
                line: entry.line,
                section: entry.section.clone(),
                key: entry.key.clone(),
            })
    }
}
