//! Configuration of an item: which labels it takes, and their values.
//!
//! The API checks nothing here and appends: the same label posted twice is refused at checkout. So
//! [`set`] treats labels as a set.

use super::{CartId, ConfigurationId, ItemId, OrderError};
use crate::client::Response;
use crate::types::{
    CartConfigurationItem, CartConfigurationRequirements, CartItemConfigurationCreation,
};
use crate::{Client, Error};

/// Reads which labels an item takes, and the values of those that are not free.
/// `GET /order/cart/{cartId}/item/{itemId}/requiredConfiguration`.
///
/// `required` is not reliable: a label that needs a value may say no, one that does not may say
/// yes. The dry run of the checkout is the judge.
///
/// # Errors
/// Nothing is changed.
pub async fn requirements(
    client: &Client,
    cart: &CartId,
    item: ItemId,
) -> Result<Vec<CartConfigurationRequirements>, Error> {
    let call = client.list_cart_item_required_configuration();
    call.cart_id(cart).item_id(item).send().await
}

/// Gives a label one value: reads what it has, deletes what differs, posts what is missing.
///
/// # Errors
/// After a lost answer the value may be set; setting it again is safe.
pub async fn set(
    client: &Client,
    cart: &CartId,
    item: ItemId,
    label: &str,
    value: &str,
) -> Result<Response<CartConfigurationItem>, OrderError> {
    let mut kept = None;
    for configuration in list(client, cart, item, Some(label)).await? {
        let call = client.get_cart_item_configuration().cart_id(cart);
        let call = call.item_id(item).configuration_id(configuration);
        let found = call.send_response().await?;
        if kept.is_none() && found.value.value.as_deref() == Some(value) {
            kept = Some(found);
        } else {
            delete(client, cart, item, configuration).await?;
        }
    }
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let body = CartItemConfigurationCreation::builder()
        .label(label)
        .value(value);
    let call = client.create_cart_item_configuration().cart_id(cart);
    Ok(call.item_id(item).body(body).send_response().await?)
}

/// Appends a value, whatever the label has already.
/// `POST /order/cart/{cartId}/item/{itemId}/configuration`.
///
/// # Errors
/// After a lost answer the value may be there; use [`set`] to repeat safely.
pub async fn add(
    client: &Client,
    cart: &CartId,
    item: ItemId,
    label: &str,
    value: &str,
) -> Result<CartConfigurationItem, Error> {
    let body = CartItemConfigurationCreation::builder()
        .label(label)
        .value(value);
    let call = client.create_cart_item_configuration().cart_id(cart);
    call.item_id(item).body(body).send().await
}

/// Lists what is configured, of one label or of all.
/// `GET /order/cart/{cartId}/item/{itemId}/configuration`.
///
/// # Errors
/// Nothing is changed.
pub async fn list(
    client: &Client,
    cart: &CartId,
    item: ItemId,
    label: Option<&str>,
) -> Result<Vec<ConfigurationId>, Error> {
    let call = client.list_cart_item_configuration();
    let mut call = call.cart_id(cart).item_id(item);
    if let Some(label) = label {
        call = call.label(label);
    }
    let ids = call.send().await?;
    Ok(ids.into_iter().map(ConfigurationId).collect())
}

/// Reads one configured label.
/// `GET /order/cart/{cartId}/item/{itemId}/configuration/{configurationId}`.
///
/// # Errors
/// Nothing is changed.
pub async fn get(
    client: &Client,
    cart: &CartId,
    item: ItemId,
    configuration: ConfigurationId,
) -> Result<CartConfigurationItem, Error> {
    let call = client.get_cart_item_configuration().cart_id(cart);
    let call = call.item_id(item).configuration_id(configuration);
    call.send().await
}

/// Deletes one configured label.
/// `DELETE /order/cart/{cartId}/item/{itemId}/configuration/{configurationId}`.
///
/// # Errors
/// After a lost answer it may be gone.
pub async fn delete(
    client: &Client,
    cart: &CartId,
    item: ItemId,
    configuration: ConfigurationId,
) -> Result<(), Error> {
    let call = client.delete_cart_item_configuration().cart_id(cart);
    call.item_id(item)
        .configuration_id(configuration)
        .send()
        .await?;
    Ok(())
}
