//! Writes a crate of the plain generator's output: its builder style with its own settings.
//! Must not improve on it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use ovh_order_codegen::operation::METHODS;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

const MANIFEST: &str = r#"[package]
name = "plain"
version = "0.0.0"
edition = "2024"

[dependencies]
chrono = { version = "0.4", default-features = false, features = ["alloc", "serde", "std"] }
progenitor-client = "0.15.1"
reqwest = { version = "0.13.5", default-features = false, features = ["json", "query", "rustls", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
uuid = { version = "1", features = ["serde"] }

[workspace]

[profile.dev.package."*"]
debug = false
"#;

/// Writes the crate and answers how many lines its code has when it is formatted.
pub fn write(document: &Value, folder: &Path) -> Result<usize> {
    let document = unfolded(document.clone());
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let document = serde_json::from_value(document).context("the unfolded document")?;
    let tokens = Generator::new(&settings).generate_tokens(&document)?;
    let code = tokens.to_string();
    let lines = prettyplease::unparse(&syn::parse2(tokens)?).lines().count();
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    fs::write(folder.join("src/lib.rs"), code)?;
    Ok(lines)
}

/// Every operation of the API by itself.
fn unfolded(mut document: Value) -> Value {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        if let Some(item) = item.as_object_mut() {
            item.retain(|method, operation| {
                METHODS.contains(&method.as_str()) && operation.get("x-folds").is_none()
            });
        }
    }
    let schemas = document.pointer_mut("/components/schemas");
    let schemas = schemas.and_then(Value::as_object_mut);
    for (_, schema) in schemas.into_iter().flatten() {
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            distinct(values);
        }
    }
    document
}

/// Leaves out values that the generator would give the same name as an earlier one, which it
/// refuses.
fn distinct(values: &mut Vec<Value>) {
    let mut seen = BTreeSet::new();
    values.retain(|value| {
        let text = value.as_str().unwrap_or_default().to_lowercase();
        !value.is_string() || seen.insert(text.replace(['_', '-'], ""))
    });
}
