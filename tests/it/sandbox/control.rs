//! The control API: who may call it, the clock, the log and the counters.

use ovh_order::sandbox::Pace;
use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused, sent};
use crate::fixture::sandbox::START;

#[tokio::test]
async fn control_needs_the_token() {
    let caller = Caller::start().await;
    let url = format!("{}/health", caller.sandbox.control_url());
    let message =
        "send the token that the sandbox printed at its start: Authorization: Bearer TOKEN";
    let refusal = refused(401, "Unauthorized", message);
    assert_eq!(sent(caller.http.get(&url)).await, refusal);
    let guessed = caller.http.get(&url).bearer_auth("guessed");
    assert_eq!(sent(guessed).await, refusal);
    let (status, health) = caller.control("GET", "/health", Value::Null).await;
    assert_eq!((status, &health["status"]), (200, &json!("up")));
    let shown = format!("{:?}", *caller.sandbox);
    assert!(!shown.contains(caller.sandbox.control_token()), "{shown}");
}

#[tokio::test]
async fn an_unknown_control_operation_names_the_nearest() {
    let caller = Caller::start().await;
    for (method, path, message) in [
        (
            "GET",
            "/counter",
            "unknown operation GET /sandbox/counter; nearest is GET /sandbox/counters: \
             `counter` instead of `counters`",
        ),
        (
            "PUT",
            "/clock",
            "unknown operation PUT /sandbox/clock; nearest is POST /sandbox/clock: PUT instead of POST",
        ),
    ] {
        let answer = caller.control(method, path, Value::Null).await;
        assert_eq!(answer, refused(404, "NotFound", message));
    }
    let body = json!({ "advanse": "P1D" });
    let (status, answer) = caller.control("POST", "/clock", body).await;
    let message = answer["message"].as_str().unwrap();
    assert_eq!(status, 400);
    assert!(
        message.starts_with("unknown field `advanse`, expected one of"),
        "{message}"
    );
}

#[tokio::test]
async fn what_the_sandbox_does_not_have_is_refused_with_what_it_has() {
    let caller = Caller::start().await;
    for (method, path, body, message) in [
        (
            "POST",
            "/stock",
            json!({ "datacenter": "gra", "plan": "24sk1", "value": 2 }),
            "unknown plan `24sk1`; did you mean `24sk10`?",
        ),
        (
            "POST",
            "/stock",
            json!({ "datacenter": "GRA", "plan": "24sk10", "value": 2 }),
            "unknown datacenter `GRA`; use one of bhs, fra, gra, lon, rbx, sbg, waw",
        ),
        (
            "POST",
            "/faults",
            json!({ "obstacle": { "soldOut": "nowhere" } }),
            "unknown datacenter `nowhere`; use one of BHS, DE, GRA, SBG, SGP, SYD, UK, WAW, bhs, fra, \
             gra, lon, rbx, sbg, sgp, waw",
        ),
        (
            "POST",
            "/faults",
            json!({ "method": "POST", "path": "/order/cart/*/chekout", "status": 500 }),
            "no call has the path `/order/cart/*/chekout`; nearest is POST /order/cart/{cartId}/checkout: \
             `chekout` instead of `checkout`",
        ),
        (
            "POST",
            "/reset?all=maybe",
            Value::Null,
            "[all] Given data (\"maybe\") is not valid for type boolean",
        ),
        (
            "POST",
            "/reset?foo=1",
            Value::Null,
            "Received not described parameters: (foo)",
        ),
        (
            "PUT",
            "/wallet",
            json!({ "methods": ["PAYPAL"], "defaultMethod": 1002 }),
            "`defaultMethod` must be null or one of [1001], not 1002",
        ),
    ] {
        let answer = caller.control(method, path, body).await;
        assert_eq!(answer, refused(400, "BadRequest", message));
    }
}

#[tokio::test]
async fn a_body_of_another_form_is_refused_in_plain_words() {
    let caller = Caller::start().await;
    for (method, path, body, message) in [
        (
            "POST",
            "/clock",
            json!("soon"),
            "expected a JSON object, not \"soon\"",
        ),
        (
            "POST",
            "/clock",
            json!(["frozen", null, "P1D"]),
            "expected a JSON object, not [\"frozen\",null,\"P1D\"]",
        ),
        (
            "POST",
            "/faults",
            json!([{ "status": 500 }, ["GET", "/me"]]),
            "expected a JSON object, not [\"GET\",\"/me\"]",
        ),
        (
            "POST",
            "/faults",
            json!({ "skip": "two", "status": 500 }),
            "invalid type: string \"two\", expected a whole number from 0 to 4294967295 at `skip`",
        ),
        (
            "POST",
            "/stock",
            json!({ "datacenter": "gra", "value": 2.5 }),
            "expected a whole number or a text such as `72H` at `value`",
        ),
        (
            "POST",
            "/orders/1",
            json!({ "status": 5 }),
            "invalid type: integer `5`, expected a string or an object at `status`",
        ),
        (
            "PUT",
            "/quirks",
            json!({}),
            "invalid type: map, expected a list",
        ),
        (
            "PUT",
            "/state",
            json!("x"),
            "not a snapshot: invalid type: string \"x\", expected an object with `version` and \
             `state` at line 1 column 3",
        ),
    ] {
        let answer = caller.control(method, path, body).await;
        assert_eq!(answer, refused(400, "BadRequest", message));
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_told_so() {
    let caller = Caller::start().await;
    let url = format!("{}/clock", caller.sandbox.control_url());
    let request = caller.http.post(url).body("soon");
    let (_, answer) = sent(request.bearer_auth(caller.sandbox.control_token())).await;
    let message = answer["message"].as_str().unwrap();
    assert!(message.starts_with("the body is not JSON: "), "{message}");
}

#[tokio::test]
async fn the_control_api_lists_its_operations() {
    let caller = Caller::start().await;
    let (status, index) = caller.control("GET", "", Value::Null).await;
    let operations = index["operations"].as_array().unwrap();
    assert!(status == 200 && operations.contains(&json!("POST /sandbox/reset")));
    let with_slash = caller.control("POST", "/reset/", Value::Null).await;
    assert_eq!(with_slash, (200, Value::Null));
}

#[tokio::test]
async fn the_clock_can_be_moved_stopped_and_stepped() {
    let caller = Caller::start().await;
    for (body, expected) in [
        (json!({}), ("2026-01-02T03:04:05+00:00", "real")),
        (
            json!({ "advance": "P1D" }),
            ("2026-01-03T03:04:05+00:00", "real"),
        ),
        (
            json!({ "pace": "frozen", "set": "2026-02-01" }),
            ("2026-02-01T00:00:00+00:00", "frozen"),
        ),
        (
            json!({ "pace": "step=PT10S", "advance": "P1M" }),
            ("2026-03-01T00:00:00+00:00", "step=PT10S"),
        ),
    ] {
        let told = caller.control("POST", "/clock", body).await;
        let expected = json!({ "now": expected.0, "pace": expected.1 });
        assert_eq!(told, (200, expected));
    }
    caller.cart().await;
    let told = caller.control("GET", "/clock", Value::Null).await.1;
    assert_eq!(told["now"], "2026-03-01T00:00:10+00:00");
    let message = "the clock only moves forward, and it is 2026-03-01T00:00:10+00:00 already";
    for body in [
        json!({ "set": "2026-01-01" }),
        json!({ "pace": "frozen=2026-01-01" }),
    ] {
        let answer = caller.control("POST", "/clock", body).await;
        assert_eq!(answer, refused(400, "BadRequest", message));
    }
}

#[tokio::test]
async fn carts_orders_and_tokens_follow_the_clock_and_signatures_do_not() {
    let caller = Caller::with(|options| options.pace(Pace::Frozen(None))).await;
    let advance = async |by: &str| {
        caller
            .control("POST", "/clock", json!({ "advance": by }))
            .await
    };
    let paid = caller.order(&caller.vps_cart().await, true).await;
    let unpaid = caller.order(&caller.vps_cart().await, false).await;
    let cart = caller.cart().await;
    let token = token(&caller).await;
    let mut seen = Vec::new();
    for by in ["PT0S", "PT15S", "PT15S", "PT1H", "P1D"] {
        advance(by).await;
        let me = caller.request("GET", "/me").bearer_auth(&token);
        seen.push((
            caller.status(&paid).await,
            caller.status(&unpaid).await,
            caller.get(&cart).await.0,
            sent(me).await.0,
        ));
    }
    assert_eq!(
        seen,
        [
            ("checking", "notPaid", 200, 200),
            ("delivering", "notPaid", 200, 200),
            ("delivered", "notPaid", 200, 200),
            ("delivered", "notPaid", 200, 401),
            ("delivered", "cancelled", 404, 401),
        ]
        .map(|(paid, unpaid, cart, me)| (json!(paid), json!(unpaid), cart, me))
    );
    let (_, time) = caller.open("GET", "/auth/time", Value::Null).await;
    assert_eq!(time, json!(START));
}

async fn token(caller: &Caller) -> String {
    let keys = caller.sandbox.credentials();
    let request = caller
        .http
        .post(caller.sandbox.token_url())
        .basic_auth(keys.client_id, Some(keys.client_secret))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials&scope=all");
    let (_, granted) = sent(request).await;
    granted["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn calls_carts_checkouts_and_payments_are_counted() {
    let caller = Caller::start().await;
    caller.order(&caller.vps_cart().await, true).await;
    caller.order(&caller.vps_cart().await, false).await;
    let empty = caller.cart().await;
    let checkout = format!("{empty}/checkout");
    assert_eq!(caller.signed("POST", &checkout, json!({})).await.0, 400);
    let (_, told) = caller.control("GET", "/counters", Value::Null).await;
    assert_eq!(
        (&told["carts"], &told["checkouts"], &told["payments"]),
        (&json!(3), &json!(2), &json!(1))
    );
    let counted = &told["calls"]["POST /order/cart/{cartId}/checkout"];
    assert_eq!(*counted, json!({ "calls": 3, "done": 2 }));
}

#[tokio::test]
async fn the_log_has_every_request_and_no_secret() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let path = format!("{cart}/item?password=hidden");
    caller.open("GET", &path, Value::Null).await;
    let (_, log) = caller.control("GET", "/log", Value::Null).await;
    assert_eq!(
        log[1],
        json!({
            "at": "2026-01-02T03:04:05+00:00",
            "queryId": "EU.sandbox-1.00000002.2",
            "operation": "GET /order/cart/{cartId}/item",
            "status": 200,
            "done": true,
        })
    );
    let text = log.to_string();
    for secret in ["hidden", cart.trim_start_matches("/order/cart/")] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn the_log_says_what_was_probably_meant() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let body = json!({ "planCode": "x", "duration": "P1M", "priceMode": "default", "quantity": 1 });
    let path = format!("{cart}/vps");
    for (method, path, body, hint) in [
        (
            "GET",
            "/order/carts",
            Value::Null,
            "nearest is GET /order/cart: `carts` instead of `cart`",
        ),
        (
            "POST",
            path.as_str(),
            body,
            "unknown field `priceMode` instead of `pricingMode`",
        ),
        (
            "POST",
            path.as_str(),
            json!({ "planCode": 7, "duration": "P1M", "pricingMode": "default", "quantity": 1 }),
            "planCode is not of type string",
        ),
        (
            "POST",
            path.as_str(),
            json!({ "duration": "P1M", "pricingMode": "default", "quantity": 1 }),
            "planCode is missing",
        ),
        (
            "POST",
            path.as_str(),
            json!([]),
            "the body is not a JSON object",
        ),
    ] {
        assert!(caller.open(method, path, body).await.0 >= 400);
        let (_, log) = caller.control("GET", "/log", Value::Null).await;
        let last = log.as_array().unwrap().last().unwrap();
        assert_eq!(last["hint"], hint, "{method} {path}");
    }
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let caller = Caller::with(|options| options.pace(Pace::Frozen(None))).await;
    let cart = caller.cart().await;
    caller
        .fault(json!({ "status": 503, "times": 9, "path": "/me" }))
        .await;
    caller
        .control("POST", "/clock", json!({ "advance": "PT1H" }))
        .await;
    caller.control("POST", "/reset", Value::Null).await;
    assert_eq!(caller.get(&cart).await.0, 404);
    assert_eq!(caller.get("/me").await.0, 200);
    let (_, told) = caller.control("GET", "/clock", Value::Null).await;
    assert_eq!(told["now"], "2026-01-02T03:04:05+00:00");
    assert_eq!(caller.cart().await, cart);
}

#[tokio::test]
async fn isolated_applications_share_nothing() {
    let caller = Caller::with(|options| options.isolated()).await;
    let order = async |application: &str| {
        let mut keys = caller.sandbox.credentials();
        keys.application_key = application.to_owned();
        let body = json!({ "ovhSubsidiary": "FR" });
        let made = sent(caller.sign(&keys, "POST", "/order/cart", &body)).await;
        let path = format!("/order/cart/{}/assign", made.1["cartId"].as_str().unwrap());
        assert_eq!(
            sent(caller.sign(&keys, "POST", &path, &Value::Null))
                .await
                .0,
            200
        );
        let list = sent(caller.sign(&keys, "GET", "/order/cart", &Value::Null))
            .await
            .1;
        list.as_array().unwrap().clone()
    };
    let (one, two, again) = (order("one").await, order("two").await, order("one").await);
    assert_eq!([one.len(), two.len(), again.len()], [1, 1, 2]);
    assert_ne!(one, two);
    let url = format!("{}/reset", caller.sandbox.control_url());
    let reset = caller
        .http
        .post(url)
        .bearer_auth(caller.sandbox.control_token());
    sent(reset.header("X-Ovh-Application", "one")).await;
    assert_eq!([order("one").await.len(), order("two").await.len()], [1, 2]);
}

#[tokio::test]
async fn an_isolated_application_has_tokens_of_its_own() {
    let caller = Caller::with(|options| options.isolated()).await;
    let mut keys = caller.sandbox.credentials();
    keys.client_id = "mine".to_owned();
    let request = caller
        .http
        .post(caller.sandbox.token_url())
        .basic_auth(&keys.client_id, Some(&keys.client_secret))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials");
    let granted = sent(request).await.1;
    let token = granted["access_token"].as_str().unwrap();
    let body = json!({ "ovhSubsidiary": "FR" }).to_string();
    let cart = caller.request("POST", "/order/cart").bearer_auth(token);
    let cart = sent(cart.body(body)).await.1;
    let path = format!("/order/cart/{}", cart["cartId"].as_str().unwrap());
    let read = sent(caller.request("GET", &path).bearer_auth(token)).await;
    assert_eq!(read.0, 200);
    assert_eq!(caller.open("GET", &path, Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_wallet_without_methods_has_no_default_method() {
    let caller = Caller::start().await;
    let (_, wallet) = caller
        .control("PUT", "/wallet", json!({ "methods": [] }))
        .await;
    let body = json!({ "methods": [], "defaultMethod": 1002 });
    let refusal = caller.control("PUT", "/wallet", body).await;
    let message = "`defaultMethod` must be null without methods, not 1002";
    assert_eq!(refusal, refused(400, "BadRequest", message));
    let empty = json!({ "defaultMethod": null, "methods": [], "ovhAccount": true });
    assert_eq!(wallet, empty);
    let caller = Caller::with(|options| options.wallet("".parse().unwrap())).await;
    let (_, wallet) = caller.control("GET", "/wallet", Value::Null).await;
    assert_eq!(wallet, empty);
}
