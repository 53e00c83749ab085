//! Generates the client from `schema/openapi.json` with the enabled features.
//!
//! It reads that one file and writes three into `OUT_DIR`, with the feature `full` a fourth one for
//! the tests. The network is used only with the feature `fetch`, and then only when the file is
//! missing or `OVH_ORDER_FETCH=1` asks for a fresh one. What to generate is decided in
//! `xtask/codegen`, how a description is fetched in `xtask/vendor`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use ovh_order_codegen::document::Document;
use ovh_order_codegen::generate::{Layout, exercise, generate};
use ovh_order_codegen::select::Features;

const DOCUMENT: &str = "schema/openapi.json";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={DOCUMENT}");
    for name in ["OVH_ORDER_PRETTY", "OVH_ORDER_FETCH", "OVH_ORDER_FETCH_URL"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={}", chain(&*error).replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let path = document(&out)?;
    let document = Document::read(&path.display().to_string(), &fs::read_to_string(&path)?)?;
    let features = Features::new(
        env::vars()
            .map(|(name, _)| name)
            .filter(|name| name.starts_with("CARGO_FEATURE_")),
    );
    let generated = generate(&document, &features, layout())?;
    fs::write(out.join("client.rs"), generated.client)?;
    fs::write(out.join("operations.txt"), generated.operations)?;
    fs::write(out.join("exchanges.txt"), generated.exchanges)?;
    // What the exhaustive tests call; they need every operation.
    if env::var_os("CARGO_FEATURE_FULL").is_some() {
        fs::write(out.join("every_operation.rs"), exercise(&document)?)?;
    }
    Ok(())
}

/// The file to generate from; fetched first when that is asked for or when there is none.
#[cfg(feature = "fetch")]
fn document(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    use ovh_order_vendor::endpoint::Endpoint;
    use ovh_order_vendor::fetch::{Download, Limits, day};
    use ovh_order_vendor::refresh::{Folders, Wish};

    let folders = Folders {
        schema: Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("schema"),
        out: out.to_owned(),
    };
    let wish = if fetch_is_asked() {
        Wish::Fresh
    } else {
        Wish::Any
    };
    let document = folders.document(wish, || {
        let endpoint = env::var("OVH_ORDER_FETCH_URL").unwrap_or_else(|_| "ovh-eu".to_owned());
        Ok(Download {
            endpoint: Endpoint::parse(&endpoint)?,
            limits: Limits::default(),
            day: day(std::time::SystemTime::now()),
        })
    })?;
    for news in &document.news {
        println!("cargo::warning={}", news.replace('\n', " "));
    }
    println!("cargo::rerun-if-changed={}", document.path.display());
    Ok(document.path)
}

/// The vendored file; without the feature `fetch` there is no other.
#[cfg(not(feature = "fetch"))]
fn document(_: &Path) -> Result<PathBuf, Box<dyn Error>> {
    if fetch_is_asked() {
        println!(
            "cargo::warning=OVH_ORDER_FETCH is set, but the feature `fetch` is not enabled: nothing is fetched"
        );
    }
    if !Path::new(DOCUMENT).is_file() {
        let described = Path::new("schema/native/order.json").is_file();
        let task = if described { "convert" } else { "fetch" };
        return Err(format!(
            "{DOCUMENT} is missing: make it with `cargo xtask {task}`, or build with `--features fetch`"
        )
        .into());
    }
    Ok(PathBuf::from(DOCUMENT))
}

fn fetch_is_asked() -> bool {
    env::var("OVH_ORDER_FETCH").is_ok_and(|value| !value.is_empty() && value != "0")
}

/// Formatted code for documentation, and for people who ask for it with `OVH_ORDER_PRETTY=1`.
fn layout() -> Layout {
    let asked = ["DOCS_RS", "OVH_ORDER_PRETTY"]
        .iter()
        .any(|name| env::var_os(name).is_some());
    if asked { Layout::Pretty } else { Layout::Raw }
}

/// An error and its causes in one line.
fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}
