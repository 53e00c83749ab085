//! Where the project's files are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use ovh_order_vendor::files::{list, read};

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
