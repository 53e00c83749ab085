//! Coupons: commercial codes for the whole cart.
//!
//! A Public Cloud voucher is no coupon; it is the value of the configuration label `voucher`.

use super::CartId;
use crate::types::CartCouponCreation;
use crate::{Client, Error};

/// Lists the coupons of a cart. `GET /order/cart/{cartId}/coupon`.
///
/// # Errors
/// Nothing is changed.
pub async fn list(client: &Client, cart: &CartId) -> Result<Vec<String>, Error> {
    client.list_cart_coupon().cart_id(cart).send().await
}

/// Adds a coupon and answers all of the cart's. `POST /order/cart/{cartId}/coupon`.
///
/// # Errors
/// [`Kind::BadRequest`](crate::Kind::BadRequest) for a code that is not valid.
pub async fn add(client: &Client, cart: &CartId, coupon: &str) -> Result<Vec<String>, Error> {
    let body = CartCouponCreation::builder().coupon(coupon);
    let call = client.create_cart_coupon().cart_id(cart);
    call.body(body).send().await
}

/// Removes a coupon. `DELETE /order/cart/{cartId}/coupon?coupon=`.
///
/// # Errors
/// After a lost answer it may be gone.
pub async fn remove(client: &Client, cart: &CartId, coupon: &str) -> Result<(), Error> {
    client
        .delete_cart_coupon()
        .cart_id(cart)
        .coupon(coupon)
        .send()
        .await?;
    Ok(())
}
