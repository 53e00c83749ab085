//! Compares what this crate costs to compile with what the plain generator's output costs.
//!
//! Both sides come from the same document and are built by the same compiler in turns, so that a
//! busy machine slows both. `docs/performance.md` has the figures.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("target/compare");
    let plain = folder.join("plain");
    let file = root.join("schema/openapi.json");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let document = Document::read("schema/openapi.json", &text)?;
    let plain_lines = write_plain(&document, &plain)?;
    print_row("", "this crate", "plain", "ratio");
    for features in ["full", "core"] {
        let generated = generate(&document, &Features::new([features]), Layout::Pretty)?;
        let lines = generated.client.lines().count();
        let ratio = format!("{:.2}", lines as f64 / plain_lines as f64);
        let what = format!("generated lines, {features}");
        print_row(&what, &lines.to_string(), &plain_lines.to_string(), &ratio);
    }
    let bench = Bench {
        root,
        plain,
        target: folder.join("target"),
    };
    let none = "--no-default-features";
    let checks = [
        bench.of_plain("check", &[]),
        bench.of_ours("clean check, full", "check", &[none, "--features", "full"]),
        bench.of_ours("clean check, no feature", "check", &[none]),
        bench.of_ours("clean check, default", "check", &[]),
    ];
    print_costs(&checks, arguments.rounds)?;
    if arguments.check_only {
        return Ok(());
    }
    let full = ["--release", none, "--features", "full"];
    let releases = [
        bench.of_plain("build", &["--release"]),
        bench.of_ours("release build, full", "build", &full),
        bench.of_ours("release build, no feature", "build", &["--release", none]),
    ];
    print_costs(&releases, arguments.rounds)
}

/// Where the two crates are, and what is built.
struct Bench {
    root: PathBuf,
    plain: PathBuf,
    target: PathBuf,
}

impl Bench {
    fn of_plain(&self, command: &str, flags: &[&str]) -> Build {
        self.build("plain", &self.plain, &[&[command], flags].concat())
    }

    fn of_ours(&self, name: &'static str, command: &str, flags: &[&str]) -> Build {
        self.build(name, &self.root, &[&[command], flags].concat())
    }

    fn build(&self, name: &'static str, crate_root: &Path, arguments: &[&str]) -> Build {
        let mut arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        arguments.extend(["--quiet", "--lib"].map(str::to_owned));
        Build {
            name,
            arguments,
            crate_root: crate_root.to_owned(),
            target: self.target.clone(),
        }
    }
}

/// Measures the builds; the first is what the others are compared with.
fn print_costs(builds: &[Build], rounds: u32) -> Result<()> {
    let costs = in_turns(builds, rounds)?;
    let (plain, ours) = costs.split_first().context("nothing to compare with")?;
    for (build, cost) in builds.iter().skip(1).zip(ours) {
        let ratio = format!("{:.2}", cost.seconds() / plain.seconds());
        print_row(build.name, &cost.to_string(), &plain.to_string(), &ratio);
    }
    Ok(())
}

fn print_row(what: &str, ours: &str, plain: &str, ratio: &str) {
    println!("{what:<28} {ours:>16} {plain:>16} {ratio:>6}");
}

/// One way to build a crate.
struct Build {
    name: &'static str,
    arguments: Vec<String>,
    crate_root: PathBuf,
    target: PathBuf,
}

/// What a build took.
#[derive(Clone, Copy)]
struct Cost {
    /// From start to end.
    elapsed: Duration,
    /// Of the processor, where the system tells.
    processor: Option<Duration>,
}

impl Build {
    fn run(&self) -> Result<()> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(&self.arguments).current_dir(&self.crate_root);
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", &self.target);
        let status = cargo.status().context("cargo does not start")?;
        if !status.success() {
            bail!(
                "cargo {} failed in {}",
                self.arguments.join(" "),
                self.crate_root.display()
            );
        }
        Ok(())
    }

    /// Builds the crate again, and nothing else.
    fn measure(&self) -> Result<Cost> {
        let source = self.crate_root.join("src/lib.rs");
        File::options()
            .append(true)
            .open(&source)?
            .set_modified(SystemTime::now())?;
        let (started, before) = (Instant::now(), children_processor_time());
        self.run()?;
        let elapsed = started.elapsed();
        let processor = children_processor_time().zip(before);
        Ok(Cost {
            elapsed,
            processor: processor.map(|(after, before)| after.saturating_sub(before)),
        })
    }
}

/// The least cost of each build in so many rounds; each round has every build once.
fn in_turns(builds: &[Build], rounds: u32) -> Result<Vec<Cost>> {
    for build in builds {
        eprintln!("{}: dependencies", build.name);
        build.run()?;
    }
    let mut least: Vec<Option<Cost>> = vec![None; builds.len()];
    for round in 1..=rounds {
        for (build, least) in builds.iter().zip(&mut least) {
            let cost = build.measure()?;
            eprintln!(
                "{}, round {round}: {:.1} s",
                build.name,
                cost.elapsed.as_secs_f64()
            );
            *least = Some(least.map_or(cost, |least| least.least(cost)));
        }
    }
    least
        .into_iter()
        .collect::<Option<_>>()
        .context("no round was asked for")
}

impl Cost {
    fn least(self, other: Self) -> Self {
        Self {
            elapsed: self.elapsed.min(other.elapsed),
            processor: self.processor.zip(other.processor).map(|(a, b)| a.min(b)),
        }
    }

    /// Of the processor where that is known.
    fn seconds(&self) -> f64 {
        self.processor.unwrap_or(self.elapsed).as_secs_f64()
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} s", self.elapsed.as_secs_f64())?;
        match self.processor {
            Some(processor) => write!(f, " ({:.1})", processor.as_secs_f64()),
            None => Ok(()),
        }
    }
}

/// What the processes that this one started and waited for took of the processor, in user mode:
/// Linux alone tells it in a file, in hundredths of a second.
fn children_processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name before it, in parentheses, may contain blanks. It is the 16th field.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: u64 = fields.split_whitespace().nth(13)?.parse().ok()?;
    Some(Duration::from_millis(ticks * 10))
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
