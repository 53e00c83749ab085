//! `cart`: each step of an order by hand.

mod checkout;
mod item;
mod label;
mod life;
mod show;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use ovh_order::order::{CartId, ConfigurationId, ItemId};

use super::arguments::Terms;
use super::session::Session;

/// Fill a cart by hand, step by step
#[derive(Subcommand)]
pub(super) enum Command {
    /// Create a cart; it expires after one day
    Create(life::Create),
    /// Read a cart
    Get {
        /// The cart
        cart: CartId,
    },
    /// List the carts that are assigned to the account
    List,
    /// Delete a cart
    Delete {
        /// The cart
        cart: CartId,
    },
    /// List what is offered of a product, such as cloud, vps or eco
    Offers(item::Offers),
    /// List the options of a plan
    Options(item::Options),
    /// Add an item, or an option of one
    Add(item::Add),
    /// Read an item, or list the items
    Item {
        /// The cart
        cart: CartId,
        /// The item; without it the items are listed
        item: Option<ItemId>,
    },
    /// List the labels that an item takes, with their allowed values
    Requirements {
        /// The cart
        cart: CartId,
        /// The item; an option is an item of its own
        item: ItemId,
    },
    /// Give labels of an item their values; a label has one value
    Configure(label::Configure),
    /// Read a configured label, or list the ids of all
    Configuration {
        /// The cart
        cart: CartId,
        /// The item
        item: ItemId,
        /// The configuration's id; without it the ids are listed
        id: Option<ConfigurationId>,
    },
    /// Delete a configured label
    Unconfigure {
        /// The cart
        cart: CartId,
        /// The item
        item: ItemId,
        /// The configuration's id
        id: ConfigurationId,
    },
    /// List, add or remove coupons
    Coupon {
        /// The cart
        cart: CartId,
        /// `add` or `remove`; without it the coupons are listed
        #[arg(requires = "code", hide_possible_values = true)]
        action: Option<CouponAction>,
        /// The coupon, a commercial code; a Public Cloud voucher is a label of its item
        code: Option<String>,
    },
    /// Assign a cart to the account; both checkouts need it
    Assign {
        /// The cart
        cart: CartId,
    },
    /// Add up a cart without checking it; needs no credentials
    Summary {
        /// The cart
        cart: CartId,
    },
    /// Buy a cart, or see with --dry-run whether it could be bought
    Checkout(Checkout),
}

/// What to do with a coupon.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum CouponAction {
    /// Add it
    Add,
    /// Remove it
    Remove,
}

/// The checkout and its terms.
#[derive(clap::Args)]
pub(super) struct Checkout {
    /// The cart; it must be assigned
    cart: CartId,
    /// Check and price the order; buy nothing
    #[arg(long, conflicts_with_all = ["waive_retractation_period", "auto_pay"])]
    dry_run: bool,
    #[command(flatten)]
    terms: Terms,
}

/// Runs the checkout.
pub(super) async fn check_out(command: &Checkout, session: &Session) -> Result<()> {
    checkout::run(command, session).await
}

/// Runs one of the commands.
pub(super) async fn run(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::Create(create) => life::create(&create, session).await,
        Command::Get { cart } => life::get(&cart, session).await,
        Command::List => life::list(session).await,
        Command::Delete { cart } => life::delete(&cart, session).await,
        Command::Assign { cart } => life::assign(&cart, session).await,
        Command::Offers(offers) => item::offers(&offers, session).await,
        Command::Options(options) => item::options(&options, session).await,
        Command::Add(add) => item::add(&add, session).await,
        Command::Item { cart, item } => item::get(&cart, item, session).await,
        Command::Requirements { cart, item } => label::requirements(&cart, item, session).await,
        Command::Configure(configure) => label::configure(&configure, session).await,
        Command::Configuration { cart, item, id } => label::get(&cart, item, id, session).await,
        Command::Unconfigure { cart, item, id } => label::delete(&cart, item, id, session).await,
        Command::Coupon { cart, action, code } => {
            let change = action.zip(code);
            checkout::coupon(&cart, change, session).await
        }
        Command::Summary { cart } => checkout::summary(&cart, session).await,
        Command::Checkout(command) => check_out(&command, session).await,
    }
}
