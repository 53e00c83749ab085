//! Puts what an order file wants into a cart, checking each wish against what is offered.

use super::check::{Offered, Selection, Wish, choose, families, labels};
use super::context::Context;
use super::error::OrderError;
use super::event::Event;
use super::file::{Configuration, OrderFile, OrderItem, OrderOption};
use super::item::select;
use super::problem::Problem;
use super::{CartId, ItemId};
use crate::Kind;
use crate::client::Operation;
use crate::types::{
    CartCouponCreation, CartGenericOptionCreation, CartGenericProductCreation, CartItem,
    CartItemConfigurationCreation, CartProduct,
};

/// Adds every item with its options and configuration, then the coupons.
///
/// A wish that cannot be had is a problem and the filling goes on, so that all of them are reported at
/// once; a call that fails ends it.
pub(super) async fn fill(
    context: &Context,
    cart: &CartId,
    file: &OrderFile,
) -> Result<(), OrderError> {
    let mut filling = Filling {
        context,
        cart,
        problems: Vec::new(),
    };
    for (index, wished) in file.items.iter().enumerate() {
        filling.item(wished, &format!("items[{index}]")).await?;
    }
    for (index, code) in file.coupons.iter().enumerate() {
        let path = format!("coupons[{index}]");
        filling.coupon(code.as_str(), path).await?;
    }
    if filling.problems.is_empty() {
        return Ok(());
    }
    Err(OrderError::Problems(filling.problems).located(file))
}

/// A cart that is being filled, and the problems found on the way.
struct Filling<'a> {
    context: &'a Context,
    cart: &'a CartId,
    problems: Vec<Problem>,
}

impl Filling<'_> {
    async fn item(&mut self, wished: &OrderItem, path: &str) -> Result<(), OrderError> {
        let client = &self.context.client;
        let (product, wish) = (wished.product, Wish::from(wished));
        let selection = match select(client, self.cart, product, wish, path).await {
            Ok(selection) => selection,
            Err(OrderError::Problems(problems)) => {
                self.problems.extend(problems);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let body = CartGenericProductCreation::builder()
            .plan_code(&selection.plan_code)
            .duration(&selection.duration)
            .pricing_mode(&selection.pricing_mode)
            .quantity(selection.quantity);
        let call = client.create_cart_product().cart_id(self.cart);
        let added = call.product(product).body(body).send().await?;
        let item = self.added(&added, selection)?;
        self.configure(item, &wished.configuration, path).await?;
        if has_options(product) {
            return self.options(item, wished, path).await;
        }
        if !wished.options.is_empty() {
            let problem = Problem::new(format!("product `{product}` has no options"));
            self.problems.push(problem.at(format!("{path}.options")));
        }
        Ok(())
    }

    async fn options(
        &mut self,
        parent: ItemId,
        wished: &OrderItem,
        path: &str,
    ) -> Result<(), OrderError> {
        let offers = self
            .context
            .client
            .list_cart_product_options()
            .cart_id(self.cart)
            .product(wished.product)
            .plan_code(wished.plan_code.as_str())
            .send()
            .await?;
        let chosen: Vec<_> = wished
            .options
            .iter()
            .map(|option| option.plan_code.as_str())
            .collect();
        self.problems.extend(families(&offers, &chosen, path));
        let offered: Vec<_> = offers.iter().map(Offered::from).collect();
        for (index, option) in wished.options.iter().enumerate() {
            let path = format!("{path}.options[{index}]");
            match choose(&offered, Wish::from(option), &path) {
                Ok(selection) => {
                    let item = self.option(wished.product, parent, selection).await?;
                    // An option is an item of its own: on the parent its configuration is refused.
                    self.configure(item, &option.configuration, &path).await?;
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        Ok(())
    }

    async fn option(
        &self,
        product: CartProduct,
        parent: ItemId,
        selection: Selection,
    ) -> Result<ItemId, OrderError> {
        let body = CartGenericOptionCreation::builder()
            .item_id(parent)
            .plan_code(&selection.plan_code)
            .duration(&selection.duration)
            .pricing_mode(&selection.pricing_mode)
            .quantity(selection.quantity);
        let client = &self.context.client;
        let call = client.create_cart_product_options().cart_id(self.cart);
        let added = call.product(product).body(body).send().await?;
        self.added(&added, selection)
    }

    fn added(&self, item: &CartItem, selection: Selection) -> Result<ItemId, OrderError> {
        let item = item
            .item_id
            .map(ItemId)
            .ok_or_else(|| OrderError::missing("itemId", "POST /order/cart/{cartId}/{product}"))?;
        let plan_code = selection.plan_code;
        self.context.tell(Event::ItemAdded { item, plan_code });
        Ok(item)
    }

    /// The item is new, so its labels are posted without reading what they have.
    async fn configure(
        &mut self,
        item: ItemId,
        wished: &Configuration,
        path: &str,
    ) -> Result<(), OrderError> {
        if wished.is_empty() {
            return Ok(());
        }
        let client = &self.context.client;
        let read = client.list_cart_item_required_configuration();
        let taken = read.cart_id(self.cart).item_id(item).send().await?;
        let wrong = labels(&taken, wished, path);
        if !wrong.is_empty() {
            self.problems.extend(wrong);
            return Ok(());
        }
        for (label, value) in wished.iter() {
            let body = CartItemConfigurationCreation::builder()
                .label(label)
                .value(value);
            let call = client.create_cart_item_configuration().cart_id(self.cart);
            call.item_id(item).body(body).send().await?;
            let label = label.to_owned();
            self.context.tell(Event::Configured { item, label });
        }
        Ok(())
    }

    /// A coupon that the API refuses is a problem of the file.
    async fn coupon(&mut self, code: &str, path: String) -> Result<(), OrderError> {
        let body = CartCouponCreation::builder().coupon(code);
        let call = self.context.client.create_cart_coupon().cart_id(self.cart);
        match call.body(body).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == Kind::BadRequest => {
                self.problems.push(Problem::new(error.message()).at(path));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether the API has an operation for options of this product.
fn has_options(product: CartProduct) -> bool {
    Operation::find("GET", &format!("/order/cart/{{cartId}}/{product}/options")).is_some()
}

impl<'a> From<&'a OrderItem> for Wish<'a> {
    fn from(wished: &'a OrderItem) -> Self {
        Self {
            plan_code: wished.plan_code.as_str(),
            duration: wished.duration.as_ref().map(|duration| duration.as_str()),
            pricing_mode: wished.pricing_mode.as_ref().map(|mode| mode.as_str()),
            quantity: wished.quantity.get().into(),
        }
    }
}

impl<'a> From<&'a OrderOption> for Wish<'a> {
    fn from(wished: &'a OrderOption) -> Self {
        Self {
            plan_code: wished.plan_code.as_str(),
            duration: wished.duration.as_ref().map(|duration| duration.as_str()),
            pricing_mode: wished.pricing_mode.as_ref().map(|mode| mode.as_str()),
            quantity: wished.quantity.get().into(),
        }
    }
}
