//! Labels: required, configured, read, deleted.

use anyhow::Result;
use ovh_order::Error;
use ovh_order::order::{CartId, ConfigurationId, ItemId, configuration};

use super::show;
use crate::cli::session::Session;
use crate::cli::table;

/// Which labels get which values.
#[derive(clap::Args)]
pub(in crate::cli) struct Configure {
    /// The cart
    cart: CartId,
    /// The item; an option is an item of its own
    item: ItemId,
    /// Labels with their values, such as description="My project"
    #[arg(required = true, value_name = "LABEL=VALUE", value_parser = label)]
    labels: Vec<(String, String)>,
}

fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((label, value)) if !label.is_empty() => Ok((label.to_owned(), value.to_owned())),
        _ => Err("write it as LABEL=VALUE".to_owned()),
    }
}

pub(super) async fn requirements(cart: &CartId, item: ItemId, session: &Session) -> Result<()> {
    let found = configuration::requirements(&session.client, cart, item).await?;
    session
        .output
        .print(&found, |found| show::requirements(found))
}

pub(super) async fn configure(configure: &Configure, session: &Session) -> Result<()> {
    let Configure { cart, item, labels } = configure;
    for (index, (label, _)) in labels.iter().enumerate() {
        if labels
            .iter()
            .skip(index + 1)
            .any(|(other, _)| other == label)
        {
            let reason = format!("`{label}` is given twice, and a label has one value");
            return Err(Error::refused(reason).into());
        }
    }
    let mut configured = Vec::new();
    for (label, value) in labels {
        configured.push(configuration::set(&session.client, cart, *item, label, value).await?);
    }
    session
        .output
        .print(&configured, |configured| show::configured(configured))
}

pub(super) async fn get(
    cart: &CartId,
    item: ItemId,
    id: Option<ConfigurationId>,
    session: &Session,
) -> Result<()> {
    match id {
        Some(id) => {
            let found = configuration::get(&session.client, cart, item, id).await?;
            session.output.print(&found, |found| {
                show::configured(std::slice::from_ref(found))
            })
        }
        None => {
            let ids = configuration::list(&session.client, cart, item, None).await?;
            session
                .output
                .print(&ids, |ids| table::list("configuration", ids))
        }
    }
}

pub(super) async fn delete(
    cart: &CartId,
    item: ItemId,
    id: ConfigurationId,
    session: &Session,
) -> Result<()> {
    configuration::delete(&session.client, cart, item, id).await?;
    session.output.done("deleted")
}
