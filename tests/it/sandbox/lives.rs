//! The life of an order: who can pay it, how long it waits, and what a person at OVHcloud does with it.

use serde_json::{Value, json};

use crate::fixture::caller::{Answer, Caller, refused};

fn unpayable(mean: &str) -> Answer {
    let message = format!("This order can't be paid with '{mean}'");
    (403, json!({ "message": message }))
}

/// The answer to a checkout that the account is to pay.
async fn autopay(caller: &Caller) -> Answer {
    let checkout = format!("{}/checkout", caller.vps_cart().await);
    let body = json!({ "autoPayWithPreferredPaymentMethod": true });
    caller.signed("POST", &checkout, body).await
}

#[tokio::test]
async fn a_method_pays_if_it_is_valid_and_can_pay_orders() {
    let caller = Caller::start().await;
    for (method, paid) in [
        ("CREDIT_CARD", Ok("creditCard")),
        ("PAYPAL", Ok("paypal")),
        ("SEPA_DIRECT_DEBIT", Ok("paymentMandate")),
        ("DEFERRED_PAYMENT_ACCOUNT", Ok("debtAccount")),
        ("CREDIT_CARD=EXPIRED", Err("creditCard")),
        ("CREDIT_CARD=CANCELED", Err("creditCard")),
        ("PAYPAL=VALIDATING", Err("paypal")),
        ("BANK_ACCOUNT", Err("bankAccount")),
    ] {
        let wallet = json!({ "methods": [method] });
        assert_eq!(caller.control("PUT", "/wallet", wallet).await.0, 200);
        let order = caller.order(&caller.vps_cart().await, false).await;
        let able = caller.get(&format!("{order}/paymentMethods")).await.1;
        let pay = json!({ "paymentMethod": { "id": 1001 } });
        let answer = caller.signed("POST", &format!("{order}/pay"), pay).await;
        match paid {
            Ok(kind) => {
                assert_eq!(answer, (200, Value::Null), "{method}");
                assert_eq!(able["registered"], json!([1001]), "{method}");
                let payment = caller.get(&format!("{order}/payment")).await.1;
                assert_eq!(payment["paymentType"], kind, "{method}");
                assert_eq!(autopay(&caller).await.0, 200, "{method}");
            }
            Err(mean) => {
                assert_eq!(answer, unpayable(mean), "{method}");
                assert_eq!(able["registered"], json!([]), "{method}");
                assert_eq!(autopay(&caller).await, unpayable(mean), "{method}");
            }
        }
    }
}

#[tokio::test]
async fn an_account_pays_by_itself_only_with_its_default_method() {
    let caller = Caller::start().await;
    let none = (403, json!({ "message": "No default payment method" }));
    for (wallet, default, expected) in [
        (json!({ "methods": [] }), json!([]), none.clone()),
        (
            json!({ "methods": ["PAYPAL"], "defaultMethod": null }),
            json!([]),
            none,
        ),
        (
            json!({ "methods": ["PAYPAL", "CREDIT_CARD=EXPIRED"], "defaultMethod": 1002 }),
            json!([1002]),
            unpayable("creditCard"),
        ),
    ] {
        caller.control("PUT", "/wallet", wallet).await;
        let list = caller.get("/me/payment/method?default=true").await.1;
        assert_eq!((list, autopay(&caller).await), (default, expected));
    }
    let empty = json!({ "methods": [], "ovhAccount": false });
    caller.control("PUT", "/wallet", empty).await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    let path = format!("{order}/payWithRegisteredPaymentMean");
    let body = json!({ "paymentMean": "ovhAccount" });
    let message = "This order can't be paid with 'ovhAccount'";
    assert_eq!(
        caller.signed("POST", &path, body).await,
        refused(400, "BadRequest", message)
    );
}

#[tokio::test]
async fn a_wallet_with_an_unknown_type_or_status_is_refused() {
    let caller = Caller::start().await;
    for (method, message) in [
        (
            "CASH",
            "unknown type `CASH`; use one of BANK_ACCOUNT, CREDIT_CARD, ",
        ),
        ("PAYPAL=OK", "unknown status `OK`; use one of CANCELED, "),
    ] {
        let answer = caller
            .control("PUT", "/wallet", json!({ "methods": [method] }))
            .await;
        let told = answer.1["message"].as_str().unwrap();
        assert!(answer.0 == 400 && told.starts_with(message), "{told}");
    }
}

#[tokio::test]
async fn an_unpaid_order_is_cancelled_when_its_own_deadline_has_passed() {
    let caller = Caller::start().await;
    let control = |path: String, body: Value| {
        let caller = &caller;
        async move { caller.control("POST", &path, body).await.1 }
    };
    control("/clock".into(), json!({ "pace": "frozen" })).await;
    let quarter = json!({
        "path": "/order/cart/*/checkout", "method": "POST", "obstacle": { "deadline": "PT15M" },
    });
    caller.fault(quarter).await;
    let mut orders = Vec::new();
    for _ in 0..3 {
        orders.push(caller.order(&caller.vps_cart().await, false).await);
    }
    let later = orders[2].replace("/me/order/", "/orders/");
    let days = json!({ "expirationDate": "2026-01-17T03:04:05Z" });
    control(later, days).await;
    let mut until = Vec::new();
    for order in &orders {
        until.push(caller.get(order).await.1["expirationDate"].clone());
    }
    let expected = ["02T03:19", "03T03:04", "17T03:04"].map(|it| format!("2026-01-{it}:05+00:00"));
    assert_eq!(until, expected);
    for (time, expected) in [
        ("02T03:19:04", ["notPaid", "notPaid", "notPaid"]),
        ("02T03:19:05", ["cancelled", "notPaid", "notPaid"]),
        ("03T03:04:05", ["cancelled", "cancelled", "notPaid"]),
        ("17T03:04:05", ["cancelled", "cancelled", "cancelled"]),
    ] {
        control(
            "/clock".into(),
            json!({ "set": format!("2026-01-{time}Z") }),
        )
        .await;
        let mut seen = Vec::new();
        for order in &orders {
            seen.push(caller.status(order).await);
        }
        assert_eq!(seen, expected, "{time}");
    }
}

#[tokio::test]
async fn a_paid_order_waits_for_documents_until_it_is_let_go() {
    let caller = Caller::start().await;
    let hold = json!({
        "path": "/order/cart/*/checkout", "obstacle": { "hold": "documentsRequested" }, "times": 2,
    });
    caller.fault(hold).await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    assert_eq!(caller.status(&order).await, "notPaid");
    let pay = json!({ "paymentMethod": { "id": 1001 } });
    caller.done("POST", &format!("{order}/pay"), pay).await;
    caller.sandbox.advance(3600);
    assert_eq!(caller.status(&order).await, "documentsRequested");
    let steps = caller.get(&format!("{order}/followUp")).await.1;
    let labels = steps[0]["history"].as_array().unwrap().iter();
    let labels: Vec<_> = labels.map(|event| event["label"].clone()).collect();
    assert_eq!(labels, ["PAYMENT_CONFIRMED", "FRAUD_DOCS_REQUESTED"]);
    let control = order.replace("/me/order/", "/orders/");
    let told = caller
        .control("POST", &control, json!({ "status": null }))
        .await;
    assert_eq!((told.0, &told.1["status"]), (200, &json!("checking")));
    let mut seen = Vec::new();
    for seconds in [0, 10, 20] {
        caller.sandbox.advance(seconds);
        seen.push(caller.status(&order).await);
    }
    assert_eq!(seen, ["checking", "delivering", "delivered"]);
}

#[tokio::test]
async fn an_order_is_moved_by_hand_and_refuses_what_its_status_forbids() {
    let caller = Caller::start().await;
    let cancelled = refused(400, "BadRequest", "This order is cancelled");
    for status in ["cancelling", "cancelled"] {
        let order = caller.order(&caller.vps_cart().await, false).await;
        let control = order.replace("/me/order/", "/orders/");
        let early = caller
            .control("POST", &control, json!({ "status": "checking" }))
            .await;
        assert_eq!(early, refused(400, "BadRequest", "the order is not paid"));
        caller
            .control("POST", &control, json!({ "status": status }))
            .await;
        assert_eq!(caller.status(&order).await, status);
        for (path, body) in [
            ("pay", json!({ "paymentMethod": { "id": 1001 } })),
            ("retraction", json!({ "reason": "other" })),
            ("waiveRetraction", Value::Null),
        ] {
            let answer = caller
                .signed("POST", &format!("{order}/{path}"), body)
                .await;
            assert_eq!(answer, cancelled, "{path}");
        }
    }
    let unknown = caller.control("POST", "/orders/7", json!({})).await;
    let message = "The requested object (orderId = 7) does not exist";
    assert_eq!(unknown, refused(404, "NotFound", message));
}

#[tokio::test]
async fn retraction_is_waived_once_and_within_its_time() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let late = caller.order(&caller.vps_cart().await, true).await;
    let waive = format!("{order}/waiveRetraction");
    caller.done("POST", &waive, Value::Null).await;
    assert_eq!(
        caller.signed("POST", &waive, Value::Null).await,
        refused(400, "BadRequest", "The retraction period was waived")
    );
    let day = json!({ "advance": "P15D" });
    caller.control("POST", "/clock", day).await;
    let over = refused(400, "BadRequest", "The retraction period is over");
    for (path, body) in [
        ("retraction", json!({ "reason": "other" })),
        ("waiveRetraction", Value::Null),
    ] {
        let answer = caller.signed("POST", &format!("{late}/{path}"), body).await;
        assert_eq!(answer, over, "{path}");
    }
}

#[tokio::test]
async fn a_cancelled_order_stays_so_with_its_refund_and_a_delivered_one_with_its_service() {
    let caller = Caller::start().await;
    let ended = "the order is cancelled, and stays so";
    let delivered = "the order is delivered, and can only be cancelled";
    let order = caller.order(&caller.vps_cart().await, true).await;
    let control = order.replace("/me/order/", "/orders/");
    caller.sandbox.advance(30);
    let services = caller.get("/vps").await.1;
    assert_eq!(services.as_array().unwrap().len(), 1);
    for status in ["checking", "notPaid", "unknown"] {
        let held = caller
            .control("POST", &control, json!({ "status": status }))
            .await;
        assert_eq!(held, refused(400, "BadRequest", delivered), "{status}");
    }
    for status in [
        json!(null),
        json!("cancelling"),
        json!(null),
        json!("delivered"),
        json!(null),
    ] {
        let moved = caller
            .control("POST", &control, json!({ "status": status }))
            .await;
        assert_eq!(moved.0, 200, "{status}: {}", moved.1);
    }
    assert_eq!(caller.get("/vps").await.1, services);
    let early = caller.order(&caller.vps_cart().await, true).await;
    let moved = early.replace("/me/order/", "/orders/");
    for (status, expected) in [
        (json!("delivered"), "delivered"),
        (json!("cancelling"), "cancelling"),
        (json!("checking"), "cancelling"),
        (json!(null), "delivered"),
    ] {
        caller
            .control("POST", &moved, json!({ "status": status }))
            .await;
        assert_eq!(caller.status(&early).await, expected, "{status}");
    }
    let moved = json!({ "status": "cancelled" });
    caller
        .control("POST", &early.replace("/me/order/", "/orders/"), moved)
        .await;
    caller
        .control("POST", &control, json!({ "status": "cancelled" }))
        .await;
    let refund = json!([&order, &early].map(|it| it.replace("/me/order/", "AFR")));
    for status in [json!(null), json!("checking"), json!("cancelled")] {
        let moved = caller
            .control("POST", &control, json!({ "status": status }))
            .await;
        assert_eq!(moved, refused(400, "BadRequest", ended), "{status}");
        assert_eq!(caller.get("/me/refund").await.1, refund);
    }
    assert_eq!(caller.get("/vps").await.1, json!([]));
}

#[tokio::test]
async fn the_lines_of_a_cancelled_order_name_the_service_that_was_delivered() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let early = caller.order(&caller.vps_cart().await, true).await;
    let reason = json!({ "reason": "unused" });
    let retract = format!("{early}/retraction");
    caller.done("POST", &retract, reason.clone()).await;
    caller.sandbox.advance(30);
    let service = caller.get("/vps").await.1[0].clone();
    let retract = format!("{order}/retraction");
    caller.done("POST", &retract, reason).await;
    for (order, expected) in [(order, service), (early, json!("*001"))] {
        let refund = format!(
            "/me/refund/AFR{}/details",
            order.rsplit('/').next().unwrap()
        );
        let lines = caller.get(&refund).await.1;
        let line = format!("{refund}/{}", lines[0].as_str().unwrap());
        assert_eq!(caller.get(&line).await.1["domain"], expected);
    }
}
