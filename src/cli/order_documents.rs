//! `order documents`: the PDF of an order and its invoices, as files.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use ovh_order::order::{OrderId, documents};
use serde::Serialize;
use tempfile::NamedTempFile;

use super::failure::Result;
use super::output::tell;
use super::page::Page;
use super::session::Session;
use super::table::table;

/// Which documents, and where to.
#[derive(Args)]
pub(crate) struct Documents {
    /// The order's id
    order: OrderId,
    /// The folder to write them into; it is created if needed
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// A file, and whether it was written just now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    file: PathBuf,
    is_new: bool,
}

/// Downloads what is not there yet: a second call fetches the invoice that came later.
pub(super) async fn run(command: &Documents, session: &Session) -> Result<()> {
    let dir = &command.dir;
    let found = documents(&session.client, command.order).await?;
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let mut files = Vec::new();
    for document in &found {
        let file = dir.join(&document.file_name);
        let is_new = fs::symlink_metadata(&file).is_err();
        if is_new {
            let pdf = session.client.pdf(&document.link).await?;
            write(dir, &file, &pdf).with_context(|| format!("cannot write {}", file.display()))?;
        }
        files.push(Written { file, is_new });
    }
    if found.len() == 1 {
        tell("the order has no invoice yet");
    }
    session.output.print(&files, |files| shown(files))
}

/// Writes a file whole or not at all, and replaces none.
fn write(dir: &Path, file: &Path, pdf: &[u8]) -> Result<(), anyhow::Error> {
    let mut new = NamedTempFile::with_prefix_in(".ovh-document.", dir)?;
    new.write_all(pdf)?;
    new.as_file().sync_all()?;
    new.persist_noclobber(file)?;
    Ok(())
}

fn shown(files: &[Written]) -> Page {
    let rows = files.iter().map(|written| {
        let what = if written.is_new {
            "downloaded"
        } else {
            "kept, it was there"
        };
        [written.file.display().to_string(), what.to_owned()]
    });
    table(&["file", ""], rows)
}
