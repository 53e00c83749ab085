//! The assumptions about carts that can be broken, one by one.

use ovh_order::sandbox::Quirk;
use serde_json::{Value, json};

use crate::fixture::caller::Caller;

/// What happens to a cart that is deleted, and to one that is ordered: the statuses of the deletion,
/// of reading the cart, of its dry run and of its checkout, and `readOnly` of the ordered one.
async fn seen(caller: &Caller) -> (Vec<u16>, Vec<u16>, Value) {
    let deleted = caller.vps_cart().await;
    let mut of_deleted = vec![caller.signed("DELETE", &deleted, Value::Null).await.0];
    of_deleted.push(caller.get(&deleted).await.0);
    let checkout = format!("{deleted}/checkout");
    of_deleted.push(caller.get(&checkout).await.0);
    of_deleted.push(caller.signed("POST", &checkout, json!({})).await.0);
    let ordered = caller.vps_cart().await;
    caller.order(&ordered, false).await;
    let read_only = caller.get(&ordered).await.1["readOnly"].clone();
    let checkout = format!("{ordered}/checkout");
    let again = caller.signed("POST", &checkout, json!({})).await.0;
    let deletion = caller.signed("DELETE", &ordered, Value::Null).await.0;
    let of_ordered = vec![again, deletion, caller.get(&ordered).await.0];
    (of_deleted, of_ordered, read_only)
}

#[tokio::test]
async fn each_assumption_about_carts_is_broken_alone() {
    let caller = Caller::start().await;
    let gone = vec![200, 404, 404, 404];
    let kept = vec![403, 403, 200];
    for (quirks, expected) in [
        (json!([]), (gone.clone(), kept.clone(), json!(true))),
        (
            json!(["deleted-cart-orderable"]),
            (vec![200, 404, 200, 200], kept.clone(), json!(true)),
        ),
        (
            json!(["ordered-cart-deletable"]),
            (gone.clone(), vec![403, 200, 404], json!(true)),
        ),
        (json!(["ordered-cart-open"]), (gone, kept, json!(false))),
    ] {
        let answer = caller.control("PUT", "/quirks", quirks.clone()).await;
        assert_eq!(answer, (200, quirks.clone()));
        assert_eq!(seen(&caller).await, expected, "{quirks}");
        assert_eq!(
            caller.control("GET", "/quirks", Value::Null).await.1,
            quirks
        );
    }
}

#[test]
fn an_unknown_quirk_is_told_with_those_there_are() {
    assert_eq!("ordered-cart-open".parse(), Ok(Quirk::OrderedCartOpen));
    assert_eq!(
        "cart".parse::<Quirk>().unwrap_err(),
        "unknown variant `cart`, expected one of `deleted-cart-orderable`, \
         `ordered-cart-deletable`, `ordered-cart-open`"
    );
}
