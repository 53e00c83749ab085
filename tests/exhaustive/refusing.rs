//! A call without something that its description requires is refused before it is sent.

use serde_json::Value;

use crate::harness::{Arguments, method};
use crate::native::{every_operation, regions};
use crate::recorder::Recorder;
use crate::sample::{Extent, Sampler};

#[tokio::test]
async fn nothing_is_sent_without_what_is_required() {
    let regions = regions();
    let recorder = Recorder::start().await;
    let mut refused = 0;
    let mut sent = Vec::new();
    let operations = every_operation(&regions);
    for (description, operation) in &operations {
        let method = method(&operation.method, &operation.path);
        let mut sampler = Sampler::new(&description.models);
        let arguments = sampler.arguments(operation, Extent::Required);
        for (missing, incomplete) in incomplete(&arguments) {
            let outcome = recorder.call(method, &incomplete, b"null").await;
            if outcome.received.is_empty() && outcome.answer.is_err() {
                refused += 1;
            } else {
                sent.push(format!("{} without {missing}", operation.line()));
            }
        }
    }
    assert_eq!(sent, Vec::<String>::new());
    println!("{refused} incomplete calls refused");
    assert!(refused > operations.len(), "{refused}");
}

/// The arguments without one of them, or without one of the body's own properties.
fn incomplete(arguments: &Arguments) -> Vec<(String, Arguments)> {
    let outside = arguments.keys().filter(|name| *name != "body");
    let properties = arguments.get("body").and_then(Value::as_object);
    let properties = properties.into_iter().flatten().map(|(name, _)| name);
    let without_argument = outside.map(|name| {
        let mut incomplete = arguments.clone();
        incomplete.remove(name);
        (name.clone(), incomplete)
    });
    let without_property = properties.map(|name| {
        let mut incomplete = arguments.clone();
        let body = incomplete.get_mut("body").and_then(Value::as_object_mut);
        body.unwrap().remove(name);
        (format!("body.{name}"), incomplete)
    });
    without_argument.chain(without_property).collect()
}
