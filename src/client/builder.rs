//! Building a [`Client`]: where it calls, as whom, and how.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::Client;
use crate::auth::Credentials;
use crate::config::{Arguments, Config, ConfigError, Key, Sources, duration};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::transport::{Authentication, Pace, RetryPolicy, Settings, Transport};

/// Settings of a [`Client`] that is being built; see [`Client::builder`].
#[derive(Clone, Debug)]
pub struct ClientBuilder {
    endpoint: Endpoint,
    credentials: Credentials,
    settings: Settings,
}

impl ClientBuilder {
    /// Who calls. Default: [`Credentials::None`], which is enough for catalogues, carts and summaries.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. Default: 180
    /// seconds, because a checkout takes long.
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

    /// The URL of a proxy for all calls; a user and a password in it are not shown. Default: the one
    /// in the environment (`HTTPS_PROXY` and the like), and none for an endpoint on this machine.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<SecretString>) -> Self {
        self.settings.proxy = Some(url.into());
        self
    }

    /// Adds a header to every call, for instance for a gateway. Its value is not shown. The last value
    /// of a name wins, and a call's own header wins over it. [`build`](Self::build) refuses headers
    /// that the client sets itself: who calls (`X-Ovh-…`, `Authorization`), what the body is, and how
    /// the connection is used.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<SecretString>) -> Self {
        self.settings.headers.push((name.to_owned(), value.into()));
        self
    }

    /// An HTTP client of your own, for settings that this builder does not have: certificates,
    /// resolvers, sockets. Timeouts, user agent and proxy are then set where it is built. Let it drop
    /// idle connections early: calls that may charge have a connection of their own only with the
    /// client that this builder makes.
    ///
    /// It is a `reqwest::Client` of version 0.13, on purpose: this method follows that crate. For TLS,
    /// turn on reqwest's `rustls` in your own manifest or install a provider: this crate turns on
    /// `rustls-no-provider`.
    ///
    /// **Build it so that it does not follow redirects**
    /// ([`Policy::none`](reqwest::redirect::Policy::none)), which would carry signed headers and
    /// bodies elsewhere, **and does not repeat requests** ([`never`](reqwest::retry::never)).
    /// Neither setting can be read from a client, so an answer that came through a redirect is refused,
    /// although the request was sent by then:
    ///
    /// * For a call this counts as a broken connection: it is not repeated, and a change
    ///   [may have happened](Error::may_have_happened).
    /// * For an access token, which is asked for through the same client, the call is not sent and
    ///   fails with [`Kind::Token`](crate::Kind::Token). reqwest drops the id and the secret of an
    ///   OAuth2 client when a redirect leads to another host or port, and only then.
    ///
    /// A redirect back to the same address cannot be noticed; the request is then sent twice. And
    /// because a client may fail to connect to where a redirect points, a failed connection counts
    /// as a broken one.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.http = Some(client);
        self
    }

    /// How many bytes an answer may have after decompression; a larger one fails the call. Default: 64
    /// MiB, several times the largest catalogue.
    #[must_use]
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.settings.answer_limit = Some(bytes);
        self
    }

    /// How fast calls follow each other. Default: [`Pace::default`], and [`Pace::unlimited`] for an
    /// endpoint on this machine.
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.settings.pace = Some(pace);
        self
    }

    /// How often a failed request is sent again. Default: [`RetryPolicy::default`].
    #[must_use]
    pub fn retries(mut self, retries: RetryPolicy) -> Self {
        self.settings.retries = retries;
        self
    }

    /// Timeout, retries and pace of a configuration, where it has them.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when one of them cannot be read.
    pub fn limits(mut self, config: &Config) -> Result<Self, Error> {
        let a_duration = "a duration such as `90s` or `5m`";
        if let Some(timeout) = value(config, Key::Timeout, a_duration, duration)? {
            self = self.timeout(timeout);
        }
        if let Some(again) = value(config, Key::Retries, "a number", number)? {
            self = self.retries(RetryPolicy::default().attempts(again.saturating_add(1)));
        }
        if let Some(requests) = value(config, Key::Pace, "a number above 0", positive)? {
            self = self.pace(Pace::per_minute(requests));
        }
        Ok(self)
    }

    /// The `User-Agent`. Default: `ovh-order/` and the version of this crate.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.settings.user_agent = Some(user_agent.into());
        self
    }

    /// Sends operations that the endpoint's region lacks according to its description. Default: such a
    /// call fails and is not sent. The descriptions of CA and US are older than the EU's, so the API
    /// may have more than they say; see [`Operation::available_in`](super::Operation::available_in).
    #[must_use]
    pub fn any_region(mut self) -> Self {
        self.settings.any_region = true;
        self
    }

    /// Builds the client. Nothing is sent: the server's clock is read before the first signed call.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when a setting cannot be used, such as a header with a
    /// line break, or when the system has no usable certificate store.
    pub fn build(self) -> Result<Client, Error> {
        let transport = Transport::new(self.endpoint, self.credentials, self.settings)?;
        Ok(Client::over(transport))
    }
}

impl Client {
    /// Starts to build a client of an endpoint.
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

    /// A client with the endpoint, the credentials, timeout, retries and pace of a configuration.
    /// Credentials that cannot be used, such as half a set of keys, are [`Credentials::Unusable`]: calls
    /// that need none work.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) for a limit that cannot be read, and those of
    /// [`ClientBuilder::build`].
    pub fn from_config(config: &Config) -> Result<Self, Error> {
        let credentials = Credentials::from_config(config).unwrap_or_else(Credentials::Unusable);
        let builder = Self::builder(config.endpoint().clone()).limits(config)?;
        builder.credentials(credentials).build()
    }

    /// A client of the environment and the configuration files; see [`config`](crate::config).
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when they cannot be read, and those of
    /// [`from_config`](Self::from_config).
    pub fn from_env() -> Result<Self, Error> {
        let config = Config::load(&Arguments::new(), &Sources::system())?;
        Self::from_config(&config)
    }

    /// The same client with another rule for which calls are authenticated. This costs no more than a
    /// clone, so it can be done for one call:
    ///
    /// ```no_run
    /// # async fn example(client: ovh_order::Client) -> Result<(), ovh_order::Error> {
    /// use ovh_order::client::Authentication;
    ///
    /// let signed = client.with_authentication(Authentication::Always);
    /// let cart = signed.get_cart().cart_id("0f3c").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_authentication(&self, authentication: Authentication) -> Self {
        Self::over(self.inner.with_authentication(authentication))
    }

    /// The same client with another policy for failed requests.
    ///
    /// ```no_run
    /// # async fn example(client: ovh_order::Client) -> Result<(), ovh_order::Error> {
    /// use ovh_order::client::RetryPolicy;
    ///
    /// let once = client.with_retries(RetryPolicy::none());
    /// let cart = once.get_cart().cart_id("0f3c").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_retries(&self, retries: RetryPolicy) -> Self {
        Self::over(self.inner.with_retries(retries))
    }

    /// The endpoint that is called.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.inner.endpoint()
    }

    /// How long one attempt of a call may take. Of an HTTP client of your own this is the default.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.inner.timeout()
    }

    /// The credentials that calls are made with.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        self.inner.credentials()
    }

    fn over(transport: Transport) -> Self {
        let base_url = transport.endpoint().base_url().to_owned();
        Self::new_with_client(&base_url, transport.http().clone(), transport)
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn positive(text: &str) -> Option<u32> {
    number(text).filter(|number| *number > 0)
}

/// What a configuration sets for a key.
fn value<T>(
    config: &Config,
    key: Key,
    expected: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, ConfigError> {
    let Some(setting) = config.get(key) else {
        return Ok(None);
    };
    let read = read(setting.value().expose_secret());
    let origin = setting.origin().clone();
    read.map(Some).ok_or(ConfigError::Value {
        key,
        origin,
        expected,
    })
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client of {}", self.endpoint())
    }
}
