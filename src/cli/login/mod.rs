//! `login`: gets a consumer key with the least rights and writes it into a configuration file.
//! No key is printed.
//!
//! The API shows a key once, when it is made. It is stored before anything can end the wait for its
//! validation, so that it can still be validated and used afterwards.

mod ask;
mod store;
mod target;

pub(super) use store::{check_writable, write_file};

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::SignedDuration;
use ovh_order::auth::Credentials;
use ovh_order::login::{self, AccessRule, KeyRequest, LoginError, Patience, PendingKey, Purpose};
use ovh_order::{Client, Error, Kind};
use serde::Serialize;

use super::destination::Destination;
use super::examples;
use super::interrupt::Interrupt;
use super::operation::METHODS;
use super::output::{Output, tell};
use super::page::Page;
use super::table;
use crate::cli::failure::{Failure, Result};
use ask::Application;
use target::Target;

/// Get a consumer key with the least rights and write it into the configuration
#[derive(Args)]
#[command(after_help = examples::LOGIN)]
pub(crate) struct Login {
    /// What the key is for: `quote` prices and cannot order, `buy` orders carts and follows them,
    /// `everything` also pays, upgrades and uses the older ways to order
    #[arg(
        long = "for",
        value_parser = purpose(),
        value_name = "quote|buy|everything",
        hide_possible_values = true
    )]
    purpose: Option<Purpose>,
    /// A further access rule for the key, such as `GET /cloud/project`; `*` stands for any text;
    /// repeatable
    #[arg(long = "rule", value_name = "METHOD PATH", value_parser = rule)]
    rules: Vec<AccessRule>,
    /// Where the browser goes after the validation
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

/// Runs the flow from the application's keys to the written file.
pub(crate) async fn run(
    command: &Login,
    destination: &Destination,
    yes: bool,
    output: Output,
) -> Result<()> {
    destination.refuse_sandbox()?;
    let Some(purpose) = command.purpose else {
        return Err(Failure::Usage(purposes(destination)));
    };
    let interrupt = Interrupt::listen(destination.command())?;
    let target = Target::find(destination, command.file.clone())?;
    target.check()?;
    let application = interrupt.until(Application::ask(&target.config)).await?;
    let replaced = target.replaced(&application)?;
    if !yes && !replaced.is_empty() {
        interrupt.until(ask::replace(&replaced, &target)).await?;
    }

    let request = command.request(purpose);
    let credentials = Credentials::ApplicationKeyOnly {
        application_key: application.key.clone(),
    };
    let client = client(&target, credentials)?;
    let pending = interrupt.until(login::request(&client, &request)).await?;
    let mut patience = Patience::default();
    patience.stop = interrupt.token();
    patience.limit = destination.timeout.unwrap_or(patience.limit);
    let waiting = (!command.no_wait).then_some(&patience);
    store(&target, &application, &pending, waiting).await?;
    target.tell_where_it_is_used(destination);
    let written = Written {
        file: target.file.display().to_string(),
        section: target.section.to_string(),
        state: if command.no_wait {
            "pendingValidation"
        } else {
            "validated"
        },
        validation_url: pending.validation_url.expose().to_owned(),
        access_rules: request.rules,
    };
    output.print(&written, shown)
}

/// Stores a new key and names its page, then waits for the validation if somebody wants to.
async fn store(
    target: &Target,
    application: &Application,
    pending: &PendingKey,
    waiting: Option<&Patience>,
) -> Result<()> {
    let consumer_key = pending.consumer_key.expose();
    let kept = match waiting {
        Some(_) => target.file_until_validated()?,
        None => target.file.clone(),
    };
    target.write(&kept, application, consumer_key)?;
    tell("open this page, log in and validate the key:");
    tell(format_args!("  {}", pending.validation_url.expose()));
    if let Some(patience) = waiting {
        let waited = wait(target, application, consumer_key, patience).await;
        waited.inspect_err(|failure| tell_kept(failure, &kept, &target.file))?;
    }
    if kept != target.file {
        target.write(&target.file, application, consumer_key)?;
        fs::remove_file(&kept).with_context(|| format!("cannot remove {}", kept.display()))?;
    }
    Ok(())
}

/// Waits until a person has validated the key.
async fn wait(
    target: &Target,
    application: &Application,
    consumer_key: &str,
    patience: &Patience,
) -> Result<()> {
    let credentials = Credentials::application(
        application.key.clone(),
        application.secret.clone(),
        consumer_key,
    );
    tell(format_args!(
        "waiting for the validation, for {:#} at most (Ctrl-C stops waiting; the key is stored)",
        SignedDuration::try_from(patience.limit).unwrap_or(SignedDuration::MAX)
    ));
    Ok(login::wait(&client(target, credentials)?, patience).await?)
}

/// Says where a key is that was not validated while somebody waited for it.
fn tell_kept(failure: &Failure, kept: &Path, file: &Path) {
    let is_beside = kept != file;
    if matches!(failure, Failure::Login(LoginError::NotGranted(_))) {
        if is_beside {
            // Nothing is lost with it, and nothing won if it stays.
            let _ = fs::remove_file(kept);
        }
        return;
    }
    let but = match failure.call().map(Error::kind) {
        Some(Kind::InvalidSignature) => "; correct application_secret there",
        _ => "",
    };
    let (kept, file) = (kept.display(), file.display());
    tell(format_args!(
        "the key is in {kept} and works once it is validated on its page{but}"
    ));
    if is_beside {
        tell(format_args!(
            "until then {file} has the earlier key; then: mv {kept} {file}"
        ));
    }
}

fn client(target: &Target, credentials: Credentials) -> Result<Client, Error> {
    let builder = Client::builder(target.config.endpoint().clone()).limits(&target.config)?;
    builder.credentials(credentials).build()
}

impl Login {
    /// A key with the rules of the purpose, and those that were asked for besides.
    fn request(&self, purpose: Purpose) -> KeyRequest {
        let mut rules = purpose.rules();
        for rule in &self.rules {
            if !rules.iter().any(|known| known.covers(rule)) {
                rules.push(rule.clone());
            }
        }
        let mut request = KeyRequest::new(rules);
        request.redirection.clone_from(&self.redirection);
        request.allowed_ips.clone_from(&self.allowed_ips);
        request
    }
}

fn shown(written: &Written) -> Page {
    table::facts([
        ("file", written.file.clone()),
        ("section", written.section.clone()),
        ("consumer key", written.state.to_owned()),
    ])
    .and(table::list("access rule", &written.access_rules))
}

/// What there is to choose, for somebody who chose nothing.
fn purposes(destination: &Destination) -> String {
    let login = format!("{} login --for", destination.command());
    format!(
        "say what the key is for; it gets no other rights:\n  \
         {login} quote       prices carts, and cannot order\n  \
         {login} buy         orders carts and follows the orders\n  \
         {login} everything  also pays, upgrades and uses the older ways to order"
    )
}

/// The purposes by their names.
fn purpose() -> impl TypedValueParser<Value = Purpose> {
    PossibleValuesParser::new(Purpose::ALL.map(Purpose::name)).try_map(|name| {
        let mut purposes = Purpose::ALL.into_iter();
        purposes
            .find(|purpose| purpose.name() == name)
            .ok_or("unknown purpose")
    })
}

/// A rule as it is written: a method and a path.
fn rule(written: &str) -> Result<AccessRule, String> {
    let (method, path) = written.trim().split_once(' ').unwrap_or_default();
    let (method, path) = (method.to_uppercase(), path.trim_start());
    if !METHODS.contains(&method.as_str()) || !path.starts_with('/') {
        let methods = METHODS.join(", ");
        return Err(format!(
            "expected a method ({methods}) and a path such as /cloud/project"
        ));
    }
    if path.starts_with("/*") {
        return Err("`/*` would grant everything; name the path below which it is".to_owned());
    }
    Ok(AccessRule::new(method, path))
}
