//! What a command that calls the API works with: a client, and the sandbox behind it if there is one.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once};
use std::time::Duration;

use ovh_order::auth::{Credentials, CredentialsError};
use ovh_order::config::ConfigFile;
use ovh_order::journal::{Journal, JournalError};
use ovh_order::order::{Context, Event};
use ovh_order::sandbox::Sandbox;
use ovh_order::types::Secret;
use ovh_order::{Client, Error};

use super::destination::{Destination, JournalPlace, state_folder};
use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::output::{self, Output, tell};
use super::{receipt, sandbox};

/// A client, and how to talk to the person behind the command.
pub(crate) struct Session {
    pub(super) client: Client,
    pub(super) output: Output,
    /// Whether questions are answered by `--yes`.
    pub(super) yes: bool,
    pub(super) interrupt: Interrupt,
    /// How long orders are followed; none is as long as it takes.
    patience: Option<Duration>,
    journal: Option<PathBuf>,
    sandbox: Option<Sandbox>,
    no_ceiling: Once,
}

impl Session {
    /// Reads the configuration and makes the client; nothing is sent yet.
    pub(crate) async fn open(destination: &Destination, yes: bool, output: Output) -> Result<Self> {
        let interrupt = Interrupt::listen(destination.command())?;
        let sandbox = if destination.is_sandbox() {
            destination.warn_of_unused_profile();
            Some(sandbox::start(sandbox::options(None)).await?)
        } else {
            None
        };
        let client = match &sandbox {
            Some(sandbox) => sandbox::client(sandbox, destination)?,
            None => configured(destination)?,
        };
        Ok(Self {
            client,
            output,
            yes,
            interrupt,
            patience: destination.patience(),
            journal: destination.journal.clone(),
            sandbox,
            no_ceiling: Once::new(),
        })
    }

    /// Opens the journal. Nobody takes a run over while a call of it may still be under way. The API may
    /// work on a call for longer than this command waits, but a server on this machine is a sandbox.
    pub(super) async fn journal(&self) -> Result<Journal> {
        let opened = self.interrupt.until(self.opened()).await?;
        let least = if self.client.endpoint().is_loopback() {
            Duration::ZERO
        } else {
            opened.lease()
        };
        Ok(opened.with_lease(least.max(self.client.timeout() * 4 / 3)))
    }

    /// The journal of a sandbox inside this process is forgotten with it.
    async fn opened(&self) -> Result<Journal> {
        if let Some(path) = &self.journal {
            let url = path.to_string_lossy();
            return Ok(match JournalPlace::of(&url) {
                JournalPlace::File => file(path)?,
                JournalPlace::Database => Journal::connect(&url).await?,
                JournalPlace::Unclear => Err(JournalError::InvalidUrl)?,
            });
        }
        if self.sandbox.is_some() {
            return Ok(Journal::in_memory()?);
        }
        let folder = state_folder("the journal: name a file with --journal")?;
        file(&folder.join("journal.db"))
    }

    /// Says, once, that `--yes` accepts any price.
    pub(super) fn note_no_ceiling(&self) {
        if !self.yes {
            return;
        }
        self.no_ceiling.call_once(|| {
            tell(
                "note: --yes accepts any price; set a ceiling with --max-total, or maxTotal in the file",
            );
        });
    }

    /// Ends the sandbox, if there is one, and says that credentials could not be used, unless that is
    /// the failure.
    pub(crate) async fn close(self, outcome: Result<()>) -> Result<()> {
        let is_told = outcome.as_ref().is_err_and(Failure::is_of_credentials);
        if let Credentials::Unusable(error) = self.client.credentials()
            // That a file is left out was told already.
            && !matches!(error, CredentialsError::File(_))
            && !is_told
        {
            tell(format_args!("warning: called without credentials: {error}"));
        }
        if let Some(sandbox) = self.sandbox
            && let Err(error) = sandbox.shutdown().await
        {
            tell(format_args!(
                "warning: the sandbox did not shut down cleanly: {error}"
            ));
        }
        outcome
    }

    /// The context of a workflow: Ctrl-C stops it, and its steps are printed to standard error.
    pub(super) fn context(&self) -> Context {
        let interrupt = self.interrupt.clone();
        let output = self.output;
        let link = Mutex::new(None);
        let context = Context::new(self.client.clone())
            .with_stop(self.interrupt.token())
            .with_listener(move |event| {
                interrupt.note(event);
                tell(event);
                tell_link(event, &link);
                if output.is_for_people()
                    && let Event::Followed { bought, .. } = event
                {
                    // Before the wait, which can take days. If this cannot be printed, the outcome
                    // cannot either, and that is an error.
                    let _ = output::page(&receipt::placed(bought));
                }
            });
        match self.patience {
            Some(patience) => context.with_patience(patience),
            None => context,
        }
    }
}

/// The journal in a file.
fn file(path: &Path) -> Result<Journal> {
    Journal::open(path).map_err(|source| Failure::JournalFile {
        path: path.to_owned(),
        source,
    })
}

/// The client of the configuration.
fn configured(destination: &Destination) -> Result<Client> {
    let config = destination.config()?;
    // The only file is one that was named, and it may name another endpoint.
    if let [
        ConfigFile {
            error: Some(error), ..
        },
    ] = config.files()
    {
        return Err(Error::from(CredentialsError::File(error.clone())).into());
    }
    let credentials = Credentials::from_config(&config).unwrap_or_else(Credentials::Unusable);
    let builder = Client::builder(config.endpoint().clone()).limits(&config)?;
    let builder = builder.credentials(credentials);
    Ok(if destination.any_region {
        builder.any_region().build()?
    } else {
        builder.build()?
    })
}

/// Shows the link of an order once, when the order first waits for a person who needs it, or cannot be
/// read.
fn tell_link(event: &Event, link: &Mutex<Option<Secret>>) {
    let Ok(mut link) = link.lock() else { return };
    match event {
        Event::Ordered { url, .. } => link.clone_from(url),
        Event::Followed { bought, .. } => link.clone_from(&bought.url),
        Event::Status { to_do: Some(_), .. } | Event::Unreadable { .. } => {
            if let Some(url) = link.take() {
                tell(format_args!("  {}", url.expose()));
            }
        }
        _ => {}
    }
}
