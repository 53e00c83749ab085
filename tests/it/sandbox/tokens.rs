//! Access tokens of OAuth2 clients.

use serde_json::{Value, json};

use crate::fixture::caller::{Answer, Caller, sent};

const FORM: &str = "grant_type=client_credentials&scope=all";

async fn granted(caller: &Caller, secret: &str, form: &'static str) -> Answer {
    let request = caller.http.post(caller.sandbox.token_url());
    let request = request.basic_auth("sandbox-client-id", Some(secret));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    sent(request.body(form)).await
}

async fn me(caller: &Caller, token: &str) -> Answer {
    sent(caller.request("GET", "/me").bearer_auth(token)).await
}

#[tokio::test]
async fn a_token_speaks_for_the_account_until_it_expires() {
    let caller = Caller::start().await;
    let (status, mut answer) = granted(&caller, "sandbox-client-secret", FORM).await;
    let token = answer["access_token"].take();
    let expected = json!({
        "access_token": null, "token_type": "Bearer", "expires_in": 3599, "scope": "all",
    });
    assert_eq!((status, answer), (200, expected));
    let token = token.as_str().unwrap();
    assert_eq!(me(&caller, token).await.0, 200);
    caller.sandbox.advance(3_599);
    assert_eq!(me(&caller, token).await, refused());
}

#[tokio::test]
async fn a_token_that_was_never_granted_lets_nobody_in() {
    let caller = Caller::start().await;
    assert_eq!(me(&caller, "sandbox-access-token").await, refused());
    assert_eq!(me(&caller, "").await, refused());
}

#[tokio::test]
async fn a_token_is_granted_to_the_client_alone() {
    let caller = Caller::start().await;
    let table = [
        ("wrong", FORM, 401, "invalid_client"),
        ("", FORM, 401, "invalid_client"),
        (
            "sandbox-client-secret",
            "grant_type=password",
            400,
            "unsupported_grant_type",
        ),
        ("sandbox-client-secret", "", 400, "unsupported_grant_type"),
    ];
    for (secret, form, status, error) in table {
        let expected = (status, json!({ "error": error }));
        assert_eq!(
            granted(&caller, secret, form).await,
            expected,
            "{secret} {form}"
        );
    }
    let (status, _) = sent(caller.http.post(caller.sandbox.token_url()).body(FORM)).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn id_and_secret_of_a_client_can_stand_in_the_form() {
    let caller = Caller::start().await;
    for (secret, expected) in [("sandbox-client-secret", 200), ("wrong", 401)] {
        let form = format!("{FORM}&client_id=sandbox-client-id&client_secret={secret}");
        let request = caller.http.post(caller.sandbox.token_url()).body(form);
        assert_eq!(sent(request).await.0, expected, "{secret}");
    }
}

fn refused() -> (u16, Value) {
    (401, json!({ "message": "You must login first" }))
}
