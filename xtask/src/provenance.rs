//! `schema/provenance.toml`: where each vendored description came from.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files;

/// The sources of the vendored descriptions by section.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Provenance(BTreeMap<String, Source>);

/// Where one description came from, and what was in it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Source {
    /// Address of the native form.
    pub url: String,
    /// `eu`, `ca` or `us`.
    pub region: String,
    /// Day of the download.
    pub fetched: String,
    /// Whether it holds only the operations around an order.
    pub slice: bool,
    /// Number of paths.
    pub paths: usize,
    /// Number of operations.
    pub operations: usize,
    /// Number of models and enums.
    pub models: usize,
    /// Fingerprint of the vendored file.
    pub sha256: String,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            paths,
            operations,
            models,
            ..
        } = self;
        write!(f, "{paths} paths, {operations} operations, {models} models")
    }
}

impl Provenance {
    /// Reads the file; a missing one is empty.
    pub fn read() -> Result<Self> {
        let path = files::schema().join("provenance.toml");
        if !path.exists() {
            return Ok(Self::default());
        }
        toml::from_str(&files::read(&path)?).with_context(|| format!("in {}", path.display()))
    }

    /// Writes the file.
    pub fn write(&self) -> Result<()> {
        files::write(
            &files::schema().join("provenance.toml"),
            &toml::to_string(self)?,
        )
    }

    /// Records a section's source in place of an older one.
    pub fn insert(&mut self, section: &str, source: Source) {
        self.0.insert(section.to_owned(), source);
    }

    /// Sections with their sources.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Source)> {
        self.0.iter()
    }
}

/// Fingerprint of a text in lower-case hexadecimal.
pub fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
