//! The surface: one line for each operation, what a reviewer of a description update reads.

use serde_json::Value;

use crate::operation::Operation;

/// The text of `schema/surface.txt`: the API's operations first, then the folded ones.
///
/// A line is `METHOD path | rust method | feature | body -> answer`, with the folded method after
/// the literal one when there is one.
#[must_use]
pub fn surface(document: &Value) -> String {
    let operations = Operation::all(document);
    let (folded, literal): (Vec<_>, Vec<_>) = operations.iter().partition(|o| o.folds > 0);
    let mut text = format!("# {} operations\n", literal.len());
    literal
        .iter()
        .for_each(|operation| text.push_str(&line(operation)));
    text.push_str(&format!("\n# {} folded operations\n", folded.len()));
    folded
        .iter()
        .for_each(|operation| text.push_str(&line(operation)));
    text
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
    format!("{method} {path} | {id} | {feature} | {exchange}\n")
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
                "requestBody": schema("CartCreation"), "responses": {"200": schema("Cart")}}},
            "/order/cart/{cartId}/{product}": {"get": {"operationId": "list_cart_product",
                "x-feature": "core", "x-folds": 2}}}});
        assert_eq!(
            surface(&document),
            "# 1 operations\n\
             POST /order/cart | create_cart | core | CartCreation -> Cart\n\n\
             # 1 folded operations\n\
             GET /order/cart/{cartId}/{product} | list_cart_product | core | -> ()\n"
        );
    }
}
