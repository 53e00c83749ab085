//! Changes that OVHcloud could make to its descriptions, each in the sections that it concerns.
//!
//! They alter what [`ground`] adds, or add to what is there, under a name that nothing has: whatever
//! is vendored, they can be made.

use serde_json::{Map, Value, json};

/// One change.
pub struct Change {
    /// What OVHcloud did, for a message.
    pub what: &'static str,
    /// The vendored files that state it, such as `order` and `ca/order`.
    pub files: &'static [&'static str],
    /// Makes it in one of them, under a name that is new.
    pub alter: fn(&mut Value, &str),
}

const EUROPE: &[&str] = &["order"];
const EVERY_REGION: &[&str] = &["order", "ca/order", "us/order"];

/// Adds operations and models to Europe's `/order`, for changes to alter.
pub fn ground(native: &mut Value, new: &str) {
    add_enum(
        native,
        &format!("order.{new}.SizeEnum"),
        &["large", "small"],
    );
    let size = format!("order.{new}.SizeEnum");
    add_model(
        native,
        &format!("order.{new}.Offer"),
        &[("name", "string"), ("size", &size)],
    );
    add_model(
        native,
        &format!("order.{new}.Request"),
        &[("name", "string")],
    );
    *property(native, new, "Request", "name", "required") = json!(true);
    let offer = format!("order.{new}.Offer");
    let mut read = operation("GET", &offer, &[query("size", &size, true)]);
    read["apiStatus"] = json!({"value": "BETA"});
    let request = json!({"paramType": "body", "dataType": format!("order.{new}.Request"),
        "fullType": format!("order.{new}.Request"), "required": true});
    let change = operation("PUT", "void", &[request]);
    let order = operation(
        "POST",
        "order.Order",
        &[parameter("body", "name", "string", true)],
    );
    add_path(native, &own(new), &[read, change, order]);
}

/// The path of the operations that [`ground`] adds.
fn own(new: &str) -> String {
    format!("/order/hosting/web/{new}")
}

/// Changes after which everything that worked still works.
pub const COMPATIBLE: &[Change] = &[
    Change {
        what: "a field of an answer is new",
        files: EUROPE,
        alter: |native, new| add_field(native, "order.cart.Item", new, "long"),
    },
    Change {
        what: "fields of all that `buy` reads are new",
        files: EVERY_REGION,
        alter: |native, new| {
            for model in [
                "order.Order",
                "order.OrderDetail",
                "order.cart.Cart",
                "order.cart.ConfigurationRequirements",
                "order.cart.GenericOptionDefinition",
                "order.cart.GenericProductDefinition",
                "order.cart.GenericProductPricing",
            ] {
                add_field(native, model, &format!("{new}Text"), "string");
            }
        },
    },
    Change {
        what: "fields of the account's orders and payment methods are new",
        files: &["me"],
        alter: |native, new| {
            for model in [
                "billing.Order",
                "billing.OrderDetail",
                "me.payment.PaymentMethod",
            ] {
                add_field(native, model, new, "string");
            }
        },
    },
    Change {
        what: "a field has a new model with a new enum",
        files: EUROPE,
        alter: |native, new| {
            add_enum(native, &format!("order.{new}.ColorEnum"), &["green", "red"]);
            let (badge, color) = (
                format!("order.{new}.Badge"),
                format!("order.{new}.ColorEnum"),
            );
            add_model(native, &badge, &[("color", &color)]);
            add_field(
                native,
                "order.cart.Item",
                &format!("{new}s"),
                &format!("{badge}[]"),
            );
        },
    },
    Change {
        what: "optional fields of what is sent are new",
        files: EUROPE,
        alter: |native, new| {
            for model in [
                "order.cart.Checkout",
                "order.cart.Creation",
                "order.cart.GenericOptionCreation",
                "order.cart.GenericProductCreation",
            ] {
                add_field(native, model, new, "string");
            }
        },
    },
    Change {
        what: "an enum of answers has a new value",
        files: &["order", "me"],
        alter: |native, new| add_value(native, "order.OrderDetailTypeEnum", &new.to_uppercase()),
    },
    Change {
        what: "the status of an order has a new value",
        files: &["me"],
        alter: |native, new| add_value(native, "billing.order.OrderStatusEnum", new),
    },
    Change {
        what: "a subsidiary is new",
        files: &["order", "cloud", "me", "vps"],
        alter: |native, new| {
            add_value(native, "nichandle.OvhSubsidiaryEnum", &new.to_uppercase());
        },
    },
    Change {
        what: "a model that nothing uses is new",
        files: EUROPE,
        alter: |native, new| {
            add_model(
                native,
                &format!("order.{new}.Unused"),
                &[("name", "string")],
            )
        },
    },
    Change {
        what: "an operation on a known path is new",
        files: EUROPE,
        alter: |native, new| {
            operations(native, &own(new)).push(operation("DELETE", "void", &[]));
        },
    },
    Change {
        what: "a path of a known group is new",
        files: EUROPE,
        alter: |native, new| {
            let read = operation("GET", "order.Order", &[query("quantity", "long", false)]);
            add_path(native, &format!("{}/news", own(new)), &[read]);
        },
    },
    Change {
        what: "a group of operations is new",
        files: EUROPE,
        alter: |native, new| {
            let read = operation("GET", "order.Order", &[path("serviceName")]);
            add_path(native, &format!("/order/{new}/{{serviceName}}"), &[read]);
        },
    },
    Change {
        what: "carts take a new product with options",
        files: EUROPE,
        alter: |native, new| {
            for known in [
                "/order/cart/{cartId}/vps",
                "/order/cart/{cartId}/vps/options",
            ] {
                copy_path(native, known, &known.replace("vps", new));
            }
        },
    },
    Change {
        what: "services, upgrades and catalogues have a new product",
        files: EUROPE,
        alter: |native, new| {
            for known in [
                "/order/cartServiceOption/vps",
                "/order/cartServiceOption/vps/{serviceName}",
                "/order/upgrade/vps",
                "/order/upgrade/vps/{serviceName}",
                "/order/upgrade/vps/{serviceName}/{planCode}",
                "/order/catalog/public/vps",
            ] {
                copy_path(native, known, &known.replace("vps", new));
            }
        },
    },
    Change {
        what: "only Canada has a new product",
        files: &["ca/order"],
        alter: |native, new| {
            let known = "/order/cart/{cartId}/vps";
            copy_path(native, known, &known.replace("vps", &format!("{new}North")));
        },
    },
    Change {
        what: "optional query parameters are new",
        files: EUROPE,
        alter: |native, new| {
            let optional = query(new, "boolean", false);
            parameters(native, "GET", "/order/cart").push(optional.clone());
            parameters(native, "GET", &own(new)).push(optional);
        },
    },
    Change {
        what: "an optional part of a body is new",
        files: EUROPE,
        alter: |native, new| {
            let note = parameter("body", "note", "string", false);
            parameters(native, "POST", &own(new)).push(note);
        },
    },
    Change {
        what: "a required parameter is optional now",
        files: EUROPE,
        alter: |native, new| parameters(native, "GET", &own(new))[0]["required"] = json!(false),
    },
    Change {
        what: "an operation is deprecated",
        files: EUROPE,
        alter: |native, new| {
            called(native, "POST", &own(new))["apiStatus"] = json!({
                "value": "DEPRECATED", "deprecatedDate": "2026-07-01T00:00:00Z",
                "deletionDate": "2027-07-01T00:00:00Z", "replacement": "/order/cart"});
        },
    },
    Change {
        what: "an operation leaves beta",
        files: EUROPE,
        alter: |native, new| {
            called(native, "GET", &own(new))["apiStatus"] = json!({"value": "PRODUCTION"});
        },
    },
    Change {
        what: "an operation needs no authentication any more",
        files: EUROPE,
        alter: |native, new| called(native, "GET", &own(new))["noAuthentication"] = json!(true),
    },
];

/// Changes after which something that worked does not.
pub const BREAKING: &[Change] = &[
    Change {
        what: "an operation is gone",
        files: EUROPE,
        alter: |native, new| drop(operations(native, &own(new)).pop()),
    },
    Change {
        what: "the operation that assigns a cart is gone",
        files: EVERY_REGION,
        alter: |native, _| {
            paths(native).retain(|path| path["path"] != "/order/cart/{cartId}/assign");
        },
    },
    Change {
        what: "a field of an answer is gone",
        files: EUROPE,
        alter: |native, new| drop(fields(native, &format!("order.{new}.Offer")).remove("name")),
    },
    Change {
        what: "a field of an answer has another type",
        files: EUROPE,
        alter: |native, new| {
            for key in ["type", "fullType"] {
                *property(native, new, "Offer", "size", key) = json!("long");
            }
        },
    },
    Change {
        what: "a field of an answer can be null now",
        files: EUROPE,
        alter: |native, new| *property(native, new, "Offer", "size", "canBeNull") = json!(true),
    },
    Change {
        what: "a field that is sent is optional now",
        files: EUROPE,
        alter: |native, new| *property(native, new, "Request", "name", "required") = json!(false),
    },
    Change {
        what: "a field that is sent is new and required",
        files: EUROPE,
        alter: |native, new| {
            add_field(native, &format!("order.{new}.Request"), "note", "string");
            *property(native, new, "Request", "note", "required") = json!(true);
        },
    },
    Change {
        what: "a value that is sent is gone",
        files: EUROPE,
        alter: |native, new| add_enum(native, &format!("order.{new}.SizeEnum"), &["large"]),
    },
    Change {
        what: "a required query parameter is new",
        files: EUROPE,
        alter: |native, new| {
            let context = query("context", "string", true);
            parameters(native, "GET", &own(new)).push(context);
        },
    },
    Change {
        what: "an operation answers another model",
        files: EUROPE,
        alter: |native, new| {
            let read = called(native, "GET", &own(new));
            read["responseType"] = json!("order.Order");
            read["responseTypes"] = json!({"200": "order.Order"});
        },
    },
    Change {
        what: "an operation needs another right",
        files: EUROPE,
        alter: |native, new| {
            called(native, "GET", &own(new))["iamActions"] =
                json!([{"name": "order:apiovh:hosting/web/read", "required": true}]);
        },
    },
    Change {
        what: "an operation needs authentication now",
        files: EUROPE,
        alter: |native, new| called(native, "PUT", &own(new))["noAuthentication"] = json!(false),
    },
];

fn paths(native: &mut Value) -> &mut Vec<Value> {
    native["apis"].as_array_mut().unwrap()
}

fn find<'a>(native: &'a mut Value, path: &str) -> &'a mut Value {
    let mut paths = paths(native).iter_mut();
    paths.find(|known| known["path"] == path).unwrap()
}

fn operations<'a>(native: &'a mut Value, path: &str) -> &'a mut Vec<Value> {
    find(native, path)["operations"].as_array_mut().unwrap()
}

fn called<'a>(native: &'a mut Value, method: &str, path: &str) -> &'a mut Value {
    let mut operations = operations(native, path).iter_mut();
    operations.find(|one| one["httpMethod"] == method).unwrap()
}

fn parameters<'a>(native: &'a mut Value, method: &str, path: &str) -> &'a mut Vec<Value> {
    called(native, method, path)["parameters"]
        .as_array_mut()
        .unwrap()
}

fn add_path(native: &mut Value, path: &str, operations: &[Value]) {
    paths(native).push(json!({"path": path, "operations": operations}));
}

fn copy_path(native: &mut Value, from: &str, to: &str) {
    let mut copy = find(native, from).clone();
    copy["path"] = json!(to);
    paths(native).push(copy);
}

fn operation(method: &str, answer: &str, parameters: &[Value]) -> Value {
    json!({"httpMethod": method, "responseType": answer, "responseTypes": {"200": answer},
        "noAuthentication": method == "PUT", "apiStatus": {"value": "PRODUCTION"},
        "parameters": parameters})
}

fn path(name: &str) -> Value {
    parameter("path", name, "string", true)
}

fn query(name: &str, kind: &str, required: bool) -> Value {
    parameter("query", name, kind, required)
}

fn parameter(place: &str, name: &str, kind: &str, required: bool) -> Value {
    json!({"paramType": place, "name": name, "dataType": kind, "fullType": kind, "required": required})
}

fn fields<'a>(native: &'a mut Value, model: &str) -> &'a mut Map<String, Value> {
    native["models"][model]["properties"]
        .as_object_mut()
        .unwrap()
}

/// A fact of a property of one of [`ground`]'s models.
fn property<'a>(
    native: &'a mut Value,
    new: &str,
    model: &str,
    name: &str,
    key: &str,
) -> &'a mut Value {
    &mut fields(native, &format!("order.{new}.{model}"))[name][key]
}

fn add_field(native: &mut Value, model: &str, name: &str, kind: &str) {
    let field = json!({"type": kind, "fullType": kind, "canBeNull": false, "readOnly": false,
        "required": false});
    fields(native, model).insert(name.to_owned(), field);
}

fn add_value(native: &mut Value, model: &str, value: &str) {
    let values = native["models"][model]["enum"].as_array_mut();
    values.unwrap().push(json!(value));
}

fn add_enum(native: &mut Value, model: &str, values: &[&str]) {
    native["models"][model] = json!({"enum": values, "enumType": "string"});
}

fn add_model(native: &mut Value, model: &str, kinds: &[(&str, &str)]) {
    native["models"][model] = json!({"properties": {}});
    for (name, kind) in kinds {
        add_field(native, model, name, kind);
    }
}
