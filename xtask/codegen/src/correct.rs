//! What the live API does beyond its description, as named corrections.
//!
//! Each correction says what it changes, why, and who saw it. One that finds nothing to change has
//! expired, which every conversion and check says until somebody removes it. A secret that cannot be
//! found stops the conversion, because it may be answered under another name and would be shown.

use std::collections::BTreeMap;

use crate::document::{Content, Document, Operation, Parameter, Response, Schema};
use crate::error::{Error, Result};
use crate::sections::Section;

/// One correction.
struct Correction {
    /// Its name in errors and documents.
    name: &'static str,
    /// What it does to the document, or what it does not find there.
    apply: fn(&mut Document) -> Outcome,
    /// Why it is needed.
    reason: &'static str,
    /// Where that was seen.
    source: &'static str,
    /// What to do when it finds nothing to correct.
    mend: &'static str,
}

/// What to do about a correction that only makes the client more capable.
const REMOVE: &str = "remove it from CORRECTIONS in xtask/codegen/src/correct.rs";

/// What to do about a secret that is not found: to remove it would show it.
const FIND_SECRET: &str = "find where the API answers the value now and name that in SECRETS in \
                           xtask/codegen/src/correct.rs, or it will be shown; take the name out only if \
                           nothing like it is answered any more";

/// Nothing, or what a correction does not find to correct.
type Outcome = std::result::Result<(), String>;

/// Every correction of the description.
const CORRECTIONS: &[Correction] = &[
    Correction {
        name: "configuration-allowed-values",
        apply: add_allowed_values,
        reason: "the live API lists the values a label takes, and people depend on it",
        source: "recorded answers of GET /order/cart/{cartId}/item/{itemId}/requiredConfiguration",
        mend: REMOVE,
    },
    Correction {
        name: "cart-offers-plan-code",
        apply: add_plan_code,
        reason: "every product's offers can be narrowed with ?planCode=, though only some products \
                 say so",
        source: "recorded calls of GET /order/cart/{cartId}/eco?planCode=…",
        mend: REMOVE,
    },
    Correction {
        name: "secret-texts",
        apply: mark_secrets,
        reason: "keys, tokens, and links that show an order to whoever has them must not get into \
                 logs; the form `password` makes them a type that is not shown",
        source: "recorded answers: the `password` of an order stands in its `url` and `pdfUrl`, and a \
                 cart that nobody is assigned is changed without credentials",
        mend: "take these out of SECRETS",
    },
    Correction {
        name: "quantities-as-number-or-text",
        apply: mark_quantities,
        reason: "the quantity of an order's line is a number in a checkout and a text under \
                 /me/order; neither kind of answer may fail if the API makes them alike",
        source: "recorded answers of the checkout of a cart, and the type that the description gives \
                 billing.OrderDetail",
        mend: "name in LINES where the quantity is answered now",
    },
    Correction {
        name: "cloud-project-iam-tags",
        apply: drop_iam_tags,
        reason: "a map as a query parameter has no described form on the wire; without it the call \
                 lists every project",
        source: "GET /cloud/project in the description of 2026-07-08: iamTags is \
                 map[string][]iam.resource.TagFilter",
        mend: REMOVE,
    },
    Correction {
        name: "order-operations-of-the-us",
        apply: add_order_operations,
        reason: "in the US the service of an order's line is named by the operations of the line \
                 alone, and no vendored description has them",
        source: "GET /me/order/{orderId}/details/{orderDetailId}/operations and …/{operationId}, \
                 as OVHcloud's Terraform provider calls and reads them at ovh-us",
        mend: REMOVE,
    },
];

/// Applies the corrections to a document that is still natively named. Answers what is said of those
/// that had nothing to correct; of one section alone that means little.
pub(crate) fn correct(document: &mut Document) -> Vec<String> {
    let mut outdated = Vec::new();
    for one in CORRECTIONS {
        if let Err(why) = (one.apply)(document) {
            let (name, mend, reason, source) = (one.name, one.mend, one.reason, one.source);
            outdated.push(format!(
                "correction `{name}` is outdated: {why}; {mend} (it was made because {reason}; seen in: \
                 {source})"
            ));
        }
    }
    outdated
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

/// Model and name of each of them.
fn secrets() -> impl Iterator<Item = (&'static str, &'static str)> {
    SECRETS
        .iter()
        .flat_map(|(model, properties)| properties.iter().map(|property| (*model, *property)))
}

/// Whether a property is one of them.
pub(crate) fn is_secret(model: &str, property: &str) -> bool {
    secrets().any(|secret| secret == (model, property))
}

/// Marks them all. Those that the description marks itself are listed needlessly.
fn mark_secrets(document: &mut Document) -> Outcome {
    let mut needless = Vec::new();
    for (model, property) in secrets() {
        match document.property_mut(model, property) {
            Some(schema) if schema.format() == "password" => needless.push(format!(
                "{model}.{property} is `password` in the description"
            )),
            Some(schema) => schema.format = Some("password".to_owned()),
            None => {}
        }
    }
    unless(needless.is_empty(), &needless.join(", "))
}

/// Fails for a secret that is not described under its name any more, be it in one of several
/// descriptions: it may be answered under another name there, and would be shown.
///
/// # Errors
/// [`Error::LostSecret`] with the first one.
pub fn secrets_are_everywhere(sections: &[Section]) -> Result<()> {
    for (model, properties) in SECRETS {
        let mut described = sections
            .iter()
            .filter_map(|section| Some((&section.region, section.description.models.get(*model)?)))
            .peekable();
        if described.peek().is_none() {
            return Err(lost(format!("no region has {model}")));
        }
        for (region, found) in described {
            let mut missing = properties
                .iter()
                .filter(|property| !found.properties.contains_key(**property));
            if let Some(property) = missing.next() {
                return Err(lost(format!("{region} has no {model}.{property}")));
            }
        }
    }
    Ok(())
}

fn lost(what: String) -> Error {
    Error::LostSecret {
        what,
        mend: FIND_SECRET,
    }
}

/// Success if the correction found what it is for, else what is missing.
fn unless(found: bool, missing: &str) -> Outcome {
    if found {
        Ok(())
    } else {
        Err(missing.to_owned())
    }
}

/// The two models of an order's line.
const LINES: &[&str] = &["billing.OrderDetail", "order.OrderDetail"];

fn mark_quantities(document: &mut Document) -> Outcome {
    let mut missing = Vec::new();
    for model in LINES {
        match document.property_mut(model, "quantity") {
            Some(schema) => schema.format = Some("number-or-text".to_owned()),
            None => missing.push(format!("{model}.quantity is not described")),
        }
    }
    unless(missing.is_empty(), &missing.join(", "))
}

fn add_allowed_values(document: &mut Document) -> Outcome {
    let Some(properties) = document
        .schemas
        .get_mut("order.cart.ConfigurationRequirements")
        .and_then(|model| model.properties.as_mut())
        .filter(|known| !known.contains_key("allowedValues"))
    else {
        let stale = "order.cart.ConfigurationRequirements has `allowedValues`, or is not described";
        return Err(stale.to_owned());
    };
    let schema = Schema {
        nullable: true,
        read_only: true,
        ..Schema::list(Schema::of_kind("string"))
    };
    properties.insert("allowedValues".to_owned(), schema);
    Ok(())
}

fn add_plan_code(document: &mut Document) -> Outcome {
    let mut changed = false;
    for operation in &mut document.operations {
        if operation.path.starts_with("/order/cart/{cartId}/") && lists_offers(operation) {
            changed |= add_query(operation, "planCode");
        }
    }
    let missing = "no GET /order/cart/{cartId}/… of offers lacks the parameter `planCode`";
    unless(changed, missing)
}

fn lists_offers(operation: &Operation) -> bool {
    let offers = Schema::referring("order.cart.GenericProductDefinition");
    let listed = operation.answer().and_then(|answer| answer.items.as_ref());
    operation.method == "GET" && listed.is_some_and(|item| **item == offers)
}

/// Adds an optional text parameter, unless the operation has one of that name or needs another one.
fn add_query(operation: &mut Operation, name: &str) -> bool {
    let Some(parameters) = &mut operation.parameters else {
        return false;
    };
    let stands_alone = parameters.iter().all(|known| known.place == "path");
    if stands_alone {
        parameters.push(Parameter {
            name: name.to_owned(),
            place: "query".to_owned(),
            schema: Schema::of_kind("string"),
            ..Parameter::default()
        });
    }
    stands_alone
}

/// The line of an order, whose operations name its service in the US.
const LINE: &str = "/me/order/{orderId}/details/{orderDetailId}";

/// The operations that corrections add.
pub const ADDED: [&str; 2] = [
    "GET /me/order/{orderId}/details/{orderDetailId}/operations",
    "GET /me/order/{orderId}/details/{orderDetailId}/operations/{operationId}",
];

/// The models of an operation and of what it works on: their names are ours.
const LINE_OPERATION: &str = "billing.order.DetailOperation";
const LINE_RESOURCE: &str = "billing.order.DetailOperationResource";

fn add_order_operations(document: &mut Document) -> Outcome {
    let listed = format!("{LINE}/operations");
    let Some(line) = document.operation("GET", LINE).cloned() else {
        return Err(format!("GET {LINE} is not described"));
    };
    if document.operation("GET", &listed).is_some() {
        return Err(format!("GET {listed} is described"));
    }
    let number = Schema::of_format("integer", "int64");
    let list = reading(&line, listed.clone(), Schema::list(number.clone()));
    let mut one = reading(
        &line,
        format!("{listed}/{{operationId}}"),
        Schema::referring(LINE_OPERATION),
    );
    one.parameters.get_or_insert_default().push(Parameter {
        name: "operationId".to_owned(),
        place: "path".to_owned(),
        schema: number.clone(),
        required: true,
        ..Parameter::default()
    });
    document.operations.extend([list, one]);
    document.sort();
    let text = Schema::of_kind("string");
    let resource = Schema::referring(LINE_RESOURCE);
    let operation = model(&[
        ("id", &number),
        ("resource", &resource),
        ("status", &text),
        ("type", &text),
    ]);
    let resource = model(&[("displayName", &text), ("name", &text), ("state", &text)]);
    document
        .schemas
        .insert(LINE_OPERATION.to_owned(), operation);
    document.schemas.insert(LINE_RESOURCE.to_owned(), resource);
    Ok(())
}

/// A reading operation of the US alone, with the parameters and rights of another one.
fn reading(like: &Operation, path: String, answer: Schema) -> Operation {
    let answered = Response {
        description: "successful operation".to_owned(),
        content: Some(Content::of(answer)),
    };
    Operation {
        path,
        responses: BTreeMap::from([("200".to_owned(), answered)]),
        iam_actions: Vec::new(),
        expanded: None,
        regions: vec!["us".to_owned()],
        ..like.clone()
    }
}

fn model(properties: &[(&str, &Schema)]) -> Schema {
    let properties = properties.iter();
    let owned = properties.map(|(name, schema)| ((*name).to_owned(), (*schema).clone()));
    Schema {
        properties: Some(owned.collect()),
        ..Schema::of_kind("object")
    }
}

fn drop_iam_tags(document: &mut Document) -> Outcome {
    let stale = "GET /cloud/project has no parameter `iamTags`";
    let Some(parameters) = document
        .operation_mut("GET", "/cloud/project")
        .and_then(|operation| operation.parameters.as_mut())
    else {
        return Err(stale.to_owned());
    };
    let before = parameters.len();
    parameters.retain(|parameter| parameter.name != "iamTags");
    unless(parameters.len() < before, stale)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_correction_with_nothing_to_correct_is_named_with_what_to_do() {
        let mut document = Document::of(json!({"components": {"schemas": {
            "order.cart.ConfigurationRequirements": {"properties": {"allowedValues": {}}}}}}));
        let outdated = correct(&mut document);
        let said = "correction `configuration-allowed-values` is outdated: \
                    order.cart.ConfigurationRequirements has `allowedValues`, or is not described; \
                    remove it from CORRECTIONS in xtask/codegen/src/correct.rs (it was made because ";
        assert!(
            outdated.iter().any(|one| one.starts_with(said)),
            "{outdated:?}"
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
        let plain = Document::of(json!({"components": {"schemas": schemas}}));
        let mut document = plain.clone();
        assert_eq!(mark_secrets(&mut document), Ok(()));
        let url = document.property_mut("order.Order", "url").unwrap();
        assert_eq!(url.format(), "password");
        let mut described = plain;
        let url = described.property_mut("order.Order", "url").unwrap();
        url.format = Some("password".to_owned());
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
    fn operations_of_an_orders_line_are_added_for_the_us_until_they_are_described() {
        let id = json!({"in": "path", "name": "orderId", "required": true, "schema": {}});
        let line = json!({"get": {"parameters": [id], "x-regions": ["eu", "us"]}});
        let mut document = Document::of(json!({"paths": {LINE: line}}));
        assert_eq!(add_order_operations(&mut document), Ok(()));
        for added in ADDED {
            let path = added.strip_prefix("GET ").unwrap();
            assert!(document.operation("GET", path).is_some(), "{path}");
        }
        let listed = format!("{LINE}/operations");
        let list = document.operation("GET", &listed).unwrap();
        assert_eq!(list.regions, ["us"]);
        assert_eq!(list.parameters.as_ref().unwrap().len(), 1);
        let one = document.operation("GET", &format!("{listed}/{{operationId}}"));
        let names = one.unwrap().parameters.iter().flatten();
        let names: Vec<_> = names.map(|parameter| parameter.name.as_str()).collect();
        assert_eq!(names, ["orderId", "operationId"]);
        let stale = format!("GET {listed} is described");
        assert_eq!(add_order_operations(&mut document), Err(stale));
    }

    #[test]
    fn offers_get_a_plan_code_unless_they_have_parameters_of_their_own() {
        let offers = json!({"200": {"content": {"application/json": {"schema": {"type": "array",
            "items": {"$ref": "#/components/schemas/order.cart.GenericProductDefinition"}}}}}});
        let path = json!({"in": "path", "name": "cartId", "schema": {}});
        let own = json!({"in": "query", "name": "domain", "schema": {}});
        let get =
            |parameters: Value| json!({"get": {"responses": offers, "parameters": parameters}});
        let mut document = Document::of(json!({"paths": {
            "/order/cart/{cartId}/vps": get(json!([path])),
            "/order/cart/{cartId}/domainRestore": get(json!([path, own]))}}));
        assert_eq!(add_plan_code(&mut document), Ok(()));
        let added = json!({"in": "query", "name": "planCode", "schema": {"type": "string"}});
        let parameters = |path: &str| {
            let operation = document.operation("GET", path).unwrap();
            serde_json::to_value(&operation.parameters).unwrap()
        };
        assert_eq!(parameters("/order/cart/{cartId}/vps"), json!([path, added]));
        assert_eq!(
            parameters("/order/cart/{cartId}/domainRestore"),
            json!([path, own])
        );
    }
}
