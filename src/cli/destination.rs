//! Where a command's calls go and how long they may take, before the configuration is read.

use std::io::{self, IsTerminal};
use std::time::Duration;

use std::path::PathBuf;

use anyhow::Context;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueHint, value_parser};
use etcetera::{BaseStrategy, choose_base_strategy};
use ovh_order::Error;
use ovh_order::config::{self, Config, ConfigError, Key, Sources};
use url::Url;

use super::output::tell;

/// The endpoint that is a sandbox inside this process.
pub(super) const SANDBOX: &str = "sandbox";

/// More warnings than these are counted, not shown.
const MOST_WARNINGS: usize = 20;

/// What the options say that stand beside the configuration.
#[derive(Args, Clone, Default)]
pub(crate) struct Destination {
    /// Where to order: ovh-eu, ovh-ca, ovh-us, a URL, or `sandbox` [default: from the configuration]
    #[arg(long, global = true, value_parser = NonEmptyStringValueParser::new())]
    #[arg(value_name = "ENDPOINT", value_hint = ValueHint::Other)]
    pub(super) endpoint: Option<String>,
    /// The profile of the configuration to use [default: from the configuration]
    #[arg(long, global = true, value_parser = NonEmptyStringValueParser::new())]
    #[arg(value_name = "NAME", value_hint = ValueHint::Other)]
    pub(super) profile: Option<String>,
    /// The only configuration file to read [default: OVH_CONFIG, or else ./ovh.conf, ~/.ovh.conf and
    /// /etc/ovh.conf]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// How long to wait, such as `90s` or `2h`: for an answer of the API [default, and at most: 3m], in
    /// `buy` and `order follow` also for the delivery [default without a terminal: 1 day], and in `login`
    /// for the validation [default: 15m]
    #[arg(long, global = true, value_parser = wait, value_name = "DURATION")]
    #[arg(value_hint = ValueHint::Other)]
    pub(super) timeout: Option<Duration>,
    /// How often to send a failed read again [default: 3]
    #[arg(long, global = true, value_name = "NUMBER", value_hint = ValueHint::Other)]
    pub(super) retries: Option<u32>,
    /// How many requests to send in a minute [default: 60, on this machine without limit]
    #[arg(long, global = true, value_parser = value_parser!(u32).range(1..))]
    #[arg(value_name = "NUMBER", value_hint = ValueHint::Other)]
    pub(super) pace: Option<u32>,
    /// What remembers what was ordered: a file, or a PostgreSQL database that several machines share, as
    /// postgres://USER:PASSWORD@HOST/DATABASE?sslrootcert=CA.pem [default: a file in the user's state
    /// directory]
    #[arg(long, global = true, env = "OVH_ORDER_JOURNAL", hide_env_values = true)]
    #[arg(value_name = "FILE|URL", value_hint = ValueHint::FilePath)]
    pub(super) journal: Option<PathBuf>,
    /// The command that runs, such as `order list`.
    #[arg(skip)]
    pub(crate) running: String,
    /// Whether calls are sent that the endpoint's region lacks according to its description.
    #[arg(skip)]
    pub(super) any_region: bool,
}

/// The folder in which the command keeps what is named here, so that the error says it.
pub(super) fn state_folder(what: &str) -> anyhow::Result<PathBuf> {
    let folders =
        choose_base_strategy().with_context(|| format!("there is no home directory for {what}"))?;
    // Only Linux has a folder for what programs remember.
    let folder = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Ok(folder.join("ovh-order"))
}

/// How long one answer is waited for at most. A longer `--timeout` is for deliveries, and must not let
/// a call hang as long.
const LONGEST_CALL: Duration = Duration::from_secs(180);

/// How long an order is followed where there is no terminal.
const A_DAY: Duration = Duration::from_secs(86_400);

impl Destination {
    /// Whether calls go to the sandbox inside this process, by argument or environment.
    pub(super) fn is_sandbox(&self) -> bool {
        let endpoint = self.endpoint.clone().or_else(|| variable(Key::Endpoint));
        endpoint.as_deref() == Some(SANDBOX)
    }

    /// Warns that the sandbox inside this process ignores a profile.
    pub(super) fn warn_of_unused_profile(&self) {
        if let Some(profile) = self.profile.clone().or_else(|| variable(Key::Profile)) {
            tell(format_args!(
                "warning: profile `{profile}` is ignored: `{SANDBOX}` has its own keys"
            ));
        }
    }

    /// The command with the options that lead to the same destination.
    pub(super) fn command(&self) -> String {
        let mut command = "ovh-order".to_owned();
        for (option, value) in [
            ("--endpoint", &self.endpoint),
            ("--profile", &self.profile),
            ("--config", &named(self.config.as_ref())),
            (
                "--journal",
                &named(self.journal.as_ref()).map(without_password),
            ),
        ] {
            if let Some(value) = value {
                command = format!("{command} {option} {}", shell_word(value));
            }
        }
        command
    }

    /// Reads the configuration and shows its warnings.
    pub(super) fn config(&self) -> Result<Config, Error> {
        let config = self.load()?;
        tell_warnings(&config);
        Ok(config)
    }

    /// Reads the configuration. The sandbox inside this process has none.
    pub(super) fn load(&self) -> Result<Config, ConfigError> {
        Config::load(&self.arguments(), &self.sources())
    }

    /// What is known of the configuration, and what keeps it from being used.
    pub(super) fn examine(&self) -> (Config, Option<ConfigError>) {
        Config::examine(&self.arguments(), &self.sources())
    }

    /// Environment and files.
    pub(super) fn sources(&self) -> Sources {
        match &self.config {
            Some(file) => Sources::file(file.clone()),
            None => Sources::system(),
        }
    }

    /// The options as the configuration takes them.
    pub(super) fn arguments(&self) -> config::Arguments {
        let timeout = self.timeout.map(|timeout| timeout.min(LONGEST_CALL));
        let milliseconds = timeout.map(|timeout| format!("{}ms", timeout.as_millis()));
        let given = [
            (Key::Endpoint, self.endpoint.clone()),
            (Key::Profile, self.profile.clone()),
            (Key::Timeout, milliseconds),
            (Key::Retries, self.retries.map(|number| number.to_string())),
            (Key::Pace, self.pace.map(|number| number.to_string())),
        ];
        let mut arguments = config::Arguments::new();
        for (key, value) in given {
            if let Some(value) = value {
                arguments = arguments.with(key, value);
            }
        }
        arguments
    }

    /// How long an order is followed; none is as long as it takes. Where nobody can stop it, it ends by
    /// itself.
    pub(super) fn patience(&self) -> Option<Duration> {
        let is_watched = io::stdin().is_terminal() || io::stderr().is_terminal();
        self.timeout.or((!is_watched).then_some(A_DAY))
    }

    /// # Errors
    /// The sandbox inside this process has its own keys.
    pub(super) fn refuse_sandbox(&self) -> Result<(), Error> {
        if self.is_sandbox() {
            return Err(Error::refused(
                "`sandbox` is an API inside the command and has its own keys and no configuration; \
                 `ovh-order sandbox` runs one with a URL of its own",
            ));
        }
        Ok(())
    }
}

/// Where a journal is.
pub(super) enum JournalPlace {
    File,
    Database,
    /// It looks like a database, which can have a password, and is none that can be opened.
    Unclear,
}

impl JournalPlace {
    pub(super) fn of(journal: &str) -> Self {
        let is_url = journal.contains("://");
        match journal.split_once(':') {
            Some((scheme, rest)) if is_postgres(scheme) && rest.starts_with("//") => Self::Database,
            Some((scheme, _)) if is_url || is_postgres(scheme) => Self::Unclear,
            _ if has_settings(journal) => Self::Unclear,
            _ => Self::File,
        }
    }
}

fn is_postgres(scheme: &str) -> bool {
    ["postgres", "postgresql"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Whether a text has settings as programs for PostgreSQL write them, such as `host=db password=…`.
fn has_settings(text: &str) -> bool {
    let mut words = text.split(|c: char| c == '=' || c.is_whitespace());
    let settings = ["host", "hostaddr", "dbname", "user", "password"];
    text.contains('=') && words.any(|word| settings.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// A journal as it can be shown. The person who reads it fills the password in.
fn without_password(journal: String) -> String {
    const PASSWORD: &str = "PASSWORD";
    match JournalPlace::of(&journal) {
        JournalPlace::File => return journal,
        JournalPlace::Database => {}
        JournalPlace::Unclear => return "postgres://".to_owned(),
    }
    let Ok(mut url) = Url::parse(&journal) else {
        return "postgres://".to_owned();
    };
    if url.password().is_some() && url.set_password(Some(PASSWORD)).is_err() {
        return "postgres://".to_owned();
    }
    let secret = url.query_pairs().any(|(name, _)| name == "password");
    if secret {
        url.set_query(None);
    }
    url.into()
}

fn named(file: Option<&PathBuf>) -> Option<String> {
    file.map(|file| file.display().to_string())
}

/// Shows what is odd about a configuration.
pub(super) fn tell_warnings(config: &Config) {
    let warnings = config.warnings();
    for warning in warnings.iter().take(MOST_WARNINGS) {
        tell(format_args!("warning: {warning}"));
    }
    let more = warnings.len().saturating_sub(MOST_WARNINGS);
    if more > 0 {
        tell(format_args!(
            "warning: and {more} more about the configuration"
        ));
    }
}

fn wait(text: &str) -> Result<Duration, &'static str> {
    config::duration(text).ok_or("expected a duration such as 90s, 5m or 2h")
}

/// A variable of the environment that is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the library has no endpoint `sandbox`, so it is looked for before the configuration"
)]
fn variable(key: Key) -> Option<String> {
    let value = std::env::var(key.variable()).ok()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// Quotes a text for a shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Quotes a text for a shell if it needs to be.
pub(super) fn shell_word(text: &str) -> String {
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    quoted(text)
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_of_a_journal_is_shown() {
        let cases = [
            ("my/journal.db", "my/journal.db"),
            (
                "postgres://me:hunter2@db/orders",
                "postgres://me:PASSWORD@db/orders",
            ),
            (
                "postgresql://me@db/orders?sslmode=require",
                "postgresql://me@db/orders?sslmode=require",
            ),
            (
                "postgres://me@db/orders?password=hunter2",
                "postgres://me@db/orders",
            ),
            (
                "postgres:///orders?host=/run&password=hunter2",
                "postgres:///orders",
            ),
            ("postgres://me:hun/ter2@db:x/orders", "postgres://"),
            (
                "PostgreS://me:hunter2@db/orders",
                "postgres://me:PASSWORD@db/orders",
            ),
            ("mysql://me:hunter2@db/orders", "postgres://"),
            ("host=db password=hunter2", "postgres://"),
            ("PASSWORD = hunter2", "postgres://"),
            ("./host=db", "./host=db"),
            ("a=b/journal of password.db", "a=b/journal of password.db"),
        ];
        for (journal, shown) in cases {
            assert_eq!(without_password(journal.to_owned()), shown);
        }
    }

    #[test]
    fn a_word_is_quoted_only_if_a_shell_would_change_it() {
        let cases = [
            ("ovh-eu", "ovh-eu"),
            ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
            ("my work", "'my work'"),
            ("it's", r"'it'\''s'"),
            ("GET /me/*", "'GET /me/*'"),
            ("", "''"),
        ];
        for (text, expected) in cases {
            assert_eq!(shell_word(text), expected);
        }
    }
}
