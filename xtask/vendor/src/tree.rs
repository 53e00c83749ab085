//! The folder `schema` in memory: the text of every file that is made from descriptions.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use crate::error::Result;
use crate::files;
use crate::region::{Place, Region};
use crate::swap;

/// Name of the record of sources.
pub const PROVENANCE: &str = "provenance.toml";
/// Name of the document that the client is generated from.
pub const DOCUMENT: &str = "openapi.json";
/// Name of the list of operations that a reviewer reads.
pub const SURFACE: &str = "surface.txt";

/// Texts by path inside the folder, with `/` between the segments.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<String, String>);

impl Tree {
    /// Reads the folder; what is missing is left out.
    ///
    /// # Errors
    /// [`Error::Files`](crate::Error::Files) for what is there and cannot be read,
    /// [`Error::Interrupted`](crate::Error::Interrupted) when the folder has lost its name.
    pub fn read(schema: &Path) -> Result<Self> {
        swap::is_whole(schema)?;
        let mut names: Vec<_> = [PROVENANCE, DOCUMENT, SURFACE].map(str::to_owned).into();
        for region in Region::ALL {
            let file = Place::new(*region, "").file();
            names.extend(described(schema, file.trim_end_matches(".json"))?);
        }
        let mut texts = BTreeMap::new();
        for name in names {
            let path = schema.join(&name);
            if path.exists() {
                texts.insert(name, files::read(&path)?);
            }
        }
        Ok(Self(texts))
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(String::as_str)
    }

    /// Puts a file's text in place of an older one.
    pub fn insert(&mut self, file: &str, text: String) {
        self.0.insert(file.to_owned(), text);
    }

    /// Files with their texts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.0.iter();
        files.map(|(file, text)| (file.as_str(), text.as_str()))
    }

    /// The vendored descriptions with their places.
    pub fn descriptions(&self) -> impl Iterator<Item = (Place, &str)> {
        self.iter()
            .filter_map(|(file, text)| Some((Place::of_file(file)?, text)))
    }
}

/// Names and lengths: the texts have megabytes.
impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths = self.iter().map(|(file, text)| (file, text.len()));
        f.debug_map().entries(lengths).finish()
    }
}

/// Names of the descriptions in a folder such as `native/ca/`.
fn described(schema: &Path, folder: &str) -> Result<Vec<String>> {
    let path = schema.join(folder);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let names = files::list(&path, "json")?.into_iter().filter_map(|file| {
        let name = file.file_name()?.to_string_lossy().into_owned();
        Some(format!("{folder}{name}"))
    });
    Ok(names.collect())
}
