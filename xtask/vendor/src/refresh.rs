//! What the build script asks for: the document to generate from, fetched first when that is needed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::fetch::Download;
use crate::region::{ORDER, Place, Region};
use crate::tree::{DOCUMENT, Tree};
use crate::update::Update;
use crate::vendor::Keep;

/// Where descriptions are, and where a build may write.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The folder `schema` of the source.
    pub schema: PathBuf,
    /// The build's own folder.
    pub out: PathBuf,
}

/// What the person who builds wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A fresh description.
    Fresh,
    /// Whatever is there.
    Any,
}

/// A file to generate from, and what a reader of the build's output should know.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub path: PathBuf,
    /// What was made and where, and what the descriptions could not say.
    pub news: Vec<String>,
}

/// What is there.
#[derive(Clone, Copy, Debug, Default)]
struct Present {
    /// The vendored document.
    document: bool,
    /// The vendored description of `/order`.
    description: bool,
    /// A document that an earlier build fetched into its own folder.
    kept: bool,
}

/// Where the document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Vendored,
    /// It is converted from the vendored descriptions.
    Converted,
    Kept,
    Fetched,
}

impl Folders {
    /// The file to generate from. It is fetched when that is wished, or when there is nothing;
    /// `download` is asked for only then.
    ///
    /// # Errors
    /// Those of [`Download::sections`], [`Update::vendor`] and `download`; both folders are then as
    /// before.
    pub fn document(
        &self,
        wish: Wish,
        download: impl FnOnce() -> Result<Download>,
    ) -> Result<Document> {
        match origin(wish, self.present()) {
            Origin::Vendored => Ok(document(&self.schema, Vec::new())),
            Origin::Kept => Ok(document(&self.kept(), Vec::new())),
            Origin::Converted => self.write(Update::convert(Tree::read(&self.schema)?)?),
            Origin::Fetched => self.fetch(&download()?),
        }
    }

    fn present(&self) -> Present {
        let description = Place::new(Region::Eu, ORDER).file();
        Present {
            document: self.schema.join(DOCUMENT).is_file(),
            description: self.schema.join(description).is_file(),
            kept: self.kept().join(DOCUMENT).is_file(),
        }
    }

    /// The folder that takes the place of `schema` when that is not to be written to.
    fn kept(&self) -> PathBuf {
        self.out.join("schema")
    }

    fn fetch(&self, download: &Download) -> Result<Document> {
        let sections = download.endpoint.region().sections();
        let arrivals = download.sections(sections, &mut |_| {})?;
        let before = Tree::read(&self.schema)?;
        self.write(Update::vendor(before, &arrivals, Keep::Facts)?.converted()?)
    }

    /// Writes into `schema`, or into the build's own folder where `schema` cannot be written.
    fn write(&self, mut update: Update) -> Result<Document> {
        let mut news = update.warnings.clone();
        news.extend(update.changes().iter().map(ToString::to_string));
        let mut folder = self.schema.clone();
        if !self.write_into_source(&update)? {
            folder = self.kept();
            update.before = Tree::read(&folder)?;
            update.apply(&folder)?;
        }
        let written: Vec<_> = update.files().into_keys().collect();
        if !written.is_empty() {
            news.push(format!(
                "written in {}: {}",
                folder.display(),
                written.join(", ")
            ));
        }
        Ok(document(&folder, news))
    }

    /// Whether `schema` could be written.
    fn write_into_source(&self, update: &Update) -> Result<bool> {
        if self.schema.parent().is_some_and(is_unpacked_by_cargo) {
            return Ok(false);
        }
        match update.apply(&self.schema) {
            Err(Error::Files { source, .. })
                if [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem]
                    .contains(&source.kind()) =>
            {
                Ok(false)
            }
            outcome => outcome.map(|()| true),
        }
    }
}

/// The network is used only when somebody asks for it, or when there is nothing to build from.
fn origin(wish: Wish, present: Present) -> Origin {
    if wish == Wish::Fresh {
        Origin::Fetched
    } else if present.document {
        Origin::Vendored
    } else if present.description {
        Origin::Converted
    } else if present.kept {
        Origin::Kept
    } else {
        Origin::Fetched
    }
}

/// Whether cargo unpacked this source. Every project on the machine shares such a folder, so it is
/// never written to.
fn is_unpacked_by_cargo(root: &Path) -> bool {
    root.join(".cargo-ok").exists() || root.join(".cargo_vcs_info.json").exists()
}

fn document(folder: &Path, news: Vec<String>) -> Document {
    let path = folder.join(DOCUMENT);
    Document { path, news }
}

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
