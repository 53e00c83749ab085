//! Measures builds of one crate whose dependencies are built already.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};

use super::Places;

/// One way to build a crate.
pub struct Build {
    name: &'static str,
    arguments: Vec<String>,
    crate_root: PathBuf,
    target: PathBuf,
}

/// What a build took.
#[derive(Clone, Copy)]
pub struct Cost {
    /// From start to end.
    pub elapsed: Duration,
    /// Of the processor, where the system tells.
    pub processor: Option<Duration>,
}

impl Build {
    /// A build of this crate's library into a target folder of its own.
    pub fn new(name: &'static str, command: &str, flags: &[&str], places: &Places) -> Self {
        let arguments = [&[command, "--quiet", "--lib"], flags].concat();
        Self {
            name,
            arguments: arguments.into_iter().map(str::to_owned).collect(),
            crate_root: places.root.clone(),
            target: places.folder.join("target"),
        }
    }

    /// The same of another crate.
    pub fn of(mut self, crate_root: &Path) -> Self {
        self.crate_root = crate_root.to_owned();
        self
    }

    /// What is said of it.
    pub fn name(&self) -> &'static str {
        self.name
    }

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
pub fn in_turns(builds: &[Build], rounds: u32) -> Result<Vec<Cost>> {
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
