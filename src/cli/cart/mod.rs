//! `cart`: each step of an order by hand. Commands that are one call make it here.

mod checkout;
mod item;
mod label;
mod table;

use clap::{Subcommand, ValueEnum};
use ovh_order::Error;
use ovh_order::order::{self, CartId, ConfigurationId, Event, ItemId, OrderError};
use ovh_order::types::{CartCouponCreation, CartCreation};

use checkout::Checkout;
use item::{Add, Offers, Options};
use label::Configure;

use crate::cli::failure::{Failure, Result};
use crate::cli::output::tell;
use crate::cli::session::Session;
use crate::cli::table::{list, order as order_table};

/// Fill a cart step by step
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Step(Step),
    /// Buy a cart, or check with --dry-run whether it can be bought
    Checkout(Checkout),
}

/// What can be given up at any time, because nothing is bought by it.
#[derive(Subcommand)]
pub(crate) enum Step {
    /// Create a cart; it expires after one day
    Create(Create),
    /// Show a cart
    Get {
        /// The cart's id
        cart: CartId,
    },
    /// List the carts assigned to the account
    List,
    /// Delete a cart
    Delete {
        /// The cart's id
        cart: CartId,
    },
    /// List the offers for a product such as cloud, vps or eco
    Offers(Offers),
    /// List the options of a plan
    Options(Options),
    /// Add an item, or an option of an item
    Add(Add),
    /// Show an item, or list all items
    Item {
        /// The cart's id
        cart: CartId,
        /// The item's id [default: list all items]
        item: Option<ItemId>,
    },
    /// List the labels that an item takes and their allowed values
    Requirements {
        /// The cart's id
        cart: CartId,
        /// The item's id; an option is an item of its own
        item: ItemId,
    },
    /// Set labels of an item; each label has one value
    Configure(Configure),
    /// Show a label that is set, or list the ids of all
    Configuration {
        /// The cart's id
        cart: CartId,
        /// The item's id
        item: ItemId,
        /// The configuration's id [default: list all ids]
        id: Option<ConfigurationId>,
    },
    /// Remove a label that is set
    Unconfigure {
        /// The cart's id
        cart: CartId,
        /// The item's id
        item: ItemId,
        /// The configuration's id
        id: ConfigurationId,
    },
    /// List, add or remove coupons
    Coupon {
        /// The cart's id
        cart: CartId,
        /// `add` or `remove` [default: list the coupons]
        #[arg(requires = "code", hide_possible_values = true)]
        action: Option<CouponAction>,
        /// The coupon's code; a Public Cloud voucher is a label of its item instead
        code: Option<String>,
    },
    /// Assign a cart to the account, which `checkout` requires
    Assign {
        /// The cart's id
        cart: CartId,
    },
    /// Show the totals of a cart without checking it; needs no credentials
    Summary {
        /// The cart's id
        cart: CartId,
    },
}

/// Where and for what a cart is created.
#[derive(clap::Args)]
pub(crate) struct Create {
    /// The subsidiary that sells, such as FR [default: the account's]
    #[arg(long, value_name = "CODE")]
    subsidiary: Option<String>,
    /// What the cart is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

/// What to do with a coupon.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CouponAction {
    /// Add it
    Add,
    /// Remove it
    Remove,
}

/// Runs one of the commands.
pub(crate) async fn run(command: &Command, session: &Session) -> Result<()> {
    match command {
        // They decide themselves where they can still be stopped.
        Command::Step(step @ Step::Create(_)) => take(step, session).await,
        Command::Step(step) => session.interrupt.until(take(step, session)).await,
        Command::Checkout(checkout) => checkout::run(checkout, session).await,
    }
}

async fn take(step: &Step, session: &Session) -> Result<()> {
    let Session { client, output, .. } = session;
    match step {
        Step::Create(create) => self::create(create, session).await,
        Step::Get { cart } => {
            let answer = client.get_cart().cart_id(cart).send_response().await?;
            output.answer(&answer, table::cart)
        }
        Step::List => {
            let answer = client.list_cart().send_response().await?;
            output.answer(&answer, |ids| list("cart", ids))
        }
        Step::Delete { cart } => {
            client.delete_cart().cart_id(cart).send().await?;
            output.done("deleted")
        }
        Step::Offers(offers) => item::offers(offers, session).await,
        Step::Options(options) => item::options(options, session).await,
        Step::Add(add) => item::add(add, session).await,
        Step::Item { cart, item } => item::show(cart, *item, session).await,
        Step::Requirements { cart, item } => label::requirements(cart, *item, session).await,
        Step::Configure(configure) => label::configure(configure, session).await,
        Step::Configuration { cart, item, id } => label::show(cart, *item, *id, session).await,
        Step::Unconfigure { cart, item, id } => label::delete(cart, *item, *id, session).await,
        Step::Coupon { cart, action, code } => {
            let change = action.zip(code.as_deref());
            coupon(cart, change, session).await
        }
        Step::Assign { cart } => {
            client.assign_cart().cart_id(cart).send().await?;
            output.done("assigned")
        }
        Step::Summary { cart } => {
            let call = client.get_cart_summary().cart_id(cart);
            output.answer(&call.send_response().await?, order_table)
        }
    }
}

async fn create(create: &Create, session: &Session) -> Result<()> {
    let client = &session.client;
    let stated = create.subsidiary.as_deref();
    if stated.is_none() && !client.credentials().can_authenticate() {
        let reason = "without credentials the subsidiary must be given: --subsidiary FR";
        return Err(Error::refused(reason).into());
    }
    let subsidiary = order::subsidiary(client, stated.map(Into::into));
    let subsidiary = match session.interrupt.until(subsidiary).await {
        // Creating a cart needs no credentials. That these are refused shows when it is assigned.
        Err(Failure::Order(OrderError::Api(error)))
            if matches!(error.status(), Some(400 | 401 | 403)) =>
        {
            let Some(stated) = stated else {
                return Err(error.into());
            };
            tell(format_args!("warning: the account was not asked: {error}"));
            stated.into()
        }
        outcome => outcome?,
    };
    let body = CartCreation::builder()
        .ovh_subsidiary(subsidiary)
        .description(create.description.clone());
    // A stop waits for the answer: a cart whose id is not known cannot be deleted.
    session.interrupt.creating();
    let answer = client.create_cart().body(body).send_response().await;
    if answer.as_ref().is_err_and(Error::may_have_happened) {
        tell(Event::CartLost { until: None });
    }
    session.output.answer(&answer?, table::cart)
}

async fn coupon(
    cart: &CartId,
    change: Option<(CouponAction, &str)>,
    session: &Session,
) -> Result<()> {
    let Session { client, output, .. } = session;
    let answer = match change {
        None => {
            client
                .list_cart_coupon()
                .cart_id(cart)
                .send_response()
                .await
        }
        Some((CouponAction::Add, code)) => {
            let call = client.create_cart_coupon().cart_id(cart);
            let body = CartCouponCreation::builder().coupon(code);
            call.body(body).send_response().await
        }
        Some((CouponAction::Remove, code)) => {
            let call = client.delete_cart_coupon().cart_id(cart).coupon(code);
            call.send().await?;
            return output.done("removed");
        }
    };
    output.answer(&answer?, |coupons| list("coupon", coupons))
}
