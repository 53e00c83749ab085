//! The OpenAPI document of what the sandbox emulates, made from the native descriptions.
//!
//! It says what the sandbox answers, also where that is not what is described.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::sandbox::http::description::{Descriptions, Model, Operation, Property};

/// Where the document is, beside the API.
pub const PATH: &str = "/openapi.json";

/// The statuses with which an operation can be refused.
const REFUSALS: [&str; 7] = ["400", "401", "403", "404", "408", "413", "421"];

/// The headers of a signature, by the names of their security schemes.
const SIGNATURE: [(&str, &str); 4] = [
    ("application", "X-Ovh-Application"),
    ("consumer", "X-Ovh-Consumer"),
    ("timestamp", "X-Ovh-Timestamp"),
    ("signature", "X-Ovh-Signature"),
];

/// An operation that is emulated.
pub struct Emulated<'a> {
    pub method: &'a str,
    /// The path template, with a product instead of `{product}`.
    pub path: &'a str,
    /// Who may call it, as the document writes that.
    pub security: Value,
}

/// The document but for the URLs by which a client reaches the sandbox. Making it takes long, and it is
/// the same as long as the sandbox runs.
#[derive(Debug)]
pub struct Document {
    /// As JSON, like the schemas.
    paths: String,
    schemas: String,
}

impl Document {
    /// The document of these operations.
    pub fn of<'a>(
        descriptions: &Descriptions,
        operations: impl Iterator<Item = Emulated<'a>>,
    ) -> Self {
        let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        for emulated in operations {
            let path = match emulated.path.strip_prefix("/v2/") {
                Some(_) => emulated.path.to_owned(),
                None => format!("/v1{}", emulated.path),
            };
            let described = descriptions.operation(emulated.method, emulated.path);
            let operation = operation(descriptions, &emulated, described);
            let methods = paths.entry(path).or_default();
            methods.insert(emulated.method.to_lowercase(), operation);
        }
        let models = descriptions
            .models()
            .filter(|(name, _)| !name.ends_with("<T>"));
        let schemas: Map<_, _> = models
            .map(|(name, model)| (component(name), named(descriptions, model)))
            .collect();
        Self {
            paths: json!(paths).to_string(),
            schemas: json!(schemas).to_string(),
        }
    }

    /// The document for clients that reach the sandbox at `base` and get access tokens at `token_url`.
    pub fn at(&self, base: &str, token_url: &str) -> String {
        let info = json!({
            "title": "What ovh-order sandbox emulates of the OVHcloud API",
            "version": env!("CARGO_PKG_VERSION"),
        });
        let responses = json!({ "Refusal": refusal() });
        let security_schemes = security_schemes(token_url);
        let servers = json!([{ "url": base }]);
        let Self { paths, schemas } = self;
        format!(
            r#"{{"components":{{"responses":{responses},"schemas":{schemas},"securitySchemes":{security_schemes}}},"info":{info},"openapi":"3.0.3","paths":{paths},"servers":{servers}}}"#
        )
    }
}

fn operation(
    descriptions: &Descriptions,
    emulated: &Emulated<'_>,
    described: Option<&Operation>,
) -> Value {
    let mut success = Map::from_iter([("description".to_owned(), json!("Success"))]);
    // What no description has may be anything.
    let answer = described.map_or("any", |operation| &operation.response);
    if answer != "void" {
        success.insert("content".to_owned(), json_of(schema(descriptions, answer)));
    }
    let refusal = json!({ "$ref": "#/components/responses/Refusal" });
    let responses = REFUSALS.map(|status| (status.to_owned(), refusal.clone()));
    let responses = responses
        .into_iter()
        .chain([("200".to_owned(), Value::Object(success))]);
    let words = emulated
        .path
        .split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let mut operation = json!({
        "operationId": format!("{}_{}", emulated.method.to_lowercase(), words.join("_")),
        "parameters": match described {
            Some(operation) => parameters(descriptions, operation),
            None => undescribed_parameters(emulated.path),
        },
        "responses": responses.collect::<Map<_, _>>(),
        "security": emulated.security,
    });
    let body = match described {
        Some(operation) => body(descriptions, operation),
        None => (emulated.method == "POST").then(|| json!({ "content": json_of(json!({})) })),
    };
    if let (Some(body), Value::Object(operation)) = (body, &mut operation) {
        operation.insert("requestBody".to_owned(), body);
    }
    operation
}

fn json_of(schema: Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn parameters(descriptions: &Descriptions, operation: &Operation) -> Value {
    let places = ["path", "query", "header"].into_iter();
    let parameters = places.flat_map(|place| {
        let parameters = operation.parameters_in(place);
        parameters.map(move |parameter| {
            json!({
                "name": parameter.name,
                "in": place,
                "required": parameter.required,
                "schema": schema(descriptions, &parameter.data_type),
            })
        })
    });
    parameters.collect()
}

fn undescribed_parameters(path: &str) -> Value {
    let names = path.split('/').filter_map(|segment| {
        let name = segment.strip_prefix('{')?;
        name.strip_suffix('}')
    });
    names
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect()
}

/// The body that an operation takes. As live, it has no other fields, and those that are optional can be
/// `null`.
fn body(descriptions: &Descriptions, operation: &Operation) -> Option<Value> {
    let mut fields = BTreeMap::new();
    for parameter in operation.parameters_in("body") {
        match &parameter.name {
            Some(name) => {
                let field = Property::sent(&parameter.data_type, parameter.required);
                fields.insert(name.clone(), field);
            }
            None => {
                let model = descriptions.model(&parameter.data_type)?;
                let sent = model
                    .properties
                    .iter()
                    .filter(|(_, field)| !field.read_only);
                fields.extend(sent.map(|(name, field)| {
                    (
                        name.clone(),
                        Property::sent(&field.data_type, field.required),
                    )
                }));
            }
        }
    }
    let is_required = fields.values().any(|field| field.required);
    let mut schema = object(descriptions, &fields);
    schema.insert("additionalProperties".to_owned(), json!(false));
    (!fields.is_empty())
        .then(|| json!({ "required": is_required, "content": json_of(Value::Object(schema)) }))
}

fn named(descriptions: &Descriptions, model: &Model) -> Value {
    match model.values() {
        Some(values) => {
            let kind = if model.is_long() { "integer" } else { "string" };
            json!({ "type": kind, "enum": values })
        }
        None => Value::Object(object(descriptions, &model.properties)),
    }
}

fn object(descriptions: &Descriptions, fields: &BTreeMap<String, Property>) -> Map<String, Value> {
    let properties: Map<_, _> = fields
        .iter()
        .map(|(name, field)| (name.clone(), property(descriptions, field)))
        .collect();
    let needed = fields.iter().filter(|(_, field)| field.required);
    let needed: Vec<_> = needed.map(|(name, _)| name).collect();
    let mut object = Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), json!(properties)),
    ]);
    if !needed.is_empty() {
        object.insert("required".to_owned(), json!(needed));
    }
    object
}

fn property(descriptions: &Descriptions, field: &Property) -> Value {
    let mut schema = schema(descriptions, &field.data_type);
    if !field.can_be_null {
        return schema;
    }
    // `nullable` counts only beside a `type`.
    if schema.get("$ref").is_some() {
        return json!({ "anyOf": [schema, { "enum": [null] }] });
    }
    if let Value::Object(schema) = &mut schema {
        schema.insert("nullable".to_owned(), json!(true));
    }
    schema
}

fn schema(descriptions: &Descriptions, kind: &str) -> Value {
    if let Some(element) = kind.strip_suffix("[]") {
        return json!({ "type": "array", "items": schema(descriptions, element) });
    }
    if let Some(value) = kind.strip_prefix("map[string]") {
        let values = schema(descriptions, value);
        return json!({ "type": "object", "additionalProperties": values });
    }
    if descriptions.model(kind).is_some() {
        return json!({ "$ref": format!("#/components/schemas/{}", component(kind)) });
    }
    match kind {
        "any" => json!({}),
        "long" => json!({ "type": "integer", "format": "int64" }),
        "double" => json!({ "type": "number" }),
        "boolean" => json!({ "type": "boolean" }),
        "datetime" => json!({ "type": "string", "format": "date-time" }),
        "date" | "duration" | "password" | "uuid" => json!({ "type": "string", "format": kind }),
        _ => json!({ "type": "string" }),
    }
}

/// `complexType.UnitAndValue<long>` as a component can be named.
fn component(name: &str) -> String {
    name.replace('<', "_").replace('>', "")
}

/// That a call has every header of a signature.
pub fn signed() -> Value {
    SIGNATURE
        .map(|(name, _)| (name.to_owned(), json!([])))
        .into_iter()
        .collect()
}

fn security_schemes(token_url: &str) -> Value {
    let token = json!({
        "type": "oauth2",
        "flows": { "clientCredentials": { "tokenUrl": token_url, "scopes": { "all": "Every operation" } } },
    });
    let headers = SIGNATURE.map(|(name, header)| {
        (
            name.to_owned(),
            json!({ "type": "apiKey", "in": "header", "name": header }),
        )
    });
    headers
        .into_iter()
        .chain([("token".to_owned(), token)])
        .collect()
}

fn refusal() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "description": "Refused; nothing was done",
        "content": json_of(json!({
            "type": "object",
            "required": ["message"],
            "properties": {
                "class": text, "errorCode": text, "httpCode": text, "message": text,
                "details": { "type": "object" },
            },
        })),
    })
}
