//! Clients that differ from another in how some calls are made.
//!
//! They share connections, clock, token and pace with the client they come from. It must not send
//! anything.

use super::Client;
use crate::transport::{Authentication, RetryPolicy, Transport};

impl Client {
    /// The same client with calls that are authenticated by another rule. It costs no more than a
    /// clone, so it can be made for one call:
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
        self.with(self.inner.with_authentication(authentication))
    }

    /// The same client with calls that are repeated by another policy.
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
        self.with(self.inner.with_retries(retries))
    }

    fn with(&self, transport: Transport) -> Self {
        let http = transport.http().clone();
        Self::new_with_client(self.endpoint().base_url(), http, transport)
    }
}
