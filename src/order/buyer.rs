//! Who orders, and which subsidiary sells to them.

use super::{OrderError, check};
use crate::Client;
use crate::types::{Nichandle, NichandleOvhSubsidiary};

/// Finds the subsidiary to create a cart at: the stated one, or else the account's (`GET /me`).
///
/// # Errors
/// [`OrderError::Problems`] if none is stated and there are no credentials to ask with, if the
/// stated one is not the account's, or if the endpoint does not serve it. [`OrderError::Api`] if the
/// account cannot be read. Nothing is changed.
pub async fn subsidiary(
    client: &Client,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<NichandleOvhSubsidiary, OrderError> {
    Ok(buyer(client, stated).await?.subsidiary)
}

/// Who orders, and who sells to them.
pub(super) struct Buyer {
    /// The account, such as `xx12345-ovh`. Absent without credentials.
    pub account: Option<String>,
    pub subsidiary: NichandleOvhSubsidiary,
}

/// Reads the account (`GET /me`), if there are credentials, and finds the subsidiary.
pub(super) async fn buyer(
    client: &Client,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<Buyer, OrderError> {
    let mut me = Nichandle::default();
    if client.credentials().can_authenticate() {
        me = client.get_me().send().await?;
        // That there is no account to ask would be false.
        if stated.is_none() && me.ovh_subsidiary.is_none() {
            return Err(OrderError::Missing {
                field: "ovhSubsidiary",
                call: "GET /me",
            });
        }
    }
    let subsidiary = check::subsidiary(client.endpoint(), stated, me.ovh_subsidiary)
        .map_err(|problem| OrderError::Problems(vec![problem]))?;
    Ok(Buyer {
        account: me.nichandle,
        subsidiary,
    })
}
