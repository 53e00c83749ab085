//! Which configuration a command uses: what its arguments say before anything else.
//! It must not decide what credentials mean.

use ovh_order::Error;
use ovh_order::config::{Arguments, Config, ConfigError, Key, Sources};

use super::output::tell;
use super::shell;

/// The endpoint that is a sandbox of this process.
const SANDBOX: &str = "sandbox";

/// What `--endpoint` and `--profile` say.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) endpoint: Option<&'a str>,
    pub(super) profile: Option<&'a str>,
}

impl Place<'_> {
    /// Whether the API is the sandbox of this process, by argument or environment.
    pub(super) fn is_sandbox(self) -> bool {
        let variable = variable(Key::Endpoint);
        self.endpoint.or(variable.as_deref()) == Some(SANDBOX)
    }

    /// Says that the sandbox of this process passes over a profile that was asked for.
    pub(super) fn warn_of_unused_profile(self) {
        let variable = variable(Key::Profile);
        if let Some(profile) = self.profile.or(variable.as_deref()) {
            tell(format_args!(
                "warning: profile `{profile}` is not used: `{SANDBOX}` has keys of its own"
            ));
        }
    }

    /// The command with the options that lead to the same place.
    pub(super) fn command(self) -> String {
        let options = [("endpoint", self.endpoint), ("profile", self.profile)];
        let given = options
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        given.fold("ovh-order".to_owned(), |command, (name, value)| {
            format!("{command} --{name} {}", shell::word(value))
        })
    }

    /// Reads the configuration and shows its warnings.
    pub(super) fn config(self) -> Result<Config, Error> {
        let config = self.load()?;
        for warning in config.warnings() {
            tell(format_args!("warning: {warning}"));
        }
        Ok(config)
    }

    /// The configuration of a place that has a file: the sandbox of this process has none.
    pub(super) fn load(self) -> Result<Config, ConfigError> {
        let mut arguments = Arguments::new();
        for (key, value) in [(Key::Endpoint, self.endpoint), (Key::Profile, self.profile)] {
            if let Some(value) = value {
                arguments = arguments.with(key, value);
            }
        }
        Config::load(&arguments, &Sources::system())
    }

    /// # Errors
    /// The sandbox of this process has keys of its own.
    pub(super) fn refuse_sandbox(self) -> Result<(), Error> {
        match self.is_sandbox() {
            true => Err(Error::refused(
                "`sandbox` is an API inside the command, with keys of its own and no configuration; \
                 `ovh-order sandbox` runs one whose URL can be given",
            )),
            false => Ok(()),
        }
    }
}

/// What the environment says; empty is nothing.
fn variable(key: Key) -> Option<String> {
    let value = std::env::var(key.variable()).ok()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}
