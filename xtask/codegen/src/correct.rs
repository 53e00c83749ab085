//! What the live API does beyond its description, as named corrections.
//!
//! Each correction says what it changes, why, and who saw it. One that finds nothing to change has
//! expired and fails the conversion, so that the list stays true.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::operation::METHODS;

/// One correction.
struct Correction {
    /// Its name in errors and documents.
    name: &'static str,
    /// What it does to the document; answers how many places it changed.
    apply: fn(&mut Value) -> usize,
    /// What it looks for, for the error when there is nothing to correct.
    looks_for: &'static str,
    /// Why it is needed.
    reason: &'static str,
}

/// Every correction of the description.
const CORRECTIONS: &[Correction] = &[
    Correction {
        name: "configuration-allowed-values",
        apply: add_allowed_values,
        looks_for: "order.cart.ConfigurationRequirements without `allowedValues`",
        reason: "the live API lists the values a label takes, and people depend on it \
                 (seen in recorded answers of GET …/requiredConfiguration)",
    },
    Correction {
        name: "cart-offers-plan-code",
        apply: add_plan_code,
        looks_for: "a GET /order/cart/{cartId}/… of offers without the parameter `planCode`",
        reason: "every product's offers can be narrowed with ?planCode=, though only some \
                 products say so (seen in recorded calls)",
    },
    Correction {
        name: "secret-texts",
        apply: mark_secrets,
        looks_for: "property that gives access under its listed name",
        reason: "keys, tokens, and links that show an order to whoever has them must not get into \
                 logs; the form `password` makes them a type that is not shown",
    },
    Correction {
        name: "quantities-as-number-or-text",
        apply: mark_quantities,
        looks_for: "`quantity` in the lines of both order.Order and billing.Order",
        reason: "the quantity of an order's line is a number in a checkout and a text under \
                 /me/order; neither kind of answer may fail if the API makes them alike \
                 (seen in recorded answers)",
    },
    Correction {
        name: "cloud-project-iam-tags",
        apply: drop_iam_tags,
        looks_for: "GET /cloud/project with the parameter `iamTags`",
        reason: "a map as a query parameter has no described form on the wire; without it the \
                 call lists every project",
    },
];

/// Applies every correction to a merged, still natively named document.
///
/// # Errors
/// [`Error::StaleCorrection`] for one that changes nothing.
pub fn correct(document: &mut Value) -> Result<()> {
    for correction in CORRECTIONS {
        if (correction.apply)(document) == 0 {
            return Err(Error::StaleCorrection {
                name: correction.name,
                why: format!(
                    "there is no {} ({})",
                    correction.looks_for, correction.reason
                ),
            });
        }
    }
    Ok(())
}

/// Applies the corrections that find something to correct: a section of its own has not all of it.
pub(crate) fn where_it_applies(document: &mut Value) {
    for correction in CORRECTIONS {
        (correction.apply)(document);
    }
}

/// Properties that give access to something, by model.
const SECRETS: &[(&str, &[&str])] = &[
    (
        "auth.ApiCredentialRequest",
        &["consumerKey", "validationUrl"],
    ),
    ("auth.Token", &["token"]),
    ("billing.Order", &["password", "pdfUrl", "url"]),
    ("billing.order.ConsumptionDetails", &["fileURL"]),
    ("billing.order.PaymentMean", &["htmlForm", "url"]),
    ("me.payment.PaymentMethod", &["formSessionId"]),
    ("me.payment.method.Finalize", &["formSessionId"]),
    ("me.payment.method.Validation", &["formSessionId", "url"]),
    ("order.Order", &["url"]),
    // Whoever knows the id of a cart that is not assigned can change it.
    ("order.cart.Cart", &["cartId"]),
    ("order.cart.Item", &["cartId"]),
];

/// Marks them all; one that the description no longer has makes the correction stale.
fn mark_secrets(document: &mut Value) -> usize {
    let mut marked = 0;
    let mut absent = false;
    for (model, properties) in SECRETS {
        for property in *properties {
            let pointer = format!("/components/schemas/{model}/properties/{property}");
            match document.pointer_mut(&pointer) {
                Some(schema) => schema["format"] = json!("password"),
                None => absent = true,
            }
            marked += 1;
        }
    }
    if absent { 0 } else { marked }
}

/// The two models of an order's line.
const LINES: &[&str] = &["billing.OrderDetail", "order.OrderDetail"];

fn mark_quantities(document: &mut Value) -> usize {
    let mut marked = 0;
    for model in LINES {
        let pointer = format!("/components/schemas/{model}/properties/quantity");
        if let Some(schema) = document.pointer_mut(&pointer) {
            schema["format"] = json!("number-or-text");
            marked += 1;
        }
    }
    if marked == LINES.len() { marked } else { 0 }
}

fn add_allowed_values(document: &mut Value) -> usize {
    let pointer = "/components/schemas/order.cart.ConfigurationRequirements/properties";
    let properties = document.pointer_mut(pointer).and_then(Value::as_object_mut);
    let Some(properties) = properties.filter(|known| !known.contains_key("allowedValues")) else {
        return 0;
    };
    let schema =
        json!({"type": "array", "items": {"type": "string"}, "nullable": true, "readOnly": true});
    properties.insert("allowedValues".to_owned(), schema);
    1
}

fn add_plan_code(document: &mut Value) -> usize {
    let offers = json!("#/components/schemas/order.cart.GenericProductDefinition");
    let item = "/responses/200/content/application~1json/schema/items/$ref";
    let mut changed = 0;
    for (path, method, operation) in operations(document) {
        let below_cart = path.starts_with("/order/cart/{cartId}/");
        if !below_cart || method != "get" || operation.pointer(item) != Some(&offers) {
            continue;
        }
        changed += usize::from(add_query(operation, "planCode"));
    }
    changed
}

/// Adds an optional text parameter, unless the operation has one of that name or needs another one.
fn add_query(operation: &mut Value, name: &str) -> bool {
    let Some(parameters) = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
    else {
        return false;
    };
    let stands_alone = parameters
        .iter()
        .all(|parameter| parameter.get("in") == Some(&json!("path")));
    if stands_alone {
        parameters.push(json!({"in": "query", "name": name, "schema": {"type": "string"}}));
    }
    stands_alone
}

fn drop_iam_tags(document: &mut Value) -> usize {
    let parameters = document.pointer_mut("/paths/~1cloud~1project/get/parameters");
    let Some(parameters) = parameters.and_then(Value::as_array_mut) else {
        return 0;
    };
    let before = parameters.len();
    parameters.retain(|parameter| parameter.get("name") != Some(&json!("iamTags")));
    before - parameters.len()
}

/// Path, method and operation, of the whole document.
fn operations(document: &mut Value) -> impl Iterator<Item = (&String, &String, &mut Value)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    paths.into_iter().flatten().flat_map(|(path, item)| {
        let operations = item.as_object_mut().into_iter().flatten();
        let operations = operations.filter(|(method, _)| METHODS.contains(&method.as_str()));
        operations.map(move |(method, operation)| (path, method, operation))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_with_nothing_to_correct_fails_and_is_named() {
        let mut document = json!({"paths": {}, "components": {"schemas": {
            "order.cart.ConfigurationRequirements": {"properties": {"allowedValues": {}}}}}});
        let error = correct(&mut document).unwrap_err().to_string();
        assert!(
            error.starts_with("correction `configuration-allowed-values` no longer applies"),
            "{error}"
        );
    }

    #[test]
    fn offers_get_a_plan_code_unless_they_have_parameters_of_their_own() {
        let offers = json!({"200": {"content": {"application/json": {"schema": {"type": "array",
            "items": {"$ref": "#/components/schemas/order.cart.GenericProductDefinition"}}}}}});
        let path = json!({"in": "path", "name": "cartId"});
        let own = json!({"in": "query", "name": "domain"});
        let get =
            |parameters: Value| json!({"get": {"responses": offers, "parameters": parameters}});
        let mut document = json!({"paths": {
            "/order/cart/{cartId}/vps": get(json!([path])),
            "/order/cart/{cartId}/domainRestore": get(json!([path, own]))}});
        assert_eq!(add_plan_code(&mut document), 1);
        let added = json!({"in": "query", "name": "planCode", "schema": {"type": "string"}});
        let parameters = |path: &str| document["paths"][path]["get"]["parameters"].clone();
        assert_eq!(parameters("/order/cart/{cartId}/vps"), json!([path, added]));
        assert_eq!(
            parameters("/order/cart/{cartId}/domainRestore"),
            json!([path, own])
        );
    }
}
