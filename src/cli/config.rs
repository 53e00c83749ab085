//! `config`: what is configured, and where each value comes from. Secrets are masked.

use clap::Subcommand;
use ovh_order::Error;
use ovh_order::auth::Credentials;
use ovh_order::config::{Config, ConfigFile, Key};
use ovh_order::error::MASK;
use secrecy::ExposeSecret;
use serde::Serialize;

use super::destination::Destination;
use super::failure::Result;
use super::output::Output;
use super::table;

/// See what is configured
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show each key with its value, secrets masked, and where it comes from; calls nothing
    Show,
}

/// Everything that is configured.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    endpoint: String,
    base_url: String,
    profile: Option<String>,
    /// None when the keys contradict each other, or some are missing.
    authentication: Option<&'static str>,
    keys: Vec<Row>,
    files: Vec<File>,
}

/// A key; none when it is set nowhere.
#[derive(Serialize)]
struct Row {
    key: &'static str,
    value: Option<String>,
    from: Option<String>,
}

#[derive(Serialize)]
struct File {
    path: String,
    exists: bool,
}

/// Prints it. Credentials that cannot be used are an error after the result.
pub(crate) fn show(destination: &Destination, output: Output) -> Result<()> {
    destination.refuse_sandbox()?;
    let config = destination.config()?;
    let credentials = Credentials::from_config(&config);
    let shown = Shown {
        endpoint: config.endpoint().to_string(),
        base_url: config.endpoint().base_url().to_owned(),
        profile: config.profile().map(str::to_owned),
        authentication: credentials.as_ref().ok().map(Credentials::method),
        keys: Key::ALL.into_iter().map(|key| row(&config, key)).collect(),
        files: config.files().iter().map(file).collect(),
    };
    output.print(&shown, show_tables)?;
    credentials.map_err(Error::from)?;
    Ok(())
}

fn row(config: &Config, key: Key) -> Row {
    let setting = config.get(key);
    Row {
        key: key.name(),
        value: setting.map(|setting| shown_value(key, setting.value().expose_secret())),
        from: setting.map(|setting| setting.origin().to_string()),
    }
}

fn shown_value(key: Key, value: &str) -> String {
    // A token URL is shown although it may be unusable, and may hold a password then.
    if key.is_secret() || (key == Key::TokenUrl && value.contains('@')) {
        return MASK.to_owned();
    }
    value.to_owned()
}

fn file(file: &ConfigFile) -> File {
    File {
        path: file.path.display().to_string(),
        exists: file.exists,
    }
}

fn show_tables(shown: &Shown) -> String {
    let keys = shown.keys.iter().map(|row| {
        let value = row.value.clone().unwrap_or_default();
        let from = row.from.clone().unwrap_or_else(|| "not set".to_owned());
        [row.key.to_owned(), value, from]
    });
    let files = shown.files.iter().map(|file| {
        let state = if file.exists { "read" } else { "not there" };
        [file.path.clone(), state.to_owned()]
    });
    let authentication = shown.authentication.unwrap_or("unusable");
    [
        table::facts([
            ("base URL", shown.base_url.clone()),
            ("authentication", authentication.to_owned()),
        ]),
        table::table(&["key", "value", "from"], keys),
        table::table(&["file", "state"], files),
    ]
    .join("\n")
}
