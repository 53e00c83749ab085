//! The seam between generated code and the rest of the crate.
//!
//! Generated code expects the names of the generator's own runtime, `progenitor-client`. Here they
//! stand for this crate's error and transport.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
pub(crate) use progenitor_client::QueryParam;
use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT, HeaderValue};
use serde::de::DeserializeOwned;

use super::Client;
use super::call;
pub(crate) use super::response::Response;
pub(crate) use crate::error::Error;
use crate::error::{Answer, RequestContext, redact};
use crate::transport::Transport;

/// What is encoded in a path parameter, so that it stays one segment and leads nowhere else.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    // In a URL of HTTP it is a slash.
    .add(b'\\')
    .add(b'%');

/// A path parameter as it stands in a URL.
pub(crate) fn encode_path(parameter: &str) -> String {
    utf8_percent_encode(parameter, SEGMENT).to_string()
}

/// Sends a generated call and decodes its answer.
pub(crate) async fn answered<T: DeserializeOwned>(
    client: &Client,
    operation_id: &'static str,
    request: Result<RequestBuilder, Error>,
) -> Result<Response<T>, Error> {
    let (answer, context) = sent(client, operation_id, request).await?;
    Response::decode(answer, &context).map_err(|error| client.inner.hide(error))
}

/// Sends a generated call whose answer says nothing.
pub(crate) async fn unanswered(
    client: &Client,
    operation_id: &'static str,
    request: Result<RequestBuilder, Error>,
) -> Result<Response<()>, Error> {
    let (answer, context) = sent(client, operation_id, request).await?;
    Response::nothing(answer, &context).map_err(|error| client.inner.hide(error))
}

/// The part that does not depend on the type of the answer, so that it is compiled once.
async fn sent(
    client: &Client,
    operation_id: &'static str,
    request: Result<RequestBuilder, Error>,
) -> Result<(Answer, RequestContext), Error> {
    let request = request
        .and_then(|request| {
            let request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
            request.build().map_err(Error::unbuildable)
        })
        .map_err(|error| call::named(operation_id, error))?;
    let call = call::of_method(&client.inner, operation_id, &request)?;
    let answer = client.inner.send(request, &call).await?;
    Ok((answer, call.context))
}

/// What a field of an answer holds.
pub(crate) fn given<T>(
    field: Option<T>,
    model: &'static str,
    name: &'static str,
) -> Result<T, Error> {
    field.ok_or_else(|| Error::without_field(model, name))
}

/// Errors that generated code makes.
impl Error {
    pub(crate) fn invalid_request(reason: String) -> Self {
        Self::refused(reason)
    }

    /// What HTTP cannot carry, such as a header with a line break.
    pub(crate) fn unbuildable<E: std::fmt::Display>(error: E) -> Self {
        let reason = error.to_string();
        Self::refused(format!("the request cannot be built: {}", redact(&reason)))
    }
}

/// What a generated client knows about itself.
#[expect(dead_code, reason = "the generator implements it; nothing here asks")]
pub(crate) trait ClientInfo<Inner> {
    /// Version of the document; OVHcloud's API has no use for it.
    fn api_version() -> &'static str;
    /// Base address.
    fn baseurl(&self) -> &str;
    /// What requests are built with.
    fn client(&self) -> &reqwest::Client;
    /// What requests are sent with.
    fn inner(&self) -> &Inner;
}

/// Generated code imports this name and asserts that clients implement it.
pub(crate) trait ClientHooks<Inner> {}

impl ClientHooks<Transport> for Client {}

/// Generated code imports this name.
pub(crate) struct OperationInfo;
