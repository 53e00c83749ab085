//! A folded method sends what its product's own operation describes, or nothing.

use std::collections::BTreeSet;

use ovh_order::client::Operation as Listed;
use serde_json::json;

use crate::answer::sample;
use crate::harness::{METHODS, Method};
use crate::native::{Description, Operation, every_operation, regions};
use crate::recorder::Recorder;
use crate::sample::{Extent, Sampler};
use crate::validate::Validator;

#[tokio::test]
async fn every_folded_method_sends_what_its_products_describe() {
    let regions = regions();
    let operations = every_operation(&regions);
    let recorder = Recorder::start().await;
    let mut sent = BTreeSet::new();
    let mut faults = Vec::new();
    for method in METHODS {
        for (description, operation) in &operations {
            let Some(product) = product(method, operation) else {
                continue;
            };
            match send(&recorder, method, (description, operation), product).await {
                Ok(true) => drop(sent.insert(operation.line())),
                Ok(false) => {}
                Err(fault) => faults.push(format!("{}: {fault}", operation.line())),
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    let folded = Listed::all().filter(|listed| listed.folded_into.is_some());
    let folded: BTreeSet<_> = folded.map(|o| format!("{} {}", o.method, o.path)).collect();
    println!("{} operations by folded methods", sent.len());
    assert_eq!(
        folded.difference(&sent).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

/// The product with which a folded method would be this operation.
fn product<'a>(method: &Method, operation: &'a Operation) -> Option<&'a str> {
    let (before, after) = method.path.split_once("{product}")?;
    let product = operation.path.strip_prefix(before)?.strip_suffix(after)?;
    let is_one = !product.contains('/') && !product.starts_with('{');
    (is_one && method.verb == operation.method).then_some(product)
}

/// Whether it was sent; a read that the product describes otherwise is not judged.
async fn send(
    recorder: &Recorder,
    method: &Method,
    (description, operation): (&Description, &Operation),
    product: &str,
) -> Result<bool, String> {
    let answer = sample(&description.models, &operation.answer).value;
    let mut arguments = Sampler::new(&description.models).arguments(operation, Extent::Everything);
    arguments.insert("product".to_owned(), json!(product));
    let alike = arguments
        .keys()
        .all(|name| method.arguments.contains(&name.as_str()));
    let outcome = recorder
        .call(method, &arguments, answer.to_string().as_bytes())
        .await;
    match outcome.received.as_slice() {
        [] => Ok(false),
        [_] if !alike && method.verb == "GET" => Ok(false),
        [received] => {
            arguments.remove("product");
            Validator::new(description, operation).check(&arguments, received)?;
            outcome.answer.map(|_| true)
        }
        more => Err(format!("sent {} requests", more.len())),
    }
}
