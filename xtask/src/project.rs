//! Where the project's files are.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use ovh_order_vendor::files::read;

/// The part of `Cargo.toml` that tasks look at.
#[derive(serde::Deserialize)]
pub struct Manifest {
    pub package: Package,
    /// What each feature turns on.
    pub features: BTreeMap<String, Vec<String>>,
}

#[derive(serde::Deserialize)]
pub struct Package {
    pub version: String,
}

/// The project whose files a task reads and writes.
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project in a folder; without one the project that cargo runs this task of, whose manifest
    /// is in `manifest`. Where cargo shares its target folder, that is not always the project this
    /// program was built in.
    pub fn new(root: Option<PathBuf>, manifest: Option<OsString>) -> Self {
        let xtask = manifest.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let above = || xtask.parent().unwrap_or(&xtask).to_owned();
        Self {
            root: root.unwrap_or_else(above),
        }
    }

    /// Its root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the vendored descriptions and what is made from them.
    pub fn schema(&self) -> PathBuf {
        self.root.join("schema")
    }

    /// The text of a file, by its path from the root.
    pub fn read(&self, file: &str) -> Result<String> {
        Ok(read(&self.root.join(file))?)
    }

    /// What tasks look up in `Cargo.toml`.
    pub fn manifest(&self) -> Result<Manifest> {
        toml::from_str(&self.read("Cargo.toml")?).context("Cargo.toml is not as expected")
    }

    /// The Rust files below a folder with their texts, by their paths from the project's root.
    pub fn rust_files(&self, folder: &str) -> Result<BTreeMap<String, String>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let path = self.root.join(&folder);
            for entry in fs::read_dir(&path).with_context(|| format!("cannot read {folder}"))? {
                let entry = entry?;
                let name = format!("{folder}/{}", entry.file_name().display());
                if entry.file_type()?.is_dir() {
                    folders.push(name);
                } else if name.ends_with(".rs") {
                    files.insert(name, read(&entry.path())?);
                }
            }
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_the_one_that_cargo_runs() {
        let manifest = Some(OsString::from("/other/xtask"));
        let project = Project::new(None, manifest.clone());
        assert_eq!(project.schema(), Path::new("/other/schema"));
        let project = Project::new(Some("/given".into()), manifest);
        assert_eq!(project.root(), Path::new("/given"));
    }
}
