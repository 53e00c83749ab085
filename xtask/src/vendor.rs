//! Vendors native descriptions: keeps their facts and records where they came from.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ovh_order_codegen::{facts, json, native};
use serde_json::Value;

use crate::files;
use crate::provenance::{Provenance, Source};

/// Copies native API descriptions into `schema/native`, facts only.
#[derive(clap::Args)]
pub struct Arguments {
    /// Native descriptions, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The day they were fetched, as 2026-07-08.
    #[arg(long)]
    fetched: String,
    /// The region they describe.
    #[arg(long, default_value = "eu")]
    region: String,
    /// The files hold only the operations around an order of these sections.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "auth,cloud,dedicated-server,me,vps"
    )]
    slices: Vec<String>,
    /// Keep OVHcloud's sentences: for your own use, not for publishing.
    #[arg(long)]
    with_prose: bool,
}

/// One description, ready to be written.
struct Vendored {
    /// Its place in `schema/native`, without the extension.
    name: String,
    text: String,
    source: Source,
}

/// Runs the task: everything is read and checked before the first file is written.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut vendored = Vec::new();
    for path in &arguments.paths {
        for file in files::list(path, "json")? {
            vendored.push(read(&file, arguments)?);
        }
    }
    if vendored.is_empty() {
        bail!("no .json file in {:?}", arguments.paths);
    }
    let mut provenance = Provenance::read()?;
    for Vendored { name, text, source } in vendored {
        let file = format!("native/{name}.json");
        files::write(&files::schema().join(&file), &text)?;
        println!("schema/{file}: {source}");
        provenance.insert(&name, source);
    }
    provenance.write()
}

fn read(file: &Path, arguments: &Arguments) -> Result<Vendored> {
    let name = file.display().to_string();
    let whole = json::read(&name, &files::read(file)?)?;
    let kept = match arguments.with_prose {
        true => whole,
        false => facts::keep(&whole).with_context(|| name.clone())?,
    };
    let text = json::write(&kept)?;
    let description = native::read(&name, &text)?;
    let section = description
        .resource_path
        .trim_matches('/')
        .replace('/', "-");
    if count(&kept) == 0 {
        bail!("{name}: describes no operation");
    }
    let source = Source {
        url: format!(
            "{}{}.json",
            description.base_path, description.resource_path
        ),
        region: arguments.region.clone(),
        fetched: arguments.fetched.clone(),
        slice: arguments.slices.contains(&section),
        paths: description.apis.len(),
        operations: count(&kept),
        models: description.models.len(),
        sha256: crate::provenance::sha256(&text),
    };
    let name = crate::convert::place(&arguments.region, &section);
    Ok(Vendored { name, text, source })
}

fn count(native: &Value) -> usize {
    let paths = native.get("apis").and_then(Value::as_array);
    let operations = paths
        .into_iter()
        .flatten()
        .filter_map(|path| path.get("operations")?.as_array());
    operations.map(Vec::len).sum()
}
