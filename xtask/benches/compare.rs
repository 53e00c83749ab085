//! Compares what this crate costs to compile with what the plain generator's output costs.
//!
//! Both sides come from the same document and are built by the same compiler in turns, so that a
//! busy machine slows both. `docs/performance.md` has the figures.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime};

use anyhow::{Context, Result, bail};
use clap::Parser;
use ovh_order_codegen::document::Document;
use ovh_order_codegen::generate::{Layout, generate};
use ovh_order_codegen::select::Features;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

/// Generated lines, clean check and release time of this crate and of the plain generator's output.
#[derive(Parser)]
struct Arguments {
    /// How often each build is measured; the least time counts.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Leaves out the release builds, which take most of the time.
    #[arg(long)]
    check_only: bool,
    /// What `cargo bench` says.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Writes the plain crate below `target/compare`, builds it and this crate in turns, and prints the
/// ratios. Times are from start to end, in parentheses those of the processor.
fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let plain = ours.join("target/compare/plain");
    let text = fs::read_to_string(ours.join("schema/openapi.json"))?;
    let document = Document::read("schema/openapi.json", &text)?;
    let plain_lines = write_plain(&document, &plain)?;
    print_lines(&document, plain_lines)?;
    let checks = [
        Build::of("plain", &plain, "check"),
        Build::of(
            "clean check, full",
            &ours,
            "check --no-default-features --features full",
        ),
        Build::of(
            "clean check, no feature",
            &ours,
            "check --no-default-features",
        ),
        Build::of("clean check, default", &ours, "check"),
    ];
    print_costs(&checks, arguments.rounds)?;
    if arguments.check_only {
        return Ok(());
    }
    let full = "build --release --no-default-features --features full";
    let releases = [
        Build::of("plain", &plain, "build --release"),
        Build::of("release build, full", &ours, full),
        Build::of(
            "release build, no feature",
            &ours,
            "build --release --no-default-features",
        ),
    ];
    print_costs(&releases, arguments.rounds)
}

/// How many lines the generated code has, when it is formatted.
fn print_lines(document: &Document, plain_lines: usize) -> Result<()> {
    print_row("", "this crate", "plain", "ratio");
    for features in ["full", "core"] {
        let generated = generate(document, &Features::new([features]), Layout::Pretty)?;
        let lines = generated.client.lines().count();
        let ratio = format!("{:.2}", lines as f64 / plain_lines as f64);
        let what = format!("generated lines, {features}");
        print_row(&what, &lines.to_string(), &plain_lines.to_string(), &ratio);
    }
    Ok(())
}

fn print_row(what: &str, ours: &str, plain: &str, ratio: &str) {
    println!("{what:<28} {ours:>16} {plain:>16} {ratio:>6}");
}

/// Measures the builds; the first is what the others are compared with.
fn print_costs(builds: &[Build<'_>], rounds: u32) -> Result<()> {
    let costs = in_turns(builds, rounds)?;
    let (plain, ours) = costs.split_first().context("nothing to compare with")?;
    for (build, cost) in builds.iter().skip(1).zip(ours) {
        let ratio = format!("{:.2}", cost.seconds() / plain.seconds());
        print_row(build.name, &cost.to_string(), &plain.to_string(), &ratio);
    }
    Ok(())
}

/// The least cost of each build in so many rounds; each round has every build once.
fn in_turns(builds: &[Build<'_>], rounds: u32) -> Result<Vec<Cost>> {
    for build in builds {
        eprintln!("{}: dependencies", build.name);
        build.run()?;
    }
    let mut least = vec![
        Cost {
            elapsed: f64::INFINITY,
            processor: Some(f64::INFINITY)
        };
        builds.len()
    ];
    for round in 1..=rounds {
        for (build, least) in builds.iter().zip(&mut least) {
            let cost = build.measure()?;
            eprintln!("{}, round {round}: {:.1} s", build.name, cost.elapsed);
            *least = least.or_less(cost);
        }
    }
    Ok(least)
}

/// One way to build a crate.
struct Build<'a> {
    name: &'static str,
    folder: &'a Path,
    /// What cargo is asked for.
    command: &'static str,
}

impl<'a> Build<'a> {
    fn of(name: &'static str, folder: &'a Path, command: &'static str) -> Self {
        Self {
            name,
            folder,
            command,
        }
    }

    fn run(&self) -> Result<()> {
        let Self {
            folder, command, ..
        } = self;
        let status = Command::new(env!("CARGO"))
            .args(command.split(' ').chain(["--quiet", "--lib"]))
            .current_dir(folder)
            .env("CARGO_INCREMENTAL", "0")
            .env(
                "CARGO_TARGET_DIR",
                concat!(env!("CARGO_MANIFEST_DIR"), "/../target/compare/target"),
            )
            .status()
            .context("cargo does not start")?;
        if !status.success() {
            bail!("cargo {command} failed in {}", folder.display());
        }
        Ok(())
    }

    /// Builds the crate again, and nothing else.
    fn measure(&self) -> Result<Cost> {
        let source = File::options()
            .append(true)
            .open(self.folder.join("src/lib.rs"))?;
        source.set_modified(SystemTime::now())?;
        let (started, before) = (Instant::now(), children_processor_seconds());
        self.run()?;
        let elapsed = started.elapsed().as_secs_f64();
        let processor = children_processor_seconds().zip(before);
        Ok(Cost {
            elapsed,
            processor: processor.map(|(after, before)| after - before),
        })
    }
}

/// What a build took, in seconds.
#[derive(Clone, Copy)]
struct Cost {
    /// From start to end.
    elapsed: f64,
    /// Of the processor, where the system tells.
    processor: Option<f64>,
}

impl Cost {
    fn or_less(self, other: Self) -> Self {
        Self {
            elapsed: self.elapsed.min(other.elapsed),
            processor: self.processor.zip(other.processor).map(|(a, b)| a.min(b)),
        }
    }

    /// Of the processor where that is known.
    fn seconds(&self) -> f64 {
        self.processor.unwrap_or(self.elapsed)
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} s", self.elapsed)?;
        self.processor
            .map_or(Ok(()), |processor| write!(f, " ({processor:.1})"))
    }
}

/// What the processes that this one started and waited for took of the processor, in user mode:
/// Linux alone tells it in a file, in hundredths of a second.
fn children_processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name before it, in parentheses, may contain blanks. It is the 16th field.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: f64 = fields.split_whitespace().nth(13)?.parse().ok()?;
    Some(ticks / 100.0)
}

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
fn write_plain(document: &Document, folder: &Path) -> Result<usize> {
    let unfolded = unfolded(document.clone()).text()?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let document = serde_json::from_str(&unfolded).context("the unfolded document")?;
    let tokens = Generator::new(&settings).generate_tokens(&document)?;
    let code = tokens.to_string();
    let lines = prettyplease::unparse(&syn::parse2(tokens)?).lines().count();
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    fs::write(folder.join("src/lib.rs"), code)?;
    Ok(lines)
}

/// Every operation of the API by itself.
fn unfolded(mut document: Document) -> Document {
    document
        .operations
        .retain(|operation| operation.folds.is_none());
    for schema in document.schemas.values_mut() {
        if let Some(values) = &mut schema.values {
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
