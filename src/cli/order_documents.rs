//! `order documents`: the PDF of an order and its invoices, as files.

use std::fs;
use std::io::Write as _;
use std::iter;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use ovh_order::Client;
use ovh_order::order::{Document, OrderId, document, invoices};
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

/// Downloads what is not there yet: a second call fetches the invoice that came later. What is refused
/// does not keep the rest from being written; the first refusal is the failure, the others are told before it.
pub(super) async fn run(command: &Documents, session: &Session) -> Result<()> {
    let dir = &command.dir;
    let (own, invoices) = tokio::join!(
        document(&session.client, command.order),
        invoices(&session.client, command.order)
    );
    if own.is_ok() && invoices.as_ref().is_ok_and(Vec::is_empty) {
        tell("the order has no invoice yet");
    }
    let mut refused = Vec::new();
    let mut found = Vec::new();
    let invoices = invoices.unwrap_or_else(|error| vec![Err(error)]);
    for read in iter::once(own).chain(invoices) {
        match read {
            Ok(document) => found.push(document),
            Err(error) => refused.push(error.into()),
        }
    }
    if !found.is_empty() {
        fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    }
    let mut files = Vec::new();
    for document in &found {
        match downloaded(document, dir, &session.client).await {
            Ok(written) => files.push(written),
            Err(failure) => refused.push(failure),
        }
    }
    if !files.is_empty() {
        session.output.print(&files, |files| shown(files))?;
    }
    let mut refused = refused.into_iter();
    let first = refused.next();
    for further in refused {
        tell(format_args!("error: {}", further.in_one_line()));
    }
    first.map_or(Ok(()), Err)
}

async fn downloaded(document: &Document, dir: &Path, client: &Client) -> Result<Written> {
    let file = dir.join(&document.file_name);
    let is_new = fs::symlink_metadata(&file).is_err();
    if is_new {
        let pdf = client.pdf(&document.link).await?;
        write(dir, &file, &pdf).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(Written { file, is_new })
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
    table(&["file", "state"], rows)
}
