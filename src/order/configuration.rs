//! Setting the labels of an item.

use super::context::at_once;
use super::file::Configuration;
use super::{CartId, ItemId};
use crate::client::Response;
use crate::types::{CartConfigurationItem, CartItemConfigurationCreation};
use crate::{Client, Error};

/// Gives a label of an item this one value, whatever it had before.
///
/// The API appends: a label posted twice has two values, and the checkout refuses it. So this reads
/// what the label has, deletes what differs, and posts the value unless it is there
/// (`/order/cart/{cartId}/item/{itemId}/configuration`).
///
/// # Errors
/// If one of the calls fails. Values may have been deleted or set by then; setting it again is safe.
pub async fn set(
    client: &Client,
    cart: &CartId,
    item: ItemId,
    label: &str,
    value: &str,
) -> Result<Response<CartConfigurationItem>, Error> {
    let mut kept = None;
    let set = client.list_cart_item_configuration().cart_id(cart);
    for id in set.item_id(item).label(label).send().await? {
        let read = client.get_cart_item_configuration().cart_id(cart);
        let found = read
            .item_id(item)
            .configuration_id(id)
            .send_response()
            .await?;
        if kept.is_none() && found.value.value.as_deref() == Some(value) {
            kept = Some(found);
        } else {
            let delete = client.delete_cart_item_configuration().cart_id(cart);
            delete.item_id(item).configuration_id(id).send().await?;
        }
    }
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let body = CartItemConfigurationCreation::builder()
        .label(label)
        .value(value);
    let add = client.create_cart_item_configuration().cart_id(cart);
    add.item_id(item).body(body).send_response().await
}

/// The labels of an item that are set.
pub(super) async fn read(
    client: &Client,
    cart: &CartId,
    item: ItemId,
) -> Result<Configuration, Error> {
    let ids = client.list_cart_item_configuration().cart_id(cart);
    let ids = ids.item_id(item).send().await?.into_iter();
    let reads = ids.map(|id| {
        let call = client.get_cart_item_configuration().cart_id(cart);
        call.item_id(item).configuration_id(id).send()
    });
    let mut configuration = Configuration::default();
    for set in at_once(reads.collect()).await {
        let set = set?;
        configuration.set(set.label.unwrap_or_default(), set.value.unwrap_or_default());
    }
    Ok(configuration)
}
