//! What a person must say to log in: the application's keys, and that old values may go.
//! It must not know where answers are written to.

use std::io::{self, IsTerminal};

use anyhow::{Context, Result};
use ovh_order::Error;
use ovh_order::config::{Config, Key};
use secrecy::SecretString;

use super::echo::Hidden;
use super::{Application, Target};
use crate::cli::output::{tell, tell_without_line_end};

/// The application's keys, as configured or else as typed.
pub(super) async fn application(config: &Config) -> Result<Application> {
    let missing = |key| config.get(key).is_none();
    if missing(Key::ApplicationKey) || missing(Key::ApplicationSecret) {
        let origin = config.endpoint().base_url().rsplit_once('/');
        let origin = origin.map_or("", |(origin, _)| origin);
        tell(format_args!(
            "an application key and its secret are made at {origin}/createApp/"
        ));
    }
    // Ctrl-C leaves this function too, which gives the terminal back.
    let hidden = Hidden::begin().context("cannot keep the terminal from showing what is typed")?;
    let application = Application {
        key: one(config, Key::ApplicationKey).await?,
        secret: one(config, Key::ApplicationSecret).await?,
    };
    drop(hidden);
    Ok(application)
}

async fn one(config: &Config, key: Key) -> Result<SecretString> {
    if let Some(setting) = config.get(key) {
        return Ok(setting.value().clone());
    }
    tell_without_line_end(format_args!("{key}: "));
    let line = line().await?;
    match line.trim() {
        "" => Err(Error::refused(format!(
            "login cannot do without {key}; set {} or write it into a configuration file",
            key.variable()
        ))
        .into()),
        value => Ok(value.into()),
    }
}

/// Whether the section's values of these keys may be replaced.
pub(super) async fn replace(target: &Target, keys: &[Key], yes: bool) -> Result<bool> {
    if yes || keys.is_empty() {
        return Ok(true);
    }
    let keys: Vec<_> = keys.iter().map(Key::to_string).collect();
    let keys = keys.join(", ");
    let (section, file) = (&target.section, target.file.display());
    if !io::stdin().is_terminal() {
        tell(format_args!(
            "[{section}] of {file} has its own {keys}: add --yes to replace what is there"
        ));
        return Ok(false);
    }
    tell_without_line_end(format_args!(
        "[{section}] of {file} has its own {keys}: type `yes` to replace what is there: "
    ));
    Ok(line().await?.trim() == "yes")
}

/// A line of standard input; empty at its end.
async fn line() -> Result<String> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    });
    Ok(read.await??)
}
