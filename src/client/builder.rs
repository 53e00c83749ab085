//! Building a [`Client`]: where it calls, as whom, and how.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

use super::Client;
use crate::auth::Credentials;
use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::transport::{Pace, RetryPolicy, Settings, Transport};

/// Settings of a [`Client`] that is being built.
#[derive(Clone, Debug)]
pub struct ClientBuilder {
    endpoint: Endpoint,
    credentials: Credentials,
    settings: Settings,
}

impl ClientBuilder {
    /// Who calls. Default: nobody, which is enough for catalogues, carts and summaries.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// How long one attempt may take, from the first byte sent to the last received. Default:
    /// 180 seconds; a checkout takes long.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout);
        self
    }

    /// How long a connection may take to be established. Default: 30 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = Some(timeout);
        self
    }

    /// A proxy for all calls, by its URL; user and password in it are not shown. Default: the one
    /// that the environment names (`HTTPS_PROXY` and its kin), and none on this machine.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<SecretString>) -> Self {
        self.settings.proxy = Some(url.into());
        self
    }

    /// A header that every call carries, as a gateway may ask for. Its value is not shown. Of one
    /// name the last counts, and a call's own goes before it. Headers that the client sets itself are
    /// refused by [`build`](Self::build): those that say who calls (`X-Ovh-…`, `Authorization`), what
    /// the body is, or how the connection is used.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<SecretString>) -> Self {
        self.settings.headers.push((name.to_owned(), value.into()));
        self
    }

    /// An HTTP client of your own, for what this builder does not offer: certificates, resolvers,
    /// sockets. It is a `reqwest::Client` of version 0.13, on purpose: this method follows that
    /// crate. Timeouts, user agent and proxy are set where it is built. This crate turns on reqwest's
    /// `rustls-no-provider`: for TLS turn on `rustls` in your own manifest, or install a provider.
    ///
    /// **It must not follow redirects**
    /// ([`Policy::none`](reqwest::redirect::Policy::none)), which would carry signed headers and
    /// bodies to where they point, **nor repeat requests** ([`never`](reqwest::retry::never)). Neither
    /// can be read from it, so what came through a redirect is refused, though by then it was sent:
    ///
    /// * the answer to a call, which counts as one whose connection broke: it is not repeated, and a
    ///   change [may have happened](Error::may_have_happened);
    /// * an access token, which it is asked for too: the call is not sent and fails with
    ///   [`Kind::Token`](crate::Kind::Token). reqwest takes the id and the secret of an OAuth2 client
    ///   away when a redirect leads to another host or port, and nowhere else.
    ///
    /// A redirect to the very address that was asked is not seen: the request is then sent twice.
    ///
    /// A redirect to the very address that was asked is not seen: the request is then sent twice.
    /// A connection that fails counts as one that broke as well.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.http = Some(client);
        self
    }

    /// How many bytes an answer may have once it is decompressed; a larger one is an error. Default:
    /// 64 MiB.
    #[must_use]
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.settings.answer_limit = bytes;
        self
    }

    /// How fast calls follow each other. Default: [`Pace::default`], on this machine
    /// [`Pace::unlimited`].
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.settings.pace = Some(pace);
        self
    }

    /// When a request that failed is sent again. Default: [`RetryPolicy::default`].
    #[must_use]
    pub fn retries(mut self, retries: RetryPolicy) -> Self {
        self.settings.retries = retries;
        self
    }

    /// What the client calls itself. Default: `ovh-order/` and the version of this crate.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.settings.user_agent = Some(user_agent.into());
        self
    }

    /// Sends operations even where the endpoint's region does not describe them. Default: they are
    /// refused before they are sent. The descriptions of CA and US are older than the EU's, so an
    /// operation may exist that they lack; see [`Operation::available_in`](super::Operation::available_in).
    #[must_use]
    pub fn any_region(mut self) -> Self {
        self.settings.any_region = true;
        self
    }

    /// The client. Nothing is sent yet: the server's clock is read before the first signed call.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when the settings cannot be used, such as a header with
    /// a line break, or when the system has no usable store of certificates.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.endpoint.base_url().to_owned();
        let transport = Transport::new(self.endpoint, self.credentials, self.settings)?;
        let http = transport.http().clone();
        Ok(Client::new_with_client(&base_url, http, transport))
    }
}

impl Client {
    /// Starts a client of an endpoint.
    ///
    /// ```
    /// use ovh_order::{Client, Endpoint};
    ///
    /// let endpoint: Endpoint = "ovh-eu".parse()?;
    /// let client = Client::builder(endpoint).build()?;
    /// assert_eq!(client.endpoint().base_url(), "https://eu.api.ovh.com/v1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn builder(endpoint: Endpoint) -> ClientBuilder {
        ClientBuilder {
            endpoint,
            credentials: Credentials::None,
            settings: Settings::default(),
        }
    }

    /// A client with the endpoint and the credentials of a configuration.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when the configuration has half a set of keys, or two.
    pub fn from_config(config: &Config) -> Result<Self, Error> {
        let credentials = Credentials::from_config(config).map_err(Error::config)?;
        let builder = Self::builder(config.endpoint().clone());
        builder.credentials(credentials).build()
    }

    /// The endpoint that is called.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.inner.endpoint()
    }

    /// The credentials that calls are made with.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        self.inner.credentials()
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client of {}", self.endpoint())
    }
}
