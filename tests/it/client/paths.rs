//! Path parameters stay in their segment.

use ovh_order::types::UpgradeProduct;
use ovh_order::{Error, Kind};

use crate::fixture::client::{anonymous, answering, signing};
use crate::fixture::wire::Wire;

/// What a parameter must be on the wire; nothing where it must not be sent at all.
const PARAMETERS: [(&str, Option<&str>); 15] = [
    ("", None),
    (".", None),
    ("..", None),
    ("a/b", Some("a%2Fb")),
    ("../cart", Some("..%2Fcart")),
    ("a?b", Some("a%3Fb")),
    ("a#b", Some("a%23b")),
    ("a\\b", Some("a%5Cb")),
    ("..\\x", Some("..%5Cx")),
    ("%2e%2e", Some("%252e%252e")),
    ("a%2Fb", Some("a%252Fb")),
    ("a\tb", Some("a%09b")),
    ("a\nb", Some("a%0Ab")),
    (" .. ", Some("%20..%20")),
    ("é", Some("%C3%A9")),
];

fn assert_kept<T>(wire: &Wire, sent: Result<T, Error>, target: Option<String>, parameter: &str) {
    match (sent, target) {
        (Ok(_), Some(target)) => assert_eq!(wire.lines(), [target], "{parameter:?}"),
        (Err(error), None) => {
            assert_eq!(
                (error.kind(), error.may_have_happened()),
                (Kind::Refused, false)
            );
            assert_eq!(wire.lines(), Vec::<String>::new(), "{parameter:?}");
        }
        (Ok(_), None) => panic!("{parameter:?} was sent as {:?}", wire.lines()),
        (Err(error), Some(_)) => panic!("{parameter:?}: {error}"),
    }
}

#[tokio::test]
async fn a_parameter_never_leads_to_another_path() {
    for (parameter, encoded) in PARAMETERS {
        let wire = answering("[]").await;
        let call = anonymous(&wire)
            .list_cart_item()
            .cart_id(parameter)
            .send()
            .await;
        let target = encoded.map(|text| format!("GET /v1/order/cart/{text}/item"));
        assert_kept(&wire, call, target, parameter);
    }
}

#[tokio::test]
async fn the_last_parameter_never_leads_to_another_path() {
    for (parameter, encoded) in PARAMETERS {
        let wire = answering("{}").await;
        let call = anonymous(&wire).get_cart().cart_id(parameter).send().await;
        let target = encoded.map(|text| format!("GET /v1/order/cart/{text}"));
        assert_kept(&wire, call, target, parameter);
    }
}

#[tokio::test]
async fn a_parameter_does_not_change_the_product_of_an_upgrade() {
    let wire = answering("{}").await;
    let client = signing(&wire);
    let call = client
        .get_upgrade_product()
        .product(UpgradeProduct::Vps)
        .quantity(1);
    let call = call
        .service_name("..\\privateCloud\\mine")
        .plan_code("plan");
    call.send().await.unwrap();
    let line = "GET /v1/order/upgrade/vps/..%5CprivateCloud%5Cmine/plan?quantity=1";
    assert_eq!(wire.lines().last().map(String::as_str), Some(line));
}
