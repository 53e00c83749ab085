//! Converts native descriptions to OpenAPI.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use ovh_order_codegen::prepare::{Section, prepare};
use ovh_order_codegen::render::render;
use ovh_order_codegen::surface::surface;
use ovh_order_codegen::{json, native};

use crate::files;

/// Makes `schema/openapi.json` and `schema/surface.txt` from `schema/native`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Convert this native description instead, and print it as OVHcloud renders it.
    file: Option<PathBuf>,
}

/// What the conversion makes of the vendored descriptions.
pub struct Converted {
    /// Text of `schema/openapi.json`.
    pub openapi: String,
    /// Text of `schema/surface.txt`.
    pub surface: String,
}

/// Runs the task.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(file) = &arguments.file {
        print!("{}", json::write(&section(BASE, file)?.document)?);
        return Ok(());
    }
    let converted = convert()?;
    files::write(&files::schema().join("openapi.json"), &converted.openapi)?;
    files::write(&files::schema().join("surface.txt"), &converted.surface)?;
    let heads = converted
        .surface
        .lines()
        .filter_map(|line| line.strip_prefix("# "));
    println!(
        "schema/openapi.json, schema/surface.txt: {}",
        heads.collect::<Vec<_>>().join(", ")
    );
    Ok(())
}

/// The region whose facts stand where regions differ; its descriptions are the newest.
const BASE: &str = "eu";
/// The other regions, each in a folder of its own.
const OTHERS: [&str; 2] = ["ca", "us"];

/// Where a region's section stands in `schema/native`, without the extension.
pub fn place(region: &str, section: &str) -> String {
    match region {
        BASE => section.to_owned(),
        other => format!("{other}/{section}"),
    }
}

/// The files of every region.
pub fn natives() -> Result<Vec<PathBuf>> {
    let native = files::schema().join("native");
    let mut found = files::list(&native, "json")?;
    for other in OTHERS {
        found.extend(files::list(&native.join(other), "json")?);
    }
    Ok(found)
}

/// Converts the vendored descriptions without writing anything.
pub fn convert() -> Result<Converted> {
    let native = files::schema().join("native");
    let mut sections = region(BASE, &native)?;
    // The ordering section is the subject; the others are what surrounds an order.
    sections.sort_by_key(|section| (section.path != "/order", section.path.clone()));
    for other in OTHERS {
        sections.extend(region(other, &native.join(other))?);
    }
    let document = prepare(&sections)?;
    Ok(Converted {
        openapi: json::write(&document)?,
        surface: surface(&document, BASE),
    })
}

fn region(region: &str, folder: &Path) -> Result<Vec<Section>> {
    let files = files::list(folder, "json")?;
    files.iter().map(|file| section(region, file)).collect()
}

fn section(region: &str, file: &Path) -> Result<Section> {
    let shown = file.display().to_string();
    let description = native::read(&shown, &files::read(file)?)?;
    let document = render(&description).with_context(|| shown)?;
    Ok(Section {
        region: region.to_owned(),
        path: description.resource_path,
        document,
    })
}
