//! What can be said of an order before there is a cart.

use super::file::Subsidiary;
use super::problem::Problem;
use super::{OrderError, OrderFile, cart};
use crate::Client;
use crate::types::{CartProduct, NichandleOvhSubsidiary, UnknownValue};

/// Where an order is placed, and of which products its items are.
pub(super) struct Prepared {
    /// The one that sells.
    pub(super) subsidiary: NichandleOvhSubsidiary,
    /// One for each item of the file, or what is wrong with it.
    pub(super) products: Vec<Result<CartProduct, Problem>>,
}

/// Reads what needs no cart. A product that is none is a problem among others, which the cart will
/// show, unless there is no other item.
pub(super) async fn prepare(client: &Client, file: &OrderFile) -> Result<Prepared, OrderError> {
    let items = file.items.iter().enumerate();
    let products = items.map(|(index, item)| product(index, item.product.as_str()));
    let products: Vec<_> = products.collect();
    if products.iter().all(Result::is_err) {
        let problems = products.into_iter().filter_map(Result::err);
        return Err(OrderError::Problems(problems.collect()).located(file));
    }
    let stated = file.ovh_subsidiary.as_ref().map(Subsidiary::as_str);
    let subsidiary = subsidiary(client, stated)
        .await
        .map_err(|error| error.located(file))?;
    Ok(Prepared {
        subsidiary,
        products,
    })
}

fn product(index: usize, name: &str) -> Result<CartProduct, Problem> {
    name.parse().map_err(|unknown: UnknownValue| {
        Problem::unknown("product", name, unknown.values()).at(format!("items[{index}].product"))
    })
}

/// Where a cart is created: what was stated, if it is the account's, or else the account's.
///
/// # Errors
/// [`OrderError::Problems`] when nothing was stated and there are no credentials to ask with, when
/// the endpoint does not serve it, or the account belongs to another one. Nothing is changed.
pub async fn subsidiary(
    client: &Client,
    stated: Option<&str>,
) -> Result<NichandleOvhSubsidiary, OrderError> {
    let accounts = match client.credentials().can_authenticate() {
        true => cart::subsidiary(client).await?,
        false => None,
    };
    let stated = stated.map(NichandleOvhSubsidiary::from);
    let message = match (stated, accounts) {
        (Some(stated), Some(accounts)) if stated != accounts => {
            format!("the account belongs to {accounts}, not {stated}")
        }
        (Some(subsidiary), _) | (None, Some(subsidiary)) => {
            if client.endpoint().accepts(subsidiary.as_str()) {
                return Ok(subsidiary);
            }
            format!("{subsidiary} does not sell at {}", client.endpoint())
        }
        (None, None) => "required, because there is no account to ask".to_owned(),
    };
    Err(OrderError::Problems(vec![
        Problem::new(message).at("ovhSubsidiary"),
    ]))
}
