//! A purchase with an OAuth2 client whose token host fails again and again.

use std::sync::Mutex;

use ovh_order::Client;
use ovh_order::auth::{Credentials, OAuth2Client};

use crate::fixture::http;
use crate::fixture::wire::{Received, Reply, Wire, json};
use crate::fixture::workflow::{Workflow, buy, project};

const ASKED: &str = "POST /auth/oauth2/token";

/// How often a token is refused before each one that is granted.
const EACH_TIME: usize = 2;

/// How often it is refused after the checkout: more than one call asks.
const AFTER_THE_CHECKOUT: usize = 6;

/// What the token host grants: a token of the sandbox's that is too old for a second call.
async fn grant(workflow: &Workflow) -> String {
    let keys = workflow.sandbox.credentials();
    let asked = http::client();
    let asked = asked
        .post(workflow.sandbox.token_url())
        .basic_auth(keys.client_id, Some(keys.client_secret))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials&scope=all");
    let granted: serde_json::Value = asked.send().await.unwrap().json().await.unwrap();
    let token = granted.get("access_token").unwrap();
    serde_json::json!({"access_token": token, "expires_in": 5}).to_string()
}

/// A server before the sandbox whose token host answers 503, and grants now and then.
async fn faltering(workflow: &Workflow) -> Wire {
    let grant = grant(workflow).await;
    let refusals = Mutex::new(EACH_TIME);
    workflow
        .wire(move |got| {
            let mut left = refusals.lock().unwrap();
            if got.line() != ASKED {
                if got.is_checkout() {
                    *left = AFTER_THE_CHECKOUT;
                }
                return Reply::Pass;
            }
            match left.checked_sub(1) {
                Some(fewer) => {
                    *left = fewer;
                    json(503, "")
                }
                None => {
                    *left = EACH_TIME;
                    json(200, grant.clone())
                }
            }
        })
        .await
}

fn oauth2(workflow: &Workflow, wire: &Wire) -> Client {
    let keys = workflow.sandbox.credentials();
    let token_url = wire.url().replace("/v1", "/auth/oauth2/token");
    let client = OAuth2Client::new(keys.client_id, keys.client_secret);
    let client = client.with_token_url(token_url.parse().unwrap());
    let builder = workflow.builder(&wire.url());
    let builder = builder.credentials(Credentials::OAuth2(client));
    builder.build().unwrap()
}

#[tokio::test]
async fn a_purchase_outlives_a_token_host_that_fails_and_checks_out_once() {
    let workflow = Workflow::start().await;
    let wire = faltering(&workflow).await;
    let context = workflow.context(oauth2(&workflow, &wire));
    let bought = buy(&context, &project()).await;
    assert_eq!(bought.unwrap().services.len(), 1);
    assert_eq!(
        (wire.count(Received::is_checkout), workflow.orders().await),
        (1, 1)
    );
    let lines = wire.lines();
    let checkout = wire.received().iter().position(Received::is_checkout);
    let (before, after) = lines.split_at(checkout.unwrap());
    let asked =
        |lines: &mut dyn Iterator<Item = &String>| lines.take_while(|line| *line == ASKED).count();
    assert_eq!(asked(&mut before.iter().rev()), EACH_TIME + 1);
    assert_eq!(asked(&mut after.iter().skip(1)), AFTER_THE_CHECKOUT + 1);
}
