//! What can be written on the command line.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, Subcommand, ValueHint};
use clap_complete::Shell;

use super::exit::exit_codes;
use super::output::Format;
use super::{api, auth, buy, cart, config, login, ops, order, sandbox};

/// What stands above the options that every command takes.
const GLOBAL: &str = "Options of every command";

/// Order from OVHcloud, from a file or step by step
#[derive(Parser)]
#[command(name = "ovh-order", version, after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Where to order: ovh-eu, ovh-ca, ovh-us, a URL, or `sandbox` [default: as configured]
    #[arg(long, global = true, value_parser = NonEmptyStringValueParser::new(), value_name = "WHERE")]
    #[arg(value_hint = ValueHint::Other, help_heading = GLOBAL)]
    pub(super) endpoint: Option<String>,
    /// The profile whose section of the configuration is used [default: as configured]
    #[arg(long, global = true, value_parser = NonEmptyStringValueParser::new(), value_name = "NAME")]
    #[arg(value_hint = ValueHint::Other, help_heading = GLOBAL)]
    pub(super) profile: Option<String>,
    /// How results are printed: `table` for people, `json` or `yaml` for programs
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    #[arg(hide_possible_values = true, help_heading = GLOBAL)]
    pub(super) output: Format,
    /// Log what is sent and answered, without secrets
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(super) debug: bool,
    /// Say yes without being asked: to what costs money, and at `login` to replacing stored keys
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(super) yes: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    Buy(buy::Buy),
    Quote(buy::Quote),
    #[command(subcommand)]
    Cart(cart::Command),
    #[command(subcommand)]
    Order(order::Command),
    Api(api::Api),
    Ops(ops::Ops),
    Login(login::Login),
    #[command(subcommand)]
    Auth(auth::Command),
    #[command(subcommand)]
    Config(config::Command),
    Sandbox(sandbox::Sandbox),
    /// Print the JSON Schema of order files, for editors
    Schema,
    /// Print what makes a shell complete this command: `source <(ovh-order completions bash)`
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of this command, or write one for each command below it too
    Man {
        /// Write all pages into this folder, which is made if need be
        #[arg(long, value_name = "DIR")]
        out_dir: Option<PathBuf>,
    },
}

/// What `--help` says after the options.
const AFTER_HELP: &str = concat!(
    "\
The configuration is read, key by key, from OVH_… environment variables, ./ovh.conf, ~/.ovh.conf
and /etc/ovh.conf. `--endpoint sandbox` is a local API that ends with the command; nothing in it
costs money.

",
    exit_codes!()
);
