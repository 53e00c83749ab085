//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::output::Format;
use super::{cart, order, sandbox};

/// Order from OVHcloud, from a file or step by step.
#[derive(Parser)]
#[command(name = "ovh-order", version, after_help = super::exit::HELP)]
pub(super) struct Arguments {
    /// Where to order: ovh-eu, ovh-ca, ovh-us, …, the URL of an API, or `sandbox` for a local one
    /// that lives as long as the command [default: OVH_ENDPOINT, ovh.conf, ovh-eu]
    #[arg(long, global = true, value_name = "NAME|URL|sandbox")]
    pub(super) endpoint: Option<String>,
    /// How results are printed
    #[arg(short, long, global = true, value_enum, default_value_t)]
    pub(super) output: Format,
    /// Log what is sent and answered, without secrets
    #[arg(short, long, global = true)]
    pub(super) debug: bool,
    /// Say yes to what costs money
    #[arg(short, long, global = true)]
    pub(super) yes: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    Buy(Buy),
    Quote(Quote),
    #[command(subcommand)]
    Cart(cart::Command),
    #[command(subcommand)]
    Order(order::Command),
    Sandbox(sandbox::Sandbox),
    /// Print the JSON Schema of order files, for editors
    Schema,
}

/// Buy what an order file says, and follow the order until it is delivered
#[derive(Args)]
pub(super) struct Buy {
    /// The order file, YAML or JSON; `-` is standard input
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) terms: Terms,
}

/// Say what an order file would cost; buys nothing
#[derive(Args)]
pub(super) struct Quote {
    /// The order file, YAML or JSON; `-` is standard input
    pub(super) file: PathBuf,
}

/// How a cart is bought.
#[derive(Args)]
pub(super) struct Terms {
    /// Give up the right to withdraw from the order (`waiveRetractationPeriod`)
    #[arg(long)]
    pub(super) waive_retractation_period: bool,
    /// Pay with the account's preferred payment method (`autoPayWithPreferredPaymentMethod`)
    #[arg(long)]
    pub(super) auto_pay: bool,
}
