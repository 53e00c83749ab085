//! Converts native descriptions to OpenAPI.

use std::path::PathBuf;

use anyhow::Result;
use ovh_order_vendor::convert;
use ovh_order_vendor::files::read;
use ovh_order_vendor::tree::{SURFACE, Tree};
use ovh_order_vendor::update::Update;

use crate::output;
use crate::project::Project;

/// Makes `schema/openapi.json` and `schema/surface.txt` from `schema/native`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Convert this description of any section instead, and print it as OVHcloud renders it.
    file: Option<PathBuf>,
    /// Print it as code is generated from it: with operation ids, corrections and folded families.
    #[arg(long, requires = "file")]
    for_codegen: bool,
}

/// Runs the task.
pub fn run(arguments: &Arguments, project: &Project) -> Result<()> {
    if let Some(file) = &arguments.file {
        let what = file.display().to_string();
        let text = read(file)?;
        let printed = if arguments.for_codegen {
            convert::print_for_codegen(&what, &text)?
        } else {
            convert::print(&what, &text)?
        };
        for warning in &printed.warnings {
            output::warn(&format!("{what}: {warning}"));
        }
        return output::print(&printed.text);
    }
    let update = Update::convert(Tree::read(&project.schema())?)?;
    for warning in &update.warnings {
        output::warn(warning);
    }
    update.apply(&project.schema())?;
    let surface = update.after.get(SURFACE).unwrap_or_default();
    let heads: Vec<_> = surface
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .collect();
    output::say(&format!(
        "schema/openapi.json, schema/surface.txt: {}\n",
        heads.join(", ")
    ));
    Ok(())
}
