//! The account, its payment methods, and paying an order.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused};

#[tokio::test]
async fn the_account_tells_its_subsidiary_and_currency() {
    for (subsidiary, currency, language) in [
        ("FR", json!({ "code": "EUR", "symbol": "€" }), "fr_FR"),
        ("QC", json!({ "code": "CAD", "symbol": "C$" }), "fr_CA"),
        ("US", json!({ "code": "USD", "symbol": "$" }), "en_US"),
    ] {
        let caller = Caller::with(|options| options.subsidiary(subsidiary)).await;
        let (status, me) = caller.get("/me").await;
        let shown = ["nichandle", "ovhSubsidiary", "currency", "language"].map(|key| &me[key]);
        let expected = [
            &json!("sb00000-ovh"),
            &json!(subsidiary),
            &currency,
            &json!(language),
        ];
        assert_eq!((status, shown), (200, expected));
    }
}

#[tokio::test]
async fn a_valid_credit_card_is_the_default_method() {
    let caller = Caller::start().await;
    for (query, expected) in [
        ("", json!([1001])),
        ("?default=true", json!([1001])),
        ("?default=false", json!([])),
        ("?status=VALID", json!([1001])),
        ("?status=EXPIRED", json!([])),
        ("?paymentType=PAYPAL", json!([])),
    ] {
        let answer = caller.get(&format!("/me/payment/method{query}")).await;
        assert_eq!(answer, (200, expected), "{query}");
    }
    let (_, card) = caller.get("/me/payment/method/1001").await;
    let shown = ["paymentMethodId", "paymentType", "status", "default"].map(|key| &card[key]);
    assert_eq!(
        shown,
        [
            &json!(1001),
            &json!("CREDIT_CARD"),
            &json!("VALID"),
            &json!(true)
        ]
    );
    assert_eq!(
        caller.get("/me/payment/method/7").await,
        refused(
            404,
            "NotFound",
            "The requested object (paymentMethodId = 7) does not exist"
        )
    );
    assert_eq!(
        caller.get("/me/payment/method?status=null").await,
        refused(
            400,
            "BadRequest",
            r#"[status] Given data ("null") is not valid for type me.payment.method.StatusEnum"#
        )
    );
    assert_eq!(
        caller.get("/me/payment/method?default=1").await,
        refused(
            400,
            "BadRequest",
            r#"[default] Given data ("1") is not valid for type boolean"#
        )
    );
}

#[tokio::test]
async fn a_payment_sets_delivery_in_motion() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    let (pay, payment) = (format!("{order}/pay"), format!("{order}/payment"));
    assert_eq!(caller.get(&payment).await.0, 404);
    assert_eq!(
        caller.get(&format!("{order}/paymentMethods")).await.1["registered"],
        json!([1001])
    );
    caller.sandbox.advance(60);
    let body = json!({ "paymentMethod": { "id": 1001 } });
    assert_eq!(
        caller.signed("POST", &pay, body.clone()).await,
        (200, Value::Null)
    );
    let expected = json!({
        "paymentDate": "2026-01-02T03:05:05+00:00", "paymentIdentifier": null,
        "paymentType": "creditCard",
    });
    assert_eq!(caller.get(&payment).await, (200, expected));
    assert_eq!(caller.status(&order).await, "checking");
    assert_eq!(
        caller.signed("POST", &pay, body).await,
        refused(400, "BadRequest", "This order is already paid")
    );
    caller.sandbox.advance(30);
    assert_eq!(caller.status(&order).await, "delivered");
}

#[tokio::test]
async fn a_payment_needs_a_registered_method() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    let path = format!("{order}/pay");
    let not_valid = |value: &str| {
        let kind = "billing.order.PayWithPaymentMethod";
        format!("[paymentMethod] Given data ({value}) is not valid for type {kind}")
    };
    for (body, expected) in [
        (
            json!({ "paymentMethod": { "id": 7 } }),
            refused(
                404,
                "NotFound",
                "The requested object (paymentMethodId = 7) does not exist",
            ),
        ),
        (
            json!({ "paymentMethod": 7 }),
            refused(400, "BadRequest", &not_valid("7")),
        ),
        (
            json!({}),
            refused(400, "BadRequest", "Missing parameter(s): paymentMethod"),
        ),
    ] {
        assert_eq!(caller.signed("POST", &path, body).await, expected);
    }
    assert_eq!(caller.status(&order).await, "notPaid");
}

#[tokio::test]
async fn means_that_do_not_fit_the_order_are_refused() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    caller.item(&cart, "cloud", "project.2018").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let free = caller.order(&cart, false).await;
    for (free_order, mean, paid) in [
        (false, "bankAccount", false),
        (false, "fidelityAccount", false),
        (false, "ovhAccount", true),
        (false, "CREDIT_CARD", true),
        (true, "fidelityAccount", true),
    ] {
        let order = if free_order {
            free.clone()
        } else {
            caller.order(&caller.vps_cart().await, false).await
        };
        let path = format!("{order}/payWithRegisteredPaymentMean");
        let answer = caller
            .signed("POST", &path, json!({ "paymentMean": mean }))
            .await;
        let message = format!("This order can't be paid with '{mean}'");
        let expected = if paid {
            (200, Value::Null)
        } else {
            refused(400, "BadRequest", &message)
        };
        assert_eq!(answer, expected, "{mean}");
    }
}

#[tokio::test]
async fn an_order_that_pays_itself_is_paid_with_the_card() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let (_, payment) = caller.get(&format!("{order}/payment")).await;
    assert_eq!(payment["paymentType"], "creditCard");
    assert_eq!(caller.status(&order).await, "checking");
}

#[tokio::test]
async fn nothing_keeps_the_account_from_a_project() {
    let caller = Caller::start().await;
    let mut expected = json!({
        "actionsRequired": [], "minimumCredit": null,
        "paymentMethodsAuthorized": ["creditCard", "paypal", "sepaDirectDebit"], "voucher": null,
    });
    assert_eq!(
        caller.get("/cloud/eligibility").await,
        (200, expected.clone())
    );
    expected["voucher"] = json!({
        "credit": crate::fixture::caller::euros("10.00", json!(10)), "paymentMethodRequired": true,
    });
    assert_eq!(
        caller.get("/cloud/eligibility?voucher=ABC").await,
        (200, expected)
    );
}
