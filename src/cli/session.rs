//! What a command that calls the API needs: a client, and the sandbox behind it if there is one.

use anyhow::{Context as _, Result};
use ovh_order::auth::Credentials;
use ovh_order::config::{Arguments, Config, Key, Sources};
use ovh_order::order::Context;
use ovh_order::sandbox::Sandbox;
use ovh_order::{Client, Endpoint};

use super::interrupt::Interrupt;
use super::output::{Output, tell};
use super::{progress, sandbox};

/// The endpoint that is a sandbox of this process.
const SANDBOX: &str = "sandbox";

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
    pub(super) async fn open(endpoint: Option<&str>, yes: bool, output: Output) -> Result<Self> {
        let interrupt = Interrupt::listen();
        let variable = std::env::var(Key::Endpoint.variable()).ok();
        let (client, sandbox) = match endpoint.or(variable.as_deref()) {
            Some(SANDBOX) => {
                let sandbox = sandbox::start(sandbox::local()).await?;
                (sandbox_client(&sandbox)?, Some(sandbox))
            }
            _ => (configured_client(endpoint)?, None),
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

fn configured_client(endpoint: Option<&str>) -> Result<Client> {
    let mut arguments = Arguments::new();
    if let Some(endpoint) = endpoint {
        arguments = arguments.with(Key::Endpoint, endpoint);
    }
    let config = Config::load(&arguments, &Sources::system()).map_err(ovh_order::Error::from)?;
    for warning in config.warnings() {
        tell(format_args!("warning: {warning}"));
    }
    Client::from_config(&config).context("the configuration cannot be used")
}
