//! Consumer keys from the request to the logout.

use ovh_order::sandbox::{Credentials, RefusalForm};
use serde_json::{Value, json};

use crate::fixture::caller::{Answer, Caller, refused, sent};
use crate::fixture::http;

async fn requested(caller: &Caller, rules: Value) -> (Credentials, Value) {
    let request = caller.request("POST", "/auth/credential");
    let request = request.header("X-Ovh-Application", "sandbox-application-key");
    let body = json!({ "accessRules": rules });
    let (status, answer) = sent(request.body(body.to_string())).await;
    assert_eq!(status, 200, "{answer}");
    let mut keys = caller.sandbox.credentials();
    keys.consumer_key = answer["consumerKey"].as_str().unwrap().to_owned();
    (keys, answer)
}

async fn call(caller: &Caller, keys: &Credentials, method: &str, path: &str) -> Answer {
    let answer = sent(caller.sign(keys, method, path, &Value::Null)).await;
    caller.checked(method, path, answer)
}

fn auth(code: &str, message: &str) -> Answer {
    let body = json!({ "errorCode": code, "httpCode": "403 Forbidden", "message": message });
    (403, body)
}

#[tokio::test]
async fn a_key_works_once_the_button_of_its_page_was_pressed_and_until_logout() {
    let caller = Caller::start().await;
    let (keys, answer) = requested(&caller, json!([{ "method": "GET", "path": "/me" }])).await;
    let page = answer["validationUrl"].as_str().unwrap();
    assert_eq!(
        answer,
        json!({ "consumerKey": keys.consumer_key, "state": "pendingValidation", "validationUrl": page })
    );
    let invalid = auth("INVALID_CREDENTIAL", "This credential is not valid");
    assert_eq!(call(&caller, &keys, "GET", "/me").await, invalid);
    let state = |answer: Answer| answer.1["status"].clone();
    let current = call(&caller, &keys, "GET", "/auth/currentCredential").await;
    assert_eq!(state(current), "pendingValidation");

    let opened = caller.http.get(page).send().await.unwrap();
    assert_eq!(opened.headers()["content-type"], "text/html; charset=utf-8");
    let asked = opened.text().await.unwrap();
    assert!(asked.contains("<pre>GET /me</pre>"), "{asked}");
    let current = call(&caller, &keys, "GET", "/auth/currentCredential").await;
    assert_eq!(state(current), "pendingValidation");

    let pressed = caller.press(page).await.send().await.unwrap();
    let said = "<p>The consumer key is validated. You can close this page.</p>";
    assert!(pressed.text().await.unwrap().contains(said));
    let current = call(&caller, &keys, "GET", "/auth/currentCredential").await;
    assert_eq!(state(current), "validated");
    assert_eq!(call(&caller, &keys, "GET", "/me").await.0, 200);

    assert_eq!(
        call(&caller, &keys, "POST", "/auth/logout").await,
        (200, Value::Null)
    );
    assert_eq!(call(&caller, &keys, "GET", "/me").await, invalid);
}

#[tokio::test]
async fn refusals_have_a_class_in_place_of_a_code_where_that_is_chosen() {
    let caller = Caller::with(|options| options.refusals(RefusalForm::Class)).await;
    let (keys, answer) = requested(&caller, json!([{ "method": "GET", "path": "/me" }])).await;
    let not_valid = refused(403, "Forbidden", "This credential is not valid");
    for path in ["/me", "/auth/currentCredential"] {
        assert_eq!(call(&caller, &keys, "GET", path).await, not_valid);
    }
    let page = answer["validationUrl"].as_str().unwrap();
    caller.press(page).await.send().await.unwrap();
    let current = call(&caller, &keys, "GET", "/auth/currentCredential").await;
    assert_eq!(current.1["status"], "validated");
    let not_granted = refused(403, "Forbidden", "This call has not been granted");
    assert_eq!(call(&caller, &keys, "GET", "/me/order").await, not_granted);
    let mut wrong = keys.clone();
    wrong.application_secret = "wrong".to_owned();
    let invalid = refused(400, "BadRequest", "Invalid signature");
    assert_eq!(call(&caller, &wrong, "GET", "/me").await, invalid);
}

#[tokio::test]
async fn a_key_calls_what_its_rules_name_and_nothing_else() {
    let caller = Caller::start().await;
    let rules = json!([
        { "method": "GET", "path": "/me" },
        { "method": "GET", "path": "/me/payment/method*" },
        { "method": "GET", "path": "/order/*" },
    ]);
    let (keys, answer) = requested(&caller, rules).await;
    let page = answer["validationUrl"].as_str().unwrap();
    caller.press(page).await.send().await.unwrap();
    let refused = auth("NOT_GRANTED_CALL", "This call has not been granted");
    for (method, path, granted) in [
        ("GET", "/me", true),
        ("GET", "/me/payment/method", true),
        ("GET", "/me/payment/method/1001", true),
        ("GET", "/order/cart", true),
        ("GET", "/auth/currentCredential", true),
        ("GET", "/auth/details", true),
        ("GET", "/me/order", false),
        ("POST", "/order/cart", false),
        ("GET", "/cloud/project", false),
    ] {
        let answer = call(&caller, &keys, method, path).await;
        assert_eq!(answer == refused, !granted, "{method} {path}: {answer:?}");
    }
}

#[tokio::test]
async fn the_first_key_has_all_rights() {
    let caller = Caller::start().await;
    let rules =
        ["GET", "POST", "PUT", "DELETE"].map(|method| json!({ "method": method, "path": "/*" }));
    let (status, answer) = caller.get("/auth/currentCredential").await;
    assert_eq!(
        (status, answer),
        (
            200,
            json!({
                "allowedIPs": null, "applicationId": 1, "creation": "2026-01-02T03:04:05+00:00",
                "credentialId": 1, "expiration": null, "lastUse": "2026-01-02T03:04:05+00:00",
                "ovhSupport": false, "rules": rules, "status": "validated",
            })
        )
    );
    let (_, details) = caller.get("/auth/details").await;
    assert_eq!(
        (&details["account"], &details["method"]),
        (&json!("sb00000-ovh"), &json!("account"))
    );
}

#[tokio::test]
async fn a_key_is_requested_with_a_known_application_and_real_methods() {
    let caller = Caller::start().await;
    let invalid = auth("INVALID_KEY", "Invalid application key");
    let body = json!({ "accessRules": [] });
    assert_eq!(caller.open("POST", "/auth/credential", body).await, invalid);
    let request = caller.request("POST", "/auth/credential");
    let request = request.header("X-Ovh-Application", "sandbox-application-key");
    let body = json!({ "accessRules": [{ "method": "HEAD", "path": "/me" }] });
    let answer = sent(request.body(body.to_string())).await;
    assert_eq!(answer.0, 400, "{answer:?}");
}

#[tokio::test]
async fn a_page_without_a_known_token_validates_nothing() {
    let caller = Caller::start().await;
    for query in ["", "?credentialToken=", "?credentialToken=guess"] {
        let url = format!("http://{}/auth/{query}", caller.sandbox.address());
        let opened = caller.http.get(&url).send().await.unwrap();
        let pressed = caller.press(&url).await.send().await.unwrap();
        assert_eq!([opened.status(), pressed.status()], [404; 2], "{query}");
    }
}

#[tokio::test]
async fn the_time_is_a_bare_number() {
    let caller = Caller::start().await;
    caller.sandbox.advance(5);
    let answer = caller.open("GET", "/auth/time", Value::Null).await;
    assert_eq!(answer, (200, json!(caller.sandbox.now())));
}

/// The answer to a request for a key that sends its person to this address.
async fn redirecting(caller: &Caller, redirection: Value) -> Answer {
    let request = caller.request("POST", "/auth/credential");
    let request = request.header("X-Ovh-Application", "sandbox-application-key");
    let body = json!({ "accessRules": [], "redirection": redirection });
    sent(request.json(&body)).await
}

#[tokio::test]
async fn a_redirection_is_a_text() {
    let caller = Caller::start().await;
    for (redirection, status) in [(json!("https://shop.example"), 200), (json!({}), 400)] {
        let answer = redirecting(&caller, redirection.clone()).await;
        assert_eq!(answer.0, status, "{redirection}");
    }
}

#[tokio::test]
async fn whoever_validates_a_key_is_sent_to_its_redirection_if_that_is_of_the_web() {
    let caller = Caller::start().await;
    let builder = http::builder().redirect(reqwest::redirect::Policy::none());
    let browser = builder.build().unwrap();
    let shop = "https://shop.example:8443/done?state=a%20b";
    let own = "form-action 'self'; ";
    let token = caller.form_token().await;
    for (redirection, location, policy) in [
        (
            shop,
            Some(shop),
            "form-action 'self' https://shop.example:8443; ",
        ),
        ("javascript:alert(1)", None, own),
        ("https://bank.example@evil.example/", None, own),
        ("https://a;b/", None, own),
        ("/relative", None, own),
    ] {
        let (_, answer) = redirecting(&caller, json!(redirection)).await;
        let page = answer["validationUrl"].as_str().unwrap();
        let asked = browser.get(page).send().await.unwrap();
        let policies: Vec<_> = asked
            .headers()
            .get_all("content-security-policy")
            .iter()
            .collect();
        assert_eq!(policies.len(), 1, "{redirection}");
        assert!(
            policies[0].to_str().unwrap().contains(policy),
            "{policies:?}"
        );
        assert_eq!(asked.headers().get("location"), None);
        let html = asked.text().await.unwrap();
        let said = format!("<p>Once it is validated, you are sent to {shop}</p>");
        assert_eq!(html.contains(&said), location.is_some(), "{html}");

        let form = format!("formToken={token}");
        // Whoever presses twice is sent there, too.
        for _ in 0..2 {
            let pressed = browser.post(page).body(form.clone()).send().await.unwrap();
            let sent_to = pressed.headers().get("location");
            let sent_to = sent_to.map(|to| to.to_str().unwrap());
            assert_eq!(sent_to, location, "{redirection}");
            let status = if location.is_some() { 303 } else { 200 };
            assert_eq!(pressed.status(), status, "{redirection}");
        }
        let again = browser.get(page).send().await.unwrap();
        assert_eq!(again.status(), 200, "{redirection}");
    }
}
