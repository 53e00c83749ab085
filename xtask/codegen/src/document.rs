//! The OpenAPI document between OVHcloud's descriptions and the client's code, as types.
//!
//! `schema/openapi.json` is one. Rendering makes it, each step of `prepare` changes it, `select`
//! cuts it down and `generate` writes code from it. It has the part of OpenAPI that these need, and
//! what else they have to know about an operation or a schema in keys that begin with `x-`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Not;

use heck::ToUpperCamelCase;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::json;
use crate::native::Action;

/// Operations and schemas of the API.
///
/// In memory the operations are one list; written down they stand by path and method.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Document {
    /// Title and version.
    pub info: Value,
    /// Addresses of the API.
    pub servers: Value,
    /// Models, enums and scalars by name.
    pub schemas: BTreeMap<String, Schema>,
    /// Every operation, by path and method; folded ones included.
    pub operations: Vec<Operation>,
}

impl Document {
    /// Reads a document; `what` names it in the error.
    ///
    /// # Errors
    /// [`Error::Json`] with line and column when the text is not such a document.
    pub fn read(what: &str, text: &str) -> Result<Self> {
        json::read(what, text)
    }

    /// The document as [`json::write`] lays it out.
    ///
    /// # Errors
    /// [`Error::Json`] when it cannot be written, which no document is known to cause.
    pub fn text(&self) -> Result<String> {
        json::write(&self.value()?)
    }

    pub(crate) fn value(&self) -> Result<Value> {
        serde_json::to_value(self).map_err(|source| Error::Json {
            what: "the document to write".to_owned(),
            source,
        })
    }

    /// The operation of a call.
    #[must_use]
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.method == method && operation.path == path)
    }

    pub(crate) fn operation_mut(&mut self, method: &str, path: &str) -> Option<&mut Operation> {
        self.operations
            .iter_mut()
            .find(|operation| operation.method == method && operation.path == path)
    }

    /// The folded operation that a literal one is an instance of.
    #[must_use]
    pub fn folded(&self, literal: &Operation) -> Option<&Operation> {
        let into = literal.folded_into.as_ref()?;
        self.operation(&literal.method, &into.path)
    }

    /// The Rust type of an operation's body. Code is generated for folded operations alone, so a
    /// literal one takes the type of its folded one.
    #[must_use]
    pub fn body_type(&self, operation: &Operation) -> Option<String> {
        let generated = self.folded(operation).unwrap_or(operation);
        let body = generated.body()?;
        if body.properties.is_some() {
            // The generator names an inline body after its operation.
            return Some(format!("{}Body", generated.id.to_upper_camel_case()));
        }
        Some(body.rust_type())
    }

    /// Puts the operations in order, after some were added.
    pub(crate) fn sort(&mut self) {
        self.operations
            .sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    }

    pub(crate) fn property_mut(&mut self, model: &str, property: &str) -> Option<&mut Schema> {
        let properties = self.schemas.get_mut(model)?.properties.as_mut()?;
        properties.get_mut(property)
    }

    /// Names of the schemas that one part of any operation reaches, such as [`Operation::answer`].
    pub fn reachable<'a, S>(&'a self, part: impl Fn(&'a Operation) -> S) -> BTreeSet<String>
    where
        S: IntoIterator<Item = &'a Schema>,
    {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&Schema> = self.operations.iter().flat_map(part).collect();
        while let Some(schema) = open.pop() {
            open.extend(schema.inner());
            if let Some(name) = &schema.reference
                && reached.insert(name.clone())
            {
                open.extend(self.schemas.get(name));
            }
        }
        reached
    }
}

/// One operation of the API, or a folded one that stands for several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Operation {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    #[serde(skip)]
    pub method: String,
    /// Path template, such as `/order/cart/{cartId}`.
    #[serde(skip)]
    pub path: String,
    /// Name of the Rust method.
    #[serde(rename = "operationId", skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What it does, in OVHcloud's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Its documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Parameters of path, query and headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<Parameter>>,
    /// What it takes; [`Operation::body`] has the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_body: Option<Body>,
    /// What it answers by status; [`Operation::answer`] has the schema of success.
    pub responses: BTreeMap<String, Response>,
    /// There when the API refuses it without credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<Value>,
    /// Whether it is to be deleted.
    #[serde(skip_serializing_if = "Not::not")]
    pub deprecated: bool,
    /// Life-cycle status, such as `PRODUCTION`.
    #[serde(rename = "x-status", skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// How OVHcloud's rendering shows the status.
    #[serde(rename = "x-badges", skip_serializing_if = "Vec::is_empty")]
    pub(crate) badges: Vec<Badge>,
    /// When it was deprecated.
    #[serde(rename = "x-deprecation-date", skip_serializing_if = "Option::is_none")]
    pub deprecated_since: Option<String>,
    /// When it will be, or was to be, deleted.
    #[serde(rename = "x-deletion-date", skip_serializing_if = "Option::is_none")]
    pub deletion: Option<String>,
    /// Path that replaces it.
    #[serde(
        rename = "x-replacement-route",
        skip_serializing_if = "Option::is_none"
    )]
    pub replacement: Option<String>,
    /// IAM actions that a caller needs.
    #[serde(rename = "x-iam-actions", skip_serializing_if = "Vec::is_empty")]
    pub iam_actions: Vec<Action>,
    /// The model behind the ids that it lists.
    #[serde(
        rename = "x-expanded-response",
        skip_serializing_if = "Option::is_none"
    )]
    pub expanded: Option<String>,
    /// Cargo feature that enables the method.
    #[serde(rename = "x-feature", skip_serializing_if = "String::is_empty")]
    pub feature: String,
    /// Regions whose API has it: `eu`, `ca`, `us`.
    #[serde(rename = "x-regions", skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Of how many literal operations it is the folded form; `None` for an operation of the API.
    #[serde(rename = "x-folds", skip_serializing_if = "Option::is_none")]
    pub folds: Option<usize>,
    /// The folded operation that it is an instance of.
    #[serde(rename = "x-folded-into", skip_serializing_if = "Option::is_none")]
    pub folded_into: Option<Folded>,
}

impl Operation {
    /// The schema of what it takes.
    #[must_use]
    pub fn body(&self) -> Option<&Schema> {
        Some(&self.request_body.as_ref()?.content.json.schema)
    }

    pub(crate) fn body_mut(&mut self) -> Option<&mut Schema> {
        Some(&mut self.request_body.as_mut()?.content.json.schema)
    }

    /// The schema of what it answers on success.
    #[must_use]
    pub fn answer(&self) -> Option<&Schema> {
        let content = self.responses.get("200")?.content.as_ref()?;
        Some(&content.json.schema)
    }

    /// The Rust type of what it answers; `()` when that is nothing.
    #[must_use]
    pub fn answer_type(&self) -> String {
        self.answer()
            .map_or_else(|| "()".to_owned(), Schema::rust_type)
    }

    /// The schemas of its parameters.
    pub fn given(&self) -> impl Iterator<Item = &Schema> {
        self.parameters
            .iter()
            .flatten()
            .map(|parameter| &parameter.schema)
    }

    /// Every schema that it takes or answers.
    pub(crate) fn schemas_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        let parameters = self.parameters.iter_mut().flatten();
        let answers = self.responses.values_mut();
        let bodies = self.request_body.iter_mut().map(|body| &mut body.content);
        bodies
            .chain(answers.filter_map(|answer| answer.content.as_mut()))
            .map(|content| &mut content.json.schema)
            .chain(parameters.map(|parameter| &mut parameter.schema))
    }

    /// The call, such as `GET /me`.
    #[must_use]
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// A coloured word or sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Badge {
    pub color: String,
    pub label: String,
}

/// Which folded operation a literal one is an instance of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folded {
    /// Path template of the folded operation, with `{product}`.
    pub path: String,
    /// The product's value.
    pub product: String,
}

/// One parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameter {
    /// Its name in the API.
    pub name: String,
    /// `path`, `query` or `header`.
    #[serde(rename = "in")]
    pub place: String,
    /// Its type.
    pub schema: Schema,
    /// Whether it must be given.
    #[serde(skip_serializing_if = "Not::not")]
    pub required: bool,
    /// Its documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What an operation takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// The body.
    pub content: Content,
}

impl Body {
    pub(crate) fn of(schema: Schema) -> Self {
        Self {
            required: true,
            content: Content::of(schema),
        }
    }
}

/// What an operation answers with one status.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Response {
    /// What the status means.
    pub description: String,
    /// The body; none when it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
}

/// A JSON body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    #[serde(rename = "application/json")]
    json: Media,
}

impl Content {
    pub(crate) fn of(schema: Schema) -> Self {
        Self {
            json: Media { schema },
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Media {
    schema: Schema,
}

/// The type of a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Schema {
    /// The named schema that it is, alone.
    #[serde(rename = "$ref", with = "reference")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The named schema that it is, when other facts stand beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<Schema>,
    /// `string`, `integer`, `number`, `boolean`, `array` or `object`; any value without.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Which texts or numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Values of an enum.
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Value>>,
    /// What a list holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// What a map with text keys holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Box<Schema>>,
    /// Properties of a model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, Schema>>,
    /// Properties that must be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// Whether `null` is a value of it.
    #[serde(skip_serializing_if = "Not::not")]
    pub nullable: bool,
    /// Whether only the API sets it.
    #[serde(skip_serializing_if = "Not::not")]
    pub read_only: bool,
    /// Its documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its name in the native description.
    #[serde(rename = "x-native-name", skip_serializing_if = "Option::is_none")]
    pub native_name: Option<String>,
    /// Whether the enum keeps values that it does not know.
    #[serde(rename = "x-open", skip_serializing_if = "Not::not")]
    pub open: bool,
    /// Whether answers hold it in a box.
    #[serde(rename = "x-boxed", skip_serializing_if = "Not::not")]
    pub boxed: bool,
}

impl Schema {
    pub(crate) fn of_kind(kind: &str) -> Self {
        Self {
            kind: Some(kind.to_owned()),
            ..Self::default()
        }
    }

    pub(crate) fn of_format(kind: &str, format: &str) -> Self {
        Self {
            format: Some(format.to_owned()),
            ..Self::of_kind(kind)
        }
    }

    pub(crate) fn referring(name: &str) -> Self {
        Self {
            reference: Some(name.to_owned()),
            ..Self::default()
        }
    }

    pub(crate) fn list(item: Self) -> Self {
        Self {
            items: Some(Box::new(item)),
            ..Self::of_kind("array")
        }
    }

    pub(crate) fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or_default()
    }

    pub(crate) fn format(&self) -> &str {
        self.format.as_deref().unwrap_or_default()
    }

    /// The schemas that stand in it.
    fn inner(&self) -> impl Iterator<Item = &Self> {
        let held = self.items.iter().chain(&self.additional_properties);
        let properties = self.properties.iter().flat_map(BTreeMap::values);
        properties.chain(&self.all_of).chain(held.map(Box::as_ref))
    }

    /// The schemas that stand in it, to be changed.
    pub(crate) fn inner_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        let held = self.items.iter_mut().chain(&mut self.additional_properties);
        let properties = self.properties.iter_mut().flat_map(BTreeMap::values_mut);
        properties
            .chain(&mut self.all_of)
            .chain(held.map(Box::as_mut))
    }

    /// Keeps what it states, without words about it.
    pub(crate) fn leave_prose_out(&mut self) {
        self.description = None;
        self.inner_mut().for_each(Self::leave_prose_out);
    }

    /// How the client writes it as a Rust type.
    #[must_use]
    pub fn rust_type(&self) -> String {
        if let Some(name) = &self.reference {
            return name.clone();
        }
        if let Some(inner) = self.all_of.first() {
            return inner.rust_type();
        }
        match (self.kind(), self.format()) {
            ("array", _) => format!("Vec<{}>", Self::held(self.items.as_deref())),
            ("object", _) => {
                let value = Self::held(self.additional_properties.as_deref());
                format!("HashMap<String, {value}>")
            }
            ("integer", "int32") => "i32".to_owned(),
            ("integer", _) => "i64".to_owned(),
            ("number", _) => "f64".to_owned(),
            ("boolean", _) => "bool".to_owned(),
            ("string", "date-time") => "DateTime".to_owned(),
            ("string", _) => "String".to_owned(),
            _ => "Value".to_owned(),
        }
    }

    /// The Rust type of what a list or a map holds.
    fn held(inner: Option<&Self>) -> String {
        inner.map_or_else(|| "Value".to_owned(), Self::rust_type)
    }
}

/// A reference is written with the place of all schemas; in memory it is the name.
mod reference {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    const SCHEMAS: &str = "#/components/schemas/";

    pub(super) fn serialize<S: Serializer>(
        name: &Option<String>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let written = name.as_ref().map(|name| format!("{SCHEMAS}{name}"));
        written.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<String>, D::Error> {
        let written: Option<String> = Option::deserialize(deserializer)?;
        Ok(written.map(|written| match written.strip_prefix(SCHEMAS) {
            Some(name) => name.to_owned(),
            None => written,
        }))
    }
}

/// The document as OpenAPI nests it.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    openapi: String,
    info: Value,
    servers: Value,
    components: Components,
    paths: BTreeMap<String, BTreeMap<String, Operation>>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Components {
    schemas: BTreeMap<String, Schema>,
}

impl From<Written> for Document {
    fn from(written: Written) -> Self {
        let mut operations = Vec::new();
        for (path, item) in written.paths {
            operations.extend(item.into_iter().map(|(method, operation)| Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                ..operation
            }));
        }
        Self {
            info: written.info,
            servers: written.servers,
            schemas: written.components.schemas,
            operations,
        }
    }
}

impl From<Document> for Written {
    fn from(document: Document) -> Self {
        let mut paths: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for operation in document.operations {
            let item = paths.entry(operation.path.clone()).or_default();
            item.insert(operation.method.to_lowercase(), operation);
        }
        Self {
            openapi: "3.0.0".to_owned(),
            info: document.info,
            servers: document.servers,
            components: Components {
                schemas: document.schemas,
            },
            paths,
        }
    }
}

#[cfg(test)]
impl Document {
    /// A document of which a test states a part.
    pub(crate) fn of(value: Value) -> Self {
        serde_json::from_value(value).unwrap()
    }
}

#[cfg(test)]
mod tests;
