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
        print!("{}", json::write(&section(file)?.document)?);
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

/// Converts the vendored descriptions without writing anything.
pub fn convert() -> Result<Converted> {
    let files = files::list(&files::schema().join("native"), "json")?;
    let mut sections = files
        .iter()
        .map(|file| section(file))
        .collect::<Result<Vec<_>>>()?;
    // The ordering section is the subject; the others are what surrounds an order.
    sections.sort_by_key(|section| (section.name != "order", section.name.clone()));
    let document = prepare(&sections)?;
    Ok(Converted {
        openapi: json::write(&document)?,
        surface: surface(&document),
    })
}

fn section(file: &Path) -> Result<Section> {
    let shown = file.display().to_string();
    let description = native::read(&shown, &files::read(file)?)?;
    let name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let document = render(&description).with_context(|| shown)?;
    Ok(Section { name, document })
}
