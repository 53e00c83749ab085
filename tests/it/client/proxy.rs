//! Proxies that the environment names.

use std::env;
use std::process::Command;

use ovh_order::client::RetryPolicy;
use ovh_order::{Client, Kind};

use crate::fixture::client::answering;

/// Set in a process of its own: the environment of this one is shared by all tests.
const CALL: &str = "OVH_ORDER_TEST_CALL";

const THIS_TEST: &str = "client::proxy::calls_to_this_machine_go_through_no_proxy";

#[tokio::test]
async fn calls_to_this_machine_go_through_no_proxy() {
    if let Ok(url) = env::var(CALL) {
        let client = Client::builder(url.parse().unwrap()).build().unwrap();
        client.get_cart().cart_id("0f3c").send().await.unwrap();
        return;
    }
    let (wire, proxy) = (answering("{}").await, answering("{}").await);
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", THIS_TEST]).env(CALL, wire.url());
    child.env("http_proxy", proxy.url()).env_remove("no_proxy");
    let output = tokio::task::spawn_blocking(move || child.output()).await;
    assert!(output.unwrap().unwrap().status.success());
    assert_eq!(wire.lines(), ["GET /v1/order/cart/0f3c"]);
    assert_eq!(proxy.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_proxy_that_cannot_be_reached_is_named_beside_the_host_and_without_its_password() {
    let builder = Client::builder("ovh-eu".parse().unwrap()).retries(RetryPolicy::none());
    let client = builder.proxy("http://user:s3cret@127.0.0.1:1").build();
    let call = client.unwrap();
    let error = call.get_cart().cart_id("0f3c").send().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Connect);
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "cannot connect to eu.api.ovh.com through the proxy 127.0.0.1:1"
    );
    assert!(!format!("{error:?}").contains("s3cret"));
}
