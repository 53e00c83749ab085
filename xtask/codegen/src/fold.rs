//! Folds uniform families: products that share the same calls become one call with a `product`.
//!
//! The literal operations stay in the document and say which folded one they are an instance of;
//! nothing about them is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::document::{Document, Folded, Operation, Parameter, Schema};

/// Paths that differ in one segment, the product.
struct Family {
    /// The enum of its products.
    product: &'static str,
    /// Its paths with `{product}` in place of that segment.
    templates: &'static [&'static str],
}

const FAMILIES: &[Family] = &[
    Family {
        product: "CartProduct",
        templates: &[
            "/order/cart/{cartId}/{product}",
            "/order/cart/{cartId}/{product}/options",
        ],
    },
    Family {
        product: "CartServiceOptionProduct",
        templates: &[
            "/order/cartServiceOption/{product}",
            "/order/cartServiceOption/{product}/{serviceName}",
        ],
    },
    Family {
        product: "UpgradeProduct",
        templates: &[
            "/order/upgrade/{product}",
            "/order/upgrade/{product}/{serviceName}",
            "/order/upgrade/{product}/{serviceName}/{planCode}",
        ],
    },
    Family {
        product: "PublicCatalogProduct",
        templates: &["/order/catalog/public/{product}"],
    },
    Family {
        product: "FormattedCatalogProduct",
        templates: &["/order/catalog/formatted/{product}"],
    },
];

/// Names of the enums of products.
pub(crate) fn products() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().map(|family| family.product)
}

/// Adds the folded operations and the enums of their products, of the families that the document
/// has. Answers what is said of the others.
pub(crate) fn fold(document: &mut Document) -> Vec<String> {
    let mut outdated = Vec::new();
    for family in FAMILIES {
        let mut products = BTreeSet::new();
        for template in family.templates {
            for members in uniform(document, template) {
                products.extend(members.iter().map(|member| member.product.clone()));
                add_folded(document, family, template, &members);
            }
        }
        if products.is_empty() {
            outdated.push(format!(
                "the family of {} is gone: remove it from FAMILIES in xtask/codegen/src/fold.rs",
                family.product
            ));
        } else {
            let product = Schema {
                values: Some(products.into_iter().map(Into::into).collect()),
                native_name: family.templates.first().map(ToString::to_string),
                ..Schema::of_kind("string")
            };
            document.schemas.insert(family.product.to_owned(), product);
        }
    }
    document.sort();
    outdated
}

/// The template that each literal operation, `METHOD path`, would be folded into.
pub(crate) fn families(document: &Document) -> BTreeMap<String, String> {
    let mut families = BTreeMap::new();
    for template in FAMILIES.iter().flat_map(|family| family.templates) {
        for member in uniform(document, template).into_iter().flatten() {
            let literal = format!("{} {}", member.method, member.path);
            families.insert(literal, (*template).to_owned());
        }
    }
    families
}

/// One literal operation of a folded one.
struct Member {
    product: String,
    method: String,
    path: String,
}

/// For each method the largest set of operations on the template that take and answer the same; at
/// least two.
///
/// One product whose call is different stays literal and does not keep the others from being folded,
/// hence the largest set and not all or nothing. Of two equally large sets the one with the later
/// shape wins; either would do, but the same description has to fold the same way each time.
fn uniform(document: &Document, template: &str) -> Vec<Vec<Member>> {
    let mut by_method: BTreeMap<&str, BTreeMap<String, Vec<Member>>> = BTreeMap::new();
    for operation in &document.operations {
        let Some(product) = instance(template, &operation.path) else {
            continue;
        };
        let by_shape = by_method.entry(&operation.method).or_default();
        by_shape.entry(shape(operation)).or_default().push(Member {
            product: product.to_owned(),
            method: operation.method.clone(),
            path: operation.path.clone(),
        });
    }
    by_method
        .into_values()
        .filter_map(|by_shape| by_shape.into_values().max_by_key(Vec::len))
        .filter(|members| members.len() > 1)
        .collect()
}

/// The segment that stands for `{product}` when the path is an instance of the template.
fn instance<'a>(template: &str, path: &'a str) -> Option<&'a str> {
    if template.split('/').count() != path.split('/').count() {
        return None;
    }
    let mut product = None;
    for (expected, segment) in template.split('/').zip(path.split('/')) {
        match expected {
            "{product}" if !segment.starts_with('{') => product = Some(segment),
            _ if expected == segment => {}
            _ => return None,
        }
    }
    product
}

/// What an operation takes and answers, as text that is equal for equal facts: prose and the order of
/// parameters are none. Rights and status are left out on purpose: they are asked for by the literal
/// operation.
fn shape(operation: &Operation) -> String {
    let mut facts = operation.clone();
    facts.schemas_mut().for_each(Schema::leave_prose_out);
    let mut parameters = facts.parameters.unwrap_or_default();
    for parameter in &mut parameters {
        parameter.description = None;
    }
    parameters.sort_by(|a, b| (&a.place, &a.name).cmp(&(&b.place, &b.name)));
    json!([parameters, facts.request_body, facts.responses]).to_string()
}

/// The folded operation takes and answers what its members do, and the product as a last parameter of
/// the path.
fn add_folded(document: &mut Document, family: &Family, template: &str, members: &[Member]) {
    let mut literal = None;
    for member in members {
        if let Some(operation) = document.operation_mut(&member.method, &member.path) {
            operation.folded_into = Some(Folded {
                path: template.to_owned(),
                product: member.product.clone(),
            });
            literal = Some(operation.clone());
        }
    }
    let Some(literal) = literal else { return };
    let product = Parameter {
        name: "product".to_owned(),
        place: "path".to_owned(),
        schema: Schema::referring(family.product),
        required: true,
        description: None,
    };
    let mut parameters = literal.parameters.unwrap_or_default();
    parameters.push(product);
    document.operations.push(Operation {
        method: literal.method,
        path: template.to_owned(),
        parameters: Some(parameters),
        request_body: literal.request_body,
        responses: literal.responses,
        folds: Some(members.len()),
        ..Operation::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_an_instance_when_only_the_product_differs() {
        let template = "/order/cart/{cartId}/{product}/options";
        let cases = [
            ("/order/cart/{cartId}/vps/options", Some("vps")),
            ("/order/cart/{cartId}/vps", None),
            ("/order/cart/{cartId}/item/{itemId}", None),
            ("/order/cart/{cartId}/{itemId}/options", None),
        ];
        for (path, expected) in cases {
            assert_eq!(instance(template, path), expected, "{path}");
        }
    }

    #[test]
    fn the_largest_set_of_equal_shapes_is_folded_and_the_rest_stays() {
        let answering = |what: &str| json!({"get": {"parameters": [], "responses": {"200": {"description": what}}}});
        let mut document = Document::of(json!({"paths": {
            "/order/catalog/public/cloud": answering("offers"),
            "/order/catalog/public/vps": answering("offers"),
            "/order/catalog/public/odd": answering("order")}}));
        let template = "/order/catalog/public/{product}";
        fold(&mut document);
        let found = |path: &str| document.operation("GET", path).unwrap();
        assert_eq!(found(template).folds, Some(2));
        let expected = Folded {
            path: template.to_owned(),
            product: "vps".to_owned(),
        };
        let vps = found("/order/catalog/public/vps");
        assert_eq!(vps.folded_into, Some(expected));
        assert_eq!(found("/order/catalog/public/odd").folded_into, None);
    }

    #[test]
    fn prose_and_the_order_of_parameters_fold_nothing_apart() {
        let call = |words: &str, names: [&str; 2]| {
            let parameters = names.map(|name| {
                json!({"in": "query", "name": name,
                "description": words, "schema": {"type": "string", "description": words}})
            });
            let body = json!({"type": "object", "properties": {"p": {"description": words}}});
            json!({"post": {"summary": words, "parameters": parameters, "requestBody":
                {"content": {"application/json": {"schema": body}}}, "responses": {}}})
        };
        let mut document = Document::of(json!({"paths": {
            "/order/cart/{cartId}/cloud": call("Order a cloud", ["a", "b"]),
            "/order/cart/{cartId}/vps": call("Order a VPS", ["b", "a"])}}));
        fold(&mut document);
        let folded = document.operation("POST", "/order/cart/{cartId}/{product}");
        assert_eq!(folded.unwrap().folds, Some(2));
    }
}
