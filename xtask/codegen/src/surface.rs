//! The surface: one line for each operation, what a reviewer of a description update reads.

use serde_json::Value;

use crate::operation::Operation;

/// The text of `schema/surface.txt`: the operations of the base region, those that only other
/// regions have, and the folded ones.
///
/// A line is `METHOD path | rust method | feature | body -> answer | regions`.
#[must_use]
pub fn surface(document: &Value, base: &str) -> String {
    let operations = Operation::all(document);
    let (folded, literal): (Vec<_>, Vec<_>) = operations.iter().partition(|o| o.folds > 0);
    let in_base = |operation: &&Operation| operation.regions.iter().any(|region| region == base);
    let (here, elsewhere): (Vec<_>, Vec<_>) = literal.into_iter().partition(in_base);
    let parts = [
        (format!("operations of {base}"), here),
        (format!("operations that {base} lacks"), elsewhere),
        ("folded operations".to_owned(), folded),
    ];
    parts
        .map(|(what, operations)| part(&what, &operations))
        .join("\n")
}

fn part(what: &str, operations: &[&Operation]) -> String {
    let lines = operations.iter().map(|operation| line(operation));
    format!(
        "# {} {what}\n{}",
        operations.len(),
        lines.collect::<String>()
    )
}

fn line(operation: &Operation) -> String {
    let exchange = match &operation.body {
        Some(body) => format!("{body} -> {}", operation.answer),
        None => format!("-> {}", operation.answer),
    };
    let Operation {
        method,
        path,
        id,
        feature,
        ..
    } = operation;
    let regions = match operation.regions.as_slice() {
        [] => String::new(),
        regions => format!(" | {}", regions.join(" ")),
    };
    format!("{method} {path} | {id} | {feature} | {exchange}{regions}\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_says_what_is_called_how_it_is_enabled_and_what_it_exchanges() {
        let schema = |name: &str| {
            let reference = format!("#/components/schemas/{name}");
            json!({"content": {"application/json": {"schema": {"$ref": reference}}}})
        };
        let document = json!({"paths": {
            "/order/cart": {"post": {"operationId": "create_cart", "x-feature": "core",
                "x-regions": ["eu", "us"],
                "requestBody": schema("CartCreation"), "responses": {"200": schema("Cart")}}},
            "/order/vrack": {"get": {"operationId": "list_vrack", "x-feature": "vrack", "x-regions": ["ca"]}},
            "/order/cart/{cartId}/{product}": {"get": {"operationId": "list_cart_product",
                "x-feature": "core", "x-folds": 2}}}});
        assert_eq!(
            surface(&document, "eu"),
            "# 1 operations of eu\n\
             POST /order/cart | create_cart | core | CartCreation -> Cart | eu us\n\n\
             # 1 operations that eu lacks\n\
             GET /order/vrack | list_vrack | vrack | -> () | ca\n\n\
             # 1 folded operations\n\
             GET /order/cart/{cartId}/{product} | list_cart_product | core | -> ()\n"
        );
    }
}
