//! Labels and values, and the item that they belong to.

use ovh_order::Client;
use ovh_order::order::{self, CartId, ItemId, OrderError, configuration};
use ovh_order::types::CartProduct;

use super::steps::{add, append, new_cart};
use crate::fixture::wire::{Received, Reply, json};
use crate::fixture::workflow::{Workflow, file};

/// An assigned cart with a virtual private server that has no operating system yet.
async fn vps(client: &Client) -> (CartId, ItemId) {
    let cart = new_cart(client).await;
    client.assign_cart().cart_id(&cart).send().await.unwrap();
    let item = add(client, &cart, CartProduct::Vps, "vps-2025-model1").await;
    append(client, &cart, item, "vps_datacenter", "GRA").await;
    (cart, item)
}

async fn values(client: &Client, cart: &CartId, item: ItemId, label: &str) -> Vec<String> {
    let mut values = Vec::new();
    let list = client.list_cart_item_configuration().cart_id(cart);
    for id in list.item_id(item).label(label).send().await.unwrap() {
        let get = client.get_cart_item_configuration().cart_id(cart);
        let found = get.item_id(item).configuration_id(id).send().await;
        values.push(found.unwrap().value.unwrap());
    }
    values
}

#[tokio::test]
async fn set_replaces_what_a_label_has() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let (cart, item) = vps(&client).await;
    for value in ["Debian 12", "Debian 12", "Debian 13"] {
        let set = configuration::set(&client, &cart, item, "vps_os", value)
            .await
            .unwrap();
        let shown = (set.value.label.as_deref(), set.value.value.as_deref());
        assert_eq!(shown, (Some("vps_os"), Some(value)));
        assert_eq!(values(&client, &cart, item, "vps_os").await, [value]);
    }
    assert_eq!(
        values(&client, &cart, item, "vps_datacenter").await,
        ["GRA"]
    );
    order::dry_run(&client, &cart).await.unwrap();
}

#[tokio::test]
async fn a_label_that_was_posted_twice_is_refused_until_it_is_set() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let (cart, item) = vps(&client).await;
    for value in ["Debian 13", "Debian 13"] {
        append(&client, &cart, item, "vps_os", value).await;
    }
    assert_eq!(
        values(&client, &cart, item, "vps_os").await,
        ["Debian 13"; 2]
    );
    let error = order::dry_run(&client, &cart).await.unwrap_err();
    let OrderError::Rejected(error) = error else {
        panic!("{error}");
    };
    assert_eq!(
        error.message(),
        "Custom field vps_os is duplicated for product vps-2025-model1"
    );
    configuration::set(&client, &cart, item, "vps_os", "Debian 13")
        .await
        .unwrap();
    order::dry_run(&client, &cart).await.unwrap();
}

#[tokio::test]
async fn the_configuration_of_an_option_is_posted_to_its_own_item() {
    let workflow = Workflow::start().await;
    let takes = r#"[{"label":"licence","type":"String"}]"#;
    // No option of the sandbox takes a configuration, so its labels are scripted.
    let wire = workflow
        .wire(move |got: &Received| {
            let of_item = got.target.contains("/item/");
            match (got.method.as_str(), of_item) {
                ("GET", true) if got.target.ends_with("/requiredConfiguration") => json(200, takes),
                _ => Reply::Pass,
            }
        })
        .await;
    let text = "\
ovhSubsidiary: FR
items:
  - product: eco
    planCode: 24sk10
    configuration: {licence: of the server}
    options:
      - {planCode: ram-32g-ecc-2133-24sk10}
      - {planCode: softraid-2x480ssd-24sk10, configuration: {licence: of the option}}
      - {planCode: bandwidth-300-24sk}
";
    let context = workflow.context(workflow.client_of(&wire.url()));
    let _ = order::quote(&context, &file(text)).await;
    let lines = workflow.lines();
    assert_eq!(
        lines[2..8],
        [
            "added 24sk10 as item #1",
            "added ram-32g-ecc-2133-24sk10 as item #2",
            "added softraid-2x480ssd-24sk10 as item #3",
            "added bandwidth-300-24sk as item #4",
            "set licence of item #1",
            "set licence of item #3",
        ]
    );
    let items: Vec<_> = workflow.told().into_iter().filter_map(added).collect();
    let posted = wire
        .received()
        .into_iter()
        .filter(|got| got.method == "POST" && got.target.ends_with("/configuration"));
    let posted: Vec<_> = posted
        .map(|got| (got.target, String::from_utf8(got.body).unwrap()))
        .collect();
    let cart = workflow.cart();
    let path = |item: ItemId| format!("/v1/order/cart/{cart}/item/{item}/configuration");
    let body = |value: &str| format!(r#"{{"label":"licence","value":"{value}"}}"#);
    assert_eq!(
        posted,
        [
            (path(items[0]), body("of the server")),
            (path(items[2]), body("of the option")),
        ]
    );
}

fn added(event: order::Event) -> Option<ItemId> {
    match event {
        order::Event::ItemAdded { item, .. } => Some(item),
        _ => None,
    }
}
