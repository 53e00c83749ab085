//! Answers that are more, less or other than their description.

use std::error::Error as _;

use ovh_order::types::{
    BillingOrderStatus, Cart, CartItem, MePaymentMethod, NichandleOvhSubsidiary, Order,
    OrderDetailType,
};
use ovh_order::{Error, Kind};
use serde_json::{Value, json};

use crate::fixture::client::{anonymous, answering, signing};

#[tokio::test]
async fn an_unknown_status_is_kept() {
    let wire = answering("\"waitingForGodot\"").await;
    let status = signing(&wire)
        .get_me_order_status()
        .order_id(7)
        .send_response()
        .await
        .unwrap();
    assert_eq!(
        status.value,
        BillingOrderStatus::Other("waitingForGodot".to_owned())
    );
    assert_eq!(status.query_id.as_deref(), Some("EU.wire-1"));
    assert_eq!(status.status, 200);
}

#[tokio::test]
async fn fields_that_are_extra_null_or_absent_do_no_harm() {
    let bodies = [
        ("{}", Cart::default()),
        (
            r#"{"cartId":null,"description":null,"expire":null,"items":null,"readOnly":null}"#,
            Cart::default(),
        ),
        (r#"{"new":{"field":[1,2,3]}}"#, Cart::default()),
    ];
    for (body, expected) in bodies {
        let wire = answering(body).await;
        let cart = anonymous(&wire)
            .get_cart()
            .cart_id("0f3c")
            .send()
            .await
            .unwrap();
        assert_eq!(cart, expected, "{body}");
    }
}

#[test]
fn a_field_that_an_answer_lacks_is_an_error_that_names_it() {
    let order = json!({"orderId": 7, "prices": {"withTax": {"text": "5.39 €"}}});
    let order: Order = serde_json::from_value(order).unwrap();
    let total = |order: &Order| Ok::<_, Error>(order.prices()?.with_tax()?.text()?.to_owned());
    assert_eq!(order.order_id().unwrap(), 7);
    assert_eq!(total(&order).unwrap(), "5.39 €");
    assert_eq!(order.details(), []);
    // A field `default` does not hide the constructor.
    assert_eq!(MePaymentMethod::default().default, None);
    let error = total(&Order::default()).unwrap_err();
    assert_eq!(error.to_string(), "the API's order.Order has no `prices`");
    // The call was carried out, so it is not to be repeated.
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Decode, true)
    );
}

#[test]
fn what_was_read_is_written_again() {
    let item = json!({"configurations": [], "itemId": 7, "settings": {"quantity": 1}});
    let read: CartItem = serde_json::from_value(item.clone()).unwrap();
    assert_eq!((read.item_id, read.parent_item_id), (Some(7), None));
    assert_eq!(serde_json::to_value(&read).unwrap(), item);
    let order = json!({
        "contracts": [{"name": "terms\t", "url": "https://contracts.example.com/terms.pdf"}],
        "details": [{"detailType": "BRAND_NEW", "quantity": 1}],
        "orderId": 7,
        "prices": {"withTax": {"currencyCode": "EUR", "text": "5.39 €", "value": 5.39}},
        "url": "https://www.example.com/order?orderPassword=abc",
    });
    let read: Order = serde_json::from_value(order.clone()).unwrap();
    let line = &read.details.as_ref().unwrap()[0];
    let new = OrderDetailType::Other("BRAND_NEW".to_owned());
    assert_eq!(line.detail_type, Some(new));
    assert_eq!(serde_json::to_value(&read).unwrap(), order);
}

#[test]
fn a_subsidiary_that_is_new_is_kept() {
    let read: NichandleOvhSubsidiary = serde_json::from_value(json!("XX")).unwrap();
    assert_eq!(read, NichandleOvhSubsidiary::Other("XX".to_owned()));
    assert_eq!(serde_json::to_value(&read).unwrap(), json!("XX"));
}

async fn undecodable(body: &'static str) -> Error {
    let wire = answering(body).await;
    let call = anonymous(&wire)
        .get_cart_summary()
        .cart_id("0f3c")
        .send()
        .await;
    call.unwrap_err()
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_names_the_place_and_keeps_the_body() {
    let cases = [
        (
            r#"{"prices":{"withTax":{"text":7}}}"#,
            "prices.withTax.text: ",
        ),
        (
            r#"{"details":[{},{"quantity":[2]}]}"#,
            "details[1].quantity: ",
        ),
        (r#"{"orderId":{}}"#, "orderId: "),
    ];
    for (body, place) in cases {
        let error = undecodable(body).await;
        assert_eq!((error.kind(), error.status()), (Kind::Decode, Some(200)));
        assert_eq!(error.body(), Some(body.as_bytes()));
        assert_eq!(error.query_id(), Some("EU.wire-1"));
        let cause = error.source().unwrap().to_string();
        assert!(cause.starts_with(place), "{cause}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_an_error() {
    for body in ["", "<html></html>", "{\"orderId\":"] {
        let error = undecodable(body).await;
        assert_eq!(
            (error.kind(), error.body()),
            (Kind::Decode, Some(body.as_bytes()))
        );
    }
}

#[tokio::test]
async fn a_call_without_an_answer_takes_any_json_and_nothing_else() {
    let table = [
        ("null", true),
        ("", true),
        ("\n", true),
        ("{\"message\":\"done\"}", true),
        ("done", false),
        ("{\"message\":", false),
        ("<html></html>", false),
    ];
    for (body, expected) in table {
        let wire = answering(body).await;
        let deleted = signing(&wire).delete_cart().cart_id("0f3c").send().await;
        let kind = deleted.err().map(|error| error.kind());
        assert_eq!(kind, (!expected).then_some(Kind::Decode), "{body}");
    }
}

#[test]
fn a_time_is_kept_as_it_came() {
    let cart = json!({"expire": "2026-01-03T04:04:05+01:00"});
    let read: Cart = serde_json::from_value(cart.clone()).unwrap();
    let time = read
        .expire
        .as_ref()
        .and_then(|time| time.timestamp())
        .unwrap();
    assert_eq!(time.as_second(), 1_767_409_445);
    assert_eq!(serde_json::to_value(&read).unwrap(), cart);
    let odd: Cart = serde_json::from_value(json!({"expire": "soon"})).unwrap();
    assert_eq!(
        serde_json::to_value(&odd).unwrap()["expire"],
        Value::from("soon")
    );
}
