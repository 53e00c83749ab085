//! Every step of the workflow on its own.

use ovh_order::Kind;
use ovh_order::order::checkout::{self, Payment, Retractation};
use ovh_order::order::{
    CartId, ItemId, OrderError, OrderId, cart, configuration, coupon, item, track,
};
use ovh_order::types::{CartProduct, NichandleOvhSubsidiary};

use super::bench::{Bench, totals};
use super::configuration::monthly;

#[tokio::test]
async fn a_cart_is_created_read_assigned_listed_and_deleted() {
    let bench = Bench::start().await;
    let client = bench.client();
    let subsidiary = cart::subsidiary(&client).await.unwrap().unwrap();
    assert_eq!(subsidiary, NichandleOvhSubsidiary::Fr);
    let created = cart::create(&client, subsidiary, Some("mine"))
        .await
        .unwrap();
    assert_eq!(created.description.as_deref(), Some("mine"));
    let id = CartId::from(created.cart_id.clone().unwrap());
    assert_eq!(cart::get(&client, &id).await.unwrap(), created);
    assert_eq!(cart::list(&client).await.unwrap(), []);
    cart::assign(&client, &id).await.unwrap();
    assert_eq!(cart::list(&client).await.unwrap(), vec![id.clone()]);
    cart::delete(&client, &id).await.unwrap();
    let error = cart::get(&client, &id).await.unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
    assert_eq!(cart::list(&client).await.unwrap(), []);
}

#[tokio::test]
async fn items_and_options_are_offered_added_read_and_listed() {
    let bench = Bench::start().await;
    let client = bench.client();
    let created = cart::create(&client, NichandleOvhSubsidiary::Fr, None)
        .await
        .unwrap();
    let cart = CartId::from(created.cart_id.unwrap());
    let eco = CartProduct::Eco;
    let all = item::offers(&client, &cart, eco, None).await.unwrap();
    let plans: Vec<_> = all
        .iter()
        .filter_map(|offer| offer.plan_code.as_deref())
        .collect();
    assert_eq!(plans, ["24sk10", "24ska01", "24sys01"]);
    let one = item::offers(&client, &cart, eco, Some("24sk10"))
        .await
        .unwrap();
    assert_eq!(one, all[..1]);
    let added = item::add(&client, &cart, eco, &monthly("24sk10"))
        .await
        .unwrap();
    let server = ItemId(added.item_id.unwrap());
    let options = item::options(&client, &cart, eco, "24sk10").await.unwrap();
    let memory = options
        .iter()
        .find(|offer| offer.family.as_deref() == Some("memory"));
    let plan = memory.unwrap().plan_code.clone().unwrap();
    let added = item::add_option(&client, &cart, eco, server, &monthly(&plan))
        .await
        .unwrap();
    let option = ItemId(added.item_id.unwrap());
    assert_eq!(item::list(&client, &cart).await.unwrap(), [server, option]);
    let read = item::get(&client, &cart, server).await.unwrap();
    assert_eq!(read.options, Some(vec![option.0]));
    let error = item::get(&client, &cart, ItemId(7)).await.unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound);
}

#[tokio::test]
async fn labels_are_asked_for_added_read_and_deleted() {
    let bench = Bench::start().await;
    let client = bench.anonymous();
    let created = cart::create(&client, NichandleOvhSubsidiary::Fr, None)
        .await
        .unwrap();
    let cart = CartId::from(created.cart_id.unwrap());
    let wished = monthly("vps-2025-model1");
    let added = item::add(&client, &cart, CartProduct::Vps, &wished)
        .await
        .unwrap();
    let item = ItemId(added.item_id.unwrap());
    let required = configuration::requirements(&client, &cart, item)
        .await
        .unwrap();
    let labels: Vec<_> = required.iter().filter_map(|r| r.label.as_deref()).collect();
    assert_eq!(labels, ["vps_datacenter", "vps_os"]);
    configuration::add(&client, &cart, item, "vps_os", "Debian 13")
        .await
        .unwrap();
    let ids = configuration::list(&client, &cart, item, None)
        .await
        .unwrap();
    let read = configuration::get(&client, &cart, item, ids[0])
        .await
        .unwrap();
    assert_eq!(
        (read.id, read.label.as_deref(), read.value.as_deref()),
        (Some(ids[0].0), Some("vps_os"), Some("Debian 13"))
    );
    configuration::delete(&client, &cart, item, ids[0])
        .await
        .unwrap();
    assert_eq!(
        configuration::list(&client, &cart, item, None)
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn a_coupon_is_added_listed_and_removed() {
    let bench = Bench::start().await;
    let client = bench.anonymous();
    let created = cart::create(&client, NichandleOvhSubsidiary::Fr, None)
        .await
        .unwrap();
    let cart = CartId::from(created.cart_id.unwrap());
    let code = ovh_order::sandbox::COUPON;
    assert_eq!(coupon::add(&client, &cart, code).await.unwrap(), [code]);
    assert_eq!(coupon::list(&client, &cart).await.unwrap(), [code]);
    coupon::remove(&client, &cart, code).await.unwrap();
    assert_eq!(
        coupon::list(&client, &cart).await.unwrap(),
        Vec::<String>::new()
    );
    let error = coupon::add(&client, &cart, "NO").await.unwrap_err();
    assert_eq!(error.kind(), Kind::BadRequest);
}

#[tokio::test]
async fn a_cart_is_added_up_checked_bought_and_tracked() {
    let bench = Bench::start().await;
    let client = bench.client();
    let created = cart::create(&client, NichandleOvhSubsidiary::Fr, None)
        .await
        .unwrap();
    let cart = CartId::from(created.cart_id.unwrap());
    let wished = monthly("project.2018");
    item::add(&client, &cart, CartProduct::Cloud, &wished)
        .await
        .unwrap();
    let free = ["0.00 €", "0.00 €", "0.00 €"];
    let summary = checkout::summary(&client, &cart).await.unwrap();
    assert_eq!(
        (totals(&summary), summary.order_id),
        (free.map(Into::into), None)
    );
    let error = checkout::dry_run(&client, &cart).await.unwrap_err();
    let OrderError::Rejected(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.message(), "This cart hasn't been assigned yet");
    cart::assign(&client, &cart).await.unwrap();
    let dry = checkout::dry_run(&client, &cart).await.unwrap();
    assert_eq!((dry.value.order_id, dry.value.url), (None, None));
    let placed = checkout::buy(&client, &cart, Retractation::Keep, Payment::ByLink).await;
    let placed = placed.unwrap();
    let order = OrderId(placed.value.order_id.unwrap());
    let read = track::order(&client, order).await.unwrap();
    assert_eq!((read.order_id, read.url), (Some(order.0), placed.value.url));
    assert_eq!(
        track::status(&client, order).await.unwrap().as_str(),
        "delivered"
    );
    assert_eq!(track::details(&client, order).await.unwrap(), []);
    let details = track::details(&client, order).await.unwrap();
    let services = track::services(&client, order).await.unwrap();
    let service = &services[0];
    assert_eq!(
        details[0].domain.as_deref(),
        Some(service.service_name.as_str())
    );
    assert_eq!(
        (services.len(), service.plan_code.as_str()),
        (1, "project.2018")
    );
}
