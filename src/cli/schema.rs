//! `schema`: what an order file may contain, for editors.

use anyhow::Result;
use ovh_order::order::file::json_schema;

use super::output::Output;

/// Prints the JSON Schema; there is no table of it.
pub(super) fn run(output: Output) -> Result<()> {
    let pretty = |schema: &serde_json::Value| format!("{schema:#}");
    output.print(&json_schema(), pretty)
}
