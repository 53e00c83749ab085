//! Folded calls are the literal calls of their product.

use ovh_order::client::Operation;
use ovh_order::types::CartProduct;
use ovh_order::{Client, Kind};

use crate::fixture::client::{anonymous, answering, replying, signing};
use crate::fixture::wire::json;

async fn offers(client: &Client, product: CartProduct) -> Result<(), ovh_order::Error> {
    let call = client.list_cart_product().cart_id("0f3c").product(product);
    call.send().await.map(drop)
}

#[tokio::test]
async fn a_folded_call_is_signed_where_the_literal_one_is() {
    let cases = [
        (CartProduct::Vps, "vps", false),
        (CartProduct::Cloud, "cloud", false),
        (
            CartProduct::AdvisoryServicesPublicCloud,
            "advisoryServicesPublicCloud",
            true,
        ),
        (CartProduct::BackupServices, "backupServices", true),
    ];
    for (product, name, signed) in cases {
        let wire = answering("[]").await;
        offers(&signing(&wire), product).await.unwrap();
        let received = wire.received();
        let got = received.last().unwrap();
        assert_eq!(got.line(), format!("GET /v1/order/cart/0f3c/{name}"));
        assert_eq!(got.header("x-ovh-signature").is_some(), signed, "{name}");
        let literal = Operation::find("GET", &got.target["/v1".len()..]).unwrap();
        assert_eq!((literal.authenticated, literal.folds), (signed, 0));
    }
}

#[tokio::test]
async fn an_error_of_a_folded_call_names_the_literal_operation() {
    let wire = replying(|| json(404, r#"{"message":"no such cart"}"#)).await;
    let error = offers(&anonymous(&wire), CartProduct::Vps)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /order/cart/{cartId}/vps: 404 no such cart, query id EU.wire-1"
    );
}

#[tokio::test]
async fn a_product_without_such_an_operation_is_refused_unsent() {
    let wire = answering("[]").await;
    let client = anonymous(&wire);
    for product in [CartProduct::LicensecPanel, CartProduct::Okms] {
        let call = client
            .list_cart_product_options()
            .cart_id("0f3c")
            .product(product);
        let error = call.plan_code("x").send().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_happened()),
            (Kind::Refused, false)
        );
        assert_eq!(error.message(), "this product has no such operation");
    }
    assert_eq!(wire.lines(), Vec::<String>::new());
}

#[test]
fn a_product_that_the_api_does_not_know_is_refused_with_the_nearest() {
    let error = "licenseCpanel".parse::<CartProduct>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown CartProduct `licenseCpanel`; did you mean `licensecPanel`?"
    );
}

#[cfg(feature = "full")]
#[tokio::test]
async fn a_literal_call_sends_the_bytes_of_the_folded_one() {
    use ovh_order::types::CartGenericProductCreation;

    let wire = answering("{}").await;
    let client = signing(&wire);
    let body = CartGenericProductCreation::builder()
        .plan_code("vps-2025-model1")
        .duration("P1M")
        .pricing_mode("default")
        .quantity(2);
    let literal = client.create_cart_vps().cart_id("0f3c").body(body.clone());
    literal.send().await.unwrap();
    let folded = client.create_cart_product().cart_id("0f3c");
    folded
        .product(CartProduct::Vps)
        .body(body)
        .send()
        .await
        .unwrap();
    let received = wire.received();
    assert_eq!(received[0].line(), "POST /v1/order/cart/0f3c/vps");
    assert_eq!(received[0], received[1]);
}
