//! Where an order is placed.

use super::{OrderError, cart, check};
use crate::Client;
use crate::types::NichandleOvhSubsidiary;

/// Where a cart is created: the stated subsidiary, if it is the account's, or else the account's.
///
/// # Errors
/// [`OrderError::Problems`] when nothing was stated and there are no credentials to ask with, when
/// the endpoint does not serve it, or the account belongs to another one. Nothing is changed.
pub async fn subsidiary(
    client: &Client,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<NichandleOvhSubsidiary, OrderError> {
    let account = if client.credentials().can_authenticate() {
        cart::subsidiary(client).await?
    } else {
        None
    };
    check::subsidiary(client.endpoint(), stated, account)
        .map_err(|problem| OrderError::Problems(vec![problem]))
}
