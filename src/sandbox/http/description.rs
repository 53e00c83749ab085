//! The native descriptions the sandbox serves, and the operations they list.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::clock;
use crate::sandbox::http::request::parameters;

/// The sections of the live API. One that ends in a slash is no operation itself.
#[rustfmt::skip] // a list of words
const SECTIONS: &[&str] = &[
    "/allDom", "/analytics/", "/auth/", "/caas/", "/cdn/", "/cloud/", "/cluster/", "/connectivity/",
    "/contact/", "/dbaas/", "/dedicated/", "/dedicatedCloud", "/deskaas", "/distribution/", "/domain",
    "/email/", "/freefax", "/horizonView", "/hosting/", "/hpcspot", "/ip", "/ipLoadbalancing", "/kube/",
    "/license/", "/me", "/metrics", "/msServices", "/newAccount", "/nutanix", "/order/", "/overTheBox",
    "/ovhCloudConnect", "/pack/", "/paas/", "/partners/", "/price/", "/products", "/router", "/saas/", "/secret/",
    "/service", "/services", "/sms", "/spla", "/ssl", "/sslGateway", "/stack/", "/startup", "/status/",
    "/storage/", "/store/", "/support/", "/supply/", "/telephony", "/veeam/", "/veeamCloudConnect",
    "/vip/", "/vps", "/vrack", "/xdsl",
    "/v2/backupServices/", "/v2/commercialCatalog/", "/v2/domain/", "/v2/iam/", "/v2/location",
    "/v2/managedCMS/", "/v2/networkDefense/", "/v2/notification/", "/v2/okms/", "/v2/publicCloud/",
    "/v2/vmwareCloudDirector/", "/v2/vrackServices/", "/v2/webhosting/", "/v2/zimbra/",
];

/// The section that is vendored whole: what its description lacks, the live API does not have. The others
/// are cut to what stands around an order.
const WHOLE: &str = "/order";

/// The native descriptions.
#[derive(Debug, Default)]
pub struct Descriptions {
    sections: Vec<Section>,
}

#[derive(Debug)]
struct Section {
    path: String,
    json: Arc<[u8]>,
    operations: Vec<Operation>,
    models: BTreeMap<String, Model>,
}

/// An operation as it is described.
#[derive(Debug)]
pub struct Operation {
    pub method: String,
    pub template: String,
    pub response: String,
    /// It may be called without a signature.
    pub is_open: bool,
    parameters: Vec<Parameter>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// A whole body has none.
    pub name: Option<String>,
    pub data_type: String,
    pub required: bool,
    param_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Native {
    resource_path: String,
    apis: Vec<Api>,
    #[serde(default)]
    models: BTreeMap<String, Model>,
}

/// A type that has a name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    #[serde(rename = "enum")]
    values: Option<Vec<Value>>,
    enum_type: Option<String>,
    /// The fields of an object.
    #[serde(default)]
    pub properties: BTreeMap<String, Property>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    #[serde(rename = "type")]
    pub data_type: String,
    pub can_be_null: bool,
    pub read_only: bool,
    pub required: bool,
}

#[derive(Deserialize)]
struct Api {
    path: String,
    operations: Vec<ApiOperation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiOperation {
    http_method: String,
    response_type: String,
    #[serde(default)]
    no_authentication: bool,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

impl Descriptions {
    pub fn read(texts: Vec<Arc<[u8]>>) -> io::Result<Self> {
        let sections: io::Result<_> = texts.into_iter().map(Section::read).collect();
        Ok(Self {
            sections: sections?,
        })
    }

    /// The paths of the sections: `/order`.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|section| section.path.as_str())
    }

    /// The description at a path such as `/order.json`.
    pub fn json(&self, path: &str) -> Option<Arc<[u8]>> {
        let path = path.strip_suffix(".json")?;
        let section = self.sections.iter().find(|section| section.path == path)?;
        Some(section.json.clone())
    }

    /// Method and path template of every operation.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all()
            .map(|operation| (operation.method.as_str(), operation.template.as_str()))
    }

    /// The products of a cart. Domains have offers of their own.
    pub fn products(&self) -> impl Iterator<Item = &str> {
        let kinds = [
            "order.cart.DomainPacksProductInformation[]",
            "order.cart.GenericProductDefinition[]",
        ];
        let offers = self.all().filter(move |operation| {
            operation.method == "GET" && kinds.contains(&operation.response.as_str())
        });
        offers
            .filter(|offer| {
                self.all()
                    .any(|it| it.method == "POST" && it.template == offer.template)
            })
            .filter_map(|offer| offer.template.strip_prefix("/order/cart/{cartId}/"))
    }

    /// Whether options of a product can be put into a cart.
    pub fn has_options(&self, product: &str) -> bool {
        let template = format!("/order/cart/{{cartId}}/{product}/options");
        self.operation("POST", &template).is_some()
    }

    /// The operation that this call means, if it orders without a cart, as all did once.
    pub fn older(&self, method: &str, path: &str) -> Option<&Operation> {
        let fitting = self.all().filter(|operation| {
            operation.method == method
                && operation.is_older()
                && parameters(&operation.template, path).is_some()
        });
        // A literal path wins over one with parameters.
        fitting.min_by_key(|operation| operation.template.matches('{').count())
    }

    /// The segments that can follow a path of an older operation.
    pub fn below(&self, template: &str) -> Vec<&str> {
        let below = self.all().filter_map(|operation| {
            let rest = operation.template.strip_prefix(template)?;
            rest.strip_prefix('/')?.split('/').next()
        });
        let mut below: Vec<_> = below.collect();
        below.sort_unstable();
        below.dedup();
        below
    }

    /// Whether a value is of a type, as far as that can be told.
    pub fn allows(&self, kind: &str, value: &Value) -> bool {
        if let Some(element) = kind.strip_suffix("[]") {
            let list = value.as_array();
            return list.is_some_and(|list| list.iter().all(|value| self.allows(element, value)));
        }
        match kind {
            "long" => value.is_i64(),
            "double" => value.is_number(),
            "boolean" => value.is_boolean(),
            "date" => value
                .as_str()
                .is_some_and(|text| text.parse::<Date>().is_ok()),
            "datetime" => value.as_str().and_then(clock::parse).is_some(),
            _ => match self.model(kind).and_then(Model::values) {
                Some(values) => values.contains(value),
                None => value.is_string(),
            },
        }
    }

    /// The operation at a path template.
    pub fn operation(&self, method: &str, template: &str) -> Option<&Operation> {
        self.all()
            .find(|operation| operation.method == method && operation.template == template)
    }

    pub fn models(&self) -> impl Iterator<Item = (&String, &Model)> {
        self.sections.iter().flat_map(|section| &section.models)
    }

    /// The operation that this call means.
    pub fn described(&self, method: &str, path: &str) -> Option<&Operation> {
        self.all().find(|operation| {
            operation.method == method && parameters(&operation.template, path).is_some()
        })
    }

    pub fn model(&self, kind: &str) -> Option<&Model> {
        let mut models = self.sections.iter().map(|section| &section.models);
        models.find_map(|models| models.get(kind))
    }

    /// A value of this type: the fields that are known, and in place of the others the emptiest that
    /// there is. What the type lacks is left out, and so one account of a thing serves several types.
    pub fn shaped(&self, kind: &str, known: &Value) -> Value {
        if let Some(element) = kind.strip_suffix("[]") {
            let list = known.as_array().into_iter().flatten();
            return list.map(|value| self.shaped(element, value)).collect();
        }
        let Some(model) = self.model(kind) else {
            return plain(kind, known);
        };
        if let Some(values) = model.values() {
            let first = values.into_iter().next().filter(|_| known.is_null());
            return first.unwrap_or_else(|| known.clone());
        }
        let fields = model.properties.iter().map(|(name, property)| {
            let value = known.get(name).unwrap_or(&Value::Null);
            if value.is_null() && property.can_be_null {
                return (name.clone(), Value::Null);
            }
            (name.clone(), self.shaped(&property.data_type, value))
        });
        Value::Object(fields.collect())
    }

    fn all(&self) -> impl Iterator<Item = &Operation> {
        self.sections.iter().flat_map(|section| &section.operations)
    }

    /// The template of the operation this call means, if the live API has it, or the path itself if it
    /// may be one of a section that is not described whole.
    pub fn template<'a>(&'a self, method: &str, path: &'a str) -> Option<&'a str> {
        if let Some(operation) = self.described(method, path) {
            return Some(&operation.template);
        }
        let is_whole = |section: &str| section == WHOLE && is_below(WHOLE, path);
        let is_known = SECTIONS.iter().any(|section| is_below(section, path));
        (is_known && !self.paths().any(is_whole)).then_some(path)
    }
}

impl Property {
    /// A field of a body. Each that may be left out may be `null`.
    pub fn sent(data_type: &str, required: bool) -> Self {
        Self {
            data_type: data_type.to_owned(),
            can_be_null: !required,
            read_only: false,
            required,
        }
    }
}

impl Model {
    /// Whether it is an enum of numbers.
    pub fn is_long(&self) -> bool {
        self.enum_type.as_deref() == Some("long")
    }

    /// The values of an enum. Newer descriptions write numbers as text.
    pub fn values(&self) -> Option<Vec<Value>> {
        let values = self.values.as_ref()?;
        if !self.is_long() {
            return Some(values.clone());
        }
        Some(values.iter().map(number).collect())
    }
}

fn number(value: &Value) -> Value {
    let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
    number.map_or_else(|| value.clone(), Value::from)
}

impl Operation {
    fn is_older(&self) -> bool {
        let mut segments = self.template.split('/').skip(1);
        let is_order = segments.next() == Some("order");
        let newer = ["cart", "cartServiceOption", "catalog", "upgrade"];
        is_order
            && segments
                .next()
                .is_some_and(|section| !newer.contains(&section))
    }

    /// The parameters of the query or the body.
    pub fn parameters_in(&self, place: &str) -> impl Iterator<Item = &Parameter> {
        let parameters = self.parameters.iter();
        parameters.filter(move |parameter| parameter.param_type == place)
    }

    /// The type of a parameter.
    pub fn kind(&self, name: &str) -> &str {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|parameter| parameter.name.as_deref() == Some(name));
        found.map_or("", |parameter| &parameter.data_type)
    }
}

pub fn is_below(section: &str, path: &str) -> bool {
    let rest = path.strip_prefix(section);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || section.ends_with('/'))
}

/// A value of a type that no description has a model of.
fn plain(kind: &str, known: &Value) -> Value {
    match (kind, known) {
        ("long" | "double", Value::Null) => json!(0),
        ("boolean", Value::Null) => json!(false),
        ("string", Value::Null) => json!(""),
        ("string", Value::Number(number)) => json!(number.to_string()),
        _ => known.clone(),
    }
}

impl Section {
    fn read(json: Arc<[u8]>) -> io::Result<Self> {
        let native: Native = serde_json::from_slice(&json).map_err(io::Error::other)?;
        let mut operations = Vec::new();
        for api in native.apis {
            for operation in api.operations {
                operations.push(Operation {
                    method: operation.http_method,
                    template: api.path.clone(),
                    response: operation.response_type,
                    is_open: operation.no_authentication,
                    parameters: operation.parameters,
                });
            }
        }
        Ok(Self {
            path: native.resource_path,
            operations,
            models: native.models,
            json,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_section_that_is_not_described_whole_may_be_real() {
        let none = Descriptions::default();
        for (path, known) in [
            ("/order/domain", true),
            ("/order", false),
            ("/ip", true),
            ("/ip/x", true),
            ("/ipx", false),
            ("/basket/x", false),
            ("/v2/okms/resource", true),
            ("/v2/basket", false),
        ] {
            assert_eq!(none.template("GET", path).is_some(), known, "{path}");
        }
    }
}
