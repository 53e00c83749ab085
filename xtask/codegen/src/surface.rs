//! The surface: one line for each operation, what a reviewer of a description update reads.

use crate::document::{Document, Operation};

/// The text of `schema/surface.txt`: the operations of the base region, those that only other
/// regions have, and the folded ones.
///
/// A line is `METHOD path | rust method | feature | body -> answer | regions`.
#[must_use]
pub fn surface(document: &Document, base: &str) -> String {
    let (folded, literal): (Vec<_>, Vec<_>) = document
        .operations
        .iter()
        .partition(|operation| operation.folds.is_some());
    let (here, elsewhere): (Vec<_>, Vec<_>) = literal
        .into_iter()
        .partition(|operation| operation.regions.iter().any(|region| region == base));
    [
        part(document, &format!("operations of {base}"), &here),
        part(
            document,
            &format!("operations that {base} lacks"),
            &elsewhere,
        ),
        part(document, "folded operations", &folded),
    ]
    .join("\n")
}

fn part(document: &Document, what: &str, operations: &[&Operation]) -> String {
    let lines = operations
        .iter()
        .map(|operation| line(document, operation))
        .collect::<String>();
    format!("# {} {what}\n{lines}", operations.len())
}

fn line(document: &Document, operation: &Operation) -> String {
    let body = document.body_type(operation);
    let takes = body.map(|body| body + " ").unwrap_or_default();
    let regions = if operation.regions.is_empty() {
        String::new()
    } else {
        format!(" | {}", operation.regions.join(" "))
    };
    format!(
        "{} | {} | {} | {takes}-> {}{regions}\n",
        operation.call(),
        operation.id,
        operation.feature,
        operation.answer_type()
    )
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
        let document = Document::of(json!({"paths": {
            "/order/cart": {"post": {"operationId": "create_cart", "x-feature": "core",
                "x-regions": ["eu", "us"],
                "requestBody": schema("CartCreation"), "responses": {"200": schema("Cart")}}},
            "/order/vrack": {"get": {"operationId": "list_vrack", "x-feature": "vrack", "x-regions": ["ca"]}},
            "/order/cart/{cartId}/{product}": {"get": {"operationId": "list_cart_product",
                "x-feature": "core", "x-folds": 2}}}}));
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
