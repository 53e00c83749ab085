//! What is logged, by us and by the crates below us, at the highest level.

use std::io;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ovh_order::auth::{Credentials, OAuth2Client};
use ovh_order::client::{Authentication, Pace};
use ovh_order::order::OrderFile;
use ovh_order::types::CartCheckout;
use ovh_order::{Client, Error};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::fixture::client::{CONSUMER, KEY, SECRET, builder, credentials};
use crate::fixture::http;
use crate::fixture::wire::{Reply, Wire, json as answer};
use crate::fixture::workflow::{Workflow, buy, project};

const CART: &str = "0f3c-cart-id";
const PASSWORD: &str = "0rder-passw0rd";
const HEADER: &str = "s3cret-of-gateway";
const PROXY: &str = "s3cret-of-proxy";
const CLIENT: &str = "s3cret-of-client";
const TOKEN: &str = "t0ken";

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Collects what this thread logs, as long as the guard lives.
    fn collecting() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        log::set_logger(Box::leak(Box::new(log.clone()))).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
        let lines = lines.with_span_events(FmtSpan::FULL).with_ansi(false);
        let lines = lines.with_writer(log.clone()).finish();
        (log, tracing::subscriber::set_default(lines))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("LOG {}: {}\n", record.target(), record.args());
        self.0.lock().unwrap().extend_from_slice(line.as_bytes());
    }

    fn flush(&self) {}
}

/// A server that answers one call after the other so, and the time as it is by then.
async fn scripted(mut replies: Vec<Reply>) -> Wire {
    replies.reverse();
    let (replies, asked) = (Mutex::new(replies), Mutex::new(0));
    Wire::start(move |got| {
        if got.is_time() {
            let mut asked = asked.lock().unwrap();
            *asked += 3600;
            answer(200, asked.to_string())
        } else {
            replies.lock().unwrap().pop().unwrap_or(Reply::Break)
        }
    })
    .await
}

fn replies() -> Vec<Reply> {
    let quoted = format!(
        r#"{{"message":"consumerKey={CONSUMER} of /order/cart/{CART}/eco?orderPassword={PASSWORD}"}}"#
    );
    let order = json!({
        "orderId": 7, "password": PASSWORD, "url": format!("https://x/?orderPassword={PASSWORD}"),
    });
    vec![
        // A read that is repeated.
        answer(503, quoted.clone()),
        answer(200, format!(r#"{{"cartId":"{CART}"}}"#)),
        // A change that is signed anew.
        answer(400, r#"{"errorCode":"QUERY_TIME_OUT"}"#),
        answer(200, "null"),
        // An order, an answer that does not decode, an error, a redirect, nothing.
        answer(200, order.to_string()),
        answer(200, format!(r#"{{"orderId":{{}},"url":"{PASSWORD}"}}"#)),
        answer(400, quoted),
        Reply::Redirect(format!("https://example.com/?orderPassword={PASSWORD}")),
        Reply::Break,
    ]
}

/// Calls of every sort; the signatures that they carried.
async fn calls() -> Vec<String> {
    let wire = scripted(replies()).await;
    let paced = builder(&wire).pace(Pace::per_minute(6000).burst(1));
    let client = paced.header("x-gateway", HEADER).credentials(credentials());
    let client = client.build().unwrap();
    client.get_cart().cart_id(CART).send().await.unwrap();
    client.assign_cart().cart_id(CART).send().await.unwrap();
    client.get_me_order().order_id(7).send().await.unwrap();
    let summary = client.with_authentication(Authentication::Always);
    let summary = summary.get_cart_summary().cart_id(CART).send().await;
    summary.unwrap_err();
    raw(
        &client,
        "POST",
        &format!("/order/cart/{CART}/unheardOf?orderPassword={PASSWORD}"),
    )
    .await;
    raw(&client, "PUT", "/unheardOf").await;
    let checkout = client.checkout_cart().cart_id(CART);
    let checkout = checkout.body(CartCheckout::builder()).send().await;
    checkout.unwrap_err();
    let received = wire.received().into_iter();
    let signature =
        |got: crate::fixture::wire::Received| got.header("x-ovh-signature").map(str::to_owned);
    received.filter_map(signature).collect()
}

async fn raw(client: &Client, method: &str, path: &str) -> Error {
    let call = client.call_raw(method, path).query("password", PASSWORD);
    let body = json!({"password": PASSWORD});
    call.body(&body).send::<Value>().await.unwrap_err()
}

/// A call through a proxy, one without a connection, one without an answer in time.
async fn failures() {
    let proxy = scripted(vec![answer(200, "{}")]).await;
    let url = proxy
        .url()
        .replace("http://", &format!("http://me:{PROXY}@"));
    let client = builder(&proxy).proxy(url).build().unwrap();
    client.get_cart().cart_id(CART).send().await.unwrap();
    let nobody = builder(&proxy).proxy(format!("http://me:{PROXY}@127.0.0.1:9"));
    let client = nobody.credentials(credentials()).build().unwrap();
    client.list_cart().send().await.unwrap_err();
    let silent = scripted(vec![Reply::Silence]).await;
    let client = builder(&silent).credentials(credentials());
    let client = client.timeout(Duration::from_millis(300)).build().unwrap();
    client.assign_cart().cart_id(CART).send().await.unwrap_err();
}

/// A call with a token that is asked for.
async fn token() {
    let grant = json!({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3599});
    let wire = scripted(vec![answer(200, grant.to_string()), answer(200, "[]")]).await;
    let token_url = wire.url().replace("/v1", "/login/token");
    let own = OAuth2Client::new(KEY, CLIENT).with_token_url(token_url.parse().unwrap());
    let client = builder(&wire).credentials(Credentials::OAuth2(own));
    let client = client.build().unwrap();
    client.list_cart().send().await.unwrap();
}

/// A whole purchase, and its order's page opened and its button pressed; what is secret of it.
async fn purchase() -> Vec<String> {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let file: OrderFile = project();
    let bought = buy(&context, &file).await;
    let url = bought.unwrap().url.unwrap();
    let shown = http::client().get(url.expose()).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    // A free order has no button; the page of a consumer key has one, with the same token.
    let key = http::client().post(format!("{}/auth/credential", workflow.sandbox.url()));
    let key = key.header("X-Ovh-Application", "sandbox-application-key");
    let key = key.body(r#"{"accessRules":[]}"#).send().await.unwrap();
    let key: Value = key.json().await.unwrap();
    let page = http::client().get(key.get("validationUrl").and_then(Value::as_str).unwrap());
    let page = page.send().await.unwrap().text().await.unwrap();
    let (_, token) = page.split_once("name=\"formToken\" value=\"").unwrap();
    let form = format!("formToken={}", token.split_once('"').unwrap().0);
    let paid = http::client().post(url.expose()).body(form);
    assert_eq!(paid.send().await.unwrap().status(), 200);
    let (_, password) = url.expose().split_once("orderPassword=").unwrap();
    let keys = workflow.sandbox.credentials();
    let mut secrets = vec![password.to_owned(), workflow.cart().to_string()];
    secrets.extend([
        keys.application_secret.to_owned(),
        keys.consumer_key.to_owned(),
    ]);
    let received = wire.received().into_iter();
    let signature =
        |got: crate::fixture::wire::Received| got.header("x-ovh-signature").map(str::to_owned);
    secrets.extend(received.filter_map(signature));
    secrets
}

/// Set in the process in which nothing else runs.
const ALONE: &str = "OVH_ORDER_TEST_ALONE";

/// In a process of its own: what is logged is decided once for all threads of a process, by those too
/// that have no interest in it.
#[test]
fn no_log_shows_a_secret_whatever_is_done() {
    if std::env::var_os(ALONE).is_some() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        return runtime
            .enable_all()
            .build()
            .unwrap()
            .block_on(everything_is_done());
    }
    let name = "logs::no_log_shows_a_secret_whatever_is_done";
    let mut alone = Command::new(std::env::current_exe().unwrap());
    alone.args(["--exact", name, "--nocapture"]).env(ALONE, "1");
    let ended = alone.output().unwrap();
    let told = [ended.stdout, ended.stderr].map(|told| String::from_utf8_lossy(&told).into_owned());
    assert!(ended.status.success(), "{}", told.concat());
    assert!(told[0].contains("1 passed"), "{}", told.concat());
}

async fn everything_is_done() {
    let (log, _collecting) = Log::collecting();
    let mut secrets = calls().await;
    failures().await;
    token().await;
    secrets.extend(purchase().await);
    assert!(secrets.len() > 10, "{}", secrets.len());
    let known = [
        KEY, SECRET, CONSUMER, CART, PASSWORD, HEADER, PROXY, CLIENT, TOKEN,
    ];
    secrets.extend(known.map(str::to_owned));
    let shown = log.text();
    for secret in secrets {
        let line = shown.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} is shown");
    }
    let expected = [
        r#"call{operation="checkout_cart" method="POST" path="/order/cart/{cartId}/checkout"}"#,
        r#"call{method="PUT" path="/unheardOf"}"#,
        r#"clock{method="GET" path="/auth/time"}"#,
        r#"answered attempt=2 status=200 milliseconds="#,
        r#"query_id="EU.wire-1""#,
        "waiting before the next attempt milliseconds=",
        "waiting for a turn milliseconds=",
        "the clock was measured again before=",
        r#"answered method="POST" path="order page" status=200"#,
        "kind=Connect",
        // What others log is searched too.
        "hyper_util",
        "LOG reqwest::connect",
    ];
    for text in expected {
        assert!(shown.contains(text), "{text} is not in\n{shown}");
    }
}
