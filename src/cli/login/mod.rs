//! `login`: a consumer key with the least rights, written into a configuration file.
//! It must not print a key.

mod ask;
mod echo;
mod target;

use anyhow::Result;
use clap::{Args, ValueEnum};
use ovh_order::auth::Credentials;
use ovh_order::config::Config;
use ovh_order::login::{self, AccessRule, Asked, Patience, Purpose, Request};
use ovh_order::{Client, Error};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use std::path::PathBuf;

use super::interrupt::Interrupt;
use super::nearest::METHODS;
use super::output::{Output, tell};
use super::place::Place;
use super::table;
use target::Target;

/// Get a consumer key that can do no more than it must, and write it into the configuration
#[derive(Args)]
pub(super) struct Login {
    /// What the key is for: `quote` prices and cannot order, `buy` orders carts and follows them,
    /// `everything` also pays, upgrades and calls the older orders
    #[arg(
        long = "for",
        value_enum,
        value_name = "quote|buy|everything",
        hide_possible_values = true
    )]
    purpose: For,
    /// A further rule that the key gets, such as `GET /cloud/project`; `*` stands for any text;
    /// repeatable
    #[arg(long = "rule", value_name = "METHOD PATH", value_parser = rule)]
    rules: Vec<AccessRule>,
    /// Where the browser goes after the yes
    #[arg(long, value_name = "URL")]
    redirection: Option<String>,
    /// An address or block from which the key may be used, such as 192.0.2.0/24; repeatable
    /// [default: from everywhere]
    #[arg(long = "allowed-ip", value_name = "CIDR")]
    allowed_ips: Vec<String>,
    /// Write the key at once, without waiting until it is validated
    #[arg(long)]
    no_wait: bool,
    /// The file to write; other sections and comments in it stay [default: ~/.ovh.conf]
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
}

/// The purposes by their names on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum For {
    Quote,
    Buy,
    Everything,
}

impl From<For> for Purpose {
    fn from(purpose: For) -> Self {
        match purpose {
            For::Quote => Self::Quote,
            For::Buy => Self::Buy,
            For::Everything => Self::Everything,
        }
    }
}

/// The section holds other values and nobody said that they may go.
#[derive(Debug, thiserror::Error)]
#[error("not confirmed, so nothing was asked for and nothing was written")]
pub(super) struct NotReplaced;

/// What was written where.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    file: String,
    section: String,
    state: &'static str,
    validation_url: String,
    access_rules: Vec<AccessRule>,
}

/// An application's own two keys.
struct Application {
    key: SecretString,
    secret: SecretString,
}

/// Runs the flow from the application's keys to the written file.
pub(super) async fn run(
    command: &Login,
    place: Place<'_>,
    (yes, output): (bool, Output),
) -> Result<()> {
    place.refuse_sandbox()?;
    let interrupt = Interrupt::listen(place.command());
    let target = Target::find(place, command.file.clone())?;
    target.check()?;
    let application = interrupt.until(ask::application(&target.config)).await?;
    let replaced = target.replaced(&application)?;
    let may = ask::replace(&target, &replaced, yes);
    if !interrupt.until(may).await? {
        return Err(NotReplaced.into());
    }
    let rules = rules(command);
    let asked = request(command, &target.config, (&application, &rules));
    let asked = interrupt.until(asked).await?;
    if !command.no_wait {
        wait(&target.config, (&application, &asked), &interrupt).await?;
    }
    target.write(&application, &asked)?;
    target.tell_where_it_is_used(place);
    output.print(&written(command, &target, (asked, rules)), shown)
}

/// A rule as it is written: a method and a path.
fn rule(written: &str) -> Result<AccessRule, String> {
    let (method, path) = written.trim().split_once(' ').unwrap_or_default();
    let (method, path) = (method.to_uppercase(), path.trim_start());
    if !METHODS.contains(&method.as_str()) || !path.starts_with('/') {
        let methods = METHODS.join(", ");
        return Err(format!(
            "a rule is a method ({methods}) and a path with a slash before it"
        ));
    }
    if path.starts_with("/*") {
        return Err("a key for everything is never asked for: say below what path".to_owned());
    }
    Ok(AccessRule::new(method, path))
}

/// The rules of the purpose, and those that were asked for besides.
fn rules(command: &Login) -> Vec<AccessRule> {
    let mut rules = Purpose::from(command.purpose).rules();
    for rule in &command.rules {
        if !rules.iter().any(|known| known.covers(rule)) {
            rules.push(rule.clone());
        }
    }
    rules
}

fn written(command: &Login, target: &Target, (asked, rules): (Asked, Vec<AccessRule>)) -> Written {
    let state = match command.no_wait {
        true => "pendingValidation",
        false => "validated",
    };
    Written {
        file: target.file.display().to_string(),
        section: target.section.to_string(),
        state,
        validation_url: asked.validation_url.expose().to_owned(),
        access_rules: rules,
    }
}

fn shown(written: &Written) -> String {
    let facts = table::facts([
        ("file", written.file.clone()),
        ("section", written.section.clone()),
        ("consumer key", written.state.to_owned()),
    ]);
    format!(
        "{facts}\n{}",
        table::list("access rule", &written.access_rules)
    )
}

async fn request(
    command: &Login,
    config: &Config,
    (application, rules): (&Application, &[AccessRule]),
) -> Result<Asked> {
    let credentials = Credentials::ApplicationKeyOnly {
        application_key: application.key.clone(),
    };
    let mut request = Request::new(rules.to_vec());
    request.redirection.clone_from(&command.redirection);
    request.allowed_ips.clone_from(&command.allowed_ips);
    let asked = login::request(&client(config, credentials)?, &request).await?;
    tell("open this page, log in and say yes:");
    tell(format_args!("  {}", asked.validation_url.expose()));
    Ok(asked)
}

async fn wait(
    config: &Config,
    (application, asked): (&Application, &Asked),
    interrupt: &Interrupt,
) -> Result<()> {
    let credentials = Credentials::application(
        application.key.clone(),
        application.secret.clone(),
        asked.consumer_key.expose(),
    );
    let mut patience = Patience::default();
    patience.stop = interrupt.token();
    tell("waiting for the yes (Ctrl-C gives up; nothing is written then)");
    Ok(login::wait(&client(config, credentials)?, &patience).await?)
}

fn client(config: &Config, credentials: Credentials) -> Result<Client, Error> {
    let builder = Client::builder(config.endpoint().clone());
    builder.credentials(credentials).build()
}

impl Application {
    fn key(&self) -> &str {
        self.key.expose_secret()
    }

    fn secret(&self) -> &str {
        self.secret.expose_secret()
    }
}
