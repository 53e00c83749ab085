//! Every product of a cart, from its offers to its service: the table in `docs/sandbox-products.md`.
//!
//! `OVH_ORDER_UPDATE=1 cargo test sandbox::products` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::{domains, models};
use crate::fixture::caller::{Caller, refused, sent};

const TITLE: &str = "# The products of the sandbox\n\n\
    What an order of each product goes through in a sandbox that has the description of Europe, as \
    `ovh-order sandbox` has it. A plan code that begins with `sandbox-` is made up, and so is its price. \
    Under options is how many there are; `none` means that the description has no options of this product, \
    and asking for them is answered 404. A test makes this table.\n\n\
    | product | offer | add | configure | options | dry run | checkout | delivered |\n\
    | --- | --- | --- | --- | --- | --- | --- | --- |\n";

#[tokio::test]
async fn every_product_is_offered_added_configured_checked_out_and_delivered() {
    let caller = Caller::with(|options| options.description(models::json("order"))).await;
    let index = format!("http://{}/", caller.sandbox.address());
    let index = sent(caller.http.get(index)).await.1;
    assert_eq!(index["coupons"], json!(["SANDBOX10", "SANDBOX5OFF"]));
    let products = index["products"].as_array().unwrap();
    assert_eq!(products.len(), 90);
    let mut ordered = Vec::new();
    for product in products.iter().map(|product| product.as_str().unwrap()) {
        ordered.push((product, order(&caller, product).await));
    }
    caller.sandbox.advance(30);
    let mut table = TITLE.to_owned();
    for (product, (row, order)) in ordered {
        let detail = caller.details(&order).await[0];
        let path = format!("{order}/details/{detail}");
        let detail = caller.done("GET", &path, Value::Null).await;
        let service = pattern(detail["domain"].as_str().unwrap());
        assert_ne!(service, "*001", "{product}");
        writeln!(table, "| {product} | {row} | yes | yes | `{service}` |").unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sandbox-products.md");
    if std::env::var_os("OVH_ORDER_UPDATE").is_some() {
        std::fs::write(&file, &table).unwrap();
    }
    let written = std::fs::read_to_string(file).unwrap();
    assert!(
        written == table,
        "the products have changed: review them after `OVH_ORDER_UPDATE=1 cargo test sandbox::products`"
    );
}

/// Orders a product with what it needs; the middle of its row and the path of the order.
async fn order(caller: &Caller, product: &str) -> (String, String) {
    let cart = caller.cart().await;
    let path = format!("{cart}/{product}");
    let offers = caller.get(&format!("{path}?domain=sandbox.com")).await.1;
    let offer = &offers[0];
    let (plan, body) = match product {
        "domain" => (&json!("com"), json!({ "domain": "sandbox.com" })),
        "domainPacks" => {
            let mut body = choice(offer);
            body["domain"] = json!("sandbox.fr");
            (&offer["planCode"], body)
        }
        _ => (&offer["planCode"], choice(offer)),
    };
    let item = caller.done("POST", &path, body).await["itemId"]
        .as_i64()
        .unwrap();
    let labels = configure(caller, &cart, item).await;
    let options = options(caller, &path, plan.as_str().unwrap(), item).await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let checkout = format!("{cart}/checkout");
    caller.done("GET", &checkout, Value::Null).await;
    let terms = json!({
        "autoPayWithPreferredPaymentMethod": true,
        "waiveRetractationPeriod": true,
    });
    let order = caller.done("POST", &checkout, terms).await;
    let plan = plan.as_str().unwrap();
    let row = format!("`{plan}` | yes | {labels} | {options}");
    (row, format!("/me/order/{}", order["orderId"]))
}

/// The first pair of duration and pricing mode that renews.
fn choice(offer: &Value) -> Value {
    let prices = offer["prices"].as_array().unwrap();
    let renews = |price: &&Value| price["capacities"][0] == "renew";
    let price = prices.iter().find(renews).unwrap();
    json!({
        "planCode": offer["planCode"],
        "duration": price["duration"],
        "pricingMode": price["pricingMode"],
        "quantity": 1,
    })
}

/// Gives every label a value; the labels.
async fn configure(caller: &Caller, cart: &str, item: i64) -> String {
    let path = format!("{cart}/item/{item}/requiredConfiguration");
    let required = caller.done("GET", &path, Value::Null).await;
    let mut labels = Vec::new();
    for requirement in required.as_array().unwrap() {
        let label = requirement["label"].as_str().unwrap();
        let value = match requirement["type"].as_str().unwrap() {
            "bool" => "true".to_owned(),
            "/me/contact" => domains::contact(caller).await,
            _ => requirement["allowedValues"][0]
                .as_str()
                .unwrap_or("sandbox")
                .to_owned(),
        };
        caller.configure(cart, item, label, &value).await;
        labels.push(format!("`{label}`"));
    }
    labels.join(", ")
}

/// Takes the first option of each mandatory family; how many options there are, if there can be any.
async fn options(caller: &Caller, path: &str, plan: &str, item: i64) -> String {
    let query = format!("{path}/options?planCode={plan}&domain=sandbox.com");
    let (status, options) = caller.get(&query).await;
    let none = refused(404, "NotFound", "Got an invalid (or empty) URL");
    if (status, &options) == (404, &none.1) {
        return "none".to_owned();
    }
    assert_eq!(status, 200, "{options}");
    let options = options.as_array().unwrap();
    let mut families = Vec::new();
    for option in options.iter().filter(|option| option["mandatory"] == true) {
        if families.contains(&&option["family"]) {
            continue;
        }
        families.push(&option["family"]);
        let mut body = choice(option);
        body["itemId"] = json!(item);
        caller.done("POST", &format!("{path}/options"), body).await;
    }
    options.len().to_string()
}

/// A name with a dot for each run of digits that a seed made.
fn pattern(name: &str) -> String {
    let mut pattern = String::new();
    for part in name.split_inclusive(['-', '.']) {
        let (part, end) = match part.strip_suffix(['-', '.']) {
            Some(stem) => part.split_at(stem.len()),
            None => (part, ""),
        };
        let digits = part.trim_start_matches("ns");
        let is_made = digits.len() > 5 && digits.chars().all(|it| it.is_ascii_hexdigit());
        let stem = part.strip_suffix(digits).unwrap_or_default();
        pattern += &if is_made {
            format!("{stem}…")
        } else {
            part.to_owned()
        };
        pattern += end;
    }
    pattern
}
