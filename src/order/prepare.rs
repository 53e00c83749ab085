//! What can be said of an order before there is a cart.

use super::check::Problem;
use super::file::Subsidiary;
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
        return Err(OrderError::Problems(problems.collect()));
    }
    let stated = file.ovh_subsidiary.as_ref().map(Subsidiary::as_str);
    let subsidiary = subsidiary(client, stated).await?;
    Ok(Prepared {
        subsidiary,
        products,
    })
}

fn product(index: usize, name: &str) -> Result<CartProduct, Problem> {
    name.parse().map_err(|unknown: UnknownValue| {
        let path = format!("items[{index}].product");
        Problem::not_one_of(path, "product that a cart takes", name, unknown.values())
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
            format!("`{stated}` is not where the account is: that is `{accounts}`")
        }
        (Some(subsidiary), _) | (None, Some(subsidiary)) => {
            if client.endpoint().accepts(subsidiary.as_str()) {
                return Ok(subsidiary);
            }
            let endpoint = client.endpoint();
            format!("`{subsidiary}` is served by another endpoint than {endpoint}")
        }
        (None, None) => "it must be given when there is no account to ask".to_owned(),
    };
    Err(OrderError::Problems(vec![Problem::new(
        "ovhSubsidiary",
        message,
    )]))
}
