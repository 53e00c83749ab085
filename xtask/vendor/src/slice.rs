//! Cuts a section down to the operations around an order, which `around.txt` lists, and the models
//! they reach.

use std::collections::BTreeSet;

use ovh_order_codegen::generics::Generic;
use ovh_order_codegen::native::Type;
use ovh_order_codegen::sections::is_within;
use serde_json::{Map, Value};

/// The operations around an order, `METHOD path` a line.
const AROUND: &str = include_str!("../around.txt");

/// Keys of the native form under which types are written.
const TYPES: &[&str] = &[
    "dataType",
    "fullType",
    "type",
    "responseType",
    "responseFullType",
];

/// Keeps the operations around an order; answers those of the section that are not described.
pub(crate) fn cut(native: &mut Value, section: &str) -> Vec<String> {
    let mut missing = wanted(section);
    let paths = native.get_mut("apis").and_then(Value::as_array_mut);
    for path in paths.into_iter().flatten() {
        keep_operations(path, &mut missing);
    }
    if let Some(paths) = native.get_mut("apis").and_then(Value::as_array_mut) {
        paths.retain(|path| !operations(path).is_empty());
    }
    keep_models(native);
    missing.into_iter().map(str::to_owned).collect()
}

fn wanted(section: &str) -> BTreeSet<&'static str> {
    let root = format!("/{section}");
    AROUND
        .lines()
        .filter(|line| {
            let path = line.split_once(' ').map(|(_, path)| path);
            path.is_some_and(|path| is_within(path, &root))
        })
        .collect()
}

/// Keeps the wanted operations of a path and takes them off the list.
fn keep_operations(path: &mut Value, wanted: &mut BTreeSet<&str>) {
    let name = path
        .get("path")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let operations = path.get_mut("operations").and_then(Value::as_array_mut);
    let Some(operations) = operations else { return };
    operations.retain(|operation| {
        let method = operation.get("httpMethod").and_then(Value::as_str);
        wanted.remove(format!("{} {name}", method.unwrap_or_default()).as_str())
    });
}

fn operations(path: &Value) -> &[Value] {
    let operations = path.get("operations").and_then(Value::as_array);
    operations.map(Vec::as_slice).unwrap_or_default()
}

fn keep_models(native: &mut Value) {
    let models = native.get("models").and_then(Value::as_object);
    let Some(models) = models.cloned() else {
        return;
    };
    let mut reached = BTreeSet::new();
    if let Some(apis) = native.get("apis") {
        reach(apis, &models, &mut reached);
    }
    if let Some(models) = native.get_mut("models").and_then(Value::as_object_mut) {
        models.retain(|name, _| reached.contains(name));
    }
}

/// Collects the models that are named by any type inside a value, and by those models.
fn reach(value: &Value, models: &Map<String, Value>, reached: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| reach(item, models, reached)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(written) if TYPES.contains(&key.as_str()) => {
                        reach_type(written, models, reached);
                    }
                    Value::Object(types) if key == "responseTypes" => {
                        let written = types.values().filter_map(Value::as_str);
                        written.for_each(|written| reach_type(written, models, reached));
                    }
                    other => reach(other, models, reached),
                }
            }
        }
        _ => {}
    }
}

fn reach_type(written: &str, models: &Map<String, Value>, reached: &mut BTreeSet<String>) {
    let name = Type::parse(written).name().unwrap_or_default();
    if let Some(generic) = Generic::of(name) {
        return reach_generic(&generic, models, reached);
    }
    let Some(model) = models.get(name) else {
        return;
    };
    if reached.insert(name.to_owned()) {
        reach(model, models, reached);
    }
}

/// `A<B>` reaches B, and every model called `A<…>`: which of them the template needs is found out when
/// it is converted.
fn reach_generic(
    generic: &Generic<'_>,
    models: &Map<String, Value>,
    reached: &mut BTreeSet<String>,
) {
    for argument in &generic.arguments {
        reach_type(argument, models, reached);
    }
    for (name, model) in models {
        let alike = Generic::of(name).is_some_and(|other| other.head == generic.head);
        if alike && reached.insert(name.clone()) {
            reach(model, models, reached);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_operations_around_an_order_and_their_models_are_kept() {
        let operation = |method: &str, answer: &str| json!({"httpMethod": method, "responseType": answer, "parameters": []});
        let path = |path: &str, operations: Value| json!({"path": path, "operations": operations});
        let choices = "/vps/order/rule/osChoices";
        let mut native = json!({
            "apis": [
                path("/vps", json!([operation("GET", "string[]")])),
                path(choices, json!([operation("GET", "vps.VPS"), operation("PUT", "void")])),
                path("/vps/{serviceName}/disks", json!([operation("GET", "vps.Disk[]")]))],
            "models": {
                "vps.VPS": {"properties": {"model": {"type": "vps.Model"}, "type": {"type": "vps.U<vps.Unit>[]"}}},
                "vps.U<vps.Unit>": {"generics": ["T"], "properties": {"value": {"type": "T"}}},
                "vps.Unit": {"enum": ["a"]}, "vps.Model": {"properties": {}}, "vps.Disk": {}}});
        let missing = cut(&mut native, "vps");
        assert_eq!(missing, ["GET /vps/order/rule/datacenter"]);
        let kept = path(choices, json!([operation("GET", "vps.VPS")]));
        assert_eq!(native["apis"], json!([kept]));
        let models: Vec<_> = native["models"].as_object().unwrap().keys().collect();
        assert_eq!(
            models,
            ["vps.Model", "vps.U<vps.Unit>", "vps.Unit", "vps.VPS"]
        );
    }
}
