//! Says who calls: the headers of a request, and the server's time or the token that they carry.
//!
//! What the headers are is decided in `auth`; here is only what must be asked for them.

use super::call::Call;
use super::send::Transport;
use crate::auth::{self, Credentials, Signable, Signing};
use crate::error::Error;

impl Transport {
    /// Adds the headers that say who calls, over the bytes that will be sent.
    pub(super) async fn authenticate(
        &self,
        request: &mut reqwest::Request,
        call: &Call,
    ) -> Result<(), Error> {
        let token = match call.authenticated {
            true => self.token(&call.context).await?,
            false => None,
        };
        let signing = match (call.authenticated, &token) {
            (false, _) => Signing::Unsigned,
            (true, Some(token)) => Signing::Bearer { token },
            (true, None) => self.signature_time().await?,
        };
        // Taken out of the request, of which url and body are signed.
        let mut headers = std::mem::take(request.headers_mut());
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let signable = Signable {
            method: request.method().as_str(),
            url: request.url().as_str(),
            body: body.unwrap_or_default(),
        };
        auth::insert_headers(&mut headers, self.credentials(), &signable, signing)
            .map_err(|error| error.with_request(&call.context))?;
        *request.headers_mut() = headers;
        Ok(())
    }

    /// The server's time, when there are keys to sign with: without them asking for the headers
    /// makes the error that says what is missing.
    async fn signature_time(&self) -> Result<Signing<'static>, Error> {
        let server_unix_seconds = match self.credentials() {
            Credentials::Application(_) => self.server_unix_seconds().await?,
            _ => 0,
        };
        Ok(Signing::At {
            server_unix_seconds,
        })
    }
}
