//! What the live API does beyond its description, as far as no other test is about it.
//! `docs/fidelity.md` lists all of it.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ovh_order::sandbox::{Delivery, Naming, RefusalForm};
use serde_json::{Value, json};

use super::models;
use crate::fixture::caller::{Caller, plan_body, refused, sent};

/// An ordered virtual private server: the answer of the checkout, and the order's path.
async fn checked_out(caller: &Caller) -> (Value, String) {
    let cart = caller.vps_cart().await;
    let answer = caller
        .done("POST", &format!("{cart}/checkout"), json!({}))
        .await;
    let order = format!("/me/order/{}", answer["orderId"]);
    (answer, order)
}

#[tokio::test]
async fn a_quantity_is_a_number_at_checkout_and_a_text_in_an_order() {
    let caller = Caller::start().await;
    let (answer, order) = checked_out(&caller).await;
    assert_eq!(answer["details"][1]["quantity"], json!(1));
    let id = caller.details(&order).await[1];
    let (_, detail) = caller.get(&format!("{order}/details/{id}")).await;
    assert_eq!(detail["quantity"], json!("1"));
}

#[tokio::test]
async fn prices_of_an_offer_have_ucents_and_those_of_a_checkout_have_none() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let (_, offers) = caller.get(&format!("{cart}/vps")).await;
    assert!(offers[0]["prices"][0]["priceInUcents"].is_i64(), "{offers}");
    let (_, answer) = caller.get(&format!("{cart}/checkout")).await;
    let text = answer.to_string();
    assert!(!text.contains("priceInUcents"), "{text}");
}

#[tokio::test]
async fn the_name_of_a_contract_can_end_in_a_tab() {
    let caller = Caller::start().await;
    let (answer, _) = checked_out(&caller).await;
    let contracts = answer["contracts"].as_array().unwrap();
    let mut names = contracts.iter().map(|contract| contract["name"].as_str());
    assert!(names.any(|name| name.unwrap().ends_with('\t')));
}

#[tokio::test]
async fn a_line_has_a_placeholder_for_its_service_until_delivery() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let id = caller.details(&order).await[1];
    let path = format!("{order}/details/{id}");
    assert_eq!(caller.get(&path).await.1["domain"], "*001");
    caller.sandbox.advance(30);
    let (_, detail) = caller.get(&path).await;
    assert!(!detail["domain"].as_str().unwrap().starts_with('*'));
}

#[tokio::test]
async fn a_query_that_is_not_described_filters_offers() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let (status, offers) = caller
        .open("GET", &format!("{cart}/eco?planCode=24ska01"), Value::Null)
        .await;
    let codes: Vec<_> = offers
        .as_array()
        .unwrap()
        .iter()
        .map(|offer| &offer["planCode"])
        .collect();
    assert_eq!((status, codes), (200, vec![&json!("24ska01")]));
}

#[tokio::test]
async fn whoever_knows_the_id_of_a_cart_changes_it_without_an_account() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = caller.item(&cart, "vps", "vps-2025-model1").await;
    let path = format!("{cart}/item/{item}");
    assert_eq!(
        caller.open("DELETE", &path, Value::Null).await,
        (200, Value::Null)
    );
    assert_eq!(
        caller
            .open("GET", &format!("{cart}/item"), Value::Null)
            .await
            .1,
        json!([])
    );
}

#[tokio::test]
async fn checkout_needs_a_cart_that_was_assigned() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    caller.item(&cart, "cloud", "project.2018").await;
    let message = "This cart hasn't been assigned yet";
    let path = format!("{cart}/checkout");
    for method in ["GET", "POST"] {
        let answer = caller.signed(method, &path, Value::Null).await;
        assert_eq!(answer, refused(400, "BadRequest", message), "{method}");
    }
}

#[tokio::test]
async fn a_label_that_was_posted_twice_is_refused_at_checkout() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let (_, items) = caller.get(&format!("{cart}/item")).await;
    let item = items[0].as_i64().unwrap();
    caller.configure(&cart, item, "vps_os", "Debian 13").await;
    let message = "Custom field vps_os is duplicated for product vps-2025-model1";
    let answer = caller.get(&format!("{cart}/checkout")).await;
    assert_eq!(answer, refused(400, "BadRequest", message));
}

#[tokio::test]
async fn details_are_late_and_services_are_named_one_after_another() {
    let naming = Naming {
        details_after: SignedDuration::from_secs(10),
        apart: SignedDuration::from_secs(5),
    };
    let caller = Caller::with(|options| options.naming(naming)).await;
    let cart = caller.cart().await;
    let mut body = plan_body("vps-2025-model1");
    body["quantity"] = json!(2);
    let (_, item) = caller.open("POST", &format!("{cart}/vps"), body).await;
    let item = item["itemId"].as_i64().unwrap();
    for (label, value) in [("vps_datacenter", "GRA"), ("vps_os", "Debian 13")] {
        caller.configure(&cart, item, label, value).await;
    }
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, true).await;
    let mut seen = Vec::new();
    // It is delivered at 30.
    for seconds in [30, 10, 5, 5] {
        caller.sandbox.advance(seconds);
        let mut named = 0;
        let details = caller.details(&order).await;
        for id in &details {
            let (_, detail) = caller.get(&format!("{order}/details/{id}")).await;
            named += usize::from(!detail["domain"].as_str().unwrap().starts_with('*'));
        }
        seen.push((details.len(), named));
    }
    assert_eq!(seen, [(0, 0), (4, 0), (4, 2), (4, 4)]);
    assert_eq!(caller.status(&order).await, "delivered");
}

#[tokio::test]
async fn a_new_order_can_be_unknown_for_a_while() {
    let caller = Caller::start().await;
    let (_, order) = checked_out(&caller).await;
    let path = format!("{order}/status");
    caller
        .fault(json!({ "path": path, "times": 2, "status": 404 }))
        .await;
    for expected in [404, 404, 200] {
        let request = caller.sign(&caller.sandbox.credentials(), "GET", &path, &Value::Null);
        assert_eq!(request.send().await.unwrap().status(), expected);
    }
}

#[tokio::test]
async fn an_error_of_the_server_on_offers_comes_and_goes() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    caller
        .fault(json!({ "path": "/order/cart/{cartId}/{product}", "status": 500 }))
        .await;
    for expected in [500, 200] {
        let request = caller.request("GET", &format!("{cart}/eco"));
        assert_eq!(request.send().await.unwrap().status(), expected);
    }
}

#[tokio::test]
async fn a_check_that_timed_out_at_checkout_orders_nothing() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let body =
        json!({ "class": "Client::BadRequest", "message": "Check timeout. Please retry later" });
    let fault = json!({ "method": "POST", "path": "/order/cart/{cartId}/checkout", "status": 400, "body": body });
    caller.fault(fault).await;
    let path = format!("{cart}/checkout");
    let answer = caller.signed("POST", &path, Value::Null).await;
    assert_eq!(answer, (400, body));
    assert_eq!(caller.get("/me/order").await.1, json!([]));
    assert_eq!(caller.signed("POST", &path, Value::Null).await.0, 200);
}

#[tokio::test]
async fn a_page_of_maintenance_has_status_200() {
    let caller = Caller::start().await;
    let page = "<html>maintenance</html>";
    caller
        .fault(json!({ "path": "/me", "status": 200, "body": page }))
        .await;
    let answer = caller.request("GET", "/me").send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.text().await.unwrap()),
        (200, page.to_owned())
    );
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let caller = Caller::start().await;
    caller.fault(json!({ "path": "/me", "status": 429 })).await;
    let answer = caller.request("GET", "/me").send().await.unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "1");
}

#[tokio::test]
async fn null_for_the_addresses_of_a_key_counts_as_absent() {
    let caller = Caller::start().await;
    let body = json!({ "accessRules": [{ "method": "GET", "path": "/*" }], "allowedIPs": null });
    let request = caller.request("POST", "/auth/credential");
    let request = request.header("X-Ovh-Application", "sandbox-application-key");
    assert_eq!(sent(request.json(&body)).await.0, 200);
}

#[tokio::test]
async fn a_key_that_waits_for_its_person_can_be_refused_in_the_newer_form() {
    let caller = Caller::with(|options| options.refusals(RefusalForm::Class)).await;
    let body = json!({ "accessRules": [{ "method": "GET", "path": "/*" }] });
    let request = caller.request("POST", "/auth/credential");
    let request = request.header("X-Ovh-Application", "sandbox-application-key");
    let (_, answer) = sent(request.json(&body)).await;
    let mut keys = caller.sandbox.credentials();
    keys.consumer_key = answer["consumerKey"].as_str().unwrap().to_owned();
    let request = caller.sign(&keys, "GET", "/auth/currentCredential", &Value::Null);
    let message = "This credential is not valid";
    assert_eq!(sent(request).await, refused(403, "Forbidden", message));
}

#[tokio::test]
async fn a_plan_that_does_not_renew_is_ordered_with_the_price_it_has() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let mut body = plan_body("credit");
    body["duration"] = json!("P0D");
    let (status, item) = caller.open("POST", &format!("{cart}/cloud"), body).await;
    assert_eq!((status, &item["duration"]), (200, &json!("P0D")));
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let (status, answer) = caller.get(&format!("{cart}/checkout")).await;
    assert_eq!(
        (status, answer["details"].as_array().unwrap().len()),
        (200, 2),
        "{answer}"
    );
}

#[tokio::test]
async fn what_renews_gets_into_a_cart_for_no_time_and_is_refused_at_checkout() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let mut body = plan_body("project.2018");
    body["duration"] = json!("P0D");
    let (status, _) = caller.open("POST", &format!("{cart}/cloud"), body).await;
    assert_eq!(status, 200);
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let answer = caller.get(&format!("{cart}/checkout")).await;
    assert_eq!(answer, refused(400, "BadRequest", "Invalid duration 0"));
}

#[tokio::test]
async fn a_service_of_the_us_is_named_by_the_operations_of_its_line() {
    let caller = Caller::with(|options| options.subsidiary("US")).await;
    let cart = caller.cart_for("US").await;
    caller.item(&cart, "cloud", "project").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, true).await;
    caller.sandbox.advance(30);
    let id = *caller.details(&order).await.last().unwrap();
    let path = format!("{order}/details/{id}");
    let (_, detail) = caller.get(&path).await;
    assert!(detail["domain"].as_str().unwrap().starts_with('*'));
    assert_eq!(caller.get(&format!("{path}/extension")).await.0, 404);
    // The operations are not described, so these answers are not compared with a description.
    let keys = caller.sandbox.credentials();
    let path = format!("{path}/operations");
    let (_, operations) = sent(caller.sign(&keys, "GET", &path, &Value::Null)).await;
    let path = format!("{path}/{}", operations[0]);
    let (_, operation) = sent(caller.sign(&keys, "GET", &path, &Value::Null)).await;
    let name = operation["resource"]["name"].as_str().unwrap();
    assert_eq!((name.len(), &name[12..13]), (32, "4"), "{name}");
}

#[tokio::test]
async fn a_family_of_options_that_is_left_out_is_refused() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let server = caller.item(&cart, "eco", "24sk10").await;
    caller
        .configure(&cart, server, "dedicated_datacenter", "gra")
        .await;
    caller
        .configure(&cart, server, "dedicated_os", "none_64.en")
        .await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let (status, answer) = caller.get(&format!("{cart}/checkout")).await;
    let message = answer["message"].as_str().unwrap();
    assert!(
        status == 400 && message.contains("Option family memory is mandatory"),
        "{message}"
    );
}

#[tokio::test]
async fn an_answer_that_was_lost_has_ordered_and_is_found_by_date_and_plan() {
    let caller = Caller::with(|options| options.delivery(Delivery::reads(0, 0))).await;
    let cart = caller.vps_cart().await;
    let path = format!("{cart}/checkout");
    caller
        .fault(json!({ "method": "POST", "path": path, "commit": true, "ending": "closed" }))
        .await;
    let request = caller.sign(&caller.sandbox.credentials(), "POST", &path, &Value::Null);
    assert!(request.send().await.is_err());
    assert_eq!(caller.get(&cart).await.1["readOnly"], json!(true));
    let (_, orders) = caller.get("/me/order?date.from=2026-01-02T03:04:05Z").await;
    let order = format!("/me/order/{}", orders[0]);
    let id = caller.details(&order).await[0];
    let (_, extension) = caller.get(&format!("{order}/details/{id}/extension")).await;
    assert_eq!(extension["order"]["plan"]["code"], "vps-2025-model1");
}

#[tokio::test]
async fn a_refusal_of_rights_names_them_and_its_query() {
    let caller = Caller::start().await;
    let body = json!({
        "class": "Client::Forbidden", "message": "This call has not been granted",
        "details": { "unauthorizedActionsByIAM": "account:apiovh:me/get" },
    });
    caller
        .fault(json!({ "path": "/me", "status": 403, "body": body }))
        .await;
    // `sent` looks for the query id of every answer.
    assert_eq!(caller.get("/me").await, (403, body));
}

#[tokio::test]
async fn a_query_that_is_not_described_is_refused_below_me() {
    let caller = Caller::with(|options| options.description(models::json("me"))).await;
    for (path, names) in [
        ("/me/order?limit=10&offset=0", "limit, offset"),
        ("/me/order?date.form=2026-01-01", "date.form"),
        ("/me?a", "a"),
    ] {
        let message = format!("Received not described parameters: ({names})");
        let answer = caller.get(path).await;
        assert_eq!(answer, refused(400, "BadRequest", &message), "{path}");
    }
    for path in [
        "/me/order?date.from=2026-01-01",
        "/me/payment/method?default=true",
    ] {
        assert_eq!(caller.get(path).await.0, 200, "{path}");
    }
}

/// The names of a field, each once, in the order of the alphabet.
fn names(list: &Value, field: &str, is_meant: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let meant = list.as_array().unwrap().iter().filter(|it| is_meant(it));
    meant
        .map(|it| it[field].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_server_takes_the_labels_and_families_of_options_of_its_product() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let vps = "vps-2025-model1";
    let item = caller.item(&cart, "vps", vps).await;
    let path = format!("{cart}/item/{item}/requiredConfiguration");
    let labels = names(&caller.get(&path).await.1, "label", |_| true);
    assert_eq!(
        Vec::from_iter(labels),
        [
            "infrastructure",
            "region",
            "vps_datacenter",
            "vps_install_rtm",
            "vps_os"
        ]
    );
    let small = ["bandwidth", "memory", "storage"];
    let large = ["bandwidth", "memory", "storage", "vrack"];
    let optional = ["additionalDisk", "automatedBackup", "os", "snapshot"];
    for (product, plan, is_mandatory, expected) in [
        ("vps", vps, false, &optional[..]),
        ("eco", "24sk10", true, &small[..]),
        ("eco", "24sys01", true, &large[..]),
    ] {
        let path = format!("{cart}/{product}/options?planCode={plan}");
        let (_, options) = caller.get(&path).await;
        let families = names(&options, "family", |it| it["mandatory"] == is_mandatory);
        assert_eq!(Vec::from_iter(families), expected, "{plan}");
    }
}

#[tokio::test]
async fn both_products_for_dedicated_servers_have_one_shape() {
    let caller = Caller::with(|options| options.description(models::json("order"))).await;
    let cart = caller.cart().await;
    let mut shapes = Vec::new();
    for product in ["eco", "baremetalServers"] {
        let (_, offers) = caller.get(&format!("{cart}/{product}")).await;
        let fields = offers[0].as_object().unwrap().keys().cloned();
        shapes.push(fields.collect::<Vec<_>>());
    }
    assert_eq!(shapes[0], shapes[1]);
}

#[tokio::test]
async fn a_refusal_names_the_product_of_a_plan_and_not_its_code() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    caller.item(&cart, "eco", "24rise01-sgp").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let (_, answer) = caller.get(&format!("{cart}/checkout")).await;
    let message = answer["message"].as_str().unwrap();
    let first = "Custom field dedicated_datacenter is mandatory for product 24rise01\n";
    assert!(message.starts_with(first), "{message}");
}

#[tokio::test]
async fn a_label_counts_for_the_item_that_it_was_posted_to_alone() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = caller.item(&cart, "vps", "vps-2025-model1").await;
    let option = "sandbox-vps-snapshot";
    let option = caller.option(&cart, "vps", option, item).await;
    caller.configure(&cart, item, "vps_datacenter", "GRA").await;
    caller.configure(&cart, option, "vps_os", "Debian 13").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let message = "Custom field vps_os is mandatory for product vps-2025-model1\n\
        Custom field vps_os is unknown for product sandbox-vps-snapshot";
    let answer = caller.get(&format!("{cart}/checkout")).await;
    assert_eq!(answer, refused(400, "BadRequest", message));
}

#[tokio::test]
async fn a_project_is_ordered_with_and_without_its_labels() {
    let caller = Caller::start().await;
    for labels in [
        &[][..],
        &[("description", "my project")],
        &[("infrastructure", "production"), ("voucher", "SANDBOX")],
    ] {
        let cart = caller.cart().await;
        let item = caller.item(&cart, "cloud", "project.2018").await;
        for (label, value) in labels {
            caller.configure(&cart, item, label, value).await;
        }
        caller
            .done("POST", &format!("{cart}/assign"), Value::Null)
            .await;
        caller
            .done("POST", &format!("{cart}/checkout"), Value::Null)
            .await;
    }
}

#[tokio::test]
async fn a_free_order_does_not_pay_itself_without_a_default_method_but_with_fidelity_points() {
    let caller = Caller::start().await;
    let wallet = json!({ "methods": [], "defaultMethod": null });
    caller.control("PUT", "/wallet", wallet).await;
    let cart = caller.cart().await;
    caller.item(&cart, "cloud", "project.2018").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let path = format!("{cart}/checkout");
    let body = json!({ "autoPayWithPreferredPaymentMethod": true });
    let answer = caller.signed("POST", &path, body).await;
    let message = "No default payment method";
    assert_eq!(answer, (403, json!({ "message": message })));
    let order = caller.done("POST", &path, Value::Null).await;
    let path = format!(
        "/me/order/{}/payWithRegisteredPaymentMean",
        order["orderId"]
    );
    let body = json!({ "paymentMean": "fidelityAccount" });
    assert_eq!(caller.signed("POST", &path, body).await.0, 200);
}

#[tokio::test]
async fn some_countries_have_the_eco_catalogue_of_ireland() {
    let caller = Caller::start().await;
    for (asked, answered) in [
        ("CZ", "IE"),
        ("FI", "IE"),
        ("LT", "IE"),
        ("FR", "FR"),
        ("PL", "PL"),
    ] {
        let path = format!("/order/catalog/public/eco?ovhSubsidiary={asked}");
        let (_, catalogue) = caller.get(&path).await;
        assert_eq!(catalogue["locale"]["subsidiary"], answered, "{asked}");
    }
}
