//! The crate's version: which one an update asks for, and whether it was set.

use anyhow::{Context, Result, bail};
use ovh_order_codegen::drift::{Outcome, Report, Step};
use ovh_order_vendor::provenance::Provenance;
use ovh_order_vendor::tree::Tree;
use semver::Version;

use crate::project::Project;

/// The version in `Cargo.toml`.
fn current(project: &Project) -> Result<Version> {
    Ok(Version::parse(&project.manifest()?.package.version)?)
}

/// The version that a report asks for before its update may be shipped, or an earlier update did if
/// that is higher; none if nothing breaks.
pub fn asked(report: &Report, earlier: Option<&str>, project: &Project) -> Result<Option<String>> {
    if report.outcome != Outcome::Breaking {
        return Ok(None);
    }
    let now = next(&current(project)?, report.advice.step);
    let earlier = earlier.map(Version::parse).transpose()?;
    Ok(earlier.max(Some(now)).map(|version| version.to_string()))
}

/// Below 1.0 each step raises the next lower part.
fn next(version: &Version, step: Step) -> Version {
    let Version {
        major,
        minor,
        patch,
        ..
    } = *version;
    match (step, major) {
        (Step::None, _) => Version::new(major, minor, patch),
        (Step::Major, 0) => Version::new(0, minor + 1, 0),
        (Step::Major, _) => Version::new(major + 1, 0, 0),
        (Step::Minor, 1..) => Version::new(major, minor + 1, 0),
        (Step::Minor | Step::Patch, _) => Version::new(major, minor, patch + 1),
    }
}

/// Checks that the version was raised for every description that breaks something.
pub fn check(project: &Project) -> Result<String> {
    let version = current(project)?;
    let recorded = Provenance::read(&Tree::read(&project.schema())?)?;
    let mut missing = Vec::new();
    for (place, source) in recorded.iter() {
        let Some(least) = &source.least_version else {
            continue;
        };
        let least = Version::parse(least).with_context(|| format!("the version of {place}"))?;
        if version < least {
            missing.push((least, place.as_str()));
        }
    }
    let Some((least, _)) = missing.iter().max() else {
        return Ok(format!("{version} may ship these descriptions"));
    };
    let places: Vec<_> = missing.iter().map(|(_, place)| *place).collect();
    bail!(
        "the update of {} breaks users of {version}: read in step 2 of docs/regenerating.md what it \
         breaks, then set version = \"{least}\" in Cargo.toml",
        places.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_one_each_step_raises_the_next_lower_part() {
        let cases = [
            ("0.1.3", Step::Major, "0.2.0"),
            ("0.1.3", Step::Minor, "0.1.4"),
            ("0.1.3", Step::Patch, "0.1.4"),
            ("1.2.3", Step::Major, "2.0.0"),
            ("1.2.3", Step::Minor, "1.3.0"),
            ("1.2.3", Step::Patch, "1.2.4"),
            ("1.2.3", Step::None, "1.2.3"),
        ];
        for (version, step, expected) in cases {
            let version = Version::parse(version).unwrap();
            assert_eq!(
                next(&version, step).to_string(),
                expected,
                "{version} {step:?}"
            );
        }
    }
}
