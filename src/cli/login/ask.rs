//! What a person is asked at a login: the application's keys, and whether old values may go.

use std::fmt::Display;
use std::io::{self, IsTerminal};

#[cfg(unix)]
use anyhow::Context as _;
use anyhow::Result;
use ovh_order::Error;
use ovh_order::auth::check_routes;
use ovh_order::config::{Config, Key};
use secrecy::SecretString;

#[cfg(unix)]
use crate::cli::echo::Hidden;
use crate::cli::failure::Failure;
use crate::cli::input;
use crate::cli::output::tell;

/// An application's own two keys.
pub(super) struct Application {
    pub(super) key: SecretString,
    pub(super) secret: SecretString,
}

impl Application {
    /// The keys as configured, or else as typed.
    pub(super) async fn ask(config: &Config) -> Result<Self> {
        let mut keys = [Key::ApplicationKey, Key::ApplicationSecret].into_iter();
        if keys.any(|key| config.get(key).is_none()) {
            let base_url = config.endpoint().base_url();
            let (origin, _) = base_url.rsplit_once('/').unwrap_or_default();
            tell(format_args!(
                "create an application key and its secret at {origin}/createApp/"
            ));
        }
        // Ctrl-C drops this future, and with it gives the terminal back.
        #[cfg(unix)]
        let _hidden = Hidden::begin().context("cannot hide what is typed at the terminal")?;
        Ok(Self {
            key: key(config, Key::ApplicationKey).await?,
            secret: key(config, Key::ApplicationSecret).await?,
        })
    }
}

async fn key(config: &Config, key: Key) -> Result<SecretString> {
    check_routes(config, key).map_err(Error::from)?;
    if let Some(setting) = config.get(key) {
        return Ok(setting.value().clone());
    }
    let line = input::ask(format_args!("{key}: ")).await?;
    let typed = line.trim();
    if typed.is_empty() {
        let variable = key.variable();
        return Err(Error::refused(format!(
            "login needs {key}; set {variable} or write it into a configuration file"
        ))
        .into());
    }
    Ok(typed.into())
}

/// Asks whether values may be replaced, such as those of `[ovh-eu] of ~/.ovh.conf`.
///
/// # Errors
/// [`Failure::NotReplaced`] when the answer is not `yes`, or nobody can be asked.
pub(super) async fn replace(keys: &[Key], place: impl Display) -> Result<(), Failure> {
    let keys: Vec<_> = keys.iter().map(|key| key.name()).collect();
    let keys = keys.join(", ");
    if !io::stdin().is_terminal() {
        tell(format_args!(
            "{place} already has {keys}; add --yes to replace what is there"
        ));
        return Err(Failure::NotReplaced);
    }
    let question = format!("{place} already has {keys}; type `yes` to replace what is there: ");
    if input::ask(question).await?.trim() == "yes" {
        return Ok(());
    }
    Err(Failure::NotReplaced)
}
