//! What a command that calls the API needs: a client, and the sandbox behind it if there is one.

use anyhow::{Context as _, Result};
use ovh_order::auth::Credentials;
use ovh_order::order::Context;
use ovh_order::sandbox::Sandbox;
use ovh_order::{Client, Endpoint};

use super::interrupt::Interrupt;
use super::output::{Output, tell};
use super::place::Place;
use super::{progress, sandbox};

/// A client and how to talk to the person behind the command.
pub(super) struct Session {
    pub(super) client: Client,
    pub(super) output: Output,
    pub(super) yes: bool,
    pub(super) interrupt: Interrupt,
    sandbox: Option<Sandbox>,
}

impl Session {
    /// Reads the configuration and makes the client; nothing is sent yet.
    pub(super) async fn open(place: Place<'_>, yes: bool, output: Output) -> Result<Self> {
        let interrupt = Interrupt::listen(place.command());
        let (client, sandbox) = match place.is_sandbox() {
            true => {
                place.warn_of_unused_profile();
                let sandbox = sandbox::start(sandbox::local()).await?;
                (sandbox_client(&sandbox)?, Some(sandbox))
            }
            false => (configured_client(place)?, None),
        };
        Ok(Self {
            client,
            output,
            yes,
            interrupt,
            sandbox,
        })
    }

    /// Ends the sandbox, if there is one.
    pub(super) async fn close(self) {
        if let Some(sandbox) = self.sandbox
            && let Err(error) = sandbox.shutdown().await
        {
            tell(format_args!(
                "warning: the sandbox did not end well: {error}"
            ));
        }
    }

    /// The surroundings of a workflow: steps on standard error, stopped by Ctrl-C.
    pub(super) fn context(&self) -> Context {
        let (tell, interrupt) = (progress::listener(), self.interrupt.clone());
        let stop = self.interrupt.token();
        let context = Context::new(self.client.clone()).with_stop(stop);
        context.with_listener(move |event| {
            interrupt.note(event);
            tell(event);
        })
    }
}

fn sandbox_client(sandbox: &Sandbox) -> Result<Client> {
    let keys = sandbox.credentials();
    let credentials = Credentials::application(
        keys.application_key.clone(),
        keys.application_secret.clone(),
        keys.consumer_key.clone(),
    );
    let endpoint: Endpoint = sandbox.url().parse()?;
    Ok(Client::builder(endpoint).credentials(credentials).build()?)
}

fn configured_client(place: Place<'_>) -> Result<Client> {
    let config = place.config()?;
    Client::from_config(&config).context("the configuration cannot be used")
}
