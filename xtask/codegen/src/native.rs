//! The native form of an API description, as OVHcloud serves it at `{base}/order.json`.
//!
//! The form has changed over the years. A key that some versions leave out is read as the default
//! that the others write.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::error::Result;
use crate::json;

/// One section of the API, such as `/order`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Version of the API, such as `1.0`.
    pub api_version: Option<String>,
    /// Base address of the API this was read from.
    pub base_path: String,
    /// Path of the section, such as `/order`.
    pub resource_path: String,
    /// Paths with their operations.
    #[serde(default, deserialize_with = "or_default")]
    pub apis: Vec<Path>,
    /// Models and enums by full name.
    #[serde(default, deserialize_with = "or_default")]
    pub models: BTreeMap<String, Model>,
}

impl Description {
    /// Every operation, with its path.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &Operation)> {
        self.apis.iter().flat_map(|path| {
            let operations = path.operations.iter();
            operations.map(|operation| (path.path.as_str(), operation))
        })
    }
}

/// One path and the operations on it.
#[derive(Clone, Debug, Deserialize)]
pub struct Path {
    /// Path template, such as `/order/cart/{cartId}`.
    pub path: String,
    /// Its operations, one for each method.
    #[serde(default, deserialize_with = "or_default")]
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub http_method: String,
    /// Whether it may be called without credentials.
    #[serde(default, deserialize_with = "or_default")]
    pub no_authentication: bool,
    /// Path, query, header and body parameters in the order of the description.
    #[serde(default, deserialize_with = "or_default")]
    pub parameters: Vec<Parameter>,
    /// Type of the answer; `void` when there is none.
    #[serde(default = "void", deserialize_with = "or_void")]
    pub response_type: String,
    /// Type of the answer by HTTP status; since 2026-07.
    #[serde(default, deserialize_with = "or_default")]
    pub response_types: BTreeMap<String, String>,
    /// Life-cycle status.
    pub api_status: Option<Status>,
    /// IAM actions a caller needs.
    #[serde(default, deserialize_with = "or_default")]
    pub iam_actions: Vec<Action>,
    /// Classes of errors that it may answer, such as `Client::NotFound::CartNotFound`.
    #[serde(default, deserialize_with = "or_default")]
    pub errors: Vec<Value>,
    /// What the operation does, in OVHcloud's words.
    #[serde(default, deserialize_with = "words")]
    pub description: Option<String>,
    /// More of it.
    #[serde(default, deserialize_with = "words")]
    pub long_description: Option<String>,
    /// Regions whose API has it, of a description that was united from several.
    #[serde(skip)]
    pub regions: Vec<String>,
}

impl Operation {
    /// What it answers on success; since 2026-07 the status may say it alone.
    #[must_use]
    pub fn answer(&self) -> &str {
        self.response_types
            .get("200")
            .unwrap_or(&self.response_type)
    }

    /// Whether its body is one whole model instead of named fields.
    pub(crate) fn takes_one_model(&self) -> bool {
        let mut parameters = self.parameters.iter();
        parameters.any(|one| one.param_type == "body" && one.name.is_none())
    }

    /// Everything that it answers, by whatever status.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        let by_status = self.response_types.values();
        by_status.chain([&self.response_type]).map(String::as_str)
    }
}

/// An IAM action that a caller needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Action {
    /// Its name, such as `account:apiovh:order/cart/get`.
    pub name: String,
    /// Whether the call is refused without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// What it allows, in OVHcloud's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Action {
    /// Whether the call is refused without it; one that does not say so is optional.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required.unwrap_or_default()
    }
}

/// Life-cycle status of an operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// `PRODUCTION`, `BETA`, `ALPHA`, `DEPRECATED`, …
    pub value: String,
    /// The status in OVHcloud's words.
    #[serde(default, deserialize_with = "words")]
    pub description: Option<String>,
    /// When it was deprecated.
    pub deprecated_date: Option<String>,
    /// When it will be, or was to be, deleted.
    pub deletion_date: Option<String>,
    /// Path of the operation that replaces it.
    pub replacement: Option<String>,
}

/// One parameter of an operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Its name; a body that is one whole model has none.
    pub name: Option<String>,
    /// Its type.
    pub data_type: String,
    /// Its type with what `dataType` flattens, such as `duration`.
    pub full_type: Option<String>,
    /// `path`, `query`, `header` or `body`.
    pub param_type: String,
    /// Whether it must be given.
    #[serde(default, deserialize_with = "or_default")]
    pub required: bool,
    /// What it means, in OVHcloud's words.
    #[serde(default, deserialize_with = "words")]
    pub description: Option<String>,
}

impl Parameter {
    /// The type with the most to say.
    #[must_use]
    pub fn full_type(&self) -> &str {
        self.full_type.as_deref().unwrap_or(&self.data_type)
    }

    /// Place and name: `query expire`, `body quantity`; `body` for a whole one.
    pub(crate) fn label(&self) -> String {
        let name = self.name.iter().map(|name| format!(" {name}"));
        self.param_type.clone() + &name.collect::<String>()
    }
}

/// A model with properties, or an enum.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// Values of an enum: text or whole numbers, which newer descriptions write as text.
    #[serde(rename = "enum")]
    pub values: Option<Vec<Value>>,
    /// `string`, `long` or `int`; some descriptions leave it out.
    pub enum_type: Option<String>,
    /// Names of the type parameters, such as `T`.
    pub generics: Option<Vec<String>>,
    /// Properties of a model.
    #[serde(default, deserialize_with = "or_default")]
    pub properties: BTreeMap<String, Property>,
    /// What it is, in OVHcloud's words.
    #[serde(default, deserialize_with = "words")]
    pub description: Option<String>,
}

/// What a model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A structure with properties.
    Structure,
    /// An enum of texts.
    Texts,
    /// An enum of whole numbers.
    Numbers,
}

impl Model {
    /// What it is; the values decide where an enum does not say it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let Some(values) = &self.values else {
            return Kind::Structure;
        };
        let numbers = match self.enum_type.as_deref() {
            Some(kind) => ["long", "int"].contains(&kind),
            None => !values.is_empty() && values.iter().all(Value::is_i64),
        };
        if numbers { Kind::Numbers } else { Kind::Texts }
    }

    /// The values of an enum as texts.
    pub(crate) fn texts(&self) -> BTreeSet<String> {
        self.values.iter().flatten().map(text).collect()
    }

    /// Whether it states the same facts as another one, whatever the prose says.
    pub(crate) fn says_as(&self, other: &Self) -> bool {
        let (properties, others) = (&self.properties, &other.properties);
        self.kind() == other.kind()
            && self.texts() == other.texts()
            && properties.keys().eq(others.keys())
            && properties
                .values()
                .zip(others.values())
                .all(|(one, other)| one.says_as(other))
    }
}

/// A value of an enum as text: some descriptions write numbers, others the same numbers as text.
#[must_use]
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// One property of a model.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Its type with what `type` flattens.
    pub full_type: Option<String>,
    /// Whether `null` is a value of it.
    #[serde(default, deserialize_with = "or_default")]
    pub can_be_null: bool,
    /// Whether only the API sets it.
    #[serde(default, deserialize_with = "or_default")]
    pub read_only: bool,
    /// Whether it must be there.
    #[serde(default, deserialize_with = "or_default")]
    pub required: bool,
    /// What it means, in OVHcloud's words.
    #[serde(default, deserialize_with = "words")]
    pub description: Option<String>,
}

impl Property {
    /// The type with the most to say.
    #[must_use]
    pub fn full_type(&self) -> &str {
        self.full_type.as_deref().unwrap_or(&self.data_type)
    }

    fn says_as(&self, other: &Self) -> bool {
        Type::parse(self.full_type()) == Type::parse(other.full_type())
            && self.can_be_null == other.can_be_null
            && self.read_only == other.read_only
            && self.required == other.required
    }
}

/// Reads a native description; `what` names it in errors.
///
/// # Errors
/// [`Error::Json`] when the text is not a native description.
pub fn read(what: &str, text: &str) -> Result<Description> {
    json::read(what, text)
}

fn void() -> String {
    "void".to_owned()
}

/// A key whose value is `null` says as little as one that is missing.
fn or_default<'de, D, T>(deserializer: D) -> std::result::Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Empty words say nothing.
fn words<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<String>, D::Error> {
    let words: Option<String> = Option::deserialize(deserializer)?;
    Ok(words.filter(|words| !words.is_empty()))
}

fn or_void<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(void))
}

/// A type as the native form writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type<'a> {
    /// No value.
    Void,
    /// A list, written `X[]` or `[]X`.
    Array(Box<Type<'a>>),
    /// A map, written `map[string]X`. Its keys are texts, of an enum where that stands for `string`.
    Map(Box<Type<'a>>),
    /// Anything else: a primitive, or the full name of a model, generics included.
    Name(&'a str),
}

impl<'a> Type<'a> {
    /// Takes a written type apart; `prefix:type` is the type behind the colon.
    #[must_use]
    pub fn parse(written: &'a str) -> Self {
        let written = written.trim();
        if written.is_empty() || written == "void" {
            return Self::Void;
        }
        if let Some((_, value)) = written
            .strip_prefix("map[")
            .and_then(|map| map.split_once(']'))
        {
            return Self::Map(Box::new(Self::parse(value)));
        }
        let item = written.strip_prefix("[]");
        if let Some(item) = item.or_else(|| written.strip_suffix("[]")) {
            return Self::Array(Box::new(Self::parse(item)));
        }
        match behind_prefix(written) {
            Some(name) => Self::parse(name),
            None => Self::Name(written),
        }
    }

    /// The name inside all lists and maps; `None` for `void`.
    #[must_use]
    pub fn name(self) -> Option<&'a str> {
        match self {
            Self::Void => None,
            Self::Array(inner) | Self::Map(inner) => inner.name(),
            Self::Name(name) => Some(name),
        }
    }
}

impl fmt::Display for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Void => f.write_str("void"),
            Self::Name(name) => f.write_str(name),
            Self::Map(value) => write!(f, "map[string]{value}"),
            Self::Array(item) => f.write_str(&list(&item.to_string())),
        }
    }
}

/// A list of something; a list of maps is written `[]map[string]X`, since `map[string]X[]` is a map
/// of lists.
pub(crate) fn list(item: &str) -> String {
    if item.starts_with("map[") || item.starts_with("[]") {
        format!("[]{item}")
    } else {
        format!("{item}[]")
    }
}

/// What stands behind the colon of `prefix:type`; a colon inside `<…>` belongs to an argument.
fn behind_prefix(written: &str) -> Option<&str> {
    let head = written.split('<').next().unwrap_or(written);
    let colon = head.rfind(':')?;
    written.get(colon + 1..)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_enum_is_of_numbers_when_it_says_so_or_its_values_are() {
        let cases = [
            (json!({"enum": ["1"], "enumType": "long"}), Kind::Numbers),
            (json!({"enum": [1], "enumType": "int"}), Kind::Numbers),
            (json!({"enum": [1, 2]}), Kind::Numbers),
            (json!({"enum": [1, 2], "enumType": null}), Kind::Numbers),
            (json!({"enum": ["1"]}), Kind::Texts),
            (json!({"enum": [1], "enumType": "string"}), Kind::Texts),
            (json!({"enum": []}), Kind::Texts),
            (json!({"enum": null}), Kind::Structure),
            (json!({"properties": null}), Kind::Structure),
        ];
        for (model, expected) in cases {
            let read: Model = serde_json::from_value(model.clone()).unwrap();
            assert_eq!(read.kind(), expected, "{model}");
        }
    }

    #[test]
    fn a_page_that_is_no_description_is_refused() {
        let error = read("page", "{\"message\": \"not found\"}").unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(error.to_string(), "page is not valid");
        assert!(cause.starts_with("missing field `basePath`"), "{cause}");
    }

    #[test]
    fn written_types_are_taken_apart() {
        let name = |name| Type::Name(name);
        let array = |item| Type::Array(Box::new(item));
        let cases = [
            ("void", Type::Void),
            ("", Type::Void),
            ("long", name("long")),
            ("order.cart.Item", name("order.cart.Item")),
            ("string[]", array(name("string"))),
            ("long[][]", array(array(name("long")))),
            ("[]iam.TagFilter", array(name("iam.TagFilter"))),
            ("map[string]long", Type::Map(Box::new(name("long")))),
            ("map[string]a.B[]", Type::Map(Box::new(array(name("a.B"))))),
            ("map[a.E]long", Type::Map(Box::new(name("long")))),
            ("map[string][]a.B", Type::Map(Box::new(array(name("a.B"))))),
            ("coreTypes.ServiceId:long", name("long")),
            ("a.U<coreTypes.Id:long>", name("a.U<coreTypes.Id:long>")),
            (
                "x:a.U<coreTypes.Id:long>[]",
                array(name("a.U<coreTypes.Id:long>")),
            ),
            (
                "complexType.UnitAndValue<long>",
                name("complexType.UnitAndValue<long>"),
            ),
        ];
        for (written, expected) in cases {
            assert_eq!(Type::parse(written), expected, "{written}");
        }
    }
}
