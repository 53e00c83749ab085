//! What can be ordered for services that exist.

use serde_json::{Value, json};

use super::models;
use crate::fixture::caller::{Caller, plan_body, refused};

/// A sandbox whose account has a service.
async fn start() -> Caller {
    Caller::with(|options| options.service("vps", "vps-1.example")).await
}

#[tokio::test]
async fn an_option_of_a_service_is_ordered_in_a_cart_and_belongs_to_the_service() {
    let caller = start().await;
    let products = "/order/cartServiceOption/vps";
    let names = caller.done("GET", products, Value::Null).await;
    assert_eq!(names, json!(["vps-1.example"]));
    let path = format!("{products}/vps-1.example");
    let offers = caller.done("GET", &path, Value::Null).await;
    let codes = offers
        .as_array()
        .unwrap()
        .iter()
        .map(|offer| &offer["planCode"]);
    assert!(codes.into_iter().any(|code| code == "sandbox-vps-snapshot"));
    let cart = caller.cart().await;
    let mut body = plan_body("sandbox-vps-snapshot");
    body["cartId"] = json!(cart.strip_prefix("/order/cart/").unwrap());
    let item = caller.done("POST", &path, body).await;
    let items = caller
        .done("GET", &format!("{cart}/item"), Value::Null)
        .await;
    assert_eq!(items, json!([item["itemId"]]));
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, true).await;
    caller.sandbox.advance(30);
    let detail = format!("{order}/details/{}", caller.details(&order).await[0]);
    let detail = caller.done("GET", &detail, Value::Null).await;
    assert_eq!(detail["domain"], "vps-1.example");
}

#[tokio::test]
async fn an_upgrade_is_simulated_and_then_ordered_at_once() {
    let caller = start().await;
    let service = "/order/upgrade/vps/vps-1.example";
    let offers = caller.done("GET", service, Value::Null).await;
    let code = offers[0]["planCode"].as_str().unwrap();
    let path = format!("{service}/{code}");
    let simulated = caller
        .done("GET", &format!("{path}?quantity=1"), Value::Null)
        .await;
    assert_eq!(simulated["order"]["orderId"], Value::Null);
    let orders = caller.done("GET", "/me/order", Value::Null).await;
    assert_eq!(orders, json!([]));
    let body = json!({ "quantity": 1, "autoPayWithPreferredPaymentMethod": true });
    let executed = caller.done("POST", &path, body).await;
    assert_eq!(executed["order"]["prices"], simulated["order"]["prices"]);
    assert_eq!(executed["operation"]["type"], "UPGRADE");
    let orders = caller.done("GET", "/me/order", Value::Null).await;
    assert_eq!(orders, json!([executed["order"]["orderId"]]));
    caller.sandbox.advance(30);
    let offers = caller.done("GET", service, Value::Null).await;
    let codes = offers
        .as_array()
        .unwrap()
        .iter()
        .map(|offer| &offer["planCode"]);
    assert!(
        codes.into_iter().all(|offered| offered != code),
        "it has that plan now"
    );
}

#[tokio::test]
async fn a_service_that_the_account_does_not_have_is_unknown() {
    let caller = start().await;
    let unknown = refused(404, "NotFound", "This service does not exist");
    for (method, path, body) in [
        (
            "GET",
            "/order/cartServiceOption/vps/vps-2.example",
            Value::Null,
        ),
        (
            "POST",
            "/order/cartServiceOption/vps/vps-2.example",
            json!({}),
        ),
        (
            "GET",
            "/order/cartServiceOption/sms/vps-1.example",
            Value::Null,
        ),
        ("GET", "/order/upgrade/vps/vps-2.example", Value::Null),
        (
            "POST",
            "/order/upgrade/vps/vps-2.example/vps-2025-model2",
            json!({ "quantity": 1 }),
        ),
        ("GET", "/vps/vps-2.example", Value::Null),
    ] {
        assert_eq!(
            caller.signed(method, path, body).await,
            unknown,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_sandbox_does_not_start_with_a_service_of_a_product_that_it_does_not_sell() {
    use ovh_order::sandbox::{Options, start};
    let options = Options::new(std::sync::Arc::new(jiff::Timestamp::now));
    for (product, name, message) in [
        (
            "vsp",
            "vps-1.example",
            "unknown product vsp of service vps-1.example",
        ),
        (
            "cloud",
            "abc",
            "the name of a Public Cloud project has 32 hexadecimal digits, such as \
             0123456789ab4cdef0123456789abcde, and abc is none",
        ),
    ] {
        let error = start(options.clone().service(product, name)).await.err();
        assert_eq!(error.unwrap().to_string(), message);
    }
}

#[tokio::test]
async fn a_service_that_is_there_from_the_start_is_in_every_list_of_its_product() {
    let project = "0123456789ab4cdef0123456789abcde";
    for (product, name, option, section) in [
        ("cloud", project, "cloud", "/cloud/project"),
        ("dedicated", "ns1.example", "dedicated", "/dedicated/server"),
        (
            "baremetalServers",
            "ns2.example",
            "dedicated",
            "/dedicated/server",
        ),
        ("eco", "ns3.example", "dedicated", "/dedicated/server"),
        ("vps", "vps-1.example", "vps", "/vps"),
        ("domain", "sandbox.example", "domain", "/domain"),
    ] {
        let caller = Caller::with(|options| {
            let options = options.description(models::json("order"));
            options.service(product, name)
        });
        let caller = caller.await;
        for list in [section, &format!("/order/cartServiceOption/{option}")] {
            let names = caller.done("GET", list, Value::Null).await;
            assert_eq!(names, json!([name]), "{list}");
        }
        let path = format!("{section}/{name}");
        let service = caller.done("GET", &path, Value::Null).await;
        let resources = caller.done("GET", "/v2/iam/resource", Value::Null).await;
        assert_eq!(resources[0]["id"], service["iam"]["id"], "{product}");
        assert_eq!(resources[0]["urn"], service["iam"]["urn"], "{product}");
    }
}

#[tokio::test]
async fn urns_are_of_the_region_of_the_account() {
    let project = "0123456789ab4cdef0123456789abcde";
    for (subsidiary, region) in [("FR", "eu"), ("QC", "ca"), ("US", "us")] {
        let caller = Caller::with(|options| {
            let options = options.subsidiary(subsidiary).service("cloud", project);
            options.service("vps", "vps-1.example")
        });
        let caller = caller.await;
        let cloud = format!("/cloud/project/{project}");
        for (path, place, urn) in [
            (
                "/v2/iam/resource",
                "/0/urn",
                format!("resource:publicCloudProject:{project}:sb00000-ovh"),
            ),
            (
                "/vps/vps-1.example",
                "/iam/urn",
                "resource:vps:vps-1.example".to_owned(),
            ),
            (
                &cloud,
                "/iam/urn",
                format!("resource:publicCloudProject:{project}:sb00000-ovh"),
            ),
            (
                "/auth/details",
                "/identities/0",
                "identity:account:sb00000-ovh".to_owned(),
            ),
        ] {
            let answer = caller.done("GET", path, Value::Null).await;
            let expected = json!(format!("urn:v1:{region}:{urn}"));
            assert_eq!(answer.pointer(place), Some(&expected), "{path}");
        }
    }
}

#[tokio::test]
async fn a_name_that_is_no_service_is_unknown_and_a_word_another_operation() {
    let caller = Caller::start().await;
    for section in ["/vps", "/dedicated/server", "/domain"] {
        for (name, status) in [("vps-1.example", 404), ("0", 404), ("zone", 501)] {
            let path = format!("{section}/{name}");
            assert_eq!(caller.get(&path).await.0, status, "{path}");
        }
    }
}
