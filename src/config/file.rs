//! The files of a configuration: finding a key in one, and what is odd about it.
//!
//! It must not decide which file wins, nor touch the file system itself.

use std::io;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use super::failure::ConfigError;
use super::ini::{self, Entry};
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
        Ok(entries) => Ok(Some(ParsedFile {
            path,
            entries,
            is_readable_by_others: contents.is_readable_by_others,
        })),
        Err(error) => Err(ConfigError::Malformed { path, error }),
    }
}

/// Which section a key is looked for in.
pub(super) enum Place<'a> {
    Default,
    Endpoint(&'a Endpoint),
}

impl Place<'_> {
    fn is(&self, section: &str) -> bool {
        match self {
            Self::Default => section == "default",
            Self::Endpoint(endpoint) => section.parse().is_ok_and(|named| **endpoint == named),
        }
    }
}

/// A file that was found.
pub(super) struct ParsedFile {
    path: PathBuf,
    entries: Vec<Entry>,
    is_readable_by_others: bool,
}

impl ParsedFile {
    pub(super) fn warnings(&self, endpoint: &Endpoint) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.is_readable_by_others && self.holds_keys() {
            let path = self.path.clone();
            warnings.push(Warning::ReadableByOthers { path });
        }
        warnings.extend(self.unused(endpoint));
        warnings
    }

    pub(super) fn find(&self, key: Key, place: &Place<'_>) -> Option<Setting> {
        let is_wanted = |entry: &&Entry| entry.key == key.name() && place.is(&entry.section);
        let setting = |entry: &Entry| {
            let origin = Origin::File {
                path: self.path.clone(),
                line: entry.line,
            };
            given(entry.value.expose_secret()).map(|value| Setting { value, origin })
        };
        self.entries.iter().filter(is_wanted).find_map(setting)
    }

    /// Whether a key of credentials stands in it, for whichever endpoint.
    fn holds_keys(&self) -> bool {
        let is_key = |entry: &Entry| {
            let is_given = given(entry.value.expose_secret()).is_some();
            is_given && Key::of_name(&entry.key).is_some_and(|key| !key.is_default())
        };
        self.entries.iter().any(is_key)
    }

    /// Keys that nobody reads in the sections that are read. Other sections are other people's:
    /// several tools share these files.
    fn unused<'a>(&'a self, endpoint: &'a Endpoint) -> impl Iterator<Item = Warning> + 'a {
        let is_unused = move |entry: &&Entry| {
            let key = Key::of_name(&entry.key);
            let reads = |is_default| key.is_some_and(|key| key.is_default() == is_default);
            (Place::Default.is(&entry.section) && !reads(true))
                || (Place::Endpoint(endpoint).is(&entry.section) && !reads(false))
        };
        self.entries
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
