//! Labels of an item: required, set, shown, removed.

use std::collections::HashSet;

use ovh_order::order::{CartId, ConfigurationId, ItemId, configuration};

use super::table;
use crate::cli::failure::{Failure, Result};
use crate::cli::session::Session;
use crate::cli::table::list;

/// Which labels are set.
#[derive(clap::Args)]
pub(crate) struct Configure {
    /// The cart's id
    cart: CartId,
    /// The item's id; an option is an item of its own
    item: ItemId,
    /// Labels and their values, such as description="My project"
    #[arg(required = true, value_name = "LABEL=VALUE", value_parser = label)]
    labels: Vec<Label>,
}

#[derive(Clone)]
struct Label {
    name: String,
    value: String,
}

fn label(text: &str) -> Result<Label, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok(Label {
            name: name.to_owned(),
            value: value.to_owned(),
        }),
        _ => Err("write it as LABEL=VALUE".to_owned()),
    }
}

pub(super) async fn requirements(cart: &CartId, item: ItemId, session: &Session) -> Result<()> {
    let call = session.client.list_cart_item_required_configuration();
    let answer = call.cart_id(cart).item_id(item).send_response().await?;
    session
        .output
        .answer(&answer, |all| table::requirements(all))
}

pub(super) async fn configure(configure: &Configure, session: &Session) -> Result<()> {
    let Configure { cart, item, labels } = configure;
    let mut names = HashSet::new();
    if let Some(label) = labels.iter().find(|label| !names.insert(&label.name)) {
        let reason = format!("label `{}` is given twice; it has one value", label.name);
        return Err(Failure::Usage(reason));
    }
    let mut set = Vec::new();
    for Label { name, value } in labels {
        set.push(configuration::set(&session.client, cart, *item, name, value).await?);
    }
    session.output.answers(&set, table::configured)
}

pub(super) async fn show(
    cart: &CartId,
    item: ItemId,
    id: Option<ConfigurationId>,
    session: &Session,
) -> Result<()> {
    let Session { client, output, .. } = session;
    if let Some(id) = id {
        let answer = client
            .get_cart_item_configuration()
            .cart_id(cart)
            .item_id(item)
            .configuration_id(id)
            .send_response()
            .await?;
        return output.answer(&answer, |label| table::configured(&[label]));
    }
    let call = client.list_cart_item_configuration().cart_id(cart);
    let answer = call.item_id(item).send_response().await?;
    output.answer(&answer, |ids| list("configuration", ids))
}

pub(super) async fn delete(
    cart: &CartId,
    item: ItemId,
    id: ConfigurationId,
    session: &Session,
) -> Result<()> {
    session
        .client
        .delete_cart_item_configuration()
        .cart_id(cart)
        .item_id(item)
        .configuration_id(id)
        .send()
        .await?;
    session.output.done("removed")
}
