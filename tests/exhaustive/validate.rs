//! Judges a request by the native description alone: path, query, headers and body.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::harness::Arguments;
use crate::native::{Description, Models, Operation, Parameter, Place};
use crate::schema;
use crate::wire::Received;

/// JSON Schemas of each operation, made once.
pub struct Validator<'a> {
    operation: &'a Operation,
    body: Option<jsonschema::Validator>,
    parameters: BTreeMap<&'a str, jsonschema::Validator>,
}

impl<'a> Validator<'a> {
    pub fn new(description: &'a Description, operation: &'a Operation) -> Self {
        let models = &description.models;
        let outside = operation
            .parameters
            .iter()
            .filter(|p| p.place != Place::Body);
        Self {
            operation,
            body: schema::body(models, operation).map(|schema| compiled(&schema)),
            parameters: outside
                .map(|p| (p.argument(), parameter(models, p)))
                .collect(),
        }
    }

    /// Whether the request is the operation with these arguments.
    pub fn check(&self, arguments: &Arguments, received: &Received) -> Result<(), String> {
        let (path, query) = received
            .target
            .split_once('?')
            .unwrap_or((&received.target, ""));
        equal("method", &received.method, &self.operation.method)?;
        self.path(arguments, path)?;
        self.query(arguments, query)?;
        self.headers(arguments, received)?;
        self.body(arguments, &received.body)?;
        self.parameters.iter().try_for_each(|(name, schema)| {
            let given = arguments.get(*name);
            given.map_or(Ok(()), |value| valid(name, schema, value))
        })
    }

    /// Each segment is the template's, or the argument once it is decoded.
    fn path(&self, arguments: &Arguments, path: &str) -> Result<(), String> {
        let template = format!("/v1{}", self.operation.path);
        let expected = template.split('/').map(|segment| {
            let name = segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'));
            name.map_or_else(|| segment.to_owned(), |name| plain(&arguments[name]))
        });
        let segments = path.split('/').map(|segment| {
            let decoded = percent_decode_str(segment).decode_utf8().unwrap();
            decoded.into_owned()
        });
        equal("path", &segments.collect::<Vec<_>>(), &expected.collect())
    }

    /// Each argument once, of a list each item in its order; nothing else.
    fn query(&self, arguments: &Arguments, query: &str) -> Result<(), String> {
        let mut expected = Vec::new();
        for parameter in self.operation.of(Place::Query) {
            let name = parameter.argument();
            match arguments.get(name) {
                Some(Value::Array(items)) => {
                    expected.extend(items.iter().map(|item| (name.to_owned(), plain(item))));
                }
                given => expected.extend(given.map(|value| (name.to_owned(), plain(value)))),
            }
        }
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        let mut pairs: Vec<_> = pairs.collect();
        // Stable: of one name the order counts.
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        equal("query", &pairs, &expected)
    }

    fn headers(&self, arguments: &Arguments, received: &Received) -> Result<(), String> {
        self.operation.of(Place::Header).try_for_each(|parameter| {
            let name = parameter.argument();
            let expected = arguments.get(name).map(plain);
            let given = received.header(&name.to_lowercase()).map(str::to_owned);
            equal(name, &given, &expected)
        })
    }

    /// What was given, and nothing that the description does not allow.
    fn body(&self, arguments: &Arguments, body: &[u8]) -> Result<(), String> {
        let Some(schema) = &self.body else {
            return equal("body", body, b"");
        };
        let sent: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        valid("body", schema, &sent)?;
        let nothing = json!({});
        equal("body", &sent, arguments.get("body").unwrap_or(&nothing))
    }
}

fn parameter(models: &Models, parameter: &Parameter) -> jsonschema::Validator {
    compiled(&schema::parameter(models, parameter))
}

fn compiled(schema: &Value) -> jsonschema::Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).unwrap()
}

fn valid(what: &str, schema: &jsonschema::Validator, value: &Value) -> Result<(), String> {
    let outcome = schema.validate(value);
    outcome.map_err(|error| format!("{what}: {error} at `{}` in {value}", error.instance_path()))
}

/// A value as it stands in a URL or a header.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn equal<T: PartialEq + std::fmt::Debug + ?Sized>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {found:?} instead of {expected:?}"))
}
