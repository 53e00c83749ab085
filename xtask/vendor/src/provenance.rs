//! `schema/provenance.toml`: where each vendored description came from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::tree::{PROVENANCE, Tree};

/// The sources of the vendored descriptions: by section in Europe, by `region/section` elsewhere.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Provenance(BTreeMap<String, Source>);

/// Where one description came from, and what was in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Address that it was downloaded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the file that was given, when it was not downloaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// `openapi3` when it was not the native form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
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
    /// The least version of the crate that may ship it: it breaks users of older ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_version: Option<String>,
}

impl Provenance {
    /// Reads the record; a missing one is empty.
    ///
    /// # Errors
    /// [`Error::Provenance`] when it is not valid.
    pub fn read(tree: &Tree) -> Result<Self> {
        let text = tree.get(PROVENANCE).unwrap_or_default();
        toml::from_str(text).map_err(|error| Error::Provenance(Box::new(error)))
    }

    /// The text of the file.
    ///
    /// # Errors
    /// [`Error::Provenance`], which a record never causes; it is passed on instead of hidden.
    pub fn write(&self) -> Result<String> {
        toml::to_string(self).map_err(|error| Error::Provenance(Box::new(error)))
    }

    /// Records where a description came from. One that did not change keeps its older source: that
    /// is where these bytes were had from first.
    pub fn record(&mut self, key: &str, mut source: Source) {
        let known = self.0.get(key);
        if known.is_none_or(|known| known.sha256 != source.sha256) {
            source.least_version = known.and_then(|known| known.least_version.clone());
            self.0.insert(key.to_owned(), source);
        }
    }

    /// Records that a description breaks users of every version before this one.
    pub fn breaks(&mut self, key: &str, least_version: &str) {
        if let Some(source) = self.0.get_mut(key) {
            source.least_version = Some(least_version.to_owned());
        }
    }

    /// The source of a description.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Source> {
        self.0.get(key)
    }

    /// Keys with their sources.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Source)> {
        self.0.iter()
    }
}

/// Fingerprint of a text in lower-case hexadecimal.
#[must_use]
pub fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(fetched: &str, sha256: &str) -> Source {
        Source {
            url: Some("https://eu.api.ovh.com/v1/order.json".to_owned()),
            file: None,
            form: None,
            region: "eu".to_owned(),
            fetched: fetched.to_owned(),
            slice: false,
            paths: 1,
            operations: 2,
            models: 3,
            sha256: sha256.to_owned(),
            least_version: None,
        }
    }

    #[test]
    fn an_unchanged_description_keeps_the_day_it_was_first_fetched() {
        let mut provenance = Provenance::default();
        provenance.record("order", source("2026-07-08", "a"));
        provenance.record("order", source("2026-07-15", "a"));
        assert_eq!(provenance.get("order"), Some(&source("2026-07-08", "a")));
        provenance.record("order", source("2026-07-22", "b"));
        assert_eq!(provenance.get("order"), Some(&source("2026-07-22", "b")));
    }

    #[test]
    fn a_break_is_remembered_through_later_updates() {
        let mut provenance = Provenance::default();
        provenance.record("order", source("2026-07-08", "a"));
        provenance.breaks("order", "0.2.0");
        provenance.record("order", source("2026-07-15", "b"));
        let recorded = provenance.get("order").unwrap();
        assert_eq!(recorded.least_version.as_deref(), Some("0.2.0"));
        assert_eq!(recorded.sha256, "b");
    }
}
