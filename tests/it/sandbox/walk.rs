//! One walk through every emulated operation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::models::UNDESCRIBED;
use super::{bills, domains, models};
use crate::fixture::caller::{Caller, plan_body, sent};

#[tokio::test]
async fn every_emulated_operation_answers_as_it_is_described() {
    let caller = Caller::with(|options| options.description(models::json("order"))).await;
    let cart = cart(&caller).await;
    order(&caller, &cart).await;
    services(&caller).await;
    project(&caller).await;
    catalogues(&caller).await;
    account(&caller).await;
    let index = format!("http://{}/", caller.sandbox.address());
    let index = sent(caller.http.get(index)).await.1;
    let operations = index["operations"].as_array().unwrap().iter();
    let named = |text: &Value| {
        let text = text.as_str().unwrap();
        let is_cart = text.contains("/order/cart/");
        let product = if is_cart { "eco" } else { "vps" };
        text.replace("{product}", product)
            .replace("{catalogue}", catalogue_of(text))
    };
    let emulated: BTreeSet<_> = operations
        .map(named)
        .filter(|operation| !UNDESCRIBED.contains(&operation.as_str()))
        .filter(|operation| {
            !bills::ABSENT
                .iter()
                .any(|absent| operation.ends_with(absent))
        })
        .collect();
    let seen = caller.seen.lock().unwrap().clone();
    let unseen: Vec<_> = emulated.difference(&seen).collect();
    assert_eq!(unseen, Vec::<&String>::new());
}

/// A product that has this kind of catalogue.
pub fn catalogue_of(operation: &str) -> &'static str {
    if operation.contains("/catalog/public/") {
        "domain"
    } else {
        "privateCloud"
    }
}

/// An assigned cart with a server; every operation on carts but checkout.
async fn cart(caller: &Caller) -> String {
    let gone = caller.cart().await;
    caller.done("DELETE", &gone, Value::Null).await;
    let cart = caller.cart().await;
    let server = caller.item(&cart, "eco", "24sk10").await;
    for option in [
        "bandwidth-300-24sk",
        "ram-32g-ecc-2133-24sk10",
        "softraid-2x480ssd-24sk10",
    ] {
        caller.option(&cart, "eco", option, server).await;
    }
    let twice = caller
        .configure(&cart, server, "dedicated_os", "none_64.en")
        .await;
    let item = format!("{cart}/item/{server}");
    let set = format!("{item}/configuration/{twice}");
    for (method, path, body) in [
        ("GET", set.clone(), Value::Null),
        ("DELETE", set, Value::Null),
        ("GET", format!("{item}/configuration"), Value::Null),
        ("GET", format!("{item}/requiredConfiguration"), Value::Null),
        ("GET", item.clone(), Value::Null),
        ("PUT", item, json!({ "quantity": 2 })),
        ("GET", format!("{cart}/item"), Value::Null),
        ("GET", format!("{cart}/eco"), Value::Null),
        (
            "GET",
            format!("{cart}/eco/options?planCode=24sk10"),
            Value::Null,
        ),
        (
            "POST",
            format!("{cart}/coupon"),
            json!({ "coupon": "SANDBOX10" }),
        ),
        ("GET", format!("{cart}/coupon"), Value::Null),
        ("GET", format!("{cart}/summary"), Value::Null),
        (
            "DELETE",
            format!("{cart}/coupon?coupon=SANDBOX10"),
            Value::Null,
        ),
        ("PUT", cart.clone(), json!({ "description": "walk" })),
        ("POST", format!("{cart}/assign"), Value::Null),
        ("GET", cart.clone(), Value::Null),
        ("GET", "/order/cart".to_owned(), Value::Null),
    ] {
        caller.done(method, &path, body).await;
    }
    remove_one(caller, &cart).await;
    caller
        .configure(&cart, server, "dedicated_os", "none_64.en")
        .await;
    caller
        .configure(&cart, server, "dedicated_datacenter", "gra")
        .await;
    cart
}

async fn remove_one(caller: &Caller, cart: &str) {
    let item = caller.item(cart, "eco", "24ska01").await;
    caller
        .done("DELETE", &format!("{cart}/item/{item}"), Value::Null)
        .await;
}

/// Checks out, pays and steps back; every operation on orders.
async fn order(caller: &Caller, cart: &str) {
    let checkout = format!("{cart}/checkout");
    caller.done("GET", &checkout, Value::Null).await;
    let order = caller.order(cart, false).await;
    let detail = format!("{order}/details/{}", caller.details(&order).await[0]);
    let card = json!({ "paymentMethod": { "id": 1001 } });
    // Of one order, either can be done.
    let kept = caller.order(&caller.vps_cart().await, false).await;
    for (method, path, body) in [
        ("GET", "/me/order".to_owned(), Value::Null),
        ("GET", order.clone(), Value::Null),
        ("GET", detail.clone(), Value::Null),
        ("GET", format!("{detail}/extension"), Value::Null),
        ("GET", format!("{order}/paymentMethods"), Value::Null),
        ("GET", format!("{order}/paymentMeans"), Value::Null),
        (
            "GET",
            format!("{order}/availableRegisteredPaymentMean"),
            Value::Null,
        ),
        ("GET", format!("{order}/associatedObject"), Value::Null),
        ("GET", format!("{order}/balance"), Value::Null),
        ("POST", format!("{order}/pay"), card),
        ("GET", format!("{order}/payment"), Value::Null),
        ("GET", format!("{order}/status"), Value::Null),
        ("GET", format!("{order}/followUp"), Value::Null),
        (
            "POST",
            format!("{order}/retraction"),
            json!({ "reason": "unused" }),
        ),
        ("POST", format!("{kept}/waiveRetraction"), Value::Null),
    ] {
        caller.done(method, &path, body).await;
    }
}

/// A domain, a server of either kind, and what shows them.
async fn services(caller: &Caller) {
    let (domain, _) = domains::cart(caller, "sandbox.com").await;
    let waived = json!({
        "autoPayWithPreferredPaymentMethod": true,
        "waiveRetractationPeriod": true,
    });
    for query in [
        "domain?domain=sandbox.com",
        "domainRestore?domain=sandbox.com",
        "domain/options?domain=sandbox.com",
    ] {
        caller
            .done("GET", &format!("{domain}/{query}"), Value::Null)
            .await;
    }
    caller
        .done("POST", &format!("{domain}/checkout"), waived)
        .await;
    caller.order(&caller.vps_cart().await, true).await;
    let cart = self::cart(caller).await;
    caller.order(&cart, true).await;
    caller.sandbox.advance(30);
    let names = caller.done("GET", "/vps", Value::Null).await;
    for_existing(caller, names[0].as_str().unwrap()).await;
    for section in ["/vps", "/dedicated/server", "/domain", "/me/contact"] {
        let names = caller.done("GET", section, Value::Null).await;
        let name = names[0].to_string();
        let path = format!("{section}/{}", name.trim_matches('"'));
        caller.done("GET", &path, Value::Null).await;
    }
}

/// An option and an upgrade for a service.
async fn for_existing(caller: &Caller, vps: &str) {
    let cart = caller.cart().await;
    let packs = format!("{cart}/domainPacks");
    let mut pack = plan_body("sandbox-domainPacks");
    pack["domain"] = json!("sandbox.com");
    let mut option = plan_body("sandbox-vps-snapshot");
    option["cartId"] = json!(cart.strip_prefix("/order/cart/").unwrap());
    let (options, upgrades) = ("/order/cartServiceOption/vps", "/order/upgrade/vps");
    let upgrade = format!("{upgrades}/{vps}/vps-2025-model2");
    for (method, path, body) in [
        ("GET", format!("{packs}?domain=sandbox.com"), Value::Null),
        ("POST", packs, pack),
        ("GET", options.to_owned(), Value::Null),
        ("GET", format!("{options}/{vps}"), Value::Null),
        ("POST", format!("{options}/{vps}"), option),
        ("GET", upgrades.to_owned(), Value::Null),
        ("GET", format!("{upgrades}/{vps}"), Value::Null),
        ("GET", format!("{upgrade}?quantity=1"), Value::Null),
        ("POST", upgrade, json!({ "quantity": 1 })),
    ] {
        caller.done(method, &path, body).await;
    }
}

/// A free project, "paid" with points; every operation on projects.
async fn project(caller: &Caller) {
    let cart = caller.cart().await;
    caller
        .open("POST", &format!("{cart}/cloud"), plan_body("project.2018"))
        .await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, false).await;
    let points = json!({ "paymentMean": "fidelityAccount" });
    caller
        .done(
            "POST",
            &format!("{order}/payWithRegisteredPaymentMean"),
            points,
        )
        .await;
    caller.sandbox.advance(30);
    let projects = caller.done("GET", "/cloud/project", Value::Null).await;
    let project = format!("/cloud/project/{}", projects[0].as_str().unwrap());
    let rule = "/cloud/order/rule/availability?ovhSubsidiary=FR";
    for path in [
        &project,
        "/cloud/eligibility?voucher=A",
        "/cloud/order",
        rule,
    ] {
        caller.done("GET", path, Value::Null).await;
    }
}

async fn catalogues(caller: &Caller) {
    for below in [
        "formatted",
        "public/eco?ovhSubsidiary=QC",
        "public/domain?ovhSubsidiary=FI",
        "public/domain/info?ovhSubsidiary=FR",
        "public/domain/plan?ovhSubsidiary=FR",
        "formatted/privateCloud?ovhSubsidiary=FR",
        "private/privateCloud?ovhSubsidiary=FR&catalogName=a",
    ] {
        let path = format!("/order/catalog/{below}");
        caller.done("GET", &path, Value::Null).await;
    }
}

/// What needs neither cart nor order; logout comes last.
async fn account(caller: &Caller) {
    let rules = json!({ "accessRules": [{ "method": "GET", "path": "/me" }] });
    for (method, path, body) in [
        ("GET", "/me", Value::Null),
        ("GET", "/me/payment/method", Value::Null),
        ("GET", "/me/payment/method/1001", Value::Null),
        (
            "GET",
            "/vps/order/rule/datacenter?ovhSubsidiary=FR&planCode=vps-2025-model2",
            Value::Null,
        ),
        (
            "GET",
            "/vps/order/rule/osChoices?datacenter=GRA&os=Debian%2013",
            Value::Null,
        ),
        (
            "GET",
            "/dedicated/server/datacenter/availabilities",
            Value::Null,
        ),
        (
            "POST",
            "/me/voucher/checkValidity",
            json!({ "voucher": "A" }),
        ),
        ("GET", "/auth/time", Value::Null),
        ("POST", "/auth/credential", rules),
        ("GET", "/auth/currentCredential", Value::Null),
        ("GET", "/auth/details", Value::Null),
        ("POST", "/auth/logout", Value::Null),
    ] {
        caller.done(method, path, body).await;
    }
}
