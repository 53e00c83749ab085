//! Puts an option of a service that exists into a cart.

use super::file::OrderItem;
use super::item::{Selection, Wish};
use super::selection::{self, Offered};
use super::{CartId, OrderError, Problem};
use crate::client::Operation;
use crate::types::{CartItem, CartServiceOptionProduct, CreateCartServiceOptionProductBody};
use crate::{Client, Kind};

/// Chooses the price of an option (`GET /order/cartServiceOption/{product}/{serviceName}`).
pub(super) async fn choose(
    client: &Client,
    item: &OrderItem,
    path: &str,
) -> Result<Selection, OrderError> {
    let product = product(item).map_err(|problem| problem.at(format!("{path}.product")))?;
    let call = client.list_cart_service_option_product_by_service_name();
    let call = call.product(product).service_name(service(item));
    let offers = match call.send().await {
        Err(error) if error.kind() == Kind::NotFound => {
            let message = format!("the account has no `{}`", service(item));
            let hint = format!("`GET /order/cartServiceOption/{product}` lists its services");
            let problem = Problem::new(message).hint(hint);
            return Err(problem.at(format!("{path}.serviceName")).into());
        }
        read => read?,
    };
    let offered: Vec<_> = offers.iter().map(Offered::from).collect();
    Ok(selection::choose(&offered, Wish::of_item(item), path)?)
}

/// Adds what was chosen (`POST /order/cartServiceOption/{product}/{serviceName}`).
pub(super) async fn add(
    client: &Client,
    cart: &CartId,
    item: &OrderItem,
    selection: &Selection,
) -> Result<CartItem, OrderError> {
    let product = product(item)?;
    let body = CreateCartServiceOptionProductBody::builder()
        .cart_id(cart)
        .plan_code(selection.plan_code.as_str())
        .duration(selection.duration.as_str())
        .pricing_mode(selection.pricing_mode.as_str())
        .quantity(selection.quantity);
    let call = client.create_cart_service_option_product().product(product);
    Ok(call.service_name(service(item)).body(body).send().await?)
}

fn service(item: &OrderItem) -> &str {
    item.service_name.as_ref().map_or("", |name| name.as_str())
}

/// The products that something can be ordered for below a path.
pub(super) fn orderable_below(path: &str) -> Vec<&'static str> {
    Operation::all()
        .filter(|operation| operation.method == "POST")
        .filter_map(|operation| operation.path.strip_prefix(path)?.split('/').next())
        .collect()
}

/// A product whose options can be ordered. Some are only read.
fn product(item: &OrderItem) -> Result<CartServiceOptionProduct, Problem> {
    let product = item.product.as_str();
    let path = format!("/order/cartServiceOption/{product}/{{serviceName}}");
    let found = Operation::find("POST", &path).and_then(|_| product.parse().ok());
    found.ok_or_else(|| {
        let products = orderable_below("/order/cartServiceOption/");
        Problem::new(format!("services of `{product}` have no options to order"))
            .hint(format!("use one of {}", super::problem::listed(&products)))
    })
}
