//! What stands around an order: its bill or refund, and the older ways to pay it.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, plan_body, refused};

/// What no order of the sandbox has.
pub const ABSENT: [&str; 9] = [
    "POST /me/order/{orderId}/balance",
    "GET /me/order/{orderId}/balance/{balanceName}",
    "DELETE /me/order/{orderId}/balance/{balanceName}",
    "GET /me/order/{orderId}/consumption/details",
    "GET /me/order/{orderId}/debt",
    "GET /me/order/{orderId}/debt/operation",
    "GET /me/order/{orderId}/debt/operation/{operationId}",
    "GET /me/order/{orderId}/debt/operation/{operationId}/associatedObject",
    "POST /me/order/{orderId}/debt/pay",
];

/// The number at the end of an order's path.
fn number(order: &str) -> &str {
    order.rsplit('/').next().unwrap()
}

async fn below(caller: &Caller, order: &str, name: &str) -> Value {
    let path = format!("{order}/{name}");
    caller.done("GET", &path, Value::Null).await
}

async fn free_order(caller: &Caller) -> String {
    let cart = caller.cart().await;
    let body = plan_body("project.2018");
    caller.open("POST", &format!("{cart}/cloud"), body).await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    caller.order(&cart, false).await
}

async fn retracted_order(caller: &Caller) -> String {
    let order = caller.order(&caller.vps_cart().await, true).await;
    let reason = json!({ "reason": "unused" });
    caller
        .done("POST", &format!("{order}/retraction"), reason)
        .await;
    order
}

#[tokio::test]
async fn a_bill_or_refund_and_the_means_to_pay_follow_the_state_of_an_order() {
    let caller = Caller::start().await;
    let unpaid = caller.order(&caller.vps_cart().await, false).await;
    let paid = caller.order(&caller.vps_cart().await, true).await;
    let retracted = retracted_order(&caller).await;
    let free = free_order(&caller).await;
    let none = json!({ "id": null, "type": null });
    let bill = json!({ "id": format!("FR{}", number(&paid)), "type": "Bill" });
    let refund = json!({ "id": format!("AFR{}", number(&retracted)), "type": "Refund" });
    for (order, object, is_unpaid, is_free) in [
        (unpaid, none.clone(), true, false),
        (paid, bill, false, false),
        (retracted, refund, false, false),
        (free, none, false, true),
    ] {
        assert_eq!(below(&caller, &order, "associatedObject").await, object);
        let means = below(&caller, &order, "paymentMeans").await;
        assert_eq!(means["creditCard"].is_array(), is_unpaid, "{order}");
        let mut registered = vec!["creditCard", "ovhAccount"];
        registered.extend(is_free.then_some("fidelityAccount"));
        let registered: Vec<_> = registered
            .into_iter()
            .map(|mean| json!({ "paymentMean": mean }))
            .collect();
        assert_eq!(
            below(&caller, &order, "availableRegisteredPaymentMean").await,
            json!(registered)
        );
        assert_eq!(below(&caller, &order, "balance").await, json!([]));
    }
}

#[tokio::test]
async fn an_order_says_that_it_has_no_debt_balance_or_consumption() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    for operation in ABSENT {
        let (method, path) = operation.split_once(' ').unwrap();
        let name = path.split('/').nth(4).unwrap();
        let path = path
            .replace("{balanceName}", "a")
            .replace("{operationId}", "1");
        let mine = path.replace("/me/order/{orderId}", &order);
        let id = number(&order);
        let message = format!("The requested object ({name} of order = {id}) does not exist");
        assert_eq!(
            caller.signed(method, &mine, Value::Null).await,
            refused(404, "NotFound", &message)
        );
        let message = "The requested object (orderId = 7) does not exist";
        assert_eq!(
            caller
                .signed(method, &path.replace("{orderId}", "7"), Value::Null)
                .await,
            refused(404, "NotFound", message)
        );
    }
}

/// The total of the lines of a bill or refund, in cents.
async fn cents(caller: &Caller, paper: &str) -> i64 {
    let ids = caller
        .done("GET", &format!("{paper}/details"), Value::Null)
        .await;
    let mut sum = 0.0;
    for id in ids.as_array().unwrap() {
        let path = format!("{paper}/details/{}", id.as_str().unwrap());
        let line = caller.done("GET", &path, Value::Null).await;
        assert_eq!(line["quantity"], "1");
        sum += line["totalPrice"]["value"].as_f64().unwrap() * 100.0;
    }
    format!("{sum:.0}").parse().unwrap()
}

#[tokio::test]
async fn a_bill_has_the_lines_and_the_payment_of_its_order() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    caller.order(&caller.vps_cart().await, false).await;
    free_order(&caller).await;
    let id = format!("FR{}", number(&order));
    for (query, expected) in [
        (String::new(), json!([id])),
        (format!("?orderId={}", number(&order)), json!([id])),
        ("?orderId=7".into(), json!([])),
        ("?date.from=2026-01-03".into(), json!([])),
        ("?date.to=2026-01-03".into(), json!([id])),
    ] {
        let bills = caller.get(&format!("/me/bill{query}")).await;
        assert_eq!(bills, (200, expected), "{query}");
    }
    let path = format!("/me/bill/{id}");
    let (bill, shown) = (caller.get(&path).await.1, caller.get(&order).await.1);
    for field in [
        "orderId",
        "priceWithTax",
        "priceWithoutTax",
        "tax",
        "pdfUrl",
    ] {
        assert_eq!(bill[field], shown[field], "{field}");
    }
    assert_eq!(
        (
            &bill["priceWithoutTax"]["value"],
            cents(&caller, &path).await
        ),
        (&json!(4.49), 449)
    );
    for named in [false, true] {
        let id = caller.details(&order).await[0];
        let line = below(&caller, &path, &format!("details/{id}")).await;
        let ordered = below(&caller, &order, &format!("details/{id}")).await;
        assert_eq!(line["domain"], ordered["domain"]);
        assert_eq!(line["domain"] != "*001", named);
        caller.sandbox.advance(30);
    }
    let payment = caller.get(&format!("{path}/payment")).await;
    assert_eq!(payment, caller.get(&format!("{order}/payment")).await);
    let message = format!("The requested object (debt of bill = {id}) does not exist");
    assert_eq!(
        caller.get(&format!("{path}/debt")).await,
        refused(404, "NotFound", &message)
    );
}

#[tokio::test]
async fn a_paid_order_that_is_retracted_is_refunded() {
    let caller = Caller::start().await;
    caller.order(&caller.vps_cart().await, true).await;
    assert_eq!(caller.get("/me/refund").await, (200, json!([])));
    let order = retracted_order(&caller).await;
    let state = caller.control("GET", "/state", Value::Null).await.1;
    assert_eq!(caller.control("PUT", "/state", state).await.0, 200);
    let id = format!("AFR{}", number(&order));
    assert_eq!(caller.get("/me/refund").await, (200, json!([id])));
    let path = format!("/me/refund/{id}");
    let refund = caller.get(&path).await.1;
    assert_eq!(refund["originalBillId"], format!("FR{}", number(&order)));
    assert_eq!(refund["priceWithTax"]["text"], "5.39 €");
    assert_eq!(cents(&caller, &path).await, 449);
    let payment = caller.get(&format!("{path}/payment")).await.1;
    assert_eq!(payment["paymentType"], "creditCard");
    let message = "The requested object (refundId = AFR7) does not exist";
    assert_eq!(
        caller.get("/me/refund/AFR7").await,
        refused(404, "NotFound", message)
    );
}

#[tokio::test]
async fn payment_methods_are_payment_means_in_the_older_calls() {
    let caller = Caller::start().await;
    let wallet = json!({ "methods": ["CREDIT_CARD", "PAYPAL", "CREDIT_CARD=EXPIRED"] });
    caller.control("PUT", "/wallet", wallet).await;
    for (mean, expected) in [
        ("creditCard", json!([1001, 1003])),
        ("paypal", json!([1002])),
        ("bankAccount", json!([])),
    ] {
        let list = caller.get(&format!("/me/paymentMean/{mean}")).await;
        assert_eq!(list, (200, expected), "{mean}");
    }
    for (path, is_default, state, end) in [
        ("creditCard/1001", true, "valid", json!("2026-12-31")),
        ("paypal/1002", false, "valid", Value::Null),
        ("creditCard/1003", false, "expired", json!("2025-12-31")),
    ] {
        let (_, mean) = caller.get(&format!("/me/paymentMean/{path}")).await;
        let shown = ["defaultPaymentMean", "state", "expirationDate"].map(|field| &mean[field]);
        assert_eq!(shown, [&json!(is_default), &json!(state), &end], "{path}");
    }
    assert_eq!(caller.get("/me/paymentMean/creditCard/1002").await.0, 404);
    assert_eq!(caller.get("/me/paymentMean/cash").await.0, 501);
    assert_eq!(caller.get("/me/paymentMean/7").await.0, 404);
}
