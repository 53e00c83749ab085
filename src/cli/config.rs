//! `config`: what is configured, and where each value comes from. Secrets are masked.

use clap::Subcommand;
use ovh_order::Error;
use ovh_order::auth::{Credentials, Route};
use ovh_order::config::{Config, ConfigFile, Key};
use ovh_order::error::MASK;
use secrecy::ExposeSecret;
use serde::Serialize;

use super::destination::{Destination, tell_warnings};
use super::failure::Result;
use super::output::Output;
use super::page::Page;
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
    /// None when it is not known where calls would go.
    base_url: Option<String>,
    profile: Option<String>,
    /// None when the keys contradict each other, some are missing, or nothing can be called at all.
    authentication: Option<&'static str>,
    keys: Vec<Row>,
    /// Where each key of the chosen method goes.
    routes: Vec<Sent>,
    files: Vec<File>,
}

/// A key; none when it is set nowhere.
#[derive(Serialize)]
struct Row {
    key: &'static str,
    value: Option<String>,
    from: Option<String>,
    /// Whether a stronger source has another method, so that this key is not used.
    ignored: bool,
}

/// A key and a place that it is sent to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    key: &'static str,
    from: String,
    to: String,
    to_from: String,
    allowed: bool,
}

#[derive(Serialize)]
struct File {
    path: String,
    exists: bool,
    /// Why it is left out.
    error: Option<String>,
}

/// Prints it, whatever is wrong with it. What cannot be used is an error after the result.
pub(crate) fn show(destination: &Destination, output: Output) -> Result<()> {
    destination.refuse_sandbox()?;
    let (config, fault) = destination.examine();
    tell_warnings(&config);
    let is_sound = fault.is_none();
    let credentials = Credentials::from_config(&config);
    let usable = credentials.as_ref().ok().filter(|_| is_sound);
    let ignored = Credentials::ignored(&config);
    let used = Key::ALL.into_iter().filter(|key| !ignored.contains(key));
    let shown = Shown {
        endpoint: row(&config, Key::Endpoint, false).value.unwrap_or_default(),
        base_url: is_sound.then(|| config.endpoint().base_url().to_owned()),
        profile: config.profile().map(str::to_owned),
        authentication: usable.map(Credentials::method),
        keys: Key::ALL
            .into_iter()
            .map(|key| row(&config, key, ignored.contains(&key)))
            .collect(),
        routes: used
            .filter(|key| is_sound && key.is_secret())
            .flat_map(|key| Route::of(&config, key))
            .map(sent)
            .collect(),
        files: config.files().iter().map(file).collect(),
    };
    output.print(&shown, show_tables)?;
    if let Some(fault) = fault {
        return Err(Error::from(fault).into());
    }
    credentials.map_err(Error::from)?;
    Ok(())
}

fn row(config: &Config, key: Key, ignored: bool) -> Row {
    let setting = config.get(key);
    Row {
        key: key.name(),
        value: setting.map(|setting| shown_value(key, setting.value().expose_secret())),
        from: setting.map(|setting| setting.origin().to_string()),
        ignored,
    }
}

fn sent(route: Route) -> Sent {
    Sent {
        key: route.key.name(),
        from: route.from.to_string(),
        to: route.to,
        to_from: format!("{} of {}", route.to_key, route.to_from),
        allowed: route.is_allowed,
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
        error: file.error.as_ref().map(ToString::to_string),
    }
}

fn show_tables(shown: &Shown) -> Page {
    let keys = shown.keys.iter().map(|row| {
        let value = row.value.clone().unwrap_or_default();
        let mut from = row.from.clone().unwrap_or_else(|| "not set".to_owned());
        if row.ignored {
            from += " (ignored: another method is used)";
        }
        [row.key.to_owned(), value, from]
    });
    let routes = shown.routes.iter().map(|route| {
        let refused = if route.allowed { "" } else { "refused: " };
        [
            format!("{} ({})", route.key, route.from),
            format!("{refused}{} ({})", route.to, route.to_from),
        ]
    });
    let files = shown.files.iter().map(|file| {
        let state = match &file.error {
            Some(_) => "left out",
            None if file.exists => "read",
            None => "not there",
        };
        [file.path.clone(), state.to_owned()]
    });
    let authentication = shown.authentication.unwrap_or("unusable");
    let routes = match shown.routes.as_slice() {
        [] => Page::default(),
        _ => table::table(&["key", "is sent to"], routes),
    };
    table::facts([
        ("base URL", table::text(shown.base_url.as_ref())),
        ("authentication", authentication.to_owned()),
    ])
    .and(table::table(&["key", "value", "from"], keys))
    .and(routes)
    .and(table::table(&["file", "state"], files))
}
