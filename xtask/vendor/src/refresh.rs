//! What the build script asks: the document to generate from, fetched first when that is needed.
//!
//! It decides when the network may be used (never without the feature `fetch`) and where the result
//! is written; the steps themselves are the same as those of `cargo xtask fetch`.

use std::path::{Path, PathBuf};

use crate::region::{ORDER, Place, Region};
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
    /// It must be converted from the vendored descriptions.
    Converted,
    /// One that an earlier build fetched into its own folder.
    Kept,
    /// It must be fetched.
    Fetched,
}

/// What the person who builds wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A fresh description.
    Fresh,
    /// Whatever is there.
    Any,
}

/// What is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// The vendored document.
    pub document: bool,
    /// The vendored description of `/order`.
    pub description: bool,
    /// A document in the build's own folder.
    pub kept: bool,
}

/// Decides where the document comes from.
#[must_use]
pub fn origin(wish: Wish, present: Present) -> Origin {
    match (wish, present) {
        (Wish::Fresh, _) => Origin::Fetched,
        (Wish::Any, Present { document: true, .. }) => Origin::Vendored,
        (
            Wish::Any,
            Present {
                description: true, ..
            },
        ) => Origin::Converted,
        (Wish::Any, Present { kept: true, .. }) => Origin::Kept,
        (Wish::Any, _) => Origin::Fetched,
    }
}

impl Folders {
    /// What is there.
    #[must_use]
    pub fn present(&self) -> Present {
        let description = Place::new(Region::Eu, ORDER).file();
        Present {
            document: self.schema.join(DOCUMENT).is_file(),
            description: self.schema.join(description).is_file(),
            kept: self.kept().join(DOCUMENT).is_file(),
        }
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
    use std::path::{Path, PathBuf};

    use super::{Folders, Origin, Wish, is_unpacked_by_cargo, origin};
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

    /// A file to generate from, and what a reader of the build's output should know.
    #[derive(Clone, Debug)]
    pub struct Document {
        /// The file.
        pub path: PathBuf,
        /// What was made and where, and what the descriptions could not say.
        pub news: Vec<String>,
    }

    impl Folders {
        /// The file to generate from. It is fetched when that is wished, or when there is nothing;
        /// `source` is asked for only then.
        ///
        /// # Errors
        /// Those of [`download`], [`Update::vendor`] and `source`; both folders are then as before.
        pub fn document(
            &self,
            wish: Wish,
            source: impl FnOnce() -> Result<Source>,
        ) -> Result<Document> {
            match origin(wish, self.present()) {
                Origin::Vendored => Ok(document(&self.schema, Vec::new())),
                Origin::Kept => Ok(document(&self.kept(), Vec::new())),
                Origin::Converted => self.write(Update::convert(Tree::read(&self.schema)?)?),
                Origin::Fetched => self.fetch(&source()?),
            }
        }

        /// Fetches into `schema`, or into the build's own folder where `schema` cannot be written.
        fn fetch(&self, source: &Source) -> Result<Document> {
            let Source {
                endpoint,
                limits,
                day,
            } = source;
            let sections = endpoint.region().sections();
            let arrivals = download(endpoint, sections, *limits, day, &mut |_| {})?;
            let before = Tree::read(&self.schema)?;
            self.write(Update::vendor(before, &arrivals, Keep::Facts)?.converted()?)
        }

        fn write(&self, mut update: Update) -> Result<Document> {
            let mut news = update.warnings.clone();
            news.extend(update.changes().iter().map(ToString::to_string));
            let root = self.schema.parent();
            let own = match root.is_some_and(is_unpacked_by_cargo) {
                true => false,
                false => match update.apply(&self.schema) {
                    Err(error) if is_read_only(&error) => false,
                    outcome => outcome.map(|()| true)?,
                },
            };
            let folder = if own {
                self.schema.clone()
            } else {
                self.kept()
            };
            if !own {
                update.before = Tree::read(&folder)?;
                update.apply(&folder)?;
            }
            let written = update.files().into_keys().collect::<Vec<_>>().join(", ");
            if !written.is_empty() {
                news.push(format!("written in {}: {written}", folder.display()));
            }
            Ok(document(&folder, news))
        }
    }

    fn document(folder: &Path, news: Vec<String>) -> Document {
        let path = folder.join(DOCUMENT);
        Document { path, news }
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
pub use fetched::{Document, Source};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_used_only_when_asked_or_when_there_is_nothing() {
        let nothing = Present::default();
        let document = Present {
            document: true,
            ..nothing
        };
        let description = Present {
            description: true,
            ..nothing
        };
        let kept = Present {
            kept: true,
            ..nothing
        };
        let both = Present {
            description: true,
            ..document
        };
        let cases = [
            (document, Origin::Vendored),
            (both, Origin::Vendored),
            (description, Origin::Converted),
            (kept, Origin::Kept),
            (nothing, Origin::Fetched),
        ];
        for (present, expected) in cases {
            assert_eq!(origin(Wish::Any, present), expected, "{present:?}");
            assert_eq!(origin(Wish::Fresh, present), Origin::Fetched);
        }
    }
}
