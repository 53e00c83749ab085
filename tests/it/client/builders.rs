//! What is said of a call that cannot be made.

use ovh_order::types::{
    CartCreation, CartGenericProductCreation, CartItemConfigurationCreation, CartProduct,
    NichandleOvhSubsidiary,
};
use ovh_order::{Error, Kind};

use crate::fixture::client::{anonymous, answering, signing};

fn refusal<T>(sent: Result<T, Error>) -> String {
    let Err(error) = sent else {
        panic!("it was sent");
    };
    let told = (error.kind(), error.may_have_happened());
    assert_eq!(told, (Kind::Refused, false), "{error}");
    error.to_string()
}

#[tokio::test]
async fn a_call_that_lacks_something_names_the_call_and_what_it_lacks() {
    let wire = answering("{}").await;
    let client = anonymous(&wire);
    let body = CartItemConfigurationCreation::builder();
    let without_item = client.create_cart_item_configuration().cart_id("0f3c");
    let said = [
        refusal(without_item.body(body.label("a").value("b")).send().await),
        refusal(client.create_cart().send().await),
        refusal(
            client
                .create_cart()
                .body(CartCreation::builder())
                .send()
                .await,
        ),
        refusal(
            client
                .create_cart_product()
                .product(CartProduct::Vps)
                .send()
                .await,
        ),
    ];
    let expected = [
        "POST /order/cart/{cartId}/item/{itemId}/configuration: `item_id` is missing",
        "POST /order/cart: body: `ovh_subsidiary` is missing",
        "POST /order/cart: body: `ovh_subsidiary` is missing",
        "POST /order/cart/{cartId}/{product}: `cart_id` is missing",
    ];
    assert_eq!(said, expected);
    assert_eq!(wire.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_call_with_a_value_that_it_cannot_have_says_why() {
    let wire = answering("{}").await;
    let client = anonymous(&wire);
    let offers = client.list_cart_product().cart_id("0f3c").product("clod");
    let item = CartGenericProductCreation::builder()
        .duration("P1M")
        .plan_code("vps")
        .pricing_mode("default")
        .quantity(u64::MAX);
    let vps = client.create_cart_product().product(CartProduct::Vps);
    let said = [
        refusal(offers.send().await),
        refusal(client.get_me_order().order_id(u64::MAX).send().await),
        refusal(vps.cart_id("0f3c").body(item).send().await),
    ];
    let expected = [
        "GET /order/cart/{cartId}/{product}: `product`: unknown CartProduct `clod`; did you mean `cloud`?",
        "GET /me/order/{orderId}: `order_id`: out of range integral type conversion attempted",
        "POST /order/cart/{cartId}/{product}: body: `quantity`: out of range integral type conversion \
         attempted",
    ];
    assert_eq!(said, expected);
    assert_eq!(wire.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn an_enum_that_was_answered_is_sent_by_reference() {
    let wire = answering(r#"{"ovhSubsidiary": "XX"}"#).await;
    let client = signing(&wire);
    let account = client.get_me().send().await.unwrap();
    let subsidiary = account.ovh_subsidiary().unwrap();
    assert_eq!(*subsidiary, NichandleOvhSubsidiary::Other("XX".to_owned()));
    let body = CartCreation::builder().ovh_subsidiary(subsidiary);
    client.create_cart().body(body).send().await.unwrap();
    let sent = wire.received().pop().unwrap();
    assert_eq!(sent.body, br#"{"ovhSubsidiary":"XX"}"#);
}
