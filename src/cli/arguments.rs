//! The command line as a whole; each command's own arguments are in its module.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;

use super::destination::Destination;
use super::failure::EXIT_CODES;
use super::output::{Color, Format};
use super::{api, auth, buy, cart, config, examples, login, ops, order, sandbox, upgrade};

/// The heading of the options that every command takes.
const GLOBAL: &str = "Global options";

/// Order from OVHcloud, from a file or step by step
#[derive(Parser)]
#[command(name = "ovh-order", version, after_help = after_help())]
pub(crate) struct Arguments {
    #[command(flatten, next_help_heading = GLOBAL)]
    pub(crate) destination: Destination,
    /// Print results as `table` for people, or as `json` or `yaml` for programs
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    #[arg(hide_possible_values = true, help_heading = GLOBAL)]
    pub(crate) output: Format,
    /// Print colours: `auto` on a terminal unless NO_COLOR is set, `always`, or `never`
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    #[arg(hide_possible_values = true, help_heading = GLOBAL)]
    pub(crate) color: Color,
    /// Log requests and answers to standard error, without secrets
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(crate) debug: bool,
    /// Do not ask before spending money, or before `login` replaces stored keys
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(crate) yes: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Session(SessionCommand),
    #[command(flatten)]
    Plain(PlainCommand),
}

/// Commands that always call the API.
#[derive(Subcommand)]
pub(crate) enum SessionCommand {
    Buy(buy::BuyArgs),
    Quote(buy::QuoteArgs),
    Upgrade(upgrade::UpgradeArgs),
    #[command(subcommand, after_help = examples::CART)]
    Cart(cart::Command),
    #[command(subcommand, after_help = examples::ORDER)]
    Order(order::Command),
}

/// Commands that need no configured client, or perhaps none.
#[derive(Subcommand)]
pub(crate) enum PlainCommand {
    Api(api::Api),
    Ops(ops::Ops),
    Login(login::Login),
    #[command(subcommand)]
    Auth(auth::Command),
    #[command(subcommand)]
    Config(config::Command),
    Sandbox(Box<sandbox::Sandbox>),
    /// Print the JSON Schema of order files, for editors
    Schema,
    /// Print a completion script for a shell: `source <(ovh-order completions bash)`
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, or write one for every command
    Man {
        /// Write all pages into this directory, creating it if needed
        #[arg(long, value_name = "DIR")]
        out_dir: Option<PathBuf>,
    },
    /// Print the licences of the crates in this program, and what they ask of who passes it on
    Notices,
}

impl Arguments {
    /// Reads the command line, and notes which command it names.
    ///
    /// # Errors
    /// Wrong arguments, or the help or the version that was asked for.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches()?;
        let mut arguments = Self::from_arg_matches(&matches)?;
        let mut names = Vec::new();
        let mut below = matches.subcommand();
        while let Some((name, matches)) = below {
            names.push(name);
            below = matches.subcommand();
        }
        arguments.destination.running = names.join(" ");
        Ok(arguments)
    }
}

fn after_help() -> String {
    let mut help = "\
Examples:
  ovh-order --endpoint sandbox quote order.yaml
  ovh-order --endpoint sandbox buy order.yaml --yes --auto-pay
  ovh-order login --for buy
  ovh-order buy order.yaml --max-total \"12.00 EUR\"

Configuration is read key by key from OVH_… environment variables, ./ovh.conf, ~/.ovh.conf and
/etc/ovh.conf; --config or OVH_CONFIG names one file in place of the three. `--endpoint sandbox`
starts a local API that ends with the command; nothing in it costs money.

"
    .to_owned();
    help += &exit_codes();
    help
}

/// Every exit code with its meaning.
pub(super) fn exit_codes() -> String {
    let mut codes = "Exit codes:".to_owned();
    for (code, meaning) in EXIT_CODES {
        let lines = meaning.replace('\n', "\n       ");
        // Writing to a string cannot fail.
        let _ = write!(codes, "\n  {code:<3}  {lines}");
    }
    codes
}
