//! Calls and workflows can be spawned.

use ovh_order::client::{RawCall, RetryPolicy};
use ovh_order::journal::Journal;
use ovh_order::order::{self, Context, OrderFile, OrderId, Terms, track};
use ovh_order::{Client, Error};
use serde_json::Value;

fn assert_send<T: Send>(value: T) -> T {
    value
}

fn assert_shared<T: Send + Sync + 'static>() {}

fn assert_cloned<T: Clone>() {}

#[tokio::test]
async fn futures_of_calls_and_workflows_are_send() {
    let client = Client::builder("http://127.0.0.1:9/v1".parse().unwrap());
    let client = client.build().unwrap();
    drop(assert_send(client.get_me().send()));
    drop(assert_send(client.list_cart_product().send()));
    drop(assert_send(client.call_raw("GET", "/me").send::<Value>()));
    drop(assert_send(client.call_raw("GET", "/me").send_bytes()));
    let once = client.with_retries(RetryPolicy::none());
    drop(assert_send(once.get_me().send()));
    let file = OrderFile::parse(include_str!("../../../examples/project.yaml")).unwrap();
    let context = Context::new(client);
    drop(assert_send(order::quote(&context, &file)));
    drop(assert_send(track::follow(&context, OrderId(7))));
    let journal = Journal::in_memory().unwrap();
    let buying = order::buy(&context, &journal, &file, Terms::default(), async |_| true);
    drop(assert_send(buying));
}

#[tokio::test]
async fn a_workflow_can_be_spawned() {
    let client = Client::builder("http://127.0.0.1:9/v1".parse().unwrap());
    let context = Context::new(client.build().unwrap());
    let file = OrderFile::parse(include_str!("../../../examples/project.yaml")).unwrap();
    let buying = tokio::spawn(async move {
        let journal = Journal::in_memory().unwrap();
        order::buy(&context, &journal, &file, Terms::default(), async |_| true).await
    });
    assert!(buying.await.unwrap().is_err());
}

#[test]
fn what_is_kept_can_be_shared() {
    assert_shared::<Client>();
    assert_cloned::<Client>();
    assert_shared::<RawCall<'static>>();
    assert_shared::<Context>();
    assert_shared::<Error>();
    assert_shared::<order::OrderError>();
    assert_shared::<order::Event>();
}
