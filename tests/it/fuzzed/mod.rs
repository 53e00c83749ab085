//! The targets of `fuzz/`, for a short time and without its compiler: seeds that are changed at random.
//!
//! `ARBTEST_BUDGET_MS` says for how long each is tried. One that fails prints a seed, with which
//! `ARBTEST_SEED` repeats it.

mod targets;

use std::fs;
use std::path::Path;

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;

/// The most changes to one seed.
const CHANGES: usize = 8;

/// The most bytes that one change takes out.
const LONGEST: usize = 32;

fn holds(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fuzzed");
    let mut files: Vec<_> = fs::read_dir(folder.join(name)).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    let seeds = files.into_iter().map(|file| fs::read(file.unwrap().path()));
    let seeds: Vec<_> = seeds.map(|seed| seed.unwrap()).collect();
    for seed in &seeds {
        target(seed);
    }
    arbtest(|random| {
        target(&changed(random, &seeds)?);
        Ok(())
    });
}

/// A seed in which some pieces are replaced: by pieces of seeds, or by random bytes.
fn changed(random: &mut Unstructured, seeds: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut bytes = random.choose(seeds)?.clone();
    for _ in 0..random.int_in_range(1..=CHANGES)? {
        let start = random.choose_index(bytes.len() + 1)?;
        let end = random.int_in_range(start..=bytes.len().min(start + LONGEST))?;
        let piece = if random.arbitrary()? {
            let other = random.choose(seeds)?;
            let start = random.choose_index(other.len() + 1)?;
            let end = random.int_in_range(start..=other.len())?;
            other.get(start..end).unwrap_or_default().to_vec()
        } else {
            let length = random.int_in_range(0..=4)?;
            random.bytes(length)?.to_vec()
        };
        bytes.splice(start..end, piece);
    }
    Ok(bytes)
}

#[test]
fn an_order_file_is_kept_or_refused_with_some_problems() {
    holds("order_file", targets::order_file);
}

#[test]
fn what_is_shown_of_a_configuration_does_not_depend_on_its_keys() {
    holds("configuration", targets::configuration);
}

#[test]
fn a_description_is_converted_or_refused() {
    holds("description", targets::description);
}

#[test]
fn an_answer_is_kept_or_becomes_one_short_line() {
    holds("answer", targets::answer);
}

#[test]
fn masking_leaves_no_secret() {
    holds("masking", targets::masking);
}

#[test]
fn an_amount_is_what_it_is_displayed_as() {
    holds("money", targets::money);
}

#[test]
fn every_value_of_a_call_has_a_verdict() {
    holds("api_call", targets::api_call);
}
