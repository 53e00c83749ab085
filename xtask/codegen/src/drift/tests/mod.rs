//! Tables of the rules: what changes, and the effects on the wire and in Rust.

mod models;
mod operations;

use serde_json::{Value, json};

use crate::drift::{Effect, Judged, Subject, drift};
use crate::native;

const B: Effect = Effect::Breaking;
const C: Effect = Effect::Compatible;
const D: Effect = Effect::DocumentationOnly;

/// The changes between two descriptions, each given by its operations and models.
fn changes(old: &Value, new: &Value) -> Vec<Judged> {
    let read = |parts: &Value| {
        let native = json!({"basePath": "b", "resourcePath": "/x",
            "apis": [{"path": "/order/x", "operations": parts["operations"]}],
            "models": parts["models"]});
        native::read("test", &native.to_string()).unwrap()
    };
    drift(&read(old), &read(new)).changes
}

/// Effects of the one change of a subject.
fn effects(changes: &[Judged], subject: Subject) -> (Effect, Effect) {
    let of_subject = changes
        .iter()
        .filter(|judged| judged.change.subject == subject);
    let found: Vec<_> = of_subject.collect();
    let [judged] = found.as_slice() else {
        panic!("{} changes of {subject:?} in {changes:#?}", found.len());
    };
    for verdict in [&judged.wire, &judged.rust] {
        assert!(
            !verdict.reason.is_empty() && !verdict.reason.ends_with('.'),
            "{verdict:?}"
        );
    }
    (judged.wire.effect, judged.rust.effect)
}
