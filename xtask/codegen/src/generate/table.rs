//! Writes the table of operations that the client carries at run time.
//!
//! It has every operation of the description, whatever features are enabled: rights and status are
//! looked up by literal path, also for calls that have no generated method. It is data, not code:
//! a line an operation, fields separated by tabs, read by `client::operation`.

use crate::operation::Operation;

/// The rows: method, path, name, feature, number of operations it folds, name of the
/// operation it is folded into, regions, whether
/// it needs credentials, status, body, answer, deprecation, deletion, replacement, then the IAM actions,
/// those that are not required with a question mark behind.
#[must_use]
pub fn table(operations: &[Operation]) -> String {
    let rows = operations
        .iter()
        .map(|operation| row(operation, operations));
    rows.collect()
}

fn row(operation: &Operation, all: &[Operation]) -> String {
    let text = |fact: &Option<String>| fact.clone().unwrap_or_default();
    let credentials = if operation.authenticated { "yes" } else { "no" };
    let mut fields = vec![
        operation.method.clone(),
        operation.path.clone(),
        operation.id.clone(),
        operation.feature.clone(),
        operation.folds.to_string(),
        folded_into(operation, all).unwrap_or_default(),
        operation.regions.join(" "),
        credentials.to_owned(),
        operation.status.clone(),
        text(&operation.body),
        operation.answer.clone(),
        text(&operation.deprecated),
        text(&operation.deletion),
        text(&operation.replacement),
    ];
    fields.extend(
        operation
            .iam_actions
            .iter()
            .map(|(name, required)| match required {
                true => name.clone(),
                false => format!("{name}?"),
            }),
    );
    fields.join("\t") + "\n"
}

/// The name of the folded operation that a literal one is an instance of.
fn folded_into(operation: &Operation, all: &[Operation]) -> Option<String> {
    let path = &operation.folded_into.as_ref()?.path;
    let folded = all
        .iter()
        .find(|o| o.method == operation.method && o.path == *path);
    folded.map(|folded| folded.id.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_has_every_fact_in_its_place() {
        let document = json!({"paths": {"/order/cart": {"get": {
            "operationId": "list_cart", "x-feature": "core", "x-regions": ["eu", "ca"], "security": [], "x-status": "BETA",
            "x-replacement-route": "/order/basket",
            "x-iam-actions": [{"name": "a", "required": true}, {"name": "b", "required": false}]}}}});
        let expected = "GET\t/order/cart\tlist_cart\tcore\t0\t\teu ca\tyes\tBETA\t\t()\t\t\t/order/basket\ta\tb?\n";
        assert_eq!(table(&Operation::all(&document)), expected);
    }
}
