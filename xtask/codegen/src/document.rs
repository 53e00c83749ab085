//! Writes the documentation of operations, models and properties from their facts.
//!
//! OVHcloud's own sentences are not ours to publish; what the description states is.

use serde_json::{Value, json};

use crate::operation::{METHODS, Operation, answer, content, rust_type, texts};

/// The regions there are; an operation that all of them have needs no word about it.
const ALL_REGIONS: usize = 3;

/// Adds a description to every operation, parameter, schema and property that has none.
pub fn document(document: &mut Value) {
    let operations = Operation::all(document);
    for operation in &operations {
        let method = operation.method.to_lowercase();
        let value = &mut document["paths"][&operation.path][method];
        value["description"] = json!(sentences(operation) + &own_names(operation, &operations));
        let parameters = value.get_mut("parameters").and_then(Value::as_array_mut);
        parameters
            .into_iter()
            .flatten()
            .for_each(describe_parameter);
    }
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    schemas
        .into_iter()
        .flatten()
        .for_each(|(_, schema)| describe_schema(schema));
    describe_bodies(document);
}

/// What is known of an operation, a paragraph for each kind of fact.
pub fn sentences(operation: &Operation) -> String {
    let mut paragraphs = vec![exchange(operation), rights(operation)];
    paragraphs.extend(life_cycle(operation));
    if operation.folds > 0 {
        paragraphs = vec![exchange(operation), folded(operation)];
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

fn exchange(operation: &Operation) -> String {
    let takes = operation
        .body
        .as_ref()
        .map(|body| format!("Takes {}. ", linked(body)));
    let answers = match operation.answer.as_str() {
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
    let mut rights = match operation.authenticated {
        true => "Needs credentials.".to_owned(),
        false => "May be called without credentials.".to_owned(),
    };
    if !operation.iam_actions.is_empty() {
        let action = |(name, required): &(String, bool)| match required {
            true => format!("`{name}`"),
            false => format!("`{name}` (optional)"),
        };
        let actions: Vec<_> = operation.iam_actions.iter().map(action).collect();
        rights.push_str(&format!(" IAM actions: {}.", actions.join(", ")));
    }
    rights
}

fn life_cycle(operation: &Operation) -> Vec<String> {
    let mut sentences = Vec::new();
    if operation.status != "PRODUCTION" && !operation.status.is_empty() {
        sentences.push(format!("Status: {}.", operation.status));
    }
    let facts = [
        ("Deprecated since", &operation.deprecated),
        ("Deletion announced for", &operation.deletion),
        ("Replaced by", &operation.replacement),
    ];
    let facts = facts
        .iter()
        .filter_map(|(words, fact)| Some((words, fact.as_ref()?)));
    sentences.extend(facts.map(|(words, fact)| format!("{words} `{fact}`.")));
    if !operation.regions.is_empty() && operation.regions.len() < ALL_REGIONS {
        sentences.push(format!(
            "Described for {} alone.",
            operation.regions.join(" and ")
        ));
    }
    vec![sentences.join(" ")]
}

fn folded(operation: &Operation) -> String {
    format!(
        "One form of {} operations that differ in the product alone. Whether a product needs \
         credentials, and its status and IAM actions, are those of the literal operation: \
         [`Operation::find`](crate::client::Operation::find).",
        operation.folds
    )
}

/// The methods that call a folded operation with the product filled in.
fn own_names(operation: &Operation, all: &[Operation]) -> String {
    let folds_it = |literal: &&Operation| {
        let into = literal.folded_into.as_ref();
        literal.method == operation.method && into.is_some_and(|into| into.path == operation.path)
    };
    let names = all.iter().filter(folds_it);
    let names: Vec<_> = names.map(|literal| format!("`{}`", literal.id)).collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!("\n\nBy their own names: {}.", names.join(", ")),
    }
}

fn describe_parameter(parameter: &mut Value) {
    let kind = parameter.get("schema").map(rust_type).unwrap_or_default();
    let text = |key: &str| {
        parameter
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let need = match parameter.get("required").and_then(Value::as_bool) {
        Some(true) => "",
        _ => ", optional",
    };
    let sentence = format!(
        "{} parameter `{}`, `{kind}`{need}",
        text("in"),
        text("name")
    );
    parameter["description"] = json!(sentence);
}

fn describe_schema(schema: &mut Value) {
    let native = schema
        .get("x-native-name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let sentence = match schema.get("enum") {
        Some(_) => format!("The enum `{native}`."),
        None => format!("The model `{native}`."),
    };
    schema["description"] = json!(sentence);
    describe_properties(schema);
}

fn describe_properties(schema: &mut Value) {
    let required: Vec<String> = schema.get("required").map(texts).unwrap_or_default();
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        if property.get("$ref").is_some() {
            continue;
        }
        property["description"] = json!(property_sentence(name, property, required.contains(name)));
    }
}

fn property_sentence(name: &str, property: &Value, required: bool) -> String {
    let mut facts = vec![format!("`{name}`")];
    if let Some(format) = property.get("format").and_then(Value::as_str) {
        facts.extend((!format.starts_with("int")).then(|| format.to_owned()));
    }
    facts.extend(required.then(|| "required".to_owned()));
    let is = |key: &str| property.get(key).and_then(Value::as_bool) == Some(true);
    facts.extend(is("readOnly").then(|| "set by the API".to_owned()));
    format!("{}.", facts.join(", "))
}

fn describe_bodies(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else {
                continue;
            };
            let inline =
                content(operation.get("requestBody")).and_then(|schema| schema.get("properties"));
            if inline.is_none() {
                continue;
            }
            let words = format!(
                "The body of `{} {path}`, answered by `{}`.",
                method.to_uppercase(),
                answer(operation)
            );
            let schema = &mut operation["requestBody"]["content"]["application/json"]["schema"];
            schema["description"] = json!(words);
            describe_properties(schema);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_described_by_its_facts() {
        let document = json!({"paths": {"/order/cart": {"get": {
            "security": [], "x-status": "DEPRECATED", "x-deprecation-date": "2023-03-01",
            "x-replacement-route": "/order/basket", "x-iam-actions": [{"name": "a:cart/get", "required": true}],
            "responses": {"200": {"content": {"application/json": {"schema":
                {"type": "array", "items": {"$ref": "#/components/schemas/Cart"}}}}}}}}}});
        let operations = Operation::all(&document);
        assert_eq!(
            sentences(&operations[0]),
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
        let mut given = json!({"paths": {
            "/order/cart/{cartId}/{product}": folded,
            "/order/cart/{cartId}/vps": literal("create_cart_vps"),
            "/order/cart/{cartId}/xdsl": literal("create_cart_xdsl"),
            "/order/cart/{cartId}": literal("create_cart_other"),
        }});
        given["paths"]["/order/cart/{cartId}"]["post"]["x-folded-into"] = json!(null);
        document(&mut given);
        let written = &given["paths"]["/order/cart/{cartId}/{product}"]["post"]["description"];
        let names = "\n\nBy their own names: `create_cart_vps`, `create_cart_xdsl`.";
        assert!(
            written.as_str().is_some_and(|text| text.ends_with(names)),
            "{written}"
        );
    }
}
