//! Generates the client from `schema/openapi.json` with the enabled features.
//!
//! It reads that one file and writes two into `OUT_DIR`; the network is never used. What to generate
//! is decided in `xtask/codegen`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use ovh_order_codegen::generate::{Layout, generate};
use ovh_order_codegen::json;
use ovh_order_codegen::select::Features;

const DOCUMENT: &str = "schema/openapi.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={DOCUMENT}");
    println!("cargo::rerun-if-env-changed=OVH_ORDER_PRETTY");
    let document = json::read(DOCUMENT, &fs::read_to_string(DOCUMENT)?)?;
    let features = Features::new(
        env::vars()
            .map(|(name, _)| name)
            .filter(|name| name.starts_with("CARGO_FEATURE_")),
    );
    let generated = generate(&document, &features, layout())?;
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("client.rs"), generated.client)?;
    fs::write(
        Path::new(&folder).join("operations.txt"),
        generated.operations,
    )?;
    Ok(())
}

/// Formatted code for documentation, and for people who ask for it with `OVH_ORDER_PRETTY=1`.
fn layout() -> Layout {
    let asked = ["DOCS_RS", "OVH_ORDER_PRETTY"]
        .iter()
        .any(|name| env::var_os(name).is_some());
    if asked { Layout::Pretty } else { Layout::Raw }
}
