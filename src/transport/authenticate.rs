//! Says who calls: the headers of a request, and the server's time that a signature carries.
//!
//! What the headers are is decided in `auth`; here is only what must be asked for them.

use super::send::{Call, Transport};
use crate::auth::{self, Signable, Signing};
use crate::error::{Error, RequestContext};

impl Transport {
    /// Adds the headers that say who calls, over the bytes that will be sent.
    pub(super) async fn authenticate(
        &self,
        request: &mut reqwest::Request,
        call: &Call,
    ) -> Result<(), Error> {
        let about = |error: Error| error.with_request(&call.context);
        let signing = match call.authenticated {
            true if !self.credentials().can_sign() => {
                // Asking for headers makes the error that says what is missing.
                Signing::At {
                    server_unix_seconds: 0,
                }
            }
            true => Signing::At {
                server_unix_seconds: self.server_unix_seconds().await?,
            },
            false => Signing::Unsigned,
        };
        let body = request
            .body()
            .and_then(reqwest::Body::as_bytes)
            .unwrap_or_default();
        let method = request.method().as_str();
        let signable = Signable {
            method,
            url: request.url().as_str(),
            body,
        };
        let headers = auth::headers(self.credentials(), &signable, signing).map_err(about)?;
        request.headers_mut().extend(headers);
        Ok(())
    }

    /// The time that a signature carries: `GET /auth/time` is asked once.
    async fn server_unix_seconds(&self) -> Result<i64, Error> {
        self.0
            .clock
            .unix_seconds(async || self.ask_time().await)
            .await
    }

    async fn ask_time(&self) -> Result<i64, Error> {
        let context = RequestContext::new("GET", "/auth/time");
        let url = format!("{}/auth/time", self.endpoint().base_url());
        let request = self.http().get(url).build().map_err(Error::config)?;
        let answer = self.exchange(request, &context).await?;
        serde_json::from_slice(&answer.body).map_err(|error| Error::decode(&context, answer, error))
    }
}
