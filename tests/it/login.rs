//! The consumer-key flow as a library call: what is asked for, and when the wait ends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ovh_order::auth::Credentials;
use ovh_order::login::{AccessRule, KeyRequest, LoginError, Patience, Purpose, request, wait};
use ovh_order::{Client, Kind};

use crate::fixture::wire::{Reply, Wire, json};

fn application(wire: &Wire) -> Client {
    let credentials = Credentials::ApplicationKeyOnly {
        application_key: "k3y".into(),
    };
    client(wire, credentials)
}

fn signing(wire: &Wire) -> Client {
    client(wire, Credentials::application("k3y", "s3cret", "c0nsumer"))
}

fn client(wire: &Wire, credentials: Credentials) -> Client {
    let builder = Client::builder(wire.url().parse().unwrap());
    builder.credentials(credentials).build().unwrap()
}

/// A server that knows the time and answers these to the reads of the credential, the last one for
/// ever.
async fn states(answers: Vec<(u16, &'static str)>) -> Wire {
    let read = AtomicUsize::new(0);
    Wire::start(move |got| {
        if got.is_time() {
            return json(200, "1767323045");
        }
        let at = read.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        let (status, body) = answers.get(at).copied().unwrap_or((500, ""));
        json(status, body)
    })
    .await
}

fn patience() -> Patience {
    let mut patience = Patience::default();
    patience.interval = Duration::from_millis(1);
    patience
}

#[tokio::test]
async fn a_key_is_asked_for_with_the_application_key_alone() {
    let answer = r#"{"consumerKey":"c0nsumer","state":"pendingValidation",
                     "validationUrl":"https://h/auth/?credentialToken=t0ken"}"#;
    let wire = Wire::start(move |_| json(200, answer)).await;
    let mut wanted = KeyRequest::new(vec![AccessRule::new("GET", "/me")]);
    wanted.redirection = Some("https://example.org/done".to_owned());
    wanted.allowed_ips = vec!["192.0.2.0/24".to_owned()];
    let asked = request(&application(&wire), &wanted).await.unwrap();
    assert_eq!(
        [asked.consumer_key.expose(), asked.validation_url.expose()],
        ["c0nsumer", "https://h/auth/?credentialToken=t0ken"]
    );
    let shown = format!("{asked:?}");
    assert!(
        !shown.contains("c0nsumer") && !shown.contains("t0ken"),
        "{shown}"
    );
    assert_eq!(wire.lines(), ["POST /v1/auth/credential"]);
    let got = wire.received().remove(0);
    assert_eq!(got.header_names(), ["content-type", "x-ovh-application"]);
    let body: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "accessRules": [{ "method": "GET", "path": "/me" }],
            "allowedIPs": ["192.0.2.0/24"],
            "redirection": "https://example.org/done",
        })
    );
}

#[tokio::test]
async fn what_is_not_given_is_not_sent() {
    let wire = Wire::start(|_| json(200, r#"{"consumerKey":"c","validationUrl":"u"}"#)).await;
    let wanted = KeyRequest::new(Purpose::Quote.rules());
    request(&application(&wire), &wanted).await.unwrap();
    let body = wire.received().remove(0).body;
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["accessRules"]
    );
}

#[tokio::test]
async fn an_answer_without_a_key_is_an_error() {
    let wire = Wire::start(|_| json(200, r#"{"state":"pendingValidation"}"#)).await;
    let outcome = request(&application(&wire), &KeyRequest::new(vec![])).await;
    assert!(matches!(outcome, Err(LoginError::NoKey)));
}

#[tokio::test]
async fn the_wait_ends_with_the_validation_and_outlasts_what_passes() {
    let pending = r#"{"status":"pendingValidation"}"#;
    let wire = states(vec![
        (200, pending),
        (
            403,
            r#"{"errorCode":"INVALID_CREDENTIAL","message":"not valid"}"#,
        ),
        (200, r#"{"status":"aNewState"}"#),
        (200, r#"{"status":"validated"}"#),
    ])
    .await;
    wait(&signing(&wire), &patience()).await.unwrap();
    assert_eq!(
        wire.count(|got| got.target == "/v1/auth/currentCredential"),
        4
    );
}

#[tokio::test]
async fn a_key_that_was_refused_or_has_expired_ends_the_wait() {
    for (state, shown) in [
        (
            r#"{"status":"refused"}"#,
            "the consumer key is refused; request another one",
        ),
        (
            r#"{"status":"expired"}"#,
            "the consumer key is expired; request another one",
        ),
    ] {
        let wire = states(vec![(200, state)]).await;
        let error = wait(&signing(&wire), &patience()).await.unwrap_err();
        assert_eq!(error.to_string(), shown);
    }
}

#[tokio::test]
async fn what_does_not_pass_ends_the_wait() {
    let wire = states(vec![(
        403,
        r#"{"class":"Client::Forbidden","message":"Invalid application key"}"#,
    )])
    .await;
    let error = wait(&signing(&wire), &patience()).await.unwrap_err();
    let LoginError::Api(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.kind(), Kind::InvalidKey);
}

#[tokio::test]
async fn a_key_that_is_not_validated_yet_may_be_refused_in_any_form() {
    let pending = [
        r#"{"errorCode":"NOT_CREDENTIAL","message":"This credential does not exist"}"#,
        r#"{"class":"Client::Forbidden","message":"This credential is not valid"}"#,
        r#"{"class":"Client::Forbidden","message":"This credential does not exist"}"#,
        r#"{"class":"Client::Forbidden","message":"This call has not been granted"}"#,
        r#"{"message":"You must login first"}"#,
    ];
    let mut answers: Vec<_> = pending.map(|body| (403, body)).into();
    answers.extend([
        (
            400,
            r#"{"class":"Client::BadRequest","message":"Query out of time"}"#,
        ),
        (
            400,
            r#"{"class":"Client::BadRequest","message":"This credential is not valid"}"#,
        ),
        (400, r#"{"class":"Client::BadRequest","message":"no"}"#),
        (
            401,
            r#"{"class":"Client::Unauthorized","message":"This credential does not exist"}"#,
        ),
    ]);
    answers.push((200, r#"{"status":"validated"}"#));
    let wire = states(answers).await;
    wait(&signing(&wire), &patience()).await.unwrap();
}

#[tokio::test]
async fn the_wait_has_a_limit() {
    let wire = states(vec![(200, r#"{"status":"pendingValidation"}"#)]).await;
    let mut patience = patience();
    patience.limit = Duration::from_millis(20);
    let error = wait(&signing(&wire), &patience).await.unwrap_err();
    assert!(matches!(error, LoginError::TimedOut(limit) if limit == patience.limit));
}

#[tokio::test]
async fn the_limit_of_the_wait_is_one_of_its_reads_too() {
    let wire = Wire::start(|got| {
        if got.is_time() {
            return json(200, "1767323045");
        }
        Reply::Silence
    })
    .await;
    let mut patience = patience();
    patience.limit = Duration::from_millis(20);
    let error = wait(&signing(&wire), &patience).await.unwrap_err();
    assert!(matches!(error, LoginError::TimedOut(limit) if limit == patience.limit));
}

#[tokio::test]
async fn the_wait_can_be_without_an_end() {
    let wire = states(vec![(200, r#"{"status":"validated"}"#)]).await;
    let mut patience = patience();
    patience.limit = Duration::MAX;
    wait(&signing(&wire), &patience).await.unwrap();
}

#[tokio::test]
async fn the_wait_can_be_stopped() {
    let wire = states(vec![(200, r#"{"status":"pendingValidation"}"#)]).await;
    let patience = Patience::default();
    let client = signing(&wire);
    let stopping = async {
        while wire.count(|got| !got.is_time()) == 0 {
            tokio::task::yield_now().await;
        }
        patience.stop.cancel();
    };
    let (outcome, ()) = tokio::join!(wait(&client, &patience), stopping);
    assert!(matches!(outcome, Err(LoginError::Stopped)));
}
