//! What the build script asks: the document to generate from, fetched first when that is needed.
//!
//! It decides when the network may be used (never without the feature `fetch`) and where the result
//! is written; the steps themselves are the same as those of `cargo xtask fetch`.

use std::path::{Path, PathBuf};

use crate::tree::DOCUMENT;

/// Where descriptions are, and where a build may write.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The folder `schema` of the source.
    pub schema: PathBuf,
    /// The build's own folder.
    pub out: PathBuf,
}

/// Where the document to generate from comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The vendored one.
    Vendored,
    /// One that an earlier build fetched into its own folder.
    Kept,
    /// It must be fetched.
    Fetched,
}

/// Decides where the document comes from: `asked` is whether the person wants a fresh one.
#[must_use]
pub fn origin(vendored: bool, kept: bool, asked: bool) -> Origin {
    match (asked, vendored, kept) {
        (true, ..) | (false, false, false) => Origin::Fetched,
        (false, true, _) => Origin::Vendored,
        (false, false, true) => Origin::Kept,
    }
}

impl Folders {
    /// Where the document comes from; see [`origin`].
    #[must_use]
    pub fn origin(&self, asked: bool) -> Origin {
        let vendored = self.schema.join(DOCUMENT).is_file();
        let kept = self.kept().join(DOCUMENT).is_file();
        origin(vendored, kept, asked)
    }

    /// The folder that takes the place of `schema` when that is not to be written to.
    #[must_use]
    pub fn kept(&self) -> PathBuf {
        self.out.join("schema")
    }
}

/// Whether cargo unpacked this source: such a folder is shared by every project on the machine and
/// is never written to.
#[must_use]
pub fn is_unpacked_by_cargo(root: &Path) -> bool {
    root.join(".cargo-ok").exists() || root.join(".cargo_vcs_info.json").exists()
}

#[cfg(feature = "fetch")]
mod fetched {
    use std::io::ErrorKind;
    use std::path::PathBuf;

    use super::{Folders, Origin, is_unpacked_by_cargo};
    use crate::error::{Error, Result};
    use crate::fetch::{Endpoint, Limits, download};
    use crate::tree::{DOCUMENT, Tree};
    use crate::update::Update;
    use crate::vendor::Keep;

    /// From where a build fetches, and when.
    #[derive(Clone, Debug)]
    pub struct Source {
        /// The API.
        pub endpoint: Endpoint,
        /// What a download may take.
        pub limits: Limits,
        /// The day it is, such as `2026-07-08`.
        pub day: String,
    }

    impl Folders {
        /// The file to generate from. It is fetched when `asked`, or when there is none.
        ///
        /// # Errors
        /// Those of [`download`] and [`Update::vendor`]; both folders are then as before.
        pub fn document(&self, asked: bool, source: &Source) -> Result<PathBuf> {
            let folder = match self.origin(asked) {
                Origin::Vendored => self.schema.clone(),
                Origin::Kept => self.kept(),
                Origin::Fetched => self.fetch(source)?,
            };
            Ok(folder.join(DOCUMENT))
        }

        /// Fetches into `schema`, or into the build's own folder where `schema` cannot be written.
        fn fetch(&self, source: &Source) -> Result<PathBuf> {
            let Source {
                endpoint,
                limits,
                day,
            } = source;
            let sections = endpoint.region().sections();
            let arrivals = download(endpoint, sections, *limits, day, &mut |_| {})?;
            let before = Tree::read(&self.schema)?;
            let update = Update::vendor(before, &arrivals, Keep::Facts)?.converted()?;
            self.write(update)
        }

        fn write(&self, mut update: Update) -> Result<PathBuf> {
            let root = self.schema.parent();
            if !root.is_some_and(is_unpacked_by_cargo) {
                match update.apply(&self.schema) {
                    Err(error) if is_read_only(&error) => {}
                    outcome => return outcome.map(|()| self.schema.clone()),
                }
            }
            update.before = Tree::read(&self.kept())?;
            update.apply(&self.kept())?;
            Ok(self.kept())
        }
    }

    fn is_read_only(error: &Error) -> bool {
        let Error::Files { source, .. } = error else {
            return false;
        };
        matches!(
            source.kind(),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
        )
    }
}

#[cfg(feature = "fetch")]
pub use fetched::Source;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_used_only_when_asked_or_when_there_is_nothing() {
        let cases = [
            ((true, false, false), Origin::Vendored),
            ((true, true, false), Origin::Vendored),
            ((false, true, false), Origin::Kept),
            ((false, false, false), Origin::Fetched),
            ((true, false, true), Origin::Fetched),
            ((true, true, true), Origin::Fetched),
        ];
        for ((vendored, kept, asked), expected) in cases {
            assert_eq!(origin(vendored, kept, asked), expected);
        }
    }
}
