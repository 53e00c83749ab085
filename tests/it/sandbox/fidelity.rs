//! That `docs/fidelity.md` says of each behaviour which test shows it.

use std::collections::BTreeSet;
use std::fs;

const PAGE: &str = include_str!("../../../docs/fidelity.md");

/// What each heading is followed by.
const HEAD: &str = "\n| behaviour | known | test |\n| --- | --- | --- |\n";

/// How a behaviour can be known.
const KNOWN: [&str; 3] = ["described", "seen", "inferred"];

/// Behaviour, how it is known, and test.
fn rows() -> Vec<[&'static str; 3]> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| line.trim_matches('|').split('|').map(str::trim));
    let rows = cells.map(|cells| cells.collect::<Vec<_>>().try_into().unwrap());
    rows.filter(|row: &[&str; 3]| !row[2].starts_with("test") && !row[2].starts_with("---"))
        .collect()
}

#[test]
fn each_behaviour_has_a_test_of_its_own_that_exists() {
    let rows = rows();
    assert!(rows.len() > 40, "{}", rows.len());
    for section in PAGE.split("\n## ").skip(1) {
        let (title, below) = section.split_once('\n').unwrap();
        assert!(below.starts_with(HEAD), "the table of {title}");
    }
    let mut tests = BTreeSet::new();
    for [behaviour, known, test] in rows {
        let how = known.split(':').next().unwrap();
        assert!(KNOWN.contains(&how), "{behaviour}: {known}");
        assert_eq!(how == "seen", known.contains(": "), "a source: {behaviour}");
        assert!(tests.insert(test), "{test} stands for two behaviours");
        let (file, name) = test.trim_matches('`').split_once("::").unwrap();
        let path = format!("{}/tests/it/sandbox/{file}.rs", env!("CARGO_MANIFEST_DIR"));
        let source = fs::read_to_string(path).unwrap();
        let is_test = source.contains(&format!("\nasync fn {name}() {{"));
        assert!(is_test, "no test {test}");
    }
}
