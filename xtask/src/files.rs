//! Where the project's files are.

use std::path::{Path, PathBuf};

pub use ovh_order_vendor::files::{list, read};

/// The project's root folder.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// The folder of the vendored descriptions and what is made from them.
pub fn schema() -> PathBuf {
    root().join("schema")
}
