//! Folds uniform families: products that share the same calls become one call with a `product`.
//!
//! The literal operations stay in the document and say which folded one they are an instance of;
//! nothing about them is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::operation::METHODS;

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
pub fn products() -> Vec<&'static str> {
    FAMILIES.iter().map(|family| family.product).collect()
}

/// One literal operation of a folded one.
struct Member {
    product: String,
    path: String,
}

/// Adds the folded operations and the enums of their products, of the families that the document
/// has.
///
/// # Errors
/// [`Error::StaleChoice`] when it must have all and lacks one.
pub fn fold(document: &mut Value, expected: Expected) -> Result<()> {
    for family in FAMILIES {
        let mut products = BTreeSet::new();
        for template in family.templates {
            for method in METHODS {
                let members = uniform(document, template, method);
                products.extend(members.iter().map(|member| member.product.clone()));
                add_folded(document, family, template, method, &members);
            }
        }
        if !products.is_empty() {
            let native = family.templates.first();
            document["components"]["schemas"][family.product] =
                json!({"type": "string", "enum": products, "x-native-name": native});
        } else if expected == Expected::All {
            let what = format!("the family of {}", family.product);
            return Err(Error::StaleChoice { what });
        }
    }
    Ok(())
}

/// Which of the listed families and boxes a document must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// All of them: the document is the whole of what is vendored.
    All,
    /// Those that it has: the document is one section.
    Some,
}

/// The template that each literal operation, `METHOD path`, would be folded into.
pub(crate) fn families(document: &Value) -> BTreeMap<String, String> {
    let templates = FAMILIES.iter().flat_map(|family| family.templates);
    let calls =
        templates.flat_map(|template| METHODS.iter().map(move |method| (*template, *method)));
    let folded = calls.flat_map(|(template, method)| {
        let members = uniform(document, template, method).into_iter();
        members.map(move |member| {
            let literal = format!("{} {}", method.to_uppercase(), member.path);
            (literal, template.to_owned())
        })
    });
    folded.collect()
}

/// The largest set of operations on the template that take and answer the same; at least two.
fn uniform(document: &Value, template: &str, method: &str) -> Vec<Member> {
    let mut by_shape: BTreeMap<String, Vec<Member>> = BTreeMap::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let (Some(product), Some(operation)) = (instance(template, path), item.get(method)) else {
            continue;
        };
        let member = Member {
            product: product.to_owned(),
            path: path.clone(),
        };
        by_shape.entry(shape(operation)).or_default().push(member);
    }
    let largest = by_shape.into_values().max_by_key(Vec::len);
    largest
        .filter(|members| members.len() > 1)
        .unwrap_or_default()
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

/// What an operation takes and answers, as text that is equal for equal shapes.
fn shape(operation: &Value) -> String {
    let parts = ["parameters", "requestBody", "responses"];
    json!(parts.map(|part| operation.get(part))).to_string()
}

fn add_folded(
    document: &mut Value,
    family: &Family,
    template: &str,
    method: &str,
    members: &[Member],
) {
    let Some(first) = members.first() else { return };
    let literal = &document["paths"][&first.path][method];
    let reference = format!("#/components/schemas/{}", family.product);
    let product =
        json!({"in": "path", "name": "product", "required": true, "schema": {"$ref": reference}});
    let declared = literal.get("parameters").and_then(Value::as_array);
    let parameters: Vec<_> = declared
        .into_iter()
        .flatten()
        .cloned()
        .chain([product])
        .collect();
    let folded = json!({
        "parameters": parameters,
        "requestBody": literal.get("requestBody"),
        "responses": literal.get("responses"),
        "x-folds": members.len(),
    });
    document["paths"][template][method] = without_nulls(folded);
    for member in members {
        document["paths"][&member.path][method]["x-folded-into"] =
            json!({"path": template, "product": member.product});
    }
}

fn without_nulls(mut object: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    object
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
        let uniform = json!({"get": {"parameters": [], "responses": {"200": "offers"}}});
        let odd = json!({"get": {"parameters": [], "responses": {"200": "order"}}});
        let mut document = json!({"components": {"schemas": {}}, "paths": {
            "/order/catalog/public/cloud": uniform, "/order/catalog/public/vps": uniform,
            "/order/catalog/public/odd": odd}});
        let template = "/order/catalog/public/{product}";
        let family = Family {
            product: "P",
            templates: &[],
        };
        let members = super::uniform(&document, template, "get");
        add_folded(&mut document, &family, template, "get", &members);
        let paths = &document["paths"];
        assert_eq!(paths[template]["get"]["x-folds"], 2);
        assert_eq!(
            paths["/order/catalog/public/vps"]["get"]["x-folded-into"],
            json!({"path": template, "product": "vps"})
        );
        assert_eq!(paths["/order/catalog/public/odd"], odd);
    }
}
