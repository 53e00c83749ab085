//! The older ordering operations: every one answers as it is described.

use serde_json::{Map, Value, json};

use super::models;
use crate::fixture::caller::{Answer, Caller, refused};

/// A name that a service of any product can have.
const SERVICE: &str = "0123456789ab4cdef0123456789abcde";

/// A product of each section that has services; the others are sold by no cart.
const PRODUCTS: [&str; 18] = [
    "cdn",
    "cloud",
    "dns",
    "eco",
    "emailDomain",
    "emailpro",
    "exchange",
    "licensePlesk",
    "licenseSqlServer",
    "licenseWindows",
    "licensecPanel",
    "otb",
    "privateCloud",
    "sms",
    "telephony",
    "veeamcc",
    "vps",
    "webHosting",
];

/// The services of these sections no cart sells.
const UNSOLD: [&str; 2] = ["/order/dedicated/housing/{", "/order/freefax/{"];

async fn start() -> Caller {
    Caller::with(|options| {
        let options = options.description(models::json("order"));
        PRODUCTS.into_iter().fold(options, |options, product| {
            options.service(product, SERVICE)
        })
    })
    .await
}

fn unknown() -> Answer {
    refused(404, "NotFound", "This service does not exist")
}

/// A value of a type. The description writes the values of an enum of numbers as text.
fn sample(models: &Value, kind: &str) -> Value {
    if let Some(element) = kind.strip_suffix("[]") {
        return json!([sample(models, element)]);
    }
    let value = &models[kind]["enum"][0];
    if models[kind]["enumType"] == "long" {
        return json!(value.as_str().unwrap().parse::<i64>().unwrap());
    }
    match (kind, value) {
        ("long" | "double", _) => json!(1),
        ("boolean", _) => json!(true),
        ("date", _) => json!("2030-01-31"),
        ("datetime", _) => json!("2030-01-31T12:00:00Z"),
        (_, Value::Null) => json!("sandbox"),
        (_, value) => value.clone(),
    }
}

#[tokio::test]
async fn every_older_operation_answers_as_it_is_described() {
    let caller = start().await;
    let native: Value = serde_json::from_slice(&models::json("order")).unwrap();
    let newer = ["cart", "cartServiceOption", "catalog", "upgrade"];
    let (mut asked, mut placed, mut unsold) = (0, 0, 0);
    for api in native["apis"].as_array().unwrap() {
        let template = api["path"].as_str().unwrap();
        if newer.contains(&template.split('/').nth(2).unwrap()) {
            continue;
        }
        for operation in api["operations"].as_array().unwrap() {
            let method = operation["httpMethod"].as_str().unwrap();
            let (path, body) = call(&native["models"], template, operation);
            let body = if method == "POST" { body } else { Value::Null };
            asked += 1;
            if UNSOLD.iter().any(|section| template.starts_with(section)) {
                let answer = caller.signed(method, &path, body).await;
                assert_eq!(answer, unknown(), "{method} {path}");
                unsold += 1;
                continue;
            }
            let answer = caller.done(method, &path, body).await;
            placed += usize::from(answer["orderId"].is_i64());
        }
    }
    let orders = caller.done("GET", "/me/order", Value::Null).await;
    assert_eq!((asked, placed, unsold), (249, 75, 7));
    assert_eq!(orders.as_array().unwrap().len(), 75);
}

/// Path and body with a sample of every parameter.
fn call(models: &Value, template: &str, operation: &Value) -> (String, Value) {
    let (mut query, mut body) = (Vec::new(), Map::new());
    for parameter in operation["parameters"].as_array().unwrap() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = sample(models, parameter["dataType"].as_str().unwrap());
        match parameter["paramType"].as_str().unwrap() {
            "query" => {
                let value = value.as_array().map_or(&value, |list| &list[0]);
                let text = value.as_str().map_or(value.to_string(), str::to_owned);
                query.push(format!("{name}={}", text.replace('+', "%2B")));
            }
            "body" => {
                body.insert(name.to_owned(), value);
            }
            _ => {}
        }
    }
    let segments = template.split('/').map(|segment| match segment {
        "{duration}" => "12",
        _ if segment.starts_with('{') => SERVICE,
        _ => segment,
    });
    let path = segments.collect::<Vec<_>>().join("/");
    (format!("{path}?{}", query.join("&")), Value::Object(body))
}

#[tokio::test]
async fn an_older_operation_lists_prices_and_orders_at_once() {
    let caller = start().await;
    let server = format!("/order/vps/{SERVICE}");
    let services = caller.done("GET", "/order/vps", Value::Null).await;
    assert_eq!(services, json!([SERVICE]));
    let names = caller.done("GET", &server, Value::Null).await;
    assert!(
        names.as_array().unwrap().contains(&json!("windows")),
        "{names}"
    );
    let path = format!("{server}/windows");
    let durations = caller.done("GET", &path, Value::Null).await;
    assert_eq!(durations, json!(["01", "12"]));
    let path = format!("{path}/12");
    let priced = caller.done("GET", &path, Value::Null).await;
    assert_eq!(priced["prices"]["withoutTax"]["value"], 12);
    let placed = caller.done("POST", &path, Value::Null).await;
    assert_eq!(
        (&placed["prices"], &priced["orderId"]),
        (&priced["prices"], &Value::Null)
    );
    let order = format!("/me/order/{}", placed["orderId"]);
    assert_eq!(caller.status(&order).await, "notPaid");
}

#[tokio::test]
async fn an_older_operation_refuses_what_its_description_does_not_allow() {
    let caller = start().await;
    let server = format!("/order/dedicated/server/{SERVICE}");
    let bandwidth = "[bandwidth] Given data (\"7\") is not valid for type \
        dedicated.server.BandwidthOrderEnum";
    let missing = "Missing parameter(s): bandwidth";
    for (path, expected) in [
        (
            format!("{server}/bandwidth"),
            refused(400, "BadRequest", missing),
        ),
        (
            format!("{server}/bandwidth?bandwidth=7&type=platinum"),
            refused(400, "BadRequest", bandwidth),
        ),
        (
            format!("{server}/firewall/02?firewallModel=asa5505"),
            refused(400, "BadRequest", "Invalid duration 02"),
        ),
        ("/order/vps/vps-2.example".to_owned(), unknown()),
    ] {
        assert_eq!(caller.get(&path).await, expected, "{path}");
    }
}

#[tokio::test]
async fn an_enum_of_numbers_takes_numbers_though_its_description_writes_text() {
    let caller = start().await;
    for (quantity, status) in [(json!(100), 200), (json!("100"), 400), (json!(7), 400)] {
        let body = json!({ "quantity": quantity });
        let answer = caller.signed("POST", "/order/freefax/new", body).await;
        assert_eq!(answer.0, status, "{quantity}");
    }
    for (quantity, status) in [("100", 200), ("7", 400), ("many", 400)] {
        let path = format!("/order/freefax/new?quantity={quantity}");
        assert_eq!(caller.get(&path).await.0, status, "{quantity}");
    }
}

#[tokio::test]
async fn the_us_has_no_older_operations() {
    let caller = Caller::with(|options| {
        options
            .description(models::json("us/order"))
            .service("vps", SERVICE)
            .subsidiary("US")
    })
    .await;
    let answer = caller.get(&format!("/order/vps/{SERVICE}")).await;
    let message = "Got an invalid (or empty) URL";
    assert_eq!(answer, refused(404, "NotFound", message));
}

#[tokio::test]
async fn dates_and_large_quantities_of_older_operations_are_checked() {
    let caller = start().await;
    for (quantity, status) in [("1000", 200), ("1001", 400), ("9223372036854775807", 400)] {
        let path = format!("/order/sms/{SERVICE}/credits?quantity={quantity}");
        assert_eq!(caller.get(&path).await.0, status, "{quantity}");
    }
    let models = models::json("order");
    let native: Value = serde_json::from_slice(&models).unwrap();
    let template = "/order/telephony/{billingAccount}/portability";
    let apis = native["apis"].as_array().unwrap();
    let api = apis.iter().find(|api| api["path"] == template).unwrap();
    let operations = api["operations"].as_array().unwrap();
    let post = operations.iter().find(|it| it["httpMethod"] == "POST");
    let (path, body) = call(&native["models"], template, post.unwrap());
    for (date, status) in [("2030-01-31", 200), ("2030-02-31", 400), ("soon", 400)] {
        let mut body = body.clone();
        body["desireDate"] = json!(date);
        let answer = caller.signed("POST", &path, body).await;
        assert_eq!(answer.0, status, "{date}: {answer:?}");
    }
}

#[tokio::test]
async fn an_older_operation_is_for_the_services_of_its_product_alone() {
    let services = [
        ("vps", "vps-1.example"),
        ("eco", "ns1.example"),
        ("dedicated", "ns2.example"),
        ("exchange", "mail.example"),
    ];
    let caller = Caller::with(|options| {
        let options = options.description(models::json("order"));
        services
            .into_iter()
            .fold(options, |options, (product, name)| {
                options.service(product, name)
            })
    })
    .await;
    for (path, names) in [
        ("/order/vps", json!(["vps-1.example"])),
        (
            "/order/dedicated/server",
            json!(["ns1.example", "ns2.example"]),
        ),
        ("/order/email/exchange", json!(["mail.example"])),
        ("/order/license/windows", json!([])),
        ("/order/hosting/web", json!([])),
        ("/order/dedicated/housing", json!([])),
    ] {
        let listed = caller.done("GET", path, Value::Null).await;
        assert_eq!(listed, names, "{path}");
    }
    let path = "/order/dedicated/server/vps-1.example/kvm/01";
    for method in ["GET", "POST"] {
        let answer = caller.signed(method, path, Value::Null).await;
        assert_eq!(answer, unknown(), "{method}");
    }
}
