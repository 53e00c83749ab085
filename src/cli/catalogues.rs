//! Published catalogues in files, for the sandbox.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;

use super::failure::{Failure, Result};
use super::input::{bounded, unreadable};

/// The largest catalogue that is read, in bytes, unpacked. The largest that is known has 20 MB.
const LIMIT: u64 = 64 << 20;

/// A file with a published catalogue.
pub(super) struct CatalogueFile {
    /// Its path, or `PRODUCT=PATH`.
    pub(super) name: String,
    pub(super) json: Vec<u8>,
}

/// Where a catalogue says which subsidiary it is of.
#[derive(Deserialize)]
struct Head {
    locale: Locale,
}

#[derive(Deserialize)]
struct Locale {
    subsidiary: String,
}

/// Reads catalogues from files, `PRODUCT=FILE` and folders.
pub(super) fn read(arguments: &[String]) -> Result<Vec<CatalogueFile>> {
    let mut files = Vec::new();
    for argument in arguments {
        if Path::new(argument).is_dir() {
            for file in listed(Path::new(argument))? {
                files.push(CatalogueFile::read(file.display().to_string(), &file)?);
            }
            continue;
        }
        let file = match argument.split_once('=') {
            Some((_, file)) if !Path::new(argument).exists() => file,
            _ => argument,
        };
        files.push(CatalogueFile::read(argument.clone(), Path::new(file))?);
    }
    Ok(files)
}

/// The catalogues in a folder, by name.
fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| unreadable(folder.display(), error))?;
    let paths = entries.into_iter().map(|entry| entry.path());
    let mut files: Vec<_> = paths
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".json") || name.ends_with(".json.gz")
        })
        .collect();
    files.sort();
    if files.is_empty() {
        let message = format!("no .json or .json.gz file in {}", folder.display());
        return Err(Failure::Usage(message));
    }
    Ok(files)
}

impl CatalogueFile {
    fn read(name: String, file: &Path) -> Result<Self> {
        let json = unpacked(file).map_err(|error| unreadable(file.display(), error))?;
        Ok(Self { name, json })
    }

    /// The subsidiary it is of, if it is a catalogue.
    pub(super) fn subsidiary(&self) -> Option<String> {
        let head: Head = serde_json::from_slice(&self.json).ok()?;
        Some(head.locale.subsidiary)
    }
}

fn unpacked(file: &Path) -> io::Result<Vec<u8>> {
    let packed = File::open(file)?;
    let from: Box<dyn Read> = if file.extension() == Some(OsStr::new("gz")) {
        Box::new(GzDecoder::new(packed))
    } else {
        Box::new(packed)
    };
    bounded(from, LIMIT)
}
