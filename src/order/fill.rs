//! Puts what an order file wants into a cart, checking each wish against what is offered.

use super::check::{Offered, Wish, choose, families, labels};
use super::file::{Configuration, OrderItem, OrderOption, PriceDuration, PricingMode};
use super::problem::Problem;
use super::{CartId, Context, Event, ItemId, OrderError, OrderFile, configuration, coupon, item};
use crate::Kind;
use crate::client::Operation;
use crate::types::{CartItem, CartProduct};

/// Adds every item with its options and configuration, then the coupons. Problems do not stop it:
/// all of them are reported at once.
pub(super) async fn fill(
    context: &Context,
    cart: &CartId,
    file: &OrderFile,
) -> Result<(), OrderError> {
    let mut problems = Vec::new();
    for (index, wished) in file.items.iter().enumerate() {
        let mut place = Place {
            context,
            cart,
            product: wished.product,
            problems: &mut problems,
        };
        place.item(wished, &format!("items[{index}]")).await?;
    }
    for (index, code) in file.coupons.iter().enumerate() {
        let added = coupon::add(&context.client, cart, code.as_str()).await;
        problems.extend(refused(added, index)?);
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(OrderError::Problems(problems).located(file)),
    }
}

/// A coupon that the API refuses is a problem of the file.
fn refused<T>(added: Result<T, crate::Error>, index: usize) -> Result<Option<Problem>, OrderError> {
    match added {
        Ok(_) => Ok(None),
        Err(error) if error.kind() == Kind::BadRequest => Ok(Some(
            Problem::new(error.message()).at(format!("coupons[{index}]")),
        )),
        Err(error) => Err(error.into()),
    }
}

/// Whether the API has an operation for options of this product.
fn has_options(product: CartProduct) -> bool {
    Operation::find("GET", &format!("/order/cart/{{cartId}}/{product}/options")).is_some()
}

/// Where items of one product are put, and the problems found on the way.
struct Place<'a> {
    context: &'a Context,
    cart: &'a CartId,
    product: CartProduct,
    problems: &'a mut Vec<Problem>,
}

impl Place<'_> {
    async fn item(&mut self, wished: &OrderItem, path: &str) -> Result<(), OrderError> {
        let client = &self.context.client;
        let wish = Wish::from(wished);
        let selection = match item::select(client, self.cart, self.product, wish, path).await {
            Ok(selection) => selection,
            Err(OrderError::Problems(problems)) => {
                self.problems.extend(problems);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let added = item::add(client, self.cart, self.product, &selection).await?;
        let parent = self.added(&added, wish.plan_code)?;
        self.configure(parent, &wished.configuration, path).await?;
        self.options(parent, wished, path).await
    }

    async fn options(
        &mut self,
        parent: ItemId,
        wished: &OrderItem,
        path: &str,
    ) -> Result<(), OrderError> {
        if !has_options(self.product) {
            let message = format!("`{}` has no options", self.product);
            let problem = Problem::new(message).at(format!("{path}.options"));
            self.problems
                .extend((!wished.options.is_empty()).then_some(problem));
            return Ok(());
        }
        let client = &self.context.client;
        let plan_code = wished.plan_code.as_str();
        let offers = item::options(client, self.cart, self.product, plan_code).await?;
        let chosen = wished
            .options
            .iter()
            .map(|option| option.plan_code.as_str());
        self.problems
            .extend(families(&offers, &chosen.collect::<Vec<_>>(), path));
        let offered: Vec<_> = offers.iter().map(Offered::from).collect();
        for (index, option) in wished.options.iter().enumerate() {
            let path = format!("{path}.options[{index}]");
            self.option(parent, &offered, option, &path).await?;
        }
        Ok(())
    }

    async fn option(
        &mut self,
        parent: ItemId,
        offered: &[Offered<'_>],
        wished: &OrderOption,
        path: &str,
    ) -> Result<(), OrderError> {
        let wish = Wish::from(wished);
        let selection = match choose(offered, wish, path) {
            Ok(selection) => selection,
            Err(problem) => {
                self.problems.push(problem);
                return Ok(());
            }
        };
        let client = &self.context.client;
        let added = item::add_option(client, self.cart, self.product, parent, &selection).await?;
        let option = self.added(&added, wish.plan_code)?;
        // An option has its own item: its configuration does not belong on the parent.
        self.configure(option, &wished.configuration, path).await
    }

    fn added(&self, item: &CartItem, plan_code: &str) -> Result<ItemId, OrderError> {
        let id = item.item_id.map(ItemId);
        let id =
            id.ok_or_else(|| OrderError::missing("itemId", "POST /order/cart/{cartId}/{product}"))?;
        self.context.tell(Event::ItemAdded {
            item: id,
            plan_code: plan_code.to_owned(),
        });
        Ok(id)
    }

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
        let requirements = configuration::requirements(client, self.cart, item).await?;
        let wrong = labels(&requirements, wished, path);
        if !wrong.is_empty() {
            self.problems.extend(wrong);
            return Ok(());
        }
        for (label, value) in wished.iter() {
            configuration::add(client, self.cart, item, label, value).await?;
            self.context.tell(Event::Configured {
                item,
                label: label.to_owned(),
            });
        }
        Ok(())
    }
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
