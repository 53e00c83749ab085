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
    /// One for each item of the file.
    pub(super) products: Vec<CartProduct>,
}

/// Reads what needs no cart, and reports what is wrong with it.
pub(super) async fn prepare(client: &Client, file: &OrderFile) -> Result<Prepared, OrderError> {
    let mut problems = Vec::new();
    let mut products = Vec::new();
    for (index, wished) in file.items.iter().enumerate() {
        match wished.product.as_str().parse() {
            Ok(product) => products.push(product),
            Err(unknown) => problems.push(no_product(&format!("items[{index}].product"), &unknown)),
        }
    }
    let stated = file.ovh_subsidiary.as_ref().map(Subsidiary::as_str);
    match (subsidiary(client, stated).await, problems.is_empty()) {
        (Ok(subsidiary), true) => Ok(Prepared {
            subsidiary,
            products,
        }),
        (Err(OrderError::Problems(more)), _) => {
            Err(OrderError::Problems([more, problems].concat()))
        }
        (Err(error), _) => Err(error),
        (Ok(_), false) => Err(OrderError::Problems(problems)),
    }
}

fn no_product(path: &str, unknown: &UnknownValue) -> Problem {
    let message = "no product that can be ordered through a cart in this way";
    Problem::new(path, message).with_hint(unknown.to_string())
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
    let accounts = match client.credentials().can_sign() {
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
