//! The steps of an order by hand: generated calls, and the functions that decide something.

use ovh_order::journal::{Purchase, Repeat};
use ovh_order::order::item::{Selection, Wish, select, select_option};
use ovh_order::order::{
    CartId, ItemId, OrderError, OrderId, Terms, dry_run, place_cart, resume, subsidiary, track,
};
use ovh_order::types::{
    CartCouponCreation, CartCreation, CartItemConfigurationCreation, CartProduct,
    NichandleOvhSubsidiary,
};
use ovh_order::{Client, Kind};

use crate::fixture::wire::{Reply, json};
use crate::fixture::workflow::{Workflow, journal, totals};

/// A new cart for France.
pub async fn new_cart(client: &Client) -> CartId {
    let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
    let created = client.create_cart().body(body).send().await.unwrap();
    CartId::from(created.cart_id.unwrap())
}

/// Adds a plan for a month.
pub async fn add(client: &Client, cart: &CartId, product: CartProduct, plan: &str) -> ItemId {
    let call = client.create_cart_product().cart_id(cart).product(product);
    let added = call.body(monthly(plan).item()).send().await.unwrap();
    ItemId(added.item_id.unwrap())
}

fn monthly(plan_code: &str) -> Selection {
    Selection {
        plan_code: plan_code.to_owned(),
        duration: "P1M".to_owned(),
        pricing_mode: "default".to_owned(),
        quantity: 1,
    }
}

/// Appends a value to a label, whatever it has already.
pub async fn append(client: &Client, cart: &CartId, item: ItemId, label: &str, value: &str) {
    let body = CartItemConfigurationCreation::builder()
        .label(label)
        .value(value);
    let call = client.create_cart_item_configuration().cart_id(cart);
    call.item_id(item).body(body).send().await.unwrap();
}

fn wish(plan_code: &str) -> Wish<'_> {
    Wish {
        plan_code,
        duration: None,
        pricing_mode: None,
        quantity: 1,
    }
}

#[tokio::test]
async fn the_subsidiary_is_the_accounts_unless_another_is_stated() {
    let workflow = Workflow::start().await;
    let (france, britain) = (NichandleOvhSubsidiary::Fr, NichandleOvhSubsidiary::Gb);
    let own = subsidiary(&workflow.client(), None).await.unwrap();
    assert_eq!(own, france);
    let stated = subsidiary(&workflow.anonymous(), Some(britain.clone())).await;
    assert_eq!(stated.unwrap(), britain);
    for (client, stated) in [
        (workflow.client(), Some(britain)),
        (workflow.anonymous(), None),
    ] {
        let error = subsidiary(&client, stated).await.unwrap_err();
        let OrderError::Problems(problems) = error else {
            panic!("{error}");
        };
        assert_eq!(problems[0].path, "ovhSubsidiary");
    }
}

#[tokio::test]
async fn a_plan_is_selected_at_its_price_and_an_unknown_one_names_the_nearest() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let cart = new_cart(&client).await;
    let chosen = select(&client, &cart, CartProduct::Eco, wish("24sk10"), "item").await;
    assert_eq!(chosen.unwrap(), monthly("24sk10"));
    let memory = wish("ram-32g-ecc-2133-24sk10");
    let chosen = select_option(&client, &cart, CartProduct::Eco, "24sk10", memory).await;
    assert_eq!(chosen.unwrap(), monthly("ram-32g-ecc-2133-24sk10"));
    let error = select(&client, &cart, CartProduct::Eco, wish("24sk1"), "item").await;
    assert!(error.unwrap_err().to_string().contains("24sk10"));
}

#[tokio::test]
async fn an_option_is_an_item_of_its_own() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let cart = new_cart(&client).await;
    let server = add(&client, &cart, CartProduct::Eco, "24sk10").await;
    let body = monthly("ram-32g-ecc-2133-24sk10").option_of(server);
    let call = client.create_cart_product_options().cart_id(&cart);
    let added = call.product(CartProduct::Eco).body(body).send().await;
    let option = added.unwrap().item_id.unwrap();
    let items = client.list_cart_item().cart_id(&cart).send().await;
    assert_eq!(items.unwrap(), [server.0, option]);
    let read = client.get_cart_item().cart_id(&cart).item_id(server);
    assert_eq!(read.send().await.unwrap().options, Some(vec![option]));
    let unknown = client.get_cart_item().cart_id(&cart).item_id(7);
    assert_eq!(unknown.send().await.unwrap_err().kind(), Kind::NotFound);
}

#[tokio::test]
async fn a_coupon_is_added_listed_and_removed() {
    let workflow = Workflow::start().await;
    let client = workflow.anonymous();
    let cart = new_cart(&client).await;
    let code = ovh_order::sandbox::COUPON;
    let body = |code| CartCouponCreation::builder().coupon(code);
    let add = || client.create_cart_coupon().cart_id(&cart);
    assert_eq!(add().body(body(code)).send().await.unwrap(), [code]);
    let list = || client.list_cart_coupon().cart_id(&cart).send();
    assert_eq!(list().await.unwrap(), [code]);
    let remove = client.delete_cart_coupon().cart_id(&cart).coupon(code);
    remove.send().await.unwrap();
    assert_eq!(list().await.unwrap(), Vec::<String>::new());
    let error = add().body(body("NO")).send().await.unwrap_err();
    assert_eq!(error.kind(), Kind::BadRequest);
}

#[tokio::test]
async fn a_cart_that_changed_after_the_yes_is_not_ordered() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let cart = new_cart(&client).await;
    add(&client, &cart, CartProduct::Cloud, "project.2018").await;
    client.assign_cart().cart_id(&cart).send().await.unwrap();
    let confirmed = dry_run(&client, &cart).await.unwrap().value;
    add(&client, &cart, CartProduct::Cloud, "project.2018").await;
    let (context, journal) = (workflow.context(client.clone()), journal());
    let placed = place_cart(&context, &journal, &cart, &confirmed, Terms::default()).await;
    assert!(
        matches!(placed, Err(OrderError::QuoteChanged { .. })),
        "{placed:?}"
    );
    let read = client.get_cart().cart_id(&cart).send().await.unwrap();
    assert_eq!(read.read_only, Some(false));
}

#[tokio::test]
async fn a_cart_without_a_known_price_is_not_ordered() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let cart = new_cart(&client).await;
    add(&client, &cart, CartProduct::Cloud, "project.2018").await;
    client.assign_cart().cart_id(&cart).send().await.unwrap();
    let wire = workflow
        .wire(|got| {
            if got.method == "GET" && got.target.ends_with("/checkout") {
                json(200, "{}")
            } else {
                Reply::Pass
            }
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let nothing = ovh_order::types::Order::default();
    let placed = place_cart(&context, &journal(), &cart, &nothing, Terms::default()).await;
    assert!(
        matches!(placed, Err(OrderError::NotQuoted { .. })),
        "{placed:?}"
    );
    assert_eq!(
        wire.count(|got| got.method == "POST" && got.is_checkout()),
        0
    );
}

#[tokio::test]
async fn a_cart_that_was_filled_by_hand_is_left_when_its_run_is_resumed() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let cart = new_cart(&client).await;
    client.assign_cart().cart_id(&cart).send().await.unwrap();
    let (context, journal) = (workflow.context(client.clone()), journal());
    let account = client.get_me().send().await.unwrap().nichandle.unwrap();
    let (here, key) = (client.endpoint().origin(), cart.to_string());
    let purchase = Purchase::new(here, &account, Some(key), cart.as_str(), Vec::new());
    let mut claim = journal.claim(&purchase, Repeat::Once).await.unwrap();
    claim.carted(cart.as_str()).await.unwrap();
    claim.release().await.unwrap();
    let resumed = resume(&context, &journal, &purchase.name).await;
    assert!(
        matches!(resumed, Err(OrderError::NothingOrdered)),
        "{resumed:?}"
    );
    client.get_cart().cart_id(&cart).send().await.unwrap();
}

#[tokio::test]
async fn a_cart_is_added_up_checked_bought_and_tracked() {
    let workflow = Workflow::start().await;
    let client = workflow.client();
    let cart = new_cart(&client).await;
    add(&client, &cart, CartProduct::Cloud, "project.2018").await;
    let summary = client.get_cart_summary().cart_id(&cart).send().await;
    let summary = summary.unwrap();
    let free = ["0.00 €"; 3].map(String::from);
    assert_eq!((totals(&summary), summary.order_id), (free, None));
    let error = dry_run(&client, &cart).await.unwrap_err();
    let OrderError::Rejected(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.message(), "This cart hasn't been assigned yet");
    client.assign_cart().cart_id(&cart).send().await.unwrap();
    let dry = dry_run(&client, &cart).await.unwrap().value;
    assert_eq!((dry.order_id, &dry.url), (None, &None));
    let context = workflow.context(client.clone());
    let journal = journal();
    let placed = place_cart(&context, &journal, &cart, &dry, Terms::default()).await;
    let placed = placed.unwrap().value;
    let order = OrderId(placed.order_id.unwrap());
    let twice = place_cart(&context, &journal, &cart, &dry, Terms::default()).await;
    let is_told = matches!(twice, Err(OrderError::CartOrdered { order: told }) if told == order);
    assert!(is_told, "{twice:?}");
    let read = client.get_me_order().order_id(order).send().await.unwrap();
    assert_eq!((read.order_id, read.url), (Some(order.0), placed.url));
    let status = client.get_me_order_status().order_id(order).send().await;
    assert_eq!(status.unwrap().as_str(), "delivered");
    let details = track::details(&client, order).await.unwrap();
    let services = track::services(&client, order).await.unwrap();
    let [service] = services.as_slice() else {
        panic!("{services:?}");
    };
    assert_eq!(service.plan_code.as_deref(), Some("project.2018"));
    assert_eq!(
        details[0].domain.as_deref(),
        Some(service.service_name.as_str())
    );
}
