//! Carts: their life, their owner and their coupons.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused};

fn missing(path: &str) -> (u16, Value) {
    let id = path.trim_start_matches("/order/cart/");
    let message = format!("The requested object (cartId = {id}) does not exist");
    refused(404, "NotFound", &message)
}

#[tokio::test]
async fn a_cart_lives_for_a_day() {
    let caller = Caller::start().await;
    let body = json!({ "ovhSubsidiary": "FR", "description": "mine" });
    let (status, cart) = caller.open("POST", "/order/cart", body).await;
    let id = cart["cartId"].as_str().unwrap();
    let expected = json!({
        "cartId": id, "description": "mine", "expire": "2026-01-03T03:04:05+00:00",
        "items": [], "readOnly": false,
    });
    assert_eq!((status, &cart), (200, &expected));
    let path = format!("/order/cart/{id}");
    caller.sandbox.advance(86_399);
    assert_eq!(
        caller.open("GET", &path, Value::Null).await,
        (200, expected)
    );
    caller.sandbox.advance(1);
    assert_eq!(caller.open("GET", &path, Value::Null).await, missing(&path));
}

#[tokio::test]
async fn description_and_expiry_can_be_changed() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let nothing = json!({ "expire": null, "description": null });
    let (status, same) = caller.open("PUT", &cart, nothing).await;
    assert_eq!(
        (status, &same["expire"]),
        (200, &json!("2026-01-03T03:04:05+00:00"))
    );
    let body = json!({ "expire": "2026-02-01T00:00:00+01:00", "description": "later" });
    let (_, edited) = caller.open("PUT", &cart, body).await;
    assert_eq!(edited["expire"], "2026-01-31T23:00:00+00:00");
    assert_eq!(edited["description"], "later");
    let past = json!({ "expire": "2026-01-02T03:04:05+00:00" });
    let message = "The expiration date 2026-01-02T03:04:05+00:00 is in the past";
    let expected = refused(400, "BadRequest", message);
    assert_eq!(caller.open("PUT", &cart, past.clone()).await, expected);
    let mut new = past;
    new["ovhSubsidiary"] = json!("FR");
    assert_eq!(caller.open("POST", "/order/cart", new).await, expected);
    let wrong = json!({ "expire": "soon" });
    assert_eq!(
        caller.open("PUT", &cart, wrong).await,
        refused(
            400,
            "BadRequest",
            r#"[expire] Given data ("soon") is not valid for type datetime"#
        )
    );
}

#[tokio::test]
async fn a_cart_needs_a_known_subsidiary_and_no_other_fields() {
    let caller = Caller::start().await;
    for (body, message) in [
        (json!({}), "Missing parameter(s): ovhSubsidiary"),
        (Value::Null, "Missing parameter(s): ovhSubsidiary"),
        (json!({ "ovhSubsidiary": "XX" }), "invalid ovhSubsidiary"),
        (json!({ "ovhSubsidiary": "fr" }), "invalid ovhSubsidiary"),
        (
            json!({ "ovhSubsidiary": "FR", "owner": "me" }),
            "Received not described parameters: (owner)",
        ),
        (
            json!({ "ovhSubsidiary": null }),
            "Missing parameter(s): ovhSubsidiary",
        ),
    ] {
        let answer = caller.open("POST", "/order/cart", body).await;
        assert_eq!(answer, refused(400, "BadRequest", message));
    }
}

#[tokio::test]
async fn the_list_has_the_carts_that_were_assigned() {
    let caller = Caller::start().await;
    let (one, two) = (caller.cart().await, caller.cart().await);
    let id = one.trim_start_matches("/order/cart/");
    assert_eq!(caller.get("/order/cart").await, (200, json!([])));
    let assign = format!("{one}/assign");
    assert_eq!(
        caller.signed("POST", &assign, Value::Null).await,
        (200, Value::Null)
    );
    caller
        .open("PUT", &one, json!({ "description": "a b" }))
        .await;
    for (query, expected) in [
        ("", json!([id])),
        ("?description=a%20b", json!([id])),
        ("?description=c", json!([])),
    ] {
        assert_eq!(
            caller.get(&format!("/order/cart{query}")).await,
            (200, expected)
        );
    }
    caller.sandbox.advance(86_400);
    assert_eq!(caller.get("/order/cart").await, (200, json!([])));
    assert_ne!(one, two);
}

#[tokio::test]
async fn a_deleted_cart_is_gone() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    assert_eq!(
        caller.signed("DELETE", &cart, Value::Null).await,
        (200, Value::Null)
    );
    for (method, path) in [
        ("GET", cart.clone()),
        ("GET", format!("{cart}/summary")),
        ("DELETE", cart.clone()),
    ] {
        assert_eq!(
            caller.signed(method, &path, Value::Null).await,
            missing(&cart)
        );
    }
}

#[tokio::test]
async fn an_ordered_cart_can_be_read_but_not_changed_or_ordered_again() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let item = caller.get(&format!("{cart}/item")).await.1[0].clone();
    caller.order(&cart, false).await;
    let (_, shown) = caller.get(&cart).await;
    assert_eq!(shown["readOnly"], true);
    let frozen = refused(403, "Forbidden", "This cart is read only");
    for (method, path) in [
        ("PUT", cart.clone()),
        ("DELETE", cart.clone()),
        ("POST", format!("{cart}/assign")),
        ("POST", format!("{cart}/vps")),
        ("POST", format!("{cart}/vps/options")),
        ("PUT", format!("{cart}/item/{item}")),
        ("DELETE", format!("{cart}/item/{item}")),
        ("POST", format!("{cart}/item/{item}/configuration")),
        ("POST", format!("{cart}/coupon")),
        ("DELETE", format!("{cart}/coupon?coupon=SANDBOX10")),
        ("POST", format!("{cart}/checkout")),
    ] {
        assert_eq!(
            caller.signed(method, &path, Value::Null).await,
            frozen,
            "{method} {path}"
        );
    }
    assert_eq!(caller.get("/me/order").await.1.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn one_coupon_is_valid_and_takes_a_tenth_off() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let path = format!("{cart}/coupon");
    let add = |code| json!({ "coupon": code });
    let refusal = |message| refused(400, "BadRequest", message);
    let unknown = caller.open("POST", &path, add("SUMMER")).await;
    assert_eq!(unknown, refusal("Coupon SUMMER is not valid"));
    let added = (200, json!([ovh_order::sandbox::COUPON]));
    assert_eq!(caller.open("POST", &path, add("SANDBOX10")).await, added);
    assert_eq!(caller.open("GET", &path, Value::Null).await, added);
    let twice = caller.open("POST", &path, add("SANDBOX10")).await;
    assert_eq!(twice, refusal("Coupon SANDBOX10 is already in the cart"));
    let delete = format!("{path}?coupon=SANDBOX10");
    assert_eq!(
        caller.open("DELETE", &delete, Value::Null).await,
        (200, Value::Null)
    );
    assert_eq!(
        caller.open("GET", &path, Value::Null).await,
        (200, json!([]))
    );
    assert_eq!(
        caller.open("DELETE", &delete, Value::Null).await,
        refused(
            404,
            "NotFound",
            "The requested object (coupon = SANDBOX10) does not exist"
        )
    );
    assert_eq!(
        caller.open("DELETE", &path, Value::Null).await,
        refusal("Missing parameter(s): coupon")
    );
}

#[tokio::test]
async fn a_cart_of_another_region_is_priced_but_not_assigned() {
    let caller = Caller::start().await;
    for subsidiary in ["US", "QC"] {
        let cart = caller.cart_for(subsidiary).await;
        caller.item(&cart, "vps", "vps-2025-model1").await;
        let path = format!("{cart}/summary");
        assert_eq!(caller.open("GET", &path, Value::Null).await.0, 200);
        let path = format!("{cart}/assign");
        let message =
            format!("A cart of subsidiary {subsidiary} cannot be assigned to an account of FR");
        assert_eq!(
            caller.signed("POST", &path, Value::Null).await,
            refused(400, "BadRequest", &message)
        );
    }
    let cart = caller.cart_for("IE").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
}
