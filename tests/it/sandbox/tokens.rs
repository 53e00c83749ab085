//! Access tokens of OAuth2 clients.

use serde_json::{Value, json};

use super::bench::{Answer, Bench, sent};

const FORM: &str = "grant_type=client_credentials&scope=all";

async fn granted(bench: &Bench, secret: &str, form: &'static str) -> Answer {
    let request = bench.http.post(bench.sandbox.token_url());
    let request = request.basic_auth("sandbox-client-id", Some(secret));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    sent(request.body(form)).await
}

async fn me(bench: &Bench, token: &str) -> Answer {
    sent(bench.request("GET", "/me").bearer_auth(token)).await
}

#[tokio::test]
async fn a_token_speaks_for_the_account_until_it_expires() {
    let bench = Bench::start().await;
    let (status, mut answer) = granted(&bench, "sandbox-client-secret", FORM).await;
    let token = answer["access_token"].take();
    let expected = json!({
        "access_token": null, "token_type": "Bearer", "expires_in": 3599, "scope": "all",
    });
    assert_eq!((status, answer), (200, expected));
    let token = token.as_str().unwrap();
    assert_eq!(me(&bench, token).await.0, 200);
    bench.advance(3_599);
    assert_eq!(me(&bench, token).await, refused());
}

#[tokio::test]
async fn a_token_that_was_never_granted_lets_nobody_in() {
    let bench = Bench::start().await;
    assert_eq!(me(&bench, "sandbox-access-token").await, refused());
    assert_eq!(me(&bench, "").await, refused());
}

#[tokio::test]
async fn a_token_is_granted_to_the_client_alone() {
    let bench = Bench::start().await;
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
            granted(&bench, secret, form).await,
            expected,
            "{secret} {form}"
        );
    }
    let (status, _) = sent(bench.http.post(bench.sandbox.token_url()).body(FORM)).await;
    assert_eq!(status, 401);
}

fn refused() -> (u16, Value) {
    (401, json!({ "message": "You must login first" }))
}
