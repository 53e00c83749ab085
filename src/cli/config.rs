//! `config`: what is configured, and where each value comes from.
//! It must not print a secret, nor send anything.

use anyhow::Result;
use clap::Subcommand;
use ovh_order::Error;
use ovh_order::auth::Credentials;
use ovh_order::config::{Config, ConfigFile, Key, Origin};
use ovh_order::error::MASK;
use secrecy::ExposeSecret;
use serde::Serialize;

use super::output::Output;
use super::place::Place;
use super::table;

/// See what is configured
#[derive(Subcommand)]
pub(super) enum Command {
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
    /// None when the keys contradict each other.
    authentication: Option<&'static str>,
    keys: Vec<Row>,
    files: Vec<File>,
}

/// A key; value and place are none when it is set nowhere.
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

/// Prints it; credentials that contradict each other are an error behind the result.
pub(super) fn show(place: Place<'_>, output: Output) -> Result<()> {
    place.refuse_sandbox()?;
    let config = place.config()?;
    let credentials = Credentials::from_config(&config);
    let shown = Shown {
        endpoint: config.endpoint().to_string(),
        base_url: config.endpoint().base_url().to_owned(),
        profile: config.profile().map(|profile| profile.name.clone()),
        authentication: credentials.as_ref().ok().map(Credentials::method),
        keys: Key::ALL.into_iter().map(|key| row(&config, key)).collect(),
        files: config.files().iter().map(file).collect(),
    };
    output.print(&shown, show_tables)?;
    credentials
        .map(drop)
        .map_err(|error| Error::from(error).into())
}

fn row(config: &Config, key: Key) -> Row {
    let found = match key {
        Key::Endpoint => Some((config.endpoint().to_string(), config.endpoint_origin())),
        Key::Profile => config
            .profile()
            .map(|profile| (profile.name.clone(), &profile.origin)),
        key => config.get(key).map(|setting| {
            (
                value(key, setting.value().expose_secret()),
                setting.origin(),
            )
        }),
    };
    let (value, from) = found
        .map(|(value, from)| (value, Origin::to_string(from)))
        .unzip();
    Row {
        key: key.name(),
        value,
        from,
    }
}

fn value(key: Key, value: &str) -> String {
    match key.is_secret() {
        true => MASK.to_owned(),
        // A URL that is none may hold a password.
        false if value.contains('@') => MASK.to_owned(),
        false => value.to_owned(),
    }
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
    let authentication = shown.authentication.unwrap_or("contradictory");
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
