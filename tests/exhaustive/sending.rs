//! Every operation sends what its description says, and nothing else.

use serde_json::Value;

use crate::answer::sample;
use crate::departure::difference;
use crate::harness::{Arguments, Method, method};
use crate::native::{Description, Operation, every_operation, regions};
use crate::recorder::Recorder;
use crate::sample::{Extent, Sampler};
use crate::validate::Validator;

/// Parameters that the client leaves out: see `cloud-project-iam-tags` in the corrections.
const LEFT_OUT: [(&str, &str); 1] = [("/cloud/project", "iamTags")];

#[tokio::test]
async fn every_operation_sends_its_arguments_as_described() {
    let regions = regions();
    let operations = every_operation(&regions);
    let mut valid = 0;
    for description in &regions {
        let own = operations
            .iter()
            .filter(|(of, _)| of.region == description.region);
        valid += send_all(description, own.map(|(_, operation)| *operation)).await;
    }
    assert_eq!(valid, operations.len());
}

/// Exercises operations of one region; answers how many of them were valid.
async fn send_all<'a>(
    description: &Description,
    operations: impl Iterator<Item = &'a Operation>,
) -> usize {
    let recorder = Recorder::start().await;
    let mut sampler = Sampler::new(&description.models);
    let (mut valid, mut requests, mut faults) = (0, 0, Vec::new());
    for operation in operations {
        match exercise(&recorder, description, operation, &mut sampler).await {
            Ok(sent) => {
                valid += 1;
                requests += sent;
            }
            Err(fault) => faults.push(format!("{}: {fault}", operation.line())),
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    let (enums, values) = sampler.counts();
    let region = description.region;
    println!("{region}: {valid} operations, {requests} requests, {values} values of {enums} enums");
    valid
}

/// Calls an operation with everything, with what is required, and with every value of an enum that
/// no call before had. Answers how many requests were valid.
async fn exercise(
    recorder: &Recorder,
    description: &Description,
    operation: &Operation,
    sampler: &mut Sampler<'_>,
) -> Result<usize, String> {
    let method = method(&operation.method, &operation.path);
    let validator = Validator::new(description, operation);
    let answer = sample(&description.models, &operation.answer).value;
    let mut sent = 0;
    let mut extent = Extent::Everything;
    loop {
        let mut arguments = sampler.arguments(operation, extent);
        arguments.retain(|name, _| !LEFT_OUT.contains(&(&operation.path, name)));
        send(recorder, method, &arguments, (&validator, &answer)).await?;
        sent += 1;
        extent = match extent {
            Extent::Everything if sampler.lacks_values() => Extent::Everything,
            Extent::Everything => Extent::Required,
            Extent::Required => return Ok(sent),
        };
    }
}

/// One call: one valid request, and the answer whole.
async fn send(
    recorder: &Recorder,
    method: &Method,
    arguments: &Arguments,
    (validator, answer): (&Validator<'_>, &Value),
) -> Result<(), String> {
    let unknown = arguments
        .keys()
        .find(|name| !method.arguments.contains(&name.as_str()));
    if let Some(name) = unknown {
        return Err(format!("the method has no argument `{name}`"));
    }
    let outcome = recorder
        .call(method, arguments, answer.to_string().as_bytes())
        .await;
    let written = outcome.answer?;
    let [received] = outcome.received.as_slice() else {
        return Err(format!("sent {} requests", outcome.received.len()));
    };
    validator.check(arguments, received)?;
    let written: Value = serde_json::from_slice(&written).unwrap();
    difference(answer, &written).map_or(Ok(()), Err)
}
