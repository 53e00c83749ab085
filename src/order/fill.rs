//! Fills a cart with what an order file asks for, checking each wish against what is offered.

use std::num::NonZeroU32;

use tokio::join;

use super::added::Added;
use super::check::{families, label_path, labels};
use super::context::at_once;
use super::family::{Defaults, Options};
use super::file::{Coupon, OrderItem, OrderOption, PlanCode, Product};
use super::filled::{Entry, Filled};
use super::item::Selection;
use super::{
    CartId, Context, Event, ItemId, OrderError, OrderFile, Problem, domain, item, refusal, service,
};
use crate::client::Operation;
use crate::endpoint::Region;
use crate::types::{
    CartCouponCreation, CartGenericOptionDefinition, CartItem, CartItemConfigurationCreation,
    CartProduct, NichandleOvhSubsidiary,
};
use crate::{Client, Error, Kind};

/// Adds every item with its options, then their configuration, then the coupons; and assigns the cart to
/// the account, if there is one.
///
/// What does not depend on each other is read at the same time. The cart is written by one call at a time:
/// whether the API keeps both of two writes at once is not known, and a label that was lost could be
/// missing in what is delivered without any call having failed.
///
/// A wish that cannot be fulfilled does not end it, so that a person sees all problems at once: the
/// rest is added all the same, and the caller discards the cart. What the API refuses counts as such a
/// wish; any other failed call ends it, and is told after the problems found so far.
pub(super) async fn fill<'a>(
    context: &Context,
    cart: &CartId,
    file: &'a OrderFile,
    subsidiary: &NichandleOvhSubsidiary,
) -> Result<Filled<'a>, OrderError> {
    let defaults = Defaults::read(&context.client, file, subsidiary).await?;
    let mut filling = Filling {
        context,
        cart,
        file,
        defaults: &defaults,
        entries: Vec::new(),
        problems: Vec::new(),
        added: Vec::new(),
        unset: Vec::new(),
    };
    let outcome = filling.all().await;
    if filling.problems.is_empty() {
        outcome?;
        return Ok(Filled {
            file,
            entries: filling.entries,
            added: filling.added,
        });
    }
    if let Err(error) = outcome {
        let unchecked = format!("the rest of the order was not checked: {error}");
        filling.problems.push(Problem::new(unchecked));
    }
    Err(OrderError::Problems(filling.problems).located(file))
}

/// A cart that is being filled, and the problems found so far. The `path` of a method is where the
/// order says what it adds.
struct Filling<'c, 'a> {
    context: &'c Context,
    cart: &'c CartId,
    file: &'a OrderFile,
    defaults: &'c Defaults,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    added: Vec<Added>,
    unset: Vec<Unset>,
}

/// What is offered for an item: its price, and options.
struct Offer {
    selection: Result<Selection, OrderError>,
    /// None of a product that has no options.
    options: Option<Result<Vec<CartGenericOptionDefinition>, Error>>,
}

/// What was added and has no labels yet.
struct Unset {
    item: ItemId,
    entry: Entry,
}

impl<'a> Filling<'_, 'a> {
    async fn all(&mut self) -> Result<(), OrderError> {
        let (offers, assigned) = join!(self.offers(), self.assign());
        for ((index, wished), offer) in self.file.items.iter().enumerate().zip(offers) {
            self.item(wished, offer, &format!("items[{index}]")).await?;
        }
        self.configure().await?;
        for (index, code) in self.file.coupons.iter().enumerate() {
            self.coupon(code, &format!("coupons[{index}]")).await?;
        }
        assigned
    }

    /// The API checks a cart only for the account that it is assigned to.
    async fn assign(&self) -> Result<(), OrderError> {
        let client = &self.context.client;
        if client.credentials().can_authenticate() {
            client.assign_cart().cart_id(self.cart).send().await?;
            self.context.tell(Event::CartAssigned);
        }
        Ok(())
    }

    /// Reads what is offered for every item.
    async fn offers(&self) -> Vec<Offer> {
        let items = self.file.items.iter().enumerate();
        let offers = items.map(|(index, wished)| async move {
            let path = format!("items[{index}]");
            let chosen = choose(&self.context.client, self.cart, wished, &path);
            let (selection, options) = join!(chosen, self.option_offers(wished));
            Offer { selection, options }
        });
        at_once(offers.collect()).await
    }

    /// Options are looked at without a wish too: a plan can have a family of which one is mandatory.
    async fn option_offers(
        &self,
        wished: &OrderItem,
    ) -> Option<Result<Vec<CartGenericOptionDefinition>, Error>> {
        // What is for a service that exists is an option itself.
        if wished.service_name.is_some() {
            return None;
        }
        let Some(product) = wished.product.in_cart() else {
            return domain::option_offers(&self.context.client, self.cart, wished).await;
        };
        let client = &self.context.client;
        let region = client.endpoint().region();
        let plan = wished.plan_code.as_ref();
        let plan = plan.filter(|_| has_options(product, region))?;
        let call = client.list_cart_product_options();
        let call = call.cart_id(self.cart).product(product);
        match call.plan_code(plan.as_str()).send().await {
            // Of an endpoint whose region is not known nobody knows which operations it has.
            Err(error) if error.kind() == Kind::NotFound && region.is_none() => None,
            read => Some(read),
        }
    }

    async fn item(
        &mut self,
        wished: &'a OrderItem,
        offer: Offer,
        path: &str,
    ) -> Result<(), OrderError> {
        let Some(mut selection) = self.unless_refused(offer.selection, path)? else {
            return Ok(());
        };
        let added = add(&self.context.client, self.cart, wished, &selection).await;
        let Some(answer) = self.unless_refused(added, path)? else {
            return Ok(());
        };
        if wished.plan_code.is_none()
            && let Some(plan) = answer.settings.as_ref().and_then(|it| it.plan_code.clone())
        {
            selection.plan_code = plan;
        }
        let entry = Entry::new(path.to_owned(), &selection.plan_code, &wished.configuration);
        let item = self.added(answer, selection.clone(), None)?;
        self.unset.push(Unset { item, entry });
        let Some(options) = offer.options else {
            self.problems.extend(without_options(wished, path));
            return Ok(());
        };
        let Some(offers) = self.unless_refused(options, path)? else {
            return Ok(());
        };
        let options = Options {
            item: wished,
            sold: &selection,
            offers: &offers,
            defaults: self.defaults,
        };
        self.options(item, &options, path).await
    }

    /// Sets the labels of items that were just added. They have none yet, so nothing is replaced.
    ///
    /// The API takes any label and any value here and refuses them only at the checkout. So they are
    /// compared with the item's requirements first.
    async fn configure(&mut self) -> Result<(), OrderError> {
        let unset = std::mem::take(&mut self.unset);
        let (client, cart) = (&self.context.client, self.cart);
        let requirements = unset.iter().map(|Unset { item, entry }| async move {
            // An option mostly has no labels. What it lacks is met at the dry run.
            if entry.is_option() && entry.configuration.is_empty() {
                return None;
            }
            let call = client.list_cart_item_required_configuration();
            Some(call.cart_id(cart).item_id(*item).send().await)
        });
        let requirements = at_once(requirements.collect()).await;
        for (Unset { item, entry }, read) in unset.into_iter().zip(requirements) {
            let Some(read) = read else {
                self.entries.push(entry);
                continue;
            };
            let Some(requirements) = self.unless_refused(read, &entry.path)? else {
                continue;
            };
            let problems = labels(&requirements, &entry.configuration, &entry.path);
            if !problems.is_empty() {
                self.problems.extend(problems);
                continue;
            }
            self.label(item, &entry).await?;
            self.entries.push(Entry {
                requirements,
                ..entry
            });
        }
        Ok(())
    }

    async fn label(&mut self, item: ItemId, entry: &Entry) -> Result<(), OrderError> {
        for (label, value) in entry.configuration.iter() {
            let call = self.context.client.create_cart_item_configuration();
            let body = CartItemConfigurationCreation::builder()
                .label(label)
                .value(value);
            let call = call.cart_id(self.cart).item_id(item).body(body);
            let path = label_path(&entry.path, label);
            if self.unless_refused(call.send().await, &path)?.is_some() {
                self.context.tell(Event::Configured {
                    item,
                    label: label.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Adds the options of an item.
    async fn options(
        &mut self,
        parent: ItemId,
        options: &Options<'_>,
        path: &str,
    ) -> Result<(), OrderError> {
        let wished = options.item;
        let mut chosen = Vec::new();
        for (index, option) in wished.options.iter().enumerate() {
            let path = format!("{path}.options[{index}]");
            match options.choose(option, &path) {
                Ok(selection) => {
                    self.tell_chosen(option, &selection);
                    chosen.push((path, option, selection));
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        let named = wished.options.iter().filter_map(|it| it.plan_code.as_ref());
        let of_families = chosen.iter().filter(|(_, it, _)| it.plan_code.is_none());
        let plans: Vec<_> = named
            .map(PlanCode::as_str)
            .chain(of_families.map(|(.., it)| it.plan_code.as_str()))
            .collect();
        self.problems.extend(families(options.offers, &plans, path));
        for (path, option, selection) in chosen {
            self.compare_quantities(wished, option, &path);
            let entry = Entry::new(path, &selection.plan_code, &option.configuration);
            self.option(parent, wished.product, selection, entry)
                .await?;
        }
        Ok(())
    }

    /// Tells which option stands for a family, before anybody agrees to it.
    fn tell_chosen(&self, option: &OrderOption, selection: &Selection) {
        if let Some(family) = &option.family {
            self.context.tell(Event::OptionChosen {
                family: family.as_str().to_owned(),
                plan_code: selection.plan_code.clone(),
            });
        }
    }

    /// Warns when there are several of an item and not as many of its option.
    ///
    /// An option is sent with the quantity that is written. The descriptions do not say whether that is
    /// the number for each item or for all, and published clients order several servers with options of
    /// quantity 1 (github.com/TheoBrigitte/kimsufi-notifier), so nothing is multiplied.
    fn compare_quantities(&self, item: &OrderItem, option: &OrderOption, path: &str) {
        if item.quantity == NonZeroU32::MIN || item.quantity == option.quantity {
            return;
        }
        let message = format!(
            "{} of this option for {} of `{}`: it is ordered as written",
            option.quantity,
            item.quantity,
            item.plan_code.as_ref().map_or("", PlanCode::as_str)
        );
        let warning = Problem::new(message)
            .hint(
                "the lines of the quote show what it makes; an item for each piece leaves no doubt",
            )
            .at(format!("{path}.quantity"));
        for warning in self.file.source.locate(vec![warning]) {
            self.context.tell(Event::Warning(warning));
        }
    }

    async fn option(
        &mut self,
        parent: ItemId,
        product: Product,
        selection: Selection,
        entry: Entry,
    ) -> Result<(), OrderError> {
        let (client, cart) = (&self.context.client, self.cart);
        let added = match product.in_cart() {
            Some(product) => {
                let call = client.create_cart_product_options().cart_id(cart);
                let body = selection.clone().option_of(parent);
                call.product(product).body(body).send().await
            }
            // Options of other products than these and domains were not read.
            None => domain::add_option(client, cart, parent, &selection).await,
        };
        if let Some(answer) = self.unless_refused(added, &entry.path)? {
            // An option is an item of its own: its labels do not belong on the parent.
            let item = self.added(answer, selection, Some(parent))?;
            self.unset.push(Unset { item, entry });
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

    /// The answer of a step; nothing when it was refused, which is one problem of the order among
    /// others.
    fn unless_refused<T, E: Into<OrderError>>(
        &mut self,
        outcome: Result<T, E>,
        path: &str,
    ) -> Result<Option<T>, OrderError> {
        match outcome.map_err(Into::into) {
            Ok(answer) => return Ok(Some(answer)),
            Err(OrderError::Problems(problems)) => self.problems.extend(problems),
            Err(OrderError::Api(error)) if refusal::is_about_order(&error) => {
                self.problems.push(Problem::new(error.to_string()).at(path));
            }
            Err(error) => return Err(error),
        }
        Ok(None)
    }

    fn added(
        &mut self,
        answer: CartItem,
        selection: Selection,
        parent: Option<ItemId>,
    ) -> Result<ItemId, OrderError> {
        let item = answer.item_id.map(ItemId).ok_or(OrderError::Missing {
            field: "itemId",
            call: "POST /order/cart/{cartId}/{product}",
        })?;
        self.context.tell(Event::ItemAdded {
            item,
            plan_code: selection.plan_code.clone(),
        });
        self.added.push(Added {
            item,
            parent,
            selection,
            answer,
        });
        Ok(item)
    }
}

/// Chooses the price of an item among what is offered.
async fn choose(
    client: &Client,
    cart: &CartId,
    wished: &OrderItem,
    path: &str,
) -> Result<Selection, OrderError> {
    if wished.service_name.is_some() {
        return service::choose(client, wished, path).await;
    }
    if wished.product.is_of_domains() {
        return domain::choose(client, cart, wished, path).await;
    }
    item::choose(client, cart, wished, path).await
}

/// Puts an item into the cart.
async fn add(
    client: &Client,
    cart: &CartId,
    wished: &OrderItem,
    selection: &Selection,
) -> Result<CartItem, OrderError> {
    if wished.service_name.is_some() {
        return service::add(client, cart, wished, selection).await;
    }
    if wished.product.is_of_domains() {
        return domain::add(client, cart, wished, selection).await;
    }
    item::add(client, cart, wished, selection).await
}

/// What is wrong with options of a product that has none.
fn without_options(wished: &OrderItem, path: &str) -> Option<Problem> {
    let message = format!("product `{}` has no options", wished.product);
    let problem = Problem::new(message).at(format!("{path}.options"));
    (!wished.options.is_empty()).then_some(problem)
}

/// Whether the API has an operation for options of this product. Some have options in the US alone, such as
/// licenseVirtuozzo.
fn has_options(product: CartProduct, region: Option<Region>) -> bool {
    let path = format!("/order/cart/{{cartId}}/{product}/options");
    let described = Operation::find("GET", &path);
    described.is_some_and(|operation| region.is_none_or(|region| operation.available_in(region)))
}
