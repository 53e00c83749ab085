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
    /// What it does to the document, or what it does not find there.
    apply: fn(&mut Value) -> Outcome,
    /// Why it is needed.
    reason: &'static str,
    /// Where that was seen.
    source: &'static str,
}

/// Nothing, or what a correction does not find to correct.
type Outcome = std::result::Result<(), String>;

/// Every correction of the description.
const CORRECTIONS: &[Correction] = &[
    Correction {
        name: "configuration-allowed-values",
        apply: add_allowed_values,
        reason: "the live API lists the values a label takes, and people depend on it",
        source: "recorded answers of GET /order/cart/{cartId}/item/{itemId}/requiredConfiguration",
    },
    Correction {
        name: "cart-offers-plan-code",
        apply: add_plan_code,
        reason: "every product's offers can be narrowed with ?planCode=, though only some products \
                 say so",
        source: "recorded calls of GET /order/cart/{cartId}/eco?planCode=…",
    },
    Correction {
        name: "secret-texts",
        apply: mark_secrets,
        reason: "keys, tokens, and links that show an order to whoever has them must not get into \
                 logs; the form `password` makes them a type that is not shown",
        source: "recorded answers: the `password` of an order stands in its `url` and `pdfUrl`, and a \
                 cart that nobody is assigned is changed without credentials",
    },
    Correction {
        name: "quantities-as-number-or-text",
        apply: mark_quantities,
        reason: "the quantity of an order's line is a number in a checkout and a text under \
                 /me/order; neither kind of answer may fail if the API makes them alike",
        source: "recorded answers of the checkout of a cart, and the type that the description gives \
                 billing.OrderDetail",
    },
    Correction {
        name: "cloud-project-iam-tags",
        apply: drop_iam_tags,
        reason: "a map as a query parameter has no described form on the wire; without it the call \
                 lists every project",
        source: "GET /cloud/project in the description of 2026-07-08: iamTags is \
                 map[string][]iam.resource.TagFilter",
    },
];

/// Applies every correction to a merged, still natively named document.
///
/// # Errors
/// [`Error::StaleCorrection`] for one that changes nothing.
pub fn correct(document: &mut Value) -> Result<()> {
    for correction in CORRECTIONS {
        let (reason, source) = (correction.reason, correction.source);
        (correction.apply)(document).map_err(|why| Error::StaleCorrection {
            name: correction.name,
            why: format!("{why} (it is there because {reason}; seen in: {source})"),
        })?;
    }
    Ok(())
}

/// Applies the corrections that find something to correct: a section of its own has not all of it.
pub(crate) fn where_it_applies(document: &mut Value) {
    for correction in CORRECTIONS {
        // What is not there needs no correction.
        let _ = (correction.apply)(document);
    }
}

/// Properties that give access to something, by model.
const SECRETS: &[(&str, &[&str])] = &[
    ("auth.ApiCredentialRequest", &["validationUrl"]),
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

/// Whether a property is one of them.
pub(crate) fn is_secret(model: &str, property: &str) -> bool {
    let mut secrets = SECRETS.iter();
    secrets.any(|(known, properties)| *known == model && properties.contains(&property))
}

/// Marks them all. One that the description no longer has, or marks itself, makes the correction
/// stale.
fn mark_secrets(document: &mut Value) -> Outcome {
    let mut needless = Vec::new();
    let each = SECRETS.iter();
    let each = each.flat_map(|(model, properties)| properties.iter().map(move |p| (model, p)));
    for (model, property) in each {
        let pointer = format!("/components/schemas/{model}/properties/{property}");
        match document.pointer_mut(&pointer) {
            None => needless.push(format!("{model}.{property} is not described")),
            Some(schema) if schema.get("format") == Some(&json!("password")) => {
                needless.push(format!(
                    "{model}.{property} is `password` in the description"
                ));
            }
            Some(schema) => schema["format"] = json!("password"),
        }
    }
    found(needless.is_empty(), &needless.join(", "))
}

/// The outcome of a correction: what is missing, unless it was found.
fn found(found: bool, missing: &str) -> Outcome {
    match found {
        true => Ok(()),
        false => Err(missing.to_owned()),
    }
}

/// The two models of an order's line.
const LINES: &[&str] = &["billing.OrderDetail", "order.OrderDetail"];

fn mark_quantities(document: &mut Value) -> Outcome {
    let mut missing = Vec::new();
    for model in LINES {
        let pointer = format!("/components/schemas/{model}/properties/quantity");
        match document.pointer_mut(&pointer) {
            Some(schema) => schema["format"] = json!("number-or-text"),
            None => missing.push(format!("{model}.quantity is not described")),
        }
    }
    found(missing.is_empty(), &missing.join(", "))
}

fn add_allowed_values(document: &mut Value) -> Outcome {
    let stale = "order.cart.ConfigurationRequirements has `allowedValues`, or is not described";
    let pointer = "/components/schemas/order.cart.ConfigurationRequirements/properties";
    let properties = document.pointer_mut(pointer).and_then(Value::as_object_mut);
    let Some(properties) = properties.filter(|known| !known.contains_key("allowedValues")) else {
        return Err(stale.to_owned());
    };
    let schema =
        json!({"type": "array", "items": {"type": "string"}, "nullable": true, "readOnly": true});
    properties.insert("allowedValues".to_owned(), schema);
    Ok(())
}

fn add_plan_code(document: &mut Value) -> Outcome {
    let offers = json!("#/components/schemas/order.cart.GenericProductDefinition");
    let item = "/responses/200/content/application~1json/schema/items/$ref";
    let mut changed = false;
    for (path, method, operation) in operations(document) {
        let below_cart = path.starts_with("/order/cart/{cartId}/");
        if !below_cart || method != "get" || operation.pointer(item) != Some(&offers) {
            continue;
        }
        changed |= add_query(operation, "planCode");
    }
    let missing = "no GET /order/cart/{cartId}/… of offers lacks the parameter `planCode`";
    found(changed, missing)
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

fn drop_iam_tags(document: &mut Value) -> Outcome {
    let stale = "GET /cloud/project has no parameter `iamTags`";
    let parameters = document.pointer_mut("/paths/~1cloud~1project/get/parameters");
    let Some(parameters) = parameters.and_then(Value::as_array_mut) else {
        return Err(stale.to_owned());
    };
    let before = parameters.len();
    parameters.retain(|parameter| parameter.get("name") != Some(&json!("iamTags")));
    found(parameters.len() < before, stale)
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
    fn a_secret_that_is_described_as_one_makes_its_correction_stale() {
        let mut schemas = json!({});
        for (model, properties) in SECRETS {
            for property in *properties {
                schemas[model]["properties"][property] = json!({"type": "string"});
            }
        }
        let plain = json!({"components": {"schemas": schemas}});
        let mut document = plain.clone();
        assert_eq!(mark_secrets(&mut document), Ok(()));
        let url = "/components/schemas/order.Order/properties/url";
        assert_eq!(document.pointer(url).unwrap()["format"], "password");
        let mut described = plain;
        described.pointer_mut(url).unwrap()["format"] = json!("password");
        let expected = "order.Order.url is `password` in the description".to_owned();
        assert_eq!(mark_secrets(&mut described), Err(expected));
    }

    #[test]
    fn every_correction_says_why_and_where_that_was_seen() {
        for correction in CORRECTIONS {
            let facts = [correction.name, correction.reason, correction.source];
            assert!(facts.iter().all(|fact| fact.len() > 10), "{facts:?}");
        }
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
        assert_eq!(add_plan_code(&mut document), Ok(()));
        let added = json!({"in": "query", "name": "planCode", "schema": {"type": "string"}});
        let parameters = |path: &str| document["paths"][path]["get"]["parameters"].clone();
        assert_eq!(parameters("/order/cart/{cartId}/vps"), json!([path, added]));
        assert_eq!(
            parameters("/order/cart/{cartId}/domainRestore"),
            json!([path, own])
        );
    }
}
