//! Every successful answer is held against the description of the API.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use serde_json::Value;

use crate::fixture::caller::Caller;
use crate::sandbox::walk;

/// Fields of the live API that the description lacks.
const EXTRA: [&str; 3] = [
    "order.cart.ConfigurationRequirements.allowedValues",
    "order.cart.ItemSettings.sandbox",
    "order.catalog.public.Pricing.formattedPrice",
];

/// Operations of the live API that no vendored description has.
pub const UNDESCRIBED: [&str; 26] = [
    "GET /v2/iam/resource",
    "GET /v2/iam/resource/{resourceURN}",
    "GET /domain",
    "GET /domain/{serviceName}",
    "GET /vps",
    "GET /vps/{serviceName}",
    "GET /dedicated/server",
    "GET /dedicated/server/{serviceName}",
    "GET /me/bill",
    "GET /me/bill/{billId}",
    "GET /me/bill/{billId}/debt",
    "GET /me/bill/{billId}/details",
    "GET /me/bill/{billId}/details/{billDetailId}",
    "GET /me/bill/{billId}/payment",
    "GET /me/refund",
    "GET /me/refund/{refundId}",
    "GET /me/refund/{refundId}/details",
    "GET /me/refund/{refundId}/details/{refundDetailId}",
    "GET /me/refund/{refundId}/payment",
    "GET /me/paymentMean/{paymentMean}",
    "GET /me/paymentMean/{paymentMean}/{id}",
    "GET /me/contact",
    "POST /me/contact",
    "GET /me/contact/{contactId}",
    // Only in the US.
    "GET /me/order/{orderId}/details/{orderDetailId}/operations",
    "GET /me/order/{orderId}/details/{orderDetailId}/operations/{operationId}",
];

/// The fields that every answer of the sandbox has, a line for each model: `model: field field …`.
/// What the description has beyond them, or gets, the sandbox need not answer.
const PROMISED: &str = include_str!("../../data/sandbox-fields.txt");

/// Values outside of their enum, or null where that is not described.
const TOLERATED: [&str; 1] = [
    // A cart of one region in a sandbox of another.
    "nichandle.OvhSubsidiaryEnum",
];

/// The statuses with which the sandbox refuses, as its front page lists them. The descriptions give
/// operations 200 alone.
pub const REFUSALS: [u16; 8] = [400, 401, 403, 404, 408, 413, 421, 501];

pub struct Description {
    operations: Vec<(String, String, String)>,
    models: BTreeMap<String, Value>,
}

static ALL: LazyLock<Description> = LazyLock::new(|| {
    let mut all = Description {
        operations: Vec::new(),
        models: BTreeMap::new(),
    };
    for file in std::fs::read_dir(native()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            all.add(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap());
        }
    }
    all
});

/// The vendored description of a section.
pub fn json(section: &str) -> Arc<[u8]> {
    let file = native().join(format!("{section}.json"));
    std::fs::read(file).unwrap().into()
}

/// The folder of Europe's descriptions.
fn native() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/native")
}

/// Holds an answer against the type that its operation is described with; the operation.
pub fn check(method: &str, path: &str, answer: &Value) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let Some((operation, kind)) = ALL.answer(method, path) else {
        let mut undescribed = UNDESCRIBED.iter().filter_map(|known| known.split_once(' '));
        let known = undescribed.find(|(known, template)| *known == method && fits(template, path));
        let (_, template) = known.unwrap_or_else(|| panic!("{method} {path} is not described"));
        return format!("{method} {template}");
    };
    let mut found = Vec::new();
    ALL.compare(&kind, answer, &kind, &mut found);
    assert!(found.is_empty(), "{method} {path}: {found:#?}\n{answer:#}");
    operation
}

impl Description {
    fn add(&mut self, native: Value) {
        for api in native["apis"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            for known in api["operations"].as_array().unwrap() {
                let [method, kind] = ["httpMethod", "responseType"].map(|key| text(&known[key]));
                self.operations.push((method, text(&api["path"]), kind));
            }
        }
        let models = native["models"].as_object().unwrap().clone();
        self.models.extend(models);
    }

    /// The operation and the type of its answer.
    fn answer(&self, method: &str, path: &str) -> Option<(String, String)> {
        // A literal path wins over one with parameters.
        let mut fitting = self.operations.iter();
        let exact = fitting.find(|known| known.0 == method && known.1 == path);
        let mut templates = self.operations.iter();
        let found =
            exact.or_else(|| templates.find(|known| known.0 == method && fits(&known.1, path)));
        found.map(|(method, path, kind)| (format!("{method} {path}"), kind.clone()))
    }

    fn compare(&self, kind: &str, value: &Value, at: &str, found: &mut Vec<String>) {
        if TOLERATED.contains(&kind) {
            return;
        }
        if let Some(element) = kind.strip_suffix("[]") {
            let Some(list) = value.as_array() else {
                return found.push(format!("{at}: {value} is no list"));
            };
            let each = list.iter();
            return each.for_each(|value| self.compare(element, value, at, found));
        }
        match self.models.get(kind) {
            Some(model) if model["enum"].is_array() => {
                let listed = model["enum"].as_array().unwrap().contains(value);
                found.extend((!listed).then(|| format!("{at}: {value} is not in {kind}")));
            }
            Some(model) => self.compare_fields(kind, model, value, found),
            None if is_a(kind, value) => {}
            None => found.push(format!("{at}: {value} is no {kind}")),
        }
    }

    fn compare_fields(&self, kind: &str, model: &Value, value: &Value, found: &mut Vec<String>) {
        let known = model["properties"].as_object().unwrap();
        let Some(fields) = value.as_object() else {
            return found.push(format!("{value} is no {kind}"));
        };
        for (name, value) in fields {
            let at = format!("{kind}.{name}");
            match known.get(name) {
                None if EXTRA.contains(&at.as_str()) => {}
                None => found.push(format!("{at} is not described")),
                Some(field) if value.is_null() && field["canBeNull"] == true => {}
                Some(field) => {
                    let kind = field["fullType"].as_str().or(field["type"].as_str());
                    self.compare(kind.unwrap(), value, &at, found);
                }
            }
        }
        let missing = promised(kind).filter(|name| !fields.contains_key(*name));
        found.extend(missing.map(|name| format!("{kind}.{name} is missing")));
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (wanted, given) = (template.split('/'), path.split('/'));
    let same = wanted.clone().count() == given.clone().count();
    let mut pairs = wanted.zip(given);
    same && pairs.all(|(name, value)| name.starts_with('{') || name == value)
}

fn promised(kind: &str) -> impl Iterator<Item = &'static str> {
    let mut lines = PROMISED.lines().filter_map(|line| line.split_once(": "));
    let line = lines.find(|(model, _)| *model == kind);
    line.map_or("", |(_, fields)| fields).split_whitespace()
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "string" | "text" | "password" | "uuid" | "ipBlock" => value.is_string(),
        "long" => value.is_i64(),
        "double" => value.is_number(),
        "boolean" => value.is_boolean(),
        "void" => value.is_null(),
        "duration" => value.as_str().is_some_and(|text| text.starts_with('P')),
        "datetime" => value.as_str().is_some_and(|text| text.ends_with("+00:00")),
        _ if kind.starts_with("map[") => value.is_object(),
        _ => false,
    }
}

#[tokio::test]
async fn every_emulated_operation_is_described() {
    let caller = Caller::start().await;
    let index = format!("http://{}/", caller.sandbox.address());
    let index: Value = caller
        .http
        .get(index)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let emulated = index["operations"].as_array().unwrap().iter();
    for operation in emulated.filter(|it| !UNDESCRIBED.contains(&it.as_str().unwrap())) {
        let (method, path) = operation.as_str().unwrap().split_once(' ').unwrap();
        let listed = [
            "backupServices",
            "vcdaMigration",
            "vmwareCloudDirectorBackup",
        ];
        let (products, excepted) = match path.split('/').nth(2) {
            Some("cartServiceOption") if method == "POST" => ("optionProducts", &listed[..]),
            Some("cartServiceOption") => ("optionProducts", &[][..]),
            Some("upgrade") => ("upgradeProducts", &[][..]),
            _ => ("products", &[][..]),
        };
        for product in index[products].as_array().unwrap() {
            let product = product.as_str().unwrap();
            let path = path
                .replace("{product}", product)
                .replace("{catalogue}", walk::catalogue_of(path));
            let is_described = ALL.answer(method, &path).is_some();
            assert_eq!(
                is_described,
                !excepted.contains(&product),
                "{method} {path}"
            );
        }
    }
}

#[test]
fn a_deviation_from_the_description_is_found() {
    for (kind, value, expected) in [
        (
            "order.cart.ConfigurationItem",
            r#"{"id":1,"label":"a","value":"b"}"#,
            vec![],
        ),
        (
            "order.cart.ConfigurationItem",
            r#"{"id":"1","label":null,"values":[]}"#,
            vec![
                r#"order.cart.ConfigurationItem.id: "1" is no long"#,
                "order.cart.ConfigurationItem.label: null is no string",
                "order.cart.ConfigurationItem.values is not described",
                "order.cart.ConfigurationItem.value is missing",
            ],
        ),
        (
            "billing.order.OrderStatusEnum",
            r#""paid""#,
            vec![r#"x: "paid" is not in billing.order.OrderStatusEnum"#],
        ),
    ] {
        let mut found = Vec::new();
        ALL.compare(kind, &serde_json::from_str(value).unwrap(), "x", &mut found);
        assert_eq!(found, expected);
    }
}
