//! Every answer is read however it departs from its description, and nothing in it is lost.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::answer::sample;
use crate::departure::{Departure, Kind, departures, difference};
use crate::harness::{Method, method};
use crate::native::{Description, Operation, every_operation, regions};

/// How many departures of each kind were read.
type Counts = BTreeMap<Kind, usize>;

#[test]
fn every_departure_of_every_answer_is_read_without_loss() {
    let regions = regions();
    let operations = every_operation(&regions);
    // Many operations answer the same: that is read once and counted for each.
    let mut read: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
    let mut total = Counts::new();
    let mut lost = Vec::new();
    for (description, operation) in &operations {
        let answer = (description.region, operation.answer.as_str());
        let counts = read
            .entry(answer)
            .or_insert_with(|| read_all(description, operation, &mut lost));
        for (kind, count) in counts {
            *total.entry(*kind).or_default() += *count;
        }
    }
    assert_eq!(lost, Vec::<String>::new());
    let different = read.values().map(sum).sum::<usize>();
    let departures = sum(&total);
    println!("{departures} departures, {different} of them different: {total:?}");
    assert!(departures > 100 * operations.len(), "{departures}");
}

fn sum(counts: &Counts) -> usize {
    counts.values().sum()
}

/// Reads every departure of an operation's answer.
fn read_all(description: &Description, operation: &Operation, lost: &mut Vec<String>) -> Counts {
    let method = method(&operation.method, &operation.path);
    let sample = sample(&description.models, &operation.answer);
    let mut counts = Counts::new();
    for Departure { kind, at, value } in departures(&sample) {
        *counts.entry(kind).or_default() += 1;
        let difference = read_again(method, &value);
        lost.extend(difference.map(|what| format!("{} {kind:?} {at}: {what}", operation.line())));
    }
    counts
}

/// What reading and writing an answer loses.
fn read_again(method: &Method, answer: &Value) -> Option<String> {
    match (method.again)(answer.to_string().as_bytes()) {
        Ok(written) => difference(answer, &serde_json::from_slice(&written).unwrap()),
        Err(error) => Some(error.to_string()),
    }
}
