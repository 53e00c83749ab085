//! Writes the documentation of operations, models and properties from their facts.
//!
//! OVHcloud's own sentences are not ours to publish; what the description states is.

use crate::document::{Document, Operation, Parameter, Schema};

/// The regions there are; an operation that all of them have needs no word about it.
const ALL_REGIONS: usize = 3;

/// Describes every operation, parameter, schema and property.
pub(crate) fn describe(document: &mut Document) {
    let descriptions: Vec<_> = document
        .operations
        .iter()
        .map(|operation| sentences(document, operation) + &own_names(document, operation))
        .collect();
    for (operation, description) in document.operations.iter_mut().zip(descriptions) {
        operation.description = Some(description);
        let parameters = operation.parameters.iter_mut().flatten();
        parameters.for_each(describe_parameter);
        describe_inline_body(operation);
    }
    document.schemas.values_mut().for_each(describe_schema);
}

/// What is known of an operation, a paragraph for each kind of fact.
pub(crate) fn sentences(document: &Document, operation: &Operation) -> String {
    let exchange = exchange(document, operation);
    let mut paragraphs = match operation.folds {
        Some(count) => vec![exchange, folded(count)],
        None => vec![exchange, rights(operation), life_cycle(operation)],
    };
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

fn exchange(document: &Document, operation: &Operation) -> String {
    let takes = document
        .body_type(operation)
        .map(|body| format!("Takes {}. ", linked(&body)));
    let answers = match operation.answer_type().as_str() {
        "()" => "Answers nothing.".to_owned(),
        answer => format!("Answers {}.", linked(answer)),
    };
    takes.unwrap_or_default() + &answers
}

/// A type in code style, linked when it is one of ours.
fn linked(written: &str) -> String {
    let ours = written.trim_start_matches("Vec<").trim_end_matches('>');
    let plain = ["i32", "i64", "f64", "bool", "String", "Value"];
    if plain.contains(&ours) || ours.contains('<') {
        return format!("`{written}`");
    }
    format!("[`{written}`](crate::types::{ours})")
}

fn rights(operation: &Operation) -> String {
    let credentials = if operation.security.is_some() {
        "Needs credentials."
    } else {
        "May be called without credentials."
    };
    if operation.iam_actions.is_empty() {
        return credentials.to_owned();
    }
    let actions: Vec<_> = operation
        .iam_actions
        .iter()
        .map(|action| {
            let need = if action.is_required() {
                ""
            } else {
                " (optional)"
            };
            format!("`{}`{need}", action.name)
        })
        .collect();
    format!("{credentials} IAM actions: {}.", actions.join(", "))
}

fn life_cycle(operation: &Operation) -> String {
    let mut sentences = Vec::new();
    if operation.status != "PRODUCTION" && !operation.status.is_empty() {
        sentences.push(format!("Status: {}.", operation.status));
    }
    for (words, fact) in [
        ("Deprecated since", &operation.deprecated_since),
        ("Deletion announced for", &operation.deletion),
        ("Replaced by", &operation.replacement),
    ] {
        sentences.extend(fact.as_ref().map(|fact| format!("{words} `{fact}`.")));
    }
    if !operation.regions.is_empty() && operation.regions.len() < ALL_REGIONS {
        let regions = operation.regions.join(" and ");
        sentences.push(format!("Described for {regions} alone."));
    }
    sentences.join(" ")
}

fn folded(count: usize) -> String {
    format!(
        "One form of {count} operations that differ in the product alone. Whether a product needs \
         credentials, and its status and IAM actions, are those of the literal operation: \
         [`Operation::find`](crate::client::Operation::find)."
    )
}

/// The methods that call a folded operation with the product filled in.
fn own_names(document: &Document, operation: &Operation) -> String {
    let names: Vec<_> = document
        .operations
        .iter()
        .filter(|literal| {
            let into = literal.folded_into.as_ref();
            literal.method == operation.method
                && into.is_some_and(|into| into.path == operation.path)
        })
        .map(|literal| format!("`{}`", literal.id))
        .collect();
    if names.is_empty() {
        return String::new();
    }
    format!("\n\nBy their own names: {}.", names.join(", "))
}

fn describe_parameter(parameter: &mut Parameter) {
    let need = if parameter.required { "" } else { ", optional" };
    parameter.description = Some(format!(
        "{} parameter `{}`, `{}`{need}",
        parameter.place,
        parameter.name,
        parameter.schema.rust_type()
    ));
}

fn describe_inline_body(operation: &mut Operation) {
    let words = format!(
        "The body of `{}`, answered by `{}`.",
        operation.call(),
        operation.answer_type()
    );
    let body = operation.body_mut();
    if let Some(body) = body.filter(|body| body.properties.is_some()) {
        body.description = Some(words);
        describe_properties(body);
    }
}

fn describe_schema(schema: &mut Schema) {
    let kind = if schema.values.is_some() {
        "enum"
    } else {
        "model"
    };
    let native = schema.native_name.as_deref().unwrap_or_default();
    schema.description = Some(format!("The {kind} `{native}`."));
    describe_properties(schema);
}

fn describe_properties(schema: &mut Schema) {
    for (name, property) in schema.properties.iter_mut().flatten() {
        // Beside a bare reference OpenAPI has no room for words.
        if property.reference.is_none() {
            let required = schema.required.contains(name);
            property.description = Some(property_facts(name, property, required));
        }
    }
}

fn property_facts(name: &str, property: &Schema, required: bool) -> String {
    let mut facts = vec![format!("`{name}`")];
    let format = property.format.clone();
    facts.extend(format.filter(|format| !format.starts_with("int")));
    facts.extend(required.then(|| "required".to_owned()));
    facts.extend(property.read_only.then(|| "set by the API".to_owned()));
    format!("{}.", facts.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_operation_is_described_by_its_facts() {
        let document = Document::of(json!({"paths": {"/order/cart": {"get": {
            "security": [], "x-status": "DEPRECATED", "x-deprecation-date": "2023-03-01",
            "x-replacement-route": "/order/basket", "x-iam-actions": [{"name": "a:cart/get", "required": true}],
            "responses": {"200": {"content": {"application/json": {"schema":
                {"type": "array", "items": {"$ref": "#/components/schemas/Cart"}}}}}}}}}}));
        assert_eq!(
            sentences(&document, &document.operations[0]),
            "Answers [`Vec<Cart>`](crate::types::Cart).\n\n\
             Needs credentials. IAM actions: `a:cart/get`.\n\n\
             Status: DEPRECATED. Deprecated since `2023-03-01`. Replaced by `/order/basket`."
        );
    }

    #[test]
    fn a_folded_operation_lists_the_methods_of_its_products() {
        let literal = |id: &str| {
            json!({"post": {"operationId": id, "security": [],
                "x-folded-into": {"path": "/order/cart/{cartId}/{product}", "product": id}}})
        };
        let folded = json!({"post": {"operationId": "create_cart_product", "x-folds": 2}});
        let mut other = literal("create_cart_other");
        other["post"]["x-folded-into"] = Value::Null;
        let mut document = Document::of(json!({"paths": {
            "/order/cart/{cartId}/{product}": folded,
            "/order/cart/{cartId}/vps": literal("create_cart_vps"),
            "/order/cart/{cartId}/xdsl": literal("create_cart_xdsl"),
            "/order/cart/{cartId}": other,
        }}));
        describe(&mut document);
        let folded = document.operation("POST", "/order/cart/{cartId}/{product}");
        let written = folded.unwrap().description.as_deref().unwrap();
        let names = "\n\nBy their own names: `create_cart_vps`, `create_cart_xdsl`.";
        assert!(written.ends_with(names), "{written}");
    }
}
