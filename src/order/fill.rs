//! Fills a cart with what an order file asks for, checking each wish against what is offered.

use super::check::{Offered, choose, families, labels};
use super::file::{Configuration, Coupon, OrderItem, OrderOption, PriceDuration, PricingMode};
use super::item::{Wish, select};
use super::{CartId, Context, Event, ItemId, OrderError, OrderFile, Problem};
use crate::Kind;
use crate::client::Operation;
use crate::types::{CartCouponCreation, CartItem, CartItemConfigurationCreation, CartProduct};

/// Adds every item with its options and configuration, then the coupons.
///
/// A wish that cannot be fulfilled does not end it, so that a person sees all problems at once: the
/// rest is added all the same, and the caller discards the cart. A failed call ends it.
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
        filling.coupon(code, &format!("coupons[{index}]")).await?;
    }
    if filling.problems.is_empty() {
        return Ok(());
    }
    Err(OrderError::Problems(filling.problems).located(file))
}

/// A cart that is being filled, and the problems found so far. The `path` of a method is where the
/// order says what it adds.
struct Filling<'a> {
    context: &'a Context,
    cart: &'a CartId,
    problems: Vec<Problem>,
}

impl Filling<'_> {
    async fn item(&mut self, wished: &OrderItem, path: &str) -> Result<(), OrderError> {
        let client = &self.context.client;
        let selected = select(client, self.cart, wished.product, wished.into(), path).await;
        let selection = match selected {
            Ok(selection) => selection,
            Err(OrderError::Problems(problems)) => {
                self.problems.extend(problems);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let call = client.create_cart_product().cart_id(self.cart);
        let call = call.product(wished.product).body(selection);
        let item = self.added(&call.send().await?, wished.plan_code.as_str())?;
        self.configure(item, &wished.configuration, path).await?;
        self.options(item, wished, path).await
    }

    /// Sets the labels of an item that was just added. It has none yet, so nothing is replaced.
    ///
    /// The API takes any label and any value here and refuses them only at the checkout. So they are
    /// compared with the item's requirements first.
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
        let call = client.list_cart_item_required_configuration();
        let requirements = call.cart_id(self.cart).item_id(item).send().await?;
        let problems = labels(&requirements, wished, path);
        if !problems.is_empty() {
            self.problems.extend(problems);
            return Ok(());
        }
        for (label, value) in wished.iter() {
            let call = client.create_cart_item_configuration();
            let body = CartItemConfigurationCreation::builder();
            let call = call.cart_id(self.cart).item_id(item);
            call.body(body.label(label).value(value)).send().await?;
            self.context.tell(Event::Configured {
                item,
                label: label.to_owned(),
            });
        }
        Ok(())
    }

    /// Adds the options of an item. They are looked at without a wish too: a plan can have a family
    /// of which one option is mandatory.
    async fn options(
        &mut self,
        parent: ItemId,
        wished: &OrderItem,
        path: &str,
    ) -> Result<(), OrderError> {
        if !has_options(wished.product) {
            if !wished.options.is_empty() {
                let message = format!("product `{}` has no options", wished.product);
                let problem = Problem::new(message).at(format!("{path}.options"));
                self.problems.push(problem);
            }
            return Ok(());
        }
        let client = &self.context.client;
        let call = client.list_cart_product_options().cart_id(self.cart);
        let call = call.product(wished.product);
        let offers = call.plan_code(wished.plan_code.as_str()).send().await?;
        let plans = wished
            .options
            .iter()
            .map(|option| option.plan_code.as_str());
        self.problems
            .extend(families(&offers, &plans.collect::<Vec<_>>(), path));
        let offered: Vec<_> = offers.iter().map(Offered::from).collect();
        for (index, option) in wished.options.iter().enumerate() {
            let path = format!("{path}.options[{index}]");
            let selection = match choose(&offered, option.into(), &path) {
                Ok(selection) => selection,
                Err(problem) => {
                    self.problems.push(problem);
                    continue;
                }
            };
            let call = client.create_cart_product_options().cart_id(self.cart);
            let call = call
                .product(wished.product)
                .body(selection.option_of(parent));
            let item = self.added(&call.send().await?, option.plan_code.as_str())?;
            // An option is an item of its own: its labels do not belong on the parent.
            self.configure(item, &option.configuration, &path).await?;
        }
        Ok(())
    }

    async fn coupon(&mut self, code: &Coupon, path: &str) -> Result<(), OrderError> {
        let call = self.context.client.create_cart_coupon().cart_id(self.cart);
        let body = CartCouponCreation::builder().coupon(code.as_str());
        match call.body(body).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == Kind::BadRequest => {
                self.problems.push(Problem::new(error.message()).at(path));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn added(&self, item: &CartItem, plan_code: &str) -> Result<ItemId, OrderError> {
        let item = item.item_id.map(ItemId).ok_or(OrderError::Missing {
            field: "itemId",
            call: "POST /order/cart/{cartId}/{product}",
        })?;
        self.context.tell(Event::ItemAdded {
            item,
            plan_code: plan_code.to_owned(),
        });
        Ok(item)
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
            duration: wished.duration.as_ref().map(PriceDuration::as_str),
            pricing_mode: wished.pricing_mode.as_ref().map(PricingMode::as_str),
            quantity: wished.quantity.get().into(),
        }
    }
}

impl<'a> From<&'a OrderOption> for Wish<'a> {
    fn from(wished: &'a OrderOption) -> Self {
        Self {
            plan_code: wished.plan_code.as_str(),
            duration: wished.duration.as_ref().map(PriceDuration::as_str),
            pricing_mode: wished.pricing_mode.as_ref().map(PricingMode::as_str),
            quantity: wished.quantity.get().into(),
        }
    }
}
